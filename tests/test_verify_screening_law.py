"""L14 at its borders: what leaves no plan, what a word opens, and what makes a red flag weigh more."""

from __future__ import annotations

from typing import Any

import pytest

from routine.model.catalog import Catalog
from routine.model.conditions import Raise
from routine.model.plan import Plan
from routine.model.profile import Profile
from routine.verify.case import Case
from routine.verify.screening_law import flag_level, l14_nothing_stops

from .plans import MARA, edited, good_plan, mara


@pytest.fixture(scope="module")
def plan(catalog: Catalog) -> Plan:
    return good_plan(catalog)


def said(plan: Plan, catalog: Catalog, profile: Profile) -> list[str]:
    """Return what L14 says of the good week, had it been made for this person."""
    return [problem.what for problem in l14_nothing_stops(Case(plan, catalog, profile))]


def flagged(plan: Plan, catalog: Catalog, *flags: Any, **told: Any) -> list[str]:
    return said(plan, catalog, mara(catalog, red_flags=list(flags), **told))


def test_nothing_stops_the_good_week(plan: Plan, catalog: Catalog) -> None:
    assert flagged(plan, catalog) == []


def test_red_flags_must_have_been_asked(plan: Plan, catalog: Catalog) -> None:
    never = mara(catalog).model_copy(update={"red_flags": None})
    assert said(plan, catalog, never) == ["the profile was never asked for red flags"]


@pytest.mark.parametrize(
    ("flag", "word", "stops"),
    [
        ("saddle-numb", None, "emergency"),
        ("saddle-numb", "2026-11-20", "emergency"),
        ("cancer", None, "urgent"),
        ("cancer", "2026-11-20", "urgent"),
        ("faint", None, "clearance and not cleared"),
        ("faint", "2026-05-30", "clearance and not cleared"),
        ("faint", "2026-05-31", None),
        ("stiff-morning", None, None),
    ],
)
def test_a_word_opens_what_is_neither_urgent_nor_an_emergency(
    flag: str, word: str | None, stops: str | None, plan: Plan, catalog: Catalog
) -> None:
    answer = {"id": flag, **({"cleared": word, "by": "GP"} if word else {})}
    assert flagged(plan, catalog, answer) == ([f"the red flag '{flag}' is {stops}"] if stops else [])


def test_a_flag_that_left_the_catalog_can_not_be_ruled_out_and_the_next_is_read(plan: Plan, catalog: Catalog) -> None:
    gone = catalog.model_copy(update={"red_flags": {k: f for k, f in catalog.red_flags.items() if k != "faint"}})
    profile = mara(catalog, red_flags=["faint", "cancer"])
    assert said(plan, gone, profile) == [
        "the catalog has no red flag 'faint', so it can't be ruled out",
        "the red flag 'cancer' is urgent",
    ]


# What makes a flag weigh more


def level(plan: Plan, catalog: Catalog, raised: dict[str, Any], answered: set[str] = frozenset(), **told: Any) -> str:  # type: ignore[assignment]
    flag = catalog.red_flags["faint"].model_copy(update={"raises": (Raise.model_validate({"why": "A reason.", **raised}),)})
    return flag_level(Case(plan, catalog, mara(catalog, **told)), flag, answered)


def test_another_yes_weighs(plan: Plan, catalog: Catalog) -> None:
    beside = {"to": "emergency", "with_flag": ["cancer", "chest"]}
    assert level(plan, catalog, beside, {"faint", "chest"}) == "emergency"
    assert level(plan, catalog, beside, {"faint", "gca"}) == "clearance"
    assert level(plan, catalog, {**beside, "to": "advice"}, {"faint", "chest"}) == "clearance"  # nothing lowers a flag


def test_what_names_nothing_weighs_nothing(plan: Plan, catalog: Catalog) -> None:
    pain = [{"region": "low-back", "intensity": 3}]
    assert level(plan, catalog, {"to": "urgent"}, {"faint", "chest"}, birth_year=None, pain=pain) == "clearance"


def test_an_emergency_weighs_more_than_what_is_urgent(plan: Plan, catalog: Catalog) -> None:
    assert "the red flag 'leg-weak' is emergency" in flagged(plan, catalog, "leg-weak", "both-legs")
    assert flagged(plan, catalog, "leg-weak") == ["the red flag 'leg-weak' is urgent"]


def test_any_other_yes_weighs(plan: Plan, catalog: Catalog) -> None:
    assert flagged(plan, catalog, {"id": "night-pain", "cleared": "2026-11-20"}) == []
    both = flagged(plan, catalog, {"id": "night-pain", "cleared": "2026-11-20"}, "stiff-morning")
    assert both == ["the red flag 'night-pain' is urgent"]


@pytest.mark.parametrize(("year", "raised"), [(1976, "clearance"), (1975, "urgent"), (None, "urgent")])
def test_an_age_that_is_passed_weighs_and_so_does_one_unknown(year: int | None, raised: str, plan: Plan, catalog: Catalog) -> None:
    assert level(plan, catalog, {"to": "urgent", "age_over": 50}, birth_year=year) == raised
    assert level(plan, catalog, {"to": "urgent", "with_flag": ["chest"]}, birth_year=year) == "clearance"


