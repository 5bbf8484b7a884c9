"""L16 at its borders: which stretch could have been done against an over-long muscle, and whether a session had room for it."""

from __future__ import annotations

from typing import Any

import pytest

from routine.model.catalog import Catalog, Exercise
from routine.model.terms import Side
from routine.verify.case import Case
from routine.verify.pairs_law import _fits, _possible_stretch, _sound, _warm_up, l16_antagonist_is_stretched, shortest

from .plans import AT_HOME, good_plan, home, mara, swap

QUAD = "rectus-femoris"
STRETCH, ROLL, MARCH = "standing-quad", "foam-roll-quadriceps", "march-in-place"
WELL: dict[str, Any] = {"pain": [], "findings": {}, "conditions": []}


def case(catalog: Catalog, *exercises: Exercise | str, **told: Any) -> Case:
    """Return the good week of somebody well, as if the catalog held these exercises and those of the week alone."""
    profile = mara(catalog, **{**WELL, **told})
    plan = good_plan(catalog, profile)
    known = {i.exercise: catalog.exercises[i.exercise] for s in plan.sessions for i in s.items}
    named = {e if isinstance(e, str) else e.id: catalog.exercises[e] if isinstance(e, str) else e for e in exercises}
    return Case(plan, catalog.model_copy(update={"exercises": {**known, **named}}), profile)


def only(catalog: Catalog, *exercises: Exercise | str, **told: Any) -> Case:
    """The same with nothing else in the catalog, and so with nothing in the sessions."""
    found = case(catalog, *exercises, **told)
    named = {e if isinstance(e, str) else e.id for e in exercises}
    known = {k: e for k, e in found.catalog.exercises.items() if k in named}
    empty = found.plan.model_copy(update={"sessions": tuple(s.model_copy(update={"items": ()}) for s in found.plan.sessions)})
    return Case(empty, found.catalog.model_copy(update={"exercises": known}), found.profile)


def timed(catalog: Catalog, name: str, seconds: int) -> Exercise:
    """Return an exercise whose shortest form takes so many seconds."""
    exercise = catalog.exercises[name]
    now = shortest(case(catalog), exercise)
    assert now is not None
    return exercise.model_copy(update={"setup_s": exercise.setup_s + seconds - now})


# How short


def test_the_shortest_form_is_one_set_at_the_lower_end_on_each_side(catalog: Catalog) -> None:
    one, both = catalog.exercises[STRETCH], catalog.exercises["double-knees-to-chest"]
    assert (one.laterality, both.laterality) == ("unilateral", "bilateral")
    low, careful = catalog.doses["static-stretch.lengthen.adult"].hold_s[0], catalog.doses["static-stretch.lengthen.adult"].careful  # type: ignore[index]
    assert careful > low
    one = one.model_copy(update={"switch_s": 7})
    both = both.model_copy(update={"switch_s": 7})
    assert shortest(case(catalog), one) == one.setup_s + 2 * low + 7
    assert shortest(case(catalog), both) == both.setup_s + low
    unknown = case(catalog, birth_year=None)
    # Who tells no age stays at the careful end, which is no longer for this stretch than its lower end allows.
    assert shortest(unknown, one) == one.setup_s + 2 * min(low, careful) + 7


def test_what_is_counted_has_no_seconds(catalog: Catalog) -> None:
    assert shortest(case(catalog), catalog.exercises["chair-squat"]) is None


# Whether it fits


def fits(found: Case, side: Side = "right") -> bool:
    return _fits(found, found.catalog.exercises[STRETCH], QUAD, side, found.meetings[0])


ROOM = 20 * 60 - 120  # a session of 20 minutes, less the warm-up that a held stretch wants


@pytest.mark.parametrize(("seconds", "lawful"), [(ROOM, True), (ROOM + 1, False)])
def test_a_stretch_fits_up_to_the_last_second(seconds: int, lawful: bool, catalog: Catalog) -> None:
    assert fits(only(catalog, MARCH, timed(catalog, STRETCH, seconds))) is lawful
    assert fits(only(catalog, MARCH, ROLL, timed(catalog, STRETCH, seconds))) is lawful, "what is not tight need not be rolled first"


