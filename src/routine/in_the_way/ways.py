"""Ways that need no other time: things, wishes, abilities, and last of all the state of a body, which only time or a professional changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from routine.in_the_way.look import Asked, Change, Look, Way
from routine.matching import Active
from routine.model.catalog import Equipment
from routine.plan import Help

ASK = "only a professional can change this"
WAIT = "wait until it is over"

FITTER = {"sedentary": ("active", "athletic"), "active": ("athletic",), "athletic": ()}


def amount_ways(look: Look) -> Iterator[Way]:
    """Yield the way of more exercises in a session: two that must be in need more room than one."""
    now = look.asked.profile.schedule.max_exercises

    def of(number: int) -> Way:
        words = f"{number} exercises instead of {now} in a session"
        help_ = Help("schedule.max_exercises", str(now), str(number), words)
        return Way(help_, lambda a: a.planning(max_exercises=number), amount=number, least=now + 1, of=of)

    if now < 8:
        yield of(8)


def thing_ways(look: Look) -> Iterator[Way]:
    """Yield one thing more, at each place where there could be a session."""
    equipment = look.asked.profile.equipment
    slots_at = dict.fromkeys(s.place for s in look.slots) or {"home": None}
    places = list(slots_at) if len(slots_at) > 1 or set(equipment) - {"*"} else ["*"]
    for key, thing in look.catalog.vocabulary.equipment.items():
        for place in places:
            if thing.always_at("home" if place == "*" else place):
                continue
            owned = (*equipment.get(place, ()), *equipment.get("*", ()))
            if (key,) not in owned:
                at = "" if place == "*" else " at home" if place == "home" else f" at the {place}" if place.islower() else f" at {place}"
                words = f"{_a(thing)}{at}"
                yield Way(Help("equipment", _owned(owned, at), words, words), _having(place, key))


def _a(thing: Equipment) -> str:
    if thing.name.startswith("two ") or thing.name.endswith("s"):
        return thing.name
    return f"{'an' if thing.name[0] in 'aeiou' else 'a'} {thing.name}"


def _owned(owned: tuple[tuple[str, ...], ...], at: str) -> str:
    return (", ".join(" or ".join(any_of) for any_of in owned) or "nothing") + at


def _having(place: str, key: str) -> Change:
    def change(asked: Asked) -> Asked:
        there = asked.profile.equipment
        return asked.saying(equipment={**there, place: (*there.get(place, ()), (key,))})

    return change


def wish_ways(look: Look) -> Iterator[Way]:
    """Yield each position and exercise that is avoided, and each that must be in."""
    wishes = look.asked.profile.preferences
    exercises, positions = look.catalog.exercises, look.catalog.vocabulary.positions
    for key in wishes.avoid_positions:
        words = f"'{key}' ({positions[key].name}) off the list of what you avoid"
        help_ = Help("preferences.avoid_positions", key, f"{positions[key].name} again", words)
        yield Way(help_, _wishing("avoid_positions", lambda p, key=key: p != key))
    for key in sorted(wishes.avoid, key=look.obstacles):  # first what stands free once it is wanted again
        words = f"'{key}' ({exercises[key].name}) off the list of what you avoid"
        yield Way(Help("preferences.avoid", key, f"{exercises[key].name} again", words), _wishing("avoid", lambda e, key=key: e != key))
    for wish in wishes.require:
        by = f"; ask {wish.by} first" if wish.by else ""
        words = f"a week without '{wish.exercise}' ({exercises[wish.exercise].name}), which must be in it now{by}"
        help_ = Help("preferences.require", wish.exercise, f"a week without it{by}", words)
        yield Way(help_, _wishing("require", lambda w, wish=wish: w != wish))


def _wishing(field: str, kept: Any) -> Change:
    def change(asked: Asked) -> Asked:
        wishes = asked.profile.preferences
        return asked.saying(preferences=wishes.model_copy(update={field: tuple(w for w in getattr(wishes, field) if kept(w))}))

    return change


def ability_ways(look: Look) -> Iterator[Way]:
    """Yield each ability that is missing, and more training. Nobody is told to say what is not so."""
    profile = look.asked.profile
    for key, ability in look.catalog.vocabulary.abilities.items():
        answer = getattr(profile.abilities, key, True)
        if answer:
            continue
        now = "no" if answer is False else "not answered"

        def change(asked: Asked, key: str = key) -> Asked:
            return asked.saying(abilities=asked.profile.abilities.model_copy(update={key: True}))

        would_help = f"yes, once it is true: {ability.ask}"
        yield Way(Help(f"abilities.{key}", now, would_help, f"{would_help} (now: {now})"), change)
    for fitness in FITTER[profile.fitness]:
        words = f"'{fitness}' instead of '{profile.fitness}', once it is true"

        def fitter(asked: Asked, fitness: str = fitness) -> Asked:
            return asked.saying(fitness=fitness)

        yield Way(Help("fitness", profile.fitness, f"{fitness}, once it is true", words), fitter)


def health_ways(look: Look) -> list[Way]:
    """Return what only time or a professional changes: what passes first, then what a professional's word would open."""
    named: dict[str, list[Active]] = {}
    for active in look.active:
        if not (active.condition.applies and (active.condition.applies.everyone or _by_age(active))):
            named.setdefault(active.answer, []).append(active)
    ways = [w for key, found in named.items() for w in _condition_ways(look, key, found)]
    return sorted((*ways, *_long_ways(look)), key=lambda w: w.effort)


def _by_age(active: Active) -> bool:
    applies = active.condition.applies
    return applies is not None and (applies.age_from is not None or applies.age_to is not None)


def _condition_ways(look: Look, key: str, active: list[Active]) -> Iterator[Way]:
    condition = look.catalog.conditions[key]
    passing = any(a.condition.passes for a in active)
    if any(not a.cleared and r.verdict == "clearance" for a in active for r in a.condition.rules):
        words = f"{ASK}: when they agree, write `cleared: <date>` beside it"
        help_ = Help(f"conditions.{key}", "no word of a professional", words, f"{condition.name}; {words}")
        yield Way(help_, lambda a: replace(a, agreed=a.agreed | {key}), effort=1)
    said, what = f"conditions.{key}", WAIT if passing else ASK
    if condition.applies:
        said = "pain"
        what = f"wait until the pain is below {condition.applies.pain_from}" if condition.applies.pain_from else ASK
    help_ = Help(said, condition.name, what, f"{condition.name}; {what}")
    yield Way(help_, lambda a: replace(a, set_aside=a.set_aside | {key}), effort=0 if passing else 2)


def _long_ways(look: Look) -> Iterator[Way]:
    """Yield each muscle that was found over-long: it must not be held in a stretch."""
    for found in look.asked.profile.findings.long:
        named = look.catalog.groups.get(found.muscle) or look.catalog.muscles[found.muscle]

        def change(asked: Asked, found: object = found) -> Asked:
            findings = asked.profile.findings
            return asked.saying(findings=findings.model_copy(update={"long": tuple(f for f in findings.long if f != found)}))

        now = f"{named.name} over-long ({found.side})"
        yield Way(Help("findings.long", now, ASK, f"{now}; {ASK}"), change, effort=3)
