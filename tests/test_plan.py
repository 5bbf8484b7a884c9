"""What a planned week is made of: the right level, both sides, a short warm-up to begin with, and five good minutes."""

from __future__ import annotations

from typing import Any

import pytest

from routine.assess import assess
from routine.choose import choose
from routine.corridor import Request, plan_week
from routine.model.catalog import Catalog
from routine.model.plan import Item, Plan
from routine.model.profile import Profile, clock_of
from routine.plan.cpsat import Program
from routine.plan.dosing import dosing
from routine.plan.options import Option, Situation
from routine.plan.slots import slots_of, templates_of
from routine.screen import age_in, screen
from routine.verify import verify
from routine.week import dates_of

from .conftest import TODAY, WEEK

DATES = dates_of(WEEK)
ANNE: dict[str, Any] = {
    "name": "Anne",
    "birth_year": 1990,
    "timezone": "Europe/London",
    "red_flags": [],
    "screened": "2026-11-20",
    "fitness": "active",
    "activities": [{"activity": "desk-work", "hours_per_week": 40}],
    "equipment": ["mat", "foam-roller", "band", "step", "strap"],
    "schedule": {"sessions_per_week": 3, "minutes": 20, "windows": {"mon": "07:00-08:00", "wed": "07:00-08:00", "fri": "07:00-08:00"}},
}


def somebody(**answers: Any) -> Profile:
    return Profile.model_validate({**ANNE, **answers})


def options(profile: Profile, catalog: Catalog) -> tuple[Situation, list[Option]]:
    """Return what the first session of a person's week could hold."""
    active, age = screen(profile, catalog, TODAY, DATES).active, age_in(profile, DATES)
    situation = Situation(profile, catalog, choose(profile, active, catalog, age).permitted, assess(profile, active, catalog), age)
    slots, _ = slots_of(profile, catalog, DATES)
    return situation, situation.options(templates_of(slots)[0])


def planned(profile: Profile, catalog: Catalog) -> Plan:
    made = plan_week(Request(profile=profile, digest="", week=WEEK, today=TODAY), catalog)
    assert isinstance(made, Plan), made
    assert verify(made, catalog, profile) == []
    return made


def levels(plan: Plan, catalog: Catalog) -> list[int]:
    return [catalog.exercises[i.exercise].level for s in plan.sessions for i in s.items if i.phase == "activation"]


def test_who_is_fit_is_not_given_what_is_easy_only_because_it_is_quick(catalog: Catalog) -> None:
    beginner, trained = (levels(planned(somebody(fitness=f), catalog), catalog) for f in ("sedentary", "active"))
    assert set(beginner) == {1}
    assert sum(level == 2 for level in trained) >= len(trained) / 2


def test_what_hurts_or_was_found_weak_starts_a_step_easier(catalog: Catalog) -> None:
    clamshell = catalog.exercises["clamshell"]
    off = {}
    asked: dict[str, dict[str, Any]] = {
        "well": {},
        "sore": {"pain": [{"region": "outer-hip", "side": "left", "intensity": 5}]},
        "a little sore": {"pain": [{"region": "outer-hip", "side": "left", "intensity": 2}]},
        "weak": {"findings": {"weak": [{"muscle": "gluteus-medius", "side": "right"}]}},
    }
    for name, answers in asked.items():
        situation, found = options(somebody(**answers, preferences={"prefer": [clamshell.id]}), catalog)
        off[name] = {situation.off_level(o) for o in found if o.exercise.id == clamshell.id and o.side == "both"}
    assert off == {"well": {1}, "sore": {0}, "a little sore": {1}, "weak": {0}}


def test_the_hardest_movements_begin_with_a_few_repetitions(catalog: Catalog) -> None:
    nordic = catalog.exercises["nordic-hamstring"]
    for age in (16, 30, 70, None):
        dose = dosing(nordic, (), age, catalog)
        assert dose is not None
        assert dose.reps is not None
        assert dose.reps <= 5
        assert dose.least_sets == 1
    thrust = dosing(catalog.exercises["hip-thrust"], (), 30, catalog)
    bridge = dosing(catalog.exercises["glute-bridge"], (), 30, catalog)
    assert thrust is not None
    assert bridge is not None
    assert (thrust.reps, bridge.reps) == (8, 10)


@pytest.mark.parametrize(
    ("answers", "alone"),
    [
        pytest.param(
            {"pain": [{"region": "buttock", "side": "left", "intensity": 4}]}, False, id="a pain that may only be felt from there"
        ),
        pytest.param({"pain": [{"region": "back-thigh", "side": "left", "intensity": 4}]}, True, id="the sore muscle itself"),
        pytest.param({"findings": {"tight": [{"muscle": "hamstrings", "side": "left"}]}}, True, id="a finding"),
    ],
)
def test_one_side_is_stretched_alone_only_for_a_reason_of_its_own(answers: dict[str, Any], alone: bool, catalog: Catalog) -> None:
    _, found = options(somebody(activities=[], **answers), catalog)
    hamstrings = {o.side for o in found if o.phase in ("release", "static") and "biceps-femoris" in o.primary}
    assert "both" in hamstrings
    assert ("left" in hamstrings) is alone
    assert "right" not in hamstrings


