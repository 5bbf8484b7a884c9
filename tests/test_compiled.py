"""The compiled catalog: it says what the YAML says, reads only what is asked for, and is never trusted when torn or old."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from routine.load import catalog as loading
from routine.load.catalog import home, read_catalog
from routine.load.compiled import COMPILED, MAPPINGS, Entries, compiled_bytes, read_compiled, stamp_of
from routine.load.parts import LISTS
from routine.model.catalog import Catalog


@pytest.fixture(scope="module")
def written() -> Catalog:
    return read_catalog(home())[0]


@pytest.fixture(scope="module")
def content(written: Catalog) -> bytes:
    return compiled_bytes(written, [["gtps.yaml", 1, 2]])


@pytest.fixture
def file(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / COMPILED
    path.write_bytes(content)
    return path


def test_it_says_what_the_yaml_says(file: Path, written: Catalog) -> None:
    opened = read_compiled(file, None)
    assert opened is not None
    assert set(MAPPINGS) | set(LISTS) | {"version", "sha256", "vocabulary", "ages"} == set(Catalog.model_fields)
    for name in Catalog.model_fields:
        assert getattr(opened, name) == getattr(written, name), name
    assert opened.model_dump(mode="json") == written.model_dump(mode="json")


def test_only_what_is_asked_for_is_made(file: Path) -> None:
    opened = read_compiled(file, None)
    assert opened is not None
    exercises = opened.exercises
    assert isinstance(exercises, Entries)
    assert "clamshell" in exercises
    assert "clamshel" not in exercises
    assert exercises["clamshell"].id == "clamshell"
    assert exercises["clamshell"] is exercises["clamshell"]
    assert list(exercises._made) == ["clamshell"]
    assert repr(exercises) == f"<{len(exercises)} of Exercise>"


def test_the_same_catalog_gives_the_same_bytes(content: bytes) -> None:
    assert compiled_bytes(read_catalog(home())[0], [["gtps.yaml", 1, 2]]) == content


def test_a_file_that_changed_makes_it_stale(file: Path) -> None:
    assert read_compiled(file, [["gtps.yaml", 1, 2]]) is not None
    assert read_compiled(file, [["gtps.yaml", 1, 3]]) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-1],
        lambda content: content[:-1] + b"!",
        lambda content: content[:1000],
        lambda content: b"",
        lambda content: b"[]\n" + content,
        lambda content: content.replace(b"routine catalog ", b"routine catalog 0", 1),
        lambda content: content.replace(b'"lengths":', b'"lenghts":', 1),
    ],
    ids=["cut short", "one byte", "cut in the header", "empty", "another shape", "another form", "a key missing"],
)
def test_a_spoilt_file_is_not_read(spoil: object, file: Path, content: bytes) -> None:
    file.write_bytes(spoil(content))  # type: ignore[operator]
    assert read_compiled(file, None) is None


def test_a_missing_file_is_not_read(tmp_path: Path) -> None:
    assert read_compiled(tmp_path / COMPILED, None) is None


def test_a_catalog_is_compiled_again_when_a_line_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "catalog"
    shutil.copytree(home(), folder, ignore=shutil.ignore_patterns(f"*{COMPILED}*"))
    monkeypatch.setattr(loading, "home", lambda: folder)
    first = loading.load_catalog()
    assert json.loads((folder / COMPILED).read_bytes().split(b"\n")[1])["stamp"] == stamp_of(folder)
    assert isinstance(loading.load_catalog().exercises, Entries)

    clamshell = folder / "exercises/activation/clamshell.yaml"
    clamshell.write_text(clamshell.read_text(encoding="utf-8").replace("name: ", "name: My "), encoding="utf-8")
    again = loading.load_catalog()
    assert again.exercises["clamshell"].name == f"My {first.exercises['clamshell'].name}"
    assert loading.load_catalog().exercises["clamshell"].name == again.exercises["clamshell"].name
