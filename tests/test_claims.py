"""What the project was founded on: each line of docs/founding-claims.yaml points at what makes it true in the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import pytest

from routine.advise import advise
from routine.assess import assess
from routine.body import Body
from routine.corridor import Request, plan_week
from routine.load.catalog import load_catalog
from routine.load.schema import profile_schema
from routine.load.yaml12 import read
from routine.model.catalog import Activity
from routine.model.conditions import Condition
from routine.model.plan import Item, Need, Plan, Session
from routine.screen import screen
from routine.verify import LAWS, verify
from routine.week import dates_of

from .conftest import ROOT, TODAY, WEEK
from .strategies import person

CATALOG = load_catalog()
BODY = Body(CATALOG)
CLAIMS: list[dict[str, Any]] = read(ROOT / "docs/founding-claims.yaml").data
ROWS, TEXTS = range(1, 72), range(1, 6)

Entry = tuple[str, str]  # a part of the program, and what is meant in it
Named = frozenset[Entry]
NOTHING: Named = frozenset()


# The kinds of pointers: each returns what a pointer names, or nothing where it is wrong.


def one_of(part: str, known: Iterable[str]) -> Callable[[str], Named]:
    """Return a resolver for the ids of one part."""
    ids = frozenset(known)
    return lambda what: frozenset({(part, what)}) if what in ids else NOTHING


def in_two(part: str, holds: Callable[[str, str], bool], mark: str = "/") -> Callable[[str], Named]:
    """Return a resolver for `<entry>/<what it must hold>`."""

    def resolve(what: str) -> Named:
        entry, _, held = what.partition(mark)
        return frozenset({(part, entry)}) if held and entry in getattr(CATALOG, part) and holds(entry, held) else NOTHING

    return resolve


def served(what: str) -> Named:
    """`hamstrings/release`: the exercises that do this for the muscle, or for each muscle of the group."""
    muscle, _, action = what.partition("/")
    if muscle not in {*CATALOG.muscles, *CATALOG.groups}:
        return NOTHING
    techniques = {key for key, technique in CATALOG.vocabulary.techniques.items() if technique.action == action}
    found = {key: set(BODY.primary(e)) for key, e in CATALOG.exercises.items() if e.technique in techniques}
    members = set(BODY.members(muscle))
    if not members & set().union(*found.values()):
        return NOTHING
    return frozenset(("exercises", key) for key, worked in found.items() if worked & members)


def done_with(what: str) -> Named:
    """`cane`: the exercises of a technique."""
    return frozenset(("exercises", key) for key, e in CATALOG.exercises.items() if e.technique == what)


def rule(what: str) -> Named:
    """`gtps.pressure`: a rule of a condition."""
    return frozenset(("conditions", key) for key, c in CATALOG.conditions.items() if what in {r.id for r in c.rules})


def edge(what: str) -> Named:
    """`hamstrings>gluteus-medius`: the first may keep the second in trouble."""
    return frozenset({("edges", what)}) if what in {f"{e.muscle}>{e.drives}" for e in CATALOG.edges} else NOTHING


def tells(what: str) -> Named:
    """`cycling/bike-fit`: an activity or a condition brings this advice."""
    key, _, advice = what.partition("/")
    by: list[tuple[str, Mapping[str, Activity | Condition]]] = [("activities", CATALOG.activities), ("conditions", CATALOG.conditions)]
    found = {(part, key) for part, entries in by if key in entries and advice in entries[key].advice}
    return frozenset({*found, ("advice", advice)}) if found else NOTHING


def profile_key(what: str) -> Named:
    """`seen.excluded`: something that a person can say."""
    schema = profile_schema(CATALOG)
    nodes = [schema]
    for name in what.split("."):
        nodes = [n["properties"][name] for n in _plain(nodes, schema["$defs"]) if name in n.get("properties", {})]
    return frozenset({("profile", what)}) if nodes else NOTHING


def _plain(nodes: list[dict[str, Any]], known: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes with every reference, alternative and list opened."""
    found: list[dict[str, Any]] = []
    for node in nodes:
        inner = [*node.get("anyOf", []), *node.get("oneOf", []), *([node["items"]] if "items" in node else [])]
        inner += [known[node["$ref"].removeprefix("#/$defs/")]] if "$ref" in node else []
        found += [node, *_plain(inner, known)]
    return found


