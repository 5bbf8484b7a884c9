"""Small work with paths: whole numbers, fills, hatching, clipping."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from shapely.geometry import LineString, MultiLineString, Polygon

from routine.figure.contours import parts_of
from routine.figure.drawing import Fill, Op, Points, Stroke
from routine.figure.skeleton import Array

HATCH_CM, HATCH_LINE = 2.6, 45


def whole(points: Array) -> Points:
    """Return a path in whole tenths of a centimetre, without points that fall together."""
    found: list[tuple[int, int]] = []
    for x, y in np.rint(np.asarray(points) * 10).astype(int).tolist():
        if not found or found[-1] != (x, y):
            found.append((x, y))
    return tuple(found)


def filled(shape: Polygon, ink: str, opacity: int = 100) -> Fill:
    rings = tuple(whole(np.array(ring.coords)) for ring in (shape.exterior, *shape.interiors))
    return Fill(tuple(r for r in rings if len(r) > 3), ink, opacity)


def hatched(shape: Polygon, thin: float = 1.0) -> Iterator[Stroke]:
    """Yield slanted lines inside a shape. `thin`: closer and finer, for close-ups."""
    left, bottom, right, top = shape.bounds
    height = top - bottom
    for x in np.arange(left - height, right, HATCH_CM * thin):
        found = shape.buffer(-0.4 * thin).intersection(LineString([(x, bottom), (x + height, top)]))
        for line in found.geoms if isinstance(found, MultiLineString) else [found]:
            if isinstance(line, LineString) and line.length > 1.2 * thin:
                yield Stroke(whole(np.array(line.coords)), "hatch", int(HATCH_LINE * thin))


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
