"""The things around a body as pieces to trace: what lies and stands, what is held, what is wrapped around a limb."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from routine.figure.body import ON_LIMB, SPHERES, landmark, pieces
from routine.figure.record import Thing, kind_of
from routine.figure.scene import DOOR_HIGH, Box, boxes, movers
from routine.figure.skeleton import ANGLES, Array
from routine.figure.solve import STICK, Posture, held
from routine.figure.tracing import Solid, ball, block, camera, cylinder, rod

STRAP, BAND = 1.0, 0.9  # radius of the ribbon's rods
ABOVE = 0.7  # how far a strap lies off the skin
RIBBON = (-1.5, 0.0, 1.5)  # a loop of elastic is so many rods wide, along the limb
FINE = 1.2  # cm between the points of a strap
SETTLES = 60
WALL_HIGH = 190.0  # the wall where nothing is said
TALL = (WALL_HIGH, DOOR_HIGH)  # what is said of a wall or a door that is just high
OVER_TOP = 6.0  # cm that a wall goes on above the person
ANY_HEIGHT = 300.0


def top_of(posture: Posture) -> float:
    """Return how high the body, what it holds and what it leans on the wall reach."""
    heights = [_world(posture, s.bone, s.at)[2] + s.radius for s in SPHERES]
    heights += [posture.things[m.name][2] + m.radius for m in movers(posture.phase.things, len(ANGLES))]
    for name, t in posture.phase.things.items():
        if t.via and (drawn := DRAWN.get(kind_of(name))) is not None:
            heights += [s.reach[3] for s in drawn(posture, name, t, camera(0.0, 0.0))]
    return float(max(heights))


def _height(t: Thing, usual: float, top: float) -> float:
    """Return how high a wall or a jamb is drawn: where nothing else is said, no higher than the person needs, so that the
    figure is large. What is touched stays below its edge."""
    said = float(t.h) if "h" in t.model_fields_set else usual
    return min(said, max(top + OVER_TOP, 60.0)) if said in TALL else said


def things(posture: Posture, cam: Array, top: float = ANY_HEIGHT) -> Iterator[Solid]:
    """Yield everything that a phase names beside the body. `top`: how high the body and what it holds reach."""
    phase = posture.phase
    for m in movers(phase.things, len(ANGLES)):
        middle = posture.things[m.name]
        if m.axis is None:
            yield ball(m.name, middle, m.radius, cam)
        else:
            yield cylinder(m.name, middle, m.axis, m.half, m.radius, cam)
    for b in boxes(phase.things):
        yield block(b.part, _cut(b, phase.things[b.thing], top), cam, b.round_)
    for name, t in phase.things.items():
        if kind_of(name) == "wall":
            yield _wall(name, t, cam, top)
        elif (drawn := DRAWN.get(kind_of(name))) is not None:
            yield from drawn(posture, name, t, cam)


def _cut(b: Box, t: Thing, top: float) -> Box:
    """Return a block as it is drawn: of a door as much as is needed."""
    if kind_of(b.thing) != "door":
        return b
    half = _height(t, DOOR_HIGH, top) / 2
    return replace(b, middle=(b.middle[0], b.middle[1], half), half=(b.half[0], b.half[1], half))


def _wall(name: str, t: Thing, cam: Array, top: float) -> Solid:
    way, h, w = (-1 if t.side == "left" else 1), max(_height(t, WALL_HIGH, top), 60.0), float(t.w)
    return block(name, Box(name, (float(t.x) + way * 3, 0, h / 2), (3, w / 2, h / 2)), cam, 0.3)


def _mat(_: Posture, name: str, t: Thing, cam: Array) -> Iterator[Solid]:
    yield block(name, Box(name, (float(t.x), float(t.y), -0.8), (t.l / 2, t.w / 2, 0.6)), cam, 0.3)


def place(posture: Posture, spot: str | Sequence[float], above: float = 0.0) -> Array:
    """Return where something passes: a place in the room, a hand's grip, or just outside a landmark."""
    if not isinstance(spot, str):
        return np.array(spot, float)
    if spot.startswith(("palm", "grip")):
        return held(posture.bones, spot)
    mark = landmark(spot)
    rotation, origin = posture.bones[mark.bone]
    faces = np.array(mark.faces) / np.linalg.norm(mark.faces)
    out: Array = origin + rotation @ (np.array(mark.at, float) + faces * (mark.radius + above))
    return out


def _rods(name: str, points: Sequence[Array], radius: float, cam: Array) -> Iterator[Solid]:
    for one, two in itertools.pairwise(points):
        yield rod(name, one, two, radius, cam)


