"""What a picture is of: an exercise's phases, the muscles that it shows, and what its entry says of loads and positions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from routine.figure.drawing import STYLE
from routine.figure.record import Phase, phases


@dataclass(frozen=True)
class Subject:
    """What a picture is of: its phases, and the muscles that it shows, each with its side."""

    id: str
    phases: tuple[Phase, ...]
    highlight: tuple[str, ...]
    loads: tuple[str, ...]
    positions: tuple[str, ...]
    unseen: Mapping[str, str] = field(default_factory=dict)  # what the entry names and no picture shows, with the reason

    @property
    def digest(self) -> str:
        """Return what decides how it looks. Another digest: the drawing is stale."""
        told = [p.model_dump(mode="json", exclude_defaults=True, exclude={"unseen"}) for p in self.phases]
        text = json.dumps([STYLE, told, self.highlight], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def subject_of(
    id_: str, record: Mapping[str, Any], bases: Mapping[str, Mapping[str, Any]], muscles: Sequence[str], *, one_sided: bool,
    loads: Iterable[str] = (), positions: Iterable[str] = (),
) -> Subject:  # fmt: skip
    """Return what is to be drawn. Muscles are shown on the right where the exercise is done on one side: the drawing of the
    left is its mirror image. Raises KeyError and ValidationError as `phases` does."""
    shown = tuple(f"{m}_r" for m in muscles) if one_sided else tuple(muscles)
    found = phases(record, bases)
    unseen = {word: why for phase in found for word, why in phase.unseen.items()}
    return Subject(id_, found, shown, tuple(loads), tuple(positions), unseen)
