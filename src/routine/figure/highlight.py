"""Where highlighted muscles show: on the skin, or through the body where the camera cannot see them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.ndimage import binary_closing
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from routine.figure import muscles
from routine.figure.body import HAND_OF
from routine.figure.contours import Mask, outlines, parts_of
from routine.figure.drawing import Op, Stroke
from routine.figure.skeleton import Array
from routine.figure.solve import Posture
from routine.figure.strokes import filled, hatched, whole
from routine.figure.tracing import View

SEEN_ENOUGH = 0.4  # of what a group of muscles covers on the page: below it, it is shown through the body
HIDDEN_OPACITY = 45
CLOSING = 3.0  # cm: chains of one muscle that lie near each other are shown as one
BRIDGED = 16.0  # cm between the chains of one muscle that are still shown as one
TWIN_CM, BESIDE_CM = 5.0, 20.0  # that a muscle lies behind its twin of the other side, and no further beside it
CRUMB = 0.12  # of the largest piece of a group: smaller ones are left out
MUSCLE_LINE = 75  # hundredths of a centimetre
ON: dict[str, set[str]] = {
    "pelvis": {"pelvis", "thigh_r", "thigh_l", "lumbar"}, "l5": {"lumbar", "pelvis"}, "l3": {"lumbar", "thorax"},
    "t12": {"thorax", "lumbar"}, "t6": {"thorax", "neck"}, "c7": {"neck", "thorax", "head"}, "head": {"head", "neck"},
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Muscles that lie over each other on the page. `mask`: where they are seen; `shape`: what they cover, seen or not."""

    names: tuple[str, ...]
    mask: Mask
    shape: BaseGeometry
    share: float
    seen: bool


@dataclass(frozen=True)
class Agreed:
    """Muscles that lie over each other in one of the pictures, and the mean share of them that is seen."""

    names: frozenset[str]
    share: float


