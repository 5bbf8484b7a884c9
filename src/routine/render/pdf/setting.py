"""Words set in lines: where a line breaks, and how it is drawn.

Why not the library's paragraphs: they read each text as a web page, anew for each size that is tried, and cost a fifth of a
plan. What is set here is set as they set it, to the byte; a test holds the two side by side.
"""

from __future__ import annotations

import html
import re
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics

from routine.render.pdf.fonts import BOLD

Canvas = Any  # reportlab brings no types

SHRINK = 0.05  # as much narrower the spaces of a line may become, so that one more word finds room
UNMOVED = 1e-6  # points
NBSP = "\xa0"
BLANKS = re.compile(r"[^\S\xa0]+")
TOKENS = re.compile(r"(<[^>]*>|&\w+;)")
NAMED = re.compile(r"(size|color)='([^']*)'")


class Look(NamedTuple):
    """How letters look. `size` in points."""

    font: str
    size: float
    color: Color


class Piece(NamedTuple):
    """Text between two tags; what a tag does not name is as in the rest. `breaks`: it is the end of a line."""

    text: str
    bold: bool = False
    size: float | None = None
    color: str | None = None
    breaks: bool = False

    def look(self, base: Look) -> Look:
        return Look(BOLD if self.bold else base.font, self.size or base.size, HexColor(self.color) if self.color else base.color)


class Word(NamedTuple):
    """What stays together in a line: parts, each with the number of its piece. `spaced`: a space follows."""

    parts: tuple[tuple[int, str], ...]
    spaced: bool
    breaks: bool = False
    whole: bool = True  # not a part of a word that was too long for a line


@dataclass
class Line:
    """Letters of one line. `spare`: points left at its end, less than nothing where spaces are set narrower."""

    runs: list[tuple[Look, str]] = field(default_factory=list)
    spare: float = 0.0
    words: int = 0
    blanks: float = 0.0  # width of the spaces so far

    @property
    def size(self) -> float:
        return max(look.size for look, _ in self.runs)

    def add(self, parts: list[tuple[Look, str]], space: float) -> None:
        """Add a word, with a space before it unless that has no width."""
        look, text = parts[0]
        if self.runs and space:
            before, ending = self.runs.pop()
            if not ending.endswith(" "):
                ending += " "
                self.blanks += space
            if before == look:
                text = ending + text
            else:
                self.runs.append((before, ending))
        elif self.runs and self.runs[-1][0] == look:
            text = self.runs.pop()[1] + text
        self.runs += [(look, text), *parts[1:]]
        self.words += bool(parts[0][1]) or any(text for _, text in parts)

    def squeeze(self) -> float:
        """Return how much wider each space is set: nothing, or less than nothing where the line is too long."""
        gaps = self.words + sum(text.count(NBSP) for _, text in self.runs) - 1
        return self.spare / gaps if self.spare <= -1e-8 and gaps > 0 else 0.0


@cache
def pieces_of(text: str) -> tuple[Piece, ...]:
    """Read the little markup there is: `<b>`, `<font size= color=>` (not one in the other), `<br/>`."""
    pieces: list[Piece] = []
    look: dict[str, Any] = {}
    for part in TOKENS.split(" ".join(w for w in _split(text) if w)):
        if part == "<br/>":
            pieces.append(Piece("", breaks=True))
        elif part == "<b>":
            look = {"bold": True}
        elif part.startswith("<font"):
            named = dict(NAMED.findall(part))
            look = {"size": float(named["size"]) if "size" in named else None, "color": named.get("color")}
        elif part.startswith("</"):
            look = {}
        elif part:
            pieces.append(Piece(html.unescape(part), **look))
    return tuple(pieces) if len(pieces) > 1 else tuple(p._replace(text=p.text.strip()) for p in pieces)


def _split(text: str) -> list[str]:
    return BLANKS.split(text) if NBSP in text else text.split()


