"""Things that have a height and can be drawn: the small kit that pages are laid out with.

Why: a card must never be cut by the end of a page, and a page must be weighed before anything is drawn on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from reportlab.lib.colors import Color

from routine.render.pdf.fonts import BOLD, markup
from routine.render.pdf.setting import Canvas, draw_lines, pieces_of, set_lines
from routine.render.pdf.theme import ACCENT, INK, PAPER, Theme

TAGS = {"title": "H1", "heading": "H2", "name": "H3"}  # what a role of text is in the tree of the document


class Block(Protocol):
    """Something of a known height, drawn from its left upper corner. Points, with y upwards."""

    @property
    def height(self) -> float: ...

    def draw(self, canvas: Canvas, x: float, top: float) -> None: ...


class Text:
    """A paragraph set to a width."""

    def __init__(
        self, text: str, theme: Theme, role: str, width: float, *, align: str = "left", color: Color = INK, rich: bool = False,
        tag: str = "",
    ) -> None:  # fmt: skip
        """`rich`: the text is markup already, its parts made harmless by `markup`; `tag`: what it is in the tree, if its role does not say."""
        said = text if rich else markup(text)
        self.lines = set_lines(said, theme.look(role, color), width)
        self.tag = tag or TAGS.get(role, "P")
        self.plain, self.right, self.leading = len(pieces_of(said)) == 1, align == "right", theme.leading(role)
        self.height: float = len(self.lines) * self.leading

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        if not self.lines:
            return
        with canvas.marked(self.tag):
            canvas.saveState()
            canvas.translate(x, top - self.height)
            draw_lines(canvas, self.lines, self.leading, right=self.right, plain=self.plain)
            canvas.restoreState()


@dataclass(frozen=True)
class Space:
    height: float

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        """Nothing is drawn."""


@dataclass(frozen=True)
class Stack:
    """Blocks below one another."""

    blocks: Sequence[Block]
    gap: float = 0.0

    @property
    def height(self) -> float:
        return sum(b.height for b in self.blocks) + self.gap * max(0, len(self.blocks) - 1)

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        for block in self.blocks:
            block.draw(canvas, x, top)
            top -= block.height + self.gap


@dataclass(frozen=True)
class Row:
    """Blocks beside one another, each with its offset from the left; `middle` centres them on the tallest."""

    cells: Sequence[tuple[float, Block]]
    middle: bool = False

    @property
    def height(self) -> float:
        return max((b.height for _, b in self.cells), default=0.0)

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        for offset, block in self.cells:
            down = (self.height - block.height) / 2 if self.middle else 0.0
            block.draw(canvas, x + offset, top - down)


@dataclass(frozen=True)
class Panel:
    """A frame around a block, with a fill, a line, or a bar at its left."""

    inner: Block
    width: float
    pad: float = 8.0
    fill: Color | None = None
    line: Color | None = None
    line_width: float = 0.7
    bar: Color | None = None
    radius: float = 0.0

    @property
    def height(self) -> float:
        return self.inner.height + 2 * self.pad

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        with canvas.artifact():
            canvas.saveState()
            self._frame(canvas, x, top)
            canvas.restoreState()
        self.inner.draw(canvas, x + self.pad + (3 if self.bar is not None else 0), top - self.pad)

    def _frame(self, canvas: Canvas, x: float, top: float) -> None:
        if self.fill is not None:
            canvas.setFillColor(self.fill)
            canvas.roundRect(x, top - self.height, self.width, self.height, self.radius, stroke=0, fill=1)
        if self.line is not None:
            canvas.setStrokeColor(self.line)
            canvas.setLineWidth(self.line_width)
            canvas.roundRect(x, top - self.height, self.width, self.height, self.radius, stroke=1, fill=0)
        if self.bar is not None:
            canvas.setFillColor(self.bar)
            canvas.rect(x, top - self.height, 3, self.height, stroke=0, fill=1)


@dataclass(frozen=True)
class Part:
    """A block that is one thing in the tree of the document: a line of a list, a card."""

    tag: str
    inner: Block

    @property
    def height(self) -> float:
        return self.inner.height

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        with canvas.within(self.tag):
            self.inner.draw(canvas, x, top)


@dataclass(frozen=True)
class Badge:
    """A short mark in white on a filled square or disc: the letter of a session, the number of a card."""

    text: str
    size: float
    round: bool = False
    fill: Color = field(default=ACCENT)

    @property
    def height(self) -> float:
        return self.size

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        points = self.size * (0.62 if len(self.text) < 2 else 0.5)
        with canvas.marked("P"):
            canvas.saveState()
            canvas.setFillColor(self.fill)
            canvas.roundRect(x, top - self.size, self.size, self.size, self.size / 2 if self.round else self.size / 7, stroke=0, fill=1)
            canvas.setFillColor(PAPER)
            canvas.setFont(BOLD, points)
            canvas.drawCentredString(x + self.size / 2, top - self.size / 2 - points * 0.355, self.text)
            canvas.restoreState()


@dataclass(frozen=True)
class Scaled:
    """A block made smaller, so that it keeps its page."""

    inner: Block
    factor: float

    @property
    def height(self) -> float:
        return self.inner.height * self.factor

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        canvas.saveState()
        canvas.translate(x, top)
        canvas.scale(self.factor, self.factor)
        self.inner.draw(canvas, 0, 0)
        canvas.restoreState()


def fitted(block: Block, room: float) -> Block:
    """Return a block that keeps within `room`: itself, or made smaller where somebody wrote very much."""
    return block if block.height <= room else Scaled(block, room / block.height)
