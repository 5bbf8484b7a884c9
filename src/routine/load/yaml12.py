"""Read YAML that strangers may have written: the core of YAML 1.2, with the line of every value.

Why: YAML 1.1 turns `19:00` into 1140 and `NO` into false; tags and aliases are doors for attacks; and a finding
without its line is of no use to the person who has to mend it.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from routine.problem import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_DIGITS = 15  # beyond it a number is taken as text, and the field says what it wants

# Control characters, line separators and marks that turn the reading direction: they hide or forge text.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
NULLS = {"", "~", "null", "Null", "NULL"}
BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
INTEGER = re.compile(r"[-+]?[0-9]+")
OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
SPECIAL = {".inf": "inf", "+.inf": "inf", "-.inf": "-inf", ".nan": "nan"}

Path_ = tuple[str | int, ...]


@dataclass
class Document:
    """What a file says. `lines` maps the path of each value to its line; `problems` is everything wrong with its form."""

    file: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, path: Path_) -> int:
        """Return the line of the nearest value that was written on the way to `path`."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path_, what: str, *, why: str = "", fix: str = "") -> Problem:
        return Problem(what, dotted(path), self.file, self.line_of(path), why, fix)


def dotted(path: Path_) -> str:
    """Return `schedule.windows.mon` for a path; places in a list count from 1, as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def read_text(path: Path, shown: str) -> tuple[str, list[Problem]]:
    """Read a file that is small, regular and UTF-8, or say why not."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            what = "this is a folder" if stat.S_ISDIR(info.st_mode) else "this is not an ordinary file"
            return "", [Problem(what, file=shown, fix="name a YAML file")]
        if info.st_size > MAX_BYTES:
            return "", [Problem(f"the file has {info.st_size:,} bytes, the limit is {MAX_BYTES:,}", file=shown, fix="split it, or check that it is the right file")]
        return path.read_bytes().decode("utf-8-sig"), []
    except FileNotFoundError:
        return "", [Problem("there is no such file", file=shown, fix="check the path")]
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return "", [Problem("the file is not UTF-8 text", file=shown, line=line, fix="save it as UTF-8 in your editor")]
    except OSError as error:
        return "", [Problem(f"the file can't be read: {error.strerror or error}", file=shown)]


def read(path: Path, shown: str | None = None) -> Document:
    """Read one YAML file; never raises for what the file holds."""
    document = Document(shown or str(path))
    text, document.problems = read_text(path, document.file)
    return document if document.problems else parse(text, document)


def parse(text: str, document: Document) -> Document:
    """Fill a document from text. The form is checked before a single value is built."""
    hidden = [(n, found) for n, line in enumerate(text.split("\n"), 1) if (found := HIDDEN.search(line))]
    for number, found in hidden:
        document.problems.append(_hidden_problem(document.file, number, found[0]))
    if hidden:
        return document
    try:
        events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        document.data = _Builder(document, events).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = "this is not valid YAML: " + ", ".join(t for t in (error.problem, error.context) if t)
        document.problems.append(Problem(what, file=document.file, line=mark.line + 1 if mark else 0, fix="check the indent, the colons and the quotes near this line"))
    except yaml.YAMLError as error:
        document.problems.append(Problem(f"this is not valid YAML: {' '.join(str(error).split())}", file=document.file))
    except _TooDeep as error:
        document.problems.append(Problem(f"values are nested more than {MAX_DEPTH} deep", file=document.file, line=error.line))
    if document.data is None and not document.problems:
        document.problems.append(Problem("the file is empty", file=document.file))
    return document


def _hidden_problem(file: str, line: int, character: str) -> Problem:
    return Problem(
        f"the text holds the invisible character U+{ord(character):04X}",
        file=file,
        line=line,
        why="control and direction marks can hide or forge what is printed",
        fix="delete it, or type the text again",
    )


class _TooDeep(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, line: int) -> None:
        self.line = line


class _Builder:
    """Build plain values from parser events, one document, nothing resolved beyond the core schema."""

    def __init__(self, document: Document, events: Iterator[Any]) -> None:
        self.into, self.events = document, events

    def document(self) -> Any:
        value: Any = None
        starts = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                starts += 1
                if starts > 1:
                    self._fault(event, "a second document starts here", fix="keep one document a file")
                    return value
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, ())
        return value

    def _fault(self, event: Any, what: str, **more: str) -> None:
        self.into.problems.append(Problem(what, file=self.into.file, line=event.start_mark.line + 1, **more))

    def _node(self, event: Any, path: Path_) -> Any:
        line = event.start_mark.line + 1
        self.into.lines.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            raise _TooDeep(line)
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, f"'*{event.anchor}' repeats another value; aliases are not allowed", fix="write the value out")
            return None
        if event.anchor:
            self._fault(event, f"'&{event.anchor}' names a value; anchors are not allowed", fix="delete it")
        if event.tag is not None and event.tag != "!":
            self._fault(event, f"the tag '{event.tag}' is not allowed", why="tags can make a program build anything", fix="delete it")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        return self._scalar(event)

    def _sequence(self, path: Path_) -> list[Any]:
        values: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            values.append(self._node(event, (*path, len(values))))
        return values

    def _mapping(self, path: Path_) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self._fault(event, "a key must be one word", fix="quote it, or check for a stray '{', '[' or '?'")
                self._node(event, (*path, "?"))
                self._node(next(self.events), (*path, "?"))
                continue
            key, where = event.value, (*path, event.value)
            if event.value in values:
                first = self.into.lines[where]
                self._fault(event, f"{dotted(where)}: this key is written twice, first in line {first}", fix="keep one of the two")
                self._node(next(self.events), (*where, "?"))
                continue
            self.into.lines[where] = event.start_mark.line + 1
            values[key] = self._node(next(self.events), where)
        return values

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if found := HIDDEN.search(text):
            self.into.problems.append(_hidden_problem(self.into.file, event.start_mark.line + 1, found[0]))
        return resolve(text) if event.style is None or event.style == "" else text


def resolve(text: str) -> Any:
    """Return what a plain scalar means in the core schema of YAML 1.2."""
    if text in NULLS:
        return None
    if text in BOOLS:
        return BOOLS[text]
    if OCTAL_OR_HEX.fullmatch(text) and len(text) <= MAX_DIGITS:
        return int(text, 0)
    if INTEGER.fullmatch(text):
        return int(text) if len(text) <= MAX_DIGITS else text
    if text.lower() in SPECIAL:
        return float(SPECIAL[text.lower()])
    if FLOAT.fullmatch(text) and len(text) <= MAX_DIGITS * 2:
        return float(text)
    return text
