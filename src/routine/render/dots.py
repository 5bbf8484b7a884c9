"""A drawing for a terminal: lines, muscles and arrows as braille dots, two by four in each letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from routine.figure.drawing import Drawing, Fill, Op, Points

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of the Unicode block, by row and column of a letter
FIRST, EMPTY = 0x2800, "\u2800"
# What is shown, and which of two that meet in a letter gives it its colour: the later one.
LINES = {
    "mat-line": "thing",
    "thing-line": "thing",
    "line": "line",
    "highlight-line": "muscle",
    "hatch": "muscle",
    "strap": "thing",
    "band": "thing",
}
FILLS = {"highlight": "muscle", "arrow": "arrow"}
ORDER = ("", "thing", "line", "muscle", "arrow")
HIDDEN = 100  # opacity below which a muscle lies behind something: every other dot


@dataclass(frozen=True)
class Run:
    """Letters of one tone: `thing`, `line`, `muscle`, `arrow`, or nothing."""

    text: str
    tone: str


class _Raster:
    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.bits = [[0] * columns for _ in range(rows)]
        self.tones = [[0] * columns for _ in range(rows)]

    def dot(self, x: int, y: int, tone: int) -> None:
        if 0 <= x < self.columns * 2 and 0 <= y < self.rows * 4:
            row, column = y // 4, x // 2
            self.bits[row][column] |= DOTS[y % 4][x % 2]
            self.tones[row][column] = max(self.tones[row][column], tone)

    def lines(self) -> Iterator[tuple[Run, ...]]:
        for bits, tones in zip(self.bits, self.tones, strict=True):
            cells = [(chr(FIRST + b), ORDER[t]) for b, t in zip(bits, tones, strict=True)]
            yield tuple(Run("".join(c for c, _ in run), tone) for tone, run in groupby(cells, key=lambda cell: cell[1]))


def dots(drawings: Sequence[Drawing], columns: int, rows: int) -> tuple[tuple[Run, ...], ...]:
    """Return pictures beside one another in one size, as lines of letters; no wider and no higher than asked for."""
    gap = 3  # letters
    wide, high = sum(d.size[0] for d in drawings), max(d.size[1] for d in drawings)
    scale = min((columns - gap * (len(drawings) - 1) - len(drawings)) * 2 / wide, (rows * 4 - 2) / high)
    deep = round(high * scale) // 4 + 1
    parts: list[list[tuple[Run, ...]]] = []
    for drawing in drawings:
        raster = _Raster(round(drawing.size[0] * scale) // 2 + 1, deep)
        _draw(raster, drawing, scale, deep * 4 - 1)
        parts.append(list(raster.lines()))
    space = (Run(EMPTY * gap, ""),)
    return tuple(tuple(run for n, part in enumerate(row) for run in ((*space, *part) if n else part)) for row in zip(*parts, strict=True))


def _draw(raster: _Raster, drawing: Drawing, scale: float, floor: int) -> None:
    left, bottom = drawing.box[:2]

    def page(points: Points) -> list[tuple[float, float]]:
        return [((x - left) * scale, floor - (y - bottom) * scale) for x, y in points]

    for op in drawing.ops:
        tone = (FILLS if isinstance(op, Fill) else LINES).get(op.ink)
        if tone is None:
            continue
        number = ORDER.index(tone)
        for x, y in _filled([page(r) for r in op.rings]) if isinstance(op, Fill) else _stroked(page(op.points)):
            if not _sparse(op) or (x + y) % 2 == 0:
                raster.dot(x, y, number)


def _sparse(op: Op) -> bool:
    return isinstance(op, Fill) and op.ink == "highlight" and op.opacity < HIDDEN


def _stroked(points: Iterable[tuple[float, float]]) -> Iterator[tuple[int, int]]:
    for (ax, ay), (bx, by) in pairwise(points):
        steps = max(1, round(max(abs(bx - ax), abs(by - ay)) * 1.5))
        for n in range(steps + 1):
            yield round(ax + (bx - ax) * n / steps), round(ay + (by - ay) * n / steps)


def _filled(rings: Sequence[Sequence[tuple[float, float]]]) -> Iterator[tuple[int, int]]:
    """Yield the dots inside rings, by the even-odd rule."""
    edges = [(a, b) for ring in rings for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)]
    heights = [y for ring in rings for _, y in ring]
    for y in range(round(min(heights)), round(max(heights)) + 1):
        hits = sorted(ax + (bx - ax) * (y - ay) / (by - ay) for (ax, ay), (bx, by) in edges if (ay <= y) != (by <= y))
        for start, end in zip(hits[::2], hits[1::2], strict=False):
            yield from ((x, y) for x in range(round(start), round(end) + 1))
