"""What the rules say about an exercise on a side: never, not before somebody agreed, or only when changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routine.model.catalog import Exercise
from routine.model.conditions import Change, Match, Rule
from routine.model.terms import Side
from routine.verify.anatomy import Anatomy
from routine.verify.conditions import Held

GIVEN = "given"


@dataclass(frozen=True, eq=False)
class Ruling:
    """One rule that speaks about an exercise. `forbids`, or asks for `change`, or (neither) is satisfied."""

    rule: Rule
    forbids: bool
    change: Change | None


def rulings(exercise: Exercise, sides: Iterable[Side | None], held: Iterable[Held], body: Anatomy) -> list[Ruling]:
    """Return all rules that mean this exercise on any of these sides, of the conditions and of its own."""
    sides = tuple(sides)
    found: dict[tuple[str, bool], Ruling] = {}
    for rule, condition in _pairs(exercise, tuple(held)):
        if any(_means(rule, exercise, side, condition, body) for side in sides):
            ruling = _ruling(rule, condition)
            found.setdefault((rule.id, ruling.forbids), ruling)
    return list(found.values())


def _pairs(exercise: Exercise, held: tuple[Held, ...]) -> Iterator[tuple[Rule, Held | None]]:
    for condition in held:
        for rule in condition.condition.rules:
            yield rule, condition
    for rule in exercise.rules:
        if not rule.when:
            yield rule, None
        for condition in held:
            if condition.id in rule.when:
                yield rule, condition


def _ruling(rule: Rule, condition: Held | None) -> Ruling:
    cleared = condition is not None and condition.cleared
    forbids = rule.verdict == "contraindication" or (rule.verdict == "clearance" and not cleared)
    return Ruling(rule, forbids, None if forbids else rule.change)


def _means(rule: Rule, exercise: Exercise, side: Side | None, condition: Held | None, body: Anatomy) -> bool:
    if not _matches(rule.match, exercise, side, condition, body):
        return False
    return rule.unless is None or not _matches(rule.unless, exercise, side, condition, body)


def _matches(match: Match, exercise: Exercise, side: Side | None, condition: Held | None, body: Anatomy) -> bool:
    technique = body.catalog.vocabulary.techniques[exercise.technique]
    words: tuple[tuple[tuple[str, ...], Iterable[str]], ...] = (
        (match.column, technique.columns),
        (match.technique, (exercise.technique,)),
        (match.position, exercise.positions),
        (match.load, exercise.loads),
        (match.exercise, (exercise.id,)),
    )
    if any(wanted and set(wanted).isdisjoint(have) for wanted, have in words):
        return False
    if match.level_from is not None and exercise.level < match.level_from:
        return False
    if match.muscle and body.members(match.muscle).isdisjoint(body.primary(exercise)):
        return False
    if not _meets(match, side, condition):
        return False
    places = ((match.region, body.touches), (match.pressure, body.presses), (match.works, body.works))
    return all(not wanted or _there(wanted, touched(exercise), condition, body) for wanted, touched in places)


def _meets(match: Match, side: Side | None, condition: Held | None) -> bool:
    """Compare the item's side with the condition's; what has no side, or none that is known, meets either."""
    if match.side == "any" or side is None or condition is None or condition.side is None:
        return True
    return (side == condition.side) == (match.side == "same")


def _there(wanted: tuple[str, ...], touched: frozenset[str], condition: Held | None, body: Anatomy) -> bool:
    named = body.subtrees(place for place in wanted if place != GIVEN)
    if not named.isdisjoint(touched):
        return True
    if GIVEN not in wanted or not touched:
        return False
    # A place that nobody named may be any place.
    return condition is None or condition.places is None or not condition.places.isdisjoint(touched)
