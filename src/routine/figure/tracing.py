"""What the viewer sees: for every point of a grid the nearest surface, which part it belongs to, and how it faces.

Orthographic sphere tracing through smoothly joined pieces. The grid is only a witness of what is visible; what is drawn are paths.
The inner loops are compiled by numba on their first run and kept; they take flat arrays and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routine.figure.body import JAW, JOINED, PARTS, pieces, softness
from routine.figure.record import kind_of
from routine.figure.scene import AXES, Box
from routine.figure.skeleton import Array
from routine.figure.solve import Posture

CONE, BOX, CYLINDER = 0, 1, 2
HIT, SLOW, STEPS, NEAR = 0.03, 0.92, 120, 9.0
TILE = 8
MARGIN = 3.0
USUAL = 0.25  # cm of the grid of a whole body
OPEN = (3.5, 0.0, -0.8)  # where the jaw is with an open mouth


@dataclass(frozen=True)
class Solid:
    """One piece in the viewer's frame. A box keeps its own frame in `turn`; a pressed cone its squeeze."""

    part: str
    kind: int
    a: Array
    b: Array
    ra: float
    rb: float
    turn: Array  # (3, 3): from the viewer's frame into the piece's own
    scale: float = 1.0
    round_: float = 0.0

    @property
    def reach(self) -> tuple[float, float, float, float, float]:
        """Return left, bottom, right, top and nearest depth of what it may cover."""
        r = max(self.ra, self.rb)
        if self.kind == CONE:
            low, high = np.minimum(self._ends[0], self._ends[1]) - r, np.maximum(self._ends[0], self._ends[1]) + r
            return low[0], low[1], high[0], high[1], low[2]
        if self.kind == BOX:
            corners = np.array([[i, j, k] for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)]) * (self.b + self.round_) + self.a
            seen = corners @ self.turn  # the turn is orthonormal, so its transpose leads back
            return seen[:, 0].min(), seen[:, 1].min(), seen[:, 0].max(), seen[:, 1].max(), seen[:, 2].min()
        e = self.rb * np.abs(self.b) + self.ra
        return self.a[0] - e[0], self.a[1] - e[1], self.a[0] + e[0], self.a[1] + e[1], self.a[2] - e[2]

    @property
    def _ends(self) -> tuple[Array, Array]:
        back = np.linalg.inv(self.turn)
        return back @ self.a, back @ self.b


@dataclass(frozen=True)
class View:
    """The grid. `part`: index into `names`, -1 where nothing is; `near`: how close the ray comes to the body (cm, at most 9)."""

    names: tuple[str, ...]
    x0: float
    y0: float
    step: float
    part: NDArray[np.int16]
    depth: NDArray[np.float64]
    normal: NDArray[np.float64]
    near: NDArray[np.float64]

    def where(self, *names: str) -> NDArray[np.bool_]:
        return np.isin(self.part, [n for n, name in enumerate(self.names) if name in names])

    @property
    def fine(self) -> float:
        """Return how much finer than usual the grid is: lines and smoothing of a close-up are as much finer."""
        return min(1.0, self.step / USUAL)

    @property
    def body(self) -> NDArray[np.bool_]:
        return self.where(*PARTS)

    def points(self) -> Array:
        """Return each grid point's place in the viewer's frame, (rows, columns, 3); depth 0 where nothing is."""
        rows, columns = self.part.shape
        x, y = np.meshgrid(self.x0 + np.arange(columns) * self.step, self.y0 + np.arange(rows) * self.step)
        return np.stack([x, y, np.where(self.part >= 0, self.depth, 0.0)], -1)


def camera(az: float, el: float) -> Array:
    """Return the rows right, up and depth of a viewer. 0 looks along +y at the right flank; `az` orbits to the person's front."""
    a, e = np.radians(-az), np.radians(el)
    into = np.array([np.sin(a) * np.cos(e), np.cos(a) * np.cos(e), -np.sin(e)])
    right = np.array([np.cos(a), -np.sin(a), 0.0])
    return np.stack([right, np.cross(right, into), into])


def solids(posture: Posture, cam: Array, things: Iterable[Solid] = ()) -> list[Solid]:
    """Return the body's pieces in the viewer's frame, and the things given."""
    hands = posture.phase.hands
    found = []
    for p in pieces(hands.get("r", "flat"), hands.get("l", "flat"), close=bool(posture.phase.camera.frame)):
        (ra, oa), (rb, ob) = posture.bones[p.bone], posture.bones[p.to_bone]
        to = OPEN if posture.phase.mouth == "open" and p.to == JAW else p.to
        a, b = cam @ (oa + ra @ np.array(p.at, float)), cam @ (ob + rb @ np.array(to, float))
        if p.flat == 1.0:
            found.append(Solid(p.part, CONE, a, b, p.radius, p.to_radius, np.eye(3)))
        else:  # measured in a frame in which it is round again
            turn = np.diag([1.0, 1.0 / p.flat, 1.0]) @ ra.T @ cam.T
            found.append(Solid(p.part, CONE, turn @ a, turn @ b, p.radius, p.to_radius, turn, p.flat))
    return [*found, *things]


