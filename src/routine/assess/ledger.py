"""The ledger: weights and reasons as they come in, one row for each muscle, side and action."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from routine.body import Body, other
from routine.model.plan import Because
from routine.model.terms import Action, Side

# How much each kind of answer weighs, before it is added up. Ours, by judgement: an examination says more than a pain,
# a pain more than a habit; what lies where it hurts more than what may be felt there, for most of such patterns were
# recalled and not read. Only their order matters for what is planned.
FOUND, THERE, KNOWN, REFERRED, ELSEWHERE, SELDOM = 0.9, 0.8, 0.75, 0.5, 0.5, 0.3
HABIT = 0.7  # what a life does weighs less than what already hurts
FAR_HABIT = 0.6  # of that, for what lies in the other half of the body than all that hurts
LEAST = 0.3  # a need below this is not worth anybody's minutes
OTHER_SIDE = 0.3  # of the weight, so that both sides stay alike

Key = tuple[str, Side, Action]
Place = tuple[str, Side]

ALIKE = "This side gets a share of the other, so that both stay alike."


@dataclass
class Ledger:
    """Weights and reasons as they come in, one row for each muscle, side and action.

    Of one kind of reason (pain, graph, activity ...) only the strongest counts: ten lines of the graph that say the
    same must not outweigh an examination. Different kinds add up like independent chances, so that no sum passes 1.
    `only`: rows for which some answer lets nothing but these kinds of reasons count.
    """

    body: Body
    only: dict[Key, frozenset[str]] = field(default_factory=dict)
    parts: dict[Key, dict[str, float]] = field(default_factory=dict)
    reasons: dict[Key, list[tuple[float, Because]]] = field(default_factory=dict)

    def narrow(self, key: Key, kinds: Iterable[str]) -> None:
        """Let only these kinds of reasons count for a row from now on; a second word narrows the first."""
        self.only[key] = frozenset(kinds) & self.only.get(key, frozenset(kinds))

    def add(self, kind: str, muscle: str, side: Side, action: Action, weight: float, because: Because) -> None:
        """Count a reason of a kind."""
        key = (muscle, side, action)
        if weight <= 0 or (action == "release" and self.body.catalog.muscles[muscle].release == "no"):
            return
        if key in self.only and kind not in self.only[key]:
            return
        part = self.parts.setdefault(key, {})
        part[kind] = max(part.get(kind, 0.0), weight)
        self.reasons.setdefault(key, []).append((weight, because))

    def both(self, kind: str, muscle: str, side: Side, action: Action, weight: float, because: Because) -> None:
        """Count a reason for one side, and a part of it for the other."""
        self.add(kind, muscle, side, action, weight, because)
        also = because.model_copy(update={"message": f"{because.message} {ALIKE}"})
        self.add(kind, muscle, other(side), action, weight * OTHER_SIDE, also)

    def weight(self, key: Key, kinds: Container[str] | None = None) -> float:
        """Return the weight of a row, from 0 to 1; of some kinds of reasons only, where they are given."""
        parts = self.parts.get(key, {}).items()
        return 1 - math.prod(1 - min(0.97, weight) for kind, weight in parts if kinds is None or kind in kinds)

    def because(self, key: Key) -> tuple[Because, ...]:
        """Return the reasons of a row, the strongest first."""
        return tuple(dict.fromkeys(b for _, b in sorted(self.reasons.get(key, ()), key=lambda r: -r[0])))
