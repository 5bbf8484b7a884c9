"""ISO weeks and the clock of a zone: dates of a week, ages, and wall times that do not exist or come twice."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Literal

from routine.model.terms import DAYS, Day

ClockFault = Literal["skipped", "twice"]


def week_of(day: dt.date) -> str:
    """Return the ISO week of a day: `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def dates_of(week: str) -> tuple[dt.date, ...]:
    """Return the seven dates of an ISO week. Raises ValueError for a week that does not exist."""
    year, number = week.split("-W")
    first = dt.date.fromisocalendar(int(year), int(number), 1)
    return tuple(first + dt.timedelta(days=n) for n in range(7))


def day_of(date: dt.date) -> Day:
    return DAYS[date.weekday()]


def year_of(week: str) -> int:
    return int(week.partition("-W")[0])


def moment(date: dt.date, minute: int) -> dt.datetime:
    """Return the wall time of a minute of a day; 1440 is midnight at its end."""
    return dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minute)


def clock_fault(wall: dt.datetime, zone: str) -> ClockFault | None:
    """Tell whether a wall time is skipped or comes twice in a zone."""
    info = zoneinfo.ZoneInfo(zone)
    early, late = (wall.replace(tzinfo=info, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return None
    back = early.astimezone(dt.UTC).astimezone(info).replace(tzinfo=None)
    return "twice" if back == wall else "skipped"
