"""What the corridor makes of single answers: wishes, windows, words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from routine.corridor import Request, plan_week
from routine.model.catalog import Catalog
from routine.model.plan import Carried, Plan
from routine.model.profile import Profile, clock_of
from routine.plan.assemble import as_known
from routine.plan.slots import slots_of
from routine.screen import Screening
from routine.verify import verify
from routine.week import dates_of

from .conftest import TODAY, WEEK

PERSON: dict[str, Any] = {
    "name": "Sam",
    "birth_year": 1990,
    "timezone": "Europe/London",
    "country": "GB",
    "red_flags": [],
    "screened": "2026-11-20",
    "fitness": "athletic",
    "pain": [{"region": "low-back", "side": "left", "intensity": 4, "weeks": 5}],
    "equipment": ["mat", "cups"],
    "schedule": {"sessions_per_week": 2, "minutes": 20, "windows": {"mon": "07:00-10:00", "thu": "07:00-10:00"}},
}


def made(catalog: Catalog, **answers: Any) -> Plan | Screening:
    profile = Profile.model_validate({**PERSON, **answers})
    result = plan_week(Request(profile=profile, digest="", week=WEEK, today=TODAY, limit=1.0, gap=0.05), catalog)
    assert isinstance(result, (Plan, Screening)), result
    if isinstance(result, Plan):
        assert verify(result, catalog, profile) == []
    return result


def planned(catalog: Catalog, **answers: Any) -> Plan:
    plan = made(catalog, **answers)
    assert isinstance(plan, Plan)
    return plan


def windows(minutes: int, **days: Any) -> dict[str, Any]:
    return {"sessions_per_week": 4, "minutes": minutes, "windows": days}


def sets_of(plan: Plan, exercise: str) -> dict[str, int]:
    return {s.date: i.sets for s in plan.sessions for i in s.items if i.exercise == exercise}


def test_a_window_may_say_its_own_length(catalog: Catalog) -> None:
    plan = planned(catalog, schedule=windows(20, mon="07:00-08:00", sat={"at": "16:00-18:00", "minutes": 40}))
    monday, saturday = plan.sessions
    assert monday.seconds <= 20 * 60 < saturday.seconds <= 40 * 60


def test_a_long_session_is_not_all_warm_up_and_needs_no_more_of_it_than_there_is(catalog: Catalog) -> None:
    few = {"avoid_positions": ["standing", "supine", "prone", "quadruped", "kneeling", "half-kneeling", "floor-seated", "side-lying"]}
    for wishes in ({}, few):
        plan = planned(catalog, equipment=[], preferences=wishes, schedule=windows(120, mon="07:00-10:00", thu="07:00-10:00"))
        for session in plan.sessions:
            assert 180 <= sum(i.sets * i.work_s for i in session.items if i.phase == "warm-up") <= 720


@pytest.mark.parametrize("sets", [1, 2, 3])
def test_a_required_exercise_has_the_sets_that_were_asked_for(sets: int, catalog: Catalog) -> None:
    plan = planned(catalog, preferences={"require": [{"exercise": "clamshell", "sets": sets, "days": ["thu"]}]})
    assert sets_of(plan, "clamshell")["2026-11-26"] == sets
    assert not plan.notices


def test_a_wish_that_was_not_met_is_said(catalog: Catalog) -> None:
    wishes = [{"exercise": "clamshell", "sets": 9}, {"exercise": "supine-figure-4", "days": ["tue"]}]
    told = " ".join(planned(catalog, preferences={"require": wishes}).notices)
    assert "clamshell was required with 9 sets; its dose allows 3." in told
    assert "supine-figure-4 was required on tue" in told


def test_another_language_is_not_passed_over_in_silence(catalog: Catalog) -> None:
    assert "language: de" in " ".join(planned(catalog, language="de-CH").notices)
    assert planned(catalog, language="en-GB").notices == ()


NEVER_CUPPED: list[dict[str, Any]] = [
    {"birth_year": 2011},
    {"conditions": [{"id": "pregnancy-trimester-1", "cleared": "2026-11-10"}]},
    {"conditions": [{"id": "pregnancy", "due": "2027-02-20", "cleared": "2026-11-10"}]},
    {"conditions": [{"id": "neuropathy"}]},
    {"conditions": [{"id": "fragile-skin", "region": "forearm", "side": "left"}]},
    {"conditions": [{"id": "anticoagulant", "cleared": "2026-11-10"}]},
]


def test_cups_are_used_on_request(catalog: Catalog) -> None:
    assert sets_of(planned(catalog, preferences={"require": [{"exercise": "cup-glide-back-thigh"}]}), "cup-glide-back-thigh")


@pytest.mark.parametrize("answers", NEVER_CUPPED)
def test_some_people_never_get_cups_even_on_request(answers: dict[str, Any], catalog: Catalog) -> None:
    plan = planned(catalog, preferences={"require": [{"exercise": "cup-glide-back-thigh"}]}, **answers)
    assert not sets_of(plan, "cup-glide-back-thigh")
    assert "cup-glide-back-thigh was required, but a rule forbids it" in " ".join(plan.notices)


def test_a_flag_that_something_raises_does_not_say_that_the_plan_goes_on(catalog: Catalog) -> None:
    alone = planned(catalog, red_flags=[{"id": "steroid-long"}], pain=[])
    assert "The plan goes on." in alone.screening.findings[0].message
    stopped = made(catalog, red_flags=[{"id": "steroid-long"}])
    assert isinstance(stopped, Screening)
    assert stopped.findings[0].level == "urgent"
    assert "do not begin a plan before that" in stopped.findings[0].message
    assert "goes on" not in stopped.findings[0].message


def test_a_flag_raised_to_an_emergency_names_whom_to_call(catalog: Catalog) -> None:
    stopped = made(catalog, red_flags=[{"id": "sexual-change"}, {"id": "both-legs"}])
    assert isinstance(stopped, Screening)
    assert all("Call 999 now" in f.message for f in stopped.findings)


def test_the_day_of_the_plan_is_not_the_clock_of_the_machine(catalog: Catalog) -> None:
    profile = Profile.model_validate(PERSON)
    later = plan_week(Request(profile=profile, digest="", week=WEEK, today=TODAY + dt.timedelta(days=29), limit=1.0, gap=0.05), catalog)
    assert isinstance(later, Screening)
    assert later.findings[0].id == "screening-stale"


@pytest.mark.parametrize(
    ("zone", "week", "day", "window", "start", "end"),
    [
        ("Europe/London", "2026-W13", "sun", "01:10-03:00", "02:00", "02:20"),
        ("Europe/London", "2026-W13", "sun", "00:50-03:00", "02:00", "02:20"),
        ("Europe/London", "2026-W13", "sun", "01:03-02:30", "02:00", "02:20"),
        ("Europe/London", "2026-W13", "sun", "00:30-03:00", "00:30", "00:50"),
        ("Europe/London", "2026-W43", "sun", "01:10-03:00", "01:10", "01:30"),
        ("Australia/Lord_Howe", "2026-W40", "sun", "01:50-03:00", "02:30", "02:50"),
        ("Africa/Cairo", "2026-W17", "fri", "00:00-02:00", "01:00", "01:20"),
        ("Africa/Cairo", "2026-W17", "thu", "23:39-24:00", "23:39", "23:59"),
        ("Africa/Cairo", "2026-W17", "thu", "23:50-24:00", "23:50", "23:59"),
    ],
)
def test_no_session_begins_ends_or_runs_on_in_what_the_clock_skips(
    zone: str, week: str, day: str, window: str, start: str, end: str, catalog: Catalog
) -> None:
    profile = Profile.model_validate({**PERSON, "timezone": zone, "screened": None, "schedule": windows(20, **{day: window})})
    found, _ = slots_of(profile, catalog, dates_of(week))
    assert [(clock_of(s.start), clock_of(s.start + s.minutes)) for s in found] == [(start, end)]


def test_a_window_that_the_clock_skips_whole_is_said(catalog: Catalog) -> None:
    profile = Profile.model_validate({**PERSON, "screened": None, "schedule": windows(20, sun="01:05-01:55")})
    found, notices = slots_of(profile, catalog, dates_of("2026-W13"))
    assert found == ()
    assert "On 2026-03-29 the clock skips the window from 01:05." in notices


OLD_WORDS: dict[str, Any] = {"technique": "foam-roller", "phase": "release", "side": "left", "muscles": ("soleus",)}


def test_what_is_carried_over_is_what_the_catalog_knows_today(catalog: Catalog) -> None:
    """Between two weeks it may have learned which muscles and sides an exercise reaches, or have lost it."""
    done = [
        Carried(exercise=e, date="2026-11-22", start="07:00", **OLD_WORDS) for e in ("ball-upper-back-chair", "clamshell", "of-last-year")
    ]
    both, strong, gone = as_known(done, catalog)
    assert (both.technique, both.phase, both.side, both.muscles) == ("ball", "release", "both", ("thoracic-erectors", "rhomboids"))
    assert (strong.technique, strong.phase, strong.side) == ("activation", "activation", "left")
    assert gone == done[2]


def test_a_week_after_a_plan_of_an_older_catalog_is_lawful(catalog: Catalog) -> None:
    answers = {"schedule": windows(20, sun="18:00-19:00", mon="07:00-08:00")}
    before = planned(catalog, **answers)
    items = tuple(i.model_copy(update={"muscles": ("soleus",), "side": "left"}) for i in before.sessions[-1].items)
    older = before.model_copy(update={"sessions": (before.sessions[-1].model_copy(update={"items": items}),)})
    profile = Profile.model_validate({**PERSON, **answers})
    asked = Request(profile=profile, digest="", week="2026-W49", today=TODAY, previous=older, limit=1.0, gap=0.05)
    first = plan_week(asked, catalog)
    assert isinstance(first, Plan)
    assert {c.phase for c in first.carried} == {"release", "activation"}
    stale = tuple(c.model_copy(update={"muscles": ("soleus",)}) for c in first.carried)
    again = plan_week(replace(asked, previous=None, earlier=first.model_copy(update={"carried": stale})), catalog)
    assert isinstance(again, Plan)
    assert verify(first, catalog, profile) == verify(again, catalog, profile) == []


DOWN_THE_LEG = {"region": "low-back", "side": "left", "intensity": 4, "weeks": 5, "spreads_to": ["calf"]}


def pulls_on_the_nerve(plan: Plan, catalog: Catalog) -> bool:
    left_out = {e.exercise for e in plan.excluded}
    pulling = {e.id for e in catalog.exercises.values() if e.technique == "static-stretch" and "nerve-tension-leg" in e.loads}
    return not pulling <= left_out


def test_pain_that_runs_down_the_leg_is_not_pulled_at_before_somebody_looked(catalog: Catalog) -> None:
    plan = planned(catalog, pain=[DOWN_THE_LEG])
    assert "pain-spreading-down-leg" in {f.id for f in plan.screening.findings}
    assert not pulls_on_the_nerve(plan, catalog)


@pytest.mark.parametrize(
    "answers",
    [
        {"pain": [DOWN_THE_LEG], "seen": {"on": "2026-11-02", "by": "physiotherapist", "excluded": ["Disc"]}},
        {"pain": [{**DOWN_THE_LEG, "spreads_to": ["buttock"]}]},
        {"pain": [{**DOWN_THE_LEG, "region": "knee"}]},
        {"pain": [{**DOWN_THE_LEG, "intensity": 0}]},
    ],
)
def test_pain_that_was_looked_at_or_runs_elsewhere_rules_nothing_out(answers: dict[str, Any], catalog: Catalog) -> None:
    plan = planned(catalog, **answers)
    assert "pain-spreading-down-leg" not in {f.id for f in plan.screening.findings}
    assert pulls_on_the_nerve(plan, catalog)
