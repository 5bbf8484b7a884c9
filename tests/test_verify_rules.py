"""How the verifier reads one rule: whom it means, on which side, at which place, and what it then asks."""

from __future__ import annotations

from typing import Any

import pytest

from routine.load.catalog import load_catalog
from routine.model.catalog import Exercise
from routine.model.conditions import Rule
from routine.model.terms import Side
from routine.verify.anatomy import Anatomy
from routine.verify.conditions import Held
from routine.verify.rules import rulings

CATALOG = load_catalog()
BODY = Anatomy(CATALOG)
CLAMSHELL = CATALOG.exercises["clamshell"]
BALL = CATALOG.exercises["ball-hamstrings-chair"]  # presses the back of the thigh, seated
CHANGE = {"kind": "range", "text": "Only a little."}


def rule(verdict: str = "contraindication", name: str = "own.rule", **fields: Any) -> Rule:
    base = {"id": name, "verdict": verdict, "why": "A reason.", "sources": ["common-teaching"], "certainty": "expert"}
    return Rule.model_validate({**base, **fields})


def under(*rules: Rule, side: Side | None = None, place: str | None = "calf", cleared: bool = False, key: str = "asthma") -> Held:
    condition = CATALOG.conditions[key].model_copy(update={"rules": rules})
    return Held(key, condition, "precaution", side, BODY.around(place) if place else None, cleared)


def meant(match: dict[str, Any], exercise: Exercise = BALL, side: Side | None = "left", **at: Any) -> bool:
    return bool(rulings(exercise, (side,), (under(rule(match=match), **at),), BODY))


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ({}, True),
        ({"column": ["ball"]}, True),
        ({"column": ["static"]}, False),
        ({"column": ["static", "ball"]}, True),
        ({"technique": ["ball"]}, True),
        ({"technique": ["activation"]}, False),
        ({"position": ["seated"]}, True),
        ({"position": ["supine"]}, False),
        ({"load": ["pressure:back-thigh"]}, True),
        ({"load": ["grip"]}, False),
        ({"exercise": ["ball-hamstrings-chair"]}, True),
        ({"exercise": ["clamshell"]}, False),
        ({"level_from": 1}, True),
        ({"level_from": 2}, False),
        ({"muscle": ["hamstrings"]}, True),
        ({"muscle": ["gluteals"]}, False),
        ({"pressure": ["leg"]}, True),
        ({"pressure": ["arm"]}, False),
        ({"works": ["thigh"]}, True),
        ({"works": ["arm"]}, False),
        ({"region": ["thigh"]}, True),
        ({"region": ["arm"]}, False),
    ],
    ids=str,
)
def test_every_key_must_fit_and_of_each_list_one_is_enough(match: dict[str, Any], fits: bool) -> None:
    assert meant(match) is fits
    assert not meant({**match, "level_from": 2})
    excepted = under(rule(match={"technique": ["ball"]}, unless=match))
    assert bool(rulings(BALL, ("left",), (excepted,), BODY)) is not fits


def test_pressed_worked_and_touched_are_three_things() -> None:
    pressed = BALL.model_copy(update={"id": "pressed", "primary": ("gastrocnemius",)})
    assert meant({"pressure": ["thigh"]}, pressed)
    assert meant({"region": ["thigh"]}, pressed)
    assert not meant({"works": ["thigh"]}, pressed)
    worked = BALL.model_copy(update={"id": "worked", "loads": ()})
    assert not meant({"pressure": ["thigh"]}, worked)
    assert meant({"works": ["thigh"]}, worked)
    nothing = BALL.model_copy(update={"id": "nothing", "loads": (), "primary": ()})
    assert not meant({"region": ["given"]}, nothing, place=None)


@pytest.mark.parametrize("key", ["pressure", "works", "region"])
@pytest.mark.parametrize(("place", "fits"), [("back-thigh", True), ("thigh", True), ("leg", True), ("calf", False), (None, True)])
def test_a_place_that_nobody_named_may_be_any(key: str, place: str | None, fits: bool) -> None:
    assert meant({key: ["given"]}, place=place) is fits
    assert meant({key: ["given", "arm"]}, place=place) is fits
    assert meant({key: ["given", "thigh"]}, place=place)
    assert not meant({key: ["arm"]}, place=place)


