"""`plan`, the main job."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from routine.cli import outfiles
from routine.cli.calendars import COUNTS, busy_option, read_calendars
from routine.cli.changes import changes, changes_json, plan_to_compare
from routine.cli.outputs import PAPER, clinic_beside, make_ready, outputs_of, proved
from routine.cli.shell import (
    INTERRUPTED,
    NOTHING_FITS,
    OUR_FAULT,
    PATH,
    STOPPED,
    WEEK_NAME,
    as_json,
    catalog_option,
    give_up,
    guarded,
    local_now,
    plan_file,
    print_json,
    profile_argument,
    profile_file,
    read_catalog,
    read_profile,
    say,
    tell,
)
from routine.problem import Problem, Refused

PROOF_LIMIT = 600.0  # deterministic seconds of the solver
WINDOWS_AHEAD = 2  # with fewer left, this week is not worth a plan any more
FIRST_YEAR, LAST_YEAR = 1900, 2199  # of the weeks that a plan file can name
LEVEL_WORDS = {"emergency": "Emergency", "urgent": "See somebody soon", "clearance": "Ask first"}  # the levels that stop a plan


def _week(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Read an ISO week or a date."""
    from routine.week import dates_of, week_of

    if value is None:
        return None
    week = value.upper()
    try:
        if not WEEK_NAME.fullmatch(week):
            week = week_of(dt.date.fromisoformat(value if value.isascii() else ""))
        if FIRST_YEAR <= int(week[:4]) <= LAST_YEAR:
            dates_of(week)
            return week
    except ValueError:
        raise click.BadParameter(f"'{value}' is neither a week (2026-W48) nor a date (2026-11-23).") from None
    raise click.BadParameter(f"'{value}' is out of reach: weeks are planned from {FIRST_YEAR} to {LAST_YEAR}.")


@click.command(epilog="Example:  routine plan --week 2026-W48 --out week48")
@profile_argument
@click.option(
    "--week", callback=_week, metavar="W|DATE", help="The week, as 2026-W48 or any date in it. Default: this week from now on, or the next."
)
@click.option("--out", type=PATH, metavar="DIR", help="Where the files go. Default: weeks/<week> beside the profile.")
@busy_option("Keep clear of the meetings in this calendar; give it again for each further one." + COUNTS)
@click.option("--previous", type=PATH, metavar="PLAN", help="The plan of the week before. Default: the one beside.")
@click.option("--paper", type=PAPER, help="Paper of the handout. Default: as in the profile.")
@click.option("--large-print", is_flag=True, help="A handout in 16 point and more.")
@click.option("--dry-run", is_flag=True, help="Plan and print, write nothing.")
@click.option("--diff", type=PATH, metavar="PLAN", help="Tell what changed against another plan, and why.")
@click.option(
    "--templates",
    "most_templates",
    type=click.IntRange(1, 3),
    metavar="1|2|3",
    default=2,
    show_default=True,
    help="Different sessions of one kind, at most: fewer are less to learn, more fit a little better.",
)
@click.option("--prove", is_flag=True, help="Search until no better week exists. May take minutes.")
@as_json
@catalog_option
@guarded
def plan(
    *,
    profile_path: Path,
    week: str | None,
    out: Path | None,
    calendars: tuple[Path, ...],
    previous: Path | None,
    paper: str | None,
    large_print: bool,
    dry_run: bool,
    diff: Path | None,
    most_templates: int,
    prove: bool,
    as_json: bool,
    extra: Path | None,
) -> None:
    """Plan one week: plan.json, handout.pdf and calendar.ics.

    PROFILE is a file, or a folder that holds profile.yaml (default: this folder).
    """
    from dataclasses import replace

    from routine.corridor import Request, plan_week
    from routine.load.profile import digest
    from routine.model.plan import Plan
    from routine.verify import verify

    catalog = read_catalog(extra)
    profile = read_profile(profile_path, catalog)
    now = local_now(profile.timezone)
    week, started = (week, None) if week else _default_week(profile, now)
    folder = out or _default_folder(profile_path, week)
    _screened(profile, catalog, now.date(), week, folder, as_json=as_json)
    earlier = _earlier(folder, profile.id, dry_run)
    against = plan_to_compare(diff, profile.id) if diff else None
    clinic = clinic_beside(profile_path)
    request = Request(
        profile=profile,
        digest=digest(profile),
        week=week,
        today=now.date(),
        now=started,
        previous=_previous(previous, folder, earlier, week, profile.id),
        earlier=earlier if earlier and earlier.week == week else None,
        most_templates=most_templates,
        busy=read_calendars(calendars, profile.id, week, profile.timezone) if calendars else (),
    )
    if prove:
        request = replace(request, limit=PROOF_LIMIT, gap=0.0)
    if not dry_run:
        make_ready()
    with _heard():
        made = plan_week(request, catalog)
    if not isinstance(made, Plan):
        _no_plan(made, _still_followed(folder, profile.id, now.date()), as_json)
    check_ours(verify(made, catalog, profile), as_json)
    made = proved(made)
    if not dry_run:
        outfiles.write_all(folder, outputs_of(made, profile, catalog, clinic, paper=paper, large_print=large_print, extra=extra))
    _report(made, catalog, None if dry_run else folder, as_json, against)


def check_ours(problems: list[Problem], as_json: bool) -> None:
    """Leave when a plan of our own making breaks a law: it must not be printed."""
    if problems:
        tell("The program's own check of this plan failed. Nothing was written. Please report this:", err=True)
        give_up(problems, OUR_FAULT, json_wanted=as_json)


