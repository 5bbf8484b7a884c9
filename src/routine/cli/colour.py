"""Blocks on a person's terminal, by rich."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from routine.render.terminal import Block, Table, Text, Title
from routine.render.words import one_line

WHOLE = 12  # columns up to here are never broken: days, times, sides
TONES = {"stop": "red", "care": "yellow", "good": "green"}


def show(blocks: Iterable[Block]) -> None:
    """Print blocks in colour, as wide as the terminal."""
    console = Console(highlight=False)
    for block in blocks:
        if isinstance(block, Title):
            console.print()
            console.print(RichText(one_line(block.text), style="bold"))
        elif isinstance(block, Table):
            console.print(_table(block))
        else:
            console.print(_marked(block) if block.mark else RichText(one_line(block.text), style=TONES.get(block.tone, "")))


def _marked(block: Text) -> RichTable:
    """Return a paragraph with its mark in a column of its own, so that further lines stand under the words."""
    line = RichTable.grid(padding=0)
    line.add_column(width=len(block.mark) + 1)
    line.add_column(ratio=1)
    tone = TONES.get(block.tone, "")
    line.add_row(RichText(f"{block.mark} ", style=tone or "dim"), RichText(one_line(block.text), style=tone))
    return line


def _table(block: Table) -> RichTable:
    table = RichTable(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for n, head in enumerate(block.heads):
        longest = max((len(cell) for cell in (head, *(row[n] for row in block.rows))), default=0)
        table.add_column(RichText(head), overflow="fold", no_wrap=longest <= WHOLE)
    for row in block.rows:
        table.add_row(*(RichText(one_line(cell)) for cell in row))
    return table
