"""The red flags, written a second time from the evidence, and what they do to a person.

One row is one question: how grave a yes is, whom it does not mean, and what makes it weigh more. Whole people, each flag that
stops a plan among them, stand in scenarios/must-stop.yaml and must-pass.yaml; here is only what those stories do not say.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from routine.advise import stop_rules
from routine.body import Body
from routine.cli.ask_health import search
from routine.cli.questions import Option
from routine.load.catalog import load_catalog
from routine.model.profile import Profile
from routine.model.terms import Level
from routine.screen import NEW_PAIN_WEEKS, STOPS, Screening, flag_level, screen
from routine.week import dates_of

from .commands import run, write_profile
from .conftest import TODAY, WEEK
from .strategies import person

CATALOG = load_catalog()
BODY = Body(CATALOG)
UNSURE = "If you are not sure, say yes."
Urgency = Literal["E", "U", "C", "N"]
LEVELS: dict[Urgency, Level] = {
    "E": "emergency",  # now
    "U": "urgent",  # the same or the next day
    "C": "clearance",  # a professional's word before any plan
    "N": "advice",  # a sentence; the plan goes on
}


@dataclass(frozen=True)
class Weighs:
    """What makes a yes weigh more: a second yes, an age that is passed (or unknown), or a new pain there."""

    to: Urgency
    beside: frozenset[str] = frozenset()
    past: int | None = None
    new_pain: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    level: Urgency
    not_meant: str = ""  # a word that must be found in whom it does not mean; nobody is excused where this is empty
    raises: tuple[Weighs, ...] = field(default=())


def beside(to: Urgency, *flags: str) -> Weighs:
    return Weighs(to, frozenset(flags))


SPINE = frozenset({"neck", "upper-back", "low-back", "spine-bone", "sacrum", "tail-bone"})
# Signs of the nerves at the base of the spine: any two of them together are an emergency.
TAIL = ("saddle-numb", "bladder-bowel", "both-legs", "leg-weak", "leg-weak-fast")

TABLE: dict[str, Row] = {
    # The nerves of the back and legs
    "saddle-numb": Row("E", "bike ride"),
    "bladder-bowel": Row("E", "known and unchanged"),
    "both-legs": Row("E", "long known"),
    "leg-weak-fast": Row("E", "Tired legs"),
    "leg-weak": Row("U", "because it hurts", (beside("E", "both-legs", "leg-weak-fast"),)),
    "leg-weak-pain": Row("C", "already checked"),
    "sexual-change": Row("C", "long known", (beside("E", *TAIL, "saddle-numb-bike"),)),
    "saddle-numb-bike": Row("U", "within hours", (beside("E", *TAIL, "sexual-change"),)),
    "hands-gait": Row("U", "carpal tunnel"),
    # Injury and bone
    "trauma-big": Row("E", "has checked"),
    "trauma-small": Row("U", "spine itself does not hurt"),
    "lump-shape": Row("U", "long known"),
    "injury-stop": Row("U"),
    "child-hip": Row("U"),
    "groin-bone": Row("U", "one clear kick or sprint"),
    # Infection, growth and other illness of the body
    "fever-back": Row("U", "A cold"),
    "infection-risk": Row("U", "has not changed"),
    "cancer": Row("U", "not changed for a year"),
    "weight": Row("U", "planned diet"),
    "loin": Row("U"),
    "joint-hot": Row("U", "Known gout", (beside("E", "joint-hot-fever", "fever-back"),)),
    "joint-hot-fever": Row("E"),
    "muscle-crash": Row("E", "Ordinary soreness"),
    "hernia-stuck": Row("E"),
    "pmr": Row("C", "One stiff shoulder"),
    "stiff-morning": Row("N", "Morning stiffness alone"),
    # Heart, lungs and vessels
    "chest": Row("E", "press one spot"),
    "chest-past": Row("C", "press one spot", (beside("E", "chest", "breath-clot", "upper-back-tearing"),)),
    "upper-back-tearing": Row("E", "changes when you move"),
    "upper-back": Row("U", "Desk tightness"),
    "breath-clot": Row("E"),
    "calf-clot": Row("U", "Both calves", (beside("E", "breath-clot", "chest"),)),
    "cold-limb": Row("E", "white in the cold"),
    "belly-artery": Row("E"),
    "shoulder-tip": Row("E"),
    "faint": Row("C", "one faint at a blood test"),
    # Head and neck
    "stroke": Row("E"),
    "neck-artery": Row("E", "known neck ache"),
    "gca": Row("U", "migraine", (beside("E", "gca-sight"),)),
    "gca-sight": Row("E", "migraine"),
    "head-knock": Row("U", "", (beside("E", "head-knock-signs", "stroke", "neck-artery"),)),
    "head-knock-signs": Row("E"),
    # What weighs only with a partner
    "night-pain": Row("C", "lie on the sore side", (Weighs("U", past=50), beside("U", "*"))),
    "age-new": Row("C", "age alone"),
    "age-new-child": Row("C", "age alone"),
    "steroid-long": Row("N", "inhaler", (Weighs("U", new_pain=SPINE),)),
    # Pregnancy, a plan that does not help, a doctor's order
    "pregnancy-stop": Row("E", "usual for you"),
    "getting-worse": Row("C", "One stiff day"),
    "supervised-only": Row("C", "General advice"),
}
ROWS = [pytest.param(key, row, id=key) for key, row in TABLE.items()]


def somebody(**told: Any) -> Profile:
    """Return a healthy person of 40 who has answered the red flags today, with some answers set otherwise."""
    base = {"name": "Somebody", "timezone": "Europe/London", "birth_year": 1986, "red_flags": [], "screened": str(TODAY)}
    return person({**base, **told}, CATALOG)


def screened(**told: Any) -> Screening:
    monday = TODAY + dt.timedelta(days=3)
    return screen(somebody(**told), CATALOG, TODAY, tuple(monday + dt.timedelta(days=n) for n in range(7)))


HEALTHY = somebody()


def weight_of(key: str, *others: str, age: int | None = 40, who: Profile = HEALTHY) -> Level:
    """Return how grave a yes is for somebody, beside other answers."""
    return flag_level(CATALOG.red_flags[key], {key, *others}, who, age, BODY)


def hurting(*regions: str, weeks: int | None) -> Profile:
    return somebody(pain=[{"region": r, "intensity": 5} | ({"weeks": weeks} if weeks is not None else {}) for r in regions])


# ---- The table


def test_every_question_has_a_row_and_every_row_a_question() -> None:
    assert set(CATALOG.red_flags) == set(TABLE)


@pytest.mark.parametrize(("key", "row"), ROWS)
def test_the_question_is_what_the_row_says(key: str, row: Row) -> None:
    """It asks one thing in plain words, says whom it does not mean, and what to do now."""
    flag = CATALOG.red_flags[key]
    assert flag.level == LEVELS[row.level]
    assert flag.ask.endswith("?")
    assert row.not_meant in flag.not_counted
    assert (flag.not_counted == UNSURE) is (not row.not_meant)
    assert flag.do.strip().endswith(".")


@pytest.mark.parametrize(("key", "row"), ROWS)
def test_what_to_do_fits_how_grave_it_is(key: str, row: Row) -> None:
    do = CATALOG.red_flags[key].do
    assert {
        "E": "Call {emergency}" in do,
        "U": "See a doctor today" in do,
        "C": "before you" in do,
        "N": "The plan goes on" in do,
    }[row.level]
    assert not any(number in do for number in ("112", "911", "999", "000")), "the number is the country's"


@pytest.mark.parametrize(("key", "row"), ROWS)
def test_a_yes_weighs_what_the_row_says_alone_and_beside_every_other(key: str, row: Row) -> None:
    young = min((w.past for w in row.raises if w.past), default=41) - 1
    assert weight_of(key, age=young) == LEVELS[row.level]
    for other in set(TABLE) - {key}:
        raised = next((w.to for w in row.raises if other in w.beside), None)
        anything = next((w.to for w in row.raises if "*" in w.beside and TABLE[other].level != "E"), None)
        assert weight_of(key, other, age=young) == LEVELS[raised or anything or row.level], other


@pytest.mark.parametrize(("key", "row"), ROWS)
def test_an_age_weighs_where_the_row_says_so(key: str, row: Row) -> None:
    """Past the age, not at it; somebody who does not tell the age is read as the one who needs more care."""
    past = {w.past: w.to for w in row.raises if w.past}
    for age in (30, 50, 51, 66, 90, None):
        raised = next((to for limit, to in past.items() if age is None or age > limit), row.level)
        assert weight_of(key, age=age) == LEVELS[raised], age


@pytest.mark.parametrize(("key", "row"), ROWS)
def test_a_new_pain_weighs_where_the_row_says_so(key: str, row: Row) -> None:
    """Only there, and only while it is new; a pain without a date may be new."""
    everywhere = sorted(set(CATALOG.regions) - {"body", "trunk", "pelvis"})
    new = next((w for w in row.raises if w.new_pain), None)
    if new is None:
        assert weight_of(key, who=hurting(*everywhere, weeks=1)) == LEVELS[row.level]
        return
    for region in everywhere:
        raised = LEVELS[new.to] if region in BODY.within(new.new_pain) else LEVELS[row.level]
        assert weight_of(key, who=hurting(region, weeks=NEW_PAIN_WEEKS)) == raised, region
        assert weight_of(key, who=hurting(region, weeks=None)) == raised, region
        assert weight_of(key, who=hurting(region, weeks=NEW_PAIN_WEEKS + 1)) == LEVELS[row.level], region


# ---- What stops a plan


@pytest.mark.parametrize(("key", "row"), ROWS)
def test_a_row_stops_what_it_should_and_opens_when_it_may(key: str, row: Row) -> None:
    """What is urgent stops, whoever has agreed; what wants a professional's word stops until it is there; a note never stops."""
    alone = screened(red_flags=[key])
    agreed = screened(red_flags=[{"id": key, "cleared": str(TODAY), "by": "GP"}])
    assert alone.stopped is (row.level != "N")
    assert agreed.stopped is (row.level in ("E", "U"))
    assert [f.level for f in alone.findings] == [LEVELS[row.level]]


