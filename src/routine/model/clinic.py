"""Who stands behind a plan: the professional whose name and phone are printed on it."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from routine.model.terms import Noun

Line = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class Clinic(Noun):
    """The optional `clinic.yaml` beside the profiles."""

    name: Line | None = None
    phone: Line | None = None
