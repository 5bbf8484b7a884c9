"""What all commands share: options, where things are, the clock, and how to say what is wrong."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import sys
import zoneinfo
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from routine.problem import Problem, Refused

F = TypeVar("F", bound=Callable[..., Any])

DONE, BAD_DATA, USAGE, STOPPED, NOTHING_FITS, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
catalog_option = click.option(
    "--catalog", "extra", type=click.Path(path_type=Path), metavar="DIR", help="Add the entries of a folder of your own. It may add ids, never change or loosen a rule."
)
profile_argument = click.argument("profile_path", metavar="[PROFILE]", type=click.Path(path_type=Path), default=Path())
plan_argument = click.argument("plan_path", metavar="[PLAN]", type=click.Path(path_type=Path), required=False)


def guarded(function: F) -> F:
    """Turn refused data into findings on stderr and exit code 1; a person never meets a traceback for a slip."""

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Refused as refused:
            give_up(refused.problems, BAD_DATA, json_wanted=bool(kwargs.get("as_json")))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away: no complaint at exit
            sys.exit(DONE)
        except KeyboardInterrupt:
            click.echo("Interrupted; nothing was written.", err=True)
            sys.exit(INTERRUPTED)

    return wrapper  # type: ignore[return-value]


def give_up(problems: Iterable[Problem], code: int, *, json_wanted: bool = False, **more: Any) -> NoReturn:
    """Print findings where they belong and leave with a code."""
    problems = list(problems)
    for problem in problems:
        click.echo(str(problem), err=True)
    if json_wanted:
        print_json({"error": code, **more, "problems": [_as_dict(p) for p in problems]})
    sys.exit(code)


def _as_dict(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "field": problem.field, "what": problem.what, "why": problem.why, "fix": problem.fix}


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def read_catalog(extra: Path | None) -> Any:
    from routine.load.catalog import load_catalog

    return load_catalog(extra)


def profile_file(path: Path) -> Path:
    """Return the profile that a file or folder means."""
    return path / "profile.yaml" if path.is_dir() else path


def read_profile(path: Path, catalog: Any) -> Any:
    from routine.load.profile import load_profile

    file = profile_file(path)
    if not file.exists():
        raise Refused(Problem("there is no profile here", file=str(file), fix="run `routine init`, or name a profile"))
    return load_profile(file, catalog, str(file))


def plan_file(path: Path | None) -> Path:
    """Return the plan that a file or folder means; by default the newest week below the current folder."""
    if path is not None and path.is_file():
        return path
    folder = path or Path()
    if (folder / "plan.json").is_file():
        return folder / "plan.json"
    weeks = sorted(folder.glob("weeks/*/plan.json"), key=lambda p: p.parent.name)
    if weeks:
        return weeks[-1]
    raise Refused(Problem("there is no plan here", file=str(folder), fix="run `routine plan`, or name a plan.json or its folder"))


def profile_of_plan(plan: Path, named: Path | None) -> Path:
    """Return the profile that a plan was made from: the one that is named, else the one beside its weeks."""
    if named is not None:
        return profile_file(named)
    folder = plan.resolve().parent
    beside = [folder / "profile.yaml", folder.parent.parent / "profile.yaml", folder.parent.parent.with_suffix(".yaml")]
    found = next((p for p in beside if p.is_file()), None)
    if found is None:
        raise Refused(Problem("the profile of this plan was not found beside it", file=str(plan), why="a plan can only be judged against the answers it was made from", fix="name it: --profile profile.yaml"))
    return found


def utc_now() -> dt.datetime:
    """Return the time, or the one that SOURCE_DATE_EPOCH fixes."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        return dt.datetime.fromtimestamp(int(fixed), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"SOURCE_DATE_EPOCH is '{fixed}'; it must be seconds since 1970.") from None


def local_now(zone: str) -> dt.datetime:
    """Return the wall time in a zone, without its offset."""
    return utc_now().astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)


def plain() -> bool:
    """Tell whether output goes to something that is no person's terminal."""
    return not sys.stdout.isatty()


def say(blocks: Iterable[Any]) -> None:
    """Print blocks: tables and colour where a person looks, plain text in a pipe."""
    from routine.render.terminal import as_text

    if plain():
        click.echo(as_text(blocks), nl=False)
        return
    from routine.cli.colour import show

    show(blocks)
