"""From a solved posture to a finished drawing: what lies on what, in which ink, and where the eye is led.

Order: mat, contact shadow, things, skin, clothes, hair, highlight, shade, lines, hidden muscles and balls, face, arrows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy.ndimage import gaussian_filter
from shapely import affinity
from shapely.geometry import Point, box
from shapely.ops import unary_union

from routine.figure import marks
from routine.figure.arrows import arrow_ops, tracked
from routine.figure.body import PARTS, SPHERES, landmark
from routine.figure.contours import Mask, inner_lines, outlines, parts_of
from routine.figure.drawing import Drawing, Op, Stroke, boxed
from routine.figure.face import Face, finger_lines, toe_lines
from routine.figure.highlight import Highlight
from routine.figure.record import Arrow, kind_of
from routine.figure.scene import look_of, movers
from routine.figure.skeleton import ANGLES, SIDES, Array
from routine.figure.solve import Posture
from routine.figure.strokes import clipped, filled, whole
from routine.figure.things import things, top_of
from routine.figure.tracing import USUAL, View, camera, solids, trace

BODY_LINE, INNER_LINE, THING_LINE, MAT_LINE = 115, 85, 70, 45  # hundredths of a centimetre
LIMBS = (("ua", "fa", "hand", "fingers", "thumb"), ("thigh", "shank", "foot", "toe", "bigtoe"))
FAR_CM = 8.0
AROUND = 3.0  # cm that a close-up shows around what it is of
ARROW_LEAST = 0.38  # of an arrow's usual size, however small the window
FINEST, DOTS = 0.08, 480  # a close-up's grid: about so many steps wide, and no finer than this


class Painter:
    """Paints one posture. `other`: the posture at the other end of the movement, for arrows that follow a landmark."""

    def __init__(self, posture: Posture, highlight: Sequence[str], other: Posture | None = None) -> None:
        self.posture, self.phase, self.other = posture, posture.phase, other
        self.cam = camera(float(self.phase.camera.az), float(self.phase.camera.el))
        self.slant = max(0.12, np.sin(np.radians(float(self.phase.camera.el))))
        self.window = self._window()
        top = max(top_of(p) for p in (posture, other or posture))  # one height for start and end: a wall does not grow
        self.solids = solids(posture, self.cam, things(posture, self.cam, top))
        self.view: View = trace(self.solids, self._step(), self.window)
        self.highlight = Highlight(self.view, posture, self.cam, highlight)
        self.world: Array = self.highlight.world
        self.thin = max(0.33, self.view.fine)

    def drawing(self) -> Drawing:
        ops = [
            *self._ground(),
            *self._skin(),
            *self.highlight.on_the_skin(),
            *self._shade(),
            *self._lines(),
            *marks.hidden(self.view, self.posture, self.cam, self._width(THING_LINE)),
            *self.highlight.over_the_lines(self.thin),
            *Face(self.view, self.posture, self.cam, close=bool(self.window)).lines(),
        ]
        if self.window:
            ops += [*finger_lines(self.view, self.posture, self.cam), *toe_lines(self.view, self.posture, self.cam)]
        ops += self._arrows()
        return boxed(self._framed(ops))

    def _width(self, usual: float) -> int:
        return int(usual * self.thin)

    # the close-up

    def _window(self) -> tuple[float, float, float, float] | None:
        """Return what a close-up shows: the bones that it names, and a little around them."""
        frame = self.phase.camera.frame
        if not frame:
            return None
        bones = {*frame, *(f"big{bone}" for bone in frame if bone.startswith("toe"))}
        found = [s for s in SPHERES if s.bone in bones]
        spots = np.array([(self.cam @ (self.posture.bones[s.bone][1] + self.posture.bones[s.bone][0] @ np.array(s.at)))[:2] for s in found])
        margin = self.phase.camera.margin
        around = np.array([[s.radius + (AROUND if margin is None else float(margin))] for s in found])
        (left, bottom), (right, top) = (spots - around).min(0), (spots + around).max(0)
        return float(left), float(bottom), float(right), float(top)

    def _step(self) -> float:
        if self.window is None:
            return USUAL
        left, bottom, right, top = self.window
        return float(np.clip(max(right - left, top - bottom) / DOTS, FINEST, USUAL))

    def _framed(self, ops: Sequence[Op]) -> Iterable[Op]:
        """Cut a close-up out along a rounded window with a thin border, so that the cut is seen to be meant."""
        if self.window is None:
            return ops
        left, bottom, right, top = self.window
        round_ = 0.12 * min(right - left, top - bottom)
        window = box(*self.window).buffer(-round_).buffer(round_)
        found = [cut for op in ops for cut in clipped(op, window)]
        return [*found, Stroke(whole(np.array(window.exterior.coords)), "window", self._width(MAT_LINE * 2))]

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
                yield from self._fill(self.view.where(name), self._ink(name), smallest=0.5)
        yield from marks.ends(self.view, self.posture, self.cam, self._width(THING_LINE * 0.7))

    def _ink(self, name: str) -> str:
        thing = self.phase.things.get(name)
        look = look_of(name, thing) if thing else kind_of(name)
        return "box" if look == "wood" else look

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

    # light and lines

    def _shade(self) -> Iterator[Op]:
        light = self.cam @ np.array([-0.25, -0.45, 0.86])
        facing = gaussian_filter(self.view.normal @ (light / np.linalg.norm(light)), 0.9 * self.view.fine / self.view.step)
        lit = (self.view.part >= 0) & ~self.view.where(*(n for n in self.view.names if kind_of(n) == "mat"))
        yield from self._fill(lit & (facing < -0.02), "shade", 13, smallest=3)
        yield from self._fill(self._far_limbs(), "shade", 13)

    def _far_limbs(self) -> Mask:
        mask = np.zeros(self.view.part.shape, bool)
        for limb in LIMBS:
            depths = {
                s: np.mean([(self.cam @ self.posture.bones[f"{b}_{s}"][1])[2] for b in limb if f"{b}_{s}" in self.posture.bones])
                for s, _ in SIDES
            }
            for s, away in (("r", "l"), ("l", "r")):
                if depths[s] > depths[away] + FAR_CM:
                    mask |= self.view.where(*(f"{b}_{s}" for b in limb))
        return mask & ~self.highlight.mask

    def _lines(self) -> Iterator[Op]:
        for shape in outlines(self.view, self.view.body, edge=True, smallest=9 * self.view.fine**2, tolerance=0.05):
            for ring in (shape.exterior, *shape.interiors):
                yield Stroke(whole(np.array(ring.coords)), "line", self._width(BODY_LINE))
        for name, free, points in inner_lines(self.view):
            if name in PARTS and not free:
                yield Stroke(whole(points), "line", self._width(INNER_LINE))
            elif name not in PARTS:
                mat = kind_of(name) == "mat"
                yield Stroke(whole(points), "mat-line" if mat else "thing-line", self._width(MAT_LINE if mat else THING_LINE))

    def _arrows(self) -> Iterator[Op]:
        size = float(np.clip(self.view.fine, ARROW_LEAST, 1.0)) if self.window else 1.0
        for arrow in self.phase.arrows:
            yield from (filled(shape, ink) for shape, ink in arrow_ops(self.way(arrow), both=arrow.both, size=size))

    def way(self, arrow: Arrow) -> Array:
        """Return the points on the page that an arrow goes through."""
        if arrow.track:
            return tracked(arrow, self.posture, self.other or self.posture, self.cam)
        return np.array([(self.cam @ self._middle(name))[:2] + np.array(off, float) for name, off in arrow.via])

    def _middle(self, name: str) -> Array:
        mark = landmark(name)
        rotation, origin = self.posture.bones[mark.bone]
        place: Array = origin + rotation @ np.array(mark.at, float)
        return place
