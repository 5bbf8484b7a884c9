"""What is wrong with what is seen: limbs that work behind others, muscles that nobody finds, bodies cut off or lost in white."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from shapely.geometry import box

from routine.figure import muscles
from routine.figure.body import landmark
from routine.figure.checks import Finding
from routine.figure.paint import LIMBS, Painter
from routine.figure.tracing import MARGIN, trace

LEAST_SHARE = 0.012  # of the body's area that is highlighted
FULL, TALL = 0.12, 0.75  # of its box that a silhouette fills
LEAST_SEEN = 0.5  # of a limb that works
LEAST_WITHIN = 0.25  # of a long muscle that a close-up shows if it does not show its middle
COARSE = 2  # every second point of the grid suffices to count
BEHIND = 3.0  # cm that something must lie before a limb to hide it: less is flesh that it grows out of


def of_drawing(painter: Painter, n: int) -> Iterator[Finding]:
    """Yield what is wrong with what is seen."""
    body = painter.view.body.sum()
    shown = sum(g.mask.sum() if g.seen else g.shape.area / painter.view.step**2 for g in painter.highlight.groups)
    if painter.highlight.names and shown < LEAST_SHARE * body:
        yield Finding("error", n, f"the highlight is {shown / body:.1%} of the body: choose another camera")
    for limbs in working(painter):
        shares = {limb: visible(painter, limb) for limb in limbs}
        limb, most = max(shares.items(), key=lambda row: row[1])
        if most < LEAST_SEEN:
            yield Finding("error", n, f"{limb} works, and {most:.0%} of it is seen: turn the camera, or move what hides it")
    if painter.window is None:
        rows, columns = np.nonzero(painter.view.body)
        around = (rows.max() - rows.min() + 1) * (columns.max() - columns.min() + 1)
        if not FULL <= body / around <= TALL:
            yield Finding("look", n, f"the body fills {body / around:.0%} of its box")
    yield from _in_the_frame(painter, n)


def _limb_of(bone: str) -> str | None:
    name, _, side = bone.partition("_")
    return next((f"{('arm', 'leg')[k]}_{side}" for k, chain in enumerate(LIMBS) if name in chain), None)


def working(painter: Painter) -> set[frozenset[str]]:
    """Return the limbs that carry a highlight, or whose way an arrow shows. Of a pair that works alike one must be seen."""
    found: set[frozenset[str]] = set()
    names = painter.highlight.names
    for name in names:
        twin = f"{name[:-1]}{'l' if name.endswith('r') else 'r'}"
        for bone, *_ in muscles.chains(name):
            if (limb := _limb_of(bone)) is not None:
                found.add(frozenset({limb, f"{limb[:-1]}{twin[-1]}"} if twin in names else {limb}))
    for arrow in painter.phase.arrows:
        if arrow.track and (limb := _limb_of(landmark(arrow.track).bone)) is not None:
            found.add(frozenset({limb}))
    return found


def visible(painter: Painter, limb: str) -> float:
    """Return the share of a limb that nothing hides; in a close-up, of what lies in its window."""
    kind, _, side = limb.partition("_")
    parts = {f"{bone}_{side}" for bone in LIMBS[kind == "leg"]}
    view = painter.view
    step = view.step * COARSE
    rows, columns = (len(range(0, n, COARSE)) for n in view.part.shape)
    right, top = view.x0 + (columns - 1) * step, view.y0 + (rows - 1) * step
    window = (view.x0 + MARGIN, view.y0 + MARGIN, right - MARGIN, top - MARGIN)
    alone = trace([s for s in painter.solids if s.part in parts], step, window)
    high, wide = min(rows, alone.part.shape[0]), min(columns, alone.part.shape[1])
    there = alone.part[:high, :wide] >= 0
    hidden = view.depth[::COARSE, ::COARSE][:high, :wide] < alone.depth[:high, :wide] - BEHIND
    return float((there & ~hidden).sum() / max(there.sum(), 1))


def _in_the_frame(painter: Painter, n: int) -> Iterator[Finding]:
    """A close-up shows the muscle that it is about."""
    if painter.window is None:
        return
    left, bottom, right, top = painter.window
    for arrow in painter.phase.arrows:
        if not all(left < x < right and bottom < y < top for x, y in painter.way(arrow)[[0, -1]]):
            yield Finding("look", n, "the close-up cuts an arrow off: give its camera a margin")
    for g in painter.highlight.groups:
        x, y = g.shape.centroid.coords[0]
        within = g.shape.intersection(box(left, bottom, right, top)).area / max(g.shape.area, 1)
        if not (left < x < right and bottom < y < top) and within < LEAST_WITHIN:
            yield Finding("error", n, f"{' and '.join(g.names)} lies outside the close-up")