@cache
def _tests_in(file: str) -> frozenset[str]:
    """Return the tests of a file that are run."""
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module(body=[], type_ignores=[])
    tests = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_"))
    return frozenset(t.name for t in tests if not any("skip" in (said := ast.unparse(d)) or "xfail" in said for d in t.decorator_list))


def a_test(what: str) -> Named:
    """`tests/test_laws.py::test_name`: a test that exists and is not skipped."""
    file, _, name = what.partition("::")
    return frozenset({("tests", what)}) if name in _tests_in(file) else NOTHING


@cache
def _stories() -> frozenset[str]:
    found = set()
    for file in sorted((ROOT / "tests/scenarios").glob("*.yaml")):
        told = read(file).data
        found |= {f"{file.stem}/{story['name']}" for story in (told if isinstance(told, list) else [told])}
    return frozenset(found)


def story(what: str) -> Named:
    """`adapted/Loose joints`: a person in tests/scenarios, and what must happen to them."""
    return frozenset({("stories", what)}) if what in _stories() else NOTHING


def _needs(part: str) -> Callable[[str, str], bool]:
    """A need of a condition or an activity; a group brings it for each member."""

    def holds(key: str, held: str) -> bool:
        wanted, _, action = held.partition("/")
        brought = {m for n in getattr(CATALOG, part)[key].needs if n.action == action for m in BODY.members(n.muscle)}
        return bool(brought) and wanted in {*CATALOG.muscles, *CATALOG.groups} and set(BODY.members(wanted)) <= brought

    return holds


def _antagonist(muscle: str, other: str) -> bool:
    return other in BODY.muscles(p.muscle for p in CATALOG.muscles[muscle].antagonists)


VOCABULARY = CATALOG.vocabulary
KINDS: dict[str, Callable[[str], Named]] = {
    "exercise": one_of("exercises", CATALOG.exercises),
    "technique": one_of("techniques", VOCABULARY.techniques),
    "equipment": one_of("equipment", VOCABULARY.equipment),
    "provoker": one_of("provokers", VOCABULARY.provokers),
    "goal": one_of("goals", VOCABULARY.goals),
    "condition": one_of("conditions", CATALOG.conditions),
    "red-flag": one_of("red_flags", CATALOG.red_flags),
    "activity": one_of("activities", CATALOG.activities),
    "advice": one_of("advice", CATALOG.advice),
    "muscle": one_of("muscles", CATALOG.muscles),
    "stop-rule": one_of("stop_rules", (r.id for r in CATALOG.stop_rules)),
    "law": one_of("laws", LAWS),
    "alias": in_two("conditions", lambda key, name: name in CATALOG.conditions[key].aliases),
    "need": in_two("conditions", _needs("conditions")),
    "load": in_two("activities", _needs("activities")),
    "antagonist": in_two("muscles", _antagonist),
    "refers": in_two("muscles", lambda key, region: region in CATALOG.muscles[key].refers_to),
    "does": in_two("muscles", lambda key, words: any(words in done for done in CATALOG.muscles[key].does)),
    "upset": in_two("muscles", lambda key, words: any(words in by for by in CATALOG.muscles[key].upset_by)),
    "edge": edge,
    "pattern": one_of("patterns", CATALOG.patterns),
    "self-test": one_of("self_tests", CATALOG.self_tests),
    "rule": rule,
    "served": served,
    "with": done_with,
    "tells": tells,
    "profile": profile_key,
    "story": story,
    "test": a_test,
}


@cache
def named(pointer: str) -> Named:
    kind, _, what = pointer.partition(":")
    return KINDS[kind](what) if kind in KINDS else NOTHING


# The table


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: str(claim["row"]))
def test_a_claim_points_at_what_makes_it_true(claim: dict[str, Any]) -> None:
    assert not [pointer for pointer in claim.get("holds", []) if not named(pointer)]


