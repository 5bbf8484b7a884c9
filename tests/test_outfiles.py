"""Writing: whole or not at all, for one's own eyes, never over what is not ours."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from routine.cli import outfiles
from routine.problem import Refused

from .commands import FILES, WEEK, contents, plan_in, program, put_plan, run, write_profile

if sys.platform == "win32":
    pytest.skip("links, pipes and permissions are other things there", allow_module_level=True)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_profile(tmp_path / "profile.yaml")
    return tmp_path


@pytest.fixture
def folder(here: Path) -> Path:
    run("plan", "--week", WEEK)
    return here / "weeks" / WEEK


def refused(*words: Any, code: int = 1) -> str:
    """Run what has to be refused; return what is said, once it is certain that nothing changed."""
    before = contents(Path.cwd())
    told = run(*words, code=code).stderr
    assert contents(Path.cwd()) == before
    return told


def test_files_are_for_ones_own_eyes(folder: Path) -> None:
    assert tuple(sorted(p.name for p in folder.iterdir())) == FILES
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    (folder / "handout.pdf").chmod(0o644)
    run("render")
    assert stat.S_IMODE((folder / "handout.pdf").stat().st_mode) == 0o600


def test_the_same_again_gives_the_same_bytes(folder: Path, here: Path) -> None:
    before = contents(folder)
    run("plan", "--week", WEEK)
    assert contents(folder) == before
    run("render")
    assert contents(folder) == before
    run("plan", "--week", WEEK, "--out", "elsewhere")
    assert contents(here / "elsewhere") == before


def test_two_sessions_on_a_day_keep_their_ids(here: Path) -> None:
    write_profile(
        here / "profile.yaml",
        schedule={"minutes": 10, "sessions_per_week": 3, "windows": {"mon": ["07:00-08:00", "19:00-20:00"], "thu": "07:00-08:00"}},
    )
    run("plan", "--week", WEEK)
    before = contents(here)
    run("plan", "--week", WEEK)
    assert contents(here) == before


def test_a_session_on_the_same_day_keeps_its_id_when_the_week_changes(folder: Path, here: Path) -> None:
    before = {s["date"]: s["id"] for s in plan_in(folder)["sessions"]}
    windows = {"tue": "07:00-08:00", "thu": "18:00-19:00", "sat": "10:00-11:00"}
    write_profile(here / "profile.yaml", schedule={"minutes": 10, "sessions_per_week": 3, "windows": windows})
    run("plan", "--week", WEEK)
    after = {s["date"]: s["id"] for s in plan_in(folder)["sessions"]}
    assert after["2026-11-26"] == before["2026-11-26"]
    assert len(set(after.values())) == 3
    assert before["2026-11-23"] not in after.values()  # a number is not given to another day


@pytest.mark.parametrize("target", ["profile.yaml", "profile.yaml/deeper/still"])
def test_a_file_is_no_folder(target: str) -> None:
    assert "--out DIR" in refused("plan", "--week", WEEK, "--out", target)


def test_a_link_in_the_place_of_the_folder_is_not_followed(here: Path) -> None:
    (here / "real").mkdir()
    (here / "link").symlink_to(here / "real")
    assert "link" in refused("plan", "--week", WEEK, "--out", "link")
    (here / "nowhere").symlink_to(here / "gone")
    assert "link" in refused("plan", "--week", WEEK, "--out", "nowhere")


@pytest.mark.parametrize("name", FILES)
def test_a_link_in_the_place_of_a_file_is_not_followed(folder: Path, here: Path, name: str) -> None:
    precious = here / "precious"
    precious.write_text("mine")
    (folder / name).unlink()
    (folder / name).symlink_to(precious)
    assert name in refused("plan", "--week", WEEK)
    assert precious.read_text() == "mine"
    if name != "plan.json":
        refused("render")
    (folder / name).unlink()
    (folder / name).symlink_to(here / "gone")
    refused("plan", "--week", WEEK)
    assert not (here / "gone").exists()


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_the_place_of_a_file_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    assert f"{name}: this is not an ordinary file" in refused("plan", "--week", WEEK)


def test_a_pipe_in_the_place_of_a_file_does_not_hang(folder: Path) -> None:
    (folder / "plan.json").unlink()
    os.mkfifo(folder / "plan.json")
    assert "not an ordinary file" in run("plan", "--week", WEEK, code=1).stderr
    run("show", folder, code=1)


def test_another_persons_week_is_not_replaced(folder: Path, here: Path) -> None:
    write_profile(here / "profile.yaml", id="kim-2", name="Kim")
    told = refused("plan", "--week", WEEK)
    assert "another person (sam-1)" in told
    write_profile(here / "kim/profile.yaml", id="kim-2", name="Kim")
    assert "another person (sam-1)" in refused("plan", "kim", "--week", WEEK, "--out", folder)


def test_a_folder_with_files_that_are_not_ours_is_refused(folder: Path) -> None:
    for name in ("thesis.txt", "a", "b", "c"):
        (folder / name).write_text("mine")
    assert "not ours: a, b, c ..." in refused("plan", "--week", WEEK)


def test_what_a_system_leaves_in_folders_does_not_matter(folder: Path) -> None:
    (folder / ".DS_Store").write_text("")
    run("plan", "--week", WEEK)
    assert (folder / ".DS_Store").exists()


def test_a_handout_without_a_plan_may_be_somebodys(folder: Path) -> None:
    (folder / "plan.json").unlink()
    assert "no plan.json of ours" in refused("plan", "--week", WEEK)


@pytest.mark.parametrize("text", ["{", "", "[]", '{"name": "other"}', "\x00"])
def test_a_plan_that_cannot_be_read_is_not_replaced(folder: Path, text: str) -> None:
    (folder / "plan.json").write_text(text)
    assert "may not be ours" in refused("plan", "--week", WEEK)


def test_an_earlier_plan_with_an_unlawful_edit_is_ours_all_the_same(folder: Path) -> None:
    before = contents(folder)
    plan = plan_in(folder)
    plan["sessions"][0]["items"][0]["sets"] = 99
    put_plan(folder, plan)
    run("plan", "--week", WEEK)
    assert contents(folder) == before


def limited() -> None:
    """Let no file grow over 20 kB: the plan is cut off in the middle, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_disk_that_is_full_leaves_nothing_behind(here: Path) -> None:
    found = program("plan", "--week", WEEK, "--out", "new/deep", cwd=here, preexec_fn=limited)
    assert found.returncode == 1
    assert "new/deep: the files can't be written: " in found.stderr
    assert found.stdout == ""
    assert sorted(p.name for p in here.iterdir()) == ["profile.yaml"]