@pytest.mark.parametrize(
    ("sign", "key", "others"),
    [
        ("fever", "fever-back", ("leak", "bladder", "bowel", "weak")),
        ("incontinence", "bladder-bowel", ("fever", "shivers", "temperature", "weak")),
        ("weakness of a leg", "leg-weak", ("fever", "shivers", "temperature", "leak", "bladder", "bowel")),
    ],
)
def test_fever_incontinence_and_weakness_each_count_alone(sign: str, key: str, others: tuple[str, ...]) -> None:
    """One of the founding texts names the three in one breath. Whoever has only one of them is stopped all the same."""
    assert not [word for word in others if word in CATALOG.red_flags[key].ask.lower()], sign
    assert screened(red_flags=[key]).findings[0].level in ("urgent", "emergency")


# ---- Ordinary features: never alone, only with a partner

ORDINARY: dict[str, dict[str, Any]] = {
    "an age of 70": {"birth_year": 1956},
    "an age of 10": {"birth_year": 2016},
    "pain that lying brings on": {"pain": {"region": "outer-hip", "side": "left", "intensity": 5, "provoked_by": "lying", "weeks": 3}},
    "steroid tablets for long": {"red_flags": ["steroid-long"]},
    "a tight upper back": {"pain": {"region": "upper-back", "intensity": 4, "provoked_by": "sitting", "weeks": 2}},
    "a stiff back in the morning": {"pain": {"region": "low-back", "intensity": 4, "provoked_by": "morning", "weeks": 2}},
    "an inflamed back, perhaps": {"red_flags": ["stiff-morning"]},
    "a new strong back pain": {"pain": {"region": "low-back", "intensity": 7, "weeks": 1}},
}
PARTNERS: dict[str, tuple[dict[str, Any], Level]] = {
    "an age of 60 with pain day and night": ({"birth_year": 1966, "red_flags": ["night-pain"]}, "urgent"),
    "over 50 with a first strong back pain that does not ease": ({"birth_year": 1966, "red_flags": ["age-new"]}, "clearance"),
    "a child whose back pain wakes it": ({"birth_year": 2016, "red_flags": ["age-new-child"]}, "clearance"),
    "pain day and night with weight lost": ({"red_flags": ["night-pain", "weight"]}, "urgent"),
    "pain day and night with steroid tablets": ({"red_flags": ["night-pain", "steroid-long"]}, "urgent"),
    "steroid tablets with a new back pain": ({"red_flags": ["steroid-long"], "pain": {"region": "low-back", "intensity": 3, "weeks": 2}}, "urgent"),
    "steroid tablets with a stumble": ({"red_flags": ["steroid-long", "trauma-small"]}, "urgent"),
    "an upper back that movement does not change, with a fever": ({"red_flags": ["upper-back"]}, "urgent"),
    "over 50 with both shoulders stiff every morning": ({"birth_year": 1966, "red_flags": ["pmr"]}, "clearance"),
}  # fmt: skip


