"""The handout's pictures, and what a screen reader is told: words in reading order, each picture in words, nothing unmarked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from routine.figure.drawing import INK, Fill, Stroke, boxed, for_side, mirrored
from routine.model.clinic import Clinic
from routine.render.pdf.body import seconds_of, sores_of
from routine.render.pdf.cards import card_of
from routine.render.pdf.code import squares
from routine.render.pdf.figures import Figure, Pictures, painted, paths
from routine.render.pdf.page import LOOKS
from routine.render.pdf.tags import Element, grouped
from routine.render.pdf.theme import ROLES, Theme

from .test_pdf import BODY, DRAWINGS, catalog, item, person, printed, session, week

SHOWS = {b"Tj", b"TJ", b"S", b"f", b"f*", b"B", b"b", b"s", b"F"}  # operators that put something on the page


def tree(pdf: bytes) -> Any:
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return root["/StructTreeRoot"]["/K"][0].get_object()


def elements(node: Any) -> Iterator[Any]:
    yield node
    for child in node["/K"] if isinstance(node.get("/K"), list) else ():
        yield from elements(child.get_object())


# Pictures


def test_each_card_has_its_picture_as_paths_and_no_raster() -> None:
    reader = PdfReader(io.BytesIO(pdf := printed()))
    assert not any(page.images for page in reader.pages)
    assert b"/Subtype /Image" not in pdf
    names = {e["/Alt"].split(":")[0] for e in elements(tree(pdf)) if e["/S"] == "/Figure"}
    for exercise in (i for s in week().sessions for i in s.items if i.exercise in DRAWINGS):
        assert any(name.startswith(f"Drawing of {exercise.name}") for name in names), exercise.exercise


def test_the_handout_stays_small() -> None:
    assert len(printed()) < 1_500_000


def test_the_left_is_drawn_as_the_left() -> None:
    """A picture is drawn for the right side; what is meant for the left is its mirror image, and says so."""
    exercise = catalog().exercises["foam-roll-hamstrings"]
    left, both = (card_of(1, item(exercise, side), catalog(), Pictures(DRAWINGS), [], short=False) for side in ("left", "both"))
    drawn = DRAWINGS[exercise.id]
    assert both.drawings == tuple(map(painted, drawn))
    assert left.drawings == tuple(painted(mirrored(d)) for d in drawn) != both.drawings
    assert ", left side:" in left.alt
    assert "side:" not in both.alt
    assert for_side(drawn, "right") == drawn


def test_a_picture_is_painted_in_its_own_inks_and_order() -> None:
    fill = Fill((((0, 0), (10, 0), (10, 10)),), "skin", 40)
    stroke = Stroke(((0, 0), (5, 5)), "arrow", 80, (12, 8))
    (opacity, first), (_, second) = paths(boxed([fill, stroke]))
    assert opacity == 40
    assert first == f"{rgb('skin')} rg 0 0 m 10 0 l 10 10 l h f*"
    assert second == f"{rgb('arrow')} RG 8 w [12 8] 0 d 0 0 m 5 5 l S"


def rgb(ink: str) -> str:
    return " ".join(f"{int(INK[ink][n : n + 2], 16) / 255:.3f}" for n in (1, 3, 5))


def test_two_phases_are_drawn_in_one_size_inside_their_field() -> None:
    theme = Theme("a4", large=False)
    for key in DRAWINGS:
        figure = Figure(tuple(map(painted, DRAWINGS[key])), 166.0, 120.0, key, theme)
        scale, places = figure._places()
        for drawing, left, top in places:
            assert -0.01 <= left <= left + drawing.size[0] * scale <= 166.01, key
            assert -0.01 <= top <= top + drawing.size[1] * scale <= 120.01, key


def test_the_smallest_print_is_eight_points() -> None:
    smallest = min(scale for scale, _ in LOOKS)
    assert smallest * min(ROLES[role][1] for role in ("step", "note", "caption", "why", "label")) >= 7.6
    assert smallest * ROLES["note"][1] >= 8


# The body map


def test_the_map_counts_the_time_of_each_muscle_on_its_side() -> None:
    """Two sets of thirty seconds on the left are sixty seconds there and none on the right; a warm-up trains nothing."""
    roll = item(catalog().exercises["foam-roll-hamstrings"], "left").model_copy(update={"muscles": ("biceps-femoris",), "work_s": 30})
    warm = item(catalog().exercises["march-in-place"])
    one = session("A", "2026-11-23").model_copy(update={"items": (warm, roll)})
    assert seconds_of(week(sessions=(one, one))) == {("biceps-femoris", "left"): 120}


def test_what_hurts_stands_on_the_map_with_its_side() -> None:
    sore = person(pain=[{"region": "low-back", "side": "left", "intensity": 6}, {"region": "knee", "intensity": 3}])
    assert [(s.region, s.side, s.intensity) for s in sores_of(sore, BODY.shown("region"))] == [("low-back", "left", 6), ("knee", "both", 3)]


def test_the_map_is_told_in_words() -> None:
    words = next(e["/Alt"] for e in elements(tree(printed())) if e["/S"] == "/Figure" and "Body map" in e["/Alt"])
    assert "Most is done for" in words


# The tree


@pytest.mark.parametrize("large", [False, True])
def test_all_that_is_drawn_is_part_of_the_tree_or_marked_as_decoration(large: bool) -> None:
    reader = PdfReader(io.BytesIO(printed(large_print=large)))
    for page in reader.pages:
        depth = 0
        for _, operator in ContentStream(page.get_contents(), reader).operations:
            depth += operator in (b"BDC", b"BMC")
            depth -= operator == b"EMC"
            assert 0 <= depth <= 1
            assert depth == 1 or operator not in SHOWS, operator
        assert depth == 0


def test_every_mark_of_a_page_has_its_element() -> None:
    pdf = printed()
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    owners = {int(page): list(marks.get_object()) for page, marks in zip(numbers[::2], numbers[1::2], strict=True)}
    for n, page in enumerate(reader.pages):
        assert [int(str(page["/StructParents"])), str(page["/Tabs"])] == [n, "/S"]
        marks = [int(m) for m in re.findall(rb"/MCID (\d+)", page.get_contents().get_data())]  # type: ignore[union-attr]
        assert marks == list(range(len(owners[n])))
        for mark, owner in enumerate(owners[n]):
            assert owner.get_object()["/K"] == mark


def test_pictures_have_words_and_headings_come_in_reading_order() -> None:
    found = list(elements(tree(printed())))
    kinds = [str(e["/S"]) for e in found]
    assert all(e["/Alt"] for e in found if e["/S"] == "/Figure")
    assert kinds[1] == "/H1"
    assert kinds.count("/H3") == len({i.exercise for s in week().sessions for i in s.items}) + 1, "one for each card; a warm-up is on two"
    assert kinds.count("/Table") == 1
    assert kinds.count("/TH") == kinds.count("/TD") == 7
    assert {"/L", "/LI", "/Lbl", "/LBody", "/Sect"} <= set(kinds)


def test_lines_of_a_list_that_follow_one_another_are_one_list() -> None:
    def leaf(kind: str) -> Element:
        return Element(kind, marks=[(0, 0)])

    parent = Element("Sect", [leaf("P"), leaf("LI"), leaf("LI"), leaf("P"), leaf("LI"), Element("LI")])
    assert [(e.kind, len(e.inside)) for e in grouped(parent)] == [("P", 0), ("L", 2), ("P", 0), ("L", 1)]


# The code of a web address


def test_a_web_address_is_printed_as_a_code_only_where_somebody_gave_one() -> None:
    without, with_one = printed(clinic=Clinic(name="Praxis")), printed(clinic=Clinic(name="Praxis", web="https://praxis.example/uebungen"))
    alts = [[e["/Alt"] for e in elements(tree(pdf)) if e["/S"] == "/Figure"] for pdf in (without, with_one)]
    assert not any("Code for" in a for a in alts[0])
    assert alts[1][0] == "Code for https://praxis.example/uebungen"


def test_a_code_has_its_three_corners() -> None:
    rows = squares("https://praxis.example")
    corner = [row[:7] for row in rows[:7]]
    assert [sum(row) for row in corner] == [7, 2, 5, 5, 5, 2, 7]
    assert len(rows) == len(rows[0])


@pytest.mark.parametrize("web", ["javascript:alert(1)", "praxis.example", "https://", "https://a b", "file:///etc/passwd"])
def test_what_is_no_web_address_is_refused(web: str) -> None:
    with pytest.raises(ValueError, match="web"):
        Clinic(web=web)