def test_no_session_begins_with_one_long_warm_up(catalog: Catalog) -> None:
    """One is short, so that the five-minute version has room for something; all of it is as long as the law asks."""
    for session in planned(somebody(), catalog).sessions:
        warm = [i for i in session.items if i.phase == "warm-up"]
        assert len(warm) >= 2
        assert min(i.sets for i in warm) == 1
        assert sum(i.sets * i.work_s for i in warm) >= 180


def test_the_five_minute_version_serves_the_heaviest_need_that_fits(catalog: Catalog) -> None:
    plan = planned(somebody(findings={"weak": [{"muscle": "gluteus-medius", "side": "left"}]}), catalog)
    weight: dict[tuple[str, str, str], float] = {(n.muscle, n.side, n.action): n.weight for n in plan.needs}
    action = {"release": "release", "dynamic": "move", "static": "lengthen", "activation": "activate"}
    for session in plan.sessions:
        items = [session.items[n] for n in session.minimum]
        assert sum(i.seconds for i in items) <= 300
        assert len(items) > 1
        working = [i for i in session.items if i.phase == "activation" and "gluteus-medius" in i.muscles]
        if working:
            served = {(m, s, action[i.phase]) for i in items if i.phase != "warm-up" for m in i.muscles for s in ("left", "right")}
            assert max(weight.get(key, 0) for key in served) == max(weight.values()), session.id


def test_what_somebody_likes_to_do_is_in_the_week(catalog: Catalog) -> None:
    without, week = (planned(somebody(preferences={"prefer": liked}), catalog) for liked in ([], ["clamshell"]))
    done = [{i.exercise for s in plan.sessions for i in s.items} for plan in (without, week)]
    assert ["clamshell" in found for found in done] == [False, True]


def test_from_65_on_the_week_trains_balance_on_two_days_and_says_why(catalog: Catalog) -> None:
    older = somebody(birth_year=1955, fitness="sedentary", activities=[], abilities={"floor": True})
    plan = planned(older, catalog)
    steady = [(s.date, i) for s in plan.sessions for i in s.items if {"balance", "isometric-hold"} <= set(loads(i, catalog))]
    assert len({date for date, _ in steady}) >= 2
    assert all("keeping your balance" in " ".join(b.message for b in i.because) for _, i in steady)


def loads(item: Item, catalog: Catalog) -> tuple[str, ...]:
    return catalog.exercises[item.exercise].loads


def test_the_office_has_a_wall_and_a_chair_but_no_bed_unless_somebody_says_so(catalog: Catalog) -> None:
    home_things = {k for k, e in catalog.vocabulary.equipment.items() if e.always == "home"}
    assert home_things == {"bed", "towel", "pillow"}

    def needed(equipment: Any) -> set[str]:
        week = {"sessions_per_week": 2, "minutes": 15, "windows": {d: {"at": "12:00-13:00", "place": "office"} for d in ("mon", "thu")}}
        _, found = options(somebody(equipment=equipment, schedule=week), catalog)
        return {t for o in found for any_of in o.exercise.equipment if not set(any_of) - home_things for t in any_of}

    assert needed({"office": ["mat"]}) == set()
    assert needed({"office": ["mat", "pillow"]}) == {"pillow"}


def test_an_item_says_what_it_is_for_and_not_only_the_goal(catalog: Catalog) -> None:
    """A goal raises what the answers ask for; the reason is what they ask."""
    sore = somebody(goals=["sport", "relieve-pain"], pain=[{"region": "low-back", "side": "left", "intensity": 5, "weeks": 6}])
    reasons = [b.message for s in planned(sore, catalog).sessions for i in s.items for b in i.because if b.kind == "need"]
    assert reasons
    assert not any("Your goal" in reason for reason in reasons)


def test_an_easy_walk_leaves_the_session_before_it_as_it_is(catalog: Catalog) -> None:
    def context(activity: str) -> set[str]:
        found, _ = slots_of(somebody(activities=[{"activity": activity, "days": ["mon"], "start": "08:30", "minutes": 45}]), catalog, DATES)
        return {s.context for s in found}

    assert context("walking") == {"standalone"}
    assert context("running") == {"standalone", "before-activity"}


def test_nobody_trains_in_the_middle_of_a_walk_but_somebody_may_at_work(catalog: Catalog) -> None:
    def free(activity: str) -> int:
        week = {"sessions_per_week": 1, "minutes": 15, "windows": {"mon": {"at": "10:00-10:30"}}}
        told = [{"activity": activity, "days": ["mon"], "start": "10:00", "minutes": 60}]
        return len(slots_of(somebody(activities=told, schedule=week), catalog, DATES)[0])

    assert [free(activity) for activity in ("walking", "running", "desk-work")] == [0, 0, 1]


def one_session(catalog: Catalog, day: str, window: str, sport: dict[str, Any]) -> tuple[str, str]:
    """Return when the only session of a week begins, and what it is near to."""
    week = {"sessions_per_week": 1, "minutes": 15, "windows": {day: window}}
    ((found,), _) = slots_of(somebody(activities=[{"activity": "tennis", **sport}], schedule=week), catalog, DATES)
    return clock_of(found.start), found.context