@pytest.mark.parametrize("told", [pytest.param(told, id=name) for name, told in ORDINARY.items()])
def test_what_is_ordinary_never_stops_alone(told: dict[str, Any]) -> None:
    assert not screened(**told).stopped


@pytest.mark.parametrize("year", [1956, 2016])
@pytest.mark.parametrize("feature", [n for n, told in ORDINARY.items() if "pain" in told])
def test_an_age_is_never_the_partner_of_a_plain_pain(feature: str, year: int) -> None:
    """A stiff back at 70, or a tight upper back at 10."""
    assert not screened(**ORDINARY[feature], birth_year=year).stopped


@pytest.mark.parametrize(("told", "level"), [pytest.param(told, level, id=name) for name, (told, level) in PARTNERS.items()])
def test_what_is_ordinary_stops_with_a_partner(told: dict[str, Any], level: Level) -> None:
    found = screened(**told)
    assert found.stopped
    assert found.findings[0].level == level


# ---- Age


@pytest.mark.parametrize(("year", "code"), [(2021, 3), (2022, 3), (2026, 3)])
def test_nobody_under_six_gets_a_plan(tmp_path: Path, year: int, code: int) -> None:
    profile = write_profile(tmp_path / "profile.yaml", birth_year=year, country="GB")
    run("plan", profile, "--week", "2026-W48", "--out", tmp_path / "out", code=code)
    assert not list((tmp_path / "out").glob("*/plan.json"))
    assert not list((tmp_path / "out").glob("plan.json"))