TIGHT: dict[str, Any] = {"findings": {"tight": [{"muscle": "quadriceps"}]}}


@pytest.mark.parametrize(("seconds", "lawful"), [(ROOM - 100, True), (ROOM - 99, False)])
def test_what_is_tight_is_released_first_by_the_quickest_release(seconds: int, lawful: bool, catalog: Catalog) -> None:
    quick, slow = timed(catalog, ROLL, 100), timed(catalog, "chair-roll-quadriceps", 150)
    other = timed(catalog, "foam-roll-calves", 30)
    assert fits(only(catalog, MARCH, quick, slow, other, timed(catalog, STRETCH, seconds), **TIGHT)) is lawful


@pytest.mark.parametrize(("seconds", "lawful"), [(ROOM, True), (ROOM + 1, False)])
def test_where_no_release_is_left_a_tight_muscle_is_only_warmed(seconds: int, lawful: bool, catalog: Catalog) -> None:
    assert fits(only(catalog, MARCH, timed(catalog, STRETCH, seconds), **TIGHT)) is lawful
    wound = {"conditions": [{"id": "open-wound", "region": "front-thigh", "side": "right"}]}
    found = only(catalog, MARCH, timed(catalog, ROLL, 100), timed(catalog, STRETCH, seconds), **TIGHT, **wound)
    assert fits(found, "right") is lawful, "the roller stays off the wound"
    assert fits(found, "left") is False, "and the other side is rolled"


@pytest.mark.parametrize(("seconds", "lawful"), [(ROOM - 100, True), (ROOM - 99, False)])
def test_a_release_warms_where_no_warm_up_does(seconds: int, lawful: bool, catalog: Catalog) -> None:
    assert fits(only(catalog, "arm-circles", timed(catalog, ROLL, 100), timed(catalog, STRETCH, seconds))) is lawful


def test_without_anything_that_warms_nothing_is_stretched(catalog: Catalog) -> None:
    assert not fits(only(catalog, "arm-circles", timed(catalog, STRETCH, 60)))


def test_a_session_in_no_window_and_a_stretch_without_seconds_have_no_room(catalog: Catalog) -> None:
    found = only(catalog, MARCH, STRETCH)
    early = found.plan.model_copy(
        update={"sessions": (found.plan.sessions[0].model_copy(update={"start": "03:00", "end": "03:20"}), *found.plan.sessions[1:])}
    )
    assert not fits(Case(early, found.catalog, found.profile))
    counted = found.catalog.exercises[STRETCH].model_copy(update={"technique": "activation", "dose": "activate"})
    assert not fits(only(catalog, MARCH, counted))


@pytest.mark.parametrize(
    ("exercise", "warms"),
    [(MARCH, True), ("arm-circles", False), ("bike-easy-spin", False), (ROLL, False)],
    ids=["the legs", "the arms", "no bike there", "no warm-up"],
)
def test_what_warms_is_a_warm_up_of_that_place_that_may_be_done(exercise: str, warms: bool, catalog: Catalog) -> None:
    found = case(catalog, exercise)
    assert _warm_up(found, found.catalog.exercises[exercise], QUAD, "right", found.meetings[0]) is warms


def test_an_exercise_that_only_says_it_warms_is_no_warm_up(catalog: Catalog) -> None:
    boast = catalog.exercises[STRETCH].model_copy(update={"warms": ("leg",)})
    found = case(catalog, boast)
    assert not _warm_up(found, boast, QUAD, "right", found.meetings[0])