def ball(part: str, middle: Array, radius: float, cam: Array) -> Solid:
    a = cam @ middle
    return Solid(part, CONE, a, a + np.array([0, 0, 0.01]), radius, radius, np.eye(3))


def rod(part: str, a: Array, b: Array, radius: float, cam: Array) -> Solid:
    return Solid(part, CONE, cam @ a, cam @ b, radius, radius, np.eye(3))


def cylinder(part: str, middle: Array, axis: Array, half: float, radius: float, cam: Array) -> Solid:
    return Solid(part, CYLINDER, cam @ middle, cam @ axis, radius, half, np.eye(3), round_=0.6)


def block(part: str, box: Box, cam: Array, round_: float = 0.5) -> Solid:
    return Solid(part, BOX, np.array(box.middle, float), np.array(box.half, float) - round_, 0, 0, cam.T, round_=round_)


def axis_of(name: str) -> Array:
    return np.array(AXES[name])


def trace(found: Sequence[Solid], step: float, window: tuple[float, float, float, float] | None = None) -> View:
    """Trace all pieces on a grid of this step (cm), or what of them is in a window. Equal input gives equal output."""
    names = tuple(dict.fromkeys(s.part for s in found))
    reach = np.array([s.reach for s in found])
    left, bottom, right, top = window or (*reach[:, :2].min(0), *reach[:, 2:4].max(0))
    x0, y0 = left - MARGIN, bottom - MARGIN
    columns, rows = (int((end + MARGIN - start) / step) + 1 for end, start in ((right, x0), (top, y0)))
    number = {name: n for n, name in enumerate(names)}
    joined = [
        (number[a], number[b], k)
        for pair, k in sorted(JOINED.items(), key=lambda p: sorted(p[0]))
        for a, b in [sorted(pair)]
        if a in number and b in number
    ]
    scene = (
        np.array([s.kind for s in found]), np.array([number[s.part] for s in found]),
        np.array([s.a for s in found]), np.array([s.b for s in found]),
        np.array([s.ra for s in found], float), np.array([s.rb for s in found], float), np.array([s.turn for s in found]),
        np.array([s.scale for s in found], float), np.array([s.round_ for s in found], float),
        np.array([softness(n) if n in PARTS else 0.0 for n in names]),
        np.array([[a, b] for a, b, _ in joined], int).reshape(-1, 2), np.array([k for *_, k in joined], float),
    )  # fmt: skip
    part, depth, normal, near = _grid(scene, reach, np.array([n in PARTS for n in names]), x0, y0, step, rows, columns)
    return View(names, x0, y0, step, part, depth, normal, near)


@njit(cache=True)
def _soft(a, b, k):  # type: ignore[no-untyped-def]
    """Join two distances smoothly over a width k."""
    if k <= 0:
        return min(a, b)
    h = max(k - abs(a - b), 0.0) / k
    return min(a, b) - h * h * k * 0.25


@njit(cache=True)
def _one(kind, a, b, ra, rb, turn, scale, round_, p):  # type: ignore[no-untyped-def]
    """Return the distance of a point from one piece."""
    q0 = turn[0, 0] * p[0] + turn[0, 1] * p[1] + turn[0, 2] * p[2]
    q1 = turn[1, 0] * p[0] + turn[1, 1] * p[1] + turn[1, 2] * p[2]
    q2 = turn[2, 0] * p[0] + turn[2, 1] * p[1] + turn[2, 2] * p[2]
    d0, d1, d2 = q0 - a[0], q1 - a[1], q2 - a[2]
    if kind == 0:
        e0, e1, e2 = b[0] - a[0], b[1] - a[1], b[2] - a[2]
        h = (d0 * e0 + d1 * e1 + d2 * e2) / max(e0 * e0 + e1 * e1 + e2 * e2, 1e-6)
        h = min(1.0, max(0.0, h))
        d0, d1, d2 = d0 - h * e0, d1 - h * e1, d2 - h * e2
        return ((d0 * d0 + d1 * d1 + d2 * d2) ** 0.5 - (ra + (rb - ra) * h)) * scale
    if kind == 1:
        d0, d1, d2 = abs(d0) - b[0], abs(d1) - b[1], abs(d2) - b[2]
        out = (max(d0, 0.0) ** 2 + max(d1, 0.0) ** 2 + max(d2, 0.0) ** 2) ** 0.5
        return out + min(max(d0, max(d1, d2)), 0.0) - round_
    along = d0 * b[0] + d1 * b[1] + d2 * b[2]
    across = max(d0 * d0 + d1 * d1 + d2 * d2 - along * along, 0.0) ** 0.5 - ra + round_
    beyond = abs(along) - rb + round_
    return min(max(across, beyond), 0.0) + (max(across, 0.0) ** 2 + max(beyond, 0.0) ** 2) ** 0.5 - round_


