"""What a posture shows of the loads and positions that an entry may name.

Each load has two thresholds: what is clearly shown must be named by the entry; what is at least hinted at suffices for a load that
the entry names. Both follow the word's meaning in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from routine.figure.body import SPHERES
from routine.figure.claims import BARELY, POSITIONS
from routine.figure.record import kind_of
from routine.figure.skeleton import AT, Array
from routine.figure.solve import Posture, contact

Measure = Callable[[Posture], float]
SIDES = "rl"
ROLLS = ("roller", "ball", "towel")
UPRIGHT = ("stand", "front", "back")
FIRM = ("step", "box", "bench", "bed", "chair", "table")  # what carries a foot that is put on it
HINT_CM = 4.0
FOOT = ("heel", "heelback", "ball", "arch", "toe", "bigtoe", "ankle", "anklein", "footside", "footin")


def shown(postures: Sequence[Posture]) -> tuple[str, ...]:
    """Return every load and posture that one of the pictures shows, in a fixed order."""
    found: dict[str, None] = {}
    for load, (measure, barely, clearly) in LOADS.items():
        most = max(measure(p) for p in postures)
        if most >= clearly:
            found[load] = None
        elif most >= barely:
            found[BARELY + load] = None
    for posture, lies in LYING.items():
        if any(lies(p) for p in postures):
            found[posture] = None
    return tuple(found)


def _angle(p: Posture, name: str) -> float:
    return float(p.q[AT[name]])


def _most(joint: str, sign: float = 1) -> Measure:
    """Return the measure of how far a joint goes, on whichever side it goes further; -1: the other way."""
    return lambda p: max(sign * _angle(p, f"{joint}_{s}") for s in SIDES)


def _spine(*joints: str) -> Measure:
    return lambda p: abs(sum(_angle(p, joint) for joint in joints))


def _height(p: Posture, bone: str) -> float:
    return float(p.bones[bone][1][2])


def touching(p: Posture, *words: str) -> set[str]:
    """Return what these landmarks touch."""
    return {c.on for c in map(contact, p.phase.contacts) if c.what in words or c.what[:-2] in words}


def _carried(p: Posture, *words: str) -> bool:
    return any(on == "floor" or on in p.phase.things for on in touching(p, *words) if on != "wall")


def _adducted(p: Posture) -> float:
    """Return how far a knee lies beyond the middle of the pelvis, in centimetres."""
    rotation, origin = p.bones["pelvis"]
    return max(-m * float((rotation.T @ (p.bones[f"shank_{s}"][1] - origin))[1]) for s, m in (("r", -1), ("l", 1)))


def _raised(p: Posture) -> float:
    """Return how high an upper arm points along the trunk: -1 hanging, 0 level, 1 straight up. Of somebody who lies with an
    arm under the head only half of it counts."""
    up = p.bones["t6"][0][:, 2]
    most = max(float(-p.bones[f"ua_{s}"][0][:, 2] @ up) for s in SIDES)
    return most if _height(p, "head") > _height(p, "pelvis") + 30 else most / 2


def _across_chest(p: Posture) -> float:
    return max(-_angle(p, f"sh.abd_{s}") if _angle(p, f"sh.flex_{s}") > 40 else 0 for s in SIDES)


def _thrown(p: Posture) -> float:
    """Return 1 for an arm out to the side, 2 if its forearm points up along the trunk, too."""
    sideways, up = p.bones["t6"][0][:, 1], p.bones["t6"][0][:, 2]
    most = 0.0
    for s, m in (("r", -1), ("l", 1)):
        if -m * float(p.bones[f"ua_{s}"][0][:, 2] @ sideways) > 0.55:
            turned = _angle(p, f"el.flex_{s}") > 45 and float(-p.bones[f"fa_{s}"][0][:, 2] @ up) > 0.75
            most = max(most, 2.0 if turned else 1.0)
    return most


def _neck(p: Posture) -> float:
    """Return the greatest share of its range that the neck has gone, whichever way."""
    flex = _angle(p, "neck.flex")
    return max(flex / 48 if flex > 0 else -flex / 50, abs(_angle(p, "neck.side")) / 40, abs(_angle(p, "neck.rot")) / 72)


def _on_hands(p: Posture) -> float:
    """Return how far a wrist is bent back that carries weight; little counts what leans on a wall or sits on something low."""
    if not touching(p, "palm"):
        return 0.0
    full = _carried(p, "palm") and _height(p, "pelvis") > 25 and not _sits(p)
    return _most("wrist.ext")(p) * (1.0 if full else 0.6)


def _bent_wrist(p: Posture) -> float:
    """Return the share of its range that a wrist has gone whose hand touches nothing, or the other hand."""
    free = [s for s in SIDES if not {on for on in touching(p, f"palm_{s}", f"fingers_{s}") if on[:-2] not in ("palm", "fingers")}]
    return max((max(_angle(p, f"wrist.ext_{s}") / 80, -_angle(p, f"wrist.ext_{s}") / 68) for s in free), default=0.0)


def _upright(p: Posture) -> bool:
    return _height(p, "t6") > _height(p, "pelvis") + 15


def _sits(p: Posture) -> bool:
    """Tell whether somebody sits on a chair, a bed, a bench: on nothing that rolls."""
    carries = {on for on in touching(p, "sit", "sacrum", "tail") if on in p.phase.things and kind_of(on) not in ROLLS}
    return bool(carries) and _upright(p)


def _on_the_floor(p: Posture) -> bool:
    return _height(p, "pelvis") < 35 and _upright(p) and not _sits(p) and not _carried(p, "knee", "kneein", "kneeside", "hipside")


def _lowest(p: Posture, side: str) -> float:
    feet = [s for s in SPHERES if s.part in (f"foot_{side}", f"toe_{side}", f"bigtoe_{side}")]
    return min(float((p.bones[s.bone][1] + p.bones[s.bone][0] @ np.array(s.at))[2]) - s.radius for s in feet)


def _put_up(p: Posture, side: str) -> bool:
    """Tell whether a foot rests on something firm."""
    return any(kind_of(on) in FIRM and on in p.phase.things for on in touching(p, *(f"{word}_{side}" for word in FOOT)))


def _lifted(p: Posture) -> float:
    """Return how high one foot is off the floor while the other carries somebody who stands. One that is put up on something
    firm is carried: at most a hint at the moment in which a step-up stands on one leg."""
    if _height(p, "pelvis") < 55 or _sits(p) or _carried(p, "knee", "belly", "sit", "sacrum"):
        return 0.0
    (low, _), (high, upper) = sorted((_lowest(p, s), s) for s in SIDES)
    if low >= 4:
        return 0.0
    return min(high, HINT_CM) if _put_up(p, upper) else high


def _head_low(p: Posture) -> float:
    return _height(p, "t6") - _height(p, "head")


def _on_tail(p: Posture) -> float:
    surfaces = touching(p, "sit", "tail")
    return float(any(on == "floor" or on.startswith(("roller", "ball")) for on in surfaces))


def _weight_on_knee(p: Posture) -> float:
    return (1.0 if _height(p, "pelvis") > 25 else 0.6) if _carried(p, "knee", "kneein", "kneeside") else 0.0


LOADS: dict[str, tuple[Measure, float, float]] = {  # measure, at least hinted at, clearly shown
    "hip-flexion-over-90": (_most("hip.flex"), 80, 100),
    "hip-extension-end-range": (_most("hip.flex", -1), 8, 17),
    "hip-abduction-end-range": (_most("hip.abd"), 28, 46),
    "hip-adduction-past-midline": (_adducted, -3, 5),
    "hip-internal-rotation": (_most("hip.rot", -1), 10, 25),
    "hip-external-rotation-end-range": (_most("hip.rot"), 25, 48),
    "knee-flexion-end-range": (_most("knee.flex"), 115, 140),
    "ankle-dorsiflexion-end-range": (_most("ankle.dorsi"), 10, 23),
    "ankle-plantarflexion-end-range": (_most("ankle.dorsi", -1), 24, 53),
    "toe-extension-end-range": (lambda p: max(_most("toe.ext")(p), _most("bigtoe.ext")(p)), 30, 60),
    "lumbar-flexion-end-range": (lambda p: _angle(p, "lumbar.flex"), 24, 48),
    "lumbar-extension-end-range": (lambda p: -_angle(p, "lumbar.flex"), 12, 24),
    "thoracic-extension-end-range": (lambda p: -_angle(p, "thorax.flex"), 10, 22),
    "spinal-rotation-end-range": (_spine("lumbar.rot", "thorax.rot"), 20, 42),
    "spinal-side-bend-end-range": (_spine("lumbar.side", "thorax.side"), 20, 45),
    "neck-end-range": (_neck, 0.5, 0.88),
    "neck-rotation-end-range": (lambda p: abs(_angle(p, "neck.rot")), 40, 62),
    "neck-extension": (lambda p: -_angle(p, "neck.flex"), 12, 32),
    "shoulder-extension-end-range": (_most("sh.flex", -1), 25, 48),
    "shoulder-adduction-end-range": (_across_chest, 20, 40),
    "shoulder-abduction-external-rotation": (_thrown, 1, 2),
    "overhead": (_raised, 0.1, 0.8),
    "wrist-weight": (_on_hands, 35, 55),
    "wrist-end-range": (_bent_wrist, 0.6, 1.0),
    "knee-weight": (_weight_on_knee, 0.5, 1),
    "head-below-heart": (_head_low, 0, 12),
    "single-leg": (_lifted, 2, 6),
    "sitting-on-tail-bone": (_on_tail, 1, 1),
}
LYING: dict[str, Callable[[Posture], bool]] = {
    "lying on the back": lambda p: p.phase.base == "supine" and _carried(p, "upperback", "headback", "midback", "scapula"),
    "lying on the front": lambda p: p.phase.base == "prone" and (_carried(p, "belly", "chest") or _propped(p)),
    "lying on the side": lambda p: p.phase.base.startswith("side") and _carried(p, "hipside", "shoulder", "kneeside", "fore"),
    "sitting on a chair": _sits,
    "sitting on the floor": _on_the_floor,
    "kneeling": lambda p: _carried(p, "knee") and p.phase.base in UPRIGHT and not _sits(p),
    "on hands and knees": lambda p: _carried(p, "palm", "fore") and p.phase.base == "prone" and _height(p, "pelvis") > 20,
}
assert LYING.keys() == POSITIONS.keys()


def _propped(p: Posture) -> bool:
    return _carried(p, "fore") and _height(p, "pelvis") < 30


def places(posture: Posture) -> Array:
    """Return the middle of every ball in the body."""
    return np.array([posture.bones[s.bone][1] + posture.bones[s.bone][0] @ np.array(s.at) for s in SPHERES])


def looks(postures: Sequence[Posture]) -> Iterator[str]:
    """Yield every load with what was measured, for whoever sets thresholds."""
    for load, (measure, *_) in LOADS.items():
        yield f"{load}: {max(measure(p) for p in postures):.2f}"