def test_a_warm_up_of_one_side_is_asked_about_that_side(catalog: Catalog) -> None:
    """No warm-up of today is done on one side; one of tomorrow may be ruled out on that side alone."""
    one = catalog.exercises[MARCH].model_copy(
        update={"laterality": "unilateral", "loads": ("pressure:front-thigh",), "technique": "warm-up"}
    )
    wound = {"conditions": [{"id": "open-wound", "region": "front-thigh", "side": "right"}]}
    found = case(catalog, one, **wound)
    first = found.meetings[0]
    assert _warm_up(found, one, QUAD, "left", first) is found.permitted(one, "left", first)
    assert _warm_up(found, one, QUAD, "right", first) is found.permitted(one, "right", first)
    assert found.permitted(one, "left", first) != found.permitted(one, "right", first)


# Whether it may be done


def test_a_stretch_for_one_side_may_leave_the_long_side_out_and_one_for_both_may_not(catalog: Catalog) -> None:
    long = {"findings": {"long": [{"muscle": QUAD, "side": "left"}]}}
    found = case(catalog, STRETCH, "reclined-kneel" if "reclined-kneel" in catalog.exercises else STRETCH, **long)
    one = found.catalog.exercises[STRETCH]
    both = one.model_copy(update={"laterality": "bilateral"})
    first = found.meetings[0]
    assert _sound(found, one, "right", first)
    assert not _sound(found, one, "left", first)
    assert not _sound(found, both, "right", first)


def test_a_stretch_that_is_not_permitted_on_a_side_is_no_choice_there(catalog: Catalog) -> None:
    strain = {"conditions": [{"id": "muscle-strain", "region": "front-thigh", "side": "left", "since": "2026-11-20"}]}
    found = case(catalog, STRETCH, **strain)
    one, first = found.catalog.exercises[STRETCH], found.meetings[0]
    assert not _sound(found, one, "left", first)
    assert _sound(found, one, "right", first) is found.permitted(one, "right", first)
    assert found.permitted(one, "right", first)


# What could have been stretched, and where


def test_before_a_power_sport_nothing_could_be_stretched_but_on_another_day(catalog: Catalog) -> None:
    """Mara plays tennis on Saturday. With tennis on Monday morning, too, the first session that could hold the stretch is Wednesday's."""
    assert catalog.activities["tennis"].power
    plain = only(catalog, MARCH, STRETCH)
    could = _possible_stretch(plain, QUAD, "right")
    assert could is not None
    assert (could[0].id, could[1].session.date) == (STRETCH, "2026-11-23")
    early = [{"activity": "tennis", "days": ["mon", "sat"], "start": "09:00", "minutes": 90}]
    later = _possible_stretch(only(catalog, MARCH, STRETCH, activities=early), QUAD, "right")
    assert later is not None
    assert later[1].session.date == "2026-11-25"


def test_only_a_held_stretch_of_the_very_muscle_that_fits_and_may_be_done_is_named(catalog: Catalog) -> None:
    assert _possible_stretch(only(catalog, MARCH, "chair-squat", ROLL), QUAD, "right") is None, "no stretch"
    assert _possible_stretch(only(catalog, MARCH, "wall-gastrocnemius"), QUAD, "right") is None, "another muscle"
    assert _possible_stretch(only(catalog, MARCH, timed(catalog, STRETCH, ROOM + 600)), QUAD, "right") is None, "too long"
    avoided = {"preferences": {"avoid": [STRETCH]}}
    assert _possible_stretch(only(catalog, MARCH, STRETCH, **avoided), QUAD, "right") is None, "not wanted"
    for_calves = only(catalog, MARCH, "wall-gastrocnemius", STRETCH)
    could = _possible_stretch(for_calves, QUAD, "right")
    assert could is not None
    assert could[0].id == STRETCH


@pytest.mark.parametrize(("side", "possible"), [("left", False), ("right", True)])
def test_each_side_is_asked_for_itself(side: Side, possible: bool, catalog: Catalog) -> None:
    wound = {"conditions": [{"id": "open-wound", "region": "front-thigh", "side": "left"}]}
    pressing = catalog.exercises[STRETCH].model_copy(update={"loads": ("pressure:front-thigh",)})
    assert (_possible_stretch(only(catalog, MARCH, pressing, **wound), QUAD, side) is not None) is possible


