"""The laws about single items, one break each: what is forbidden, what must be changed, how much, and with what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routine.model.catalog import Catalog
from routine.model.conditions import Change, Match, Rule
from routine.model.plan import Plan
from routine.model.profile import Profile
from routine.verify import verify

from .plans import (
    AT_HOME,
    AT_WORK,
    GOOD_WEEK,
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
    without_change,
    work,
)

CONTROLLED = "hypertension-controlled"


def catalog_with(catalog: Catalog, exercise: str, **changed: Any) -> Catalog:
    """Return the catalog with one exercise written otherwise."""
    other = catalog.exercises[exercise].model_copy(update=changed)
    return catalog.model_copy(update={"exercises": {**catalog.exercises, exercise: other}})


def rule(verdict: str, **fields: Any) -> Rule:
    return Rule.model_validate(
        {"id": "own.rule", "verdict": verdict, "why": "A reason.", "sources": ["common-teaching"], "certainty": "expert", **fields}
    )


# L1: nothing that is contraindicated


def test_nobody_is_given_what_their_condition_rules_out(catalog: Catalog) -> None:
    thinner = mara(catalog, conditions=[{"id": "anticoagulant", "cleared": "2026-11-02"}])
    assert_breaks(
        "L1", good_plan(catalog, thinner), catalog, thinner, "session 2026-W48-2: ball-hamstrings-chair (left)", "'anticoagulant.ball'"
    )


def test_what_needs_a_clearance_stays_out_until_a_professional_has_agreed(catalog: Catalog) -> None:
    waiting = mara(catalog, conditions=["atrial-fibrillation"])
    assert_breaks("L1", good_plan(catalog, waiting), catalog, waiting, "ball-hamstrings-chair (left)", "no valid clearance")


def test_what_a_professional_has_agreed_to_may_be_done_with_its_change(catalog: Catalog) -> None:
    agreed = mara(catalog, conditions=[{"id": "atrial-fibrillation", "cleared": "2026-11-02"}])
    plan = good_plan(catalog, agreed)
    assert verify(plan, catalog, agreed) == []
    assert_breaks("L2", without_change(plan, "atrial-fibrillation.ball"), catalog, agreed, "ball-hamstrings-chair (left)")


def test_a_clearance_older_than_half_a_year_counts_no_more(catalog: Catalog) -> None:
    old = mara(catalog, conditions=[{"id": "atrial-fibrillation", "cleared": "2026-05-30"}])
    assert_breaks("L1", good_plan(catalog, old), catalog, old, "atrial-fibrillation.ball")


@pytest.mark.parametrize(("cleared", "valid"), [("2026-05-31", True), ("2026-05-30", False), ("2026-11-29", True), ("2026-11-30", False)])
def test_a_clearance_counts_for_26_weeks_up_to_the_last_day_of_the_week(cleared: str, valid: bool, catalog: Catalog) -> None:
    profile = mara(catalog, conditions=[{"id": "atrial-fibrillation", "cleared": cleared}])
    assert ("L1" in laws(verify(good_plan(catalog), catalog, profile))) is not valid


def test_a_place_that_was_named_is_not_pressed(catalog: Catalog) -> None:
    hurt = mara(catalog, conditions=[{"id": "open-wound", "region": "calf", "side": "left"}])
    assert_breaks("L1", good_plan(catalog, hurt), catalog, hurt, "session 2026-W48-4: foam-roll-calves (both)", "'open-wound.site'")


@pytest.mark.parametrize("region", ["leg", "lower-leg", "calf"])
def test_a_place_is_meant_with_its_parts_and_with_what_it_is_a_part_of(region: str, catalog: Catalog) -> None:
    hurt = mara(catalog, conditions=[{"id": "open-wound", "region": region, "side": "left"}])
    assert "L1" in laws(verify(good_plan(catalog), catalog, hurt))


def test_a_wound_elsewhere_forbids_nothing_here(catalog: Catalog) -> None:
    hurt = mara(catalog, conditions=[{"id": "open-wound", "region": "forearm", "side": "left"}])
    assert verify(good_plan(catalog, hurt), catalog, hurt) == []


def test_a_place_that_nobody_named_may_be_any_place(catalog: Catalog) -> None:
    hurt = mara(catalog, conditions=["open-wound"])
    found = [problem.what for problem in verify(good_plan(catalog), catalog, hurt) if problem.field == "L1"]
    for pressed in ("foam-roll-hamstrings", "foam-roll-calves", "ball-hamstrings-chair"):
        assert any(pressed in what for what in found)


# Sides


def test_a_sore_side_is_left_alone_and_the_other_may_be_worked(catalog: Catalog) -> None:
    hurt = mara(catalog, conditions=[{"id": "open-wound", "region": "calf", "side": "right"}])
    warm, roll, walk = GOOD_WEEK[3].lines
    left = tennis(warm, Do(roll.exercise, side="left", why_one_side="condition"), walk)
    assert verify(good_plan(catalog, hurt, left), catalog, hurt) == []
    right = tennis(warm, Do(roll.exercise, side="right"), walk)
    assert "L1" in laws(verify(good_plan(catalog, hurt, right), catalog, hurt))


def test_to_work_one_side_nobody_lies_on_the_sore_other_one(catalog: Catalog) -> None:
    hip = mara(catalog, conditions=[{"id": "gtps", "side": "right"}])
    both = good_plan(catalog, hip)
    assert_breaks("L1", both, catalog, hip, "clamshell (both)", "'gtps.lying-on-it-other'")
    right = good_plan(catalog, hip, home(*swap(AT_HOME, "clamshell", Do("clamshell", 10, side="right", why_one_side="condition"))))
    assert verify(right, catalog, hip) == []


def test_some_rules_hold_whichever_side_is_worked(catalog: Catalog) -> None:
    hip = mara(catalog, conditions=[{"id": "gtps", "side": "right"}])
    left = good_plan(catalog, hip, home(*swap(AT_HOME, "clamshell", Do("standing-hip-extension", 10, side="left", why_one_side="pain"))))
    assert verify(left, catalog, hip) == []
    assert_breaks("L2", without_change(left, "gtps.one-leg"), catalog, hip, "standing-hip-extension (left)")


def test_a_condition_whose_side_nobody_said_is_on_both(catalog: Catalog) -> None:
    hip = mara(catalog, conditions=["gtps"])
    right = home(*swap(AT_HOME, "clamshell", Do("clamshell", 10, side="right", why_one_side="condition")))
    assert "L1" in laws(verify(good_plan(catalog, hip, right), catalog, hip))


# Phases


def test_a_fresh_strain_is_left_alone_and_rolled_gently_once_it_heals(catalog: Catalog) -> None:
    strain = mara(catalog, conditions=[{"id": "muscle-strain", "region": "calf", "side": "left", "since": "2026-11-20"}])
    lines = swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings"), Do("foam-roll-calves"))
    monday, wednesday, friday, saturday = home(*lines)
    plan = good_plan(catalog, strain, (monday, wednesday, replace(friday, template="D"), saturday))
    found = assert_breaks(
        "L1",
        plan,
        catalog,
        strain,
        "session 2026-W48-1: foam-roll-calves (both) is contraindicated on 2026-11-23 by rule 'muscle-strain-acute.tools'",
    )
    assert len(found) == 1  # Friday is day 7: the next phase, with its change
    on_monday, on_friday = ({change.rule for change in plan.sessions[n].items[2].changes} for n in (0, 2))
    assert "muscle-strain-healing.roller" in on_friday - on_monday


def healing(catalog: Catalog, friday: str = "D") -> tuple[Profile, Plan]:
    """Return a strain that heals until Wednesday and is late from Thursday on, and a week that rolls it on both sides of that day."""
    strain = mara(catalog, conditions=[{"id": "muscle-strain", "region": "calf", "side": "left", "since": "2026-11-04"}])
    monday, wednesday, last, saturday = home(*swap(AT_HOME, "foam-roll-hamstrings", Do("foam-roll-hamstrings"), Do("foam-roll-calves")))
    return strain, good_plan(catalog, strain, (monday, wednesday, replace(last, template=friday), saturday))


def test_a_precaution_of_another_day_is_not_true_today(catalog: Catalog) -> None:
    strain, plan = healing(catalog)
    assert verify(plan, catalog, strain) == []
    both_days = [change.model_dump() for change in plan.sessions[0].items[2].changes]
    assert "muscle-strain-healing.roller" in {change["rule"] for change in both_days}
    told = edited(plan, sessions__2__items__2__changes=both_days)
    assert_breaks("L2", told, catalog, strain, "session 2026-W48-3: foam-roll-calves (both)", "asks nothing of it on 2026-11-27")


def test_days_of_other_precautions_share_no_card(catalog: Catalog) -> None:
    """The handout prints the card of a template once, for all its dates."""
    strain, plan = healing(catalog, friday="A")
    assert_breaks("form", plan, catalog, strain, "session 2026-W48-3 and session 2026-W48-1 are both 'A' and differ")


@pytest.mark.parametrize("since", [{}, {"since": "2026-12-24"}])
def test_a_strain_without_a_date_is_taken_as_fresh(since: dict[str, str], catalog: Catalog) -> None:
    strain = mara(catalog, conditions=[{"id": "muscle-strain", "region": "calf", "side": "left", **since}])
    assert_breaks(
        "L1", good_plan(catalog, strain), catalog, strain, "session 2026-W48-4: foam-roll-calves (both)", "'muscle-strain-acute.tools'"
    )


def test_from_the_fourth_month_on_nobody_lies_flat(catalog: Catalog) -> None:
    early = mara(catalog, conditions=[{"id": "pregnancy", "due": "2027-07-01", "cleared": "2026-11-02"}])
    assert verify(good_plan(catalog, early), catalog, early) == []
    middle = mara(catalog, conditions=[{"id": "pregnancy", "due": "2027-05-01", "cleared": "2026-11-02"}])
    assert_breaks("L1", good_plan(catalog, middle), catalog, middle, "supine-hamstring-strap (both)", "'pregnancy-trimester-2.on-the-back'")


# Rules that nobody has to ask for


def test_nobody_presses_the_belly_not_even_with_a_new_exercise(catalog: Catalog) -> None:
    person, roll = mara(catalog), catalog.exercises["foam-roll-calves"]
    other = catalog_with(catalog, roll.id, loads=(*roll.loads, "pressure:abdomen"))
    assert_breaks("L1", good_plan(other), other, person, "foam-roll-calves (both)", "'everyone.belly'")


def test_everyone_with_a_ball_under_the_thigh_is_told_about_the_nerve(catalog: Catalog) -> None:
    plan = without_change(good_plan(catalog), "everyone.leg-nerve-ball")
    assert_breaks("L2", plan, catalog, mara(catalog), "session 2026-W48-2: ball-hamstrings-chair (left)")


def test_from_65_on_a_hand_is_near_something_steady(catalog: Catalog) -> None:
    older = mara(catalog, birth_year=1950, abilities={"floor": True})
    plan = good_plan(catalog, older, work(*swap(AT_WORK, "seated-hamstring-chair", Do("seated-hamstring-chair"))))
    assert verify(plan, catalog, older) == []
    assert_breaks("L2", without_change(plan, "age-65-and-over.balance-support"), catalog, older, "standing-adductor (both)")


def test_up_to_17_a_roller_is_light(catalog: Catalog) -> None:
    young = mara(catalog, birth_year=2012)
    plan = good_plan(catalog, young)
    assert verify(plan, catalog, young) == []
    assert_breaks(
        "L2", without_change(plan, "child-6-17.roller-light"), catalog, young, "foam-roll-hamstrings (both)", "foam-roll-calves (both)"
    )


def test_with_pain_of_7_nothing_swings_and_all_stays_small(catalog: Catalog) -> None:
    sore = mara(catalog, pain=[{"region": "low-back", "side": "left", "intensity": 7, "weeks": 20}])
    plan = good_plan(catalog, sore)
    assert verify(plan, catalog, sore) == []
    assert_breaks("L2", without_change(plan, "severe-pain.range"), catalog, sore, "supine-hamstring-strap (both)")
    warm, roll, _ = GOOD_WEEK[3].lines
    assert_breaks(
        "L1", good_plan(catalog, sore, tennis(warm, roll, Do("leg-swing-front-back", 10))), catalog, sore, "'severe-pain.ballistic'"
    )


def test_pain_on_bending_forward_is_respected_by_every_hamstring_stretch(catalog: Catalog) -> None:
    bent = mara(catalog, pain=[{"region": "low-back", "side": "left", "intensity": 4, "weeks": 20, "provoked_by": ["bending-forward"]}])
    plan = good_plan(catalog, bent)
    assert verify(plan, catalog, bent) == []
    assert_breaks(
        "L2",
        without_change(plan, "pain-on-bending-forward.hinge"),
        catalog,
        bent,
        "supine-hamstring-strap (both)",
        "seated-hamstring-chair (both)",
    )


def test_a_rule_does_not_hold_where_its_exception_does(catalog: Catalog) -> None:
    bendy = mara(catalog, conditions=["hypermobility"])
    short = {"supine-hamstring-strap": 15, "seated-hamstring-chair": 15}
    at_home = [Do(d.exercise, short.get(d.exercise, d.amount), d.sets) for d in AT_HOME if d.exercise != "standing-adductor"]
    stretched = home(*swap(tuple(at_home), "clamshell", Do("standing-adductor", 15)))
    at_work = swap(AT_WORK, "seated-hamstring-chair", Do("seated-hamstring-chair", 15))
    week = (stretched[0], work(*at_work)[1], stretched[2], stretched[3])
    assert_breaks("L1", good_plan(catalog, bendy, week), catalog, bendy, "standing-adductor (both)", "'hypermobility.hip-ends'")
    lifted = home(*swap(tuple(at_home), "clamshell", Do("prone-hip-extension", 10)))  # the same load, but as strength
    assert "L1" not in laws(verify(good_plan(catalog, bendy, (lifted[0], week[1], lifted[2], lifted[3])), catalog, bendy))


# Rules of an exercise's own


@pytest.mark.parametrize(("when", "forbidden"), [((), True), ((CONTROLLED,), True), (("asthma",), False)])
def test_an_exercise_may_forbid_itself_under_a_condition_or_always(when: tuple[str, ...], forbidden: bool, catalog: Catalog) -> None:
    other = catalog_with(catalog, "clamshell", rules=(rule("contraindication", when=when),))
    found = verify(good_plan(other), other, mara(other))
    assert laws(found) == ({"L1"} if forbidden else set())


# L2: every precaution, by id, with its kind, words and number


def test_a_precaution_that_is_left_out_is_missed(catalog: Catalog) -> None:
    plan = without_change(good_plan(catalog), f"{CONTROLLED}.breath")
    assert_breaks("L2", plan, catalog, mara(catalog), "session 2026-W48-1: heel-dig-hamstring (both)", f"'{CONTROLLED}.breath'")


@pytest.mark.parametrize(
    ("field", "lie"), [("kind", "support"), ("max_s", 60), ("max_s", None), ("max_sets", 1), ("text", "Hold it as long as you like.")]
)
def test_a_precaution_stands_as_its_rule_says_it(field: str, lie: Any, catalog: Catalog) -> None:
    plan = good_plan(catalog)
    number = next(n for n, c in enumerate(plan.sessions[0].items[6].changes) if c.rule == f"{CONTROLLED}.holds")
    path = f"{place_of(plan, 'heel-dig-hamstring')}__changes__{number}__{field}"
    assert_breaks(
        "L2",
        edited(plan, **{path: lie}),
        catalog,
        mara(catalog),
        "session 2026-W48-1: heel-dig-hamstring (both)",
        "another kind, number or text",
    )


def test_a_change_that_no_rule_asks_for_is_invented(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    change = {"rule": "gtps.pillow", "kind": "position", "text": "Put a pillow between the knees."}
    assert_breaks(
        "L2 form",  # and Friday's card is another one
        edited(plan, **{f"{place_of(plan, 'clamshell')}__changes": [change]}),
        catalog,
        mara(catalog),
        "clamshell (both)",
        "'gtps.pillow', which asks nothing of it on 2026-11-23",
    )


@pytest.mark.parametrize(("first", "second"), [({}, {}), ({"max_s": 60}, {}), ({}, {"max_s": 60})], ids=str)
def test_a_precaution_is_said_once_and_every_line_of_it_is_true(first: dict[str, Any], second: dict[str, Any], catalog: Catalog) -> None:
    plan = good_plan(catalog)
    path = f"{place_of(plan, 'heel-dig-hamstring')}__changes"
    there = [c.model_dump() for c in plan.sessions[0].items[6].changes]
    (line,) = [c for c in there if c["rule"] == f"{CONTROLLED}.holds"]
    lines = [c for c in there if c is not line] + [{**line, **first}, {**line, **second}]
    found = assert_breaks(
        "L2 form", edited(plan, **{path: lines}), catalog, mara(catalog), f"names the change of rule '{CONTROLLED}.holds' 2 times"
    )
    assert any("another kind, number or text" in p.what for p in found) is bool(first or second)


def test_the_dose_obeys_the_number_of_its_precaution(catalog: Catalog) -> None:
    held = good_plan(catalog, None, home(*swap(AT_HOME, "heel-dig-hamstring", Do("heel-dig-hamstring", 25))))
    assert_breaks(
        "L2 L8", held, catalog, mara(catalog), "session 2026-W48-1: heel-dig-hamstring (both): 25 seconds, at most 20", "must be 5 to 20"
    )


def test_without_high_blood_pressure_the_same_hold_is_fine(catalog: Catalog) -> None:
    well = mara(catalog, conditions=[])
    assert verify(good_plan(catalog, well, home(*swap(AT_HOME, "heel-dig-hamstring", Do("heel-dig-hamstring", 25)))), catalog, well) == []


def test_a_rule_may_bound_the_sets_and_the_repetitions(catalog: Catalog) -> None:
    change = Change(kind="time", text="Do few.", max_reps=8, max_sets=1)
    other = catalog_with(catalog, "clamshell", rules=(rule("precaution", change=change),))
    few = good_plan(other, None, home(*swap(AT_HOME, "clamshell", Do("clamshell", 8))))
    assert verify(few, other, mara(other)) == []
    many = good_plan(other, None, home(*swap(AT_HOME, "clamshell", Do("clamshell", 10, sets=2))))
    assert_breaks("L2 L8", many, other, mara(other), "10 repetitions, at most 8", "2 sets, at most 1")


# L8: doses in their range


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Do("supine-hamstring-strap", 65), "hold_s is 65, must be 10 to 60"),
        (Do("supine-hamstring-strap", 5), "hold_s is 5, must be 10 to 60"),
        (Do("supine-hamstring-strap", 30, sets=4), "sets is 4, must be 1 to 3"),
        (Do("clamshell", 16), "reps is 16, must be 8 to 15"),
        (Do("foam-roll-hamstrings", 20), "work_s is 20, must be 30 to 60"),
    ],
    ids=str,
)
def test_a_dose_lies_in_its_range(line: Do, said: str, catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*swap(AT_HOME, line.exercise, line)))
    assert_breaks("L8", plan, catalog, mara(catalog), f"session 2026-W48-1: {line.exercise} (both): {said}")


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ((Do("clamshell", 10, sets=2), Do("clamshell", 10)), None),
        ((Do("clamshell", 10, sets=2), Do("clamshell", 10, sets=2)), "in 2 pieces of 4 sets together, at most 3"),
        ((Do("clamshell", 10), Do("clamshell", 12)), "in 2 pieces of different doses"),
        ((Do("clamshell", 10), Do("clamshell", 10, side="left"), Do("clamshell", 12, side="right")), "(right) stands there in 2 pieces"),
        ((Do("clamshell", 10, sets=3, side="left"), Do("clamshell", 10, sets=3, side="right")), None),  # three sets on each side
    ],
    ids=str,
)
def test_an_exercise_in_pieces_is_one_dose(pieces: tuple[Do, ...], said: str | None, catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*swap(AT_HOME, "clamshell", *pieces)))
    found = [p for p in verify(plan, catalog, mara(catalog)) if p.field == "L8"]
    if said is None:
        assert found == []
    else:
        assert all("clamshell" in p.what for p in found)
        assert any(said in p.what for p in found), found


def test_holds_and_rolls_in_pieces_are_one_dose_too(catalog: Catalog) -> None:
    for pieces in (
        (Do("supine-hamstring-strap"), Do("supine-hamstring-strap", 20)),
        (Do("foam-roll-hamstrings"), Do("foam-roll-hamstrings", 40)),
    ):
        plan = good_plan(catalog, None, home(*swap(AT_HOME, pieces[0].exercise, *pieces), five=(0, 1)))
        assert_breaks("L8", plan, catalog, mara(catalog), "2 pieces of different doses")


def test_a_precaution_bounds_the_sets_of_all_pieces(catalog: Catalog) -> None:
    other = catalog_with(catalog, "clamshell", rules=(rule("precaution", change=Change(kind="time", text="Do few.", max_sets=2)),))
    pieces = Do("clamshell", 10, sets=2), Do("clamshell", 10)
    plan = good_plan(other, None, home(*swap(AT_HOME, "clamshell", *pieces)))
    assert_breaks("L8", plan, other, mara(other), "in 2 pieces of 3 sets together, at most 2")


def test_who_does_not_say_their_age_gets_the_careful_end(catalog: Catalog) -> None:
    ageless = mara(catalog, birth_year=None)
    assert_breaks(
        "L8",
        good_plan(catalog, ageless),
        catalog,
        ageless,
        "supine-hamstring-strap (both): hold_s is 30, must be 10 to 20",
        "clamshell (both): reps is 10, must be 8 to 8",
    )


def test_at_76_a_hold_of_20_seconds_is_too_short(catalog: Catalog) -> None:
    older = mara(catalog, birth_year=1950, abilities={"floor": True})
    assert_breaks(
        "L8", good_plan(catalog, older), catalog, older, "session 2026-W48-2: seated-hamstring-chair (both): hold_s is 20, must be 30 to 60"
    )


def test_the_age_is_that_of_the_week_not_of_the_dose_that_is_named(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    older = edited(plan, **{f"{place_of(plan, 'clamshell')}__dose": "activation.activate.older"})
    assert_breaks(
        "form",
        older,
        catalog,
        mara(catalog),
        "clamshell (both): dose is activation.activate.older, the catalog says activation.activate.adult",
    )


def test_an_upper_limit_beats_a_lower_one(catalog: Catalog) -> None:
    change = Change(kind="time", text="Only a moment.", max_s=5)  # the range of the dose begins at 10
    other = catalog_with(catalog, "supine-hamstring-strap", rules=(rule("precaution", change=change),))

    def held(seconds: int) -> Plan:
        return good_plan(other, None, home(*swap(AT_HOME, "supine-hamstring-strap", Do("supine-hamstring-strap", seconds))))

    assert verify(held(5), other, mara(other)) == []
    assert_breaks("L2 L8", held(10), other, mara(other), "supine-hamstring-strap (both): hold_s is 10, must be 5 to 5")


@pytest.mark.parametrize(("field", "lie"), [("work_s", 60), ("reps", 12), ("rep_s", 1), ("hold_s", 30), ("rest_s", 1)])
def test_the_length_of_a_set_is_what_its_repetitions_take(field: str, lie: int, catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*swap(AT_HOME, "clamshell", Do("clamshell", 10, sets=2))))
    found = verify(edited(plan, **{f"{place_of(plan, 'clamshell')}__{field}": lie}), catalog, mara(catalog))
    assert "L8" in laws(found)
    assert any("session 2026-W48-1: clamshell (both)" in problem.what for problem in found if problem.field == "L8")


# L13: everything at hand


def test_nothing_needs_what_is_not_at_home(catalog: Catalog) -> None:
    bare = mara(catalog, equipment={"home": ["mat"], "office": ["massage-ball"]})
    assert_breaks(
        "L13",
        good_plan(catalog, bare),
        catalog,
        bare,
        "session 2026-W48-1: foam-roll-hamstrings (both) needs foam-roller",
        "session 2026-W48-4: foam-roll-calves",
    )


def test_the_ball_in_the_office_is_not_at_home(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*swap(AT_HOME, "foam-roll-hamstrings", Do("ball-hamstrings-chair"))))
    assert_breaks(
        "L13", plan, catalog, mara(catalog), "session 2026-W48-1: ball-hamstrings-chair (both) needs massage-ball, which is not at 'home'"
    )


def test_a_roller_or_a_ball_is_no_roller(catalog: Catalog) -> None:
    either = mara(catalog, equipment={"home": ["mat", ["foam-roller", "massage-ball"]], "office": ["massage-ball"]})
    assert_breaks("L13", good_plan(catalog, either), catalog, either, "foam-roll-hamstrings (both) needs foam-roller")


@pytest.mark.parametrize(
    ("answers", "exercise", "said"),
    [
        ({"preferences": {"avoid": ["clamshell"]}}, "clamshell", "the profile avoids it"),
        ({"preferences": {"avoid_positions": ["side-lying"]}}, "clamshell", "rules out the position 'side-lying'"),
        ({"abilities": {"one_leg": False}}, "march-in-place", "needs the ability 'one_leg'"),
        ({"abilities": {"hands": False}}, "foam-roll-hamstrings", "needs the ability 'hands'"),
        ({"abilities": {"floor": False}}, "clamshell", "needs the ability 'floor'"),
    ],
    ids=["avoided", "position", "one leg", "hands", "floor"],
)
def test_nobody_gets_what_they_can_not_or_will_not_do(answers: dict[str, Any], exercise: str, said: str, catalog: Catalog) -> None:
    person = mara(catalog, **answers)
    assert_breaks("L13", good_plan(catalog, person), catalog, person, exercise, said)


def test_from_65_on_the_floor_is_asked_for_before_it_is_used(catalog: Catalog) -> None:
    older = mara(catalog, birth_year=1950)
    week = work(*swap(AT_WORK, "seated-hamstring-chair", Do("seated-hamstring-chair")))
    assert_breaks("L13", good_plan(catalog, older, week), catalog, older, "supine-hamstring-strap (both)", "needs the ability 'floor'")


def test_a_beginner_gets_nothing_for_the_advanced_unless_a_professional_wants_it(catalog: Catalog) -> None:
    lines = swap(AT_HOME, "clamshell", Do("lateral-step-up", 10))
    stepped = {"equipment": {"home": ["mat", "foam-roller", "step"], "office": ["massage-ball"]}, "fitness": "sedentary"}
    beginner = mara(catalog, **stepped)
    assert_breaks("L13", good_plan(catalog, beginner, home(*lines)), catalog, beginner, "lateral-step-up (both)", "level 2 is above 1")
    wanted = mara(catalog, **stepped, preferences={"require": ["lateral-step-up"]})
    assert verify(good_plan(catalog, wanted, home(*lines)), catalog, wanted) == []


def test_what_is_done_on_request_only_waits_to_be_asked_for(catalog: Catalog) -> None:
    lines = swap(AT_HOME, "standing-adductor", Do("standing-adductor"), Do("prone-press-up"))
    assert_breaks("L13", good_plan(catalog, None, home(*lines)), catalog, mara(catalog), "prone-press-up (both)", "only on request")


# L15: what the journal stopped


def test_what_was_stopped_stays_out(catalog: Catalog) -> None:
    plan = good_plan(catalog, stopped=("clamshell",))
    assert_breaks("L15", plan, catalog, mara(catalog), "session 2026-W48-1: clamshell (both)", "session 2026-W48-3: clamshell (both)")


# How a rule is read


@pytest.mark.parametrize(
    ("match", "meant"),
    [
        ({"column": ["strength"]}, True),
        ({"column": ["static"]}, False),
        ({"technique": ["activation"]}, True),
        ({"position": ["side-lying"]}, True),
        ({"position": ["supine"]}, False),
        ({"load": ["lying-on-other-side"]}, True),
        ({"exercise": ["clamshell"]}, True),
        ({"muscle": ["gluteals"]}, True),
        ({"muscle": ["hamstrings"]}, False),
        ({"works": ["hip"]}, True),
        ({"works": ["foot"]}, False),
        ({"region": ["hip"]}, True),
        ({"pressure": ["body"]}, False),
        ({"level_from": 1}, True),
        ({"level_from": 2}, False),
        ({"column": ["strength"], "position": ["supine"]}, False),
        ({"position": ["supine", "side-lying"]}, True),
    ],
    ids=str,
)
def test_all_that_a_rule_names_must_fit_and_of_each_list_one_is_enough(match: dict[str, Any], meant: bool, catalog: Catalog) -> None:
    other = catalog_with(catalog, "clamshell", rules=(rule("contraindication", match=Match.model_validate(match)),))
    assert ("L1" in laws(verify(good_plan(catalog), other, mara(catalog)))) is meant
