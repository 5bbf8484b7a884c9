"""The handout, read back: what is on it, how it is built, and what hostile text can't do to it."""

from __future__ import annotations

import datetime as dt
import io
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from routine.body import Body
from routine.figure.heat import BodyMap
from routine.load.body_map import load_body_map
from routine.load.catalog import home, read_catalog
from routine.load.drawings import Drawings
from routine.model.catalog import Catalog, Exercise
from routine.model.clinic import Clinic
from routine.model.plan import (
    Because,
    Item,
    ItemChange,
    Need,
    Optimality,
    Plan,
    PlanAdvice,
    PlanCatalog,
    PlanFinding,
    PlanScreening,
    PlanStopRule,
    Session,
)
from routine.model.profile import Profile
from routine.render.pdf import handout, missing_glyphs
from routine.render.pdf.boxes import Scaled
from routine.render.pdf.figures import Pictures
from routine.render.pdf.packing import shares
from routine.render.pdf.purpose import purposes
from routine.render.pdf.sheets import session_pages, templates_of
from routine.render.pdf.theme import ROLES, Theme

DRAWINGS = Drawings(home())
BODY = load_body_map(home()) or BodyMap(())
STAMP = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
A = ("march-in-place", "foam-roll-hamstrings", "supine-hamstring-strap", "supine-figure-4", "open-book", "side-plank-knees", "glute-bridge")
B = ("march-in-place", "ball-gluteus-medius-wall", "wall-gastrocnemius", "clamshell")
PHASES = {"warm": "warm-up", "release": "release", "move": "dynamic", "lengthen": "static", "activate": "activation", "hold": "activation"}
HOSTILE = (
    "<b>x",
    "</para><para>",
    '<img src="/etc/passwd"/>',
    '<a href="javascript:alert(1)">x</a>',
    "<ondraw name='x'/>",
    "<font color=\"__import__('os')\">x</font>",
    "&amp;&lt; %s {emergency} \\n",
    "-----" * 60,
    "a" * 300,
)


@cache
def catalog() -> Catalog:
    return read_catalog(Path(__file__).parents[1] / "catalog")[0]


def item(exercise: Exercise, side: str = "both") -> Item:
    dose = catalog().doses[key := f"{exercise.technique}.{exercise.dose}.adult"]
    return Item(
        exercise=exercise.id,
        name=exercise.name,
        phase=PHASES[exercise.dose],  # type: ignore[arg-type]
        technique=exercise.technique,
        side=side,  # type: ignore[arg-type]
        dose=key,
        sets=2,
        reps=dose.usual if dose.reps else None,
        rep_s=3 if dose.reps else None,
        hold_s=dose.usual if dose.hold_s else None,
        work_s=dose.usual,
        rest_s=dose.rest_s,
        setup_s=10,
        switch_s=5,
        seconds=120,
        muscles=Body(catalog()).primary(exercise),
        changes=(ItemChange(rule="r", kind="range", text="Stay well inside the range."),) if exercise.dose == "lengthen" else (),
        because=(Because(kind="need", id="n", message=f"To look after what {exercise.id} is for.", source="garber11"),),
        sources=exercise.sources,
    )


def session(template: str, date: str, ids: tuple[str, ...] = A, **more: Any) -> Session:
    items = tuple(item(catalog().exercises[i], "left" if n == 2 else "both") for n, i in enumerate(ids))
    fields = {"start": "07:00", "end": "07:20", "place": "home", "context": "standalone", "seconds": 1180, "minimum": (0, 2), **more}
    return Session(id=f"s-{template}-{date}-{fields['start']}", template=template, date=date, items=items, **fields)


def week(**more: Any) -> Plan:
    fields: dict[str, Any] = {
        "program": "0.1.0",
        "profile_id": "alex-7f3k",
        "profile_sha256": "0",
        "name": "Alex",
        "week": "2026-W48",
        "timezone": "Europe/London",
        "catalog": PlanCatalog(version="1", sha256="0"),
        "screening": PlanScreening(
            outcome="precautions", findings=(PlanFinding(id="f", level="precaution", message="High pressure: breathe out on effort."),)
        ),
        "advice": tuple(PlanAdvice(id=k, message=a.text, source=a.sources[0]) for k, a in list(catalog().advice.items())[:9]),
        "stop_rules": tuple(PlanStopRule(id=r.id, message=r.message.replace("{emergency}", "999")) for r in catalog().stop_rules),
        "needs": tuple(
            Need(
                muscle=m,
                side=s,
                action="release",
                weight=0.9,
                unit="s",
                target=120,
                planned=120,
                because=(Because(kind="answer", id="a", message="You sit a lot."),),
            )
            for m in catalog().groups["hamstrings"].members
            for s in ("left", "right")
        ),
        "sessions": (
            session("A", "2026-11-23"),
            session("B", "2026-11-24", B, start="19:00", end="19:12", seconds=700, context="before-activity", activity="cycling"),
            session("A", "2026-11-26"),
            session("A", "2026-11-28"),
        ),
        "optimality": Optimality(status="optimal", gap=0, objective=1, bound=1),
    }
    return Plan(**{**fields, **more})