@njit(cache=True)
def _all(p, tile, scene, parts):  # type: ignore[no-untyped-def]
    """Fill the distance of each part that is here and return the least of all, joints smoothed over."""
    chosen, here, pairs = tile
    kind, owner, a, b, ra, rb, turn, scale, round_, soft, joined, width = scene
    for n in here:
        parts[n] = 1.0e9
    for n in chosen:
        d = _one(kind[n], a[n], b[n], ra[n], rb[n], turn[n], scale[n], round_[n], p)
        o = owner[n]
        parts[o] = d if parts[o] > 1.0e8 else _soft(parts[o], d, soft[o])
    least = 1.0e9
    for n in here:
        least = min(least, parts[n])
    for j in pairs:
        least = min(least, _soft(parts[joined[j, 0]], parts[joined[j, 1]], width[j]))
    return least


@njit(cache=True)
def _tile(left, bottom, right, top, reach, scene, chosen, here, pairs):  # type: ignore[no-untyped-def]
    """Choose the pieces, parts and joints that a tile of the grid may meet."""
    owner, soft, joined = scene[1], scene[9], scene[10]
    present = np.zeros(soft.size, np.bool_)
    count, heres, paired = 0, 0, 0
    for n in range(owner.size):
        if reach[n, 0] < right and reach[n, 2] > left and reach[n, 1] < top and reach[n, 3] > bottom:
            chosen[count] = n
            count += 1
            present[owner[n]] = True
    for n in range(soft.size):
        if present[n]:
            here[heres] = n
            heres += 1
    for j in range(joined.shape[0]):
        if present[joined[j, 0]] and present[joined[j, 1]]:
            pairs[paired] = j
            paired += 1
    return chosen[:count], here[:heres], pairs[:paired]


@njit(cache=True)
def _facing(p, tile, scene, parts, normal):  # type: ignore[no-untyped-def]
    """Fill the way that the surface at a point faces."""
    side = np.zeros(3)
    length = 0.0
    for axis in range(3):
        side[0], side[1], side[2] = p[0], p[1], p[2]
        side[axis] = p[axis] + 0.15
        up = _all(side, tile, scene, parts)
        side[axis] = p[axis] - 0.15
        down = _all(side, tile, scene, parts)
        normal[axis] = up - down
        length += (up - down) ** 2
    normal /= max(length**0.5, 1e-9)


@njit(cache=True)
def _grid(scene, reach, is_body, x0, y0, step, rows, columns):  # type: ignore[no-untyped-def]
    part = np.full((rows, columns), -1, np.int16)
    depth = np.full((rows, columns), 1.0e4)
    normal = np.zeros((rows, columns, 3))
    near = np.full((rows, columns), 9.0)
    chosen, here = np.zeros(reach.shape[0], np.int64), np.zeros(is_body.size, np.int64)
    pairs, parts, p = np.zeros(scene[10].shape[0] + 1, np.int64), np.zeros(is_body.size), np.zeros(3)
    for ty in range(0, rows, TILE):
        for tx in range(0, columns, TILE):
            left, bottom = x0 + tx * step - NEAR * 0.3, y0 + ty * step - NEAR * 0.3
            right, top = x0 + (tx + TILE) * step + NEAR * 0.3, y0 + (ty + TILE) * step + NEAR * 0.3
            tile = _tile(left, bottom, right, top, reach, scene, chosen, here, pairs)
            if tile[0].size == 0:
                continue
            front = reach[tile[0], 4].min()
            for y in range(ty, min(ty + TILE, rows)):
                for x in range(tx, min(tx + TILE, columns)):
                    p[0], p[1], p[2] = x0 + x * step, y0 + y * step, front - 1.0
                    for _ in range(STEPS):
                        d = _all(p, tile, scene, parts)
                        for n in tile[1]:
                            if is_body[n]:
                                near[y, x] = min(near[y, x], parts[n])
                        if d < HIT:
                            break
                        p[2] += max(d, 0.02) * SLOW
                        if p[2] > front + 400.0:
                            break
                    if d >= HIT:
                        continue
                    best = tile[1][0]
                    for n in tile[1]:
                        if parts[n] < parts[best]:
                            best = n
                    part[y, x], depth[y, x] = best, p[2]
                    _facing(p, tile, scene, parts, normal[y, x])
    return part, depth, normal, near


def kinds(names: Iterable[str]) -> dict[str, str]:
    """Return the kind of thing behind each part of a view that is no part of the body."""
    return {name: kind_of(name) for name in names if name not in PARTS}
