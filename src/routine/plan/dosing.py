"""How much: the dose an item may have for this age, after every precaution narrowed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from routine.model.catalog import Catalog, Exercise
from routine.model.plan import ItemChange
from routine.model.terms import ItemSide

HARDEST = 3  # a level whose movements begin at the careful end: they are what leaves people sore


@dataclass(frozen=True)
class Dosing:
    """One set of an item and how many sets it may have. Seconds and counts per side."""

    key: str
    most_sets: int
    least_sets: int
    work_s: int
    rest_s: int
    reps: int | None
    hold_s: int | None
    rep_s: int | None

    def fixed_s(self, exercise: Exercise, sides: int) -> int:
        """Return the seconds that an item takes beside its sets (negative: the last set has no rest after it)."""
        return exercise.setup_s + (sides - 1) * exercise.switch_s - sides * self.rest_s

    def set_s(self, sides: int) -> int:
        return sides * (self.work_s + self.rest_s)

    def seconds(self, exercise: Exercise, sides: int, sets: int) -> int:
        return self.fixed_s(exercise, sides) + sets * self.set_s(sides)


def side_count(exercise: Exercise, side: ItemSide) -> int:
    """Return how often an item is done: twice when each side is done alone and both are."""
    return 2 if exercise.laterality == "unilateral" and side == "both" else 1


def age_band(age: int | None, catalog: Catalog) -> str:
    """Return the name of the age band; an unknown age is adult (at the careful end)."""
    return next((band for band, (low, high) in catalog.ages.items() if age is not None and low <= age <= high), "adult")


def dosing(exercise: Exercise, changes: Iterable[ItemChange], age: int | None, catalog: Catalog) -> Dosing | None:
    """Return the dose of one set and the range of sets; None when precautions leave nothing."""
    key = f"{exercise.technique}.{exercise.dose}.{age_band(age, catalog)}"
    dose = catalog.doses[key]
    changes = list(changes)
    max_s, max_reps, max_sets = (
        min((n for c in changes if (n := getattr(c, name)) is not None), default=None) for name in ("max_s", "max_reps", "max_sets")
    )
    start = dose.usual if age is not None and exercise.level < HARDEST else dose.careful
    reps = hold = rep_s = None
    if dose.hold_s:
        reps, hold = 1, _within(start, dose.hold_s, max_s)
        work = hold
    elif dose.reps:
        reps, rep_s = _within(start, dose.reps, max_reps), exercise.rep_s or 3
        if exercise.laterality == "alternating" and reps * rep_s % 2:
            reps = max(1, reps - 1) if reps > dose.reps[0] or max_reps is not None else reps + 1  # whole seconds for each side
        work = reps * rep_s
    else:
        work = _within(start, dose.work_s or (30, 60), max_s)
    most = dose.sets[1] if max_sets is None else min(dose.sets[1], max_sets)
    if work < 1 or most < 1:
        return None
    return Dosing(key, most, min(dose.sets[0], most), work, dose.rest_s, reps, hold, rep_s)


def _within(value: int, allowed: tuple[int, int], most: int | None) -> int:
    """Return a value inside a range; an upper limit beats a lower one."""
    value = max(allowed[0], min(allowed[1], value))
    return value if most is None else min(value, most)
