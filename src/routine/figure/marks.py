"""What makes things tell what they are: the round end of a roller, and the outline of a ball that the body hides."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from routine.figure.contours import outlines
from routine.figure.drawing import Op, Stroke
from routine.figure.record import kind_of
from routine.figure.scene import Mover, movers
from routine.figure.skeleton import ANGLES, Array
from routine.figure.solve import Posture
from routine.figure.strokes import filled, whole
from routine.figure.tracing import View

HIDDEN = {True: 0.4, False: 0.15}  # of a ball, of a roller that is seen: below it, its outline is drawn through the body
RIM, CORE = 0.97, 0.4  # of its radius
DASH = (16, 12)


def ends(view: View, posture: Posture, cam: Array, width: int) -> Iterator[Op]:
    """Yield the rim and the core of each roller's near end, where they are seen."""
    for m in movers(posture.phase.things, len(ANGLES)):
        if m.axis is None:
            continue
        axis = m.axis if (cam @ m.axis)[2] < 0 else -m.axis
        seen = unary_union(outlines(view, view.where(m.name), smallest=0.5)).buffer(-0.35)
        middle = posture.things[m.name] + axis * m.half
        one = np.cross(axis, [0.0, 0.0, 1.0] if abs(axis[2]) < 0.9 else [1.0, 0.0, 0.0])
        two = np.cross(axis, one)
        for share in (RIM, CORE):
            around = np.linspace(0, 2 * np.pi, 40)
            ring = [cam @ (middle + (one * np.cos(t) + two * np.sin(t)) * m.radius * share) for t in around]
            found = LineString([p[:2] for p in ring]).intersection(seen)
            for piece in getattr(found, "geoms", [found]):
                if isinstance(piece, LineString) and piece.length > 1.0:
                    yield Stroke(whole(np.array(piece.coords)), "thing-line", width)


def outline(m: Mover, posture: Posture, cam: Array) -> BaseGeometry:
    """Return what a ball or roller covers on the page."""
    middle = posture.things[m.name]
    if m.axis is None:
        return Point(*(cam @ middle)[:2]).buffer(m.radius)
    caps = []
    for way in (-1, 1):
        at = cam @ (middle + m.axis * m.half * way)
        tilt = float(np.linalg.norm((cam @ m.axis)[:2]))
        along = np.array((cam @ m.axis)[:2]) / max(tilt, 1e-6)
        ring = [
            at[:2] + m.radius * (np.array([-along[1], along[0]]) * np.cos(t) + along * np.sin(t) * np.sqrt(max(1 - tilt**2, 0.0)))
            for t in np.linspace(0, 2 * np.pi, 32)
        ]
        caps.append(Polygon(ring))
    return unary_union(caps).convex_hull


def hidden(view: View, posture: Posture, cam: Array, width: int) -> Iterator[Op]:
    """Yield dashed outlines of what presses, where the body hides it."""
    for m in movers(posture.phase.things, len(ANGLES)):
        shape = outline(m, posture, cam)
        if view.where(m.name).sum() * view.step**2 < HIDDEN[m.axis is None] * shape.area:
            yield filled(shape.simplify(0.05), kind_of(m.name), 35)
            yield Stroke(whole(np.array(shape.simplify(0.03).exterior.coords)), "thing-line", width, DASH)
