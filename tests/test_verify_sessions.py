"""The laws about one session, one break each: warm first, in order, released before it is held, little before sport."""

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
    MONDAY,
    SATURDAY,
    Do,
    assert_breaks,
    edited,
    good_plan,
    home,
    laws,
    mara,
    place_of,
    swap,
    tennis,
    work,
)

WARM_UP = "step-touch-with-arm-swing"


# L3: warm-up first, and enough of it


def test_a_session_begins_with_warm_up(catalog: Catalog) -> None:
    assert_breaks(
        "L3",
        good_plan(catalog, None, tennis(Do("foam-roll-calves"))),
        catalog,
        mara(catalog),
        "session 2026-W48-4 does not begin with warm-up",
    )


def test_warm_up_later_in_the_session_does_not_begin_it(catalog: Catalog) -> None:
    warm, roll, walk = BEFORE_TENNIS
    assert_breaks(
        "L3 L5",
        good_plan(catalog, None, tennis(roll, warm, walk)),
        catalog,
        mara(catalog),
        "session 2026-W48-4 does not begin with warm-up",
    )


def test_under_two_minutes_of_warm_up_nothing_is_held(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, work(*swap(AT_WORK, "seated-march-and-reach", Do("seated-march-and-reach", 55, sets=2))))
    assert_breaks(
        "L3",
        plan,
        catalog,
        mara(catalog),
        "session 2026-W48-2: seated-hamstring-chair (both) is a static stretch after only 110 s of warm-up",
    )


def test_a_short_session_needs_a_fifth_of_its_time(catalog: Catalog) -> None:
    warm, roll, walk = BEFORE_TENNIS
    enough = good_plan(catalog, None, tennis(replace(warm, amount=40, sets=1), Do(roll.exercise, 30), walk))
    assert enough.sessions[3].seconds == 195
    assert verify(enough, catalog, mara(catalog)) == []
    less = good_plan(catalog, None, tennis(replace(warm, amount=38, sets=1), Do(roll.exercise, 30), walk))
    assert_breaks("L3", less, catalog, mara(catalog), "session 2026-W48-4 has 38 s of warm-up in 193 s")


def test_from_15_minutes_on_it_takes_three_minutes_of_warm_up(catalog: Catalog) -> None:
    more = {"foam-roll-hamstrings": 2, "supine-hamstring-strap": 2, "standing-adductor": 2, "clamshell": 2, "heel-dig-hamstring": 3}
    lines = tuple(replace(do, sets=more.get(do.exercise, do.sets)) for do in AT_HOME)
    long = good_plan(catalog, None, home(*lines, five=(0,)))
    assert long.sessions[0].seconds >= 900
    assert verify(long, catalog, mara(catalog)) == []
    lines = swap(lines, WARM_UP, Do(WARM_UP, 59, sets=3))
    assert_breaks(
        "L3", good_plan(catalog, None, home(*lines, five=(0,))), catalog, mara(catalog), "session 2026-W48-1 has 177 s of warm-up"
    )


# L4: warm before it is stretched


def test_a_muscle_that_nothing_warmed_is_not_stretched(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, tennis(*BEFORE_TENNIS, Do("arm-hug-and-open", 10)))  # marching warms no chest
    assert_breaks(
        "L4",
        plan,
        catalog,
        mara(catalog),
        "session 2026-W48-4: arm-hug-and-open (both): pectoralis-major on the left was not warmed before",
    )


def test_marching_warms_the_legs_and_not_the_groin(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*swap(AT_HOME, WARM_UP, Do("march-in-place", 60, sets=3))))
    assert_breaks("L4", plan, catalog, mara(catalog), "standing-adductor (both): pectineus on the right was not warmed before")


