"""The skeleton: joint angles within their ranges, and where they put each bone. Centimetres and degrees.

World: x to the right on the page, y away from the viewer, z up, the floor at z = 0. A person at rest stands and faces +x, so that
the right side is the near one. In a bone's own frame x is forward, y to the left, z up. Lengths fit somebody of about 170 cm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pose = dict[str, tuple[Array, Array]]  # bone -> its rotation (..., 3, 3) and its origin (..., 3)

SIDES = (("r", -1.0), ("l", 1.0))
ROOT = ("root.x", "root.y", "root.z", "root.roll", "root.pitch", "root.yaw")
SPINE = {"lumbar": ("flex", "side", "rot"), "thorax": ("flex", "side", "rot"), "neck": ("flex", "side", "rot"), "head": ("flex",)}
LIMB = {
    "scap": ("up", "fwd"), "sh": ("flex", "abd", "rot"), "el": ("flex",), "pron": ("rot",), "wrist": ("ext", "dev"),
    "hip": ("flex", "abd", "rot"), "knee": ("flex",), "ankle": ("dorsi",), "inv": ("in",), "toe": ("ext",), "bigtoe": ("ext",),
}  # fmt: skip
ANGLES: tuple[str, ...] = (
    *ROOT,
    *(f"{joint}.{axis}" for joint, axes in SPINE.items() for axis in axes),
    *(f"{joint}.{axis}_{side}" for side, _ in SIDES for joint, axes in LIMB.items() for axis in axes),
)
AT = {name: n for n, name in enumerate(ANGLES)}

# Ranges of healthy joints, as they are taught; a drawing that needs more is a wrong drawing.
RANGES: dict[str, tuple[float, float]] = {
    "lumbar.flex": (-30, 60), "lumbar.side": (-28, 28), "lumbar.rot": (-15, 15),
    "thorax.flex": (-30, 45), "thorax.side": (-30, 30), "thorax.rot": (-38, 38),
    "neck.flex": (-55, 50), "neck.side": (-42, 42), "neck.rot": (-75, 75), "head.flex": (-20, 25),
    "scap.up": (-2, 5), "scap.fwd": (-4, 5),
    "sh.flex": (-55, 182), "sh.abd": (-50, 175), "sh.rot": (-85, 90), "el.flex": (0, 148), "pron.rot": (-85, 85),
    "wrist.ext": (-75, 88), "wrist.dev": (-20, 32),
    "hip.flex": (-22, 128), "hip.abd": (-28, 52), "hip.rot": (-42, 60), "knee.flex": (0, 152),
    "ankle.dorsi": (-52, 24), "inv.in": (-18, 32), "toe.ext": (-25, 75), "bigtoe.ext": (-30, 75),
}  # fmt: skip
UPPER_ARM, FOREARM, THIGH, SHANK = 29.0, 25.5, 42.0, 41.0
LENGTHS = {"ua": UPPER_ARM, "fa": FOREARM, "thigh": THIGH, "shank": SHANK}

# How the pelvis lies to begin with: where its forward and its upward axis point.
BASES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "stand": ((1, 0, 0), (0, 0, 1)), "supine": ((0, 0, 1), (-1, 0, 0)), "prone": ((0, 0, -1), (1, 0, 0)),
    "side_r": ((0, -1, 0), (-1, 0, 0)), "side_l": ((0, -1, 0), (1, 0, 0)), "front": ((0, -1, 0), (0, 0, 1)), "back": ((0, 1, 0), (0, 0, 1)),
}  # fmt: skip


def _joint(name: str) -> str:
    return name[:-2] if name.endswith(("_r", "_l")) else name


LOW = np.array([RANGES.get(_joint(n), (-1e9, 1e9))[0] for n in ANGLES])
HIGH = np.array([RANGES.get(_joint(n), (-1e9, 1e9))[1] for n in ANGLES])


@dataclass(frozen=True)
class Turn:
    """A rotation about one axis of the frame: 0 forward, 1 left, 2 up."""

    axis: int
    angle: Array

    @property
    def matrix(self) -> Array:
        a = np.radians(self.angle)
        c, s, nought = np.cos(a), np.sin(a), np.zeros_like(a)
        one = nought + 1
        rows = {
            0: (one, nought, nought, nought, c, -s, nought, s, c),
            1: (c, nought, s, nought, one, nought, -s, nought, c),
            2: (c, -s, nought, s, c, nought, nought, nought, one),
        }[self.axis]
        return np.stack(rows, -1).reshape((*np.shape(a), 3, 3))


def turned(*turns: tuple[int, Any]) -> Array:
    """Return the product of rotations, the outermost first."""
    found: Array | None = None
    for axis, angle in turns:
        m = Turn(axis, np.asarray(angle, float)).matrix
        found = m if found is None else found @ m
    assert found is not None
    return found


def base_frame(name: str, yaw: float = 0.0) -> Array:
    """Return the rotation of the pelvis in a base posture, turned about the vertical."""
    forward, up = (np.array(v, float) for v in BASES[name])
    frame: Array = turned((2, yaw)) @ np.stack([forward, np.cross(up, forward), up], 1)
    return frame


def values(joints: Mapping[str, Any]) -> dict[str, float]:
    """Return single angles from words such as `hip: [90, 0, 0]` (both sides) or `knee_r: 95`; a side overrides both.

    Raises KeyError for a joint that does not exist and ValueError for more angles than it has axes.
    """
    found: dict[str, float] = {}
    for sided in (False, True):
        for key, given in joints.items():
            joint, _, side = key.partition("_") if key.endswith(("_r", "_l")) else (key, "", "")
            if bool(side) != sided:
                continue
            axes = ("roll", "pitch", "yaw") if joint == "root" else SPINE.get(joint) or LIMB[joint]
            angles = given if isinstance(given, (list, tuple)) else [given]
            if len(angles) > len(axes):
                raise ValueError(f"{key} has {len(axes)} angles, not {len(angles)}")
            for axis, angle in zip(axes, angles, strict=False):
                if angle is None:
                    continue
                names = [f"{joint}.{axis}"] if joint in SPINE or joint == "root" else [f"{joint}.{axis}_{s}" for s in side or "rl"]
                found |= dict.fromkeys(names, float(angle))
    return found


def pose(q: Array, base: Array) -> Pose:
    """Return each bone's rotation and origin. `q`: angles in the order of ANGLES, last axis; many poses at once are quick."""
    g = {name: q[..., n] for name, n in AT.items()}
    bones: Pose = {"pelvis": (turned((2, g["root.yaw"]), (1, g["root.pitch"]), (0, g["root.roll"])) @ base, q[..., 0:3])}

    def hang(name: str, parent: str, offset: Any, turn: Array) -> None:
        rotation, origin = bones[parent]
        bones[name] = (rotation @ turn, origin + np.einsum("...ij,...j->...i", rotation, np.asarray(offset, float)))

    def bend(joint: str, share: float) -> Array:
        return turned((1, g[f"{joint}.flex"] * share), (0, -g[f"{joint}.side"] * share), (2, g[f"{joint}.rot"] * share))

    hang("l5", "pelvis", (-1, 0, 8), bend("lumbar", 0.5))
    hang("l3", "l5", (0.5, 0, 7), bend("lumbar", 0.5))
    hang("t12", "l3", (0, 0, 7), bend("thorax", 0.5))
    hang("t6", "t12", (-1, 0, 13), bend("thorax", 0.5))
    hang("c7", "t6", (-1.5, 0, 15.5), bend("neck", 1.0))
    hang("head", "c7", (1.5, 0, 9), turned((1, g["head.flex"])))
    for s, m in SIDES:
        _arm(g, s, m, hang)
        hang(
            f"thigh_{s}",
            "pelvis",
            (0, m * 8.7, 0),
            turned((1, -g[f"hip.flex_{s}"]), (0, m * g[f"hip.abd_{s}"]), (2, m * g[f"hip.rot_{s}"])),
        )
        hang(f"shank_{s}", f"thigh_{s}", (0, 0, -THIGH), turned((1, g[f"knee.flex_{s}"])))
        hang(f"foot_{s}", f"shank_{s}", (0, 0, -SHANK), turned((1, -g[f"ankle.dorsi_{s}"]), (0, -m * g[f"inv.in_{s}"])))
        for toe in ("toe", "bigtoe"):
            hang(f"{toe}_{s}", f"foot_{s}", (12.5, 0, -4.8), turned((1, -g[f"{toe}.ext_{s}"])))
    return bones


def _arm(g: dict[str, Array], s: str, m: float, hang: Any) -> None:
    """The shoulder moves with the arm: a raised arm lifts and closes in the joint, as the blade turns."""
    shoulder = turned((1, -g[f"sh.flex_{s}"]), (0, m * g[f"sh.abd_{s}"]), (2, m * g[f"sh.rot_{s}"]))
    down = -shoulder[..., :, 2]
    lift = down[..., 2] + 1  # 0 with a hanging arm, 2 with one that points up
    offset = (-0.5 + g[f"scap.fwd_{s}"] + 2.5 * down[..., 0], m * (16.2 - 1.8 * lift), 12.5 + g[f"scap.up_{s}"] + 2.2 * lift)
    hang(f"ua_{s}", "t6", np.stack(offset, -1), shoulder)
    hang(f"fa_{s}", f"ua_{s}", (0, 0, -UPPER_ARM), turned((1, -g[f"el.flex_{s}"]), (2, -m * g[f"pron.rot_{s}"])))
    hang(f"hand_{s}", f"fa_{s}", (0, 0, -FOREARM), turned((0, m * g[f"wrist.ext_{s}"]), (1, -g[f"wrist.dev_{s}"])))
