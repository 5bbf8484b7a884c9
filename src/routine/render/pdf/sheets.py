"""The pages of one session template: its dates, its cards, and what is written on afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from routine.model.catalog import Catalog
from routine.model.plan import Plan, Session
from routine.model.profile import Profile
from routine.render.pdf.boxes import Badge, Block, Row, Space, Stack, Text
from routine.render.pdf.cards import card_of, draw_card
from routine.render.pdf.figures import Pictures
from routine.render.pdf.fonts import drawable, markup
from routine.render.pdf.marks import ShortSign, pain_lines
from routine.render.pdf.packing import Page, add_notes, place
from routine.render.pdf.theme import GREY, Theme
from routine.render.words import date_words, listed

MOST_SPREAD = 12.0  # how far cards move apart to fill a page
ALWAYS_HERE = {"floor", "wall", "doorway"}  # nobody fetches these


def templates_of(plan: Plan) -> dict[str, tuple[Session, ...]]:
    """Return the sessions of each template, by letter."""
    letters = dict.fromkeys(s.template for s in plan.sessions)
    return {letter: tuple(s for s in plan.sessions if s.template == letter) for letter in sorted(letters)}


def context_words(session: Session, catalog: Catalog) -> str:
    """Return `before cycling`, `after cycling`, or nothing."""
    if session.context == "standalone":
        return ""
    known = catalog.activities.get(session.activity or "")
    name = known.name.partition(" (")[0] if known else session.activity or "sport"
    return f"{session.context.partition('-')[0]} {name[:1].lower()}{name[1:]}"


def minutes_of(session: Session) -> int:
    return -(-session.seconds // 60)


def session_pages(
    letter: str, sessions: Sequence[Session], profile: Profile, catalog: Catalog, pictures: Pictures, theme: Theme
) -> list[Page]:
    """Return the pages of one template."""
    first = sessions[0]
    days = _days(sessions)
    cards = [
        draw_card(card_of(n, item, catalog, pictures, days, short=n - 1 in first.minimum), theme)
        for n, item in enumerate(first.items, start=1)
    ]
    lines = pain_lines([_line_label(s, sessions) for s in sessions], theme, theme.width)
    head = _head(letter, sessions, profile, catalog, theme)
    pages = _placed(cards, lines, theme, head, _later(letter, theme))
    pages[0].outline = drawable(f"Session {letter}: {listed(date_words(s.date) for s in sessions)}")
    add_notes(pages[-1], "Notes", theme)
    return pages


def _placed(cards: Sequence[Block], lines: Block, theme: Theme, head: Block, later: Block) -> list[Page]:
    """Lay cards on as few pages as they need. The pain lines close the last page, or an earlier one where only that has room."""

    def laid(n: int) -> list[Page]:
        return place([*cards[:n], lines, *cards[n:]], theme, head, later, gap=theme.pick(5.5, 14.0), most=MOST_SPREAD)

    def cost(pages: list[Page]) -> tuple[int, bool]:
        return len(pages), not any(page.placed[-1][0] is lines for page in pages)

    if head.height + theme.pick(5.5, 14.0) + cards[0].height > theme.room:
        return laid(0)  # where the print is so large that no card fits below the head, the lines stand there
    best = laid(len(cards))
    fewest = cost(place(cards, theme, head, later, gap=theme.pick(5.5, 14.0), most=MOST_SPREAD))[0]
    if len(best) == fewest:
        return best
    return min([best, *(laid(n) for n in range(len(cards) - 1, -1, -1))], key=cost)


def _days(sessions: Sequence[Session]) -> list[str]:
    """Return a short label for each date; two sessions of one day are told apart by their start."""
    days = [date_words(s.date).partition(" ")[0] for s in sessions]
    return [f"{day} {s.start}" if days.count(day) > 1 else day for day, s in zip(days, sessions, strict=True)]


def _line_label(session: Session, sessions: Sequence[Session]) -> str:
    twice = [s.date for s in sessions].count(session.date) > 1
    return f"{date_words(session.date).partition(' ')[0]} {session.start}" if twice else date_words(session.date)


def _head(letter: str, sessions: Sequence[Session], profile: Profile, catalog: Catalog, theme: Theme) -> Block:
    first = sessions[0]
    size = theme.pick(42.0, 54.0)
    left = size + 12
    width = theme.width - left
    count = len(first.items)
    facts = [f"{minutes_of(first)} minutes", f"{count} exercise{'s' if count != 1 else ''}"]
    aside = f"  <font size='{theme.size('heading')}'>{'  ·  '.join(facts)}</font>"
    title = Text(markup(f"Session {letter}") + ("" if theme.large else aside), theme, "title", width, rich=True)
    dates = Text("  ·  ".join(_when(s, sessions, catalog) for s in sessions), theme, "subtitle", width, rich=True)
    own_line = [Text("  ·  ".join(facts), theme, "strong", width)] if theme.large else []
    words = Stack([title, *own_line, dates], gap=2)
    parts: list[Block] = [Row([(0, Badge(drawable(letter)[:2], size)), (left, words)], middle=True)]
    parts += _hints(first, profile, catalog, theme)
    return Stack(parts, gap=theme.pick(4.0, 8.0))


def _hints(session: Session, profile: Profile, catalog: Catalog, theme: Theme) -> list[Block]:
    """Return what to have at hand and what the sign means, beside one another where both are short."""
    ready = _ready(session, profile, catalog)
    short = 0 < len(session.minimum) < len(session.items)
    if theme.large or not (ready and short):
        return [
            *([Text(ready, theme, "body", theme.width, rich=True)] if ready else []),
            *([_legend(session, theme, theme.width)] if short else []),
        ]
    half = theme.width / 2 - 10
    return [Row([(0, Text(ready, theme, "body", half, rich=True)), (half + 20, _legend(session, theme, half))])]


def _when(session: Session, sessions: Sequence[Session], catalog: Catalog) -> str:
    """Return one date with its start, kept together in a line; the place where it is not the same for all."""
    context = context_words(session, catalog)
    places = {s.place for s in sessions}
    tail = ", ".join(t for t in (session.place if len(places) > 1 else "", context) if t)
    words = f"<b>{markup(date_words(session.date))}</b> {markup(session.start)}" + (f" ({markup(tail)})" if tail else "")
    return words.replace(" ", "\u00a0")


def _ready(session: Session, profile: Profile, catalog: Catalog) -> str:
    """Return what to have at hand: of things that may stand for one another, the one the person owns."""
    owned = {t for place in ("*", session.place) for group in profile.equipment.get(place, ()) for t in group}
    things = catalog.vocabulary.equipment
    needed: dict[str, None] = {}
    for item in session.items:
        for group in catalog.exercises[item.exercise].equipment:
            mine = next(
                (t for t in group if t in owned), next((t for t in group if t in things and things[t].always_at(session.place)), group[0])
            )
            needed[mine] = None
    names = [things[t].name if t in things else t for t in needed]
    names = [n for n in names if n not in ALWAYS_HERE]
    return f"<b>Have ready:</b> {markup(', '.join(names))}." if names else ""


def _legend(session: Session, theme: Theme, width: float) -> Block:
    size = theme.pick(12.5, 24.0)
    seconds = sum(session.items[n].seconds for n in session.minimum if n < len(session.items))
    words = f"<b>No time, or a bad day?</b> Do only the cards with this sign; {-(-seconds // 60)} minutes are far better than none."
    return Row([(0, ShortSign(size)), (size + 6, Text(words, theme, "body", width - size - 6, rich=True))])


def _later(letter: str, theme: Theme) -> Block:
    size = theme.pick(17.0, 30.0)
    text = Text(f"Session {letter}, continued", theme, "heading", theme.width - size - 10, color=GREY)
    return Stack([Row([(0, Badge(drawable(letter)[:2], size)), (size + 10, text)], middle=True), Space(1)])
