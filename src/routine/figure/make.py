"""From an exercise and its pose record to finished drawings, with everything that speaks against them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from routine.figure.drawing import STYLE
from routine.figure.record import Phase, phases

if TYPE_CHECKING:  # what is heavy is imported when something is drawn
    from routine.figure.checks import Finding
    from routine.figure.drawing import Drawing


@dataclass(frozen=True)
class Subject:
    """What a picture is of: its phases, and the muscles that it shows, each with its side."""

    id: str
    phases: tuple[Phase, ...]
    highlight: tuple[str, ...]
    loads: tuple[str, ...]
    positions: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Return what decides how it looks. Another digest: the drawing is stale."""
        told = [p.model_dump(mode="json") for p in self.phases]
        text = json.dumps([STYLE, told, self.highlight], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Made:
    """The drawings of a subject, start and end or a single one, and what was found about them."""

    subject: Subject
    drawings: tuple[Drawing, ...]
    findings: tuple[Finding, ...]


def subject_of(
    id_: str, record: Mapping[str, Any], bases: Mapping[str, Mapping[str, Any]], muscles: Sequence[str], *, one_sided: bool,
    loads: Iterable[str] = (), positions: Iterable[str] = (),
) -> Subject:  # fmt: skip
    """Return what is to be drawn. Muscles are shown on the right where the exercise is done on one side: the drawing of the
    left is its mirror image. Raises KeyError and ValidationError as `phases` does."""
    shown = tuple(f"{m}_r" for m in muscles) if one_sided else tuple(muscles)
    found = phases(record, bases)
    return Subject(id_, found, shown, tuple(loads), tuple(positions))


def make(subject: Subject) -> Made:
    """Solve, check and paint. Takes about two seconds for two phases."""
    from routine.figure.checks import of_drawing, of_posture, of_subject
    from routine.figure.paint import Painter
    from routine.figure.solve import solve

    postures = [solve(phase) for phase in subject.phases]
    findings = [f for n, p in enumerate(postures) for f in of_posture(p, n)]
    drawings = []
    for n, posture in enumerate(postures):
        other = postures[1 - n] if len(postures) > 1 else None
        painter = Painter(posture, posture.phase.highlight or subject.highlight, other)
        drawings.append(painter.drawing())
        findings += of_drawing(painter, n)
    findings += of_subject(subject, postures)
    return Made(subject, tuple(drawings), tuple(findings))
