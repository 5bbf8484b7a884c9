"""Who stands behind a plan: the professional whose name, phone and web address are printed on it."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from routine.model.terms import Noun

Line = Annotated[str, StringConstraints(min_length=1, max_length=120)]
# What a code on paper can open: a web address, plainly written.
Address = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[!-~]*)?$", max_length=120)]


class Clinic(Noun):
    """The optional `clinic.yaml` beside the profiles."""

    name: Line | None = None
    phone: Line | None = None
    web: Address | None = None  # printed as a square code that a telephone reads
