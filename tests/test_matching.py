"""When a rule means an exercise: one rule, one exercise, one side at a time."""

from __future__ import annotations

from typing import Any

import pytest

from routine.body import Body
from routine.load.catalog import load_catalog
from routine.matching import Active, as_exercise, item_sides, matches
from routine.model.catalog import Exercise
from routine.model.conditions import Rule
from routine.model.terms import ItemSide

CATALOG = load_catalog()
BODY = Body(CATALOG)
CLAMSHELL = CATALOG.exercises["clamshell"]  # strength, side-lying, gluteus medius and hip rotators, one side at a time
BALL = CATALOG.exercises["ball-hamstrings-chair"]  # presses the back of the thigh, seated
STRAP = CATALOG.exercises["supine-hamstring-strap"]


def active(*region: str, side: Any = None) -> Active:
    return Active("cast", CATALOG.conditions["cast"], region, side)


def rule(match: dict[str, Any], unless: dict[str, Any] | None = None) -> Rule:
    return Rule.model_validate(
        {"id": "own.rule", "verdict": "contraindication", "match": match, "unless": unless}
        | {"why": "A reason.", "sources": ["common-teaching"], "certainty": "expert"}
    )


def meant(match: dict[str, Any], exercise: Exercise = CLAMSHELL, at: Active | None = None, side: ItemSide = "left") -> bool:
    return matches(rule(match), exercise, side, at or active(), BODY)


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ({}, True),
        ({"column": ["strength"]}, True),
        ({"column": ["static"]}, False),
        ({"column": ["static", "strength"]}, True),
        ({"technique": ["activation"]}, True),
        ({"technique": ["ball"]}, False),
        ({"exercise": ["clamshell"]}, True),
        ({"exercise": ["bird-dog"]}, False),
        ({"load": ["lying-on-other-side"]}, True),
        ({"load": ["grip"]}, False),
        ({"position": ["side-lying"]}, True),
        ({"position": ["supine"]}, False),
        ({"muscle": ["gluteals"]}, True),
        ({"muscle": ["piriformis"]}, True),
        ({"muscle": ["hamstrings"]}, False),
        ({"works": ["hip"]}, True),
        ({"works": ["foot"]}, False),
        ({"region": ["hip"]}, True),
        ({"region": ["foot"]}, False),
        ({"pressure": ["body"]}, False),
        ({"level_from": 1}, True),
        ({"level_from": 2}, False),
    ],
    ids=str,
)
def test_of_each_list_one_word_is_enough(match: dict[str, Any], fits: bool) -> None:
    assert meant(match) is fits
    assert meant({**match, "column": ["static"]}) is False  # and all keys must hold together
    assert matches(rule({"column": ["strength"]}, unless=match or None), CLAMSHELL, "left", active(), BODY) is not (fits and bool(match))


def test_what_is_pressed_worked_or_loaded_is_touched() -> None:
    assert meant({"pressure": ["back-thigh"]}, BALL)
    assert meant({"pressure": ["leg"]}, BALL)
    assert not meant({"pressure": ["calf"]}, BALL)
    pressed_only = BALL.model_copy(update={"primary": ("gastrocnemius",)})
    assert meant({"region": ["back-thigh"]}, pressed_only)
    assert not meant({"works": ["back-thigh"]}, pressed_only)
    key, load = next((k, t) for k, t in CATALOG.vocabulary.loads.items() if t.regions)
    loaded_only = CLAMSHELL.model_copy(update={"primary": (), "loads": (key, "pressure:toes")})
    assert meant({"region": [load.regions[0]]}, loaded_only)
    assert meant({"region": ["toes"]}, loaded_only)
    assert not meant({"pressure": [load.regions[0]]}, loaded_only)
    untouched = CLAMSHELL.model_copy(update={"primary": (), "loads": ()})
    assert not meant({"region": ["body"]}, untouched)


