"""The week at a glance: seven days, and what is on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from routine.model.catalog import Catalog
from routine.model.plan import Plan, Session
from routine.model.profile import ActivityAnswer, Profile
from routine.render.pdf.boxes import Badge, Block, Row, Space, Stack, Text
from routine.render.pdf.fonts import drawable, markup
from routine.render.pdf.setting import Canvas
from routine.render.pdf.sheets import context_words, minutes_of
from routine.render.pdf.theme import ACCENT, GREY, PALE, Theme
from routine.render.words import date_words
from routine.week import dates_of, day_of

PAD = 6.0


def glance(plan: Plan, profile: Profile, catalog: Catalog, theme: Theme) -> Block:
    """Return the week as a grid, or as a list where the print is too large for seven columns."""
    days = [_Day(date, plan, profile, catalog) for date in dates_of(plan.week)]
    if theme.large:
        return Stack([_line(day, catalog, theme) for day in days], gap=0)
    width = theme.width / 7
    return _Grid(
        [_heading(day, theme, width - 2 * PAD) for day in days], [_cell(day, catalog, theme, width - 2 * PAD) for day in days], theme.width
    )


class _Day:
    """What is on one date: sessions, sport, or rest."""

    def __init__(self, date: dt.date, plan: Plan, profile: Profile, catalog: Catalog) -> None:
        self.name, _, self.date = date_words(date.isoformat()).partition(" ")
        self.sessions = tuple(s for s in plan.sessions if s.date == date.isoformat())
        day = day_of(date)
        self.rests = day in profile.schedule.rest_days
        self.sport = tuple(_sport(a, catalog) for a in profile.activities if day in a.days)


def _sport(answer: ActivityAnswer, catalog: Catalog) -> str:
    known = catalog.activities.get(answer.activity)
    name = known.name.partition(" (")[0] if known else answer.activity
    return f"{name} {answer.start}" if answer.start else name


def _heading(day: _Day, theme: Theme, width: float) -> Block:
    return Stack([Text(day.name, theme, "day", width), Text(day.date, theme, "note", width, color=GREY)])


def _cell(day: _Day, catalog: Catalog, theme: Theme, width: float) -> Block:
    blocks: list[Block] = [_session(s, catalog, theme, width) for s in day.sessions]
    if not day.sessions:
        blocks.append(Text("Rest day" if day.rests else "Free", theme, "body", width, color=GREY))
    blocks += [Text(t, theme, "note", width, color=GREY) for t in day.sport]
    return Stack(blocks, gap=7)


def _session(session: Session, catalog: Catalog, theme: Theme, width: float) -> Block:
    badge = Badge(drawable(session.template)[:2], 21)
    minutes = Text(f"{minutes_of(session)} min", theme, "strong", width - 27)
    lines: list[Block] = [
        Row([(0, badge), (27, minutes)], middle=True),
        Space(2),
        Text(f"{session.start}–{session.end}", theme, "body", width),
        Text(session.place, theme, "note", width, color=GREY),
    ]
    if context := context_words(session, catalog):
        lines.append(Text(context, theme, "label", width, color=ACCENT))
    return Stack(lines)


@dataclass(frozen=True)
class _Grid:
    """Seven columns with a shaded head."""

    heads: Sequence[Block]
    cells: Sequence[Block]
    width: float

    @property
    def head(self) -> float:
        return max(b.height for b in self.heads) + 2 * PAD

    @property
    def height(self) -> float:
        return self.head + max(b.height for b in self.cells) + 2 * PAD + 2

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        wide = self.width / len(self.heads)
        with canvas.artifact():
            self._lines(canvas, x, top)
        for tag, blocks, down in (("TH", self.heads, PAD), ("TD", self.cells, self.head + PAD + 1)):
            with canvas.within("TR"):
                for n, block in enumerate(blocks):
                    with canvas.within(tag):
                        block.draw(canvas, x + n * wide + PAD, top - down)

    def _lines(self, canvas: Canvas, x: float, top: float) -> None:
        wide, bottom = self.width / len(self.heads), top - self.height
        canvas.saveState()
        canvas.setFillColor(PALE)
        canvas.rect(x, top - self.head, self.width, self.head, stroke=0, fill=1)
        canvas.setStrokeColor(GREY)
        canvas.setLineWidth(0.5)
        for n in range(1, len(self.heads)):
            canvas.line(x + n * wide, top, x + n * wide, bottom)
        canvas.setLineWidth(0.8)
        canvas.rect(x, bottom, self.width, self.height, stroke=1, fill=0)
        canvas.restoreState()


@dataclass(frozen=True)
class _Ruled:
    """A block with a thin line below it."""

    inner: Block
    width: float

    @property
    def height(self) -> float:
        return self.inner.height + 11

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        self.inner.draw(canvas, x, top - 5)
        with canvas.artifact():
            canvas.saveState()
            canvas.setStrokeColor(GREY)
            canvas.setLineWidth(0.5)
            canvas.line(x, top - self.height, x + self.width, top - self.height)
            canvas.restoreState()


def _line(day: _Day, catalog: Catalog, theme: Theme) -> Block:
    """Return a day as a line of a list, for large print."""
    left, badge = 120.0, 36.0
    width = theme.width - left
    entries: list[Block] = []
    for session in day.sessions:
        tail = ", ".join(t for t in (f"{minutes_of(session)} min", session.place, context_words(session, catalog)) if t)
        words = Text(f"<b>{markup(session.start)}–{markup(session.end)}</b>  {markup(tail)}", theme, "body", width - badge, rich=True)
        entries.append(Row([(0, Badge(drawable(session.template)[:2], 27)), (badge, words)], middle=True))
    if not day.sessions:
        entries.append(Text("Rest day" if day.rests else "Free", theme, "body", width, color=GREY))
    entries += [Text(t, theme, "body", width, color=GREY) for t in day.sport]
    name = Text(f"{day.name} {day.date}", theme, "day", left)
    return _Ruled(Row([(0, name), (left, Stack(entries, gap=4))], middle=True), theme.width)
