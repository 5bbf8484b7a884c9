"""Dates as people type them. Where only a month or a year is named, the careful end of it is taken."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from routine.cli.spoken import MONTHS, Unclear

Days = tuple[dt.date, dt.date]  # the first and the last day that an answer may mean

WORDS = {"a": 1, "an": 1, "last": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
LENGTHS = {"day": 1, "week": 7, "month": 30, "year": 365}


def past_date(text: str, today: dt.date, *, late: bool) -> dt.date:
    """Return a date up to today; of a bare month or year its last day (`late`) or its first."""
    first, last = _days(text, today, ahead=False)
    if first > today:
        raise Unclear(f"{first} has not come yet.")
    return min(last, today) if late else first


def due_date(text: str, today: dt.date) -> dt.date:
    """Return the date on which a child is due; of a bare month its first day, which is the careful one."""
    first, _ = _days(text, today, ahead=True)
    if not today - dt.timedelta(days=42) <= first <= today + dt.timedelta(days=290):
        raise Unclear(f"{first} can't be a due date: it is too far away.")
    return first


def consent(text: str, today: dt.date) -> tuple[dt.date, str | None]:
    """Read `2026-11-02 GP` or `my GP, 2 Nov 2026`: when a professional agreed, and who it was."""
    words = text.replace(",", " ").split()
    for size in range(len(words), 0, -1):
        for date, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            try:
                found = past_date(" ".join(date), today, late=False)
            except Illegible:
                continue
            who = re.sub(r"^(?:by|from|my|the|on)\s+|\s+(?:on|in)$", "", " ".join(rest), flags=re.IGNORECASE).strip()
            return found, who or None
    raise Unclear("When was it? A date is needed.")


class Illegible(Unclear):
    """No date at all, as against a date that can't be."""


def _days(text: str, today: dt.date, *, ahead: bool) -> Days:
    text = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", " ".join(text.casefold().replace(",", " ").split()))
    found = _relative(text, today) or _numeric(text) or _named(text, today, ahead=ahead)
    if found is None:
        raise Illegible("That date was not understood.")
    return found


def _relative(text: str, today: dt.date) -> Days | None:
    if text in ("today", "now", "yesterday"):
        day = today - dt.timedelta(days=text == "yesterday")
        return day, day
    found = re.fullmatch(rf"(?:about )?(\d{{1,3}}|{'|'.join(WORDS)}) (day|week|month|year)s?(?: ago)?", text)
    if not found:
        return None
    day = today - dt.timedelta(days=(WORDS.get(found[1]) or int(found[1])) * LENGTHS[found[2]])
    return day, day


def _numeric(text: str) -> Days | None:
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return _one_day(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})", text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] != "." and first <= 12 and second <= 12 and first != second:
            raise Unclear(f"'{text}' may be two different days; write the month as a word.")
        return _one_day(year, second, first) if second <= 12 else _one_day(year, first, second)
    return None


def _named(text: str, today: dt.date, *, ahead: bool) -> Days | None:
    """Read `12 nov`, `nov 12 2026`, `november 2026` or `2019`."""
    if found := re.fullmatch(r"(19\d\d|20\d\d)", text):
        return dt.date(int(found[1]), 1, 1), dt.date(int(found[1]), 12, 31)
    month_word = rf"({'|'.join(MONTHS)})[a-z]*\.?"
    found = re.fullmatch(rf"(?:(\d{{1,2}})\.? )?{month_word}(?: (\d{{1,2}}))?(?: (\d{{4}}))?", text)
    if not found:
        return None
    month, day = MONTHS.index(found[2]) + 1, int(found[1] or found[3] or 0)
    year = int(found[4]) if found[4] else (_next_year if ahead else _latest_year)(month, day or 1, today)
    if day:
        return _one_day(year, month, day)
    return _one_day(year, month, 1)[0], _one_day(year, month, calendar.monthrange(year, month)[1])[1]


def _latest_year(month: int, day: int, today: dt.date) -> int:
    return today.year - ((month, day) > (today.month, today.day))


def _next_year(month: int, day: int, today: dt.date) -> int:
    return today.year + ((month, day) < (today.month, 1))


def _one_day(year: int, month: int, day: int) -> Days:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise Unclear("There is no such day in the calendar.") from None
    return found, found
