"""The professional behind a handout: an optional clinic.yaml beside the profiles."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from routine.load.faults import faults
from routine.load.yaml12 import read
from routine.model.clinic import Clinic
from routine.problem import Problem, Refused


def load_clinic(path: Path) -> Clinic:
    """Read name, phone and web address. Raises Refused with every finding."""
    document = read(path)
    if document.problems:
        raise Refused(*document.problems)
    if not isinstance(document.data, dict):
        raise Refused(Problem("write 'name:', 'phone:' and 'web:'", file=document.file, line=1))
    try:
        return Clinic.model_validate(document.data)
    except ValidationError as error:
        raise Refused(*faults(document, error, Clinic)) from None
