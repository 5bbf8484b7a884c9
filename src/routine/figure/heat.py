"""The body map: a calm figure from several views, with a patch for each muscle and each region; and what a week or a pain paints on it.

How much a muscle does is told by lightness, from light to dark. What lies deep is striped. What hurts has a dark dashed border and a
mark. So all three are told apart in grey print. Nothing here needs more than Python.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from routine.figure.drawing import Drawing, Fill, Op, Points, Stroke, boxed, drawing_of, mirrored, opened, packed, svg_op
from routine.model.terms import Side, Sides

VIEWS = ("front", "back", "side", "soles")
OTHER_SIDE = "other-side"
STEPS = ("heat-1", "heat-2", "heat-3", "heat-4")
Kind = Literal["muscle", "region"]
Weights = Mapping[tuple[str, Side], float]

GAP = 140  # tenths of a centimetre between two views
BORDER, STRIPES, STRIPE_GAP, VEIL = 35, 75, 17, 70
PAIN_GAP = 26
BOLT = ((4, 24), (-12, -2), (-2, -2), (-6, -24), (12, 5), (2, 5))
DISC = tuple((round(30 * x), round(30 * y)) for x, y in (
    (1, 0), (0.92, 0.38), (0.71, 0.71), (0.38, 0.92), (0, 1), (-0.38, 0.92), (-0.71, 0.71), (-0.92, 0.38),
    (-1, 0), (-0.92, -0.38), (-0.71, -0.71), (-0.38, -0.92), (0, -1), (0.38, -0.92), (0.71, -0.71), (0.92, -0.38), (1, 0),
))  # fmt: skip


@dataclass(frozen=True)
class Patch:
    """A place of a view. `deep`: it lies under others. `spot`: a point well inside. A region across the middle has a patch of both sides."""

    kind: Kind
    id: str
    side: Sides
    deep: bool
    spot: tuple[int, int]
    rings: tuple[Points, ...]


@dataclass(frozen=True)
class MapView:
    """One view. `below` is painted first, then patches, then `above`. `side` shows the right of the body."""

    name: str
    below: Drawing
    above: Drawing
    patches: tuple[Patch, ...]

    def key(self, patch: Patch) -> str:
        """Return a name that no other patch of a page has."""
        return "-".join((self.name, *(("region",) if patch.kind == "region" else ()), patch.id, patch.side))

    def places(self, kind: Kind, id_: str, side: Sides) -> tuple[Patch, ...]:
        """Return the patches that show a place of this side; what lies in the middle is the same on each side."""
        mine = [p for p in self.patches if p.kind == kind and p.id == id_]
        sided = [p for p in mine if p.side == side] or [p for p in mine if p.side == "both" and len(mine) == 1]
        return tuple(sided or [p for p in mine if side == "both" and p.side != "both"])


@dataclass(frozen=True)
class BodyMap:
    views: tuple[MapView, ...]
    made_from: str = ""

    def view(self, name: str) -> MapView:
        """Return a view by its name; `other-side` is the left. Raises KeyError."""
        if name == OTHER_SIDE:
            return other_side(self.view("side"))
        return {v.name: v for v in self.views}[name]

    def shown(self, kind: Kind) -> frozenset[str]:
        """Return what has a place in at least one view."""
        return frozenset(p.id for v in self.views for p in v.patches if p.kind == kind)


@dataclass(frozen=True)
class Sore:
    """A place that hurts, 0 to 10."""

    region: str
    side: Sides
    intensity: float


@dataclass(frozen=True)
class Layer:
    """Paths that belong together on a page, under one name."""

    id: str
    ops: tuple[Op, ...]


def flipped(patch: Patch) -> Patch:
    """Return the same place on the other side of the body."""
    other: Sides = {"left": "right", "right": "left", "both": "both"}[patch.side]  # type: ignore[assignment]
    rings = tuple(tuple((-x, y) for x, y in ring) for ring in patch.rings)
    return replace(patch, side=other, spot=(-patch.spot[0], patch.spot[1]), rings=rings)


def other_side(view: MapView) -> MapView:
    """Return a view from the other side: left becomes right and right left."""
    return MapView(
        OTHER_SIDE if view.name == "side" else view.name, mirrored(view.below), mirrored(view.above), tuple(map(flipped, view.patches))
    )


# The file


def packed_map(found: BodyMap) -> str:
    """Return a map as one line of text. Left patches of views that show both sides are mirror images and are not written."""
    rows, drawings = [], []
    for v in found.views:
        rows.append(f"view {v.name}")
        drawings += [v.below, v.above]
        for p in v.patches:
            if p.side == "left":
                continue
            rows.append(f"{p.kind} {p.id} {p.side} {int(p.deep)} {p.spot[0]} {p.spot[1]}")
            drawings.append(boxed([Fill(p.rings, "muscle")]))
    return packed(drawings, made_from=found.made_from, rows="\n".join(rows))


def unpacked_map(text: str, views: Container[str] = VIEWS, regions: Container[str] | None = None) -> BodyMap:
    """Return what was packed, or only these views, with these regions. Raises ValueError for a text that is torn."""
    packed_rows, about = opened(text)
    rest, found = iter(packed_rows), []
    try:
        for part in str(about["rows"]).split("view ")[1:]:
            name, *rows = part.splitlines()
            mine = [next(rest) for _ in range(2 + len(rows))]
            if name not in views:
                continue
            told = [(row.split(), drawing) for row, drawing in zip(rows, mine[2:], strict=True)]
            patches = [
                _patch(row, drawing_of(drawing)) for row, drawing in told if row[0] == "muscle" or regions is None or row[1] in regions
            ]
            below, above = map(drawing_of, mine[:2])
            found.append(MapView(name, below, above, tuple(patches if name == "side" else both_sided(patches))))
    except (IndexError, KeyError, ValueError, RuntimeError, StopIteration) as error:
        raise ValueError(f"no body map: {error}") from error
    return BodyMap(tuple(found), str(about.get("made_from", "")))


def _patch(row: Sequence[str], drawing: Drawing) -> Patch:
    kind, id_, side, deep, x, y = row
    (fill,) = drawing.ops
    assert isinstance(fill, Fill)
    return Patch(kind, id_, side, deep == "1", (int(x), int(y)), fill.rings)  # type: ignore[arg-type]


def both_sided(patches: Iterable[Patch]) -> list[Patch]:
    """Return patches of the right with their mirror images."""
    return [one for p in patches for one in ((p,) if p.side == "both" else (p, flipped(p)))]


# The paint


def step(weight: float) -> int:
    """Return the step of a weight: 0 for none, then four equal ones up to 1. Raises ValueError for a weight that is none."""
    if not 0 <= weight <= 1:
        raise ValueError(f"{weight} is no weight between 0 and 1")
    return ceil(weight * len(STEPS) - 1e-9)


def relative(doses: Mapping[tuple[str, Side], float]) -> dict[tuple[str, Side], float]:
    """Return doses as weights: the greatest is 1."""
    most = max(doses.values(), default=0)
    return {key: dose / most if most else 0.0 for key, dose in doses.items()}


def layers(view: MapView, weights: Weights, pains: Iterable[Sore] = ()) -> tuple[Layer, ...]:
    """Return a view painted: body, muscles of the surface, lines, deep muscles that work, places that hurt."""
    surface, deep = [], []
    for p in view.patches:
        if p.kind != "muscle" or p.side == "both":
            continue
        n = step(weights.get((p.id, p.side), 0))
        if not p.deep:
            surface.append(Layer(view.key(p), (Fill(p.rings, STEPS[n - 1] if n else "muscle"),)))
        elif n:
            deep.append(Layer(view.key(p), tuple(_striped(p, STEPS[n - 1]))))
    felt = sorted((s for s in pains if s.intensity > 0), key=lambda s: s.intensity)
    sore = {view.key(p): (p, pain) for pain in felt for p in view.places("region", pain.region, pain.side)}
    return (
        Layer(f"{view.name}-body", view.below.ops),
        *surface,
        *deep,
        Layer(f"{view.name}-lines", view.above.ops),
        *(Layer(key, tuple(_hurting(p, pain))) for key, (p, pain) in sore.items()),
    )


def _striped(patch: Patch, ink: str) -> Iterator[Op]:
    yield Fill(patch.rings, "halo", VEIL)
    yield from hatched(patch.rings, ink, STRIPES, STRIPE_GAP)
    for ring in patch.rings:
        yield Stroke((*ring, ring[0]), ink, STRIPES)


def _hurting(patch: Patch, pain: Sore) -> Iterator[Op]:
    """Mark a place: the more it hurts, the stronger the border, and the denser what is drawn across."""
    if pain.intensity >= 4:
        yield from hatched(patch.rings, "pain", 30, PAIN_GAP)
    if pain.intensity >= 7:
        yield from hatched(patch.rings, "pain", 30, PAIN_GAP, rising=False)
    width = 80 if pain.intensity < 4 else 105 if pain.intensity < 7 else 130
    for ring in patch.rings:
        closed = (*ring, ring[0])
        yield Stroke(closed, "halo", width + 50)
        yield Stroke(closed, "pain", width, (22, 16))
    x, y = patch.spot
    yield Fill((tuple((x + dx, y + dy) for dx, dy in DISC),), "halo")
    yield Stroke(tuple((x + dx, y + dy) for dx, dy in DISC), "pain", 60)
    yield Fill((tuple((x + dx, y + dy) for dx, dy in BOLT),), "pain")


def hatched(rings: Sequence[Points], ink: str, width: int, gap: int, *, rising: bool = True) -> Iterator[Stroke]:
    """Yield slanted lines inside rings, all on one raster of the page. `gap` in tenths of a centimetre."""
    way = 1 if rising else -1
    edges = [(a, b) for ring in rings for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)]
    heights = [y - way * x for (x, y), _ in edges]
    raster = round(gap * 2**0.5)
    for n in range(min(heights) // raster, max(heights) // raster + 1):
        level, hits = n * raster + 0.5, []
        for (ax, ay), (bx, by) in edges:
            a, b = ay - way * ax - level, by - way * bx - level
            if (a < 0) != (b < 0):
                hits.append(ax + (bx - ax) * a / (a - b))
        hits.sort()
        for start, end in zip(hits[::2], hits[1::2], strict=False):
            if end - start > 8:
                yield Stroke(tuple((round(x), round(way * x + level)) for x in (start + 2, end - 2)), ink, width)


# The page


def placed(found: BodyMap, names: Sequence[str] = VIEWS) -> tuple[tuple[MapView, int], ...]:
    """Return views in a row, feet on one line, each with how far it is moved to the right."""
    rows, x = [], 0
    for view in (found.view(name) for name in names):
        left, _, right, _ = view.above.box
        rows.append((view, x - left))
        x += right - left + GAP
    return tuple(rows)


def page(found: BodyMap, weights: Weights, pains: Iterable[Sore] = (), names: Sequence[str] = VIEWS) -> tuple[Layer, ...]:
    """Return views in a row, painted. Raises KeyError for a muscle or a region that the map does not know."""
    pains = tuple(pains)
    unknown = {m for m, _ in weights} - found.shown("muscle") | {s.region for s in pains} - found.shown("region")
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return tuple(
        Layer(layer.id, tuple(_moved(op, by) for op in layer.ops))
        for view, by in placed(found, names)
        for layer in layers(view, weights, pains)
    )


def heat_drawing(found: BodyMap, weights: Weights, pains: Iterable[Sore] = (), names: Sequence[str] = VIEWS) -> Drawing:
    """Return the same as one drawing, for print and for pixels."""
    return boxed(op for layer in page(found, weights, pains, names) for op in layer.ops)


def svg_page(painted: Sequence[Layer], width: float = 640.0) -> str:
    """Return layers as a picture in which every patch is a group with its name."""
    drawing = boxed(op for layer in painted for op in layer.ops)
    (w, h), (left, _, _, top) = drawing.size, drawing.box
    groups = "".join(f'<g id="{layer.id}">{"".join(map(svg_op, layer.ops))}</g>' for layer in painted)
    size = f'viewBox="{left} {-top} {w} {h}" width="{width:g}" height="{width * h / max(w, 1):.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{groups}</svg>'


def _moved(op: Op, by: int) -> Op:
    def there(points: Points) -> Points:
        return tuple((x + by, y) for x, y in points)

    return replace(op, rings=tuple(map(there, op.rings))) if isinstance(op, Fill) else replace(op, points=there(op.points))