def person(**more: Any) -> Profile:
    return Profile.model_validate({"id": "alex-7f3k", "name": "Alex", "timezone": "Europe/London", "country": "GB", **more})


def printed(plan: Plan | None = None, **more: Any) -> bytes:
    options = {"paper": "a4", "large_print": False, "clinic": None, **more}
    return handout(plan or week(), person(), catalog(), DRAWINGS, BODY, STAMP, **options)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def contents(pdf: bytes) -> bytes:
    return b"\n".join(p.get_contents().get_data() for p in PdfReader(io.BytesIO(pdf)).pages)  # type: ignore[union-attr]


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("large", [False, True])
def test_every_word_of_every_card_is_printed(paper: str, large: bool) -> None:
    said = text(printed(paper=paper, large_print=large))
    for exercise in (catalog().exercises[i] for i in {*A, *B}):
        for words in (
            exercise.name,
            *exercise.steps,
            exercise.feel,
            exercise.mistakes[0],
            exercise.stop.removeprefix("Stop if "),
            exercise.breathe,
        ):
            assert words in said, words
        assert catalog().doses[f"{exercise.technique}.{exercise.dose}.adult"].effort in said
        assert f"To look after what {exercise.id} is for." in said


def test_the_first_page_holds_what_a_wall_needs() -> None:
    first = pages(printed())[0]
    for words in ("Your week", "Alex", "Mon 23 Nov", "Sun 29 Nov 2026", "07:00–07:20", "20 min", "home", "before cycling", "Free"):
        assert words in first, words
    for words in ("What this week is for", "Hamstrings (back of the thigh): release on both sides.", "You sit a lot."):
        assert words in first, words
    assert "breathe out on effort" in first
    assert "Emergency: call 999" in first
    assert all(rule.message in first for rule in week().stop_rules)
    assert first.count("no medical device") == 1
    assert catalog().advice["sitting-breaks"].text in first


def test_the_scope_is_said_once() -> None:
    assert all(text(printed(large_print=large)).count("no medical device") == 1 for large in (False, True))


def test_all_advice_is_printed_somewhere() -> None:
    for large in (False, True):
        said = text(printed(large_print=large))
        assert all(a.message in said for a in week().advice)


def test_a_dose_stands_in_words_with_its_side() -> None:
    said = text(printed())
    assert "2 × 30 s left side" in said
    assert "2 × 30 s each side" in said
    assert "LEFT SIDE ONLY" in said


def test_a_precaution_is_marked() -> None:
    assert "Changed for you: Stay well inside the range." in text(printed())


def test_a_change_that_two_rules_say_stands_once() -> None:
    told = tuple(ItemChange(rule=str(n), kind="support", text=t) for n, t in enumerate(("Hold on.", "Hold on.", "Hold on to a chair.")))
    one = session("A", "2026-11-23")
    changed = one.model_copy(update={"items": (one.items[0].model_copy(update={"changes": told}), *one.items[1:])})
    assert "Changed for you: Hold on to a chair." in text(printed(week(sessions=(changed,))))


def test_there_is_a_box_for_each_date_of_each_card_and_a_pain_line_for_each_session() -> None:
    """A box to tick is the one rounded frame with a line of 1.1 points; a pain line is eleven rings."""
    drawn = contents(printed()).decode("latin-1")
    assert drawn.count("1.1 w") == len(A) * 3 + len(B)
    said = pages(printed())
    assert sum(p.count("0 1 2 3 4 5 6 7 8 9 10") for p in said) == len(week().sessions)


