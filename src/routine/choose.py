"""What this person may do: every exercise and side that no rule forbids, and the ledger of what was left out and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from routine.assess import long_muscles
from routine.body import Body
from routine.matching import Active, item_sides, matches
from routine.model.catalog import Catalog, Exercise
from routine.model.conditions import Ask, Rule
from routine.model.plan import Because, Exclusion, ItemChange
from routine.model.profile import Profile
from routine.model.terms import ItemSide

LEVELS = {"sedentary": 1, "active": 2, "athletic": 3}
FLOOR_ASKED_FROM = 65


@dataclass(frozen=True)
class Choice:
    """An exercise that is permitted, with the changes that each permitted side asks for."""

    exercise: Exercise
    changes: dict[ItemSide, tuple[ItemChange, ...]]
    blocked: dict[ItemSide, tuple[Because, ...]]  # the side that is left out, and why
    asks: tuple[tuple[str, Ask], ...] = ()  # what conditions ask for and this gives, each with the condition's id
    days: dict[tuple[ItemSide, str], frozenset[dt.date]] = field(
        default_factory=dict
    )  # of changes (by side and rule) that hold on some only

    @property
    def sides(self) -> tuple[ItemSide, ...]:
        return tuple(self.changes)

    def changes_on(self, day: dt.date, side: ItemSide) -> tuple[ItemChange, ...]:
        """Return what a day of the week asks for: a phase may begin or end within it."""
        return tuple(c for c in self.changes[side] if (side, c.rule) not in self.days or day in self.days[side, c.rule])


@dataclass(frozen=True)
class Choices:
    """`unmet`: what conditions ask for and nothing permitted gives."""

    permitted: dict[str, Choice]
    excluded: tuple[Exclusion, ...]
    unmet: tuple[Ask, ...] = ()


def choose(profile: Profile, active: tuple[Active, ...], catalog: Catalog, age: int | None) -> Choices:
    """Split the catalog into what is permitted and what is not."""
    body = Body(catalog)
    permitted: dict[str, Choice] = {}
    excluded: list[Exclusion] = []
    dated = any(a.days for a in active)
    for exercise in catalog.exercises.values():
        reasons = list(_unfit(exercise, profile, catalog, age))
        changes: dict[ItemSide, tuple[ItemChange, ...]] = {}
        blocked: dict[ItemSide, tuple[Because, ...]] = {}
        for side in item_sides(exercise):
            forbidden, changed = judge(exercise, side, active, body)
            forbidden += _too_long(exercise, side, profile, body)
            if forbidden:
                blocked[side] = tuple(forbidden)
            else:
                changes[side] = tuple(changed)
        if reasons or not changes:
            reasons += [b for found in blocked.values() for b in found]
            excluded.append(Exclusion(exercise=exercise.id, because=tuple(dict.fromkeys(reasons))))
        else:
            days = {(side, rule): on for side in changes for rule, on in _dated(exercise, side, active, body)} if dated else {}
            permitted[exercise.id] = Choice(exercise, changes, blocked, _asked(exercise, active, catalog), days)
    given = {ask for choice in permitted.values() for _, ask in choice.asks}
    unmet = dict.fromkeys(ask for a in active for ask in a.condition.asks if ask not in given)
    return Choices(permitted, tuple(excluded), tuple(unmet))


def _asked(exercise: Exercise, active: Iterable[Active], catalog: Catalog) -> tuple[tuple[str, Ask], ...]:
    if catalog.vocabulary.techniques[exercise.technique].phase != "activation":
        return ()
    return tuple((a.id, ask) for a in active for ask in a.condition.asks if set(ask.load) <= set(exercise.loads))


def judge(exercise: Exercise, side: ItemSide, active: Iterable[Active], body: Body) -> tuple[list[Because], list[ItemChange]]:
    """Return what forbids an exercise on a side, and what changes it. All reasons are kept, the strictest verdict wins."""
    forbidden: list[Because] = []
    changes: list[ItemChange] = []
    for a, rule in _rules(exercise, active):
        if not matches(rule, exercise, side, a, body):
            continue
        if rule.verdict == "contraindication" or (rule.verdict == "clearance" and not a.cleared):
            forbidden.append(Because(kind="rule", id=rule.id, message=f"{a.condition.name}: {rule.why}", source=rule.sources[0]))
        elif rule.change:
            c = rule.change
            changes.append(ItemChange(rule=rule.id, kind=c.kind, text=c.text, max_s=c.max_s, max_reps=c.max_reps, max_sets=c.max_sets))
    return forbidden, list(dict.fromkeys(changes))


def _dated(exercise: Exercise, side: ItemSide, active: Iterable[Active], body: Body) -> Iterator[tuple[str, frozenset[dt.date]]]:
    """Yield the rules whose change holds on some days of the week only, with these days."""
    on: dict[str, set[dt.date]] = {}
    always: set[str] = set()
    for a, rule in _rules(exercise, active):
        if rule.change is not None and matches(rule, exercise, side, a, body):
            on.setdefault(rule.id, set()).update(a.days)
            always.update(() if a.days else (rule.id,))
    yield from ((rule, frozenset(days)) for rule, days in on.items() if rule not in always)


def _rules(exercise: Exercise, active: Iterable[Active]) -> Iterator[tuple[Active, Rule]]:
    for a in active:
        for rule in a.condition.rules:
            yield a, rule
        for rule in exercise.rules:
            if a.id in rule.when or (not rule.when and a.condition.applies and a.condition.applies.everyone):
                yield a, rule


def _too_long(exercise: Exercise, side: ItemSide, profile: Profile, body: Body) -> list[Because]:
    """A muscle that was found too long gets no held stretch on that side."""
    if exercise.technique != "static-stretch":
        return []
    found = [m for m, s in sorted(long_muscles(profile, body)) if m in body.primary(exercise) and side in (s, "both")]
    return [
        Because(
            kind="rule", id="findings.long", message=f"The {body.catalog.muscles[m].name} was found over-long: no stretch on that side."
        )
        for m in found
    ]


def _unfit(exercise: Exercise, profile: Profile, catalog: Catalog, age: int | None) -> Iterator[Because]:
    """Yield what the person's own answers rule out: level, abilities, equipment, positions, dislikes."""
    wishes = profile.preferences
    wanted = {*wishes.prefer, *(r.exercise for r in wishes.require)}
    if exercise.level > LEVELS[profile.fitness] and exercise.id not in {r.exercise for r in wishes.require}:
        yield Because(
            kind="answer",
            id="fitness",
            message=f"It has level {exercise.level}; with fitness '{profile.fitness}' the highest is {LEVELS[profile.fitness]}.",
        )
    if exercise.on_request and exercise.id not in wanted:
        yield Because(
            kind="rule", id="on-request", message="It is planned only when somebody asks for it by name.", source=exercise.sources[0]
        )
    if exercise.id in wishes.avoid:
        yield Because(kind="answer", id="preferences.avoid", message="You asked to leave it out.")
    for position in set(exercise.positions) & set(wishes.avoid_positions):
        yield Because(
            kind="answer", id="preferences.avoid_positions", message=f"You asked to avoid {catalog.vocabulary.positions[position].name}."
        )
    for ability in missing_abilities(exercise, profile, catalog, age):
        yield Because(kind="answer", id=f"abilities.{ability}", message=f"It needs this: {catalog.vocabulary.abilities[ability].ask}")
    if not any(equipped(exercise, profile, place, catalog) for place in places_of(profile)):
        yield Because(
            kind="answer", id="equipment", message=f"It needs: {', '.join(' or '.join(any_of) for any_of in exercise.equipment)}."
        )