def test_every_claim_is_there_once_and_says_where_it_holds_or_why_it_does_not() -> None:
    assert [claim["row"] for claim in CLAIMS] == list(ROWS)
    for claim in CLAIMS:
        assert set(claim) <= {"row", "texts", "claim", "holds", "softened", "out_of_scope"}, claim["row"]
        assert claim["claim"].strip(), claim["row"]
        assert claim["texts"], claim["row"]
        assert set(claim["texts"]) <= set(TEXTS), claim["row"]
        assert claim.get("holds") or claim.get("out_of_scope", "").strip(), claim["row"]
        assert len(set(claim.get("holds", []))) == len(claim.get("holds", [])), claim["row"]


def test_what_is_softened_names_its_sources() -> None:
    for claim in CLAIMS:
        if "softened" in claim:
            keys = {key for group in re.findall(r"\(([a-z0-9, -]+)\)", claim["softened"]) for key in group.split(", ")}
            assert keys, claim["row"]
            assert keys <= set(CATALOG.sources), (claim["row"], keys - set(CATALOG.sources))


WRONG = {
    "exercise": "clamshel",
    "technique": "fire-cups",
    "equipment": "unicycle",
    "provoker": "flying",
    "goal": "fame",
    "condition": "gtsp",
    "red-flag": "leg-week",
    "activity": "desk-wrok",
    "advice": "bike-fitt",
    "muscle": "gluteus-medus",
    "stop-rule": "never",
    "law": "L17",
    "alias": "gtps/tennis-elbow",
    "need": "gtps/gluteus-medius/release",
    "load": "desk-work/gluteus-maximus/release",
    "antagonist": "gluteus-maximus/soleus",
    "refers": "gluteus-medius/foot",
    "does": "gluteus-medius/lifts the arm",
    "upset": "gluteus-medius/reading",
    "edge": "gluteus-medius>hamstrings",
    "pattern": "hamstrings-short",
    "self-test": "toe-touch",
    "rule": "gtps.nothing",
    "served": "iliacus/release",
    "with": "fire-cups",
    "tells": "cycling/empty-back-pocket",
    "profile": "seen.excluded.disc",
    "story": "adapted/Nobody",
    "test": "tests/test_laws.py::test_that_is_not_there",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_pointer_points_at_nothing(kind: str) -> None:
    assert not named(f"{kind}:{WRONG[kind]}")
    assert not named(f"{kind}:")
    assert not named(f"{kind}:nothing/of/the-kind")
    assert not named(f"{kind}s:{WRONG[kind]}")


def founded() -> list[tuple[Entry, int]]:
    """Return each entry of the catalog that cites a founding text, with the number of the text."""
    parts = ("muscles", "conditions", "red_flags", "activities", "advice", "exercises", "doses", "targets", "patterns", "self_tests")
    entries: list[tuple[Entry, Any]] = [((part, key), e) for part in parts for key, e in getattr(CATALOG, part).items()]
    entries += [(("edges", f"{e.muscle}>{e.drives}"), e) for e in CATALOG.edges]
    entries += [(("stop_rules", r.id), r) for r in CATALOG.stop_rules]
    sources = ((entry, {*e.sources, *(s for r in getattr(e, "rules", ()) for s in r.sources)}) for entry, e in entries)
    return [(entry, text) for entry, cited in sources for text in TEXTS if f"founding-{text}" in cited]


def test_nothing_founded_is_untraced() -> None:
    """What cites a founding text is named by a claim of that text."""
    told = {text: {entry for c in CLAIMS if text in c["texts"] for p in c.get("holds", []) for entry in named(p)} for text in TEXTS}
    untraced = [f"{part}: {key} cites founding-{text}" for (part, key), text in founded() if (part, key) not in told[text]]
    assert not untraced, "\n" + "\n".join(untraced)


# Claims that no other test holds: what single answers make of the needs, of the advice and of a week

SOMEBODY: dict[str, Any] = {
    "name": "Kim",
    "birth_year": 1990,
    "timezone": "Europe/London",
    "red_flags": [],
    "screened": "2026-11-20",
    "fitness": "active",
    "equipment": ["mat", "foam-roller"],
    "schedule": {"sessions_per_week": 1, "minutes": 30, "max_exercises": 12, "windows": {"wed": "07:00-08:00"}},
}


def pain(region: str, intensity: int = 5, **more: Any) -> list[dict[str, Any]]:
    return [{"region": region, "side": "left", "intensity": intensity, "weeks": 5, **more}]


def needs_of(**answers: Any) -> dict[tuple[str, str], Need]:
    """Return the needs of the left side, by muscle and action."""
    profile = person({**SOMEBODY, **answers}, CATALOG)
    found = assess(profile, screen(profile, CATALOG, TODAY, dates_of(WEEK)).active, CATALOG)
    return {(n.muscle, n.action): n for n in found if n.side == "left"}


def says_why(need: Need, reason: str) -> bool:
    return any(b.id.endswith(reason) for b in need.because)


def advice_of(**answers: Any) -> set[str]:
    profile = person({**SOMEBODY, **answers}, CATALOG)
    return {a.id for a in advise(profile, screen(profile, CATALOG, TODAY, dates_of(WEEK)), CATALOG)}


def week_of(**answers: Any) -> Plan:
    profile = person({**SOMEBODY, **answers}, CATALOG)
    plan = plan_week(Request(profile=profile, digest="", week=WEEK, today=TODAY, limit=1.0, gap=0.05), CATALOG)
    assert isinstance(plan, Plan), plan
    assert verify(plan, CATALOG, profile) == []
    assert all(item.because for session in plan.sessions for item in session.items)
    return plan


def at(session: Session, phase: str, muscle: str) -> list[int]:
    """Return the places in a session at which this is done for a muscle or a group."""
    return [n for n, i in enumerate(session.items) if i.phase == phase and set(BODY.members(muscle)) & set(i.muscles)]


def items(plan: Plan) -> list[Item]:
    return [item for session in plan.sessions for item in session.items]


def test_what_was_found_decides_what_is_done() -> None:
    found = needs_of(
        findings={"tight": {"muscle": "hamstrings", "side": "left"}, "weak": {"muscle": "gluteus-medius"}, "long": {"muscle": "rhomboids"}}
    )
    assert {
        ("biceps-femoris", "release"),
        ("biceps-femoris", "lengthen"),
        ("gluteus-medius", "activate"),
        ("rhomboids", "activate"),
    } <= set(found)
    assert ("rhomboids", "lengthen") not in found


def test_hamstrings_that_do_not_hurt_are_looked_after_when_the_buttock_does() -> None:
    found = needs_of(pain=pain("buttock"))
    for action in ("release", "lengthen"):
        assert says_why(found["biceps-femoris", action], "hamstrings.gluteus-medius")
        assert found["biceps-femoris", action].weight < found["gluteus-medius", "release"].weight


def test_thigh_and_calf_are_looked_at_when_the_buttock_hurts() -> None:
    found = needs_of(pain=pain("buttock"))
    for action in ("release", "lengthen"):
        assert says_why(found["rectus-femoris", action], "rectus-femoris.gluteals")
        assert says_why(found["gastrocnemius", action], "calves.gluteals")


@pytest.mark.parametrize("provoked_by", [[], ["walking", "running"]])
def test_with_back_pain_the_side_of_the_hip_is_made_strong(provoked_by: list[str]) -> None:
    found = needs_of(pain=pain("low-back", 3, weeks=20, provoked_by=provoked_by))
    assert says_why(found["gluteus-medius", "activate"], "gluteals.lumbar-erectors")
    assert says_why(found["psoas-major", "lengthen"], "hip-flexors.lumbar-erectors")


def test_with_knee_pain_the_side_of_the_hip_is_made_strong() -> None:
    assert says_why(needs_of(pain=pain("knee"))["gluteus-medius", "activate"], "gluteus-medius.quadriceps")


def test_a_cyclist_is_told_of_the_fit_of_the_bike_where_it_hurts() -> None:
    rides = [{"activity": "cycling", "days": ["sat"], "minutes": 90}]
    assert "bike-fit" in advice_of(activities=rides, pain=pain("low-back"))
    assert "bike-fit" not in advice_of(activities=rides)
    assert "bike-fit" not in advice_of(pain=pain("low-back"))


def test_who_lies_badly_is_told_how() -> None:
    assert "sleep-side-pillow" in advice_of(pain=pain("outer-hip", provoked_by=["lying"]))
    assert "sleep-side-pillow" not in advice_of(pain=pain("outer-hip"))
    assert "sleep-side-pillow" not in advice_of(pain=pain("elbow", provoked_by=["lying"]))


def test_strong_pain_is_told_to_keep_moving_and_to_be_seen() -> None:
    assert {"keep-moving", "ask-a-professional"} <= advice_of(pain=pain("low-back", 8))


@pytest.mark.parametrize(
    ("flag", "level"),
    [
        ("saddle-numb", "emergency"),
        ("bladder-bowel", "emergency"),
        ("both-legs", "emergency"),
        ("leg-weak-fast", "emergency"),
        ("leg-weak", "urgent"),
        ("fever-back", "urgent"),
    ],
)
def test_each_sign_from_the_nerves_stops_the_plan_by_itself(flag: str, level: str) -> None:
    found = screen(person({**SOMEBODY, "red_flags": [flag]}, CATALOG), CATALOG, TODAY, dates_of(WEEK))
    assert found.stopped
    assert [(f.id, f.level) for f in found.findings] == [(flag, level)]


def test_the_front_of_the_thigh_is_trained_after_the_tight_back_was_loosened() -> None:
    plan = week_of(
        findings={"tight": {"muscle": "hamstrings"}, "weak": [{"muscle": "quadriceps"}, {"muscle": "iliopsoas"}]}, fitness="sedentary"
    )
    (session,) = plan.sessions
    assert session.items[0].phase == "warm-up"
    freed, held = at(session, "release", "hamstrings"), at(session, "static", "hamstrings")
    trained = at(session, "activation", "quadriceps"), at(session, "activation", "iliopsoas")
    assert all((freed, held, *trained))
    assert max(freed) < min(held) < min(map(min, trained))


def test_hip_flexors_are_lengthened_before_the_buttocks_are_trained() -> None:
    plan = week_of(
        findings={"tight": {"muscle": "iliopsoas"}, "weak": {"muscle": "gluteals"}},
        equipment=["mat", "dumbbell"],
        preferences={"prefer": ["goblet-squat", "forward-lunge"]},
    )
    (session,) = plan.sessions
    assert max(at(session, "static", "iliopsoas")) < min(at(session, "activation", "gluteals"))
    assert not {"goblet-squat", "forward-lunge"} & {e.exercise for e in plan.excluded}
    assert {"goblet-squat", "forward-lunge"} & {i.exercise for i in session.items}


def test_late_in_pregnancy_the_side_of_the_hip_is_eased_lightly() -> None:
    plan = week_of(conditions={"id": "pregnancy", "due": "2027-01-10", "cleared": "2026-11-02", "by": "midwife"})
    eased = [i for i in items(plan) if i.phase == "release" and "gluteus-medius" in i.muscles]
    assert eased
    assert all("pregnancy-trimester-3.tools-wall" in {c.rule for c in i.changes} for i in eased)
    assert all(set(CATALOG.exercises[i.exercise].positions) <= {"standing", "wall", "seated"} for i in eased)


def test_who_owns_a_cane_is_given_the_cane() -> None:
    wish = {"prefer": ["cane-gluteus-medius"]}
    tight = {"tight": {"muscle": "gluteus-medius"}}
    assert "cane-gluteus-medius" in {i.exercise for i in items(week_of(equipment=["cane"], findings=tight, preferences=wish))}
    assert "cane-gluteus-medius" in {e.exercise for e in week_of(findings=tight, preferences=wish).excluded}
