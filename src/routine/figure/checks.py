"""What makes a drawing wrong: joints past their ranges, contacts that do not hold, bodies in floors, muscles nobody sees, and
loads that the picture shows and the entry does not own up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from routine.figure.balance import unsteady
from routine.figure.body import SPHERES, apart, pieces
from routine.figure.claims import disagreements
from routine.figure.hands import FINE, Piece
from routine.figure.scene import boxes, movers, outside, wall_of
from routine.figure.shows import places, shown
from routine.figure.skeleton import ANGLES, AT, HIGH, LOW, Array, values
from routine.figure.solve import Posture

if TYPE_CHECKING:
    from routine.figure.subject import Subject

CONTACT_CM, RANGE_DEG, FLOOR_CM, THING_CM, BLOCK_CM = 1.0, 3.0, 1.0, 2.0, 1.6
FALLS_CM = 4.0
AUTHORED_DEG = 15.0  # solved that far from what was written: most mistakes of authors look like this
SELF_CM = 3.5  # flesh gives way, and pieces are rounder than limbs
SAME_DEG, SAME_CM = 10.0, 5.0

PLAIN = tuple(p for p in pieces("plain", "plain") if p.part[:-2] not in FINE)
APART = tuple((i, j) for i, p in enumerate(PLAIN) for j, q in enumerate(PLAIN[:i]) if apart(p.part, q.part))


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
    if (away := unsteady(posture)) > FALLS_CM:
        yield Finding("look", n, f"the middle of the body's weight lies {away:.0f} cm outside of what it stands on")


def _entered(posture: Posture, n: int) -> Iterator[Finding]:
    middles, radii = places(posture), np.array([s.radius for s in SPHERES])
    deepest = float((radii - middles[:, 2]).max())
    if deepest > FLOOR_CM:
        yield Finding("error", n, f"{SPHERES[int((radii - middles[:, 2]).argmax())].part} is {deepest:.1f} cm in the floor")
    for box in boxes(posture.phase.things):
        deep = radii - outside(middles, box)
        if box.solid and deep.max() > BLOCK_CM + box.soft:
            yield Finding("error", n, f"{SPHERES[int(deep.argmax())].part} is {deep.max():.1f} cm in {box.thing}")
    wall = wall_of(posture.phase.things)
    if wall is not None and (deep := radii - wall.way * (middles[:, 0] - wall.x)).max() > FLOOR_CM:
        yield Finding("error", n, f"{SPHERES[int(deep.argmax())].part} is {deep.max():.1f} cm in the wall")
    for m in movers(posture.phase.things, len(ANGLES)):
        d = middles - posture.things[m.name]
        if m.axis is not None:
            d = d - np.clip(d @ m.axis, -m.half, m.half)[:, None] * m.axis
        deep = radii + m.radius - np.linalg.norm(d, axis=1)
        if deep.max() > THING_CM:
            yield Finding("error", n, f"{SPHERES[int(deep.argmax())].part} is {deep.max():.1f} cm in {m.name}")
    yield from _through_itself(posture, n)


def _through_itself(posture: Posture, n: int) -> Iterator[Finding]:
    """Look for limbs that lie in other limbs or in the head. Neighbours at a joint may."""
    ends = [(posture.bones[p.bone], p.at, posture.bones[p.to_bone], p.to) for p in PLAIN]
    a, b = (np.array([o + r @ np.array(at, float) for (r, o), at in rows]) for rows in ([e[:2] for e in ends], [e[2:] for e in ends]))
    deepest: dict[tuple[str, str], float] = {}
    for i, j in APART:
        deep = _overlap(a[i], b[i], PLAIN[i], a[j], b[j], PLAIN[j])
        pair = (PLAIN[i].part, PLAIN[j].part)
        deepest[pair] = max(deep, deepest.get(pair, 0.0))
    for (one, two), deep in deepest.items():
        if deep > SELF_CM:
            yield Finding("error", n, f"{one} lies {deep:.1f} cm in {two}")


def _overlap(a: Array, b: Array, one: Piece, c: Array, d: Array, two: Piece) -> float:
    """Return how deep two capsules lie in each other, found on a few points along both."""
    t = np.linspace(0, 1, 7)[:, None]
    ra, rb = ((p.radius + (p.to_radius - p.radius) * t[:, 0]) * p.flat for p in (one, two))
    gaps = np.linalg.norm((a + (b - a) * t)[:, None] - (c + (d - c) * t)[None], axis=2)
    return float((ra[:, None] + rb[None] - gaps).max())


def _details(posture: Posture) -> tuple[str, ...]:
    """Return what changes without a joint: how the hands are closed or spread, and the mouth."""
    phase = posture.phase
    mouth = phase.mouth or ("closed" if phase.camera.frame else "none")
    return phase.hands.get("r", "flat"), phase.hands.get("l", "flat"), mouth


def of_subject(subject: Subject, postures: Sequence[Posture]) -> Iterator[Finding]:
    """Yield what is wrong with the whole: a movement that moves nothing, loads of which picture and entry say different things."""
    if len(postures) > 1:
        one, two = postures
        turned = np.abs(one.q[6 : len(ANGLES)] - two.q[6 : len(ANGLES)]).max()
        moved = np.linalg.norm(places(one) - places(two), axis=1).max()
        if turned < SAME_DEG and moved < SAME_CM and _details(one) == _details(two):
            yield Finding("error", 1, "start and end look the same")
    for what in disagreements(shown(postures), subject.loads, subject.positions, subject.unseen):
        yield Finding("error", 0, what)