def unit(way: Array) -> Array:
    found: Array = way / max(float(np.linalg.norm(way)), 1e-6)
    return found


# Straps and elastic


def _strap(posture: Posture, name: str, t: Thing, cam: Array) -> Iterator[Solid]:
    if t.loop:
        yield from _loop(posture, name, t, cam)
        return
    points = [place(posture, spot, ABOVE) for spot in t.via]
    wrapped = {landmark(spot).bone for spot in t.via if isinstance(spot, str) and not spot.startswith(("palm", "grip"))}
    yield from _rods(name, taut(posture, points, wrapped), STRAP if kind_of(name) == "strap" else BAND, cam)


def taut(posture: Posture, knots: Sequence[Array], bones: set[str]) -> list[Array]:
    """Pull a line through its knots tight over the bones that it goes around."""
    points: list[Array] = []
    fixed: list[bool] = []
    for one, two in itertools.pairwise(knots):
        steps = max(2, int(np.linalg.norm(two - one) / FINE))
        points += [one + (two - one) * k / steps for k in range(steps)]
        fixed += [True] + [False] * (steps - 1)
    way, still = np.array([*points, knots[-1]]), np.array([*fixed, True])
    if not bones:
        return list(way)
    found = [p for p in pieces() if p.bone in bones]
    ends = [(_world(posture, p.bone, p.at), _world(posture, p.to_bone, p.to), p.radius, p.to_radius) for p in found]
    for _ in range(SETTLES):
        middle = way.copy()
        middle[1:-1] = (way[:-2] + way[2:]) / 2
        way = np.where(still[:, None], way, middle)
        for a, b, ra, rb in ends:
            way = np.where(still[:, None], way, _pushed(way, a, b, ra, rb))
    return list(way)


def _world(posture: Posture, bone: str, at: Sequence[float]) -> Array:
    rotation, origin = posture.bones[bone]
    found: Array = origin + rotation @ np.array(at, float)
    return found


def _pushed(points: Array, a: Array, b: Array, ra: float, rb: float) -> Array:
    """Return points that lay in a capsule on its surface, and a little above."""
    axis = b - a
    h = np.clip((points - a) @ axis / max(float(axis @ axis), 1e-6), 0, 1)[:, None]
    foot = a + h * axis
    out = points - foot
    length = np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)
    found: Array = foot + out / length * np.maximum(length, ra + (rb - ra) * h + ABOVE)
    return found


def _loop(posture: Posture, name: str, t: Thing, cam: Array) -> Iterator[Solid]:
    """A closed band around limbs, or from a limb to a place in the room: the hull of circles about them, as a ribbon."""
    rings = [_girth(posture, spot) for spot in t.via]
    along = unit(sum((r[2] * np.sign(r[2] @ rings[0][2] or 1) for r in rings), np.zeros(3)))
    across = unit(rings[-1][0] - rings[0][0]) if len(rings) > 1 else unit(np.cross(along, [0.3, 1.0, 0.2]))
    along = unit(along - across * (along @ across))
    third = np.cross(along, across)
    spots = []
    for middle, radius, _ in rings:
        turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        ring = middle + radius * (np.cos(turn)[:, None] * across + np.sin(turn)[:, None] * third)
        spots += list(ring)
    origin = rings[0][0]
    flat = np.array([[(p - origin) @ across, (p - origin) @ third, (p - origin) @ along] for p in spots])
    order = _hull(flat[:, :2])
    middle_of = [origin + across * flat[k, 0] + third * flat[k, 1] + along * flat[k, 2] for k in order]
    for shift in RIBBON:
        yield from _rods(name, [p + along * shift for p in [*middle_of, middle_of[0]]], BAND, cam)


def _girth(posture: Posture, spot: str | Sequence[float]) -> tuple[Array, float, Array]:
    """Return the middle of a limb at a landmark, how far a band lies from it, and the limb's way."""
    if not isinstance(spot, str):
        return np.array(spot, float), 1.0, np.array([0.0, 0.0, 1.0])
    mark = landmark(spot)
    rotation, origin = posture.bones[mark.bone]
    if spot.startswith(("palm", "grip")):
        return held(posture.bones, spot), 3.4, rotation[:, 0]
    along = rotation[:, 0] if mark.bone.startswith("foot") and spot[:-2] not in ("ankle", "anklein") else rotation[:, 2]
    flesh = 1.0 if ON_LIMB.fullmatch(spot) else 0.6
    return origin + rotation @ np.array(mark.at, float), mark.radius + flesh, along


