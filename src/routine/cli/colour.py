"""Blocks on a person's terminal, by rich."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from routine.render.dots import dots
from routine.render.terminal import Block, Picture, Table, Text, Title
from routine.render.words import one_line

WHOLE = 12  # columns up to here are never broken: days, times, sides
NARROWEST, WIDEST, ROWS = 44, 76, 13  # columns and rows of a picture
INKS = {"thing": "dim", "muscle": "red", "arrow": "bright_blue"}
TONES = {"stop": "red", "care": "yellow", "good": "green"}


def show(blocks: Iterable[Block]) -> None:
    """Print blocks in colour, as wide as the terminal."""
    console = Console(highlight=False)
    for block in blocks:
        if isinstance(block, Title):
            console.print()
            console.print(RichText(one_line(block.text), style="bold"))
        elif isinstance(block, Picture):
            _show_picture(console, block)
        elif isinstance(block, Table):
            console.print(_table(block))
        else:
            console.print(_marked(block) if block.mark else RichText(one_line(block.text), style=TONES.get(block.tone, "")))


def _show_picture(console: Console, block: Picture) -> None:
    """Print a picture as dots, where the terminal has letters for them and room."""
    if console.encoding.lower().replace("-", "") != "utf8" or console.width < NARROWEST:
        return
    for line in dots(block.drawings, min(console.width - 4, WIDEST), ROWS):
        console.print(RichText("  ") + RichText.assemble(*((run.text, INKS.get(run.tone, "")) for run in line)), no_wrap=True, crop=True)


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
