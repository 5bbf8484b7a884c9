"""The week for a terminal: blocks of text and tables. How they look is decided where they are printed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routine.figure.drawing import Drawing, for_side
from routine.model.catalog import Catalog
from routine.model.plan import Need, Plan, Session
from routine.render.words import date_words, dose_words, duration_words, one_line

WIDTH = 80


@dataclass(frozen=True)
class Title:
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; `mark` is how it begins (a bullet, a level), `tone` how grave it is."""

    text: str
    mark: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """Start and end of a movement, or a single picture. Shown on a terminal only: in a pipe, dots would be noise."""

    drawings: tuple[Drawing, ...]


Block = Title | Text | Table | Picture


def as_text(blocks: Iterable[Block]) -> str:
    """Return blocks as plain text, at most 80 columns wide where words can be broken."""
    return "".join(_plain(block) for block in blocks)


def _plain(block: Block) -> str:
    if isinstance(block, Picture):
        return ""
    if isinstance(block, Title):
        return f"\n{one_line(block.text)}\n"
    if isinstance(block, Text):
        start = f"{block.mark} " if block.mark else ""
        return textwrap.fill(one_line(block.text), WIDTH, initial_indent=start, subsequent_indent=" " * len(start)) + "\n"
    rows = [tuple(one_line(cell) for cell in r) for r in (block.heads, *block.rows) if any(r)]
    widths = [max(len(r[n]) for r in rows) for n in range(len(block.heads))]
    widths[-1] = 0
    lines = []
    for row in rows:
        head = "  ".join(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False))
        room = max(24, WIDTH - len(head) - 2)
        tail = textwrap.wrap(row[-1], room) or [""]
        lines += [f"{head}  {tail[0]}".rstrip(), *(" " * (len(head) + 2) + more for more in tail[1:])]
    return "\n".join(lines) + "\n"


def week_blocks(plan: Plan, catalog: Catalog) -> list[Block]:
    """Return the week at a glance, then each session once, by template."""
    blocks: list[Block] = [Title(f"{plan.name}: week {plan.week}")]
    blocks.append(Table(("Day", "Time", "", "Minutes", ""), tuple(_glance(s, catalog) for s in plan.sessions)))
    for letter in dict.fromkeys(s.template for s in plan.sessions):
        blocks += _template(letter, [s for s in plan.sessions if s.template == letter], catalog)
    blocks += _closing(plan)
    return blocks


def _glance(session: Session, catalog: Catalog) -> tuple[str, ...]:
    near = f"{session.context.split('-')[0]} {catalog.activities[session.activity].name.lower()}" if session.activity else ""
    return (date_words(session.date), f"{session.start}-{session.end}", session.template, duration_words(session.seconds), near)


def _template(letter: str, sessions: list[Session], catalog: Catalog) -> list[Block]:
    days = ", ".join(date_words(s.date) for s in sessions)
    return [Title(f"Session {letter}: {days}"), *items_table(sessions[0], catalog)]


def items_table(session: Session, catalog: Catalog) -> list[Block]:
    """Return the items of a session in the order of doing; a star marks the five-minute version, a letter what to heed."""
    notes = {
        text: "abcdefghijklmnopqrstuvwxyz"[n % 26] for n, text in enumerate(dict.fromkeys(c.text for i in session.items for c in i.changes))
    }
    rows = tuple(
        (
            f"{n + 1}{'*' if n in session.minimum else ''}",
            item.name,
            " ".join([dose_words(item, catalog.exercises[item.exercise]), *sorted({f"({notes[c.text]})" for c in item.changes})]),
        )
        for n, item in enumerate(session.items)
    )
    return [Table(("", "Exercise", "Dose"), rows), *(Text(text, mark=f"({letter})", tone="care") for text, letter in notes.items())]


def _closing(plan: Plan) -> list[Block]:
    blocks: list[Block] = [Text("* is the five-minute version for bad days.")]
    grave = [f for f in plan.screening.findings if f.level in ("precaution", "advice")]
    if grave:
        blocks += [Title("What your answers mean"), *(Text(f.message, mark="-") for f in grave)]
    if plan.advice:
        blocks += [Title("For every day"), *(Text(a.message, mark="-") for a in plan.advice)]
    if plan.notices:
        blocks += [Title("Please note"), *(Text(n, mark="-") for n in plan.notices)]
    blocks += [Title("Stop and think"), *(Text(r.message, mark="-") for r in plan.stop_rules)]
    o = plan.optimality
    proof = "no better week exists" if o.status == "optimal" else f"no week is better by more than {o.gap:.1%} of {o.denominator}"
    blocks.append(Text(f"Proved: {proof}. {len(plan.verified.laws) if plan.verified else 0} laws checked.", mark=""))
    return blocks


def session_blocks(session: Session, catalog: Catalog, drawings: Mapping[str, tuple[Drawing, ...]]) -> list[Block]:
    """Return one session to follow: each item with its picture and its steps."""
    blocks: list[Block] = [
        Title(f"{date_words(session.date)}, {session.start}-{session.end}, at {session.place} ({duration_words(session.seconds)})")
    ]
    for n, item in enumerate(session.items):
        exercise = catalog.exercises[item.exercise]
        star = " *" if n in session.minimum else ""
        blocks.append(Title(f"{n + 1}. {item.name}{star}: {dose_words(item, exercise)}"))
        blocks += [Picture(for_side(drawings[item.exercise], item.side))] if item.exercise in drawings else []
        blocks += [Text(step, mark="  -") for step in exercise.steps]
        blocks += [Text(change.text, mark="  !", tone="care") for change in item.changes]
        blocks.append(Text(exercise.stop, mark="  x", tone="stop"))
    return blocks


def needs_table(needs: Iterable[Need], catalog: Catalog) -> Table:
    """Return the needs with the first reason of each."""
    rows = tuple(
        (catalog.muscles[n.muscle].name, n.side, n.action, f"{n.weight:.2f}", n.because[0].message if n.because else "")
        for n in needs
        if n.weight
    )
    return Table(("Muscle", "Side", "What", "Weight", "Because"), rows)
