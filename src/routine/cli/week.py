"""`today`, `show` and `check`: reading a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from routine.cli.shell import (
    BAD_DATA,
    as_json,
    catalog_option,
    give_up,
    guarded,
    local_now,
    plan_argument,
    plan_file,
    print_json,
    profile_of_plan,
    read_catalog,
    read_profile,
    say,
)
from routine.model.terms import DAYS


def _plan(path: Path | None) -> Any:
    from routine.load.plan import load_plan

    file = plan_file(path)
    return load_plan(file, str(file))


def _known(made: Any, catalog: Any) -> None:
    """Refuse a plan that names what this catalog does not have, before anything is looked up."""
    from routine.problem import Problem, Refused

    strange = sorted({i.exercise for s in made.sessions for i in s.items} - set(catalog.exercises))
    if strange:
        raise Refused(*(Problem(f"there is no exercise '{name}' in the catalog", field="sessions.items.exercise", fix="plan again, or add the catalog it came from: --catalog DIR") for name in strange))


@click.command(epilog="Example:  routine today")
@plan_argument
@as_json
@catalog_option
@guarded
def today(plan_path: Path | None, as_json: bool, extra: Path | None) -> None:
    """Print today's session, step by step."""
    made = _plan(plan_path)
    date = local_now(made.timezone).date().isoformat()
    _print_days(made, [s for s in made.sessions if s.date == date], f"Nothing is planned for today ({date}).", as_json, extra)


@click.command(epilog="Example:  routine show --day thu")
@plan_argument
@click.option("--day", metavar="DAY", help="A day of the week (mon ... sun) or a date.")
@as_json
@catalog_option
@guarded
def show(plan_path: Path | None, day: str | None, as_json: bool, extra: Path | None) -> None:
    """Print the week, or one day of it step by step."""
    made = _plan(plan_path)
    if day is None:
        if as_json:
            print_json(made.model_dump(mode="json", by_alias=True))
            return
        from routine.render.terminal import week_blocks

        catalog = read_catalog(extra)
        _known(made, catalog)
        say(week_blocks(made, catalog))
        return
    _print_days(made, [s for s in made.sessions if _is_on(s.date, day)], f"Nothing is planned for {day}.", as_json, extra)


def _is_on(date: str, day: str) -> bool:
    import datetime as dt

    wanted = day.lower()
    if wanted[:3] in DAYS and wanted in (*DAYS, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"):
        return DAYS[dt.date.fromisoformat(date).weekday()] == wanted[:3]
    try:
        return dt.date.fromisoformat(day).isoformat() == date
    except ValueError:
        raise click.BadParameter(f"'{day}' is neither a day ({', '.join(DAYS)}) nor a date (2026-11-23).", param_hint="--day") from None


def _print_days(made: Any, sessions: list[Any], empty: str, as_json: bool, extra: Path | None) -> None:
    from routine.render.terminal import Text, session_blocks

    if as_json:
        print_json({"sessions": [s.model_dump(mode="json") for s in sessions]})
        return
    catalog = read_catalog(extra)
    _known(made, catalog)
    blocks: list[Any] = [b for s in sessions for b in session_blocks(s, catalog)]
    if not sessions:
        blocks.append(Text(empty))
    coming = [s for s in made.sessions if s not in sessions]
    if not sessions and coming:
        blocks.append(Text(f"The week has sessions on: {', '.join(f'{s.date} {s.start}' for s in coming)}."))
    say(blocks)


@click.command(epilog="Example:  routine check week48/plan.json --profile profile.yaml")
@plan_argument
@click.option("--profile", "profile_path", type=click.Path(path_type=Path), help="The profile of this plan, if it is not beside it.")
@as_json
@catalog_option
@guarded
def check(plan_path: Path | None, profile_path: Path | None, as_json: bool, extra: Path | None) -> None:
    """Prove every law on a plan file, also one that was edited by hand. Broken laws are named, exit code 1."""
    from routine.load.plan import load_plan
    from routine.load.profile import digest
    from routine.verify import LAWS, verify

    catalog = read_catalog(extra)
    file = plan_file(plan_path)
    made = load_plan(file, str(file))
    profile = read_profile(profile_of_plan(file, profile_path), catalog)
    problems = verify(made, catalog, profile)
    notes = []
    if made.profile_sha256 != digest(profile):
        notes.append("The profile has changed since this plan was made; it was checked against the profile as it is now.")
    if made.catalog.sha256 != catalog.sha256:
        notes.append("The catalog has changed since this plan was made; it was checked against the catalog as it is now.")
    for note in notes:
        click.echo(f"note: {note}", err=True)
    if problems:
        give_up(problems, BAD_DATA, json_wanted=as_json, notes=notes)
    if as_json:
        print_json({"laws": list(LAWS), "problems": [], "notes": notes})
    else:
        click.echo(f"{file}: all {len(LAWS)} laws hold ({', '.join(LAWS)}).")
