"""The last page: advice that the first had no room for, and where the knowledge comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.render.pdf.boxes import Block, Row, Space, Stack, Text
from routine.render.pdf.front import GUTTER, listing, tied
from routine.render.pdf.packing import Page, add_notes, flow
from routine.render.pdf.theme import GREY, Theme

INTRO = "The file plan.json tells which of these stands behind an exercise."
LOOKING_BACK = "When the week is over: what got easier, what hurt, what do I want to ask?"


def back_pages(plan: Plan, catalog: Catalog, advice: Sequence[str], theme: Theme, *, begun: bool) -> list[Page]:
    """Return the last pages. `advice`: what is not said on the first page; `begun`: some of it is."""
    width = theme.width
    title = "More for daily life" if begun else "In daily life"
    more = tied(listing(title, advice, theme, width), theme.pick(5.0, 8.0))
    blocks = [*more, *_sources(plan, catalog, theme, width)]
    if not blocks:
        return []
    pages = flow(blocks, theme, theme.pick(5.0, 7.0))
    add_notes(pages[-1], LOOKING_BACK, theme)
    pages[0].outline = f"{title}, sources" if advice else "Sources"
    return pages


def _sources(plan: Plan, catalog: Catalog, theme: Theme, width: float) -> list[Block]:
    texts = [_short(key, catalog) for key in dict.fromkeys(_used(plan)) if key in catalog.sources]
    if not texts:
        return []
    head = Stack([Space(6), Text("Where this comes from", theme, "heading", width), Text(INTRO, theme, "small", width, color=GREY)], gap=2)
    if theme.large:
        lines: list[Block] = [Text(t, theme, "small", width) for t in texts]
        return [Stack([head, lines[0]], gap=8), *lines[1:]]
    wide = (width - GUTTER) / 2
    cells = [Text(t, theme, "small", wide) for t in texts]
    pairs = [Row([(0, cells[n]), *([(wide + GUTTER, cells[n + 1])] if n + 1 < len(cells) else [])]) for n in range(0, len(cells), 2)]
    return [Stack([head, pairs[0]], gap=6), *pairs[1:]]


def _used(plan: Plan) -> Iterator[str]:
    """Yield the sources of what is printed."""
    for session in plan.sessions:
        for item in session.items:
            yield from item.sources
            yield from (b.source for b in item.because[:1] if b.source)
    yield from (f.source for f in plan.screening.findings if f.source)
    yield from (a.source for a in plan.advice if a.source)


def _short(key: str, catalog: Catalog) -> str:
    source = catalog.sources[key]
    return f"{source.citation} doi:{source.doi}" if source.doi else source.citation
