"""A finding about somebody's data: what is wrong, where, why it matters and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file or a plan, worded for the person who can mend it.

    `file` and `line` may be empty (a broken law of a plan has neither), `field` is a dotted path
    (`schedule.windows.mon`), or the id of a law (`L4`).
    """

    what: str
    field: str = ""
    file: str = ""
    line: int = 0
    why: str = ""
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        field = f"{self.field}: " if self.field else ""
        tail = "".join(f"\n    {label}: {text}" for label, text in (("why", self.why), ("fix", self.fix)) if text)
        return f"{place}{field}{self.what}{tail}"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each finding once, in the order in which a reader meets the lines."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line, p.field, p.what))


class Refused(Exception):  # noqa: N818 - it is an outcome, not an error of ours
    """Data that cannot be used. Raised by the rooms at the rim (reading, writing), shown by the command line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = in_order(problems)
