"""The laws of single items at their borders: what a precaution's number means, and that seconds, holds and repetitions agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from routine.model.catalog import Catalog
from routine.model.conditions import Change
from routine.verify.case import Case, Step
from routine.verify.item_laws import (
    _obeys,
    _work_is_true,
    l1_nothing_forbidden,
    l2_changes_stand,
    l8_dose_in_range,
    l8_pieces_are_one_dose,
)

from .plans import AT_HOME, Do, good_plan, home, mara, swap

WAITS = ["hypertension-high"]  # strength waits until a professional has agreed
HELD, COUNTED, TIMED = "standing-adductor", "clamshell", "foam-roll-hamstrings"


def week(catalog: Catalog, **told: Any) -> Case:
    return Case(good_plan(catalog), catalog, mara(catalog, **told))


def item(catalog: Catalog, exercise: str, **changes: Any) -> Step:
    """Return an item of the good week with some of its figures changed."""
    step = next(step for _, step in week(catalog).steps() if step.item.exercise == exercise)
    return replace(step, item=step.item.model_copy(update=changes))


def untrue(catalog: Catalog, exercise: str, **changes: Any) -> list[str]:
    step = item(catalog, exercise, **changes)
    dose = week(catalog).dose(step.exercise)
    assert dose is not None
    return [problem.what for problem in _work_is_true(step, dose)]


# L1 and L2


def test_what_is_forbidden_names_the_rule_and_what_waits_for_a_clearance_says_so(catalog: Catalog) -> None:
    forbidden = [p.what for p in l1_nothing_forbidden(week(catalog, conditions=[{"id": "open-wound", "region": "back-thigh"}]))]
    assert forbidden
    assert all(what.endswith("'") for what in forbidden)
    waiting = [p.what for p in l1_nothing_forbidden(week(catalog, conditions=WAITS))]
    unclear = [what for what in waiting if what.endswith("', and no valid clearance is there")]
    assert unclear


def asked(catalog: Catalog, exercise: str, change: Change, **figures: Any) -> list[str]:
    return [p.what for p in _obeys(item(catalog, exercise, **figures), "some.rule", change)]


SHORT = Change(kind="time", text="Only short.", max_s=20)


@pytest.mark.parametrize(("hold", "broken"), [(20, False), (21, True)])
def test_a_limit_of_seconds_means_the_hold_of_what_is_held(hold: int, broken: bool, catalog: Catalog) -> None:
    assert bool(asked(catalog, HELD, SHORT, hold_s=hold, work_s=hold + 40, reps=None)) is broken
    assert bool(asked(catalog, HELD, SHORT, hold_s=hold, work_s=1, reps=3)) is broken


@pytest.mark.parametrize(("work", "broken"), [(20, False), (21, True)])
def test_a_limit_of_seconds_means_the_set_of_what_is_timed(work: int, broken: bool, catalog: Catalog) -> None:
    assert bool(asked(catalog, TIMED, SHORT, work_s=work, hold_s=None, reps=None)) is broken


def test_a_limit_of_seconds_means_nothing_to_what_is_counted(catalog: Catalog) -> None:
    assert asked(catalog, COUNTED, SHORT, work_s=90, reps=10, hold_s=None) == []


def test_a_broken_limit_names_its_rule(catalog: Catalog) -> None:
    loose = week(catalog, conditions=["hypermobility"])
    said = [p.what for p in l2_changes_stand(loose)]
    assert any("at most 15 by rule 'hypermobility.stretch'" in what for what in said)


# L8: the range


def test_every_item_without_a_dose_is_named(catalog: Catalog) -> None:
    bare = Case(good_plan(catalog), catalog.model_copy(update={"doses": {}}), mara(catalog))
    assert len([p for p in l8_dose_in_range(bare) if "has no dose" in p.what]) == len(list(bare.steps()))


def test_a_limit_that_begins_on_friday_bounds_friday_alone(catalog: Catalog) -> None:
    """On Monday it is no true line of the card, and so it bounds nothing there."""
    case = week(catalog)
    friday = dt.date(2026, 11, 27)
    change = Change(kind="time", text="Only short.", max_s=15)

    def rulings(exercise: Any, _side: Any, day: dt.date) -> list[Any]:
        there = exercise.id == HELD and day >= friday
        return [SimpleNamespace(rule=SimpleNamespace(id="later.limit"), change=change)] if there else []

    said = {"rule": "later.limit", "kind": "time", "text": "Only short.", "max_s": 15}
    sessions = [
        s.model_copy(
            update={"items": tuple(i.model_validate({**i.model_dump(), "changes": [said]}) if i.exercise == HELD else i for i in s.items)}
        )
        for s in case.plan.sessions
    ]
    card = Case(case.plan.model_copy(update={"sessions": tuple(sessions)}), catalog, case.profile)
    for one in (case, card):
        one.rulings = rulings  # type: ignore[method-assign, assignment]
        (short,) = [p.what for p in l8_dose_in_range(one) if HELD in p.what and "hold_s" in p.what]
        assert "session 2026-W48-3" in short
    untold = [p.what for p in l2_changes_stand(card) if HELD in p.what and "asks nothing" in p.what]
    assert untold == [f"session 2026-W48-1: {HELD} (both) names a change of rule 'later.limit', which asks nothing of it on 2026-11-23"]


def in_pieces(catalog: Catalog, *pieces: Do) -> Case:
    return Case(good_plan(catalog, None, home(*swap(AT_HOME, COUNTED, *pieces))), catalog, mara(catalog))


def test_pieces_are_bound_by_what_their_day_asks_for(catalog: Catalog) -> None:
    case = in_pieces(catalog, Do(COUNTED, 10, sets=2), Do(COUNTED, 10))
    change = Change(kind="time", text="Do few.", max_sets=2)

    def rulings(exercise: Any, _side: Any, day: dt.date) -> list[Any]:
        there = exercise.id == COUNTED and day == dt.date(2026, 11, 27)
        return [SimpleNamespace(rule=SimpleNamespace(id="friday.limit"), change=change)] if there else []

    assert list(l8_pieces_are_one_dose(case)) == []
    case.rulings = rulings  # type: ignore[method-assign, assignment]
    said = [p.what for p in l8_pieces_are_one_dose(case)]
    assert said == [
        f"session 2026-W48-3: {COUNTED} ({side}) stands there in 2 pieces of 3 sets together, at most 2" for side in ("left", "right")
    ]


def test_what_is_no_piece_and_what_has_no_dose_are_told_elsewhere(catalog: Catalog) -> None:
    assert list(l8_pieces_are_one_dose(in_pieces(catalog, Do(COUNTED, 10, sets=4)))) == []
    case = in_pieces(catalog, Do(COUNTED, 10, sets=2), Do(COUNTED, 10, sets=2))
    bare = Case(case.plan, catalog.model_copy(update={"doses": {}}), case.profile)
    assert list(l8_pieces_are_one_dose(bare)) == []


# L8: the seconds


def test_the_good_items_are_true(catalog: Catalog) -> None:
    for exercise in (HELD, COUNTED, TIMED):
        assert untrue(catalog, exercise) == []


def test_a_hold_is_as_long_as_it_says_and_one_to_a_set(catalog: Catalog) -> None:
    assert untrue(catalog, HELD, hold_s=30, reps=1, work_s=30) == []
    assert untrue(catalog, HELD, hold_s=30, reps=None, work_s=30) == []
    (twice,) = untrue(catalog, HELD, hold_s=30, reps=2, work_s=60)
    assert twice.endswith("2 holds in a set, its dose knows one")
    assert any("(None)" in what for what in untrue(catalog, HELD, hold_s=None))


def test_repetitions_and_their_seconds_give_the_seconds_of_a_set(catalog: Catalog) -> None:
    pace = catalog.exercises[COUNTED].rep_s
    assert pace
    assert untrue(catalog, COUNTED, reps=8, rep_s=pace, work_s=8 * pace) == []
    assert any("(None)" in what for what in untrue(catalog, COUNTED, reps=None))
    assert any("(None)" in what for what in untrue(catalog, COUNTED, rep_s=None))


def test_what_is_timed_counts_nothing(catalog: Catalog) -> None:
    assert any("(None)" in what for what in untrue(catalog, TIMED, reps=5))
    assert any("(None)" in what for what in untrue(catalog, TIMED, hold_s=30))


def test_one_set_needs_no_rest(catalog: Catalog) -> None:
    assert untrue(catalog, COUNTED, sets=1, rest_s=0) == []
    assert any("of rest between sets" in what for what in untrue(catalog, COUNTED, sets=2, rest_s=0))
