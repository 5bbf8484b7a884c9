"""Reading what strangers write: each file in bad/ holds one fault and says what must be found; the rest is made here."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from routine.cli import main
from routine.load.catalog import load_catalog
from routine.load.country import country_of
from routine.load.profile import digest, load_profile, understood
from routine.load.yaml12 import MAX_BYTES, MAX_FINDINGS, Document, parse, read, resolve
from routine.model.profile import Profile
from routine.problem import Problem, Refused

BAD = Path(__file__).parent / "bad"
FILES = sorted(BAD.glob("*.yaml"))
CATALOG = load_catalog()
BASE = "name: Alex\ntimezone: Europe/London\n"


def expected(file: Path) -> list[tuple[str, str | None]]:
    """Return the first line of each expected finding, with its fix where the file names one. Line 0: no line is named."""
    found: list[tuple[str, str | None]] = []
    for line in file.read_text(encoding="utf-8").split("\n"):
        if told := re.fullmatch(r"# expect: (\d+): (.+)", line):
            place = f"{file.name}:{told[1]}" if told[1] != "0" else file.name
            found.append((f"{place}: {told[2]}", None))
        elif line.startswith("# fix: "):
            found[-1] = (found[-1][0], line.removeprefix("# fix: "))
    return found


def refused(act: Callable[[], object]) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.problems


def profile(text: str, *, base: str = BASE) -> Profile:
    return understood(parse(base + text, Document("profile.yaml")), CATALOG)


def findings(text: str, *, base: str = BASE) -> list[Problem]:
    return refused(lambda: profile(text, base=base))


def is_fit_to_read(problem: Problem) -> bool:
    """A finding names its file, says something, and stays in its own lines."""
    return bool(problem.file and problem.what) and all(t.isprintable() for t in (problem.what, problem.field, problem.why, problem.fix))


# -- one fault a file ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_bad_file_gets_exactly_the_findings_it_announces(file: Path) -> None:
    problems = refused(lambda: load_profile(file, CATALOG, file.name))
    want = expected(file)
    assert sorted(str(p).split("\n")[0] for p in problems) == sorted(first for first, _ in want)
    fixes = {str(p).split("\n")[0]: p.fix for p in problems}
    assert {first: fixes[first] for first, fix in want if fix} == {first: fix for first, fix in want if fix}
    assert all(is_fit_to_read(p) for p in problems)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_bad_file_says_what_is_expected(file: Path) -> None:
    assert expected(file)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_command_line_shows_all_findings_on_stderr_and_leaves_with_1(file: Path) -> None:
    result = CliRunner().invoke(main, ["plan", str(file), "--dry-run"])
    problems = refused(lambda: load_profile(file, CATALOG, str(file)))
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "".join(f"{p}\n" for p in problems))


def test_every_finding_says_how_to_mend_it() -> None:
    assert not [p.what for f in FILES for p in refused(lambda f=f: load_profile(f, CATALOG)) if not p.fix]  # type: ignore[misc]


# -- files that are none ------------------------------------------------------------------------------------------------


def message(path: Path) -> str:
    problems = refused(lambda: load_profile(path, CATALOG, "p.yaml"))
    assert len(problems) == 1
    assert is_fit_to_read(problems[0])
    return str(problems[0]).split("\n")[0]


def test_a_folder_a_missing_file_and_a_broken_link_are_named(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").write_text("name: Alex\n")
    assert message(tmp_path) == "p.yaml: this is a folder, not a file"
    assert message(tmp_path / "none.yaml") == "p.yaml: there is no such file"
    assert message(tmp_path / "link") == "p.yaml: there is no such file"
    assert message(tmp_path / "loop") == "p.yaml: the file can't be read: too many levels of symbolic links"
    assert message(tmp_path / "file" / "below") == "p.yaml: the file can't be read: not a directory"
    assert message(tmp_path / ("long" * 100)) == "p.yaml: the file can't be read: file name too long"
    assert message(tmp_path / "nul\0.yaml") == "p.yaml: there is no such file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_or_a_device_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert message(tmp_path / "pipe.yaml") == "p.yaml: this is not an ordinary file"
    assert message(Path(os.devnull)) == "p.yaml: this is not an ordinary file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(BASE)
    path.chmod(0)
    assert message(path) == "p.yaml: the file can't be read: permission denied"


def test_a_file_over_a_megabyte_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert message(path) == "p.yaml: the file has more than 1,000,000 bytes"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert message(path) == "p.yaml: the file has more than 1,000,000 bytes"
    path.write_bytes(BASE.encode() + b"#" * (MAX_BYTES - len(BASE)))
    assert load_profile(path, CATALOG).name == "Alex"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_text_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(ends.join(["timezone: Europe/London", "# a", "name: René"]).encode("latin-1"))
    assert message(path) == "p.yaml:3: the file is not UTF-8 text"
    path.write_text(BASE, encoding="utf-16")
    assert message(path) == "p.yaml:1: the file is not UTF-8 text"


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"")
    assert message(path) == "p.yaml: the file is empty"


def test_a_byte_order_mark_at_the_start_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(BASE, encoding="utf-8-sig")
    assert load_profile(path, CATALOG).name == "Alex"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_whatever_ends_them(ends: str) -> None:
    text = BASE + "fitness: active\npaper: A4\nname2: \u202eAlex\n"
    assert [p.line for p in findings(text.replace("\n", ends), base="")] == [4, 5, 5]


def test_a_strange_file_name_cannot_forge_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "a\nb.yaml"
    path.write_text("- a\n")
    assert all("\n" not in p.file for p in refused(lambda: load_profile(path, CATALOG)))


# -- abuse --------------------------------------------------------------------------------------------------------------

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{c}: &{c} [{', '.join([f'*{p}'] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 900_000,
        "{" * 900_000,
        "- " * 400_000,
        "? " * 400_000,
        "a: " * 300_000,
        "pain: " + "[" * 100_000 + "]" * 100_000,
        "birth_year: " + "9" * 900_000,
        "name: " + "x" * 900_000,
        '"' * 900_000,
        "!" * 900_000,
        "id: 1\n" * 150_000,
        "goals: [" + "*a," * 200_000 + "]",
        "goals: [" + "sprt, " * 140_000 + "]",
        "conditions: [" + "hypertentio, " * 2_000 + "]",
        "\n".join(f"key{n}: 1" for n in range(2_000)),
        "\n".join(f"key{n}: 1" for n in range(70_000)),
        "equipment: {" + ", ".join(f"place{n}: [sofa]" for n in range(1_500)) + "}",
        "\u202e\n" * 200_000,
        "schedule: {windows: {mon: [" + "07:00-08:00, " * 2_000 + "]}}",
    ],
    ids=lambda t: f"{t[:16]!r} {len(t)}",
)
def test_abuse_is_refused_soon_and_briefly(text: str) -> None:
    problems = findings(text)
    assert len(problems) <= MAX_FINDINGS + 2
    assert all(is_fit_to_read(p) and len(str(p)) < 2_000 for p in problems)


def test_of_many_findings_the_first_are_shown_and_the_rest_is_said() -> None:
    problems = findings("\n".join(f"key{n}: 1" for n in range(300)))
    assert len(problems) == MAX_FINDINGS + 1
    assert problems[-1].what.endswith("more findings follow from here")


def test_what_an_alias_would_have_been_is_not_reported_twice() -> None:
    assert [p.what for p in findings("fitness: *a\npain: [*b]\n")] == [
        "'*a' repeats another value; aliases are not allowed",
        "'*b' repeats another value; aliases are not allowed",
    ]


# -- what is well -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["on", "NO", "no", "yes", "off", "y", "19:00", "1_000", "2026-11-23", "1:30:00", "=", "<<x", "0b1", "12e", "1.2.3", "0x", "+", "."],
)
def test_what_yaml_1_1_would_change_stays_the_text_that_was_written(word: str) -> None:
    assert resolve(word) == word


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("null", None),
    ],
)
def test_the_core_of_yaml_1_2_is_read(word: str, value: object) -> None:
    assert resolve(word) == value
    assert type(resolve(word)) is type(value)


def test_a_number_of_any_length_never_becomes_one() -> None:
    assert resolve("9" * 5000) == "9" * 5000
    assert resolve("0x" + "f" * 5000) == "0x" + "f" * 5000
    assert resolve("1." + "9" * 5000) == "1." + "9" * 5000


def test_words_that_look_like_something_else_are_answers() -> None:
    told = profile(
        "country: NO\nlanguage: no\nscreened: 2026-11-20\nactivities: {activity: cycling, days: sat, start: 19:00}\nschedule: {windows: {mon: 19:00-20:00}}\nseen: {by: on}\n"
    )
    assert (told.country, told.language, told.activities[0].start) == ("NO", "no", "19:00")
    assert str(told.screened) == "2026-11-20"
    assert told.seen
    assert told.seen.by == "on"


def test_a_single_value_stands_for_a_list_of_one() -> None:
    one = """
