"""Read YAML that strangers may have written: the core of YAML 1.2, with the line of every value.

Why: YAML 1.1 turns `19:00` into 1140 and `NO` into false; tags and aliases are doors for attacks; and a finding
without its line is of no use to the person who has to mend it.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from routine.problem import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_DIGITS = 15  # beyond it a number is taken as text, and the field says what it wants
MAX_FINDINGS = 100  # of one file: whoever has more mends these first

# Control characters, line separators, half characters, marks that turn the reading direction and characters without a
# width: they hide or forge text. The joiners U+200C and U+200D stay: Persian, Hindi and emoji are written with them.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
LINE_END = re.compile(r"\r\n|\r|\n")
NULLS = {"", "~", "null", "Null", "NULL"}
BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
INTEGER = re.compile(r"[-+]?[0-9]+")
OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
SPECIAL = {".inf": "inf", "+.inf": "inf", "-.inf": "-inf", ".nan": "nan"}

# What the parser stumbles over, in plain words: what is wrong, and what to type.
SYNTAX = {
    "mapping values are not allowed in this context": (
        "a ':' stands where no key can begin",
        "put text that holds ': ' in quotes; check the indent, and the ':' of the line before",
    ),
    "could not find expected ':'": ("a key without its ':'", "write it as 'key: value'"),
    "did not find expected key": ("a key was expected here", "check the indent, and for text after a closing quote or bracket"),
    "did not find expected '-' indicator": ("this line does not belong to the list above", "begin it with '- ', or check the indent"),
    "did not find expected ',' or ']'": ("a list is not closed", "write ',' between its values and ']' at its end"),
    "did not find expected ',' or '}'": ("a mapping is not closed", "write ',' between its keys and '}' at its end"),
    "did not find expected node content": ("a value is missing here", "check for a ',' or ':' too many"),
    "did not find expected <document start>": (
        "something follows after the end of the data",
        "check the indent: keys of one level stand under each other",
    ),
    "found unexpected end of stream": ("a quote is not closed", "close it on the same line"),
    "found unexpected document indicator": ("a quote is not closed", "close it on the same line"),
    "found unknown escape character": ("a backslash in double quotes begins an escape that YAML does not know", "use single quotes: '...'"),
    "found invalid Unicode character escape code": ("this escape stands for no character", "type the character itself"),
    "did not find expected hexdecimal number": ("this escape stands for no character", "type the character itself"),
    "block sequence entries are not allowed in this context": (
        "a '- ' stands where no list can begin",
        "begin the list on the next line, or write [a, b]",
    ),
    "found incompatible YAML document": ("this version of YAML is not known", "delete the line that begins with %YAML"),
}
CANNOT_START = "found character that cannot start any token"

Path_ = tuple[str | int, ...]


@dataclass
class Document:
    """What a file says. `lines` maps the path of each value to its line; `problems` is everything wrong with its form.

    `broken` holds the fields whose value could not be taken as it was written: further findings about them are noise.
    """

    file: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def line_of(self, path: Path_) -> int:
        """Return the line of the nearest value that was written on the way to `path`."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path_, what: str, *, why: str = "", fix: str = "") -> Problem:
        return Problem(what, dotted(path), self.file, self.line_of(path), why, fix)


def printable(text: str) -> str:
    """Return a text as a message may repeat it: no character that is not seen as itself."""
    return text if text.isprintable() else repr(text)[1:-1]


