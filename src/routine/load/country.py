"""Which country a time zone lies in, so that nobody has to be asked whom to call.

A wrong emergency number is worse than none: where the database merges countries, the answer is None.
"""

from __future__ import annotations

import functools
import importlib.resources

ONE_EACH, SHARED, NAMES, COUNTRIES = "zone.tab", "zone1970.tab", "tzdata.zi", "iso3166.tab"


def country_of(zone: str) -> str | None:
    """Return the ISO 3166 code of the country of an IANA zone, or None (UTC, Etc/GMT+1). Old names count as their new ones."""
    table = _table()
    if zone in table or "/" not in zone:  # CET and EST are clocks, not places
        return table.get(zone)
    present = _today_called(zone)
    return None if present in _shared() else table.get(present)


def zones_in(country: str) -> list[str]:
    """Return the zones of a country, named in English or by its code, in any case."""
    rows = (line.split("\t") for line in _lines(COUNTRIES) if line and not line.startswith("#"))
    codes = {row[0] for row in rows if country.casefold() in (row[0].casefold(), row[-1].casefold())}
    return sorted(zone for zone, code in _table().items() if code in codes)


@functools.cache
def _table() -> dict[str, str]:
    """Read one country for each zone. `zone1970.tab` would merge countries whose clocks agree."""
    rows = (line.split("\t") for line in _lines(ONE_EACH) if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows if len(row) >= 3}


@functools.cache
def _shared() -> frozenset[str]:
    """Read the zones that more than one country uses: an old name that points there may be of any of them."""
    rows = (line.split("\t") for line in _lines(SHARED) if line and not line.startswith("#"))
    return frozenset(row[2] for row in rows if len(row) >= 3 and "," in row[0])


def _today_called(zone: str) -> str:
    """Return the present name of a zone: US/Eastern is America/New_York."""
    return next((line.split()[1] for line in _lines(NAMES) if line.startswith("L ") and line.split()[-1] == zone), zone)


def _lines(name: str) -> list[str]:
    try:
        return (importlib.resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines()
    except (ModuleNotFoundError, OSError):
        return []  # the country then stays unknown, and the words "your local emergency number" stand in its place
