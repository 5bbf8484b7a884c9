"""The laws about the week, one break each: days of rest, windows, both sides alike, pairs of muscles, and what leaves no plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.verify import verify

from .plans import (
    AT_HOME,
    AT_WORK,
    BEFORE,
    FRIDAY,
    GOOD_WEEK,
    MARA,
    MONDAY,
    SATURDAY,
    WEDNESDAY,
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

# L9, of the week: a pressed point rests a day


def test_a_ball_does_not_press_the_same_muscle_on_two_days_running(catalog: Catalog) -> None:
    busy = mara(
        catalog, schedule={**MARA["schedule"], "windows": {**MARA["schedule"]["windows"], "tue": {"at": "12:00-13:00", "place": "office"}}}
    )
    lines = swap(AT_WORK, "seated-calf-raise")
    wednesday = replace(WEDNESDAY, lines=lines)
    tuesday = replace(wednesday, date="2026-11-24")
    plan = good_plan(catalog, busy, (MONDAY, tuesday, wednesday, FRIDAY))
    assert_breaks(
        "L9",
        plan,
        catalog,
        busy,
        "session 2026-W48-3: ball-hamstrings-chair (left) presses biceps-femoris on the left one day after session 2026-W48-2",
    )


def test_sunday_of_the_week_before_counts_for_the_ball(catalog: Catalog) -> None:
    rich = mara(catalog, equipment=["mat", "foam-roller", "massage-ball"])
    lines = swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings"), Do("ball-gluteus-maximus"))
    week = (replace(MONDAY, template="D", lines=lines), *GOOD_WEEK[1:])
    assert_breaks(
        "L9",
        good_plan(catalog, rich, week),
        catalog,
        rich,
        "session 2026-W48-1: ball-gluteus-maximus (both) presses gluteus-maximus on the left one day after carried from 2026-11-22",
    )


@pytest.mark.parametrize("side", ["left", "right", "none", "both"])
def test_what_presses_both_sides_at_once_is_carried_over_for_both(side: str, catalog: Catalog) -> None:
    """Two balls along the spine know no side, whatever the plan says of last Sunday."""
    rich = mara(catalog, equipment=["mat", "foam-roller", "massage-ball", "two-massage-balls"])
    week = (replace(MONDAY, template="D", lines=(*AT_HOME[:2], Do("ball-rhomboids-wall"), *AT_HOME[2:])), *GOOD_WEEK[1:])
    plan = good_plan(catalog, rich, week)
    known = catalog.exercises["ball-upper-back-chair"]
    sunday = {"technique": "ball", "phase": "release", "side": side, "date": "2026-11-22", "start": "07:00"}
    plan = edited(plan, carried=[{"exercise": known.id, "muscles": list(known.primary), **sunday}])
    lie = side in ("left", "right")
    found = assert_breaks("L9 form" if lie else "L9", plan, catalog, rich, "ball-rhomboids-wall (both) presses rhomboids on the right")
    assert any("ball-rhomboids-wall (both) presses rhomboids on the left" in p.what for p in found)
    assert any(f"a bilateral exercise is not done on '{side}'" in p.what for p in found) is lie


def test_a_roller_may_be_used_every_day(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    rolled: dict[str, Any] = {
        "exercise": "foam-roll-hamstrings",
        "technique": "foam-roller",
        "phase": "release",
        "side": "both",
        "date": "2026-11-22",
        "start": "07:00",
    }
    rolled["muscles"] = plan.sessions[0].items[1].muscles
    assert verify(edited(plan, carried=[rolled]), catalog, mara(catalog)) == []


# L10: strength rests


def test_strength_of_a_muscle_comes_again_after_48_hours_at_the_earliest(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, work(*AT_WORK, Do("clamshell", 10)))
    assert_breaks(
        "L10", plan, catalog, mara(catalog), "session 2026-W48-3: clamshell (both) strengthens gluteus-medius 43 h after session 2026-W48-2"
    )


def test_48_hours_are_counted_across_the_weeks_border_to_the_minute(catalog: Catalog) -> None:
    assert BEFORE[0] == ("clamshell", "both", "2026-11-21", "07:00")  # exactly 48 hours before Monday's
    late = edited(good_plan(catalog), carried__0__start="07:01")
    assert_breaks(
        "L10",
        late,
        catalog,
        mara(catalog),
        "session 2026-W48-1: clamshell (both) strengthens gluteus-medius 47.9833 h after carried from 2026-11-21: clamshell",
    )


def test_a_day_of_rest_has_no_strength(catalog: Catalog) -> None:
    rests = mara(catalog, schedule={**MARA["schedule"], "rest_days": ["fri"]})
    assert_breaks(
        "L10", good_plan(catalog, rests), catalog, rests, "session 2026-W48-3: clamshell (both) is activation on the rest day 2026-11-27"
    )


def test_one_day_of_the_week_has_no_strength(catalog: Catalog) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    daily = mara(catalog, activities=[], schedule={"sessions_per_week": 7, "minutes": 20, "windows": dict.fromkeys(days, "07:00-08:00")})
    *legs, clamshell, heels = AT_HOME
    one, two = replace(MONDAY, lines=(*legs, clamshell)), replace(MONDAY, template="B", lines=(*legs, heels))
    week = tuple(replace((one, two)[n % 2], date=f"2026-11-{23 + n}") for n in range(7))
    assert_breaks("L10", good_plan(catalog, daily, week), catalog, daily, "every day of the week has activation")
    assert verify(good_plan(catalog, daily, week[:6]), catalog, daily) == []


# L11: windows, busy times and seconds


@pytest.mark.parametrize("start", ["06:59", "07:50", "20:00"])
def test_a_session_lies_in_a_window_of_its_day(start: str, catalog: Catalog) -> None:
    week = (replace(MONDAY, start=start), *GOOD_WEEK[1:])
    plan = edited(good_plan(catalog, None, week), carried=[])
    assert_breaks("L11", plan, catalog, mara(catalog), f"session 2026-W48-1 (2026-11-23 {start}) lies in no window of that day at 'home'")


def test_a_session_is_where_its_window_is(catalog: Catalog) -> None:
    week = (MONDAY, replace(WEDNESDAY, place="home"), *GOOD_WEEK[2:])
    rich = mara(catalog, equipment=["mat", "foam-roller", "massage-ball"])
    assert_breaks(
        "L11",
        good_plan(catalog, rich, week),
        catalog,
        rich,
        "session 2026-W48-2 (2026-11-25 12:00) lies in no window of that day at 'home'",
    )


def test_a_session_takes_no_longer_than_there_is_time(catalog: Catalog) -> None:
    hurried = mara(catalog, schedule={**MARA["schedule"], "minutes": 10})
    assert_breaks("L11", good_plan(catalog, hurried), catalog, hurried, "session 2026-W48-1 (2026-11-23 07:00) takes 11 min, 10 are there")


def test_a_window_may_have_minutes_of_its_own(catalog: Catalog) -> None:
    windows = {**MARA["schedule"]["windows"], "mon": {"at": "07:00-08:00", "minutes": 10}}
    hurried = mara(catalog, schedule={**MARA["schedule"], "windows": windows})
    assert_breaks("L11", good_plan(catalog, hurried), catalog, hurried, "session 2026-W48-1 (2026-11-23 07:00) takes 11 min, 10 are there")


@pytest.mark.parametrize(
    ("start", "end", "taken"), [("07:10", "07:30", True), ("06:00", "07:01", True), ("07:11", "08:00", False), ("06:00", "07:00", False)]
)
def test_a_session_lies_on_no_busy_time(start: str, end: str, taken: bool, catalog: Catalog) -> None:
    plan = edited(good_plan(catalog), busy=[{"start": f"2026-11-23T{start}", "end": f"2026-11-23T{end}", "summary": "Dentist"}])
    if taken:
        assert_breaks("L11", plan, catalog, mara(catalog), "session 2026-W48-1 (2026-11-23 07:00) overlaps the busy time")
    else:
        assert verify(plan, catalog, mara(catalog)) == []


@pytest.mark.parametrize("start", ["07:55", "08:00", "08:05"])
def test_nobody_rolls_while_they_play(start: str, catalog: Catalog) -> None:
    player = mara(catalog, activities=[{"activity": "tennis", "days": ["sat"], "start": start, "minutes": 90}])
    found = verify(good_plan(catalog), catalog, player)
    assert any(p.field == "L11" and f"overlaps the sport 'tennis' at {start}" in p.what for p in found)


@pytest.mark.parametrize(
    ("path", "lie", "said"),
    [
        ("sessions__0__items__3__seconds", 60, "supine-hamstring-strap (both) says 60 s and takes 90"),
        ("sessions__0__seconds", 600, "session 2026-W48-1 says 600 s, its items sum to"),
        ("sessions__0__end", "07:10", "session 2026-W48-1 says it ends at 07:10, it ends at 07:11"),
        ("sessions__0__items__3__setup_s", 0, "supine-hamstring-strap (both) says 0 s to set up, the exercise 20"),
        ("sessions__0__items__3__switch_s", 0, "supine-hamstring-strap (both) says 0 s to change sides, the exercise 10"),
    ],
)
def test_every_second_is_true(path: str, lie: Any, said: str, catalog: Catalog) -> None:
    assert_breaks("L11", edited(good_plan(catalog), **{path: lie}), catalog, mara(catalog), said)


# L12: both sides alike


def test_both_sides_get_alike(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, tennis(SATURDAY.lines[0], Do("foam-roll-calves", side="left"), SATURDAY.lines[2]))
    assert_breaks(
        "L12",
        plan,
        catalog,
        mara(catalog),
        "session 2026-W48-4: foam-roll-calves (left): gastrocnemius (release) gets 30 s on the left and 0 s on the right",
    )


def test_half_as_much_again_needs_no_reason_and_more_does(catalog: Catalog) -> None:
    plan = good_plan(catalog)  # 60 s at home on each side, and 30 s at work on the left
    ball = f"{place_of(plan, 'ball-hamstrings-chair', session=1)}__side_reason"
    assert verify(edited(plan, **{ball: None}), catalog, mara(catalog)) == []
    more = edited(good_plan(catalog, None, work(*swap(AT_WORK, "ball-hamstrings-chair", Do("ball-hamstrings-chair", 31, side="left")))))
    assert_breaks(
        "L12",
        more,
        catalog,
        mara(catalog),
        "session 2026-W48-2: ball-hamstrings-chair (left): biceps-femoris (release) gets 91 s on the left and 60 s on the right",
    )


def test_a_reason_that_nobody_needs_must_be_true_all_the_same(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    ball = f"{place_of(plan, 'ball-hamstrings-chair', session=1)}__side_reason"
    assert_breaks(
        "L12",
        edited(plan, **{ball: "condition"}),
        catalog,
        mara(catalog),
        "session 2026-W48-2: ball-hamstrings-chair (left): side_reason 'condition' does not hold",
    )


def test_a_side_that_is_ruled_out_on_one_day_is_left_alone_on_the_card_of_the_week(catalog: Catalog) -> None:
    strain = mara(
        catalog, conditions=[{"id": "muscle-strain", "region": "calf", "side": "right", "since": "2026-11-20"}]
    )  # forbidden on Monday only
    lines = swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings"), Do("foam-roll-calves", side="left", why_one_side="condition"))
    assert verify(good_plan(catalog, strain, home(*lines)), catalog, strain) == []


def test_the_painful_side_does_not_get_less(catalog: Catalog) -> None:
    weak_right = mara(catalog, findings={**MARA["findings"], "weak": [{"muscle": "hip-rotators", "side": "right"}]})
    plan = good_plan(
        catalog,
        weak_right,
        home(*swap(AT_HOME, "clamshell", Do("clamshell", 10), Do("clamshell", 10, side="right", why_one_side="finding"))),
    )
    assert_breaks("L12", plan, catalog, weak_right, "session 2026-W48-1: clamshell (right)", "though the pain is on the left")


@pytest.mark.parametrize(
    ("reason", "answers", "holds"),
    [
        ("pain", {}, True),
        ("pain", {"pain": [{"region": "low-back", "side": "both", "intensity": 4, "weeks": 20}]}, False),
        ("finding", {}, False),
        ("finding", {"findings": {**MARA["findings"], "weak": [{"muscle": "gluteus-medius", "side": "left"}]}}, True),
        ("condition", {}, False),
        ("condition", {"conditions": [{"id": "gtps", "side": "left"}]}, True),
        ("long", {}, True),
        ("long", {"findings": {"tight": MARA["findings"]["tight"]}}, False),
        ("activity", {}, False),
        ("activity", {"activities": [*MARA["activities"], {"activity": "carrying-child", "side": "left"}]}, True),
    ],
)
def test_a_reason_for_one_side_is_an_answer_that_was_given(reason: Any, answers: dict[str, Any], holds: bool, catalog: Catalog) -> None:
    person = mara(catalog, **answers)
    plan = good_plan(catalog, None, home(*swap(AT_HOME, "clamshell", Do("clamshell", 10, side="left", why_one_side=reason))))
    said = [p for p in verify(plan, catalog, person) if p.field == "L12"]
    assert (not said) is holds
    assert all("clamshell (left)" in problem.what for problem in said)


# L14: what leaves no plan at all


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"red_flags": None}, "never asked for red flags"),
        ({"red_flags": ["saddle-numb"]}, "the red flag 'saddle-numb' is emergency"),
        ({"red_flags": ["calf-clot"]}, "the red flag 'calf-clot' is urgent"),
        ({"red_flags": [{"id": "calf-clot", "cleared": "2026-11-02"}]}, "the red flag 'calf-clot' is urgent"),
        ({"red_flags": ["chest-past"]}, "the red flag 'chest-past' is clearance and not cleared"),
        ({"red_flags": [{"id": "chest-past", "cleared": "2026-05-01"}]}, "the red flag 'chest-past' is clearance and not cleared"),
        ({"red_flags": [{"id": "chest-past", "cleared": "2026-11-02"}, "chest"]}, "the red flag 'chest-past' is emergency"),
        ({"red_flags": [{"id": "night-pain", "cleared": "2026-11-02"}], "birth_year": 1970}, "the red flag 'night-pain' is urgent"),
        (
            {"red_flags": ["steroid-long"], "pain": [{"region": "low-back", "intensity": 4, "weeks": 2}]},
            "the red flag 'steroid-long' is urgent",
        ),
        ({"conditions": ["hypertension-very-high"]}, "the condition 'hypertension-very-high' is urgent"),
        ({"conditions": ["disc-herniation"]}, "the condition 'disc-herniation' is clearance and not cleared"),
        (
            {"conditions": [{"id": "disc-herniation", "cleared": "2026-05-01"}]},
            "the condition 'disc-herniation' is clearance and not cleared",
        ),
        (
            {"conditions": [{"id": "hip-replacement", "since": "2026-10-01"}]},
            "the condition 'hip-replacement-recent' is clearance and not cleared",
        ),
        ({"birth_year": 2022}, "an age of 4 is out of scope"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_finding_that_stops_leaves_no_plan(answers: dict[str, Any], said: str, catalog: Catalog) -> None:
    found = [p for p in verify(good_plan(catalog), catalog, mara(catalog, **answers)) if p.field == "L14"]
    assert any(said in problem.what for problem in found), found


@pytest.mark.parametrize(
    "flags",
    [[{"id": "chest-past", "cleared": "2026-11-02"}], [{"id": "night-pain", "cleared": "2026-11-02"}], ["steroid-long"]],
)
def test_a_finding_that_was_cleared_or_weighs_little_stops_nobody(flags: list[Any], catalog: Catalog) -> None:
    person = mara(catalog, red_flags=flags)
    assert verify(good_plan(catalog, person), catalog, person) == []


@pytest.mark.parametrize("part", [{"outcome": "stop"}, {"findings": [{"id": "saddle-numb", "level": "emergency", "message": "Call now."}]}])
def test_a_plan_that_says_stop_is_no_plan(part: dict[str, Any], catalog: Catalog) -> None:
    plan = good_plan(catalog)
    data = {**plan.screening.model_dump(mode="json"), **part}
    assert "L14" in laws(verify(edited(plan, screening=data), catalog, mara(catalog)))


@pytest.mark.parametrize("answers", [{"red_flags": ["no-such-flag"]}, {"conditions": ["no-such-condition"]}])
def test_an_answer_that_the_catalog_does_not_know_can_not_be_respected(answers: dict[str, Any], catalog: Catalog) -> None:
    person = mara(catalog)
    told = person.model_validate({**person.model_dump(exclude={"red_flags", "conditions"}), "red_flags": [], **answers})
    assert "L14" in laws(verify(good_plan(catalog), catalog, told))


# L16: pairs of muscles


def test_what_is_long_is_not_held_long(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*swap(AT_HOME, "standing-adductor", Do("standing-adductor"), Do("standing-tfl-lean"))))
    found = assert_breaks(
        "L16",
        plan,
        catalog,
        mara(catalog),
        "session 2026-W48-1: standing-tfl-lean (both) stretches gluteus-medius, which is long on the right",
    )
    assert not any("on the left" in problem.what for problem in found)


def test_the_other_half_of_a_long_muscle_is_stretched(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*swap(AT_HOME, "standing-adductor")))
    assert_breaks(
        "L16", plan, catalog, mara(catalog), "gluteus-medius is long on the right, and no antagonist of it is stretched in the week"
    )


def test_where_both_halves_are_long_neither_is_stretched(catalog: Catalog) -> None:
    long = [{"muscle": m, "side": "right"} for m in ("gluteus-medius", *(p.muscle for p in catalog.muscles["gluteus-medius"].antagonists))]
    loose = mara(catalog, findings={**MARA["findings"], "long": long})
    found = verify(good_plan(catalog, loose, home(*swap(AT_HOME, "standing-adductor"))), catalog, loose)
    assert not any(problem.what.startswith("gluteus-medius is long") for problem in found)


def without_row(plan: Plan, muscle: str) -> Plan:
    return edited(plan, needs=[row.model_dump(mode="json") for row in plan.needs if row.muscle != muscle])


def test_the_needs_look_at_both_halves_of_each_pair(catalog: Catalog) -> None:
    plan = without_row(good_plan(catalog), "iliacus")  # it works against the stretched and strengthened hamstrings
    assert_breaks(
        "L16",
        plan,
        catalog,
        mara(catalog),
        "needs has no row for iliacus on the left, the antagonist of",
        "needs has no row for iliacus on the right",
    )


def test_a_half_for_which_nothing_is_planned_has_a_reason(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    row = next(n for n, need in enumerate(plan.needs) if need.muscle == "iliacus" and not need.weight)
    assert_breaks(
        "L16",
        edited(plan, **{f"needs__{row}__because": []}),
        catalog,
        mara(catalog),
        "needs: iliacus on the left (lengthen) has weight 0 and no reason",
    )
