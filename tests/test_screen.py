"""Screening, by its borders: the day on which an answer grows old, a clearance ends or a phase begins, and what holds by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from routine.load.catalog import load_catalog
from routine.matching import Active
from routine.model.catalog import Catalog
from routine.model.conditions import Raise, Span
from routine.model.plan import PlanFinding
from routine.model.profile import ConditionAnswer, FlagAnswer, Profile
from routine.screen import FALLBACK, Screening, active_conditions, age_in, is_cleared, phases_of, screen
from routine.week import dates_of

from .conftest import TODAY, WEEK
from .strategies import person

CATALOG = load_catalog()
DATES = dates_of(WEEK)  # Monday 23 to Sunday 29 November 2026


def somebody(**told: Any) -> Profile:
    """Return a healthy person of 40 who has answered the red flags today, with some answers set otherwise."""
    base = {"name": "Somebody", "timezone": "Europe/London", "birth_year": 1986, "red_flags": [], "screened": str(TODAY)}
    return person({**base, **told}, CATALOG)


def screened(profile: Profile, catalog: Catalog = CATALOG) -> Screening:
    return screen(profile, catalog, TODAY, DATES)


def found(profile: Profile, catalog: Catalog = CATALOG) -> dict[str, PlanFinding]:
    return {finding.id: finding for finding in screened(profile, catalog).findings}


def held(profile: Profile, catalog: Catalog = CATALOG) -> dict[str, Active]:
    return {a.id: a for a in active_conditions(profile, catalog, DATES, age_in(profile, DATES), TODAY)}


def ago(days: int) -> str:
    return str(TODAY - dt.timedelta(days=days))


def with_condition(key: str, **fields: Any) -> Catalog:
    """Return the catalog with one condition written otherwise."""
    other = CATALOG.conditions[key].model_copy(update=fields)
    return CATALOG.model_copy(update={"conditions": {**CATALOG.conditions, key: other}})


# Nothing to say


def test_a_healthy_person_is_clear_and_under_the_rules_for_everyone_only() -> None:
    healthy = screened(somebody())
    assert (healthy.findings, healthy.stopped, healthy.for_plan().outcome) == ((), False, "clear")
    assert [(a.id, a.answer, a.region, a.side, a.cleared) for a in healthy.active] == [("everyone", "everyone", (), None, False)]


def test_a_precaution_changes_the_plan_and_a_stop_leaves_none() -> None:
    assert screened(somebody(conditions=["asthma"])).for_plan().outcome == "precautions"
    stop = screened(somebody(conditions=["asthma"], red_flags=["saddle-numb"])).for_plan()
    assert stop.outcome == "stop"
    assert [f.id for f in stop.findings] == ["saddle-numb", "asthma"]  # the gravest first


def test_advice_alone_changes_nothing() -> None:
    advised = screened(somebody(pain=[{"region": "knee", "intensity": 3, "weeks": 9, "course": "worse"}]))
    assert (advised.for_plan().outcome, [(f.id, f.level, f.source) for f in advised.findings]) == (
        "clear",
        [("pain-getting-worse", "advice", "project-default")],
    )


@pytest.mark.parametrize("course", ["better", "same", None])
def test_only_what_gets_worse_is_sent_to_a_doctor(course: str | None) -> None:
    told = {"course": course} if course else {}
    assert not found(somebody(pain=[{"region": "knee", "intensity": 3, "weeks": 9, **told}]))


def test_findings_of_one_level_are_in_the_order_of_their_names_and_none_comes_twice() -> None:
    many = screened(somebody(red_flags=["weight", "cancer", "cancer", "infection-risk"])).findings
    assert [f.id for f in many] == ["cancer", "infection-risk", "weight"]


# The red flags were asked, lately, and after the newest pain


@pytest.mark.parametrize(
    ("told", "finding"),
    [
        ({"red_flags": None}, "not-screened"),
        ({"screened": ago(-1)}, "screened-in-future"),
        ({"screened": ago(0)}, None),
        ({"screened": None}, None),  # asked just now
        ({"screened": ago(28)}, None),
        ({"screened": ago(29)}, "screening-stale"),
    ],
    ids=str,
)
def test_red_flags_are_asked_and_stand_for_28_days(told: dict[str, Any], finding: str | None) -> None:
    said = found(somebody(**told))
    assert list(said) == ([finding] if finding else [])
    assert all(f.level == "clearance" and f.message for f in said.values())


@pytest.mark.parametrize(("days", "stale"), [(35, False), (36, True)])
@pytest.mark.parametrize("told", [str(TODAY), None])
def test_a_week_far_ahead_waits_for_answers_of_its_own_time(days: int, stale: bool, told: str | None) -> None:
    far = tuple(TODAY + dt.timedelta(days=days + n) for n in range(7))
    said = screen(somebody(screened=told), CATALOG, TODAY, far).findings
    assert [(f.id, f.level) for f in said] == ([("screening-stale", "clearance")] if stale else [])
    assert all(f"before {far[0]}" in f.message for f in said)


@pytest.mark.parametrize(
    ("pain", "stale"),
    [
        ({"weeks": 2, "intensity": 3}, False),  # it began on the day of the questions
        ({"weeks": 1.9, "intensity": 3}, True),
        ({"weeks": 1, "intensity": 1}, True),
        ({"weeks": 1, "intensity": 0}, False),  # gone
        ({"intensity": 3}, False),  # nobody knows since when
    ],
    ids=str,
)
def test_a_pain_that_began_after_the_questions_asks_them_again(pain: dict[str, Any], stale: bool) -> None:
    said = found(somebody(screened=ago(14), pain=[{"region": "knee", **pain}]))
    assert list(said) == (["screening-stale"] if stale else [])
    assert all(f.level == "clearance" and "A pain began after" in f.message for f in said.values())


def test_one_new_pain_among_old_ones_is_enough() -> None:
    old, new = {"region": "hip", "intensity": 3, "weeks": 50}, {"region": "knee", "intensity": 3, "weeks": 1}
    assert "screening-stale" in found(somebody(screened=ago(14), pain=[old, new]))


# Age


@pytest.mark.parametrize(("year", "scope"), [(2021, False), (2020, True), (1906, True), (1905, False)])
def test_the_program_is_for_people_from_6_to_120(year: int, scope: bool) -> None:
    said = found(somebody(birth_year=year))
    assert ("age-out-of-scope" not in said) is scope
    if not scope:
        assert said["age-out-of-scope"].level == "clearance"


def test_the_age_is_that_of_the_year_that_names_the_week() -> None:
    assert age_in(somebody(birth_year=None), DATES) is None
    assert age_in(somebody(birth_year=1986), dates_of("2026-W53")) == 40  # ends on 3 January 2027
    assert age_in(somebody(birth_year=1986), dates_of("2026-W01")) == 40  # begins on 29 December 2025


@pytest.mark.parametrize(
    ("year", "holds"),
    [
        (1961, {"age-65-and-over"}),
        (1962, set()),
        (2009, {"child-6-17"}),
        (2008, set()),
        (2026, {"child-6-17"}),  # a baby, who gets no plan for another reason
        (None, set()),
    ],
)
def test_the_young_and_the_old_have_rules_of_their_own_and_an_unknown_age_is_an_adult_s(year: int | None, holds: set[str]) -> None:
    assert set(held(somebody(birth_year=year))) == {"everyone", *holds}


def test_a_condition_may_hold_between_two_ages() -> None:
    middle = CATALOG.conditions["age-65-and-over"].applies.model_copy(update={"age_to": 70})  # type: ignore[union-attr]
    other = with_condition("age-65-and-over", applies=middle)
    for year, holds in ((1962, False), (1961, True), (1956, True), (1955, False)):
        assert ("age-65-and-over" in held(somebody(birth_year=year), other)) is holds
    young = CATALOG.conditions["child-6-17"].applies.model_copy(update={"age_to": 0})  # type: ignore[union-attr]
    assert "child-6-17" not in held(somebody(birth_year=None), with_condition("child-6-17", applies=young))


# Emergency number


@pytest.mark.parametrize(("country", "number"), [("GB", "999"), (None, FALLBACK), ("ZZ", FALLBACK)])
def test_the_number_to_call_is_that_of_the_country(country: str | None, number: str) -> None:
    said = screened(somebody(red_flags=["saddle-numb"]).model_copy(update={"country": country}))
    assert said.emergency == number
    assert number in said.findings[0].message
    assert "{" not in said.findings[0].message


def test_a_condition_that_stops_names_the_number_too() -> None:
    grave = with_condition("concussion-recent", message="Call {emergency} now.")
    assert found(somebody(country="GB", conditions=["concussion-recent"]), grave)["concussion-recent"].message.endswith("Call 999 now.")


# Red flags


def test_a_flag_says_the_question_what_to_do_and_where_it_is_written() -> None:
    flag, said = CATALOG.red_flags["cancer"], found(somebody(red_flags=["cancer"]))["cancer"]
    assert (said.level, said.source) == (flag.level, flag.sources[0])
    assert said.message == f"You said yes to: {flag.ask} {flag.do}"


def test_what_raises_a_flag_says_why_and_to_go_there_now() -> None:
    flag = CATALOG.red_flags["leg-weak"]
    raised = found(somebody(country="GB", red_flags=["leg-weak", "both-legs"]))["leg-weak"]
    assert raised.level == "emergency"
    assert flag.raises[0].why in raised.message
    assert raised.message.endswith("Call 999 now or go to an emergency department.")
    alone = found(somebody(red_flags=["leg-weak"]))["leg-weak"]
    assert alone.message.endswith(flag.do.replace("{emergency}", "999"))


def with_raises(key: str, *raises: dict[str, Any]) -> Catalog:
    """Return the catalog with other reasons for which one flag weighs more."""
    flag = CATALOG.red_flags[key].model_copy(update={"raises": tuple(Raise.model_validate(entry) for entry in raises)})
    return CATALOG.model_copy(update={"red_flags": {**CATALOG.red_flags, key: flag}})


def test_of_all_that_could_raise_a_flag_what_did_is_told() -> None:
    other = with_raises(
        "leg-weak",
        {"to": "emergency", "with_flag": ["chest"], "why": "Not said."},
        {"to": "emergency", "age_over": 50, "why": "Not the age."},
        {"to": "emergency", "new_pain": ["low-back"], "why": "Not a pain."},
        {"to": "emergency", "why": "Not for nothing."},
        {"to": "emergency", "with_flag": ["both-legs"], "why": "Both legs."},
    )
    said = found(somebody(red_flags=["leg-weak", "both-legs"]), other)["leg-weak"].message
    assert "Both legs." in said
    assert "Not" not in said


def test_another_flag_than_the_one_that_is_named_does_not_weigh() -> None:
    named = with_raises("leg-weak", {"to": "emergency", "with_flag": ["chest"], "why": "Two together."})
    assert found(somebody(red_flags=["leg-weak", "stiff-morning"]), named)["leg-weak"].level == "urgent"


def test_a_flag_that_is_raised_to_where_it_stands_keeps_its_own_words() -> None:
    flag = CATALOG.red_flags["leg-weak"]
    level = flag.model_copy(update={"raises": tuple(r.model_copy(update={"to": flag.level}) for r in flag.raises)})
    other = CATALOG.model_copy(update={"red_flags": {**CATALOG.red_flags, "leg-weak": level}})
    said = found(somebody(red_flags=["leg-weak", "both-legs"]), other)["leg-weak"].message
    assert said.endswith(flag.do.replace("{emergency}", "999"))


def test_nothing_that_weighs_less_lowers_a_flag() -> None:
    flag = CATALOG.red_flags["leg-weak"]
    low = flag.model_copy(update={"raises": (*flag.raises, flag.raises[0].model_copy(update={"to": "advice"}))})
    other = CATALOG.model_copy(update={"red_flags": {**CATALOG.red_flags, "leg-weak": low}})
    assert found(somebody(red_flags=["leg-weak", "both-legs"]), other)["leg-weak"].level == "emergency"


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ({"birth_year": 1976}, "clearance"),  # 50
        ({"birth_year": 1975}, "urgent"),
        ({"birth_year": None}, "urgent"),
        ({"red_flags": ["night-pain", "stiff-morning"]}, "urgent"),
    ],
    ids=str,
)
def test_pain_at_night_weighs_more_past_50_at_an_unknown_age_or_beside_any_other_yes(told: dict[str, Any], level: str) -> None:
    assert found(somebody(**{"red_flags": ["night-pain"], **told}))["night-pain"].level == level


LOIN = {"region": "loin", "intensity": 4}  # a part of the low back


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ({}, "urgent"),
        ({"red_flags": ["leg-weak", "both-legs"]}, "emergency"),
        ({"birth_year": 1976}, "urgent"),  # 50
        ({"birth_year": 1975}, "emergency"),
        ({"birth_year": None}, "emergency"),
        ({"pain": [{**LOIN, "weeks": 6}]}, "emergency"),
        ({"pain": [LOIN]}, "emergency"),
        ({"pain": [{**LOIN, "weeks": 6.1}]}, "urgent"),
        ({"pain": [{"region": "knee", "intensity": 4, "weeks": 6}]}, "urgent"),
    ],
    ids=str,
)
def test_any_of_what_a_raise_names_is_enough(told: dict[str, Any], level: str) -> None:
    any_of = {"with_flag": ["both-legs"], "age_over": 50, "new_pain": ["low-back"]}
    other = with_raises("leg-weak", {"to": "emergency", **any_of, "why": "Any of the three."})
    profile = somebody(**{"red_flags": ["leg-weak"], "birth_year": 1986, "screened": ago(0), **told})
    assert found(profile, other)["leg-weak"].level == level


def test_an_entry_that_names_nothing_raises_nothing() -> None:
    other = with_raises("leg-weak", {"to": "emergency", "why": "For nothing."})
    unknown = somebody(red_flags=["leg-weak", "both-legs"], birth_year=None, pain=[LOIN])
    assert found(unknown, other)["leg-weak"].level == "urgent"


def test_a_cleared_flag_is_told_again_and_stops_nobody() -> None:
    cleared = screened(somebody(red_flags=[{"id": "faint", "cleared": ago(0), "by": "GP"}]))
    assert (cleared.findings[0].level, cleared.stopped) == ("advice", False)
    assert screened(somebody(red_flags=["faint"])).stopped
    assert screened(somebody(red_flags=[{"id": "cancer", "cleared": ago(0), "by": "GP"}])).stopped  # urgent: no word opens it


# A professional's word


@pytest.mark.parametrize("answer", [FlagAnswer(id="faint"), ConditionAnswer(id="pregnancy")])
@pytest.mark.parametrize(
    ("cleared", "valid"),
    [(None, False), ("2026-11-20", True), ("2026-11-21", False), ("2026-05-31", True), ("2026-05-30", False)],
)
def test_a_word_counts_from_its_day_and_for_26_weeks_to_the_last_day_of_the_week(
    answer: FlagAnswer | ConditionAnswer, cleared: str | None, valid: bool
) -> None:
    told = answer.model_copy(update={"cleared": dt.date.fromisoformat(cleared) if cleared else None})
    assert is_cleared(told, TODAY, DATES) is valid


def test_a_condition_that_needs_a_word_stops_until_it_is_there() -> None:
    entry = CATALOG.conditions["whiplash-later"]
    told = {"id": "whiplash", "since": ago(40)}
    uncleared = found(somebody(conditions=[told]))["whiplash-later"]
    assert (uncleared.level, uncleared.source) == (entry.gate, entry.sources[0])
    gate = {"gate": "clearance"}
    waiting = found(somebody(conditions=["asthma"]), with_condition("asthma", **gate))["asthma"]
    assert waiting.level == "clearance"
    assert "write `cleared: <date>`" in waiting.message
    open_ = found(somebody(conditions=[{"id": "asthma", "cleared": ago(3), "by": "GP"}]), with_condition("asthma", **gate))["asthma"]
    assert open_.level == "precaution"
    assert open_.message == f"{CATALOG.conditions['asthma'].name}: {CATALOG.conditions['asthma'].message}"
    stays = found(somebody(conditions=[{"id": "asthma", "cleared": ago(3), "by": "GP"}]), with_condition("asthma", gate="urgent"))["asthma"]
    assert stays.level == "urgent"


# What holds by itself


@pytest.mark.parametrize(("intensity", "holds"), [(6, False), (7, True), (9, True)])
def test_severe_pain_holds_from_7_of_the_worst_place(intensity: int, holds: bool) -> None:
    pains = [{"region": "knee", "intensity": 1, "weeks": 9}, {"region": "hip", "intensity": intensity, "weeks": 9}]
    assert ("severe-pain" in held(somebody(pain=pains))) is holds


def test_no_pain_at_all_is_less_than_any() -> None:
    slight = CATALOG.conditions["severe-pain"].applies.model_copy(update={"pain_from": 1})  # type: ignore[union-attr]
    assert "severe-pain" not in held(somebody(), with_condition("severe-pain", applies=slight))
    none = CATALOG.conditions["severe-pain"].applies.model_copy(update={"pain_from": 0})  # type: ignore[union-attr]
    assert "severe-pain" in held(somebody(), with_condition("severe-pain", applies=none))


def test_what_brings_a_pain_on_is_respected() -> None:
    bent = held(somebody(pain=[{"region": "low-back", "intensity": 3, "weeks": 9, "provoked_by": ["bending-forward", "turning"]}]))
    assert set(bent) == {"everyone", "pain-on-bending-forward", "pain-on-turning"}
    assert all(a.answer == key for key, a in bent.items())


@pytest.mark.parametrize(
    ("region", "held_by"),
    [
        ("neck", {"pain-on-turning-the-neck"}),
        ("knee", {"pain-on-turning"}),
        ("low-back", {"pain-on-turning"}),
        ("trunk", {"pain-on-turning", "pain-on-turning-the-neck"}),
        ("body", {"pain-on-turning", "pain-on-turning-the-neck"}),
    ],
)
def test_a_pain_on_turning_rules_the_part_that_hurts_and_both_where_that_is_unclear(region: str, held_by: set[str]) -> None:
    answers = somebody(pain=[{"region": region, "intensity": 3, "weeks": 9, "provoked_by": ["turning"]}])
    assert set(held(answers)) - {"everyone"} == held_by


LEG = {"region": "low-back", "intensity": 3, "weeks": 9, "spreads_to": ["calf"]}


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ({"pain": [LEG]}, True),
        ({"pain": [{**LEG, "region": "loin", "intensity": 1}]}, True),
        ({"pain": [{**LEG, "intensity": 0}]}, False),
        ({"pain": [{**LEG, "region": "neck"}]}, False),
        ({"pain": [{**LEG, "spreads_to": ["arm"]}]}, False),
        ({"pain": [{**LEG, "spreads_to": ["arm", "foot"]}]}, True),
        ({"pain": [{**LEG, "spreads_to": []}]}, False),
        ({"pain": [LEG], "seen": {"excluded": [" Disc "]}}, False),
        ({"pain": [LEG], "seen": {"excluded": ["fracture"]}}, True),
        ({"pain": [LEG], "seen": {}}, True),
    ],
    ids=str,
)
def test_a_pain_that_runs_down_the_leg_counts_until_a_disc_was_excluded(told: dict[str, Any], holds: bool) -> None:
    assert ("pain-spreading-down-leg" in held(somebody(**told))) is holds


def test_what_holds_by_itself_knows_its_place() -> None:
    other = with_condition("severe-pain", region=("neck",))
    assert held(somebody(pain=[{"region": "hip", "intensity": 8, "weeks": 9}]), other)["severe-pain"].region == ("neck",)


def test_the_rules_for_everyone_are_not_told_as_a_finding_and_others_are() -> None:
    said = found(somebody(birth_year=1950, pain=[{"region": "hip", "intensity": 8, "weeks": 9}]))
    assert set(said) == {"age-65-and-over", "severe-pain"}


# Place and side


def test_a_place_and_a_side_are_taken_where_the_condition_has_one() -> None:
    local, sided, plain = "varicose-veins", "hip-replacement", "asthma"
    told = {"region": "calf", "side": "left"}
    assert CATALOG.conditions[local].local
    at = held(somebody(conditions=[{"id": local, **told}, {"id": sided, **told}, {"id": plain, **told}]))
    assert (at[local].region, at[local].side, at[local].answer) == (("calf",), "left", local)
    assert (at[sided].region, at[sided].side) == (("hip",), "left")
    assert (at["hip-replacement-recent"].region, at["hip-replacement-recent"].side) == (("hip",), "left")
    assert (at[plain].region, at[plain].side) == ((), None)
    assert held(somebody(conditions=[local]))[local].region == CATALOG.conditions[local].region


def test_a_phase_takes_place_and_side_from_the_answer_to_the_whole() -> None:
    strain = held(somebody(conditions=[{"id": "muscle-strain", "region": "back-thigh", "side": "right", "since": ago(0)}]))
    healing = strain["muscle-strain-healing"]
    assert (healing.region, healing.side, healing.answer) == (("back-thigh",), "right", "muscle-strain")
    other = with_condition("muscle-strain-healing", local=True, sided=False)
    assert held(somebody(conditions=[{"id": "muscle-strain-healing", "region": "calf", "side": "left"}]), other)[
        "muscle-strain-healing"
    ].region == ("calf",)


def test_a_phase_that_has_no_place_of_its_own_is_where_the_whole_is() -> None:
    told = somebody(conditions=[{"id": "muscle-strain", "region": "calf", "side": "left", "since": ago(0)}])
    plain = held(told, with_condition("muscle-strain-healing", local=False, sided=False))["muscle-strain-healing"]
    assert (plain.region, plain.side) == (("calf",), "left")


def test_a_phase_may_have_a_place_or_a_side_of_its_own() -> None:
    told = somebody(conditions=[{"id": "hip-replacement", "side": "left"}])
    own = with_condition("hip-replacement-recent", region=("thigh",), sided=True)
    assert held(told, own)["hip-replacement-recent"].region == ("thigh",)
    whole = CATALOG.conditions["hip-replacement"].model_copy(update={"sided": False})
    only_phase = own.model_copy(update={"conditions": {**own.conditions, "hip-replacement": whole}})
    at = held(told, only_phase)
    assert (at["hip-replacement"].side, at["hip-replacement-recent"].side) == (None, "left")


def test_a_clot_or_a_break_means_the_whole_limb() -> None:
    at = held(somebody(conditions=[{"id": "bone-fracture", "region": "wrist", "side": "left"}, {"id": "cast", "region": "neck"}]))
    assert (at["bone-fracture"].region, at["cast"].region) == (("arm",), ("neck",))


def test_a_general_answer_counts_only_while_no_exact_one_is_there() -> None:
    general = "lasting-illness"
    assert general in held(somebody(conditions=[general]))
    both = held(somebody(conditions=[general, "asthma"]))
    assert general not in both
    assert "asthma" in both
    assert {general, "regular-medicine"} <= set(held(somebody(conditions=[general, "regular-medicine"])))


def test_a_word_opens_the_condition_it_was_given_for() -> None:
    at = held(somebody(conditions=[{"id": "whiplash", "cleared": ago(0), "by": "GP"}, "asthma"]))
    assert (at["whiplash"].cleared, at["whiplash-early"].cleared, at["asthma"].cleared) == (True, True, False)


# Phases


def days_before_monday(days: int) -> ConditionAnswer:
    return ConditionAnswer(id="muscle-strain", since=DATES[0] - dt.timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "phases"),
    [
        (3, ["acute", "healing"]),  # Monday is its last day
        (4, ["healing"]),
        (15, ["healing"]),  # Sunday is day 21
        (16, ["healing", "late"]),
        (22, ["late"]),
        (0, ["acute", "healing"]),
        (-6, ["acute"]),  # it happens on Sunday
        (-7, ["acute"]),  # a date that has not come yet: take care
    ],
)
def test_a_week_may_lie_in_two_phases(days: int, phases: list[str]) -> None:
    assert phases_of(days_before_monday(days), CATALOG, DATES) == ("muscle-strain", *(f"muscle-strain-{p}" for p in phases))


def test_between_two_phases_none_holds_and_before_the_first_the_strictest_does() -> None:
    gap = (
        Span(condition="muscle-strain-acute", from_days=10, to_days=20),
        Span(condition="muscle-strain-healing", from_days=40),
    )
    other = with_condition("muscle-strain", phases=gap, strictest="muscle-strain-late")

    def at(days: int, catalog: Catalog = other) -> tuple[str, ...]:
        return phases_of(days_before_monday(days), catalog, DATES)[1:]

    assert at(30) == ()
    assert at(20) == ("muscle-strain-acute",)
    assert at(21) == ()
    assert at(34) == ("muscle-strain-healing",)
    assert at(0) == ("muscle-strain-late",)
    assert at(4) == ("muscle-strain-late", "muscle-strain-acute")  # Sunday is day 10
    assert at(0, with_condition("muscle-strain", phases=gap, strictest=None)) == ("muscle-strain-acute",)
    later = (Span(condition="muscle-strain-acute", from_days=10, to_days=20),)
    assert at(10 + 30, with_condition("muscle-strain", phases=later)) == ()


@pytest.mark.parametrize(
    ("days", "phases"),
    [
        (2, {"acute": DATES[:2], "healing": DATES[2:]}),
        (3, {"acute": DATES[:1], "healing": DATES[1:]}),
        (4, {"healing": ()}),  # all of the week
    ],
)
def test_a_phase_holds_on_its_days_of_the_week(days: int, phases: dict[str, tuple[dt.date, ...]]) -> None:
    strain = {"id": "muscle-strain", "region": "calf", "since": str(DATES[0] - dt.timedelta(days=days))}
    at = held(somebody(conditions=[strain, "asthma"]))
    assert {key.rpartition("-")[2]: active.days for key, active in at.items() if key.startswith("muscle-strain-")} == phases
    assert at["muscle-strain"].days == at["asthma"].days == at["everyone"].days == ()
    assert all(active.holds_on(day) is (not active.days or day in active.days) for active in at.values() for day in DATES)


def test_before_a_date_that_comes_in_the_week_care_is_taken() -> None:
    """Somebody is 280 days before the due date on Wednesday: until then nobody knows, and the strictest phase counts."""
    told = somebody(conditions=[{"id": "pregnancy", "due": str(DATES[2] + dt.timedelta(days=280)), "cleared": ago(0), "by": "GP"}])
    at = held(told)
    assert (at["pregnancy-trimester-3"].days, at["pregnancy-trimester-1"].days) == (DATES[:2], DATES[2:])


def test_without_a_date_the_strictest_phase_is_taken() -> None:
    undated = ConditionAnswer(id="pregnancy")
    assert phases_of(undated, CATALOG, DATES) == ("pregnancy", "pregnancy-trimester-3")
    assert phases_of(undated, with_condition("pregnancy", strictest=None), DATES) == ("pregnancy", "pregnancy-trimester-1")
    assert phases_of(ConditionAnswer(id="pregnancy", since=TODAY), CATALOG, DATES) == ("pregnancy", "pregnancy-trimester-3")
    assert phases_of(ConditionAnswer(id="muscle-strain", due=TODAY), CATALOG, DATES)[1:] == ("muscle-strain-acute",)
    assert phases_of(ConditionAnswer(id="asthma", since=TODAY), CATALOG, DATES) == ("asthma",)


@pytest.mark.parametrize(("to_due", "trimesters"), [(280 - 84, ["2"]), (280 - 83, ["1", "2"]), (280 - 188, ["2", "3"]), (280 - 189, ["3"])])
def test_a_pregnancy_is_counted_back_from_its_due_date(to_due: int, trimesters: list[str]) -> None:
    told = ConditionAnswer(id="pregnancy", due=DATES[0] + dt.timedelta(days=to_due))
    assert phases_of(told, CATALOG, DATES)[1:] == tuple(f"pregnancy-trimester-{t}" for t in trimesters)


def test_where_a_phase_holds_it_speaks_for_the_whole() -> None:
    told = {"id": "muscle-strain", "region": "calf", "since": ago(0)}
    said = found(somebody(conditions=[told, "asthma"]))
    assert set(said) == {"muscle-strain-acute", "muscle-strain-healing", "asthma"}
    over = with_condition("muscle-strain", phases=(Span(condition="muscle-strain-acute", to_days=3),))
    assert set(found(somebody(conditions=[{**told, "since": ago(200)}]), over)) == {"muscle-strain"}
