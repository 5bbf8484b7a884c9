"""Every cell of the evidence matrix against what the rules compute for each exercise it means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from routine.body import Body
from routine.choose import judge
from routine.load.catalog import load_catalog
from routine.matching import Active, item_sides, matches
from routine.model.catalog import Exercise
from routine.model.conditions import Rule
from routine.model.plan import ItemChange
from routine.screen import active_conditions
from routine.week import dates_of

from .conftest import TODAY, WEEK
from .matrix import LETTERS, Reading, Row, rows
from .strategies import person

CATALOG = load_catalog()
BODY = Body(CATALOG)
READING = Reading(CATALOG)
MATRIX = rows(Path(__file__).parent / "matrix")
NOBODY = {"name": "Nobody", "timezone": "Europe/London", "red_flags": []}
VERDICTS = {"contraindication": "A", "clearance": "C", "precaution": "M"}


@cache
def active(row: Row) -> Active:
    """Return the condition of a row as screening makes it from an answer."""
    given = {"id": row.condition, **({"region": row.region} if row.region else {}), **({"side": row.side} if row.side else {})}
    if CATALOG.conditions[row.condition].applies:
        condition = CATALOG.conditions[row.condition]
        return Active(row.condition, condition, condition.region, row.side)  # type: ignore[arg-type]
    found = active_conditions(person({**NOBODY, "conditions": [given]}, CATALOG), CATALOG, dates_of(WEEK), None, TODAY)
    return next(a for a in found if a.id == row.condition)


def computed(row: Row, exercise: Exercise, side: str) -> tuple[str, list[str], list[ItemChange]]:
    """Return the letter that the rules give, the rules that gave it, and the changes."""
    forbidden, changes = judge(exercise, side, [active(row)], BODY)  # type: ignore[arg-type]
    letters = {b.id: VERDICTS[RULES[b.id].verdict] for b in forbidden} | {c.rule: "M" for c in changes}
    worst = max(letters.values(), key=LETTERS.index, default="O")
    return worst, sorted(k for k, letter in letters.items() if letter == worst), changes


RULES: dict[str, Rule] = {
    r.id: r for rules in (*(c.rules for c in CATALOG.conditions.values()), *(e.rules for e in CATALOG.exercises.values())) for r in rules
}


def _invented() -> Iterator[Exercise]:
    """Yield one exercise for each technique with a single position, load, pressed place or muscle.

    They stand for what somebody may add tomorrow: rules have to cover it on that day.
    """
    pressed = [f"pressure:{region}" for region in CATALOG.regions]
    one_of = {exercise.technique: exercise for exercise in CATALOG.exercises.values()}
    for technique, exercise in one_of.items():
        plain = exercise.model_copy(
            update={
                "positions": ("seated",),
                "loads": (),
                "rules": (),
                "primary": ("middle-trapezius",),
                "laterality": "unilateral",
                "level": 1,
            }
        )
        for field, words in {
            "positions": CATALOG.vocabulary.positions,
            "loads": [*CATALOG.vocabulary.loads, *pressed],
            "primary": CATALOG.muscles,
        }.items():
            for word in words:
                yield plain.model_copy(update={"id": f"{technique} with {word}", field: (word,)})


INVENTED = tuple(_invented())


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.condition)
def test_the_rules_give_what_the_row_says(row: Row) -> None:
    """Letters of all exercises on both sides, of today's and of tomorrow's; a figure in the row is kept by some change."""
    wrong: dict[str, list[str]] = defaultdict(list)
    for exercise in (*CATALOG.exercises.values(), *INVENTED):
        for side in item_sides(exercise):
            letter, by, changes = computed(row, exercise, side)
            said = READING.said(row, exercise, side)
            wanted = max((s.letter for s in said), key=LETTERS.index, default="O")
            if letter != wanted:
                wrong[f"{exercise.technique}: row {wanted}, rules {letter} {by}"].append(f"{exercise.id} ({side})")
            for most in {s.most for s in said if s.most and s.letter == letter == "M"}:
                if not any((getattr(c, most[0]) or 10**6) <= most[1] for c in changes):
                    wrong[f"{exercise.technique}: no change holds {most[0]} <= {most[1]}"].append(f"{exercise.id} ({side})")
    assert not wrong, "\n" + "\n".join(f"{what}: {', '.join(which)}" for what, which in wrong.items())


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.condition)
def test_the_gate_is_the_row_s(row: Row) -> None:
    assert CATALOG.conditions[row.condition].gate == row.gate


def test_every_condition_with_rules_has_a_row() -> None:
    ruled = {key for key, condition in CATALOG.conditions.items() if condition.rules}
    assert ruled == {row.condition for row in MATRIX if CATALOG.conditions[row.condition].rules}
    assert {row.condition for row in MATRIX} <= set(CATALOG.conditions)


# Rules that say what another rule of their condition says as well, for as long as no exercise parts them.
TWICE_HELD = {
    "age-65-and-over.cups-skin",
    "ankle-sprain.pointed",
    "anticoagulant.cups",
    "cervical-radiculopathy.swings",
    "disc-herniation.straight-leg",
    "epilepsy.weights-overhead",
    "everyone.low-back-ball-lying",
    "kneecap-pain.couch-stretch",
    "muscle-strain-acute.swings",
    "rib-pain.swings",
    "rotator-cuff-pain.moving",
    "shoulder-dislocation-recent.arm-swings",
    "shoulder-instability.arm-swings",
}


def test_taking_any_rule_away_makes_its_row_fail() -> None:
    """A rule that alone gives an exercise its letter is missed at once; the few that never do so are known by name."""
    missed = set()
    for row in MATRIX:
        rules, here = CATALOG.conditions[row.condition].rules, active(row)
        for exercise in (*CATALOG.exercises.values(), *INVENTED):
            for side in item_sides(exercise):
                met = [rule for rule in rules if matches(rule, exercise, side, here, BODY)]
                worst = max((LETTERS.index(VERDICTS[rule.verdict]) for rule in met), default=0)
                alone = [rule.id for rule in met if LETTERS.index(VERDICTS[rule.verdict]) == worst]
                missed |= set(alone) if len(alone) == 1 else set()
    assert {rule.id for row in MATRIX for rule in CATALOG.conditions[row.condition].rules} - missed == TWICE_HELD