@pytest.mark.parametrize(("side", "possible"), [("left", True), ("right", False)])
def test_a_side_that_is_tight_wants_its_own_release_first(side: Side, possible: bool, catalog: Catalog) -> None:
    tight = {"findings": {"tight": [{"muscle": "quadriceps", "side": "right"}]}}
    stretch = timed(catalog, STRETCH, ROOM)
    at_work = stretch.model_copy(update={"equipment": (("foam-roller",),)})  # where there is no roller, none could be used first
    found = only(catalog, MARCH, timed(catalog, ROLL, 100), at_work, **tight)
    assert (_possible_stretch(found, QUAD, side) is not None) is possible


@pytest.mark.parametrize(("side", "warmed"), [("left", True), ("right", False)])
def test_a_side_that_nothing_may_warm_is_not_stretched(side: Side, warmed: bool, catalog: Catalog) -> None:
    one = catalog.exercises[MARCH].model_copy(update={"laterality": "unilateral", "loads": ("pressure:front-thigh",)})
    wound = {"conditions": [{"id": "open-wound", "region": "front-thigh", "side": "right"}]}
    assert fits(only(catalog, one, timed(catalog, STRETCH, 60), **wound), side) is warmed


@pytest.mark.parametrize(("sore", "said"), [("left", 1), ("right", 0)])
def test_a_partner_that_may_not_be_stretched_on_its_side_is_not_asked_for(sore: str, said: int, catalog: Catalog) -> None:
    """The right hip is long; its partner on that side could only be stretched by what a wound there forbids."""
    told = {"findings": {"long": [{"muscle": "gluteus-medius", "side": "right"}]}}
    wound = {"conditions": [{"id": "open-wound", "region": "inner-thigh", "side": sore}]}
    pressing = catalog.exercises["standing-adductor"].model_copy(update={"loads": ("pressure:inner-thigh",)})
    assert len(list(l16_antagonist_is_stretched(only(catalog, MARCH, pressing, **told, **wound)))) == said


def complaints(catalog: Catalog, *long: tuple[str, str], **told: Any) -> list[str]:
    """Return what L16 says of the good week without its adductor stretch, for these over-long muscles."""
    profile = mara(catalog, **{**WELL, "findings": {"long": [{"muscle": m, "side": s} for m, s in long]}, **told})
    plan = good_plan(catalog, profile, home(*swap(AT_HOME, "standing-adductor")))
    return [p.what for p in l16_antagonist_is_stretched(Case(plan, catalog, profile))]


def test_every_long_muscle_is_looked_at_and_named_once(catalog: Catalog) -> None:
    """The hamstrings are stretched in this week, so what opposes them is served; the two sides of the hip are not."""
    lonely = {m for m in catalog.muscles if catalog.muscles[m].antagonists and complaints(catalog, (m, "left"))}
    served = min(m for m in catalog.muscles if catalog.muscles[m].antagonists and m not in lonely)
    last = max(lonely)
    assert served < last
    assert len(complaints(catalog, (served, "left"), (last, "left"))) == 1
    found = complaints(catalog, ("gluteus-medius", "right"), ("gluteus-medius", "left"))
    assert [what.partition(",")[0] for what in found] == ["gluteus-medius is long on the left", "gluteus-medius is long on the right"]


def test_the_stretch_that_could_be_done_is_asked_on_the_side_of_the_muscle(catalog: Catalog) -> None:
    profile = mara(catalog, **{**WELL, "findings": {"long": [{"muscle": "gluteus-medius", "side": "right"}]}})
    plan = good_plan(catalog, profile, home(*swap(AT_HOME, "standing-adductor")))
    (problem,) = l16_antagonist_is_stretched(Case(plan, catalog, profile))
    assert "on the right in session" in problem.fix or "on the left in session" in problem.fix
