"""A plan file, ours or edited by hand."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from routine.load.faults import faults, fewer, shown
from routine.load.words import is_zone
from routine.load.yaml12 import HIDDEN_FIX, HIDDEN_WHY, MAX_DEPTH, MAX_DIGITS, Document, Path_, hidden_in, printable, read_text
from routine.model.plan import SCHEMA, Plan
from routine.problem import Problem, Refused

MAX_BYTES = 8_000_000  # each of some hundred left-out exercises names all its reasons
# Only years that the calendar can count with: arithmetic at its ends overflows.
WEEK = re.compile(r"(19|20|21)[0-9]{2}-W[0-9]{2}")
DATE = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class _NotPlain(Exception):  # noqa: N818 - never leaves this module
    """JSON that Python would take, and that must not pass: NaN, a key written twice, a number of any length."""


def load_plan(path: Path, name: str | None = None) -> Plan:
    """Read one plan. Raises Refused with every finding."""
    document = Document(printable(name or str(path)))
    text, document.problems = read_text(path, document.file, MAX_BYTES)
    if document.problems:
        raise Refused(*document.problems)
    document.data = _json(text, document.file)
    if not isinstance(document.data, dict) or document.data.get("schema") != SCHEMA:
        raise Refused(Problem(f"this is not a plan of the form '{SCHEMA}'", file=document.file, fix="name a plan.json that routine wrote"))
    found = [document.problem(path, what, why=HIDDEN_WHY, fix=HIDDEN_FIX) for path, what in _hidden(document.data)]
    try:
        plan = Plan.model_validate(document.data)
    except ValidationError as error:
        found += faults(document, error, Plan)
    else:
        found += (document.problem(path, what, fix=fix) for path, what, fix in _unreadable(plan))
        if not found:
            return plan
    raise Refused(*fewer(_no_line(p) for p in found))


def _json(text: str, file: str) -> Any:
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_whole, parse_float=_finite)
    except _NotPlain as odd:
        raise Refused(Problem(str(odd), file=file, fix="mend it, or let `routine plan` write the file again")) from None
    except json.JSONDecodeError as error:
        what = f"this is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise Refused(
            Problem(what, file=file, line=error.lineno, fix="mend it near this line, or let `routine plan` write the file again")
        ) from None
    except RecursionError:
        value = None
        deep = True
    else:
        deep = _too_deep(value)
    if deep:
        raise Refused(Problem(f"values are nested more than {MAX_DEPTH} deep", file=file, fix="name a plan.json that routine wrote"))
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise _NotPlain(f"the key {shown(key)} is written twice")
        values[key] = value
    return values


def _no_number(word: str) -> Any:
    raise _NotPlain(f"{word} is not a number that can be counted with")


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _NotPlain(f"a number has {len(digits.lstrip('-')):,} digits")
    return int(digits)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _NotPlain(f"{text[:40]} is not a number that can be counted with")
    return number


def _too_deep(value: Any) -> bool:
    """Tell whether values are nested beyond all sense; asked level by level, because recursion has its own limit."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for v in level if isinstance(v, (dict, list)) for inner in (v.values() if isinstance(v, dict) else v)]
    return bool(level)


def _hidden(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if what := hidden_in(key):
                yield (*path, key), what
            yield from _hidden(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _hidden(inner, (*path, n))
    elif isinstance(value, str) and (what := hidden_in(value)):
        yield path, what


def _unreadable(plan: Plan) -> Iterator[tuple[Path_, str, str]]:
    """Find weeks, dates, times and zones that no calendar knows; whether the right ones are there is the verifier's to say."""
    if not WEEK.fullmatch(plan.week) or not _reads(dt.date.fromisocalendar, int(plan.week[:4]), int(plan.week[-2:]), 1):
        yield ("week",), f"there is no ISO week {shown(plan.week)}", "write it as 2026-W48"
    if not is_zone(plan.timezone):
        yield ("timezone",), f"there is no time zone {shown(plan.timezone)}", "write the one of the profile, for example Europe/London"
    for n, session in enumerate(plan.sessions):
        yield from _moment(("sessions", n), date=session.date, start=session.start, end=session.end)
        bad = [i for i in session.minimum if not 0 <= i < len(session.items)]
        if bad:
            yield ("sessions", n, "minimum"), f"the session has no item {bad[0]}", f"write numbers from 0 to {len(session.items) - 1}"
    for n, carried in enumerate(plan.carried):
        yield from _moment(("carried", n), date=carried.date, start=carried.start)
    for n, busy in enumerate(plan.busy):
        for name, moment in (("start", busy.start), ("end", busy.end)):
            date, _, clock = moment.partition("T")
            if any(_moment((), date=date, start=clock.removesuffix(":00") if len(clock) == 8 else clock)):
                yield ("busy", n, name), f"{shown(moment)} is not a local time", "write it as 2026-11-23T07:00"


def _moment(path: Path_, **fields: str) -> Iterator[tuple[Path_, str, str]]:
    for name, text in fields.items():
        if name == "date" and not (DATE.fullmatch(text) and _reads(dt.date.fromisoformat, text)):
            yield (*path, name), f"{shown(text)} is not a date", "write it as 2026-11-23"
        elif name != "date" and not CLOCK.fullmatch(text):
            yield (*path, name), f"{shown(text)} is not a time of day", 'write it as "07:00"'


def _reads(reader: Any, *parts: Any) -> bool:
    try:
        reader(*parts)
    except ValueError:
        return False
    return True


def _no_line(problem: Problem) -> Problem:
    """Drop the line: JSON is read without places, the field says where."""
    return Problem(problem.what, problem.field, problem.file, 0, problem.why, problem.fix)
