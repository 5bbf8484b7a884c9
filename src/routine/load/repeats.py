"""When the events of a calendar happen: repeats worked out, time zones found, and all of it bounded.

Why bounded by counting steps: a rule may ask for every second since 1970, or for the 30th of February until the year 9999;
neither can be told from its words alone, and a clock would answer differently on another machine.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
import sys
import warnings
import zoneinfo
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from types import FrameType
from typing import Any

from routine.load.ics import EXPORT, TIMES, Entry, Line, Sheet
from routine.load.yaml12 import MAX_FINDINGS, printable
from routine.problem import Problem

STEPS_OF_ONE = 1_500_000  # calls, about two seconds; a daily event of ten years takes 100,000
STEPS_OF_ALL = 15_000_000
DATES = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")
RULES = ("RRULE", "EXRULE")
ONCE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SEQUENCE")
UNTIL = re.compile(r"UNTIL=([0-9]{8})(?:T([0-9]{6}))?(?=;|$)")  # without a Z
LAST = re.compile(r"UNTIL=([0-9]{8})(?:T([0-9]{6})(Z?))?(?=;|$)")  # with or without
ZONE_FIX = "export the calendar with its time zones, or give this event a known one, for example Europe/London"
ZONE_NAME = re.compile("[A-Za-z0-9_+/-]+")
DAY = dt.timedelta(days=1)
LEAD = 16 * DAY  # before the week, from which a steady series may as well begin
SHORT = 6 * DAY  # what begins before the lead and is no longer than this is over by then
STEPS_OF_DAYS = {"DAILY": 1, "WEEKLY": 7}
Time = dt.datetime | dt.date
Happening = tuple[Entry, Time, Time]


class _TooMuch(BaseException):
    """The steps are used up. No library may take it for a fault of its own and go on."""


class _Odd(Exception):  # noqa: N818 - it never leaves this module
    """Something in an event that cannot be meant, in words, and what to do about it."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.fix = fix


class _Steps:
    """Counts the calls of foreign code, and stops it when there were too many."""

    def __init__(self) -> None:
        self.left = STEPS_OF_ALL

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        allowed = left = min(STEPS_OF_ONE, self.left)

        def count(_frame: FrameType, _event: str, _argument: Any) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise _TooMuch

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            yield
        finally:
            sys.setprofile(before)
            self.left -= allowed - max(left, 0)


def times_of(sheet: Sheet, monday: dt.date, file: str, problems: list[Problem]) -> list[Happening]:
    """Return each happening of each event around a week: the entry it comes from, start and end as the calendar has them.

    What is wrong goes to `problems`. A time without a zone comes back without one.
    """
    import recurring_ical_events  # noqa: F401 - before any steps are counted
    from icalendar.timezone import windows_to_olson  # noqa: F401

    steps = _Steps()
    found: list[Happening] = []
    for series in _series(sheet):
        if len(problems) > MAX_FINDINGS:
            break
        faults = [fault for entry in series for fault in _faults(entry, file)]
        if faults:
            problems += faults
            continue
        alone = steps.left >= STEPS_OF_ONE
        try:
            with steps.counted():
                found += _happenings(series, sheet, monday)
        except _TooMuch:
            if not alone:  # what went before used the steps up: this event did nothing wrong
                fix = "export only the time around this week, or one calendar at a time"
                problems.append(Problem("all its repeats together are too many to be worked out", file=file, fix=fix))
                break
            fix = "end the repeats in the calendar, or leave this event out of the export"
            problems.append(_fault(series[0], file, "it repeats too often to be worked out", fix=fix))
            if steps.left <= 0:
                break
        except _Odd as odd:
            problems.append(_fault(series[0], file, str(odd), fix=odd.fix))
        except Exception as error:  # noqa: BLE001 - a stranger's rule makes the library stumble in ways of its own
            what = f"its times can't be worked out: {printable(str(error) or type(error).__name__)[:120]}"
            problems.append(_fault(series[0], file, what, fix="mend it in the calendar, or leave this event out of the export"))
    return found


