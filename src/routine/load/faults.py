"""Turn what the models refuse into findings that a person can act on. Branches on kinds, never on message text."""

from __future__ import annotations

import difflib
import inspect
import re
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from routine.load.yaml12 import INTEGER, MAX_DIGITS, MAX_FINDINGS, Document, Path_, dotted
from routine.problem import Problem, in_order

LIMIT = 60  # characters of a value that a message repeats
LISTED = 24  # as many allowed words are named in a message
LONGEST_WORD = 80  # beyond it nobody meant an id

# What each kind of refusal means, in the words of somebody who fills in a form.
WORDS = {
    "int_type": "{seen} is not a whole number",
    "int_parsing": "{seen} is not a whole number",
    "int_from_float": "{seen} is not a whole number",
    "float_type": "{seen} is not a number",
    "float_parsing": "{seen} is not a number",
    "finite_number": "{seen} is not a number that can be counted with",
    "bool_type": "{seen} is neither true nor false",
    "string_type": "{seen} is not text",
    "string_too_short": "this must not be empty",
    "string_too_long": "this is longer than {max_length} characters",
    "string_pattern_mismatch": "{seen} has a form that is not allowed here",
    "literal_error": "{seen} is not one of {expected}",
    "greater_than": "{seen} is not above {gt}",
    "greater_than_equal": "{seen} is below {ge}",
    "less_than": "{seen} is not below {lt}",
    "less_than_equal": "{seen} is above {le}",
    "dict_type": "{seen} is not a mapping of keys to values",
    "model_type": "{seen} is not a mapping of keys to values",
    "model_attributes_type": "{seen} is not a mapping of keys to values",
    "tuple_type": "{seen} is not a list",
    "too_short": "this list is too short: {actual_length}, at least {min_length}",
    "too_long": "this list is too long: {actual_length}, at most {max_length}",
    "clock": "{seen} is not a time of day",
    "span": "{seen} is not a span of time",
    "span_order": "{seen} ends before it starts",
    "day": "{seen} is not a date",
    "no_such_day": "there is no such day as {seen}",
}
FIXES = {
    "int_type": "write a plain whole number, for example 20",
    "int_from_float": "write a plain whole number, for example 20",
    "float_type": "write a plain number, for example 2.5",
    "finite_number": "write a plain number, for example 2.5",
    "bool_type": "write true or false",
    "string_too_short": "write something, or delete the key",
    "string_too_long": "make it shorter",
    "clock": 'write it as HH:MM, for example "07:30"',
    "span": 'write it as HH:MM-HH:MM, for example "07:00-08:00"',
    "span_order": "a window can't cross midnight: end it at 24:00 and begin another on the next day",
    "day": "write it as YYYY-MM-DD, for example 2026-11-23",
    "no_such_day": "check the length of the month, and leap years",
}

# What could stand at a key: shown where a value is missing or of another kind.
EXAMPLES = {
    "Profile.id": "alex-7f3k",
    "Profile.name": "Alex",
    "Profile.timezone": "Europe/London",
    "Profile.country": "GB",
    "Profile.language": "en",
    "Profile.birth_year": "1991",
    "Pain.region": "low-back",
    "Pain.intensity": "6",
    "Finding.muscle": "hamstrings",
    "ActivityAnswer.activity": "desk-work",
    "ConditionAnswer.id": "open-wound",
    "Requirement.exercise": "clamshell",
    "Window.at": '"07:00-08:00"',
    "Schedule.windows": '{mon: "07:00-08:00"}',
}
FORMS = {
    "Profile.id": "use small letters, digits and single hyphens, for example alex-7f3k",
    "Profile.country": "write the two capital letters of the country, for example GB",
    "Profile.language": "write the code of a language, for example en or pt-BR",
}


def shown(value: Any) -> str:
    """Return a value as a message may repeat it: short, on one line, as it is written in YAML."""
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    if isinstance(value, str):
        return f"'{value}'" if value.isprintable() and len(value) <= LIMIT else repr(value[:LIMIT]) + ("..." if len(value) > LIMIT else "")
    return "nothing" if value is None else str(value).lower()


def guess(word: Any, words: Iterable[str] | Mapping[str, str], *, daring: bool = True) -> str:
    """Return the fix for a misspelt word: the nearest allowed one, or all of them where they are few.

    A mapping gives for each spelling, name or alias the id that is to be written. Not `daring`: only a slip of the pen counts.
    """
    allowed = words if isinstance(words, Mapping) else {w: w for w in words}
    near, sure = _nearest(str(word), allowed, daring=daring)
    if near and sure:
        return f"did you mean {_either(near)}?"
    ids = sorted(set(allowed.values()))
    if len(ids) <= LISTED:
        return f"use one of: {', '.join(ids)}"
    return f"the nearest are {', '.join(near)}" if near else ""


