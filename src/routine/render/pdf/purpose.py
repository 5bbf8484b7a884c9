"""What the week is for, in few words: needs that are alike stand together, each with one reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from routine.model.catalog import Catalog
from routine.model.plan import Need, Plan
from routine.model.terms import Action, Side
from routine.render.words import listed, muscle_names, side_words

ACTION_WORDS: dict[Action, str] = {"release": "release", "move": "move", "lengthen": "stretch", "activate": "strengthen"}
SHARE = 0.45  # of the greatest weight: what is lighter is not a purpose of the week


@dataclass
class Purpose:
    """One muscle or group: what is done for it, on which sides, and why."""

    name: str
    done: dict[Action, set[Side]] = field(default_factory=lambda: defaultdict(set))
    reasons: list[str] = field(default_factory=list)
    weight: float = 0.0

    def words(self) -> str:
        """Return `release and stretch on both sides; strengthen on the left side`."""
        sides: dict[frozenset[Side], list[str]] = defaultdict(list)
        for action, verb in ACTION_WORDS.items():
            if action in self.done:
                sides[frozenset(self.done[action])].append(verb)
        return "; ".join(f"{listed(verbs)} on {_side(which)}" for which, verbs in sides.items())


def _side(sides: frozenset[Side]) -> str:
    return side_words("both") if len(sides) > 1 else f"the {side_words(next(iter(sides)))}"


def purposes(plan: Plan, catalog: Catalog, most: int) -> list[tuple[str, str, str]]:
    """Return name, what is done and why, the weightiest first."""
    greatest = max((n.weight for n in plan.needs), default=0.0)
    served = [n for n in plan.needs if n.planned > 0 and n.weight > 0 and n.weight >= SHARE * greatest]
    found: dict[str, Purpose] = {}
    for need in served:
        name = _names(need, served, catalog)
        purpose = found.setdefault(name, Purpose(name))
        purpose.done[need.action].add(need.side)
        purpose.weight = max(purpose.weight, need.weight)
        purpose.reasons += [b.message for b in sorted(need.because, key=lambda b: b.kind != "answer")]
    heavy = sorted(found.values(), key=lambda p: -p.weight)[:most]
    said: set[str] = set()
    rows = []
    for purpose in heavy:
        reason = next((r for r in purpose.reasons if r not in said), purpose.reasons[0] if purpose.reasons else "")
        said.add(reason)
        rows.append((purpose.name[:1].upper() + purpose.name[1:], purpose.words(), reason))
    return rows


def _names(need: Need, served: list[Need], catalog: Catalog) -> str:
    """Return the name a need goes by: its group's where all members are served alike, else its muscle's."""
    if need.muscle not in catalog.muscles:
        return need.muscle
    alike = [n.muscle for n in served if n.action == need.action and n.side == need.side and n.muscle in catalog.muscles]
    own = catalog.muscles[need.muscle].name
    shown = muscle_names(alike, catalog)
    if own in shown:
        return own
    return next((g.name for g in catalog.groups.values() if need.muscle in g.members and g.name in shown), own)
