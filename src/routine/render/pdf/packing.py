"""Which block goes on which page: nothing is cut, pages are filled alike, and no page holds a left-over only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from routine.render.pdf.boxes import Block, fitted
from routine.render.pdf.marks import NoteLines
from routine.render.pdf.theme import Theme

NOTES_FROM, LARGE_NOTES_FROM = 84.0, 120.0  # room that is worth lines for notes

Placed = tuple[Block, float, float]  # what, x, top


@dataclass
class Page:
    """One page. `outline`: the entries of the table of contents that begin here."""

    placed: list[Placed] = field(default_factory=list)
    outline: str | None = None


def shares(heights: Sequence[float], gap: float, first: float, further: float) -> list[int]:
    """Return how many blocks each page takes: the fewest pages, then the most even rooms left.

    `first` and `further` are the heights that the first page and the others have. A block alone always fits.
    """
    count = len(heights)

    @cache
    def best(start: int) -> tuple[int, float, tuple[int, ...]]:
        if start == count:
            return 0, 0.0, ()
        room = first if start == 0 else further
        found: list[tuple[int, float, tuple[int, ...]]] = []
        used = -gap
        for end in range(start + 1, count + 1):
            used += heights[end - 1] + gap
            if used > room + 0.01 and end > start + 1:
                break
            pages, waste, rest = best(end)
            alone = count > 1 and start == count - 1  # the last block is what is written on after the cards
            found.append((pages + 1, waste + (room - used) ** 2 + (1e7 if alone else 0.0), (end - start, *rest)))
        return min(found)

    return list(best(0)[2])


def place(blocks: Sequence[Block], theme: Theme, head: Block, later: Block, *, gap: float, most: float) -> list[Page]:
    """Lay blocks on pages below a head (`later` on the pages after the first); room that is left widens the gaps, up to `most`."""
    rooms = theme.room - head.height - gap, theme.room - later.height - gap
    ready = [fitted(b, rooms[0] if n == 0 else rooms[1]) for n, b in enumerate(blocks)]
    pages: list[Page] = []
    start = 0
    for share in shares([b.height for b in ready], gap, *rooms):
        page, top = Page(), theme.top
        title = later if pages else head
        page.placed.append((title, theme.margin, top))
        mine = ready[start : start + share]
        room = rooms[1] if pages else rooms[0]
        left = room - sum(b.height for b in mine) - gap * (share - 1)
        wide = gap + min(most, max(0.0, left / share))
        top -= title.height + wide
        for block in mine:
            page.placed.append((block, theme.margin, top))
            top -= block.height + wide
        pages.append(page)
        start += share
    return pages


def flow(blocks: Sequence[Block], theme: Theme, gap: float) -> list[Page]:
    """Lay blocks on pages one after the other."""
    pages = [Page()]
    top = theme.top
    for block in (fitted(b, theme.room) for b in blocks):
        if pages[-1].placed and theme.top - top + block.height > theme.room:
            pages.append(Page())
            top = theme.top
        pages[-1].placed.append((block, theme.margin, top))
        top -= block.height + gap
    return pages


def add_notes(page: Page, title: str, theme: Theme) -> None:
    """Fill the rest of a page with lines to write on, where there is room for a few."""
    block, _, top = page.placed[-1]
    bottom = theme.margin + theme.foot
    free = top - block.height - bottom - theme.pick(14.0, 20.0)
    if free > theme.pick(NOTES_FROM, LARGE_NOTES_FROM):
        page.placed.append((NoteLines(title, free, theme.width, theme), theme.margin, bottom + free))
