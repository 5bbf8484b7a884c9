"""What all commands share: options, where things are, the clock, and how to say what is wrong."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import re
import sys
import zoneinfo
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from routine.problem import Problem, Refused

F = TypeVar("F", bound=Callable[..., Any])

DONE, BAD_DATA, USAGE, STOPPED, NOTHING_FITS, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
WEEK_NAME = re.compile("[0-9]{4}-W[0-9]{2}")
LAST_SECOND = 7_258_118_399  # the end of 2199: the calendar can count beyond it, plan files can't

PATH = click.Path(path_type=Path, readable=False)  # what can't be read is bad data, not a wrong command line
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
catalog_option = click.option(
    "--catalog",
    "extra",
    type=PATH,
    metavar="DIR",
    help="Add the entries of a folder of your own. It may add ids, never change or loosen a rule.",
)
profile_argument = click.argument("profile_path", metavar="[PROFILE]", type=PATH, default=Path())
plan_argument = click.argument("plan_path", metavar="[PLAN]", type=PATH, required=False)


def guarded(function: F) -> F:
    """Turn refused data into findings on stderr and exit code 1; a person never meets a traceback for a slip."""

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Refused as refused:
            give_up(refused.problems, BAD_DATA, json_wanted=bool(kwargs.get("as_json")))
        except BrokenPipeError:
            _to_nowhere(sys.stdout)
            sys.exit(DONE)
        except OSError as error:  # a folder that may not be looked into, a name that is too long
            problem = Problem(f"this can't be read or written: {error.strerror or error}", file=printable_path(error.filename))
            give_up([problem], BAD_DATA, json_wanted=bool(kwargs.get("as_json")))

    return wrapper  # type: ignore[return-value]


def give_up(problems: Iterable[Problem], code: int, *, json_wanted: bool = False, **more: Any) -> NoReturn:
    """Print findings where they belong and leave with a code."""
    problems = list(problems)
    for problem in problems:
        tell(str(problem), err=True)
    if json_wanted:
        print_json({"error": code, **more, "problems": [_as_dict(p) for p in problems]})
    sys.exit(code)


def _as_dict(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "field": problem.field,
        "what": problem.what,
        "why": problem.why,
        "fix": problem.fix,
    }


def tell(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text. A reader who went away is no fault, and the exit code stays what it would have been.

    What the stream can't write (a file name of another age, a narrow terminal) stands there escaped.
    """
    stream = sys.stderr if err else sys.stdout
    if stream is None:
        return
    try:
        click.echo(_writable(text, stream), err=err, nl=nl)
    except BrokenPipeError:
        _to_nowhere(stream)
    except OSError as error:
        _to_nowhere(stream)
        raise Refused(Problem(f"the output can't be written: {error.strerror or error}")) from None


def _to_nowhere(stream: Any) -> None:
    """Point a stream that nobody reads at nothing, so that no complaint comes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _writable(text: str, stream: Any) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def printable_path(path: Any) -> str:
    """Return a path as it can be printed on any terminal."""
    return os.fsdecode(path).encode("utf-8", "backslashreplace").decode() if isinstance(path, (str, bytes, os.PathLike)) else ""


def print_json(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=1)
    tell(text)


def read_catalog(extra: Path | None, *, sound: bool = True) -> Any:
    """Return the catalog with the entries of a folder of one's own, which have to be sound: a load that an entry does not
    own up to is a rule that passes it by. How well they are written is left to `catalog lint`."""
    from routine.load.catalog import load_catalog, load_own

    if extra is None:
        return load_catalog()
    from routine.lint import groundwork, lint

    catalog, places = load_own(extra)
    if found := lint(catalog, places, polish=False) if sound else groundwork(catalog, places):
        raise Refused(*found)
    return catalog


def drawings_of(extra: Path | None) -> Any:
    """Return the pictures of the catalog and of a folder of one's own, each read when it is asked for."""
    from routine.load.catalog import home
    from routine.load.drawings import Drawings

    return Drawings(home(), *((extra,) if extra else ()))


def body_map_of(profile: Any) -> Any:
    """Return the body map of the catalog, with the places where this person hurts. Raises Refused where it is not there."""
    from routine.load.body_map import load_body_map
    from routine.load.catalog import home

    found = load_body_map(home(), ("front", "back", "side"), {pain.region for pain in profile.pain})
    if found is None:
        raise Refused(Problem("the catalog has no body map", fix="routine catalog body-map --keep"))
    return found


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
    if weeks := weeks_in(folder):
        return weeks[-1]
    raise Refused(Problem("there is no plan here", file=str(folder), fix="run `routine plan`, or name a plan.json or its folder"))


def weeks_in(folder: Path) -> list[Path]:
    """Return the plans of a folder's weeks, the newest last. A folder that is not called like a week is none of ours."""
    found = [p for p in folder.glob("weeks/*/plan.json") if WEEK_NAME.fullmatch(p.parent.name) and p.is_file()]
    return sorted(found, key=lambda p: p.parent.name)


def profile_of_plan(plan: Path, named: Path | None) -> Path:
    """Return the profile that a plan was made from: the one that is named, else the one beside its weeks."""
    if named is not None:
        return profile_file(named)
    folder = plan.absolute().parent
    owner = folder.parent.parent  # of <owner>/weeks/<week>
    beside = [
        *(p / "profile.yaml" for p in (folder, folder.parent, owner)),
        *(owner.with_name(owner.name + end) for end in (".yaml", ".yml")),
    ]
    found = next((p for p in beside if p.is_file()), None)
    if found is None:
        why = "a plan can only be judged against the answers it was made from"
        raise Refused(
            Problem("the profile of this plan was not found beside it", file=str(plan), why=why, fix="name it: --profile profile.yaml")
        )
    return found


def unknown_words(made: Any, catalog: Any) -> list[Problem]:
    """Return what a plan names and this catalog does not have. Asked before anything is looked up."""
    exercises = sorted({i.exercise for s in made.sessions for i in s.items} - set(catalog.exercises))
    activities = sorted({s.activity for s in made.sessions if s.activity} - set(catalog.activities))
    fix = "plan again, or add the catalog it came from: --catalog DIR"
    return [
        *(Problem(f"there is no exercise '{name}' in the catalog", field="sessions.items.exercise", fix=fix) for name in exercises),
        *(Problem(f"there is no activity '{name}' in the catalog", field="sessions.activity", fix=fix) for name in activities),
    ]


def utc_now() -> dt.datetime:
    """Return the time, or the one that SOURCE_DATE_EPOCH fixes."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    if not re.fullmatch("[0-9]{1,10}", fixed) or int(fixed) > LAST_SECOND:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is '{fixed}'; it must be whole seconds since 1970.")
    return dt.datetime.fromtimestamp(int(fixed), dt.UTC)


def local_now(zone: str) -> dt.datetime:
    """Return the wall time in a zone, without its offset."""
    return utc_now().astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)


def plain() -> bool:
    """Tell whether output goes to something that is no person's terminal, or to a person who wants no colour."""
    return sys.stdout is None or not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))


def say(blocks: Iterable[Any]) -> None:
    """Print blocks: tables and colour where a person looks, plain text in a pipe."""
    from routine.render.terminal import as_text

    if plain():
        tell(as_text(blocks), nl=False)
        return
    from routine.cli.colour import show

    show(blocks)
