"""Ways to have time: longer or shorter sessions, other windows, more days, and what takes them up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from routine.in_the_way.look import Asked, Change, Look, Way
from routine.model.plan import Busy
from routine.model.profile import Window, clock_of
from routine.model.terms import DAYS, Day
from routine.plan import Help
from routine.plan.slots import SHORTEST_MIN
from routine.week import day_of, moment

LENGTHS = (14, 30, 60)  # minutes that are tried; under 15 a session needs less of everything
SHORT_MIN = 15
STARTS = (420, 720, 1140, 360, 1260)  # minutes of the day at which people have time
ELSEWHERE = 80  # effort from which a way asks for a session at another place
NONE_LEFT = "there is no window of five free minutes in this week; "


def time_ways(look: Look) -> list[Way]:
    """Return the ways that open a session or alter one, the easiest for the person first."""
    found = [w for make in (_minutes, _windows, _more_sessions, _busy, _new_days, _rest_days, _sports) for w in make(look)]
    return sorted(found, key=lambda w: w.effort)


def _opened(look: Look, change: Change, help_: Help, effort: int, *, day: Day | None = None) -> Way | None:
    """Return a way with the sessions that it opens or alters; None when it opens none."""
    slots = tuple(s for s in look.slots_if(change(look.asked)) if s not in look.slots and day in (None, day_of(s.date)))
    return Way(help_, change, slots, effort) if slots else None


def _sized(of: Callable[[int], Way | None], amount: int, least: int) -> Way | None:
    way = of(amount)
    return way and Way(way.help, way.change, way.slots, way.effort, amount, least, of)


def _minutes(look: Look) -> Iterator[Way]:
    """`schedule.minutes`, where the windows have room for more; or less, where a long session asks for too much."""
    now = look.asked.profile.schedule.minutes

    def of(minutes: int) -> Way | None:
        help_ = Help("schedule.minutes", f"{now} minutes", f"{minutes} minutes", f"{minutes} minutes instead of {now}")
        return _opened(look, lambda a: a.planning(minutes=minutes), help_, _effort(minutes, now))

    for minutes in LENGTHS:
        if minutes > now or minutes < SHORT_MIN <= now:
            way = _sized(of, minutes, now + 1) if minutes > now else of(minutes)
            if way and (minutes < now or any(s.minutes > now for s in way.slots)):
                yield way


def _effort(minutes: int, now: int) -> int:
    """Rank a length: a few minutes more, then a shorter session, then half an hour, then a whole one."""
    return 5 if minutes < now else (0, 10, 60)[sum(minutes > n for n in LENGTHS[:2])]


def _windows(look: Look) -> Iterator[Way]:
    """Each window, longer than it is or than it says."""
    schedule = look.asked.profile.schedule
    for day in DAYS:
        for n, window in enumerate(schedule.windows.get(day, ())):
            room = window.end - window.start
            now = min(room, window.minutes or schedule.minutes)
            for minutes in LENGTHS:
                if minutes > now and (minutes > room or window.minutes):
                    way = _sized(_longer(look, day, n, now), minutes, max(SHORTEST_MIN, now + 1))
                elif minutes < SHORT_MIN <= now and window.minutes:
                    way = _longer(look, day, n, now)(minutes)
                else:
                    way = None
                if way:
                    yield way


def _longer(look: Look, day: Day, n: int, now: int) -> Callable[[int], Way | None]:
    """Return the way to a window of so many minutes on a day in place of its n-th one."""
    schedule = look.asked.profile.schedule
    old = schedule.windows[day][n]

    def of(minutes: int) -> Way | None:
        end = max(old.end, min(1440, old.start + minutes))
        start = min(old.start, end - minutes)
        own = minutes if old.minutes or minutes > schedule.minutes else None
        new = Window(at=f"{clock_of(start)}-{'24:00' if end == 1440 else clock_of(end)}", minutes=own, place=old.place)

        def change(asked: Asked) -> Asked:
            windows = asked.profile.schedule.windows
            return asked.planning(windows={**windows, day: (*windows[day][:n], new, *windows[day][n + 1 :])})

        words = f"{minutes} minutes instead of {now} on {day}, for example {_written(day, new)}"
        help_ = _window_help(look, day, f"{now} minutes ({old.at})", f"{minutes} minutes, for example {_written(day, new)}", words)
        return _opened(look, change, help_, _effort(minutes, now) + 1)

    return of


def _window_help(look: Look, day: Day, now: str, would_help: str, words: str) -> Help:
    if look.slots:
        return Help(f"schedule.windows.{day}", now, would_help, words)
    return Help("schedule.windows", now, would_help, NONE_LEFT + words)


def _written(day: Day, window: Window) -> str:
    """Return a window as it is written in a profile."""
    more = [f"minutes: {window.minutes}"] * bool(window.minutes) + [f"place: {window.place}"] * (window.place != "home")
    return f'{day}: {{at: "{window.at}", {", ".join(more)}}}' if more else f'{day}: "{window.at}"'


def _more_sessions(look: Look) -> Iterator[Way]:
    """Windows that are there but were not taken, because fewer sessions are wanted."""
    now = look.asked.profile.schedule.sessions_per_week
    there = sum(len(w) for w in look.asked.profile.schedule.windows.values())

    def of(number: int) -> Way | None:
        help_ = Help(
            "schedule.sessions_per_week", f"{now} sessions", f"{number} sessions", f"{number} sessions in the week instead of {now}"
        )
        return _opened(look, lambda a: a.planning(sessions_per_week=number), help_, 20)

    if now < min(there, 14) and (way := _sized(of, min(there, 14), now + 1)):
        yield way


def _busy(look: Look) -> Iterator[Way]:
    """Windows that other appointments take up."""
    asked = look.asked
    for date in asked.dates if asked.busy else ():
        for window in asked.profile.schedule.windows.get(day_of(date), ()):
            minutes = min(window.minutes or asked.profile.schedule.minutes, window.end - window.start)
            start, end = moment(date, window.start), moment(date, window.end)
            taken = [b for b in asked.busy if _time(b.start) < end and start < _time(b.end)]
            if not taken:
                continue
            what = ", ".join(dict.fromkeys(b.summary for b in taken if b.summary)) or "other appointments"
            free = f"{minutes} free minutes on {day_of(date)} between {clock_of(window.start)} and {clock_of(window.end)}"
            help_ = Help("busy", f"{what} on {day_of(date)}", free, f"{free}, which are taken now ({what})")
            if way := _opened(look, _freed(start, start + dt.timedelta(minutes=minutes)), help_, 25, day=day_of(date)):
                yield way


def _time(written: str) -> dt.datetime:
    return dt.datetime.fromisoformat(written)


def _freed(start: dt.datetime, end: dt.datetime) -> Change:
    """Return the change that takes a stretch of time out of what is busy."""

    def change(asked: Asked) -> Asked:
        parts: list[Busy] = []
        for b in asked.busy:
            before, after = (_time(b.start), min(_time(b.end), start)), (max(_time(b.start), end), _time(b.end))
            parts += [
                b.model_copy(update={"start": a.isoformat(timespec="minutes"), "end": z.isoformat(timespec="minutes")})
                for a, z in (before, after)
                if a < z
            ]
        return Asked(asked.profile, asked.dates, asked.today, asked.now, tuple(parts), asked.carried, asked.set_aside, asked.agreed)

    return change


def _new_days(look: Look) -> Iterator[Way]:
    """A further window: on a day that has none, else at another time of a day."""
    schedule = look.asked.profile.schedule
    usual = list(dict.fromkeys(w.place for windows in schedule.windows.values() for w in windows)) or ["home"]
    places = [*usual, *(p for p in look.asked.profile.equipment if p not in {"*", *usual})]
    for minutes in dict.fromkeys((schedule.minutes, *LENGTHS[:2])):
        for place in places:
            for day in DAYS:
                worse = 8 * (day in schedule.rest_days) + 4 * bool(schedule.windows.get(day)) + 2 * (minutes != schedule.minutes)
                if way := _new_window(look, day, minutes, place, (30 if place in usual else ELSEWHERE) + worse + (place not in usual[:1])):
                    yield way


def _new_window(look: Look, day: Day, minutes: int, place: str, effort: int) -> Way | None:
    """Return the way to one more window on a day, well away from sport where that can be."""
    schedule = look.asked.profile.schedule
    there = [(w.start, w.end) for w in schedule.windows.get(day, ())]
    usual = [w.start for windows in schedule.windows.values() for w in windows]
    found: list[Way] = []
    for start in dict.fromkeys((*usual[:3], *STARTS)):
        end = start + minutes
        if end > 1439 or any(a < end and start < z for a, z in there):
            continue
        new = Window(at=f"{clock_of(start)}-{clock_of(end)}", minutes=minutes if minutes != schedule.minutes else None, place=place)
        if way := _with_window(look, day, new, effort):
            found.append(way)
            if way.slots[0].context == "standalone":
                return way
    return found[0] if found else None


def _with_window(look: Look, day: Day, new: Window, effort: int) -> Way | None:
    """Return the way of one more window; where all wanted sessions have their windows, of one more session too."""
    minutes = new.end - new.start
    wanted = look.asked.profile.schedule.sessions_per_week
    for sessions in dict.fromkeys((wanted, min(14, wanted + 1))):
        more = f" and sessions_per_week: {sessions}" if sessions != wanted else ""

        def change(asked: Asked, sessions: int = sessions) -> Asked:
            windows = asked.profile.schedule.windows
            fewest = max(sessions, asked.profile.schedule.sessions_per_week)
            return asked.planning(windows={**windows, day: (*windows.get(day, ()), new)}, sessions_per_week=fewest)

        example = f"for example {_written(day, new)}{more}"
        where = "" if not look.slots or new.place in {s.place for s in look.slots} else f" at {new.place}"
        words = f"a window of {minutes} minutes on {day}{where}, {example}"
        one_more = (
            f"write one, {example}" if not look.slots else f"one more day: {words}" if not _has(look, day) else f"another time: {words}"
        )
        help_ = _window_help(look, day, "no such window", words, one_more)
        if (way := _opened(look, change, help_, effort, day=day)) and any(s.start == new.start and s.minutes == minutes for s in way.slots):
            return way
    return None


def _has(look: Look, day: Day) -> bool:
    return bool(look.asked.profile.schedule.windows.get(day))


def _rest_days(look: Look) -> Iterator[Way]:
    """Days on which nothing may be strengthened."""
    for day in look.asked.profile.schedule.rest_days:
        help_ = Help("schedule.rest_days", day, f"{day} as a day like any other", f"{day} as a day like any other")

        def change(asked: Asked, day: Day = day) -> Asked:
            return asked.planning(rest_days=tuple(d for d in asked.profile.schedule.rest_days if d != day))

        if way := _opened(look, change, help_, 50, day=day):
            yield way


def _sports(look: Look) -> Iterator[Way]:
    """Sports that take a window, or so near to one that little may be done in it."""
    for answer in look.asked.profile.activities:
        name = look.catalog.activities[answer.activity].name
        for day in answer.days:

            def change(asked: Asked, key: str = answer.activity, day: Day = day) -> Asked:
                return asked.saying(
                    activities=tuple(
                        a.model_copy(update={"days": tuple(d for d in a.days if d != day)}) if a.activity == key else a
                        for a in asked.profile.activities
                    )
                )

            words = f"two hours between the session and {name} on {day}, or {day} without it"
            help_ = Help(f"activities.{answer.activity}", f"{name} on {day}", words, words)
            if way := _opened(look, change, help_, 70, day=day):
                yield way
