"""What must be so before and beside the laws: ids that exist, dates that can be read, fields that say what the catalog says."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Iterator
from itertools import pairwise

from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Plan, Session
from routine.model.profile import CLOCK, Profile
from routine.model.terms import BOTH, ItemSide
from routine.problem import Problem
from routine.verify.case import Case, broken, monday_of
from routine.verify.week_laws import local_time

FORM = "form"
# Years far away would overflow the calendar; and Python reads more forms of a date than the contract has.
WEEK = re.compile(r"(19|20|21)\d\d-W\d\d")
DATE = re.compile(r"(19|20|21)\d\d-\d\d-\d\d")
DAY_S = 86_400
START = re.compile(r"\d\d:\d\d")


def unreadable(plan: Plan, catalog: Catalog) -> Iterator[Problem]:
    """Find what keeps the laws from being asked at all: a week, date, time or exercise that does not exist."""
    if not WEEK.fullmatch(plan.week) or not _reads(monday_of, plan.week):
        yield broken(FORM, f"there is no ISO week '{plan.week}'", "a plan is for one ISO week, for example 2026-W48")
    for session in plan.sessions:
        yield from _session_unreadable(session, catalog)
    for carried in plan.carried:
        if not _is_moment(carried.date, carried.start):
            yield broken(
                FORM, f"carried {carried.exercise}: '{carried.date} {carried.start}' is no date and time", "write 2026-11-23 and 07:00"
            )
    for busy in plan.busy:
        if not _reads(local_time, busy.start) or not _reads(local_time, busy.end):
            yield broken(FORM, f"busy: '{busy.start}' to '{busy.end}' are no local times", "write 2026-11-23T07:00")


def _session_unreadable(session: Session, catalog: Catalog) -> Iterator[Problem]:
    if not _is_moment(session.date, session.start):
        yield broken(FORM, f"session {session.id}: '{session.date} {session.start}' is no date and time", "write 2026-11-23 and 07:00")
    for item in session.items:
        if item.exercise not in catalog.exercises:
            yield broken(
                FORM,
                f"session {session.id}: the catalog has no exercise '{item.exercise}'",
                "no law can be proved for an exercise that nobody knows",
            )
        for name in ("sets", "work_s", "rest_s", "setup_s", "switch_s"):
            least = 1 if name in ("sets", "work_s") else 0
            if not least <= getattr(item, name) <= DAY_S:
                yield broken(
                    FORM,
                    f"session {session.id}: {item.exercise} has {name} {getattr(item, name)}",
                    "times are positive and end within a day",
                )


def _is_moment(date: str, start: str) -> bool:
    is_clock = START.fullmatch(start) is not None and CLOCK.fullmatch(start) is not None
    return is_clock and DATE.fullmatch(date) is not None and _reads(dt.date.fromisoformat, date)


def _reads(reader: Callable[[str], object], text: str) -> bool:
    try:
        reader(text)
    except ValueError:
        return False
    return True


def belongs(case: Case) -> Iterator[Problem]:
    """The plan is this person's."""
    plan, profile = case.plan, case.profile
    for name, ours, theirs in (
        ("profile_id", plan.profile_id, profile.id),
        ("name", plan.name, profile.name),
        ("timezone", plan.timezone, profile.timezone),
    ):
        if ours != theirs:
            yield broken(FORM, f"{name} is '{ours}', the profile says '{theirs}'", "a plan is proved against the profile it was made for")


def sessions_in_order(case: Case) -> Iterator[Problem]:
    schedule = case.profile.schedule
    if len(case.meetings) > schedule.sessions_per_week:
        yield broken(
            FORM,
            f"{len(case.meetings)} sessions, the profile has room for {schedule.sessions_per_week}",
            "sessions_per_week is an upper limit",
        )
    if not case.meetings:
        yield broken(FORM, "the plan has no session", "where nothing safe fits there is no plan")
    if len({meeting.session.id for meeting in case.meetings}) != len(case.meetings):
        yield broken(FORM, "two sessions have the same id", "calendar entries are found again by it")
    for meeting in case.meetings:
        if meeting.day not in case.week:
            yield broken(FORM, f"{meeting.where} on {meeting.day} is not in week {case.plan.week}", "all dates lie in the week of the plan")
        if not meeting.session.id.startswith(f"{case.plan.week}-"):
            yield broken(
                FORM, f"{meeting.where} does not begin with the week {case.plan.week}", "a session's id is its week and its number"
            )
        distinct = {step.exercise.id for step in meeting.steps if step.phase != "warm-up"}
        if len(distinct) > schedule.max_exercises:
            yield broken(
                FORM, f"{meeting.where} has {len(distinct)} exercises, at most {schedule.max_exercises}", "max_exercises of the profile"
            )
    for before, meeting in pairwise(case.meetings):
        if meeting.clock < before.clock + before.end - before.start:
            yield broken(FORM, f"{meeting.where} does not come after {before.where}", "sessions are sorted and do not overlap")


