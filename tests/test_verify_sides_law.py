"""L12 at its borders: how much more one side may get, whose pain counts, and which reason is true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routine.model.catalog import Catalog
from routine.verify.case import Case, Step
from routine.verify.sides_law import l12_both_sides, l12_painful_side_not_less, l12_reasons_are_true, painful_side, reason_holds

from .plans import AT_HOME, Do, good_plan, home, mara, swap

CLAM = "clamshell"
WELL: dict[str, Any] = {"pain": [], "findings": {}, "conditions": []}


def lifted(catalog: Catalog, *lines: Do, **told: Any) -> Case:
    """Return the good week with these lines where the clamshell was, for somebody without findings, pain or conditions."""
    profile = mara(catalog, **{**WELL, **told})
    return Case(good_plan(catalog, profile, home(*swap(AT_HOME, CLAM, *lines), five=(0,))), catalog, profile)


def said(found: Any) -> list[str]:
    return [problem.what for problem in found if CLAM in problem.what]


@pytest.mark.parametrize("heavy", ["left", "right"])
@pytest.mark.parametrize(("more", "lawful"), [(5, True), (6, False)])
def test_half_as_much_again_is_the_most(heavy: Any, more: int, lawful: bool, catalog: Catalog) -> None:
    case = lifted(catalog, Do(CLAM, 10), Do(CLAM, more, side=heavy))
    found = said(l12_both_sides(case))
    assert (not any(f"clamshell ({heavy}): gluteus-medius (activation)" in what for what in found)) is lawful
    if not lawful:
        assert f"on the {heavy}" in found[0]


def test_a_true_reason_allows_it_and_only_what_is_done_on_one_side_needs_one(catalog: Catalog) -> None:
    weak = {"findings": {"weak": [{"muscle": "gluteus-medius", "side": "left"}]}}
    assert said(l12_both_sides(lifted(catalog, Do(CLAM, 10, side="left", why_one_side="finding"), **weak))) == []
    other = said(l12_both_sides(lifted(catalog, Do(CLAM, 10, side="right", why_one_side="finding"), **weak)))
    assert all("clamshell (right)" in what for what in other)
    assert other
    mixed = lifted(catalog, Do(CLAM, 10), Do(CLAM, 10, side="left", why_one_side="finding"), Do(CLAM, 4, side="right"), **weak)
    assert said(l12_both_sides(mixed)) == []


# Pain


@pytest.mark.parametrize(
    ("pains", "side"),
    [
        ([], None),
        ([("knee", "left")], "left"),
        ([("knee", "right")], "right"),
        ([("knee", "both")], None),
        ([("knee", None)], None),
        ([("low-back", None)], None),
        ([("tail-bone", None), ("knee", "left")], "left"),  # the midline has no side
        ([("tail-bone", "right")], "right"),
        ([("knee", "left"), ("hip", "right")], None),
        ([("knee", "left"), ("hip", None)], None),
        ([("knee", "left"), ("hip", "left")], "left"),
    ],
    ids=str,
)
def test_the_painful_side_is_the_only_one_that_hurts(pains: list[tuple[str, str | None]], side: str | None, catalog: Catalog) -> None:
    told = [{"region": region, "intensity": 3, **({"side": at} if at else {})} for region, at in pains]
    assert catalog.regions["tail-bone"].midline
    assert painful_side(lifted(catalog, Do(CLAM, 10), pain=told)) == side


@pytest.mark.parametrize(("sore", "free"), [("left", "right"), ("right", "left")])
def test_a_painful_side_gets_no_less(sore: Any, free: Any, catalog: Catalog) -> None:
    pain = [{"region": "knee", "side": sore, "intensity": 3, "weeks": 9}]
    less = said(l12_painful_side_not_less(lifted(catalog, Do(CLAM, 10), Do(CLAM, 1, side=free), pain=pain)))
    assert any(f"clamshell ({free})" in what and f"the pain is on the {sore}" in what for what in less)
    assert said(l12_painful_side_not_less(lifted(catalog, Do(CLAM, 10), Do(CLAM, 5, side=sore), pain=pain))) == []
    assert said(l12_painful_side_not_less(lifted(catalog, Do(CLAM, 10), pain=pain))) == []
    assert said(l12_painful_side_not_less(lifted(catalog, Do(CLAM, 10), Do(CLAM, 1, side=free)))) == []


def test_only_a_rule_or_a_long_muscle_is_a_reason_against_pain(catalog: Catalog) -> None:
    pain = [{"region": "knee", "side": "left", "intensity": 3, "weeks": 9}]
    weak = {"weak": [{"muscle": "gluteus-medius", "side": "right"}]}
    long = {"long": [{"muscle": "gluteus-medius", "side": "left"}]}
    for findings, reason, lawful in ((weak, "finding", False), (long, "long", True), ({}, "long", False), ({}, "condition", False)):
        right = Do(CLAM, 10, side="right", why_one_side=reason)  # type: ignore[arg-type]
        found = said(l12_painful_side_not_less(lifted(catalog, right, pain=pain, findings=findings)))
        assert (not found) is lawful, reason


def test_as_much_on_both_sides_is_not_less_even_where_each_is_done_alone(catalog: Catalog) -> None:
    pain = [{"region": "knee", "side": "left", "intensity": 3, "weeks": 9}]
    alike = lifted(catalog, Do(CLAM, 10, side="left"), Do(CLAM, 10, side="right"), pain=pain)
    assert said(l12_painful_side_not_less(alike)) == []


def test_only_what_is_done_on_the_side_that_gets_more_is_named(catalog: Catalog) -> None:
    pain = [{"region": "knee", "side": "left", "intensity": 3, "weeks": 9}]
    found = said(l12_painful_side_not_less(lifted(catalog, Do(CLAM, 10, side="right"), Do(CLAM, 4, side="left"), pain=pain)))
    assert found
    assert not any("clamshell (left):" in what for what in found)


# Reasons


def one(case: Case, side: str) -> Step:
    return next(step for _, step in case.steps() if step.item.exercise == CLAM and step.item.side == side)


HIP = {"region": "hip", "intensity": 3, "weeks": 9}


@pytest.mark.parametrize(
    ("reason", "told", "left", "right"),
    [
        ("finding", {"findings": {"tight": [{"muscle": "gluteus-medius", "side": "left"}]}}, True, False),
        ("finding", {"findings": {"weak": [{"muscle": "piriformis", "side": "right"}]}}, False, True),
        ("finding", {"findings": {"long": [{"muscle": "gluteus-medius", "side": "left"}]}}, False, False),
        ("long", {"findings": {"long": [{"muscle": "gluteus-medius", "side": "left"}]}}, False, True),
        ("long", {"findings": {"tight": [{"muscle": "gluteus-medius", "side": "left"}]}}, False, False),
        ("pain", {"pain": [{**HIP, "side": "left"}]}, True, False),
        ("pain", {"pain": [{**HIP, "side": "left"}, {**HIP, "side": "right"}]}, False, False),
        ("pain", {"pain": [{**HIP, "side": "left"}, {**HIP, "region": "knee", "side": "right"}]}, True, True),
        ("pain", {"pain": [HIP]}, False, False),
        # Who lifts the left leg lies on the sore right hip: the left is forbidden, so the right may be alone.
        ("condition", {"conditions": [{"id": "gtps", "side": "right"}]}, False, True),
        ("condition", {}, False, False),
        ("activity", {"activities": [{"activity": "tennis", "side": "right"}]}, False, True),
        ("activity", {"activities": [{"activity": "tennis"}]}, False, False),
        (None, {"activities": [{"activity": "tennis", "side": "right"}]}, False, False),
    ],
)
def test_a_reason_is_an_answer_about_that_side(reason: Any, told: dict[str, Any], left: bool, right: bool, catalog: Catalog) -> None:
    case = lifted(catalog, Do(CLAM, 10, side="left", why_one_side=reason), Do(CLAM, 10, side="right", why_one_side=reason), **told)
    assert (reason_holds(case, one(case, "left")), reason_holds(case, one(case, "right"))) == (left, right)
    lies = {what.split(":")[1].strip() for what in said(l12_reasons_are_true(case))}
    assert lies == ({f"{CLAM} ({s})" for s, holds in (("left", left), ("right", right)) if not holds} if reason else set())


def test_what_is_done_on_both_sides_has_no_reason_for_one(catalog: Catalog) -> None:
    weak = {"findings": {"weak": [{"muscle": "gluteus-medius", "side": "both"}]}}
    case = lifted(catalog, Do(CLAM, 10), **weak)
    both = one(case, "both")
    assert not reason_holds(case, replace(both, item=both.item.model_copy(update={"side_reason": "finding"})))
