"""What a catalog says: movements, muscles, places, rules, doses and their sources."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from routine.model.conditions import Condition, RedFlag, Rule
from routine.model.signs import Loaded, Pattern, SelfTest
from routine.model.terms import Action, ById, Certainty, Count, FoundAs, Many, Noun, Number, Phase

Range = tuple[int, int]


class Source(Noun):
    """A bibliography entry. `kind` says what sort of knowledge it is; `note` how far it was checked."""

    citation: str
    kind: Certainty
    doi: str | None = None
    url: str | None = None
    note: str | None = None


class Term(Noun):
    """A word of the vocabulary with its meaning. `regions`: the places a load acts on."""

    name: str
    meaning: str
    regions: Many[str] = ()
    aliases: Many[str] = ()


class Technique(Noun):
    name: str
    meaning: str
    phase: Phase
    action: Action | None  # what it does for a muscle; None: it only warms
    columns: Many[str]  # of the evidence matrix, see `columns` in vocabulary.yaml
    rests_a_day: bool = False  # not on one muscle and side on two days running
    stand_in: bool = False  # planned where no tool that the person has reaches the muscle


class Equipment(Noun):
    name: str
    meaning: str
    always: Literal["everywhere", "home"] | None = None  # where nobody has to own it
    aliases: Many[str] = ()

    def always_at(self, place: str) -> bool:
        """Tell whether it is at a place without being owned: a wall is anywhere, a bed only at home."""
        return self.always == "everywhere" or (self.always is not None and self.always == place)


class Ability(Noun):
    """What a body must be able to do, and the loads and positions that ask for it."""

    ask: str
    loads: Many[str] = ()
    positions: Many[str] = ()


class Vocabulary(Noun):
    """The only enumerations there are."""

    techniques: dict[str, Technique]
    columns: dict[str, str]
    positions: dict[str, Term]
    loads: dict[str, Term]
    equipment: dict[str, Equipment]
    abilities: dict[str, Ability]
    goals: dict[str, Term]
    provokers: dict[str, Term]


class Region(Noun):
    """A place on the body, in one tree. `midline`: it has no left and right."""

    name: str
    part_of: str | None = None
    half: Literal["upper", "lower"] | None = None  # of the body, with all its parts
    midline: bool = False
    aliases: Many[str] = ()


class Partner(Noun):
    """The other member of a pair; `opposite` when it works across the body."""

    muscle: str
    side: Literal["same", "opposite"] = "same"


class Muscle(Noun):
    """One muscle of the graph. `tendency`: what usually becomes of it in the complaints this program is for."""

    latin: str
    name: str
    region: Many[str]  # where it lies
    does: Many[str]
    antagonists: Many[Partner] = ()
    synergists: Many[Partner] = ()
    refers_to: Many[str] = ()  # regions where its soreness may be felt
    known: Many[str] = ()  # of these, where that is founded: a founding text or several sources say so, or it crosses that joint
    seldom: Many[str] = ()  # of these, where it is felt only now and then
    tendency: Literal["short", "inhibited", "long", "either"]
    release: Literal["yes", "light", "no"]
    release_note: str = ""
    no_antagonist: str = ""  # why a muscle has none
    no_lengthen: str = ""  # why no stretch is meant for it
    no_activate: str = ""  # why nothing strengthens it by itself
    upset_by: Many[str] = ()  # what shortens or inhibits it, in words
    sources: Many[str]


class Edge(Noun):
    """A causal line of the graph: trouble in `muscle` may keep `drives` in trouble. Never proof, always a hint.

    It counts when `drives` hurts, and when `drives` was found as one of `found`.
    """

    muscle: str  # a muscle or a group
    drives: str
    side: Literal["same", "opposite"] = "same"  # of `muscle`, seen from `drives`
    actions: Many[Action]  # what to do for `muscle` then
    found: Many[FoundAs] = ()
    weight: Number = Field(gt=0, le=1)
    why: str
    sources: Many[str]


class Group(Noun):
    name: str
    members: Many[str]


class Activity(Noun):
    name: str
    kind: Literal["work", "sport", "habit"]
    power: bool = False
    sided: bool = False
    needs: Many[Loaded] = ()
    advice: Many[str] = ()
    aliases: Many[str] = ()
    sources: Many[str]


class Advice(Noun):
    """A sentence for daily life. `with_pain`: only when one of these regions hurts."""

    text: str
    why: str
    with_pain: Many[str] = ()
    sources: Many[str]


class StopRule(Noun):
    """When to stop in the middle of it. `when`: only for people with one of these conditions; none is everybody."""

    id: str
    message: str
    when: Many[str] = ()
    sources: Many[str]


class Dose(Noun):
    """The range one item may have. Exactly one of `hold_s`, `reps`, `work_s` says what is counted; seconds and counts
    are per side. `usual` is where a plan starts, `careful` where it stays when little is known."""

    sets: Range
    rest_s: Count
    hold_s: Range | None = None
    reps: Range | None = None
    work_s: Range | None = None
    usual: Count
    careful: Count
    effort: str
    why: str
    sources: Many[str]


class Target(Noun):
    """What a need should get in a week, in `unit`, and how often it makes sense in one session."""

    unit: Literal["s", "sets"]
    week: Count
    session_max: Count
    why: str
    sources: Many[str]


class EmergencyCall(Noun):
    number: str
    advice_line: str | None = None
    country: str
    source: str


class Reviewed(Noun):
    on: str
    by: str


class Exercise(Noun):
    """One movement. Seconds and counts per side; `warms` are regions, only for a warm-up."""

    id: str
    name: str
    technique: str
    positions: Many[str]
    equipment: Many[Many[str]] = ()  # all of these; an inner list: any of
    laterality: Literal["unilateral", "bilateral", "alternating"]
    level: int = Field(ge=1, le=3)
    primary: Many[str] = ()
    secondary: Many[str] = ()
    warms: Many[str] = ()
    loads: Many[str]
    dose: str  # purpose: release | lengthen | move | activate | eccentric | hold | warm
    rep_s: Count | None = None
    setup_s: Count
    switch_s: Count = 0
    steps: tuple[str, str, str]
    more: str | None = None
    feel: str
    mistakes: Many[str]
    stop: str
    breathe: str
    easier: str | None = None
    harder: str | None = None
    rules: Many[Rule] = ()  # of its own, beside those derived from conditions
    on_request: bool = False  # planned only when the profile prefers or requires it
    sources: Many[str]
    reviewed: Reviewed


class Catalog(Noun):
    """Everything that can be planned and everything that forbids it."""

    version: str
    sha256: str
    vocabulary: Vocabulary
    regions: ById[Region]
    muscles: ById[Muscle]
    groups: ById[Group]
    edges: Many[Edge]
    patterns: ById[Pattern]
    self_tests: ById[SelfTest]
    exercises: ById[Exercise]
    conditions: ById[Condition]
    red_flags: ById[RedFlag]
    activities: ById[Activity]
    advice: ById[Advice]
    stop_rules: Many[StopRule]
    doses: ById[Dose]
    targets: ById[Target]
    ages: ById[Range]
    sources: ById[Source]
    emergency: ById[EmergencyCall]
