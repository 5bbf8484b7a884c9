"""`catalog new`: the commented template, with its values taken out, where the new exercise belongs."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routine.cli.shell import catalog_option, guarded, read_catalog, tell, utc_now
from routine.problem import Problem, Refused

if TYPE_CHECKING:  # what is only named here is imported when the command runs
    from routine.model.catalog import Catalog

KEY = re.compile(r"([a-z_]+):(.*)")
ASKED = ("equipment", "primary")  # may be empty, but never by forgetting
PURPOSE = {"warm-up": "warm", "release": "release", "dynamic": "move", "static": "lengthen", "activation": "activate"}
HEAD = (
    "# Fill in from top to bottom; delete comments that you no longer need. `routine catalog lint` says what is missing, with the",
    "# line; `routine catalog show <id>` prints the card. A single value may stand for a list of one.",
    "",
)
SCHEMA = "exercise.schema.json"


@click.command("new", epilog="Example:  routine catalog new static-stretch/my-stretch --catalog my-exercises")
@click.argument("name", metavar="TECHNIQUE/ID")
@catalog_option
@guarded
def new(name: str, extra: Path | None) -> None:
    """Begin a new exercise: a commented file to fill in.

    It is written below exercises/ in the folder of --catalog; in a checkout of the project also without it.
    """
    from routine.load.catalog import templates_home
    from routine.load.schema import exercise_schema

    entries = read_catalog(None)
    technique, key = _asked(name, entries)
    folder = extra or _checkout()
    target = folder / "exercises" / technique / f"{key}.yaml"
    taken = [target] if target.is_symlink() else sorted((folder / "exercises").glob(f"*/{key}.yaml"))
    if taken:
        raise Refused(Problem("this file exists already", file=str(taken[0]), fix="choose another id, or edit it"))
    template = (templates_home() / "exercise.yaml").read_text(encoding="utf-8")
    given = {
        "id": key,
        "name": key.replace("-", " ").capitalize(),
        "technique": technique,
        "dose": PURPOSE[entries.vocabulary.techniques[technique].phase],
        "reviewed": f'{{on: "{utc_now().date()}", by: }}',
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    if extra is not None or not (folder / SCHEMA).exists():
        schema = json.dumps(exercise_schema(entries), ensure_ascii=False, indent=1)
        (folder / SCHEMA).write_text(schema + "\n", encoding="utf-8")
    with target.open("x", encoding="utf-8") as file:
        file.write(emptied(template, given))
    own = f" --catalog {shlex.quote(str(extra))}" if extra else ""
    tell(f"Written: {target}\nFill it in from top to bottom: every key is explained, with an example. Then:")
    tell(f"  routine catalog lint{own}\n  routine catalog show {key}{own}")


def _asked(name: str, entries: Catalog) -> tuple[str, str]:
    """Return technique and id; what is wrong with them is a slip in the command line."""
    from routine.lint.words import KEBAB
    from routine.load.faults import guess

    technique, slash, key = name.partition("/")
    if not slash:
        raise click.BadParameter(
            "write the technique, a slash and the id, for example static-stretch/my-stretch", param_hint="TECHNIQUE/ID"
        )
    if technique not in entries.vocabulary.techniques:
        words = list(entries.vocabulary.techniques)
        near = guess(technique, words) or f"one of {', '.join(words)}"
        raise click.BadParameter(f"there is no technique '{technique}': {near}", param_hint="TECHNIQUE/ID")
    if not KEBAB.fullmatch(key):
        raise click.BadParameter(f"'{key}' is no id: write small letters, digits and single hyphens", param_hint="TECHNIQUE/ID")
    if key in entries.exercises:
        raise click.BadParameter(f"there is an exercise '{key}' already: choose another id", param_hint="TECHNIQUE/ID")
    return technique, key


def _checkout() -> Path:
    """Return the catalog of a checkout; an installed one is nobody's to write in."""
    from routine.load.catalog import home

    if (home().parent / "pyproject.toml").is_file():
        return home()
    raise click.UsageError("Name a folder for your own exercises, for example: --catalog my-exercises")


def emptied(template: str, given: dict[str, str]) -> str:
    """Return the template with each value turned into an example above its key.

    What is required, and what must not be forgotten, stays as an empty key, so that lint names it with its line; what may
    be left out stays a comment.
    """
    from routine.model.catalog import Exercise

    required = {key for key, field in Exercise.model_fields.items() if field.is_required()} | {*ASKED}
    first, _, rest = template.partition("\n")
    lines: list[str] = [first, *HEAD]
    waiting: list[str] = []
    for line in [*rest.partition("\n\n")[2].splitlines(), ""]:
        if waiting and not (line.startswith(("  ", "- ")) and line.strip()):
            lines += _as_example(waiting, given, required)
            waiting = []
        if KEY.match(line) or waiting:
            waiting.append(line)
        else:
            lines.append(line)
    return "\n".join(lines).rstrip() + "\n"


def _as_example(written: list[str], given: dict[str, str], required: set[str]) -> list[str]:
    found = KEY.match(written[0])
    key = found[1] if found else ""
    if key in given:
        return [f"{key}: {given[key]}"]
    example = [f"#   example:  {written[0]}", *(f"#   {line}" for line in written[1:])]
    return [*example, f"{key}:" if key in required else f"# {key}:"]
