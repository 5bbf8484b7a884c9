"""A web address as a square code that a telephone reads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from routine.render.pdf.setting import Canvas
from routine.render.pdf.theme import INK

QUIET = 2  # squares of white around; the page's own margin adds to them
LEVEL = 0  # of correction: a seventh of the code may be lost


@dataclass(frozen=True)
class Code:
    """The code of an address, so many points wide and high."""

    address: str
    size: float

    @property
    def height(self) -> float:
        return self.size

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        rows = squares(self.address)
        step = self.size / (len(rows) + 2 * QUIET)
        with canvas.marked("Figure", alt=f"Code for {self.address}", box=(x, top - self.size, x + self.size, top)):
            canvas.saveState()
            canvas.setFillColor(INK)
            for down, row in enumerate(rows):
                across = 0
                for dark, run in groupby(row):
                    count = len(list(run))
                    if dark:
                        y = top - (QUIET + down + 1) * step
                        canvas.rect(x + (QUIET + across) * step, y, count * step, step * 1.02, stroke=0, fill=1)
                    across += count
            canvas.restoreState()


def squares(address: str) -> list[list[bool]]:
    """Return the code, row by row: True is dark."""
    from reportlab.graphics.barcode.qrencoder import QRCode

    code = QRCode(None, LEVEL)
    code.addData(address)
    code.make()
    return [[bool(v) for v in row] for row in code.modules]
