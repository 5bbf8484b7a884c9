"""Where things lie: the tree of regions, the groups of muscles, and what an exercise touches."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from routine.model.catalog import Catalog, Exercise
from routine.model.terms import BOTH, ItemSide, Side

WHOLE = "body"
PRESSURE = "pressure:"


class Anatomy:
    """The catalog's body, read once for one verification; every answer is a set of ids."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._below: dict[str, frozenset[str]] = {}
        self._primary: dict[str, frozenset[str]] = {}
        self._touched: dict[str, frozenset[str]] = {}

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for key, region in self.catalog.regions.items():
            if region.part_of is not None:
                children.setdefault(region.part_of, []).append(key)
        return children

    def subtree(self, region: str) -> frozenset[str]:
        """Return a region and all its parts."""
        if region not in self._below:
            found, open_ = {region}, [region]
            while open_:
                inner = [child for child in self._children.get(open_.pop(), ()) if child not in found]
                found.update(inner)
                open_ += inner
            self._below[region] = frozenset(found)
        return self._below[region]

    def subtrees(self, regions: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*(self.subtree(region) for region in regions))

    def around(self, region: str) -> frozenset[str]:
        """Return a place as a person names it: its parts, and what it is a part of, because people name places roughly."""
        found, above = set(self.subtree(region)), self.catalog.regions.get(region)
        while above is not None and above.part_of is not None and above.part_of != WHOLE and above.part_of not in found:
            found.add(above.part_of)
            above = self.catalog.regions.get(above.part_of)
        return frozenset(found)

    def members(self, names: Iterable[str]) -> frozenset[str]:
        """Return muscles, every group replaced by its members."""
        found: set[str] = set()
        for name in names:
            group = self.catalog.groups.get(name)
            found.update(group.members if group else (name,))
        return frozenset(found)

    def primary(self, exercise: Exercise) -> frozenset[str]:
        if exercise.id not in self._primary:
            self._primary[exercise.id] = self.members(exercise.primary)
        return self._primary[exercise.id]

    def lies_in(self, muscle: str) -> frozenset[str]:
        known = self.catalog.muscles.get(muscle)
        return frozenset(known.region) if known else frozenset()

    def works(self, exercise: Exercise) -> frozenset[str]:
        """Return the regions in which the primary muscles lie."""
        return frozenset().union(*(self.lies_in(muscle) for muscle in self.primary(exercise)))

    def presses(self, exercise: Exercise) -> frozenset[str]:
        return frozenset(load.removeprefix(PRESSURE) for load in exercise.loads if load.startswith(PRESSURE))

    def touches(self, exercise: Exercise) -> frozenset[str]:
        """Return the regions that are pressed, worked or loaded."""
        if exercise.id not in self._touched:
            terms = self.catalog.vocabulary.loads
            loaded = {region for load in exercise.loads if load in terms for region in terms[load].regions}
            self._touched[exercise.id] = self.works(exercise) | self.presses(exercise) | loaded
        return self._touched[exercise.id]

    def warms(self, exercise: Exercise, muscle: str) -> bool:
        """Tell whether a warm-up reaches a region in which the muscle lies."""
        return not self.subtrees(exercise.warms).isdisjoint(self.lies_in(muscle))

    def antagonists(self, muscle: str, side: Side) -> frozenset[tuple[str, Side]]:
        """Return each muscle that works against this one, with the side on which it does."""
        known = self.catalog.muscles.get(muscle)
        partners = known.antagonists if known else ()
        return frozenset(
            (member, side if partner.side == "same" else other(side)) for partner in partners for member in self.members((partner.muscle,))
        )


def other(side: Side) -> Side:
    return "left" if side == "right" else "right"


def sides_of(side: ItemSide) -> tuple[Side, ...]:
    """Return the sides on which an item has its effect; what has no side has it on both."""
    return tuple(one for one in BOTH if side in (one, "both", "none"))


def true_sides(exercise: Exercise, side: ItemSide) -> tuple[Side, ...]:
    """Return the sides on which an exercise works: both, whatever is written, where it can't be done on one."""
    return sides_of(side) if exercise.laterality == "unilateral" else BOTH


def asked_sides(exercise: Exercise, side: ItemSide) -> tuple[Side | None, ...]:
    """Return the sides for which rules are asked; None where the movement has no single side."""
    return sides_of(side) if exercise.laterality == "unilateral" else (None,)
