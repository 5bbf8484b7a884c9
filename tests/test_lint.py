"""The checks of a whole catalog: the real one passes, and each check finds an entry that was broken for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from routine import lint
from routine.lint import anatomy, coverage, doses, loads, movements, patterns, rules, wording, words
from routine.load.catalog import Places, home, read_catalog
from routine.model.catalog import Catalog, Exercise, Partner
from routine.model.conditions import Change, Match, Raise, Rule, Span
from routine.model.signs import Found, Spared
from routine.problem import Problem

Check = Callable[[Catalog, Places], Iterator[Problem]]


@pytest.fixture(scope="module")
def real() -> tuple[Catalog, Places]:
    return read_catalog(home())


def with_entry(catalog: Catalog, part: str, key: str, **changes: Any) -> Catalog:
    """Return the catalog with one entry changed."""
    entries = getattr(catalog, part)
    return catalog.model_copy(update={part: {**entries, key: entries[key].model_copy(update=changes)}})


def with_rule(catalog: Catalog, key: str, **changes: Any) -> Catalog:
    """Return the catalog with the first rule of a condition changed."""
    first, *others = catalog.conditions[key].rules
    return with_entry(catalog, "conditions", key, rules=(first.model_copy(update=changes), *others))


def a_rule(**changes: Any) -> Rule:
    plain = {
        "id": "gtps.mine",
        "verdict": "contraindication",
        "match": Match(load=("single-leg",)),
        "why": "w",
        "sources": ("grim15",),
        "certainty": "expert",
    }
    return Rule.model_validate({**plain, **changes})


def without(load: str, exercise: Exercise) -> tuple[str, ...]:
    assert load in exercise.loads
    return tuple(x for x in exercise.loads if x != load)


def test_the_catalog_has_no_finding(real: tuple[Catalog, Places]) -> None:
    assert lint.lint(*real) == []


def test_every_check_of_the_package_is_run() -> None:
    modules = (anatomy, coverage, doses, loads, movements, patterns, rules, wording, words)
    written = {getattr(m, name) for m in modules for name in vars(m) if name.startswith("check_")}
    assert written == {*lint.GROUND, *lint.CHECKS}


def test_every_load_and_position_that_the_checks_name_exists(real: tuple[Catalog, Places]) -> None:
    vocabulary = real[0].vocabulary
    known = words.known(real[0])["load"]
    assert set(vocabulary.positions) >= loads.ON_THE_FLOOR | loads.ON_A_KNEE | loads.ON_THE_ARMS
    for pattern in {p for implied in loads.IMPLIED for p in implied.one_of}:
        assert any(fnmatchcase(load, pattern) for load in known), pattern
    assert loads.BED in vocabulary.equipment
    assert loads.FLOOR in vocabulary.loads


def exercise_case(key: str, **changes: Any) -> Callable[[Catalog], Catalog]:
    return lambda catalog: with_entry(catalog, "exercises", key, **changes)


def lacking(key: str, load: str) -> Callable[[Catalog], Catalog]:
    return lambda catalog: with_entry(catalog, "exercises", key, loads=without(load, catalog.exercises[key]))


def without_exercises(gone: Callable[[Exercise], bool]) -> Callable[[Catalog], Catalog]:
    return lambda catalog: catalog.model_copy(update={"exercises": {k: e for k, e in catalog.exercises.items() if not gone(e)}})


# One slip each: the check that must find it, how the catalog is broken, and where the finding must stand.
SLIPS: dict[str, tuple[Check, Callable[[Catalog], Catalog], str, str]] = {
    "muscle": (
        words.check_references,
        exercise_case("clamshell", primary=("gluteus-medus",)),
        "clamshell.primary",
        "did you mean 'gluteus-medius'",
    ),
    "position": (words.check_references, exercise_case("clamshell", positions=("lying-down",)), "clamshell.positions", ""),
    "load": (words.check_references, exercise_case("clamshell", loads=("floor-transfr",)), "clamshell.loads", "floor-transfer"),
    "pressed place": (words.check_references, exercise_case("ball-calf", loads=("pressure:claf",)), "ball-calf.loads", "pressure:calf"),
    "equipment": (words.check_references, exercise_case("clamshell", equipment=(("matt",),)), "clamshell.equipment", "mat"),
    "technique": (words.check_references, exercise_case("clamshell", technique="activaton"), "clamshell.technique", "activation"),
    "warmed region": (words.check_references, exercise_case("march-in-place", warms=("legs",)), "march-in-place.warms", "leg"),
    "neighbour": (words.check_references, exercise_case("clamshell", easier="clamshel"), "clamshell.easier", "clamshell"),
    "source": (words.check_references, exercise_case("clamshell", sources=("garber12",)), "clamshell.sources", "garber11"),
    "phase": (
        words.check_references,
        lambda c: with_entry(c, "conditions", "pregnancy", phases=(Span(condition="pregnancy-4"),)),
        "pregnancy.phases.condition",
        "",
    ),
    "strictest": (
        words.check_references,
        lambda c: with_entry(c, "conditions", "pregnancy", strictest="pregnancy-4"),
        "pregnancy.strictest",
        "",
    ),
    "provoker": (
        words.check_references,
        lambda c: with_entry(
            c,
            "conditions",
            "pain-on-turning",
            applies=c.conditions["pain-on-turning"].applies.model_copy(update={"provoked_by": ("twisting",)}),  # type: ignore[union-attr]
        ),
        "pain-on-turning.applies.provoked_by",
        "",
    ),
    "rule's column": (
        words.check_references,
        lambda c: with_rule(c, "gtps", match=Match(column=("rollr",))),
        "gtps.rules.match.column",
        "roller",
    ),
    "rule's region": (
        words.check_references,
        lambda c: with_rule(c, "gtps", match=Match(pressure=("outer-hips",))),
        "gtps.rules.match.pressure",
        "outer-hip",
    ),
    "rule's exercise": (
        words.check_references,
        lambda c: with_rule(c, "gtps", unless=Match(exercise=("clams",))),
        "gtps.rules.unless.exercise",
        "",
    ),
    "rule's condition": (
        words.check_references,
        exercise_case("clamshell", rules=(a_rule(id="clamshell.mine", when=("gtp",)),)),
        "clamshell.rules.when",
        "gtps",
    ),
    "flag of a raise": (
        words.check_references,
        lambda c: with_entry(
            c, "red_flags", "leg-weak", raises=(c.red_flags["leg-weak"].raises[0].model_copy(update={"with_flag": ("both-leg",)}),)
        ),
        "leg-weak.raises.with_flag",
        "both-legs",
    ),
    "advice": (
        words.check_references,
        lambda c: with_entry(c, "activities", "cycling", advice=("bike-fitt",)),
        "cycling.advice",
        "bike-fit",
    ),
    "group's member": (
        words.check_references,
        lambda c: with_entry(c, "groups", "calves", members=("soleus", "hamstrings")),
        "calves.members",
        "",
    ),
    "antagonist": (
        words.check_references,
        lambda c: with_entry(c, "muscles", "soleus", antagonists=(Partner(muscle="tibialis"),)),
        "soleus.antagonists.muscle",
        "",
    ),
    "activity's muscle": (
        words.check_references,
        lambda c: with_entry(c, "activities", "cycling", needs=(c.activities["cycling"].needs[0].model_copy(update={"muscle": "psoas"}),)),
        "cycling.needs.muscle",
        "psoas-major",
    ),
    "place where a muscle is seldom felt": (
        words.check_references,
        lambda c: with_entry(c, "muscles", "soleus", seldom=("sacrm",)),
        "soleus.seldom",
        "sacrum",
    ),
    "pattern's muscle": (
        words.check_references,
        lambda c: with_entry(c, "patterns", "hamstrings-long", spares=(Spared(muscle="hamstring", action="lengthen"),)),
        "hamstrings-long.spares.muscle",
        "hamstrings",
    ),
    "pattern's self-test": (
        words.check_references,
        lambda c: with_entry(c, "patterns", "hamstrings-tight", tests=("bed-edge",)),
        "hamstrings-tight.tests",
        "bed-edge",
    ),
    "self-test's load": (
        words.check_references,
        lambda c: with_entry(c, "self_tests", "knee-to-wall", loads=("ankle-dorsiflexion",)),
        "knee-to-wall.loads",
        "ankle-dorsiflexion-end-range",
    ),
    "self-test's condition": (
        words.check_references,
        lambda c: with_entry(c, "self_tests", "knee-to-wall", not_for=("severe-pains",)),
        "knee-to-wall.not_for",
        "severe-pain",
    ),
    "a self-test that hides what it asks of a body": (
        loads.check_implied_loads,
        lambda c: with_entry(c, "self_tests", "one-leg-stand", loads=("single-leg",)),
        "one-leg-stand.loads",
        "standing on one leg without balance",
    ),
    "a step of a self-test too long": (
        wording.check_steps,
        lambda c: with_entry(c, "self_tests", "knee-to-wall", how=("Stand " + "very " * 14 + "still.",)),
        "knee-to-wall.how",
        "14",
    ),
    "pattern of everybody": (
        patterns.check_patterns,
        lambda c: with_entry(c, "patterns", "lasting-back-pain", pain=None),
        "lasting-back-pain",
        "`found`",
    ),
    "pattern without an effect": (
        patterns.check_patterns,
        lambda c: with_entry(c, "patterns", "lasting-back-pain", needs=()),
        "lasting-back-pain",
        "`needs`",
    ),
    "question without a self-test": (
        patterns.check_patterns,
        lambda c: with_entry(c, "patterns", "hamstrings-unclear", tests=()),
        "hamstrings-unclear.ask",
        "settles",
    ),
    "pattern that wants and does not want": (
        patterns.check_patterns,
        lambda c: with_entry(c, "patterns", "hamstrings-long", spares=(Spared(muscle="biceps-femoris", action="activate"),)),
        "hamstrings-long.spares",
        "'activate' of 'biceps-femoris'",
    ),
    "pattern that never holds": (
        patterns.check_patterns,
        lambda c: with_entry(c, "patterns", "hamstrings-tight", unless=c.patterns["hamstrings-tight"].found),
        "hamstrings-tight.found",
        "never holds",
    ),
    "self-test of one step": (
        patterns.check_self_tests,
        lambda c: with_entry(c, "self_tests", "knee-to-wall", how=("Look.",)),
        "knee-to-wall.how",
        "say more",
    ),
    "self-test of many things": (
        patterns.check_self_tests,
        lambda c: with_entry(c, "self_tests", "knee-to-wall", finding=Found(kind=("tight", "weak"), muscle=("soleus",))),
        "knee-to-wall.finding",
        "one kind",
    ),
    "self-test whose finding nothing serves": (
        patterns.check_self_tests,
        lambda c: with_entry(c, "self_tests", "chin-tuck-hold", finding=Found(kind=("tight",), muscle=("deep-neck-flexors",))),
        "chin-tuck-hold.finding",
        "another muscle",
    ),
    "self-test in severe pain": (
        patterns.check_self_tests,
        lambda c: with_entry(c, "self_tests", "knee-to-wall", not_for=()),
        "knee-to-wall.not_for",
        "add severe-pain",
    ),
    "id": (words.check_ids, lambda c: c.model_copy(update={"regions": {**c.regions, "Left_Hand": c.regions["hand"]}}), "Left_Hand", ""),
    "alias": (words.check_aliases, lambda c: with_entry(c, "conditions", "gtps", aliases=("sciatica",)), "aliases", "keep it at one"),
    "alias that is an id": (words.check_aliases, lambda c: with_entry(c, "regions", "hip", aliases=("knee",)), "aliases", ""),
    "no source": (words.check_sources, exercise_case("clamshell", sources=()), "clamshell.sources", ""),
    "rule without source": (words.check_sources, lambda c: with_rule(c, "gtps", sources=()), "gtps.rules", ""),
    "region loop": (anatomy.check_region_tree, lambda c: with_entry(c, "regions", "leg", part_of="calf"), "part_of", ""),
    "region outside the body": (anatomy.check_region_tree, lambda c: with_entry(c, "regions", "leg", part_of=None), "leg", "body"),
    "group named like a muscle": (
        anatomy.check_groups,
        lambda c: c.model_copy(update={"groups": {**c.groups, "soleus": c.groups["calves"]}}),
        "soleus",
        "rename",
    ),
    "group of one": (anatomy.check_groups, lambda c: with_entry(c, "groups", "calves", members=("soleus",)), "calves.members", ""),
    "no antagonist": (
        anatomy.check_antagonists,
        lambda c: with_entry(c, "muscles", "soleus", antagonists=()),
        "soleus.antagonists",
        "no_antagonist",
    ),
    "partner for and against": (
        anatomy.check_antagonists,
        lambda c: with_entry(c, "muscles", "soleus", synergists=(Partner(muscle="tibialis-anterior"),)),
        "soleus.antagonists",
        "",
    ),
    "its own antagonist": (
        anatomy.check_antagonists,
        lambda c: with_entry(c, "muscles", "soleus", antagonists=(Partner(muscle="soleus"),)),
        "soleus.antagonists",
        "",
    ),
    "need that nothing serves": (
        anatomy.check_needs_can_be_served,
        lambda c: with_entry(
            c,
            "activities",
            "cycling",
            needs=(c.activities["cycling"].needs[0].model_copy(update={"muscle": "jaw-muscles", "action": "activate"}),),
        ),
        "cycling.needs",
        "call for what can be done",
    ),
    "need to press what is not pressed": (
        anatomy.check_needs_can_be_served,
        lambda c: with_entry(
            c,
            "activities",
            "cycling",
            needs=(c.activities["cycling"].needs[0].model_copy(update={"muscle": "iliopsoas", "action": "release"}),),
        ),
        "cycling.needs",
        "",
    ),
    "stretch that stays cold": (
        anatomy.check_stretches_can_be_warmed,
        lambda c: c.model_copy(
            update={"exercises": {k: e for k, e in c.exercises.items() if e.technique != "warm-up" or "wrist" not in e.warms}}
        ),
        "primary",
        "",
    ),
    "dose that is not there": (doses.check_dose_keys, exercise_case("clamshell", dose="lengthen"), "clamshell.dose", ""),
    "dose of an unknown age": (
        doses.check_dose_keys,
        lambda c: c.model_copy(update={"doses": {**c.doses, "ball.release.teen": c.doses["ball.release.child"]}}),
        "ball.release.teen",
        "",
    ),
    "usual outside": (
        doses.check_dose_figures,
        lambda c: with_entry(c, "doses", "ball.release.adult", usual=90),
        "ball.release.adult.usual",
        "",
    ),
    "careful outside": (
        doses.check_dose_figures,
        lambda c: with_entry(c, "doses", "ball.release.adult", careful=5),
        "ball.release.adult.careful",
        "",
    ),
    "careful above usual": (
        doses.check_dose_figures,
        lambda c: with_entry(c, "doses", "ball.release.adult", careful=60),
        "ball.release.adult.careful",
        "smaller",
    ),
    "range upside down": (
        doses.check_dose_figures,
        lambda c: with_entry(c, "doses", "ball.release.adult", work_s=(60, 30)),
        "ball.release.adult.work_s",
        "",
    ),
    "two things counted": (
        doses.check_dose_figures,
        lambda c: with_entry(c, "doses", "ball.release.adult", reps=(8, 15)),
        "ball.release.adult",
        "",
    ),
    "no target": (doses.check_targets, lambda c: c.model_copy(update={"targets": {}}), "release", ""),
    "gap between ages": (doses.check_targets, lambda c: c.model_copy(update={"ages": {**c.ages, "older": (66, 120)}}), "ages", ""),
    "no rep_s": (doses.check_repetitions, exercise_case("clamshell", rep_s=None), "clamshell.rep_s", ""),
    "rep_s for nothing": (doses.check_repetitions, exercise_case("ball-calf", rep_s=3), "ball-calf.rep_s", "delete"),
    "no setup_s": (doses.check_repetitions, exercise_case("ball-calf", setup_s=0), "ball-calf.setup_s", ""),
    "no switch_s": (doses.check_switching, exercise_case("clamshell", switch_s=0), "clamshell.switch_s", ""),
    "switch_s for nothing": (doses.check_switching, exercise_case("glute-bridge", switch_s=5), "glute-bridge.switch_s", ""),
    "release without pressure": (
        loads.check_implied_loads,
        lacking("stick-quadriceps", "pressure:front-thigh"),
        "stick-quadriceps.loads",
        "",
    ),
    "stretch without an end": (loads.check_implied_loads, exercise_case("wall-soleus", loads=()), "wall-soleus.loads", ""),
    "kneeling without a knee": (
        loads.check_implied_loads,
        lacking("half-kneeling-hip-flexor", "knee-weight"),
        "half-kneeling-hip-flexor.loads",
        "",
    ),
    "floor without getting down": (loads.check_implied_loads, lacking("clamshell", "floor-transfer"), "clamshell.loads", ""),
    "hands and knees without arms": (
        loads.check_implied_loads,
        lambda c: with_entry(c, "exercises", "cat-camel", loads=("knee-weight", "floor-transfer")),
        "cat-camel.loads",
        "",
    ),
    "hands without shoulders": (loads.check_implied_loads, lacking("ball-calf", "shoulder-weight"), "ball-calf.loads", ""),
    "side without a side": (loads.check_implied_loads, lacking("clamshell", "lying-on-other-side"), "clamshell.loads", ""),
    "head low": (loads.check_implied_loads, lacking("down-dog-pedal", "head-below-heart"), "down-dog-pedal.loads", ""),
    "hold without a hold": (loads.check_implied_loads, lacking("wall-plank", "isometric-hold"), "wall-plank.loads", ""),
    "one leg without balance": (loads.check_implied_loads, lacking("step-up", "balance"), "step-up.loads", ""),
    "straight leg without its nerve": (
        loads.check_implied_loads,
        lacking("doorway-hamstring", "nerve-tension-leg"),
        "doorway-hamstring.loads",
        "",
    ),
    "pressure elsewhere": (
        loads.check_pressure_is_on_the_muscle,
        exercise_case("ball-calf", loads=("pressure:shin",)),
        "ball-calf.loads",
        "pressure:calf",
    ),
    "pressure on half a body": (
        loads.check_pressure_is_exact,
        exercise_case("ball-calf", loads=("pressure:leg",)),
        "ball-calf.loads",
        "pressure:calf",
    ),
    "floor for nothing": (loads.check_floor_is_meant, exercise_case("chair-squat", loads=("floor-transfer",)), "chair-squat.loads", ""),
    "no aim": (movements.check_muscle_lists, exercise_case("clamshell", primary=()), "clamshell.primary", ""),
    "aim and helper": (movements.check_muscle_lists, exercise_case("glute-bridge", secondary=("gluteals",)), "glute-bridge.secondary", ""),
    "pressing what is not pressed": (
        movements.check_release_is_allowed,
        exercise_case("stick-quadriceps", primary=("quadriceps",)),
        "stick-quadriceps.primary",
        "",
    ),
    "warm-up of nothing": (movements.check_warming, exercise_case("march-in-place", warms=()), "march-in-place.warms", ""),
    "warm-up of everything": (movements.check_warming, exercise_case("march-in-place", warms=("body",)), "march-in-place.warms", "name"),
    "stretch that claims to warm": (movements.check_warming, exercise_case("wall-soleus", warms=("leg",)), "wall-soleus.warms", ""),
    "double": (
        movements.check_doubles,
        lambda c: c.model_copy(update={"exercises": {**c.exercises, "clam": c.exercises["clamshell"].model_copy(update={"id": "clam"})}}),
        "clam",
        "clamshell",
    ),
    "ladder that goes round": (
        movements.check_neighbours,
        exercise_case("glute-bridge", easier="single-leg-bridge"),
        "glute-bridge.easier",
        "one way",
    ),
    "its own neighbour": (movements.check_neighbours, exercise_case("glute-bridge", easier="glute-bridge"), "glute-bridge.easier", ""),
    "easier with a higher level": (
        movements.check_neighbours,
        exercise_case("clamshell", easier="hip-thrust"),
        "clamshell.easier",
        "level",
    ),
    "ruled out for everyone": (
        movements.check_nobody_left_out,
        exercise_case("ball-calf", loads=("pressure:knee-back",)),
        "ball-calf.loads",
        "",
    ),
    "review on no day": (
        movements.check_reviewed,
        lambda c: with_entry(
            c, "exercises", "clamshell", reviewed=c.exercises["clamshell"].reviewed.model_copy(update={"on": "last week"})
        ),
        "clamshell.reviewed.on",
        "quoted",
    ),
    "rule id twice": (rules.check_rule_ids, lambda c: with_rule(c, "gtps", id=c.conditions["gtps"].rules[1].id), "gtps.rules.id", ""),
    "rule id of another": (rules.check_rule_ids, lambda c: with_rule(c, "gtps", id="stroke.mine"), "gtps.rules.id", "gtps."),
    "rule that means all": (rules.check_rule_words, lambda c: with_rule(c, "gtps", match=Match()), "gtps.rules.match", ""),
    "when outside an exercise": (rules.check_rule_words, lambda c: with_rule(c, "gtps", when=("stroke",)), "gtps.rules.when", ""),
    "place that nobody gives": (
        rules.check_rule_words,
        lambda c: with_rule(c, "stroke", match=Match(pressure=("given",))),
        "stroke.rules.match",
        "",
    ),
    "rule that means none": (
        rules.check_rules_meet,
        lambda c: with_rule(c, "gtps", match=Match(technique=("warm-up",), load=("lying-on-other-side",))),
        "gtps.rules.match",
        "",
    ),
    "own rule that misses its exercise": (
        rules.check_rules_meet,
        exercise_case("clamshell", rules=(a_rule(id="clamshell.mine", when=("gtps",)),)),
        "clamshell.rules.match",
        "",
    ),
    "ban with a change": (
        rules.check_changes,
        lambda c: with_rule(c, "gtps", change=Change(kind="range", text="Small.")),
        "gtps.rules.change",
        "",
    ),
    "care without a change": (rules.check_changes, lambda c: with_rule(c, "gtps", verdict="precaution"), "gtps.rules", ""),
    "clearance without a change": (rules.check_changes, lambda c: with_rule(c, "gtps", verdict="clearance"), "gtps.rules", ""),
    "seconds only in the text": (
        rules.check_figures_in_changes,
        lambda c: with_rule(c, "gtps", verdict="precaution", change=Change(kind="time", text="At most 20 seconds.")),
        "gtps.rules.change.max_s",
        "max_s: 20",
    ),
    "flag that weighs more for nothing": (
        rules.check_raises,
        lambda c: with_entry(c, "red_flags", "faint", raises=(Raise(to="urgent", why="A reason."),)),
        "faint.raises",
        "with_flag",
    ),
    "flag that is raised to where it stands": (
        rules.check_raises,
        lambda c: with_entry(c, "red_flags", "faint", raises=(Raise(to="clearance", age_over=50, why="A reason."),)),
        "faint.raises.to",
        "graver",
    ),
    "phases with a gap": (
        rules.check_phases,
        lambda c: with_entry(
            c,
            "conditions",
            "hip-replacement",
            phases=(Span(condition="hip-replacement-recent", to_days=80), c.conditions["hip-replacement"].phases[1]),
        ),
        "hip-replacement.phases",
        "",
    ),
    "phases without a date": (
        rules.check_phases,
        lambda c: with_entry(c, "conditions", "hip-replacement", dated=None),
        "hip-replacement.phases",
        "",
    ),
    "phases and rules": (
        rules.check_phases,
        lambda c: with_entry(c, "conditions", "hip-replacement", rules=(a_rule(),)),
        "hip-replacement.rules",
        "",
    ),
    "long step": (wording.check_steps, exercise_case("clamshell", steps=("word " * 15, "Lift.", "Lower.")), "clamshell.steps", "more"),
    "blank text": (wording.check_empty_texts, exercise_case("clamshell", stop=" "), "clamshell.stop", ""),
    "answer to no question": (wording.check_empty_texts, exercise_case("clamshell", stop="no"), "clamshell.stop", "few words"),
    "no mistake": (wording.check_empty_texts, exercise_case("clamshell", mistakes=()), "clamshell.mistakes", ""),
    "unknown braces": (
        wording.check_placeholders,
        lambda c: with_entry(c, "red_flags", "leg-weak", do="Call {number}."),
        "leg-weak.do",
        "",
    ),
    "emergency without a number": (
        wording.check_placeholders,
        lambda c: with_entry(c, "red_flags", "both-legs", do="Wait."),
        "both-legs.do",
        "{emergency}",
    ),
    "claim of care": (wording.check_care_words, exercise_case("clamshell", feel="It heals your hip."), "clamshell.feel", "settle"),
    "claim in a rule": (
        wording.check_care_words,
        lambda c: with_rule(c, "gtps", why="It is the treatment of choice."),
        "gtps.rules.why",
        "plan",
    ),
    "said as if certain": (
        wording.check_modesty,
        exercise_case("clamshell", more="It breaks up knots. It corrects your posture."),
        "clamshell.more",
        "may",
    ),
    "muscle without a stretch": (
        coverage.check_muscles_are_served,
        without_exercises(lambda e: e.technique in ("static-stretch", "dynamic-stretch")),
        "gracilis.no_lengthen",
        "give the reason",
    ),
    "muscle without a release": (
        coverage.check_muscles_are_served,
        without_exercises(lambda e: "infraspinatus" in e.primary and e.dose == "release"),
        "infraspinatus.release",
        "",
    ),
    "muscle that nothing strengthens": (
        coverage.check_muscles_are_served,
        without_exercises(lambda e: "multifidus" in e.primary and e.technique == "activation"),
        "multifidus.no_activate",
        "",
    ),
    "reason beside an exercise": (
        coverage.check_muscles_are_served,
        lambda c: with_entry(c, "muscles", "soleus", no_lengthen="It is short enough."),
        "soleus.no_lengthen",
        "delete the reason",
    ),
    "place where one must own something": (
        coverage.check_places_are_served,
        without_exercises(lambda e: all({"floor", "wall", "mat", "towel"} & set(any_of) for any_of in e.equipment)),
        "calf",
        "without equipment",
    ),
    "place that needs the floor": (
        coverage.check_places_are_served,
        without_exercises(lambda e: not loads.ON_THE_FLOOR & set(e.positions)),
        "buttock",
        "stands or sits",
    ),
    "rung for something else": (
        coverage.check_ladders,
        exercise_case("clamshell", harder="calf-raise-floor"),
        "clamshell.harder",
        "same muscle",
    ),
    "ladder of one step": (
        coverage.check_ladders,
        lambda c: c.model_copy(
            update={
                "exercises": {
                    "clamshell": c.exercises["clamshell"].model_copy(update={"easier": None, "harder": "fire-hydrant"}),
                    "fire-hydrant": c.exercises["fire-hydrant"].model_copy(update={"easier": None, "harder": None}),
                }
            }
        ),
        "clamshell.easier",
        "add a rung",
    ),
    "hard to read": (
        wording.check_reading_level,
        exercise_case(
            "clamshell",
            feel="Predominantly gluteal contraction accompanied by progressively increasing lumbopelvic stabilisation.",
            more="Simultaneous lumbopelvic stabilisation necessitates considerable neuromuscular coordination throughout.",
        ),
        "clamshell.steps",
        "shorter",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_found(slip: str, real: tuple[Catalog, Places]) -> None:
    check, breaking, field, fix = SLIPS[slip]
    catalog, places = real
    found = list(check(breaking(catalog), places))
    assert [p for p in found if p.field.endswith(field) and fix in p.fix + p.what and p.what], (slip, found)


def test_every_check_has_its_slip() -> None:
    assert {check for check, *_ in SLIPS.values()} == {*lint.GROUND, *lint.CHECKS}


def test_a_finding_names_the_line_and_what_to_do(real: tuple[Catalog, Places]) -> None:
    catalog, places = real
    (found,) = words.check_references(with_entry(catalog, "exercises", "clamshell", easier="clamshel"), places)
    assert found.file.endswith("exercises/activation/clamshell.yaml")
    assert found.line > 1
    assert str(found).splitlines()[0].endswith("clamshell.easier: there is no exercise 'clamshel'")


def test_while_a_word_is_missing_only_that_is_told(real: tuple[Catalog, Places]) -> None:
    catalog, places = real
    broken = with_entry(with_entry(catalog, "exercises", "clamshell", technique="nosuch"), "exercises", "glute-bridge", switch_s=5)
    assert {p.field for p in lint.lint(broken, places)} == {"clamshell.technique", "clamshell.dose"}


def test_a_ban_on_a_place_may_wait_for_whoever_presses_there(real: tuple[Catalog, Places]) -> None:
    catalog, places = real
    waiting = with_rule(catalog, "gtps", match=Match(technique=("cane",), pressure=("sole",)))
    assert not list(rules.check_rules_meet(waiting, places))


def test_a_rule_may_wait_for_a_word_that_no_exercise_uses_yet(real: tuple[Catalog, Places]) -> None:
    catalog, places = real
    hop = with_rule(catalog, "gtps", verdict="precaution", match=Match(load=("impact",)), change=Change(kind="range", text="Small hops."))
    assert not [e for e in catalog.exercises.values() if "impact" in e.loads]
    assert not list(rules.check_rules_meet(hop, places))


def test_forms_that_name_each_other_are_no_doubles(real: tuple[Catalog, Places]) -> None:
    catalog, places = real
    assert not list(movements.check_doubles(catalog, places))
    apart = with_entry(with_entry(catalog, "exercises", "front-plank", easier=None), "exercises", "knee-plank", harder=None)
    assert [p.field for p in movements.check_doubles(apart, places)] == ["knee-plank"]


@pytest.mark.parametrize("word", ["patient", "patients", "treatment", "treats", "prescription", "diagnosed", "cure", "heal", "Healing"])
def test_words_that_claim_care_are_known(word: str) -> None:
    assert wording.CARE.search(f"This {word} helps.")


@pytest.mark.parametrize("word", ["healthy", "patience", "curve", "retreat", "secure", "wheel", "procure"])
def test_words_that_only_look_alike_pass(word: str) -> None:
    assert not wording.CARE.search(f"This {word} helps.")


def test_the_reading_grade_is_the_published_formula() -> None:
    count = wording.syllable_counter()
    assert count is not None
    assert (count("shoulder"), count("hamstring's"), count("squeezed")) == (2, 2, 1)
    assert count("breastbone") == 3  # in no dictionary: every group of vowels counts, which is one too many here
    # 12 words in 2 sentences, 13 syllables.
    grade = wording.reading_grade(("Lie on your back with both knees bent. Hold one knee gently.",), count)
    assert grade == pytest.approx(0.39 * 12 / 2 + 11.8 * 13 / 12 - 15.59)


def test_without_the_dictionary_the_reading_level_is_left_out(real: tuple[Catalog, Places], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "syllable_counter", lambda: None)
    hard = with_entry(
        real[0], "exercises", "clamshell", feel="Predominantly gluteal stabilisation necessitates considerable determination."
    )
    assert not list(wording.check_reading_level(hard, real[1]))
