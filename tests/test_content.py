"""`catalog` and `schema`: what people and machines read of the content."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from routine.body import Body
from routine.cli import main
from routine.load.catalog import home
from routine.load.schema import exercise_schema, plan_schema, profile_schema
from routine.load.yaml12 import read
from routine.model.catalog import Catalog
from routine.render.card import card_blocks, dose_range
from routine.render.terminal import as_text

from .conftest import ROOT
from .plans import good_plan

TEMPLATE = ROOT / "templates/exercise.yaml"
PROMISED = {
    "id",
    "name",
    "technique",
    "phase",
    "position",
    "positions",
    "equipment",
    "laterality",
    "level",
    "primary",
    "secondary",
    "loads",
    "warms",
    "setup_s",
    "sources",
}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def listed(*words: str) -> list[dict[str, Any]]:
    result = run("catalog", "list", "--json", *words)
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def own_folder(folder: Path, text: str) -> Path:
    """Write one exercise into a catalog folder of one's own."""
    kind = next(line.split(": ")[1] for line in text.splitlines() if line.startswith("technique: "))
    name = next(line.split(": ")[1] for line in text.splitlines() if line.startswith("id: "))
    (folder / "exercises" / kind).mkdir(parents=True)
    (folder / "exercises" / kind / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_list_holds_every_exercise_with_what_machines_need(catalog: Catalog) -> None:
    found = listed()
    assert [e["id"] for e in found] == list(catalog.exercises)
    assert set(found[0]) >= PROMISED
    assert all(e["position"] == e["positions"][0] for e in found)
    assert {e["phase"] for e in found} == {"warm-up", "release", "dynamic", "static", "activation"}


def test_the_list_is_filtered_by_technique() -> None:
    assert {e["technique"] for e in listed("--technique", "ball")} == {"ball"}


def test_the_list_is_filtered_by_a_muscle_and_by_a_group_that_holds_it(catalog: Catalog) -> None:
    by_muscle = {e["id"] for e in listed("--muscle", "soleus")}
    by_group = {e["id"] for e in listed("--muscle", "calves")}
    assert by_muscle < by_group
    body = Body(catalog)
    assert by_group == {k for k, e in catalog.exercises.items() if {"soleus", "gastrocnemius"} & set(body.primary(e))}


def test_the_list_is_filtered_by_a_region_with_its_parts() -> None:
    found = {e["id"] for e in listed("--region", "hip")}
    assert {"ball-piriformis", "clamshell", "march-in-place"} <= found
    assert "wrist-curl" not in found


def test_the_list_is_filtered_by_equipment_also_by_its_other_names() -> None:
    assert listed("--equipment", "lacrosse-ball") == listed("--equipment", "massage-ball")
    assert all(any("massage-ball" in any_of for any_of in e["equipment"]) for e in listed("--equipment", "massage-ball"))


def test_filters_add_up() -> None:
    found = listed("--technique", "foam-roller", "--muscle", "hamstrings", "--equipment", "foam-roller")
    assert {e["id"] for e in found} == {"chair-roll-hamstrings", "foam-roll-hamstrings"}


def test_the_list_for_people_is_a_table() -> None:
    result = run("catalog", "list", "--technique", "cane")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].split() == ["Id", "Technique", "Level", "What,", "and", "for", "what"]
    assert "cane-gluteus-medius" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("3 of ")
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_a_list_of_nothing_says_so() -> None:
    result = run("catalog", "list", "--technique", "cups", "--muscle", "rhomboids")
    assert result.exit_code == 0
    assert result.stdout.startswith("0 of ")


@pytest.mark.parametrize(
    ("option", "word", "meant"),
    [
        ("--technique", "foamroller", "foam-roller"),
        ("--muscle", "hamstring", "hamstrings"),
        ("--region", "low-bak", "low-back"),
        ("--equipment", "dumbell", "dumbbell"),
    ],
)
def test_a_misspelt_filter_says_what_was_meant(option: str, word: str, meant: str) -> None:
    result = run("catalog", "list", option, word)
    assert result.exit_code == 2
    assert f"did you mean '{meant}'?" in result.stderr
    assert result.stdout == ""


def test_the_card_tells_everything_in_words(catalog: Catalog) -> None:
    result = run("catalog", "show", "clamshell")
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    clamshell = catalog.exercises["clamshell"]
    for said in (*clamshell.steps, clamshell.feel, clamshell.stop, clamshell.breathe, *clamshell.mistakes):
        assert said in text
    assert "18 to 64 years: 1 to 3 sets of 8 to 15 repetitions, usually 10, with 30 s of rest." in text
    assert "Garber et al. (2011)" in text
    assert "One has to get down to the floor and up again." in text
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_card_says_for_whom_it_is_ruled_out_or_changed() -> None:
    text = " ".join(run("catalog", "show", "clamshell").stdout.split())
    ruled_out, changed = text.split("Ruled out with")[1].split("Changed with")
    assert "Pain at the outer hip (gluteal tendon) (on the other side)" in ruled_out
    assert "Pain at the outer hip (gluteal tendon) (on that side): Put a thick pillow between the knees" in changed
    assert "Heart disease" in ruled_out.split("Only after a professional has agreed, with")[1]