def test_a_disk_that_is_full_leaves_the_earlier_week_as_it_was(folder: Path, here: Path) -> None:
    before = contents(here)
    for words in (("plan", "--week", WEEK, "--paper", "letter"), ("render", "--paper", "letter")):
        found = program(*words, cwd=here, preexec_fn=limited)
        assert found.returncode == 1
        assert "can't be written" in found.stderr
        assert contents(here) == before
    told = program("plan", "--week", WEEK, "--json", cwd=here, preexec_fn=limited)
    assert json.loads(told.stdout)["error"] == 1


def test_a_file_that_cannot_be_moved_takes_the_others_back(here: Path) -> None:
    """A folder appears in the place of the last file after everything was checked."""
    where = here / "week"
    outfiles.write_all(where, {"plan.json": b"old", "handout.pdf": b"old"})
    drafts = {name: where / f".{name}.part" for name in ("plan.json", "handout.pdf", "calendar.ics")}
    for draft in drafts.values():
        draft.write_bytes(b"new")
    (where / "calendar.ics").mkdir()
    with pytest.raises(OSError) as failed:
        outfiles._move_in(where, {n: d for n, d in drafts.items() if n != "calendar.ics"} | {"calendar.ics": drafts["calendar.ics"]})
    assert failed.value.errno in (errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY)
    assert (where / "plan.json").read_bytes() == b"old"
    assert (where / "handout.pdf").read_bytes() == b"old"


def test_writing_refuses_a_link_that_came_after_the_check(here: Path) -> None:
    (here / "week").mkdir()
    (here / "week/handout.pdf").symlink_to(here / "profile.yaml")
    before = contents(here)
    with pytest.raises(Refused, match="links are not followed"):
        outfiles.write_all(here / "week", {"plan.json": b"x", "handout.pdf": b"x"})
    assert contents(here) == before
    assert sorted(p.name for p in (here / "week").iterdir()) == ["handout.pdf"]


def test_a_draft_of_a_run_that_died_does_not_matter(folder: Path) -> None:
    (folder / ".plan.json.1.part").write_text("half")
    run("plan", "--week", WEEK)
    assert (folder / "plan.json").is_file()


# ---- without the right to write


PR_CAPBSET_DROP, DAC_OVERRIDE, DAC_READ_SEARCH = 24, 1, 2


def without_rights() -> None:
    """Give up the right to pass over permissions, which an administrator has; others never had it."""
    if os.geteuid() == 0:
        system = ctypes.CDLL(None)
        for right in (DAC_OVERRIDE, DAC_READ_SEARCH):
            if system.prctl(PR_CAPBSET_DROP, right, 0, 0, 0):
                os._exit(99)


def can_give_up_rights() -> bool:
    return subprocess.run(["true"], preexec_fn=without_rights, check=False).returncode == 0


limits_hold = pytest.mark.skipif(not can_give_up_rights(), reason="this administrator can't give up rights")


@pytest.fixture
def closed(here: Path) -> Iterator[Path]:
    """A folder whose permissions are put back, so that it can be cleared away."""
    place = here / "closed"
    write_profile(place / "profile.yaml")
    yield place
    for inner in (place, *place.rglob("*")):
        if inner.is_dir():
            inner.chmod(0o755)


@limits_hold
def test_a_folder_that_cannot_be_written_is_told_and_reading_still_works(closed: Path) -> None:
    closed.chmod(0o555)
    weak: dict[str, Any] = {"cwd": closed, "env": {"HOME": str(closed)}, "preexec_fn": without_rights}
    found = program("plan", "--week", WEEK, **weak)
    assert (found.returncode, found.stdout) == (1, "")
    assert "no permission to write" in found.stderr
    found = program("plan", "--week", WEEK, "--dry-run", **weak)
    assert (found.returncode, "Session A" in found.stdout) == (0, True)
    assert "note: it could not be written" in found.stderr
    assert program("screen", **weak).returncode == 0
    closed.chmod(0o755)
    (closed / "week").mkdir(mode=0o555)
    found = program("plan", "--week", WEEK, "--out", "week", **weak)
    assert (found.returncode, "can't be written to" in found.stderr) == (1, True)


@limits_hold
def test_what_may_not_be_looked_into_is_told_without_a_traceback(closed: Path, here: Path) -> None:
    closed.chmod(0o000)
    for words in (
        ("plan", "closed"),
        ("show", "closed"),
        ("check", "closed/plan.json"),
        ("screen", "closed/profile.yaml"),
        ("plan", "--out", "closed/x"),
    ):
        found = program(*words, cwd=here, preexec_fn=without_rights)
        assert found.returncode == 1, words
        assert found.stderr
        assert "Traceback" not in found.stderr
