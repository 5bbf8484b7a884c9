"""A plan in a person's words: doses, sides, dates and muscles, said alike by every writer."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable

from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Item
from routine.model.terms import ItemSide, Phase

PHASE_WORDS: dict[Phase, str] = {
    "warm-up": "Warm up",
    "release": "Release",
    "dynamic": "Move",
    "static": "Stretch",
    "activation": "Strengthen",
}
SIDE_WORDS: dict[ItemSide, str] = {"left": "left side", "right": "right side", "both": "both sides", "none": ""}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

TIMER_S = 90  # up to here people count seconds, beyond it minutes
HIDDEN = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def phase_words(phase: Phase) -> str:
    return PHASE_WORDS[phase]


def side_words(side: ItemSide) -> str:
    """Return `left side`, `right side`, `both sides`, or nothing where there are no sides."""
    return SIDE_WORDS[side]


def duration_words(seconds: int) -> str:
    """Return `30 s`, `3 min` or `2 min 30 s`."""
    if seconds <= TIMER_S:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def date_words(date: str) -> str:
    """Return `Mon 23 Nov` for an ISO date, whatever the locale of the machine."""
    day = dt.date.fromisoformat(date)
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def dose_words(item: Item, exercise: Exercise) -> str:
    """Return the dose of an item: `2 × 30 s each side`, `left side: 2 × 10`, `3 min`."""
    amount = _amount(item)
    if item.side in ("left", "right"):
        return f"{side_words(item.side)}: {amount}"
    # An alternating movement that is only timed shares its time between the sides, so nothing is said of them.
    counted = item.reps is not None or item.hold_s is not None
    each = (exercise.laterality == "unilateral" and item.side == "both") or (exercise.laterality == "alternating" and counted)
    return f"{amount} each side" if each else amount


def _amount(item: Item) -> str:
    """Return sets and what one set is, on one side."""
    if item.hold_s is not None:
        hold = duration_words(item.hold_s)
        if item.reps is not None and item.reps > 1:
            return _sets(item, f"{item.reps} holds of {hold}")
        return _sets(item, f"{hold} hold" if item.phase == "activation" else hold)
    if item.reps is not None:
        once = "once" if item.reps == 1 else f"{item.reps} times"
        return once if item.sets == 1 else _sets(item, str(item.reps))
    if item.rest_s == 0:  # sets without a rest run into one another
        return duration_words(item.sets * item.work_s)
    return _sets(item, duration_words(item.work_s))


def _sets(item: Item, one: str) -> str:
    return one if item.sets == 1 else f"{item.sets} × {one}"


def muscle_names(muscles: Iterable[str], catalog: Catalog) -> tuple[str, ...]:
    """Return the names of muscles in the order given; a group that is there whole goes by its own name."""
    names = {m: catalog.groups[m].name if m in catalog.groups else catalog.muscles[m].name for m in muscles}
    free = set(names)
    for group in sorted(catalog.groups.values(), key=lambda g: -len(g.members)):
        if len(group.members) > 1 and free.issuperset(group.members):
            first, *others = (m for m in names if m in group.members)
            names[first] = group.name
            for muscle in others:
                del names[muscle]
            free.difference_update(group.members)
    return tuple(names.values())


def listed(words: Iterable[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def one_line(text: str) -> str:
    """Return a text without line ends, control characters and signs that turn the direction of writing.

    A plan file can be edited by hand; what it says must neither start a line of its own in a calendar nor steer a terminal.
    """
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if c not in HIDDEN and unicodedata.category(c) not in ("Cc", "Cs"))