def test_a_condition_that_rules_all_of_it_out_is_not_told_again_as_a_change() -> None:
    text = " ".join(run("catalog", "show", "leg-swing-front-back").stdout.split())
    ruled_out, changed = text.split("Ruled out with")[1].split("Changed with")
    assert "Very loose joints" in ruled_out
    assert "Very loose joints" not in changed


def test_the_card_as_json_holds_doses_rules_and_citations() -> None:
    card = json.loads(run("catalog", "show", "ball-calf", "--json").stdout)
    assert card["steps"][0].startswith("Sit on the floor")
    assert card["phase"] == "release"
    assert card["doses"]["adult"]["work_s"] == [30, 60]
    met = {(r["condition"], r["verdict"], r["where"]) for r in card["rules_met"]}
    assert {("anticoagulant", "contraindication", ""), ("open-wound", "contraindication", "at that place")} <= met
    assert "wilke18" in card["citations"]


def test_every_exercise_has_a_card(catalog: Catalog) -> None:
    for exercise in catalog.exercises.values():
        text = as_text(card_blocks(exercise, catalog, ()))
        assert exercise.id in text
        assert max(map(len, text.splitlines())) <= 100


def test_a_dose_is_said_as_people_say_it(catalog: Catalog) -> None:
    assert dose_range(catalog.doses["ball.release.child"]) == "1 set of 20 to 30 s, usually 20, with 10 s of rest"
    assert dose_range(catalog.doses["static-stretch.lengthen.adult"]) == "1 to 3 sets of 10 to 60 s held, usually 30, with 5 s of rest"
    assert dose_range(catalog.doses["warm-up.warm.adult"]) == "1 to 4 sets of 30 to 60 s, usually 60"


@pytest.mark.parametrize("word", ["clamshel", "Clamshell", "clam shell"])
def test_an_unknown_exercise_says_which_was_meant(word: str) -> None:
    result = run("catalog", "show", word)
    assert result.exit_code == 1
    assert f"there is no exercise '{word}'" in result.stderr
    assert "did you mean 'clamshell'?" in result.stderr
    told = json.loads(run("catalog", "show", word, "--json").stdout)
    assert told["error"] == 1


def test_lint_finds_nothing_and_says_what_it_looked_at(catalog: Catalog) -> None:
    result = run("catalog", "lint")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"{len(catalog.exercises)} exercises, {len(catalog.conditions)} conditions, ")
    assert result.stdout.endswith(": no findings\n")


