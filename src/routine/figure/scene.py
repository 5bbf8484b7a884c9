"""The things around a body: what may be touched, what must stay outside, where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from routine.figure.record import Thing, kind_of
from routine.figure.skeleton import Array

AXES = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}
USUAL_RADIUS = {"roller": 7.5, "ball": 4.0, "stick": 1.6}
GIVES = 1.0  # how far a roller or ball and the flesh on it give way where they meet


@dataclass(frozen=True)
class Box:
    """An axis-aligned block: its middle and half its edges. `solid`: it can carry and must not be entered."""

    thing: str
    middle: tuple[float, float, float]
    half: tuple[float, float, float]
    solid: bool = True


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
        if kind in ("roller", "ball"):
            axis = np.array(AXES[t.axis]) if kind == "roller" else None
            radius = float(t.r or USUAL_RADIUS[kind])
            at = None if t.pos is None else (float(t.pos[0]), float(t.pos[1]), float(t.pos[2]))
            found.append(Mover(name, first + 3 * len(found), radius, axis, t.len / 2, t.rests, at))
    return tuple(found)


def wall_of(things: Mapping[str, Thing]) -> Wall | None:
    return next((Wall(float(t.x), 1.0 if t.side == "left" else -1.0) for n, t in things.items() if kind_of(n) == "wall"), None)


def boxes(things: Mapping[str, Thing]) -> tuple[Box, ...]:
    """Return the blocks of chairs, steps, beds and tables; the first of a thing is the one that is sat or leant on."""
    return tuple(box for name, t in things.items() for box in _blocks(name, t))


def _blocks(name: str, t: Thing) -> Iterator[Box]:
    x, y, h = float(t.x), float(t.y), float(t.h)
    if kind_of(name) == "box":
        yield Box(name, (x, y, h / 2), (float(t.lx), float(t.ly), h / 2))
    if kind_of(name) != "chair":
        return
    w = t.w / 2
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