def test_its_own_release_warms_a_muscle_on_that_side_only(catalog: Catalog) -> None:
    def forearms(massage: Do) -> Any:
        lines = swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings"), massage)
        return good_plan(catalog, None, home(*swap(lines, "standing-adductor", Do("standing-adductor"), Do("wrist-flexor-stretch"))))

    assert verify(forearms(Do("hand-massage-forearm")), catalog, mara(catalog)) == []
    left = forearms(Do("hand-massage-forearm", side="left", why_one_side="pain"))
    found = assert_breaks(
        "L4", left, catalog, mara(catalog), "wrist-flexor-stretch (both): wrist-flexors on the right was not warmed before"
    )
    assert not any("on the left" in problem.what for problem in found)


def test_moving_a_muscle_does_not_warm_it_for_a_hold(catalog: Catalog) -> None:
    lines = swap(AT_HOME, "hip-hinge-good-morning", Do("hip-hinge-good-morning", 10), Do("wrist-waves", 10))
    plan = good_plan(catalog, None, home(*swap(lines, "standing-adductor", Do("standing-adductor"), Do("wrist-flexor-stretch"))))
    assert_breaks(
        "L4",
        plan,
        catalog,
        mara(catalog),
        "wrist-waves (both): wrist-flexors on the left",
        "wrist-flexor-stretch (both): wrist-flexors on the left",
    )


# L5: phases never go backwards


def test_nobody_goes_back_from_strength_to_stretching(catalog: Catalog) -> None:
    *before, clamshell, heels = AT_HOME
    stretch = before.pop()
    assert_breaks(
        "L5",
        good_plan(catalog, None, home(*before, clamshell, stretch, heels)),
        catalog,
        mara(catalog),
        "session 2026-W48-1: standing-adductor (both) (static) comes after activation",
    )


# L6: a tight muscle is released before it is held


def test_a_tight_muscle_is_released_before_it_is_stretched(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*swap(AT_HOME, "foam-roll-hamstrings"), five=(0,)))
    found = assert_breaks(
        "L6",
        plan,
        catalog,
        mara(catalog),
        "session 2026-W48-1: supine-hamstring-strap (both): biceps-femoris on the left is tight and was not released before",
    )
    assert not any("on the right" in problem.what for problem in found)  # only the left one was found tight


def test_a_release_after_the_stretch_is_too_late(catalog: Catalog) -> None:
    roll = AT_HOME[1]
    late = (*swap(AT_HOME, roll.exercise)[:3], roll, *AT_HOME[4:])
    assert_breaks(
        "L5 L6",
        good_plan(catalog, None, home(*late, five=(0,))),
        catalog,
        mara(catalog),
        "supine-hamstring-strap (both): biceps-femoris on the left is tight",
    )


def test_where_nothing_can_release_it_the_plan_says_so(catalog: Catalog) -> None:
    left_out = {"avoid": ["hand-massage-back-thigh"]}
    bare = mara(catalog, equipment={"home": ["mat", "foam-roller"]}, preferences=left_out)  # nothing to press with at work
    plan = good_plan(catalog, bare, work(*swap(AT_WORK, "ball-hamstrings-chair"), five=(0,)))
    assert_breaks("L6", plan, catalog, bare, "session 2026-W48-2: seated-hamstring-chair (both)", "no reason of rule 'L6' says so")
    item = place_of(plan, "seated-hamstring-chair", session=1)
    reason = {"kind": "rule", "id": "L6", "message": "No release is left, so it is only warmed before."}
    assert verify(edited(plan, **{f"{item}__because": [reason]}), catalog, bare) == []
    for other in ({"kind": "rule", "id": "L4"}, {"kind": "answer", "id": "L6"}, {"kind": "rule", "id": "hypertension-controlled.breath"}):
        excuse = edited(plan, **{f"{item}__because": [{**reason, **other}]})
        assert "L6" in laws(verify(excuse, catalog, bare)), other


