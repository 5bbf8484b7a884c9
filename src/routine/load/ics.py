"""A calendar file as its lines say it: events, free-busy times and time zones, each with its place in the file.

Why not all to the library: it knows no line numbers, one bad event would hide the others, and a calendar of ten years
holds some thousand events of which a week needs twenty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from routine.load.yaml12 import HIDDEN, LINE_END, MAX_FINDINGS
from routine.problem import Problem

TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE")
MARKS = ("UID", "SUMMARY", "STATUS", "TRANSP", "CLASS", "ATTENDEE", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT")
KEPT = frozenset((*TIMES, *MARKS, "FREEBUSY", "TZID", "X-LIC-LOCATION"))
OF_CALENDAR = frozenset(("PRODID", "METHOD", "X-WR-CALNAME"))
READ = ("VEVENT", "VFREEBUSY", "VTIMEZONE")
LINE = re.compile(r'([A-Za-z0-9-]+)((?:[^:"]|"[^"]*")*):(.*)', re.DOTALL)
CUT_LETTER = re.compile(rb"([\xc2-\xf4][\x80-\xbf]*)(\r?\n[ \t])([\x80-\xbf]+)")  # simple programs fold by bytes (RFC 5545, 3.1)
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;:"]*)')
EXPORT = "export the calendar again, as an .ics file"


@dataclass(frozen=True, slots=True)
class Line:
    """One unfolded line: `DTSTART;TZID=Europe/London:20261123T070000`."""

    number: int
    name: str
    given: str
    value: str

    def parameter(self, name: str) -> str:
        return next((v.strip('"') for n, v in PARAMETER.findall(self.given) if n.upper() == name), "")


@dataclass(slots=True)
class Entry:
    """An event, a list of free-busy times or a time zone. `raw` is its text, kept for time zones alone."""

    kind: str
    number: int
    lines: dict[str, list[Line]] = field(default_factory=dict)
    raw: list[str] = field(default_factory=list)

    def line(self, name: str) -> Line | None:
        return next(iter(self.lines.get(name, ())), None)

    def value(self, name: str) -> str:
        """Return the first value of a name without blanks around it, or nothing."""
        found = self.line(name)
        return found.value.strip() if found else ""

    def word(self, name: str) -> str:
        return self.value(name).upper()


@dataclass(slots=True)
class Sheet:
    """One VCALENDAR of a file; files put together hold several."""

    lines: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    zones: dict[str, Entry] = field(default_factory=dict)


def decoded(raw: bytes) -> str | None:
    """Return the text of a file, or None for what is no text. Old programs write calendars in other encodings than UTF-8;
    times and rules read the same in all of them."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if b"\0" in raw:
        return None
    try:
        return CUT_LETTER.sub(rb"\1\3\2", raw).decode("utf-8-sig")  # the fold stays, so that line numbers do
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def sheets_of(text: str, file: str, needed: Callable[[Entry], bool]) -> tuple[list[Sheet], list[Problem]]:
    """Return the calendars of a file with the entries that are needed, and what is wrong with its form."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    stack: list[tuple[str, int]] = []
    entry: Entry | None = None
    number = 1
    for number, raw in _unfolded(text):
        line = _line(number, raw)
        if not stack and (line is None or (line.name, line.value.strip().upper()) != ("BEGIN", "VCALENDAR")):
            if sheets and not raw.strip():
                continue
            problems.append(_no_calendar(file, number))
            return sheets, problems
        if line is None:
            continue  # broken off some text by a careless program: no time and no rule looks like this
        if line.name == "BEGIN":
            stack.append((line.value.strip().upper(), number))
            if len(stack) == 1:
                sheets.append(Sheet())
            elif len(stack) == 2 and stack[-1][0] in READ:
                entry = Entry(stack[-1][0], number)
        elif line.name == "END" and stack[-1][0] != line.value.strip().upper():
            problems.append(_crossed(file, stack[-1], line))
            return sheets, problems
        if entry is not None:
            _keep(entry, line, raw, inside=len(stack) > 2)
        elif len(stack) == 1 and line.name in OF_CALENDAR:
            sheets[-1].lines[line.name] = line.value.strip()
        if line.name == "END":
            stack.pop()
            if entry is not None and len(stack) == 1:
                _file(entry, sheets[-1], needed)
                entry = None
        if len(problems) > MAX_FINDINGS:
            break
    if stack:
        problems.append(_cut_off(file, stack[-1], number))
    elif not sheets:
        problems.append(_no_calendar(file, 1))
    return sheets, problems


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number; what is folded over several lines comes as one."""
    parts: list[str] = []
    first = 1
    for number, piece in enumerate(LINE_END.split(HIDDEN.sub("", text)), 1):
        if piece[:1] in (" ", "\t") and parts:
            parts.append(piece[1:])
            continue
        if parts and (whole := "".join(parts)):
            yield first, whole
        parts, first = [piece], number
    if parts and (whole := "".join(parts)):
        yield first, whole


def _line(number: int, raw: str) -> Line | None:
    found = LINE.match(raw)
    return Line(number, found[1].upper(), found[2], found[3]) if found else None


def _keep(entry: Entry, line: Line, raw: str, *, inside: bool) -> None:
    """Keep what is asked for later. `inside`: of an alarm in the event, or of one half of a time zone's year."""
    if entry.kind == "VTIMEZONE":
        entry.raw.append(raw)
    if not inside and line.name in KEPT:
        entry.lines.setdefault(line.name, []).append(line)


def _file(entry: Entry, sheet: Sheet, needed: Callable[[Entry], bool]) -> None:
    if entry.kind == "VTIMEZONE":
        sheet.zones.setdefault(entry.value("TZID"), entry)
    elif entry.kind == "VFREEBUSY":
        sheet.entries += (e for e in _free_busy(entry) if needed(e))
    elif needed(entry):
        sheet.entries.append(entry)


def _free_busy(entry: Entry) -> Iterator[Entry]:
    """Yield the taken times of a free-busy list as events: who shares no titles shares these."""
    for line in entry.lines.get("FREEBUSY", ()):
        if line.parameter("FBTYPE").upper() == "FREE":
            continue
        for period in line.value.split(","):
            start, _, end = period.strip().partition("/")
            name = "DURATION" if end.startswith(("P", "+P", "-P")) else "DTEND"
            found = {"DTSTART": start, name: end}
            yield Entry("VEVENT", line.number, {n: [Line(line.number, n, "", v)] for n, v in found.items()})


def _no_calendar(file: str, number: int) -> Problem:
    return Problem("this is no calendar: it does not begin with BEGIN:VCALENDAR", file=file, line=number, fix=EXPORT)


def _crossed(file: str, opened: tuple[str, int], line: Line) -> Problem:
    what = f"END:{line.value.strip()[:40]} closes nothing: {opened[0][:40]} of line {opened[1]} is still open"
    return Problem(what, file=file, line=line.number, fix=EXPORT)


def _cut_off(file: str, opened: tuple[str, int], number: int) -> Problem:
    what = f"the file ends inside {opened[0][:40]} of line {opened[1]}"
    return Problem(what, file=file, line=number, why="a file that was cut off may have lost meetings", fix=EXPORT)
