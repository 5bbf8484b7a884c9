"""Pictures on the page: the drawings of the catalog, written as paths straight into the page's stream.

Why not the library's path objects: a picture has some fifteen hundred points, and each costs it more than the whole picture costs here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reportlab.lib.colors import HexColor

from routine.figure.drawing import INK, Drawing, Fill, Points, for_side
from routine.render.pdf.boxes import Text
from routine.render.pdf.setting import Canvas
from routine.render.pdf.theme import GREY, Theme

CM = 72 / 2.54
LARGEST = 0.0625  # of life; what is small, a hand or a foot, is not blown up beyond four times this
NAMES = ("Start", "End")
GAP = 6.0  # between two phases


@cache
def _rgb(ink: str) -> str:
    color = HexColor(INK[ink])
    return f"{color.red:.3f} {color.green:.3f} {color.blue:.3f}"


def _ring(points: Points) -> str:
    (x, y), *rest = points
    return f"{x} {y} m " + "".join([f"{x} {y} l " for x, y in rest])


def paths(drawing: Drawing) -> Iterator[tuple[int, str]]:
    """Yield opacity in hundredths and the page's own words for each path, in tenths of a centimetre of the body's world."""
    for op in drawing.ops:
        if isinstance(op, Fill):
            yield op.opacity, f"{_rgb(op.ink)} rg {''.join([_ring(r) + 'h ' for r in op.rings])}f*"
        else:
            dash = f"[{op.dash[0]} {op.dash[1]}] 0 d " if op.dash else "[] 0 d "
            yield 100, f"{_rgb(op.ink)} RG {op.width / 10:g} w {dash}{_ring(op.points)}S"


@dataclass(frozen=True)
class Painted:
    """A drawing in the page's own words: a tenth of the memory of its points. `box` as in the drawing."""

    box: tuple[int, int, int, int]
    words: tuple[tuple[int, str], ...]

    @property
    def size(self) -> tuple[int, int]:
        return self.box[2] - self.box[0], self.box[3] - self.box[1]


def painted(drawing: Drawing) -> Painted:
    return Painted(drawing.box, tuple(paths(drawing)))


class Pictures:
    """The pictures of each exercise for a side, read and painted when they are first asked for."""

    def __init__(self, drawings: Mapping[str, tuple[Drawing, ...]]) -> None:
        self._drawings, self._painted = drawings, dict[tuple[str, str], tuple[Painted, ...]]()

    def of(self, exercise: str, side: str) -> tuple[Painted, ...]:
        """Return start and end, a single picture, or nothing."""
        key = exercise, "left" if side == "left" else ""
        if key not in self._painted:
            self._painted[key] = tuple(painted(d) for d in for_side(self._drawings.get(exercise, ()), side))
        return self._painted[key]


def draw_paths(canvas: Canvas, drawing: Painted, x: float, bottom: float, scale: float) -> None:
    """Draw a picture with its left lower corner at a place. `scale`: points for a tenth of a centimetre of the body's world."""
    left, low, _, _ = drawing.box
    canvas.saveState()
    canvas.addLiteral(f"{scale:.5f} 0 0 {scale:.5f} {x - left * scale:.2f} {bottom - low * scale:.2f} cm 1 J 1 j")
    alpha = 100
    for opacity, words in drawing.words:
        if opacity != alpha:
            canvas.setFillAlpha(opacity / 100)
            alpha = opacity
        canvas.addLiteral(words)
    canvas.restoreState()


@dataclass(frozen=True)
class Figure:
    """One exercise in pictures, in a field of its own: a single one, or start and end in the same size, beside or above one another."""

    drawings: tuple[Painted, ...]
    width: float
    height: float
    alt: str
    theme: Theme

    @property
    def _caption(self) -> float:
        return self.theme.leading("caption") if len(self.drawings) > 1 else 0.0

    def _scale(self, *, beside: bool) -> float:
        """Return points for a tenth of a centimetre, so that all pictures fit side by side, or below one another."""
        wide, high = [d.size[0] for d in self.drawings], [d.size[1] for d in self.drawings]
        gaps, captions = GAP * (len(wide) - 1), self._caption * (1 if beside else len(wide))
        if beside:
            return min((self.width - gaps) / sum(wide), (self.height - captions) / max(high))
        return min(self.width / max(wide), (self.height - gaps - captions) / sum(high))

    @staticmethod
    def height_for(drawings: Sequence[Painted], width: float, longest: float, theme: Theme) -> float:
        """Return the height of a field so wide in which the longer side of each picture has this length, as far as the width allows."""
        field = Figure(tuple(drawings), width, 1.0, "", theme)
        wide, high = [d.size[0] for d in drawings], [d.size[1] for d in drawings]
        wanted, gaps = min(longest / max(max(d.size) for d in drawings), field.most), GAP * (len(wide) - 1)
        beside, above = min(wanted, (width - gaps) / sum(wide)), min(wanted, width / max(wide))
        low = max(high) * beside + field._caption
        return low if beside >= wanted * 0.98 else sum(high) * above + gaps + field._caption * len(wide)

    def _places(self) -> tuple[float, list[tuple[Painted, float, float]]]:
        """Return the scale, and each picture with its left and its top in the field, from the upper left corner."""
        scales = {beside: self._scale(beside=beside) for beside in (True, False)}
        beside = scales[True] >= scales[False]
        scale = min(scales[beside], self.most)
        sizes = [(d, d.size[0] * scale, d.size[1] * scale) for d in self.drawings]
        found = []
        if beside:
            x = (self.width - sum(w for _, w, _ in sizes) - GAP * (len(sizes) - 1)) / 2
            low = max(h for _, _, h in sizes)
            top = (self.height - low - self._caption) / 2
            for drawing, w, h in sizes:
                found.append((drawing, x, top + low - h))
                x += w + GAP
        else:
            y = (self.height - sum(h + self._caption for _, _, h in sizes) - GAP * (len(sizes) - 1)) / 2
            for drawing, w, h in sizes:
                found.append((drawing, (self.width - w) / 2, y))
                y += h + self._caption + GAP
        return scale, found

    @property
    def most(self) -> float:
        """Return the largest scale: points for a tenth of a centimetre."""
        whole = max(max(d.size) for d in self.drawings) > WHOLE_BODY
        return LARGEST * CM / 10 * (1 if whole else 2.5) * (1.6 if self.theme.large else 1)

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        scale, places = self._places()
        box = (x, top - self.height, x + self.width, top)
        with canvas.marked("Figure", alt=self.alt, box=box):
            for name, (drawing, left, down) in zip(NAMES, places, strict=False):
                bottom = top - down - drawing.size[1] * scale
                draw_paths(canvas, drawing, x + left, bottom, scale)
                if len(places) > 1:
                    wide = drawing.size[0] * scale
                    label = Text(name, self.theme, "caption", max(wide, 40.0), color=GREY)
                    label.draw(canvas, x + left, bottom - 1)


WHOLE_BODY = 700  # tenths of a centimetre: what is smaller is a close-up
