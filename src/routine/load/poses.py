"""Pose records and finished drawings of a catalog, as they lie on disk.

`poses/<technique>/<id>.yaml` is written by hand, `poses/bases.yaml` holds postures that many share, `drawings/<id>.txt` is made from
them and committed, and `drawings/approved.txt` says which picture somebody has looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from routine.body import Body
from routine.figure.claims import disagreements
from routine.figure.drawing import Drawing, packed, told, unpacked
from routine.figure.subject import Subject, subject_of
from routine.load.faults import faults, guess
from routine.load.yaml12 import Document, read
from routine.model.catalog import Catalog
from routine.problem import Problem, Refused

POSES, DRAWINGS = "poses", "drawings"
LINE = 160  # characters: a changed drawing is a readable change of files


@dataclass(frozen=True)
class Poses:
    """The records by id, the shared bases, and where each record stands."""

    records: Mapping[str, Mapping[str, Any]]
    bases: Mapping[str, Mapping[str, Any]]
    documents: Mapping[str, Document]


@dataclass(frozen=True)
class Stored:
    """The drawings of an exercise as they are kept, and the digest of what they were made from."""

    drawings: tuple[Drawing, ...]
    digest: str


@dataclass(frozen=True)
class Kept:
    """What is known of kept drawings without unpacking them: of what they were made, what they show of loads and postures
    (None: it was not written down), and the fingerprint of their paths, which an approval is of."""

    digest: str
    shows: tuple[str, ...] | None
    fingerprint: str


def load_poses(folder: Path) -> Poses:
    """Read every record of a catalog's folder. Raises Refused with every fault of form."""
    problems: list[Problem] = []
    documents = {}
    for file in sorted((folder / POSES).rglob("*.yaml")):
        document = read(file, str(file.relative_to(folder.parent)))
        problems += document.problems
        if not isinstance(document.data, dict) and not document.problems:
            problems.append(Problem("a pose record is a list of keys and values", file=document.file, line=1))
        documents[file.stem] = document
    if problems:
        raise Refused(*problems)
    bases = documents.pop("bases", None)
    return Poses({k: d.data for k, d in documents.items()}, bases.data if bases else {}, documents)


def subject(poses: Poses, key: str, catalog: Catalog) -> Subject:
    """Return what is to be drawn for an exercise. Raises Refused for words that mean nothing."""
    from routine.figure.record import Phase

    document, exercise = poses.documents[key], catalog.exercises.get(key)
    if exercise is None:
        raise Refused(Problem(f"there is no exercise '{key}' for this pose", file=document.file, fix=guess(key, list(catalog.exercises))))
    try:
        return subject_of(
            key, poses.records[key], poses.bases, Body(catalog).primary(exercise), one_sided=exercise.laterality == "unilateral",
            loads=exercise.loads, positions=exercise.positions,
        )  # fmt: skip
    except ValidationError as error:
        raise Refused(*faults(document, error, Phase)) from None
    except (KeyError, ValueError) as error:
        raise Refused(Problem(f"{error.args[0]} is no base, joint or landmark", file=document.file, fix="see poses/bases.yaml")) from None


def load_drawing(folder: Path, key: str) -> Stored | None:
    """Return what is kept of an exercise, or None. Raises Refused for a file that is torn."""
    text = _text(folder, key)
    if text is None:
        return None
    try:
        drawings, about = unpacked(text)
    except ValueError as error:
        raise _torn(folder, key, error) from None
    return Stored(drawings, str(about.get("made_from", "")))


def load_kept(folder: Path, key: str) -> Kept | None:
    """Return what is known of kept drawings, or None. Raises Refused for a file that is torn."""
    text = _text(folder, key)
    if text is None:
        return None
    try:
        about, mark = told(text)
    except ValueError as error:
        raise _torn(folder, key, error) from None
    shows = about.get("shows")
    return Kept(str(about.get("made_from", "")), tuple(shows) if isinstance(shows, list) else None, mark)


def unlike(what: Subject, kept: Kept) -> Iterator[str]:
    """Yield where today's entry and what the kept drawings show differ."""
    yield from disagreements(kept.shows or (), what.loads, what.positions, what.unseen)


def _text(folder: Path, key: str) -> str | None:
    file = folder / DRAWINGS / f"{key}.txt"
    return "".join(file.read_text(encoding="ascii", errors="replace").split()) if file.is_file() else None


def _torn(folder: Path, key: str, error: ValueError) -> Refused:
    file = folder / DRAWINGS / f"{key}.txt"
    return Refused(Problem(f"this file holds no drawings: {error}", file=str(file), fix=f"routine catalog draw {key} --keep"))


def keep_drawing(folder: Path, what: Subject, drawings: Sequence[Drawing], shows: Sequence[str]) -> None:
    """Write the drawings of an exercise into its catalog's folder."""
    file = folder / DRAWINGS / f"{what.id}.txt"
    file.parent.mkdir(exist_ok=True)
    text = packed(drawings, id=what.id, made_from=what.digest, shows=list(shows))
    file.write_text("\n".join(text[n : n + LINE] for n in range(0, len(text), LINE)) + "\n", encoding="ascii")


def approvals(folder: Path) -> dict[str, str]:
    """Return the fingerprint of each drawing that somebody has looked at, by exercise."""
    file = folder / DRAWINGS / "approved.txt"
    rows = file.read_text(encoding="ascii").splitlines() if file.is_file() else []
    return {key: mark for key, mark, _ in (row.split() for row in rows if row and not row.startswith("#"))}


def approve(folder: Path, keys: Iterable[str], today: dt.date) -> None:
    """Write down that somebody looked at these drawings, large and small, and would hang them on a wall."""
    file = folder / DRAWINGS / "approved.txt"
    head, rows = "# exercise, fingerprint of its drawings, day on which somebody looked at them\n", {}
    for row in file.read_text(encoding="ascii").splitlines() if file.is_file() else ():
        if row and not row.startswith("#"):
            rows[row.split()[0]] = row
    for key in keys:
        kept = load_kept(folder, key)
        if kept is not None and rows.get(key, "").split()[1:2] != [kept.fingerprint]:
            rows[key] = f"{key} {kept.fingerprint} {today}"
    file.write_text(head + "".join(f"{rows[key]}\n" for key in sorted(rows)), encoding="ascii")
