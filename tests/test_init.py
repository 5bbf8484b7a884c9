"""The interview: short for a healthy person, kind to slips, grave where it must be, and a file that reads back as it was told."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import signal
import stat
import subprocess
import sys
import zoneinfo
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routine.cli import main
from routine.cli.ask_health import PLACES, fits_age, search
from routine.cli.ask_life import machine_zone
from routine.cli.questions import Option, pick
from routine.cli.spoken import Unclear, activity_rows, free_time, pain_row
from routine.cli.spoken_dates import consent, due_date, past_date
from routine.cli.write_profile import flow, profile_text
from routine.load.catalog import templates_home
from routine.load.country import country_of, zones_in
from routine.load.profile import load_profile
from routine.load.yaml12 import Document, hidden_in, parse
from routine.model.catalog import Catalog
from routine.model.profile import Profile
from routine.screen import screen
from routine.week import dates_of

from .conftest import ROOT, TODAY, WEEK

MOST_PROMPTS = 15
SLOTS = (
    "again",
    "name",
    "born",
    "zone",
    "back",
    "chest",
    "body",
    "joints",
    "conditions",
    "pain",
    "days",
    "details",
    "things",
    "time",
    "goals",
    "fitness",
)
OPTIONAL = {"again", "details"}
TEMPLATES = sorted(p.stem for p in (templates_home() / "profiles").glob("*.yaml"))


def answers(**told: str | list[str]) -> str:
    """Return lines for all questions in their order; what is not named is answered by Enter."""
    assert set(told) <= set(SLOTS)
    lines: list[str] = []
    for slot in SLOTS:
        said = told.get(slot, [] if slot in OPTIONAL else "")
        lines += said if isinstance(said, list) else [said]
    return "\n".join(lines) + "\n"


def run(folder: Path, lines: str, *more: str) -> Result:
    return CliRunner().invoke(main, ["init", str(folder), *more], input=lines)


def prompts(result: Result) -> int:
    return len(re.findall(r"^\[[^\n]*\] > ", result.stdout, re.MULTILINE))


def told(folder: Path, catalog: Catalog) -> Profile:
    return load_profile(folder / "profile.yaml", catalog)


@pytest.fixture(autouse=True)
def london(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/London")


FULL: dict[str, str | list[str]] = {
    "name": "Zoë",
    "born": "1991",
    "zone": "berlin",
    "conditions": ["4, artificial knee, more", "glaucoma", "1", "wound", "1", "", "left", "3 weeks ago", "2 Nov 2026 GP", "left calf"],
    "pain": ["low back, 20", "left 6, 5 weeks, same", "4 5", "right 3, 2 months", "stairs"],
    "days": "1, cycling, child",
    "details": "40 hours; left, 10 hours; sat 9:00 120 min + wed 18-19",
    "things": "1 2 strap",
    "time": "mon wed fri 7-7:45, sat 10am-11am, 3 x 25 min",
    "goals": "less pain, stronger",
    "fitness": "2",
}


def test_enter_everywhere_makes_a_lawful_profile_in_few_prompts(tmp_path: Path, catalog: Catalog) -> None:
    result = run(tmp_path, answers())
    assert result.exit_code == 0, result.output
    assert prompts(result) <= MOST_PROMPTS
    profile = told(tmp_path, catalog)
    assert (profile.timezone, profile.country, profile.red_flags, profile.screened) == ("Europe/London", "GB", (), TODAY)
    assert not screen(profile, catalog, TODAY, dates_of(WEEK)).stopped


def test_a_healthy_person_with_work_and_sports_answers_at_most_fifteen_prompts(tmp_path: Path, catalog: Catalog) -> None:
    lines = answers(
        name="Alex",
        born="1955",
        days="1 cycling running gym",
        details="40h; tue 18:00 60; sun 10:00 45; fri 17:00 60",
        things="1 2 3",
        time="mon wed 7:00-7:45",
        goals="2 3",
        fitness="2 4",
    )
    result = run(tmp_path, lines)
    assert result.exit_code == 0, result.output
    assert prompts(result) <= MOST_PROMPTS
    profile = told(tmp_path, catalog)
    assert [a.activity for a in profile.activities] == ["desk-work", "cycling", "running", "weight-lifting"]
    assert profile.abilities.floor is True
    assert profile.schedule.sessions_per_week == 2


def test_a_full_story_is_kept_word_for_word(tmp_path: Path, catalog: Catalog) -> None:
    result = run(tmp_path, answers(**FULL))
    assert result.exit_code == 0, result.output
    profile = told(tmp_path, catalog)
    assert (profile.name, profile.birth_year, profile.timezone, profile.country) == ("Zoë", 1991, "Europe/Berlin", "DE")
    said = {c.id: c.model_dump(mode="json", exclude_defaults=True, exclude={"id"}) for c in profile.conditions}
    assert said == {
        "osteoporosis": {},
        "knee-replacement": {"side": "left", "since": "2026-10-30", "cleared": "2026-11-02", "by": "GP"},
        "glaucoma": {},
        "open-wound": {"region": "calf", "side": "left"},
    }
    back, knee = profile.pain
    assert (back.region, back.side, back.intensity, back.weeks, back.course, back.provoked_by) == (
        "low-back",
        "left",
        6,
        5,
        "same",
        ("sitting", "bending-forward"),
    )
    assert (knee.region, knee.side, knee.intensity, knee.weeks, knee.provoked_by) == ("knee", "right", 3, 9, ("stairs",))
    rows = [a.model_dump(exclude_defaults=True) for a in profile.activities]
    assert rows == [
        {"activity": "desk-work", "hours_per_week": 40},
        {"activity": "carrying-child", "side": "left", "hours_per_week": 10},
        {"activity": "cycling", "days": ("sat",), "start": "09:00", "minutes": 120},
        {"activity": "cycling", "days": ("wed",), "start": "18:00", "minutes": 60},
    ]
    assert profile.equipment == {"*": (("mat",), ("foam-roller",), ("strap",))}
    assert (profile.schedule.sessions_per_week, profile.schedule.minutes) == (3, 25)
    assert [w.at for w in profile.schedule.windows["sat"]] == ["10:00-11:00"]
    assert (profile.goals, profile.fitness) == (("relieve-pain", "strength"), "active")


def test_the_file_is_private_and_every_key_has_its_comment(tmp_path: Path) -> None:
    run(tmp_path, answers(**FULL))
    path = tmp_path / "profile.yaml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["profile.yaml"]
    text = path.read_text(encoding="utf-8")
    for field in Profile.model_fields:
        assert re.search(rf"(?m)^(# )?{field}:", text), field
    uncommented = {"name", "language", "schedule", "preferences"}  # they speak for themselves, or their own keys are commented
    before = ""
    for line in text.splitlines():
        if (key := re.match(r"([a-z_]+):", line)) and key[1] not in uncommented:
            assert "#" in line or before.startswith("#"), line
        before = line
    assert max(map(len, text.splitlines())) <= 160


def test_two_people_of_one_name_get_two_ids(tmp_path: Path, catalog: Catalog) -> None:
    for place in ("a", "b"):
        run(tmp_path / place, answers(name="Robin"))
    ids = {told(tmp_path / place, catalog).id for place in ("a", "b")}
    assert len(ids) == 2
    assert all(re.fullmatch(r"robin-[a-z0-9]{4}", i) for i in ids)


# ---- asked again


def test_a_second_run_keeps_every_answer_and_what_it_does_not_ask(tmp_path: Path, catalog: Catalog) -> None:
    run(tmp_path, answers(**FULL))
    path = tmp_path / "profile.yaml"
    text = (
        path.read_text(encoding="utf-8")
        .replace("weak: []", "weak: [{muscle: gluteus-medius, side: left}]")
        .replace("paper: a4", "paper: letter")
    )
    path.write_text(text.replace("rest_days: []", "rest_days: [sun]"), encoding="utf-8")
    before = told(tmp_path, catalog)
    result = run(tmp_path, "\n" * 40)
    assert result.exit_code == 0, result.output
    assert told(tmp_path, catalog) == before
    assert before.paper == "letter"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_second_run_over_any_example_changes_nothing_but_the_screening(tmp_path: Path, catalog: Catalog, name: str) -> None:
    text = (templates_home() / "profiles" / f"{name}.yaml").read_text(encoding="utf-8")
    (tmp_path / "profile.yaml").write_text(text, encoding="utf-8")
    before = told(tmp_path, catalog)
    result = run(tmp_path, "\n" * 60)
    assert result.exit_code == 0, result.output
    after = told(tmp_path, catalog)
    assert after.model_copy(update={"screened": None, "equipment": {}}) == before.model_copy(update={"equipment": {}})
    assert {k: v for k, v in after.equipment.items() if v} == {k: v for k, v in before.equipment.items() if v}
    assert after.screened == TODAY


def test_what_only_a_home_has_is_said_so_and_a_pillow_at_the_office_is_kept(tmp_path: Path, catalog: Catalog) -> None:
    first = run(tmp_path, answers(**FULL))
    assert "floor, wall, chair, doorway, table; at home also: bed, towel, pillow." in " ".join(first.stdout.split())
    path = tmp_path / "profile.yaml"
    text = path.read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("equipment:")]
    path.write_text(text.replace(line, "equipment: {office: [mat, pillow]}"), encoding="utf-8")
    assert told(tmp_path, catalog).equipment == {"office": (("mat",), ("pillow",))}
    run(tmp_path, answers(again="", back="0", conditions="none", pain="0", days="0", things="1 2"))
    owned = told(tmp_path, catalog).equipment["office"]
    assert ("pillow",) in owned
    assert len(owned) == 3


def test_a_second_run_can_take_answers_back(tmp_path: Path, catalog: Catalog) -> None:
    run(tmp_path, answers(**{**FULL, "back": ["5"]}))
    assert [f.id for f in told(tmp_path, catalog).red_flags or ()] == ["leg-weak"]
    run(tmp_path, answers(again="", back="0", conditions="none", pain="0", days="0", things="no"))
    profile = told(tmp_path, catalog)
    assert (profile.red_flags, profile.conditions, profile.pain, profile.activities, profile.equipment) == ((), (), (), (), {"*": ()})


def test_a_second_run_that_is_declined_writes_nothing(tmp_path: Path) -> None:
    run(tmp_path, answers())
    before = (tmp_path / "profile.yaml").read_bytes()
    result = run(tmp_path, "no\n")
    assert (result.exit_code, (tmp_path / "profile.yaml").read_bytes()) == (0, before)
    assert "Nothing was written." in result.output


def test_a_broken_profile_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text("name: [", encoding="utf-8")
    result = run(tmp_path, answers())
    assert result.exit_code == 1
    assert "profile.yaml" in result.output
    assert (tmp_path / "profile.yaml").read_text(encoding="utf-8") == "name: ["


# ---- slips


def test_wrong_answers_are_explained_and_asked_again(tmp_path: Path, catalog: Catalog) -> None:
    lines = answers(
        name=["\x1b[A", "Kim"],
        born=["88", "2090", "1988"],
        zone=["munich", "germany", "EST", "Europe/Berlin"],
        back=["yes", "99", "purple", ""],
        pain=["3", "left", "left 11", "left 4", ""],
        days="13",
        details=["banana", "sat 9:00 120 min"],
        time=["mon 7", "7-8", "mon 8-7", "mon 25:00-26:00", "mon 7-8"],
        goals="1",
        fitness=["1 2", "1"],
    )
    result = run(tmp_path, lines)
    assert result.exit_code == 0, result.output
    profile = told(tmp_path, catalog)
    assert (profile.name, profile.birth_year, profile.timezone, profile.fitness) == ("Kim", 1988, "Europe/Berlin", "sedentary")
    assert "Traceback" not in result.output
    assert " ".join(result.output.split()).count("Please try again.") == 17


def test_no_line_is_wider_than_a_terminal_and_no_question_longer_than_three_lines(tmp_path: Path) -> None:
    result, typed = run(tmp_path, answers(**FULL)), answers(**FULL).splitlines()
    assert (
        max(len(line) for line in result.stdout.splitlines() if str(tmp_path) not in line and line not in typed and "] > " not in line)
        <= 80
    )
    blocks = re.split(r"\n\n", re.sub(r"(?m)^\[[^\n]*\] > [^\n]*\n(.*\n)?", "\n\n", result.stdout))
    questions = [b for b in blocks if "?" in b and not re.search(r"(?m)^ ", b)]
    assert len(questions) > 10
    assert not [b for b in questions if len(b.strip().splitlines()) > 3]


@pytest.mark.parametrize("year", ["2023", "2025"])
def test_small_children_are_told_where_to_go(tmp_path: Path, year: str) -> None:
    result = run(tmp_path, f"Mia\n{year}\n\n")
    assert result.exit_code == 3
    assert "children's doctor" in result.output
    assert not (tmp_path / "profile.yaml").exists()
    assert run(tmp_path, answers(born=[year, "1985"])).exit_code == 0


# ---- what is grave


def test_an_emergency_is_said_at_once_and_the_profile_is_still_written(tmp_path: Path, catalog: Catalog) -> None:
    result = run(tmp_path, answers(zone="Europe/London", back="1"))
    assert result.exit_code == 0, result.output
    at = result.output.index("Call 999 now or go to an emergency department.")
    assert at < result.output.index("2 of 4:")
    assert [f.id for f in told(tmp_path, catalog).red_flags or ()] == ["saddle-numb"]
    assert "No plan can be made yet" in result.output
    assert "routine screen" in result.output


def test_a_flag_that_weighs_more_with_another_is_not_opened_by_a_professional(tmp_path: Path, catalog: Catalog) -> None:
    alone = run(tmp_path / "a", answers(back=["7", "2 Nov 2026 GP"]))
    assert alone.exit_code == 0, alone.output
    assert (told(tmp_path / "a", catalog).red_flags or ())[0].cleared == dt.date(2026, 11, 2)
    together = run(tmp_path / "b", answers(back="1 7"))
    assert together.exit_code == 0, together.output
    assert not any(f.cleared for f in told(tmp_path / "b", catalog).red_flags or ())


def test_a_condition_without_consent_waits(tmp_path: Path, catalog: Catalog) -> None:
    result = run(tmp_path, answers(conditions=["pregnant", "20 Feb 2027", ""]))
    assert result.exit_code == 0, result.output
    assert "Pregnancy" in result.output.split("No plan can be made yet")[1]
    assert told(tmp_path, catalog).conditions[0].due == dt.date(2027, 2, 20)


def test_questions_for_an_age_are_put_to_that_age_only(catalog: Catalog) -> None:
    asked = {age: {k for k, f in catalog.red_flags.items() if fits_age(f, age)} for age in (10, 30, 49, 50, 80)}
    assert fits_age(catalog.red_flags["gca"], None)
    assert "child-hip" in asked[10]
    assert "gca" not in asked[10] | asked[30] | asked[49]
    assert {"gca", "age-new", "pmr", "gca-sight"} <= asked[50] & asked[80]
    assert not {"child-hip", "age-new-child"} & asked[30]
    assert len(asked[30]) >= len(catalog.red_flags) - 8


def test_every_flag_is_on_one_of_the_pages(tmp_path: Path, catalog: Catalog) -> None:
    shown = re.sub(r"\s+", " ", run(tmp_path, answers()).output)
    for key, flag in catalog.red_flags.items():
        assert flag.ask in shown, key
        assert flag.not_counted in shown, key


def test_an_urgent_condition_is_said_at_once(tmp_path: Path, catalog: Catalog) -> None:
    result = run(tmp_path, answers(conditions=["17", "1", "xyzzy", "dvt", "1", ""]))
    assert result.exit_code == 0, result.output
    said = " ".join(catalog.conditions["dvt-suspected"].message.replace("{emergency}", "999").split())
    assert said in re.sub(r"[\s>]+", " ", result.output)
    assert "Nothing here is called 'xyzzy'" in result.output
    assert [c.id for c in told(tmp_path, catalog).conditions] == ["dvt-suspected"]


def test_details_may_name_their_activity_and_may_be_left_out(tmp_path: Path, catalog: Catalog) -> None:
    details = ["a; b; c; d", "cycling left; 40h", "cycling: sat 9:00 60; desk work 40 hours; none"]
    result = run(tmp_path, answers(days="desk work, bike, swim", details=details, conditions=["hip arthritis", "sideways", "l"]))
    assert result.exit_code == 0, result.output
    profile = told(tmp_path, catalog)
    assert [(a.activity, a.hours_per_week, a.minutes) for a in profile.activities] == [
        ("desk-work", 40, None),
        ("cycling", None, 60),
        ("swimming", None, None),
    ]
    assert profile.conditions[0].side == "left"


def test_places_that_are_not_listed_are_understood(tmp_path: Path, catalog: Catalog) -> None:
    lines = answers(
        pain=["between shoulder blades, belly", "both 3", "", "4", "0"],
        conditions=["open wound", "left", "left calf, right shin", "back of the right hand", "right hand"],
    )
    result = run(tmp_path, lines)
    assert result.exit_code == 0, result.output
    profile = told(tmp_path, catalog)
    assert {p.region for p in profile.pain} == {"upper-back", "abdomen"}
    assert (profile.conditions[0].region, profile.conditions[0].side) == ("hand", "right")


# ---- nothing by halves


def test_input_that_ends_early_writes_nothing(tmp_path: Path) -> None:
    result = run(tmp_path / "new", "Kim\n1988\n")
    assert result.exit_code == 1
    assert "Nothing was written." in result.output
    assert not (tmp_path / "new").exists()


def test_an_interrupt_writes_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "routine", "init", str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    ) as running:
        assert running.stdout is not None
        seen = b""
        while b"] > " not in seen:
            seen += running.stdout.read(1)
        for _ in range(30):  # one that comes just before the program begins to wait for words is heard with the next
            running.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(timeout=2)
                break
        _out, err = running.communicate(timeout=60)
    assert running.returncode in (130, -signal.SIGINT)
    assert b"Nothing was written." in err
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_answers_may_come_through_a_pipe(tmp_path: Path, catalog: Catalog) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "routine", "init"],
        input=answers(**FULL),
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env=_environment(),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("routine plan")
    assert told(tmp_path, catalog).name == "Zoë"


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}


def test_a_link_at_the_target_is_refused_before_the_first_question(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text("mine", encoding="utf-8")
    (tmp_path / "profile.yaml").symlink_to(elsewhere)
    for more in ((), ("--template", "runner")):
        result = run(tmp_path, answers(), *more)
        assert (result.exit_code, prompts(result)) == (1, 0)
        assert "link" in result.output
    assert elsewhere.read_text(encoding="utf-8") == "mine"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "new.yaml"):
        result = run(place, answers())
        assert (result.exit_code, prompts(result)) == (1, 0)
    (tmp_path / "profile.yaml").mkdir()
    assert run(tmp_path, answers()).exit_code == 1


# ---- templates


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_copied_without_what_only_the_person_can_answer(tmp_path: Path, catalog: Catalog, name: str) -> None:
    result = run(tmp_path, "", "--template", name)
    assert result.exit_code == 0, result.output
    example, mine = load_profile(templates_home() / "profiles" / f"{name}.yaml", catalog), told(tmp_path, catalog)
    assert (mine.red_flags, mine.screened) == (None, None)
    assert not any(c.cleared or c.by for c in mine.conditions)
    assert mine.id != example.id
    assert [(c.id, c.region, c.side) for c in mine.conditions] == [(c.id, c.region, c.side) for c in example.conditions]
    asked = {"id", "red_flags", "screened", "conditions"}
    assert mine.model_dump(exclude=asked) == example.model_dump(exclude=asked)
    text = (tmp_path / "profile.yaml").read_text(encoding="utf-8")
    assert text.startswith("#")
    assert stat.S_IMODE((tmp_path / "profile.yaml").stat().st_mode) == 0o600
    assert "routine init" in result.output


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_answers_its_questions_so_that_a_plan_can_be_made(catalog: Catalog, name: str) -> None:
    example = load_profile(templates_home() / "profiles" / f"{name}.yaml", catalog)
    assert not screen(example, catalog, TODAY, dates_of(WEEK)).stopped


@pytest.mark.parametrize("name", ["nobody", "../../catalog/doses", "runner.yaml", ""])
def test_an_unknown_template_lists_those_there_are(tmp_path: Path, name: str) -> None:
    result = run(tmp_path, "", "--template", name)
    assert result.exit_code == 2
    assert all(known in re.sub(r"\s+", " ", result.output) for known in TEMPLATES)
    assert list(tmp_path.iterdir()) == []


def test_a_template_does_not_replace_a_profile_unasked(tmp_path: Path) -> None:
    run(tmp_path, answers(name="Kim"))
    before = (tmp_path / "profile.yaml").read_bytes()
    assert run(tmp_path, "\n", "--template", "runner").exit_code == 0
    assert (tmp_path / "profile.yaml").read_bytes() == before
    run(tmp_path, "yes\n", "--template", "runner")
    assert (tmp_path / "profile.yaml").read_bytes() != before


# ---- words


@pytest.mark.parametrize(
    ("text", "windows", "sessions", "minutes"),
    [
        ("mon wed fri 7:00-7:45", {"mon": ["07:00-07:45"], "wed": ["07:00-07:45"], "fri": ["07:00-07:45"]}, None, None),
        ("Mondays and Fridays 6pm to 7:30pm, 2 x 30", {"mon": ["18:00-19:30"], "fri": ["18:00-19:30"]}, 2, 30),
        (
            "mon-wed 7-8pm, sun 11-1pm",
            {"mon": ["19:00-20:00"], "tue": ["19:00-20:00"], "wed": ["19:00-20:00"], "sun": ["11:00-13:00"]},
            None,
            None,
        ),
        ("weekend 9.30 - 10.15; 20 minutes", {"sat": ["09:30-10:15"], "sun": ["09:30-10:15"]}, None, 20),
        ("7-8 mon, 9-10 tue", {"mon": ["07:00-08:00"], "tue": ["09:00-10:00"]}, None, None),
        ("mon 12:00-13:00 and 19:00-20:00", {"mon": ["12:00-13:00", "19:00-20:00"]}, None, None),
        ("mon 7-8 7:30-9", {"mon": ["07:00-09:00"]}, None, None),
        ("fri-mon 22:00-24:00", {d: ["22:00-24:00"] for d in ("mon", "fri", "sat", "sun")}, None, None),
        ("3 times a week, 15 min", {}, 3, 15),
        ("4 x 20", {}, 4, 20),
    ],
)
def test_free_time_is_read_as_it_is_said(text: str, windows: dict[str, list[str]], sessions: int | None, minutes: int | None) -> None:
    found = free_time(text)
    assert (found.windows, found.sessions, found.minutes) == (windows, sessions, minutes)


@pytest.mark.parametrize(
    "text",
    ["mon", "7-8", "mon 7", "mon 8-7", "mon 23:00-1:00", "mon 7:00-7:02", "20 x 5", "1 x 300", "mon 7-25", "sometimes", "mon 13pm-2pm"],
)
def test_unclear_times_are_asked_again(text: str) -> None:
    with pytest.raises(Unclear):
        free_time(text)


@pytest.mark.parametrize(
    ("text", "work", "rows"),
    [
        ("sat 18:00 90", False, [{"days": ["sat"], "start": "18:00", "minutes": 90}]),
        ("sat 6pm 1.5 hours", False, [{"days": ["sat"], "start": "18:00", "minutes": 90}]),
        ("tue thu 18:00 1h30", False, [{"days": ["tue", "thu"], "start": "18:00", "minutes": 90}]),
        ("sat 9-11", False, [{"days": ["sat"], "start": "09:00", "minutes": 120}]),
        ("3 hours a week", False, [{"hours_per_week": 3}]),
        ("40", True, [{"hours_per_week": 40}]),
        ("8 hours a day", True, [{"hours_per_week": 40}]),
        ("left, 10 h", True, [{"side": "left", "hours_per_week": 10}]),
        (
            "mon 18:00 60 sun 9:00 90",
            False,
            [{"days": ["mon"], "start": "18:00", "minutes": 60}, {"days": ["sun"], "start": "09:00", "minutes": 90}],
        ),
    ],
)
def test_activities_are_read_as_they_are_said(text: str, work: bool, rows: list[dict[str, Any]]) -> None:
    assert activity_rows(text, work=work) == rows


@pytest.mark.parametrize("text", ["18:00 90", "sat 25:00", "often", "900 hours", "sat 9:00 2000 min"])
def test_unclear_activities_are_asked_again(text: str) -> None:
    with pytest.raises(Unclear):
        activity_rows(text, work=False)


def test_pain_is_read_as_it_is_said() -> None:
    assert pain_row("left 6/10, for about a week, getting worse") == {"side": "left", "intensity": 6, "weeks": 1, "course": "worse"}
    assert pain_row("3 days, 4 of 10") == {"intensity": 4, "weeks": 0.4}


@pytest.mark.parametrize(
    ("text", "late", "day"),
    [
        ("2026-11-02", True, "2026-11-02"),
        ("2 Nov 2026", True, "2026-11-02"),
        ("Nov 2nd, 2026", True, "2026-11-02"),
        ("25.12.2025", True, "2025-12-25"),
        ("12/25/2025", True, "2025-12-25"),
        ("december", True, "2025-12-31"),
        ("nov 2025", True, "2025-11-30"),
        ("nov 2025", False, "2025-11-01"),
        ("2019", True, "2019-12-31"),
        ("2026", True, "2026-11-20"),
        ("three weeks ago", True, "2026-10-30"),
        ("yesterday", False, "2026-11-19"),
    ],
)
def test_dates_are_read_carefully(text: str, late: bool, day: str) -> None:
    assert past_date(text, TODAY, late=late).isoformat() == day


@pytest.mark.parametrize("text", ["3/4/2026", "31 Feb 2026", "2027-01-01", "soon", "", "99999 days ago"])
def test_unclear_dates_are_asked_again(text: str) -> None:
    with pytest.raises(Unclear):
        past_date(text, TODAY, late=True)


def test_due_dates_and_consents_are_read() -> None:
    assert due_date("20 feb", TODAY) == dt.date(2027, 2, 20)
    assert consent("my GP, 2 Nov 2026", TODAY) == (dt.date(2026, 11, 2), "GP")
    assert consent("2 weeks ago", TODAY) == (dt.date(2026, 11, 6), None)
    with pytest.raises(Unclear):
        due_date("2029-01-01", TODAY)


@given(st.text(max_size=60) | st.text("0123456789:-., apmxweklrtf", max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_answer_breaks_the_interview(text: str) -> None:
    options = [Option("a", "Some place"), Option("b", "Other place", ("elsewhere",))]
    readers = (
        free_time,
        pain_row,
        lambda t: activity_rows(t, work=False),
        lambda t: past_date(t, TODAY, late=True),
        lambda t: consent(t, TODAY),
        lambda t: pick(t, options),
    )
    for read in readers:
        said = "read"
        try:
            read(text)
        except Unclear as unclear:
            said = str(unclear)
        assert said, "what was not understood is said"


def test_lists_take_numbers_ranges_and_words() -> None:
    options = [Option("low-back", "Low back", ("lumbar",)), Option("knee", "Knee"), Option("knee-cap", "Knee cap")]
    assert pick("1-2", options) == ("low-back", "knee")
    assert pick("3 and 1", options) == ("low-back", "knee-cap")
    assert pick("knee, lumbar", options) == ("low-back", "knee")
    assert pick("3 low back", options) == ("low-back", "knee-cap")
    with pytest.raises(Unclear, match=r"2 \(Knee\) or 3"):
        pick("kne", options)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("glaucoma", "glaucoma"),
        ("my gout", "joint-flare"),
        ("slipped disc", "disc-herniation"),
        ("tennis elbow", "tennis-elbow"),
        ("long covid", "long-covid-crash"),
    ],
)
def test_a_search_finds_conditions_by_everyday_words(catalog: Catalog, words: str, found: str) -> None:
    every = [Option(k, c.name, (*c.aliases, c.ask)) for k, c in catalog.conditions.items()]
    assert found in [o.id for o in search(words, every)]


def test_the_places_and_the_pages_exist(catalog: Catalog) -> None:
    assert set(PLACES) <= set(catalog.regions)


# ---- the writer and the tables


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=40).filter(lambda name: not hidden_in(name))


@given(NAMES)
def test_any_name_reads_back(name: str) -> None:
    profile = Profile(id="x", name=name, timezone="UTC", red_flags=())
    document = parse(profile_text(profile), Document("profile.yaml"))
    assert not document.problems
    assert Profile.model_validate(document.data).name == name


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "true",
        "null",
        "1.5",
        "0x10",
        "07:00",
        "a: b",
        "a #b",
        "- a",
        "'",
        '"',
        "{a}",
        "*a",
        "&a",
        "!x",
        "@x",
        "a\\b",
        "é",
        "~",
        "2026-11-20",
    ],
)
def test_any_word_reads_back_as_text(text: str) -> None:
    document = parse(f"key: {flow([text])}", Document("x"))
    assert not document.problems
    assert document.data == {"key": [text]}


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        *[("Europe/London", "GB"), ("Europe/Oslo", "NO"), ("America/New_York", "US"), ("US/Eastern", "US"), ("Asia/Calcutta", "IN")],
        *[("UTC", None), ("Etc/GMT+1", None), ("EST", None), ("CET", None), ("Atlantic/Jan_Mayen", None), ("no/where", None)],
    ],
)
def test_a_zone_tells_the_country_or_nothing(zone: str, country: str | None) -> None:
    assert country_of(zone) == country


def test_countries_are_found_by_their_names() -> None:
    assert zones_in("france") == ["Europe/Paris"]
    assert "Europe/Berlin" in zones_in("Germany")
    assert zones_in("Narnia") == []


@pytest.mark.parametrize(
    ("said", "found"), [("Asia/Tokyo", "Asia/Tokyo"), (":America/Lima", "America/Lima"), ("/usr/share/zoneinfo/Europe/Rome", "Europe/Rome")]
)
def test_the_machine_says_its_zone(monkeypatch: pytest.MonkeyPatch, said: str, found: str) -> None:
    monkeypatch.setenv("TZ", said)
    assert machine_zone() == found
    monkeypatch.setenv("TZ", "Nonsense/Zone")
    assert machine_zone() in zoneinfo.available_timezones()


def test_help_has_an_example() -> None:
    result = CliRunner().invoke(main, ["init", "--help"])
    assert result.exit_code == 0
    assert "Example:" in result.output
