"""Lines are set as reportlab's own paragraphs set them, to the byte; only sooner."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus.paragraph import Paragraph

from routine.render.pdf.boxes import Text
from routine.render.pdf.fonts import REGULAR, markup, register
from routine.render.pdf.tags import Tagged
from routine.render.pdf.theme import GREY_HEX, INK, ROLES, Theme

THEME = Theme("a4", large=False)
WORDS = st.sampled_from(["a", "the", "knee", "shoulder", "10 x 3", "·", "R&D", "1 < 2", "07:00–07:30", "straight,", "Γειά", "Đặng"])
PHRASES = st.lists(WORDS, max_size=20).map(" ".join)


def rich(part: tuple[str, str]) -> str:
    kind, words = part
    said = markup(words)
    forms = {
        "plain": said,
        "bold": f"<b>{said}</b>",
        "size": f" <font size='11.5'>{said}</font> ",  # no word has letters of two sizes
        "color": f"<font color='{GREY_HEX}'>{said}</font>",
        "break": "<br/>",
        "kept": "\u00a0".join(said.split(" ")[:2]),
    }
    return forms[kind]


KINDS = st.sampled_from(["plain", "plain", "bold", "size", "color", "break", "kept"])
GAPS = st.sampled_from(["", " ", "  ·  ", ": "])
RICH = st.lists(st.tuples(GAPS, st.tuples(KINDS, PHRASES)), max_size=6).map(lambda parts: "Do" + "".join(gap + rich(p) for gap, p in parts))


def drawn(canvas: Tagged, draw: object) -> list[str]:
    canvas._code.clear()
    draw(canvas)  # type: ignore[operator]
    return [word for word in canvas._code if not word.endswith(("BDC", "EMC"))]


def both(text: str, role: str, width: float, *, right: bool) -> Iterator[tuple[float, list[str]]]:
    """Yield height and drawing of a text: the library's, then ours."""
    register()
    style = ParagraphStyle(
        "s",
        fontName=ROLES[role][0],
        bulletFontName=REGULAR,
        fontSize=THEME.size(role),
        leading=THEME.leading(role),
        textColor=INK,
        alignment=TA_RIGHT if right else TA_LEFT,
    )
    paragraph = Paragraph(text, style)
    height = paragraph.wrap(width, 1e6)[1]
    ours = Text(text, THEME, role, width, align="right" if right else "left", rich=True)
    for tall, draw in (
        (height, lambda canvas: paragraph.drawOn(canvas, 40.0, 700.0 - height)),
        (ours.height, lambda canvas: ours.draw(canvas, 40.0, 700.0)),
    ):
        canvas = Tagged(io.BytesIO(), invariant=1, initialFontName=REGULAR)
        yield tall, drawn(canvas, draw)


@given(RICH, st.sampled_from(sorted(ROLES)), st.floats(440.0, 540.0), st.booleans())
def test_marked_up_text_is_set_as_the_library_sets_it(text: str, role: str, width: float, right: bool) -> None:
    library, ours = both(text, role, width, right=right)
    assert ours == library


@given(PHRASES.map(markup).filter(bool), st.sampled_from(sorted(ROLES)), st.floats(440.0, 540.0), st.booleans())
def test_plain_text_is_set_as_the_library_sets_it(text: str, role: str, width: float, right: bool) -> None:
    library, ours = both(text, role, width, right=right)
    assert ours == library


@pytest.mark.parametrize(
    "text", ["Wolkenkuckucksheim" * 9, "a " + "Wolkenkuckucksheim" * 9 + " b", "<b>a</b> b" + "c" * 200 + "<b>d</b> e"]
)
def test_a_word_longer_than_a_line_is_cut_where_the_line_ends(text: str) -> None:
    (height, _), (ours, _) = both(text, "body", 120.0, right=False)
    assert ours == height > THEME.leading("body")
