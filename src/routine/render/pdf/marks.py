"""What people write on: tick boxes, pain lines, lines for notes; and the sign of the five-minute version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routine.render.pdf.boxes import Block, Row, Stack, Text
from routine.render.pdf.fonts import BOLD, REGULAR, drawable, width_of
from routine.render.pdf.setting import Canvas
from routine.render.pdf.theme import ACCENT, GREY, INK, Theme

SHORT_SIGN, SHORT_WORDS = "5", "In the five-minute version"


@dataclass(frozen=True)
class ShortSign:
    """A ring with a 5: this card belongs to the five-minute version."""

    size: float

    @property
    def height(self) -> float:
        return self.size

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        middle, points = top - self.size / 2, self.size * 0.68
        with canvas.marked("Figure", alt=SHORT_WORDS, box=(x, top - self.size, x + self.size, top)):
            canvas.saveState()
            canvas.setStrokeColor(ACCENT)
            canvas.setLineWidth(self.size / 11)
            canvas.circle(x + self.size / 2, middle, self.size / 2 - self.size / 22, stroke=1, fill=0)
            canvas.setFillColor(ACCENT)
            canvas.setFont(BOLD, points)
            canvas.drawCentredString(x + self.size / 2, middle - points * 0.355, SHORT_SIGN)
            canvas.restoreState()


@dataclass(frozen=True)
class Tick:
    """An empty box with the day it stands for."""

    label: str
    theme: Theme

    @property
    def side(self) -> float:
        return self.theme.pick(12.0, 22.0)

    @property
    def height(self) -> float:
        return self.side

    @property
    def width(self) -> float:
        return self.side + self.theme.pick(4.0, 8.0) + width_of(drawable(self.label), BOLD, self.theme.size("label"))

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        points = self.theme.size("label")
        with canvas.marked("P"):
            canvas.saveState()
            canvas.setStrokeColor(INK)
            canvas.setLineWidth(1.1)
            canvas.roundRect(x, top - self.side, self.side, self.side, 2, stroke=1, fill=0)
            canvas.setFillColor(INK)
            canvas.setFont(BOLD, points)
            canvas.drawString(x + self.side + self.theme.pick(4.0, 8.0), top - self.side / 2 - points * 0.355, drawable(self.label))
            canvas.restoreState()


def ticks(labels: Sequence[str], theme: Theme, width: float) -> tuple[Block, float]:
    """Return a box to tick for each date, in as many lines as `width` asks for, and the width they take."""
    boxes = [Tick(label, theme) for label in labels]
    gap = theme.pick(11.0, 18.0)
    step = max(b.width for b in boxes) + gap
    in_line = max(1, min(len(boxes), int((width + gap) // step)))
    lines = -(-len(boxes) // in_line)
    in_line = -(-len(boxes) // lines)  # even lines
    rows = [Row([(n * step, box) for n, box in enumerate(boxes[start : start + in_line])]) for start in range(0, len(boxes), in_line)]
    return Stack(rows, gap=theme.pick(5.0, 9.0)), in_line * step - gap


@dataclass(frozen=True)
class PainLine:
    """The numbers 0 to 10 to circle, for one date."""

    label: str
    width: float
    theme: Theme

    @property
    def height(self) -> float:
        return self.theme.pick(21.0, 36.0)

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        points, middle = self.theme.size("body"), top - self.height / 2
        base = middle - points * 0.355
        label = self.theme.pick(78.0, 128.0)
        step = min((self.width - label) / 11, self.theme.pick(28.0, 46.0))
        with canvas.marked("P"):
            canvas.saveState()
            canvas.setFont(BOLD, points)
            canvas.setFillColor(INK)
            canvas.drawString(x, base, drawable(self.label))
            canvas.setFont(REGULAR, points)
            canvas.setStrokeColor(GREY)
            canvas.setLineWidth(0.6)
            for n in range(11):
                centre = x + label + step * (n + 0.5)
                canvas.circle(centre, middle, min(step * 0.42, self.height * 0.42), stroke=1, fill=0)
                canvas.drawCentredString(centre, base, str(n))
            canvas.restoreState()


def pain_lines(labels: Sequence[str], theme: Theme, width: float) -> Block:
    """Return a pain line for each date, two beside one another where the print is small enough."""
    columns = 1 if theme.large or len(labels) < 3 else 2
    gap = 18.0
    wide = (width - gap * (columns - 1)) / columns
    lines = [PainLine(label, wide, theme) for label in labels]
    deep = -(-len(lines) // columns)
    rows = [Row([(c * (wide + gap), lines[r + c * deep]) for c in range(columns) if r + c * deep < len(lines)]) for r in range(deep)]
    head = Text(
        "<b>Pain during the session.</b> Circle one number: 0 is none, 10 is the worst you can think of.", theme, "body", width, rich=True
    )
    return Stack([head, Stack(rows, gap=2)], gap=theme.pick(3.0, 6.0))


@dataclass(frozen=True)
class NoteLines:
    """Ruled lines for one's own words, where a page has room left."""

    title: str
    height: float
    width: float
    theme: Theme

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        step = self.theme.pick(22.0, 34.0)
        canvas.saveState()
        with canvas.marked("P"):
            canvas.setFont(BOLD, self.theme.size("body"))
            canvas.setFillColor(INK)
            canvas.drawString(x, top - self.theme.size("body"), self.title)
        with canvas.artifact():
            canvas.setStrokeColor(GREY)
            canvas.setLineWidth(0.4)
            y = top - self.theme.size("body") - step
            while y >= top - self.height:
                canvas.line(x, y, x + self.width, y)
                y -= step
        canvas.restoreState()
