"""Laws about the week: days of rest, windows and busy times, both sides alike, and the other half of each pair of muscles."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from itertools import pairwise

from routine.model.profile import clock_of, minute_of
from routine.model.terms import DAYS, Side
from routine.problem import Problem
from routine.verify.case import DAY, Case, Meeting, Sport, broken
from routine.verify.session_laws import pressed_points

APART = 48 * 60  # minutes between two starts that strengthen one muscle


def l9_pressed_points_rest(case: Case) -> Iterator[Problem]:
    law = "L9: ball or cane not on the same muscle and side on consecutive days"
    places: dict[tuple[str, Side], list[tuple[int, str]]] = {}
    for day, muscle, side, where in pressed_points(case):
        places.setdefault((muscle, side), []).append((day, where))
    for (muscle, side), uses in sorted(places.items()):
        for day, where in uses:
            for later, again in uses:
                if later == day + 1 and not again.startswith("carried"):
                    yield broken("L9", f"{again} presses {muscle} on the {side} one day after {where}", law)


def l10_strength_rests(case: Case) -> Iterator[Problem]:
    law = "L10: at least 48 h from start to start for each strengthened muscle"
    starts: dict[str, list[tuple[int, str]]] = {}
    for meeting, step in case.steps():
        if step.phase == "activation":
            for muscle in step.muscles:
                starts.setdefault(muscle, []).append((meeting.clock, step.where))
    for carried, exercise, muscles, _ in case.carried_steps():
        if (case.phase(exercise) if exercise else carried.phase) == "activation":
            clock = dt.date.fromisoformat(carried.date).toordinal() * DAY + minute_of(carried.start)
            for muscle in muscles:
                starts.setdefault(muscle, []).append((clock, f"carried from {carried.date}: {carried.exercise}"))
    for muscle, times in sorted(starts.items()):
        times.sort()
        for (first, where), (second, again) in pairwise(times):
            if first < second < first + APART and not again.startswith("carried"):
                yield broken("L10", f"{again} strengthens {muscle} {(second - first) / 60:g} h after {where}", law)


def l10_days_without_strength(case: Case) -> Iterator[Problem]:
    law = "L10: at least one day a week, and every rest day, has no activation"
    strong = [(meeting.day, step.where) for meeting, step in case.steps() if step.phase == "activation"]
    if {day for day, _ in strong}.issuperset(case.week):
        yield broken("L10", "every day of the week has activation", law)
    for day, where in strong:
        if DAYS[day.weekday()] in case.profile.schedule.rest_days:
            yield broken("L10", f"{where} is activation on the rest day {day}", law)


def l11_in_its_window(case: Case) -> Iterator[Problem]:
    law = "L11: a session lies in its window, within its minutes, and on no busy time"
    for meeting in case.meetings:
        where, minutes = f"{meeting.where} ({meeting.day} {meeting.session.start})", case.minutes_allowed(meeting)
        if minutes is None:
            yield broken("L11", f"{where} lies in no window of that day at '{meeting.session.place}'", law)
        elif meeting.end - meeting.start > minutes:
            yield broken("L11", f"{where} takes {meeting.end - meeting.start} min, {minutes} are there", law)
        start, end = (_moment(meeting.day, minute) for minute in (meeting.start, meeting.end))
        for busy in case.plan.busy:
            if local_time(busy.start) < end and start < local_time(busy.end):
                yield broken("L11", f"{where} overlaps the busy time {busy.start} to {busy.end}", law)
        for back, outing in _outings_around(case, meeting):
            answer, kind = outing.answer, outing.activity.kind
            begins = minute_of(answer.start or "") - back * DAY
            # How long it takes may be unknown; that it begins then is not.
            if begins < meeting.end and meeting.start < begins + max(answer.minutes or 0, 1):
                when = f"{answer.start} of the day before" if back else answer.start
                yield broken("L11", f"{where} overlaps the {kind} '{answer.activity}' at {when}", law)


def _outings_around(case: Case, meeting: Meeting) -> Iterator[tuple[int, Sport]]:
    """Return what may take the time of a session, with the days back: what began in the evening may run past midnight."""
    for back in (0, 1):
        for outing in case.outings_on(meeting.day - dt.timedelta(days=back)):
            if outing.answer.start is not None:
                yield back, outing


def l11_on_the_clock(case: Case) -> Iterator[Problem]:
    """Every minute of a session, its first and its last moment too, exists on the clock of the person's zone that day."""
    law = "L11: no session lies in an hour that the clock skips"
    for meeting in case.meetings:
        walls = (_moment(meeting.day, minute) for minute in range(meeting.start, min(meeting.end, DAY) + 1))
        skipped = next((wall for wall in walls if not _is_on_clock(wall, case.zone)), None)
        if skipped is not None:
            yield broken(
                "L11",
                f"{meeting.where} ({meeting.day} {meeting.session.start}) meets {skipped:%H:%M}, which the clock skips in {case.zone.key}",
                law,
                "move it before or after the change of the clock",
            )


def _is_on_clock(wall: dt.datetime, zone: zoneinfo.ZoneInfo) -> bool:
    """Tell whether a wall time exists: one that is skipped comes back as another."""
    return wall.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) == wall


def l11_seconds_are_true(case: Case) -> Iterator[Problem]:
    law = "L11: every `seconds` is true: setup_s + sides x (sets x work_s + (sets - 1) x rest_s) + (sides - 1) x switch_s"
    for _, step in case.steps():
        if step.item.seconds != step.seconds:
            yield broken("L11", f"{step.where} says {step.item.seconds} s and takes {step.seconds}", law, f"write {step.seconds}")
        if step.item.setup_s != step.exercise.setup_s:
            yield broken("L11", f"{step.where} says {step.item.setup_s} s to set up, the exercise {step.exercise.setup_s}", law)
        if step.item.switch_s != step.exercise.switch_s and (step.doubled or step.item.switch_s != 0):
            yield broken("L11", f"{step.where} says {step.item.switch_s} s to change sides, the exercise {step.exercise.switch_s}", law)
    for meeting in case.meetings:
        true = sum(step.seconds for step in meeting.steps)
        if meeting.session.seconds != true:
            yield broken("L11", f"{meeting.where} says {meeting.session.seconds} s, its items sum to {true}", law, f"write {true}")
        end = "24:00" if meeting.end == DAY else clock_of(meeting.end)
        if meeting.end > DAY or meeting.session.end not in (end, clock_of(meeting.end)):
            yield broken("L11", f"{meeting.where} says it ends at {meeting.session.end}, it ends at {end}", law, f"write {end}")


def _moment(day: dt.date, minute: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minute)


def local_time(text: str) -> dt.datetime:
    """Read a local time; a zone written with it is not this program's form. Raises ValueError for what is none."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise ValueError("a busy time is local")
    return moment