def test_two_sessions_on_one_day_are_told_apart() -> None:
    said = text(printed(week(sessions=(session("A", "2026-11-23"), session("A", "2026-11-23", start="19:00", end="19:20")))))
    assert "Mon 07:00" in said
    assert "Mon 19:00" in said


def test_a_fortnight_of_sessions_in_a_week_finds_room() -> None:
    many = tuple(session("A", f"2026-11-{23 + n // 2}", start=f"{7 + 12 * (n % 2):02d}:00") for n in range(14))
    for large in (False, True):
        said = pages(printed(week(sessions=many), large_print=large))
        assert sum(p.count("0 1 2 3 4 5 6 7 8 9 10") for p in said) == 14


def test_the_five_minute_version_is_explained_where_it_is_a_part() -> None:
    assert "Do only the cards with this sign; 4 minutes" in text(printed())
    whole = session("A", "2026-11-23", minimum=tuple(range(len(A))))
    assert "this sign" not in text(printed(week(sessions=(whole,))))


def test_what_to_have_ready_is_what_the_person_owns() -> None:
    owner = person(equipment=["towel", "foam-roller"])
    said = text(handout(week(), owner, catalog(), DRAWINGS, BODY, STAMP, paper="a4", large_print=False, clinic=None))
    assert "Have ready:" in said
    assert "foam roller" in said
    assert "strap" not in said.split("Have ready:")[1].split(".")[0]


def test_all_fonts_are_embedded_and_none_is_a_stranger() -> None:
    for large in (False, True):
        fonts = [f for p in PdfReader(io.BytesIO(printed(large_print=large))).pages for f in p["/Resources"]["/Font"].values()]  # type: ignore[index]
        assert fonts
        for font in (f.get_object() for f in fonts):
            assert "Roboto" in font["/BaseFont"]
            assert "/FontFile2" in font["/FontDescriptor"]
            assert "/ToUnicode" in font


def test_language_title_outline_and_date_are_set_and_no_author() -> None:
    reader = PdfReader(io.BytesIO(printed()))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Your week 2026-W48: Alex"
    assert not reader.metadata.author
    assert reader.metadata.creation_date == STAMP
    titles = [entry["/Title"] for entry in reader.outline]  # type: ignore[call-overload]
    assert titles[:3] == ["Your week", "Session A: Mon 23 Nov, Thu 26 Nov and Sat 28 Nov", "Session B: Tue 24 Nov"]
    assert str(titles[3]).endswith("ources")


