"""From a subject to finished drawings, with everything that speaks against them."""

from __future__ import annotations

from dataclasses import dataclass

from routine.figure.checks import Finding, of_posture, of_subject
from routine.figure.drawing import Drawing
from routine.figure.highlight import agree
from routine.figure.paint import Painter
from routine.figure.seen import of_drawing
from routine.figure.shows import shown
from routine.figure.solve import solve
from routine.figure.subject import Subject


@dataclass(frozen=True)
class Made:
    """The drawings of a subject, start and end or a single one, and what was found about them."""

    subject: Subject
    drawings: tuple[Drawing, ...]
    findings: tuple[Finding, ...]
    shows: tuple[str, ...]  # of loads and postures: kept with the drawings, so that they are compared with entries to come


def make(subject: Subject) -> Made:
    """Solve, check and paint. Takes about two seconds for two phases."""
    postures = [solve(phase) for phase in subject.phases]
    findings = [f for n, p in enumerate(postures) for f in of_posture(p, n)]
    painters = []
    for n, posture in enumerate(postures):
        other = postures[1 - n] if len(postures) > 1 else None
        painters.append(Painter(posture, posture.phase.highlight or subject.highlight, other))
    agree([p.highlight for p in painters])
    drawings = tuple(p.drawing() for p in painters)
    findings += [f for n, p in enumerate(painters) for f in of_drawing(p, n)]
    findings += of_subject(subject, postures)
    return Made(subject, drawings, tuple(findings), shown(postures))
