"""Whether patterns of answers and self-tests say something that somebody can act on."""

from __future__ import annotations

from collections.abc import Iterator

from routine.body import Body
from routine.load.catalog import Places
from routine.model.catalog import Catalog
from routine.model.signs import Pattern
from routine.problem import Problem

FEWEST_STEPS, MOST_STEPS = 3, 5


def check_patterns(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A pattern can hold, changes something, asks only what a self-test settles, and never calls for what it leaves out."""
    body = Body(catalog)
    for key, pattern in catalog.patterns.items():
        if not pattern.found and pattern.pain is None:
            yield places.problem(
                "patterns", key, (), "nothing shows it", why="it would hold for everybody", fix="add `found`, `pain` or both"
            )
        if not pattern.needs and not pattern.spares:
            yield places.problem("patterns", key, (), "it changes nothing", fix="add `needs` or `spares`, or delete it")
        if bool(pattern.ask) != bool(pattern.tests):
            fix = "name in `tests` what settles the question, or delete it; without a question no tests"
            yield places.problem("patterns", key, ("ask",), "a question and its self-tests belong together", fix=fix)
        for muscle, action in sorted(_torn(pattern, body)):
            yield places.problem(
                "patterns", key, ("spares",), f"it calls for '{action}' of '{muscle}' and leaves it out as well", fix="keep one of the two"
            )
        for n, found in enumerate(pattern.found):
            if any(set(found.kind) <= set(u.kind) and set(found.muscle) <= set(u.muscle) for u in pattern.unless):
                fix = "take from `unless` what `found` asks for"
                yield places.problem("patterns", key, ("found", n), "`unless` rules out what `found` asks for: it never holds", fix=fix)


def _torn(pattern: Pattern, body: Body) -> set[tuple[str, str]]:
    spared: set[tuple[str, str]] = {(m, s.action) for s in pattern.spares for m in body.members(s.muscle)}
    wanted: set[tuple[str, str]] = {(m, n.action) for n in pattern.needs if n.side == "same" for m in body.members(n.muscle)}
    return spared & wanted


def check_self_tests(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A self-test is short, and what it finds can be served: nothing is found tight that nothing loosens."""
    body = Body(catalog)
    muscles = catalog.muscles
    for key, test in catalog.self_tests.items():
        if not FEWEST_STEPS <= len(test.how) <= MOST_STEPS:
            yield places.problem(
                "self_tests",
                key,
                ("how",),
                f"it has {len(test.how)} steps, {FEWEST_STEPS} to {MOST_STEPS} are read",
                why="it is done from a screen, in a minute",
                fix="cut it, or say more",
            )
        if len(test.finding.kind) != 1 or len(test.finding.muscle) != 1:
            fix = "one test, one kind, one muscle or group"
            yield places.problem("self_tests", key, ("finding",), "it finds several things at once", fix=fix)
        for muscle in body.muscles(test.finding.muscle):
            stuck = muscles[muscle].no_lengthen if "tight" in test.finding.kind else muscles[muscle].no_activate
            if stuck:
                yield places.problem(
                    "self_tests",
                    key,
                    ("finding",),
                    f"nothing is meant to serve '{muscle}' then: {stuck}",
                    why="the person would be told of a finding that changes nothing",
                    fix="test another muscle",
                )
        if "severe-pain" not in test.not_for:
            yield places.problem(
                "self_tests",
                key,
                ("not_for",),
                "it would be offered with pain of 7 or more",
                why="gentle only then: nobody is tested",
                fix="add severe-pain",
            )
