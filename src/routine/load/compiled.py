"""The compiled catalog: one file that is opened in about a millisecond, and of which only what is asked for is read.

    line 1   the form, and a checksum of all that follows
    line 2   a header as JSON: stamp of the YAML it was made from, what is always needed, and how long each entry is
    rest     the entries as JSON, one after the other, in the order of the header

A command that shows one exercise validates one exercise. The whole is never needed at once, so there is no use in making it.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from routine.load.parts import LISTS, PARTS
from routine.model import catalog as nouns
from routine.model import signs, terms
from routine.model.catalog import Catalog, Exercise, Vocabulary

COMPILED = "compiled.catalog"
FORM = "4"  # of the file; that the nouns changed is seen by itself

MAPPINGS: dict[str, type[BaseModel]] = {part: noun for part, (_, _, noun) in PARTS.items() if part not in LISTS} | {"exercises": Exercise}

T = TypeVar("T", bound=BaseModel)


class Entries(Mapping[str, T], Generic[T]):
    """The entries of one part, by id. Each is made when it is first asked for, and kept."""

    def __init__(self, noun: type[T], text: bytes, lengths: dict[str, int], start: int) -> None:
        self._noun, self._text, self._made = noun, text, dict[str, T]()
        self._spans: dict[str, tuple[int, int]] = {}
        for key, length in lengths.items():
            self._spans[key] = (start, start := start + length)

    def __getitem__(self, key: str) -> T:
        if (made := self._made.get(key)) is None:
            start, end = self._spans[key]
            made = self._made[key] = self._noun.model_validate_json(self._text[start:end])
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._spans

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    def __repr__(self) -> str:
        return f"<{len(self)} of {self._noun.__name__}>"


def compiled_bytes(catalog: Catalog, stamp: list[Any]) -> bytes:
    """Return the compiled form of a catalog that was made from files with this stamp."""
    texts = {part: {key: _written(entry) for key, entry in getattr(catalog, part).items()} for part in MAPPINGS}
    whole = {part: [entry.model_dump(mode="json", exclude_defaults=True) for entry in getattr(catalog, part)] for part in LISTS}
    body = b"".join(text for entries in texts.values() for text in entries.values())
    header = {
        "stamp": stamp,
        "version": catalog.version,
        "sha256": catalog.sha256,
        "ages": catalog.ages,
        "vocabulary": catalog.vocabulary.model_dump(mode="json", exclude_defaults=True),
        **whole,
        "lengths": {part: {key: len(text) for key, text in entries.items()} for part, entries in texts.items()},
    }
    rest = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" + body
    return _seal(rest) + rest


def _seal(rest: bytes) -> bytes:
    return f"routine catalog {FORM} {zlib.crc32(rest)}\n".encode()


def _written(entry: BaseModel) -> bytes:
    return entry.model_dump_json(exclude_defaults=True).encode()


def read_compiled(path: Path, stamp: list[Any] | None) -> Catalog | None:
    """Return the catalog of a compiled file; None when it is missing, torn, of another form, or older than its sources.

    `stamp` is what the sources look like now; None where they cannot change (an installed program).
    """
    try:
        whole = path.read_bytes()
        rest = whole[whole.index(b"\n") + 1 :]
        if not whole.startswith(_seal(rest)):
            return None
        head, _, body = rest.partition(b"\n")
        header = json.loads(head)
        if stamp is not None and header["stamp"] != stamp:
            return None
        return _opened(header, body)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _opened(header: dict[str, Any], body: bytes) -> Catalog:
    parts: dict[str, Any] = {}
    start = 0
    for part, lengths in header["lengths"].items():
        parts[part] = Entries(MAPPINGS[part], body, lengths, start)
        start += sum(lengths.values())
    for part in LISTS:
        noun = PARTS[part][2]
        parts[part] = tuple(noun.model_validate(entry) for entry in header[part])
    return Catalog.model_construct(
        version=header["version"],
        sha256=header["sha256"],
        ages={age: (low, high) for age, (low, high) in header["ages"].items()},
        vocabulary=Vocabulary.model_validate(header["vocabulary"]),
        **parts,
    )


def stamp_of(folder: Path) -> list[list[Any]]:
    """Return name, size and time of change of each file of a catalog: what tells that its compiled form is stale."""
    stamp: list[list[Any]] = []
    inner = os.scandir(folder / "exercises") if (folder / "exercises").is_dir() else ()
    for place, name in (("", str(folder)), *((f"exercises/{e.name}/", e.path) for e in inner if e.is_dir())):
        for entry in os.scandir(name):
            if entry.name.endswith(".yaml"):
                info = entry.stat()
                stamp.append([place + entry.name, info.st_size, info.st_mtime_ns])
    for name in (terms.__file__, signs.__file__, nouns.__file__):  # another form of the nouns makes it stale as well
        info = Path(name).stat()
        stamp.append([Path(name).name, info.st_size, info.st_mtime_ns])
    return sorted(stamp)


def write_compiled(path: Path, content: bytes) -> None:
    """Write the compiled form beside its sources, whole or not at all; a folder that can't be written is no fault."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
