"""Where muscles lie on the body: chains of balls in the frame of a bone. What lies inside a chain is coloured.

Fatter than anatomy, because from the side only a strip of a muscle at the back is seen. One bone a chain: a chain across a joint
would come off when the joint bends. Places are those of the right words of anatomy, shapes are ours.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from routine.figure.skeleton import SIDES, Array, Pose

Ball = tuple[float, float, float, float]  # forward, outward, up, radius
Chain = tuple[str, tuple[Ball, ...]]  # bone without its side

SPINDLES: dict[str, tuple[Chain, ...]] = {
    # neck and head
    "upper-trapezius": (("t6", ((-3, 4, 17, 4), (-3, 11, 16, 3.6))), ("c7", ((-4, 2.5, 2, 3),))),
    "levator-scapulae": (("t6", ((-5, 6, 13, 3), (-4, 4, 17, 2.8))), ("c7", ((-3, 3.4, 3, 2.6),))),
    "sternocleidomastoid": (("c7", ((4, 2.2, 1, 2.4), (2, 4.4, 6, 2.2))),),
    "scalenes": (("c7", ((2.6, 3.8, 0, 2.6), (0.6, 4.4, 5, 2.2))),),
    "suboccipitals": (("head", ((-6.5, 2.6, 2.5, 3.2), (-6.5, 4.5, 4, 2.4))),),
    "neck-extensors": (("c7", ((-5, 2.2, 0, 3.2), (-4.5, 2.4, 7, 3.0))),),
    "deep-neck-flexors": (("c7", ((4.5, 1.2, 1, 2.6), (4.2, 1.2, 6, 2.4))),),
    "jaw-muscles": (("head", ((4.5, 6.6, 3.2, 3.2), (3.5, 7.2, 6.5, 2.6))),),
    # shoulder girdle and trunk
    "middle-trapezius": (("t6", ((-9, 3, 9, 4), (-8, 8, 11, 3.6))),),
    "lower-trapezius": (("t6", ((-8.5, 6, 6, 3.6),)), ("t12", ((-9.5, 2.4, 9, 3.4),))),
    "rhomboids": (("t6", ((-8.5, 4.2, 1, 4.2), (-8, 7, 9.5, 4.4))),),
    "serratus-anterior": (("t12", ((5, 12, 5, 4), (4, 12.5, 11, 4))),),
    "pectoralis-major": (("t6", ((9.5, 4.5, 6.5, 5), (7.5, 10, 8.5, 4.6))),),
    "pectoralis-minor": (("t6", ((9, 7, 6, 3.6), (7.5, 10.5, 10, 3.2))),),
    "anterior-deltoid": (("ua", ((4.2, 2.5, 1, 3.8), (4, 2, -7, 3))),),
    "lateral-deltoid": (("ua", ((0, 5, 1, 4), (0, 4.6, -8, 3))),),
    "posterior-deltoid": (("ua", ((-4.2, 2.5, 1, 3.8), (-4, 2, -7, 3))),),
    "supraspinatus": (("t6", ((-4, 10, 14, 3.2), (-2, 14, 13, 3))),),
    "infraspinatus": (("t6", ((-8, 9, 6, 4), (-6, 12.5, 9, 3.4))),),
    "subscapularis": (("t6", ((-3, 11.5, 6, 3.6), (-1, 13.5, 9, 3.2))),),
    "latissimus-dorsi": (("t12", ((-4, 10, 0, 5), (-5, 11.5, 9, 6))), ("t6", ((-4, 12.5, 1, 5),))),
    "thoracic-erectors": (("t12", ((-8, 4, 2, 4.6), (-8, 4, 10, 5))), ("t6", ((-8, 4, 3, 5), (-7.5, 3.6, 11, 4)))),
    "lumbar-erectors": (("l5", ((-7, 4, -1, 4.2),)), ("l3", ((-7, 4, 0, 4.6), (-7, 4.2, 8, 4.4)))),
    "multifidus": (("l5", ((-7.6, 2.4, -2, 3.4),)), ("l3", ((-7.6, 2.4, 0, 3.4), (-7.8, 2.4, 6, 3.2)))),
    "quadratus-lumborum": (("l5", ((-5, 8, 1, 4.4),)), ("l3", ((-5, 8.5, 2, 4.6), (-5, 9.2, 8, 4)))),
    "rectus-abdominis": (("l5", ((9.5, 2.6, 0, 4),)), ("l3", ((9.5, 2.6, 2, 4.2),)), ("t12", ((11, 2.6, 2, 4.6),))),
    "transversus-abdominis": (("l5", ((8.5, 4, 1, 4.6),)), ("l3", ((8.5, 5, 2, 4.6),))),
    "obliques": (("l5", ((4, 10, 2, 5),)), ("l3", ((4, 10, 3, 5),)), ("t12", ((4, 12, 1, 5.4),))),
    "diaphragm": (("t12", ((9.5, 3, 4, 4.6), (8, 8, 3, 4.4))),),
    "pelvic-floor": (("pelvis", ((-1, 2.5, -5, 4.4), (-4, 2, -5, 4))),),
    # arm
    "biceps-brachii": (("ua", ((4, -0.5, -10, 3.6), (4, -0.3, -24, 3.2))),),
    "brachialis": (("ua", ((3.4, 1.5, -16, 3.2), (3.2, 1, -26, 2.8))),),
    "brachioradialis": (("fa", ((2.4, 2.2, -1, 3), (2, 1.8, -12, 2.4))),),
    "triceps-brachii": (("ua", ((-4, 0, -9, 3.8), (-4, 0, -24, 3.2))),),
    "pronators": (("fa", ((2.4, -2.2, -3, 3), (1.6, -1, -10, 2.6))),),
    "wrist-flexors": (("fa", ((1.5, -3.0, -3, 3.4), (1, -2.6, -18, 2.6))),),
    "wrist-extensors": (("fa", ((0, 3.4, -3, 3.4), (0, 2.8, -18, 2.6))),),
    "hand-intrinsics": (("hand", ((0.5, -1, -4, 4), (0.5, -1, -10, 3.6))),),
    # hip
    "iliacus": (("pelvis", ((6, 7, 6, 4.6), (7, 8, 1.5, 4.2))),),
    "psoas-major": (("l3", ((6.5, 4, 2, 4),)), ("pelvis", ((6.5, 5.5, 6, 4.2), (7, 7.5, 1, 4.2)))),
    "tensor-fasciae-latae": (("thigh", ((4.5, 6.5, 2, 4.2), (3, 7.2, -8, 3.4))),),
    "gluteus-maximus": (("pelvis", ((-8.5, 7.5, 4.5, 5.4), (-9, 8.5, -3.5, 7.2))),),
    "gluteus-medius": (("pelvis", ((-4.5, 13, 6.5, 4.8), (-2.5, 14.5, 2.5, 5.8))),),
    "gluteus-minimus": (("pelvis", ((-1, 14, 5.5, 4), (1, 14.6, 1.5, 4.4))),),
    "piriformis": (("pelvis", ((-11, 4, 2.5, 3.4), (-8, 11, 0.5, 4.4))),),
    "deep-hip-rotators": (("pelvis", ((-10.5, 5, -1.5, 3.6), (-7.5, 11, -2, 4.4))),),
    # thigh
    "short-adductors": (("thigh", ((2, -7.5, -4, 4.4), (1.5, -7.5, -15, 4.6))),),
    "adductor-magnus": (("thigh", ((-1, -8, -4, 4.6), (-0.5, -7.4, -22, 4.6), (0, -6, -33, 2.6))),),
    "gracilis": (("thigh", ((0.5, -8.4, -4, 3.6), (0, -7, -24, 3), (0, -5.5, -38, 2.2))),),
    "pectineus": (("thigh", ((5, -5, -1, 3.8), (4, -6, -9, 3.6))),),
    "sartorius": (("thigh", ((6.5, 4, 0, 3), (7.5, -2.5, -18, 3), (3.5, -5.4, -36, 2.6))),),
    "rectus-femoris": (("thigh", ((7.2, 1.5, -6, 4.4), (7.8, 1, -18, 5), (7.2, 0.6, -34, 3.4))),),
    "vastus-lateralis": (("thigh", ((5, 6, -12, 4.6), (4.6, 5.4, -26, 4.4), (4, 4, -37, 3))),),
    "vastus-medialis": (("thigh", ((5.5, -4.5, -22, 4), (5, -4.2, -36, 4))),),
    "vastus-intermedius": (("thigh", ((7, 2, -14, 4.8), (6.6, 1.4, -32, 4))),),
    "biceps-femoris": (("thigh", ((-6, 2.2, -8, 4.4), (-6, 3.2, -20, 5), (-4.6, 3, -36, 3.2))),),
    "semitendinosus": (("thigh", ((-6, -1.6, -8, 4.2), (-6, -2, -22, 4.6), (-4.4, -2.6, -37, 2.8))),),
    "semimembranosus": (("thigh", ((-5.6, -2.6, -10, 4), (-5.4, -3, -24, 4.6), (-4.2, -3, -37, 3))),),
    "popliteus": (("shank", ((-4.4, 0, -1, 3.4), (-4.6, -1.4, -6, 3.2))),),
    # lower leg and foot
    "gastrocnemius": (("shank", ((-5, 0, -4, 4), (-5.5, 0.4, -11, 5.6), (-5, 0.3, -17, 4.4))),),
    "soleus": (("shank", ((-4.8, 0.4, -17, 4.4), (-4.2, 0.2, -24, 3.8), (-3.4, 0, -33, 2.2))),),
    "tibialis-anterior": (("shank", ((4, 1.6, -6, 3), (3.6, 1.6, -14, 3.6), (2.6, 1, -28, 2.2))),),
    "tibialis-posterior": (("shank", ((-1.5, -4, -10, 3.4), (-2, -3.4, -24, 2.8), (-1.5, -3, -36, 2))),),
    "fibularis": (("shank", ((0, 4.8, -7, 3.2), (-0.4, 4, -20, 2.8), (-1, 3, -34, 1.9))),),
    "toe-extensors": (("shank", ((3, 2.8, -12, 2.8), (2.6, 1.6, -30, 2))), ("foot", ((6, 0.5, -1.5, 2.6),))),
    "toe-flexors": (("shank", ((-2.5, -2, -22, 3), (-2, -2.4, -36, 2))), ("foot", ((4, 0, -5.5, 3),))),
    "foot-intrinsics": (("foot", ((-1, 0, -6, 3.4), (5, 0, -6, 3.6), (11, 0, -6.4, 3))),),
}
MIDDLE = frozenset({"pelvis", "l5", "l3", "t12", "t6", "c7", "head"})
BLEND = 1.5


def sided(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names with their side; one without means both."""
    return tuple(n for name in names for n in ([name] if name.endswith(("_r", "_l")) else [f"{name}_r", f"{name}_l"]))


