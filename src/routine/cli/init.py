"""`init`: an interview that ends in a commented profile, whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from routine.cli import outfiles
from routine.cli.ask_health import ask_conditions, ask_flags, ask_pain, number_of
from routine.cli.ask_life import TooYoung, ask_activities, ask_equipment, ask_fitness, ask_goals, ask_time, ask_who
from routine.cli.questions import NO_WORDS, NoMoreAnswers, Talk, ask, say
from routine.cli.shell import BAD_DATA, INTERRUPTED, OUR_FAULT, STOPPED, catalog_option, give_up, guarded, local_now, read_catalog, utc_now
from routine.cli.write_profile import profile_text
from routine.load.catalog import templates_home
from routine.load.yaml12 import Document, parse
from routine.model.profile import Profile, slug
from routine.problem import Problem, Refused

FILE = "profile.yaml"
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # without those that look alike
NOT_ASKED = "# red_flags: not asked yet, so no plan is made. `routine init` in this folder asks them."


def _template(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Take only the name of a template that there is, never a path."""
    names = sorted(p.stem for p in (templates_home() / "profiles").glob("*.yaml"))
    if value is None or value in names:
        return value
    raise click.BadParameter(f"there is no template '{value}'. There are: {', '.join(names)}.")


@click.command(epilog="Example:  routine init alex        then:  routine plan alex")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--template",
    callback=_template,
    metavar="NAME",
    help="Copy an example instead of asking; an unknown name lists them. Its red flags stay unasked.",
)
@catalog_option
@guarded
def init(folder: Path, template: str | None, extra: Path | None) -> None:
    """Answer questions and get DIR/profile.yaml (default: this folder).

    Enter takes what stands in brackets. Where a profile exists, it is asked again with your old answers as defaults.
    """
    target = checked_target(folder)
    try:
        if template:
            _copy(target, template)
        else:
            _interview(target, extra)
    except NoMoreAnswers:
        click.echo()
        give_up(
            [
                Problem(
                    "the answers ended before the last question. Nothing was written.",
                    fix="answer every question; an empty line takes the default",
                )
            ],
            BAD_DATA,
        )
    except UnicodeDecodeError:
        give_up([Problem("the answers are not UTF-8 text. Nothing was written.")], BAD_DATA)
    except TooYoung:
        click.echo("Nothing was written.", err=True)
        sys.exit(STOPPED)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nNothing was written.", err=True)
        sys.exit(INTERRUPTED)


def checked_target(folder: Path) -> Path:
    """Return where the profile goes. Raises Refused before a single question when it can't go there."""
    target = folder / FILE
    if (folder.exists() and not folder.is_dir()) or (not folder.exists() and folder.suffix in (".yaml", ".yml")):
        raise Refused(
            Problem(
                "this is a file, not a folder", file=str(folder), fix="name the folder: the profile in it is always called profile.yaml"
            )
        )
    if target.is_symlink():
        raise Refused(Problem("this is a link, and links are not followed", file=str(target), fix="delete it, or choose another folder"))
    if target.exists() and not target.is_file():
        raise Refused(Problem("this is not an ordinary file", file=str(target), fix="move it away, or choose another folder"))
    above = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        raise Refused(Problem("nothing can be written here", file=str(folder), fix="choose another folder"))
    return target


def _interview(target: Path, extra: Path | None) -> None:
    from routine.load.profile import load_profile

    catalog = read_catalog(extra)
    told: dict[str, Any] = {}
    if target.exists():
        old = load_profile(target, catalog, str(target))
        told = old.model_dump(mode="json", exclude_defaults=True)
        question = f"There is a profile of {old.name} here. Go through it again? Enter is yes and keeps each old answer; type no to leave it. Comments of your own in the file get lost."
        if not ask(question, lambda a: a.casefold() not in {*NO_WORDS, "q", "quit"}, default=True, shown="yes"):
            click.echo("Nothing was written.")
            return
    say(
        "Some questions about you; it takes five minutes. Enter takes what stands in brackets, Ctrl-C stops and writes nothing. Nothing is sent anywhere."
    )
    talk = Talk(catalog, told, utc_now().date())
    ask_who(talk)
    talk.today = local_now(told["timezone"]).date()
    for part in (ask_flags, ask_conditions, ask_pain, ask_activities, ask_equipment, ask_time, ask_goals, ask_fitness):
        part(talk)
    told.setdefault("id", fresh_id(told["name"]))
    profile = Profile.model_validate(told)
    _write(target, profile)
    _goodbye(target, profile, talk)


