"""How the handout looks: paper, sizes, greys. All lengths are in points."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.colors import Color, black, white

from routine.render.pdf.fonts import BOLD, ITALIC, REGULAR
from routine.render.pdf.setting import Look

PAPERS: dict[str, tuple[float, float]] = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}

INK, PAPER = black, white
ACCENT = Color(0.04, 0.29, 0.36)  # a deep teal; prints as a dark grey that white letters stand on
GREY = Color(0.33, 0.33, 0.33)  # 7.5:1 on white
GREY_HEX = f"#{GREY.hexval()[2:]}"
PALE = Color(0.925, 0.925, 0.925)

# role: (font, size, leading, size in large print, leading in large print)
ROLES: dict[str, tuple[str, float, float, float, float]] = {
    "title": (BOLD, 27, 31, 32, 38),
    "subtitle": (REGULAR, 11.5, 15, 18, 24),
    "heading": (BOLD, 13, 17, 22, 28),
    "body": (REGULAR, 9.6, 12.7, 16, 21.5),
    "strong": (BOLD, 10, 13, 17, 22),
    "note": (REGULAR, 8.9, 10.6, 16, 21),
    "why": (ITALIC, 8.5, 10.3, 16, 21),
    "label": (BOLD, 8.5, 10.8, 16, 21),
    "step": (REGULAR, 10.4, 12.7, 18, 24),
    "name": (BOLD, 14, 16.5, 22, 27),
    "dose": (BOLD, 17, 19, 26, 31),
    "day": (BOLD, 11, 13, 18, 22),
    "caption": (REGULAR, 8.9, 10.2, 16, 19),
    "small": (REGULAR, 7.8, 10, 16, 20),
}


@dataclass(frozen=True)
class Theme:
    """One look. `large` print has nothing under 16 points; `scale` fits the cards to their pages, `figure` the pictures on them."""

    paper: str
    large: bool
    scale: float = 1.0
    figure: float = 1.0

    @property
    def page(self) -> tuple[float, float]:
        return PAPERS[self.paper]

    @property
    def margin(self) -> float:
        return 32.0

    @property
    def foot(self) -> float:
        """Height of the strip at the bottom that holds the page number."""
        return 30.0 if self.large else 18.0

    @property
    def width(self) -> float:
        return self.page[0] - 2 * self.margin

    @property
    def room(self) -> float:
        """Height that a page has for content."""
        return self.page[1] - 2 * self.margin - self.foot

    @property
    def top(self) -> float:
        return self.page[1] - self.margin

    def pick(self, normal: float, large: float) -> float:
        return (large if self.large else normal) * self.scale

    def size(self, role: str) -> float:
        return self.pick(ROLES[role][1], ROLES[role][3])

    def leading(self, role: str) -> float:
        return self.pick(ROLES[role][2], ROLES[role][4])

    def look(self, role: str, color: Color = INK) -> Look:
        return Look(ROLES[role][0], self.size(role), color)
