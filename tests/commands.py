"""Running the program as people do: a small profile in a folder, words on a command line, what came out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from routine.cli import main

from .conftest import ROOT

WEEK = "2026-W48"
FILES = ("calendar.ics", "handout.pdf", "plan.json")
SMALL: dict[str, Any] = {
    "id": "sam-1",
    "name": "Sam",
    "birth_year": 1990,
    "timezone": "Europe/London",
    "red_flags": [],
    "screened": "2026-11-20",
    "pain": [{"region": "low-back", "side": "left", "intensity": 4, "provoked_by": ["sitting"], "weeks": 5}],
    "equipment": ["mat", "foam-roller"],
    "schedule": {"sessions_per_week": 2, "minutes": 10, "windows": {"mon": "07:00-08:00", "thu": "07:00-08:00"}},
}


def write_profile(path: Path, **other: Any) -> Path:
    """Write the small profile, with some answers set otherwise; None takes an answer out. JSON is YAML too."""
    answers = {key: value for key, value in {**SMALL, **other}.items() if value is not None}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def run(*words: Any, code: int = 0) -> Result:
    """Run the program in this process. A traceback is never an answer, whatever was asked."""
    result = CliRunner().invoke(main, [str(w) for w in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, (result.exit_code, result.stdout, result.stderr)
    assert "Traceback" not in result.output
    return result


def run_json(*words: Any, code: int = 0) -> Any:
    """Run with --json: standard output is one JSON value and nothing else."""
    return json.loads(run(*words, "--json", code=code).stdout)


def program(*words: Any, cwd: Path, env: dict[str, str] | None = None, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    command = [sys.executable, "-m", "routine", *(str(w) for w in words)]
    return subprocess.run(command, cwd=cwd, env=environment(env), capture_output=True, text=True, timeout=60, check=False, **more)


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **(more or {})}


def plan_in(folder: Path) -> dict[str, Any]:
    """Return the plan.json of a folder as it stands there."""
    plan: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return plan


def put_plan(folder: Path, plan: dict[str, Any]) -> None:
    (folder / "plan.json").write_text(json.dumps(plan, ensure_ascii=False, indent=1), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by name: what has to stay as it is when nothing may be written."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