def test_lint_names_file_line_and_field_of_an_own_exercise(tmp_path: Path) -> None:
    folder = own_folder(
        tmp_path,
        TEMPLATE.read_text(encoding="utf-8").replace("nerve-tension-leg, grip", "grip").replace("Pulling with", "Treating it with"),
    )
    result = run("catalog", "lint", "--catalog", str(folder), "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [p["field"] for p in told["problems"]] == ["towel-calf-stretch.loads", "towel-calf-stretch.mistakes"]
    assert all(p["file"].endswith("towel-calf-stretch.yaml") and p["line"] > 1 and p["fix"] for p in told["problems"])
    assert "2 findings:" in result.stderr
    assert "    fix: add what the movement asks of a body" in result.stderr


def test_lint_says_when_it_could_not_judge_the_reading_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routine.lint.wording.syllable_counter", lambda: None)
    result = run("catalog", "lint")
    assert result.exit_code == 0
    assert "The reading level was not checked" in result.stderr


def test_lint_of_a_broken_file_is_a_finding(tmp_path: Path) -> None:
    folder = own_folder(tmp_path, TEMPLATE.read_text(encoding="utf-8").replace("level: 1", "level: hard"))
    result = run("catalog", "lint", "--catalog", str(folder))
    assert result.exit_code == 1
    assert "towel-calf-stretch.yaml:" in result.stderr
    assert "level" in result.stderr


def test_the_template_is_an_exercise_without_a_finding(tmp_path: Path) -> None:
    folder = own_folder(tmp_path, TEMPLATE.read_text(encoding="utf-8"))
    result = run("catalog", "lint", "--catalog", str(folder))
    assert result.exit_code == 0, result.stderr
    assert run("catalog", "show", "towel-calf-stretch", "--catalog", str(folder)).exit_code == 0


def test_the_template_names_every_key(catalog: Catalog) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    for key in exercise_schema(catalog)["properties"]:
        assert f"\n{key}:" in text or f"\n# {key}:" in text, key
        assert re.search(rf"^#.*\b{key}\b", text, re.MULTILINE), f"{key} is not explained"


def test_export_is_the_whole_catalog(catalog: Catalog) -> None:
    whole = json.loads(run("catalog", "export", "--json").stdout)
    assert whole["sha256"] == catalog.sha256
    assert set(whole["exercises"]) == set(catalog.exercises)
    assert Catalog.model_validate(whole) == catalog


@pytest.mark.parametrize("what", ["profile", "exercise", "plan"])
def test_a_schema_is_sound(what: str) -> None:
    schema = json.loads(run("schema", what).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


def test_there_are_three_schemas() -> None:
    assert run("schema", "patient").exit_code == 2


@pytest.mark.parametrize("file", sorted((ROOT / "templates/profiles").glob("*.yaml")), ids=lambda p: p.stem)
def test_the_example_profiles_keep_to_the_schema(file: Path, catalog: Catalog) -> None:
    assert faults(read(file).data, profile_schema(catalog)) == []


def faults(data: Any, schema: dict[str, Any]) -> list[str]:
    return [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(data)]


LEAST = {"name": "Kim", "timezone": "Asia/Seoul"}


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"id": "kim-1", "red_flags": []},
        {"conditions": "sciatica"},
        {"conditions": ["gtps", {"id": "open-wound", "region": "calves", "side": "left"}]},
        {"red_flags": [{"id": "leg-weak", "cleared": "2026-11-02", "by": "GP"}]},
        {"equipment": ["mat", ["strap", "towel"]]},
        {"equipment": {"home": ["mat"], "office": "chair"}},
        {"schedule": {"windows": {"mon": "07:00-08:00", "wed": ["12:00-13:00", {"at": "19:00-20:00", "minutes": 10}]}, "rest_days": "sun"}},
        {"preferences": {"require": ["clamshell", {"exercise": "glute-bridge", "days": ["mon"]}]}},
        {"activities": [{"activity": "cycling", "days": "sat", "start": "09:00", "minutes": 120}]},
    ],
)
def test_every_form_that_the_loader_takes_keeps_to_the_schema(answers: dict[str, Any], catalog: Catalog) -> None:
    assert faults({**LEAST, **answers}, profile_schema(catalog)) == []


@pytest.mark.parametrize(
    "answers",
    [
        {"nmae": "Kim"},
        {"conditions": ["gtsp"]},
        {"conditions": [{"id": "open-wound", "region": "claf"}]},
        {"pain": [{"region": "low-back", "intensity": 11}]},
        {"equipment": ["unicycle"]},
        {"screened": "yesterday"},
        {"schedule": {"windows": {"mon": "early"}}},
        {"schedule": {"windows": {"monday": "07:00-08:00"}}},
        {"preferences": {"require": [{"exercise": "clamshell", "sests": 2}]}},
        {"preferences": {"avoid": ["clamshel"]}},
    ],
)
def test_what_the_loader_refuses_breaks_the_schema(answers: dict[str, Any], catalog: Catalog) -> None:
    assert faults({**LEAST, **answers}, profile_schema(catalog))


def test_name_and_timezone_are_all_that_a_profile_needs(catalog: Catalog) -> None:
    assert set(profile_schema(catalog)["required"]) == {"name", "timezone"}


def test_every_key_is_explained_to_an_editor(catalog: Catalog) -> None:
    for schema in (profile_schema(catalog), exercise_schema(catalog)):
        assert all(node.get("description") for node in schema["properties"].values())


def test_every_exercise_file_keeps_to_the_schema(catalog: Catalog) -> None:
    schema = exercise_schema(catalog)
    files = sorted((home() / "exercises").glob("*/*.yaml"))
    assert len(files) == len(catalog.exercises)
    for file in (*files, TEMPLATE):
        assert faults(read(file).data, schema) == [], file


def test_an_exercise_with_an_unknown_word_breaks_the_schema(catalog: Catalog) -> None:
    data = {**read(TEMPLATE).data, "loads": ["floor-transfr"]}
    assert faults(data, exercise_schema(catalog))


def test_the_schema_beside_the_catalog_is_fresh() -> None:
    written = (home() / "exercise.schema.json").read_text(encoding="utf-8")
    assert written == run("schema", "exercise").stdout, "write it anew: routine schema exercise > catalog/exercise.schema.json"


def test_a_plan_keeps_to_its_schema(catalog: Catalog) -> None:
    written = json.loads(good_plan(catalog).model_dump_json(by_alias=True))
    assert written["sessions"]
    assert faults(written, plan_schema()) == []
    assert faults({**written, "schema": "routine/plan/2"}, plan_schema())
    assert faults({**written, "sessions": [{"id": "x"}]}, plan_schema())