def missing_abilities(exercise: Exercise, profile: Profile, catalog: Catalog, age: int | None) -> list[str]:
    """Return the abilities that an exercise asks for and the person lacks. Unasked, the floor counts as no from 65 on."""
    a = profile.abilities
    floor = a.floor if a.floor is not None else not (age is not None and age >= FLOOR_ASKED_FROM)
    has = {"floor": floor, "kneel": a.kneel, "hands": a.hands, "one_leg": a.one_leg}
    return [
        key
        for key, ability in catalog.vocabulary.abilities.items()
        if not has.get(key, True) and (set(ability.loads) & set(exercise.loads) or set(ability.positions) & set(exercise.positions))
    ]


def places_of(profile: Profile) -> tuple[str, ...]:
    """Return the places at which there are windows."""
    found = dict.fromkeys(w.place for windows in profile.schedule.windows.values() for w in windows)
    return tuple(found) or ("home",)


def equipped(exercise: Exercise, profile: Profile, place: str, catalog: Catalog) -> bool:
    """Tell whether a place has what an exercise needs. `[strap, towel]` among the answers means one of them, unknown
    which: it serves only where either would do."""
    always = {k for k, e in catalog.vocabulary.equipment.items() if e.always_at(place)}
    there = [set(things) for key in ("*", place) for things in profile.equipment.get(key, ())]
    return all(set(any_of) & always or any(things <= set(any_of) for things in there) for any_of in exercise.equipment)
