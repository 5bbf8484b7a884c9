"""Calendars as common programs write them, one week of each: tests/calendars, with what is read in each beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from routine.load.busy import Week
from routine.load.yaml12 import read

from .conftest import ROOT
from .test_busy import times

CALENDARS = sorted((ROOT / "tests/calendars").glob("*.ics"))


@pytest.mark.parametrize("path", CALENDARS, ids=[p.stem for p in CALENDARS])
def test_calendars_as_common_programs_write_them_are_read(path: Path) -> None:
    """Written by hand after what these programs export, not exported by them; the YAML file beside each says what is taken."""
    expected = read(path.with_suffix(".yaml")).data
    week = Week(dt.date.fromisoformat(expected["monday"]), expected["zone"])
    assert times(path.read_bytes(), week) == expected["busy"], expected["about"]