def _screened(profile: Any, catalog: Any, today: dt.date, week: str, folder: Path, *, as_json: bool) -> None:
    """Stop for a finding before anything else is looked at: a fault in a folder must not hide a red flag."""
    from routine.screen import screen
    from routine.week import dates_of

    found = screen(profile, catalog, today, dates_of(week))
    if found.stopped:
        _no_plan(found, _still_followed(folder, profile.id, today), as_json)


def _earlier(folder: Path, profile_id: str, dry_run: bool) -> Any:
    """Return the plan that a folder holds. Where nothing will be written, what speaks against writing is only told."""
    try:
        return outfiles.check_folder(folder, profile_id)
    except Refused as refused:
        if not dry_run:
            raise
        tell(f"note: it could not be written: {refused}", err=True)
        return None


@contextlib.contextmanager
def _heard() -> Iterator[None]:
    """Let Ctrl-C be heard inside: the solver is no Python, and would go on until it is done.

    Whatever comes for this process is written to a pipe at once; somebody beside reads it and leaves for all.
    """
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    hears, wakes = os.pipe()
    os.set_blocking(wakes, False)

    def listen() -> None:
        while came := os.read(hears, 1):
            if came[0] == signal.SIGINT:
                tell("Interrupted; nothing was written.", err=True)
                os._exit(INTERRUPTED)
        os.close(hears)

    before = signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    threading.Thread(target=listen, daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(wakes)


def _default_week(profile: Any, now: dt.datetime) -> tuple[str, dt.datetime | None]:
    """Return this week from now on if enough windows lie ahead, else the next one whole."""
    from routine.week import dates_of, day_of, moment, week_of

    this = week_of(now.date())
    ahead = [w for date in dates_of(this) for w in profile.schedule.windows.get(day_of(date), ()) if moment(date, w.start) > now]
    return (this, now) if len(ahead) >= WINDOWS_AHEAD else (week_of(now.date() + dt.timedelta(days=7)), None)


def _default_folder(profile_path: Path, week: str) -> Path:
    file = profile_file(profile_path)
    base = file.parent if file.name == "profile.yaml" else file.with_suffix("")
    return base / "weeks" / week


def _previous(named: Path | None, folder: Path, earlier: Any, week: str, profile_id: str) -> Any:
    """Return the plan of the week before: the one that is named, else this person's beside, else none."""
    from routine.load.plan import load_plan
    from routine.week import dates_of, week_of

    before = week_of(dates_of(week)[0] - dt.timedelta(days=7))
    if named is not None:
        found = load_plan(plan_file(named), str(named))
        if found.week != before:
            raise Refused(
                Problem(
                    f"this is the plan of {found.week}; the week before {week} is {before}",
                    file=str(named),
                    fix=f"name the plan of {before}",
                )
            )
        if found.profile_id != profile_id:
            raise Refused(
                Problem(f"this is the plan of another person ({found.profile_id})", file=str(named), fix=f"name the plan of {profile_id}")
            )
        return found
    if earlier is not None and earlier.week == before:
        return earlier
    beside = folder.parent / before / "plan.json"
    if folder.name != week or not beside.is_file():
        return None
    found = load_plan(beside, str(beside))
    return found if found.profile_id == profile_id else None


def _still_followed(folder: Path, profile_id: str, today: dt.date) -> list[Path]:
    """Return the folders with files that this person may be following: the one asked for, and this week's beside it."""
    from routine.week import week_of

    beside = [folder.parent / week_of(today)] if WEEK_NAME.fullmatch(folder.name) else []
    return [f for f in dict.fromkeys((folder, *beside)) if outfiles.left_from_before(f, profile_id)]


def _no_plan(made: Any, followed: list[Path], as_json: bool) -> NoReturn:
    """Say why there is no plan, and that earlier files must not be followed."""
    from routine.render.terminal import Text, Title, as_text

    stopped = hasattr(made, "findings")
    if stopped:
        blocks: list[Any] = [Title("No plan this time. Your answers come first:")]
        blocks += [Text(f"{LEVEL_WORDS[f.level]}: {f.message}", mark="-") for f in made.findings if f.level in LEVEL_WORDS]
        value: dict[str, Any] = {"outcome": "stop", "findings": [f.model_dump(mode="json") for f in made.findings]}
    else:
        blocks = [
            Title("Nothing safe fits. What stands in the way:"),
            *(Text(a, mark="-") for a in made.answers),
            *(Text(n, mark="  ") for n in made.notices),
        ]
        helps = [{"field": h.field, "now": h.now, "would_help": h.would_help} for h in made.helps]
        value = {"outcome": "nothing-fits", "answers": list(made.answers), "helps": helps, "notices": list(made.notices)}
    tell(as_text(blocks).lstrip("\n"), err=True, nl=False)
    for folder in followed:
        tell(f"The files in {folder} are older than these answers. Do not follow them any more.", err=True)
    if followed:
        value["do_not_follow"] = [str(f) for f in followed]
    if as_json:
        print_json(value)
    sys.exit(STOPPED if stopped else NOTHING_FITS)


def _report(made: Any, catalog: Any, folder: Path | None, as_json: bool, against: Any = None) -> None:
    from routine.render.terminal import week_blocks

    if as_json:
        print_json(changes_json(against, made, catalog) if against else made.model_dump(mode="json", by_alias=True))
        return
    say(changes(against, made, catalog) if against else week_blocks(made, catalog))
    if folder is not None:
        found_alone = folder.parent == Path("weeks")
        today = "routine today" if found_alone else f"routine today {shlex.quote(str(folder))}"
        tell(f"Written to {folder}: plan.json, handout.pdf, calendar.ics")
        tell(f"Next: print handout.pdf, import calendar.ics into your calendar, or run `{today}`.")
