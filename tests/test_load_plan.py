"""Plan files, ours or edited by hand: one that cannot be read says where, and never reaches a calendar or a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from routine.load.plan import load_plan
from routine.model.plan import Plan

from .test_load import is_fit_to_read, refused


def plan_data() -> dict[str, Any]:
    item: dict[str, Any] = {
        "exercise": "march-in-place",
        "name": "March",
        "phase": "warm-up",
        "technique": "warm-up",
        "side": "both",
        "dose": "warm-up.warm.adult",
        "sets": 1,
    }
    item |= {"work_s": 180, "rest_s": 0, "setup_s": 10, "switch_s": 0, "seconds": 190}
    session = {
        "id": "2026-W48-1",
        "template": "A",
        "date": "2026-11-23",
        "start": "07:00",
        "end": "07:04",
        "place": "home",
        "context": "standalone",
        "seconds": 190,
        "minimum": [0],
        "items": [item],
    }
    return {
        "schema": "routine/plan/1",
        "program": "0.1.0",
        "profile_id": "alex",
        "profile_sha256": "0",
        "name": "Alex",
        "week": "2026-W48",
        "timezone": "Europe/London",
        "catalog": {"version": "1.0.0", "sha256": "0"},
        "screening": {"outcome": "clear"},
        "sessions": [session],
        "busy": [{"start": "2026-11-23T09:00", "end": "2026-11-23T10:00:00"}],
        "carried": [
            {
                "exercise": "bird-dog",
                "technique": "activation",
                "phase": "activation",
                "side": "both",
                "muscles": [],
                "date": "2026-11-22",
                "start": "07:00",
            }
        ],
        "optimality": {"status": "optimal", "gap": 0.0, "objective": 1, "bound": 1},
    }


def plan_of(tmp_path: Path, text: str) -> Plan:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    return load_plan(path, "plan.json")


def plan_refused(tmp_path: Path, text: str) -> list[str]:
    problems = refused(lambda: plan_of(tmp_path, text))
    assert all(is_fit_to_read(p) and p.fix for p in problems)
    return [str(p).split("\n")[0] for p in problems]


def changed(where: str, value: Any) -> str:
    """Return the plan as text with one place changed: `sessions.0.date`."""
    data = plan_data()
    here: Any = data
    *path, last = [int(p) if p.isdigit() else p for p in where.split(".")]
    for part in path:
        here = here[part]
    here[last] = value
    return json.dumps(data)


def test_a_plan_is_read(tmp_path: Path) -> None:
    assert plan_of(tmp_path, json.dumps(plan_data())).sessions[0].items[0].work_s == 180


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "plan.json:1: this is not valid JSON: expecting value"),
        ('{"schema": "routine/plan/1",\n "week": }', "plan.json:2: this is not valid JSON: expecting value"),
        ("null", "plan.json: this is not a plan of the form 'routine/plan/1'"),
        ("[]", "plan.json: this is not a plan of the form 'routine/plan/1'"),
        ('{"schema": "routine/plan/2"}', "plan.json: this is not a plan of the form 'routine/plan/1'"),
        ('{"schema": ["routine/plan/1"]}', "plan.json: this is not a plan of the form 'routine/plan/1'"),
        ('{"schema": NaN}', "plan.json: NaN is not a number that can be counted with"),
        ('{"schema": -Infinity}', "plan.json: -Infinity is not a number that can be counted with"),
        ('{"schema": 1e999}', "plan.json: 1e999 is not a number that can be counted with"),
        ('{"schema": ' + "9" * 5000 + "}", "plan.json: a number has 5,000 digits"),
        ('{"week": 1, "week": 2}', "plan.json: the key 'week' is written twice"),
        ('{"a\\nb": 1, "a\\nb": 2}', "plan.json: the key 'a\\nb' is written twice"),
        ('{"schema": ' + "[" * 100 + "]" * 100 + "}", "plan.json: values are nested more than 24 deep"),
        ('{"schema": ' + "[" * 100_000, "plan.json: values are nested more than 24 deep"),
        ("9" * 8_000_001, "plan.json: the file has more than 8,000,000 bytes"),
    ],
    ids=lambda t: repr(t[:30]),
)
def test_a_plan_of_another_form_is_refused(tmp_path: Path, text: str, first: str) -> None:
    assert plan_refused(tmp_path, text) == [first]


@pytest.mark.parametrize(
    ("where", "value", "first"),
    [
        ("sessions.0.items.0.setz", 2, "plan.json: sessions[1].items[1].setz: unknown key"),
        ("sessions.0.items.0.side", "lft", "plan.json: sessions[1].items[1].side: 'lft' is not one of 'left', 'right', 'both' or 'none'"),
        ("sessions.0.items.0.sets", 0, "plan.json: sessions[1].items[1].sets: 0 is below 1"),
        ("sessions.0.items", 5, "plan.json: sessions[1].items: 5 is not a mapping of keys to values"),
        ("sessions.0.date", "2026-02-30", "plan.json: sessions[1].date: '2026-02-30' is not a date"),
        ("sessions.0.date", "9999-12-31", "plan.json: sessions[1].date: '9999-12-31' is not a date"),
        ("sessions.0.start", "7:00", "plan.json: sessions[1].start: '7:00' is not a time of day"),
        ("sessions.0.end", "25:00", "plan.json: sessions[1].end: '25:00' is not a time of day"),
        ("sessions.0.minimum", [0, 7], "plan.json: sessions[1].minimum: the session has no item 7"),
        ("sessions.0.minimum", [-1], "plan.json: sessions[1].minimum: the session has no item -1"),
        ("week", "2026-W54", "plan.json: week: there is no ISO week '2026-W54'"),
        ("week", "0000-W01", "plan.json: week: there is no ISO week '0000-W01'"),
        ("week", "next", "plan.json: week: there is no ISO week 'next'"),
        ("timezone", "../x", "plan.json: timezone: there is no time zone '../x'"),
        ("carried.0.date", "yesterday", "plan.json: carried[1].date: 'yesterday' is not a date"),
        ("busy.0.end", "2026-11-23 10:00", "plan.json: busy[1].end: '2026-11-23 10:00' is not a local time"),
        ("busy.0.start", "2026-11-23T09:00Z", "plan.json: busy[1].start: '2026-11-23T09:00Z' is not a local time"),
        ("name", "Al\u202eex", "plan.json: name: the text holds the invisible character U+202E (right-to-left override)"),
        ("name", "Al\ud83dex", "plan.json: name: the text holds the invisible character U+D83D"),
        ("sessions.0.place", "home\x07", "plan.json: sessions[1].place: the text holds the invisible character U+0007"),
        ("catalog", None, "plan.json: catalog: nothing is written here"),
    ],
)
def test_a_plan_with_one_wrong_place_is_refused(tmp_path: Path, where: str, value: Any, first: str) -> None:
    assert plan_refused(tmp_path, changed(where, value)) == [first]


def test_all_findings_of_a_plan_come_in_one_pass(tmp_path: Path) -> None:
    data = plan_data()
    del data["name"], data["sessions"][0]["items"][0]["work_s"]
    data["weak"] = 1
    assert plan_refused(tmp_path, json.dumps(data)) == [
        "plan.json: name: this key is required",
        "plan.json: sessions[1].items[1].work_s: this key is required",
        "plan.json: weak: unknown key",
    ]
