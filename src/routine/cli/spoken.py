"""Days, times, durations and dates as people type them. Pure: today comes in as an argument."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from routine.model.profile import clock_of, minute_of
from routine.model.terms import DAYS

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_GROUPS: dict[str, tuple[str, ...]] = {"daily": DAYS, "everyday": DAYS, "weekday": DAYS[:5], "workday": DAYS[:5], "weekend": DAYS[5:]}
NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SHORTEST = 5  # minutes: below it no session fits
LONGEST = 12 * 60  # minutes: a longer bout of sport is a slip of the keys


class Unclear(Exception):  # noqa: N818 - an answer to be asked again, not an error
    """An answer that was not understood; the text says to the person what was missing."""


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    parts: tuple[str | None, ...]


_TIME = r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?"
_DAY = r"(mo|mon|monday|tu|tue|tues|tuesday|we|wed|weds|wednesday|th|thu|thur|thurs|thursday|fr|fri|friday|sa|sat|saturday|su|sun|sunday)s?"
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_HOURS = r"h(?:ours?|rs?)?"
_MINUTES = r"m(?:ins?|inutes?)?"
FORMS: tuple[tuple[str, str], ...] = (
    ("group", r"(every\s?day|daily|weekday|workday|weekend)s?\b"),
    ("days", rf"{_DAY}\s*(?:-|to)\s*{_DAY}\b"),
    ("day", rf"{_DAY}\b"),
    (
        "times",
        rf"(\d+)\s*(?:x|×|times|sessions?)(?:\s*(?:a|per)\s*week)?(?:[\s,]*(?:of|for)?\s*(\d+)(?![\d:.])\s*(?:{_MINUTES}\b)?(?!\s*(?:-|to|am|pm)))?",
    ),
    ("rate", rf"{_NUMBER}\s*{_HOURS}\s*(?:a|per|each|every|/)\s*(week|wk|day)\b"),
    ("span", rf"{_TIME}\s*(?:-|to|until|till)\s*{_TIME}(?![\d:])"),
    ("long", rf"(\d+)\s*{_HOURS}\s*(\d+)\s*(?:{_MINUTES})?\b"),
    ("hours", rf"{_NUMBER}\s*{_HOURS}\b"),
    ("minutes", rf"(\d+)\s*{_MINUTES}\b"),
    ("age", rf"{_NUMBER}\s*(d|days?|w|wks?|weeks?|months?|y|yrs?|years?)\b"),
    ("clock", r"(\d{1,2})[:.](\d\d)\s*(am|pm)?(?![\d])"),
    ("clock", r"(\d{1,2})()\s*(am|pm)\b"),
    ("tenths", r"(\d+)\s*(?:/|of|out of)\s*10\b"),
    ("number", r"(\d+)(?![\d:.])"),
    ("side", r"(left|right|both)(?:\s+sides?)?\b"),
    ("course", r"(?:getting\s+)?(better|worse|same)\b"),
    ("filler", r"(?:and|at|for|on|from|about|around|each|every|the|a|an|week|weekly|per|since|side|minutes|in|then|is|it|it's)\b"),
    ("filler", r"[\s,;+&./-]+"),
)
_FORMS = tuple((kind, re.compile(form)) for kind, form in FORMS)


def tokens(text: str) -> Iterator[Token]:
    """Yield what an answer is made of. Raises Unclear at the first word that means nothing here."""
    text = re.sub(rf"\b({'|'.join(NUMBER_WORDS)})\b", lambda m: str(NUMBER_WORDS.index(m[0]) + 1), text.casefold())
    text = " ".join(text.replace("–", "-").replace("—", "-").replace("a.m.", "am").replace("p.m.", "pm").split())
    at = 0
    while at < len(text):
        for kind, form in _FORMS:
            if found := form.match(text, at):
                if kind != "filler":
                    yield Token(kind, found[0].strip(), found.groups())
                at = found.end()
                break
        else:
            word = re.split(r"[\s,;]", text[at:])[0]
            raise Unclear(f"'{word[:40]}' was not understood.")


def days_of(token: Token) -> tuple[str, ...]:
    """Return the days that a word or a range names."""
    if token.kind == "group":
        return DAY_GROUPS[(token.parts[0] or "").replace(" ", "")]
    named = [next(n for n, day in enumerate(DAYS) if day.startswith((part or "")[:2])) for part in token.parts]
    if len(named) == 1:
        return (DAYS[named[0]],)
    first, last = named
    return DAYS[first : last + 1] if first <= last else (*DAYS[first:], *DAYS[: last + 1])


def _minute(hour: str | None, minute: str | None, half: str | None) -> int:
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            raise Unclear(f"'{hours} {half}' is no time of day.")
        hours = hours % 12 + (12 if half == "pm" else 0)
    total = hours * 60 + int(minute or 0)
    if hours > 24 or int(minute or 0) > 59 or total > 1440:
        raise Unclear(f"'{hour}:{minute or '00'}' is no time of day.")
    return total


def span_of(token: Token) -> tuple[int, int]:
    """Return start and end of `7-8 pm` or `7:00-7:45`, in minutes of the day."""
    h1, m1, half1, h2, m2, half2 = token.parts
    end = _minute(h2, m2, half2)
    start = _minute(h1, m1, half1)
    if half2 and not half1 and int(h1 or 0) <= 12:
        same = _minute(h1, m1, half2)
        start = same if same < end else start
    if end <= start:
        raise Unclear(f"'{token.text}' ends before it starts; a time can't run past midnight.")
    return start, end


def clock_in(token: Token) -> str:
    """Return `HH:MM` of a time of day."""
    minute = _minute(*token.parts)
    if minute >= 1440:
        raise Unclear(f"'{token.text}' is no time of day.")
    return clock_of(minute)


def _decimal(text: str | None) -> float:
    return float((text or "0").replace(",", "."))


def minutes_in(token: Token) -> int:
    """Return the minutes of a duration: `90 min`, `1.5 h`, `1h30`."""
    if token.kind == "hours":
        return round(_decimal(token.parts[0]) * 60)
    if token.kind == "long":
        return int(token.parts[0] or 0) * 60 + int(token.parts[1] or 0)
    return int(token.parts[0] or 0)


@dataclass
class FreeTime:
    """When somebody has time: windows by day, and how often and how long where they said so."""

    windows: dict[str, list[str]] = field(default_factory=dict)
    sessions: int | None = None
    minutes: int | None = None


def free_time(text: str) -> FreeTime:
    """Read `mon wed fri 7:00-7:45, sat 10-11, 3 x 20 min`."""
    told, groups = FreeTime(), [([], [])]  # type: tuple[FreeTime, list[tuple[list[str], list[tuple[int, int]]]]]
    spans_first = False
    for token in tokens(text):
        days, spans = groups[-1]
        if token.kind in ("day", "days", "group"):
            if days and spans and not spans_first:
                groups.append((list(days_of(token)), []))
            else:
                days += days_of(token)
        elif token.kind == "span":
            spans_first = spans_first if days or spans else True
            if days and spans and spans_first:
                groups.append(([], [span_of(token)]))
            else:
                spans.append(span_of(token))
        elif token.kind == "times":
            told.sessions = int(token.parts[0] or 0)
            told.minutes = int(token.parts[1]) if token.parts[1] else told.minutes
        elif token.kind in ("minutes", "hours", "long"):
            told.minutes = minutes_in(token)
        elif token.kind == "clock":
            raise Unclear(f"From when until when? '{token.text}' is only one time.")
        else:
            raise Unclear(f"'{token.text}' was not understood.")
    told.windows = _windows(groups)
    _within_limits(told)
    return told


def _windows(groups: list[tuple[list[str], list[tuple[int, int]]]]) -> dict[str, list[str]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for days, spans in groups:
        if days and not spans:
            raise Unclear(f"From when until when on {' '.join(days)}?")
        if spans and not days:
            raise Unclear("On which days?")
        for day in days:
            found.setdefault(day, []).extend(spans)
    return {day: [f"{clock_of(a)}-{'24:00' if b == 1440 else clock_of(b)}" for a, b in _merged(found[day])] for day in DAYS if day in found}


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _within_limits(told: FreeTime) -> None:
    if any(minute_of(w.split("-")[1]) - minute_of(w.split("-")[0]) < SHORTEST for spans in told.windows.values() for w in spans):
        raise Unclear(f"A session needs at least {SHORTEST} minutes.")
    if told.sessions is not None and not 1 <= told.sessions <= 14:
        raise Unclear("Between 1 and 14 sessions a week can be planned.")
    if told.minutes is not None and not SHORTEST <= told.minutes <= 120:
        raise Unclear(f"A session may have {SHORTEST} to 120 minutes.")


def activity_rows(text: str, *, work: bool) -> list[dict[str, Any]]:
    """Read `sat 18:00 90`, `tue thu 18:00 60 sat 9-11`, `40 hours` or `left, 10 hours`: one row for each time of day."""
    rows: list[dict[str, Any]] = [{}]
    shared: dict[str, Any] = {}
    for token in tokens(text):
        row = rows[-1]
        if token.kind in ("day", "days", "group"):
            if "start" in row or "minutes" in row:
                rows.append(row := {})
            row["days"] = [d for d in DAYS if d in {*row.get("days", ()), *days_of(token)}]
        elif token.kind == "side":
            shared["side"] = None if token.parts[0] == "both" else token.parts[0]
        else:
            _amount(token, row, shared, work=work)
    return _activity_rows(rows, {k: v for k, v in shared.items() if v is not None}, work=work)


def _amount(token: Token, row: dict[str, Any], shared: dict[str, Any], *, work: bool) -> None:
    if token.kind == "span":
        start, end = span_of(token)
        row.update(start=clock_of(start), minutes=end - start)
    elif token.kind == "clock":
        row["start"] = clock_in(token)
    elif token.kind == "rate":
        hours = _decimal(token.parts[0])
        shared["hours_per_week"] = hours * (len(row.get("days", ())) or 5) if token.parts[1] == "day" else hours
    elif (token.kind == "number" and work and not row.get("days")) or (token.kind == "hours" and (work or not row.get("days"))):
        shared["hours_per_week"] = _decimal(token.parts[0])
    elif token.kind in ("minutes", "hours", "long") or (token.kind == "number" and row.get("days") and "minutes" not in row):
        row["minutes"] = minutes_in(token)
    else:
        raise Unclear(f"'{token.text}' was not understood.")


def _activity_rows(rows: list[dict[str, Any]], shared: dict[str, Any], *, work: bool) -> list[dict[str, Any]]:
    if shared.get("hours_per_week", 0) > 168:
        raise Unclear("A week has 168 hours.")
    for row in rows:
        if ("start" in row or "minutes" in row) and not row.get("days"):
            raise Unclear("On which days?")
        if not work and not 1 <= row.get("minutes", 1) <= LONGEST:
            raise Unclear(f"'{row['minutes']} minutes' can't be right.")
    return [{**row, **shared} for row in rows]


def pain_row(text: str) -> dict[str, Any]:
    """Read `left 6, 5 weeks`: side, strength from 0 to 10, for how many weeks, and how it goes."""
    row: dict[str, Any] = {}
    for token in tokens(re.sub(r"\ban? (?=(?:day|week|month|year)\b)", "1 ", text.casefold())):
        if token.kind == "side":
            row["side"] = token.parts[0]
        elif token.kind == "course":
            row["course"] = token.parts[0]
        elif token.kind == "age":
            row["weeks"] = _weeks(token)
        elif token.kind in ("number", "tenths") and "intensity" not in row:
            row["intensity"] = int(token.parts[0] or 0)
        else:
            raise Unclear(f"'{token.text}' was not understood.")
    if "intensity" not in row:
        raise Unclear("How strong is it, from 0 (nothing) to 10 (the worst you can think of)?")
    if row["intensity"] > 10:
        raise Unclear("The strength goes from 0 to 10.")
    if row.get("weeks", 0) > 5200:
        raise Unclear("That is longer than a life.")
    return row


def _weeks(token: Token) -> float:
    unit = (token.parts[1] or "")[0]
    weeks = _decimal(token.parts[0]) * {"d": 1 / 7, "w": 1, "m": 52 / 12, "y": 52}[unit]
    return round(weeks, 1) if weeks < 4 else round(weeks)
