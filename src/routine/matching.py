"""When a rule means an exercise: the one place in the planner's corridor that reads `match` (the checker has its own)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from routine.body import Body, other
from routine.model.catalog import Exercise, Reviewed
from routine.model.conditions import Condition, Match, Rule
from routine.model.signs import SelfTest
from routine.model.terms import BOTH, ItemSide, Sides

PRESSURE = "pressure:"


@dataclass(frozen=True)
class Active:
    """A condition that holds for this person in this week, with what is known of its place and side."""

    id: str
    condition: Condition
    region: tuple[str, ...] = ()
    side: Sides | None = None
    cleared: bool = False
    answer: str = ""  # the id that the person gave, which may be the condition of which this is a phase
    days: tuple[dt.date, ...] = ()  # of the week, where it holds on some of them only

    def holds_on(self, day: dt.date) -> bool:
        return not self.days or day in self.days


def matches(rule: Rule, exercise: Exercise, side: ItemSide, active: Active, body: Body) -> bool:
    """Tell whether a rule of an active condition means this exercise, done on this side."""
    if not _sides_meet(rule.match.side, side, active):
        return False
    return _meant(rule.match, exercise, active, body) and not (rule.unless and _meant(rule.unless, exercise, active, body))


def _sides_meet(relation: str, side: ItemSide, active: Active) -> bool:
    """Tell whether the item's side and the sore side stand in the relation that the rule names."""
    if relation == "any" or side in ("none", "both") or active.side in (None, "both"):
        return True
    sore = active.side
    return side == sore if relation == "same" else side == other(sore)  # type: ignore[arg-type]


def _meant(match: Match, exercise: Exercise, active: Active, body: Body) -> bool:
    """Tell whether every key that is given holds; the cheap ones are asked first."""
    columns = body.catalog.vocabulary.techniques[exercise.technique].columns
    return (
        (match.level_from is None or exercise.level >= match.level_from)
        and _any(match.column, columns)
        and _any(match.technique, (exercise.technique,))
        and _any(match.exercise, (exercise.id,))
        and _any(match.load, exercise.loads)
        and _any(match.position, exercise.positions)
        and (not match.muscle or bool(set(body.muscles(match.muscle)) & set(body.primary(exercise))))
        and (not match.pressure or _pressed(_place(match.pressure, active, body), exercise))
        and (not match.works or _worked(_place(match.works, active, body), exercise, body))
        and (not match.region or _touched(_place(match.region, active, body), exercise, body))
    )


def _any(wanted: tuple[str, ...], there: tuple[str, ...]) -> bool:
    return not wanted or any(w in there for w in wanted)


def _place(regions: tuple[str, ...], active: Active, body: Body) -> frozenset[str]:
    """Return the places a rule means. A place named by the person is blurred: what it is a part of counts too."""
    fixed = body.within(r for r in regions if r != "given")
    if "given" not in regions:
        return fixed
    return fixed | (body.touching(active.region) if active.region else body.within(("body",)))  # no place known: every place


def _pressed(places: frozenset[str], exercise: Exercise) -> bool:
    return bool(places & {load.removeprefix(PRESSURE) for load in exercise.loads if load.startswith(PRESSURE)})


def _worked(places: frozenset[str], exercise: Exercise, body: Body) -> bool:
    return any(places & set(body.catalog.muscles[m].region) for m in body.primary(exercise))


def _touched(places: frozenset[str], exercise: Exercise, body: Body) -> bool:
    """Tell whether a place is pressed, worked or loaded."""
    loads = body.catalog.vocabulary.loads
    loaded = {r for load in exercise.loads if load in loads for r in loads[load].regions}
    return bool(loaded & places) or _pressed(places, exercise) or _worked(places, exercise, body)


def as_exercise(key: str, test: SelfTest) -> Exercise:
    """Return the exercise that a self-test is for a rule: its muscles, positions and loads decide."""
    return Exercise.model_construct(
        id=key,
        name=test.name,
        technique=test.technique,
        positions=test.positions,
        equipment=test.equipment,
        laterality="unilateral" if test.sided else "bilateral",
        level=test.level,
        primary=test.finding.muscle,
        loads=test.loads,
        dose="",
        setup_s=0,
        steps=("", "", ""),
        feel="",
        mistakes=(),
        stop="",
        breathe="",
        sources=test.sources,
        reviewed=Reviewed.model_construct(on="", by=""),
    )


def item_sides(exercise: Exercise) -> tuple[ItemSide, ...]:
    """Return the sides on which an exercise can be done: one at a time, or as a whole."""
    if not exercise.primary:
        return ("none",)
    return BOTH if exercise.laterality == "unilateral" else ("both",)
