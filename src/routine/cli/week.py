"""`today`, `show` and `check`: reading a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from routine.cli.calendars import also_busy, busy_option, read_calendars
from routine.cli.shell import (
    BAD_DATA,
    PATH,
    as_json,
    catalog_option,
    drawings_of,
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
    tell,
    unknown_words,
    weeks_in,
)
from routine.model.terms import DAYS
from routine.problem import Refused

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _plan(path: Path | None) -> Any:
    from routine.load.plan import load_plan

    file = plan_file(path)
    return load_plan(file, str(file))


def _catalog_for(made: Any, extra: Path | None) -> Any:
    """Return the catalog, if it knows all that the plan names."""
    catalog = read_catalog(extra)
    if strange := unknown_words(made, catalog):
        raise Refused(*strange)
    return catalog


@click.command(epilog="Example:  routine today")
@plan_argument
@as_json
@catalog_option
@guarded
def today(plan_path: Path | None, as_json: bool, extra: Path | None) -> None:
    """Print today's session, step by step."""
    made = _this_week(plan_path)
    date = local_now(made.timezone).date().isoformat()
    _print_days(made, [s for s in made.sessions if s.date == date], f"Nothing is planned for today ({date}).", as_json, extra)


def _this_week(path: Path | None) -> Any:
    """Return the plan of the week that today lies in, if there is one: the newest may be for the week to come."""
    from routine.load.plan import load_plan
    from routine.week import week_of

    newest = _plan(path)
    week = week_of(local_now(newest.timezone).date())
    if newest.week == week or (path is not None and path.is_file()):
        return newest
    of_today = next((p for p in weeks_in(path or Path()) if p.parent.name == week), None)
    return load_plan(of_today, str(of_today)) if of_today else newest


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Read a day of the week (as mon) or a date (as 2026-11-23)."""
    import datetime as dt

    if value is None:
        return None
    word = value.lower()
    if word in DAYS or word in DAY_NAMES:
        return word[:3]
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"'{value}' is neither a day ({', '.join(DAYS)}) nor a date (2026-11-23).") from None


@click.command(epilog="Example:  routine show --day thu")
@plan_argument
@click.option("--day", callback=_day, metavar="DAY", help="A day of the week (mon ... sun) or a date.")
@as_json
@catalog_option
@guarded
def show(plan_path: Path | None, day: str | None, as_json: bool, extra: Path | None) -> None:
    """Print the week, or one day of it step by step."""
    made = _plan(plan_path)
    if day is not None:
        _print_days(made, [s for s in made.sessions if day in (s.date, _day_of(s.date))], f"Nothing is planned for {day}.", as_json, extra)
    elif as_json:
        print_json(made.model_dump(mode="json", by_alias=True))
    else:
        from routine.render.terminal import week_blocks

        say(week_blocks(made, _catalog_for(made, extra)))


def _day_of(date: str) -> str:
    import datetime as dt

    return DAYS[dt.date.fromisoformat(date).weekday()]


def _print_days(made: Any, sessions: list[Any], empty: str, as_json: bool, extra: Path | None) -> None:
    from routine.render.terminal import Text, session_blocks

    if as_json:
        print_json({"sessions": [s.model_dump(mode="json") for s in sessions]})
        return
    catalog = _catalog_for(made, extra)
    drawings = drawings_of(extra)
    blocks: list[Any] = [b for s in sessions for b in session_blocks(s, catalog, drawings)]
    if not sessions:
        blocks.append(Text(empty))
    if not sessions and made.sessions:
        blocks.append(Text(f"The plan of {made.week} has sessions on: {', '.join(f'{s.date} {s.start}' for s in made.sessions)}."))
    say(blocks)


@click.command(epilog="Example:  routine check week48/plan.json --profile profile.yaml")
@plan_argument
@click.option("--profile", "profile_path", type=PATH, help="The profile of this plan, if it is not beside it.")
@busy_option("Prove it against the meetings in this calendar too; give it again for each further one.")
@as_json
@catalog_option
@guarded
def check(plan_path: Path | None, profile_path: Path | None, calendars: tuple[Path, ...], as_json: bool, extra: Path | None) -> None:
    """Prove every law on a plan file, also one that was edited by hand. Broken laws are named, exit code 1."""
    from routine.load.plan import load_plan
    from routine.load.profile import digest
    from routine.verify import LAWS, verify

    catalog = read_catalog(extra)
    file = plan_file(plan_path)
    made = load_plan(file, str(file))
    profile = read_profile(profile_of_plan(file, profile_path), catalog)
    notes: list[str] = []
    if calendars:
        made, notes = also_busy(made, read_calendars(calendars, made.profile_id, made.week, made.timezone))
    problems = verify(made, catalog, profile)
    if made.profile_sha256 != digest(profile):
        notes.append("The profile has changed since this plan was made; it was checked against the profile as it is now.")
    if made.catalog.sha256 != catalog.sha256:
        notes.append("The catalog has changed since this plan was made; it was checked against the catalog as it is now.")
    for note in notes:
        tell(f"note: {note}", err=True)
    if problems:
        give_up(problems, BAD_DATA, json_wanted=as_json, notes=notes)
    if as_json:
        print_json({"laws": list(LAWS), "problems": [], "notes": notes})
    else:
        tell(f"{file}: all {len(LAWS)} laws hold ({', '.join(LAWS)}).")
