"""The document: its pages in order, what each has at its foot, and what a reader's program is told about it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from reportlab import rl_config

from routine.figure.drawing import Drawing
from routine.figure.heat import BodyMap
from routine.model.catalog import Catalog
from routine.model.clinic import Clinic
from routine.model.plan import Plan
from routine.model.profile import Profile
from routine.render.pdf.back import back_pages
from routine.render.pdf.figures import Pictures
from routine.render.pdf.fonts import REGULAR, drawable, missing_glyphs, register
from routine.render.pdf.front import Front
from routine.render.pdf.packing import Page
from routine.render.pdf.sheets import session_pages, templates_of
from routine.render.pdf.tags import Tagged
from routine.render.pdf.theme import GREY, PAPERS, Theme

# Print and pictures of a session, from small to large; the smallest still prints notes at 8 points.
LOOKS = ((0.9, 0.76), (0.93, 0.95), (1.01, 1.0), (1.1, 1.1))
LARGE_LOOKS = ((1.0, 1.0), (1.07, 1.0), (1.15, 1.0))
LANGUAGE = "en"  # of the printed words, whatever the person speaks


def handout(
    plan: Plan, profile: Profile, catalog: Catalog, drawings: Mapping[str, tuple[Drawing, ...]], body: BodyMap,
    stamp: datetime, *, paper: str, large_print: bool, clinic: Clinic | None,
) -> bytes:  # fmt: skip
    """Return a plan as a PDF. `drawings`: the pictures of each exercise; `body`: the body map; `stamp`: when it was made (aware); `paper`: `a4` or `letter`.

    A name that the faces can't draw is not printed: the id of the profile stands there (see `missing_glyphs`).
    """
    if stamp.tzinfo is None:
        raise ValueError("the stamp needs a time zone")
    if paper not in PAPERS:
        raise ValueError(f"paper is one of {', '.join(PAPERS)}, not {paper!r}")
    register()
    theme = Theme(paper, large_print)
    name = drawable(plan.profile_id if missing_glyphs(plan.name) else plan.name)
    front = Front(plan, profile, catalog, body, theme, name=name, clinic=clinic)
    pages = front.pages()
    pages += _sessions(plan, profile, catalog, Pictures(drawings), theme)
    pages += back_pages(plan, catalog, front.advice[front.daily :], theme, begun=front.daily > 0)
    return _drawn(pages, f"Your week {plan.week}: {name}", plan, stamp, theme)


def _sessions(plan: Plan, profile: Profile, catalog: Catalog, pictures: Pictures, theme: Theme) -> list[Page]:
    """Return the pages of all templates, each in the largest print that does not cost it a page."""
    found: list[Page] = []
    smallest, *larger = [replace(theme, scale=scale, figure=figure) for scale, figure in (LARGE_LOOKS if theme.large else LOOKS)]
    for letter, sessions in templates_of(plan).items():
        best = session_pages(letter, sessions, profile, catalog, pictures, smallest)
        full = sum(block.height for page in best for block, _, _ in page.placed) / (len(best) * theme.room)
        for look in reversed(larger):  # what is sure to need more paper is not laid out at all
            if full * look.scale <= smallest.scale:
                pages = session_pages(letter, sessions, profile, catalog, pictures, look)
                if len(pages) == len(best):
                    best = pages
                    break
        found += best
    return found


def _drawn(pages: Sequence[Page], title: str, plan: Plan, stamp: datetime, theme: Theme) -> bytes:
    buffer = io.BytesIO()
    rl_config.useA85 = 0  # streams as bytes: a fifth less to write, and to keep
    canvas = Tagged(buffer, pagesize=theme.page, invariant=1, pageCompression=1, lang=LANGUAGE, initialFontName=REGULAR)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("A week of rolling, stretching and strengthening")
    canvas.setCreator(f"routine {drawable(plan.program)}")
    canvas.setKeywords("")
    moment = stamp.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    canvas.setDateFormatter(lambda *_: moment)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()
    for number, page in enumerate(pages, start=1):
        if page.outline:
            canvas.bookmarkPage(f"page-{number}")
            canvas.addOutlineEntry(page.outline, f"page-{number}", level=0)
        for block, x, top in page.placed:
            block.draw(canvas, x, top)
        with canvas.artifact():
            _foot(canvas, title, number, len(pages), theme)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _foot(canvas: Tagged, title: str, number: int, count: int, theme: Theme) -> None:
    canvas.saveState()
    canvas.setFillColor(GREY)
    canvas.setFont(REGULAR, theme.size("small"))
    canvas.drawRightString(theme.page[0] - theme.margin, theme.margin, f"Page {number} of {count}")
    shown = title
    while shown and canvas.stringWidth(shown, REGULAR, theme.size("small")) > theme.width - theme.pick(70.0, 140.0):
        shown = shown[:-2].rstrip("…") + "…"
    canvas.drawString(theme.margin, theme.margin, shown)
    canvas.restoreState()
