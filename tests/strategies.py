"""Random people, as Hypothesis draws them: any answers that the loader accepts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from routine.load.profile import canonical
from routine.model.catalog import Catalog
from routine.model.profile import Profile
from routine.model.terms import DAYS

SIDES = st.sampled_from(["left", "right", "both"])
HOURS = st.integers(0, 22)


@st.composite
def windows(draw: st.DrawFn) -> dict[str, Any]:
    days = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True))
    found: dict[str, Any] = {}
    for day in days:
        hour = draw(HOURS)
        length = draw(st.sampled_from([10, 20, 45, 60]))
        found[day] = {
            "at": f"{hour:02d}:00-{hour + length // 60:02d}:{length % 60:02d}",
            "place": draw(st.sampled_from(["home", "home", "office"])),
        }
    return found


@st.composite
def conditions(draw: st.DrawFn, catalog: Catalog, most: int = 3) -> list[dict[str, Any]]:
    """Conditions that do not stop a plan for ever; those that ask for a professional's word have it, mostly."""
    able = sorted(k for k, c in catalog.conditions.items() if c.gate in ("advice", "precaution", "clearance") and not c.applies)
    found = []
    for key in draw(st.lists(st.sampled_from(able), max_size=most, unique=True)):
        condition = catalog.conditions[key]
        answer: dict[str, Any] = {"id": key}
        if condition.local:
            answer["region"] = draw(st.sampled_from(sorted(set(catalog.regions) - {"body"})))
        if condition.local or condition.sided:
            answer["side"] = draw(SIDES)
        if draw(st.integers(0, 9)):
            answer |= {"cleared": "2026-11-02", "by": "GP"}
        if condition.dated == "since" and draw(st.booleans()):
            answer["since"] = str(dt.date(2026, 11, 20) - dt.timedelta(days=draw(st.integers(0, 400))))
        if condition.dated == "due" and draw(st.booleans()):
            answer["due"] = str(dt.date(2026, 11, 24) + dt.timedelta(days=draw(st.integers(0, 270))))
        found.append(answer)
    return found


@st.composite
def answers(draw: st.DrawFn, catalog: Catalog) -> dict[str, Any]:
    """One person's answers, as they would stand in a profile."""
    regions = sorted(set(catalog.regions) - {"body", "head"})
    muscles = sorted({*catalog.muscles, *catalog.groups})
    pain = st.fixed_dictionaries(
        {"region": st.sampled_from(regions), "intensity": st.integers(0, 9)},
        optional={
            "side": SIDES,
            "provoked_by": st.lists(st.sampled_from(sorted(catalog.vocabulary.provokers)), max_size=3, unique=True),
            "weeks": st.integers(1, 300),
        },
    )
    finding = st.fixed_dictionaries({"muscle": st.sampled_from(muscles), "side": SIDES})
    activity = st.fixed_dictionaries(
        {"activity": st.sampled_from(sorted(catalog.activities))},
        optional={
            "days": st.lists(st.sampled_from(DAYS), max_size=3, unique=True),
            "start": st.builds("{:02d}:00".format, HOURS),
            "minutes": st.sampled_from([30, 60, 120, 240]),
            "hours_per_week": st.integers(0, 60),
        },
    )
    owned = st.lists(st.sampled_from(sorted(k for k, e in catalog.vocabulary.equipment.items() if not e.always)), max_size=8, unique=True)
    kind = draw(st.sampled_from(["tight", "weak", "long"]))
    return {
        "name": "Someone",
        "timezone": draw(st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])),
        "red_flags": [],
        "screened": "2026-11-20",
        **draw(st.fixed_dictionaries({}, optional={"birth_year": st.integers(1930, 2018)})),
        "conditions": draw(conditions(catalog)),
        "abilities": draw(st.fixed_dictionaries({}, optional={key: st.booleans() for key in catalog.vocabulary.abilities})),
        "pain": draw(st.lists(pain, max_size=2)),
        "findings": {kind: draw(st.lists(finding, max_size=2))},
        "activities": draw(st.lists(activity, max_size=3)),
        "fitness": draw(st.sampled_from(["sedentary", "active", "athletic"])),
        "equipment": draw(owned),
        "goals": draw(st.lists(st.sampled_from(sorted(catalog.vocabulary.goals)), max_size=2, unique=True)),
        "schedule": {
            "sessions_per_week": draw(st.integers(1, 7)),
            "minutes": draw(st.sampled_from([5, 10, 15, 20, 30])),
            "windows": draw(windows()),
            "rest_days": draw(st.lists(st.sampled_from(DAYS), max_size=1)),
            "max_exercises": draw(st.integers(2, 10)),
        },
    }


def person(data: dict[str, Any], catalog: Catalog) -> Profile:
    """Return the profile that the loader would give for these answers."""
    return canonical(Profile.model_validate(data), catalog)
