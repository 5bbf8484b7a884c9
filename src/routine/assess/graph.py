"""What the muscle graph adds: what may keep a muscle in trouble, and what several answers say together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routine.assess.found import Findings
from routine.assess.ledger import FOUND, Ledger
from routine.assess.told import strength_of
from routine.body import Body, other, sides
from routine.model.catalog import Catalog, Edge
from routine.model.plan import Because
from routine.model.profile import Pain, Profile
from routine.model.signs import Pattern
from routine.model.terms import BOTH, Action, Side

ACTIONS: tuple[Action, ...] = ("release", "lengthen", "activate", "move")
SPARING = ("finding", "condition", "long")  # the reasons that count even where a pattern leaves something out


@dataclass(frozen=True)
class Holding:
    """A pattern that holds on one side; `pain` is the one that shows it."""

    id: str
    pattern: Pattern
    side: Side
    pain: Pain | None = None


def upstream(ledger: Ledger, findings: Findings) -> None:
    """Follow the causal lines one step: what may keep a muscle in trouble that hurts, or that was found tight, weak or long."""
    body = ledger.body
    for n, edge in enumerate(body.catalog.edges):
        for side in BOTH:
            driven = _driven(ledger, edge, side, findings)
            if driven is None:
                continue
            weight, message = driven
            because = Because(kind="graph", id=f"edge.{n + 1}.{edge.muscle}.{edge.drives}", message=message, source=edge.sources[0])
            there = other(side) if edge.side == "opposite" else side
            for muscle in body.members(edge.muscle):
                for action in edge.actions:
                    ledger.add("graph", muscle, there, action, weight * edge.weight, because)


def _driven(ledger: Ledger, edge: Edge, side: Side, findings: Findings) -> tuple[float, str] | None:
    """Return how much the driven muscle is in trouble on a side, and why in words: by pain, or by what was found."""
    members = ledger.body.members(edge.drives)
    muscles = ledger.body.catalog.muscles
    sore = max((ledger.weight((m, side, action), ("pain",)), m) for m in members for action in ACTIONS)
    found = findings.any_of(members, side, edge.found)
    if found and sore[0] < FOUND:
        return FOUND, f"{edge.why} Here: {muscles[found[0]].name}, {side}, was found {found[1]}."
    return (sore[0], f"{edge.why} Here: {muscles[sore[1]].name}, {side}.") if sore[0] else None


def holding(profile: Profile, findings: Findings, body: Body) -> Iterator[Holding]:
    """Yield the patterns that hold, side by side. A pain pattern holds once, by its strongest pain."""
    for key, pattern in body.catalog.patterns.items():
        for side in BOTH:
            if not all(findings.hold(f, side) for f in pattern.found) or any(findings.hold(f, side) for f in pattern.unless):
                continue
            pains = [p for p in profile.pain if _shows(p, pattern, side, body)]
            if pattern.pain is None or pains:
                yield Holding(key, pattern, side, max(pains, key=lambda p: p.intensity, default=None))


def _shows(pain: Pain, pattern: Pattern, side: Side, body: Body) -> bool:
    sign = pattern.pain
    return (
        sign is not None
        and pain.intensity > 0
        and side in sides(pain.side)
        and pain.region in body.within(sign.region)
        and (not sign.provoked_by or bool(set(sign.provoked_by) & set(pain.provoked_by)))
        and (sign.weeks_from is None or (pain.weeks is not None and pain.weeks >= sign.weeks_from))
    )


def spare(ledger: Ledger, held: list[Holding]) -> None:
    """Leave out what a pattern rules out, unless an examination or a condition asks for it."""
    for one in held:
        for spared in one.pattern.spares:
            for muscle in ledger.body.members(spared.muscle):
                ledger.narrow((muscle, one.side, spared.action), SPARING)


def from_patterns(ledger: Ledger, held: list[Holding], catalog: Catalog) -> None:
    """Count what the patterns that hold call for. What a pain shows grows with the pain, and the other side gets a share."""
    for one in held:
        because = Because(
            kind="graph",
            id=f"pattern.{one.id}",
            message=f"{one.pattern.why} {here(one, catalog)}",
            source=one.pattern.sources[0],
        )
        for need in one.pattern.needs:
            side = other(one.side) if need.side == "opposite" else one.side
            for muscle in ledger.body.members(need.muscle):
                if one.pain:
                    ledger.both("pattern", muscle, side, need.action, need.weight * strength_of(one.pain), because)
                else:
                    ledger.add("pattern", muscle, side, need.action, need.weight, because)


def here(one: Holding, catalog: Catalog) -> str:
    """Say on which answers a pattern stands."""
    pain, sign = one.pain, one.pattern.pain
    if pain is None or sign is None:
        return f"Here: {one.pattern.name[0].lower()}{one.pattern.name[1:]}, {one.side}."
    said = [f"pain in the {catalog.regions[pain.region].name}, {one.side}"]
    if sign.weeks_from is not None:
        said.append(f"for {pain.weeks:g} weeks")
    by = [catalog.vocabulary.provokers[p].name for p in sign.provoked_by if p in pain.provoked_by]
    return f"Here: {', '.join(said)}{', brought on by ' + ' and '.join(by) if by else ''}."
