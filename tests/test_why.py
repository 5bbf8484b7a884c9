"""Why something is in the week, why it is not, and what a need gets: read from a plan and the answers behind it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from routine.corridor import Request, plan_week
from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.model.profile import Finding, Findings, Preferences, Profile, Requirement, Schedule, Window
from routine.render.reasons import COSTS, VERBS, exercise_blocks, needs_blocks
from routine.render.terminal import as_text
from routine.verify import verify
from routine.why import Case, LeftOut, PassedOver, Planned, _gets, case_of, why_exercise, why_needs

from .commands import WEEK, plan_in, put_plan, run, run_json, write_profile
from .conftest import TODAY

WEEKDAYS = ("mon", "thu")


def planned(profile: Profile, catalog: Catalog) -> Plan:
    made = plan_week(Request(profile=profile, digest="", week=WEEK, today=TODAY, limit=3.0), catalog)
    assert isinstance(made, Plan)
    return made


@pytest.fixture(scope="module")
def week(robin: Profile, catalog: Catalog) -> Plan:
    return planned(robin, catalog)


@pytest.fixture(scope="module")
def case(week: Plan, robin: Profile, catalog: Catalog) -> Case:
    return case_of(week, robin, catalog, TODAY)


def ask(name: str, week: Plan, catalog: Catalog, case: Case | None) -> Planned | LeftOut | PassedOver:
    return why_exercise(week, catalog.exercises[name], catalog, case)


def ids(plan: Plan) -> list[str]:
    return list(dict.fromkeys(i.exercise for s in plan.sessions for i in s.items))


def idle(plan: Plan, case: Case) -> list[str]:
    """What is allowed and not planned."""
    return [name for name in case.choices.permitted if name not in ids(plan)]


@pytest.fixture(scope="module")
def spare(week: Plan, catalog: Catalog, case: Case) -> str:
    """An exercise for the side of the hip that is allowed and stands in no session."""
    return next(n for n in idle(week, case) if "gluteus-medius" in catalog.exercises[n].primary and catalog.exercises[n].dose == "activate")


# ---- what is in


def test_every_planned_exercise_says_for_what_it_is_there(week: Plan, catalog: Catalog, case: Case) -> None:
    for name in ids(week):
        answer = ask(name, week, catalog, case)
        assert isinstance(answer, Planned)
        assert answer.served or catalog.vocabulary.techniques[catalog.exercises[name].technique].action is None
        assert sum(len(d.dates) for d in answer.doings) == sum(i.exercise == name for s in week.sessions for i in s.items)


def test_what_the_exercises_give_adds_up_to_what_the_need_gets(week: Plan, catalog: Catalog, case: Case) -> None:
    for answer in why_needs(week, catalog, case):
        # Halves are cut off for each exercise, and once in the sum.
        assert 0 <= answer.need.planned - sum(given for _, given in answer.by) <= len(answer.by)


def test_a_precaution_is_told_with_its_rule_and_source(week: Plan, catalog: Catalog, case: Case) -> None:
    answer = ask("ball-quadratus-lumborum-wall", week, catalog, case)
    assert isinstance(answer, Planned)
    [care] = answer.precautions
    assert "never on bone" in care.change.text
    assert care.why
    assert care.source in catalog.sources


def test_without_the_profile_the_plan_still_says_why(week: Plan, catalog: Catalog) -> None:
    answer = ask("ball-quadratus-lumborum-wall", week, catalog, None)
    assert isinstance(answer, Planned)
    assert answer.precautions


# ---- what is out


def test_what_a_rule_forbids_is_told_with_the_rule(week: Plan, catalog: Catalog, case: Case) -> None:
    answer = ask("pigeon-pose", week, catalog, case)
    assert isinstance(answer, LeftOut)
    assert answer.because
    assert not answer.since
    planned_too = set(ids(week))
    assert set(answer.similar) <= planned_too


def test_an_answer_given_after_the_plan_was_made_counts_as_it_is_now(week: Plan, robin: Profile, catalog: Catalog, case: Case) -> None:
    name = idle(week, case)[0]
    now = robin.model_copy(update={"preferences": Preferences(avoid=(name,), require=robin.preferences.require)})
    answer = ask(name, week, catalog, case_of(week, now, catalog, TODAY))
    assert isinstance(answer, LeftOut)
    assert answer.since
    assert [b.id for b in answer.because] == ["preferences.avoid"]


# ---- what could be in


def test_what_could_be_in_is_weighed_against_what_would_leave(week: Plan, catalog: Catalog, case: Case, spare: str) -> None:
    answer = ask(spare, week, catalog, case)
    assert isinstance(answer, PassedOver)
    assert answer.cost is not None
    assert 0 <= answer.cost < 0.2
    assert spare in [m.exercise for m in answer.moves if not m.sets_before]
    assert any(not m.sets_after or m.sets_after < m.sets_before for m in answer.moves)
    assert len({m.template for m in answer.moves}) == 1, "all other sessions stay as they are"


def test_a_cost_below_what_the_plan_leaves_unproved_is_called_no_worse(week: Plan, catalog: Catalog, case: Case, spare: str) -> None:
    pressed = next(n for n in idle(week, case) if catalog.exercises[n].dose == "release")
    for name in (spare, pressed):
        answer = ask(name, week, catalog, case)
        assert isinstance(answer, PassedOver)
        assert answer.cost is not None
        assert answer.no_worse == (answer.cost <= max(week.optimality.gap, 0.0005))


def test_a_cost_never_stands_without_what_it_is_made_of(week: Plan, catalog: Catalog, case: Case) -> None:
    """A need gets less, be it half a set; or it is told what else the week loses."""
    for name in idle(week, case)[::20]:
        answer = ask(name, week, catalog, case)
        assert isinstance(answer, PassedOver)
        told = as_text(exercise_blocks(answer, catalog))
        if answer.cost is not None and not answer.no_worse:
            assert any(s.after < s.before for s in answer.shifts) or any(COSTS[h] in " ".join(told.split()) for h in answer.losses), name


def test_what_is_too_easy_costs_its_level(week: Plan, catalog: Catalog, case: Case) -> None:
    """A plank on the knees gives the trunk as much time as the whole one, and is a step below this person."""
    answer = ask("knee-plank", week, catalog, case)
    assert isinstance(answer, PassedOver)
    assert (answer.shifts, answer.losses) == ((), ("level",))
    assert COSTS["level"] in as_text(exercise_blocks(answer, catalog))


def test_what_need_not_change_stays(week: Plan, catalog: Catalog, case: Case, spare: str) -> None:
    """One warm-up is as good as another; an exercise that comes in does not make them change places."""
    answer = ask(spare, week, catalog, case)
    assert isinstance(answer, PassedOver)
    warm = {i.exercise for s in week.sessions for i in s.items if i.phase == "warm-up"}
    assert not [m for m in answer.moves if m.exercise in warm and not m.sets_after]
    assert len(answer.moves) <= 4


def test_half_sets_add_up_to_what_the_plan_says(week: Plan, catalog: Catalog) -> None:
    assert [int(amount) for amount in _gets(week.sessions, week.needs, catalog)] == [n.planned for n in week.needs]


def test_the_same_question_gets_the_same_answer(week: Plan, catalog: Catalog, case: Case, spare: str) -> None:
    assert ask(spare, week, catalog, case) == ask(spare, week, catalog, case)


def test_the_week_that_is_weighed_keeps_every_law(week: Plan, robin: Profile, catalog: Catalog, case: Case, spare: str) -> None:
    from routine.plan.instead import instead

    assert case.limits
    found = instead(case.limits.setting, spare)
    assert found
    wished = robin.model_copy(update={"preferences": Preferences(require=(*robin.preferences.require, Requirement(exercise=spare)))})
    imagined = week.model_copy(update={"sessions": found.sessions, "needs": found.needs})
    assert not verify(imagined, catalog, wished)


def test_what_no_session_has_the_tool_for_is_refused_by_that_law(robin: Profile, catalog: Catalog) -> None:
    """The roller is at home, every window in the office; a place without windows opens nothing."""
    windows = {day: (Window(at="12:00-13:00", place="office"), Window(at="18:00-18:06", place="home")) for day in WEEKDAYS}
    there = robin.model_copy(
        update={
            "equipment": {"home": (("foam-roller",), ("mat",)), "office": (("mat",),)},
            "schedule": Schedule(sessions_per_week=2, minutes=20, windows=windows),  # type: ignore[arg-type]
            "preferences": Preferences(),
        }
    )
    week = planned(there, catalog)
    assert {s.place for s in week.sessions} == {"office"}
    answer = ask("foam-roll-hamstrings", week, catalog, case_of(week, there, catalog, TODAY))
    assert isinstance(answer, PassedOver)
    assert answer.cost is None
    assert {h.law for h in answer.hindrances} == {"L13"}


def test_a_session_that_was_moved_by_hand_is_not_weighed_but_said(week: Plan, robin: Profile, catalog: Catalog, spare: str) -> None:
    moved = week.model_copy(update={"sessions": (week.sessions[0].model_copy(update={"start": "03:00"}), *week.sessions[1:])})
    case = case_of(moved, robin, catalog, TODAY)
    assert "03:00" in case.unlike
    answer = ask(spare, moved, catalog, case)
    assert isinstance(answer, PassedOver)
    assert not answer.weighed
    assert answer.unlike == case.unlike


def test_where_only_several_laws_together_keep_something_out_each_that_could_give_way_is_named(robin: Profile, catalog: Catalog) -> None:
    """Six minutes, and somebody wants the bridge: a tight hamstring would have to be released before it is stretched, too."""
    short = robin.model_copy(
        update={
            "schedule": Schedule(sessions_per_week=1, minutes=6, max_exercises=3, windows={"mon": (Window(at="07:00-07:06"),)}),
            "findings": Findings(tight=(Finding(muscle="hamstrings", side="both"),)),
            "pain": (),
            "preferences": Preferences(require=(Requirement(exercise="glute-bridge"),)),
        }
    )
    week = planned(short, catalog)
    answer = ask("doorway-hamstring", week, catalog, case_of(week, short, catalog, TODAY))
    assert isinstance(answer, PassedOver)
    assert answer.cost is None
    assert answer.hindrances == ()
    assert answer.clash
    assert not answer.clash.together
    assert {"L11", "L4 and L6", "preferences.require"} <= {b.id for b in answer.clash.because}
    told = " ".join(as_text(exercise_blocks(answer, catalog)).split())
    assert "It would fit if one of these gave way:" in told
    assert "the minutes that the sessions have (L11)" in told


# ---- needs


def test_every_need_that_is_short_says_what_limits_it(week: Plan, catalog: Catalog, case: Case) -> None:
    for answer in why_needs(week, catalog, case):
        assert answer.limit
        assert (answer.limit.kind == "met") == (answer.need.planned >= answer.need.target)
        assert answer.limit.because or answer.limit.kind in ("met", "room")


def test_a_number_of_sets_that_somebody_asked_for_is_named_as_the_limit(week: Plan, catalog: Catalog, case: Case) -> None:
    muscle = frozenset({"quadratus-lumborum"})
    [answer] = why_needs(week, catalog, case, muscles=muscle, action="release", side="left")
    assert answer.limit
    assert [b.id for b in answer.limit.because] == ["preferences.require"]
    assert answer.most == answer.need.planned
    assert answer.proved


def test_each_reason_says_which_muscle_it_speaks_of(week: Plan, catalog: Catalog, case: Case) -> None:
    name = next(
        n for n in ids(week) if isinstance(a := ask(n, week, catalog, case), Planned) and len({s.need.muscle for s in a.served}) > 1
    )
    answer = ask(name, week, catalog, case)
    assert isinstance(answer, Planned)
    first = answer.served[0].need
    told = as_text(exercise_blocks(answer, catalog))
    _, because = told.split("\nBecause\n")
    assert any(line.startswith(f"To {VERBS[first.action]} the ") for line in because.splitlines())


def test_needs_that_share_a_row_show_all_their_weights(week: Plan, catalog: Catalog, case: Case) -> None:
    told = as_text(needs_blocks(why_needs(week, catalog, case), catalog))
    ranges = re.findall(r" (0\.\d\d)-(\d\.\d\d) ", told)
    assert {low < high for low, high in ranges} == {True}


def test_a_need_that_is_named_is_weighed_alone(week: Plan, catalog: Catalog, case: Case) -> None:
    answers = why_needs(week, catalog, case, muscles=frozenset({"piriformis"}), action="lengthen")
    assert answers
    assert all(a.most is not None and a.most > a.need.planned for a in answers if a.limit and a.limit.kind == "room")


def test_where_rules_take_everything_the_need_says_which(robin: Profile, catalog: Catalog) -> None:
    """Somebody wants nothing that presses, so no release is left."""
    unpressed = robin.model_copy(
        update={
            "schedule": Schedule(sessions_per_week=1, minutes=10, windows={"mon": (Window(at="07:00-08:00"),)}),
            "preferences": Preferences(
                avoid=tuple(e.id for e in catalog.exercises.values() if catalog.vocabulary.techniques[e.technique].phase == "release")
            ),
        }
    )
    week = planned(unpressed, catalog)
    short = [a for a in why_needs(week, catalog, case_of(week, unpressed, catalog, TODAY)) if a.need.action == "release"]
    assert short
    assert {a.limit.kind for a in short if a.limit} == {"rules"}
    assert all(a.limit and "preferences.avoid" in {b.id for b in a.limit.because} for a in short)


# ---- the command


@pytest.fixture(scope="module")
def week_of_sam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sam")
    write_profile(folder / "profile.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795176000")
        run("plan", folder, "--week", WEEK)
    return folder


@pytest.fixture
def here(tmp_path: Path, week_of_sam: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(week_of_sam, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def first_item(folder: Path, phase: str = "static") -> dict[str, str]:
    items = [i for s in plan_in(folder / "weeks" / WEEK)["sessions"] for i in s["items"] if i["phase"] == phase]
    return items[0]  # type: ignore[no-any-return]


def test_without_a_word_the_whole_table_is_told(here: Path) -> None:
    out = run("why").stdout
    assert "What the week gives each need" in out
    assert max(map(len, out.splitlines())) <= 80
    assert len(run_json("why")["needs"]) > 5


def test_the_plan_may_be_named_and_need_not(here: Path) -> None:
    item = first_item(here)
    told = run("why", item["exercise"]).stdout
    assert ": in the week" in told
    for plan in ("weeks/" + WEEK, f"weeks/{WEEK}/plan.json", ".", here):
        assert run("why", plan, item["exercise"]).stdout == told
    assert max(map(len, told.splitlines())) <= 80


def test_a_part_of_a_name_will_do_and_several_are_listed(here: Path) -> None:
    item = first_item(here)
    assert run_json("why", item["name"].upper())["exercise"] == item["exercise"]
    assert run_json("why", "pigeon pose")["answer"] == "left-out"
    assert "may mean" in run("why", "hamstring", code=2).stderr
    assert "did you mean 'clamshell'" in run("why", "clamshall", code=2).stderr
    assert run("why", "xyzzy-qqq", code=2).stderr


def test_a_muscle_with_an_action_and_a_side_is_a_need(here: Path) -> None:
    needs = run_json("why", "gluteus-medius", "strengthen", "left")["needs"]
    assert {(n["need"]["muscle"], n["need"]["action"], n["need"]["side"]) for n in needs} == {("gluteus-medius", "activate", "left")}
    assert run_json("why", "gluteus-medius.left.activate")["needs"] == needs
    assert {n["need"]["muscle"] for n in run_json("why", "hamstrings")["needs"]} <= {"biceps-femoris", "semitendinosus", "semimembranosus"}


def test_a_need_names_its_sources(here: Path) -> None:
    told = run("why", "gluteus-medius").stdout
    text, sources = told.split("\nSources\n")
    named = set(re.findall(r"\[([a-z][a-z0-9-]*)\]", text.replace("-\n  ", "-")))
    assert named
    assert named == set(re.findall(r"^\[([a-z0-9-]+)\]", sources, re.MULTILINE))
    assert max(map(len, told.splitlines())) <= 80


def test_a_plan_that_breaks_a_law_says_so_first(here: Path) -> None:
    folder = here / "weeks" / WEEK
    plan = plan_in(folder)
    plan["sessions"][0]["items"][0]["sets"] = 9
    put_plan(folder, plan)
    told = run("why", "pigeon-pose")
    assert told.stderr.startswith("note: This plan does not hold")
    assert "L8" in told.stderr
    assert ": left out" in told.stdout
    assert any("does not hold" in n for n in run_json("why", "pigeon-pose")["notes"])


def test_a_profile_that_changed_says_so_first(here: Path) -> None:
    write_profile(here / "profile.yaml", fitness="active")
    assert "The profile has changed" in run("why", "pigeon-pose").stderr


def test_a_flag_that_came_later_says_that_the_plan_must_not_be_followed(here: Path) -> None:
    write_profile(here / "profile.yaml", red_flags=None, screened=None)
    assert "do not follow" in run("why").stderr


def test_without_its_profile_a_plan_is_still_explained(here: Path) -> None:
    (here / "profile.yaml").unlink()
    told = run("why", first_item(here)["exercise"])
    assert "Only the plan itself is read" in told.stderr
    assert ": in the week" in told.stdout
    run("why")
    run("why", "--profile", "nowhere.yaml", code=1)


def test_another_persons_profile_is_refused(here: Path) -> None:
    other = write_profile(here / "other.yaml", id="kim-1", name="Kim")
    assert "kim-1" in run("why", "--profile", other, code=1).stderr


def test_a_folder_without_a_plan_is_bad_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "routine plan" in run("why", code=1).stderr
    assert json.loads(run("why", "--json", code=1).stdout)["error"] == 1
