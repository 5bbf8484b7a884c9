"""One exercise as a card: what, how much, how, what to feel, when to stop, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Item
from routine.render.pdf.boxes import Badge, Block, Panel, Row, Space, Stack, Text
from routine.render.pdf.fonts import markup
from routine.render.pdf.marks import ShortSign, ticks
from routine.render.pdf.theme import ACCENT, GREY, GREY_HEX, PALE, Theme
from routine.render.words import dose_words, phase_words, side_words

EACH = "each side"


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
    pad = theme.pick(7.0, 11.0)
    width = theme.width - 2 * pad
    parts = [_head(card, theme, width), *_body(card, theme, width)]
    if changes := _changes(card, theme, width):
        parts.append(changes)
    if theme.large:
        parts.append(Stack([Space(2), ticks(card.days, theme, width)[0]]))
    return Panel(Stack(parts, gap=theme.pick(3.5, 10.0)), theme.width, pad=pad, line=GREY, radius=5)


def _head(card: Card, theme: Theme, width: float) -> Block:
    """Return number, name, phase and effort at the left; how much, and the boxes to tick, at the right."""
    badge = Badge(str(card.number), theme.pick(25.0, 38.0), round=True)
    left = badge.size + theme.pick(8.0, 10.0)
    if theme.large:
        words = width - left
        return Row([(0, badge), (left, Stack([*_titles(card, theme, words), _dose(card, theme, words)], gap=4))])
    boxes, taken = ticks(card.days, theme, width * 0.4)
    amount = max(taken, min(width * 0.4, 185.0))
    words = width - left - amount - 12
    right = Stack([_dose(card, theme, amount), Row([(amount - taken, boxes)])], gap=1.5)
    return Row([(0, badge), (left, Stack(_titles(card, theme, words), gap=1.5)), (width - amount, right)])


def _titles(card: Card, theme: Theme, width: float) -> list[Block]:
    return [Text(card.item.name, theme, "name", width), _label(card, theme, width)]


def _label(card: Card, theme: Theme, width: float) -> Block:
    """Return phase, side and effort, behind the sign of the five-minute version where the card belongs to it."""
    words = f"<b>{markup(phase_words(card.item.phase)).upper()}</b>"
    if card.item.side in ("left", "right"):
        words += f"  ·  <b>{side_words(card.item.side).upper()} ONLY</b>"
    elif card.item.side == "both" and card.exercise.laterality == "unilateral":
        words += f"  ·  {side_words(card.item.side)}"
    if card.effort:
        words += f"  ·  <font color='{GREY_HEX}'>{markup(card.effort)}</font>"
    sign = theme.pick(11.5, 24.0)
    indent = sign + theme.pick(5.0, 8.0) if card.short else 0.0
    text = Text(words, theme, "note", width - indent, color=ACCENT, rich=True)
    return Row([(0, ShortSign(sign)), (indent, text)]) if card.short else text


def _dose(card: Card, theme: Theme, width: float) -> Block:
    """Return the dose in large words, the side it is for in smaller ones, so that the figure is met first."""
    words = dose_words(card.item, card.exercise)
    side, colon, amount = words.partition(": ")
    tail = side if colon else EACH if words.endswith(f" {EACH}") else ""
    figure = amount if colon else words.removesuffix(f" {EACH}")
    text = f"{markup(figure)} <font size='{theme.size('strong')}'>{markup(tail)}</font>"
    return Text(text, theme, "dose", width, align="left" if theme.large else "right", rich=True)


def _body(card: Card, theme: Theme, width: float) -> list[Block]:
    if theme.large:
        return [_steps(card, theme, width), _notes(card, theme, width)]
    gap = 16.0
    left = round((width - gap) * 0.48)
    return [Row([(0, _steps(card, theme, left)), (left + gap, _notes(card, theme, width - gap - left))])]


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
        ("Breathe", exercise.breathe),
        ("Avoid", exercise.mistakes[0] + "." if exercise.mistakes else ""),
        ("Stop", _without_stop(exercise.stop)),
    ]
    label = theme.pick(40.0, 82.0)
    rows: list[Block] = [
        Row([(0, Text(name, theme, "label", label, color=ACCENT)), (label, Text(text, theme, "note", width - label))])
        for name, text in said
        if text.strip(". ")
    ]
    if card.item.because:
        why = Text(card.item.because[0].message, theme, "why", width - label, color=GREY)
        rows.append(Row([(0, Text("Why", theme, "label", label, color=GREY)), (label, why)]))
    return Stack(rows, gap=theme.pick(1.8, 5.0))


def _without_stop(text: str) -> str:
    """Return when to stop, without the word that the label says already."""
    return "If " + text.removeprefix("Stop if ") if text.startswith("Stop if ") else text


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
