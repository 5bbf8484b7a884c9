"""Needs: which muscle on which side wants what, how much, and because of which answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from routine.assess.found import Findings, against_long, from_findings, hold_back, long_muscles, only_found
from routine.assess.graph import Holding, from_patterns, here, holding, spare, upstream
from routine.assess.ledger import LEAST, Key, Ledger
from routine.assess.told import from_activity, from_condition, from_pain, with_goals
from routine.body import Body
from routine.matching import Active
from routine.model.catalog import Catalog
from routine.model.plan import Because, Need
from routine.model.profile import Profile
from routine.model.terms import BOTH

__all__ = ["LEAST", "MOVED_WITH_LENGTH", "Holding", "assess", "here", "long_muscles", "patterns_of"]

MOST_REASONS = 6
STAYS = {"finding", "long"}  # what brought a need
MOST_ROWS = 60  # more than a week has minutes for; the lightest only blur what matters
MOVED_WITH_LENGTH = "move-with-length"  # the reason of a movement that nothing asks for but the length
BASE, FEW = 0.35, 4  # what everybody's large muscles get, where little else is known
LITTLE = {"lengthen": "stretching", "activate": "strength work"}
BASE_MUSCLES: tuple[tuple[str, Literal["lengthen", "activate"]], ...] = (
    ("hamstrings", "lengthen"),
    ("hip-flexors", "lengthen"),
    ("calves", "lengthen"),
    ("gluteus-maximus", "activate"),
    ("quadriceps", "activate"),
    ("abdominals", "activate"),
    ("middle-trapezius", "activate"),
)


def assess(profile: Profile, active: Iterable[Active], catalog: Catalog) -> tuple[Need, ...]:
    """Return the needs, the weightiest first; the reasons stand in each."""
    body = Body(catalog)
    ledger, findings = Ledger(body), Findings(profile, body)
    held = list(holding(profile, findings, body))
    hold_back(ledger, findings)
    active = tuple(active)
    only_found(ledger, active)
    spare(ledger, held)
    from_findings(ledger, profile, findings)
    for pain in profile.pain:
        from_pain(ledger, pain)
    upstream(ledger, findings)
    from_patterns(ledger, held, catalog)
    for answer in profile.activities:
        from_activity(ledger, answer, profile, catalog)
    for condition in active:
        from_condition(ledger, condition)
    against_long(ledger, findings)
    with_goals(ledger, profile)
    _for_everybody(ledger)
    _moved(ledger)
    return _rows(ledger, catalog)


def patterns_of(profile: Profile, catalog: Catalog) -> tuple[Holding, ...]:
    """Return what the answers say together, and what they leave open."""
    body = Body(catalog)
    return tuple(holding(profile, Findings(profile, body), body))


def _for_everybody(ledger: Ledger) -> None:
    """Where the answers ask for little of a kind, the large muscles get a little of it: they are filled up, never raised."""
    asked = {action: {k[0] for k in ledger.parts if k[2] == action and ledger.weight(k) >= LEAST} for action in ("lengthen", "activate")}
    for name, action in BASE_MUSCLES:
        if len(asked[action]) >= FEW:
            continue
        message = f"Your answers ask for little {LITTLE[action]}, so the large muscles get a little of it."
        because = Because(kind="answer", id="little-known", message=message, source="garber11")
        for muscle in ledger.body.members(name):
            for side in BOTH:
                missing = 1 - (1 - BASE) / (1 - ledger.weight((muscle, side, action)))
                ledger.add("base", muscle, side, action, missing, because)


def _moved(ledger: Ledger) -> None:
    """What wants length wants movement too, at half the weight: sessions before sport live on it."""
    for muscle, side, action in list(ledger.parts):
        if action == "lengthen":
            weight = ledger.weight((muscle, side, action))
            because = Because(
                kind="graph", id=MOVED_WITH_LENGTH, message="What is lengthened is also moved through its range, gently.", source="behm16"
            )
            ledger.add("length", muscle, side, "move", weight * 0.5, because)


def _weightiest(ledger: Ledger) -> dict[Key, float]:
    """Return the rows that are worth minutes, with their weights: where there are very many, the lightest are left out.

    Rows of one weight stay or go together. What was found always stays, and what pulls against an over-long muscle: L16 asks for it.
    """
    kept = {key: round(weight, 2) for key in ledger.parts if (weight := ledger.weight(key)) >= LEAST}
    if len(kept) <= MOST_ROWS:
        return kept
    first_left_out = sorted(kept.values(), reverse=True)[MOST_ROWS]
    return {key: weight for key, weight in kept.items() if weight > first_left_out or STAYS & set(ledger.parts[key])}


def _rows(ledger: Ledger, catalog: Catalog) -> tuple[Need, ...]:
    kept = _weightiest(ledger)
    tight = {(m, s) for m, s, action in kept if action == "release"}
    rows = [
        Need(
            muscle=muscle,
            side=side,
            action=action,
            tight=(muscle, side) in tight,
            weight=weight,
            unit=catalog.targets[action].unit,
            target=catalog.targets[action].week,
            because=ledger.because((muscle, side, action))[:MOST_REASONS],
        )
        for (muscle, side, action), weight in kept.items()
    ]
    return tuple(sorted(rows, key=lambda n: (-n.weight, n.muscle, n.side, n.action)))
