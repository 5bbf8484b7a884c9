"""Arrows of movement: filled ribbons with a white rim, so that they are seen on anything."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

from routine.figure.body import landmark
from routine.figure.contours import parts_of
from routine.figure.record import Arrow
from routine.figure.skeleton import ANGLES, Array, pose
from routine.figure.solve import Posture

WIDTH, HEAD, RIM = 2.2, 6.5, 0.8  # cm
SAMPLES = 24


def tracked(arrow: Arrow, here: Posture, other: Posture, cam: Array) -> Array:
    """Return the way of a landmark from one posture to the other on the page, from `u0` to `u1` of it."""
    mark = landmark(arrow.track or "")
    found = []
    for u in np.linspace(float(arrow.u0), float(arrow.u1), SAMPLES):
        q = (other.q * (1 - u) + here.q * u)[: len(ANGLES)]
        rotation, origin = pose(q, here.base)[mark.bone]
        found.append((cam @ (origin + rotation @ np.array(mark.at, float)))[:2] + np.array(arrow.off, float))
    return np.array(found)


def _curve(points: Array) -> Array:
    """Return a smooth way through a few points (Catmull-Rom)."""
    if len(points) < 3 or len(points) > 8:
        return points
    around = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    found = []
    for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False):
        steps = np.linspace(0, 1, 12, endpoint=False)
        found += [0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3) for t in steps]
    return np.array([*found, points[-1]])


def arrow_ops(points: Array, *, both: bool, size: float = 1.0) -> Iterator[tuple[Polygon, str]]:
    """Yield the rim and the arrow. `both`: a head at each end; `size`: less than 1 in a close-up, whose window is smaller."""
    head = HEAD * size
    line = LineString(_curve(points))
    way = np.array([line.interpolate(t, normalized=True).coords[0] for t in np.linspace(0, 1, 60)])
    heads = [_head(way, head)] + ([_head(way[::-1], head)] if both else [])
    shaft = way[np.linalg.norm(way - way[-1], axis=1) > head * 0.8]
    if both:
        shaft = shaft[np.linalg.norm(shaft - way[0], axis=1) > head * 0.8]
    ribbon = [LineString(shaft).buffer(WIDTH * size / 2, cap_style="flat")] if len(shaft) > 1 else []
    whole = unary_union([*ribbon, *heads])
    for shape in parts_of(whole.buffer(RIM * size)):
        yield shape.simplify(0.05 * size), "halo"
    for shape in parts_of(whole):
        yield shape.simplify(0.05 * size), "arrow"


def _head(way: Array, length: float) -> Polygon:
    """Return the head at the end of a way, turned as its last stretch runs."""
    before = way[np.linalg.norm(way - way[-1], axis=1) > length * 0.8]
    foot = before[-1] if len(before) else way[0]
    along = (way[-1] - foot) / (np.linalg.norm(way[-1] - foot) + 1e-9)
    foot = way[-1] - along * length
    across = np.array([-along[1], along[0]]) * length * 0.52
    return Polygon([way[-1], foot + across, foot - across])
