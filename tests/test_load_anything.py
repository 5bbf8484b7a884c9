"""Whatever stands in a file, it is read or refused: never a traceback, never a finding that nobody can place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routine.load.catalog import load_catalog
from routine.load.plan import load_plan
from routine.load.profile import load_profile
from routine.load.yaml12 import Document, parse
from routine.model.profile import Profile
from routine.problem import Problem, Refused

from .conftest import ROOT
from .test_load import BASE, CATALOG, is_fit_to_read, profile
from .test_load_plan import plan_data

WORDS = st.sampled_from(
    [
        "low-back",
        "left",
        "both",
        "hamstrings",
        "open-wound",
        "none",
        "NO",
        "07:00-08:00",
        "7-8",
        "2026-02-30",
        "2026-11-20",
        "mon",
        "monday",
        "mat",
        "clamshell",
        "../x",
        "*",
        "",
        "\u202e",
        "a\tb",
        "\x85",
        "9" * 40,
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=12)
KEYS = st.sampled_from(
    [
        "id",
        "region",
        "side",
        "muscle",
        "activity",
        "exercise",
        "at",
        "place",
        "tight",
        "long",
        "mon",
        "home",
        "windows",
        "require",
        "avoid",
        "since",
        "due",
        "cleared",
        "intensity",
        "weeks",
        "by",
    ]
) | st.text(max_size=6)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)
TOP = st.sampled_from([*Profile.model_fields, "surprise"])


def outcome(act: Callable[[], object]) -> Iterator[Problem]:
    """Run something that may only succeed or refuse; hand out what it found."""
    try:
        act()
    except Refused as no:
        yield from no.problems or [Problem("")]


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"name: \x00")
def test_random_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "random.yaml"
    path.write_bytes(raw)
    assert all(is_fit_to_read(p) for p in outcome(lambda: load_profile(path, CATALOG)))
    assert all(is_fit_to_read(p) for p in outcome(lambda: load_plan(path)))


@given(st.text(max_size=200) | st.text(alphabet="ab:-[]{},#&*!|>'\"%@`? \n\t\\\r0x", max_size=80))
def test_random_text_is_read_or_refused(text: str) -> None:
    for base in ("", BASE):
        assert all(is_fit_to_read(p) for p in outcome(lambda base=base: profile(text, base=base)))  # type: ignore[misc]


@given(st.dictionaries(TOP, VALUES, max_size=4))
@example({"conditions": "foo"})
@example({"red_flags": {"id": "foo"}})
@example({"equipment": {"home": {"a": "b"}}})
@example({"schedule": {"windows": {"mon": [["07:00-08:00"]]}}})
@example({"birth_year": True, "screened": "1800-01-01"})
def test_any_values_in_a_profile_are_read_or_refused(values: dict[str, Any]) -> None:
    text = json.dumps({"name": "Alex", "timezone": "Europe/London", **values}, ensure_ascii=False)
    assert all(is_fit_to_read(p) for p in outcome(lambda: profile(text, base="")))


@given(st.data())
def test_a_real_profile_with_one_torn_place_is_read_or_refused(data: st.DataObject) -> None:
    text = (ROOT / "templates/profiles/desk-cyclist.yaml").read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    torn = text[:start] + data.draw(st.text(max_size=8)) + text[end:]
    assert all(is_fit_to_read(p) for p in outcome(lambda: profile(torn, base="")))


@given(VALUES)
def test_no_value_of_a_document_is_lost_or_invented(value: Any) -> None:
    document = parse(json.dumps({"value": value}, ensure_ascii=False), Document("d.yaml"))
    assert document.problems or set(document.data) == {"value"}


@given(st.sampled_from(sorted(plan_data())), VALUES)
def test_any_value_in_a_plan_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, key: str, value: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "random.json"
    path.write_text(json.dumps({**plan_data(), key: value}), encoding="utf-8")
    assert all(is_fit_to_read(p) for p in outcome(lambda: load_plan(path)))


@given(
    st.dictionaries(
        st.sampled_from(["conditions.yaml", "muscles.yaml", "doses.yaml", "exercises/ball/x.yaml", "red-flags.yaml"]), VALUES, max_size=3
    )
)
@example({"muscles.yaml": {"edges": 5}})
@example({"doses.yaml": {"ages": {"adult": 5}}})
@example({"conditions.yaml": {"conditions": ["a"]}})
def test_any_catalog_of_ones_own_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("catalog", numbered=True)
    for name, value in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(value), encoding="utf-8")
    assert all(is_fit_to_read(p) for p in outcome(lambda: load_catalog(folder)))