def fresh_id(name: str) -> str:
    """Return an id that no other person of this name has."""
    return f"{slug(name)[:70].strip('-')}-{''.join(secrets.choice(LETTERS) for _ in range(4))}"


def _write(target: Path, profile: Profile) -> None:
    """Write the file once it reads back as the same answers."""
    text = profile_text(profile)
    document = parse(text, Document(str(target)))
    if document.problems or Profile.model_validate(document.data) != profile:
        give_up(
            [Problem("the profile does not read back as it was told. Nothing was written.", fix="please report this"), *document.problems],
            OUR_FAULT,
        )
    outfiles.write_all(target.parent, {FILE: text.encode()})


def _goodbye(target: Path, profile: Profile, talk: Talk) -> None:
    from routine.screen import STOPS, screen
    from routine.week import dates_of, week_of

    click.echo()
    click.echo(f"Written: {target} (only you can read it).")
    if profile.country and profile.country in talk.catalog.emergency:
        say(
            f"In an emergency, call {number_of(talk)} ({talk.catalog.emergency[profile.country].country}). If you live elsewhere, change `country` in the file."
        )
    found = screen(profile, talk.catalog, talk.today, dates_of(week_of(talk.today)))
    if found.stopped:
        stops = [f.id for f in found.findings if f.level in STOPS]
        why = dict.fromkeys(
            talk.catalog.conditions[i].name if i in talk.catalog.conditions else "your answers to the safety lists" for i in stops
        )
        say(f"No plan can be made yet because of: {'; '.join(why)}.")
        _next("See what to do:", "screen", target)
    _next("Then:" if found.stopped else "Next:", "plan", target)


def _next(word: str, command: str, target: Path) -> None:
    where = "" if target.parent == Path() else f" {shlex.quote(str(target.parent))}"
    click.echo(f"{word}  routine {command}{where}")


def _copy(target: Path, template: str) -> None:
    """Write an example as somebody's own file: a fresh id, and nothing answered that only they can answer."""
    if target.exists() and not ask(
        "There is a profile here already. Replace it by the example? Type yes; Enter leaves it.",
        lambda a: a.casefold() in ("y", "yes"),
        default=False,
        shown="no",
    ):
        click.echo("Nothing was written.")
        return
    text = unanswered((templates_home() / "profiles" / f"{template}.yaml").read_text(encoding="utf-8"))
    profile = Profile.model_validate(parse(text, Document(template)).data)
    if profile.red_flags is not None or profile.screened or any(c.cleared for c in profile.conditions):
        give_up(
            [Problem(f"the template '{template}' answers what only you can answer. Nothing was written.", fix="please report this")],
            OUR_FAULT,
        )
    outfiles.write_all(target.parent, {FILE: text.encode()})
    click.echo(f"Written: {target}")
    say("It is an example: change the name and whatever is not true for you.")
    _next("Next:", "init", target)
    say("It asks the red flags, with these answers as defaults. No plan is made before.")


def unanswered(text: str) -> str:
    """Return a template's text with an id of its own, and without red flags, their day, and anybody's consent."""
    name = re.search(r"(?m)^name: *\"?([^\"#\n]*)", text)
    text = re.sub(r"(?m)^id:[^#\n]*", lambda m: f"id: {fresh_id(name[1] if name else 'me')}".ljust(len(m[0])), text)
    lines: list[str] = []
    inside = False  # a red flag list may go on over lines
    for line in text.splitlines():
        inside = bool(re.match(r"(# ?)?(red_flags|screened):", line)) or (inside and line.startswith((" ", "-")))
        if inside:
            lines += [NOT_ASKED] if line.startswith("red_flags:") else []
        elif "cleared:" in line and not line.lstrip().startswith("#"):
            lines.append(re.sub(r", *(cleared|by): *(\"[^\"]*\"|[^,}]*)", "", line))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
