"""`render`: an edited plan, printed again."""

from __future__ import annotations

from pathlib import Path

import click

from routine.cli import outfiles
from routine.cli.outputs import PAPER, clinic_beside, outputs_of, plan_bytes, proved
from routine.cli.shell import (
    BAD_DATA,
    PATH,
    as_json,
    catalog_option,
    give_up,
    guarded,
    plan_argument,
    plan_file,
    print_json,
    profile_of_plan,
    read_catalog,
    read_profile,
    tell,
    unknown_words,
)


@click.command(epilog="Example:  routine render week48 --only pdf --large-print")
@plan_argument
@click.option("--only", multiple=True, type=click.Choice(["pdf", "ics"]), help="Write only this file. May be repeated.")
@click.option("--recount", "count", is_flag=True, help="Count seconds, ends and sums of an edited plan anew, and write plan.json too.")
@click.option("--profile", "profile_path", type=PATH, help="The profile of this plan, if it is not beside it.")
@click.option("--paper", type=PAPER, help="Paper of the handout. Default: as in the profile.")
@click.option("--large-print", is_flag=True, help="A handout in 16 point and more.")
@as_json
@catalog_option
@guarded
def render(
    *,
    plan_path: Path | None,
    only: tuple[str, ...],
    count: bool,
    profile_path: Path | None,
    paper: str | None,
    large_print: bool,
    as_json: bool,
    extra: Path | None,
) -> None:
    """Print an edited plan again. It is verified first; a broken law is named and nothing is written."""
    from routine.cli.recount import recount
    from routine.load.plan import load_plan
    from routine.verify import verify

    catalog = read_catalog(extra)
    file = plan_file(plan_path)
    made = load_plan(file, str(file))
    beside = profile_of_plan(file, profile_path)
    profile = read_profile(beside, catalog)
    counted = made if unknown_words(made, catalog) else recount(made, catalog)
    problems = verify(counted if count else made, catalog, profile)
    if problems:
        if not count and counted != made and not verify(counted, catalog, profile):
            tell("note: only sums are out of date; `routine render --recount` counts them anew.", err=True)
        give_up(problems, BAD_DATA, json_wanted=as_json)
    outfiles.check_folder(file.parent, profile.id, also=file.name)
    made = proved(counted if count else made)
    outputs = {file.name: plan_bytes(made)} if count else {}
    wanted = only or ("pdf", "ics")
    outputs |= outputs_of(made, profile, catalog, clinic_beside(beside), paper=paper, large_print=large_print, extra=extra, only=wanted)
    outfiles.write_all(file.parent, outputs)
    if as_json:
        print_json({"written": [str(file.parent / name) for name in outputs]})
    else:
        tell(f"Written: {', '.join(str(file.parent / name) for name in outputs)}")
