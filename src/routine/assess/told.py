"""What a person tells: what hurts, what their life does, which conditions they have, what they want."""

from __future__ import annotations

from collections.abc import Container, Iterator

from routine.assess.ledger import ELSEWHERE, FAR_HABIT, HABIT, KNOWN, LEAST, OTHER_SIDE, REFERRED, SELDOM, THERE, Ledger
from routine.body import sides
from routine.matching import Active
from routine.model.catalog import Catalog, Muscle
from routine.model.plan import Because
from routine.model.profile import ActivityAnswer, Pain, Profile
from routine.model.terms import BOTH, Action

SEVERE = 7  # from here on gentle only, as the condition `severe-pain` says
GENTLE: dict[Action, float] = {"release": 0.7, "lengthen": 0.5, "activate": 0.7}  # how much of the usual a severe pain leaves
STIR = 0.5  # and how much of it goes into easy movement
FULL_HOURS = {"work": 40.0, "sport": 4.0, "habit": 14.0}  # a week: from here on an activity counts fully
UNKNOWN_HOURS = 0.7
GOALS: dict[str, tuple[Action, ...]] = {
    "flexibility": ("lengthen", "move"),
    "strength": ("activate",),
    "recovery": ("release",),
    "sport": ("move", "activate"),
}
GOAL_KINDS = {"relieve-pain": ("pain", "graph", "pattern"), "sport": ("sport",)}  # the reasons that a goal speaks for
GOAL_SHARE = 0.25
FAR = "It counts less now, for what hurts lies in the other half of the body."


def strength_of(pain: Pain) -> float:
    """Return how much a pain says, from 0 to 1."""
    return 0.3 + 0.07 * pain.intensity if pain.intensity else 0.0


def usual_actions(muscle: Muscle, *, severe: bool = False) -> Iterator[tuple[Action, float]]:
    """Yield what a sore muscle of this kind usually wants, with its share of the weight; when it hurts much, more gently."""
    usual: list[tuple[Action, float]] = []
    if muscle.release != "no":
        usual.append(("release", 1.0 if muscle.release == "yes" else 0.5))
    if muscle.tendency in ("short", "either"):
        usual.append(("lengthen", 1.0 if muscle.tendency == "short" else 0.5))
    if muscle.tendency in ("inhibited", "long"):
        usual.append(("activate", 1.0))
    if severe:
        usual = [(action, share * GENTLE[action]) for action, share in usual]
        usual.append(("move", STIR))
    yield from usual


def from_pain(ledger: Ledger, pain: Pain) -> None:
    """Read a pain: the muscles that lie there, and those that may be felt there."""
    body, regions = ledger.body, ledger.body.catalog.regions
    where, severe = regions[pain.region].name, pain.intensity >= SEVERE
    said = f"{pain.side}, " if pain.side else ""
    for places, share in (([pain.region], 1.0), (list(pain.spreads_to), ELSEWHERE)):
        inside = body.within(places)
        for key, muscle in body.catalog.muscles.items():
            part, how = _share(muscle, inside)
            message = f"You have pain in the {where} ({said}{pain.intensity} of 10); this muscle {how} there."
            if severe:
                message += " As it hurts this much, gently and with more movement."
            because = Because(kind="answer", id=f"pain.{pain.region}", message=message, source=muscle.sources[0])
            for side in sides(pain.side):
                for action, usual in usual_actions(muscle, severe=severe):
                    ledger.both("pain", key, side, action, strength_of(pain) * share * part * usual, because)


def _share(muscle: Muscle, inside: Container[str]) -> tuple[float, str]:
    """Return how much a pain in some regions says of a muscle, and in which way the muscle has to do with them."""
    ways = (
        (THERE, "lies", muscle.region),
        (KNOWN, "is often felt", muscle.known),
        (REFERRED, "can be felt", [r for r in muscle.refers_to if r not in muscle.seldom]),
        (SELDOM, "is now and then felt", muscle.seldom),
    )
    return next(((share, how) for share, how, regions in ways if any(r in inside for r in regions)), (0.0, ""))


def hours_of(answer: ActivityAnswer) -> float | None:
    """Return the hours a week of an activity, if they can be told."""
    if answer.hours_per_week is not None:
        return answer.hours_per_week
    return len(answer.days) * answer.minutes / 60 if answer.minutes and answer.days else None


def from_activity(ledger: Ledger, answer: ActivityAnswer, profile: Profile, catalog: Catalog) -> None:
    """Count what an activity does. Work, sport and habit are reasons of their own: hard sport on a sitting life adds up.

    Where something hurts, work and habits count less for the other half of the body: a sore knee asks for no neck work.
    The reason says so.
    """
    activity = catalog.activities[answer.activity]
    hours = hours_of(answer)
    share = HABIT * (UNKNOWN_HOURS if hours is None else min(1.0, 0.4 + 0.6 * hours / FULL_HOURS[activity.kind]))
    told = "" if hours is None else f", {hours:g} hours a week"
    for loaded in activity.needs:
        across = loaded.side == "opposite" and answer.side is not None
        message = f"{activity.name}{told}: this is where it often tells{', on the side that does less' if across else ''}."
        said = Because(kind="answer", id=f"activity.{answer.activity}", message=message, source=activity.sources[0])
        for muscle in ledger.body.members(loaded.muscle):
            near = activity.kind == "sport" or _near_pain(muscle, profile, ledger)
            because = said if near else said.model_copy(update={"message": f"{message} {FAR}"})
            for side in BOTH:
                meant = answer.side is None or (side == answer.side) != across
                weight = loaded.weight * share * (1 if meant else OTHER_SIDE) * (1 if near else FAR_HABIT)
                ledger.add(activity.kind, muscle, side, loaded.action, weight, because)


def _near_pain(muscle: str, profile: Profile, ledger: Ledger) -> bool:
    """Tell whether a muscle lies in a half of the body that hurts; with no pain, or one that is everywhere, all do."""
    body = ledger.body
    sore = {body.half(p.region) for p in profile.pain if p.intensity}
    return not sore or None in sore or bool(sore & {body.half(r) for r in body.catalog.muscles[muscle].region})


def from_condition(ledger: Ledger, active: Active) -> None:
    """Count what a condition brings along."""
    for need in active.condition.needs:
        because = Because(kind="answer", id=f"condition.{active.id}", message=need.why, source=active.condition.sources[0])
        for muscle in ledger.body.members(need.muscle):
            if active.side in BOTH:
                ledger.both("condition", muscle, active.side, need.action, need.weight, because)
                continue
            for side in BOTH:
                ledger.add("condition", muscle, side, need.action, need.weight, because)


def with_goals(ledger: Ledger, profile: Profile) -> None:
    """Let each goal raise what it speaks for: kinds of work, what comes from the pain, what comes from the sport.

    It raises what the answers ask for; by itself it asks for nothing.
    """
    asked = [key for key in ledger.parts if ledger.weight(key) >= LEAST]
    for goal in profile.goals:
        because = Because(kind="answer", id=f"goal.{goal}", message=f"Your goal: {ledger.body.catalog.vocabulary.goals[goal].name}.")
        for key in asked:
            meant = ledger.weight(key) if key[2] in GOALS.get(goal, ()) else ledger.weight(key, GOAL_KINDS.get(goal, ()))
            ledger.add(f"goal.{goal}", *key, meant * GOAL_SHARE, because)
