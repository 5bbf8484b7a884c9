"""`screen` and `assess`: what the answers mean, before anything is planned."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routine.cli.shell import (
    STOPPED,
    as_json,
    catalog_option,
    guarded,
    local_now,
    print_json,
    profile_argument,
    read_catalog,
    read_profile,
    say,
)
from routine.problem import Problem, Refused

if TYPE_CHECKING:
    from routine.assess import Holding
    from routine.model.catalog import Catalog
    from routine.render.terminal import Block
    from routine.selftests import Offer, Verdict


@click.command(epilog="Example:  routine screen profile.yaml")
@profile_argument
@as_json
@catalog_option
@guarded
def screen(profile_path: Path, as_json: bool, extra: Path | None) -> None:
    """Show red flags and conditions, and what they mean for a plan. Exit code 3 when they stop it."""
    from routine.render.terminal import Text, Title
    from routine.screen import screen as judge
    from routine.week import dates_of, week_of

    catalog = read_catalog(extra)
    profile = read_profile(profile_path, catalog)
    now = local_now(profile.timezone)
    found = judge(profile, catalog, now.date(), dates_of(week_of(now.date())))
    if as_json:
        print_json(found.for_plan().model_dump(mode="json"))
    else:
        words = {
            "stop": "No plan can be made now.",
            "precautions": "A plan can be made; it will take these into account.",
            "clear": "Nothing stands against a plan.",
        }
        say(
            [
                Title(words[found.for_plan().outcome]),
                *(
                    Text(f"{f.level}: {f.message}", mark="-", tone="stop" if f.level in ("emergency", "urgent") else "")
                    for f in found.findings
                ),
            ]
        )
    if found.stopped:
        sys.exit(STOPPED)


@click.command(epilog="Example:  routine assess --test knee-extension")
@profile_argument
@click.option("--test", "test_id", metavar="ID", help="Show how a self-test is done and how to write down what it finds.")
@as_json
@catalog_option
@guarded
def assess(profile_path: Path, test_id: str | None, as_json: bool, extra: Path | None) -> None:
    """Show what your muscles need, on which side, how much, and because of which answer; and what would make that surer."""
    from routine.assess import assess as find
    from routine.assess import patterns_of
    from routine.choose import choose
    from routine.gaps import unserved_words
    from routine.render.terminal import Text, Title, needs_table
    from routine.screen import age_in
    from routine.screen import screen as judge
    from routine.selftests import judged, offers
    from routine.week import dates_of, week_of

    catalog = read_catalog(extra)
    profile = read_profile(profile_path, catalog)
    today = local_now(profile.timezone).date()
    dates = dates_of(week_of(today))
    screening, age = judge(profile, catalog, today, dates), age_in(profile, dates)
    if test_id is not None:
        if test_id not in catalog.self_tests:
            raise Refused(_no_such_test(test_id, catalog))
        verdict = judged(test_id, catalog.self_tests[test_id], profile, screening.active, catalog, age)
        _one_test(test_id, verdict, catalog, waits=screening.stopped, json_wanted=as_json)
        return
    needs = find(profile, screening.active, catalog)
    held = patterns_of(profile, catalog)
    offered = () if screening.stopped else offers(profile, needs, screening.active, catalog, age)
    lost = unserved_words(needs, choose(profile, screening.active, catalog, age), catalog)
    if as_json:
        print_json(
            {
                "needs": [n.model_dump(mode="json") for n in needs],
                "unserved": list(lost),
                "patterns": [_as_pattern(one, catalog) for one in held],
                "self_tests": [{"question": o.question, **_as_test(o.id, o.verdict, catalog)} for o in offered],
            }
        )
        return
    say(
        [
            Title(f"{profile.name}: what the week should bring"),
            needs_table(needs, catalog),
            Text("Weights run from 0 to 1; the first reason of each is shown, --json shows all."),
            *(Text(words, mark="!", tone="care") for words in lost),
            *_together(held, catalog),
            *_open(offered, stopped=screening.stopped),
        ]
    )


def _together(held: Iterable[Holding], catalog: Catalog) -> list[Block]:
    """Say what the answers mean together, each pattern once."""
    from routine.render.terminal import Text, Title

    said: dict[str, list[Holding]] = {}
    for one in held:
        said.setdefault(one.id, []).append(one)
    blocks: list[Block] = []
    for ones in said.values():
        pattern, where = ones[0].pattern, " and ".join(one.side for one in ones)
        left_out = sorted({f"{_called(s.muscle, catalog)} ({s.action})" for s in pattern.spares})
        spared = f" Left out for now: {', '.join(left_out)}." if left_out else ""
        blocks.append(Text(f"{pattern.name} ({where}). {pattern.why}{spared}", mark="-"))
    return [Title("What your answers say together"), *blocks] if blocks else []


def _open(offered: Iterable[Offer], *, stopped: bool) -> list[Block]:
    """Name the self-tests that would settle what is only guessed."""
    from routine.render.terminal import Text, Title

    title = Title("Not known yet")
    if stopped:
        return [title, Text("Self-tests wait: first see to what `routine screen` says.")]
    asked: dict[str, list[str]] = {}
    for o in offered:
        asked.setdefault(o.question, []).append(f"routine assess --test {o.id}")
    if not asked:
        return []
    rows: list[Block] = []
    for question, ways in asked.items():
        rows += [Text(question, mark="-"), *(Text(way, mark="   ") for way in ways)]
    return [
        title,
        *rows,
        Text("Each takes a minute. Write what you find into `findings` in your profile; a professional finds it more surely."),
    ]


def _one_test(key: str, verdict: Verdict, catalog: Catalog, *, waits: bool, json_wanted: bool) -> None:
    """Show one self-test, or why it is not for this person. Exit code 3 when it is not."""
    from routine.render.terminal import Text, Title

    test = catalog.self_tests[key]
    ruled_out = waits or not verdict.sides
    if json_wanted:
        print_json(_as_test(key, verdict, catalog, waits=waits))
    elif ruled_out:
        why = ["First see to what `routine screen` says."] if waits else [b.message for b in verdict.forbidden]
        say([Title(f"{test.name}: not for you now"), *(Text(words, mark="-", tone="stop") for words in dict.fromkeys(why))])
    else:
        only = f"Only the {verdict.sides[0]} side: a rule forbids the other." if test.sided and len(verdict.sides) == 1 else ""
        say(
            [
                Title(f"{test.name}: {test.ask}"),
                Text("Move about for three minutes first. Stop at pain, tingling or dizziness, and write nothing down then."),
                *(Text(step, mark=f"{n}.") for n, step in enumerate(test.how, 1)),
                *(Text(change.text, mark="!", tone="care") for change in verdict.changes),
                *([Text(only, mark="!", tone="care")] if only else []),
                Title("What counts"),
                Text(test.counts),
                Text("If it counts, add this under `findings` in your profile, with your side:"),
                Text(_written(key, catalog), mark=" "),
                Text("Then `routine assess` and `routine plan` again. It is a hint, not an examination."),
            ]
        )
    if ruled_out:
        sys.exit(STOPPED)


def _written(key: str, catalog: Catalog) -> str:
    """Return the line of a profile that says what a self-test found."""
    test = catalog.self_tests[key]
    side = ", side: left" if test.sided else ""
    return f"{test.finding.kind[0]}: [{{muscle: {test.finding.muscle[0]}{side}}}]"


def _called(muscle: str, catalog: Catalog) -> str:
    return (catalog.groups[muscle] if muscle in catalog.groups else catalog.muscles[muscle]).name


def _as_pattern(one: Holding, catalog: Catalog) -> dict[str, Any]:
    from routine.assess import here

    p = one.pattern
    return {
        "id": one.id,
        "name": p.name,
        "side": one.side,
        "why": p.why,
        "here": here(one, catalog),
        "left_out": [s.model_dump(mode="json") for s in p.spares],
        "ask": p.ask,
        "self_tests": list(p.tests),
        "sources": list(p.sources),
    }


def _as_test(key: str, verdict: Verdict, catalog: Catalog, *, waits: bool = False) -> dict[str, Any]:
    test = catalog.self_tests[key]
    return {
        "id": key,
        "name": test.name,
        "ask": test.ask,
        "how": list(test.how),
        "counts": test.counts,
        "finding": {"kind": test.finding.kind[0], "muscle": test.finding.muscle[0]},
        "sides": [] if waits else list(verdict.sides),
        "changes": [c.text for c in verdict.changes],
        "ruled_out": [b.model_dump(mode="json") for b in verdict.forbidden],
        "write": _written(key, catalog),
        "sources": list(test.sources),
        "certainty": test.certainty,
    }


def _no_such_test(key: str, catalog: Catalog) -> Problem:
    from routine.load.faults import guess

    return Problem(
        f"there is no self-test '{key}'",
        fix=guess(key, {k: k for k in catalog.self_tests}) or f"choose one of: {', '.join(catalog.self_tests)}",
    )
