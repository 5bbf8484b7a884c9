"""Whether an entry owns up to everything it asks of a body: contraindications follow from its loads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from routine.body import Body
from routine.load.catalog import Places
from routine.matching import PRESSURE, as_exercise
from routine.model.catalog import Catalog, Exercise, Technique
from routine.problem import Problem

ON_THE_FLOOR = frozenset(
    {
        "floor-seated",
        "kneeling",
        "half-kneeling",
        "quadruped",
        "plank",
        "side-plank",
        "supine",
        "prone",
        "prone-propped",
        "side-lying",
        "inverted",
    }
)
ON_A_KNEE = frozenset({"kneeling", "half-kneeling", "quadruped"})
ON_THE_ARMS = frozenset({"quadruped", "plank", "side-plank", "prone-propped"})
BED = "bed"
FLOOR = "floor-transfer"


@dataclass(frozen=True)
class Implied:
    """What somebody who does this must tolerate: one of some loads, which may be written as patterns."""

    what: str
    when: Callable[[Exercise, Technique], bool]
    one_of: tuple[str, ...]
    why: str


def _in(positions: frozenset[str]) -> Callable[[Exercise, Technique], bool]:
    return lambda exercise, _: bool(positions & set(exercise.positions))


def _with(load: str) -> Callable[[Exercise, Technique], bool]:
    return lambda exercise, _: load in exercise.loads


def _on_the_floor(exercise: Exercise, _: Technique) -> bool:
    return bool(ON_THE_FLOOR & set(exercise.positions)) and not any(BED in any_of for any_of in exercise.equipment)


IMPLIED: tuple[Implied, ...] = (
    Implied("a release", lambda _, t: t.phase == "release", ("pressure:*",), "no rule about a place would find it"),
    Implied(
        "a held stretch",
        lambda _, t: t.phase == "static",
        (
            "*-end-range",
            "nerve-tension-*",
            "tendon-compression:*",
            "hip-adduction-past-midline",
            "hip-flexion-over-90",
            "straight-leg-hamstring",
            "loaded-trunk-flexion",
        ),
        "it takes something to the end of its range, and that is what conditions rule out",
    ),
    Implied("a knee on the floor", _in(ON_A_KNEE), ("knee-weight",), "sore and new knees would get it"),
    Implied("a position on the floor", _on_the_floor, (FLOOR,), "who cannot get down alone would get it"),
    Implied("weight on the arms", _in(ON_THE_ARMS), ("wrist-weight", "shoulder-weight"), "sore wrists and shoulders would get it"),
    Implied("weight on the hands", _with("wrist-weight"), ("shoulder-weight",), "what the hands carry the shoulders carry too"),
    Implied(
        "lying on one side",
        _in(frozenset({"side-lying"})),
        ("lying-on-target-side", "lying-on-other-side"),
        "a sore hip or shoulder would be lain on",
    ),
    Implied("the head low", _in(frozenset({"inverted"})), ("head-below-heart",), "glaucoma and high blood pressure would get it"),
    Implied(
        "a held effort",
        lambda e, t: t.action == "activate" and e.dose == "hold",
        ("isometric-hold",),
        "holds raise the blood pressure for a moment",
    ),
    Implied("standing on one leg", _with("single-leg"), ("balance",), "somebody unsteady could fall"),
    Implied("a straight-leg pull", _with("straight-leg-hamstring"), ("nerve-tension-leg",), "it draws the nerve of the leg long as well"),
)


def check_implied_loads(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A technique or a position brings loads with it; the entry names them. A self-test asks the body as an exercise does."""
    moves = [("exercises", key, exercise) for key, exercise in catalog.exercises.items()]
    moves += [("self_tests", key, as_exercise(key, test)) for key, test in catalog.self_tests.items()]
    for part, key, exercise in moves:
        technique = catalog.vocabulary.techniques[exercise.technique]
        for implied in IMPLIED:
            if implied.when(exercise, technique) and not any(
                fnmatchcase(load, pattern) for load in exercise.loads for pattern in implied.one_of
            ):
                yield places.problem(
                    part,
                    key,
                    ("loads",),
                    f"{implied.what} without {_listed(implied.one_of)}",
                    why=implied.why,
                    fix="add what the movement asks of a body",
                )


def _listed(patterns: tuple[str, ...]) -> str:
    return " or ".join(pattern.replace("*", "...") for pattern in patterns)


def check_pressure_is_exact(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Pressure names the exact place: "leg" would be passed by every rule about a calf."""
    body = Body(catalog)
    lain_in = {region for muscle in catalog.muscles.values() for region in muscle.region}
    for key, exercise in catalog.exercises.items():
        for load in exercise.loads:
            place = load.removeprefix(PRESSURE)
            if load.startswith(PRESSURE) and place not in lain_in and (inner := sorted(body.parts(place) & lain_in)):
                yield places.problem(
                    "exercises",
                    key,
                    ("loads",),
                    f"{load} is too wide",
                    why="a rule about a part of it would not find it",
                    fix=f"name the places: {', '.join(PRESSURE + p for p in inner[:4])}{' ...' if len(inner) > 4 else ''}",
                )


def check_pressure_is_on_the_muscle(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A release presses where each muscle lies that it is for: rules about places find it only there."""
    body = Body(catalog)
    for key, exercise in catalog.exercises.items():
        pressed = {load.removeprefix(PRESSURE) for load in exercise.loads if load.startswith(PRESSURE)}
        if catalog.vocabulary.techniques[exercise.technique].phase != "release" or not pressed:
            continue
        for muscle in body.primary(exercise):
            lies = catalog.muscles[muscle].region
            if not pressed & body.within(lies):
                yield places.problem(
                    "exercises",
                    key,
                    ("loads",),
                    f"'{muscle}' lies at {' and '.join(lies)}, and no such place is pressed",
                    why="a rule about that place would not find it",
                    fix=f"add {PRESSURE}{lies[0]}, or mend `primary`",
                )


def check_floor_is_meant(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Nobody is kept from an exercise by a floor that it never touches."""
    for key, exercise in catalog.exercises.items():
        if FLOOR in exercise.loads and not ON_THE_FLOOR & set(exercise.positions):
            yield places.problem(
                "exercises",
                key,
                ("loads",),
                f"{FLOOR} without a position on the floor",
                why="who cannot get down would miss it for nothing",
                fix="add the position, or delete the load",
            )
