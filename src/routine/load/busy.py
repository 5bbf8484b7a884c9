"""Busy times: what a person's own calendars say about one week, as local times that sessions keep clear of.

What counts, as people expect of a calendar:
- a meeting counts unless it is cancelled (itself, or by a whole file of METHOD:CANCEL), marked as free, or declined by the owner
  of the calendar; a tentative one counts;
- a whole day counts only where the calendar says so (busy, out of office): birthdays and holidays are no meetings;
- a time without a zone is a time in the person's own zone, whatever zone the file is shown in (X-WR-TIMEZONE): programs that
  write this line give their events a zone or UTC, and those that do not mean "at that hour, wherever I am";
- sessions of this program don't stand in their own way.

Titles go no further than to the message that says which meeting is in the way.
"""

from __future__ import annotations

import datetime as dt
import stat
import zoneinfo
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from routine.load.faults import fewer
from routine.load.ics import EXPORT, Entry, Sheet, decoded, sheets_of
from routine.load.yaml12 import printable
from routine.model.plan import Busy
from routine.problem import Problem, Refused

MAX_BYTES = 10_000_000  # ten years of a full diary have 5 MB
OURS = "-//routine//routine "  # how the calendars that this program writes begin to name their maker
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
TITLE = 60  # characters of a meeting's title that a message repeats
FREE = ("FREE", "WORKINGELSEWHERE")
TAKEN = ("BUSY", "OOF", "TENTATIVE")


@dataclass(frozen=True)
class Week:
    """The week that is asked about: its Monday, the person's zone, and the UIDs of this person's own sessions."""

    monday: dt.date
    zone: str
    ours: Container[str] = ()

    @property
    def begins(self) -> dt.datetime:
        return dt.datetime.combine(self.monday, dt.time())

    @property
    def ends(self) -> dt.datetime:
        return self.begins + 7 * DAY


@dataclass(frozen=True)
class Calendar:
    """What a file says about a week. `written_here`: by this program, so that nothing in it counts."""

    busy: tuple[Busy, ...]
    written_here: bool = False


def load_busy(path: Path, week: Week, shown: str | None = None) -> Calendar:
    """Read one calendar file. Raises Refused with every finding."""
    file = printable(shown or str(path))
    raw = _bytes(path, file)
    found, problems = busy_in(raw, week, file)
    if problems:
        raise Refused(*fewer(problems))
    return found


def busy_in(raw: bytes, week: Week, file: str = "") -> tuple[Calendar, list[Problem]]:
    """Return the busy times of a calendar in a week, earliest first, and everything that is wrong with it."""
    from routine.load.repeats import times_of

    text = decoded(raw)
    if text is None:
        return Calendar(()), [Problem("this is no text, so it is no calendar", file=file, fix=EXPORT)]
    near = _Near(week.monday)
    sheets, problems = sheets_of(text, file, near.needs)
    if problems:
        return Calendar(()), problems
    written_here = [s.lines.get("PRODID", "").startswith(OURS) for s in sheets]
    busy: list[Busy] = []
    for sheet in (s for s, own in zip(sheets, written_here, strict=True) if not own):
        for entry, start, end in times_of(sheet, week.monday, file, problems):
            if entry.value("UID") not in week.ours and _takes_time(entry, sheet):
                busy += _in_week(start, end, week, entry)
    found = sorted(set(busy), key=lambda b: (b.start, b.end, b.summary))
    return Calendar(tuple(found), all(written_here)), problems


def _bytes(path: Path, file: str) -> bytes:
    """Read a file that is small and regular, or say why not. A pipe is never opened: it could wait for ever."""
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):
            what = "this is a folder, not a file" if stat.S_ISDIR(kind) else "this is not an ordinary file"
            raise Refused(Problem(what, file=file, fix="name an .ics file"))
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (FileNotFoundError, ValueError):
        fix = "download it first; this program never goes to the network" if ":/" in str(path) else "check the path"
        raise Refused(Problem("there is no such file", file=file, fix=fix)) from None
    except OSError as error:
        what = f"the file can't be read: {(error.strerror or str(error)).lower()}"
        raise Refused(Problem(what, file=file, fix="check the path and who may read it")) from None
    if len(raw) > MAX_BYTES:
        fix = "export only the time around this week, or one calendar at a time"
        raise Refused(Problem(f"the file has more than {MAX_BYTES:,} bytes", file=file, why="no diary of a person is that long", fix=fix))
    return raw


class _Near:
    """Tells by the digits of their dates which events could touch a week; the others are not read any further."""

    def __init__(self, monday: dt.date) -> None:
        self.first, self.last = (f"{monday + n * DAY:%Y%m%d}" for n in (-2, 9))  # zones are up to 26 hours apart
        self.long_ago = f"{monday - 60 * DAY:%Y%m%d}"

    def needs(self, entry: Entry) -> bool:
        start, end = (entry.value(name)[:8] for name in ("DTSTART", "DTEND"))
        if not _digits(start) or (end and not _digits(end)):
            return True  # it is wrong, and has to be told
        if not end:
            end = "99999999" if "DURATION" in entry.lines else start
        apart = start > self.last or max(start, end) < self.first
        moved = entry.value("RECURRENCE-ID")[:8]
        if moved:
            here = not _digits(moved) or self.long_ago <= moved <= self.last or "THISANDFUTURE" in str(entry.line("RECURRENCE-ID"))
            return here or not apart
        if "RDATE" in entry.lines or len(entry.lines.get("RRULE", ())) > 1:
            return True
        if "RRULE" not in entry.lines:
            return not apart
        until = entry.word("RRULE").partition("UNTIL=")[2][:8]
        over = _digits(until) and until < self.long_ago and max(start, end) < self.long_ago and _days(start, end) < 50
        return not (over or start > self.last)


