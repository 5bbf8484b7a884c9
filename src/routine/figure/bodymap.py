"""How the body map is made: the body of the figures in a calm posture, and on it the places of muscles and regions.

Views of both sides are made from the right half alone, so that left and right are mirror images to the tenth of a millimetre.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter
from shapely import affinity
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel, unary_union

from routine.figure.body import pieces
from routine.figure.contours import Mask, inner_lines, outlines, parts_of
from routine.figure.drawing import STYLE, Fill, Op, Stroke, boxed
from routine.figure.heat import VIEWS, BodyMap, MapView, Patch, both_sided
from routine.figure.map_muscles import DEEP, MUSCLE_SHAPES
from routine.figure.map_regions import REGION_SHAPES
from routine.figure.record import Phase
from routine.figure.skeleton import ANGLES, AT, Array, base_frame, pose, values
from routine.figure.solve import Posture
from routine.figure.strokes import filled, whole
from routine.figure.tracing import View, camera, solids, trace
from routine.model.catalog import Region

MAP_STYLE = 1  # goes up with every change of how the map is made that no number below tells
STEP = 0.25  # cm of the grid
GAP, EDGE, ROUND = 0.2, 0.5, 0.3  # cm: half of what lies between two patches, what lies between them and the outline, corners
CLOSING = 1.4  # parts of a region that lie so near each other are one
CUTS = (0.16, 0.25, 0.25)
SHORTEST_LINE = 4.0  # cm
SMOOTH_CM, SMOOTH_PATCH_CM = 1.0, 0.7  # how far outlines of the body and of patches are smoothed along their own way
FLOOR = -90.3  # cm below the hip joints
SMALLEST = 1.6  # cm²
BODY_LINE, INNER_LINE, FACE_LINE = 75, 60, 55
SOLES_SCALE = 1.5  # seen from below, feet are small
ARMS = ("ua", "fa", "hand")

FINE, COARSE, OUTLINE = 0.06, 0.1, 0.025  # cm: how far a path may lie off what was found: muscles, regions, the body
NUMBERS = (
    STEP, GAP, EDGE, ROUND, CLOSING, CUTS, SHORTEST_LINE, SMOOTH_CM, SMOOTH_PATCH_CM, FLOOR, SMALLEST, BODY_LINE, INNER_LINE, FACE_LINE,
    SOLES_SCALE, FINE, COARSE, OUTLINE,
)  # fmt: skip

_STANCE = {"sh": [2, 24, 0], "el": 8, "hip": [0, 7, 14], "pron": -75, "scap": [-2, 0]}
POSTURES: dict[str, tuple[dict[str, Any], float, float]] = {
    "front": ({**_STANCE, "neck": [-8, 0, 0], "head": -6}, 90, 2),
    "back": ({**_STANCE, "neck": [10, 0, 0], "head": 12}, -90, 0),
    "side": ({"sh": [-36, 5, 0], "el": 22, "pron": 10, "scap": [-1, 0], "neck": [-3, 0, 0], "head": -4}, 0, 0),
    "soles": ({"hip": [0, -1, 0]}, 0, 0),
}  # fmt: skip
FROM_BELOW = np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 1]])
Frame = tuple[Array, Array, Array]  # a stretch of the body on the page: where it begins, across, along


def map_digest(regions: Mapping[str, Region]) -> str:
    """Return what decides how the map looks. Another digest: what is kept is stale."""
    tree = {key: [r.part_of, r.midline] for key, r in regions.items()}
    told = [STYLE, MAP_STYLE, NUMBERS, repr(pieces()), POSTURES, sorted(DEEP), MUSCLE_SHAPES, REGION_SHAPES, tree]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()[:16]


def make_map(regions: Mapping[str, Region]) -> BodyMap:
    """Draw the map. Takes some seconds."""
    return BodyMap(tuple(_Maker(name, regions).view for name in VIEWS), map_digest(regions))


def rounded(points: Array) -> Array:
    """Return a ring with its corners cut, a little and then finer and finer."""
    for cut in CUTS:
        after = np.roll(points, -1, 0)
        points = np.stack([points * (1 - cut) + after * cut, points * cut + after * (1 - cut)], 1).reshape(-1, 2)
    return points


def smooth(shape: Polygon, reach: float = SMOOTH_CM) -> Polygon:
    """Return a shape without holes and without small waves in its border."""
    line = shape.exterior
    points = shapely.get_coordinates(line.interpolate(np.arange(0, line.length, STEP / 2)))
    return Polygon(gaussian_filter(points, (reach / STEP * 2, 0), mode="wrap")).buffer(0)


@dataclass
class _Maker:
    """Makes one view."""

    name: str
    regions: Mapping[str, Region]

    def __post_init__(self) -> None:
        joints, az, el = POSTURES[self.name]
        q = np.zeros(len(ANGLES))
        for angle, value in values(joints).items():
            q[AT[angle]] = value
        base = base_frame("stand")
        self.posture = Posture(Phase(), q, base, pose(q, base), {}, (), 0.0)
        self.cam: Array = FROM_BELOW if self.name == "soles" else camera(az, el)
        found = solids(self.posture, self.cam)
        if self.name == "soles":
            found = [s for s in found if s.part.startswith(("foot", "toe", "bigtoe"))]
        self.trace: View = trace(found, STEP)
        self.way = {"front": -1.0, "back": 1.0, "side": 1.0, "soles": -1.0}[self.name]  # where on the page outward of the right is

    @property
    def two_sided(self) -> bool:
        return self.name != "side"

    @property
    def view(self) -> MapView:
        lines = boxed(self._lines())
        patches = [*self._muscles(), *self._regions()]
        return MapView(self.name, boxed(self._fills()), lines, tuple(both_sided(patches) if self.two_sided else patches))

    # the body

    @cached_property
    def whole(self) -> BaseGeometry:
        return self._even(unary_union([smooth(s) for s in outlines(self.trace, self.trace.body, edge=True, smallest=3)]))

    def _even(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape whose left is the mirror image of its right, where both sides are seen."""
        if not self.two_sided:
            return shape
        right = shape.intersection(self._half(-0.02))
        return right.union(_mirror(right)).buffer(0)

    def _half(self, inset: float) -> Polygon:
        """Return the half of the page where the right of the body is, or all of it."""
        if not self.two_sided:
            return box(-500, -500, 500, 500)
        return box(-500, -500, -inset, 500) if self.way < 0 else box(inset, -500, 500, 500)

    @cached_property
    def lies_on(self) -> dict[bool, BaseGeometry]:
        """Return where arms may lie and where all else may: in the side view the arm is before the rest."""
        arm, rest = (self.arm, self.whole.difference(self.arm.buffer(0.15))) if self.name == "side" else (self.whole, self.whole)
        return {True: arm.buffer(-EDGE), False: rest.buffer(-EDGE)}

    @cached_property
    def arm(self) -> BaseGeometry:
        mask = self.trace.where(*(f"{part}_r" for part in ARMS))
        return unary_union([smooth(s) for s in outlines(self.trace, mask)]).buffer(0.2).intersection(self.whole)

    def _fills(self) -> Iterator[Op]:
        for shape in parts_of(self.whole):
            yield filled(self._scaled(shape.simplify(OUTLINE)), "body")
        if self.name != "soles":
            hair = unary_union(outlines(self.trace, self._hair()))
            for shape in parts_of(self._even(hair)):
                yield filled(shape.simplify(0.06), "map-hair")

    def _hair(self) -> Mask:
        rotation, origin = self.posture.bones["head"]
        world = self.trace.points().reshape(-1, 3) @ self.cam
        at = ((world - origin) @ rotation).reshape(*self.trace.part.shape, 3)
        ear = (np.abs(at[..., 1]) > 8.3) & (at[..., 2] < 10.4) & (np.abs(at[..., 0]) < 2.5)
        return self.trace.where("head") & (at[..., 2] > 8.2 + 0.8 * (at[..., 0] - 1)) & ~ear

    def _lines(self) -> Iterator[Op]:
        for shape in parts_of(self.whole):
            for ring in (shape.exterior, *shape.interiors):
                yield Stroke(whole(np.array(self._scaled(ring.simplify(OUTLINE)).coords)), "line", BODY_LINE)
        for _, free, points in inner_lines(self.trace):
            line = LineString(points).intersection(self._half(-0.02))
            if free or line.length < SHORTEST_LINE or self.name == "soles":
                continue
            for piece in getattr(line, "geoms", [line]):
                for one in (piece, _mirror(piece)) if self.two_sided else (piece,):
                    yield Stroke(whole(np.array(one.coords)), "line", INNER_LINE)
        yield from self._eyes()

    def _eyes(self) -> Iterator[Op]:
        """Closed eyes, as the figures have them."""
        rotation, origin = self.posture.bones["head"]
        for m in {"front": (-1, 1), "side": (-1,)}.get(self.name, ()):
            along = np.linspace(-1, 1, 7)
            curve = np.stack([9.6 - np.abs(along) * 0.5, m * 3.6 + along, 8.2 - 0.35 * (1 - along**2)], 1)
            page = (origin + curve @ rotation.T) @ self.cam.T
            yield Stroke(whole(page[:, :2]), "line", FACE_LINE)

    def _scaled(self, shape: BaseGeometry) -> BaseGeometry:
        if self.name != "soles":
            return shape
        shift = FLOOR - self.whole.bounds[1] * SOLES_SCALE
        return affinity.translate(affinity.scale(shape, SOLES_SCALE, SOLES_SCALE, origin=(0, 0)), 0, shift)

    # the places

    @cached_property
    def frames(self) -> dict[str, Frame]:
        """Return where the stretches of the right side lie on the page."""
        at = {bone: (self.cam @ origin)[:2] for bone, (_, origin) in self.posture.bones.items()}
        outward, up = np.array([self.way, 0.0]), np.array([0.0, 1.0])
        found: dict[str, Frame] = {
            "trunk": (at["pelvis"], outward, up), "foot": (at["foot_r"], outward, -up), "sole": (at["foot_r"], outward, up),
        }  # fmt: skip
        for stretch, end in (("ua", "fa"), ("fa", "hand"), ("thigh", "shank"), ("shank", "foot")):
            along = at[f"{end}_r"] - at[f"{stretch}_r"]
            along = along / max(float(np.linalg.norm(along)), 1e-9)
            across = np.array([-along[1], along[0]])
            found[stretch] = (at[f"{stretch}_r"], across if across @ outward > 0 else -across, along)
        found["hand"] = (at["hand_r"], *found["fa"][1:])
        return found

    def _drawn(self, text: str) -> BaseGeometry:
        """Return the rings of a text as one shape on the page."""
        shapes = []
        for ring in text.split(";"):
            stretch, *pairs = ring.split()
            origin, across, along = self.frames[stretch]
            local = np.array([[float(v) for v in pair.split(",")] for pair in pairs])
            shape = Polygon(origin + rounded(local) @ np.stack([across, along])).buffer(0)
            shapes.append(shape.intersection(self.lies_on[stretch in ARMS]))
        return unary_union(shapes)

    def _muscles(self) -> Iterator[Patch]:
        shapes = MUSCLE_SHAPES[self.name]
        above: BaseGeometry = Polygon()
        found: dict[str, BaseGeometry] = {}
        for key in reversed(shapes):
            shape = self._drawn(shapes[key])
            if key not in DEEP:
                shape, above = shape.difference(above), above.union(shape)
            found[key] = shape.intersection(self._half(0)).buffer(-GAP - ROUND).buffer(ROUND)
        for key in shapes:
            yield from self._patch("muscle", key, "right", found[key], deep=key in DEEP)

    def _regions(self) -> Iterator[Patch]:
        for key, region in self.regions.items():
            shape = self._region(key)
            if shape.is_empty:
                continue
            if region.midline or not self.two_sided:
                yield from self._patch("region", key, "both" if region.midline else "right", self._closed(shape, both=self.two_sided))
                continue
            right = self._closed(shape, both=False).intersection(self._half(0.15))
            yield from self._patch("region", key, "right", right)
            joined = self._closed(shape, both=True)
            if len(parts_of(joined)) < 2 * len(parts_of(right)):
                yield from self._patch("region", key, "both", joined)

    def _region(self, key: str) -> BaseGeometry:
        """Return a region with all its parts."""
        text = REGION_SHAPES[self.name].get(key, "")
        own = [self._drawn(text.replace(" 0,", " -2,"))] if text else []
        return unary_union([*own, *(self._region(k) for k, r in self.regions.items() if r.part_of == key)])

    def _closed(self, shape: BaseGeometry, *, both: bool) -> BaseGeometry:
        shape = shape.union(_mirror(shape)) if both else shape
        return shape.buffer(CLOSING).buffer(-CLOSING - ROUND).buffer(ROUND).intersection(self.whole.buffer(-EDGE))

    def _patch(self, kind: str, key: str, side: str, shape: BaseGeometry, *, deep: bool = False) -> Iterator[Patch]:
        whole_ones = unary_union([smooth(p, SMOOTH_PATCH_CM) for p in parts_of(shape)])
        kept = [p.simplify(FINE if kind == "muscle" else COARSE) for p in parts_of(whole_ones) if p.area > SMALLEST]
        if not kept:
            return
        fills: Iterable[Fill] = [filled(self._scaled(p), "muscle") for p in kept]
        spot = self._scaled(polylabel(max(kept, key=lambda p: p.area), 0.2))
        rings = tuple(ring[:-1] for fill in fills for ring in fill.rings)
        yield Patch(kind, key, side, deep, (round(spot.x * 10), round(spot.y * 10)), rings)  # type: ignore[arg-type]


def _mirror(shape: BaseGeometry) -> BaseGeometry:
    return affinity.scale(shape, -1, 1, origin=(0, 0))
