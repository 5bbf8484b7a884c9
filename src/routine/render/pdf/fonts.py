"""The embedded faces, and which characters they can draw.

Why: a font of the reader's machine can't be relied on, and a missing character prints as an empty box that nobody notices here.
"""

from __future__ import annotations

import html
import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from routine.render.words import one_line

REGULAR, BOLD, ITALIC = "Roboto", "Roboto-Bold", "Roboto-Italic"
FILES = {REGULAR: "Roboto-Regular.ttf", BOLD: "Roboto-Bold.ttf", ITALIC: "Roboto-Italic.ttf"}
UNKNOWN = "?"  # stands for a character that the faces lack: seen by everybody, unlike an empty box


def folder() -> Path:
    """Return the folder of the faces: beside the package in a wheel, at the top of a checkout."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "templates" / "fonts"
    return inside if inside.is_dir() else package.parents[1] / "templates" / "fonts"


@cache
def register() -> None:
    """Make the faces known to reportlab, once in a run."""
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder() / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


@cache
def _known() -> frozenset[int]:
    """Return the code points that all three faces can draw."""
    register()
    faces = [frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in FILES]
    return frozenset.intersection(*faces)


def composed(text: str) -> str:
    """Return a text as it is drawn: letter and accent in one, since marks that stand alone are not placed."""
    return unicodedata.normalize("NFC", one_line(text))


def missing_glyphs(text: str) -> set[str]:
    """Return the characters of a text that the handout can't draw; empty for Latin, Greek, Cyrillic and Vietnamese."""
    return {c for c in composed(text) if ord(c) not in _known()}


@cache
def drawable(text: str) -> str:
    """Return a text in which a question mark stands for what can't be drawn."""
    known = _known()
    return "".join(c if ord(c) in known else UNKNOWN for c in composed(text))


def markup(text: str) -> str:
    """Return a text that says of itself what it says: no sign in it is read as markup."""
    return html.escape(drawable(text), quote=False)


def width_of(text: str, font: str, size: float) -> float:
    """Return the width of a line in points."""
    width: float = pdfmetrics.stringWidth(text, font, size)
    return width
