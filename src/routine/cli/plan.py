"""`plan`, the main job, and `render`, which prints an edited plan again."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path
from typing import Any

import click

from routine.cli import outfiles
from routine.cli.shell import (
    NOTHING_FITS,
    OUR_FAULT,
    STOPPED,
    as_json,
    catalog_option,
    give_up,
    guarded,
    local_now,
    plan_argument,
    plan_file,
    print_json,
    profile_argument,
    profile_file,
    profile_of_plan,
    read_catalog,
    read_profile,
    say,
    utc_now,
)

PAPER = click.Choice(["a4", "letter"])
WINDOWS_AHEAD = 2  # with fewer left, this week is not worth a plan any more


def _week(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Read an ISO week or a date."""
    from routine.week import dates_of, week_of

    if value is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-W\d\d", value):
            dates_of(value)
            return value
        return week_of(dt.date.fromisoformat(value))
    except ValueError:
        raise click.BadParameter(f"'{value}' is neither a week (2026-W48) nor a date (2026-11-23).") from None


@click.command(epilog="Example:  routine plan --week 2026-W48 --out week48")
@profile_argument
@click.option("--week", callback=_week, metavar="W|DATE", help="The week, as 2026-W48 or any date in it. Default: this week from now on, or the next.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where the files go. Default: weeks/<week> beside the profile.")
@click.option("--previous", type=click.Path(path_type=Path), metavar="PLAN", help="The plan of the week before. Default: the one beside.")
@click.option("--paper", type=PAPER, help="Paper of the handout. Default: as in the profile.")
@click.option("--large-print", is_flag=True, help="A handout in 16 point and more.")
@click.option("--dry-run", is_flag=True, help="Plan and print, write nothing.")
@click.option("--prove", is_flag=True, help="Search until no better week exists. May take minutes.")
@as_json
@catalog_option
@guarded
def plan(
    profile_path: Path,
    week: str | None,
    out: Path | None,
    previous: Path | None,
    paper: str | None,
    large_print: bool,
    dry_run: bool,
    prove: bool,
    as_json: bool,
    extra: Path | None,
) -> None:
    """Plan one week: plan.json, handout.pdf and calendar.ics.

    PROFILE is a file, or a folder that holds profile.yaml (default: this folder).
    """
    from routine.corridor import Request, plan_week
    from routine.load.profile import digest
    from routine.verify import verify

    catalog = read_catalog(extra)
    profile = read_profile(profile_path, catalog)
    now = local_now(profile.timezone)
    week, started = (week, None) if week else _default_week(profile, now)
    folder = out or _default_folder(profile_path, week)
    earlier = outfiles.check_folder(folder, profile.id)
    request = Request(
        profile=profile,
        digest=digest(profile),
        week=week,
        today=now.date(),
        now=started,
        previous=_previous(previous, folder, earlier, week),
        kept={s.date: s.id for s in earlier.sessions} if earlier and earlier.week == week else None,
        **({"limit": 600.0, "gap": 0.0} if prove else {}),
    )
    made = plan_week(request, catalog)
    if not hasattr(made, "sessions"):
        _no_plan(made, folder, earlier, as_json)
    problems = verify(made, catalog, profile)
    if problems:
        click.echo("The program's own check of this plan failed. Nothing was written. Please report this:", err=True)
        give_up(problems, OUR_FAULT, json_wanted=as_json)
    made = _verified(made)
    if not dry_run:
        outfiles.write_all(folder, _outputs(made, profile, catalog, paper or profile.paper, large_print, _clinic(profile_path)))
    _report(made, catalog, None if dry_run else folder, as_json)


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


def _previous(named: Path | None, folder: Path, earlier: Any, week: str) -> Any:
    """Return the plan of the week before: the one that is named, else the one beside, else none."""
    from routine.load.plan import load_plan
    from routine.problem import Problem, Refused
    from routine.week import dates_of, week_of

    before = week_of(dates_of(week)[0] - dt.timedelta(days=7))
    if named is not None:
        found = load_plan(plan_file(named), str(named))
        if found.week != before:
            raise Refused(Problem(f"this is the plan of {found.week}; the week before {week} is {before}", file=str(named), fix=f"name the plan of {before}"))
        return found
    if earlier is not None and earlier.week == before:
        return earlier
    beside = folder.parent / before / "plan.json"
    return load_plan(beside) if folder.name == week and beside.is_file() else None


