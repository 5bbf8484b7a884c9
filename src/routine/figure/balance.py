"""Whether somebody who stands or kneels would fall over: the middle of weight against the ground that carries."""

from __future__ import annotations

import numpy as np
from shapely.geometry import Point
from shapely.ops import unary_union

from routine.figure.body import SPHERES
from routine.figure.record import kind_of
from routine.figure.shows import UPRIGHT, places
from routine.figure.solve import Posture

GROUND_CM = 2.5
# Share of the body's weight in each bone, of one side, and where in its frame its middle lies.
MASS: dict[str, tuple[float, tuple[float, float, float]]] = {
    "pelvis": (13.0, (-1, 0, 1)), "l5": (7.0, (1, 0, 2)), "l3": (7.0, (1, 0, 3)), "t12": (9.0, (1, 0, 6)), "t6": (11.0, (1, 0, 6)),
    "head": (8.0, (1, 0, 8)), "ua": (2.7, (0, 0, -13)), "fa": (1.6, (0, 0, -11)), "hand": (0.6, (0, 0, -7)),
    "thigh": (10.5, (0, 0, -18)), "shank": (4.5, (0, 0, -18)), "foot": (1.4, (4, 0, -4)),
}  # fmt: skip


def unsteady(posture: Posture) -> float:
    """Return how far, in cm, the middle of weight lies outside of what carries; 0 for whoever lies, sits, leans or holds on."""
    if posture.phase.camera.frame or posture.phase.base not in UPRIGHT or any(kind_of(name) not in FREE for name in posture.phase.things):
        return 0.0
    middles, radii = places(posture), np.array([s.radius for s in SPHERES])
    low = middles[:, 2] - radii < GROUND_CM
    if low.sum() < 3:
        return 0.0
    ground = unary_union([Point(x, y).buffer(r * 0.6) for (x, y, _), r in zip(middles[low], radii[low], strict=True)]).convex_hull
    moment, total = np.zeros(3), 0.0
    for bone, (rotation, origin) in posture.bones.items():
        mass, at = MASS.get(bone.partition("_")[0], (0.0, (0.0, 0.0, 0.0)))
        moment, total = moment + mass * (origin + rotation @ np.array(at)), total + mass
    return float(ground.distance(Point(*(moment / total)[:2])))


FREE = frozenset({"mat", "band", "strap", "weight", "cup", "slider", "stick"})  # things that carry nobody
