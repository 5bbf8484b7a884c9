"""Answers that contradict each other, or say too little to be safe. Read from the raw values, so that they are found in
the same pass as wrong types and unknown words."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter, ValidationError

from routine.load.words import at, known_words
from routine.load.yaml12 import Document, Path_
from routine.model.catalog import Catalog
from routine.model.profile import Window
from routine.model.terms import Date
from routine.problem import Problem

EARLIEST = 1900
MAX_PLACES = 50  # are compared with a window's place
SIDES = {"left": ("left",), "right": ("right",), "both": ("left", "right")}
DATES: tuple[tuple[str, ...], ...] = (
    ("screened",),
    ("seen", "on"),
    ("red_flags", "[]", "cleared"),
    ("conditions", "[]", "since"),
    ("conditions", "[]", "due"),
    ("conditions", "[]", "cleared"),
)


def contradictions(document: Document, catalog: Catalog) -> Iterator[Problem]:
    """Find what cannot be true together, whatever the day is."""
    yield from _name(document)
    yield from _conditions(document, catalog)
    yield from _tight_and_long(document, catalog)
    yield from _windows(document)
    yield from _wishes(document)
    yield from _days(document)


def _name(document: Document) -> Iterator[Problem]:
    name = document.data.get("name")
    if isinstance(name, str) and name and not name.strip():
        yield document.problem(("name",), "the name holds nothing but blanks", fix="write the name that is to stand on the plan")


def _conditions(document: Document, catalog: Catalog) -> Iterator[Problem]:
    """A condition needs its place, has its own place, or is counted from one sort of date."""
    words = known_words(catalog)
    for path, answer in at(document.data, ("conditions", "[]")):
        fields = answer if isinstance(answer, dict) else {"id": answer}
        name, region = fields.get("id"), fields.get("region")
        if not isinstance(name, str) or name not in words["condition"]:
            continue
        condition = catalog.conditions[words["condition"][name]]
        if condition.local and region is None and not condition.region:
            fix = f"write {{id: {name}, region: ..., side: left}}, with a region such as calf"
            yield document.problem(
                path, f"'{name}' needs the place it is at", why="only that place is left out; the rest can go on", fix=fix
            )
        if not condition.local and condition.region and region in words["region"] and words["region"][region] not in condition.region:
            own = ", ".join(condition.region)
            yield document.problem(
                (*path, "region"),
                f"'{name}' is at another place than '{region}': {own}",
                why="with a wrong place the right one would not be spared",
                fix="delete the region",
            )
        if condition.dated == "due" and "since" in fields:
            yield document.problem(
                (*path, "since"), f"'{name}' is counted from 'due', not from 'since'", fix="write due: and the expected date"
            )
        if condition.dated == "since" and "due" in fields:
            yield document.problem(
                (*path, "due"), f"'{name}' is counted from 'since', not from 'due'", fix="write since: and the date it began"
            )


def _tight_and_long(document: Document, catalog: Catalog) -> Iterator[Problem]:
    """A muscle cannot be tight and long on one side; a group stands for its members."""
    tight: dict[tuple[str, str], int] = {}
    for path, spots in _spots(document, catalog, "tight"):
        for spot in spots:
            tight.setdefault(spot, document.line_of(path))
    for path, spots in _spots(document, catalog, "long"):
        both = [s for s in spots if s in tight]
        if both:
            muscles, sides = sorted({m for m, _ in both}), sorted({s for _, s in both})
            what = f"{', '.join(muscles)} on the {' and '.join(sides)} cannot be long here and tight in line {tight[both[0]]}"
            yield document.problem(
                path, what, why="a tight muscle is lengthened, a long one must not be", fix="keep the finding of the last examination"
            )


def _spots(document: Document, catalog: Catalog, kind: str) -> Iterator[tuple[Path_, list[tuple[str, str]]]]:
    for path, finding in at(document.data, ("findings", kind, "[]")):
        if not isinstance(finding, dict):
            continue
        muscle, side = finding.get("muscle"), finding.get("side", "both")
        if isinstance(muscle, str) and isinstance(side, str):
            group = catalog.groups.get(muscle)
            yield path, [(m, s) for m in (group.members if group else (muscle,)) for s in SIDES.get(side, ())]


def _windows(document: Document) -> Iterator[Problem]:
    """Windows of one day must not overlap; their place must not be a slip of the pen."""
    days: dict[Any, list[tuple[int, int, Path_, Window]]] = {}
    equipment = document.data.get("equipment")
    places = [p for p in equipment if p != "*"][:MAX_PLACES] if isinstance(equipment, dict) else []
    for path, value in at(document.data, ("schedule", "windows", "{}", "[]")):
        window = _window(value)
        if window is None:
            continue
        days.setdefault(path[2], []).append((window.start, window.end, path, window))
        near = difflib.get_close_matches(window.place, places, n=1, cutoff=0.75)
        if near and window.place not in places:
            yield document.problem(
                (*path, "place"),
                f"equipment names no place '{window.place[:60]}'",
                fix=f"did you mean '{near[0]}'? If not, add '{window.place[:60]}: []' to equipment",
            )
    for windows in days.values():
        windows.sort(key=lambda w: w[:2])
        for (_, end, _, before), (start, _, path, window) in pairwise(windows):
            if start < end:
                yield document.problem(
                    path, f"{window.at} overlaps {before.at}", fix="make them one window, or let one end where the other starts"
                )


def _window(value: Any) -> Window | None:
    try:
        return Window.model_validate(value)
    except ValidationError:
        return None


def _wishes(document: Document) -> Iterator[Problem]:
    """What is avoided can be neither preferred nor required."""
    avoided = {e: document.line_of(p) for p, e in at(document.data, ("preferences", "avoid", "[]")) if isinstance(e, str)}
    wanted = (("preferences", "prefer", "[]"), ("preferences", "require", "[]"), ("preferences", "require", "[]", "exercise"))
    for pattern in wanted:
        for path, exercise in at(document.data, pattern):
            if isinstance(exercise, str) and exercise in avoided:
                word = "preferred" if pattern[1] == "prefer" else "required"
                yield document.problem(
                    path, f"'{exercise}' is {word} here and avoided in line {avoided[exercise]}", fix="delete one of the two"
                )


def _days(document: Document) -> Iterator[Problem]:
    """No date lies before the birth, and nothing is cleared before it began. Dates to come are the screening's business."""
    born = document.data.get("birth_year")
    known = isinstance(born, int) and not isinstance(born, bool) and born >= EARLIEST
    for pattern in DATES:
        for path, value in at(document.data, pattern):
            day = _day(value)
            if day and known and day.year < born:
                yield document.problem(path, f"{day} lies before the year of birth, {born}", fix="check both")
            elif day and day.year < EARLIEST:
                yield document.problem(path, f"{day} lies before {EARLIEST}", fix="check the year")
    for path, answer in at(document.data, ("conditions", "[]")):
        if not isinstance(answer, dict):
            continue
        since, cleared = _day(answer.get("since")), _day(answer.get("cleared"))
        if since and cleared and cleared < since:
            what = f"cleared on {cleared}, before it began on {since}"
            yield document.problem(
                (*path, "cleared"),
                what,
                why="a word given before cannot speak of it",
                fix="write the date of the last visit, or delete 'cleared'",
            )


_DATE: TypeAdapter[dt.date] = TypeAdapter(Date)


def _day(value: Any) -> dt.date | None:
    try:
        return _DATE.validate_python(value)
    except ValidationError:
        return None