@pytest.mark.parametrize(("relation", "same", "opposite"), [("same", True, False), ("opposite", False, True), ("any", True, True)])
def test_a_sore_side_is_meant_as_the_rule_says(relation: str, same: bool, opposite: bool) -> None:
    assert meant({"side": relation}, side="left") is True  # on which side it is sore, nobody knows
    assert meant({"side": relation}, side=None) is True
    for sore, far in (("left", "right"), ("right", "left")):
        at = (under(rule(match={"side": relation}), side=sore),)  # type: ignore[arg-type]
        assert bool(rulings(BALL, (sore,), at, BODY)) is same  # type: ignore[arg-type]
        assert bool(rulings(BALL, (far,), at, BODY)) is opposite  # type: ignore[arg-type]
        assert rulings(BALL, (None,), at, BODY)
        assert rulings(BALL, (far, sore), at, BODY)  # type: ignore[arg-type]


def test_an_exception_speaks_of_the_same_side_and_place() -> None:
    sore_left = under(rule(match={"side": "any"}, unless={"side": "same"}), side="left")
    assert not rulings(BALL, ("left",), (sore_left,), BODY)
    assert rulings(BALL, ("right",), (sore_left,), BODY)
    but_there = rule(unless={"pressure": ["given"]})
    assert not rulings(BALL, ("left",), (under(but_there, place="back-thigh"),), BODY)
    assert rulings(BALL, ("left",), (under(but_there, place="calf"),), BODY)


@pytest.mark.parametrize(
    ("verdict", "cleared", "forbids", "changes"),
    [
        ("contraindication", False, True, False),
        ("contraindication", True, True, False),
        ("clearance", False, True, False),
        ("clearance", True, False, True),
        ("precaution", False, False, True),
        ("precaution", True, False, True),
    ],
)
def test_a_word_opens_what_needs_a_clearance_and_nothing_else(verdict: str, cleared: bool, forbids: bool, changes: bool) -> None:
    said = rule(verdict, change=CHANGE)
    (ruling,) = rulings(BALL, ("left",), (under(said, cleared=cleared),), BODY)
    assert (ruling.rule, ruling.forbids, ruling.change is not None) == (said, forbids, changes)


def test_each_rule_speaks_once_and_a_forbidding_one_is_not_hidden_by_a_cleared_one() -> None:
    said = rule("clearance", change=CHANGE)
    both = rulings(BALL, ("left", "right"), (under(said, cleared=True), under(said), under(said)), BODY)
    assert [r.forbids for r in both] == [False, True]
    two = rulings(BALL, ("left",), (under(rule(), rule(name="own.second")),), BODY)
    assert [r.rule.id for r in two] == ["own.rule", "own.second"]


def test_an_exercise_s_own_rule_counts_always_or_under_its_conditions() -> None:
    def own(*when: str, **fields: Any) -> Exercise:
        return BALL.model_copy(update={"rules": (rule(when=when, **fields),)})

    assert rulings(own(), ("left",), (), BODY)
    assert rulings(own("asthma"), ("left",), (under(key="epilepsy"), under()), BODY)
    assert not rulings(own("asthma"), ("left",), (under(key="epilepsy"),), BODY)
    assert not rulings(own("asthma"), ("left",), (), BODY)
    # Without a condition there is no sore side, no place that was given, and no word that could open it.
    assert rulings(own(match={"side": "opposite"}), ("left",), (), BODY)
    assert rulings(own(match={"region": ["given"]}), ("left",), (), BODY)
    cleared = BALL.model_copy(update={"rules": (rule("clearance"),)})
    assert rulings(cleared, ("left",), (under(cleared=True),), BODY)[0].forbids
    opened = BALL.model_copy(update={"rules": (rule("clearance", when=("asthma",)),)})
    assert not rulings(opened, ("left",), (under(cleared=True),), BODY)[0].forbids
