"""One exercise as a card: what, how much, how, what to feel, when to stop, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Item
from routine.render.pdf.boxes import Badge, Block, Panel, Part, Row, Space, Stack, Text
from routine.render.pdf.figures import Figure, Painted, Pictures
from routine.render.pdf.fonts import BOLD, REGULAR, markup, width_of
from routine.render.pdf.marks import ShortSign, ticks
from routine.render.pdf.theme import ACCENT, GREY, GREY_HEX, PALE, Theme
from routine.render.words import dose_words, listed, muscle_names, phase_words, side_words

EACH = "each side"
PICTURE = 166.0  # width of the field beside the words; points
LARGE_PICTURE, LARGE_SHARE = 150.0, 0.48  # in large print: height of the field beside the name, and its share of the width
LONGEST = (120.0, 98.0)  # the longer side of a picture at the least, if the field is wide enough: a single one, one of two
GUTTER = 12.0


@dataclass(frozen=True)
class Card:
    """What a card says. `number`: its place in the order of doing; `days`: a label for each date of the template; `drawings`:
    start and end, or a single picture, of the side that is meant; `alt`: the same in words."""

    number: int
    item: Item
    exercise: Exercise
    effort: str
    days: Sequence[str]
    short: bool
    drawings: tuple[Painted, ...] = ()
    alt: str = ""


def card_of(number: int, item: Item, catalog: Catalog, pictures: Pictures, days: Sequence[str], *, short: bool) -> Card:  # fmt: skip
    dose, exercise = catalog.doses.get(item.dose), catalog.exercises[item.exercise]
    drawings = pictures.of(item.exercise, item.side)
    alt = picture_words(item, exercise, catalog, len(drawings)) if drawings else ""
    return Card(number, item, exercise, dose.effort if dose else "", days, short, drawings, alt)


def picture_words(item: Item, exercise: Exercise, catalog: Catalog, count: int) -> str:
    """Return what a picture shows, for whoever can't see it."""
    shown = "start and end of the movement" if count > 1 else "the posture"
    side = f", {side_words(item.side)}" if item.side in ("left", "right") else ""
    place = catalog.vocabulary.positions[exercise.positions[0]].name
    return f"Drawing of {item.name}{side}: {shown}, {place}; marked in red: {listed(muscle_names(exercise.primary, catalog))}."


def draw_card(card: Card, theme: Theme) -> Block:
    """Return a card as a block as wide as the page, with the picture at the left, or beside the name in large print."""
    pad = theme.pick(5.5, 11.0)
    width = theme.width - 2 * pad
    inner = _large(card, theme, width) if theme.large else _beside(card, theme, width) if card.drawings else _words(card, theme, width)
    return Part("Sect", Panel(inner, theme.width, pad=pad, line=GREY, radius=5))


def _beside(card: Card, theme: Theme, width: float) -> Block:
    field = theme.pick(PICTURE, 0.0) * theme.figure
    words = _words(card, theme, width - field - GUTTER)
    low = Figure.height_for(card.drawings, field, theme.pick(LONGEST[len(card.drawings) > 1], 0.0) * theme.figure, theme)
    picture = Figure(card.drawings, field, max(words.height, low), card.alt, theme)
    return Row([(0, picture), (field + GUTTER, words)], middle=True)


def _words(card: Card, theme: Theme, width: float) -> Block:
    changes = _changes(card, theme, width)
    head, effort_told = _head(card, theme, width)
    parts = [head, *_body(card, theme, width, effort=not effort_told), *([changes] if changes else [])]
    return Stack(parts, gap=theme.pick(3.0, 10.0))


def _large(card: Card, theme: Theme, width: float) -> Block:
    field = width * LARGE_SHARE if card.drawings else 0.0
    head, effort_told = _head(card, theme, width - field)
    if card.drawings:
        picture = Figure(card.drawings, field, max(head.height, theme.pick(0.0, LARGE_PICTURE)), card.alt, theme)
        head = Row([(0, head), (width - field, picture)])
    changes = _changes(card, theme, width)
    boxes = Stack([Space(2), ticks(card.days, theme, width)[0]])
    body = _body(card, theme, width, effort=not effort_told)
    return Stack([head, *body, *([changes] if changes else []), boxes], gap=theme.pick(3.0, 10.0))


def _head(card: Card, theme: Theme, width: float) -> tuple[Block, bool]:
    """Return number and name with the dose at the right, and below them phase, side and effort with the boxes to tick; and whether
    the effort found room there."""
    badge = Badge(str(card.number), theme.pick(23.0, 38.0), round=True)
    left = badge.size + theme.pick(7.0, 10.0)
    words = width - left
    if theme.large:
        label, told = _label(card, theme, words)
        return Row([(0, badge), (left, Stack([_name(card, theme, words), label, _dose(card, theme, words)], gap=4))]), told
    boxes, taken = ticks(card.days, theme, words * 0.62)
    amount = min(words * 0.55, width_of_dose(card, theme) + 2)
    over = Row([(0, _name(card, theme, words - amount - 8)), (words - amount, _dose(card, theme, amount))])
    label, told = _label(card, theme, words - taken - 8)
    under = Row([(0, label), (words - taken, boxes)], middle=True)
    return Row([(0, badge), (left, Stack([over, under], gap=1))]), told


