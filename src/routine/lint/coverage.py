"""Whether the catalog covers a body: every muscle, every place, and people who can do more or less than others."""

from __future__ import annotations

from collections.abc import Iterator

from routine.body import Body
from routine.lint.loads import ON_THE_FLOOR
from routine.load.catalog import Places
from routine.model.catalog import Catalog, Exercise
from routine.model.terms import Action
from routine.problem import Problem

HOUSE = frozenset({"floor", "wall", "mat", "towel"})  # a mat is any carpet, or a folded towel
STEPS = 2  # of a ladder: easier, as it is, harder


def check_muscles_are_served(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Each muscle has a release where it may be pressed, a stretch and an activation; or the graph says why not."""
    body = Body(catalog)
    served: dict[str, set[Action | None]] = {muscle: set() for muscle in catalog.muscles}
    for exercise in catalog.exercises.values():
        for muscle in body.primary(exercise):
            served[muscle].add(catalog.vocabulary.techniques[exercise.technique].action)
    for key, entry in catalog.muscles.items():
        wanted: tuple[tuple[str, str, bool, str], ...] = (
            ("release", "a release", "release" in served[key], entry.release_note if entry.release == "no" else ""),
            ("no_lengthen", "a stretch", not served[key].isdisjoint({"lengthen", "move"}), entry.no_lengthen),
            ("no_activate", "an activation", "activate" in served[key], entry.no_activate),
        )
        for field, what, there, reason in wanted:
            if not there and not reason.strip():
                yield places.problem(
                    "muscles",
                    key,
                    (field,),
                    f"no exercise has '{key}' as {what}, and nothing says why",
                    why="a need of this muscle could not be served",
                    fix=f"add {what} with it as primary, or give the reason",
                )
            elif there and reason.strip() and field != "release":
                yield places.problem(
                    "muscles", key, (field,), f"it says why there is not {what}, and there is one", fix="delete the reason"
                )


def check_places_are_served(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """For each place where muscles lie: something that needs only floor or wall, and something without getting down."""
    body = Body(catalog)
    worked = {key: {r for m in body.primary(e) for r in catalog.muscles[m].region} for key, e in catalog.exercises.items()}
    for region in catalog.regions:
        if not body.lying_in([region]) or region == "body":
            continue
        here = [catalog.exercises[key] for key, found in worked.items() if found & body.parts(region)]
        if not any(_needs_only_the_house(exercise) for exercise in here):
            yield places.problem(
                "regions",
                region,
                (),
                f"nothing for '{region}' is done with floor and wall alone",
                why="many people own nothing",
                fix="add an exercise without equipment",
            )
        if not any(_stays_off_the_floor(exercise) for exercise in here):
            yield places.problem(
                "regions",
                region,
                (),
                f"nothing for '{region}' is done standing or sitting",
                why="some people cannot get down to the floor",
                fix="add an exercise that stands or sits",
            )


def _needs_only_the_house(exercise: Exercise) -> bool:
    return all(HOUSE & set(any_of) for any_of in exercise.equipment)


def _stays_off_the_floor(exercise: Exercise) -> bool:
    return not ON_THE_FLOOR & set(exercise.positions)


def check_ladders(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Easier and harder forms make ladders: two steps at least, each rung in the same phase and for a same muscle.

    Why: a plan that grows or shrinks with the person moves along them, and one step is soon used up.
    """
    body, exercises = Body(catalog), catalog.exercises
    above: dict[str, set[str]] = {key: set() for key in exercises}
    below: dict[str, set[str]] = {key: set() for key in exercises}
    for key, exercise in exercises.items():
        for field, name in (("easier", exercise.easier), ("harder", exercise.harder)):
            if name is None:
                continue
            low, high = (name, key) if field == "easier" else (key, name)
            above[low].add(high)
            below[high].add(low)
            if not _alike(exercise, exercises[name], catalog, body):
                yield places.problem(
                    "exercises",
                    key,
                    (field,),
                    f"'{name}' is of another phase or for other muscles",
                    why="a step along the ladder would serve another need",
                    fix="name a neighbour that does the same for the same muscle",
                )
    for key, exercise in exercises.items():
        steps = _climb(key, above) + _climb(key, below)
        if steps < STEPS and (steps or exercise.technique == "activation"):
            yield places.problem(
                "exercises",
                key,
                ("easier",),
                "its ladder has fewer than two steps",
                why="one who gets stronger, or has a bad week, would have nowhere to go",
                fix="link it with `easier` or `harder`, or add a rung",
            )


def _alike(one: Exercise, other: Exercise, catalog: Catalog, body: Body) -> bool:
    phases = {catalog.vocabulary.techniques[e.technique].phase for e in (one, other)}
    aims = set(body.primary(one)) & set(body.primary(other)) or body.within(one.warms) & body.within(other.warms)
    return len(phases) == 1 and bool(aims)


def _climb(start: str, onward: dict[str, set[str]]) -> int:
    """Return how many steps lead on from an exercise, at most as many as are wanted: a ladder that goes round has no end."""
    rung, steps = {start}, 0
    while steps < STEPS and (rung := {more for key in rung for more in onward[key]}):
        steps += 1
    return steps
