"""The things around a body: what may be touched, what must stay outside, where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from routine.figure.record import Thing, kind_of
from routine.figure.skeleton import Array

AXES = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}
USUAL_RADIUS = {"roller": 7.5, "towel": 4.5, "ball": 4.0}
GIVES = 1.0  # how far a roller or ball and the flesh on it give way where they meet


@dataclass(frozen=True)
class Box:
    """An axis-aligned block: its middle and half its edges. `solid`: it can carry and must not be entered; `soft`: how far
    what lies on it sinks in; `round_`: of its edges."""

    thing: str
    middle: tuple[float, float, float]
    half: tuple[float, float, float]
    solid: bool = True
    soft: float = 0.0
    round_: float = 0.5
    framed: bool = False  # of the wood that carries or borders the thing

    @property
    def part(self) -> str:
        return f"frame-{self.thing}" if self.framed else self.thing


@dataclass(frozen=True)
class Mover:
    """A roller or ball that goes where it is touched. `first`: the place of its x among the unknowns."""

    name: str
    first: int
    radius: float
    axis: Array | None  # of a roller
    half: float
    rests: str
    at: tuple[float, float, float] | None


@dataclass(frozen=True)
class Wall:
    x: float
    way: float  # 1: the body is to the right of it


def movers(things: Mapping[str, Thing], first: int) -> tuple[Mover, ...]:
    found: list[Mover] = []
    for name, t in things.items():
        kind = kind_of(name)
        if kind in USUAL_RADIUS:
            axis = None if kind == "ball" else np.array(AXES[t.axis or "y"])
            radius = float(t.r or USUAL_RADIUS[kind])
            at = None if t.pos is None else (float(t.pos[0]), float(t.pos[1]), float(t.pos[2]))
            found.append(Mover(name, first + 3 * len(found), radius, axis, t.len / 2, t.rests, at))
    return tuple(found)


def wall_of(things: Mapping[str, Thing]) -> Wall | None:
    return next((Wall(float(t.x), 1.0 if t.side == "left" else -1.0) for n, t in things.items() if kind_of(n) == "wall"), None)


def boxes(things: Mapping[str, Thing]) -> tuple[Box, ...]:
    """Return the blocks of chairs, tables, beds, cushions and doors; the first of a thing is the one that is sat or leant on."""
    return tuple(box for name, t in things.items() for box in _blocks(name, t))


def look_of(name: str, t: Thing) -> str:
    """Return what a block looks like: `box-step` with `look: soft` is a cushion."""
    kind = kind_of(name)
    return {None: "wood", "soft": "cushion"}.get(t.look, str(t.look)) if kind == "box" else kind


def _blocks(name: str, t: Thing) -> Iterator[Box]:
    look = look_of(name, t)
    if look == "chair":
        yield from _chair(name, t)
    elif look == "door":
        yield from _door(name, t)
    elif look in ("table", "bench"):
        yield from _on_legs(name, t, 3.0 if look == "table" else 8.0, 2.0 if look == "table" else 2.4)
    elif look == "bed":
        yield from _bed(name, t)
    elif look in ("wood", "step", "cushion"):
        x, y, z, h = float(t.x), float(t.y), float(t.z), float(t.h)
        soft, round_ = (1.5, min(h * 0.45, 4.0)) if look == "cushion" else (0.0, 0.5)
        yield Box(name, (x, y, z + h / 2), (float(t.lx), float(t.ly), h / 2), soft=soft, round_=round_)


def _on_legs(name: str, t: Thing, thick: float, leg: float) -> Iterator[Box]:
    """A plate on four legs: legs of people go under it."""
    x, y, top, lx, ly = (float(v) for v in (t.x, t.y, t.z + t.h, t.lx, t.ly))
    yield Box(name, (x, y, top - thick / 2), (lx, ly, thick / 2))
    half = (top - thick - float(t.z)) / 2
    for i in (-1, 1):
        for j in (-1, 1):
            yield Box(name, (x + i * (lx - leg), y + j * (ly - leg), t.z + half), (leg, leg, half), solid=False, framed=thick > leg * 3)


def _bed(name: str, t: Thing) -> Iterator[Box]:
    """A mattress on a frame."""
    x, y, top, lx, ly = (float(v) for v in (t.x, t.y, t.h, t.lx, t.ly))
    thick = min(18.0, top * 0.45)
    yield Box(name, (x, y, top - thick / 2), (lx, ly, thick / 2), soft=1.0, round_=4.0)
    base = (top - thick) * 0.6
    yield Box(name, (x, y, top - thick - base / 2), (lx - 1.5, ly - 1.5, base / 2), framed=True)
    foot = (top - thick - base) / 2
    for i in (-1, 1):
        for j in (-1, 1):
            yield Box(name, (x + i * (lx - 5), y + j * (ly - 5), foot), (2.4, 2.4, foot), solid=False, framed=True)


DOOR_WIDE, DOOR_HIGH = 84.0, 200.0


def _door(name: str, t: Thing) -> Iterator[Box]:
    """Two jambs, each with a little of the wall beside it. Without a lintel, so that it takes no height from the person."""
    wide = float(t.w) if "w" in t.model_fields_set else DOOR_WIDE
    high = float(t.h) if "h" in t.model_fields_set else DOOR_HIGH
    for which, way in (("low", -1), ("high", 1)):
        if t.jamb not in ("both", which):
            continue
        for solid, near, far, deep in ((True, 0.0, 7.0, 7.5), (False, 7.0, 30.0, 5.0)):
            along, half = way * (wide / 2 + (near + far) / 2), (far - near) / 2
            at, size = ((along, 0.0), (half, deep)) if t.axis == "x" else ((0.0, along), (deep, half))
            yield Box(name, (float(t.x) + at[0], float(t.y) + at[1], high / 2), (*size, high / 2), solid=solid, framed=solid)


def _chair(name: str, t: Thing) -> Iterator[Box]:
    x, y, h, w = float(t.x), float(t.y), float(t.h), float(t.w) / 2
    yield Box(name, (x, y, h - 2), (w, w, 2))
    if t.back:
        yield Box(name, (x - t.face * (w - 1.5), y, h + 30), (1.5, w, 11))
        for side in (-1, 1):
            yield Box(name, (x - t.face * (w - 1.5), y + side * (w - 2), h + 10), (1.4, 1.4, 14), solid=False)
    for i in (-1, 1):
        for j in (-1, 1):
            yield Box(name, (x + i * (w - 2), y + j * (w - 2), (h - 4) / 2), (1.5, 1.5, (h - 4) / 2), solid=False)


def outside(points: Array, box: Box) -> Array:
    """Return how far points lie outside a block; negative inside."""
    d = np.abs(points - np.array(box.middle)) - np.array(box.half)
    gap: Array = np.linalg.norm(np.maximum(d, 0), axis=-1) + np.minimum(d.max(-1), 0)
    return gap
