"""The page to hang up, and what is left of it for the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from routine.figure.heat import BodyMap
from routine.model.catalog import Catalog
from routine.model.clinic import Clinic
from routine.model.plan import Plan, PlanFinding
from routine.model.profile import Profile
from routine.render.pdf.body import WeekMap
from routine.render.pdf.boxes import Block, Panel, Part, Row, Stack, Text
from routine.render.pdf.code import Code
from routine.render.pdf.fonts import markup
from routine.render.pdf.glance import glance
from routine.render.pdf.packing import Page, add_notes, flow
from routine.render.pdf.purpose import purposes
from routine.render.pdf.theme import ACCENT, GREY, GREY_HEX, PAPER, Theme
from routine.render.words import date_words
from routine.week import dates_of

SCOPE = "routine is no medical device. This plan does not replace an examination by a doctor or a physiotherapist."
NO_CHANGE = "Nothing you answered rules an exercise out or changes one."
LOCAL_NUMBER = "your local emergency number"
MOST_PURPOSES, FEWEST_PURPOSES = 6, 3
FEW_NOTICES = 2
GUTTER, COLUMN_GAP = 24.0, 6.0
MAP_SHARE, MAP_HEIGHTS = 0.56, (262.0, 240.0, 218.0, 196.0, 176.0, 158.0)  # of the width; heights to try, in points
CODE = 58.0  # the code of a web address: two centimetres


class Front:
    """The parts of the first page, made once; `daily`: how many pieces of advice it has room for."""

    def __init__(
        self, plan: Plan, profile: Profile, catalog: Catalog, body: BodyMap, theme: Theme, *, name: str, clinic: Clinic | None
    ) -> None:
        self.plan, self.profile, self.catalog, self.theme = plan, profile, catalog, theme
        self.map = WeekMap(body, plan, profile, catalog, theme)
        self.name, self.clinic = name, clinic
        self.advice = list(dict.fromkeys(a.message for a in plan.advice))
        self.daily = 0

    def pages(self) -> list[Page]:
        """Return the first page; more of them in large print, or where there is much to say."""
        pages = self._large() if self.theme.large else self._hung()
        pages[0].outline = "Your week"
        return pages

    def _hung(self) -> list[Page]:
        """Return the page to hang up: the week, the body map beside what the week is for, what the answers change, when to stop.

        Where the answers change much, they are told on pages of their own; so are the notices of the plan.
        """
        theme, gap = self.theme, 13.0
        head = [_title(self.plan, self.name, self.clinic, theme), *self._week(theme.width)]
        foot = Stack([self._stops(), _scope(theme)], gap=7)
        room = theme.room - sum(b.height for b in head) - foot.height - gap * (len(head) + 2)
        for daily in (True, False):
            for high in MAP_HEIGHTS:
                beside = self._beside(high)
                if beside and (below := self._below(room - high, daily=daily)):
                    # The map takes what nobody else needs.
                    beside = self._beside(min(MAP_HEIGHTS[0], room - below.height)) or beside
                    return [self._placed([*head, beside, below], foot, gap)]
        return self._spread(head, foot, gap)

    def _below(self, room: float, *, daily: bool) -> Block | None:
        """Return what the answers change, beside as much of the advice as finds room if `daily`; None where it is too high."""
        width = (self.theme.width - GUTTER) / 2 if daily else self.theme.width
        means = Stack(self._means(width), COLUMN_GAP)
        advice = listing("In daily life", self.advice, self.theme, width) if daily else []
        told = _fitting(advice, room)
        if means.height > room or (advice and told < 2):
            return None
        self.daily = max(0, told - 1)
        return Row([(0, means), (width + GUTTER, Stack(advice[:told], COLUMN_GAP))])

    def _spread(self, head: list[Block], foot: Block, gap: float) -> list[Page]:
        theme = self.theme
        notices = [] if len(self.plan.notices) <= FEW_NOTICES else self._notices(theme.width)
        if notices:
            head = [head[0], glance(self.plan, self.profile, self.catalog, theme)]
        room = theme.room - sum(b.height for b in head) - foot.height - gap * (len(head) + 1)
        fits = [beside for high in MAP_HEIGHTS if high <= room and (beside := self._beside(high))]
        self.daily = len(self.advice)
        later = [*notices, *tied(self._means(theme.width), 5.0), *tied(listing("In daily life", self.advice, theme, theme.width), 5.0)]
        if not fits:
            return flow(
                [*head, *self._for(theme.width, MOST_PURPOSES), foot, self.map.block(theme.width, MAP_HEIGHTS[0]), *later], theme, 9.0
            )
        pages = [self._placed([*head, fits[0]], foot, gap), *flow(later, theme, 9.0)]
        add_notes(pages[-1], "Notes", theme)
        return pages

    @cached_property
    def _columns(self) -> tuple[float, list[Block]]:
        """Return the width of the map, and what the week is for, set beside it."""
        left = round(self.theme.width * MAP_SHARE)
        return left, self._for(self.theme.width - left - GUTTER, MOST_PURPOSES)

    def _beside(self, high: float) -> Block | None:
        """Return the body map with what the week is for; None where that is cut too short."""
        left, aims = self._columns
        most = _fitting(aims, high)
        if most < min(len(aims), 1 + FEWEST_PURPOSES):
            return None
        return Row([(0, self.map.block(left, high)), (left + GUTTER, Stack(aims[:most], COLUMN_GAP))])

    def _placed(self, blocks: Sequence[Block], foot: Block, gap: float) -> Page:
        page, top = Page(), self.theme.top
        for block in blocks:
            page.placed.append((block, self.theme.margin, top))
            top -= block.height + gap
        page.placed.append((foot, self.theme.margin, self.theme.margin + self.theme.foot + foot.height))
        return page

    def _week(self, width: float) -> list[Block]:
        grid = glance(self.plan, self.profile, self.catalog, self.theme)
        return [Stack([grid, *self._notices(width)], gap=5)]

    def _notices(self, width: float) -> list[Block]:
        return [Text(n, self.theme, "note", width, color=GREY) for n in self.plan.notices]

    def _large(self) -> list[Page]:
        """Return the parts one after the other: the week and what it is for, then when to stop, then the rest."""
        theme, width = self.theme, self.theme.width
        gap, between = theme.pick(5.0, 8.0), theme.pick(9.0, 14.0)
        head = [_title(self.plan, self.name, self.clinic, theme), *self._week(width)]
        aims = next(
            (
                a
                for most in range(MOST_PURPOSES, 0, -1)
                if len(flow([*head, *(a := tied(self._for(width, most), gap))], theme, between)) == 1
            ),
            tied(self._for(width, FEWEST_PURPOSES), gap),
        )
        self.daily = len(self.advice)
        stops = Stack([self._stops(), _scope(theme)], gap=gap)
        rest = [self.map.block(width, MAP_HEIGHTS[0]), *tied(listing("In daily life", self.advice, theme, width), gap)]
        pages = flow([*head, *aims, stops, *tied(self._means(width), gap), *rest], theme, between)
        add_notes(pages[-1], "Notes", theme)
        return pages

    def _for(self, width: float, most: int) -> list[Block]:
        rows = purposes(self.plan, self.catalog, most)
        if not rows:
            return []
        made: list[Block] = [Text("What this week is for", self.theme, "heading", width)]
        for name, done, why in rows:
            words = f"<b>{markup(name)}:</b> {markup(done)}."
            made.append(
                Stack([Text(words, self.theme, "body", width, rich=True), Text(why, self.theme, "note", width, color=GREY)], gap=0.5)
            )
        return made

    def _means(self, width: float) -> list[Block]:
        findings = [_finding(f) for f in self.plan.screening.findings] or [markup(NO_CHANGE)]
        return [
            Text("What your answers change", self.theme, "heading", width),
            *(Text(f, self.theme, "body", width, rich=True) for f in findings),
        ]

    def _stops(self) -> Block:
        """Return the rules for stopping, in a box that is seen from across the room."""
        theme, pad = self.theme, self.theme.pick(10.0, 12.0)
        inner = theme.width - 2 * pad
        call = self.catalog.emergency.get(self.profile.country or "")
        number = f"Emergency: call {call.number if call else LOCAL_NUMBER}"
        title = Text("Stop, and get help", theme, "heading", inner * (1 if theme.large else 0.4), color=PAPER)
        phone = Text(number, theme, "heading", inner * (1 if theme.large else 0.6), color=PAPER, align="left" if theme.large else "right")
        bar = Stack([title, phone]) if theme.large else Row([(0, title), (inner * 0.4, phone)])
        band = Panel(bar, theme.width, pad=pad * 0.7, fill=ACCENT)
        band_row = Row([(0, band)])
        rules = [r.message for r in self.plan.stop_rules]
        if call and call.advice_line:
            rules.append(f"Not an emergency, but you want advice: {call.advice_line}.")
        body = Panel(_in_columns(rules, theme, inner, 1 if theme.large else 2), theme.width, pad=pad)
        return Panel(Stack([band_row, body]), theme.width, pad=0, line=ACCENT, line_width=1.6)


def listing(title: str, texts: Sequence[str], theme: Theme, width: float) -> list[Block]:
    """Return a heading and its lines, each with a small square before it; nothing for no lines."""
    return [Text(title, theme, "heading", width), *(dotted(t, theme, width) for t in texts)] if texts else []


def dotted(text: str, theme: Theme, width: float) -> Block:
    indent = theme.pick(11.0, 18.0)
    dot, words = Text("•", theme, "body", indent, color=ACCENT, tag="Lbl"), Text(text, theme, "body", width - indent, tag="LBody")
    return Part("LI", Row([(0, dot), (indent, words)]))


def _fitting(blocks: Sequence[Block], room: float) -> int:
    """Return how many of the blocks, from the first on, a column of that height holds."""
    return max(n for n in range(len(blocks) + 1) if n == 0 or Stack(blocks[:n], COLUMN_GAP).height <= room)


def tied(blocks: Sequence[Block], gap: float) -> list[Block]:
    """Return a heading and its lines with the heading tied to the first of them."""
    return [Stack(blocks[:2], gap=gap), *blocks[2:]] if blocks else []


def _in_columns(texts: Sequence[str], theme: Theme, width: float, columns: int) -> Block:
    """Return lines in columns of like height, in reading order down each column."""
    wide = (width - GUTTER * (columns - 1)) / columns
    blocks = [dotted(t, theme, wide) for t in texts]
    gap = theme.pick(3.5, 7.0)
    if columns == 1:
        return Stack(blocks, gap=gap)
    cut = min(range(1, len(blocks) + 1), key=lambda n: max(Stack(blocks[:n], gap).height, Stack(blocks[n:], gap).height)) if blocks else 0
    return Row([(0, Stack(blocks[:cut], gap=gap)), (wide + GUTTER, Stack(blocks[cut:], gap=gap))])


def _finding(finding: PlanFinding) -> str:
    """Return a finding with what it is about set off."""
    about, colon, rest = finding.message.partition(": ")
    return f"<b>{markup(about)}.</b> {markup(rest)}" if colon and len(about) < 80 else markup(finding.message)


def _title(plan: Plan, name: str, clinic: Clinic | None, theme: Theme) -> Block:
    dates = dates_of(plan.week)
    when = f"{date_words(dates[0].isoformat())} – {date_words(dates[6].isoformat())} {dates[6].year}"
    who, web = clinic_words(clinic), clinic.web if clinic else None
    code = CODE + 10 if web else 0.0
    aside = theme.pick(190.0, 0.0) if who else 0.0
    width = theme.width - aside - code
    line = f"<b>{markup(name)}</b>  ·  {markup(when)}  ·  {_number(dates[0])}"
    cells: list[tuple[float, Block]] = [
        (0, Stack([Text("Your week", theme, "title", width), Text(line, theme, "subtitle", width, rich=True)], gap=1))
    ]
    if who and not theme.large:
        cells.append((width, Text(who, theme, "body", aside, align="right", rich=True)))
    if web:
        cells.append((theme.width - CODE, Code(web, CODE)))
    if who and theme.large:
        return Stack([Row(cells), Text(who, theme, "body", theme.width, rich=True)], gap=4)
    return Row(cells)


def _number(first: dt.date) -> str:
    return f"<font color='{GREY_HEX}'>week {first.isocalendar().week}</font>"


def clinic_words(clinic: Clinic | None) -> str:
    """Return name and phone of who stands behind the plan, as markup."""
    if clinic is None or not (clinic.name or clinic.phone or clinic.web):
        return ""
    name = f"<b>{markup(clinic.name)}</b>" if clinic.name else ""
    web = (clinic.web or "").partition("://")[2].rstrip("/")
    return "Questions? Ask<br/>" + "<br/>".join(t for t in (name, markup(clinic.phone or ""), markup(web)) if t)


def _scope(theme: Theme) -> Block:
    return Text(SCOPE, theme, "small", theme.width, color=GREY)