@pytest.mark.parametrize(
    ("region", "weeks", "raised"),
    [
        ("low-back", 6, "urgent"),
        ("low-back", 6.1, "clearance"),
        ("low-back", None, "urgent"),
        ("loin", 1, "urgent"),
        ("knee", 1, "clearance"),
    ],
)
def test_a_new_pain_there_weighs(region: str, weeks: float | None, raised: str, plan: Plan, catalog: Catalog) -> None:
    pain = {"region": region, "intensity": 3, **({"weeks": weeks} if weeks else {})}
    assert level(plan, catalog, {"to": "urgent", "new_pain": ["low-back", "neck"]}, pain=[pain]) == raised


# Conditions, age, and what the plan itself says


@pytest.mark.parametrize(
    ("gate", "word", "stops"),
    [
        ("emergency", "2026-11-20", "emergency"),
        ("urgent", "2026-11-20", "urgent"),
        ("clearance", None, "clearance and not cleared"),
        ("clearance", "2026-11-20", None),
        ("precaution", None, None),
    ],
)
def test_a_condition_stops_by_its_gate_and_is_told_once(
    gate: str, word: str | None, stops: str | None, plan: Plan, catalog: Catalog
) -> None:
    other = catalog.conditions["asthma"].model_copy(update={"gate": gate})
    changed = catalog.model_copy(update={"conditions": {**catalog.conditions, "asthma": other}})
    answer = {"id": "asthma", **({"cleared": word, "by": "GP"} if word else {})}
    wanted = [f"the condition 'asthma' is {stops} on 2026-11-23"] if stops else []
    assert said(plan, changed, mara(catalog, conditions=["epilepsy", answer])) == wanted


def test_a_phase_that_stops_does_so_from_its_day_on(plan: Plan, catalog: Catalog) -> None:
    late = catalog.conditions["muscle-strain-late"].model_copy(update={"gate": "urgent"})
    changed = catalog.model_copy(update={"conditions": {**catalog.conditions, "muscle-strain-late": late}})
    strain = {"id": "muscle-strain", "region": "calf", "since": "2026-11-04"}  # the 26th is day 22
    assert said(plan, changed, mara(catalog, conditions=[strain])) == ["the condition 'muscle-strain-late' is urgent on 2026-11-26"]


def test_two_conditions_that_stop_are_both_told(plan: Plan, catalog: Catalog) -> None:
    both = said(plan, catalog, mara(catalog, conditions=["dvt-suspected", "concussion-recent"]))
    assert len(both) == 2


def test_a_condition_that_left_the_catalog_can_not_be_respected(plan: Plan, catalog: Catalog) -> None:
    gone = catalog.model_copy(update={"conditions": {k: c for k, c in catalog.conditions.items() if k != "asthma"}})
    assert said(plan, gone, mara(catalog, conditions=["asthma"])) == ["the catalog has no condition 'asthma', so it can't be respected"]


@pytest.mark.parametrize(("year", "scope"), [(2021, False), (2020, True), (1906, True), (1905, False), (None, True)])
def test_the_program_is_for_people_from_6_to_120(year: int | None, scope: bool, plan: Plan, catalog: Catalog) -> None:
    found = said(plan, catalog, mara(catalog, birth_year=year))
    assert found == ([] if scope else [f"an age of {2026 - (year or 0)} is out of scope (6 to 120)"])


def test_a_plan_that_says_stop_is_no_plan(plan: Plan, catalog: Catalog) -> None:
    stop = edited(plan, screening__outcome="stop")
    assert said(stop, catalog, mara(catalog)) == ["the plan's own screening says stop (outcome)"]
    for grave, stops in (("urgent", True), ("emergency", True), ("clearance", True), ("precaution", False), ("advice", False)):
        finding = {"id": "cancer", "level": grave, "message": "See a doctor.", "source": "g-care"}
        found = said(edited(plan, screening__findings=[finding]), catalog, mara(catalog))
        assert found == (["the plan's own screening says stop (cancer)"] if stops else [])
    assert MARA["red_flags"] == []


@pytest.mark.parametrize("finding", ["not-screened", "screening-stale", "screened-in-future", "age-out-of-scope"])
def test_what_its_own_screening_waits_for_leaves_no_plan(finding: str, plan: Plan, catalog: Catalog) -> None:
    """What depends on the day of planning can't be worked out anew; where the plan itself says it, it counts."""
    waits = edited(plan, screening__findings=[{"id": finding, "level": "clearance", "message": "Answer the red flags."}])
    assert said(waits, catalog, mara(catalog)) == [f"the plan's own screening says stop ({finding})"]


@pytest.mark.parametrize(("asked", "stale"), [("2026-10-19", False), ("2026-10-18", True), ("2026-11-20", False), (None, False)])
def test_answers_that_were_stale_a_week_before_the_week_leave_no_plan(asked: str | None, stale: bool, plan: Plan, catalog: Catalog) -> None:
    found = said(plan, catalog, mara(catalog, screened=asked))
    assert found == (["the red flags were last asked on 2026-10-18, more than 35 days before 2026-11-23"] if stale else [])