def _fault(entry: Entry, file: str, what: str, *, line: int = 0, fix: str = EXPORT) -> Problem:
    """Name an event by its place, its start and its UID. Its title is nobody's business but its owner's."""
    start, uid = (printable(entry.value(name))[:60] for name in ("DTSTART", "UID"))
    named = " ".join(part for part in ("event", f"of {start}" if start else "", f"({uid})" if uid else "") if part)
    return Problem(what, named, file, line or entry.number, fix=fix)


def _faults(entry: Entry, file: str) -> Iterator[Problem]:
    """Find what keeps an event from being read, before any library sees it."""
    if not entry.value("DTSTART"):
        yield _fault(entry, file, "it has no start (DTSTART)")
    for name in ONCE:
        if len(lines := entry.lines.get(name, [])) > 1:
            yield _fault(entry, file, f"{name} is written twice", line=lines[1].number)
    for name in TIMES:
        for line in entry.lines.get(name, ()):
            if not _reads(line):
                yield _fault(entry, file, f"{name} can't be read: '{printable(line.value)[:60]}'", line=line.number)


def _reads(line: Line) -> bool:
    """Tell whether the library can read a value; asked one by one, so that the line can be named."""
    from icalendar import prop

    moment: Any = prop.vDDDTypes  # it gives no types
    kinds: dict[str, Any] = {"DURATION": prop.vDuration, "RRULE": prop.vRecur, "EXRULE": prop.vRecur, "SEQUENCE": prop.vInt}
    try:
        if line.name in ("RDATE", "EXDATE"):
            for part in line.value.split(","):
                moment.from_ical(part.strip())
        elif line.name in DATES:
            return isinstance(moment.from_ical(line.value.strip()), dt.date)
        else:
            kinds[line.name].from_ical(line.value.strip())
            return line.name not in RULES or "FREQ=" in line.value.upper()
    except (ValueError, TypeError, KeyError, OverflowError, AttributeError):
        return False
    return True


def _series(sheet: Sheet) -> list[list[Entry]]:
    """Return the events that belong together: one that repeats, and what was changed of it.

    Some programs give many events one UID. Where none of them is a newer version of another, each counts.
    """
    groups: dict[str, list[Entry]] = {}
    for n, entry in enumerate(sheet.entries):
        groups.setdefault(entry.value("UID") or f"\n{n}", []).append(entry)
    series: list[list[Entry]] = []
    for entries in groups.values():
        roots = [e for e in entries if "RECURRENCE-ID" not in e.lines]
        changes = [e for e in entries if "RECURRENCE-ID" in e.lines]
        newest = max((_sequence(e) for e in roots), default=0)
        roots = [e for e in roots if _sequence(e) == newest]
        series += [[root, *(changes if n == 0 else ())] for n, root in enumerate(roots)] if roots else [changes]
    return series


