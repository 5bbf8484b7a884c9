"""Two plans side by side: what changed, and which part of the plans explains it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from routine.compare import Comparison, compare
from routine.corridor import Request, plan_week
from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.model.profile import ActivityAnswer, ConditionAnswer, Pain, Preferences, Profile, Requirement, Schedule, Window
from routine.render.changes import change_blocks
from routine.render.terminal import as_text

from .commands import WEEK, contents, run, run_json, write_profile
from .conftest import TODAY

HOUR = Window(at="07:00-08:00")
SAM: dict[str, Any] = {
    "id": "sam-1",
    "name": "Sam",
    "birth_year": 1990,
    "timezone": "Europe/London",
    "red_flags": (),
    "screened": TODAY,
    "pain": (Pain(region="low-back", side="left", intensity=4, weeks=5),),
    "equipment": {"*": (("mat",), ("foam-roller",))},
    "schedule": Schedule(sessions_per_week=2, minutes=15, windows={"mon": (HOUR,), "thu": (HOUR,)}),
}


def person(**other: Any) -> Profile:
    return Profile.model_validate({**SAM, **other})


def planned(profile: Profile, catalog: Catalog, **other: Any) -> Plan:
    request = Request(**{"profile": profile, "digest": repr(profile), "week": WEEK, "today": TODAY, **other})
    made = plan_week(request, catalog)
    assert isinstance(made, Plan)
    return made


@pytest.fixture(scope="module")
def before(catalog: Catalog) -> Plan:
    return planned(person(), catalog)


def told(found: Comparison, before: Plan, after: Plan, catalog: Catalog) -> str:
    return as_text(change_blocks(found, before, after, catalog))


def causes(found: Comparison, exercise: str) -> set[str]:
    [difference] = [d for d in found.items if d.exercise == exercise]
    return {c.kind for c in difference.because}


def test_the_same_plan_has_not_changed(before: Plan, catalog: Catalog) -> None:
    found = compare(before, before, catalog)
    assert found.alike
    assert not any((found.needs, found.shut, found.opened, found.findings_new, found.notices_new))
    assert "The same is done on the same days" in told(found, before, before, catalog)


def test_what_a_wish_leaves_out_is_told_by_the_wish(before: Plan, catalog: Catalog) -> None:
    item = next(i for i in before.sessions[0].items if i.phase == "activation")
    after = planned(person(preferences=Preferences(avoid=(item.exercise,))), catalog)
    found = compare(before, after, catalog)
    [left] = [d for d in found.items if d.exercise == item.exercise]
    assert not left.after
    assert [c.ids for c in left.because] == [("preferences.avoid",)]
    assert item.exercise in {e.exercise for e in found.shut}
    back = compare(after, before, catalog)
    [came] = [d for d in back.items if d.exercise == item.exercise]
    assert not came.before
    assert "no longer does" in came.because[0].message


def test_what_somebody_asks_for_is_told_by_who_asked(before: Plan, catalog: Catalog) -> None:
    there = {i.exercise for s in before.sessions for i in s.items} | {e.exercise for e in before.excluded}
    name = next(e.id for e in catalog.exercises.values() if e.technique == "activation" and e.id not in there)
    wish = Requirement(exercise=name, by="J. Doe, physio")
    after = planned(person(preferences=Preferences(require=(wish,))), catalog)
    found = compare(before, after, catalog)
    assert "wish" in causes(found, name)
    assert "J. Doe, physio" in told(found, before, after, catalog)


def test_a_condition_is_told_by_what_it_shuts_and_changes(before: Plan, catalog: Catalog) -> None:
    after = planned(person(conditions=(ConditionAnswer(id="hypertension-controlled"),)), catalog)
    found = compare(before, after, catalog)
    assert found.answers_changed
    assert "hypertension-controlled" in {f.id for f in found.findings_new}
    assert found.shut
    changed = {c.kind for d in found.items for c in d.because}
    assert "precaution" in changed
    text = told(found, before, after, catalog)
    assert "Ruled out now" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_new_activity_is_told_by_the_needs_it_brings(before: Plan, catalog: Catalog) -> None:
    after = planned(person(activities=(ActivityAnswer(activity="desk-work", hours_per_week=40),)), catalog)
    found = compare(before, after, catalog)
    assert any(b.id == "activity.desk-work" for d in found.needs for b in d.new)
    assert any(c.kind == "need" for d in found.items for c in d.because)


def test_a_window_that_is_gone_is_told_as_a_session_and_as_room(before: Plan, catalog: Catalog) -> None:
    after = planned(person(schedule=Schedule(sessions_per_week=2, minutes=15, windows={"mon": (HOUR,)})), catalog)
    found = compare(before, after, catalog)
    [gone] = found.sessions
    assert gone.before
    assert gone.after is None
    assert gone.before.date == "2026-11-26"
    assert "sessions" in {c.kind for d in found.items for c in d.because}


def test_a_window_that_moved_is_one_session_that_moved(before: Plan, catalog: Catalog) -> None:
    windows = {"mon": (HOUR,), "thu": (Window(at="19:00-20:00"),)}
    after = planned(person(schedule=Schedule(sessions_per_week=2, minutes=15, windows=windows)), catalog)  # type: ignore[arg-type]
    [moved] = compare(before, after, catalog).sessions
    assert moved.before
    assert moved.after
    assert (moved.before.start, moved.after.start) == ("07:00", "19:00")


def test_the_week_after_is_compared_by_its_days(before: Plan, catalog: Catalog) -> None:
    after = planned(person(), catalog, week="2026-W49", today=TODAY + dt.timedelta(days=7), previous=before)
    found = compare(before, after, catalog)
    assert found.weeks == (WEEK, "2026-W49")
    assert not found.sessions
    assert not found.answers_changed


def test_a_reason_that_still_stands_is_not_called_gone(catalog: Catalog) -> None:
    """Less running leaves the hamstrings too little to ask for; the desk work that spoke for them, too, goes on as before."""

    def runs(minutes: int) -> Profile:
        running = ActivityAnswer(activity="running", days=("tue", "thu", "sun"), start="18:30", minutes=minutes)
        desk = ActivityAnswer(activity="desk-work", hours_per_week=20)
        return person(pain=(), goals=("sport",), activities=(running, desk))

    much, little = planned(runs(90), catalog), planned(runs(20), catalog)
    lost = [d for d in compare(much, little, catalog).needs if d.after is None and any("Desk work" in b.message for b in d.gone)]
    assert lost, "the case is there"
    plain = " ".join(told(compare(much, little, catalog), much, little, catalog).split())
    assert "No need any more: release outer hamstring, left. Before: Running, 4.5 hours" in plain
    assert "Gone: Desk work" not in plain


def test_every_change_has_a_cause(before: Plan, catalog: Catalog) -> None:
    after = planned(person(birth_year=1950, abilities={"floor": True}), catalog)
    found = compare(before, after, catalog)
    assert found.items
    assert all(d.because for d in found.items)
    assert "dose" in {c.kind for d in found.items for c in d.because}, "another age, another range"


def test_a_catalog_that_changed_is_named(before: Plan, catalog: Catalog) -> None:
    other = before.model_copy(update={"catalog": before.catalog.model_copy(update={"sha256": "0", "version": "9.9.9"})})
    found = compare(before, other, catalog)
    assert found.catalogs == (before.catalog.version, "9.9.9")
    assert "9.9.9" in told(found, before, other, catalog)


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


def test_a_plan_is_compared_with_the_one_it_replaces(here: Path) -> None:
    write_profile(here / "profile.yaml", preferences={"avoid": ["clamshell"], "require": ["side-plank-knees"]}, fitness="active")
    out = run("plan", "--week", WEEK, "--diff", f"weeks/{WEEK}").stdout
    assert f"week {WEEK} against the plan of {WEEK}" in out
    assert "Written to" in out
    again = run_json("plan", "--week", WEEK, "--diff", f"weeks/{WEEK}", "--dry-run")
    assert again["diff"]["alike"]
    assert again["plan"]["schema"] == "routine/plan/1"


def test_another_persons_plan_is_no_plan_to_compare_with(here: Path) -> None:
    write_profile(here / "profile.yaml", id="kim-1", name="Kim")
    was = contents(here)
    assert "another person" in run("plan", "--week", WEEK, "--out", "new", "--diff", f"weeks/{WEEK}", code=1).stderr
    assert "no plan here" in run("plan", "--week", WEEK, "--out", "new", "--diff", "nowhere", code=1).stderr
    assert contents(here) == was