def test_one_of_the_primary_muscles_is_enough() -> None:
    two = CLAMSHELL.model_copy(update={"primary": ("gastrocnemius", "gluteus-medius")})
    assert meant({"works": ["calf"]}, two)
    assert meant({"works": ["outer-hip"]}, two)


# The place that was given


@pytest.mark.parametrize("key", ["pressure", "works", "region"])
@pytest.mark.parametrize(
    ("given", "fits"),
    [(("back-thigh",), True), (("thigh",), True), (("leg",), True), (("calf",), False), ((), True), (("calf", "thigh"), True)],
    ids=str,
)
def test_a_place_that_was_given_is_blurred_and_none_given_may_be_any(key: str, given: tuple[str, ...], fits: bool) -> None:
    assert meant({key: ["given"]}, BALL, active(*given)) is fits


def test_a_given_place_means_what_it_is_a_part_of_and_a_fixed_place_does_not() -> None:
    thigh = BALL.model_copy(update={"loads": ("pressure:thigh",), "primary": ()})
    assert meant({"pressure": ["given"]}, thigh, active("back-thigh"))
    assert not meant({"pressure": ["back-thigh"]}, thigh, active("back-thigh"))
    assert not meant({"pressure": ["calf"]}, thigh, active("back-thigh"))
    assert meant({"pressure": ["given", "thigh"]}, thigh, active("wrist"))


def test_an_exception_speaks_of_the_same_place() -> None:
    sore, elsewhere = active("back-thigh"), active("calf")
    but_there = rule({"technique": ["ball"]}, unless={"pressure": ["given"]})
    assert not matches(but_there, BALL, "left", sore, BODY)
    assert matches(but_there, BALL, "left", elsewhere, BODY)


# Sides


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("relation", "same", "opposite"), [("same", True, False), ("opposite", False, True), ("any", True, True)])
def test_a_sore_side_is_meant_as_the_rule_says(relation: str, same: bool, opposite: bool, side: ItemSide) -> None:
    far: ItemSide = "right" if side == "left" else "left"
    assert meant({"side": relation}, at=active(side=side), side=side) is same
    assert meant({"side": relation}, at=active(side=side), side=far) is opposite


@pytest.mark.parametrize("relation", ["same", "opposite"])
@pytest.mark.parametrize(("item", "sore"), [("both", "left"), ("none", "left"), ("left", "both"), ("left", None), ("right", None)])
def test_what_has_no_single_side_meets_either(relation: str, item: ItemSide, sore: str | None) -> None:
    assert meant({"side": relation}, at=active(side=sore), side=item)


def test_an_exercise_is_done_on_one_side_at_a_time_or_as_a_whole() -> None:
    assert item_sides(CLAMSHELL) == ("left", "right")
    assert item_sides(CLAMSHELL.model_copy(update={"laterality": "bilateral"})) == ("both",)
    assert item_sides(CLAMSHELL.model_copy(update={"laterality": "alternating"})) == ("both",)
    assert item_sides(CLAMSHELL.model_copy(update={"primary": ()})) == ("none",)


# A self-test, judged by the same rules


def test_a_self_test_is_to_the_rules_what_it_asks_of_the_body() -> None:
    for key, test in CATALOG.self_tests.items():
        exercise = as_exercise(key, test)
        assert exercise.model_dump() == Exercise.model_validate(
            {
                "id": key, "name": test.name, "technique": test.technique, "positions": test.positions, "equipment": test.equipment,
                "laterality": "unilateral" if test.sided else "bilateral", "level": test.level, "primary": test.finding.muscle,
                "loads": test.loads, "dose": "", "setup_s": 0, "steps": ("", "", ""), "feel": "", "mistakes": (), "stop": "",
                "breathe": "", "sources": test.sources, "reviewed": {"on": "", "by": ""},
            }
        ).model_dump()  # fmt: skip
    assert {"unilateral", "bilateral"} == {as_exercise(k, t).laterality for k, t in CATALOG.self_tests.items()}
