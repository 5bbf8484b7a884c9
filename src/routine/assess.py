"""Needs: which muscle on which side wants what, how much, and because of which answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from routine.body import Body, other, sides
from routine.matching import Active
from routine.model.catalog import Catalog, Muscle
from routine.model.plan import Because, Need
from routine.model.profile import ActivityAnswer, Pain, Profile
from routine.model.terms import BOTH, Action, Side

# How much each kind of answer weighs, before it is added up. Ours, by judgement: an examination says more than a pain,
# a pain more than a habit. Only their order matters for what is planned.
FOUND, REFERRED, THERE, ELSEWHERE = 0.9, 0.8, 0.7, 0.5
HABIT = 0.6  # what a life does weighs less than what already hurts
OTHER_SIDE = 0.3  # of the weight, so that both sides stay alike
MOST_REASONS = 6
LEAST = 0.3  # a need below this is not worth anybody's minutes
AGAINST_LONG = 0.3
GOALS: dict[str, tuple[Action, ...]] = {
    "flexibility": ("lengthen", "move"),
    "strength": ("activate",),
    "recovery": ("release",),
    "sport": ("move", "activate"),
}
GOAL_SHARE = 0.25
BASE, FEW = 0.35, 4  # what everybody's large muscles get, where little else is known
BASE_MUSCLES: tuple[tuple[str, Literal["lengthen", "activate"]], ...] = (
    ("hamstrings", "lengthen"),
    ("hip-flexors", "lengthen"),
    ("calves", "lengthen"),
    ("gluteus-maximus", "activate"),
    ("quadriceps", "activate"),
    ("abdominals", "activate"),
    ("middle-trapezius", "activate"),
)

Key = tuple[str, Side, Action]


@dataclass
class Ledger:
    """Weights and reasons as they come in, one row for each muscle, side and action.

    Of one kind of reason (pain, graph, activity ...) only the strongest counts: ten lines of the graph that say the
    same must not outweigh an examination. Different kinds add up like independent chances, so that no sum passes 1.
    """

    body: Body
    parts: dict[Key, dict[str, float]] = field(default_factory=dict)
    reasons: dict[Key, list[tuple[float, Because]]] = field(default_factory=dict)

    def add(self, kind: str, muscle: str, side: Side, action: Action, weight: float, because: Because) -> None:
        """Count a reason of a kind."""
        if weight <= 0 or (action == "release" and self.body.catalog.muscles[muscle].release == "no"):
            return
        part = self.parts.setdefault((muscle, side, action), {})
        part[kind] = max(part.get(kind, 0.0), weight)
        self.reasons.setdefault((muscle, side, action), []).append((weight, because))

    def both(self, kind: str, muscle: str, side: Side, action: Action, weight: float, because: Because) -> None:
        """Count a reason for one side, and a part of it for the other."""
        self.add(kind, muscle, side, action, weight, because)
        also = because.model_copy(update={"message": f"{because.message} This side gets a share of the other, so that both stay alike."})
        self.add(kind, muscle, other(side), action, weight * OTHER_SIDE, also)

    def weight(self, key: Key) -> float:
        """Return the weight of a row, from 0 to 1."""
        return 1 - math.prod(1 - min(0.97, weight) for weight in self.parts.get(key, {}).values())

    def because(self, key: Key) -> tuple[Because, ...]:
        """Return the reasons of a row, the strongest first."""
        return tuple(dict.fromkeys(b for _, b in sorted(self.reasons.get(key, ()), key=lambda r: -r[0])))


def assess(profile: Profile, active: Iterable[Active], catalog: Catalog) -> tuple[Need, ...]:
    """Return the needs, the weightiest first; the reasons stand in each."""
    ledger = Ledger(Body(catalog))
    for pain in profile.pain:
        _from_pain(ledger, pain)
    _upstream(ledger, catalog)
    for answer in profile.activities:
        _from_activity(ledger, answer, catalog)
    for condition in active:
        _from_condition(ledger, condition)
    _from_findings(ledger, profile)
    _against_long(ledger, profile)
    _with_goals(ledger, profile)
    _for_everybody(ledger)
    _keep_long_short(ledger, profile)
    _moved(ledger)
    return _rows(ledger, catalog)


def usual_actions(muscle: Muscle) -> Iterator[tuple[Action, float]]:
    """Yield what a sore muscle of this kind usually wants, with its share of the weight."""
    if muscle.release != "no":
        yield "release", 1.0 if muscle.release == "yes" else 0.5
    if muscle.tendency == "short":
        yield "lengthen", 1.0
    elif muscle.tendency == "either":
        yield "lengthen", 0.5
    if muscle.tendency in ("inhibited", "long"):
        yield "activate", 1.0


def _from_pain(ledger: Ledger, pain: Pain) -> None:
    """Read a pain: the muscles that lie there, and those that may be felt there."""
    body, regions = ledger.body, ledger.body.catalog.regions
    strength = 0.3 + 0.07 * pain.intensity if pain.intensity else 0.0
    where = regions[pain.region].name
    for places, share in (([pain.region], 1.0), (list(pain.spreads_to), ELSEWHERE)):
        inside = body.within(places)
        for key, muscle in body.catalog.muscles.items():
            lies, refers = bool(inside & set(muscle.region)), bool(inside & set(muscle.refers_to))
            weight = strength * share * (REFERRED if refers else THERE if lies else 0.0)
            said = f"{pain.side}, " if pain.side else ""
            message = (
                f"You have pain in the {where} ({said}{pain.intensity} of 10); this muscle {'can be felt' if refers else 'lies'} there."
            )
            because = Because(kind="answer", id=f"pain.{pain.region}", message=message, source=muscle.sources[0])
            for side in sides(pain.side):
                for action, part in usual_actions(muscle):
                    ledger.both("pain", key, side, action, weight * part, because)


def _upstream(ledger: Ledger, catalog: Catalog) -> None:
    """Follow the causal lines one step: what may keep a sore muscle sore, even where it does not hurt."""
    hurting: dict[tuple[str, Side], float] = {}
    for key in ledger.parts:
        hurting[key[0], key[1]] = max(ledger.weight(key), hurting.get((key[0], key[1]), 0.0))
    for n, edge in enumerate(catalog.edges):
        for side in BOTH:
            driven = [(hurting[m, side], m) for m in ledger.body.members(edge.drives) if (m, side) in hurting]
            if not driven:
                continue
            weight, name = max(driven)
            message = f"{edge.why} Here: {catalog.muscles[name].name}, {side}."
            because = Because(kind="graph", id=f"edge.{n + 1}.{edge.muscle}.{edge.drives}", message=message, source=edge.sources[0])
            for muscle in ledger.body.members(edge.muscle):
                for action in edge.actions:
                    ledger.add("graph", muscle, side, action, weight * edge.weight, because)


def hours_of(answer: ActivityAnswer) -> float | None:
    """Return the hours a week of an activity, if they can be told."""
    if answer.hours_per_week is not None:
        return answer.hours_per_week
    return len(answer.days) * answer.minutes / 60 if answer.minutes and answer.days else None


def _from_activity(ledger: Ledger, answer: ActivityAnswer, catalog: Catalog) -> None:
    activity = catalog.activities[answer.activity]
    hours = hours_of(answer)
    full = 40.0 if activity.kind == "work" else 6.0 if activity.kind == "sport" else 14.0
    share = HABIT * (0.7 if hours is None else min(1.0, 0.4 + 0.6 * hours / full))
    told = "" if hours is None else f", {hours:g} hours a week"
    for loaded in activity.needs:
        for muscle in ledger.body.members(loaded.muscle):
            because = Because(
                kind="answer",
                id=f"activity.{answer.activity}",
                message=f"{activity.name}{told}: this is where it often tells.",
                source=activity.sources[0],
            )
            for side in BOTH:
                if answer.side in (None, side):
                    ledger.add("activity", muscle, side, loaded.action, loaded.weight * share, because)
                else:
                    ledger.add("activity", muscle, side, loaded.action, loaded.weight * share * OTHER_SIDE, because)


def _from_condition(ledger: Ledger, active: Active) -> None:
    for need in active.condition.needs:
        because = Because(kind="answer", id=f"condition.{active.id}", message=need.why, source=active.condition.sources[0])
        for muscle in ledger.body.members(need.muscle):
            if active.side in BOTH:
                ledger.both("condition", muscle, active.side, need.action, need.weight, because)
                continue
            for side in BOTH:
                ledger.add("condition", muscle, side, need.action, need.weight, because)


def _for_everybody(ledger: Ledger) -> None:
    """Where the answers ask for little of a kind, the large muscles get a little of it."""
    asked = {action: {k[0] for k in ledger.parts if k[2] == action and ledger.weight(k) >= LEAST} for action in ("lengthen", "activate")}
    because = Because(
        kind="answer",
        id="little-known",
        message="Your answers ask for little, so the large muscles get some of everything.",
        source="garber11",
    )
    for name, action in BASE_MUSCLES:
        if len(asked[action]) >= FEW:
            continue
        for muscle in ledger.body.members(name):
            for side in BOTH:
                ledger.add("base", muscle, side, action, BASE, because)


def _from_findings(ledger: Ledger, profile: Profile) -> None:
    wanted: tuple[tuple[str, tuple[Action, ...], str], ...] = (
        ("tight", ("release", "lengthen"), "was found tight"),
        ("weak", ("activate",), "was found weak"),
        ("long", ("activate",), "was found over-long: it is strengthened, not stretched"),
    )
    for kind, actions, words in wanted:
        for finding in getattr(profile.findings, kind):
            for muscle in ledger.body.members(finding.muscle):
                for side in sides(finding.side):
                    because = Because(kind="answer", id=f"findings.{kind}", message=f"It {words}.", source="founding-1")
                    for action in actions:
                        ledger.add("finding", muscle, side, action, FOUND, because)


def _with_goals(ledger: Ledger, profile: Profile) -> None:
    for goal in profile.goals:
        words = ledger.body.catalog.vocabulary.goals[goal].name
        for muscle, side, action in list(ledger.parts):
            if action in GOALS.get(goal, ()):
                extra = ledger.weight((muscle, side, action)) * GOAL_SHARE
                ledger.add(
                    f"goal.{goal}", muscle, side, action, extra, Because(kind="answer", id=f"goal.{goal}", message=f"Your goal: {words}.")
                )


def long_muscles(profile: Profile, body: Body) -> frozenset[tuple[str, Side]]:
    """Return the muscles that were found over-long, by side."""
    return frozenset((m, s) for f in profile.findings.long for m in body.members(f.muscle) for s in sides(f.side))


def _against_long(ledger: Ledger, profile: Profile) -> None:
    """What pulls against an over-long muscle may be short: it is lengthened, unless it is over-long itself."""
    long = long_muscles(profile, ledger.body)
    muscles = ledger.body.catalog.muscles
    for muscle, side in sorted(long):
        for partner, there in ledger.body.antagonists(muscle, side):
            if (partner, there) not in long:
                message = f"It pulls against a muscle that was found over-long: {muscles[muscle].name}, {side}."
                because = Because(kind="graph", id=f"antagonist.{muscle}", message=message, source="founding-5")
                ledger.add("long", partner, there, "lengthen", AGAINST_LONG, because)


def _keep_long_short(ledger: Ledger, profile: Profile) -> None:
    """A muscle that is too long is never lengthened, whatever else speaks for it."""
    for muscle, side in long_muscles(profile, ledger.body):
        for action in ("lengthen", "move"):
            ledger.parts.pop((muscle, side, action), None)


def _moved(ledger: Ledger) -> None:
    """What wants length wants movement too, at half the weight: sessions before sport live on it."""
    for muscle, side, action in list(ledger.parts):
        if action == "lengthen":
            weight = ledger.weight((muscle, side, action))
            because = Because(
                kind="graph", id="move-with-length", message="What is lengthened is also moved through its range, gently.", source="behm16"
            )
            ledger.add("length", muscle, side, "move", weight * 0.5, because)


def _rows(ledger: Ledger, catalog: Catalog) -> tuple[Need, ...]:
    kept = {key: round(weight, 2) for key in ledger.parts if (weight := ledger.weight(key)) >= LEAST}
    tight = {(m, s) for m, s, action in kept if action == "release"}
    rows = [
        Need(
            muscle=muscle,
            side=side,
            action=action,
            tight=(muscle, side) in tight,
            weight=weight,
            unit=catalog.targets[action].unit,
            target=catalog.targets[action].week,
            because=ledger.because((muscle, side, action))[:MOST_REASONS],
        )
        for (muscle, side, action), weight in kept.items()
    ]
    return tuple(sorted(rows, key=lambda n: (-n.weight, n.muscle, n.side, n.action)))
