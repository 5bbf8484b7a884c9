"""One exercise as a card: what, how much, how, what to feel, when to stop, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Item
from routine.render.pdf.boxes import Badge, Block, Panel, Row, Space, Stack, Text
from routine.render.pdf.fonts import markup
from routine.render.pdf.marks import ShortSign, ticks
from routine.render.pdf.theme import ACCENT, GREY, PALE, Theme
from routine.render.words import dose_words, phase_words, side_words

PAD = 9.0
EACH = " each side"


@dataclass(frozen=True)
class Card:
    """What a card says. `number`: its place in the order of doing; `days`: a label for each date of the template."""

    number: int
    item: Item
    exercise: Exercise
    effort: str
    days: Sequence[str]
    short: bool


def card_of(number: int, item: Item, catalog: Catalog, days: Sequence[str], *, short: bool) -> Card:
    dose = catalog.doses.get(item.dose)
    return Card(number, item, catalog.exercises[item.exercise], dose.effort if dose else "", days, short)


def draw_card(card: Card, theme: Theme) -> Block:
    """Return a card as a block as wide as the page."""
    width = theme.width - 2 * PAD
    body = _stacked(card, theme, width) if theme.large else _side_by_side(card, theme, width)
    parts: list[Block] = [_head(card, theme, width), body]
    if changes := _changes(card, theme, width):
        parts.append(changes)
    parts.append(_foot(card, theme, width))
    return Panel(Stack(parts, gap=theme.pick(6.0, 10.0)), theme.width, pad=PAD, line=GREY, radius=5)


def _head(card: Card, theme: Theme, width: float) -> Block:
    badge = Badge(str(card.number), theme.pick(25.0, 38.0), round=True)
    left = badge.size + 9
    amount = theme.pick(150.0, width - left)
    words = width - left - (0 if theme.large else amount + 10)
    title = Stack([Text(card.item.name, theme, "name", words), _label(card, theme, words)], gap=1)
    dose = _dose(card, theme, amount)
    if theme.large:
        return Row([(0, badge), (left, Stack([title, dose], gap=5))])
    return Row([(0, badge), (left, title), (width - amount, dose)])


def _label(card: Card, theme: Theme, width: float) -> Block:
    side = side_words(card.item.side)
    words = f"<b>{markup(phase_words(card.item.phase)).upper()}</b>"
    if card.item.side in ("left", "right"):
        words += f"  ·  <b>{side.upper()} ONLY</b>"
    elif card.exercise.laterality != "bilateral" and side:
        words += f"  ·  {markup(side)}"
    text = Text(words, theme, "note", width - theme.pick(20, 30), color=ACCENT, rich=True)
    if not card.short:
        return text
    sign = theme.pick(11.5, 19.0)
    return Row([(0, ShortSign(sign)), (sign + 6, text)], middle=True)


def _dose(card: Card, theme: Theme, width: float) -> Block:
    """Return the dose in large words, the side it is for in smaller ones, so that the figure is met first."""
    words = dose_words(card.item, card.exercise)
    side, colon, amount = words.partition(": ")
    align = "left" if theme.large else "right"
    if colon:
        return Stack([Text(amount, theme, "dose", width, align=align), Text(side, theme, "strong", width, align=align)])
    if words.endswith(EACH):
        return Stack([Text(words.removesuffix(EACH), theme, "dose", width, align=align), Text(EACH.strip(), theme, "strong", width, align=align)])
    return Text(words, theme, "dose", width, align=align)


def _side_by_side(card: Card, theme: Theme, width: float) -> Block:
    gap = 20.0
    left = round((width - gap) * 0.5)
    return Row([(0, _steps(card, theme, left)), (left + gap, _notes(card, theme, width - gap - left))])


def _stacked(card: Card, theme: Theme, width: float) -> Block:
    return Stack([_steps(card, theme, width), _notes(card, theme, width)], gap=10)


def _steps(card: Card, theme: Theme, width: float) -> Block:
    number = theme.pick(15.0, 26.0)
    lines: list[Block] = [
        Row([(0, Text(f"<b>{n}</b>", theme, "step", number, color=ACCENT, rich=True)), (number, Text(step, theme, "step", width - number))])
        for n, step in enumerate(card.exercise.steps, start=1)
    ]
    if card.exercise.more:
        lines.append(Row([(number, Text(card.exercise.more, theme, "note", width - number))]))
    return Stack(lines, gap=theme.pick(2.5, 5.0))


def _notes(card: Card, theme: Theme, width: float) -> Block:
    exercise = card.exercise
    said = [
        ("Feel", exercise.feel),
        ("Effort", card.effort),
        ("Breathe", exercise.breathe),
        ("Avoid", exercise.mistakes[0] + "." if exercise.mistakes else ""),
        ("Stop", _without_stop(exercise.stop)),
    ]
    label = theme.pick(44.0, 82.0)
    rows: list[Block] = [
        Row([(0, Text(name, theme, "label", label, color=ACCENT)), (label, Text(text, theme, "note", width - label))]) for name, text in said if text.strip(". ")
    ]
    return Stack(rows, gap=theme.pick(1.8, 5.0))


def _without_stop(text: str) -> str:
    """Return when to stop, without the word that the label says already."""
    rest = text.removeprefix("Stop ")
    return rest[:1].upper() + rest[1:] if rest != text else text


def _changes(card: Card, theme: Theme, width: float) -> Block | None:
    """Return what precautions change, each text once however many rules say it."""
    texts = list(dict.fromkeys(c.text for c in card.item.changes))
    if not texts:
        return None
    inner = width - 2 * theme.pick(5.0, 8.0) - 3
    words = f"<b>Changed for you:</b> {' '.join(markup(t) for t in texts)}"
    return Panel(Text(words, theme, "note", inner, rich=True), width, pad=theme.pick(5.0, 8.0), fill=PALE, bar=ACCENT)


def _foot(card: Card, theme: Theme, width: float) -> Block:
    """Return why the item is here, and its boxes to tick."""
    boxes, taken = ticks(card.days, theme, width * theme.pick(0.46, 1.0))
    why = card.item.because[0].message if card.item.because else ""
    if theme.large:
        said = [Text(f"Why: {why}", theme, "why", width)] if why else []
        return Stack([*said, Space(2), boxes], gap=6)
    words = Text(f"Why: {why}", theme, "why", width - taken - 20, color=GREY) if why else Space(0)
    return Row([(0, words), (width - taken, boxes)], middle=True)
