"""What makes a drawing wrong: joints past their ranges, contacts that do not hold, bodies in floors, muscles nobody sees, and
loads that the picture shows and the entry does not own up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from routine.figure.body import SPHERES
from routine.figure.scene import boxes, movers, outside, wall_of
from routine.figure.skeleton import ANGLES, AT, HIGH, LOW, Array, values
from routine.figure.solve import Posture

if TYPE_CHECKING:
    from routine.figure.paint import Painter
    from routine.figure.subject import Subject

CONTACT_CM, RANGE_DEG, FLOOR_CM, THING_CM, BLOCK_CM = 1.0, 3.0, 1.0, 2.0, 1.6
AUTHORED_DEG = 15.0  # solved that far from what was written: most mistakes of authors look like this
SELF_CM = 3.5
SAME_DEG, SAME_CM = 10.0, 5.0
LEAST_SHARE = 0.012  # of the body's area that is highlighted
FULL, TALL = 0.12, 0.75  # of its box that a silhouette fills


@dataclass(frozen=True)
class Finding:
    """`error` fails a build; `look` asks for a second look at the picture."""

    level: Literal["error", "look"]
    phase: int
    what: str


def of_posture(posture: Posture, n: int) -> Iterator[Finding]:
    """Yield what is wrong with one solved posture."""
    angles = posture.q[: len(ANGLES)]
    for text, gap in posture.residuals:
        if gap > CONTACT_CM:
            yield Finding("error", n, f"`{text}` does not hold: {gap:.1f} cm apart")
    for name, at in AT.items():
        if not LOW[at] - RANGE_DEG <= angles[at] <= HIGH[at] + RANGE_DEG:
            yield Finding("error", n, f"{name} is bent to {angles[at]:.0f} degrees; it goes from {LOW[at]:.0f} to {HIGH[at]:.0f}")
    for name, value in values(posture.phase.joints).items():
        if not name.startswith(("root", "scap")) and abs(angles[AT[name]] - value) > AUTHORED_DEG:
            yield Finding("look", n, f"{name} was written as {value:.0f} degrees and came out as {angles[AT[name]]:.0f}")
    yield from _entered(posture, n)


def _places(posture: Posture) -> Array:
    return np.array([posture.bones[s.bone][1] + posture.bones[s.bone][0] @ np.array(s.at) for s in SPHERES])


def _entered(posture: Posture, n: int) -> Iterator[Finding]:
    places, radii = _places(posture), np.array([s.radius for s in SPHERES])
    deepest = float((radii - places[:, 2]).max())
    if deepest > FLOOR_CM:
        yield Finding("error", n, f"{SPHERES[int((radii - places[:, 2]).argmax())].part} is {deepest:.1f} cm in the floor")
    for box in boxes(posture.phase.things):
        deep = radii - outside(places, box)
        if box.solid and deep.max() > BLOCK_CM + box.soft:
            yield Finding("error", n, f"{SPHERES[int(deep.argmax())].part} is {deep.max():.1f} cm in {box.thing}")
    wall = wall_of(posture.phase.things)
    if wall is not None and (deep := radii - wall.way * (places[:, 0] - wall.x)).max() > FLOOR_CM:
        yield Finding("error", n, f"{SPHERES[int(deep.argmax())].part} is {deep.max():.1f} cm in the wall")
    for m in movers(posture.phase.things, len(ANGLES)):
        d = places - posture.things[m.name]
        if m.axis is not None:
            d = d - np.clip(d @ m.axis, -m.half, m.half)[:, None] * m.axis
        deep = radii + m.radius - np.linalg.norm(d, axis=1)
        if deep.max() > THING_CM:
            yield Finding("error", n, f"{SPHERES[int(deep.argmax())].part} is {deep.max():.1f} cm in {m.name}")
    yield from _through_itself(n, places, radii)


FAMILY = {"pelvis": "trunk", "lumbar": "trunk", "thorax": "trunk", "neck": "trunk", "head": "head"}


def _through_itself(n: int, places: Array, radii: Array) -> Iterator[Finding]:
    """Look for limbs that lie in other limbs or in the trunk. Neighbours at a joint may."""
    parts = [s.part for s in SPHERES]
    limbs = [p for p in dict.fromkeys(parts) if p not in FAMILY]
    for i, one in enumerate(limbs):
        for two in [*limbs[i + 1 :], "head"]:
            if _near(one, two):
                continue
            a, b = (np.array([k for k, p in enumerate(parts) if p == part]) for part in (one, two))
            deep = radii[a][:, None] + radii[b][None, :] - np.linalg.norm(places[a][:, None] - places[b][None, :], axis=2)
            if deep.max() > SELF_CM:
                yield Finding("look", n, f"{one} lies {deep.max():.1f} cm in {two}")


CHAINS = (("ua", "fa", "hand"), ("thigh", "shank", "foot", "toe"))


def _near(one: str, two: str) -> bool:
    """Tell whether two parts are neighbours or the same bone's next but one at a bent joint."""
    a, _, side = one.partition("_")
    b, _, other = two.partition("_")
    if side != other:
        return {a, b} == {"thigh"}
    return any(a in chain and b in chain and abs(chain.index(a) - chain.index(b)) < 3 for chain in CHAINS)


