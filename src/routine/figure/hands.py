"""The pieces that a body is made of, and the hands: palm, thumb and fingers in a few grips; and toes, one by one.

In the frame of the hand x is the side of the thumb, the fingers hang along -z, and the palm faces the middle of the body.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Piece:
    """A capsule that tapers from one end to the other; the ends may hang on two bones. `flat`: how much it is pressed
    together from side to side of its first bone."""

    part: str
    bone: str
    at: Point
    radius: float
    to_bone: str
    to: Point
    to_radius: float
    flat: float = 1.0


FINE = ("fingers", "thumb")  # parts of a hand that have borders of their own
Way = tuple[tuple[float, float, float, float], ...]  # along a finger: x, out of the palm, z, radius

# index, middle, ring and little finger: x of the knuckle, and how long
KNUCKLES = ((2.75, 7.7), (0.95, 8.6), (-0.85, 7.9), (-2.55, 6.0))
FAN = (0.2, 0.04, -0.14, -0.34)  # of a spread hand: how far a finger leans to the thumb, for each centimetre


def _flat(x: float, length: float, _: int) -> Way:
    return (x, 0.0, -8.6, 1.15), (x * 0.95, 0.25, -8.6 - length * 0.55, 1.02), (x * 0.86, 1.15, -8.6 - length, 0.8)


def _spread(x: float, length: float, n: int) -> Way:
    lean = FAN[n]
    return (
        (x, 0.0, -8.4, 1.1),
        (x + lean * length * 0.55, 0.1, -8.5 - length * 0.52, 1.0),
        (x + lean * length, 0.4, -8.5 - length * 0.94, 0.8),
    )


def _fist(x: float, length: float, _: int) -> Way:
    reach = length / 8.6
    return (x, 0.1, -8.3, 1.2), (x, 3.2 * reach, -9.6, 1.15), (x * 0.96, 4.5 * reach, -7.0, 1.1), (x * 0.94, 2.7, -5.4, 1.0)


def _hook(x: float, length: float, _: int) -> Way:
    return (x, 0.1, -8.5, 1.15), (x * 0.97, 1.5, -8.5 - length * 0.42, 1.05), (x * 0.93, 4.4, -8.7 - length * 0.62, 0.85)


BEND = {"flat": _flat, "spread": _spread, "fist": _fist, "hook": _hook}
THUMB: dict[str, Way] = {
    "flat": ((2.0, 0.4, -2.6, 1.6), (4.3, 1.0, -6.2, 1.3), (4.9, 1.5, -9.6, 0.95)),
    "spread": ((2.0, 0.4, -2.6, 1.6), (5.2, 0.8, -5.2, 1.3), (8.0, 1.2, -7.4, 0.95)),
    "fist": ((2.0, 0.5, -2.6, 1.6), (3.6, 3.2, -5.2, 1.3), (1.2, 5.4, -7.2, 1.05)),
    "hook": ((2.0, 0.4, -2.6, 1.6), (4.4, 2.2, -5.6, 1.3), (4.6, 4.4, -8.4, 0.95)),
}
HANDS = tuple(BEND)


def grip_at(m: float) -> Point:
    """Return the middle of what a closed hand holds."""
    return (0.3, -m * 2.5, -7.0)


def hand(s: str, m: float, grip: str) -> Iterator[Piece]:
    """Yield the pieces of a hand. `plain`: the palm and a pad for the fingers, for what must not enter anything."""
    bone = f"hand_{s}"
    yield Piece(bone, bone, (0, 0, -1), 2.8, bone, (0.3, 0, -8), 4.0, 0.55)
    if grip == "plain":
        yield Piece(bone, bone, (0.3, 0, -8), 4.0, bone, (0.3, -m, -15.5), 2.4, 0.55)
        yield Piece(bone, bone, (2.2, -m * 0.4, -3), 1.5, bone, (5.0, -m * 1.6, -8.8), 1.15)
        return
    ways = [("fingers", BEND[grip](x, length, n)) for n, (x, length) in enumerate(KNUCKLES)]
    for part, way in [*ways, ("thumb", THUMB[grip])]:
        for (x, y, z, r), (to_x, to_y, to_z, to_r) in itertools.pairwise(way):
            yield Piece(f"{part}_{s}", bone, (x, -m * y, z), r, bone, (to_x, -m * to_y, to_z), to_r)


# The small toes: where across the foot each begins and ends, how far it goes, and its radius at the end
TOES = ((0.1, 0.2, 5.4, 1.0), (1.05, 1.25, 5.0, 1.0), (2.0, 2.3, 4.4, 0.95), (2.85, 3.25, 3.6, 0.9))
TOE_ROOT = 1.4  # how far the toes are still one


def toes(s: str, m: float, *, one_by_one: bool) -> Iterator[Piece]:
    """Yield the toes of a foot. Only close-ups show them one by one."""
    big, small = f"bigtoe_{s}", f"toe_{s}"
    yield Piece(big, big, (-1, -m * 1.6, 0), 2.3, big, (5.6, -m * 1.7, -0.85), 1.55)
    if not one_by_one:
        yield Piece(small, small, (-1, m * 0.4, -0.2), 2.1, small, (5.0, m * 0.8, -0.95), 1.35)
        yield Piece(small, small, (-1, m * 1.8, -0.4), 2.0, small, (4.0, m * 2.2, -1.0), 1.35)
        return
    yield Piece(small, small, (-1, m * 0.2, -0.2), 2.1, small, (TOE_ROOT, m * 0.3, -0.6), 1.6)
    yield Piece(small, small, (-1, m * 1.8, -0.4), 2.0, small, (TOE_ROOT, m * 2.0, -0.7), 1.5)
    for y, to_y, length, radius in TOES:
        yield Piece(small, small, (TOE_ROOT, m * y, -0.6), 1.25, small, (length, m * to_y, -1.1), radius)