def templates_are_one(case: Case) -> Iterator[Problem]:
    """The handout prints a template once, so all its sessions must be the same, and their precautions too."""
    first: dict[str, tuple[str, list[tuple[object, ...]]]] = {}
    for meeting in case.meetings:
        done: list[tuple[object, ...]] = [
            (i.exercise, i.side, i.sets, i.reps, i.hold_s, i.work_s, sorted(c.rule for c in i.changes)) for i in meeting.session.items
        ]
        where, same = first.setdefault(meeting.session.template, (meeting.where, done))
        if done != same:
            yield broken(
                FORM,
                f"{meeting.where} and {where} are both '{meeting.session.template}' and differ",
                "sessions of one template are the same",
            )


def items_say_what_the_catalog_says(case: Case) -> Iterator[Problem]:
    law = "an item's fields are those of its exercise"
    for _, step in case.steps():
        item, exercise = step.item, step.exercise
        said = (
            ("technique", item.technique, exercise.technique),
            ("phase", item.phase, step.phase),
            ("name", item.name, exercise.name),
            ("dose", item.dose, case.dose_key(exercise)),
            ("muscles", sorted(item.muscles), sorted(step.muscles)),
        )
        for name, ours, theirs in said:
            if ours != theirs:
                yield broken(FORM, f"{step.where}: {name} is {ours}, the catalog says {theirs}", law)
        if not _side_fits(exercise, item.side):
            yield broken(
                FORM,
                f"{step.where}: a {exercise.laterality} exercise is not done on '{item.side}'",
                "left and right only for what can be done on one side",
            )
        if not item.because:
            yield broken(FORM, f"{step.where} says no reason", "each item says why it is there")
        unknown = [key for key in item.sources if key not in case.catalog.sources]
        if unknown:
            yield broken(FORM, f"{step.where}: the catalog has no source {', '.join(unknown)}", law)


def _side_fits(exercise: Exercise, side: ItemSide) -> bool:
    return side in ((*BOTH, "both") if exercise.laterality == "unilateral" else ("both", "none"))


def carried_is_true(case: Case) -> Iterator[Problem]:
    law = "`carried` holds the last two days of the week before, as the catalog knows them"
    for carried, exercise, muscles, _ in case.carried_steps():
        days = (case.monday - dt.date.fromisoformat(carried.date)).days
        where = f"carried from {carried.date}: {carried.exercise}"
        if not 1 <= days <= 2:
            yield broken(FORM, f"{where} is not from the last two days before {case.monday}", law)
        if exercise is None:
            continue
        said = ("technique", carried.technique, exercise.technique), ("phase", carried.phase, case.phase(exercise))
        for name, ours, theirs in (*said, ("muscles", sorted(carried.muscles), sorted(muscles))):
            if ours != theirs:
                yield broken(FORM, f"{where}: {name} is {ours}, the catalog says {theirs}", law)
        if not _side_fits(exercise, carried.side):
            yield broken(FORM, f"{where}: a {exercise.laterality} exercise is not done on '{carried.side}'", law)


def unknown_answers(profile: Profile, catalog: Catalog) -> Iterator[Problem]:
    """Find muscles and activities of the profile that the catalog does not know, and a zone that nobody knows; laws about
    them would stay silent."""
    found = profile.findings
    try:
        zoneinfo.ZoneInfo(profile.timezone)
    except (KeyError, ValueError, OSError):  # what is no zone, no name, or a folder of zones
        yield broken(FORM, f"there is no time zone '{profile.timezone}'", "a session is kept off the hours that its clock skips")
    for finding in (*found.tight, *found.weak, *found.long):
        if finding.muscle not in catalog.muscles and finding.muscle not in catalog.groups:
            yield broken(FORM, f"the catalog has no muscle '{finding.muscle}'", "a finding counts only where the muscle is known")
    for answer in profile.activities:
        if answer.activity not in catalog.activities:
            yield broken(FORM, f"the catalog has no activity '{answer.activity}'", "sport counts only where it is known")


ALL: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    belongs,
    sessions_in_order,
    templates_are_one,
    items_say_what_the_catalog_says,
    carried_is_true,
)