def test_equal_input_gives_equal_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    once = printed()
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    assert printed() == once
    assert handout(week(), person(), catalog(), DRAWINGS, BODY, STAMP.replace(hour=13), paper="a4", large_print=False, clinic=None) != once


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_the_paper_is_the_one_asked_for(paper: str, size: tuple[int, int]) -> None:
    box = PdfReader(io.BytesIO(printed(paper=paper))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_a_template_takes_at_most_two_pages() -> None:
    said = pages(printed())
    assert sum("Session A" in p and "Your week 2026" in p for p in said[1:-1]) <= 2
    assert sum("Session B" in p for p in said) == 1


def test_ten_cards_find_room_on_two_pages() -> None:
    ten = session("A", "2026-11-23", (*A, "chair-squat", "front-plank", "bird-dog"))
    said = pages(printed(week(sessions=(ten,))))
    assert sum("Session A" in p for p in said[1:-1]) == 2


def test_large_print_has_nothing_below_sixteen_points() -> None:
    sizes = {float(m) for m in re.findall(rb"/F\d\+?\d* ([\d.]+) Tf", contents(printed(large_print=True)))}
    assert sizes
    assert min(sizes) >= 16, sorted(sizes)
    assert all(role[3] >= 16 for role in ROLES.values())


def test_no_card_is_made_smaller_than_its_print() -> None:
    for paper in ("a4", "letter"):
        for large in (False, True):
            theme = Theme(paper, large)
            for letter, sessions in templates_of(week()).items():
                placed = [
                    b for p in session_pages(letter, sessions, person(), catalog(), Pictures(DRAWINGS), theme) for b, _, _ in p.placed
                ]
                assert not any(isinstance(b, Scaled) for b in placed)


def test_nothing_stands_below_the_margin_or_on_another_block() -> None:
    for large in (False, True):
        theme = Theme("letter", large)
        for page in session_pages("A", templates_of(week())["A"], person(), catalog(), Pictures(DRAWINGS), theme):
            tops = [(top, top - block.height) for block, _, top in page.placed]
            assert all(bottom >= theme.margin + theme.foot - 0.1 for _, bottom in tops)
            assert all(above[1] >= below[0] - 0.1 for above, below in pairwise(tops))


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_in_anybodys_words_is_inert(words: str) -> None:
    finding = PlanFinding(id="f", level="advice", message=words)
    one = session("A", "2026-11-23", place=words, activity=words, context="after-activity")
    mine = one.items[0].model_copy(update={"because": (Because(kind="answer", id="a", message=words),), "name": words})
    hostile = week(
        name=words,
        notices=(words,),
        screening=PlanScreening(outcome="clear", findings=(finding,)),
        advice=(PlanAdvice(id="a", message=words),),
        sessions=(one.model_copy(update={"items": (mine, *one.items[1:])}),),
    )
    for large in (False, True):
        pdf = printed(hostile, large_print=large, clinic=Clinic(name=words[:120], phone=words[:120]))
        reader = PdfReader(io.BytesIO(pdf))
        assert "".join(words.split()) in "".join(text(pdf).split())
        assert not any("/Annots" in p for p in reader.pages)
        assert not any("/XObject" in p["/Resources"] for p in reader.pages)  # type: ignore[operator]


def test_too_long_a_text_is_made_smaller_rather_than_cut() -> None:
    one = session("A", "2026-11-23")
    told = tuple(ItemChange(rule=str(n), kind="support", text=f"Mind point {n} of a very long list of things to mind.") for n in range(150))
    full = one.model_copy(update={"items": (one.items[0], one.items[1].model_copy(update={"changes": told}))})
    said = text(printed(week(sessions=(full,)), large_print=True))
    assert "Mind point 149 of" in said


@pytest.mark.parametrize(
    "name",
    ["Zoë Müller", "Łukasz Żółć", "Ελένη Παπαδοπούλου", "Олександра Їжакевич", "Nguyễn Thị Phượng", "E\u0301lodie", "Ólafur Þórðarson"],
)
def test_names_in_latin_greek_cyrillic_and_vietnamese_are_printed(name: str) -> None:
    assert missing_glyphs(name) == set()
    assert name.replace("E\u0301", "É") in pages(printed(week(name=name)))[0]


@pytest.mark.parametrize("name", ["山田太郎", "محمد", "דנה", "अमित", "Alex 🙂"])
def test_a_name_that_cant_be_drawn_gives_way_to_the_id(name: str) -> None:
    assert missing_glyphs(name)
    first = pages(printed(week(name=name)))[0]
    assert "alex-7f3k" in first
    assert "\x00" not in first
    assert "\ufffd" not in first


def test_a_character_that_cant_be_drawn_elsewhere_shows_as_a_question_mark() -> None:
    assert "Praxis ??" in pages(printed(clinic=Clinic(name="Praxis 山田")))[0]


def test_the_clinic_is_named_where_there_is_one() -> None:
    first = pages(printed(clinic=Clinic(name="J. Doe, physiotherapist", phone="+44 20 7946 0000")))[0]
    assert "J. Doe, physiotherapist" in first
    assert "+44 20 7946 0000" in first
    assert "Questions?" not in pages(printed(clinic=Clinic()))[0]


def test_sources_are_named_with_where_to_find_them() -> None:
    assert "doi:10.1249/MSS.0b013e318213fefb" in text(printed())


def test_an_unknown_country_gets_words_and_a_stamp_needs_a_zone() -> None:
    said = text(handout(week(), person(country=None), catalog(), DRAWINGS, BODY, STAMP, paper="a4", large_print=False, clinic=None))
    assert "Emergency: call your local emergency number" in said
    with pytest.raises(ValueError, match="zone"):
        handout(week(), person(), catalog(), DRAWINGS, BODY, STAMP.replace(tzinfo=None), paper="a4", large_print=False, clinic=None)
    with pytest.raises(ValueError, match="a4"):
        printed(paper="a5")


def test_needs_that_are_alike_stand_together() -> None:
    rows = purposes(week(), catalog(), 5)
    assert rows == [("Hamstrings (back of the thigh)", "release on both sides", "You sit a lot.")]


def test_pages_are_filled_alike() -> None:
    assert shares([100] * 8, 10, 500, 600) == [4, 4]
    assert shares([100, 100, 100, 100, 500, 20], 0, 400, 600) == [4, 2]
    assert shares([900], 0, 400, 600) == [1]
