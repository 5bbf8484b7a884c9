"""Whether the exercises fit together: no doubles, no ladder that goes round, none that nobody could get."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from routine.body import Body
from routine.lint.rules import means
from routine.load.catalog import Places
from routine.model.catalog import Catalog, Exercise
from routine.problem import Problem

WHOLE = "body"


def check_muscle_lists(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """An exercise aims at something, and a helper is not the aim as well."""
    body = Body(catalog)
    for key, exercise in catalog.exercises.items():
        aims = set(body.muscles(exercise.primary))
        if not aims and catalog.vocabulary.techniques[exercise.technique].action:
            yield places.problem(
                "exercises", key, ("primary",), "it aims at no muscle", why="no need could call for it", fix="name the muscles it is for"
            )
        for name in sorted(n for n in exercise.secondary if aims & set(body.members(n))):
            yield places.problem(
                "exercises",
                key,
                ("secondary",),
                f"'{name}' is aimed at already",
                why="it would be counted one and a half times",
                fix="keep it in one of the two lists",
            )


def check_release_is_allowed(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Nothing presses a muscle that is not to be pressed."""
    body = Body(catalog)
    for key, exercise in catalog.exercises.items():
        if catalog.vocabulary.techniques[exercise.technique].action != "release":
            continue
        for field in ("primary", "secondary"):
            for muscle in body.muscles(getattr(exercise, field)):
                if catalog.muscles[muscle].release == "no":
                    note = catalog.muscles[muscle].release_note
                    yield places.problem(
                        "exercises", key, (field,), f"'{muscle}' is not released", why=note, fix="name only the muscles that may be pressed"
                    )


def check_warming(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A warm-up says what it warms; nothing else warms by claiming it."""
    for key, exercise in catalog.exercises.items():
        warms = catalog.vocabulary.techniques[exercise.technique].phase == "warm-up"
        if warms and not exercise.warms:
            yield places.problem(
                "exercises",
                key,
                ("warms",),
                "a warm-up that warms nothing",
                why="no stretch could follow it",
                fix="name the regions it warms",
            )
        elif warms and WHOLE in exercise.warms:
            yield places.problem(
                "exercises",
                key,
                ("warms",),
                f"'{WHOLE}' is more than any movement warms",
                why="every stretch could follow it",
                fix="name the regions that move",
            )
        elif not warms and exercise.warms:
            yield places.problem(
                "exercises", key, ("warms",), "only a warm-up warms by a list", why="a stretch would pass as warmed", fix="delete `warms`"
            )


def check_doubles(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Two entries that do the same the same way are one, unless one is named as the other's easier or harder form."""
    body, seen = Body(catalog), dict[object, str]()
    for key, exercise in catalog.exercises.items():
        needs = frozenset(frozenset(any_of) for any_of in exercise.equipment)
        same = (exercise.technique, frozenset(exercise.positions), frozenset(body.primary(exercise)), needs, exercise.laterality)
        first = seen.setdefault(same, key)
        if first != key and not _linked(exercise, catalog.exercises[first]):
            yield places.problem(
                "exercises",
                key,
                (),
                f"it is the same as '{first}'",
                why="technique, positions, aims, equipment and sides agree",
                fix="drop one, or name it as the easier or harder form of the other",
            )


def _linked(one: Exercise, other: Exercise) -> bool:
    return other.id in (one.easier, one.harder) or one.id in (other.easier, other.harder)


def check_neighbours(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Easier is not harder: the ladder never goes round, and no easier form has a higher level."""
    above: dict[str, set[str]] = {key: set() for key in catalog.exercises}
    for key, exercise in catalog.exercises.items():
        for field, name in (("easier", exercise.easier), ("harder", exercise.harder)):
            if name is None:
                continue
            low, high = (name, key) if field == "easier" else (key, name)
            above[low].add(high)
            if catalog.exercises[low].level > catalog.exercises[high].level:
                levels = f"'{low}' has level {catalog.exercises[low].level}, '{high}' {catalog.exercises[high].level}"
                yield places.problem(
                    "exercises",
                    key,
                    (field,),
                    f"the easier form has the higher level: {levels}",
                    fix="mend a level, or name another neighbour",
                )
    for key in catalog.exercises:
        if key in _reached(key, above):
            exercise = catalog.exercises[key]
            yield places.problem(
                "exercises",
                key,
                ("easier" if exercise.easier else "harder",),
                "its ladder of easier and harder forms goes round",
                fix="let each step lead one way",
            )


def _reached(start: str, above: dict[str, set[str]]) -> set[str]:
    """Return what lies above an exercise, step by step."""
    reached: set[str] = set()
    ahead = set(above[start])
    while ahead:
        reached |= ahead
        ahead = {more for key in ahead for more in above[key]} - reached
    return reached


def check_nobody_left_out(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """An exercise that a rule forbids to everyone could never be planned."""
    body = Body(catalog)
    everyone = [(key, c) for key, c in catalog.conditions.items() if c.applies and c.applies.everyone]
    for key, exercise in catalog.exercises.items():
        for name, condition in everyone:
            for rule in (*condition.rules, *(r for r in exercise.rules if not r.when)):
                if rule.verdict != "precaution" and means(rule, exercise, name, condition, body):
                    yield places.problem(
                        "exercises",
                        key,
                        ("loads",),
                        f"nobody can ever get it: '{rule.id}' forbids it to everyone",
                        why=rule.why,
                        fix="mend the movement, or drop it",
                    )


def check_reviewed(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Each exercise says when it was looked at last, and by whom."""
    for key, exercise in catalog.exercises.items():
        try:
            dt.date.fromisoformat(exercise.reviewed.on)
        except ValueError:
            yield places.problem(
                "exercises", key, ("reviewed", "on"), f"'{exercise.reviewed.on}' is no day", fix='write a quoted date: "2026-11-20"'
            )
        if not exercise.reviewed.by.strip():
            yield places.problem("exercises", key, ("reviewed", "by"), "nobody is named", fix="write who looked at it")
