"""The verifier: a good week passes, no field that can be worked out is trusted, and nothing it reads makes it fall over.

The laws have files of their own: test_verify_items.py, test_verify_sessions.py, test_verify_week.py.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from routine.load.catalog import load_catalog
from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.problem import Problem
from routine.verify import CHECKS, LAWS, verify
from routine.verify.form import unreadable

from .plans import (
    AT_HOME,
    FRIDAY,
    GOOD_WEEK,
    MARA,
    MONDAY,
    SATURDAY,
    WEDNESDAY,
    Do,
    assert_breaks,
    edited,
    good_plan,
    home,
    laws,
    mara,
    place_of,
    swap,
)


def test_a_good_week_keeps_every_law(catalog: Catalog) -> None:
    assert verify(good_plan(catalog), catalog, mara(catalog)) == []


def test_a_good_week_may_say_that_it_was_verified(catalog: Catalog) -> None:
    plan = edited(good_plan(catalog), verified={"laws": list(LAWS), "problems": 0})
    assert verify(plan, catalog, mara(catalog)) == []


def test_the_good_week_holds_something_for_each_law(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    items = [item for session in plan.sessions for item in session.items]
    assert {item.phase for item in items} == {"warm-up", "release", "dynamic", "static", "activation"}
    assert {change.rule.split(".")[0] for item in items for change in item.changes} == {"everyone", "hypertension-controlled"}
    assert {session.place for session in plan.sessions} == {"home", "office"}
    assert {session.context for session in plan.sessions} == {"standalone", "before-activity"}
    assert plan.carried
    assert plan.excluded
    assert any(item.side_reason for item in items)


def test_every_law_of_the_contract_is_asked() -> None:
    assert tuple(f"L{n}" for n in range(1, 17)) == LAWS
    assert {law for law, _ in CHECKS} == {*LAWS, "form"}


# No field is trusted that can be worked out


def test_that_it_was_verified_makes_nothing_lawful(catalog: Catalog) -> None:
    plan = good_plan(catalog, None, home(*swap(AT_HOME, "foam-roll-hamstrings"), five=(0,)))
    assert_breaks("L6", edited(plan, verified={"laws": list(LAWS), "problems": 0}), catalog, mara(catalog))


STRAP = "sessions__0__items__3"  # the hamstring stretch of Monday


def test_the_stretch_is_where_these_tests_look_for_it(catalog: Catalog) -> None:
    assert place_of(good_plan(catalog), "supine-hamstring-strap") == STRAP


@pytest.mark.parametrize(
    ("path", "lie", "said"),
    [
        (f"{STRAP}__phase", "warm-up", "phase is warm-up, the catalog says static"),
        (f"{STRAP}__technique", "warm-up", "technique is warm-up, the catalog says static-stretch"),
        (f"{STRAP}__name", "Hamstring bounce", "name is Hamstring bounce"),
        (f"{STRAP}__muscles", ["soleus"], "muscles is ['soleus']"),
        (f"{STRAP}__dose", "static-stretch.lengthen.child", "dose is static-stretch.lengthen.child"),
        (f"{STRAP}__side", "none", "is not done on 'none'"),
        (f"{STRAP}__because", [], "says no reason"),
        (f"{STRAP}__because__0__id", "soleus.left.lengthen", "it serves no need 'soleus.left.lengthen'"),
        (f"{STRAP}__because__0__id", "biceps-femoris.left.release", "it serves no need 'biceps-femoris.left.release'"),
        (f"{STRAP}__because__0", {"kind": "rule", "id": "gtps.pillow", "message": "A pillow."}, "rule 'gtps.pillow' says nothing about it"),
        (f"{STRAP}__because__0", {"kind": "rule", "id": "L17", "message": "A law."}, "there is no rule 'L17'"),
        (f"{STRAP}__because__0__source", "my-cousin", "the catalog has no source 'my-cousin'"),
        (f"{STRAP}__sources", [], "does not name its source"),
        (f"{STRAP}__sources", ["my-cousin"], "the catalog has no source my-cousin"),
    ],
)
def test_an_item_says_what_the_catalog_says(path: str, lie: Any, said: str, catalog: Catalog) -> None:
    found = verify(edited(good_plan(catalog), **{path: lie}), catalog, mara(catalog))
    assert any(p.field == "form" and said in p.what and "2026-W48-1" in p.what and "supine-hamstring-strap" in p.what for p in found), found


def row_of(plan: Plan, muscle: str, side: str, action: str) -> str:
    return f"needs__{next(n for n, need in enumerate(plan.needs) if (need.muscle, need.side, need.action) == (muscle, side, action))}"


@pytest.mark.parametrize(
    ("field", "lie", "said"),
    [
        ("planned", 300, "planned is 300, the week gives 90"),
        ("unit", "sets", "the unit is sets, must be s"),
        ("tight", False, "tight is false"),
        ("weight", -1, "a weight of -1 and a target of 180 can't be"),
        ("target", -1, "a weight of 0.9 and a target of -1 can't be"),
        ("because", [], "says no reason"),
        ("muscle", "no-such-muscle", "the catalog has no such muscle"),
        ("muscle", "hamstrings", "the catalog has no such muscle"),
        ("muscle", "semitendinosus", "stands there twice"),
        ("side", "right", "stands there twice"),
    ],
)
def test_a_need_says_what_the_week_gives_it(field: str, lie: Any, said: str, catalog: Catalog) -> None:
    plan = good_plan(catalog)
    found = verify(edited(plan, **{f"{row_of(plan, 'biceps-femoris', 'left', 'release')}__{field}": lie}), catalog, mara(catalog))
    assert any(p.field == "form" and said in p.what for p in found), found


def test_a_muscle_that_is_only_helped_along_counts_half(catalog: Catalog) -> None:
    plan = good_plan(catalog)  # the strap stretches the calf along, twice 30 s
    need = next(n for n in plan.needs if (n.muscle, n.side, n.action) == ("gastrocnemius", "left", "lengthen"))
    assert need.planned == 30
    path = row_of(plan, "gastrocnemius", "left", "lengthen")
    assert_breaks("form", edited(plan, **{f"{path}__planned": 60}), catalog, mara(catalog), "planned is 60, the week gives 30")


def test_each_row_is_read_and_one_of_no_muscle_hides_no_other(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    path = row_of(plan, "biceps-femoris", "left", "release")
    found = verify(edited(plan, needs__0__muscle="no-such-muscle", **{f"{path}__planned": 300}), catalog, mara(catalog))
    assert any("no-such-muscle" in p.what for p in found)
    assert any("planned is 300" in p.what for p in found)


def test_a_row_may_want_nothing_and_an_action_without_a_target_has_any_unit(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    path = row_of(plan, "gastrocnemius", "left", "lengthen")
    assert verify(edited(plan, **{f"{path}__target": 0}), catalog, mara(catalog)) == []
    without = catalog.model_copy(update={"targets": {k: t for k, t in catalog.targets.items() if k != "lengthen"}})
    assert verify(edited(plan, **{f"{path}__unit": "sets"}), without, mara(catalog)) == []


def test_what_weighs_nothing_owes_its_reason_to_another_law_and_is_no_need(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    idle = row_of(plan, "gastrocnemius", "left", "lengthen")
    assert_breaks("L16", edited(plan, **{f"{idle}__weight": 0, f"{idle}__because": []}), catalog, mara(catalog), "weight 0 and no reason")
    tight = row_of(plan, "semitendinosus", "left", "release")
    assert_breaks("form", edited(plan, **{f"{tight}__weight": 0}), catalog, mara(catalog), "no release row for semitendinosus on the left")


def test_what_was_found_tight_has_a_need(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    rows = [
        row.model_dump(mode="json") for row in plan.needs if (row.muscle, row.side, row.action) != ("semitendinosus", "left", "release")
    ]
    assert_breaks(
        "form",
        edited(plan, needs=rows),
        catalog,
        mara(catalog),
        "needs has no release row for semitendinosus on the left, which was found tight",
    )


def test_what_is_left_out_is_named(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    rest = [e.model_dump(mode="json") for e in plan.excluded if e.exercise != "down-dog-pedal"]  # head down, with high blood pressure
    assert_breaks(
        "form", edited(plan, excluded=rest), catalog, mara(catalog), "down-dog-pedal is ruled out all week and not listed in excluded"
    )


@pytest.mark.parametrize(
    ("exercise", "because", "said"),
    [
        ("clamshell", [{"kind": "answer", "id": "equipment", "message": "It needs a pillow."}], "excluded clamshell is in a session"),
        (
            "chair-squat",
            [{"kind": "answer", "id": "equipment", "message": "It needs a chair."}],
            "excluded chair-squat: nothing rules it out",
        ),
        (
            "chair-squat",
            [{"kind": "rule", "id": "gtps.pillow", "message": "Ask."}],
            "excluded chair-squat: rule 'gtps.pillow' does not forbid it",
        ),
        ("chair-squat", [], "excluded chair-squat says no reason"),
        ("no-such-exercise", [], "excluded no-such-exercise: the catalog has no such exercise"),
    ],
)
def test_nothing_is_called_left_out_that_is_not(exercise: str, because: list[Any], said: str, catalog: Catalog) -> None:
    plan = good_plan(catalog)
    out = [*(e.model_dump(mode="json") for e in plan.excluded), {"exercise": exercise, "because": because}]
    assert_breaks("form", edited(plan, excluded=out), catalog, mara(catalog), said)


@pytest.mark.parametrize(
    ("path", "lie", "said"),
    [
        ("screening__outcome", "clear", "the outcome is 'clear', the findings make it 'precautions'"),
        ("screening__findings", [], "'hypertension-controlled' (precaution) is not among the findings"),
        ("screening__findings__0__level", "advice", "'hypertension-controlled' (precaution) is not among the findings"),
        ("screening__findings__0__message", "All is well.", "'hypertension-controlled' does not say what the catalog says"),
        ("stop_rules", [], "is missing"),
        ("stop_rules__0__message", "Carry on.", "does not say what the catalog says"),
        ("stop_rules__0__id", "no-such-rule", "the catalog has no stop rule 'no-such-rule'"),
        ("advice", [{"id": "no-such-advice", "message": "Run."}], "the catalog has no advice 'no-such-advice'"),
        ("optimality__status", "optimal", "'optimal' with a gap of 0.01"),
        ("optimality__gap", -0.01, "a gap of -0.01 can't be"),
        ("verified", {"laws": list(LAWS), "problems": 1}, "verified: 1 problems"),
        ("verified", {"laws": ["L99"], "problems": 0}, "laws that do not exist: L99"),
    ],
)
def test_the_words_around_the_week_are_true(path: str, lie: Any, said: str, catalog: Catalog) -> None:
    found = verify(edited(good_plan(catalog), **{path: lie}), catalog, mara(catalog))
    assert laws(found) == {"form"}
    assert any(said in problem.what for problem in found), found


def test_advice_is_in_the_catalogs_words(catalog: Catalog) -> None:
    key, advice = next(iter(catalog.advice.items()))
    plan = good_plan(catalog)
    assert verify(edited(plan, advice=[{"id": key, "message": advice.text}]), catalog, mara(catalog)) == []
    assert_breaks(
        "form",
        edited(plan, advice=[{"id": key, "message": "Sit still."}]),
        catalog,
        mara(catalog),
        f"the advice '{key}' does not say what the catalog says",
    )


def test_the_emergency_number_is_that_of_the_country(catalog: Catalog) -> None:
    plan = good_plan(catalog)
    number = catalog.emergency["GB"].number
    with_number = next(n for n, rule in enumerate(plan.stop_rules) if number in rule.message)
    wrong = plan.stop_rules[with_number].message.replace(number, "0900 123456")
    assert_breaks(
        "form", edited(plan, **{f"stop_rules__{with_number}__message": wrong}), catalog, mara(catalog), "does not say what the catalog says"
    )


@pytest.mark.parametrize(
    ("field", "lie", "said"),
    [
        ("phase", "release", "phase is release, the catalog says activation"),
        ("technique", "ball", "technique is ball, the catalog says activation"),
        ("muscles", ["soleus"], "muscles is ['soleus']"),
        ("side", "none", "a unilateral exercise is not done on 'none'"),
        ("date", "2026-11-20", "is not from the last two days before 2026-11-23"),
        ("date", "2026-11-23", "is not from the last two days before 2026-11-23"),
    ],
)
def test_what_is_carried_over_is_true(field: str, lie: Any, said: str, catalog: Catalog) -> None:
    found = verify(edited(good_plan(catalog), **{f"carried__0__{field}": lie}), catalog, mara(catalog))
    assert any(p.field == "form" and said in p.what for p in found), found


def test_what_left_the_catalog_hides_no_lie_behind_it(catalog: Catalog) -> None:
    plan = edited(good_plan(catalog), carried__0__exercise="an-exercise-of-last-year", carried__1__phase="static")
    said = [p.what for p in verify(plan, catalog, mara(catalog)) if p.field == "form"]
    assert said == ["carried from 2026-11-22: ball-gluteus-maximus: phase is static, the catalog says release"]


def test_a_lie_about_what_is_carried_over_hides_no_short_rest(catalog: Catalog) -> None:
    late = edited(good_plan(catalog), carried__0__start="07:01", carried__0__phase="release", carried__0__muscles=["soleus"])
    assert {"L10", "form"} == laws(verify(late, catalog, mara(catalog)))


# A plan is one person's, for one week


@pytest.mark.parametrize(("seconds", "readable"), [(86_400, True), (86_401, False)])
def test_a_time_may_be_a_day_long_and_no_longer(seconds: int, readable: bool, catalog: Catalog) -> None:
    plan = edited(good_plan(catalog), sessions__0__items__0__rest_s=seconds)
    assert (not list(unreadable(plan, catalog))) is readable


@pytest.mark.parametrize("broken", ["start", "end"])
def test_a_busy_time_is_read_from_its_start_to_its_end(broken: str, catalog: Catalog) -> None:
    busy = {"start": "2026-11-23T12:00", "end": "2026-11-23T13:00", broken: "noon"}
    assert_breaks("form", edited(good_plan(catalog), busy=[busy]), catalog, mara(catalog), "are no local times")


def test_a_session_may_have_all_the_exercises_there_may_be_and_begin_when_another_ends(catalog: Catalog) -> None:
    distinct = len(AT_HOME) - 1  # the warm-up is none to learn
    full = mara(catalog, schedule={**MARA["schedule"], "max_exercises": distinct})
    assert verify(good_plan(catalog, full), catalog, full) == []
    again = replace(SATURDAY, date=MONDAY.date, start="07:11", context="standalone", activity=None)
    plan = good_plan(catalog, None, (MONDAY, again, *GOOD_WEEK[1:3]))
    assert plan.sessions[0].end == again.start
    assert verify(plan, catalog, mara(catalog)) == []


@pytest.mark.parametrize(("field", "value"), [("profile_id", "sam-1"), ("name", "Sam"), ("timezone", "Europe/Paris")])
def test_what_is_another_persons_is_named(field: str, value: str, catalog: Catalog) -> None:
    ours = str(getattr(good_plan(catalog), field))
    assert_breaks(
        "form", edited(good_plan(catalog), **{field: value}), catalog, mara(catalog), f"{field} is '{value}', the profile says '{ours}'"
    )


@pytest.mark.parametrize("answers", [{"id": "somebody-else"}, {"name": "Sam"}, {"timezone": "Europe/Paris", "country": "GB"}], ids=str)
def test_a_plan_is_for_the_person_it_was_made_for(answers: dict[str, Any], catalog: Catalog) -> None:
    assert_breaks("form", good_plan(catalog), catalog, mara(catalog, **answers), "the profile says")


def other_week(**changes: Any) -> tuple[Any, ...]:
    return (replace(MONDAY, **changes), *GOOD_WEEK[1:])


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ((), "the plan has no session"),
        ((WEDNESDAY, MONDAY, FRIDAY, SATURDAY), "does not come after"),
        ((*GOOD_WEEK, replace(SATURDAY, start="08:30")), "5 sessions, the profile has room for 4"),
        ((MONDAY, replace(MONDAY, start="07:05"), WEDNESDAY), "session 2026-W48-2 does not come after session 2026-W48-1"),
        (other_week(lines=swap(AT_HOME, "clamshell")), "are both 'A' and differ"),
        (other_week(lines=swap(AT_HOME, "clamshell", Do("clamshell", 12))), "are both 'A' and differ"),
        (other_week(date="2026-11-30"), "is not in week 2026-W48"),
    ],
    ids=["none", "order", "too many", "overlap", "template", "dose of a template", "another week"],
)
def test_the_sessions_make_one_week(week: tuple[Any, ...], said: str, catalog: Catalog) -> None:
    found = verify(good_plan(catalog, None, week), catalog, mara(catalog))
    assert any(p.field == "form" and said in p.what for p in found), found


def test_a_session_has_no_more_exercises_than_were_asked_for(catalog: Catalog) -> None:
    few = mara(catalog, schedule={**MARA["schedule"], "max_exercises": 5})
    assert_breaks("form", good_plan(catalog, few), catalog, few, "session 2026-W48-1 has 6 exercises, at most 5")


@pytest.mark.parametrize(
    ("number", "said"), [("2026-W48-2", "two sessions have the same id"), ("2026-W47-1", "does not begin with the week 2026-W48")]
)
def test_a_session_is_found_again_by_its_id(number: str, said: str, catalog: Catalog) -> None:
    assert_breaks("form", edited(good_plan(catalog), sessions__0__id=number), catalog, mara(catalog), said)


# What can't be read is said alone


@pytest.mark.parametrize(
    ("path", "lie", "said"),
    [
        ("week", "2026-W60", "there is no ISO week '2026-W60'"),
        ("week", "next week", "there is no ISO week 'next week'"),
        ("sessions__0__date", "2026-11-31", "session 2026-W48-1: '2026-11-31 07:00' is no date and time"),
        ("sessions__0__start", "7 am", "session 2026-W48-1: '2026-11-23 7 am' is no date and time"),
        ("sessions__0__start", "24:00", "session 2026-W48-1: '2026-11-23 24:00' is no date and time"),
        (f"{STRAP}__exercise", "no-such-exercise", "session 2026-W48-1: the catalog has no exercise 'no-such-exercise'"),
        (f"{STRAP}__work_s", 0, "session 2026-W48-1: supine-hamstring-strap has work_s 0"),
        (f"{STRAP}__sets", 10**30, "session 2026-W48-1: supine-hamstring-strap has sets 1000"),
        (f"{STRAP}__rest_s", -600, "session 2026-W48-1: supine-hamstring-strap has rest_s -600"),
        ("carried__0__date", "yesterday", "carried clamshell: 'yesterday 07:00' is no date and time"),
        ("busy", [{"start": "noon", "end": "later"}], "busy: 'noon' to 'later' are no local times"),
        ("busy", [{"start": "2026-11-23T07:00Z", "end": "2026-11-23T08:00Z"}], "are no local times"),
    ],
)
def test_what_can_not_be_read_is_said_alone(path: str, lie: Any, said: str, catalog: Catalog) -> None:
    found = assert_breaks("form", edited(good_plan(catalog), **{path: lie}), catalog, mara(catalog), said)
    assert len(found) == 1


@pytest.mark.parametrize(
    "answers", [{"findings": {"tight": [{"muscle": "no-such-muscle"}]}}, {"activities": [{"activity": "no-such-sport"}]}]
)
def test_an_answer_that_nobody_can_respect_is_said(answers: dict[str, Any], catalog: Catalog) -> None:
    person = mara(catalog)
    told = person.model_validate({**person.model_dump(), **answers})
    assert_breaks("form", good_plan(catalog), catalog, told, "the catalog has no")


def test_every_problem_says_what_and_why_in_words(catalog: Catalog) -> None:
    worse = mara(catalog, conditions=[{"id": "anticoagulant"}], equipment=["mat"], red_flags=["saddle-numb"])
    found = verify(edited(good_plan(catalog), sessions__0__seconds=1), catalog, worse)
    assert len(found) > 10
    assert all(problem.what and problem.why and problem.field for problem in found)
    assert len(set(found)) == len(found)


# Whatever stands in the file, the verifier answers


CATALOG = load_catalog()
GOOD: dict[str, Any] = good_plan(CATALOG).model_dump(mode="json", by_alias=True)
Path = tuple[str | int, ...]


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*here, key)
        yield from paths(part, (*here, key))


def put(path: Path, value: Any) -> dict[str, Any]:
    data: Any = copy.deepcopy(GOOD)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return dict(data)


PATHS = sorted(paths(GOOD), key=str)
# `excluded` is long and all alike: one place in ten of it is enough.
PLACES = st.sampled_from([p for n, p in enumerate(PATHS) if p[0] != "excluded" or n % 10 == 0])
WORDS = sorted(
    {
        json.dumps(v)
        for v in [
            "left",
            "both",
            "none",
            "2026-11-29",
            "24:00",
            "9999-12-31",
            "2026-W53",
            "0000-W00",
            "clamshell",
            "hamstrings",
            "L6",
            "\x00",
            "body",
        ]
    }
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.sampled_from([0, 1, -1, 10**30]),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([json.loads(word) for word in WORDS]),
    st.text(max_size=12),
    st.sampled_from([[], {}, [0], [[]], ["left"]]),
)


@settings(max_examples=250)
@given(path=PLACES, value=VALUES)
def test_one_wrong_value_anywhere_is_answered_with_problems_only(path: Path, value: Any) -> None:
    try:
        plan = Plan.model_validate(put(path, value))
    except ValidationError:
        return  # it never gets as far as the verifier
    found = verify(plan, CATALOG, mara(CATALOG))
    assert all(isinstance(problem, Problem) for problem in found)


NUMBERS = [p for p in PATHS if p[0] == "sessions" and p[-1] in ("sets", "reps", "hold_s", "work_s", "seconds", "setup_s")]
NUMBERS += [p for p in PATHS if p[0] == "needs" and p[-1] == "planned"]


@settings(max_examples=150)
@given(path=st.sampled_from(NUMBERS), value=st.integers(0, 400))
def test_no_wrong_number_goes_unseen(path: Path, value: int) -> None:
    data = put(path, value)
    if data == GOOD:
        return
    try:
        plan = Plan.model_validate(data)
    except ValidationError:
        return
    assert verify(plan, CATALOG, mara(CATALOG)) != []


@settings(max_examples=100)
@given(data=st.data())
def test_no_item_and_no_session_can_be_taken_out_or_doubled_unseen(data: st.DataObject) -> None:
    plan = copy.deepcopy(GOOD)
    sessions = plan["sessions"]
    place = sessions if data.draw(st.booleans()) else data.draw(st.sampled_from(sessions))["items"]
    number = data.draw(st.integers(0, len(place) - 1))
    if data.draw(st.booleans()):
        del place[number]
    else:
        place.insert(number, place[number])
    assert verify(Plan.model_validate(plan), CATALOG, mara(CATALOG)) != []