class Highlight:
    def __init__(self, view: View, posture: Posture, cam: Array, names: Sequence[str]) -> None:
        self.view, self.posture, self.cam = view, posture, cam
        self.names = muscles.sided(tuple(names))
        self.world: Array = view.points().reshape(-1, 3) @ cam
        self.agreed: tuple[Agreed, ...] = ()  # what all pictures of an exercise decided; nothing: each decides by itself

    def projected(self, name: str) -> BaseGeometry:
        """Return what a muscle covers on the page. Its chains, one after the other, are one shape where they are near."""
        shapes: list[BaseGeometry] = []
        before = None
        for bone, middles, radii in muscles.chains(name):
            rotation, origin = self.posture.bones[bone]
            discs = [Point(*(self.cam @ (origin + rotation @ c))[:2]).buffer(r * 0.95) for c, r in zip(middles, radii, strict=True)]
            shapes += [a.union(b).convex_hull for a, b in itertools.pairwise(discs)] or discs
            if before is not None:
                gap, one, two = min(((a.centroid.distance(b.centroid), a, b) for a in before for b in discs), key=lambda t: t[0])
                shapes += [one.union(two).convex_hull] if gap < BRIDGED else []
            before = discs
        return unary_union(shapes).buffer(CLOSING).buffer(-CLOSING)

    def _mask(self, name: str) -> Mask:
        """Return where a muscle is seen: on the parts that it lies on, and on no limb in front of them."""
        on: set[str] = set()
        for bone, _, _ in muscles.chains(name):
            on |= ON.get(bone, {bone, "pelvis"} if bone.startswith("thigh") else {bone})
        on |= {part for part, hand in HAND_OF.items() if hand in on}
        candidates = np.nonzero(self.view.where(*on).ravel())[0]
        seen = np.zeros(self.view.part.size, bool)
        seen[candidates] = muscles.outside(name, self.posture.bones, self.world[candidates]) < 0
        return seen.reshape(self.view.part.shape)

    @cached_property
    def _shapes(self) -> dict[str, BaseGeometry]:
        return {name: self.projected(name) for name in self.names}

    @cached_property
    def _masks(self) -> dict[str, Mask]:
        return {name: self._mask(name) for name in self.names}

    def touching(self) -> list[frozenset[str]]:
        """Return the muscles by what lies over each other on this page."""
        pairs = [frozenset(p) for p in itertools.combinations(self.names, 2) if self._shapes[p[0]].intersects(self._shapes[p[1]])]
        return chained([*pairs, *(frozenset({name}) for name in self.names)])

    def group(self, names: frozenset[str], share: float | None = None) -> Group:
        """Return muscles as one. `share`: what counts as seen of them, if not what this picture shows."""
        here = tuple(n for n in self.names if n in names)
        mask = np.logical_or.reduce([self._masks[n] for n in here])
        shape = unary_union([self._shapes[n] for n in here]).buffer(CLOSING).buffer(-CLOSING)
        own = float(mask.sum() * self.view.step**2 / max(shape.area, 1))
        return Group(here, mask, shape, own, (own if share is None else share) >= SEEN_ENOUGH)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        if self.agreed:
            return tuple(self.group(a.names, a.share) for a in self.agreed if a.names & set(self.names))
        return tuple(self.group(names) for names in self.touching())

    @cached_property
    def hidden(self) -> tuple[Group, ...]:
        """Return what must be shown through the body. A twin right behind the near one need not: it would double it."""
        middles = {name: self._middle(name) for name in self.names}

        def behind(name: str) -> bool:
            twin = f"{name[:-1]}{'l' if name.endswith('r') else 'r'}"
            if twin not in middles:
                return False
            x, y, deeper = middles[name] - middles[twin]
            return bool(deeper > TWIN_CM and np.hypot(x, y) < BESIDE_CM)

        return tuple(g for g in self.groups if not g.seen and not all(behind(n) for n in g.names))

    def _middle(self, name: str) -> Array:
        """Return where a muscle lies for the viewer: right, up and deep."""
        middles = [self.posture.bones[bone][1] + self.posture.bones[bone][0] @ m.mean(0) for bone, m, _ in muscles.chains(name)]
        found: Array = self.cam @ np.mean(middles, 0)
        return found

    @cached_property
    def mask(self) -> Mask:
        """Return every point that is coloured on the skin, seen group or not."""
        return np.logical_or.reduce([g.mask for g in self.groups]) if self.groups else np.zeros(self.view.part.shape, bool)

    @cached_property
    def _patches(self) -> list[Polygon]:
        found = []
        for g in (g for g in self.groups if g.seen):
            round_ = max(1, int(0.8 * self.view.fine / self.view.step))
            mask = binary_closing(np.pad(g.mask, round_), iterations=round_)[round_:-round_, round_:-round_] & self.view.body
            shapes = outlines(self.view, mask, smallest=0.8 * self.view.fine**2)
            largest = max((s.area for s in shapes), default=0)
            found += [s for s in shapes if s.area > CRUMB * largest]
        return found

    def on_the_skin(self) -> Iterator[Op]:
        for shape in self._patches:
            yield filled(shape, "highlight")

    def over_the_lines(self, thin: float) -> Iterator[Op]:
        """Outline what is seen, and show the rest dashed and hatched, so that it is told apart in grey."""
        for shape in self._patches:
            yield Stroke(whole(np.array(shape.exterior.coords)), "highlight-line", int(MUSCLE_LINE * thin))
        if not self.hidden:
            return
        inside = unary_union(outlines(self.view, self.view.body)).buffer(-0.5)
        seen = unary_union(self._patches).buffer(0.4)
        for shape in parts_of(unary_union([g.shape for g in self.hidden]).intersection(inside).difference(seen)):
            if shape.area > 5 * thin:
                yield filled(shape.simplify(0.05), "highlight", HIDDEN_OPACITY)
                yield from hatched(shape, thin)
                yield Stroke(whole(np.array(shape.simplify(0.05).exterior.coords)), "highlight-line", int(MUSCLE_LINE * thin), DASH)


DASH = (22, 15)


def chained(sets: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Return sets of names, those joined that share a name."""
    found: list[frozenset[str]] = []
    for names in sets:
        near = [s for s in found if s & names]
        found = [s for s in found if s not in near] + [names.union(*near)]
    return found


def agree(highlights: Sequence[Highlight]) -> None:
    """Decide once for all pictures of an exercise what is solid and what is hatched: else a muscle seems to change its part
    from start to end."""
    sets = chained([names for h in highlights for names in h.touching()])
    agreed = []
    for names in sets:
        shares = [h.group(names).share for h in highlights if names & set(h.names)]
        agreed.append(Agreed(names, sum(shares) / len(shares)))
    for h in highlights:
        h.agreed = tuple(agreed)
