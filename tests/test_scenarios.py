"""Stories that a clinician can read: each file in scenarios/ is one person and what must, and must not, happen."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from routine.body import Body
from routine.corridor import Request, plan_week
from routine.load.catalog import load_catalog
from routine.load.profile import digest, load_profile
from routine.load.yaml12 import read
from routine.model.catalog import Catalog
from routine.model.plan import Plan, Session
from routine.model.profile import Profile
from routine.plan import LIMIT, Stuck
from routine.render.pdf import handout
from routine.screen import Screening
from routine.verify import verify

from .conftest import ROOT, TODAY, WEEK
from .strategies import person

HERE = Path(__file__).parent / "scenarios"
CATALOG = load_catalog()
BODY = Body(CATALOG)
QUICK = 1.5  # deterministic seconds, where a scenario asks for no proof
BASE: dict[str, Any] = {
    "name": "Somebody",
    "timezone": "Europe/London",
    "birth_year": 1986,
    "red_flags": [],
    "screened": "2026-11-20",
    "fitness": "active",
    "equipment": ["mat", "foam-roller", "massage-ball", "strap", "band"],
    "schedule": {"sessions_per_week": 3, "minutes": 20, "windows": {"mon": "07:00-08:00", "wed": "07:00-08:00", "fri": "07:00-08:00"}},
}


def cases() -> list[Any]:
    found = []
    for file in sorted(HERE.glob("*.yaml")):
        document = read(file)
        assert not document.problems, document.problems
        stories = document.data if isinstance(document.data, list) else [document.data]
        found += [pytest.param(story, id=f"{file.stem}: {story['name']}") for story in stories]
    return found


def profile_of(story: dict[str, Any]) -> Profile:
    told = story["profile"]
    return load_profile(ROOT / told, CATALOG) if isinstance(told, str) else person({**BASE, **told}, CATALOG)


@pytest.mark.parametrize("story", cases())
def test_story(story: dict[str, Any]) -> None:
    expect = story["expect"]
    assert set(expect) <= KNOWN, f"unknown expectation: {set(expect) - KNOWN}"
    profile = profile_of(story)
    limit = LIMIT if "gap_at_most" in expect else QUICK
    made = plan_week(Request(profile=profile, digest=digest(profile), week=story.get("week", WEEK), today=dt.date.fromisoformat(story.get("today", str(TODAY))), limit=limit, gap=0.01), CATALOG)
    outcome = "stop" if isinstance(made, Screening) else "nothing-fits" if isinstance(made, Stuck) else "plan"
    assert outcome == expect["outcome"], made
    if isinstance(made, Screening):
        _stopped(made, expect)
    elif isinstance(made, Plan):
        assert verify(made, CATALOG, profile) == []
        for key, check in CHECKS.items():
            if key in expect:
                check(made, profile, expect[key])


def _stopped(made: Screening, expect: dict[str, Any]) -> None:
    stopping = {f.id: f for f in made.findings if f.level in ("emergency", "urgent", "clearance")}
    for key in expect.get("findings", []):
        assert key in stopping
    if "level" in expect:
        assert made.findings[0].level == expect["level"]
    for words in expect.get("says", []):
        assert any(words in f.message for f in stopping.values()), words


def gap_at_most(plan: Plan, _: Profile, most: float) -> None:
    assert plan.optimality.gap <= most


def warm_up_first(plan: Plan, _: Profile, wanted: bool) -> None:
    assert wanted
    assert all(s.items[0].phase == "warm-up" for s in plan.sessions)


def released_before_stretch(plan: Plan, _: Profile, groups: list[str]) -> None:
    for group in groups:
        members = set(BODY.members(group))
        assert any(_released(s, members) for s in plan.sessions), f"no release of the left {group}"
        for session in plan.sessions:
            held = [n for n, i in enumerate(session.items) if i.phase == "static" and members & set(i.muscles) and i.side != "right"]
            freed = [n for n, i in enumerate(session.items) if i.phase == "release" and members & set(i.muscles) and i.side != "right"]
            assert all(freed and freed[0] < n for n in held), f"{group} is stretched before its release on {session.date}"


def _released(session: Session, members: set[str]) -> bool:
    return any(i.phase == "release" and members & set(i.muscles) and i.side != "right" for i in session.items)


def activated(plan: Plan, _: Profile, muscles: list[str]) -> None:
    worked = {m for s in plan.sessions for i in s.items if i.phase == "activation" for m in i.muscles}
    assert set(muscles) <= worked


def needs(plan: Plan, _: Profile, muscles: list[str]) -> None:
    assert set(muscles) <= {n.muscle for n in plan.needs if n.weight > 0}


def advice(plan: Plan, _: Profile, keys: list[str]) -> None:
    assert set(keys) <= {a.id for a in plan.advice}


def handout_says(plan: Plan, profile: Profile, words: list[str]) -> None:
    pages = pypdf.PdfReader(io.BytesIO(handout(plan, profile, CATALOG, dt.datetime(2026, 11, 20, tzinfo=dt.UTC), paper="a4", large_print=False, clinic=None))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for word in words:
        assert word in text


def _planned(plan: Plan) -> set[str]:
    return {i.exercise for s in plan.sessions for i in s.items}


def never_loads(plan: Plan, _: Profile, loads: list[str]) -> None:
    for key in _planned(plan):
        assert not set(CATALOG.exercises[key].loads) & set(loads), key


def never_pressed(plan: Plan, _: Profile, wanted: bool) -> None:
    assert wanted
    assert not [i for s in plan.sessions for i in s.items if i.phase == "release" and any(x.startswith("pressure:") for x in CATALOG.exercises[i.exercise].loads)]


def never_positions(plan: Plan, _: Profile, positions: list[str]) -> None:
    for key in _planned(plan):
        assert not set(CATALOG.exercises[key].positions) & set(positions), key


def never_techniques(plan: Plan, _: Profile, techniques: list[str]) -> None:
    assert not {CATALOG.exercises[key].technique for key in _planned(plan)} & set(techniques)


def excluded(plan: Plan, _: Profile, wanted: dict[str, str]) -> None:
    """Each named exercise is left out, and one of its reasons has this id."""
    found = {e.exercise: {b.id for b in e.because} for e in plan.excluded}
    for key, rule in wanted.items():
        assert key in found, f"{key} is not left out"
        assert any(reason.startswith(rule) for reason in found[key]), (key, found[key])


def not_on_side(plan: Plan, _: Profile, wanted: dict[str, list[str]]) -> None:
    """On this side none of these exercises is done."""
    for side, keys in wanted.items():
        assert not [i.exercise for s in plan.sessions for i in s.items if i.exercise in keys and i.side in (side, "both")]


def findings(plan: Plan, _: Profile, keys: list[str]) -> None:
    assert set(keys) <= {f.id for f in plan.screening.findings}


CHECKS = {
    f.__name__: f
    for f in (gap_at_most, warm_up_first, released_before_stretch, activated, needs, advice, handout_says, never_loads, never_pressed, never_positions, never_techniques, excluded, not_on_side, findings)
}
KNOWN = {"outcome", "level", "says", *CHECKS}
