"""Turn what the models refuse into findings that a person can act on. Branches on kinds, never on message text."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from routine.load.yaml12 import Document, Path_
from routine.problem import Problem

LIMIT = 60  # characters of a value that a message repeats

# What each kind of refusal means, in the words of somebody who fills in a form.
WORDS = {
    "missing": "this key is required",
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
    "greater_than": "{seen} must be more than {gt}",
    "greater_than_equal": "{seen} is below {ge}",
    "less_than_equal": "{seen} is above {le}",
    "dict_type": "{seen} is not a mapping of keys to values",
    "model_type": "{seen} is not a mapping of keys to values",
    "model_attributes_type": "{seen} is not a mapping of keys to values",
    "tuple_type": "{seen} is not a list",
    "too_short": "this list is too short: {actual_length}, at least {min_length}",
    "too_long": "this list is too long: {actual_length}, at most {max_length}",
}
FIXES = {
    "int_type": "write a plain number, for example 20",
    "bool_type": "write true or false",
    "string_type": 'put it in quotes: "..."',
    "clock": 'for example "07:30"',
    "day": "for example 2026-11-23",
    "no_such_day": "check the month's length and leap years",
}


def shown(value: Any) -> str:
    """Return a value as a message may repeat it: short, on one line."""
    text = "nothing" if value is None else "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else repr(value)
    return text if len(text) <= LIMIT else text[:LIMIT] + "...'"


def guess(word: Any, words: Iterable[str]) -> str:
    """Return the fix for a misspelt word: the nearest allowed one, or a few of them."""
    allowed = sorted(set(words))
    near = difflib.get_close_matches(str(word), allowed, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"use one of: {', '.join(allowed)}" if len(allowed) <= 14 else ""


def faults(document: Document, error: ValidationError, model: type[BaseModel], root: Path_ = ()) -> list[Problem]:
    """Return one finding for each thing the model refused."""
    return [_fault(document, e, model, root) for e in error.errors(include_url=False, include_context=True)]


def _fault(document: Document, error: Any, model: type[BaseModel], root: Path_) -> Problem:
    loc = _written(document, root, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        fields = fields_at(model, error["loc"][:-1])
        return document.problem(loc, "unknown key", fix=guess(error["loc"][-1], fields) or "delete it")
    if kind == "missing" and loc:
        parent = document.problem(loc[:-1], WORDS[kind], fix=f"add '{loc[-1]}: ...'")
        return Problem(parent.what, ".".join(str(p) for p in loc if not isinstance(p, int)), parent.file, parent.line, "", parent.fix)
    what = WORDS.get(kind, "{message}").format(**{**context, "seen": shown(error["input"]), "message": error["msg"]})
    fix = FIXES.get(kind, "")
    if kind == "literal_error":
        allowed = [w.strip(" '") for w in str(context["expected"]).replace(" or ", ",").split(",")]
        near = difflib.get_close_matches(str(error["input"]), allowed, n=1, cutoff=0.6)
        fix = f"did you mean '{near[0]}'?" if near else "write one of these"
    return document.problem(loc, what, fix=fix)


def _written(document: Document, root: Path_, loc: tuple[Any, ...]) -> Path_:
    """Return the part of a location that the author wrote (a list of one may have been written as a single value)."""
    path: Path_ = root
    for part in loc:
        if part == "[key]" or (isinstance(part, int) and (*path, part) not in document.lines):
            continue
        path = (*path, part)
    return path


def fields_at(model: type[BaseModel], loc: tuple[Any, ...]) -> set[str]:
    """Return the keys that are allowed at a location of a model."""
    here: Any = model
    for part in loc:
        here = _step(here, part)
    found = _model_in(here)
    return {f.alias or name for name, f in found.model_fields.items()} if found else set()


def _step(here: Any, part: Any) -> Any:
    found = _model_in(here)
    if found is None or isinstance(part, int):
        return here
    for name, info in found.model_fields.items():
        if part in (name, info.alias):
            return info.annotation
    return here


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first model inside an annotation such as `dict[Day, tuple[Window, ...]]`."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias) and issubclass(annotation, BaseModel):
        return annotation
    for inner in typing.get_args(annotation):
        if found := _model_in(inner):
            return found
    return None
