"""From grids to paths: smooth outlines of regions, and the inner lines where one limb lies before another."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import contourpy
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from shapely.geometry import LineString, Polygon

from routine.figure.body import HAND_OF, JOINED, PARTS
from routine.figure.skeleton import Array
from routine.figure.tracing import View

Mask = NDArray[np.bool_]
PAD = 6
SMOOTH_CM = 0.75  # how far outlines are smoothed along their own way
BLUR_CM = 0.4
EDGE_CM = 0.25  # silhouettes follow the distance of the ray, not the grid: no stairs
SMALLEST_CM2 = 1.2
HOLE_CM2 = 4.0  # between limbs: a smaller one would be all line
SHORTEST = 2.2  # cm of an inner line
DEPTH_JUMP, FINE_JUMP, CREASE = (
    2.6,
    0.8,
    -0.25,
)  # between parts that grow together a line is drawn only where one clearly lies before the other


def outlines(view: View, mask: Mask, *, smallest: float = SMALLEST_CM2, edge: bool = False, tolerance: float = 0.06) -> list[Polygon]:
    """Return the regions of a mask as polygons in centimetres. `edge`: the outer border of the body is meant."""
    if edge:
        field = 0.75 - np.clip(np.where(mask, 0.0, np.maximum(view.near, 0)), 0, 0.8)
        field = gaussian_filter(np.pad(np.where(field < 0.2, -0.05, field), PAD, constant_values=-0.05), 1.0)
    else:
        field = gaussian_filter(np.pad(mask.astype(float), PAD), BLUR_CM * view.fine / view.step)
    found = []
    for points, offsets in zip(*contourpy.contour_generator(z=field, fill_type="OuterOffset").filled(0.5, 1e9), strict=True):
        rings = [_ring(view, points[a:z]) for a, z in itertools.pairwise(offsets)]
        least = HOLE_CM2 * view.fine**2 if edge else smallest / 2
        shape = Polygon(rings[0], [r for r in rings[1:] if abs(Polygon(r).area) > least]).buffer(0)
        found += [p.simplify(tolerance * view.fine) for p in parts_of(shape) if p.area >= smallest]
    return found


def parts_of(shape: object) -> list[Polygon]:
    """Return the polygons of a shape, whatever shapely made of it."""
    members = getattr(shape, "geoms", [shape])
    return [p for p in members if isinstance(p, Polygon) and not p.is_empty]


def _ring(view: View, points: Array) -> Array:
    ring = _on_page(view, points)
    if len(ring) <= 24:
        return ring
    ring = gaussian_filter(ring[:-1], (SMOOTH_CM * view.fine / view.step, 0), mode="wrap")
    return np.vstack([ring, ring[:1]])


def _on_page(view: View, points: Array) -> Array:
    page: Array = np.array([view.x0, view.y0]) + (points - PAD) * view.step
    return page


def inner_lines(view: View) -> Iterator[tuple[str, bool, Array]]:
    """Yield lines with the part that draws them, the nearer one, and whether nothing lies behind them."""
    step_of = np.full((len(view.names) + 1,) * 2, -1.0)
    for i, a in enumerate(view.names):
        for j, b in enumerate(view.names):
            if a == b or frozenset((a, b)) in JOINED:
                step_of[i, j] = FINE_JUMP if HAND_OF.get(a, a) == HAND_OF.get(b, b) else DEPTH_JUMP
    for n, name in enumerate(view.names):
        mask = view.part == n
        if mask.sum() * view.step**2 < 0.5:
            continue
        field = gaussian_filter(np.pad(mask.astype(float), PAD), BLUR_CM * view.fine / view.step)
        for line in contourpy.contour_generator(z=field).lines(0.5):
            if len(line) >= 8:
                yield from _seen(view, n, name in PARTS, np.asarray(line, float), step_of)


def _seen(view: View, n: int, is_body: bool, line: Array, step_of: Array) -> Iterator[tuple[str, bool, Array]]:
    """Yield the stretches of a part's border that are worth a line."""
    closed = bool(np.allclose(line[0], line[-1]))
    along = np.gradient(line, axis=0)
    out = np.stack([along[:, 1], -along[:, 0]], 1)
    out /= np.linalg.norm(out, axis=1, keepdims=True) + 1e-9
    reach = 0.48 * view.fine / view.step
    inside, outside = _cells(view, line + out * reach), _cells(view, line - out * reach)
    if (view.part[inside] == n).mean() < (view.part[outside] == n).mean():
        inside, outside = outside, inside
    beyond = view.part[outside]
    jump = view.depth[outside] - view.depth[inside]
    other_is_body = np.isin(beyond, [k for k, name in enumerate(view.names) if name in PARTS])
    if is_body:
        turned = np.einsum("ij,ij->i", view.normal[inside], view.normal[outside]) < CREASE
        least = step_of[n, beyond]
        grown = (least > 0) & (beyond >= 0)
        keep = np.where(grown, (jump > least) | (turned & (jump > -0.6)), (jump > -0.8) | ~other_is_body)
    else:
        keep = (jump > 0.3) & ~other_is_body
    keep &= beyond != n
    keep = gaussian_filter(keep.astype(float), 0.6 * view.fine / view.step, mode="wrap" if closed else "nearest") > 0.5
    free = beyond < 0
    for is_free, chosen in ((True, keep & free), (False, keep & ~free & (other_is_body | (not is_body)))):
        for run in _runs(chosen, closed):
            if len(run) * view.step < SHORTEST * view.fine:
                continue
            whole = closed and len(run) == len(line)
            points = gaussian_filter(_on_page(view, line[run]), (0.9 * view.fine / view.step, 0), mode="wrap" if whole else "nearest")
            yield view.names[n], is_free, np.array(LineString(points).simplify(0.05 * view.fine).coords)


def _cells(view: View, points: Array) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    rows, columns = view.part.shape
    x, y = (np.rint(points[:, k] - PAD).astype(int) for k in (0, 1))
    return np.clip(y, 0, rows - 1), np.clip(x, 0, columns - 1)


def _runs(chosen: Mask, closed: bool) -> list[NDArray[np.int_]]:
    """Return the stretches of neighbours that are chosen; of a closed line the last may go on in the first."""
    order = np.arange(len(chosen))
    if chosen.all():
        return [order]
    if not chosen.any():
        return []
    if closed:
        order = np.roll(order, -int(np.nonzero(~chosen)[0][0]))
    marks = chosen[order].astype(int)
    starts = np.nonzero(np.diff(np.concatenate([[0], marks])) == 1)[0]
    ends = np.nonzero(np.diff(np.concatenate([marks, [0]])) == -1)[0]
    return [order[a : z + 1] for a, z in zip(starts, ends, strict=True)]
