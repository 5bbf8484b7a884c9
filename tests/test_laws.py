"""The laws, over random people. Each person is planned once, under a small limit, and every law reads that plan."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routine.choose import choose
from routine.cli.outputs import plan_bytes
from routine.corridor import Request, plan_week
from routine.load.catalog import load_catalog, templates_home
from routine.load.profile import digest
from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.model.profile import Profile
from routine.plan import Stuck
from routine.render.ics import calendar
from routine.screen import Screening, active_conditions, age_in, screen
from routine.verify import verify
from routine.week import dates_of

from .conftest import EXAMPLES, TODAY, WEEK
from .strategies import answers, conditions, person

CATALOG = load_catalog()
SMALL = 1.2  # deterministic seconds of the solver
STAMP = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
MANY = settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)


def planned(profile: Profile) -> Plan | Screening | Stuck:
    return plan_week(Request(profile=profile, digest=digest(profile), week=WEEK, today=TODAY, limit=SMALL, gap=0.05), CATALOG)


def seconds_are_true(plan: Plan, catalog: Catalog) -> None:
    for session in plan.sessions:
        for item in session.items:
            sides = 2 if catalog.exercises[item.exercise].laterality == "unilateral" and item.side == "both" else 1
            assert (
                item.seconds
                == item.setup_s + sides * (item.sets * item.work_s + (item.sets - 1) * item.rest_s) + (sides - 1) * item.switch_s
            )
        assert session.seconds == sum(i.seconds for i in session.items)


def calendar_says_the_plan(plan: Plan, profile: Profile, catalog: Catalog) -> None:
    """Every session comes back from the .ics at its moment, with its exercises."""
    read = icalendar.Calendar.from_ical(
        calendar(plan, profile, catalog, STAMP, (templates_home() / "event.txt").read_text(encoding="utf-8"))
    )
    found = {e.decoded("DTSTART").astimezone(dt.UTC): str(e["DESCRIPTION"]) for e in read.walk("VEVENT")}
    assert len(found) == len(plan.sessions)
    zone = zoneinfo.ZoneInfo(plan.timezone)
    for session in plan.sessions:
        start = dt.datetime.fromisoformat(f"{session.date}T{session.start}").replace(tzinfo=zone).astimezone(dt.UTC)
        assert all(item.name in found[start] for item in session.items)


@MANY
@given(data=answers(CATALOG))
def test_every_plan_keeps_every_law(data: dict[str, Any]) -> None:
    profile = person(data, CATALOG)
    made = planned(profile)
    if isinstance(made, Screening):
        assert made.stopped
        assert [f for f in made.findings if f.level in ("emergency", "urgent", "clearance")]
    elif isinstance(made, Stuck):
        assert made.answers
    else:
        assert verify(made, CATALOG, profile) == []
        seconds_are_true(made, CATALOG)
        calendar_says_the_plan(made, profile, CATALOG)


@settings(parent=MANY, max_examples=max(3, EXAMPLES // 20))
@given(data=answers(CATALOG))
def test_the_same_answers_give_the_same_bytes(data: dict[str, Any]) -> None:
    one, two = (planned(person(data, CATALOG)) for _ in range(2))
    assert type(one) is type(two)
    if isinstance(one, Plan) and isinstance(two, Plan):
        assert plan_bytes(one) == plan_bytes(two)


@MANY
@given(data=answers(CATALOG), more=conditions(CATALOG, most=1))
def test_one_more_condition_permits_nothing_more_and_drops_no_precaution(data: dict[str, Any], more: list[dict[str, Any]]) -> None:
    dates = dates_of(WEEK)
    before, after = (person(d, CATALOG) for d in (data, {**data, "conditions": data["conditions"] + more}))

    def allowed(profile: Profile) -> dict[tuple[str, str], set[str]]:
        age = age_in(profile, dates)
        choices = choose(profile, active_conditions(profile, CATALOG, dates, age, TODAY), CATALOG, age)
        return {
            (key, side): {c.rule for c in changes} for key, choice in choices.permitted.items() for side, changes in choice.changes.items()
        }

    was, now = allowed(before), allowed(after)
    assert now.keys() <= was.keys()
    assert all(was[key] <= changes for key, changes in now.items())


@settings(parent=MANY, max_examples=max(20, EXAMPLES // 2))
@given(
    data=answers(CATALOG),
    flag=st.sampled_from(sorted(k for k, f in CATALOG.red_flags.items() if f.level in ("emergency", "urgent", "clearance"))),
)
def test_a_red_flag_stops_every_plan(data: dict[str, Any], flag: str) -> None:
    profile = person({**data, "red_flags": [flag]}, CATALOG)
    made = planned(profile)
    assert isinstance(made, Screening)
    assert flag in {f.id for f in made.findings}


@pytest.mark.parametrize("flag", sorted(k for k, f in CATALOG.red_flags.items() if f.level == "advice"))
def test_an_ordinary_feature_alone_stops_nobody(flag: str, robin: Profile) -> None:
    profile = person({**robin.model_dump(mode="json", exclude_defaults=True), "red_flags": [flag], "pain": []}, CATALOG)
    assert not screen(profile, CATALOG, TODAY, dates_of(WEEK)).stopped


@pytest.mark.parametrize(
    "told",
    [
        {"pain": [{"region": "heel", "side": "right", "intensity": 1}, {"region": "heel", "intensity": 0}]},
        {"pain": [{"region": "shin", "side": "right", "intensity": 0}], "findings": {"weak": [{"muscle": "iliopsoas", "side": "left"}]}},
        {"pain": [{"region": "abdomen", "intensity": 3}, {"region": "knee", "side": "left", "intensity": 3}]},
    ],
)
def test_a_pain_of_nothing_or_in_the_middle_does_not_make_a_side_lawful(told: dict[str, Any]) -> None:
    week = {"schedule": {"sessions_per_week": 1, "minutes": 10, "windows": {"tue": "06:00-06:45"}, "max_exercises": 2}}
    profile = person({"name": "Someone", "timezone": "Europe/London", "red_flags": [], "fitness": "active", **week, **told}, CATALOG)
    made = planned(profile)
    assert isinstance(made, Plan)
    assert verify(made, CATALOG, profile) == []
