"""The body over the skeleton: rounded pieces that belong to parts, points that can touch something, spheres that must not.

All in the frame of a bone, in centimetres; a side is written once and mirrored. `m` is 1 on the left and -1 on the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from routine.figure.hands import FINE, Piece, Point, grip_at, toes
from routine.figure.hands import hand as hand_pieces
from routine.figure.skeleton import LENGTHS, SIDES


@dataclass(frozen=True)
class Landmark:
    """A place on the skin: the middle and radius of the ball it lies on, and the way that it faces."""

    bone: str
    at: Point
    radius: float
    faces: Point


@dataclass(frozen=True)
class Sphere:
    """A ball inside the body that must stay out of floor, walls and things."""

    part: str
    bone: str
    at: Point
    radius: float


JAW: Point = (4.2, 0, 1.6)
_TRUNK: tuple[tuple[str, str, Point, float, str, Point, float], ...] = (
    ("pelvis", "pelvis", (-0.5, -7.2, 1), 9.0, "pelvis", (-0.5, 7.2, 1), 9.0),
    ("pelvis", "pelvis", (0, -5.2, 6), 8.8, "pelvis", (0, 5.2, 6), 8.8),
    ("lumbar", "l5", (0.8, -4.6, 2), 8.4, "l5", (0.8, 4.6, 2), 8.4),
    ("lumbar", "l3", (1, -4.7, 3), 8.5, "l3", (1, 4.7, 3), 8.5),
    ("thorax", "t12", (1.2, -5.6, 4), 9.2, "t12", (1.2, 5.6, 4), 9.2),
    ("thorax", "t12", (1.2, -6.6, 10), 9.8, "t12", (1.2, 6.6, 10), 9.8),
    ("thorax", "t6", (1.2, -7.2, 4), 9.8, "t6", (1.2, 7.2, 4), 9.8),
    ("thorax", "t6", (0.2, -8.2, 9.5), 8.0, "t6", (0.2, 8.2, 9.5), 8.0),
    ("neck", "t6", (-1.2, 0, 13.5), 6.2, "head", (-0.6, 0, 2.5), 5.5),
    ("head", "head", (-0.2, 0, 9.6), 8.9, "head", (2.3, 0, 9.8), 8.4),
    ("head", "head", (1.8, 0, 8), 7.9, "head", JAW, 5.2),
    ("head", "head", (9.6, 0, 7), 1.0, "head", (10.8, 0, 5.0), 1.15),
)


def _limbs(s: str, m: float) -> Iterator[Piece]:
    b = {name: f"{name}_{s}" for name in ("ua", "fa", "hand", "thigh", "shank", "foot")}
    yield Piece("pelvis", "pelvis", (-4.6, m * 6.3, -2.2), 8.0, "pelvis", (-3.5, m * 6.3, 3), 7.5)
    yield Piece("thorax", "t6", (-1.2, m * 3, 14.2), 5.0, b["ua"], (0, -m, 0.3), 4.6)
    yield Piece("head", "head", (0.6, m * 8.0, 6.2), 1.6, "head", (0.2, m * 8.4, 8.4), 1.7)
    yield Piece(b["ua"], b["ua"], (0, -m * 0.3, 0), 5.5, b["ua"], (0.3, 0, -11), 4.9)
    yield Piece(b["ua"], b["ua"], (0.3, 0, -11), 4.9, b["fa"], (0, 0, 0), 3.9)
    yield Piece(b["fa"], b["fa"], (0, 0, 0), 3.9, b["fa"], (0.6, 0, -7), 4.1)
    yield Piece(b["fa"], b["fa"], (0.6, 0, -7), 4.1, b["hand"], (0, 0, 0), 2.7)
    yield Piece(b["thigh"], b["thigh"], (0, m * 0.2, 0), 8.9, b["thigh"], (0.8, m * 0.2, -17), 8.0)
    yield Piece(b["thigh"], b["thigh"], (0.8, m * 0.2, -17), 8.0, b["shank"], (0, 0, 0), 5.7)
    yield Piece(b["shank"], b["shank"], (0, 0, 0), 5.6, b["shank"], (-1.6, m * 0.3, -12), 5.5)
    yield Piece(b["shank"], b["shank"], (-1.6, m * 0.3, -12), 5.5, b["foot"], (0, 0, 1.5), 3.4)
    yield Piece(b["foot"], b["foot"], (0, 0, 1), 3.5, b["foot"], (-3.6, 0, -3.9), 3.3)
    yield Piece(b["foot"], b["foot"], (0, 0, 0), 3.6, b["foot"], (10.5, -m * 0.6, -4.4), 2.9)
    yield Piece(b["foot"], b["foot"], (-3.2, 0, -4.3), 2.9, b["foot"], (11.5, m * 1.8, -5.3), 2.0)
    yield Piece(b["foot"], b["foot"], (10.5, -m * 1.2, -4.6), 2.7, b["foot"], (11.5, m * 1.8, -5.3), 2.0)


@cache
def pieces(right: str = "flat", left: str = "flat", *, close: bool = False) -> tuple[Piece, ...]:
    """Return the whole body with these hands; `close`: as a close-up shows it."""
    found = [Piece(*row) for row in _TRUNK]
    for (s, m), grip in zip(SIDES, (right, left), strict=True):
        found += [*_limbs(s, m), *toes(s, m, one_by_one=close), *hand_pieces(s, m, grip)]
    return tuple(found)


PARTS = tuple(dict.fromkeys(p.part for p in pieces()))
HAND_OF = {f"{name}_{s}": f"hand_{s}" for name in FINE for s, _ in SIDES}
BONES = tuple(dict.fromkeys(bone for p in pieces() for bone in (p.bone, p.to_bone)))

# Parts that grow together, and how softly (cm). All others only lie on each other: a hand on a thigh never melts into it.
_JOINED = (("pelvis", "lumbar", 6.6), ("lumbar", "thorax", 6.6), ("thorax", "neck", 5.5), ("neck", "head", 4.0))
_JOINED_SIDE = (
    ("thorax", "ua", 5.5), ("ua", "fa", 3.3), ("fa", "hand", 2.6), ("pelvis", "thigh", 6.6), ("thigh", "shank", 4.0),
    ("shank", "foot", 4.4), ("foot", "toe", 2.2), ("foot", "bigtoe", 2.2), ("toe", "bigtoe", 0.5), ("hand", "fingers", 1.8),
    ("hand", "thumb", 2.2),
)  # fmt: skip
JOINED: dict[frozenset[str], float] = {frozenset((a, b)): k for a, b, k in _JOINED} | {
    frozenset((a if a in PARTS else f"{a}_{s}", f"{b}_{s}")): k for s, _ in SIDES for a, b, k in _JOINED_SIDE
}
SOFT_TRUNK, SOFT_HEAD, SOFT_LIMB, SOFT_FINGERS = 7.0, 2.4, 1.6, 0.7  # how softly the pieces of one part grow together


def softness(part: str) -> float:
    return (
        SOFT_TRUNK
        if part in ("pelvis", "lumbar", "thorax")
        else SOFT_HEAD
        if part == "head"
        else SOFT_FINGERS
        if part[:-2] in (*FINE, "toe")
        else SOFT_LIMB
    )


_MIDDLE: dict[str, Landmark] = {
    "sacrum": Landmark("pelvis", (-3.5, 0, 4), 7.5, (-1, 0, 0)),
    "sit": Landmark("pelvis", (-4.2, 0, -3), 8, (-0.35, 0, -1)),
    "belly": Landmark("pelvis", (0, 0, 6), 8.8, (1, 0, 0)),
    "lowback": Landmark("l3", (1, 0, 3), 8.5, (-1, 0, 0)),
    "midback": Landmark("t12", (1.2, 0, 8), 9.5, (-1, 0, 0)),
    "upperback": Landmark("t6", (1.2, 0, 5), 9.8, (-1, 0, 0)),
    "chest": Landmark("t6", (1.2, 0, 4), 9.8, (1, 0, 0)),
    "headback": Landmark("head", (-0.2, 0, 9.6), 8.9, (-1, 0, 0)),
    "forehead": Landmark("head", (2.3, 0, 9.8), 8.4, (1, 0, 0)),
    "headtop": Landmark("head", (0, 0, 9.8), 8.9, (0, 0, 1)),
    "neckback": Landmark("c7", (-0.3, 0, 5), 5.6, (-1, 0, 0)),
    "throat": Landmark("c7", (-0.3, 0, 5), 5.6, (1, 0, 0)),
    "skullbase": Landmark("head", (-2.5, 0, 4.5), 6.2, (-1, 0, -0.4)),
    "nose": Landmark("head", (10.8, 0, 5.0), 1.15, (1, 0, 0)),
    "mouth": Landmark("head", (4.2, 0, 3.2), 5.4, (1, 0, 0)),
    "tail": Landmark("pelvis", (-5.0, 0, -2.5), 7.2, (-0.7, 0, -1)),
    "chin": Landmark("head", (4.2, 0, 1.6), 5.2, (0.7, 0, -0.7)),
}


def _sided(s: str, m: float) -> dict[str, Landmark]:
    hand, fa, ua, thigh, shank, foot, toe = (f"{b}_{s}" for b in ("hand", "fa", "ua", "thigh", "shank", "foot", "toe"))
    big = f"bigtoe_{s}"
    return {
        "neckside": Landmark("c7", (-0.3, 0, 5), 5.7, (0, m, 0)),
        "bladecorner": Landmark("t6", (-2.0, m * 6, 13.5), 5.2, (-0.35, 0, 1)),
        "jaw": Landmark("head", (2.5, 0, 4.5), 6.4, (0.3, m, 0)),
        "ear": Landmark("head", (0.4, m * 8.2, 7.2), 1.6, (0, m, 0)),
        "sit": Landmark("pelvis", (-4.6, m * 6.3, -2.2), 8, (-0.5, 0, -1)),
        "glute": Landmark("pelvis", (-4.6, m * 6.3, -1.2), 8, (-1, 0, 0)),
        "glutemed": Landmark("pelvis", (-0.5, m * 7.2, 3), 9, (-0.3, m, 0)),
        "waist": Landmark("l3", (1, m * 4.7, 3), 8.5, (0, m, 0)),
        "fronthip": Landmark("pelvis", (0, m * 5.2, 4), 8.8, (1, m * 0.3, 0)),
        "buttockup": Landmark("pelvis", (-3.8, m * 6.5, 3), 7.6, (-0.85, m * 0.5, 0.25)),
        "ribfront": Landmark("t12", (1.2, m * 5.6, 4), 9.2, (1, m * 0.3, 0)),
        "rib": Landmark("t12", (1.2, m * 6.6, 10), 9.8, (0, m, 0)),
        "pec": Landmark("t6", (1.2, m * 7.2, 8), 9.0, (1, 0, 0)),
        "hipside": Landmark(thigh, (0, m * 0.2, 0), 8.9, (0, m, 0)),
        "shoulder": Landmark(ua, (0, -m * 0.3, 0), 5.5, (0, m, 0)),
        "scapula": Landmark("t6", (-0.2, m * 8, 7), 8.6, (-1, 0, 0)),
        "trap": Landmark("t6", (-1.2, m * 8, 14), 5.0, (0, 0, 1)),
        "temple": Landmark("head", (1, 0, 9.8), 8.6, (0, m, 0)),
        "elbow": Landmark(fa, (0, 0, 0), 3.9, (-1, 0, 0)),
        "wrist": Landmark(hand, (0, 0, 0), 2.7, (0, -m, 0)),
        "palm": Landmark(hand, (0.3, 0, -6), 2.0, (0, -m, 0)),
        "knuckles": Landmark(hand, (0.3, 0, -8), 2.2, (0, 0, -1)),
        "fingers": Landmark(hand, (0.3, -m, -15), 1.3, (0, -m, 0)),
        "fingertips": Landmark(hand, (0.4, -m, -16.4), 0.9, (0, 0, -1)),
        "handback": Landmark(hand, (0.3, 0, -6), 2.0, (0, m, 0)),
        "handedge": Landmark(hand, (0.3, 0, -6), 3.9, (-1, 0, 0)),
        "thumb": Landmark(hand, (4.8, -m * 1.4, -9.2), 1.1, (1, 0, 0)),
        "grip": Landmark(hand, grip_at(m), 1.0, (0, -m, 0)),
        "foreback": Landmark(fa, (0.3, 0, -14), 3.6, (0, m, 0)),
        "ulna": Landmark(fa, (0.3, 0, -12), 3.7, (-1, 0, 0)),
        "elbowtip": Landmark(fa, (0, 0, 0), 3.9, (-0.4, 0, 1)),
        "elbowin": Landmark(fa, (0, 0, 0), 3.9, (1, 0, 0)),
        "fore": Landmark(fa, (0.3, 0, -14), 3.6, (0, -m, 0)),
        "knee": Landmark(shank, (0.8, 0, -1), 5.2, (1, 0, 0)),
        "kneeside": Landmark(shank, (0, 0, 0), 5.6, (0, m, 0)),
        "kneein": Landmark(shank, (0, 0, 0), 5.6, (0, -m, 0)),
        "kneeback": Landmark(shank, (0, 0, 0), 5.6, (-1, 0, 0)),
        "calf": Landmark(shank, (-1.6, m * 0.3, -12), 5.5, (-1, 0, 0)),
        "shin": Landmark(shank, (0, 0, -28), 4.2, (1, 0, 0)),
        "ankle": Landmark(foot, (0, 0, 1), 3.5, (0, m, 0)),
        "anklein": Landmark(foot, (0, 0, 1), 3.5, (0, -m, 0)),
        "anklefront": Landmark(foot, (0, 0, 0), 3.6, (1, 0, 0)),
        "heel": Landmark(foot, (-3.6, 0, -3.9), 3.3, (0, 0, -1)),
        "heelback": Landmark(foot, (-3.6, 0, -3.9), 3.3, (-1, 0, 0)),
        "ball": Landmark(foot, (11, 0, -5.2), 2.1, (0, 0, -1)),
        "toe": Landmark(toe, (5, 0, -0.9), 1.5, (0, 0, -1)),
        "toetop": Landmark(toe, (4, 0, -0.9), 1.6, (0, 0, 1)),
        "bigtoe": Landmark(big, (5.2, -m * 1.7, -0.85), 1.55, (0, 0, -1)),
        "bigtoetop": Landmark(big, (4.6, -m * 1.7, -0.8), 1.65, (0, 0, 1)),
        "instep": Landmark(foot, (7, 0, -3), 3, (0.4, 0, 1)),
        "arch": Landmark(foot, (4, 0, -5), 2.3, (0, 0, -1)),
        "footside": Landmark(foot, (8, m * 1.2, -5), 2.3, (0, m, 0)),
        "footin": Landmark(foot, (8, -m * 1.2, -5), 2.3, (0, -m, 0)),
    }


LANDMARKS: dict[str, Landmark] = _MIDDLE | {f"{name}_{s}": mark for s, m in SIDES for name, mark in _sided(s, m).items()}
ON_LIMB = re.compile(r"(thigh|shank|ua|fa)_([rl])@([01](?:\.\d+)?)(?::(back|front|in|out))?")
_RADII = {"thigh": (8.7, 5.7), "shank": (6.2, 3.4), "ua": (5.5, 3.9), "fa": (4.2, 2.7)}


@cache
def landmark(name: str) -> Landmark:
    """Return a place by its name, or one along a limb: `thigh_r@0.55:back` lies at 55 % from the hip. Raises KeyError."""
    found = ON_LIMB.fullmatch(name)
    if found is None:
        return LANDMARKS[name]
    limb, side, share, way = found[1], found[2], float(found[3]), found[4] or "back"
    m = 1.0 if side == "l" else -1.0
    thick, thin = _RADII[limb]
    faces: Point = {"back": (-1.0, 0.0, 0.0), "front": (1.0, 0.0, 0.0), "out": (0.0, m, 0.0), "in": (0.0, -m, 0.0)}[way]
    return Landmark(f"{limb}_{side}", (0, 0, -LENGTHS[limb] * share), thick + (thin - thick) * share, faces)


def _spheres() -> Iterator[Sphere]:
    for p in (p for p in pieces("plain", "plain") if p.part[:-2] not in FINE):
        yield Sphere(p.part, p.bone, p.at, p.radius * p.flat)
        yield Sphere(p.part, p.to_bone, p.to, p.to_radius * p.flat)
        if p.bone == p.to_bone:
            middle = tuple((a + b) / 2 for a, b in zip(p.at, p.to, strict=True))
            yield Sphere(p.part, p.bone, middle, (p.radius + p.to_radius) / 2 * p.flat)  # type: ignore[arg-type]
    for s, _ in SIDES:
        for share in (0.6, 0.8):
            yield Sphere(f"thigh_{s}", f"thigh_{s}", (0, 0, -LENGTHS["thigh"] * share), 8.7 - 3 * share)
            yield Sphere(f"shank_{s}", f"shank_{s}", (-0.8, 0, -LENGTHS["shank"] * share), 6 - 2.6 * share)
            yield Sphere(f"fa_{s}", f"fa_{s}", (0, 0, -LENGTHS["fa"] * share), 4 - 1.2 * share)


SPHERES: tuple[Sphere, ...] = tuple(_spheres())


CHAINS = (("ua", "fa", "hand"), ("thigh", "shank", "foot", "toe"))  # a big toe lies with the others
FAR_ENDS = ("fa", "hand", "shank", "foot", "toe")


def apart(one: str, two: str) -> bool:
    """Tell whether two parts must not lie in each other: limbs, and the far ends of limbs and trunk or head. Neighbours at a
    joint may, and a thigh and a belly are soft."""
    (a, _, side), (b, _, other) = one.partition("_"), two.partition("_")
    a, b = a.removeprefix("big"), b.removeprefix("big")
    if not (side and other):
        return bool(side or other) and (a if side else b) in FAR_ENDS
    if side != other:
        return {a, b} != {"thigh"}
    return a != b and not any(a in chain and b in chain and abs(chain.index(a) - chain.index(b)) < 3 for chain in CHAINS)
