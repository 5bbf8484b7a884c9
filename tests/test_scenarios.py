"""Stories that a clinician can read: each file in scenarios/ is one person and what must, and must not, happen."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from routine.body import Body
from routine.cli.shell import body_map_of
from routine.corridor import Request, plan_week
from routine.load.catalog import home, load_catalog
from routine.load.drawings import Drawings
from routine.load.profile import digest, load_profile
from routine.load.yaml12 import read
from routine.model.plan import Item, Plan, Session
from routine.model.profile import Profile
from routine.plan import LIMIT, Stuck
from routine.render.pdf import handout
from routine.screen import STOPS, Screening
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
SHORT: dict[str, Any] = {"sessions_per_week": 1, "minutes": 15, "windows": {"wed": "07:00-07:15"}, "max_exercises": 5}  # `schedule: short`


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
    if isinstance(told, str):
        return load_profile(ROOT / told, CATALOG)
    answers = {**BASE, **told}
    return person({**answers, "schedule": SHORT} if answers["schedule"] == "short" else answers, CATALOG)


@pytest.mark.parametrize("story", cases())
def test_story(story: dict[str, Any]) -> None:
    expect = story["expect"]
    assert set(expect) <= KNOWN, f"unknown expectation: {set(expect) - KNOWN}"
    profile = profile_of(story)
    limit = LIMIT if "gap_at_most" in expect else QUICK
    made = plan_week(
        Request(
            profile=profile,
            digest=digest(profile),
            week=story.get("week", WEEK),
            today=dt.date.fromisoformat(story.get("today", str(TODAY))),
            limit=limit,
            gap=0.01,
        ),
        CATALOG,
    )
    outcome = "stop" if isinstance(made, Screening) else "nothing-fits" if isinstance(made, Stuck) else "plan"
    assert outcome == expect["outcome"], _why(made)
    if isinstance(made, Screening):
        _stopped(made, expect)
    elif isinstance(made, Plan):
        assert verify(made, CATALOG, profile) == []
        for key, check in CHECKS.items():
            if key in expect:
                check(made, profile, expect[key])


def _why(made: Plan | Screening | Stuck) -> str:
    if isinstance(made, Screening):
        return "; ".join(f"{f.id} ({f.level})" for f in made.findings)
    return repr(made)[:400]


def _stopped(made: Screening, expect: dict[str, Any]) -> None:
    stopping = {f.id: f for f in made.findings if f.level in ("emergency", "urgent", "clearance")}
    assert set(expect) <= {"outcome", "level", "levels", "findings", "says"}, "a person who is stopped has no plan to look at"
    for key in expect.get("findings", []):
        assert key in stopping
    if "level" in expect:
        assert made.findings[0].level == expect["level"]
    found = {f.id: f.level for f in made.findings}
    assert {key: found.get(key) for key in expect.get("levels", {})} == expect.get("levels", {})
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
    assert set(BODY.muscles(muscles)) <= worked


def needs(plan: Plan, _: Profile, muscles: list[str]) -> None:
    assert set(muscles) <= {n.muscle for n in plan.needs if n.weight > 0}


def advice(plan: Plan, _: Profile, keys: list[str]) -> None:
    assert set(keys) <= {a.id for a in plan.advice}


def handout_says(plan: Plan, profile: Profile, words: list[str]) -> None:
    pages = pypdf.PdfReader(
        io.BytesIO(
            handout(
                plan,
                profile,
                CATALOG,
                Drawings(home()),
                body_map_of(profile),
                dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
                paper="a4",
                large_print=False,
                clinic=None,
            )
        )
    ).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for word in words:
        assert word in text


def _planned(plan: Plan) -> set[str]:
    return {i.exercise for s in plan.sessions for i in s.items}


def never_loads(plan: Plan, _: Profile, loads: list[str]) -> None:
    for key in _planned(plan):
        assert not set(CATALOG.exercises[key].loads) & set(loads), key


def never_pressed(plan: Plan, _: Profile, wanted: bool) -> None:
    """No tool, no hand and no edge presses anywhere, whatever the exercise is for."""
    assert wanted
    assert not [key for key in _planned(plan) if _presses(key)]


def never_pressed_on(plan: Plan, _: Profile, wanted: dict[str, list[str]]) -> None:
    """On this side nothing presses these places, their parts, or the larger place they are a part of."""
    for side, regions in wanted.items():
        assert not [i.exercise for i in _on(plan, side) if _presses(i.exercise) & BODY.touching(regions)]


def _presses(key: str) -> set[str]:
    return {load.removeprefix("pressure:") for load in CATALOG.exercises[key].loads if load.startswith("pressure:")}


def _items(plan: Plan) -> list[Item]:
    return [i for s in plan.sessions for i in s.items]


def _on(plan: Plan, side: str) -> list[Item]:
    """Return what is done with this side, alone or together with the other."""
    return [i for i in _items(plan) if i.side in (side, "both")]


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
        assert set(keys) <= set(CATALOG.exercises)
        assert not [i.exercise for i in _on(plan, side) if i.exercise in keys]


def never_loads_on(plan: Plan, _: Profile, wanted: dict[str, list[str]]) -> None:
    """On this side nothing asks any of this of the body."""
    for side, loads in wanted.items():
        assert set(loads) <= set(CATALOG.vocabulary.loads)
        assert not [i.exercise for i in _on(plan, side) if set(CATALOG.exercises[i.exercise].loads) & set(loads)]


def only_positions(plan: Plan, _: Profile, positions: list[str]) -> None:
    for key in _planned(plan):
        assert set(CATALOG.exercises[key].positions) <= set(positions), key


def open_to(plan: Plan, _: Profile, keys: list[str]) -> None:
    """These are not left out: care must not take more than the evidence asks."""
    assert set(keys) <= set(CATALOG.exercises)
    assert not {e.exercise: e.because for e in plan.excluded if e.exercise in keys}


def phases(plan: Plan, _: Profile, wanted: list[str]) -> None:
    """The week still holds this."""
    assert set(wanted) <= {i.phase for i in _items(plan)}


def never_lengthened(plan: Plan, _: Profile, muscles: list[str]) -> None:
    """No held stretch is for these muscles, on any side."""
    assert not [i.exercise for i in _items(plan) if i.phase == "static" and set(BODY.muscles(muscles)) & set(i.muscles)]


def never_lengthened_on(plan: Plan, _: Profile, wanted: dict[str, list[str]]) -> None:
    for side, muscles in wanted.items():
        assert not [i.exercise for i in _on(plan, side) if i.phase == "static" and set(BODY.muscles(muscles)) & set(i.muscles)]


def hold_at_most(plan: Plan, _: Profile, wanted: dict[str, int]) -> None:
    """What has this load or technique is held, or done in one timed set, for at most so many seconds."""
    for what, most in wanted.items():
        for item in _items(plan):
            if _is(item, what) and item.reps is None:
                assert (item.hold_s or item.work_s) <= most, (item.exercise, what)


def hold_at_least(plan: Plan, _: Profile, wanted: dict[str, int]) -> None:
    """What is held with this load or technique is held for at least so many seconds."""
    for what, least in wanted.items():
        assert all(i.hold_s >= least for i in _items(plan) if _is(i, what) and i.hold_s is not None), what


def careful(plan: Plan, _: Profile, wanted: dict[str, str | list[str]]) -> None:
    """Everything planned with this load, position, technique or phase (or this exercise) carries the change of this rule (or of one of these)."""
    for what, rules in wanted.items():
        meant = [i for i in _items(plan) if _is(i, what)]
        assert meant, f"nothing planned is {what}"
        either = {rules} if isinstance(rules, str) else set(rules)
        assert not [i.exercise for i in meant if not either & {c.rule for c in i.changes}], (what, rules)


def _is(item: Item, what: str) -> bool:
    exercise = CATALOG.exercises[item.exercise]
    return what in {exercise.id, *exercise.loads, *exercise.positions, item.technique, item.phase}


def level_at_most(plan: Plan, _: Profile, most: int) -> None:
    assert all(CATALOG.exercises[key].level <= most for key in _planned(plan))


def never_before(plan: Plan, _: Profile, wanted: dict[str, str]) -> None:
    """There is a session before this activity, and it holds nothing of this phase."""
    for activity, phase in wanted.items():
        before = [s for s in plan.sessions if s.context == "before-activity" and s.activity == activity]
        assert before
        assert not [i.exercise for s in before for i in s.items if i.phase == phase]


def screening(plan: Plan, _: Profile, outcome: str) -> None:
    assert plan.screening.outcome == outcome


def levels(plan: Plan, _: Profile, wanted: dict[str, str]) -> None:
    found = {f.id: f.level for f in plan.screening.findings}
    assert {key: found.get(key) for key in wanted} == wanted


def does_not_count(_: Plan, __: Profile, wanted: dict[str, str]) -> None:
    """The red flag that this person might stumble over tells them, in these words, to answer no."""
    for flag, words in wanted.items():
        assert words in CATALOG.red_flags[flag].not_counted


def findings(plan: Plan, _: Profile, keys: list[str]) -> None:
    assert set(keys) <= {f.id for f in plan.screening.findings}


CHECKS = {
    f.__name__: f
    for f in (
        gap_at_most,
        warm_up_first,
        released_before_stretch,
        activated,
        needs,
        advice,
        handout_says,
        screening,
        levels,
        findings,
        does_not_count,
        never_loads,
        never_loads_on,
        never_pressed,
        never_pressed_on,
        never_positions,
        only_positions,
        never_techniques,
        never_lengthened,
        never_lengthened_on,
        never_before,
        excluded,
        not_on_side,
        open_to,
        phases,
        hold_at_most,
        hold_at_least,
        level_at_most,
        careful,
    )
}
KNOWN = {"outcome", "level", "says", *CHECKS}


def test_every_reason_to_stop_has_its_own_story() -> None:
    """Each red flag and each condition that stops a plan stands alone in must-stop.yaml: a new one needs a line there."""
    told = [(s["profile"], s["expect"]) for s in read(HERE / "must-stop.yaml").data]
    alone = {
        id_of(answers[0])
        for p, e in told
        if e["outcome"] == "stop"
        for kind in ("red_flags", "conditions")
        if len(answers := p.get(kind) or []) == 1
    }
    flags = {key for key, flag in CATALOG.red_flags.items() if flag.level in STOPS}
    assert flags | {key for key, condition in CATALOG.conditions.items() if condition.gate in STOPS} <= alone


def id_of(answer: str | dict[str, Any]) -> str:
    return answer if isinstance(answer, str) else answer["id"]