def _no_plan(made: Any, folder: Path, earlier: Any, as_json: bool) -> None:
    """Say why there is no plan, and that earlier files must not be followed."""
    from routine.render.terminal import Text, Title, as_text

    stopped = hasattr(made, "findings")
    if stopped:
        levels = {"emergency": "Emergency", "urgent": "See somebody soon", "clearance": "Ask first", "precaution": "Take care", "advice": "Good to know"}
        blocks: list[Any] = [Title("No plan this time. Your answers come first:")]
        blocks += [Text(f"{levels[f.level]}: {f.message}", mark="-") for f in made.findings if f.level in ("emergency", "urgent", "clearance")]
        value: dict[str, Any] = {"outcome": "stop", "findings": [f.model_dump(mode="json") for f in made.findings]}
    else:
        blocks = [Title("Nothing safe fits. What stands in the way:"), *(Text(a, mark="-") for a in made.answers), *(Text(n, mark="  ") for n in made.notices)]
        value = {"outcome": "nothing-fits", "answers": list(made.answers), "notices": list(made.notices)}
    if earlier is not None and stopped:
        blocks.append(Text(f"The files in {folder} are older than these answers. Do not follow them any more."))
        value["do_not_follow"] = str(folder)
    click.echo(as_text(blocks).lstrip("\n"), err=True, nl=False)
    if as_json:
        print_json(value)
    sys.exit(STOPPED if stopped else NOTHING_FITS)


def _verified(made: Any) -> Any:
    from routine.model.plan import Verified
    from routine.verify import LAWS

    return made.model_copy(update={"verified": Verified(laws=tuple(LAWS), problems=0)})


def plan_bytes(made: Any) -> bytes:
    """Return plan.json: one line for each session's item, so that two weeks can be compared by eye."""
    import json

    return (json.dumps(made.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1) + "\n").encode()


def _outputs(made: Any, profile: Any, catalog: Any, paper: str, large_print: bool, clinic: Any, only: tuple[str, ...] = ()) -> dict[str, bytes]:
    from routine.load.catalog import templates_home

    stamp = utc_now()
    outputs: dict[str, bytes] = {}
    if not only:
        outputs["plan.json"] = plan_bytes(made)
    if not only or "pdf" in only:
        from routine.render.pdf import handout

        outputs["handout.pdf"] = handout(made, profile, catalog, stamp, paper=paper, large_print=large_print, clinic=clinic)
    if not only or "ics" in only:
        from routine.render.ics import calendar

        outputs["calendar.ics"] = calendar(made, profile, catalog, stamp, (templates_home() / "event.txt").read_text(encoding="utf-8"))
    return outputs


def _clinic(profile_path: Path) -> Any:
    """Return the professional named in a clinic.yaml beside the profile, if there is one."""
    file = profile_file(profile_path).parent / "clinic.yaml"
    if not file.is_file():
        return None
    from routine.load.clinic import load_clinic

    return load_clinic(file)


def _report(made: Any, catalog: Any, folder: Path | None, as_json: bool) -> None:
    from routine.render.terminal import Text, week_blocks

    if as_json:
        print_json(made.model_dump(mode="json", by_alias=True))
        return
    blocks = week_blocks(made, catalog)
    if folder is not None:
        blocks.append(Text(f"Written to {folder}: plan.json, handout.pdf, calendar.ics"))
        blocks.append(Text(f"Next: print {folder / 'handout.pdf'}, import {folder / 'calendar.ics'} into your calendar, or run `routine today`."))
    say(blocks)


@click.command(epilog="Example:  routine render week48 --only pdf --large-print")
@plan_argument
@click.option("--only", multiple=True, type=click.Choice(["pdf", "ics"]), help="Write only this file. May be repeated.")
@click.option("--profile", "profile_path", type=click.Path(path_type=Path), help="The profile of this plan, if it is not beside it.")
@click.option("--paper", type=PAPER, help="Paper of the handout. Default: as in the profile.")
@click.option("--large-print", is_flag=True, help="A handout in 16 point and more.")
@as_json
@catalog_option
@guarded
def render(plan_path: Path | None, only: tuple[str, ...], profile_path: Path | None, paper: str | None, large_print: bool, as_json: bool, extra: Path | None) -> None:
    """Print an edited plan again. It is verified first; a broken law is named and nothing is written."""
    from routine.cli.shell import BAD_DATA
    from routine.load.plan import load_plan
    from routine.verify import verify

    catalog = read_catalog(extra)
    file = plan_file(plan_path)
    made = load_plan(file, str(file))
    beside = profile_of_plan(file, profile_path)
    profile = read_profile(beside, catalog)
    outfiles.check_folder(file.parent, profile.id)
    problems = verify(made, catalog, profile)
    if problems:
        give_up(problems, BAD_DATA, json_wanted=as_json)
    outputs = _outputs(_verified(made), profile, catalog, paper or profile.paper, large_print, _clinic(beside), only or ("pdf", "ics"))
    outfiles.write_all(file.parent, outputs)
    if as_json:
        print_json({"written": [str(file.parent / name) for name in outputs]})
    else:
        click.echo(f"Written: {', '.join(str(file.parent / name) for name in outputs)}")