def _digits(text: str) -> bool:
    return len(text) == 8 and text.isascii() and text.isdigit()


def _days(start: str, end: str) -> int:
    """Return the days between two dates by their digits, never too few of them."""
    years, months, days = (int(end[a:z]) - int(start[a:z]) for a, z in ((0, 4), (4, 6), (6, 8)))
    return years * 366 + months * 31 + days


def is_whole_day(entry: Entry) -> bool:
    """Tell whether an event is about days and not about hours; one program writes such days as midnight to midnight."""
    return len(entry.value("DTSTART")) == 8 or entry.word("X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE"


def _takes_time(entry: Entry, sheet: Sheet) -> bool:
    shown, marked = entry.word("X-MICROSOFT-CDO-BUSYSTATUS"), entry.word("TRANSP")
    if sheet.lines.get("METHOD", "").upper() == "CANCEL":
        return False
    if entry.word("STATUS") == "CANCELLED" or marked == "TRANSPARENT" or shown in FREE or _declined(entry, sheet):
        return False
    return not is_whole_day(entry) or marked == "OPAQUE" or shown in TAKEN


def _declined(entry: Entry, sheet: Sheet) -> bool:
    """Tell whether the owner of the calendar declined. Who that is can be told where the calendar is called by an address."""
    owner = sheet.lines.get("X-WR-CALNAME", "").casefold()
    return "@" in owner and any(
        line.value.strip().casefold() == f"mailto:{owner}" and line.parameter("PARTSTAT").upper() == "DECLINED"
        for line in entry.lines.get("ATTENDEE", ())
    )


def _in_week(start: dt.datetime | dt.date, end: dt.datetime | dt.date, week: Week, entry: Entry) -> Iterator[Busy]:
    """Yield what an event takes of the week, in whole minutes of the person's clock."""
    first, last = _on_the_wall(start, end, zoneinfo.ZoneInfo(week.zone), exact="T" in entry.word("DURATION"))
    first -= dt.timedelta(seconds=first.second, microseconds=first.microsecond)
    if last.second or last.microsecond:
        last += MINUTE - dt.timedelta(seconds=last.second, microseconds=last.microsecond)
    first, last = max(first, week.begins), min(last, week.ends)
    if first < last:
        yield Busy(start=f"{first:%Y-%m-%dT%H:%M}", end=f"{last:%Y-%m-%dT%H:%M}", summary=_title(entry))


def _on_the_wall(
    start: dt.datetime | dt.date, end: dt.datetime | dt.date, zone: zoneinfo.ZoneInfo, *, exact: bool
) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last time that the person's clock shows during an event. `exact`: it lasts so many hours,
    whatever the clock does meanwhile.

    Where the clock goes back inside the event, it shows an hour twice, and both stand between first and last.
    """
    if not isinstance(start, dt.datetime) or not isinstance(end, dt.datetime):
        first, last = (dt.datetime.combine(dt.date(d.year, d.month, d.day), dt.time()) for d in (start, end))
        return first, max(last, first + DAY)
    if start.tzinfo is None or end.tzinfo is None:
        return start.replace(tzinfo=None), end.replace(tzinfo=None)
    length = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    begins, ends = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    if exact or ends < begins or (ends == begins and length):
        ends = begins + length
    turn = _clock_goes_back(begins, ends, zone)
    walls = [t.astimezone(zone).replace(tzinfo=None, fold=0) for t in (begins, ends)]
    if turn is not None:
        before, after = turn
        return min(walls[0], after), max(walls[1], before)
    return walls[0], walls[1]


def _clock_goes_back(begins: dt.datetime, ends: dt.datetime, zone: zoneinfo.ZoneInfo) -> tuple[dt.datetime, dt.datetime] | None:
    """Return the wall time at which the clock is put back between two instants, and to which, if it is."""
    early, late = begins, ends
    offsets = [t.astimezone(zone).utcoffset() or dt.timedelta() for t in (begins, ends)]
    if offsets[1] >= offsets[0]:
        return None
    while late - early > dt.timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == offsets[0]:
            early = middle
        else:
            late = middle
    at = late.replace(microsecond=0, tzinfo=None)
    return at + offsets[0], at + offsets[1]


def _title(entry: Entry) -> str:
    """Return what a message may call an event. A private one is called by its time alone."""
    if entry.word("CLASS") in ("PRIVATE", "CONFIDENTIAL"):
        return ""
    text = entry.value("SUMMARY")
    for written, meant in (("\\n", " "), ("\\N", " "), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\"), ("\t", " ")):
        text = text.replace(written, meant)
    text = " ".join(text.split())
    return text if len(text) <= TITLE else f"{text[:TITLE].rstrip()}..."
