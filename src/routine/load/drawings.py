"""Finished drawings of a catalog, as they lie on disk: `drawings/<id>.txt`, made from the pose records and committed, and
`drawings/approved.txt`, which says which picture somebody has looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from routine.figure.drawing import Drawing, packed, told, unpacked
from routine.problem import Problem, Refused

if TYPE_CHECKING:  # whoever only prints needs nothing of pose records
    from routine.figure.subject import Subject

DRAWINGS = "drawings"
LINE = 160  # characters: a changed drawing is a readable change of files


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


def load_drawing(folder: Path, key: str) -> Stored | None:
    """Return what is kept of an exercise, or None. Raises Refused for a file that is torn."""
    text = read_packed(folder / DRAWINGS / f"{key}.txt")
    if text is None:
        return None
    try:
        drawings, about = unpacked(text)
    except ValueError as error:
        raise _torn(folder, key, error) from None
    return Stored(drawings, str(about.get("made_from", "")))


def load_kept(folder: Path, key: str) -> Kept | None:
    """Return what is known of kept drawings, or None. Raises Refused for a file that is torn."""
    text = read_packed(folder / DRAWINGS / f"{key}.txt")
    if text is None:
        return None
    try:
        about, mark = told(text)
    except ValueError as error:
        raise _torn(folder, key, error) from None
    shows = about.get("shows")
    return Kept(str(about.get("made_from", "")), tuple(shows) if isinstance(shows, list) else None, mark)


def _torn(folder: Path, key: str, error: ValueError) -> Refused:
    file = folder / DRAWINGS / f"{key}.txt"
    return Refused(Problem(f"this file holds no drawings: {error}", file=str(file), fix=f"routine catalog draw {key} --keep"))


def keep_drawing(folder: Path, what: Subject, drawings: Sequence[Drawing], shows: Sequence[str]) -> None:
    """Write the drawings of an exercise into its catalog's folder."""
    file = folder / DRAWINGS / f"{what.id}.txt"
    file.parent.mkdir(exist_ok=True)
    write_packed(file, packed(drawings, id=what.id, made_from=what.digest, shows=list(shows)))


def read_packed(file: Path) -> str | None:
    """Return a packed text as one line, or None where there is no file."""
    return "".join(file.read_text(encoding="ascii", errors="replace").split()) if file.is_file() else None


def write_packed(file: Path, text: str) -> None:
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


class Drawings(Mapping[str, tuple[Drawing, ...]]):
    """The pictures of each exercise, start and end or a single one; read whenever they are asked for: their points take much room."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders

    def __getitem__(self, key: str) -> tuple[Drawing, ...]:
        stored = next((s for folder in self._folders if (s := load_drawing(folder, key))), None)
        if stored is None:
            raise KeyError(key)
        return stored.drawings

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({file.stem for folder in self._folders for file in (folder / DRAWINGS).glob("*.txt")} - {"approved"}))

    def __len__(self) -> int:
        return len(list(iter(self)))
