"""From a solved posture to a finished drawing: what lies on what, in which ink, and where the eye is led.

Order: mat, contact shadow, things, skin, clothes, hair, highlight, shade, lines, hidden muscles, face, arrows.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy.ndimage import gaussian_filter
from shapely import affinity
from shapely.geometry import LineString, MultiLineString, Point, Polygon, box
from shapely.ops import unary_union

from routine.figure import muscles
from routine.figure.arrows import arrow_ops, tracked
from routine.figure.body import PARTS, SPHERES, landmark
from routine.figure.contours import Mask, inner_lines, outlines, parts_of
from routine.figure.drawing import Drawing, Fill, Op, Points, Stroke, boxed
from routine.figure.record import kind_of
from routine.figure.scene import Box, boxes, movers
from routine.figure.skeleton import ANGLES, SIDES, Array
from routine.figure.solve import Posture
from routine.figure.tracing import Solid, View, ball, block, camera, cylinder, rod, solids, trace

STEP = 0.25  # cm of the grid
SEEN_ENOUGH = 0.45  # of a muscle's projected area: below it, it is shown through the body
HIDDEN_OPACITY = 45
HATCH_CM = 2.6
CLOSING = 3.0  # cm: chains of one muscle that lie near each other are shown as one
BODY_LINE, INNER_LINE, THING_LINE, MAT_LINE, MUSCLE_LINE = 115, 85, 70, 45, 75  # hundredths of a centimetre
LIMBS = (("ua", "fa", "hand"), ("thigh", "shank", "foot", "toe"))
FAR_CM = 8.0


def whole(points: Array) -> Points:
    """Return a path in whole tenths of a centimetre, without points that fall together."""
    found: list[tuple[int, int]] = []
    for x, y in np.rint(np.asarray(points) * 10).astype(int).tolist():
        if not found or found[-1] != (x, y):
            found.append((x, y))
    return tuple(found)


class Painter:
    """Paints one posture. `other`: the posture at the other end of the movement, for arrows that follow a landmark."""

    def __init__(self, posture: Posture, highlight: Sequence[str], other: Posture | None = None) -> None:
        self.posture, self.phase, self.other = posture, posture.phase, other
        self.cam = camera(float(self.phase.camera.az), float(self.phase.camera.el))
        self.slant = max(0.12, np.sin(np.radians(float(self.phase.camera.el))))
        self.view: View = trace(solids(posture, self.cam, self._things()), STEP)
        self.highlight = muscles.sided(tuple(highlight))
        page = self.view.points()
        self.world: Array = page.reshape(-1, 3) @ self.cam

    def drawing(self) -> Drawing:
        ops = [
            *self._ground(),
            *self._skin(),
            *self._muscles_seen(),
            *self._shade(),
            *self._lines(),
            *self._muscles_hidden(),
            *self._face(),
        ]
        ops += self._arrows()
        return boxed(self._framed(ops))

    # things

    def _things(self) -> Iterator[Solid]:
        for m in movers(self.phase.things, len(ANGLES)):
            middle = self.posture.things[m.name]
            if m.axis is None:
                yield ball(m.name, middle, m.radius, self.cam)
            else:
                yield cylinder(m.name, middle, m.axis, m.half, m.radius, self.cam)
        for b in boxes(self.phase.things):
            yield block(b.thing, b, self.cam)
        for name, t in self.phase.things.items():
            kind = kind_of(name)
            if kind == "wall":
                way, h, w = (-1 if t.side == "left" else 1), max(float(t.h), 60.0), float(t.w)
                yield block(name, Box(name, (float(t.x) + way * 3, 0, h / 2), (3, w / 2, h / 2)), self.cam, 0.3)
            elif kind == "mat":
                yield block(name, Box(name, (float(t.x), float(t.y), -0.8), (t.l / 2, t.w / 2, 0.6)), self.cam, 0.3)
            elif kind in ("strap", "band", "stick"):
                points = [self._on_skin(v, 0.6 if kind != "stick" else 0.0) for v in t.via]
                radius = float(t.r or (1.6 if kind == "stick" else 1.0))
                for one, two in itertools.pairwise(points):
                    yield rod(name, one, two, radius, self.cam)

    def _on_skin(self, name: str, above: float) -> Array:
        """Return a point just outside a landmark; a palm holds what it holds in its middle."""
        mark = landmark(name)
        rotation, origin = self.posture.bones[mark.bone]
        out = 0.0 if name.startswith("palm") else mark.radius + above
        place: Array = origin + rotation @ (np.array(mark.at, float) + np.array(mark.faces) / np.linalg.norm(mark.faces) * out)
        return place

    # paint

    def _fill(self, mask: Mask, ink: str, opacity: int = 100, *, edge: bool = False, smallest: float = 1.2) -> Iterator[Op]:
        for shape in outlines(self.view, mask, edge=edge, smallest=smallest):
            yield filled(shape, ink, opacity)

    def _ground(self) -> Iterator[Op]:
        things = [n for n in self.view.names if n not in PARTS]
        mats = [n for n in things if kind_of(n) == "mat"]
        for name in mats:
            yield from self._fill(self.view.where(name), "mat")
        yield from self._shadow()
        for name in things:
            if name not in mats:
                yield from self._fill(self.view.where(name), kind_of(name), smallest=0.5)

    def _shadow(self) -> Iterator[Op]:
        """Paint a soft shape on the floor where something comes near to it."""
        shapes = []
        for s in SPHERES:
            rotation, origin = self.posture.bones[s.bone]
            at = origin + rotation @ np.array(s.at)
            height = at[2] - s.radius
            if height < 14:
                x, y, _ = self.cam @ np.array([at[0], at[1], 0])
                shapes.append(affinity.scale(Point(x, y).buffer(s.radius * (1 - max(height, 0) / 40)), 1, self.slant))
        for m in movers(self.phase.things, len(ANGLES)):
            at = self.posture.things[m.name]
            if at[2] - m.radius < 3:
                ends = [at + (m.axis * t if m.axis is not None else 0) for t in (-m.half, m.half)]
                spots = [self.cam @ np.array([e[0], e[1], 0]) for e in ends]
                shapes.append(
                    unary_union([affinity.scale(Point(p[0], p[1]).buffer(m.radius * 0.9), 1, self.slant) for p in spots]).convex_hull
                )
        for shape in parts_of(unary_union(shapes).buffer(2).buffer(-1.2)) if shapes else []:
            yield filled(shape.simplify(0.1), "shadow", 13)

    def _skin(self) -> Iterator[Op]:
        yield from self._fill(self.view.body, "skin", edge=True)
        yield from self._fill(self._shirt(), "shirt")
        yield from self._fill(self._shorts(), "shorts")
        yield from self._fill(self._hair(), "hair")

    def _in(self, bone: str) -> Array:
        """Return every grid point in the frame of a bone."""
        rotation, origin = self.posture.bones[bone]
        local: Array = ((self.world - origin) @ rotation).reshape(*self.view.part.shape, 3)
        return local

    def _shirt(self) -> Mask:
        mask = self.view.where("lumbar", "thorax") | (self.view.where("pelvis") & (self._in("pelvis")[..., 2] > 7))
        for s, _ in SIDES:
            mask |= self.view.where(f"ua_{s}") & (self._in(f"ua_{s}")[..., 2] > -13.5)
        return mask

    def _shorts(self) -> Mask:
        mask = self.view.where("pelvis") & (self._in("pelvis")[..., 2] <= 7)
        for s, _ in SIDES:
            mask |= self.view.where(f"thigh_{s}") & (self._in(f"thigh_{s}")[..., 2] > -20)
        return mask

    def _hair(self) -> Mask:
        at = self._in("head")
        ear = (np.abs(at[..., 1]) > 8.3) & (at[..., 2] < 10.4) & (np.abs(at[..., 0]) < 2.5)
        return self.view.where("head") & (at[..., 2] > 8.2 + 0.8 * (at[..., 0] - 1)) & ~ear

    # muscles

    def _muscle(self, name: str) -> Mask:
        """Return where a muscle is seen: on the parts that it lies on, and on no limb in front of them."""
        on: set[str] = set()
        for bone, _, _ in muscles.chains(name):
            on |= ON.get(bone, {bone, "pelvis"} if bone.startswith("thigh") else {bone})
        candidates = np.nonzero(self.view.where(*on).ravel())[0]
        seen = np.zeros(self.view.part.size, bool)
        seen[candidates] = muscles.outside(name, self.posture.bones, self.world[candidates]) < 0
        return seen.reshape(self.view.part.shape)

    def _projected(self, name: str) -> Polygon:
        shapes = []
        for bone, middles, radii in muscles.chains(name):
            rotation, origin = self.posture.bones[bone]
            discs = [Point(*(self.cam @ (origin + rotation @ c))[:2]).buffer(r * 0.95) for c, r in zip(middles, radii, strict=True)]
            shapes += [a.union(b).convex_hull for a, b in itertools.pairwise(discs)] or discs
        return unary_union(shapes).buffer(CLOSING).buffer(-CLOSING)

    @property
    def _seen(self) -> tuple[Mask, float]:
        """Return where highlighted muscles are seen, and the greatest share that is seen of any."""
        if not hasattr(self, "_seen_kept"):
            masks = [(self._muscle(n), self._projected(n).area) for n in self.highlight]
            share = max((m.sum() * STEP**2 / max(area, 1) for m, area in masks), default=1.0)
            self._seen_kept = np.logical_or.reduce([m for m, _ in masks]) if masks else np.zeros(self.view.part.shape, bool), share
        return self._seen_kept

    def _muscles_seen(self) -> Iterator[Op]:
        mask, share = self._seen
        if share >= SEEN_ENOUGH:
            yield from self._fill(mask, "highlight", smallest=0.8)

    def _muscles_hidden(self) -> Iterator[Op]:
        """Outline what is seen; or show through the body what is not: dashed and hatched, so that it is told apart in grey."""
        mask, share = self._seen
        if share >= SEEN_ENOUGH:
            for shape in outlines(self.view, mask, smallest=0.8):
                yield Stroke(whole(np.array(shape.exterior.coords)), "highlight-line", MUSCLE_LINE)
            return
        inside = unary_union(outlines(self.view, self.view.body)).buffer(-0.5)
        meant = unary_union([self._projected(n) for n in self.highlight]).buffer(CLOSING).buffer(-CLOSING).intersection(inside)
        for shape in parts_of(meant):
            if shape.area > 5:
                yield filled(shape.simplify(0.05), "highlight", HIDDEN_OPACITY)
                yield from hatched(shape)
                yield Stroke(whole(np.array(shape.simplify(0.05).exterior.coords)), "highlight-line", MUSCLE_LINE, (22, 15))

    # light, lines, face

    def _shade(self) -> Iterator[Op]:
        light = self.cam @ np.array([-0.25, -0.45, 0.86])
        facing = gaussian_filter(self.view.normal @ (light / np.linalg.norm(light)), 0.9 / STEP)
        lit = (self.view.part >= 0) & ~self.view.where(*(n for n in self.view.names if kind_of(n) == "mat"))
        yield from self._fill(lit & (facing < -0.02), "shade", 13, smallest=3)
        yield from self._fill(self._far_limbs(), "shade", 13)

    def _far_limbs(self) -> Mask:
        mask = np.zeros(self.view.part.shape, bool)
        for limb in LIMBS:
            depths = {s: np.mean([(self.cam @ self.posture.bones[f"{b}_{s}"][1])[2] for b in limb]) for s, _ in SIDES}
            for s, away in (("r", "l"), ("l", "r")):
                if depths[s] > depths[away] + FAR_CM:
                    mask |= self.view.where(*(f"{b}_{s}" for b in limb))
        return mask & ~self._seen[0]

    def _lines(self) -> Iterator[Op]:
        for shape in outlines(self.view, self.view.body, edge=True, smallest=3, tolerance=0.05):
            for ring in (shape.exterior, *shape.interiors):
                yield Stroke(whole(np.array(ring.coords)), "line", BODY_LINE)
        for name, free, points in inner_lines(self.view):
            if name in PARTS and not free:
                yield Stroke(whole(points), "line", INNER_LINE)
            elif name not in PARTS:
                mat = kind_of(name) == "mat"
                yield Stroke(whole(points), "mat-line" if mat else "thing-line", MAT_LINE if mat else THING_LINE)

    def _face(self) -> Iterator[Op]:
        """Closed eyes, where they are seen. No mouth, no look: the eye of the reader goes to the posture."""
        rotation, origin = self.posture.bones["head"]
        for m in (-1, 1):
            curve = [
                origin + rotation @ np.array([9.6 - abs(k) * 0.5, m * 3.6 + k, 8.2 - 0.35 * (1 - k * k)]) for k in np.linspace(-1, 1, 7)
            ]
            page = np.array([self.cam @ p for p in curve])
            facing = (self.cam @ (rotation @ np.array([0.75, m * 0.6, 0.0])))[2]
            column, row = (int((page[3, k] - start) / STEP) for k, start in ((0, self.view.x0), (1, self.view.y0)))
            rows, columns = self.view.part.shape
            if facing < -0.18 and 0 <= row < rows and 0 <= column < columns and self.view.where("head")[row, column]:
                yield Stroke(whole(page[:, :2]), "line", 80)

    def _arrows(self) -> Iterator[Op]:
        for arrow in self.phase.arrows:
            if arrow.track:
                points = tracked(arrow, self.posture, self.other or self.posture, self.cam)
            else:
                points = np.array([(self.cam @ self._middle(name))[:2] + np.array(off, float) for name, off in arrow.via])
            yield from (filled(shape, ink) for shape, ink in arrow_ops(points, both=arrow.both))

    def _middle(self, name: str) -> Array:
        mark = landmark(name)
        rotation, origin = self.posture.bones[mark.bone]
        place: Array = origin + rotation @ np.array(mark.at, float)
        return place

    def _framed(self, ops: Sequence[Op]) -> Iterable[Op]:
        """Cut a close-up out: what lies around the bones that it names."""
        frame = self.phase.camera.frame
        if not frame:
            return ops
        spots = np.array(
            [
                (self.cam @ (self.posture.bones[s.bone][1] + self.posture.bones[s.bone][0] @ np.array(s.at)))[:2]
                for s in SPHERES
                if s.bone in frame
            ]
        )
        window = box(*(spots.min(0) - 9), *(spots.max(0) + 9))
        return [cut for op in ops for cut in clipped(op, window)]


ON: dict[str, set[str]] = {
    "pelvis": {"pelvis", "thigh_r", "thigh_l", "lumbar"}, "l5": {"lumbar", "pelvis"}, "l3": {"lumbar", "thorax"},
    "t12": {"thorax", "lumbar"}, "t6": {"thorax", "neck"}, "c7": {"neck", "thorax", "head"}, "head": {"head", "neck"},
}  # fmt: skip


def filled(shape: Polygon, ink: str, opacity: int = 100) -> Fill:
    rings = tuple(whole(np.array(ring.coords)) for ring in (shape.exterior, *shape.interiors))
    return Fill(tuple(r for r in rings if len(r) > 3), ink, opacity)


def hatched(shape: Polygon) -> Iterator[Stroke]:
    """Yield slanted lines inside a shape."""
    left, bottom, right, top = shape.bounds
    height = top - bottom
    for x in np.arange(left - height, right, HATCH_CM):
        found = shape.buffer(-0.4).intersection(LineString([(x, bottom), (x + height, top)]))
        for line in found.geoms if isinstance(found, MultiLineString) else [found]:
            if isinstance(line, LineString) and line.length > 1.2:
                yield Stroke(whole(np.array(line.coords)), "hatch", 45)


def clipped(op: Op, window: Polygon) -> Iterator[Op]:
    """Yield what of a path lies inside a window."""
    if isinstance(op, Fill):
        shape = Polygon(np.array(op.rings[0]) / 10, [np.array(r) / 10 for r in op.rings[1:]]).buffer(0) if op.rings else Polygon()
        for part in parts_of(shape.intersection(window)):
            yield filled(part, op.ink, op.opacity)
        return
    line = LineString(np.array(op.points) / 10).intersection(window) if len(op.points) > 1 else LineString()
    for piece in getattr(line, "geoms", [line]):
        if isinstance(piece, LineString) and not piece.is_empty:
            yield Stroke(whole(np.array(piece.coords)), op.ink, op.width, op.dash)
