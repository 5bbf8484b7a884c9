"""The pictures of the catalog against its entries of today, without drawing anything."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from routine.figure.claims import CHECKABLE, POSITIONS, disagreements
from routine.figure.shows import LOADS, LYING
from routine.lint.pictures import check_pictures
from routine.load.catalog import home, load_catalog, load_own
from routine.load.drawings import Drawings, approve, keep_drawing, load_drawing, load_kept
from routine.load.poses import POSES, load_poses, subject
from routine.model.catalog import Catalog

from .commands import run
from .conftest import ROOT

CATALOG = load_catalog()
BRIDGE = "glute-bridge"
SHOWS = ("hip-flexion-over-90", "~overhead", "lying on the back")


def test_every_picture_is_fresh_looked_at_and_of_one_mind_with_its_entry() -> None:
    found = list(check_pictures(CATALOG, home()))
    assert not found, "\n".join(map(str, found))


# Entry and picture


def test_what_is_clearly_shown_must_be_named() -> None:
    assert list(disagreements(SHOWS, ["hip-flexion-over-90"], ["supine"], {})) == []
    (told,) = disagreements(SHOWS, [], ["supine"], {})
    assert told == "the picture shows `hip-flexion-over-90`, and the entry's loads do not name it"
    told = next(disagreements(SHOWS, ["hip-flexion-over-90"], ["seated"], {"seated": "x"}))
    assert told == "the picture shows somebody lying on the back, and the entry's positions do not say so"


def test_what_is_named_must_be_shown_or_have_a_reason() -> None:
    (told,) = disagreements(SHOWS, ["hip-flexion-over-90", "single-leg"], ["supine"], {})
    assert told.startswith("the entry names `single-leg`, and no picture shows it")
    assert not list(disagreements(SHOWS, ["hip-flexion-over-90", "single-leg"], ["supine"], {"single-leg": "for a moment"}))
    assert not list(disagreements(SHOWS, ["hip-flexion-over-90", "overhead"], ["supine"], {})), "hinted at suffices"
    (told,) = disagreements(SHOWS, ["hip-flexion-over-90"], ["supine", "prone"], {})
    assert told.startswith("the entry names `prone`")


def test_a_reason_without_need_is_told() -> None:
    loads = ["hip-flexion-over-90"]
    assert "a picture shows it" in next(disagreements(SHOWS, loads, ["supine"], {"hip-flexion-over-90": "x"}))
    assert "the entry does not" in next(disagreements(SHOWS, loads, ["supine"], {"single-leg": "x"}))


def test_every_word_that_is_checked_is_one_of_the_vocabulary() -> None:
    assert set(LOADS) == CHECKABLE <= set(CATALOG.vocabulary.loads)
    assert set(LYING) == set(POSITIONS)
    assert {position for found in POSITIONS.values() for position in found} <= set(CATALOG.vocabulary.positions)


# A catalog with one picture


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "catalog"
    (folder / POSES / "activation").mkdir(parents=True)
    shutil.copy(home() / POSES / "bases.yaml", folder / POSES)
    shutil.copy(home() / POSES / "activation" / f"{BRIDGE}.yaml", folder / POSES / "activation")
    return folder


def told(folder: Path, catalog: Catalog = CATALOG) -> list[str]:
    return [p.what for p in check_pictures(catalog, folder)]


def kept(folder: Path, *shows: str) -> None:
    stored = load_drawing(home(), BRIDGE)
    assert stored is not None
    keep_drawing(folder, subject(load_poses(folder), BRIDGE, CATALOG), stored.drawings, shows or ("lying on the back",))


def test_a_picture_goes_from_missing_to_looked_at(own: Path) -> None:
    assert told(own) == ["this pose has no drawing"]
    kept(own)
    assert told(own) == ["nobody has looked at its drawing"]
    approve(own, [BRIDGE], dt.date(2026, 11, 26))
    assert told(own) == []
    file = own / POSES / "activation" / f"{BRIDGE}.yaml"
    record = file.read_text()
    file.write_text(record + "\nunseen: {supine: it is shown}\n")
    assert told(own) == ["`unseen` speaks of `supine`, and a picture shows it"], "a reason makes no drawing stale"
    file.write_text(record + "\nyaw: 3\n")
    assert told(own) == ["its drawing is of another record or style"]
    file.unlink()
    assert told(own) == ["there is no pose for this drawing"]


def test_another_picture_is_not_the_one_that_was_looked_at(own: Path) -> None:
    kept(own)
    approve(own, [BRIDGE], dt.date(2026, 11, 26))
    stored = load_drawing(own, BRIDGE)
    assert stored is not None
    what = subject(load_poses(own), BRIDGE, CATALOG)
    keep_drawing(own, what, stored.drawings[::-1], ["lying on the back"])
    assert told(own) == ["nobody has looked at its drawing"]


def test_an_entry_that_changes_is_compared_with_the_kept_picture(own: Path) -> None:
    kept(own)
    approve(own, [BRIDGE], dt.date(2026, 11, 26))
    exercise = CATALOG.exercises[BRIDGE]
    changed = {**CATALOG.exercises, BRIDGE: exercise.model_copy(update={"loads": (*exercise.loads, "overhead")})}
    assert told(own, CATALOG.model_copy(update={"exercises": changed})) == [
        "the entry names `overhead`, and no picture shows it: mend the pose, or say why under `unseen`"
    ]
    kept(own, "lying on the back", "overhead")
    assert told(own) == ["the picture shows `overhead`, and the entry's loads do not name it"]


def test_a_drawing_of_before_that_says_nothing_of_what_it_shows_is_drawn_again(own: Path) -> None:
    kept(own)
    found = load_kept(own, BRIDGE)
    assert found is not None
    assert found.shows == ("lying on the back",)
    assert load_kept(own, "nothing") is None


def test_an_exercise_without_a_picture_is_a_finding(own: Path) -> None:
    kept(own)
    approve(own, [BRIDGE], dt.date(2026, 11, 26))
    (own / "exercises" / "activation").mkdir(parents=True)
    shutil.copy(home() / "exercises" / "activation" / "clamshell.yaml", own / "exercises" / "activation")
    assert told(own) == ["this exercise has no picture"]


def test_a_folder_of_ones_own_is_drawn_and_kept_there(tmp_path: Path) -> None:
    """Its poses may stand on the bases that travel with the program."""
    mine = tmp_path / "mine"
    (mine / "exercises" / "activation").mkdir(parents=True)
    (mine / POSES / "activation").mkdir(parents=True)
    for folder in ("exercises", POSES):
        text = (home() / folder / "activation" / f"{BRIDGE}.yaml").read_text(encoding="utf-8")
        (mine / folder / "activation" / "my-bridge.yaml").write_text(text.replace(f"id: {BRIDGE}", "id: my-bridge"), encoding="utf-8")
    run("catalog", "draw", "my-bridge", "--catalog", mine, "--keep", "--approve", "--out", tmp_path)
    stored = load_drawing(mine, "my-bridge")
    assert stored is not None
    assert len(stored.drawings) == 2
    assert "my-bridge" in (mine / "drawings" / "approved.txt").read_text(encoding="ascii")
    assert "my-bridge" not in {p.stem for p in (home() / "drawings").glob("*.txt")}
    assert Drawings(home(), mine)["my-bridge"] == stored.drawings
    assert [p.what for p in check_pictures(load_own(mine)[0], mine, home())] == []
    entry = mine / "exercises" / "activation" / "my-bridge.yaml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("positions: [supine]", "positions: [prone]"), encoding="utf-8")
    told = run("catalog", "lint", "--catalog", mine, code=1).stderr
    assert "the picture shows somebody lying on the back, and the entry's positions do not say so" in told


def test_sheets_are_made_of_a_technique_or_of_what_changed(tmp_path: Path) -> None:
    told = run("catalog", "draw", "--technique", "cups", "--technique", "cane", "--sheet", "--out", tmp_path)
    assert "5 exercises" in told.stderr
    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
    assert "0 exercises" in run("catalog", "draw", "--technique", "cups", "--changed", "--out", tmp_path).stderr
    assert "did you mean" in run("catalog", "draw", "--technique", "cup", "--out", tmp_path, code=1).stderr


@pytest.mark.parametrize("technique", sorted(CATALOG.vocabulary.techniques))
def test_every_technique_has_its_contact_sheet(technique: str) -> None:
    assert (ROOT / "docs" / "figures" / f"{technique}.png").is_file()


def test_every_exercise_is_drawn_and_its_drawings_are_small() -> None:
    assert set(Drawings(home())) == set(CATALOG.exercises)
    assert sum(file.stat().st_size for file in (home() / "drawings").glob("*.txt")) < 3_000_000
