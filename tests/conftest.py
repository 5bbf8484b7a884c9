"""What all tests share: the real catalog, and the example person."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import settings

from routine.load.catalog import load_catalog
from routine.load.profile import load_profile
from routine.model.catalog import Catalog
from routine.model.profile import Profile

ROOT = Path(__file__).resolve().parents[1]
TODAY = dt.date(2026, 11, 20)
WEEK = "2026-W48"

# The same people in every run: a failure that is seen once can be seen again.
settings.register_profile("suite", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; a person reads the difference")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="session")
def robin(catalog: Catalog) -> Profile:
    """The desk-bound student of the first story."""
    return load_profile(ROOT / "templates/profiles/desk-cyclist.yaml", catalog)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noon in London on the day the examples are set."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC).timestamp())))
    monkeypatch.delenv("NO_COLOR", raising=False)


EXAMPLES = int(os.environ.get("ROUTINE_EXAMPLES", "60"))
