"""The evidence matrix, written a second time as a clinician reads it, and what the rules make of it.

A row of `tests/matrix/*.yaml` says for one condition what each column of techniques may do:

    gtps:
      gate: precaution
      side: left
      roller: A pressed outer-hip
      dynamic: [M works hip, A load ballistic on either side]
      how: A load lying-on-target-side

A avoid, C clearance first, M modify, O or nothing: free. A letter alone means the whole column; `how` means every column.
After it: `pressed`, `works`, `touches` PLACE; `load`, `position`, `muscle`, `technique`, `exercise`, `level` WORD; words are parted by
`/`, clauses joined by `and` or `but not`; `site` is the place of the row, `limb` the whole arm or leg of which it is a part. `at most 30 s` bounds what is done. A row with a
side speaks of that side, unless it ends in `on the other side` or `on either side`. The strictest statement wins.
Nothing here is shared with the planner or the verifier: it is a third reading of the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from routine.model.catalog import Catalog, Exercise

COLUMNS = {
    "foam-roller": ("roller",),
    "stick": ("roller",),
    "self-massage": ("roller",),
    "ball": ("ball",),
    "cane": ("ball",),
    "cups": ("roller", "ball", "cups"),
    "static-stretch": ("static",),
    "dynamic-stretch": ("dynamic",),
    "warm-up": ("dynamic",),
    "activation": ("strength",),
}
LETTERS = "OMCA"  # from free to strict
STATEMENT = re.compile(
    r"(?P<letter>[AMCO])(?P<clauses>.*?)(?: at most (?P<most>\d+) (?P<unit>s|reps|sets))?"
    r"(?: on (?P<where>the other|either) side)?"
)
KINDS = ("pressed", "works", "touches", "load", "position", "muscle", "technique", "exercise", "level")


@dataclass(frozen=True)
class Statement:
    letter: str
    meant: tuple[tuple[str, frozenset[str]], ...]
    unless: tuple[tuple[str, frozenset[str]], ...]
    most: tuple[str, int] | None
    where: str  # same | the other | either


@dataclass(frozen=True)
class Row:
    condition: str
    gate: str
    side: str | None
    region: str | None
    cells: dict[str, tuple[Statement, ...]] = field(hash=False)


def parse(text: str) -> Statement:
    """Read one statement. Raises ValueError with what could not be read."""
    found = STATEMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a statement: {text!r}")
    meant, _, unless = found["clauses"].partition(" but not ")
    most = {"s": "max_s", "reps": "max_reps", "sets": "max_sets"}
    return Statement(
        found["letter"],
        tuple(_clauses(meant)),
        tuple(_clauses(unless)),
        (most[found["unit"]], int(found["most"])) if found["most"] else None,
        found["where"] or "same",
    )


def _clauses(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    for clause in filter(None, (part.strip() for part in text.split(" and "))):
        kind, _, words = clause.partition(" ")
        if kind not in KINDS or not words or " " in words:
            raise ValueError(f"not a clause: {clause!r}")
        yield kind, frozenset(words.split("/"))


def rows(folder: Path) -> list[Row]:
    """Return every row of the matrix, in the order of its files."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        for condition, written in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            found.append(_row(condition, written))
    return found


def _row(condition: str, written: dict[str, Any]) -> Row:
    cells = {}
    for column in (*dict.fromkeys(c for columns in COLUMNS.values() for c in columns), "how"):
        said = written.get(column, [])
        try:
            cells[column] = tuple(parse(text) for text in ([said] if isinstance(said, str) else said))
        except ValueError as error:
            raise ValueError(f"{condition}.{column}: {error}") from error
    unknown = set(written) - {*cells, "gate", "side", "region", "says"}
    if unknown:
        raise ValueError(f"{condition}: unknown {sorted(unknown)}")
    return Row(condition, written["gate"], written.get("side"), written.get("region"), cells)


class Reading:
    """Reads a statement against an exercise, from the catalog's words alone."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.parts = cache(self._parts)
        self.touching = cache(self._touching)

    def verdict(self, row: Row, exercise: Exercise, side: str) -> str:
        """Return the letter that the row gives to an exercise done on a side."""
        return max((s.letter for s in self.said(row, exercise, side)), key=LETTERS.index, default="O")

    def said(self, row: Row, exercise: Exercise, side: str) -> list[Statement]:
        """Return the statements of a row that speak of an exercise on a side."""
        asked = [s for column in (*COLUMNS[exercise.technique], "how") for s in row.cells[column]]
        return [s for s in asked if self._side(s.where, row.side, side) and self._means(s, exercise, row)]

    @staticmethod
    def _side(where: str, sore: str | None, side: str) -> bool:
        if sore is None or where == "either" or side in ("both", "none"):
            return True
        return (side == sore) == (where == "same")

    def _means(self, s: Statement, exercise: Exercise, row: Row) -> bool:
        meant = all(self._holds(kind, words, exercise, row) for kind, words in s.meant)
        return meant and not (s.unless and all(self._holds(kind, words, exercise, row) for kind, words in s.unless))

    def _holds(self, kind: str, words: frozenset[str], exercise: Exercise, row: Row) -> bool:
        muscles = self.catalog.muscles
        aims = {m for name in exercise.primary for m in self._members(name)}
        pressed = {load.split(":", 1)[1] for load in exercise.loads if load.startswith("pressure:")}
        works = {region for m in aims for region in muscles[m].region}
        loaded = {
            r for load in exercise.loads if load in self.catalog.vocabulary.loads for r in self.catalog.vocabulary.loads[load].regions
        }
        there = {
            "load": set(exercise.loads),
            "position": set(exercise.positions),
            "technique": {exercise.technique},
            "exercise": {exercise.id},
            "level": {str(exercise.level)},
            "pressed": pressed,
            "works": works,
            "touches": pressed | works | loaded,
        }
        if kind == "muscle":
            return bool({m for w in words for m in self._members(w)} & aims)
        if kind in ("pressed", "works", "touches"):
            return bool(self._places(words, row) & there[kind])
        return bool(words & there[kind])

    def _places(self, words: frozenset[str], row: Row) -> set[str]:
        site = self.touching(row.region) if row.region else frozenset()
        limb = {p for top in ("arm", "leg") if row.region in self.parts(top) for p in self.parts(top)}
        named = {p for w in words - {"site", "limb"} for p in self.parts(w)}
        return named | (set(site) if "site" in words else set()) | (limb if "limb" in words else set())

    def _members(self, name: str) -> tuple[str, ...]:
        group = self.catalog.groups.get(name)
        return tuple(group.members) if group else (name,)

    def _parts(self, region: str) -> frozenset[str]:
        found = {region}
        while more := {k for k, r in self.catalog.regions.items() if r.part_of in found} - found:
            found |= more
        return frozenset(found)

    def _touching(self, region: str) -> frozenset[str]:
        """Return a place with its parts and, since people name places roughly, what it is a part of."""
        found, up = set(self.parts(region)), self.catalog.regions[region].part_of
        while up and up != "body":
            found.add(up)
            up = self.catalog.regions[up].part_of
        return frozenset(found)