def test_the_ages_are_child_adult_and_older() -> None:
    assert {key: tuple(span) for key, span in CATALOG.ages.items()} == {"child": (6, 17), "adult": (18, 64), "older": (65, 120)}


PURPOSES = sorted({tuple(key.split(".")[:2]) for key in CATALOG.doses})


@pytest.mark.parametrize("age", ["child", "older"])
@pytest.mark.parametrize(("technique", "purpose"), PURPOSES)
def test_the_young_and_the_old_have_doses_of_their_own_and_never_more_than_an_adult(technique: str, purpose: str, age: str) -> None:
    own, adult = (CATALOG.doses[f"{technique}.{purpose}.{who}"] for who in (age, "adult"))
    assert own.sets[1] <= adult.sets[1]
    for counted in ("hold_s", "reps", "work_s"):
        mine, theirs = getattr(own, counted), getattr(adult, counted)
        assert (mine is None) is (theirs is None)
        assert mine is None or mine[1] <= theirs[1]
    assert own.usual <= adult.usual


@pytest.mark.parametrize("age", ["child", "older"])
@pytest.mark.parametrize("technique", sorted(k for k, t in CATALOG.vocabulary.techniques.items() if t.action == "release"))
def test_pressure_is_gentler_for_the_young_and_the_old(technique: str, age: str) -> None:
    own, adult = (CATALOG.doses[f"{technique}.release.{who}"] for who in (age, "adult"))
    assert own.work_s is not None
    assert adult.work_s is not None
    assert (own.sets[1] * own.work_s[1], own.careful) < (adult.sets[1] * adult.work_s[1], adult.careful)


def test_stretches_are_held_gently_by_the_young_and_long_by_the_old() -> None:
    """To 30 seconds for a child, 30 to 60 for those of 65 and over, whom the longer hold gains more."""
    child, older = (CATALOG.doses[f"static-stretch.lengthen.{who}"] for who in ("child", "older"))
    assert child.hold_s is not None
    assert child.hold_s[1] == 30
    assert "never with force" in child.effort
    assert older.hold_s == (30, 60)


# ---- The general questions: illness, tablets, bones and joints