def _sequence(entry: Entry) -> int:
    text = entry.value("SEQUENCE")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _happenings(series: list[Entry], sheet: Sheet, monday: dt.date) -> list[Happening]:
    """Work out the times of one series. A day more on both sides: the event's own zone may be on another date."""
    import recurring_ical_events
    from icalendar import Calendar

    span = [dt.datetime.combine(monday, dt.time()) + n * DAY for n in (-2, 9)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    unknown = ""
    nearer = _days_nearer(series, monday)
    for n, entry in enumerate(series):
        lines += ["BEGIN:VEVENT", "UID:series", f"X-ENTRY:{n}"]
        start = entry.lines["DTSTART"][0]
        for line in (line for name in TIMES if name != "EXRULE" for line in entry.lines.get(name, ())):
            zone = _zone(line, sheet)
            unknown = unknown or ("" if zone is not None else line.parameter("TZID"))
            lines.append(
                _rule(line, start, _zone(start, sheet) or "") if line.name == "RRULE" else _plain(_later(line, nearer), zone or "")
            )
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a stranger's calendar guesses is no news for this person
        calendar = Calendar.from_ical("\r\n".join((*lines, "")))
        found = recurring_ical_events.of(calendar).between(*span)
        happenings = [(series[int(e["X-ENTRY"])], _settled(e["DTSTART"].dt), _settled(e["DTEND"].dt)) for e in found]
    happenings = [h for h in happenings if not _excepted(h[0], h[1], span[1], sheet)]
    if happenings and unknown:
        raise _Odd(f"nobody knows the time zone '{printable(unknown)[:60]}', and the file does not define it", ZONE_FIX)
    for entry, _, _ in happenings:
        _ends_after_start(entry)
    return happenings


def _days_nearer(series: list[Entry], monday: dt.date) -> int:
    """Return how many days later a series may begin and still have the same times in the week.

    The library counts up from the first day, and a diary holds thousands of first days long ago. Days and weeks repeat in
    equal steps, so whole steps can be left out; months and counted repeats can't, nor what was changed from some day on.
    """
    entry = series[0]
    rules = entry.lines.get("RRULE", ())
    if len(series) > 1 or len(rules) != 1:
        return 0
    rule = dict(part.partition("=")[::2] for part in rules[0].value.upper().replace(" ", "").split(";"))
    every = rule.get("INTERVAL", "1")
    step = STEPS_OF_DAYS.get(rule.get("FREQ", ""), 0) * (int(every) if every.isascii() and every.isdigit() else 0)
    if not step or "COUNT" in rule or not _is_short(entry):
        return 0
    return max((monday - LEAD - _day(entry.value("DTSTART"))).days, 0) // step * step


def _is_short(entry: Entry) -> bool:
    """Tell whether an event surely ends within days, and its start and end are told by one clock."""
    from icalendar import prop

    start, end = entry.line("DTSTART"), entry.line("DTEND")
    if "DURATION" in entry.lines:
        length: Any = prop.vDuration  # it gives no types
        return bool(abs(length.from_ical(entry.value("DURATION"))) < SHORT)
    if start is None or end is None:
        return True
    alike = start.parameter("TZID") == end.parameter("TZID") and len(start.value.strip()) == len(end.value.strip())
    return alike and _day(end.value) - _day(start.value) < SHORT


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text.strip()[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone


def _later(line: Line, days: int) -> Line:
    if not days or line.name not in ("DTSTART", "DTEND"):
        return line
    value = line.value.strip()
    return replace(line, value=f"{_day(value) + days * DAY:%Y%m%d}{value[8:]}")


def _excepted(entry: Entry, start: Time, last: dt.datetime, sheet: Sheet) -> bool:
    """Tell whether a rule of exceptions (EXRULE, as older programs wrote them) takes a happening away.

    The library knows no such rules. They are worked out on the wall of the event's own zone, where its rules are meant.
    """
    from dateutil.rrule import rrulestr

    first = entry.value("DTSTART").rstrip("Zz")
    wall = dt.datetime.strptime(first, "%Y%m%d" if len(first) == 8 else "%Y%m%dT%H%M%S")  # noqa: DTZ007 - on the wall
    at = start.replace(tzinfo=None) if isinstance(start, dt.datetime) else dt.datetime.combine(start, dt.time())
    for line in entry.lines.get("EXRULE", ()):
        rule = _on_the_wall(line.value.upper().replace(" ", ""), _zone(entry.lines["DTSTART"][0], sheet) or "")
        if rrulestr(rule, dtstart=wall).between(at, min(at, last), inc=True):
            return True
    return False


def _on_the_wall(rule: str, zone: str) -> str:
    """Write the last hour of a rule as the clock in a zone shows it; a last day is meant to its end."""
    from icalendar.timezone import tzp

    last = LAST.search(rule)
    if last is None:
        return rule
    until = dt.datetime.strptime(last[1] + (last[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - the zone is to follow
    if last[3] and zone:
        until = until.replace(tzinfo=dt.UTC).astimezone(tzp.timezone(zone))
    return f"{rule[: last.start()]}UNTIL={until:%Y%m%dT%H%M%S}{rule[last.end() :]}"


def _settled(time: Time) -> Time:
    """Return a time with its offset in place of its zone: a file's own zone may take endless work each time it is asked."""
    offset = time.utcoffset() if isinstance(time, dt.datetime) else None
    return time if offset is None or not isinstance(time, dt.datetime) else time.replace(tzinfo=dt.timezone(offset))


def _ends_after_start(entry: Entry) -> None:
    """Refuse an event that ends before it starts; the library would turn it round, and nobody knows which end is wrong."""
    fix = "mend it in the calendar, or leave this event out of the export"
    start, end = entry.line("DTSTART"), entry.line("DTEND")
    alike = start and end and start.parameter("TZID") == end.parameter("TZID") and len(start.value) == len(end.value)
    if start and end and alike and end.value < start.value:
        raise _Odd(f"it ends ({printable(end.value)[:20]}) before it starts", fix)
    if entry.value("DURATION").startswith("-"):
        raise _Odd(f"it lasts less than nothing ({printable(entry.value('DURATION'))[:20]})", fix)


def _plain(line: Line, zone: str) -> str:
    """Write a line anew with nothing in it but what the time depends on."""
    value = line.value.strip()
    given = f";TZID={zone}" if zone else ""
    if line.name in DATES and len(value.split(",")[0]) == 8:
        given = ";VALUE=DATE"
    elif line.parameter("VALUE").upper() == "PERIOD":
        given += ";VALUE=PERIOD"
    if line.name == "RECURRENCE-ID" and line.parameter("RANGE").upper() == "THISANDFUTURE":
        given += ";RANGE=THISANDFUTURE"
    return f"{line.name}{given}:{value}"


def _rule(line: Line, start: Line, zone: str) -> str:
    """Write a rule anew. Its last day or hour is meant in the zone of the event; the library would take it for UTC,
    and a day for its first moment."""
    rule = line.value.upper().replace(" ", "")
    begins = start.value.strip().upper()
    last = UNTIL.search(rule)
    if last is None or len(begins) == 8:
        return f"RRULE:{rule}"
    until = dt.datetime.strptime(last[1] + (last[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - the zone is to follow
    if zone:
        from icalendar.timezone import tzp

        until = until.replace(tzinfo=tzp.timezone(zone)).astimezone(dt.UTC)
    written = f"UNTIL={until:%Y%m%dT%H%M%S}{'Z' if zone or begins.endswith('Z') else ''}"
    return f"RRULE:{rule[: last.start()]}{written}{rule[last.end() :]}"


def _zone(line: Line, sheet: Sheet) -> str | None:
    """Return the zone of a time as the library will know it: empty for none, None for one that nobody knows.

    A zone that everybody knows is meant by its name; the file's own definition counts for the others.
    """
    name = line.parameter("TZID")
    if not name or line.name not in DATES or line.value.strip().upper().endswith("Z"):
        return ""
    if known := _known(name):
        return known
    defined = sheet.zones.get(name)
    if defined is None:
        return None
    return _known(defined.value("X-LIC-LOCATION")) or _own_zone(name, "\r\n".join(defined.raw))


@cache
def _known(name: str) -> str:
    """Return the name under which every machine knows a zone, or nothing. Knows other systems' names and names with a maker before."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    bare = name.strip("/")
    parts = bare.split("/")
    for guess in (bare, WINDOWS_TO_OLSON.get(bare, ""), *("/".join(parts[n:]) for n in range(1, len(parts)) if name.startswith("/"))):
        if ZONE_NAME.fullmatch(guess) and guess in zoneinfo.available_timezones():
            return guess
    return ""


@cache
def _own_zone(name: str, raw: str) -> str:
    """Make a zone of a file's own known, under a name that no other file's zone can have."""
    from icalendar import Calendar
    from icalendar.timezone import tzp

    unique = f"zone-{hashlib.sha256(raw.encode()).hexdigest()[:16]}"
    lines = [f"TZID:{unique}" if line.upper().startswith("TZID") else line for line in raw.split("\r\n")]
    try:
        Calendar.from_ical("\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", *lines[1:], "END:VCALENDAR", "")))
        if tzp.timezone(unique) is not None:
            return unique
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
        pass
    raise _Odd(f"the file defines its time zone '{printable(name)[:60]}' in a way that can't be read", ZONE_FIX)
