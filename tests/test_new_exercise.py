"""Adding an exercise without Python: begin it, let lint say what is missing, see its card, plan with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from routine.model.catalog import Catalog, Exercise

from .conftest import ROOT
from .test_content import run

TEMPLATE = (ROOT / "templates/exercise.yaml").read_text(encoding="utf-8")
EMPTY = "nothing is written here"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "my-exercises"


def begun(own: Path, name: str) -> Path:
    result = run("catalog", "new", name, "--catalog", str(own))
    assert result.exit_code == 0, result.stderr
    return own / "exercises" / f"{name}.yaml"


def test_a_new_exercise_is_the_commented_template_with_its_schema(own: Path) -> None:
    result = run("catalog", "new", "ball/ball-wrist", "--catalog", str(own))
    assert result.exit_code == 0, result.stderr
    file = own / "exercises/ball/ball-wrist.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../exercise.schema.json\n")
    assert (file.parent / "../../exercise.schema.json").resolve().is_file()
    for line in ("id: ball-wrist", "name: Ball wrist", "technique: ball", "dose: release", "loads:", "steps:", "# switch_s:"):
        assert f"\n{line}\n" in text, line
    assert f"catalog lint --catalog {own}" in result.stdout
    assert f"catalog show ball-wrist --catalog {own}" in result.stdout


def test_every_comment_of_the_template_is_kept(own: Path) -> None:
    text = begun(own, "static-stretch/my-stretch").read_text(encoding="utf-8")
    explained = [line for line in TEMPLATE.splitlines() if re.match(r"# [a-z_]+[ ,(:]", line)]
    assert len(explained) > 15
    assert all(line in text for line in explained)


@pytest.mark.parametrize("technique", ["warm-up", "foam-roller", "cups", "dynamic-stretch", "static-stretch", "activation"])
def test_lint_tells_what_is_missing_line_by_line(technique: str, own: Path) -> None:
    file = begun(own, f"{technique}/mine")
    result = run("catalog", "lint", "--catalog", str(own))
    assert result.exit_code == 1
    lines = file.read_text(encoding="utf-8").splitlines()
    told = dict(re.findall(rf"mine\.yaml:(\d+): ([a-z_.]+): {EMPTY}", result.stderr))
    required = {name for name, field in Exercise.model_fields.items() if field.is_required()}
    given = {"id", "name", "technique", "dose", "reviewed"}
    assert set(told.values()) == (required - given) | {"equipment", "primary", "loads", "reviewed.by"}
    assert all(lines[int(n) - 1].startswith(field.split(".")[0]) for n, field in told.items())


def test_filled_in_it_passes_shows_and_is_listed(own: Path) -> None:
    file = begun(own, "static-stretch/towel-calf-stretch")
    file.write_text(TEMPLATE, encoding="utf-8")
    assert run("catalog", "lint", "--catalog", str(own)).exit_code == 0
    assert "Calf stretch with a towel" in run("catalog", "show", "towel-calf-stretch", "--catalog", str(own)).stdout
    assert "towel-calf-stretch" in run("catalog", "list", "--muscle", "gastrocnemius", "--catalog", str(own)).stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("my-stretch", "write the technique, a slash and the id"),
        ("foam-rolle/my-roll", "did you mean 'foam-roller'?"),
        ("ball/My Ball", "small letters, digits and single hyphens"),
        ("ball/", "small letters, digits and single hyphens"),
        ("ball/../up", "small letters, digits and single hyphens"),
        ("activation/clamshell", "there is an exercise 'clamshell' already"),
    ],
)
def test_a_name_that_cannot_be_is_a_slip_in_the_command_line(name: str, said: str, own: Path) -> None:
    result = run("catalog", "new", name, "--catalog", str(own))
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert not own.exists()


def test_nothing_is_written_over(own: Path) -> None:
    file = begun(own, "ball/mine")
    file.write_text("my hours of work", encoding="utf-8")
    result = run("catalog", "new", "ball/mine", "--catalog", str(own))
    assert result.exit_code == 1
    assert "this file exists already" in result.stderr
    assert file.read_text(encoding="utf-8") == "my hours of work"


def test_an_installed_catalog_is_nobody_s_to_write_in(catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routine.load.catalog.home", lambda: tmp_path / "site-packages/routine/catalog")
    monkeypatch.setattr("routine.cli.new_exercise.read_catalog", lambda _: catalog)
    result = run("catalog", "new", "ball/mine")
    assert result.exit_code == 2
    assert "--catalog my-exercises" in result.stderr


PLANS = ("screen", "assess", "plan")


@pytest.mark.parametrize("command", PLANS)
def test_an_own_exercise_that_hides_a_load_is_refused_before_any_plan(command: str, own: Path) -> None:
    """Rules act through loads: who leaves `floor-transfer` out would send somebody to the floor who cannot get up."""
    file = begun(own, "static-stretch/towel-calf-stretch")
    file.write_text(TEMPLATE.replace("floor-transfer]", "grip]"), encoding="utf-8")
    result = run(command, str(ROOT / "templates/profiles/desk-cyclist.yaml"), "--catalog", str(own))
    assert result.exit_code == 1
    assert "towel-calf-stretch.yaml" in result.stderr
    assert "floor-transfer" in result.stderr


def test_how_an_own_exercise_reads_stops_no_plan(own: Path) -> None:
    file = begun(own, "static-stretch/towel-calf-stretch")
    file.write_text(TEMPLATE.replace("Pulling with a jerk", "Treating it with jerks"), encoding="utf-8")
    assert run("assess", str(ROOT / "templates/profiles/desk-cyclist.yaml"), "--catalog", str(own)).exit_code == 0
    assert run("catalog", "lint", "--catalog", str(own)).exit_code == 1