@pytest.mark.parametrize(("evening", "day"), [("fri", "sat"), ("sun", "mon")])
def test_a_sport_that_runs_past_midnight_takes_the_hours_of_the_morning(evening: str, day: str, catalog: Catalog) -> None:
    """On the first day of the week, too: the sport of every Sunday runs into every Monday."""
    late = {"days": [evening], "start": "22:30", "minutes": 180}
    assert one_session(catalog, day, "01:00-03:00", late) == ("01:30", "after-activity")
    assert one_session(catalog, day, "01:00-03:00", {**late, "minutes": 60}) == ("01:00", "standalone")
    assert one_session(catalog, day, "04:00-05:00", late) == ("04:00", "standalone")


def test_a_session_at_the_end_of_the_week_knows_the_sport_of_the_next(catalog: Catalog) -> None:
    early = {"days": ["mon"], "start": "00:30", "minutes": 60}
    assert one_session(catalog, "sun", "23:00-23:30", early) == ("23:00", "before-activity")


def test_a_week_around_a_sport_past_midnight_is_lawful(catalog: Catalog) -> None:
    late = [{"activity": "tennis", "days": ["mon", "sun"], "start": "22:30", "minutes": 180}]
    windows = {"mon": "00:30-03:00", "tue": "00:30-03:00"}
    made = planned(somebody(activities=late, schedule={"sessions_per_week": 2, "minutes": 15, "windows": windows}), catalog)
    assert [s.start for s in made.sessions] == ["01:30", "01:30"]


DAILY = {"sessions_per_week": 6, "minutes": 15, "windows": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), "07:00-08:00")}
CARED_FOR = {"cleared": "2026-11-18", "by": "GP"}


@pytest.mark.parametrize(
    ("condition", "begins", "rule"),
    [
        ({"id": "muscle-strain", "region": "calf", "side": "left", "since": "2026-11-04"}, "2026-11-26", "muscle-strain-late"),
        ({"id": "pregnancy", "due": "2027-06-10", **CARED_FOR}, "2026-11-26", "pregnancy-trimester-2"),
        ({"id": "pregnancy", "due": "2027-09-01", **CARED_FOR}, "2026-11-25", "pregnancy-trimester-1"),
    ],
    ids=str,
)
def test_where_a_phase_ends_in_the_week_each_day_has_its_own_precautions(
    condition: dict[str, Any], begins: str, rule: str, catalog: Catalog
) -> None:
    """So the days before and after share no template: its card is printed once."""
    calves = {"tight": [{"muscle": "calves"}], "weak": [{"muscle": "calves"}]}
    made = planned(somebody(conditions=[condition], schedule=DAILY, findings=calves), catalog)
    said = {(s.date >= begins, s.template): {c.rule.partition(".")[0] for i in s.items for c in i.changes} for s in made.sessions}
    before, after = ({letter for late, letter in said if late is when} for when in (False, True))
    assert before
    assert after
    assert not before & after
    assert not any(rule in rules for (late, _), rules in said.items() if not late)


def test_where_no_phase_ends_the_days_of_a_week_are_alike(catalog: Catalog) -> None:
    strain = {"id": "muscle-strain", "region": "calf", "side": "left", "since": "2026-09-01"}
    made = planned(somebody(conditions=[strain], schedule=DAILY), catalog)
    assert len({s.template for s in made.sessions}) <= 2


def test_a_need_that_nothing_safe_serves_is_named(catalog: Catalog) -> None:
    """Whoever wants nothing pressed has tight muscles that nothing loosens; the three heaviest are named, the others counted."""
    pressing = [e.id for e in catalog.exercises.values() if catalog.vocabulary.techniques[e.technique].phase == "release"]
    plan = planned(
        somebody(preferences={"avoid": pressing}, findings={"tight": [{"muscle": m} for m in ("piriformis", "calves", "pectorals")]}),
        catalog,
    )
    said = [n for n in plan.notices if "you may and can do loosens" in n]
    assert len(said) == 3
    assert any("more; `routine why`" in n for n in plan.notices)
    assert not any("you may and can do" in n for n in planned(somebody(), catalog).notices)


def test_equal_questions_get_equal_weeks_and_parts_that_are_chosen_anew_stay_lawful() -> None:
    """Twelve things of three drawers into a bag: the parts are the drawers, and no part may break the row that binds all."""

    def bag() -> tuple[int, ...]:
        program = Program()
        things = [program.variable() for _ in range(12)]
        program.at_most([(3 + n * 7 % 5, v) for n, v in enumerate(things)], 23)
        for n, v in enumerate(things):
            program.reward(v, 5 + n * 11 % 7)
        found = program.solve(offset=0, limit=2.0, gap=0.0, parts=[set(things[k::3]) for k in range(3)])
        assert found.status == "optimal"
        assert found.bound == found.objective
        assert sum(3 + n * 7 % 5 for n, v in enumerate(things) if found.values[v]) <= 23
        return found.values

    assert bag() == bag()