def dotted(path: Path_) -> str:
    """Return `schedule.windows.mon` for a path; places in a list count from 1, as people do."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
            continue
        word = printable(part[:40]) + ("..." if len(part) > 40 else "") or "''"
        text += f".{word}" if text else word
    return text


def read_text(path: Path, shown: str, limit: int = MAX_BYTES) -> tuple[str, list[Problem]]:
    """Read a file that is small, regular and UTF-8, or say why not. A pipe is never opened: it could wait for ever."""
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):
            what = "this is a folder, not a file" if stat.S_ISDIR(kind) else "this is not an ordinary file"
            return "", [Problem(what, file=shown, fix="name a file")]
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except (FileNotFoundError, ValueError):
        return "", [Problem("there is no such file", file=shown, fix="check the path")]
    except OSError as error:
        return "", [
            Problem(
                f"the file can't be read: {(error.strerror or str(error)).lower()}", file=shown, fix="check the path and who may read it"
            )
        ]
    if len(raw) > limit:
        return "", [
            Problem(
                f"the file has more than {limit:,} bytes",
                file=shown,
                why="no file of this kind is that long",
                fix="check that it is the right file",
            )
        ]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = len(LINE_END.findall(raw[: error.start].decode("latin-1"))) + 1
        return "", [Problem("the file is not UTF-8 text", file=shown, line=line, fix="save it as UTF-8 in your editor")]


def read(path: Path, shown: str | None = None) -> Document:
    """Read one YAML file; never raises for what the file holds."""
    document = Document(printable(shown or str(path)))
    text, document.problems = read_text(path, document.file)
    return document if document.problems else parse(text, document)


def parse(text: str, document: Document) -> Document:
    """Fill a document from text. What is wrong with the form is noted, the values are built all the same where they can be."""
    text = _without_hidden(text, document)
    try:
        events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        document.data = _Builder(document, events).document()
    except yaml.YAMLError as error:
        document.problems.append(_syntax(document.file, text, error))
    except (ValueError, OverflowError):
        document.problems.append(Problem("an escape stands for no character", file=document.file, fix="type the characters themselves"))
    except _Stop as stop:
        document.problems.append(Problem(stop.what, file=document.file, line=stop.line, fix=stop.fix))
    if document.data is None and not document.problems:
        document.problems.append(Problem("the file is empty", file=document.file, fix="check that it is the right file, or write it anew"))
    return document


def hidden_in(text: str) -> str:
    """Return what a message says of the first hidden character of a text, or nothing."""
    found = HIDDEN.search(text)
    if not found:
        return ""
    name = unicodedata.name(found[0], "").lower()
    return f"the text holds the invisible character U+{ord(found[0]):04X}" + (f" ({name})" if name else "")


HIDDEN_WHY = "control and direction marks can hide or forge what is printed"
HIDDEN_FIX = "delete it, or type the text again"


def _without_hidden(text: str, document: Document) -> str:
    """Note each line that holds hidden characters, and go on without them."""
    if not HIDDEN.search(text):
        return text
    for number, line in enumerate(LINE_END.split(text), 1):
        if (what := hidden_in(line)) and len(document.problems) < MAX_FINDINGS:
            document.problems.append(Problem(what, file=document.file, line=number, why=HIDDEN_WHY, fix=HIDDEN_FIX))
    return HIDDEN.sub("", text)


def _syntax(file: str, text: str, error: yaml.YAMLError) -> Problem:
    """Say where the parser gave up and what to look for. An open quote is shown where it begins."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem("this is not valid YAML", file=file, fix="check the indent, the colons and the quotes")
    mark = error.problem_mark or error.context_mark
    told = error.problem or error.context or ""
    what, fix = SYNTAX.get(told, (f"this is not valid YAML: {told}", "check the indent, the colons and the quotes near this line"))
    if told == CANNOT_START and mark:
        line: str = LINE_END.split(text)[mark.line]
        what, fix = _cannot_start(line[mark.column : mark.column + 1])
    elif what == "a quote is not closed":
        mark = error.context_mark or mark
    elif "is not closed" in what and error.context_mark:
        what += f"; it begins in line {error.context_mark.line + 1}"
    return Problem(what, file=file, line=mark.line + 1 if mark else 0, fix=fix)


def _cannot_start(character: str) -> tuple[str, str]:
    if character == "\t":
        return "a tab stands where spaces belong", "indent with spaces"
    return f"a value can't begin with '{printable(character)}'", "put it in quotes"


class _Stop(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, what: str, line: int, fix: str) -> None:
        self.what, self.line, self.fix = what, line, fix


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
                    self._fault(event, (), "a second document starts here", fix="keep one document a file: delete '---' and what follows")
                    return value
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, ())
        return value

    def _fault(self, event: Any, path: Path_, what: str, *, why: str = "", fix: str = "") -> None:
        line = event.start_mark.line + 1
        if len(self.into.problems) >= MAX_FINDINGS:
            raise _Stop("too many findings; the rest of the file was not read", line, "mend these first")
        self.into.problems.append(Problem(what, dotted(path), self.into.file, line, why, fix))

    def _node(self, event: Any, path: Path_) -> Any:
        line = event.start_mark.line + 1
        self.into.lines.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            raise _Stop(
                f"values are nested more than {MAX_DEPTH} deep",
                line,
                "no file of this kind is that deep: check the brackets and the indent",
            )
        if not self._plain(event, path):
            self.into.broken.add(dotted(path))
        if isinstance(event, yaml.AliasEvent):
            return None
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        return resolve(event.value) if not event.style else event.value

    def _plain(self, event: Any, path: Path_) -> bool:
        """Note what a node must not have: an alias, an anchor, a tag, a hidden character. Tell whether its value stands."""
        anchor = printable(event.anchor or "")[:40]
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, path, f"'*{anchor}' repeats another value; aliases are not allowed", fix="write the value out")
            return False
        if anchor:
            self._fault(event, path, f"'&{anchor}' names a value; anchors are not allowed", fix=f"delete '&{anchor}'")
        if event.tag is not None:
            tag = printable(event.tag.replace("tag:yaml.org,2002:", "!!"))[:60]
            self._fault(event, path, f"the tag '{tag}' is not allowed", why="tags can make a program build anything", fix=f"delete '{tag}'")
            return False
        if isinstance(event, yaml.ScalarEvent) and (what := hidden_in(event.value)):
            self._fault(event, path, what, why=HIDDEN_WHY, fix=HIDDEN_FIX)
            return False
        return True

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
            if not isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
                self._fault(event, path, "a key must be one word", fix="quote it, or check for a stray '{', '[' or '?'")
                self._node(event, (*path, "?"))
                self._node(next(self.events), (*path, "?"))
                continue
            self._entry(event, path, values)
        return values

    def _entry(self, event: Any, path: Path_, values: dict[str, Any]) -> None:
        """Take one key with its value."""
        key: str = f"*{event.anchor}" if isinstance(event, yaml.AliasEvent) else event.value
        where = (*path, key)
        if not self._plain(event, where):
            self.into.broken.add(dotted(where))
        if key in values:
            self._fault(event, where, f"this key is written twice, first in line {self.into.lines[where]}", fix="keep one of the two")
            self._node(next(self.events), (*where, "?"))
            return
        self.into.lines[where] = event.start_mark.line + 1
        values[key] = self._node(next(self.events), where)


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