def chains(name: str) -> Iterator[tuple[str, Array, Array]]:
    """Yield the chains of a muscle of one side: bone, middles (n, 3), radii. Raises KeyError for a muscle without a place."""
    muscle, side = name[:-2], name[-1]
    m = dict(SIDES)[side]
    for bone, balls in SPINDLES[muscle]:
        rows = np.array(balls, float)
        middles = rows[:, :3] * np.array([1, m, 1])
        yield (bone if bone in MIDDLE else f"{bone}_{side}"), middles, rows[:, 3]


def outside(name: str, bones: Pose, points: Array) -> Array:
    """Return how far points of the world, (n, 3), lie outside a muscle; negative inside."""
    least = np.full(len(points), 1.0e3)
    for bone, middles, radii in chains(name):
        rotation, origin = bones[bone]
        local = (points - origin) @ rotation
        ends = list(range(len(middles)))
        for a, b in zip(ends, ends[1:] or ends, strict=False):
            way = middles[b] - middles[a]
            h = np.clip((local - middles[a]) @ way / max(float(way @ way), 1e-6), 0, 1)
            d = np.linalg.norm(local - middles[a] - h[:, None] * way, axis=1) - (radii[a] + (radii[b] - radii[a]) * h)
            k = np.maximum(BLEND - np.abs(least - d), 0) / BLEND
            least = np.minimum(least, d) - k * k * BLEND * 0.25
    return least
