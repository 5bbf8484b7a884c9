"""`--busy`: the calendars that somebody names, read for one week."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from routine.cli.shell import PATH, F, tell
from routine.problem import Refused

MOST_SESSIONS = 99  # of one week that a calendar is searched for

COUNTS = " Cancelled, declined and free times do not count; whole days only where the calendar marks them as busy."


def busy_option(does: str) -> Callable[[F], F]:
    """Return the option; `does` says what the calendars are for, COUNTS what in them counts."""
    return click.option("--busy", "calendars", type=PATH, multiple=True, metavar="FILE.ics", help=does)


def read_calendars(paths: Iterable[Path], profile_id: str, week: str, zone: str) -> tuple[Any, ...]:
    """Return the busy times of a week in all calendars, in the person's clock. Every fault of every file is told at once."""
    from routine.load.busy import Week, load_busy
    from routine.week import dates_of

    asked = Week(dates_of(week)[0], zone, _own_sessions(profile_id, week))
    found: dict[Any, None] = {}
    problems = []
    for path in paths:
        try:
            calendar = load_busy(path, asked, str(path))
        except Refused as refused:
            problems += refused.problems
            continue
        if calendar.written_here:
            tell(f"note: {path} was written by routine; its sessions do not stand in their own way.", err=True)
        elif not calendar.busy:
            tell(f"note: {path} has no busy time in {week}.", err=True)
        found |= dict.fromkeys(calendar.busy)
    if problems:
        raise Refused(*problems)
    return tuple(sorted(found, key=lambda b: (b.start, b.end, b.summary)))


def _own_sessions(profile_id: str, week: str) -> frozenset[str]:
    """Return the ids that this person's sessions have in calendars, also in one that they were imported into."""
    from routine.render.ics import NAMESPACE

    person = uuid.uuid5(NAMESPACE, profile_id)
    return frozenset(str(uuid.uuid5(person, f"{week}-{n}")) for n in range(1, MOST_SESSIONS + 1))


def also_busy(made: Any, busy: tuple[Any, ...]) -> tuple[Any, list[str]]:
    """Return a plan that knows these calendars too, and what is to be said where its own busy times are others."""
    from routine.plan.slots import without_titles

    now = without_titles(busy)
    notes = (
        [] if now == made.busy else ["The plan was made with other busy times than these calendars have now; it was checked against both."]
    )
    return made.model_copy(update={"busy": tuple(dict.fromkeys((*made.busy, *now)))}), notes
