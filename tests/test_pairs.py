"""Every two conditions together: a lawful week, or a refusal that says why.

People of four conditions each are drawn so that every pair of conditions meets in somebody. The suite plans a part of them;
`make pairs` plans them all.
"""

from __future__ import annotations

import os
import random
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from routine.choose import choose
from routine.load.catalog import load_catalog
from routine.model.plan import Plan
from routine.model.terms import ItemSide
from routine.plan import Stuck
from routine.screen import Screening, active_conditions, age_in
from routine.verify import verify
from routine.week import dates_of

from .conftest import TODAY, WEEK
from .strategies import person
from .test_laws import planned

CATALOG = load_catalog()
SIZE = 4
EVERY = 1 if os.environ.get("ROUTINE_PAIRS") == "all" else 40  # in the suite one person in so many is planned
STOPS = ("urgent", "emergency")
NAMED = sorted(k for k, c in CATALOG.conditions.items() if not c.applies)
ABLE = [k for k in NAMED if CATALOG.conditions[k].gate not in STOPS]


@cache
def people(keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return groups of conditions such that every two of them are in one group: greedy, and the same each time."""
    open_pairs = {frozenset(pair) for pair in combinations(keys, 2)}
    partners = {key: {other for other in keys if other != key} for key in keys}
    groups = []
    while open_pairs:
        first = max(keys, key=lambda k: len(partners[k]))
        group = [first]
        while len(group) < SIZE and (best := max(keys, key=lambda k: (k not in group) * sum(k in partners[g] for g in group))) not in group:
            group.append(best)
        for one, other in combinations(group, 2):
            open_pairs.discard(frozenset((one, other)))
            partners[one].discard(other)
            partners[other].discard(one)
        groups.append(tuple(group))
    return groups


def answer(key: str, chance: random.Random) -> dict[str, Any]:
    """Return one condition as somebody would write it; what asks for a professional's word has it."""
    condition = CATALOG.conditions[key]
    said: dict[str, Any] = {"id": key, "cleared": "2026-11-02", "by": "GP"}
    if condition.local:
        said["region"] = chance.choice(["calf", "low-back", "knee", "shoulder", "foot", "forearm", "buttock", "neck"])
    if condition.local or condition.sided:
        said["side"] = chance.choice(["left", "right", "both"])
    if condition.dated == "since" and chance.random() < 0.5:
        said["since"] = chance.choice(["2026-11-18", "2026-10-20", "2025-11-20"])
    if condition.dated == "due" and chance.random() < 0.5:
        said["due"] = chance.choice(["2026-12-20", "2027-03-20", "2027-07-01"])
    return said


def somebody(conditions: tuple[str, ...]) -> dict[str, Any]:
    """Return the answers of a person with these conditions; the rest is drawn, and the same each time."""
    chance = random.Random("+".join(conditions))
    owned = sorted(k for k, e in CATALOG.vocabulary.equipment.items() if not e.always)
    return {
        "name": "Someone",
        "timezone": "Europe/London",
        "birth_year": chance.choice([1944, 1960, 1975, 1990, 2001, 2012]),
        "red_flags": [],
        "conditions": [answer(key, chance) for key in conditions],
        "abilities": {"floor": chance.random() < 0.8, "one_leg": chance.random() < 0.8},
        "pain": [{"region": chance.choice(["low-back", "neck", "knee", "shoulder"]), "side": "left", "intensity": chance.randint(1, 8)}],
        "activities": [{"activity": "desk-work", "hours_per_week": 30}],
        "fitness": chance.choice(["sedentary", "active", "athletic"]),
        "equipment": chance.sample(owned, 7),
        "schedule": {
            "sessions_per_week": 3,
            "minutes": 15,
            "windows": {"tue": "07:00-08:00", "thu": "19:00-20:00", "sat": "09:00-10:00"},
            "max_exercises": 6,
        },
    }


PEOPLE = people(tuple(ABLE))


def test_every_two_conditions_meet_in_somebody() -> None:
    met = {frozenset(pair) for group in PEOPLE for pair in combinations(group, 2)}
    assert met == {frozenset(pair) for pair in combinations(ABLE, 2)}


@pytest.mark.parametrize("conditions", PEOPLE[::EVERY], ids="+".join)
def test_together_they_give_a_lawful_week_or_a_reason(conditions: tuple[str, ...]) -> None:
    profile = person(somebody(conditions), CATALOG)
    made = planned(profile)
    if isinstance(made, Screening):
        assert made.stopped
        assert [f for f in made.findings if f.level in ("clearance", *STOPS)]
    elif isinstance(made, Stuck):
        assert made.answers
    else:
        assert isinstance(made, Plan)
        assert verify(made, CATALOG, profile) == []


@pytest.mark.parametrize("conditions", PEOPLE[::EVERY], ids="+".join)
def test_together_they_forbid_and_change_what_each_of_them_does(conditions: tuple[str, ...]) -> None:
    """The strictest verdict wins and every reason is kept: nothing is decided by which condition comes first."""
    data = somebody(conditions)

    def judged(kept: list[dict[str, Any]]) -> tuple[set[tuple[str, str]], dict[tuple[str, ItemSide], set[str]]]:
        profile = person({**data, "conditions": kept}, CATALOG)
        dates = dates_of(WEEK)
        age = age_in(profile, dates)
        choices = choose(profile, active_conditions(profile, CATALOG, dates, age, TODAY), CATALOG, age)
        allowed = {
            (k, side): {c.rule for c in changes} for k, choice in choices.permitted.items() for side, changes in choice.changes.items()
        }
        reasons = {(e.exercise, b.id) for e in choices.excluded for b in e.because if b.kind == "rule"}
        return reasons, allowed

    reasons, allowed = judged(data["conditions"])
    alone = [judged([one]) for one in data["conditions"]]
    assert set(allowed) == set.intersection(*(set(a) for _, a in alone))
    assert all(changes == set().union(*(a[key] for _, a in alone)) for key, changes in allowed.items())
    assert all(r <= reasons for r, _ in alone)


@pytest.mark.parametrize("key", [k for k in NAMED if CATALOG.conditions[k].gate in STOPS])
def test_what_stops_a_plan_stops_it_beside_anything(key: str) -> None:
    for other in random.Random(key).sample(ABLE, 3):
        made = planned(person(somebody((key, other)), CATALOG))
        assert isinstance(made, Screening)
        assert key in {f.id for f in made.findings}