def of_drawing(painter: Painter, n: int) -> Iterator[Finding]:
    """Yield what is wrong with what is seen."""
    body = painter.view.body.sum()
    shown = sum(g.mask.sum() if g.seen else g.shape.area / painter.view.step**2 for g in painter.highlight.groups)
    if painter.highlight.names and shown < LEAST_SHARE * body:
        yield Finding("error", n, f"the highlight is {shown / body:.1%} of the body: choose another camera")
    rows, columns = np.nonzero(painter.view.body)
    box = (rows.max() - rows.min() + 1) * (columns.max() - columns.min() + 1)
    if not FULL <= body / box <= TALL:
        yield Finding("look", n, f"the body fills {body / box:.0%} of its box")


def of_subject(subject: Subject, postures: Sequence[Posture]) -> Iterator[Finding]:
    """Yield what is wrong with the whole: a movement that moves nothing, and loads that nobody wrote down."""
    if len(postures) > 1:
        one, two = postures
        turned = np.abs(one.q[6 : len(ANGLES)] - two.q[6 : len(ANGLES)]).max()
        moved = np.linalg.norm(_places(one) - _places(two), axis=1).max()
        if turned < SAME_DEG and moved < SAME_CM:
            yield Finding("error", 1, "start and end look the same")
    for load, shown in LOADS.items():
        seen = [n for n, p in enumerate(postures) if shown(p)]
        if seen and load not in subject.loads:
            yield Finding("error", seen[0], f"the picture shows `{load}`, and the entry's loads do not name it")
    for position, lies in POSITIONS.items():
        seen = [n for n, p in enumerate(postures) if lies(p)]
        if seen and not POSITION_OF[position] & set(subject.positions):
            yield Finding("error", seen[0], f"the picture shows somebody {position}, and the entry's positions do not say so")


# What a posture shows. Thresholds lie a little beyond the word, so that only what is clearly seen is asked about.


def _angle(posture: Posture, name: str) -> float:
    return float(posture.q[AT[name]])


def _most(posture: Posture, joint: str) -> float:
    return max(_angle(posture, f"{joint}_{s}") for s in "rl")


def _least(posture: Posture, joint: str) -> float:
    return min(_angle(posture, f"{joint}_{s}") for s in "rl")


def _on(posture: Posture, *words: str) -> bool:
    return any(text.partition(" ")[0] in words and ("floor" in text or " box" in text) for text, _ in posture.residuals)


def _height(posture: Posture, bone: str) -> float:
    return float(posture.bones[bone][1][2])


LOADS: dict[str, Callable[[Posture], bool]] = {
    "hip-flexion-over-90": lambda p: _most(p, "hip.flex") > 100,
    "hip-extension-end-range": lambda p: _least(p, "hip.flex") < -17,
    "head-below-heart": lambda p: _height(p, "head") < _height(p, "t6") - 12,
    "wrist-weight": lambda p: _on(p, "palm_r", "palm_l") and _height(p, "pelvis") > 25 and _most(p, "wrist.ext") > 55,
    "knee-weight": lambda p: _on(p, "knee_r", "knee_l") and _height(p, "pelvis") > 25,
    "overhead": lambda p: _most(p, "sh.flex") > 150 and _height(p, "head") > _height(p, "pelvis") + 30,
}
POSITIONS: dict[str, Callable[[Posture], bool]] = {
    "lying on the back": lambda p: _on(p, "upperback", "headback") and p.phase.base == "supine",
    "lying on the front": lambda p: p.phase.base == "prone" and _on(p, "belly", "chest"),
    "lying on the side": lambda p: p.phase.base.startswith("side") and _on(p, "hipside_r", "hipside_l"),
}
POSITION_OF = {
    "lying on the back": {"supine"},
    "lying on the front": {"prone", "prone-propped"},
    "lying on the side": {"side-lying", "side-plank"},
}
