"""The rows of `needs`: known muscles, true units, and the sums that the week really gives."""

from __future__ import annotations

import math
from collections.abc import Iterator

from routine.model.terms import Action, Phase, Side
from routine.problem import Problem
from routine.verify.case import Case, broken

FORM = "form"
SERVES: dict[Phase, Action] = {"release": "release", "static": "lengthen", "dynamic": "move", "activation": "activate"}

Row = tuple[str, Side, Action]


def planned(case: Case) -> dict[Row, float]:
    """Return what the week gives each muscle, side and action: seconds, for activation sets; a secondary muscle gets half."""
    given: dict[Row, float] = {}
    for _, step in case.steps():
        action = SERVES.get(step.phase)
        if action is None:
            continue
        amount = step.item.sets if action == "activate" else step.per_side
        half = case.body.members(step.exercise.secondary) - step.muscles
        for muscles, share in ((step.muscles, amount), (half, amount / 2)):
            for muscle in muscles:
                for side in step.sides:
                    given[muscle, side, action] = given.get((muscle, side, action), 0) + share
    return given


def needs_are_true(case: Case) -> Iterator[Problem]:
    given, seen = planned(case), set()
    for row in case.plan.needs:
        where, key = f"needs: {row.muscle} on the {row.side}, {row.action}", (row.muscle, row.side, row.action)
        if row.muscle not in case.catalog.muscles:
            yield broken(FORM, f"{where}: the catalog has no such muscle", "a row is about one muscle; groups stand there as their members")
            continue
        if key in seen:
            yield broken(FORM, f"{where} stands there twice", "one row for each muscle, side and action")
        seen.add(key)
        unit = case.catalog.targets[row.action].unit if row.action in case.catalog.targets else row.unit
        if row.unit != unit:
            yield broken(FORM, f"{where}: the unit is {row.unit}, must be {unit}", "each action has one unit")
        true = int(given.get(key, 0))
        if row.planned != true:
            yield broken(
                FORM,
                f"{where}: planned is {row.planned}, the week gives {true}",
                "`planned` sums the items, secondary muscles at half weight",
                f"write {true}",
            )
        if not (math.isfinite(row.weight) and row.weight >= 0 and row.target >= 0):
            yield broken(
                FORM,
                f"{where}: a weight of {row.weight:g} and a target of {row.target} can't be",
                "a need has a weight and a target, none of them negative",
            )
        if row.weight > 0 and not row.because:
            yield broken(FORM, f"{where} says no reason", "each need says why")


def tight_is_true(case: Case) -> Iterator[Problem]:
    law = "a muscle is tight when it has a release need, and what was found tight has one"
    for row in case.plan.needs:
        if row.action == "release" and row.tight != ((row.muscle, row.side) in case.tight):
            yield broken(
                FORM, f"needs: {row.muscle} on the {row.side}, release: tight is {str(row.tight).lower()} with weight {row.weight:g}", law
            )
        elif row.tight and (row.muscle, row.side) not in case.tight:
            yield broken(FORM, f"needs: {row.muscle} on the {row.side}, {row.action}: tight, without a need to release it", law)
    rows = {(row.muscle, row.side) for row in case.plan.needs if row.action == "release" and row.weight > 0}
    for muscle, side in sorted(case.found_tight - rows):
        yield broken(FORM, f"needs has no release row for {muscle} on the {side}, which was found tight", law)