red_flags: {id: leg-weak, cleared: 2026-11-02, by: GP}
conditions: {id: open-wound, region: calf, side: right, by: midwife}
pain: {region: low-back, intensity: 6, provoked_by: sitting, spreads_to: buttock}
findings: {tight: {muscle: hamstrings, side: left}, weak: {muscle: gluteus-medius}}
activities: {activity: cycling, days: sat}
equipment: mat
schedule: {windows: {mon: 07:00-08:00, tue: {at: 07:00-08:00, place: office}}, rest_days: sun}
goals: sport
preferences: {avoid: pigeon-pose, prefer: bird-dog, avoid_positions: kneeling, require: {exercise: clamshell, days: mon, by: J. Doe}}
"""
    many = """
red_flags: [{id: leg-weak, cleared: 2026-11-02, by: GP}]
conditions: [{id: open-wound, region: calf, side: right, by: midwife}]
pain: [{region: low-back, intensity: 6, provoked_by: [sitting], spreads_to: [buttock]}]
findings: {tight: [{muscle: hamstrings, side: left}], weak: [{muscle: gluteus-medius}]}
activities: [{activity: cycling, days: [sat]}]
equipment: [[mat]]
schedule: {windows: {mon: [{at: 07:00-08:00}], tue: [{at: 07:00-08:00, place: office}]}, rest_days: [sun]}
goals: [sport]
preferences: {avoid: [pigeon-pose], prefer: [bird-dog], avoid_positions: [kneeling], require: [{exercise: clamshell, days: [mon], by: J. Doe}]}
"""
    if "pigeon-pose" not in CATALOG.exercises:
        one, many = (t.replace("pigeon-pose", "biceps-curl") for t in (one, many))
    assert profile(one) == profile(many)
    assert digest(profile(one)) == digest(profile(many))


def test_a_wrong_word_in_a_single_value_is_found_and_its_neighbours_are_no_words() -> None:
    assert [p.field for p in findings("pain: {region: low-back, intensity: 6, spreads_to: [nose-tip]}")] == ["pain.spreads_to[1]"]
    assert profile("preferences: {require: {exercise: clamshell, by: Somebody}}").preferences.require[0].by == "Somebody"


def test_aliases_come_back_as_the_ids_they_stand_for() -> None:
    told = profile("conditions: [blood-thinner, {id: wound, region: calf}]\nequipment: {home: [[carpet, belt]]}\n")
    assert [c.id for c in told.conditions] == ["anticoagulant", "open-wound"]
    assert told.equipment == {"home": (("mat", "strap"),)}


def test_the_country_comes_from_the_zone_unless_it_is_named() -> None:
    assert profile("").country == "GB"
    assert profile("country: DE\n").country == "DE"
    assert profile("country: ZZ\n").country == "ZZ"
    assert profile("", base="name: Alex\ntimezone: UTC\n").country is None
    assert profile("", base="name: Alex\ntimezone: US/Eastern\n").country == country_of("America/New_York") == "US"


def test_dates_to_come_are_left_to_the_screening() -> None:
    told = profile(
        "birth_year: 2099\nscreened: 2100-01-01\nseen: {on: 2100-01-01}\nconditions: [{id: whiplash, since: 2100-01-01, cleared: 2101-01-01}]\n"
    )
    assert told.birth_year == 2099


def test_places_without_equipment_are_no_slip() -> None:
    assert profile("equipment: {home: [mat]}\nschedule: {windows: {mon: {at: 07:00-08:00, place: park}}}\n")


def test_names_in_any_script_are_welcome() -> None:
    for name in ("Zoë", "Đặng Thị Mai", "Ольга", "李小龙", "محمد", "שרה", "अनिल", "می‌خواهم", "O'Neill", "👩‍⚕️ Jo", "Jean-Luc  d'Arc"):
        assert profile("", base=f'timezone: Europe/London\nname: "{name}"\n').name == name


def test_the_digest_follows_the_answers_and_not_the_writing() -> None:
    assert digest(profile("goals: [sport]\npaper: a4\n")) == digest(profile("# a note\npaper:   'a4'\ngoals: sport\n"))
    assert digest(profile("goals: [sport]\n")) != digest(profile("goals: [strength]\n"))
    assert digest(profile("red_flags: []\n")) != digest(profile(""))


def test_every_time_zone_that_comes_with_python_can_be_read() -> None:
    for zone in ("UTC", "Etc/GMT+1", "America/Argentina/Buenos_Aires", "Asia/Kathmandu", "Pacific/Chatham", "US/Eastern", "EST5EDT"):
        assert profile("", base=f"name: Alex\ntimezone: {zone}\n").timezone == zone


# -- catalogs of one's own ----------------------------------------------------------------------------------------------


def catalog_refused(folder: Path, **files: str) -> list[str]:
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    problems = refused(lambda: load_catalog(folder))
    assert all(is_fit_to_read(p) for p in problems)
    return [f"{p.field}: {p.what}" for p in problems]


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        ("conditions", "conditions: [a]", "conditions: a list is not a mapping of ids to entries"),
        ("red_flags", "stop_rules: {a: b}", "stop_rules: a mapping is not a list"),
        ("red_flags", "stop_rules: 5", "stop_rules: 5 is not a list"),
        ("conditions", "condition: {a: {}}", "condition: unknown key"),
        ("conditions", "- a", ": a list is not a mapping of keys to values"),
        ("condition", "conditions: {}", ": no part of a catalog is read from here"),
    ],
)
def test_a_rule_in_a_wrong_place_is_not_lost_in_silence(tmp_path: Path, name: str, text: str, first: str) -> None:
    assert catalog_refused(tmp_path, **{name: text}) == [first]


def test_an_exercise_in_a_wrong_folder_is_not_lost_in_silence(tmp_path: Path) -> None:
    lost = (
        "exercises/a.yaml",
        "exercises/ball/b.yml",
        "exercises/ball/more/c.yaml",
        "exercises/ball/d.yaml.txt",
        "Exercises/ball/e.yaml",
        "rules/conditions.yaml",
        "f.YAML",
    )
    for place in lost:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("id: a\n")
    assert catalog_refused(tmp_path) == [": no part of a catalog is read from here"] * len(lost)


def test_a_folder_without_anything_of_a_catalog_is_a_slip(tmp_path: Path) -> None:
    assert catalog_refused(tmp_path) == [": there is nothing of a catalog in this folder"]


@pytest.mark.parametrize("name", ["vocabulary", "regions", "muscles", "doses", "emergency"])
def test_what_rules_stand_on_is_not_for_a_folder_of_one_s_own(tmp_path: Path, name: str) -> None:
    """A muscle in a region of one's own would be passed by every rule about places; a dose of one's own by every range."""
    assert catalog_refused(tmp_path, **{name: "regions: {throat: {name: throat, part_of: body}}\n"}) == [
        ": this can't be added from outside"
    ]


def test_an_alias_cannot_give_a_word_of_the_catalog_another_meaning(tmp_path: Path) -> None:
    mine = "conditions:\n  {id}: {{name: A, ask: A?, group: other, gate: advice, message: A., aliases: [{alias}], sources: [common-teaching]}}\n"
    (tmp_path / "a").mkdir()
    assert catalog_refused(tmp_path / "a", conditions=mine.format(id="harmless", alias="fracture")) == [
        "harmless.aliases: the alias 'fracture' means 'bone-fracture' already"
    ]
    (tmp_path / "b").mkdir()
    assert catalog_refused(tmp_path / "b", conditions=mine.format(id="fracture", alias="harmless")) == ["fracture: this id exists already"]


def test_the_catalog_and_the_templates_hold_no_hidden_character() -> None:
    root = BAD.parents[1]
    for file in [*(root / "catalog").rglob("*.yaml"), *(root / "templates").rglob("*.yaml")]:
        assert read(file).problems == []