def _hull(points: Array) -> list[int]:
    """Return the corners of the hull of points of a plane, in order (monotone chain)."""
    order = sorted(range(len(points)), key=lambda k: (points[k, 0], points[k, 1]))

    def half(ks: Sequence[int]) -> list[int]:
        found: list[int] = []
        for k in ks:
            while len(found) > 1 and _turns_right(points[found[-2]], points[found[-1]], points[k]):
                found.pop()
            found.append(k)
        return found

    low, high = half(order), half(order[::-1])
    return [*low[:-1], *high[:-1]]


def _turns_right(a: Array, b: Array, c: Array) -> bool:
    return bool((b[0] - a[0]) * (c[1] - a[1]) <= (b[1] - a[1]) * (c[0] - a[0]))


# What is held


def _stick(posture: Posture, name: str, t: Thing, cam: Array) -> Iterator[Solid]:
    points = [place(posture, spot) for spot in t.via]
    over = float(t.over)
    if isinstance(t.via[0], str):
        points[0] = points[0] - unit(points[1] - points[0]) * over
    if isinstance(t.via[-1], str):
        points[-1] = points[-1] + unit(points[-1] - points[-2]) * over
    yield from _rods(name, points, float(t.r or STICK), cam)


def _cane(posture: Posture, name: str, t: Thing, cam: Array) -> Iterator[Solid]:
    """A hooked cane: its knob presses the first landmark, its shaft goes through the hands."""
    mark = landmark(str(t.via[0]))
    knob = place(posture, t.via[0], 1.2)
    out = posture.bones[mark.bone][0] @ unit(np.array(mark.faces, float))
    hands = [place(posture, spot) for spot in t.via[1:]]
    shaft = unit(hands[-1] - hands[0]) if len(hands) > 1 else unit(hands[0] - knob)
    end = hands[-1] + shaft * float(t.over)
    begin, lift = hands[0] - shaft * 8, float(np.linalg.norm(hands[0] - knob)) * 0.55
    curve = []
    for u in np.linspace(0, 1, 16):
        a, b, c, d = knob, knob + out * lift, begin - shaft * lift, begin
        curve.append(a * (1 - u) ** 3 + 3 * b * u * (1 - u) ** 2 + 3 * c * u * u * (1 - u) + d * u**3)
    yield from _rods(name, [*curve, end], 1.3, cam)
    yield ball(name, knob, 2.2, cam)


def _weight(posture: Posture, name: str, t: Thing, cam: Array) -> Iterator[Solid]:
    """A dumbbell, a bottle or a bag in one hand, or between two."""
    grips = [place(posture, spot) for spot in t.via]
    middle = sum(grips, np.zeros(3)) / len(grips)
    hand = posture.bones[f"hand_{str(t.via[0])[-1]}"][0]
    axis = np.eye(3)["xyz".index(t.axis)] if t.axis else hand[:, 0]
    if t.look == "bag":
        middle = middle - np.array([0, 0, 24])
        yield block(name, Box(name, (middle[0], middle[1], middle[2]), (12, 5, 12)), cam, 2.5)
        for side in (-7, 7):
            yield rod(name, grips[0], middle + np.array([side, 0, 11]), 0.8, cam)
        return
    if t.look == "bottle":
        yield cylinder(name, middle, axis, 9.5, 3.4, cam)
        yield rod(name, middle + axis * 9, middle + axis * 13.5, 1.6, cam)
        return
    yield rod(name, middle - axis * 8, middle + axis * 8, 1.5, cam)
    for way in (-1, 1):
        yield cylinder(name, middle + axis * way * 8.5, axis, 2.6, 4.8, cam)


def _cup(posture: Posture, name: str, t: Thing, cam: Array) -> Iterator[Solid]:
    """A dome that stands on the skin."""
    mark, r = landmark(str(t.via[0])), float(t.r or 3.2)
    skin = place(posture, t.via[0], -0.8)
    out = posture.bones[mark.bone][0] @ unit(np.array(mark.faces, float))
    yield Solid(name, 0, cam @ skin, cam @ (skin + out * 3.4), r, r * 0.72, np.eye(3))
    yield ball(name, skin + out * 6.6, r * 0.4, cam)


def _slider(posture: Posture, name: str, t: Thing, cam: Array) -> Iterator[Solid]:
    """A disc on the floor, under what slides."""
    at = place(posture, t.via[0])
    yield cylinder(name, np.array([at[0], at[1], -0.2]), np.array([0.0, 0.0, 1.0]), 0.7, float(t.r or 9.0), cam)


DRAWN: dict[str, Callable[[Posture, str, Thing, Array], Iterator[Solid]]] = {
    "mat": _mat, "strap": _strap, "band": _strap, "stick": _stick, "cane": _cane, "weight": _weight,
    "cup": _cup, "slider": _slider,
}  # fmt: skip