def test_that_nothing_can_release_it_is_no_excuse_where_something_can(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, work(*swap(AT_WORK, "ball-hamstrings-chair"), five=(0,)))
    reason = {"kind": "rule", "id": "L6", "message": "No release is left, so it is only warmed before."}
    plan = edited(plan, **{f"{place_of(plan, 'seated-hamstring-chair', session=1)}__because": [reason]})
    found = assert_breaks("L6", plan, catalog, mara(catalog), "biceps-femoris on the left is tight and was not released before")
    assert any("'ball-hamstrings-chair' could release it" in problem.fix for problem in found)


def test_what_is_planned_as_a_release_need_is_tight_too(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    row = next(n for n, need in enumerate(plan.needs) if (need.muscle, need.side, need.action) == ("gastrocnemius", "left", "release"))
    plan = edited(plan, **{f"needs__{row}__weight": 0.5, f"needs__{row}__tight": True})
    assert verify(plan, catalog, mara(catalog)) == []
    stretched = home(*swap(AT_HOME, "standing-adductor", Do("standing-adductor"), Do("wall-gastrocnemius")))
    data = good_plan(catalog, None, stretched)
    assert_breaks(
        "L6",
        data.model_copy(update={"needs": _with_tight_calf(data.needs)}),
        catalog,
        mara(catalog),
        "wall-gastrocnemius (both): gastrocnemius on the left is tight",
    )


def _with_tight_calf(needs: Any) -> Any:
    return tuple(
        n.model_copy(update={"weight": 0.5, "tight": True}) if (n.muscle, n.side, n.action) == ("gastrocnemius", "left", "release") else n
        for n in needs
    )


# L7: little stretching before sport


def test_nothing_is_held_before_a_power_sport(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, tennis(*BEFORE_TENNIS, Do("wall-gastrocnemius", 20)))
    assert_breaks(
        "L7",
        plan,
        catalog,
        mara(catalog),
        "session 2026-W48-4: wall-gastrocnemius (both) is a static stretch before the power sport 'tennis'",
    )


def test_before_other_sport_a_muscle_is_held_for_less_than_a_minute(catalog: Catalog) -> None:
    rider = mara(catalog, activities=[{"activity": "cycling", "days": ["sat"], "start": "10:00", "minutes": 90}])

    def stretched(*lines: Do) -> Any:
        return good_plan(catalog, rider, (*GOOD_WEEK[:3], replace(SATURDAY, lines=(*BEFORE_TENNIS, *lines), activity="cycling")))

    assert verify(stretched(Do("wall-gastrocnemius", 50)), catalog, rider) == []
    assert_breaks(
        "L7",
        stretched(Do("wall-gastrocnemius", 30, sets=2)),
        catalog,
        rider,
        "session 2026-W48-4: gastrocnemius on the left is held 60 s before 'cycling'",
    )


def test_a_sport_without_an_hour_makes_the_whole_day_before(catalog: Catalog) -> None:
    player = mara(catalog, activities=[{"activity": "tennis", "days": ["mon"]}])
    week = (
        replace(MONDAY, context="before-activity", activity="tennis"),
        *GOOD_WEEK[1:3],
        replace(SATURDAY, context="standalone", activity=None),
    )
    assert_breaks(
        "L7",
        good_plan(catalog, player, week),
        catalog,
        player,
        "session 2026-W48-1: supine-hamstring-strap (both) is a static stretch before the power sport 'tennis'",
    )


@pytest.mark.parametrize(("start", "before"), [("10:06", True), ("10:07", False), ("08:06", True)])
def test_before_means_within_two_hours_of_the_end(start: str, before: bool, catalog: Catalog) -> None:
    player = mara(catalog, activities=[{"activity": "tennis", "days": ["sat"], "start": start, "minutes": 90}])
    held = good_plan(catalog, player, tennis(*BEFORE_TENNIS[:2], Do("wall-gastrocnemius", 20)))
    held = edited(held, **({} if before else {"sessions__3__context": "standalone", "sessions__3__activity": None}))
    assert held.sessions[3].end == "08:06"
    assert laws(verify(held, catalog, player)) == ({"L7"} if before else set())


def test_it_is_no_lie_to_be_careful_about_a_sport_that_is_a_little_later(catalog: Catalog) -> None:
    later = mara(catalog, activities=[{"activity": "tennis", "days": ["sat"], "start": "10:20", "minutes": 90}])
    assert verify(good_plan(catalog, later), catalog, later) == []  # 20 minutes were there, 6 are taken
    much_later = mara(catalog, activities=[{"activity": "tennis", "days": ["sat"], "start": "10:21", "minutes": 90}])
    assert_breaks(
        "L7", good_plan(catalog, much_later), catalog, much_later, "session 2026-W48-4 says 'before-activity' and comes before no sport"
    )


@pytest.mark.parametrize(
    ("context", "activity"),
    [("standalone", None), ("after-activity", "tennis"), ("before-activity", "cycling")],
)
def test_a_session_says_truly_what_it_comes_before(context: str, activity: str | None, catalog: Catalog) -> None:
    plan = edited(good_plan(catalog), sessions__3__context=context, sessions__3__activity=activity)
    assert_breaks("L7", plan, catalog, mara(catalog), "session 2026-W48-4")


def test_an_ordinary_session_comes_before_no_sport(catalog: Catalog) -> None:
    plan = edited(good_plan(catalog), sessions__0__context="before-activity", sessions__0__activity="tennis")
    assert_breaks("L7", plan, catalog, mara(catalog), "session 2026-W48-1 says 'before-activity' and comes before no sport")


# L9, of one session: not too much pressure


def test_no_muscle_is_pressed_for_more_than_two_minutes(catalog: Catalog) -> None:
    most = good_plan(catalog, None, home(*swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings", 40, sets=3)), five=(0,)))
    assert verify(most, catalog, mara(catalog)) == []
    more = good_plan(catalog, None, home(*swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings", 41, sets=3)), five=(0,)))
    assert_breaks("L9", more, catalog, mara(catalog), "session 2026-W48-1: biceps-femoris on the left is pressed 123 s")


def test_two_tools_on_one_muscle_count_together(catalog: Catalog) -> None:
    rich = mara(catalog, equipment={"home": ["mat", "foam-roller", "massage-stick"], "office": ["massage-ball"]})
    lines = swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings", 60), Do("stick-hamstrings", 35, sets=2))
    assert_breaks(
        "L9",
        good_plan(catalog, rich, home(*lines, five=(0,))),
        catalog,
        rich,
        "session 2026-W48-1: biceps-femoris on the left is pressed 130 s",
    )


# The five-minute version keeps the laws of a session


@pytest.mark.parametrize("places", [[], [7], [0, 0], [-1]])
def test_the_five_minute_version_names_lines_of_its_session(places: list[int], catalog: Catalog) -> None:
    assert_breaks("form", edited(good_plan(catalog), sessions__0__minimum=places), catalog, mara(catalog), "session 2026-W48-1: minimum")


def test_the_five_minute_version_takes_five_minutes(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*AT_HOME, five=(0, 1, 2)))
    assert_breaks("form", plan, catalog, mara(catalog), "session 2026-W48-1: the minimum takes 325 s")


@pytest.mark.parametrize(
    ("five", "law", "said"),
    [
        ((1,), "L3", "does not begin with warm-up"),
        ((0, 3), "L6", "biceps-femoris on the left is tight"),
        ((0, 4, 2), "L5", "hip-hinge-good-morning"),
    ],
    ids=["no warm-up", "no release", "backwards"],
)
def test_the_five_minute_version_is_lawful_by_itself(five: tuple[int, ...], law: str, said: str, catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*AT_HOME, five=five))
    found = [p for p in verify(plan, catalog, mara(catalog)) if p.what.startswith("five-minute version of session 2026-W48-1")]
    assert {problem.field for problem in found} == {law}
    assert any(said in problem.what for problem in found)
