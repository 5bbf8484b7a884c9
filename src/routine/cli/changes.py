"""`plan --diff`: the plan to compare with, and what the comparison gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from routine.cli.shell import plan_file
from routine.cli.why import written
from routine.problem import Problem, Refused


def plan_to_compare(path: Path, profile_id: str) -> Any:
    """Return the other plan. It is read before anything is written: it may be the very one that is replaced."""
    from routine.load.plan import load_plan

    file = plan_file(path)
    found = load_plan(file, str(file))
    if found.profile_id != profile_id:
        what = f"this is the plan of another person ({found.profile_id})"
        raise Refused(Problem(what, file=str(file), fix=f"name a plan of {profile_id}"))
    return found


def changes(before: Any, after: Any, catalog: Any) -> list[Any]:
    """Return what changed, as blocks."""
    from routine.compare import compare
    from routine.render.changes import change_blocks

    return change_blocks(compare(before, after, catalog), before, after, catalog)


def changes_json(before: Any, after: Any, catalog: Any) -> dict[str, Any]:
    """Return the plan and what changed, as plain values."""
    from routine.compare import compare

    found = compare(before, after, catalog)
    return {"plan": after.model_dump(mode="json", by_alias=True), "diff": {"alike": found.alike, **written(found)}}
