"""What a person may do: what rules forbid or change, on which side, and what their own answers leave out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from routine.body import Body
from routine.choose import Choices, choose, equipped, judge, missing_abilities, places_of
from routine.load.catalog import load_catalog
from routine.matching import Active
from routine.model.catalog import Catalog, Exercise
from routine.model.conditions import Rule
from routine.model.profile import Profile
from routine.screen import screen
from routine.week import dates_of

from .conftest import TODAY, WEEK
from .strategies import person

CATALOG = load_catalog()
EVERYONE = Active("everyone", CATALOG.conditions["everyone"], answer="everyone")
CLAMSHELL = CATALOG.exercises["clamshell"]
OWNS = ["mat", "foam-roller", "massage-ball", "strap"]


def somebody(**told: Any) -> Profile:
    base = {"name": "Somebody", "timezone": "Europe/London", "birth_year": 1986, "fitness": "athletic", "equipment": OWNS}
    return person({**base, **told}, CATALOG)


def with_exercise(**fields: Any) -> Catalog:
    """Return a catalog of one exercise, the clamshell, written otherwise."""
    return CATALOG.model_copy(update={"exercises": {"clamshell": CLAMSHELL.model_copy(update=fields)}})


def rule(verdict: str, name: str = "own.rule", **fields: Any) -> Rule:
    base = {"id": name, "verdict": verdict, "why": "A reason.", "sources": ["common-teaching", "acsm"], "certainty": "expert"}
    return Rule.model_validate({**base, **fields})


def under(*rules: Rule, cleared: bool = False, side: Any = None, key: str = "asthma") -> Active:
    """Return a condition that has these rules and no others."""
    return Active(key, CATALOG.conditions[key].model_copy(update={"rules": rules}), (), side, cleared, key)


def chosen(profile: Profile, *active: Active, catalog: Catalog = CATALOG, age: int | None = 40) -> Choices:
    return choose(profile, active, catalog, age)


def left_out(choices: Choices) -> dict[str, list[str]]:
    return {e.exercise: [b.id for b in e.because] for e in choices.excluded}


NO = rule("contraindication")
LATER = rule("clearance", change={"kind": "range", "text": "Only a little.", "max_s": 20, "max_reps": 8, "max_sets": 1})
LESS = rule("precaution", change={"kind": "range", "text": "Only a little."})


# What rules say


def test_all_that_no_rule_forbids_is_permitted_and_everything_is_either_or() -> None:
    made = chosen(somebody(), EVERYONE)
    assert set(made.permitted) | set(left_out(made)) == set(CATALOG.exercises)
    assert not set(made.permitted) & set(left_out(made))
    assert made.permitted["clamshell"].exercise is CLAMSHELL
    assert made.permitted["clamshell"].sides == ("left", "right")
    assert made.permitted["clamshell"].blocked == {}
    assert made.permitted["march-in-place"].sides == ("both",)


def test_what_a_rule_forbids_is_left_out_with_its_reason() -> None:
    made = chosen(somebody(), under(NO), catalog=with_exercise())
    assert made.permitted == {}
    (reason,) = made.excluded[0].because  # said of both sides, told once
    assert (reason.kind, reason.id, reason.source) == ("rule", "own.rule", "common-teaching")
    assert reason.message == f"{CATALOG.conditions['asthma'].name}: A reason."


def test_a_rule_about_one_side_leaves_the_other() -> None:
    one = chosen(somebody(), under(NO, side="left"), catalog=with_exercise()).permitted["clamshell"]
    assert one.sides == ("right",)
    assert {side: [b.id for b in found] for side, found in one.blocked.items()} == {"left": ["own.rule"]}


def test_a_rule_that_means_something_else_says_nothing() -> None:
    elsewhere = rule("contraindication", match={"technique": ["ball"]})
    here = rule("contraindication", "own.second")
    assert judge(CLAMSHELL, "left", [under(elsewhere, here)], Body(CATALOG))[0][0].id == "own.second"
    assert judge(CLAMSHELL, "left", [under(elsewhere)], Body(CATALOG)) == ([], [])


@pytest.mark.parametrize(
    ("said", "cleared", "forbidden", "changed"),
    [
        (NO, False, True, False),
        (NO, True, True, False),
        (LATER, False, True, False),
        (LATER, True, False, True),
        (LESS, False, False, True),
        (LESS, True, False, True),
        (rule("clearance"), True, False, False),
    ],
    ids=lambda value: getattr(value, "verdict", str(value)),
)
def test_a_word_opens_what_needs_a_clearance_and_nothing_else(said: Rule, cleared: bool, forbidden: bool, changed: bool) -> None:
    reasons, changes = judge(CLAMSHELL, "left", [under(said, cleared=cleared)], Body(CATALOG))
    assert (bool(reasons), bool(changes)) == (forbidden, changed)


def test_a_change_is_carried_over_word_for_word_and_once() -> None:
    _, changes = judge(CLAMSHELL, "left", [under(LATER, cleared=True), under(LATER, cleared=True)], Body(CATALOG))
    (change,) = changes
    assert (change.rule, change.kind, change.text) == ("own.rule", "range", "Only a little.")
    assert (change.max_s, change.max_reps, change.max_sets) == (20, 8, 1)
    made = chosen(somebody(), under(LESS), catalog=with_exercise()).permitted["clamshell"]
    assert [c.rule for found in made.changes.values() for c in found] == ["own.rule", "own.rule"]


def test_an_exercise_has_rules_of_its_own_for_some_conditions_or_for_everyone() -> None:
    for when, active, forbidden in (
        ((), [EVERYONE], True),
        ((), [under()], False),  # asked once, of what holds for everyone
        (("asthma",), [EVERYONE, under()], True),
        (("asthma",), [EVERYONE], False),
        (("epilepsy",), [EVERYONE, under()], False),
    ):
        own = with_exercise(rules=(rule("contraindication", when=when),))
        assert ("clamshell" in left_out(chosen(somebody(), *active, catalog=own))) is forbidden, (when, active)
    by_age = Active("age-65-and-over", CATALOG.conditions["age-65-and-over"].model_copy(update={"rules": ()}))
    own = with_exercise(rules=(rule("contraindication"),))
    assert "clamshell" in chosen(somebody(), by_age, catalog=own).permitted


# Muscles that were found over-long


def test_a_long_muscle_gets_no_held_stretch_on_that_side() -> None:
    long = somebody(findings={"long": [{"muscle": "biceps-femoris", "side": "left"}]})
    made = chosen(long, EVERYONE)
    strap = made.permitted["supine-hamstring-strap"]
    assert strap.sides == ("right",)
    (reason,) = strap.blocked["left"]
    assert (reason.kind, reason.id) == ("rule", "findings.long")
    assert CATALOG.muscles["biceps-femoris"].name in reason.message
    assert made.permitted["ball-hamstrings-chair"].sides == ("left", "right")  # pressed it may be
    assert made.permitted["wall-gastrocnemius"].sides == ("left", "right")  # another muscle


def test_what_stretches_both_sides_at_once_stretches_the_long_one() -> None:
    both = CATALOG.exercises["supine-hamstring-strap"].model_copy(update={"laterality": "bilateral"})
    other = CATALOG.model_copy(update={"exercises": {both.id: both}})
    long = somebody(findings={"long": [{"muscle": "biceps-femoris", "side": "left"}]})
    assert left_out(chosen(long, EVERYONE, catalog=other)) == {"supine-hamstring-strap": ["findings.long"]}


# The person's own answers


@pytest.mark.parametrize(
    ("fitness", "level", "fits"),
    [
        ("sedentary", 1, True),
        ("sedentary", 2, False),
        ("active", 2, True),
        ("active", 3, False),
        ("athletic", 3, True),
        ("athletic", 4, False),
    ],
)
def test_a_level_is_open_from_a_fitness_on(fitness: str, level: int, fits: bool) -> None:
    made = chosen(somebody(fitness=fitness), EVERYONE, catalog=with_exercise(level=level))
    assert left_out(made) == ({} if fits else {"clamshell": ["fitness"]})
    assert all(e.because[0].kind == "answer" and f"level {level}" in e.because[0].message for e in made.excluded)


def test_a_professional_may_require_a_higher_level_and_a_wish_may_not() -> None:
    hard = with_exercise(level=3)
    beginner = {"fitness": "sedentary"}
    assert not left_out(chosen(somebody(**beginner, preferences={"require": ["clamshell"]}), EVERYONE, catalog=hard))
    assert left_out(chosen(somebody(**beginner, preferences={"prefer": ["clamshell"]}), EVERYONE, catalog=hard))
    assert left_out(chosen(somebody(**beginner, preferences={"require": ["bird-dog"]}), EVERYONE, catalog=hard))


@pytest.mark.parametrize(
    ("wishes", "fits"),
    [({}, False), ({"prefer": ["clamshell"]}, True), ({"require": ["clamshell"]}, True), ({"prefer": ["bird-dog"]}, False)],
)
def test_some_things_are_planned_only_when_they_are_asked_for(wishes: dict[str, Any], fits: bool) -> None:
    made = chosen(somebody(preferences=wishes), EVERYONE, catalog=with_exercise(on_request=True))
    assert left_out(made) == ({} if fits else {"clamshell": ["on-request"]})
    assert all((b.kind, b.source) == ("rule", CLAMSHELL.sources[0]) for e in made.excluded for b in e.because)
    assert not left_out(chosen(somebody(preferences=wishes), EVERYONE, catalog=with_exercise()))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"preferences": {"avoid": ["clamshell"]}}, "preferences.avoid"),
        ({"preferences": {"avoid_positions": ["side-lying", "supine"]}}, "preferences.avoid_positions"),
        ({"abilities": {"floor": False}}, "abilities.floor"),
        ({"equipment": ["foam-roller"]}, None),  # a towel is in every home
    ],
    ids=str,
)
def test_what_a_person_can_not_or_will_not_do_is_left_out(told: dict[str, Any], reason: str | None) -> None:
    made = chosen(somebody(**told), EVERYONE, catalog=with_exercise())
    assert left_out(made) == ({"clamshell": [reason]} if reason else {})
    assert all(b.kind == "answer" and b.source is None for e in made.excluded for b in e.because)
    assert not left_out(
        chosen(somebody(preferences={"avoid": ["bird-dog"], "avoid_positions": ["supine"]}), EVERYONE, catalog=with_exercise())
    )


def test_what_is_not_owned_is_named() -> None:
    made = chosen(somebody(equipment=["mat"]), EVERYONE, catalog=with_exercise(equipment=(("band", "strap"), ("cane",))))
    assert left_out(made) == {"clamshell": ["equipment"]}
    assert made.excluded[0].because[0].kind == "answer"
    assert made.excluded[0].because[0].message == "It needs: band or strap, cane."


def test_an_answer_and_a_rule_are_both_told() -> None:
    made = chosen(somebody(preferences={"avoid": ["clamshell"]}), under(NO), catalog=with_exercise())
    assert left_out(made) == {"clamshell": ["preferences.avoid", "own.rule"]}
    one_side = chosen(somebody(preferences={"avoid": ["clamshell"]}), under(NO, side="left"), catalog=with_exercise())
    assert left_out(one_side) == {"clamshell": ["preferences.avoid", "own.rule"]}


# Abilities


def needing(loads: tuple[str, ...] = (), positions: tuple[str, ...] = ("standing",)) -> Exercise:
    return CLAMSHELL.model_copy(update={"loads": loads, "positions": positions})


@pytest.mark.parametrize(
    ("exercise", "lacked", "missing"),
    [
        (needing(("floor-transfer", "grip")), "floor", True),
        (needing(("knee-weight",)), "kneel", True),
        (needing((), ("standing", "half-kneeling")), "kneel", True),
        (needing(("wrist-weight",)), "hands", True),
        (needing((), ("quadruped",)), "hands", True),
        (needing(("single-leg",)), "one_leg", True),
        (needing(), "floor", False),
        (needing(("knee-weight",)), "hands", False),
    ],
    ids=str,
)
def test_an_ability_that_is_lacking_rules_out_what_needs_it(exercise: Exercise, lacked: str, missing: bool) -> None:
    assert missing_abilities(exercise, somebody(abilities={lacked: False}), CATALOG, 40) == ([lacked] if missing else [])
    assert missing_abilities(exercise, somebody(abilities={lacked: True}), CATALOG, 40) == []


@pytest.mark.parametrize(
    ("floor", "age", "missing"),
    [(None, 64, False), (None, 65, True), (None, 66, True), (None, None, False), (True, 80, False), (False, 20, True), (True, None, False)],
)
def test_from_65_on_the_floor_counts_as_out_of_reach_until_it_is_asked_for(floor: bool | None, age: int | None, missing: bool) -> None:
    told = {} if floor is None else {"abilities": {"floor": floor}}
    assert bool(missing_abilities(needing(("floor-transfer",)), somebody(**told), CATALOG, age)) is missing


def test_an_older_person_is_given_nothing_on_the_floor_before_they_said_that_they_can() -> None:
    older, younger = (chosen(somebody(), EVERYONE, catalog=with_exercise(), age=age) for age in (65, 64))
    assert left_out(older) == {"clamshell": ["abilities.floor"]}
    assert left_out(younger) == {}


def test_an_ability_that_nobody_asks_about_is_taken_as_there() -> None:
    new = CATALOG.vocabulary.abilities["floor"].model_copy(update={"loads": ("grip",)})
    words = CATALOG.vocabulary.model_copy(update={"abilities": {"grip": new, **CATALOG.vocabulary.abilities}})
    other = CATALOG.model_copy(update={"vocabulary": words})
    assert missing_abilities(needing(("grip", "single-leg")), somebody(abilities={"one_leg": False}), other, 40) == ["one_leg"]


# Places and equipment


def test_places_are_those_of_the_windows_each_once_and_home_where_there_is_none() -> None:
    windows = {"mon": "07:00-08:00", "tue": {"at": "12:00-13:00", "place": "office"}, "wed": {"at": "12:00-13:00", "place": "office"}}
    assert places_of(somebody(schedule={"windows": windows})) == ("home", "office")
    assert places_of(somebody()) == ("home",)


@pytest.mark.parametrize(
    ("owned", "needed", "there"),
    [
        ({"home": ["strap"]}, (("strap",),), True),
        ({"*": ["strap"]}, (("strap",),), True),
        ({"office": ["strap"]}, (("strap",),), False),
        ({"home": ["strap"]}, (("strap", "band"),), True),
        ({"home": ["strap"]}, (("strap",), ("band",)), False),
        ({"home": ["strap", "band"]}, (("strap",), ("band",)), True),
        ({"home": [["strap", "band"]]}, (("strap",),), False),  # one of them, unknown which
        ({"home": [["strap", "band"]]}, (("strap", "band"),), True),
        ({"home": [["strap", "band"]]}, (("strap", "band", "cane"),), True),
        ({}, (("towel", "strap"),), True),
        ({}, (("strap",),), False),
        ({}, (), True),
    ],
    ids=str,
)
def test_a_place_has_what_is_owned_there_or_everywhere(owned: dict[str, Any], needed: tuple[tuple[str, ...], ...], there: bool) -> None:
    exercise = CLAMSHELL.model_copy(update={"equipment": needed})
    assert equipped(exercise, somebody(equipment=owned), "home", CATALOG) is there


def test_one_place_that_has_it_all_is_enough() -> None:
    windows = {"mon": "07:00-08:00", "tue": {"at": "12:00-13:00", "place": "office"}}
    worker = somebody(equipment={"office": ["band"]}, schedule={"windows": windows})
    assert not left_out(chosen(worker, EVERYONE, catalog=with_exercise(equipment=(("band",),))))
    idle = somebody(equipment={"office": ["band"]})
    assert left_out(chosen(idle, EVERYONE, catalog=with_exercise(equipment=(("band",),))))


# What a condition asks for whatever the muscles want


def test_balance_is_asked_for_from_65_on_and_given_by_what_holds_it() -> None:
    """Standing heel to toe asks for no more than balance and a hold; a clamshell asks for neither."""
    catalog = load_catalog()
    older = {"birth_year": 1950, "abilities": {"floor": True, "one_leg": True}}

    def found(**told: Any) -> Choices:
        profile = person({"name": "Ada", "timezone": "Europe/London", "red_flags": [], **older, **told}, catalog)
        active = screen(profile, catalog, TODAY, dates_of(WEEK)).active
        return choose(profile, active, catalog, 76)

    choices = found()
    (ask,) = catalog.conditions["age-65-and-over"].asks
    assert set(catalog.exercises["tandem-stance"].loads) == set(ask.load)
    assert choices.permitted["tandem-stance"].asks == (("age-65-and-over", ask),)
    assert choices.permitted["single-leg-stance"].asks == (("age-65-and-over", ask),)
    assert choices.permitted["clamshell"].asks == ()
    assert choices.unmet == ()
    holding = [e.id for e in catalog.exercises.values() if set(ask.load) <= set(e.loads)]
    assert found(preferences={"avoid": holding}).unmet == (ask,)
    younger = person({"name": "Ada", "timezone": "Europe/London", "red_flags": [], "birth_year": 1990}, catalog)
    assert choose(younger, screen(younger, catalog, TODAY, dates_of(WEEK)).active, catalog, 36).unmet == ()


# What only some days of the week ask for


def test_a_change_of_some_days_is_told_apart_from_those_of_the_week() -> None:
    monday, tuesday, *_, sunday = dates_of(WEEK)
    early, late = (replace(under(LESS), id=f"phase-{n}", days=days) for n, days in enumerate(((monday,), (monday, tuesday))))
    calf = rule("precaution", match={"muscle": ["soleus"]}, change=LESS.change)  # the same id, and another exercise
    elsewhere = replace(under(calf), id="phase-2", days=(tuesday,))

    def told(*active: Active, side: Any = "left") -> dict[Any, list[str]]:
        choice = chosen(somebody(), *active, catalog=with_exercise()).permitted["clamshell"]
        return {day: [c.rule for c in choice.changes_on(day, side)] for day in (monday, tuesday, sunday)}

    assert told(early) == {monday: ["own.rule"], tuesday: [], sunday: []}
    assert told(early, side="right") == told(early, elsewhere) == told(replace(early, side="left")) == told(early)
    assert told(replace(early, side="left"), side="right") == {monday: [], tuesday: [], sunday: []}
    assert told(early, late) == told(late) == {monday: ["own.rule"], tuesday: ["own.rule"], sunday: []}
    assert told(early, under(LESS)) == told(under(LESS)) == {monday: ["own.rule"], tuesday: ["own.rule"], sunday: ["own.rule"]}
