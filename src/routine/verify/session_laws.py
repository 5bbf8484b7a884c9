"""Laws about one session: warm-up first, phases in order, release before stretch, little stretching before sport, not too much pressure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from routine.model.catalog import Exercise
from routine.model.profile import minute_of
from routine.model.terms import PHASES, Side
from routine.problem import Problem
from routine.verify.case import DAY, Case, Meeting, Sport, Step, broken

WARM_ENOUGH = 180  # seconds of warm-up that suffice for any session
WARM_FOR_STATIC = 120  # seconds without which nothing is held in a stretch
SHORT_SESSION = 900  # under this, a fifth of the session is enough warm-up
BEFORE_SPORT = 120  # minutes between the end of a session and sport
STATIC_BEFORE_SPORT = 60  # seconds per muscle and side, not reached
RELEASE_MAX = 120  # seconds per muscle, side and session
MINIMUM_MAX = 300  # seconds of the five-minute version

Steps = Sequence[Step]
SessionLaw = Callable[[Case, Meeting, Steps], Iterator[Problem]]


def l3_warm_up_first(_case: Case, meeting: Meeting, steps: Steps) -> Iterator[Problem]:
    law = "L3: a session begins with warm-up, of 180 s or of a fifth of a session under 900 s; no static stretch under 120 s of warm-up"
    if not steps or steps[0].phase != "warm-up":
        yield broken("L3", f"{meeting.where} does not begin with warm-up", law)
    warm = sum(step.work for step in steps if step.phase == "warm-up")
    whole = sum(step.seconds for step in steps)
    if warm < WARM_ENOUGH and not (whole < SHORT_SESSION and warm * 5 >= whole):
        yield broken("L3", f"{meeting.where} has {warm} s of warm-up in {whole} s", law, "lengthen the warm-up")
    if warm < WARM_FOR_STATIC:
        for step in steps:
            if step.phase == "static":
                yield broken("L3", f"{step.where} is a static stretch after only {warm} s of warm-up", law)


def l4_warm_before_stretch(case: Case, _meeting: Meeting, steps: Steps) -> Iterator[Problem]:
    law = "L4: every stretched muscle was warmed before on that side, by a warm-up of its region or by its own release"
    for n, step in enumerate(steps):
        if step.phase not in ("dynamic", "static"):
            continue
        for muscle in sorted(step.muscles):
            for side in step.sides:
                if not any(_warms(case, earlier, muscle, side) for earlier in steps[:n]):
                    yield broken("L4", f"{step.where}: {muscle} on the {side} was not warmed before", law)


def _warms(case: Case, step: Step, muscle: str, side: Side) -> bool:
    if side not in step.sides:
        return False
    if step.phase == "warm-up":
        return case.body.warms(step.exercise, muscle)
    return step.phase == "release" and muscle in step.muscles


def l5_phases_forward(_case: Case, _meeting: Meeting, steps: Steps) -> Iterator[Problem]:
    for before, step in pairwise(steps):
        if PHASES.index(step.phase) < PHASES.index(before.phase):
            yield broken(
                "L5", f"{step.where} ({step.phase}) comes after {before.phase}", f"L5: phases never go backwards: {', '.join(PHASES)}"
            )


def l6_release_before_static(case: Case, meeting: Meeting, steps: Steps) -> Iterator[Problem]:
    law = "L6: a tight muscle's release comes before its static stretch on that side, unless no release is left"
    for n, step in enumerate(steps):
        if step.phase != "static":
            continue
        for muscle, side in sorted((m, s) for m in step.muscles for s in step.sides if (m, s) in case.tight):
            if any(e.phase == "release" and muscle in e.muscles and side in e.sides for e in steps[:n]):
                continue
            left = next((e.id for e in case.catalog.exercises.values() if _release_left(case, meeting, e, muscle, side)), None)
            if left is not None:
                yield broken(
                    "L6", f"{step.where}: {muscle} on the {side} is tight and was not released before", law, f"'{left}' could release it"
                )
            elif not any(because.kind == "rule" and because.id == "L6" for because in step.item.because):
                yield broken(
                    "L6",
                    f"{step.where}: {muscle} on the {side} is tight, nothing can release it, and no reason of rule 'L6' says so",
                    law,
                )


def _release_left(case: Case, meeting: Meeting, exercise: Exercise, muscle: str, side: Side) -> bool:
    if case.phase(exercise) != "release" or muscle not in case.body.primary(exercise):
        return False
    return case.permitted(exercise, side, meeting) and not _rests(case, meeting, exercise, side)


def _rests(case: Case, meeting: Meeting, exercise: Exercise, side: Side) -> bool:
    """Tell whether a ball or cane may not come on this day because of the day before or after."""
    if not case.rests_a_day(exercise):
        return False
    sides = (side,) if exercise.laterality == "unilateral" else ("left", "right")
    wanted = {(m, s) for m in case.body.primary(exercise) for s in sides}
    today = meeting.day.toordinal()
    return any(abs(day - today) == 1 and (muscle, s) in wanted for day, muscle, s, _ in pressed_points(case))


def pressed_points(case: Case) -> Iterator[tuple[int, str, Side, str]]:
    """Return day, muscle, side and place in the plan of everything whose technique rests a day."""
    for meeting, step in case.steps():
        if case.rests_a_day(step.exercise):
            yield from ((meeting.day.toordinal(), m, s, step.where) for m in step.muscles for s in step.sides)
    for carried, exercise, muscles, sides in case.carried_steps():
        technique = case.catalog.vocabulary.techniques.get(exercise.technique if exercise else carried.technique)
        if technique is None or technique.rests_a_day:
            where = f"carried from {carried.date}: {carried.exercise} ({carried.side})"
            yield from ((dt.date.fromisoformat(carried.date).toordinal(), m, s, where) for m in muscles for s in sides)


def sports_after(case: Case, meeting: Meeting, end: int | None = None) -> list[Sport]:
    """Return the sports that a session comes before: within two hours of its end, or any time that day where no start is known.

    `end`: another end, in minutes of the day, than the one its items give.
    """
    end = meeting.end if end is None else end
    found = []
    for ahead in (0, 1):
        for sport in case.sports_on(meeting.day + dt.timedelta(days=ahead)):
            if sport.answer.start is None:
                if ahead == 0:
                    found.append(sport)
                continue
            start = ahead * DAY + minute_of(sport.answer.start)
            if meeting.start < start <= end + BEFORE_SPORT:
                found.append(sport)
    return found


def l7_little_static_before_sport(case: Case, meeting: Meeting, steps: Steps) -> Iterator[Problem]:
    law = "L7: within two hours before sport, static under 60 s per muscle and side; none before a power sport"
    sports = sports_after(case, meeting)
    if not sports:
        return
    held: dict[tuple[str, Side], float] = {}
    power = next((sport.answer.activity for sport in sports if sport.activity.power), None)
    for step in steps:
        if step.phase != "static":
            continue
        if power is not None:
            yield broken("L7", f"{step.where} is a static stretch before the power sport '{power}'", law)
        for key in ((m, s) for m in step.muscles for s in step.sides):
            held[key] = held.get(key, 0) + step.per_side
    for (muscle, side), seconds in sorted(held.items()):
        if seconds >= STATIC_BEFORE_SPORT:
            yield broken("L7", f"{meeting.where}: {muscle} on the {side} is held {seconds:g} s before '{sports[0].answer.activity}'", law)


def l7_context_is_true(case: Case) -> Iterator[Problem]:
    law = "L7: `context` says whether a session comes before or after an activity"
    for meeting in case.meetings:
        session, before = meeting.session, sports_after(case, meeting)
        names = {sport.answer.activity for sport in before}
        if before and (session.context != "before-activity" or session.activity not in names):
            yield broken("L7", f"{meeting.where} comes before '{min(names)}' and says '{session.context}' ({session.activity})", law)
        if not before and session.context == "before-activity" and not _may_come_before(case, meeting):
            yield broken("L7", f"{meeting.where} says 'before-activity' and comes before no sport", law)
        if session.context == "after-activity" and not _after(case, meeting):
            yield broken("L7", f"{meeting.where} says it comes after '{session.activity}', which is not before it that day", law)
        if session.context == "standalone" and session.activity is not None:
            yield broken("L7", f"{meeting.where} is standalone and names the activity '{session.activity}'", law)


def _may_come_before(case: Case, meeting: Meeting) -> bool:
    """Tell whether the session would come before the sport it names, if it took all its minutes: to be careful is no lie."""
    latest = meeting.start + (case.minutes_allowed(meeting) or 0)
    return meeting.session.activity in {sport.answer.activity for sport in sports_after(case, meeting, latest)}


def _after(case: Case, meeting: Meeting) -> bool:
    for back in (0, 1):
        for sport in case.sports_on(meeting.day - dt.timedelta(days=back)):
            answer = sport.answer
            if answer.activity != meeting.session.activity or answer.start is None:
                continue
            end = minute_of(answer.start) + (answer.minutes or 0) - back * DAY
            # Of the evening before only what runs past midnight, or may do so, is still near.
            if end <= meeting.start and (back == 0 or end > 0 or answer.minutes is None):
                return True
    return False


def l9_release_bounded(_case: Case, meeting: Meeting, steps: Steps) -> Iterator[Problem]:
    pressed: dict[tuple[str, Side], float] = {}
    for step in steps:
        if step.phase == "release":
            for key in ((m, s) for m in step.muscles for s in step.sides):
                pressed[key] = pressed.get(key, 0) + step.per_side
    for (muscle, side), seconds in sorted(pressed.items()):
        if seconds > RELEASE_MAX:
            yield broken(
                "L9",
                f"{meeting.where}: {muscle} on the {side} is pressed {seconds:g} s",
                "L9: release of at most 120 s per muscle, side and session",
            )


OF_A_SESSION: tuple[tuple[str, SessionLaw], ...] = (
    ("L3", l3_warm_up_first),
    ("L4", l4_warm_before_stretch),
    ("L5", l5_phases_forward),
    ("L6", l6_release_before_static),
    ("L7", l7_little_static_before_sport),
    ("L9", l9_release_bounded),
)


def minimum_is_lawful(case: Case) -> Iterator[Problem]:
    """The five-minute version is a session of its own, so it keeps the laws of one."""
    for meeting in case.meetings:
        places = meeting.session.minimum
        if not places or len(set(places)) != len(places) or any(not 0 <= n < len(meeting.steps) for n in places):
            yield broken(
                "form",
                f"{meeting.where}: minimum {list(places)} must name items of the session, each once, at least one",
                "the minimum is never empty",
            )
            continue
        steps = [meeting.steps[n] for n in places]
        whole = sum(step.seconds for step in steps)
        if whole > MINIMUM_MAX:
            yield broken("form", f"{meeting.where}: the minimum takes {whole} s", "the five-minute version takes at most 300 s")
        for law, check in OF_A_SESSION:
            for problem in check(case, meeting, steps):
                yield broken(law, f"five-minute version of {problem.what}", problem.why, problem.fix)
