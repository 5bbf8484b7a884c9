"""L12: left and right get alike in a week, unless an answer says why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routine.model.terms import BOTH, Phase, Side
from routine.problem import Problem
from routine.verify.anatomy import other
from routine.verify.case import Case, Step, broken

RATIO = 1.5
AGAINST_PAIN = ("condition", "long")  # the only reasons for which a painful side may get less

Share = dict[Side, float]
Place = tuple[str, Phase]


def l12_both_sides(case: Case) -> Iterator[Problem]:
    law = "L12: per muscle, phase and week both sides alike; left:right over 1.5 only with a true side_reason on what is done on one side"
    for place, share, steps in _shares(case):
        heavy: Side = "left" if share["left"] > share["right"] else "right"
        if share[heavy] > RATIO * share[other(heavy)]:
            for step in _alone_on(steps, heavy):
                if not reason_holds(case, step):
                    yield broken(
                        "L12", f"{step.where}: {_said(place, share)}, and side_reason '{step.item.side_reason}' does not hold", law
                    )


def l12_painful_side_not_less(case: Case) -> Iterator[Problem]:
    law = "L12: the painful side gets less only with `condition` or `long`"
    side = painful_side(case)
    if side is None:
        return
    for place, share, steps in _shares(case):
        if share[side] < share[other(side)]:
            for step in _alone_on(steps, other(side)):
                if step.item.side_reason not in AGAINST_PAIN or not reason_holds(case, step):
                    yield broken("L12", f"{step.where}: {_said(place, share)}, though the pain is on the {side}", law)


def l12_reasons_are_true(case: Case) -> Iterator[Problem]:
    law = "L12: a side_reason is null, or an answer that holds for that side"
    for _, step in case.steps():
        if step.item.side_reason is not None and not reason_holds(case, step):
            yield broken("L12", f"{step.where}: side_reason '{step.item.side_reason}' does not hold", law)


def _shares(case: Case) -> Iterator[tuple[Place, Share, list[Step]]]:
    shares: dict[Place, Share] = {}
    steps: dict[Place, list[Step]] = {}
    for _, step in case.steps():
        for muscle in step.muscles:
            share = shares.setdefault((muscle, step.phase), {"left": 0.0, "right": 0.0})
            steps.setdefault((muscle, step.phase), []).append(step)
            for side in step.sides:
                share[side] += step.per_side
    for place in sorted(shares):
        yield place, shares[place], steps[place]


def _alone_on(steps: Iterable[Step], side: Side) -> Iterator[Step]:
    return (step for step in steps if step.single and step.item.side == side)


def _said(place: Place, share: Share) -> str:
    return f"{place[0]} ({place[1]}) gets {share['left']:g} s on the left and {share['right']:g} s on the right"


def painful_side(case: Case) -> Side | None:
    """Return the only side that hurts. A place on the midline has none; a place without a side hurts on both."""
    hurt: set[str] = set()
    for pain in case.profile.pain:
        region = case.catalog.regions.get(pain.region)
        if pain.side is None and region is not None and region.midline:
            continue
        hurt.update(BOTH if pain.side in (None, "both") else (str(pain.side),))
    return next((side for side in BOTH if hurt == {side}), None)


def reason_holds(case: Case, step: Step) -> bool:
    """Tell whether an item's side_reason is an answer of the profile (or a rule) about that side."""
    if step.item.side not in BOTH:
        return False
    side: Side = step.item.side
    reason, profile = step.item.side_reason, case.profile
    if reason == "finding":
        found = case.found(profile.findings.tight) | case.found(profile.findings.weak)
        return any((muscle, side) in found for muscle in step.muscles)
    if reason == "pain":
        here = {pain.region for pain in profile.pain if pain.side == side}
        there = {pain.region for pain in profile.pain if pain.side != side}
        return bool(here - there)
    if reason == "condition":
        return any(case.forbidden(step.exercise, other(side), day) for day in case.week)  # one card serves the whole week
    if reason == "long":
        return any((muscle, other(side)) in case.long for muscle in step.muscles)
    if reason == "activity":
        return any(activity.side == side for activity in profile.activities)
    return False
