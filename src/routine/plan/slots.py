"""When: the week's windows become sessions, kept clear of sport, meetings and clock changes, and share templates."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from routine.model.catalog import Catalog
from routine.model.plan import Busy
from routine.model.profile import Profile, Window, clock_of, minute_of
from routine.model.terms import Context
from routine.week import clock_fault, day_of, moment

NEAR_SPORT_MIN = 120  # a session this close to sport belongs to it
SHORTEST_MIN = 5
DAY_MIN = 1440
DAY = dt.timedelta(days=1)
MEETINGS_NAMED = 3  # of those in one window
MUSCLE_REST = dt.timedelta(hours=48)  # L10
TEMPLATES = 2  # of one class: people learn fewer sessions, and the week stays small enough to prove


@dataclass(frozen=True)
class Slot:
    """One session to fill. `minutes` is its upper limit; `after` and `before` are minutes of the day."""

    date: dt.date
    start: int
    minutes: int
    place: str
    context: Context = "standalone"
    activity: str | None = None
    power: bool = False
    rest_day: bool = False
    care: tuple[bool, ...] = ()  # which precautions of some days hold on this one: see `Situation.told_apart`

    @property
    def begins(self) -> dt.datetime:
        return moment(self.date, self.start)

    @property
    def ends(self) -> dt.datetime:
        return self.begins + dt.timedelta(minutes=self.minutes)

    @property
    def kind(self) -> tuple[object, ...]:
        """Sessions of one kind can share a template."""
        return (self.minutes, self.context == "before-activity", self.power, self.place, self.rest_day, self.care)


@dataclass(frozen=True)
class Sport:
    """A sport or an outing on a day: minutes of the day, None when the hour is not known. `easy`: an outing, such as a
    walk. It takes its time, but nothing is spared before it."""

    id: str
    date: dt.date
    start: int | None
    end: int | None
    power: bool
    easy: bool = False

    def seen_from(self, date: dt.date) -> Sport:
        """Return the sport with its hours in minutes of another day: a late one may run into the next morning."""
        away = (self.date - date).days * DAY_MIN
        return replace(self, start=None if self.start is None else self.start + away, end=None if self.end is None else self.end + away)


@dataclass(frozen=True)
class Template:
    """Slots that share one content."""

    letter: str
    slots: tuple[Slot, ...]

    @property
    def kind(self) -> Slot:
        return self.slots[0]


def sports_of(profile: Profile, catalog: Catalog, dates: Iterable[dt.date]) -> tuple[Sport, ...]:
    """Return the sports and outings of the dates, day by day. Work is left out: a session may well be a break from it."""
    found = []
    for date in dates:
        for answer in profile.activities:
            activity = catalog.activities[answer.activity]
            if activity.kind == "work" or day_of(date) not in answer.days:
                continue
            start = minute_of(answer.start) if answer.start else None
            end = start + (answer.minutes or 60) if start is not None else None
            found.append(Sport(answer.activity, date, start, end, activity.power, easy=activity.kind != "sport"))
    return tuple(found)


def slots_of(
    profile: Profile, catalog: Catalog, dates: tuple[dt.date, ...], busy: tuple[Busy, ...] = (), now: dt.datetime | None = None
) -> tuple[tuple[Slot, ...], tuple[str, ...]]:
    """Return the sessions of the week in order, and what has to be said about them."""
    sports = sports_of(profile, catalog, (dates[0] - DAY, *dates, dates[-1] + DAY))  # late ones, and early ones, of the days around
    notices: list[str] = []
    candidates: list[Slot] = []
    for date in dates:
        for window in profile.schedule.windows.get(day_of(date), ()):
            slot = _in_window(profile, window, date, sports, busy, notices)
            if slot and (now is None or slot.begins >= now):
                candidates.append(slot)
    chosen = _spread(candidates, profile.schedule.sessions_per_week)
    wanted = profile.schedule.sessions_per_week
    if len(chosen) < wanted:
        notices.append(f"The windows leave room for {len(chosen)} of {wanted} sessions.")
    short = [s for s in chosen if s.minutes < profile.schedule.minutes]
    if short:
        days = ", ".join(f"{day_of(s.date)} ({s.minutes} min)" for s in short)
        why = "no more of the window is free" if busy else "the window is"
        notices.append(f"Shorter than {profile.schedule.minutes} minutes, because {why}: {days}.")
    return tuple(chosen), tuple(notices)


def taken_windows(profile: Profile, dates: tuple[dt.date, ...], busy: tuple[Busy, ...], now: dt.datetime | None = None) -> tuple[str, ...]:
    """Return which meetings take up which windows. Their titles are for this one message, and stand in no plan."""
    said = []
    for date in dates:
        for window in profile.schedule.windows.get(day_of(date), ()):
            if now is not None and moment(date, window.end) <= now:
                continue
            taken = [b for b in busy for start, end in [_busy_minutes(b, date)] if max(start, window.start) < min(end, window.end)]
            if taken:
                named = [_meeting(b) for b in taken[:MEETINGS_NAMED]] + ["others"] * (len(taken) > MEETINGS_NAMED)
                said.append(f"In your calendar, the window {window.at} on {day_of(date)} meets {' and '.join(named)}.")
    return tuple(said)


def _meeting(busy: Busy) -> str:
    start, end = (dt.datetime.fromisoformat(t) for t in (busy.start, busy.end))
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{repr(busy.summary) if busy.summary else 'a meeting'} ({start:%Y-%m-%d %H:%M} to {last})"


def without_titles(busy: Iterable[Busy]) -> tuple[Busy, ...]:
    """Return busy times as a plan keeps them: when, and nothing else. A plan is shown to others; what somebody does
    at those times is theirs alone, so titles go, and meetings that touch become one."""
    joined: list[tuple[str, str]] = []
    for start, end in sorted((b.start, b.end) for b in busy):  # local times of one form sort as they follow each other
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(Busy(start=start, end=end) for start, end in joined)


def _in_window(
    profile: Profile, window: Window, date: dt.date, sports: tuple[Sport, ...], busy: tuple[Busy, ...], notices: list[str]
) -> Slot | None:
    """Place one session into a window: the earliest stretch that is long enough, else the longest."""
    wanted = window.minutes or profile.schedule.minutes  # a window may say its own length
    free = [(window.start, window.end)]
    taken = [(s.start, s.end) for s in (one.seen_from(date) for one in sports) if s.start is not None and s.end is not None]
    for start, end in taken + [_busy_minutes(b, date) for b in busy]:
        free = [part for a, z in free for part in ((a, min(z, start)), (max(a, end), z)) if part[1] > part[0]]
    free = [part for a, z in free for part in _on_clock(date, a, z, profile.timezone, notices)]
    room = [part for part in free if part[1] - part[0] >= wanted] or sorted(free, key=lambda p: p[0] - p[1])
    if not room or room[0][1] - room[0][0] < SHORTEST_MIN:
        notices.append(f"The window {window.at} on {day_of(date)} leaves no {SHORTEST_MIN} free minutes.")
        return None
    start, end = room[0]
    slot = Slot(date, start, min(wanted, end - start), window.place, rest_day=day_of(date) in profile.schedule.rest_days)
    return _near_sport(slot, sports)


def _busy_minutes(busy: Busy, date: dt.date) -> tuple[int, int]:
    """Return the part of a day that is taken, in minutes of the day."""
    midnight = moment(date, 0)
    edges = [(dt.datetime.fromisoformat(t) - midnight).total_seconds() / 60 for t in (busy.start, busy.end)]
    return int(max(0, min(DAY_MIN, edges[0]))), int(max(0, min(DAY_MIN, -(-edges[1] // 1))))


def _on_clock(date: dt.date, start: int, end: int, zone: str, notices: list[str]) -> list[tuple[int, int]]:
    """Cut out of a free stretch what the clock skips that day: no session begins, ends or runs on in it."""
    info = zoneinfo.ZoneInfo(zone)
    # At the end of the day the later offset is asked for: some zones skip the first hour of the next.
    if moment(date, 0).replace(tzinfo=info).utcoffset() == moment(date, DAY_MIN).replace(tzinfo=info, fold=1).utcoffset():
        return [(start, end)]
    there = [clock_fault(moment(date, minute), zone) != "skipped" for minute in range(start, end + 1)]
    parts: list[tuple[int, int]] = []
    for minute, (now, then) in enumerate(pairwise(there), start):
        if now and then:
            parts = [*parts[:-1], (parts[-1][0], minute + 1)] if parts and parts[-1][1] == minute else [*parts, (minute, minute + 1)]
    if not parts:
        notices.append(f"On {date} the clock skips the window from {clock_of(start)}.")
    elif parts[0][0] != start:
        notices.append(f"On {date} the clock skips {clock_of(start)}: the session starts at {clock_of(parts[0][0])}.")
    return parts


def _near_sport(slot: Slot, sports: tuple[Sport, ...]) -> Slot:
    """Name the sport that a session stands before or after. Before weighs more: it is where harm could be done."""
    end = slot.start + slot.minutes
    sports = tuple(s for s in sports if not s.easy)
    today = [s for s in sports if s.date == slot.date]
    tomorrow = [s.seen_from(slot.date) for s in sports if s.date == slot.date + DAY and s.start is not None]
    overnight = [s.seen_from(slot.date) for s in sports if s.date == slot.date - DAY and s.end is not None and s.end > DAY_MIN]
    before = [s for s in today + tomorrow if s.start is None or 0 <= s.start - end <= NEAR_SPORT_MIN]
    if before:
        first = min(before, key=lambda s: (not s.power, s.start or 0))
        return replace(slot, context="before-activity", activity=first.id, power=any(s.power for s in before))
    after = [s for s in today + overnight if s.end is not None and 0 <= slot.start - s.end <= NEAR_SPORT_MIN]
    return replace(slot, context="after-activity", activity=after[0].id) if after else slot


def _spread(candidates: list[Slot], wanted: int) -> list[Slot]:
    """Choose the sessions: on as many days as can be, no rest days if others do, far apart, long ones first."""
    if len(candidates) <= wanted:
        return candidates

    def worth(sessions: Iterable[Slot]) -> tuple[float, ...]:
        chosen = tuple(sessions)
        starts = [s.begins for s in chosen]
        week = dt.timedelta(days=7)
        gaps = [(b - a) / week for a, b in zip(starts, [*starts[1:], starts[0] + week], strict=True)]
        return (
            len({s.date for s in chosen}),
            -sum(s.rest_day for s in chosen),
            -sum(s.power for s in chosen),
            sum(s.minutes for s in chosen),
            -sum(s.context == "before-activity" for s in chosen),
            -round(sum(g * g for g in gaps), 6),
        )

    return list(max(combinations(candidates, wanted), key=worth))


def templates_of(slots: tuple[Slot, ...], most: int = TEMPLATES) -> tuple[Template, ...]:
    """Deal the sessions of each kind out to templates in turn, so that neighbours differ and muscles get their rest."""
    kinds: dict[tuple[object, ...], list[Slot]] = {}
    for slot in slots:
        kinds.setdefault(slot.kind, []).append(slot)
    dealt = [tuple(group[n::count]) for group in kinds.values() for count in [_count(group, most)] for n in range(count)]
    dealt.sort(key=lambda group: group[0].begins)
    return tuple(Template("ABCDEFGHIJKLMN"[n], group) for n, group in enumerate(dealt))


def _count(group: list[Slot], most: int) -> int:
    """Return how many templates a kind gets: one for two sessions that lie far enough apart, else up to the most."""
    near = any(b.begins - a.begins < MUSCLE_REST for a, b in pairwise(group))
    return min(most, len(group) if near else (len(group) + 1) // 2)
