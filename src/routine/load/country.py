"""Which country a time zone lies in, so that nobody has to be asked whom to call."""

from __future__ import annotations

import functools
import importlib.resources

TABLE, NAMES = "zone.tab", "tzdata.zi"


def country_of(zone: str) -> str | None:
    """Return the ISO 3166 code of the country of an IANA zone, or None (UTC, Etc/GMT+1). Old names count as their new ones."""
    table = _table()
    return table.get(zone) or table.get(_today_called(zone), None)


@functools.cache
def _table() -> dict[str, str]:
    """Read one country for each zone. `zone1970.tab` would merge countries whose clocks agree."""
    rows = (line.split("\t") for line in _lines(TABLE) if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows if len(row) >= 3}


def _today_called(zone: str) -> str:
    """Return the present name of a zone: US/Eastern is America/New_York."""
    for line in _lines(NAMES):
        if line.startswith("L ") and line.split()[-1] == zone:
            return line.split()[1]
    return zone


def _lines(name: str) -> list[str]:
    try:
        return (importlib.resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines()
    except (ModuleNotFoundError, OSError):
        return []  # the country then stays unknown, and the words "your local emergency number" stand in its place
