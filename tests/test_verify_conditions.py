"""Which conditions hold on a day, as the verifier reads them: by date, by age, by pain, and for how long a word counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from routine.load.catalog import load_catalog
from routine.model.catalog import Catalog
from routine.model.conditions import Applies, Span
from routine.model.profile import ConditionAnswer, Profile
from routine.verify.anatomy import Anatomy
from routine.verify.conditions import Held, held_on, is_cleared, phase_ids, phases_on

from .conftest import TODAY
from .strategies import person

CATALOG = load_catalog()
MONDAY, LAST = dt.date(2026, 11, 23), dt.date(2026, 11, 29)


def somebody(**told: Any) -> Profile:
    return person({"name": "Somebody", "timezone": "Europe/London", "red_flags": [], "screened": str(TODAY), **told}, CATALOG)


def with_condition(key: str, catalog: Catalog = CATALOG, **fields: Any) -> Catalog:
    other = catalog.conditions[key].model_copy(update=fields)
    return catalog.model_copy(update={"conditions": {**catalog.conditions, key: other}})


def held(profile: Profile, catalog: Catalog = CATALOG, age: int | None = 40, day: dt.date = MONDAY) -> dict[str, Held]:
    return {h.id: h for h in held_on(day, LAST, profile, Anatomy(catalog), age)}


@pytest.mark.parametrize(
    ("cleared", "valid"), [(None, False), ("2026-05-30", False), ("2026-05-31", True), ("2026-11-29", True), ("2026-11-30", False)]
)
def test_a_word_counts_for_26_weeks_to_the_last_day_of_the_week(cleared: str | None, valid: bool) -> None:
    assert is_cleared(dt.date.fromisoformat(cleared) if cleared else None, LAST) is valid


# Phases


def on_day(days: int) -> tuple[str, ...]:
    answer = ConditionAnswer(id="muscle-strain", since=MONDAY - dt.timedelta(days=days))
    return tuple(p.removeprefix("muscle-strain-") for p in phase_ids(CATALOG.conditions["muscle-strain"], answer, MONDAY))


def test_a_strain_is_acute_for_three_days_heals_to_the_21st_and_is_late_then() -> None:
    assert [on_day(n) for n in (-1, 0, 3, 4, 21, 22, 900)] == [
        *[("acute",), ("acute",), ("acute",)],  # what has not come yet is taken as the strictest
        *[("healing",), ("healing",), ("late",), ("late",)],
    ]


@pytest.mark.parametrize(
    ("to_due", "trimester"), [(280, "1"), (197, "1"), (196, "2"), (92, "2"), (91, "3"), (0, "3"), (-7, "3"), (281, "3")]
)
def test_a_pregnancy_is_counted_back_from_its_due_date(to_due: int, trimester: str) -> None:
    answer = ConditionAnswer(id="pregnancy", due=MONDAY + dt.timedelta(days=to_due))
    assert phase_ids(CATALOG.conditions["pregnancy"], answer, MONDAY) == (f"pregnancy-trimester-{trimester}",)


def test_without_a_date_of_its_kind_the_strictest_phase_is_taken() -> None:
    pregnancy, strain = CATALOG.conditions["pregnancy"], CATALOG.conditions["muscle-strain"]
    assert phase_ids(pregnancy, ConditionAnswer(id="pregnancy"), MONDAY) == ("pregnancy-trimester-3",)
    assert phase_ids(pregnancy, ConditionAnswer(id="pregnancy", since=MONDAY), MONDAY) == ("pregnancy-trimester-3",)
    assert phase_ids(pregnancy.model_copy(update={"strictest": None}), ConditionAnswer(id="pregnancy"), MONDAY) == (
        "pregnancy-trimester-1",
    )
    assert phase_ids(strain, ConditionAnswer(id="muscle-strain", due=MONDAY), MONDAY) == ("muscle-strain-acute",)
    later = strain.model_copy(update={"strictest": "muscle-strain-late"})
    assert phase_ids(later, ConditionAnswer(id="muscle-strain"), MONDAY) == ("muscle-strain-late",)
    assert phase_ids(CATALOG.conditions["asthma"], ConditionAnswer(id="asthma", since=MONDAY), MONDAY) == ()


def test_the_phases_of_a_day_are_those_of_each_answer_in_turn() -> None:
    told = somebody(conditions=["asthma", {"id": "muscle-strain", "region": "calf", "since": str(MONDAY)}, "pregnancy"])
    assert phases_on(MONDAY, told, CATALOG) == ((), ("muscle-strain-acute",), ("pregnancy-trimester-3",))
    assert phases_on(MONDAY + dt.timedelta(days=4), told, CATALOG)[1] == ("muscle-strain-healing",)
    gone = CATALOG.model_copy(update={"conditions": {k: c for k, c in CATALOG.conditions.items() if k != "asthma"}})
    assert phases_on(MONDAY, told, gone)[0] == ()


def test_where_a_phase_holds_its_gate_counts_and_that_of_the_whole_does_not() -> None:
    strain = held(somebody(conditions=[{"id": "muscle-strain", "region": "calf", "since": str(MONDAY), "side": "left"}, "asthma"]))
    assert (strain["muscle-strain"].gate, strain["muscle-strain-acute"].gate) == ("advice", CATALOG.conditions["muscle-strain-acute"].gate)
    assert all(h.condition is CATALOG.conditions[key] for key, h in strain.items())
    assert strain["asthma"].gate == CATALOG.conditions["asthma"].gate == "precaution"
    over = with_condition("muscle-strain", phases=(Span(condition="muscle-strain-acute", to_days=3),))
    late = held(somebody(conditions=[{"id": "muscle-strain", "since": "2026-10-01"}]), over)
    assert late["muscle-strain"].gate == CATALOG.conditions["muscle-strain"].gate
    lost = with_condition("muscle-strain", phases=(Span(condition="a-phase-of-last-year"),))
    assert set(held(somebody(conditions=[{"id": "muscle-strain", "since": "2026-10-01"}]), lost)) == {"muscle-strain", "everyone"}


def test_a_condition_that_left_the_catalog_is_passed_over_and_the_next_is_read() -> None:
    told = somebody(conditions=["asthma", "epilepsy"])
    gone = CATALOG.model_copy(update={"conditions": {k: c for k, c in CATALOG.conditions.items() if k != "asthma"}})
    assert set(held(told, gone)) == {"epilepsy", "everyone"}


# Place, side and word


def test_place_and_side_are_read_as_they_were_given() -> None:
    body = Anatomy(CATALOG)
    told = {"region": "calf", "side": "left"}
    at = held(somebody(conditions=[{"id": "varicose-veins", **told}, {"id": "hip-replacement", "side": "right"}, {"id": "asthma", **told}]))
    assert (at["varicose-veins"].places, at["varicose-veins"].side) == (body.around("calf"), "left")
    assert (at["hip-replacement"].places, at["hip-replacement"].side) == (body.around("hip"), "right")
    assert (at["hip-replacement-recent"].places, at["hip-replacement-recent"].side) == (body.around("hip"), "right")
    assert at["asthma"].side is None
    assert held(somebody(conditions=["asthma"]))["asthma"].places is None
    both = held(somebody(conditions=[{"id": "varicose-veins", "region": "calf", "side": "both"}]))
    assert both["varicose-veins"].side is None
    own = with_condition("hip-replacement-recent", region=("thigh", "toes"))
    assert held(somebody(conditions=["hip-replacement"]), own)["hip-replacement-recent"].places == body.around("thigh") | body.around(
        "toes"
    )


def test_a_clot_or_a_break_means_the_whole_limb() -> None:
    body = Anatomy(CATALOG)
    at = held(
        somebody(
            conditions=[
                {"id": "bone-fracture", "region": "wrist"},
                {"id": "cast", "region": "neck"},
                {"id": "dvt-treated", "region": "calf"},
            ]
        )
    )
    assert at["bone-fracture"].places == body.subtree("arm")
    assert at["dvt-treated"].places == body.subtree("leg")
    assert at["cast"].places == body.around("neck")


def test_a_word_opens_the_condition_and_its_phases() -> None:
    at = held(somebody(conditions=[{"id": "whiplash", "cleared": str(TODAY), "by": "GP"}, "asthma"]))
    assert [at[key].cleared for key in ("whiplash", "whiplash-early", "asthma", "everyone")] == [True, True, False, False]


# What holds by itself


@pytest.mark.parametrize(
    ("applies", "age", "holds"),
    [
        ({"age_from": 65}, 64, False),
        ({"age_from": 65}, 65, True),
        ({"age_to": 17}, 17, True),
        ({"age_to": 17}, 18, False),
        ({"age_from": 20, "age_to": 30}, 30, True),
        ({"age_from": 20, "age_to": 30}, 31, False),
        ({"age_from": 20, "age_to": 30}, 19, False),
        ({"age_from": 0}, None, False),
        ({"age_to": 200}, None, False),
        ({"everyone": True}, None, True),
        ({}, 40, False),
    ],
    ids=str,
)
def test_a_condition_may_hold_for_an_age(applies: dict[str, Any], age: int | None, holds: bool) -> None:
    other = with_condition("severe-pain", applies=Applies.model_validate(applies), region=("neck", "toes"))
    found = held(somebody(), other, age)
    assert ("severe-pain" in found) is holds
    if holds:
        body = Anatomy(CATALOG)
        there = found["severe-pain"]
        assert (there.places, there.side, there.gate, there.cleared) == (
            *(body.around("neck") | body.around("toes"), None),
            *(CATALOG.conditions["severe-pain"].gate, False),
        )


def hurting(**pain: Any) -> Profile:
    return somebody(pain=[{"region": "knee", "intensity": 1, "weeks": 9}, {"region": "hip", "intensity": 3, "weeks": 9, **pain}])


@pytest.mark.parametrize(("intensity", "holds"), [(6, False), (7, True), (8, True)])
def test_severe_pain_holds_from_7_of_the_worst_place(intensity: int, holds: bool) -> None:
    found = held(hurting(intensity=intensity))
    assert ("severe-pain" in found) is holds
    assert all(h.places is None for h in found.values())  # at no place of its own


def test_no_pain_is_not_even_a_pain_of_nought() -> None:
    any_ = with_condition("severe-pain", applies=Applies(pain_from=0))
    assert "severe-pain" in held(hurting(), any_)
    assert "severe-pain" not in held(somebody(), any_)


def test_what_brings_a_pain_on_is_respected() -> None:
    found = set(held(hurting(provoked_by=["bending-forward", "turning"])))
    assert found == {"everyone", "pain-on-bending-forward", "pain-on-turning"}


def test_a_pain_on_turning_rules_the_part_that_hurts_and_both_where_that_is_unclear() -> None:
    by_place = {
        place: set(held(hurting(region=place, provoked_by=["turning"]))) - {"everyone"} for place in ("neck", "knee", "trunk", "body")
    }
    assert by_place == {
        "neck": {"pain-on-turning-the-neck"},
        "knee": {"pain-on-turning"},
        "trunk": {"pain-on-turning", "pain-on-turning-the-neck"},
        "body": {"pain-on-turning", "pain-on-turning-the-neck"},
    }


LEG = {"region": "low-back", "intensity": 3, "weeks": 9, "spreads_to": ["calf"]}


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ({"pain": [LEG]}, True),
        ({"pain": [{**LEG, "region": "loin", "intensity": 1}]}, True),
        ({"pain": [{**LEG, "intensity": 0}]}, False),
        ({"pain": [{**LEG, "region": "neck"}]}, False),
        ({"pain": [{**LEG, "spreads_to": ["arm", "foot"]}]}, True),
        ({"pain": [{**LEG, "spreads_to": ["arm"]}]}, False),
        ({"pain": [LEG], "seen": {"excluded": [" Disc "]}}, False),
        ({"pain": [LEG], "seen": {"excluded": ["fracture"]}}, True),
        ({"pain": [LEG], "seen": {}}, True),
    ],
    ids=str,
)
def test_a_pain_that_runs_down_the_leg_counts_until_a_disc_was_excluded(told: dict[str, Any], holds: bool) -> None:
    assert ("pain-spreading-down-leg" in held(somebody(**told))) is holds


def test_a_condition_that_holds_by_itself_may_be_cleared_by_name() -> None:
    told = somebody(
        conditions=[{"id": "severe-pain", "cleared": str(TODAY), "by": "GP"}, "asthma"], pain=[{"region": "hip", "intensity": 8}]
    )
    by_itself = [h for h in held_on(MONDAY, LAST, told, Anatomy(CATALOG), 40) if h.id == "severe-pain"]
    assert [h.cleared for h in by_itself] == [True, True]
    assert not held(somebody(conditions=["asthma"], pain=[{"region": "hip", "intensity": 8}]))["severe-pain"].cleared
