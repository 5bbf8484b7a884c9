"""Calendars as common programs write them, one week of each: tests/calendars, with what is read in each beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routine.load import repeats
from routine.load.busy import Week, busy_in
from routine.load.yaml12 import read

from .conftest import ROOT
from .test_busy import LONDON, MONDAY, event, ics, times

CALENDARS = sorted((ROOT / "tests/calendars").glob("*.ics"))


@pytest.mark.parametrize("path", CALENDARS, ids=[p.stem for p in CALENDARS])
def test_calendars_as_common_programs_write_them_are_read(path: Path) -> None:
    """Written by hand after what these programs export, not exported by them; the YAML file beside each says what is taken."""
    expected = read(path.with_suffix(".yaml")).data
    week = Week(dt.date.fromisoformat(expected["monday"]), expected["zone"])
    assert times(path.read_bytes(), week) == expected["busy"], expected["about"]


# Calendars with very many repeats


def test_a_long_past_of_many_series_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "STEPS_OF_ALL", 500_000)
    daily = ("DTSTART;TZID=Europe/London:19960101T070000", "DTEND;TZID=Europe/London:19960101T073000", "RRULE:FREQ=DAILY;INTERVAL=3")
    assert len(times(ics(*(event(f"UID:{n}", f"SUMMARY:{n}", *daily) for n in range(50))))) == 100


def test_where_all_repeats_together_are_too_many_no_single_event_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "STEPS_OF_ALL", 50_000)
    daily = ("DTSTART:20261101T070000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    _, problems = busy_in(ics(*(event(f"UID:{n}", *daily) for n in range(50))), LONDON, "work.ics")
    assert [str(p).splitlines()[0] for p in problems] == ["work.ics: all its repeats together are too many to be worked out"]


ZONES = ("", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
DAYS = st.sets(st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU")), min_size=1)
EXTRAS = st.sampled_from(("", "UNTIL=20261124", "UNTIL=20261125T013000Z", "BYMONTH=3,10,11", "WKST=SU", "BYHOUR=1,23", "COUNT=900"))


@settings(max_examples=150, deadline=None)
@given(
    st.dates(dt.date(2015, 1, 1), dt.date(2026, 11, 30)), st.times().map(lambda t: f"{t:%H%M}00"), st.sampled_from(ZONES),
    st.sampled_from(("DAILY", "WEEKLY")), st.integers(1, 5), DAYS | st.just(set()), EXTRAS,
    st.sampled_from(("PT45M", "P1D", "P3DT1H", "P5DT23H", "P6D", "P70D", "until-noon")), st.sampled_from((0, 2, 5, -34, -35, 119)),
)  # fmt: skip
def test_a_series_that_begins_nearer_to_the_week_has_the_same_times_in_it(
    day: dt.date, clock: str, zone: str, often: str, step: int, on: set[str], extra: str, length: str, weeks: int
) -> None:
    given_zone = f";TZID={zone}" if zone else ""
    rule = ";".join(p for p in (f"FREQ={often}", f"INTERVAL={step}", f"BYDAY={','.join(sorted(on))}" if on else "", extra) if p)
    end = f"DTEND{given_zone}:{day + dt.timedelta(days=1):%Y%m%d}T120000" if length == "until-noon" else f"DURATION:{length}"
    raw = ics(event("UID:a", f"DTSTART{given_zone}:{day:%Y%m%d}T{clock}", end, f"RRULE:{rule}"))
    week = Week(MONDAY + dt.timedelta(weeks=weeks), "Europe/London")
    near = busy_in(raw, week)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "_days_nearer", lambda *_: 0)
        assert busy_in(raw, week) == near
