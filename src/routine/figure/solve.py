"""From a record to a posture: the angles nearest to what is written that hold every contact and enter nothing.

Non-linear least squares over the angles of the skeleton and the places of rollers and balls. What an author writes is only where the
search begins and what it is pulled to; contacts, ranges of joints, floor and things are what it must meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from routine.figure.body import BONES, SPHERES, apart, landmark
from routine.figure.record import Phase, kind_of
from routine.figure.scene import GIVES, Mover, boxes, movers, outside, wall_of
from routine.figure.skeleton import ANGLES, AT, HIGH, LOW, SIDES, Array, Pose, base_frame, pose, values

WRITTEN, FREE = 7.0, 22.0  # degrees that an angle may lie off what is written, or off its rest
MOVES_WITH = 1.0  # degrees between a big toe and the others, where nothing is said of it
LOOSE = {"root": 8.0, "lumbar": 7.0, "thorax": 7.0, "neck": 7.0, "head": 7.0, "scap": 2.0, "inv": 6.0}
REST = {"el.flex": 10.0, "knee.flex": 4.0, "sh.abd": 8.0}
ANYWHERE = 300.0  # cm
PRESSED = 0.8  # how far a seat gives way
STICK = 1.6  # the radius of a stick
GOOD_ENOUGH = 250.0
TRIES = 5
STEP = 1e-3


# Pairs of balls that must not lie in each other, each pair once: rows and columns of a table of distances.
CLASHES = np.array([[n < k and apart(q.part, p.part) for n, q in enumerate(SPHERES)] for k, p in enumerate(SPHERES)])
FLESH, SELF = 2.0, 0.5  # how far limbs may lie in each other, and how much less that counts than lying in a thing


@dataclass(frozen=True)
class Contact:
    """`what` lies `on` something. `turned`: it faces it, too; `touch` alone says nothing of how it is turned. `against`: it
    touches a block from whichever side."""

    what: str
    on: str
    turned: bool = True
    against: bool = False


@dataclass(frozen=True)
class Posture:
    """A solved phase: all bones, all movers, and how well the contacts hold (cm each)."""

    phase: Phase
    q: Array
    base: Array
    bones: Pose
    things: dict[str, Array]
    residuals: tuple[tuple[str, float], ...]
    cost: float


def contact(text: str) -> Contact:
    """Read `palm_r on floor`, `toe_r touch floor`, `fore_r against door`, `palm_r below shoulder_r`. Raises ValueError."""
    for word, turned in ((" on ", True), (" touch ", False), (" against ", True), (" below ", False)):
        what, found, on = text.partition(word)
        if found:
            on = on.strip()
            against = word == " against " or (kind_of(on) == "door" and word != " below ")
            return Contact(what.strip(), f"below {on}" if word == " below " else on, turned, against)
    raise ValueError(f"'{text}' is no contact: write `palm_r on floor`, `toe_r touch floor` or `palm_r below shoulder_r`")


class _Problem:
    """The residuals of one phase, for many candidates at once."""

    def __init__(self, phase: Phase) -> None:
        self.phase = phase
        self.base = base_frame(phase.base, float(phase.yaw))
        self.movers = movers(phase.things, len(ANGLES))
        self.by_name = {m.name: m for m in self.movers}
        self.boxes = tuple(b for b in boxes(phase.things) if b.solid)
        self.wall = wall_of(phase.things)
        self.contacts = tuple(contact(c) for c in phase.contacts)
        self.size = len(ANGLES) + 3 * len(self.movers)
        self.wanted, self.sigma = self._prior()
        self.big, self.small = self._led()
        self.radii = np.array([s.radius for s in SPHERES])
        self.spheres = [(bone, [n for n, s in enumerate(SPHERES) if s.bone == bone]) for bone in BONES]
        self.at = {bone: np.array([SPHERES[n].at for n in found]) for bone, found in self.spheres}

    def _prior(self) -> tuple[Array, Array]:
        wanted, sigma = np.zeros(self.size), np.full(self.size, FREE)
        for name, n in AT.items():
            joint = name.partition(".")[0]
            sigma[n] = ANYWHERE if name in ("root.x", "root.y", "root.z") else LOOSE.get(joint, FREE)
            wanted[n] = REST.get(name.removesuffix("_r").removesuffix("_l"), 0.0)
        for name, value in values(self.phase.joints).items():
            wanted[AT[name]] = value
            sigma[AT[name]] = 1.0 if name.startswith("scap") else WRITTEN
        for key, wide in self.phase.sigma.items():
            for name in values(
                {key: [1, 1, 1][: 1 if key.partition("_")[0] in ("el", "knee", "ankle", "inv", "toe", "bigtoe", "pron", "head") else 3]}
                if key.partition("_")[0] not in ("wrist", "scap")
                else {key: [1, 1]}
            ):
                sigma[AT[name]] = float(wide)
        for m in self.movers:
            wanted[m.first : m.first + 3] = m.at or (0, 0, m.radius)
            sigma[m.first : m.first + 3] = 40
        return wanted, sigma

    def _led(self) -> tuple[list[int], list[int]]:
        """Return the big toes that nothing is said of, and the toes that they move with."""
        said = values(self.phase.joints)
        sides = [s for s, _ in SIDES if f"bigtoe.ext_{s}" not in said]
        big, small = ([AT[f"{toe}.ext_{s}"] for s in sides] for toe in ("bigtoe", "toe"))
        self.wanted[big], self.sigma[big] = self.wanted[small], MOVES_WITH
        return big, small

    def place(self, bones: Pose, name: str) -> tuple[Array, float, Array]:
        """Return the middle of a landmark's ball, its radius, and the way it faces."""
        mark = landmark(name)
        rotation, origin = bones[mark.bone]
        faces = np.array(mark.faces) / np.linalg.norm(mark.faces)
        return origin + rotation @ np.array(mark.at, float), mark.radius, rotation @ faces

    def residuals(self, q: Array) -> Array:
        """Return all residuals of candidates, (candidates, rows)."""
        bones = pose(q[:, : len(ANGLES)], self.base)
        angles = q[:, : len(ANGLES)]
        off = q - self.wanted
        off[:, self.big] = q[:, self.big] - q[:, self.small]
        rows = [off / self.sigma, np.maximum(LOW - angles, 0) / 1.5, np.maximum(angles - HIGH, 0) / 1.5]
        rows += [r / 0.5 for r in self._entered(q, bones)]
        for m in self.movers:
            rows += self._resting(q, m)
        for c in self.contacts:
            rows += self._touching(q, bones, c)
        return np.concatenate([r.reshape(len(q), -1) for r in rows], 1)

    def _entered(self, q: Array, bones: Pose) -> Iterator[Array]:
        """Yield how deep each sphere of the body is in floor, wall, blocks, rollers and balls."""
        middles = np.zeros((len(q), len(SPHERES), 3))
        for bone, found in self.spheres:
            rotation, origin = bones[bone]
            middles[:, found] = origin[:, None] + np.einsum("bij,nj->bni", rotation, self.at[bone])
        yield np.maximum(self.radii - middles[..., 2], 0)
        yield self._in_itself(middles)
        if self.wall:
            yield np.maximum(self.radii - self.wall.way * (middles[..., 0] - self.wall.x), 0)
        for box in self.boxes:
            yield np.maximum(self.radii - outside(middles, box) - PRESSED - box.soft, 0)
        for m in self.movers:
            yield np.maximum(
                self.radii + m.radius - GIVES - 0.5 - np.linalg.norm(_across(middles - q[:, None, m.first : m.first + 3], m), axis=-1), 0
            )

    def _in_itself(self, middles: Array) -> Array:
        """Return how deep each ball lies in others: one row a ball, with the same sum of squares as one row a pair."""
        square = (middles**2).sum(-1)
        apart_ = square[:, :, None] + square[:, None] - 2 * middles @ middles.transpose(0, 2, 1)
        room = (self.radii[:, None] + self.radii[None] - FLESH) * CLASHES
        candidate, one, two = np.nonzero(apart_ < room**2 * CLASHES)
        deep = room[one, two] - np.sqrt(np.maximum(apart_[candidate, one, two], 1e-9))
        found = np.zeros(middles.shape[:2])
        np.add.at(found, (candidate, one), np.maximum(deep, 0) ** 2)
        rooted: Array = np.sqrt(found) * SELF
        return rooted

    def _resting(self, q: Array, m: Mover) -> Iterator[Array]:
        if m.rests == "floor":
            yield (q[:, m.first + 2] - m.radius) / 0.15
        elif m.rests == "wall" and self.wall:
            yield (q[:, m.first] - (self.wall.x + self.wall.way * m.radius)) / 0.15
        if m.at is not None:
            yield (q[:, m.first : m.first + 2] - np.array(m.at[:2])) / 2.0

    def _touching(self, q: Array, bones: Pose, c: Contact) -> Iterator[Array]:
        if c.what in self.phase.things:
            yield self._thing_on(bones, c)
            return
        p, r, faces = self.place(bones, c.what)
        if c.on == "floor":
            yield (p[:, 2] - r) / 0.2
            if c.turned:
                yield (faces[:, 2] + 1) / 0.5
        elif c.on == "wall" and self.wall:
            yield (self.wall.way * (p[:, 0] - self.wall.x) - r) / 0.2
            if c.turned:
                yield (self.wall.way * faces[:, 0] + 1) / 0.5
        elif c.on in self.by_name:
            yield from self._on_mover(q, self.by_name[c.on], p, r, faces)
        elif c.against:
            yield from self._against(p, r, faces, c)
        elif (box := next((b for b in self.boxes if b.thing == c.on), None)) is not None:
            top = box.middle[2] + box.half[2] - box.soft
            yield (p[:, 2] - r - top) / 0.2
            yield np.maximum(np.abs(p[:, :2] - np.array(box.middle[:2])) - np.array(box.half[:2]) + 4, 0)
            if c.turned:
                yield (faces[:, 2] + 1) / 0.6
        elif c.on.startswith("below "):
            yield (p[:, :2] - self.place(bones, c.on[6:])[0][:, :2]) / 1.5
        elif c.on[:2] in ("x=", "y=", "z="):
            yield p[:, "xyz".index(c.on[0])] - float(c.on[2:])
        else:
            other, radius, way = self.place(bones, c.on)
            yield ((p + faces * r) - (other + way * radius)) / 0.4
            if c.turned:
                yield (1 + np.einsum("bi,bi->b", faces, way)) / 1.2

    def _against(self, p: Array, r: float, faces: Array, c: Contact) -> Iterator[Array]:
        """Touch the side of a block that is nearest, of a door the nearest jamb."""
        found = [b for b in self.boxes if b.thing == c.on]
        gaps = np.stack([outside(p, b) for b in found])
        nearest = gaps.argmin(0)
        yield (gaps.min(0) - r) / 0.2
        if c.turned:
            d = p[None] - np.array([b.middle for b in found])[:, None]
            out = np.sign(d) * np.maximum(np.abs(d) - np.array([b.half for b in found])[:, None], 0)
            way = out[nearest, np.arange(len(p))]
            yield (1 + np.einsum("bi,bi->b", way, faces) / np.maximum(np.linalg.norm(way, axis=-1), 1e-6)) / 0.5

    def _thing_on(self, bones: Pose, c: Contact) -> Array:
        """A stick between two hands lies on a place of the body: a rolling stick on a thigh."""
        via = [v for v in self.phase.things[c.what].via if isinstance(v, str)]
        (one, two), (p, r, faces) = (held(bones, via[0]), held(bones, via[-1])), self.place(bones, c.on)
        target = p + faces * (r + STICK)
        way = two - one
        t = np.einsum("bi,bi->b", target - one, way) / np.maximum(np.einsum("bi,bi->b", way, way), 1e-6)
        found: Array = (one + np.clip(t, 0.1, 0.9)[:, None] * way - target) / 0.4
        return found

    def _on_mover(self, q: Array, m: Mover, p: Array, r: float, faces: Array) -> Iterator[Array]:
        d = q[:, m.first : m.first + 3] - p
        if m.axis is not None:
            yield (d @ m.axis) / 12.0
            d = d - (d @ m.axis)[:, None] * m.axis
        length = np.linalg.norm(d, axis=-1)
        yield (length - (r + m.radius - GIVES)) / 0.2
        yield (1 - np.einsum("bi,bi->b", d, faces) / length) / 0.25

    def start(self) -> Array:
        """Drop the body onto the floor, and bring each roller and ball to what it must touch: else the search gets stuck."""
        q = self.wanted.copy()
        bones = pose(q[: len(ANGLES)], self.base)
        lowest = min((bones[s.bone][1] + bones[s.bone][0] @ np.array(s.at))[2] - s.radius for s in SPHERES)
        q[AT["root.z"]] -= lowest
        bones = pose(q[: len(ANGLES)], self.base)
        for m in self.movers:
            c = next((c for c in self.contacts if c.on == m.name), None)
            if c is None:
                continue
            p, r, faces = self.place(bones, c.what)
            target = p + faces * (r + m.radius - GIVES)
            if m.at is not None:
                q[0:2] += q[m.first : m.first + 2] - target[:2]
            else:
                q[m.first : m.first + 3] = target
            if m.rests == "wall" and self.wall:
                x = self.wall.x + self.wall.way * m.radius
                q[0] += x - q[m.first]
                q[m.first] = x
            elif m.rests == "floor":
                q[2] += max(0.0, m.radius - target[2])
                q[m.first + 2] = m.radius
        return q

    def gaps(self, q: Array) -> Iterator[tuple[str, float]]:
        """Yield how far each contact is from holding, in cm."""
        bones = pose(q[None, : len(ANGLES)], self.base)
        for text, c in zip(self.phase.contacts, self.contacts, strict=True):
            rows = list(self._touching(q[None], bones, c))
            scale = {"floor": 0.2, "wall": 0.2}.get(c.on, 0.2 if c.on in self.by_name or any(b.thing == c.on for b in self.boxes) else 0.4)
            loose = c.on.startswith("below ") or c.on[:2] in ("x=", "y=", "z=")
            first = rows[1] if c.on in self.by_name and self.by_name[c.on].axis is not None else rows[0]
            yield text, 0.0 if loose else float(np.linalg.norm(first)) * scale