def test_no_red_flag_asks_for_an_illness_or_a_tablet_alone() -> None:
    """A lasting illness, tablets or a sore joint never stop by themselves: they are named in the list of conditions."""
    plain = ("chronic", "long-term illness", "medicine", "prescribed")
    assert not [k for k, f in CATALOG.red_flags.items() if any(word in f.ask.lower() for word in plain)]
    with_tablets = {k for k, f in CATALOG.red_flags.items() if "tablets" in f.ask.lower()}
    assert with_tablets == {"trauma-small", "steroid-long"}
    assert "a stumble" in CATALOG.red_flags["trauma-small"].ask.lower()


OPTIONS = [Option(key, c.name, (*c.aliases, c.ask)) for key, c in CATALOG.conditions.items() if not c.applies]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("heart", {"heart-disease"}),
        ("high blood pressure", {"hypertension-controlled", "hypertension-high"}),
        ("blood thinner", {"anticoagulant"}),
        ("insulin", {"diabetes-insulin"}),
        ("asthma", {"asthma"}),
        ("steroid", {"steroid-tablets"}),
        ("arthritis", {"osteoarthritis-knee", "osteoarthritis-hip", "rheumatoid-arthritis"}),
        ("kidney", {"kidney-disease"}),
        ("thin bones", {"osteoporosis"}),
    ],
)
def test_an_illness_a_tablet_or_a_joint_leads_to_a_line_of_the_list(words: str, wanted: set[str]) -> None:
    assert wanted <= {option.id for option in search(words, OPTIONS)}


@pytest.mark.parametrize("words", ["thyroid", "hay fever", "antihistamine", "contraception", "the pill", "allergy"])
def test_everyday_tablets_change_nothing(words: str) -> None:
    found = {option.id for option in search(words, OPTIONS)}
    assert "nothing-to-change" in found
    assert not [key for key in found if CATALOG.conditions[key].gate in STOPS]


GENERAL = {key for key, condition in CATALOG.conditions.items() if condition.gives_way}


def test_the_general_questions_stop_nobody_and_ask_in_our_own_words() -> None:
    assert {"lasting-illness", "regular-medicine", "bone-joint-muscle-trouble"} <= GENERAL
    assert all(CATALOG.conditions[key].gate == "advice" and not CATALOG.conditions[key].rules for key in GENERAL)


@pytest.mark.parametrize("general", sorted(GENERAL))
def test_a_general_answer_gives_way_to_the_exact_one(general: str) -> None:
    def findings(*conditions: str) -> set[str]:
        profile = person({"name": "Ida", "timezone": "Europe/London", "red_flags": [], "conditions": list(conditions)}, CATALOG)
        return {f.id for f in screen(profile, CATALOG, TODAY, dates_of(WEEK)).findings}

    assert general in findings(general)
    assert general in findings(general, *(GENERAL - {general}))
    assert general not in findings(general, "asthma")
    assert "asthma" in findings(general, "asthma")


OWN_STOPS = [(rule.id, key) for rule in CATALOG.stop_rules for key in rule.when]


@pytest.mark.parametrize(("rule", "key"), OWN_STOPS)
def test_a_condition_brings_its_own_word_on_when_to_stop(rule: str, key: str) -> None:
    """Also where the person names the phase, and first among them: it is what concerns this body most."""
    condition = CATALOG.conditions[key]
    if condition.applies:
        return  # nobody names it: it follows from the pain
    answer = {"id": key, "cleared": "2026-11-02", "by": "GP", **({"region": "calf", "side": "left"} if condition.local else {})}
    profile = person({"name": "Ida", "timezone": "Europe/London", "country": "GB", "red_flags": [], "conditions": [answer]}, CATALOG)
    said = stop_rules(screen(profile, CATALOG, TODAY, dates_of(WEEK)), CATALOG)
    assert rule in {r.id for r in said[:2]}
    assert {r.id for r in CATALOG.stop_rules if not r.when} <= {r.id for r in said}


def test_nobody_else_reads_it() -> None:
    profile = person({"name": "Ida", "timezone": "Europe/London", "red_flags": []}, CATALOG)
    said = {r.id for r in stop_rules(screen(profile, CATALOG, TODAY, dates_of(WEEK)), CATALOG)}
    assert said == {r.id for r in CATALOG.stop_rules if not r.when}


def test_a_word_on_stopping_for_a_condition_with_phases_names_the_phases_too() -> None:
    for rule in CATALOG.stop_rules:
        for key in rule.when:
            assert {span.condition for span in CATALOG.conditions[key].phases} <= set(rule.when), rule.id
