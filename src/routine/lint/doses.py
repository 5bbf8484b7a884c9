"""Whether every exercise finds its dose, and every dose makes sense."""

from __future__ import annotations

import itertools
import typing
from collections.abc import Iterator

from routine.load.catalog import Places
from routine.load.faults import guess
from routine.model.catalog import Catalog, Dose
from routine.model.terms import Action
from routine.problem import Problem

PARTS = 3  # technique.purpose.age


def check_dose_keys(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Each technique and purpose that is used has a dose for every age, and each dose names a technique and an age."""
    for key, exercise in catalog.exercises.items():
        missing = [age for age in catalog.ages if f"{exercise.technique}.{exercise.dose}.{age}" not in catalog.doses]
        if missing:
            purposes = {k.split(".")[1] for k in catalog.doses if k.startswith(f"{exercise.technique}.")}
            what = f"doses.yaml has no '{exercise.technique}.{exercise.dose}.{missing[0]}'"
            yield places.problem(
                "exercises",
                key,
                ("dose",),
                what,
                why="every age needs a range",
                fix=guess(exercise.dose, purposes - {exercise.dose}) or "add the dose for every age",
            )
    for key in catalog.doses:
        parts = key.split(".")
        if len(parts) != PARTS or parts[0] not in catalog.vocabulary.techniques or parts[2] not in catalog.ages:
            yield places.problem(
                "doses",
                key,
                (),
                f"'{key}' is not technique.purpose.age",
                fix="use an id of vocabulary.yaml, a purpose and an age of `ages`",
            )


def check_dose_figures(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A dose counts one thing, its ranges run upward, and its two starting points lie inside."""
    for key, dose in catalog.doses.items():
        counted = [name for name in ("hold_s", "reps", "work_s") if getattr(dose, name)]
        if len(counted) != 1:
            yield places.problem(
                "doses",
                key,
                (),
                f"it counts {len(counted)} things",
                why="one item counts holds, repetitions or seconds",
                fix="give exactly one of hold_s, reps, work_s",
            )
            continue
        for name in ("sets", counted[0]):
            low, high = getattr(dose, name)
            if not 1 <= low <= high:
                yield places.problem("doses", key, (name,), f"{low} to {high} is no range", fix="write the lower figure first, at least 1")
        low, high = getattr(dose, counted[0])
        for name in ("usual", "careful"):
            if not low <= getattr(dose, name) <= high:
                yield places.problem(
                    "doses", key, (name,), f"{getattr(dose, name)} lies outside {low} to {high}", fix=f"choose a figure of {counted[0]}"
                )
        if dose.careful > dose.usual:
            yield places.problem(
                "doses",
                key,
                ("careful",),
                f"{dose.careful} is more than the usual {dose.usual}",
                why="who is not known gets less, not more",
                fix="make it the smaller of the two",
            )


def check_targets(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Every action has a weekly target, and the ages follow each other without a gap."""
    for action in typing.get_args(Action):
        target = catalog.targets.get(action)
        if target is None:
            yield places.problem("targets", action, (), f"there is no weekly target for '{action}'", fix="add it under `targets`")
        elif not 0 < target.session_max <= target.week:
            yield places.problem(
                "targets",
                action,
                ("session_max",),
                f"a session's {target.session_max} does not fit the week's {target.week}",
                fix="at most the week's figure",
            )
    spans = sorted(catalog.ages.values())
    for (_, end), (start, _) in itertools.pairwise(spans):
        if start != end + 1:
            yield places.problem(
                "doses",
                "ages",
                (),
                f"between the ages {end} and {start} there is a gap or an overlap",
                fix="let each age follow the one before",
            )


def _doses(catalog: Catalog, technique: str, purpose: str) -> list[Dose]:
    return [catalog.doses[f"{technique}.{purpose}.{age}"] for age in catalog.ages]


def check_repetitions(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Where repetitions are counted one takes some seconds; where they are not there is none to time."""
    for key, exercise in catalog.exercises.items():
        counted = any(dose.reps for dose in _doses(catalog, exercise.technique, exercise.dose))
        if counted and not exercise.rep_s:
            yield places.problem(
                "exercises",
                key,
                ("rep_s",),
                "its dose counts repetitions, and rep_s is missing",
                why="the session's length would be a guess",
                fix="say how many seconds one takes; for alternating, left and right together",
            )
        elif not counted and exercise.rep_s is not None:
            yield places.problem(
                "exercises",
                key,
                ("rep_s",),
                "its dose counts no repetitions, and rep_s is given",
                fix="delete rep_s, or choose another dose",
            )
        if not exercise.setup_s:
            yield places.problem(
                "exercises",
                key,
                ("setup_s",),
                "nobody is in place after 0 seconds",
                fix="say how long it takes to get ready, 5 seconds or more",
            )


def check_switching(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Changing sides takes time, and only where sides are done one after the other."""
    for key, exercise in catalog.exercises.items():
        if exercise.laterality == "unilateral" and not exercise.switch_s:
            yield places.problem(
                "exercises",
                key,
                ("switch_s",),
                "each side is done alone, and switch_s is missing",
                why="the session's length would be too short",
                fix="say how many seconds the change of side takes",
            )
        elif exercise.laterality != "unilateral" and exercise.switch_s:
            yield places.problem(
                "exercises",
                key,
                ("switch_s",),
                f"{exercise.laterality} has no change of side, and switch_s is {exercise.switch_s}",
                fix="delete switch_s",
            )