def held(bones: Pose, name: str) -> Array:
    """Return where a landmark holds something: a palm in the middle of its grip."""
    mark = landmark(f"grip{name[4:]}" if name.startswith("palm") else name)
    rotation, origin = bones[mark.bone]
    place: Array = origin + rotation @ np.array(mark.at, float)
    return place


def _across(d: Array, m: Mover) -> Array:
    """Return the part of a way that lies across a roller; of a ball, all of it."""
    if m.axis is None:
        return d
    along = np.clip(d @ m.axis, -m.half, m.half)
    return d - along[..., None] * m.axis


def solve(phase: Phase, near: Array | None = None) -> Posture:
    """Return the posture. `near`: the angles of a neighbouring one to begin with. Equal input gives equal output."""
    from scipy.optimize import least_squares

    problem = _Problem(phase)
    begin = near.copy() if near is not None and len(near) == problem.size else problem.start()
    scale = np.where(problem.sigma > 100, 10, np.minimum(problem.sigma, 15))

    def slope(x: Array) -> Array:
        around = np.repeat(x[None], problem.size + 1, 0)
        around[np.arange(problem.size), np.arange(problem.size)] += STEP
        rows = problem.residuals(around)
        change: Array = ((rows[:-1] - rows[-1]) / STEP).T
        return change

    chance = np.random.default_rng(1)
    best = None
    for attempt in range(TRIES):
        x = begin.copy()
        if attempt:
            x += chance.normal(0, 1, problem.size) * np.minimum(problem.sigma, 15) * 0.6
            x[AT["root.z"]] += 4 * attempt
        found = least_squares(
            lambda v: problem.residuals(v[None])[0], x, slope, method="trf", x_scale=scale, max_nfev=120, ftol=1e-5, xtol=1e-6
        )
        best = found if best is None or found.cost < best.cost else best
        if 2 * best.cost < GOOD_ENOUGH:
            break
    assert best is not None
    q = np.round(best.x, 3)
    bones = pose(q[: len(ANGLES)], problem.base)
    things = {m.name: q[m.first : m.first + 3] for m in problem.movers}
    return Posture(phase, q, problem.base, bones, things, tuple(problem.gaps(q)), 2 * float(best.cost))
