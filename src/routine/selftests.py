"""Self-tests: which short looks at oneself would settle what is not known, for this person, and what rules them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routine.assess import Holding, patterns_of
from routine.body import Body, sides
from routine.choose import LEVELS, equipped, judge, missing_abilities, places_of
from routine.matching import Active, as_exercise, item_sides
from routine.model.catalog import Catalog
from routine.model.plan import Because, ItemChange, Need
from routine.model.profile import Profile
from routine.model.signs import SelfTest
from routine.model.terms import Action, FoundAs, ItemSide, Side

MOST = 5  # more than this nobody does
SHOWN_BY: dict[FoundAs, tuple[Action, ...]] = {"tight": ("release", "lengthen"), "weak": ("activate",), "long": ("activate",)}


@dataclass(frozen=True)
class Verdict:
    """On which sides a self-test may be done, what changes it there, and what forbids the rest."""

    sides: tuple[ItemSide, ...]
    changes: tuple[ItemChange, ...]
    forbidden: tuple[Because, ...]


@dataclass(frozen=True)
class Offer:
    """A self-test that would settle something; `question` is what is open."""

    id: str
    test: SelfTest
    question: str
    verdict: Verdict


def offers(profile: Profile, needs: Iterable[Need], active: tuple[Active, ...], catalog: Catalog, age: int | None) -> tuple[Offer, ...]:
    """Return the self-tests worth doing: first what patterns leave open, then what the weightiest needs only guess."""
    body = Body(catalog)
    known = _known(profile, body)
    found: dict[tuple[tuple[FoundAs, ...], tuple[str, ...]], Offer] = {}
    for key, question, side in (*_asked(patterns_of(profile, catalog)), *_guessed(needs, known, catalog, body)):
        test = catalog.self_tests[key]
        about = (test.finding.kind, test.finding.muscle)
        if about in found or len(found) == MOST or any((m, side) in known for m in body.muscles(test.finding.muscle)):
            continue
        verdict = judged(key, test, profile, active, catalog, age)
        if verdict.sides:
            found[about] = Offer(key, test, question, verdict)
    return tuple(found.values())


def judged(key: str, test: SelfTest, profile: Profile, active: tuple[Active, ...], catalog: Catalog, age: int | None) -> Verdict:
    """Judge a self-test by the rules for an exercise of its kind, and by what it says itself."""
    body, exercise = Body(catalog), as_exercise(key, test)
    reasons = [
        Because(kind="rule", id=f"{key}.{a.id}", message=f"{a.condition.name}: not with this.", source=test.sources[0])
        for a in active
        if a.id in test.not_for
    ]
    if exercise.level > LEVELS[profile.fitness]:
        reasons.append(Because(kind="answer", id="fitness", message=f"It is too hard to begin with fitness '{profile.fitness}'."))
    for position in sorted(set(exercise.positions) & set(profile.preferences.avoid_positions)):
        message = f"You asked to avoid {catalog.vocabulary.positions[position].name}."
        reasons.append(Because(kind="answer", id="preferences.avoid_positions", message=message))
    for ability in missing_abilities(exercise, profile, catalog, age):
        message = f"It needs this: {catalog.vocabulary.abilities[ability].ask}"
        reasons.append(Because(kind="answer", id=f"abilities.{ability}", message=message))
    if not any(equipped(exercise, profile, place, catalog) for place in places_of(profile)):
        reasons.append(Because(kind="answer", id="equipment", message="Something that it needs is not there."))
    fit, allowed = not reasons, dict[ItemSide, list[ItemChange]]()
    for side in item_sides(exercise):
        forbidden, changes = judge(exercise, side, active, body)
        if forbidden:
            reasons += forbidden
        elif fit:
            allowed[side] = changes
    changed = dict.fromkeys(c for changes in allowed.values() for c in changes)
    return Verdict(tuple(allowed), tuple(changed), tuple(dict.fromkeys(reasons)))


def _known(profile: Profile, body: Body) -> frozenset[tuple[str, Side]]:
    """Return the muscles that somebody has looked at, by side."""
    findings = (*profile.findings.tight, *profile.findings.weak, *profile.findings.long)
    return frozenset((m, s) for f in findings for m in body.members(f.muscle) for s in sides(f.side))


def _asked(held: Iterable[Holding]) -> Iterator[tuple[str, str, Side]]:
    for one in held:
        for key in one.pattern.tests:
            yield key, one.pattern.ask, one.side


def _guessed(needs: Iterable[Need], known: frozenset[tuple[str, Side]], catalog: Catalog, body: Body) -> Iterator[tuple[str, str, Side]]:
    """Yield what would settle a need that nothing was found for, on neither side: whoever looked at one has seen both."""
    for need in needs:
        if any((need.muscle, side) in known for side in sides(None)):
            continue
        for key, test in catalog.self_tests.items():
            about = body.muscles(test.finding.muscle)
            if need.muscle in about and any(need.action in SHOWN_BY[kind] for kind in test.finding.kind):
                yield key, test.ask, need.side
