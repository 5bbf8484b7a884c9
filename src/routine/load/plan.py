"""A plan file, ours or edited by hand."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from routine.load.faults import faults
from routine.load.yaml12 import Document, read_text
from routine.model.plan import SCHEMA, Plan
from routine.problem import Problem, Refused


def load_plan(path: Path, shown: str | None = None) -> Plan:
    """Read one plan. Raises Refused with every finding."""
    document = Document(shown or str(path))
    text, document.problems = read_text(path, document.file)
    if document.problems:
        raise Refused(*document.problems)
    try:
        document.data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise Refused(Problem(f"this is not valid JSON: {getattr(error, 'msg', 'nested too deep')}", file=document.file, line=line)) from None
    if not isinstance(document.data, dict) or document.data.get("schema") != SCHEMA:
        raise Refused(Problem(f"this is not a plan of the form '{SCHEMA}'", file=document.file, fix="name a plan.json that routine wrote"))
    try:
        return Plan.model_validate(document.data)
    except ValidationError as error:
        raise Refused(*(_no_line(p) for p in faults(document, error, Plan))) from None


def _no_line(problem: Problem) -> Problem:
    """Drop the line: JSON is read without places, the field says where."""
    return Problem(problem.what, problem.field, problem.file, 0, problem.why, problem.fix)
