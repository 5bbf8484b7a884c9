"""`catalog` and `schema`: what can be planned, what speaks for and against it, and whether it is sound."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routine.cli.body_map import body_map
from routine.cli.draw import draw
from routine.cli.new_exercise import new
from routine.cli.shell import BAD_DATA, as_json, catalog_option, drawings_of, give_up, guarded, print_json, read_catalog, say
from routine.problem import Problem, Refused, in_order

if TYPE_CHECKING:  # what is only named here is imported when a command runs
    from routine.load.catalog import Places
    from routine.model.catalog import Catalog, Exercise
    from routine.render.card import Ruling

EXTRA = "routine[lint]"  # what brings the pronouncing dictionary


@click.group()
def catalog() -> None:
    """List, show, check and export the exercises.

    \b
    Example:
      routine catalog list --muscle hamstrings --equipment foam-roller
      routine catalog show clamshell
    """


catalog.add_command(new)
catalog.add_command(draw)
catalog.add_command(body_map)


@catalog.command("list", epilog="Example:  routine catalog list --technique ball --region hip")
@click.option("--technique", metavar="WORD", help="Only this technique, for example ball or static-stretch.")
@click.option("--muscle", metavar="WORD", help="Only what is for this muscle or group, for example hamstrings.")
@click.option("--region", metavar="WORD", help="Only what presses, works or warms this place or a part of it.")
@click.option("--equipment", metavar="WORD", help="Only what is done with this, for example foam-roller.")
@as_json
@catalog_option
@guarded
def list_(
    *, technique: str | None, muscle: str | None, region: str | None, equipment: str | None, as_json: bool, extra: Path | None
) -> None:
    """List the exercises, all of them or some."""
    from routine.render.terminal import Table, Text
    from routine.render.words import muscle_names

    entries = read_catalog(extra, sound=False)
    found = list(_wanted(entries, technique=technique, muscle=muscle, region=region, equipment=equipment))
    if as_json:
        print_json([_summary(e, entries) for e in found])
        return
    aims = {e.id: ", ".join(name.split(" (")[0] for name in muscle_names(e.primary, entries)) for e in found}
    rows = tuple((e.id, entries.vocabulary.techniques[e.technique].name, str(e.level), f"{e.name}: {aims[e.id]}") for e in found)
    total = f"{len(found)} of {len(entries.exercises)} exercises."
    say(
        [
            *([Table(("Id", "Technique", "Level", "What, and for what"), rows)] if rows else []),
            Text(f"{total} `routine catalog show ID` tells all about one."),
        ]
    )


def _wanted(
    entries: Catalog, *, technique: str | None, muscle: str | None, region: str | None, equipment: str | None
) -> Iterator[Exercise]:
    """Yield the exercises that pass every filter. A word that does not exist is a slip in the command line."""
    from routine.body import Body
    from routine.load.words import known_words, names

    body, words = Body(entries), known_words(entries)
    technique = _known("--technique", technique, names(entries.vocabulary.techniques))
    members = set(body.members(named)) if (named := _known("--muscle", muscle, words["muscle"])) else set()
    places = body.within([named]) if (named := _known("--region", region, words["region"])) else frozenset()
    thing = _known("--equipment", equipment, words["equipment"])
    for exercise in entries.exercises.values():
        if technique and exercise.technique != technique:
            continue
        if members and not members & set(body.primary(exercise)):
            continue
        if places and not places & _places(exercise, entries, body.primary(exercise)):
            continue
        if thing and not any(thing in any_of for any_of in exercise.equipment):
            continue
        yield exercise


def _known(option: str, word: str | None, words: dict[str, str]) -> str | None:
    """Return the id that a word means, or say which one was meant."""
    from routine.load.faults import guess

    if word is None or word in words:
        return words[word] if word is not None else None
    raise click.BadParameter(
        f"there is no '{word}': {guess(word, words) or '`routine catalog list --json` shows them all'}", param_hint=option
    )


def _places(exercise: Exercise, entries: Catalog, aims: Iterable[str]) -> set[str]:
    """Return the places that an exercise presses, works or warms."""
    from routine.matching import PRESSURE

    pressed = {load.removeprefix(PRESSURE) for load in exercise.loads if load.startswith(PRESSURE)}
    return {*exercise.warms, *pressed, *(r for m in aims for r in entries.muscles[m].region)}


def _summary(exercise: Exercise, entries: Catalog) -> dict[str, Any]:
    """Return what other programs sort and filter by. `position` is where it starts; groups are kept as written."""
    written = exercise.model_dump(mode="json")
    keys = (
        "positions",
        "equipment",
        "laterality",
        "level",
        "primary",
        "secondary",
        "loads",
        "warms",
        "dose",
        "rep_s",
        "setup_s",
        "switch_s",
        "on_request",
        "sources",
    )
    head = {
        "id": exercise.id,
        "name": exercise.name,
        "technique": exercise.technique,
        "phase": entries.vocabulary.techniques[exercise.technique].phase,
    }
    return {**head, "position": exercise.positions[0], **{key: written[key] for key in keys}}


@catalog.command(epilog="Example:  routine catalog show clamshell")
@click.argument("exercise_id", metavar="ID")
@as_json
@catalog_option
@guarded
def show(exercise_id: str, as_json: bool, extra: Path | None) -> None:
    """Show all about one exercise: picture, steps, dose, for whom not."""
    from routine.load.faults import guess
    from routine.render.card import card_blocks

    entries = read_catalog(extra, sound=False)
    exercise = entries.exercises.get(exercise_id)
    if exercise is None:
        fix = guess(exercise_id, {**{e.name: k for k, e in entries.exercises.items()}, **{k: k for k in entries.exercises}})
        raise Refused(Problem(f"there is no exercise '{exercise_id}'", fix=fix or "`routine catalog list` names them all"))
    rulings = list(_rulings(exercise, entries))
    if as_json:
        print_json(_whole(exercise, entries, rulings))
    else:
        say(card_blocks(exercise, entries, rulings, drawings_of(extra).get(exercise.id, ())))


def _rulings(exercise: Exercise, entries: Catalog) -> Iterator[Ruling]:
    """Yield what every condition says of an exercise, for the side and the place that it means."""
    from routine.body import Body
    from routine.lint.rules import hangs_on_place, means
    from routine.model.terms import BOTH
    from routine.render.card import Ruling

    body = Body(entries)
    for key, condition in entries.conditions.items():
        everyone = condition.applies is not None and condition.applies.everyone
        own = (rule for rule in exercise.rules if key in rule.when or (everyone and not rule.when))
        for rule in (*condition.rules, *own):
            if not means(rule, exercise, key, condition, body):
                continue
            one_sided = exercise.laterality == "unilateral" and (condition.sided or condition.local)
            sides = [s for s in BOTH if one_sided and means(rule, exercise, key, condition, body, side=s, sore="left")]
            side = "" if len(sides) != 1 else "on that side" if sides == ["left"] else "on the other side"
            where = "at that place" if hangs_on_place(rule, condition) else side
            name = "Everyone" if everyone else condition.name
            yield Ruling(
                key,
                name,
                rule.id,
                rule.verdict,
                rule.change.text if rule.change else rule.why,
                rule.sources[0] if rule.sources else "",
                where,
            )


def _whole(exercise: Exercise, entries: Catalog, rulings: list[Ruling]) -> dict[str, Any]:
    ages = {age: entries.doses[f"{exercise.technique}.{exercise.dose}.{age}"].model_dump(mode="json") for age in entries.ages}
    return {
        **_summary(exercise, entries),
        **exercise.model_dump(mode="json"),
        "doses": ages,
        "rules_met": [
            {"condition": r.condition, "rule": r.rule, "verdict": r.verdict, "where": r.where, "text": r.text, "source": r.source}
            for r in rulings
        ],
        "citations": {s: entries.sources[s].citation for s in exercise.sources},
    }


@catalog.command(epilog="Example:  routine catalog lint --catalog my-exercises")
@as_json
@catalog_option
@guarded
def lint(as_json: bool, extra: Path | None) -> None:
    """Check the whole catalog. Exit code 1 when anything is found."""
    from routine.lint import lint as check
    from routine.lint.pictures import check_pictures
    from routine.lint.wording import syllable_counter
    from routine.load.catalog import home

    entries, places = _with_places(extra)
    own = check_pictures(entries, extra, home()) if extra else ()
    problems = in_order([*check(entries, places), *check_pictures(entries, home()), *own])
    counts = {
        part: len(getattr(entries, part))
        for part in ("exercises", "conditions", "red_flags", "activities", "muscles", "regions", "doses", "sources")
    }
    counts["rules"] = sum(len(c.rules) for c in entries.conditions.values()) + sum(len(e.rules) for e in entries.exercises.values())
    if syllable_counter() is None:
        click.echo(f"The reading level was not checked: it needs a dictionary, `pip install '{EXTRA}'`.", err=True)
    if problems:
        click.echo(f"{len(problems)} finding{'s' if len(problems) > 1 else ''}:", err=True)
        give_up(problems, BAD_DATA, json_wanted=as_json, counts=counts)
    if as_json:
        print_json({"problems": [], "counts": counts})
    else:
        told = ", ".join(f"{n} {part.replace('_', ' ')}" for part, n in counts.items())
        click.echo(f"{told}: no findings")


def _with_places(extra: Path | None) -> tuple[Catalog, Places]:
    """Read the catalog from its YAML, so that every finding has its line; with the entries of an extra folder."""
    from routine.load.catalog import home, load_own
    from routine.load.catalog import read_catalog as read_yaml

    base, places = read_yaml(home())
    if extra is None:
        return base, places
    whole, own = load_own(extra)
    places.found |= own.found
    return whole, places


@catalog.command(epilog="Example:  routine catalog export --json > catalog.json")
@click.option("--json", "as_json", is_flag=True, help="JSON, the only form there is.")
@catalog_option
@guarded
def export(as_json: bool, extra: Path | None) -> None:
    """Print the whole compiled catalog."""
    del as_json
    print_json(read_catalog(extra, sound=False).model_dump(mode="json"))


@click.command(epilog="Example:  routine schema exercise > exercise.schema.json")
@click.argument("what", type=click.Choice(["profile", "exercise", "plan"]))
@as_json
@catalog_option
@guarded
def schema(what: str, as_json: bool, extra: Path | None) -> None:
    """Print a JSON Schema, for editors and machines. It is JSON with and without --json."""
    from routine.load.schema import exercise_schema, plan_schema, profile_schema

    del as_json
    if what == "plan":
        print_json(plan_schema())
    else:
        print_json((profile_schema if what == "profile" else exercise_schema)(read_catalog(extra, sound=False)))
    sys.stdout.flush()
