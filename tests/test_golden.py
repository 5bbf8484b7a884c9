"""What the writers make of one fixed week, kept as files that a person reads when they change.

`pytest --update-golden` writes them anew. plan.json, the week itself, was made by the planner and read by a person; it is
planned anew only when it no longer stands up to the catalog.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from routine.cli.outputs import outputs_of
from routine.load.catalog import load_catalog
from routine.load.clinic import load_clinic
from routine.load.plan import load_plan
from routine.load.profile import load_profile

from .commands import WEEK, plan_in, run
from .conftest import ROOT

GOLDEN = ROOT / "tests/golden"
WEEK_FILES = ("calendar.ics", "check.txt", "handout.txt", "show.txt", "today.txt")
TUESDAY = "1795543200"  # 2026-11-24 18:00 in London


@pytest.fixture
def week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool) -> Path:
    """A folder of its own with the fixed week, beside the profile it was made from."""
    monkeypatch.chdir(tmp_path)
    for name in ("profile.yaml", "clinic.yaml"):
        shutil.copy(GOLDEN / name, tmp_path / name)
    folder = tmp_path / "weeks" / WEEK
    folder.mkdir(parents=True)
    shutil.copy(GOLDEN / "plan.json", folder / "plan.json")
    if update_golden and _is_stale():
        shutil.rmtree(folder)
        run("plan", "--week", WEEK)
        shutil.copy(folder / "plan.json", GOLDEN / "plan.json")
    return folder


def _is_stale() -> bool:
    try:
        run("check")
    except AssertionError:
        return True
    return False


def printed(handout: bytes) -> str:
    """Return the words of the handout, page by page; blanks and breaks of lines are the reader's, not ours."""
    pages = PdfReader(io.BytesIO(handout)).pages
    parts = [f"{len(pages)} pages"]
    for number, page in enumerate(pages, start=1):
        lines = (" ".join(line.split()) for line in page.extract_text().splitlines())
        parts += [f"\n---- page {number}", *(line for line in lines if line)]
    return "\n".join(parts) + "\n"


def made(name: str, week: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Return what the program makes of the week today. The files come from their writers without `check` before them, so
    that a changed rule is found once and not in every file."""
    if name == "today.txt":
        monkeypatch.setenv("SOURCE_DATE_EPOCH", TUESDAY)
        return run("today").stdout.encode()
    if name in ("show.txt", "check.txt"):
        return run(name.removesuffix(".txt")).stdout.encode()
    catalog = load_catalog()
    profile = load_profile(GOLDEN / "profile.yaml", catalog)
    clinic = load_clinic(GOLDEN / "clinic.yaml")
    files = outputs_of(load_plan(week / "plan.json"), profile, catalog, clinic, paper=None, large_print=False)
    return printed(files["handout.pdf"]).encode() if name == "handout.txt" else files[name]


@pytest.mark.parametrize("name", WEEK_FILES)
def test_the_writers_say_what_they_said(name: str, week: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool) -> None:
    found = made(name, week, monkeypatch)
    kept = GOLDEN / "week" / name
    if update_golden:
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(found)
    assert found.decode().splitlines() == kept.read_bytes().decode().splitlines(), (
        "meant? Then: pytest --update-golden, and read the difference"
    )
    assert found == kept.read_bytes()


def test_nothing_is_kept_that_no_writer_makes() -> None:
    assert sorted(p.name for p in (GOLDEN / "week").iterdir()) == sorted(WEEK_FILES)
    assert sorted(p.name for p in GOLDEN.iterdir() if not p.name.startswith(".")) == ["clinic.yaml", "plan.json", "profile.yaml", "week"]


def test_the_fixed_week_shows_what_a_week_can_have() -> None:
    """Else the files above would prove little."""
    plan = plan_in(GOLDEN)
    items = [i for s in plan["sessions"] for i in s["items"]]
    assert {"standalone", "after-activity"} <= {s["context"] for s in plan["sessions"]}
    assert {"warm-up", "release", "static", "activation"} <= {i["phase"] for i in items}
    assert any(i["changes"] for i in items)
    assert len({s["template"] for s in plan["sessions"]}) > 1
    assert len({s["place"] for s in plan["sessions"]}) > 1
