"""`why`: why something is in the week, why it is not, and what the needs get."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routine.cli.shell import (
    PATH,
    as_json,
    catalog_option,
    guarded,
    local_now,
    plan_file,
    print_json,
    profile_of_plan,
    read_catalog,
    read_profile,
    say,
    tell,
    unknown_words,
)
from routine.problem import Problem, Refused

if TYPE_CHECKING:  # what is only named here is imported when the command runs
    from routine.model.catalog import Catalog
    from routine.model.plan import Plan
    from routine.why import Case

ACTIONS = {
    "release": "release",
    "roll": "release",
    "lengthen": "lengthen",
    "stretch": "lengthen",
    "activate": "activate",
    "strengthen": "activate",
    "move": "move",
}
SIDES = ("left", "right")
MOST_NAMED = 6


@dataclass(frozen=True)
class Asked:
    """What a question is about: an exercise, or needs (all of them, where `muscles` is None)."""

    exercise: str | None = None
    muscles: frozenset[str] | None = None
    action: str | None = None
    side: str | None = None


@click.command(epilog="Example:  routine why clamshell  ·  routine why weeks/2026-W48 pigeon-pose  ·  routine why hamstrings release")
@click.argument("words", metavar="[PLAN] [EXERCISE]", nargs=-1)
@click.option("--profile", "profile_path", type=PATH, help="The profile of this plan, if it is not beside it.")
@as_json
@catalog_option
@guarded
def why(words: tuple[str, ...], profile_path: Path | None, as_json: bool, extra: Path | None) -> None:
    """Tell why an exercise is in the week, or why it is not.

    EXERCISE is an id or a part of the name. A muscle, with or without what is done for it ("hamstrings release"), asks what
    the week gives it; without either, the whole table of needs is shown.
    """
    from routine.load.plan import load_plan

    catalog = read_catalog(extra)
    path, question = _plan_and_question(words, catalog)
    file = plan_file(path)
    made = load_plan(file, str(file))
    if strange := unknown_words(made, catalog):
        raise Refused(*strange)
    asked = _asked(question, made, catalog)
    case, notes = _case(made, catalog, file, profile_path)
    for note in notes:
        tell(f"note: {note}", err=True)
    if asked.exercise is not None:
        _tell_exercise(asked.exercise, made, catalog, case, notes, as_json=as_json)
    else:
        _tell_needs(asked, made, catalog, case, notes, as_json=as_json)


def _plan_and_question(words: tuple[str, ...], catalog: Catalog) -> tuple[Path | None, str]:
    """Tell a plan from a question: the first word is a plan where a file or folder has that name, or it is written as a path."""
    if not words:
        return None, ""
    first = Path(words[0])
    looks = words[0].endswith(".json") or os.sep in words[0] or words[0] in (".", "..")
    known = words[0] in catalog.exercises or words[0] in catalog.muscles or words[0] in catalog.groups
    if looks or (first.exists() and not known):
        return first, " ".join(words[1:])
    return None, " ".join(words)


def _asked(question: str, made: Plan, catalog: Catalog) -> Asked:
    """Read a question: an id or name as it stands, then a muscle with an action and a side, then a part of a name."""
    from routine.load.words import known_words

    if not question.strip():
        return Asked()
    words = known_words(catalog)
    exact = _exact(question, words["exercise"], catalog.exercises)
    if exact:
        return Asked(exercise=exact)
    rest = [w for part in question.split() for w in (part.split(".") if "." in part else [part])]
    action = next((ACTIONS[w.lower()] for w in rest if w.lower() in ACTIONS), None)
    side = next((w.lower() for w in rest if w.lower() in SIDES), None)
    named = " ".join(w for w in rest if w.lower() not in (*ACTIONS, *SIDES))
    muscles = {**catalog.muscles, **catalog.groups}
    if muscle := _exact(named, words["muscle"], muscles):
        return Asked(muscles=_members(muscle, catalog), action=action, side=side)
    return _part(question, named, made, catalog, action, side)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.lower()).strip()


def _exact(text: str, words: Mapping[str, str], entries: Mapping[str, Any]) -> str | None:
    """Return the id that a text is, or is the name of; case, blanks and hyphens do not count."""
    bare = _bare(text)
    ids = {_bare(word): key for word, key in words.items()}
    if bare in ids:
        return ids[bare]
    return next((key for key, e in entries.items() if bare and bare in (_bare(e.name), _bare(e.name.partition(" (")[0]))), None)


def _members(muscle: str, catalog: Catalog) -> frozenset[str]:
    group = catalog.groups.get(muscle)
    return frozenset(group.members) if group else frozenset((muscle,))


def _part(question: str, named: str, made: Plan, catalog: Catalog, action: str | None, side: str | None) -> Asked:
    """Read a part of a name; where it is a part of several, say which."""
    from routine.load.faults import guess
    from routine.load.words import known_words

    bare = _bare(question)
    exercises = [e.id for e in catalog.exercises.values() if bare in _bare(e.id) or bare in _bare(e.name)]
    entries: dict[str, Any] = {**catalog.muscles, **catalog.groups}
    muscles = [key for key, m in entries.items() if _bare(named) and (_bare(named) in _bare(key) or _bare(named) in _bare(m.name))]
    if len(exercises) == 1 and not muscles:
        return Asked(exercise=exercises[0])
    if len(muscles) == 1 and not exercises:
        return Asked(muscles=_members(muscles[0], catalog), action=action, side=side)
    planned = {i.exercise for s in made.sessions for i in s.items}
    several = [*sorted(exercises, key=lambda e: e not in planned), *muscles]
    if several:
        more = f" and {len(several) - MOST_NAMED} more" if len(several) > MOST_NAMED else ""
        raise click.BadParameter(f"'{question}' may mean: {', '.join(several[:MOST_NAMED])}{more}.", param_hint="EXERCISE")
    words = known_words(catalog)
    spoken = {e.name: e.id for e in catalog.exercises.values()}
    near = guess(question, {**spoken, **words["muscle"], **words["exercise"]}) or "`routine catalog list` names the exercises"
    raise click.BadParameter(f"there is no exercise and no muscle '{question}': {near}", param_hint="EXERCISE")


def _case(made: Plan, catalog: Catalog, file: Path, named: Path | None) -> tuple[Case | None, list[str]]:
    """Return the answers behind a plan, and what has to be said before anything is explained from it."""
    from routine.load.profile import digest
    from routine.screen import screen
    from routine.verify import verify
    from routine.week import dates_of
    from routine.why import case_of

    try:
        profile = read_profile(profile_of_plan(file, named), catalog)
    except Refused as refused:
        if named is not None:
            raise
        return None, [_without(refused)]
    if profile.id != made.profile_id:
        what = f"this plan is {made.profile_id}'s, and the profile is {profile.id}'s"
        raise Refused(Problem(what, file=str(file), fix="name the profile it was made from: --profile profile.yaml"))
    notes = []
    today = local_now(made.timezone).date()
    if screen(profile, catalog, today, dates_of(made.week)).stopped:
        notes.append("The answers as they are now stop any plan; do not follow this one. See `routine screen`.")
    if problems := verify(made, catalog, profile):
        laws = ", ".join(dict.fromkeys(p.field for p in problems if p.field))
        notes.append(
            f"This plan does not hold against its profile ({laws or problems[0].what}); `routine check` tells all. First: {problems[0].what}"
        )
    if made.profile_sha256 != digest(profile):
        notes.append("The profile has changed since this plan was made; what is said of it is from the answers as they are now.")
    if made.catalog.sha256 != catalog.sha256:
        notes.append("The catalog has changed since this plan was made.")
    case = case_of(made, profile, catalog, today)
    if case.unlike:
        notes.append(f"The week can't be weighed again as it stands: {case.unlike}")
    return case, notes


def _without(refused: Refused) -> str:
    return f"Only the plan itself is read, its answers are not: {refused.problems[0].what}."


def _tell_exercise(name: str, made: Plan, catalog: Catalog, case: Case | None, notes: list[str], *, as_json: bool) -> None:
    from routine.render.reasons import exercise_blocks, source_blocks, sources_of
    from routine.why import LeftOut, PassedOver, Planned, why_exercise

    answer = why_exercise(made, catalog.exercises[name], catalog, case)
    if as_json:
        kind = "planned" if isinstance(answer, Planned) else "left-out" if isinstance(answer, LeftOut) else "not-planned"
        more = {"no_worse": answer.no_worse} if isinstance(answer, PassedOver) and answer.cost is not None else {}
        print_json({"plan": made.week, "notes": notes, "answer": kind, **written(answer), **more})
        return
    say([*exercise_blocks(answer, catalog), *source_blocks(sources_of(answer, catalog), catalog)])


def _tell_needs(asked: Asked, made: Plan, catalog: Catalog, case: Case | None, notes: list[str], *, as_json: bool) -> None:
    from routine.render.reasons import need_blocks, needs_blocks, source_blocks, sources_of_needs
    from routine.render.terminal import Text
    from routine.why import why_needs

    answers = why_needs(made, catalog, case, muscles=asked.muscles, action=asked.action, side=asked.side)  # type: ignore[arg-type]
    if as_json:
        print_json({"plan": made.week, "notes": notes, "answer": "needs", "needs": [written(a) for a in answers]})
    elif asked.muscles is None:
        say(needs_blocks(answers, catalog))
    elif answers:
        say([*need_blocks(answers, catalog), *source_blocks(sources_of_needs(answers), catalog)])
    else:
        say([Text("Your answers ask for nothing here, so the week owes it nothing.")])


def written(value: Any) -> Any:
    """Return an answer as plain values for JSON."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: written(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, (tuple, list)):
        return [written(v) for v in value]
    return value
