"""Pictures on a terminal: no wider and no higher than asked for, lines where the lines are, in tones of their own."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from routine.cli import colour
from routine.figure.drawing import Fill, Stroke, boxed, mirrored
from routine.load.catalog import home
from routine.load.drawings import Drawings
from routine.render.dots import EMPTY, FIRST, dots
from routine.render.terminal import Picture, as_text

DRAWINGS = Drawings(home())
KEYS = sorted(DRAWINGS)


@given(st.sampled_from(KEYS), st.integers(30, 120), st.integers(6, 24))
def test_a_picture_keeps_within_its_columns_and_rows(key: str, columns: int, rows: int) -> None:
    lines = dots(DRAWINGS[key], columns, rows)
    assert 0 < len(lines) <= rows
    widths = {sum(len(run.text) for run in line) for line in lines}
    assert len(widths) == 1
    assert max(widths) <= columns
    assert all(FIRST <= ord(letter) < FIRST + 256 for line in lines for run in line for letter in run.text)


@pytest.mark.parametrize("key", KEYS)
def test_every_picture_shows_a_body_and_its_muscles(key: str) -> None:
    tones = {run.tone for line in dots(DRAWINGS[key], 76, 13) for run in line}
    assert {"line", "muscle"} <= tones


def test_a_line_stands_where_it_is_drawn() -> None:
    """A line along the foot of a square is the last row of dots, and a filled square fills its letters."""
    foot = boxed([Stroke(((0, 0), (70, 0)), "line", 2), Stroke(((0, 70), (0, 70)), "line", 2)])
    lines = [run for line in dots([foot], 10, 5) for run in line]
    assert "⣀" in lines[-1].text
    full = boxed([Fill((((0, 0), (70, 0), (70, 70), (0, 70)),), "highlight")])
    assert any("⣿⣿" in run.text and run.tone == "muscle" for line in dots([full], 10, 5) for run in line)


def test_a_muscle_behind_something_has_every_other_dot() -> None:
    square = (((0, 0), (70, 0), (70, 70), (0, 70)),)

    def count(opacity: int) -> int:
        lines = dots([boxed([Fill(square, "highlight", opacity)])], 10, 5)
        return sum((ord(letter) - FIRST).bit_count() for line in lines for run in line for letter in run.text)

    assert count(58) == pytest.approx(count(100) / 2, rel=0.1)


def test_skin_and_shadow_are_left_out() -> None:
    square = (((0, 0), (70, 0), (70, 70), (0, 70)),)
    assert {run.text.strip(EMPTY) for line in dots([boxed([Fill(square, "skin")])], 10, 5) for run in line} == {""}


def test_a_pipe_gets_words_only_and_a_terminal_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Picture((mirrored(DRAWINGS["chair-squat"][0]),))
    assert as_text([picture]) == ""
    for width, shown in ((80, True), (30, False)):
        page = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        console = Console(file=page, width=width, force_terminal=True)
        monkeypatch.setattr(colour, "Console", lambda console=console, **_: console)
        colour.show([picture])
        page.seek(0)
        assert any(FIRST < ord(letter) < FIRST + 256 for letter in page.read()) is shown
