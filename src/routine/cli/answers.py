"""`screen` and `assess`: what the answers mean, before anything is planned."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from routine.cli.shell import (
    STOPPED,
    as_json,
    catalog_option,
    guarded,
    local_now,
    print_json,
    profile_argument,
    read_catalog,
    read_profile,
    say,
)


@click.command(epilog="Example:  routine screen profile.yaml")
@profile_argument
@as_json
@catalog_option
@guarded
def screen(profile_path: Path, as_json: bool, extra: Path | None) -> None:
    """Show red flags and conditions, and what they mean for a plan. Exit code 3 when they stop it."""
    from routine.render.terminal import Text, Title
    from routine.screen import screen as judge
    from routine.week import dates_of, week_of

    catalog = read_catalog(extra)
    profile = read_profile(profile_path, catalog)
    now = local_now(profile.timezone)
    found = judge(profile, catalog, now.date(), dates_of(week_of(now.date())))
    if as_json:
        print_json(found.for_plan().model_dump(mode="json"))
    else:
        words = {
            "stop": "No plan can be made now.",
            "precautions": "A plan can be made; it will take these into account.",
            "clear": "Nothing stands against a plan.",
        }
        say(
            [
                Title(words[found.for_plan().outcome]),
                *(
                    Text(f"{f.level}: {f.message}", mark="-", tone="stop" if f.level in ("emergency", "urgent") else "")
                    for f in found.findings
                ),
            ]
        )
    if found.stopped:
        sys.exit(STOPPED)


@click.command(epilog="Example:  routine assess")
@profile_argument
@as_json
@catalog_option
@guarded
def assess(profile_path: Path, as_json: bool, extra: Path | None) -> None:
    """Show what your muscles need, on which side, how much, and because of which answer."""
    from routine.assess import assess as find
    from routine.render.terminal import Text, Title, needs_table
    from routine.screen import active_conditions, age_in
    from routine.week import dates_of, week_of

    catalog = read_catalog(extra)
    profile = read_profile(profile_path, catalog)
    today = local_now(profile.timezone).date()
    dates = dates_of(week_of(today))
    needs = find(profile, active_conditions(profile, catalog, dates, age_in(profile, dates), today), catalog)
    if as_json:
        print_json({"needs": [n.model_dump(mode="json") for n in needs]})
        return
    say(
        [
            Title(f"{profile.name}: what the week should bring"),
            needs_table(needs, catalog),
            Text("Weights run from 0 to 1; the first reason of each is shown, --json shows all."),
        ]
    )
