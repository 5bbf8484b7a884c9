"""What a physiotherapist would nod at: what answers make of the needs, and which self-tests would make them surer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from routine.assess import Holding, assess, patterns_of
from routine.body import Body
from routine.cli import main
from routine.load.catalog import load_catalog
from routine.model.plan import Need
from routine.model.profile import Profile
from routine.model.terms import Side
from routine.screen import age_in, screen
from routine.selftests import Offer, judged, offers
from routine.week import dates_of

from .conftest import ROOT, TODAY, WEEK
from .strategies import person

CATALOG = load_catalog()
BODY = Body(CATALOG)
SOMEBODY: dict[str, Any] = {
    "name": "Kim",
    "birth_year": 1990,
    "timezone": "Europe/London",
    "red_flags": [],
    "screened": "2026-11-20",
    "fitness": "active",
    "equipment": ["mat"],
}
Rows = dict[tuple[str, Side, str], Need]


def profile_of(**answers: Any) -> Profile:
    return person({**SOMEBODY, **answers}, CATALOG)


def needs_of(**answers: Any) -> Rows:
    profile = profile_of(**answers)
    found = assess(profile, screen(profile, CATALOG, TODAY, dates_of(WEEK)).active, CATALOG)
    return {(n.muscle, n.side, n.action): n for n in found}


def held_by(**answers: Any) -> list[Holding]:
    return list(patterns_of(profile_of(**answers), CATALOG))


def offered(**answers: Any) -> list[Offer]:
    profile = profile_of(**answers)
    dates = dates_of(WEEK)
    active = screen(profile, CATALOG, TODAY, dates).active
    return list(offers(profile, assess(profile, active, CATALOG), active, CATALOG, age_in(profile, dates)))


def pain(region: str, intensity: int = 5, **more: Any) -> dict[str, Any]:
    return {"region": region, "side": "left", "intensity": intensity, "weeks": 5, **more}


def found(**kinds: Any) -> dict[str, Any]:
    """`tight="hamstrings"`: what was found on the left."""
    return {kind: [{"muscle": m, "side": "left"} for m in ([names] if isinstance(names, str) else names)] for kind, names in kinds.items()}


def weight(rows: Rows, muscle: str, action: str, side: Side = "left") -> float:
    row = rows.get((muscle, side, action))
    return row.weight if row else 0.0


def why(rows: Rows, muscle: str, action: str, side: Side = "left") -> str:
    return " ".join(b.message for b in rows[muscle, side, action].because)


# ---- the two opposite patterns of the hamstrings


def test_overused_tight_hamstrings_are_loosened_and_the_front_is_made_strong() -> None:
    rows = needs_of(
        findings=found(tight="hamstrings", weak=["quadriceps", "iliopsoas"]), activities=[{"activity": "desk-work", "hours_per_week": 40}]
    )
    assert weight(rows, "biceps-femoris", "release") >= 0.9
    assert weight(rows, "biceps-femoris", "lengthen") >= 0.9
    assert weight(rows, "vastus-medialis", "activate") >= 0.9
    assert weight(rows, "psoas-major", "activate") >= 0.9
    assert not weight(rows, "psoas-major", "lengthen")  # though the desk would ask for it
    assert weight(rows, "psoas-major", "lengthen", "right") >= 0.3


def test_long_tired_hamstrings_under_a_tight_front_are_made_strong_and_never_held_long() -> None:
    rows = needs_of(
        findings=found(weak="hamstrings", tight=["iliopsoas", "quadriceps"]),
        pain=[pain("buttock", 6, provoked_by=["running"])],
        activities=[{"activity": "running", "hours_per_week": 4}, {"activity": "desk-work", "hours_per_week": 40}],
    )
    assert weight(rows, "biceps-femoris", "activate") >= 0.9
    assert not weight(rows, "biceps-femoris", "lengthen")
    assert weight(rows, "iliacus", "lengthen") >= 0.9
    assert weight(rows, "rectus-femoris", "lengthen") >= 0.9
    assert not weight(rows, "vastus-medialis", "activate")  # it is tight and strong enough already
    assert "tear" in why(rows, "biceps-femoris", "activate")


def test_the_two_patterns_ask_for_the_opposite_of_each_other() -> None:
    overused = needs_of(findings=found(tight="hamstrings", weak=["quadriceps", "hip-flexors"]))
    long = needs_of(findings=found(weak="hamstrings", tight=["quadriceps", "hip-flexors"]))
    for muscle, one, other in (("semitendinosus", overused, long), ("psoas-major", long, overused)):
        assert weight(one, muscle, "lengthen") >= 0.9
        assert not weight(other, muscle, "lengthen")
        assert weight(other, muscle, "activate") >= 0.9
        assert not weight(one, muscle, "activate")


def test_a_tight_front_alone_keeps_hamstrings_that_nobody_looked_at_from_being_stretched() -> None:
    rows = needs_of(findings=found(tight="iliopsoas"))
    assert not weight(rows, "biceps-femoris", "lengthen")
    assert weight(rows, "biceps-femoris", "activate") >= 0.3
    assert weight(rows, "biceps-femoris", "move") >= 0.3
    assert "knee-extension" in [o.id for o in offered(findings=found(tight="iliopsoas"))]


def test_a_sore_back_of_the_thigh_is_not_held_long_until_somebody_knows_which_it_is() -> None:
    sore = {"pain": [pain("back-thigh", 4)]}
    assert not weight(needs_of(**sore), "biceps-femoris", "lengthen")
    assert weight(needs_of(**sore), "biceps-femoris", "release") >= 0.3
    assert {"knee-extension", "bed-edge-hip"} <= {o.id for o in offered(**sore)}
    assert weight(needs_of(**sore, findings=found(tight="hamstrings")), "biceps-femoris", "lengthen") >= 0.9
    assert not weight(needs_of(**sore, findings=found(weak="hamstrings")), "biceps-femoris", "lengthen")
    assert "knee-extension" not in {o.id for o in offered(**sore, findings=found(tight="hamstrings"))}


def test_front_and_back_both_tight_are_both_loosened() -> None:
    rows = needs_of(findings=found(tight=["hamstrings", "iliopsoas"]))
    assert weight(rows, "biceps-femoris", "lengthen") >= 0.9
    assert weight(rows, "psoas-major", "lengthen") >= 0.9
    assert weight(rows, "gluteus-maximus", "activate") >= 0.5


# ---- findings drive the graph, even where nothing hurts


@pytest.mark.parametrize(
    ("findings", "muscle", "side", "action"),
    [
        (found(tight="hamstrings"), "gluteus-medius", "left", "activate"),
        (found(tight="hamstrings"), "gluteus-medius", "left", "release"),
        (found(tight="hamstrings"), "vastus-medialis", "left", "activate"),
        (found(tight="hamstrings"), "gluteus-maximus", "left", "activate"),
        (found(tight="gluteus-medius"), "biceps-femoris", "left", "release"),
        (found(tight="gluteus-maximus"), "quadratus-lumborum", "left", "lengthen"),
        (found(weak="gluteus-medius"), "tensor-fasciae-latae", "left", "release"),
        (found(weak="gluteus-medius"), "tensor-fasciae-latae", "left", "lengthen"),
        (found(weak="gluteus-medius"), "quadratus-lumborum", "right", "lengthen"),
        (found(tight="quadratus-lumborum"), "gluteus-medius", "left", "release"),
        (found(tight="quadratus-lumborum"), "gluteus-medius", "right", "activate"),
        (found(weak="gluteus-maximus"), "psoas-major", "left", "lengthen"),
        (found(tight="iliopsoas"), "gluteus-maximus", "left", "activate"),
        (found(tight="upper-trapezius"), "lower-trapezius", "left", "activate"),
        (found(tight="suboccipitals"), "deep-neck-flexors", "left", "activate"),
        (found(weak="middle-trapezius"), "pectoralis-major", "left", "lengthen"),
    ],
)
def test_a_finding_brings_in_what_hangs_together_with_it(findings: dict[str, Any], muscle: str, side: Side, action: str) -> None:
    row = needs_of(findings=findings)[muscle, side, action]
    (because,) = [b for b in row.because if b.kind == "graph"][:1]
    assert "Here: " in because.message
    assert because.source in CATALOG.sources
    assert row.weight < 0.9  # what was found itself comes first


def test_pain_in_the_knee_calls_the_side_of_the_hip() -> None:
    assert "knee" in why(needs_of(pain=[pain("knee", 4)]), "gluteus-medius", "activate")


def test_a_weak_muscle_is_not_stretched_out_of_habit() -> None:
    weak = found(weak="rectus-femoris")
    assert weight(needs_of(), "rectus-femoris", "lengthen")  # everybody's, where little is known
    assert not weight(needs_of(findings=weak), "rectus-femoris", "lengthen")
    desk = [{"activity": "desk-work", "hours_per_week": 40}]
    assert not weight(needs_of(findings=weak, activities=desk), "rectus-femoris", "lengthen")
    assert weight(needs_of(findings={**weak, **found(tight="rectus-femoris")}, activities=desk), "rectus-femoris", "lengthen") >= 0.9


# ---- pain: how long, what brings it on, how much, which side


def test_low_back_pain_of_three_months_asks_more_of_the_side_of_the_hip() -> None:
    fresh, lasting = (needs_of(pain=[pain("low-back", 4, weeks=weeks)]) for weeks in (6, 12))
    assert weight(lasting, "gluteus-medius", "activate") > weight(fresh, "gluteus-medius", "activate")
    assert "for 12 weeks" in why(lasting, "gluteus-medius", "activate")
    assert "weeks" not in why(fresh, "gluteus-medius", "activate")


@pytest.mark.parametrize(
    ("region", "provoker", "muscle", "action"),
    [
        ("low-back", "walking", "gluteus-medius", "activate"),
        ("hip", "running", "iliacus", "lengthen"),
        ("low-back", "sitting", "psoas-major", "lengthen"),
        ("low-back", "rising", "lumbar-erectors", "move"),
        ("low-back", "morning", "lumbar-erectors", "move"),
        ("low-back", "standing", "gluteus-medius", "activate"),
        ("low-back", "bending-forward", "biceps-femoris", "release"),
        ("low-back", "bending-back", "rectus-abdominis", "activate"),
        ("low-back", "turning", "thoracic-erectors", "move"),
        ("low-back", "lifting", "gluteus-maximus", "activate"),
        ("outer-hip", "lying", "gluteus-medius", "activate"),
        ("knee", "stairs", "vastus-medialis", "activate"),
        ("achilles", "running", "soleus", "activate"),
        ("neck", "sitting", "deep-neck-flexors", "activate"),
        ("shoulder", "reaching", "serratus-anterior", "activate"),
        ("elbow", "lifting", "wrist-extensors", "activate"),
    ],
)
def test_what_brings_the_pain_on_says_what_to_do(region: str, provoker: str, muscle: str, action: str) -> None:
    without, with_it = (needs_of(pain=[pain(region, 5, provoked_by=by)]) for by in ([], [provoker]))
    assert weight(with_it, muscle, action) > weight(without, muscle, action)
    assert f"brought on by {CATALOG.vocabulary.provokers[provoker].name}" in why(with_it, muscle, action)


def test_everything_that_may_bring_pain_on_changes_something() -> None:
    used = {p for pattern in CATALOG.patterns.values() if pattern.pain for p in pattern.pain.provoked_by}
    assert used == set(CATALOG.vocabulary.provokers)


def test_pain_of_seven_or_more_asks_for_gentle_movement_before_stretch_and_strength() -> None:
    six, seven = (needs_of(pain=[pain("neck", n)]) for n in (6, 7))
    for action, muscle in (("lengthen", "levator-scapulae"), ("activate", "deep-neck-flexors"), ("release", "levator-scapulae")):
        assert weight(seven, muscle, action) < weight(six, muscle, action)
    assert weight(seven, "levator-scapulae", "move") > weight(six, "levator-scapulae", "move")
    assert "gently" in why(seven, "levator-scapulae", "lengthen")
    assert offered(pain=[pain("neck", 7)]) == []  # nobody is tested who hurts this much


def test_the_sore_side_gets_the_extra_and_the_other_its_share() -> None:
    rows = needs_of(pain=[pain("buttock", 8)], findings=found(tight="piriformis"))
    assert weight(rows, "piriformis", "release") > weight(rows, "piriformis", "release", "right") > 0
    assert "This side gets a share of the other" in why(rows, "piriformis", "release", "right")


def test_what_was_looked_at_on_the_other_side_gets_no_share() -> None:
    both = {"tight": [{"muscle": "hamstrings", "side": "left"}], "weak": [{"muscle": "hamstrings", "side": "right"}]}
    rows = needs_of(findings=both)
    assert not weight(rows, "biceps-femoris", "lengthen", "right")
    assert weight(rows, "biceps-femoris", "activate", "right") >= 0.9


def test_a_calf_is_seldom_what_is_felt_at_the_back_of_the_pelvis() -> None:
    rows = needs_of(pain=[pain("sacrum", 6)])
    assert weight(rows, "soleus", "lengthen") < weight(rows, "piriformis", "release")


# ---- what a life does, and what somebody wants


def test_a_child_on_the_left_hip_tires_the_left_low_back_and_leaves_the_right_hip_idle() -> None:
    rows = needs_of(activities=[{"activity": "carrying-child", "side": "left", "hours_per_week": 20}])
    assert weight(rows, "quadratus-lumborum", "lengthen") > weight(rows, "quadratus-lumborum", "lengthen", "right")
    assert weight(rows, "gluteus-medius", "activate", "right") > weight(rows, "gluteus-medius", "activate", "left")
    assert "on the side that does less" in why(rows, "gluteus-medius", "activate", "right")


def test_more_hours_weigh_more() -> None:
    few, many = (needs_of(activities=[{"activity": "desk-work", "hours_per_week": h}]) for h in (20, 40))
    assert weight(many, "gluteus-maximus", "activate") > weight(few, "gluteus-maximus", "activate") > 0
    assert "40 hours a week" in why(many, "gluteus-maximus", "activate")


def test_hard_sport_on_a_sitting_life_adds_up() -> None:
    desk = {"activity": "desk-work", "hours_per_week": 40}
    ride = {"activity": "cycling", "days": ["sat", "sun"], "minutes": 120}
    both, sitting, riding = (needs_of(activities=a) for a in ([desk, ride], [desk], [ride]))
    assert weight(both, "rectus-femoris", "lengthen") > max(weight(r, "rectus-femoris", "lengthen") for r in (sitting, riding))


def test_each_goal_changes_something_that_was_asked_for() -> None:
    answers = {"pain": [pain("low-back", 5)], "activities": [{"activity": "running", "hours_per_week": 4}]}
    plain = needs_of(**answers)
    for goal in CATALOG.vocabulary.goals:
        wanted = needs_of(**answers, goals=[goal])
        assert set(wanted) == set(plain) or goal == "flexibility"
        assert any(b.id == f"goal.{goal}" for row in wanted.values() for b in row.because), goal


def test_the_goal_less_pain_raises_what_the_pain_asks_for_and_not_the_habit() -> None:
    answers = {"pain": [pain("low-back", 5)], "activities": [{"activity": "running", "hours_per_week": 4}]}
    plain, wanted = needs_of(**answers), needs_of(**answers, goals=["relieve-pain"])
    assert weight(wanted, "gluteus-medius", "activate") > weight(plain, "gluteus-medius", "activate")
    assert weight(wanted, "soleus", "activate") == weight(plain, "soleus", "activate") > 0


def test_from_65_on_hips_and_calves_are_kept_strong() -> None:
    rows = needs_of(birth_year=1955)
    assert weight(rows, "gluteus-medius", "activate") >= 0.4
    assert weight(rows, "soleus", "activate") >= 0.3


def test_every_need_of_every_example_has_its_reasons_in_words_and_a_source_where_it_is_no_wish() -> None:
    for file in sorted((ROOT / "templates/profiles").glob("*.yaml")):
        for need in json.loads(run("assess", str(file), "--json"))["needs"]:
            assert 0.3 <= need["weight"] <= 1, (file, need)
            assert need["because"], (file, need)
            assert all(b["message"].endswith(".") and (b["source"] or b["id"].startswith("goal.")) for b in need["because"]), (file, need)


def test_where_very_much_is_asked_for_the_lightest_is_left_out_and_no_finding() -> None:
    sore = [pain(r, 6, side="both", provoked_by=["sitting", "walking"]) for r in ("low-back", "buttock", "neck", "knee", "shoulder")]
    rows = needs_of(pain=sore, findings=found(tight="wrist-flexors"), activities=[{"activity": "desk-work", "hours_per_week": 40}])
    assert len(rows) <= 64
    assert weight(rows, "wrist-flexors", "release") >= 0.9
    assert {("left" if side == "right" else "right") for m, side, a in rows if m == "gluteus-medius"} == {"left", "right"}


# ---- self-tests


def written(folder: Any, answers: dict[str, Any]) -> str:
    """Write answers down as a profile; JSON is YAML too."""
    profile = folder / "profile.yaml"
    profile.write_text(json.dumps(answers), encoding="utf-8")
    return str(profile)


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == code, result.output
    return result.stdout


def test_what_is_known_is_not_asked_again() -> None:
    walker = {"pain": [pain("low-back", 4, provoked_by=["walking"])]}
    assert offered(**walker)[0].id == "one-leg-stand"
    assert "gluteus-medius" not in {m for o in offered(**walker, findings=found(weak="gluteus-medius")) for m in o.test.finding.muscle}


def test_a_self_test_asks_the_body_too() -> None:
    walker = {"pain": [pain("low-back", 4, provoked_by=["walking"])]}
    assert "one-leg-stand" not in {o.id for o in offered(**walker, abilities={"one_leg": False})}
    assert "side-leg-lift" in {o.id for o in offered(**walker, abilities={"one_leg": False})}
    assert "one-leg-stand" not in {o.id for o in offered(**walker, conditions=["pelvic-girdle-pain"])}
    assert "side-leg-lift" not in {
        o.id for o in offered(**walker, abilities={"one_leg": False}, preferences={"avoid_positions": ["side-lying"]})
    }


def test_a_torn_hamstring_is_tested_on_the_other_side_only() -> None:
    profile = profile_of(conditions=[{"id": "proximal-hamstring-tendinopathy", "side": "left"}])
    active = screen(profile, CATALOG, TODAY, dates_of(WEEK)).active
    test = CATALOG.self_tests["bed-edge-hip"].model_copy(update={"loads": ("straight-leg-hamstring", "tendon-compression:sit-bone")})
    assert judged("any", test, profile, active, CATALOG, 36).sides == ("right",)


def test_nobody_is_offered_more_than_five_and_none_twice() -> None:
    many = {"pain": [pain(r, 5, provoked_by=["sitting", "walking", "lifting"]) for r in ("low-back", "knee", "neck", "shoulder", "foot")]}
    shown = offered(**many)
    assert len(shown) == 5
    assert len({(o.test.finding.kind, o.test.finding.muscle) for o in shown}) == 5


def test_each_self_test_can_turn_a_guess_into_a_finding() -> None:
    for key, test in CATALOG.self_tests.items():
        kind, muscle = test.finding.kind[0], test.finding.muscle[0]
        before, after = needs_of(), needs_of(findings=found(**{kind: muscle}))
        action = "lengthen" if kind == "tight" else "activate"
        member = BODY.members(muscle)[0]
        assert weight(after, member, action) >= 0.9 > weight(before, member, action), key


def test_the_program_shows_what_is_open_and_how_a_test_is_done() -> None:
    profile = str(ROOT / "templates/profiles/desk-cyclist.yaml")
    text = run("assess", profile)
    assert "Not known yet" in text
    assert "routine assess --test bed-edge-hip" in text
    steps = run("assess", profile, "--test", "bed-edge-hip")
    assert "1. Sit on the very end of a firm bed" in steps
    assert "tight: [{muscle: iliopsoas, side: left}]" in steps
    told = json.loads(run("assess", profile, "--json"))
    assert set(told) == {"needs", "unserved", "patterns", "self_tests"}
    assert told["patterns"][0]["id"] == "hamstrings-tight"
    assert json.loads(run("assess", profile, "--test", "bed-edge-hip", "--json"))["sides"] == ["left", "right"]


def test_a_test_that_is_ruled_out_says_why_and_is_not_shown() -> None:
    profile = str(ROOT / "templates/profiles/older-beginner.yaml")
    text = run("assess", profile, "--test", "one-leg-stand", code=3)
    assert "not for you now" in text
    assert "Can you stand on one leg" in text
    assert "mirror" not in text


def test_a_wrong_name_of_a_test_is_guessed() -> None:
    result = CliRunner().invoke(main, ["assess", str(ROOT / "templates/profiles/runner.yaml"), "--test", "knee-to-wal"])
    assert result.exit_code == 1
    assert "did you mean 'knee-to-wall'" in result.stderr


def test_nobody_tests_themselves_while_a_red_flag_stands(tmp_path: Any) -> None:
    profile = tmp_path / "profile.yaml"
    lines = (ROOT / "templates/profiles/desk-cyclist.yaml").read_text(encoding="utf-8").replace("red_flags: []", "red_flags: [leg-weak]")
    profile.write_text(lines, encoding="utf-8")
    assert "Self-tests wait" in run("assess", str(profile))
    assert json.loads(run("assess", str(profile), "--json"))["self_tests"] == []
    assert "routine screen" in run("assess", str(profile), "--test", "knee-extension", code=3)


# ---- what lies where it hurts, what is far from it, and what a condition asks for


def test_what_lies_where_it_hurts_weighs_more_than_what_may_be_felt_there() -> None:
    rows = needs_of(pain=[pain("low-back", 6)])
    lies, felt = weight(rows, "multifidus", "activate"), weight(rows, "psoas-major", "lengthen")
    assert lies > felt > 0


def test_a_referral_that_is_founded_weighs_almost_as_much() -> None:
    """The founding case: the side of the hip, felt in the low back."""
    rows = needs_of(pain=[pain("buttock", 6)])
    assert weight(rows, "gluteus-medius", "release") > weight(rows, "quadratus-lumborum", "release")
    assert "is often felt" in why(needs_of(pain=[pain("low-back", 6)]), "gluteus-medius", "release")


def test_a_sore_knee_asks_for_no_neck_work() -> None:
    phone = [{"activity": "phone-use", "hours_per_week": 14}]
    well, sore, all_over = (needs_of(activities=phone, pain=p) for p in ([], [pain("knee", 4)], [pain("knee", 4), pain("neck", 2)]))
    assert weight(well, "deep-neck-flexors", "activate") > 0
    assert weight(sore, "deep-neck-flexors", "activate") == 0
    assert weight(all_over, "deep-neck-flexors", "activate") >= weight(well, "deep-neck-flexors", "activate")


def test_a_sore_low_back_is_moved() -> None:
    rows = needs_of(pain=[pain("low-back", 4)])
    assert weight(rows, "lumbar-erectors", "move") > 0
    assert "easy movement" in why(rows, "lumbar-erectors", "move")


def test_runners_make_their_calves_strong() -> None:
    rows = needs_of(activities=[{"activity": "running", "hours_per_week": 4}])
    assert weight(rows, "soleus", "activate") > 0


def test_nobody_with_very_loose_joints_is_stretched_for_everybodys_sake() -> None:
    plain, loose = needs_of(), needs_of(conditions=["hypermobility"])
    assert weight(plain, "gastrocnemius", "lengthen") > 0
    assert not [k for k in loose if k[2] == "lengthen" and loose[k].weight > 0]
    sitting = {"activities": [{"activity": "desk-work", "hours_per_week": 40}], "conditions": ["hypermobility"]}
    assert not weight(needs_of(**sitting), "psoas-major", "lengthen")
    assert weight(needs_of(**sitting, findings=found(tight="iliopsoas")), "psoas-major", "lengthen") >= 0.9
    assert "little stretching" in why(plain, "gastrocnemius", "lengthen")


def test_a_habit_that_counts_less_because_something_else_hurts_says_so() -> None:
    desk = {"activities": [{"activity": "desk-work", "hours_per_week": 40}]}
    looked_at = {"findings": found(tight="pectoralis-minor")}  # so that the row stands in the table either way
    sore = needs_of(**desk, **looked_at, pain=[pain("knee", 4)])
    assert "other half of the body" in why(sore, "pectoralis-minor", "lengthen")
    assert "other half of the body" not in why(sore, "gluteus-medius", "activate")
    assert "other half of the body" not in why(needs_of(**desk, **looked_at), "pectoralis-minor", "lengthen")


def test_movement_is_among_the_first_things_for_a_sore_low_back() -> None:
    """Not only where getting up brings it on, and not behind all that a desk asks for."""
    rows = needs_of(pain=[pain("low-back", 4, side="both")], activities=[{"activity": "desk-work", "hours_per_week": 40}])
    ahead = {muscle for (muscle, _, _), n in rows.items() if n.weight > weight(rows, "lumbar-erectors", "move")}
    assert len(ahead) <= 3


def test_the_program_names_what_nothing_serves_and_what_alone_stands_in_the_way(tmp_path: Any) -> None:
    no_tools = {**SOMEBODY, "findings": {"tight": [{"muscle": "piriformis", "side": "left"}]}}
    said = " ".join(run("assess", written(tmp_path, no_tools)).split())
    assert "Nothing that you may and can do loosens piriformis (deep buttock), left." in said
    assert "needs a thing that you do not have" in said


def test_one_rule_that_alone_stands_in_the_way_of_a_need_is_named(tmp_path: Any) -> None:
    turning = {"pain": [pain("neck", 4, provoked_by=["turning"])], "findings": found(tight="levator-scapulae")}
    said = " ".join(run("assess", written(tmp_path, {**SOMEBODY, **turning})).split())
    assert "stretches levator scapulae" in said
    assert "Turning brings your pain on, and this turns the head far." in said


def test_what_a_condition_asks_for_and_nothing_safe_gives_is_said(tmp_path: Any) -> None:
    """Balance is trained by holding it, and with a weak aorta nothing is held."""
    older = {**SOMEBODY, "birth_year": 1950}
    vessel = {**older, "conditions": [{"id": "aortic-disease", "cleared": "2026-11-20"}]}
    assert "keeping your balance" in " ".join(run("assess", written(tmp_path, vessel)).split())
    assert "keeping your balance" not in run("assess", written(tmp_path, older))


@pytest.mark.parametrize("fitness", ["sedentary", "active"])
def test_what_pulls_against_an_over_long_muscle_is_not_lost_among_many_needs(fitness: str) -> None:
    """A hip pain and a knee pain bring more rows than a week has minutes for; what L16 asks for is never one of those left out."""
    long = {"long": [{"muscle": "biceps-brachii", "side": "left"}]}
    for pains in (["hip"], ["hip", "knee"], ["hip", "knee", "shoulder", "neck"]):
        rows = needs_of(pain=[{"region": region, "intensity": 5} for region in pains], findings=long, fitness=fitness)
        assert {("triceps-brachii", "left", "lengthen"), ("pronators", "left", "lengthen")} <= set(rows), pains
