"""Finished drawings of a catalog, as they lie on disk: `drawings/<id>.txt`, made from the pose records and committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from routine.figure.drawing import Drawing, unpacked
from routine.problem import Problem, Refused

DRAWINGS = "drawings"
LINE = 160  # characters: a changed drawing is a readable change of files


@dataclass(frozen=True)
class Stored:
    """The drawings of an exercise as they are kept, and the digest of what they were made from."""

    drawings: tuple[Drawing, ...]
    digest: str


def load_drawing(folder: Path, key: str) -> Stored | None:
    """Return what is kept of an exercise, or None. Raises Refused for a file that is torn."""
    file = folder / DRAWINGS / f"{key}.txt"
    if not file.is_file():
        return None
    try:
        drawings, about = unpacked("".join(file.read_text(encoding="ascii").split()))
    except (ValueError, UnicodeDecodeError) as error:
        raise Refused(Problem(f"this file holds no drawings: {error}", file=str(file), fix=f"routine catalog draw {key} --keep")) from None
    return Stored(drawings, str(about.get("made_from", "")))


class Drawings(Mapping[str, tuple[Drawing, ...]]):
    """The pictures of each exercise, start and end or a single one; read when they are first asked for."""

    def __init__(self, *folders: Path) -> None:
        self._folders, self._read = folders, dict[str, tuple[Drawing, ...]]()

    def __getitem__(self, key: str) -> tuple[Drawing, ...]:
        if key not in self._read:
            stored = next((s for folder in self._folders if (s := load_drawing(folder, key))), None)
            if stored is None:
                raise KeyError(key)
            self._read[key] = stored.drawings
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({file.stem for folder in self._folders for file in (folder / DRAWINGS).glob("*.txt")} - {"approved"}))

    def __len__(self) -> int:
        return len(list(iter(self)))