def _name(card: Card, theme: Theme, width: float) -> Block:
    return Text(card.item.name, theme, "name", width)


def _label(card: Card, theme: Theme, width: float) -> tuple[Block, bool]:
    """Return phase and side, behind the sign of the five-minute version where the card belongs to it, and the effort where the line
    has room for it; and whether it has."""
    parts = [phase_words(card.item.phase).upper()]
    if card.item.side in ("left", "right"):
        parts.append(f"{side_words(card.item.side).upper()} ONLY")
    sign = theme.pick(11.5, 24.0)
    indent = sign + theme.pick(5.0, 8.0) if card.short else 0.0
    dot, size = "  ·  ", theme.size("note")
    wide = width_of(dot.join(parts), BOLD, size) + width_of(f"{dot}{card.effort}", REGULAR, size)
    told = bool(card.effort) and wide <= width - indent
    words = dot.join(f"<b>{markup(part)}</b>" for part in parts)
    words += f"{dot}<font color='{GREY_HEX}'>{markup(card.effort)}</font>" if told else ""
    text = Text(words, theme, "note", width - indent, color=ACCENT, rich=True)
    return (Row([(0, ShortSign(sign)), (indent, text)], middle=True) if card.short else text), told


def _dose_parts(card: Card) -> tuple[str, str]:
    """Return the figure, and the side it is for."""
    words = dose_words(card.item, card.exercise)
    side, colon, amount = words.partition(": ")
    if colon:
        return amount, side
    return words.removesuffix(f" {EACH}"), EACH if words.endswith(f" {EACH}") else ""


def _dose(card: Card, theme: Theme, width: float) -> Block:
    """Return the dose in large words, the side it is for in smaller ones, so that the figure is met first."""
    figure, tail = _dose_parts(card)
    text = f"{markup(figure)} <font size='{theme.size('strong')}'>{markup(tail)}</font>"
    return Text(text, theme, "dose", width, align="left" if theme.large else "right", rich=True)


def width_of_dose(card: Card, theme: Theme) -> float:
    """Return what the dose takes in one line."""
    figure, tail = _dose_parts(card)
    return width_of(f"{figure} ", BOLD, theme.size("dose")) + width_of(tail, BOLD, theme.size("strong"))


def _body(card: Card, theme: Theme, width: float, *, effort: bool) -> list[Block]:
    """Return steps and notes: below one another beside a picture, else beside one another."""
    if theme.large or card.drawings:
        return [_steps(card, theme, width), _notes(card, theme, width, effort=effort)]
    left = round((width - GUTTER) * 0.48)
    return [Row([(0, _steps(card, theme, left)), (left + GUTTER, _notes(card, theme, width - GUTTER - left, effort=effort))])]


def _steps(card: Card, theme: Theme, width: float) -> Block:
    number = theme.pick(15.0, 26.0)
    lines: list[Block] = []
    for n, step in enumerate(card.exercise.steps, start=1):
        label = Text(f"<b>{n}</b>", theme, "step", number, color=ACCENT, rich=True, tag="Lbl")
        lines.append(Part("LI", Row([(0, label), (number, Text(step, theme, "step", width - number, tag="LBody"))])))
    return Stack(lines, gap=theme.pick(1.5, 5.0))


def _notes(card: Card, theme: Theme, width: float, *, effort: bool) -> Block:
    """Return what to feel and to avoid, when to stop, and why it is here. When to stop begins a line of its own."""
    exercise = card.exercise
    mistake = exercise.mistakes[0] if exercise.mistakes else ""
    said = [("Effort", card.effort if effort else ""), ("Feel", exercise.feel), ("Breathe", exercise.breathe), ("Avoid", mistake)]
    notes = [_note(name, text) for name, text in said if text.strip(". ")] + ([markup(exercise.more)] if exercise.more else [])
    rows: list[Block] = [Text(line, theme, "note", width, rich=True) for line in (notes if theme.large else ["  ".join(notes)]) if line]
    if exercise.stop:
        rows.append(Text(_note("Stop", exercise.stop), theme, "note", width, rich=True))
    if card.item.because:
        rows.append(Text(card.item.because[0].message, theme, "why", width, color=GREY))
    return Stack(rows, gap=theme.pick(1.5, 5.0))


def _note(name: str, text: str) -> str:
    """Return a note behind its word, which is not said twice: `Breathe` before `Breathe out slowly`."""
    rest = text.removeprefix(f"{name} ").rstrip(".")
    return f"<b>{name}</b> {markup(rest)}."


def _changes(card: Card, theme: Theme, width: float) -> Block | None:
    """Return what precautions change; what several rules say alike, or one says more fully, stands once."""
    every = list(dict.fromkeys(c.text for c in card.item.changes))
    texts = [t for t in every if not any(t != other and t.rstrip(".") in other for other in every)]
    if not texts:
        return None
    pad = theme.pick(3.5, 8.0)
    inner = width - 2 * pad - 3
    words = f"<b>Changed for you:</b> {' '.join(markup(t) for t in texts)}"
    return Panel(Text(words, theme, "note", inner, rich=True), width, pad=pad, fill=PALE, bar=ACCENT)