@cache
def words_of(pieces: tuple[Piece, ...]) -> tuple[Word, ...]:
    """Return the words of a text; one may go on from piece to piece."""
    words: list[Word] = []
    open_: list[tuple[int, str]] = []
    begun = False  # of a line: blanks at its beginning are dropped

    def close(*, spaced: bool) -> None:
        if open_:
            words.append(Word(tuple(open_), spaced))
            open_.clear()

    for n, piece in enumerate(pieces):
        if piece.breaks:
            close(spaced=False)
            words.append(Word(((n, ""),), spaced=False, breaks=True))
            begun = False
            continue
        text = piece.text if begun else piece.text.lstrip(" ")
        if not text:
            continue
        begun = True
        inner = _split(text)
        if text[0] == " ":
            alone = bool(open_) or not (words and words[-1].spaced)
            close(spaced=False)
            inner = [*([""] if alone else []), *inner]
        for word in inner[:-1]:
            open_.append((n, word))
            close(spaced=True)
        open_ += [(n, word) for word in inner[-1:]]
        if text[-1] == " ":
            close(spaced=True)
    close(spaced=False)
    return tuple(words)


@cache
def _units(text: str, font: str) -> float:
    """Return the width of a text in thousandths of its size: the same for every size that is tried."""
    width: float = pdfmetrics.stringWidth(text, font, 1000)
    return width


def _width(text: str, look: Look) -> float:
    return 0.001 * look.size * _units(text, look.font)


def set_lines(text: str, base: Look, width: float) -> list[Line]:
    """Break a text with markup into lines."""
    pieces = pieces_of(text)
    looks = [piece.look(base) for piece in pieces]
    lines: list[Line] = []
    line, used, space = Line(), 0.0, 0.0
    todo = deque(words_of(pieces))
    while todo:
        word = todo.popleft()
        parts = [(looks[n], part) for n, part in word.parts]
        wide = 0.0
        for look, part in parts:
            wide += _width(part, look)
        reach = used + space + wide if wide else used
        late = reach > width + SHRINK * (space + line.blanks)
        if late and word.whole and wide > width:
            todo.extendleft(reversed(_cut(word, looks, width - used - space, width)))
            continue
        if word.breaks or (late and line.words):
            if word.breaks and len(pieces) > 1:
                line.runs.append(parts[0])  # of no letters; the library writes it too
            line.spare = width - used
            lines.append(line)
            line, used, space, reach = Line(), 0.0, 0.0, wide
        if not word.breaks:
            line.add(parts, space)
            used, space = reach, _width(" ", parts[-1][0]) if word.spaced else 0.0
    if line.runs:
        line.spare = width - used
        lines.append(line)
    return lines


def _cut(word: Word, looks: list[Look], room: float, width: float) -> list[Word]:
    """Cut a word that is longer than a line: what still finds room in this one, the end of the line, and the rest."""
    chunks: list[list[tuple[int, str]]] = [[]]
    used, limit = 0.0, room
    for n, part in word.parts:
        for letter in part:
            wide = _width(letter, looks[n])
            if used + wide > limit and (chunks[-1] or wide <= width):
                chunks.append([])
                used, limit = 0.0, width
            if chunks[-1] and chunks[-1][-1][0] == n:
                chunks[-1][-1] = n, chunks[-1][-1][1] + letter
            else:
                chunks[-1].append((n, letter))
            used += wide
    first, *rest = (Word(tuple(chunk), spaced=False, whole=False) for chunk in chunks)
    rest[-1:] = [last._replace(spaced=word.spaced) for last in rest[-1:]]
    end = Word(((word.parts[0][0], ""),), spaced=False, breaks=True)
    return [*([first] if first.parts else []), end, *rest]


def draw_lines(canvas: Canvas, lines: list[Line], leading: float, *, right: bool, plain: bool) -> None:
    """Draw lines, the foot of the last one at the origin. `plain`: the whole text has one look."""
    canvas.saveState()
    font, color = ("", 0.0), None
    if plain:
        canvas.setFillColor(color := lines[0].runs[0][0].color)
    text = canvas.beginText(0, len(lines) * leading - lines[0].size)
    for line in lines:
        if squeezed := line.squeeze():
            text.setWordSpace(squeezed)
        moved = line.spare if right and not squeezed and abs(line.spare) > UNMOVED else 0.0
        if moved:
            text.setXPos(moved)
        if not plain and line is lines[0]:
            text.setLeading(leading)
        for n, (look, words) in enumerate(line.runs, start=1):
            if font != look[:2]:
                text.setFont(*(font := look[:2]), leading)
            if color != look.color:
                text.setFillColor(color := look.color)
            (text.textLine if n == len(line.runs) else text.textOut)(words)
        if squeezed:
            text.setWordSpace(0)
        if moved:
            text.setXPos(-moved)
    canvas.drawText(text)
    canvas.restoreState()
