"""The laws about one session at their borders: exactly enough warm-up, exactly too much pressure, and what comes before or after sport."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routine.model.catalog import Catalog
from routine.verify import verify

from .plans import (
    AT_HOME,
    AT_WORK,
    BEFORE_TENNIS,
    GOOD_WEEK,
    MARA,
    MONDAY,
    SATURDAY,
    Do,
    edited,
    good_plan,
    home,
    laws,
    mara,
    swap,
    tennis,
    work,
)
from .test_verify_week_laws import carried

# L3


@pytest.mark.parametrize(("warm", "enough"), [(40, True), (39, False)])
def test_exactly_a_fifth_of_a_short_session_is_enough_warm_up(warm: int, enough: bool, catalog: Catalog) -> None:
    march, roll, walk = BEFORE_TENNIS
    plan = good_plan(catalog, None, tennis(replace(march, amount=warm, sets=1), replace(roll, amount=30), replace(walk, amount=11)))
    assert plan.sessions[3].seconds == 160 + warm
    assert ("L3" not in laws(verify(plan, catalog, mara(catalog)))) is enough


def test_exactly_two_minutes_of_warm_up_allow_a_held_stretch(catalog: Catalog) -> None:
    for seconds, enough in ((60, True), (59, False)):
        lines = swap(AT_WORK, "seated-march-and-reach", Do("seated-march-and-reach", seconds, sets=2))
        assert ("L3" not in laws(verify(good_plan(catalog, None, work(*lines)), catalog, mara(catalog)))) is enough


# L6


def test_every_tight_muscle_of_a_stretch_is_released(catalog: Catalog) -> None:
    """A roller that reaches one of three muscles leaves the other two."""
    roller = catalog.exercises["foam-roll-hamstrings"].model_copy(update={"primary": ("biceps-femoris",)})
    other = catalog.model_copy(update={"exercises": {**catalog.exercises, roller.id: roller}})
    found = [p.what for p in verify(good_plan(other), other, mara(other)) if p.field == "L6"]
    assert any("semitendinosus" in what for what in found)
    assert not any("biceps-femoris" in what for what in found)


BARE: dict[str, Any] = {"preferences": {"avoid": ["hand-massage-back-thigh"]}}  # at work there is the ball, and nothing else
WHY = {"kind": "rule", "id": "L6", "message": "No release is left, so it is only warmed before."}


def bare_work(catalog: Catalog, **told: Any) -> tuple[Any, Any]:
    """Return a plan that says on Wednesday that no release is left, and its person."""
    profile = mara(catalog, **{**BARE, **told})
    plan = good_plan(catalog, profile, work(*swap(AT_WORK, "ball-hamstrings-chair"), five=(0,)))
    number = next(n for n, item in enumerate(plan.sessions[1].items) if item.exercise == "seated-hamstring-chair")
    return edited(plan, **{f"sessions__1__items__{number}__because": [WHY]}), profile


def test_a_release_is_left_where_only_the_other_side_is_sore(catalog: Catalog) -> None:
    for side, left in (("right", True), ("left", False)):
        plan, hurt = bare_work(catalog, conditions=[{"id": "open-wound", "region": "back-thigh", "side": side}])
        plan = plan.model_copy(update={"sessions": plan.sessions[1:2]})
        assert ("L6" in laws(verify(plan, catalog, hurt))) is left, side


@pytest.mark.parametrize(
    ("pressed", "date", "side", "left"),
    [
        ("ball-hamstrings-chair", "2026-11-24", "left", False),  # the day before
        ("ball-hamstrings-chair", "2026-11-26", "left", False),  # the day after
        ("ball-hamstrings-chair", "2026-11-23", "left", True),
        ("ball-hamstrings-chair", "2026-11-27", "left", True),
        ("ball-hamstrings-chair", "2026-11-24", "right", True),
        ("ball-gluteus-maximus", "2026-11-24", "left", True),
        ("foam-roll-hamstrings", "2026-11-24", "left", True),
    ],
)
def test_a_ball_that_must_rest_is_no_release_that_is_left(pressed: str, date: str, side: str, left: bool, catalog: Catalog) -> None:
    plan, mine = bare_work(catalog)
    plan = edited(plan, carried=[carried(catalog, pressed, date, side=side)])
    assert ("L6" in laws(verify(plan, catalog, mine))) is left


def test_a_ball_for_both_sides_at_once_rests_on_both(catalog: Catalog) -> None:
    wide = catalog.exercises["ball-hamstrings-chair"].model_copy(update={"laterality": "bilateral"})
    other = catalog.model_copy(update={"exercises": {**catalog.exercises, wide.id: wide}})
    for side in ("left", "right"):
        plan, mine = bare_work(other)
        plan = edited(plan, carried=[carried(other, "ball-hamstrings-chair", "2026-11-24", side=side)])
        assert "L6" not in laws(verify(plan, other, mine)), side
    plan, mine = bare_work(other)
    assert "L6" in laws(verify(edited(plan, carried=[]), other, mine))


@pytest.mark.parametrize(("technique", "left"), [("ball", False), ("foam-roller", True), ("a-technique-of-last-year", False)])
def test_what_left_the_catalog_rests_as_its_technique_does_and_one_unknown_rests(technique: str, left: bool, catalog: Catalog) -> None:
    plan, mine = bare_work(catalog)
    gone = carried(catalog, "ball-hamstrings-chair", "2026-11-24", technique=technique) | {"exercise": "an-exercise-of-last-year"}
    assert ("L6" in laws(verify(edited(plan, carried=[gone]), catalog, mine))) is left


def test_a_lie_about_the_technique_hides_no_pressed_point(catalog: Catalog) -> None:
    plan, mine = bare_work(catalog)
    lie = carried(catalog, "ball-hamstrings-chair", "2026-11-24", technique="foam-roller")
    assert "L6" not in laws(verify(edited(plan, carried=[lie]), catalog, mine))
    lie = carried(catalog, "foam-roll-hamstrings", "2026-11-24", technique="ball")
    assert "L6" in laws(verify(edited(plan, carried=[lie]), catalog, mine))


# L7


def late(catalog: Catalog, *activities: dict[str, Any], start: str = "22:30") -> set[str]:
    """Return the laws that an ordinary Monday session in the late evening breaks beside these sports."""
    windows = {**MARA["schedule"]["windows"], "mon": "06:00-23:59"}
    owl = mara(catalog, activities=activities, schedule={**MARA["schedule"], "windows": windows})
    saturday = replace(SATURDAY, context="standalone", activity=None)
    week = (replace(MONDAY, start=start), *GOOD_WEEK[1:3], saturday)
    return laws(verify(good_plan(catalog, owl, week), catalog, owl)) & {"L7"}


def sport(day: str, start: str | None = None, **other: Any) -> dict[str, Any]:
    return {"activity": "tennis", "days": [day], **({"start": start} if start else {}), **other}


def test_sport_after_midnight_comes_after_a_late_session(catalog: Catalog) -> None:
    assert late(catalog, sport("tue", "00:41")) == {"L7"}  # the session ends at 22:41
    assert late(catalog, sport("tue", "00:42")) == set()
    assert late(catalog, sport("wed", "00:41")) == set()
    assert late(catalog, sport("sun", "00:41")) == set()
    assert late(catalog, sport("tue")) == set()  # some time on Tuesday is not this evening
    assert late(catalog, sport("tue"), sport("mon", "23:30")) == {"L7"}
    assert late(catalog, sport("tue"), sport("tue", "00:41")) == {"L7"}


def test_sport_that_begins_with_the_session_does_not_come_after_it(catalog: Catalog) -> None:
    assert late(catalog, sport("mon", "22:30", minutes=1)) == set()
    assert late(catalog, sport("mon", "22:31", minutes=1)) == {"L7"}


def test_two_stretches_of_a_muscle_count_together_before_sport(catalog: Catalog) -> None:
    rider = mara(catalog, activities=[{"activity": "cycling", "days": ["sat"], "start": "10:00", "minutes": 90}])
    lines = (*BEFORE_TENNIS, Do("wall-gastrocnemius", 30), Do("wall-gastrocnemius", 29))
    for last, breaks in ((29, False), (30, True)):
        week = (*GOOD_WEEK[:3], replace(SATURDAY, lines=(*lines[:-1], Do("wall-gastrocnemius", last)), activity="cycling"))
        assert ("L7" in laws(verify(good_plan(catalog, rider, week), catalog, rider))) is breaks


@pytest.mark.parametrize(
    ("told", "activity", "true"),
    [
        (sport("mon", "05:00", minutes=120), "tennis", True),  # ends when the session begins
        (sport("mon", "05:01", minutes=120), "tennis", False),
        (sport("mon", "06:59"), "tennis", True),
        (sport("mon", "07:00"), "tennis", True),
        (sport("mon", "07:05"), "tennis", False),
        (sport("tue", "05:00", minutes=60), "tennis", False),
        (sport("mon", "05:00", minutes=60), "cycling", False),
        (sport("mon"), "tennis", False),
    ],
    ids=str,
)
def test_a_session_says_truly_what_it_comes_after(told: dict[str, Any], activity: str, true: bool, catalog: Catalog) -> None:
    player = mara(catalog, activities=[told, sport("sat", "10:00", minutes=90)])
    week = (replace(MONDAY, context="after-activity", activity=activity), *GOOD_WEEK[1:])
    found = [p.what for p in verify(good_plan(catalog, player, week), catalog, player)]
    assert any("2026-W48-1 says it comes after" in what for what in found) is not true


def test_an_ordinary_session_names_no_activity(catalog: Catalog) -> None:
    plan = edited(good_plan(catalog), sessions__0__activity="tennis")
    found = [p.what for p in verify(plan, catalog, mara(catalog)) if p.field == "L7"]
    assert any("is standalone and names the activity 'tennis'" in what for what in found)


def test_outside_every_window_nobody_can_be_early_for_a_sport(catalog: Catalog) -> None:
    """Without minutes of its own such a session reaches no sport but one within two hours of its start."""
    for start, careful in (("10:00", True), ("10:01", False)):
        windows = {key: value for key, value in MARA["schedule"]["windows"].items() if key != "sat"}
        player = mara(catalog, activities=[sport("sat", start, minutes=90)], schedule={**MARA["schedule"], "windows": windows})
        plan = edited(good_plan(catalog, player), sessions__3__items=[])
        said = [p.what for p in verify(plan, catalog, player) if p.field == "L7"]
        assert any("comes before no sport" in what for what in said) is not careful


# L9 and the five-minute version


@pytest.mark.parametrize(("sets", "amount", "lawful"), [(2, 60, True), (1, 121, False)])
def test_two_minutes_of_pressure_are_the_most(sets: int, amount: int, lawful: bool, catalog: Catalog) -> None:
    lines = swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings", amount, sets=sets))
    assert ("L9" not in laws(verify(good_plan(catalog, None, home(*lines, five=(0,))), catalog, mara(catalog)))) is lawful


@pytest.mark.parametrize(("march", "roll", "lawful"), [(183, 41, True), (184, 41, False), (183, 42, False)])
def test_the_five_minute_version_takes_exactly_five_minutes_at_most(march: int, roll: int, lawful: bool, catalog: Catalog) -> None:
    lines = swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings", roll))
    lines = (Do("step-touch-with-arm-swing", march), *lines[1:])
    plan = good_plan(catalog, None, home(*lines, five=(0, 1)))
    assert sum(item.seconds for item in plan.sessions[0].items[:2]) == 300 + (march - 183) + 2 * (roll - 41)
    said = [p.what for p in verify(plan, catalog, mara(catalog)) if "the minimum takes" in p.what]
    assert bool(said) is not lawful


def test_the_minimum_of_every_session_is_judged(catalog: Catalog) -> None:
    plan = edited(good_plan(catalog), sessions__0__minimum=[], sessions__2__minimum=[])
    found = [p.what for p in verify(plan, catalog, mara(catalog))]
    assert sum("minimum []" in what for what in found) == 2
