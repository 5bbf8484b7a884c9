"""The laws about the week at their borders: to the minute, to the day, and across the border of the week."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.model.profile import Profile, minute_of
from routine.verify import verify
from routine.verify.case import Case
from routine.verify.week_laws import l11_on_the_clock

from .plans import GOOD_WEEK, MARA, MONDAY, SATURDAY, WEDNESDAY, Meet, assert_breaks, edited, good_plan, laws, mara


def carried(catalog: Catalog, exercise: str, date: str, start: str = "07:00", **other: Any) -> dict[str, Any]:
    """Return what the plan says about something that was done in the week before."""
    known = catalog.exercises[exercise]
    phase = catalog.vocabulary.techniques[known.technique].phase
    muscles = sorted(m for name in known.primary for m in (catalog.groups[name].members if name in catalog.groups else (name,)))
    done = {"exercise": exercise, "technique": known.technique, "phase": phase, "side": "both", "muscles": muscles}
    return {**done, "date": date, "start": start, **other}


def test_what_lies_behind_is_not_judged_again(catalog: Catalog) -> None:
    """Two balls on two days running and strength after 24 hours: last week is over."""
    before = [carried(catalog, "ball-gluteus-maximus", f"2026-11-{day}") for day in (21, 22)]
    assert verify(edited(good_plan(catalog), carried=before), catalog, mara(catalog)) == []
    before = [carried(catalog, "heel-dig-hamstring", date, start) for date, start in (("2026-11-21", "06:00"), ("2026-11-21", "07:00"))]
    assert verify(edited(good_plan(catalog), carried=before), catalog, mara(catalog)) == []


def test_strength_that_is_not_in_this_week_hinders_nothing(catalog: Catalog) -> None:
    before = [carried(catalog, "band-row", "2026-11-22")]
    assert verify(edited(good_plan(catalog), carried=before), catalog, mara(catalog)) == []


@pytest.mark.parametrize(("phase", "law"), [("activation", {"L10"}), ("warm-up", set())])
def test_an_exercise_that_left_the_catalog_counts_as_the_plan_says(phase: str, law: set[str], catalog: Catalog) -> None:
    gone = carried(catalog, "clamshell", "2026-11-22", phase=phase) | {"exercise": "an-exercise-of-last-year"}
    assert laws(verify(edited(good_plan(catalog), carried=[gone]), catalog, mara(catalog))) & {"L10"} == law


def test_a_lie_about_the_phase_hides_no_short_rest(catalog: Catalog) -> None:
    lie = carried(catalog, "clamshell", "2026-11-22", phase="warm-up")
    assert "L10" in laws(verify(edited(good_plan(catalog), carried=[lie]), catalog, mara(catalog)))
    lie = carried(catalog, "foam-roll-hamstrings", "2026-11-22", phase="activation")
    assert "L10" not in laws(verify(edited(good_plan(catalog), carried=[lie]), catalog, mara(catalog)))


@pytest.mark.parametrize(("minutes", "enough"), [(10, False), (11, True)])
def test_a_session_may_take_all_the_minutes_there_are(minutes: int, enough: bool, catalog: Catalog) -> None:
    plan = good_plan(catalog)
    assert (plan.sessions[0].start, plan.sessions[0].end) == ("07:00", "07:11")
    windows = {**MARA["schedule"]["windows"], "mon": {"at": "07:00-08:00", "minutes": minutes}}
    exact = mara(catalog, schedule={**MARA["schedule"], "windows": windows})
    assert ("L11" not in laws(verify(good_plan(catalog, exact), catalog, exact))) is enough


@pytest.mark.parametrize(
    ("start", "minutes", "overlaps"),
    [
        ("08:05", 90, True),
        ("08:06", 90, False),  # the session ends when it begins
        ("07:00", 60, False),  # it ends when the session begins
        ("07:00", 61, True),
        ("08:00", None, True),  # how long it takes is unknown; that it begins then is not
        ("07:59", None, False),
    ],
)
def test_sport_and_session_may_touch_and_not_overlap(start: str, minutes: int | None, overlaps: bool, catalog: Catalog) -> None:
    told = {"activity": "tennis", "days": ["sat"], "start": start} | ({"minutes": minutes} if minutes else {})
    player = mara(catalog, activities=[told])
    plan = good_plan(catalog, player)
    assert (plan.sessions[3].start, plan.sessions[3].end) == ("08:00", "08:06")
    said = [p.what for p in verify(plan, catalog, player) if p.field == "L11"]
    assert bool(said) is overlaps
    assert all(what.endswith(f"overlaps the sport 'tennis' at {start}") for what in said)


@pytest.mark.parametrize(("activity", "overlaps"), [("walking", True), ("gardening", True), ("desk-work", False)])
def test_an_outing_takes_its_time_as_sport_does_and_work_does_not(activity: str, overlaps: bool, catalog: Catalog) -> None:
    walker = mara(catalog, activities=[{"activity": activity, "days": ["sat"], "start": "08:00", "minutes": 30}])
    assert ("L11" in laws(verify(good_plan(catalog, walker), catalog, walker))) is overlaps


def late_sport(catalog: Catalog, sport: str, day: str, session: Meet, minutes: int | None = 180) -> tuple[Profile, Plan]:
    """Return somebody with a sport at 22:30 and a session in the small hours, and their week."""
    told = {"activity": sport, "days": [day], "start": "22:30"} | ({"minutes": minutes} if minutes else {})
    first = session.date == MONDAY.date
    windows = {**MARA["schedule"]["windows"], "mon" if first else "sat": "00:00-03:00"}
    player = mara(catalog, activities=[told], schedule={**MARA["schedule"], "windows": windows})
    week = (session, *GOOD_WEEK[1:3], replace(SATURDAY, context="standalone", activity=None)) if first else (*GOOD_WEEK[:3], session)
    return player, good_plan(catalog, player, week)


@pytest.mark.parametrize(
    ("sport", "start", "minutes", "overlaps"),
    [
        ("tennis", "01:29", 180, True),
        ("tennis", "01:30", 180, False),  # the session begins when it ends
        ("walking", "01:29", 180, True),
        ("tennis", "00:00", 90, False),
        ("tennis", "00:00", 91, True),
        ("tennis", "00:00", None, False),
    ],
)
def test_what_runs_past_midnight_takes_the_hours_of_the_morning(
    sport: str, start: str, minutes: int | None, overlaps: bool, catalog: Catalog
) -> None:
    morning = replace(SATURDAY, start=start, context="standalone", activity=None)
    player, plan = late_sport(catalog, sport, "fri", morning, minutes)
    found = [p.what for p in verify(plan, catalog, player) if p.field == "L11"]
    assert bool(found) is overlaps
    assert all("at 22:30 of the day before" in what for what in found)


def test_the_evening_before_the_week_runs_into_it(catalog: Catalog) -> None:
    player, plan = late_sport(catalog, "tennis", "sun", replace(MONDAY, start="01:00"))
    assert_breaks("L11", edited(plan, carried=[]), catalog, player, "session 2026-W48-1 (2026-11-23 01:00) overlaps the sport 'tennis'")


@pytest.mark.parametrize(("minutes", "true"), [(180, True), (None, True), (90, False), (60, False)])
def test_only_a_sport_that_runs_past_midnight_is_before_a_session_of_the_next_day(
    minutes: int | None, true: bool, catalog: Catalog
) -> None:
    morning = replace(SATURDAY, start="01:30", context="after-activity", activity="tennis")
    player, plan = late_sport(catalog, "tennis", "fri", morning, minutes)
    assert laws(verify(plan, catalog, player)) == (set() if true else {"L7"})


def test_a_sport_without_an_hour_overlaps_nothing(catalog: Catalog) -> None:
    player = mara(catalog, activities=[{"activity": "cycling", "days": ["mon"], "minutes": 90}])
    assert "L11" not in laws(verify(good_plan(catalog, player), catalog, player))


def test_the_ball_may_come_again_on_the_second_day(catalog: Catalog) -> None:
    windows = {**MARA["schedule"]["windows"], "mon": {"at": "12:00-13:00", "place": "office"}}
    twice = mara(catalog, schedule={**MARA["schedule"], "windows": windows})
    monday = replace(WEDNESDAY, date=MONDAY.date, lines=WEDNESDAY.lines[:3])
    week = (monday, replace(WEDNESDAY, lines=WEDNESDAY.lines[:3]), GOOD_WEEK[2], SATURDAY)
    assert "L9" not in laws(verify(good_plan(catalog, twice, week), catalog, twice))


def test_a_session_may_end_with_the_day(catalog: Catalog) -> None:
    windows = {**MARA["schedule"]["windows"], "mon": "23:00-24:00"}
    late = mara(catalog, schedule={**MARA["schedule"], "windows": windows})
    week = (replace(MONDAY, start="23:49"), *GOOD_WEEK[1:])
    plan = edited(good_plan(catalog, late, week), sessions__0__end="24:00")
    assert "L11" not in laws(verify(plan, catalog, late))
    over = edited(good_plan(catalog, late, (replace(MONDAY, start="23:50"), *GOOD_WEEK[1:])), sessions__0__end="00:01")
    assert "L11" in laws(verify(over, catalog, late))


@pytest.mark.parametrize(("seconds", "true"), [(10, True), (0, True), (1, False), (5, False)])
def test_on_one_side_alone_there_is_no_change_of_sides_to_lie_about(seconds: int, true: bool, catalog: Catalog) -> None:
    plan = good_plan(catalog)
    ball = plan.sessions[1].items[1]
    assert (ball.exercise, ball.side, ball.switch_s) == ("ball-hamstrings-chair", "left", 10)
    told = verify(edited(plan, sessions__1__items__1__switch_s=seconds), catalog, mara(catalog))
    assert ("L11" not in laws(told)) is true


def on_the_clock(catalog: Catalog, zone: str, date: str, start: str, minutes: int = 11) -> list[str]:
    """Return what the clock has against a session on a day in a zone."""
    profile = mara(catalog, timezone=zone)
    case = Case(good_plan(catalog), catalog, profile)
    begins = minute_of(start)
    case.meetings = (replace(case.meetings[0], day=dt.date.fromisoformat(date), start=begins, end=begins + minutes),)
    return [p.what for p in l11_on_the_clock(case)]


@pytest.mark.parametrize(
    ("zone", "date", "start", "minutes", "skipped"),
    [
        ("Europe/London", "2026-03-29", "01:30", 11, "01:30"),
        ("Europe/London", "2026-03-29", "00:50", 20, "01:00"),
        ("Europe/London", "2026-03-29", "00:50", 10, "01:00"),  # it would end when the clock reads two
        ("Europe/London", "2026-03-29", "00:50", 9, None),
        ("Europe/London", "2026-03-29", "01:59", 20, "01:59"),
        ("Europe/London", "2026-03-29", "02:00", 20, None),
        ("Europe/London", "2026-03-29", "00:30", 120, "01:00"),  # begins and ends on the clock, and half of it is not there
        ("Europe/London", "2026-03-28", "01:30", 11, None),
        ("Europe/London", "2026-10-25", "01:30", 11, None),  # an hour that comes twice is there
        ("Asia/Kathmandu", "2026-03-29", "01:30", 11, None),
        ("Australia/Lord_Howe", "2026-10-04", "02:29", 11, "02:29"),
        ("Africa/Cairo", "2026-04-24", "00:30", 11, "00:30"),
        ("Africa/Cairo", "2026-04-23", "23:40", 20, "00:00"),
        ("Africa/Cairo", "2026-04-23", "23:39", 20, None),
    ],
)
def test_no_session_lies_in_an_hour_that_the_clock_skips(
    zone: str, date: str, start: str, minutes: int, skipped: str | None, catalog: Catalog
) -> None:
    found = on_the_clock(catalog, zone, date, start, minutes)
    assert found == ([f"session 2026-W48-1 ({date} 07:00) meets {skipped}, which the clock skips in {zone}"] if skipped else [])


def test_the_whole_proof_asks_the_clock(catalog: Catalog) -> None:
    spring = dt.date(2026, 3, 29)
    windows = {**MARA["schedule"]["windows"], "sun": "01:00-03:00"}
    late = mara(catalog, schedule={**MARA["schedule"], "windows": windows, "rest_days": []})
    plan = good_plan(catalog, late, (replace(SATURDAY, date=str(spring), start="01:30", context="standalone", activity=None),))
    moved = plan.model_copy(update={"week": "2026-W13"})
    assert any(p.field == "L11" and "meets 01:30" in p.what for p in verify(moved, catalog, late))


def test_a_zone_that_nobody_knows_proves_nothing(catalog: Catalog) -> None:
    for zone in ("Europe/Atlantis", "../London", "Europe"):
        lost = mara(catalog).model_copy(update={"timezone": zone})
        assert_breaks("form", good_plan(catalog), catalog, lost, f"there is no time zone '{zone}'")


def test_a_rest_day_is_for_strength_alone(catalog: Catalog) -> None:
    rest = mara(catalog, schedule={**MARA["schedule"], "rest_days": ["fri"]})
    assert_breaks("L10", good_plan(catalog, rest), catalog, rest, "is activation on the rest day 2026-11-27")
    rest = mara(catalog, schedule={**MARA["schedule"], "rest_days": ["sat"]})
    assert verify(good_plan(catalog, rest), catalog, rest) == []