def _either(words: list[str]) -> str:
    quoted = [f"'{w}'" for w in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _bare(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.lower())


def _nearest(word: str, allowed: Mapping[str, str], *, daring: bool) -> tuple[list[str], bool]:
    """Return up to three ids near a word, and whether they are near enough to be meant.

    Case, blanks, hyphens and underscores do not count. A part of longer words stands for all of them: 'high blood pressure'
    must not be read as the controlled kind.
    """
    bare = _bare(word[: LONGEST_WORD + 1])
    if len(word) > LONGEST_WORD or not bare:
        return [], False
    table: dict[str, str] = {}
    for label in sorted(allowed, key=lambda k: allowed[k] == k):  # an id beats another's name or alias
        table[_bare(label)] = allowed[label]
    if bare in table:
        return [table[bare]], True
    longer = sorted((k for k in table if len(bare) > 2 and bare in k), key=lambda k: (len(k), k))
    shorter = sorted((k for k in table if len(k) > 2 and k in bare), key=lambda k: (-len(k), k))
    close = [difflib.get_close_matches(bare, table, n=1, cutoff=c) for c in ((0.8, 0.6) if daring else (0.8,))]
    for found in (longer, *close, shorter[:1] if daring else []):
        if found:
            return list(dict.fromkeys(table[k] for k in found))[:3], True
    return list(dict.fromkeys(table[k] for k in difflib.get_close_matches(bare, table, n=3, cutoff=0.4))), False


def fewer(problems: Iterable[Problem]) -> list[Problem]:
    """Return findings in order, no more of them than a person would read."""
    found = in_order(problems)
    if len(found) <= MAX_FINDINGS:
        return found
    rest = found[MAX_FINDINGS]
    return [
        *found[:MAX_FINDINGS],
        Problem(f"{len(found) - MAX_FINDINGS} more findings follow from here", file=rest.file, line=rest.line, fix="mend the others first"),
    ]


def faults(document: Document, error: ValidationError, model: type[BaseModel], root: Path_ = ()) -> list[Problem]:
    """Return one finding for each thing the model refused."""
    told = error.errors(include_url=False)
    return [_fault(document, e, model, root) for e in told[: MAX_FINDINGS * 2]]


def _fault(document: Document, error: Any, model: type[BaseModel], root: Path_) -> Problem:
    loc, kind, seen = error["loc"], error["type"], error["input"]
    path = _written(document.data, root, loc)
    place = _Place.at(model, loc)
    if kind == "extra_forbidden":
        return document.problem(path, "unknown key", fix=guess(loc[-1], _Place.at(model, loc[:-1]).keys()) or "delete it")
    if kind == "missing":
        return _missing(document, root, loc, place)
    if seen is None:
        return document.problem(path, "nothing is written here", fix=_empty_fix(place, path, _Place.at(model, loc[:-1])))
    if kind in ("int_type", "float_type", "float_parsing", "finite_number") and isinstance(seen, str) and INTEGER.fullmatch(seen):
        what, fix = _quoted_number(seen, place)
        return document.problem(path, what, fix=fix)
    context = {k: f"{v:g}" if isinstance(v, float) else v for k, v in error.get("ctx", {}).items()}
    what = WORDS.get(kind, "{message}").format(**{**context, "seen": shown(seen), "message": error["msg"]})
    return document.problem(path, what, fix=_fix(kind, seen, place, context))


def _missing(document: Document, root: Path_, loc: tuple[Any, ...], place: _Place) -> Problem:
    parent = _written(document.data, root, loc[:-1])
    name = loc[-1]
    if isinstance(name, int):
        return document.problem(parent, f"this list is too short: {name}", fix="write one more value")
    return Problem(
        "this key is required", dotted((*parent, name)), document.file, document.line_of(parent), fix=f"add '{name}: {place.example()}'"
    )


def _empty_fix(place: _Place, path: Path_, holder: _Place) -> str:
    """Say what to write where a key has no value."""
    if place.many:
        needed = any(info is not None and info.is_required() for info in (place.info, holder.info))
        return "write a value" if needed else "write [] for none, or delete the key"
    example = place.example()
    write = f"write '{path[-1]}: {example}'" if path and isinstance(path[-1], str) and example != "..." else "write a value"
    return write if place.info and place.info.is_required() else f"{write}, or delete the key"


def _quoted_number(seen: str, place: _Place) -> tuple[str, str]:
    if len(seen) > MAX_DIGITS:
        return f"this number has {len(seen.lstrip('+-')):,} digits", place.range_fix() or "write a plain number"
    return f"{shown(seen)} is text, not a number", f"write it without quotes: {seen}"


def _fix(kind: str, seen: Any, place: _Place, context: dict[str, Any]) -> str:
    if kind == "literal_error":
        allowed = [w.strip(" '") for w in str(context["expected"]).replace(" or ", ",").split(",")]
        return guess(seen, allowed)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return place.shape_fix(seen)
    if kind == "string_type":
        return f'put it in quotes: "{shown(seen)}"' if not isinstance(seen, (list, dict)) else f"write one text: {place.example()}"
    if kind == "string_pattern_mismatch":
        return FORMS.get(place.name, "")
    if kind in ("int_type", "float_type", "float_parsing", "greater_than_equal", "less_than_equal"):
        return place.range_fix() or FIXES.get(kind, "")
    return FIXES.get(kind, "")


def _written(data: Any, root: Path_, loc: tuple[Any, ...]) -> Path_:
    """Return the part of a location that the author wrote (a list of one may have been written as a single value)."""
    here: Any = data
    path: Path_ = ()
    for part in (*root, *loc):
        inside = (isinstance(here, dict) and part in here) or (isinstance(here, list) and isinstance(part, int) and part < len(here))
        if inside:
            here, path = here[part], (*path, part)
    return path


class _Place:
    """What a model expects at a location: the key with the noun it belongs to, and the kind of its value."""

    def __init__(self, kind: Any, info: FieldInfo | None = None, name: str = "", *, many: bool = False) -> None:
        self.kind, self.info, self.name, self.many = kind, info, name, many

    @classmethod
    def at(cls, model: type[BaseModel], loc: tuple[Any, ...]) -> _Place:
        """Follow a location down a model."""
        here = cls(model)
        for part in loc:
            if part != "[key]":
                here = here.step(part)
        return here

    def step(self, part: Any) -> _Place:
        """Go down by one key or number."""
        noun = _noun(self.kind)
        if noun is not None:
            for name, info in noun.model_fields.items():
                if part in (name, info.alias):
                    return _Place(info.annotation, info, f"{noun.__name__}.{name}", many=_is_many(info.annotation))
            return _Place(None)
        inner = _inner(self.kind)
        if typing.get_origin(inner) in (dict, tuple):
            kinds = [a for a in typing.get_args(inner) if a is not Ellipsis]
            return _Place(kinds[-1], None, self.name, many=_is_many(kinds[-1]) or isinstance(part, int))
        return _Place(None, name=self.name)

    def keys(self) -> list[str]:
        noun = _noun(self.kind)
        return [f.alias or name for name, f in noun.model_fields.items()] if noun else []

    def example(self) -> str:
        return EXAMPLES.get(self.name, "...")

    def shape_fix(self, seen: Any) -> str:
        """Say which keys to write; one word that is there already goes under the one key that must be."""
        noun = _noun(self.kind)
        if noun is None:
            return f"write keys and values, such as {self.example()}" if self.name in EXAMPLES else "write 'key: value' pairs"
        needed = [name for name, info in noun.model_fields.items() if info.is_required()]
        if not needed:
            return f"write its keys under it: {', '.join(self.keys())}"
        if len(needed) == 1 and isinstance(seen, str) and len(seen) <= LIMIT and seen.isprintable():
            return f"write {{{needed[0]}: {seen}}}"
        return f"write {{{', '.join(f'{n}: ' + EXAMPLES.get(f'{noun.__name__}.{n}', '...') for n in needed)}}}"

    def range_fix(self) -> str:
        """Say between which numbers an answer lies."""
        bounds = _bounds(self.kind) | ({} if self.info is None else _bounds_in(self.info.metadata))
        if "ge" in bounds and "le" in bounds:
            return f"write a number from {bounds['ge']:g} to {bounds['le']:g}"
        return f"write a number from {bounds['ge']:g} on" if "ge" in bounds else ""


def _inner(kind: Any) -> Any:
    """Return an annotation without its metadata and without `None`."""
    while typing.get_origin(kind) in (typing.Annotated, typing.Union, types.UnionType):
        kind = next(a for a in typing.get_args(kind) if a is not type(None))
    return kind


def _noun(kind: Any) -> type[BaseModel] | None:
    inner = _inner(kind)
    return inner if inspect.isclass(inner) and issubclass(inner, BaseModel) else None


def _is_many(kind: Any) -> bool:
    return typing.get_origin(_inner(kind)) is tuple


def _bounds(kind: Any) -> dict[str, float]:
    """Return the limits that are written inside an annotation; the innermost is widest, so the last one counts."""
    found: dict[str, float] = {}
    for part in typing.get_args(kind):
        found |= _bounds_in(part.metadata if isinstance(part, FieldInfo) else (part,)) | _bounds(part)
    return found


def _bounds_in(metadata: Iterable[Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for limit in metadata:
        found |= {key: getattr(limit, key) for key in ("ge", "le") if isinstance(getattr(limit, key, None), (int, float))}
    return found
