"""Questions about places and muscles that the stages share: what lies where, what belongs to what."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from routine.model.catalog import Catalog, Exercise
from routine.model.terms import BOTH, Side, Sides

LIMBS = ("arm", "leg")


def sides(side: Sides | str | None) -> tuple[Side, ...]:
    """Return the sides that an answer means; none given is both (the careful reading)."""
    return (side,) if side in BOTH else BOTH


def other(side: Side) -> Side:
    return "right" if side == "left" else "left"


class Body:
    """The region tree and the muscle groups of one catalog, with their answers kept."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.parts = lru_cache(maxsize=None)(self._parts)
        self.members = lru_cache(maxsize=None)(self._members)

    def _parts(self, region: str) -> frozenset[str]:
        """Return a region with all its parts."""
        inner = {region}
        while more := {k for k, r in self.catalog.regions.items() if r.part_of in inner} - inner:
            inner |= more
        return frozenset(inner)

    def _members(self, muscle: str) -> tuple[str, ...]:
        """Return the muscles that a muscle or group stands for."""
        group = self.catalog.groups.get(muscle)
        return tuple(group.members) if group else (muscle,)

    def muscles(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return all member muscles, each once, in the order given."""
        return tuple(dict.fromkeys(m for name in names for m in self.members(name)))

    def primary(self, exercise: Exercise) -> tuple[str, ...]:
        return self.muscles(exercise.primary)

    def antagonists(self, muscle: str, side: Side) -> tuple[tuple[str, Side], ...]:
        """Return the muscles that work against a muscle, each on the side where it does."""
        return tuple(
            (m, other(side) if partner.side == "opposite" else side)
            for partner in self.catalog.muscles[muscle].antagonists
            for m in self.members(partner.muscle)
        )

    def within(self, regions: Iterable[str]) -> frozenset[str]:
        """Return the regions with all their parts."""
        return frozenset(part for region in regions for part in self.parts(region))

    def touching(self, regions: Iterable[str]) -> frozenset[str]:
        """Return the regions, their parts and everything they are a part of: what a blurred place may mean."""
        found = set(self.within(regions))
        for region in regions:
            above = self.catalog.regions[region].part_of
            while above and above != "body":
                found.add(above)
                above = self.catalog.regions[above].part_of
        return frozenset(found)

    def half(self, region: str) -> str | None:
        """Return the half of the body in which a place lies, upper or lower; None for one that reaches into both."""
        place: str | None = region
        while place and not self.catalog.regions[place].half:
            place = self.catalog.regions[place].part_of
        return self.catalog.regions[place].half if place else None

    def limb(self, region: str) -> str:
        """Return the arm or leg of which a place is a part; a place elsewhere stays as it is."""
        top = region
        while (above := self.catalog.regions[top].part_of) and above != "body":
            top = above
        return top if top in LIMBS else region

    def lying_in(self, regions: Iterable[str]) -> tuple[str, ...]:
        """Return the muscles that lie in one of the regions."""
        inside = self.within(regions)
        return tuple(k for k, m in self.catalog.muscles.items() if inside & set(m.region))
