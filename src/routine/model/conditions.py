"""What a state of the body rules out, changes and asks for, and the questions that stop planning."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from routine.model.terms import Action, Certainty, ChangeKind, Count, Level, Many, Noun, Number, Verdict


class Match(Noun):
    """Which exercises a rule means. All keys that are given must match; within a key any value does.

    `region` is a place that is pressed, worked or loaded; `pressure` one that is pressed; `works` one in which a
    primary muscle lies. In these three, `given` stands for the place named in the profile. `side` compares the
    item's side with the side of the condition.
    """

    column: Many[str] = ()
    technique: Many[str] = ()
    position: Many[str] = ()
    load: Many[str] = ()
    region: Many[str] = ()
    pressure: Many[str] = ()
    works: Many[str] = ()
    muscle: Many[str] = ()
    exercise: Many[str] = ()
    level_from: int | None = None
    side: Literal["same", "opposite", "any"] = "same"


class Change(Noun):
    """How a precaution changes what is done. `max_s` bounds one hold, or one timed set where nothing is held."""

    kind: ChangeKind
    text: str
    max_s: Count | None = None
    max_reps: Count | None = None
    max_sets: Count | None = None


class Rule(Noun):
    """One line of a condition. `clearance` is a contraindication until a professional has agreed."""

    id: str
    verdict: Verdict
    when: Many[str] = ()  # only in an exercise's own rules: the conditions under which it counts; none is always
    match: Match = Match.model_construct()
    unless: Match | None = None
    change: Change | None = None  # a precaution always has one, a clearance for the time after it
    why: str
    sources: Many[str]
    certainty: Certainty


class Span(Noun):
    """A phase of a condition, in days since it began (for a due date: days of gestation)."""

    condition: str
    from_days: Count = 0
    to_days: Count | None = None


class Applies(Noun):
    """When a condition holds without being named in the profile.

    `spreads_from`, `spreads_to`: a pain in one of these places that spreads to one of those; `unless_excluded`: not when
    somebody has looked and excluded one of these (words of `seen.excluded`).
    """

    everyone: bool = False
    age_from: int | None = None
    age_to: int | None = None
    pain_from: int | None = None
    provoked_by: Many[str] = ()  # a pain that one of these brings on
    pain_in: Many[str] = ()  # of `provoked_by`: only where the pain may lie in one of these places
    spreads_from: Many[str] = ()
    spreads_to: Many[str] = ()
    unless_excluded: Many[str] = ()


class ConditionNeed(Noun):
    muscle: str
    action: Action
    weight: Number = Field(gt=0, le=1)
    why: str


class Ask(Noun):
    """Work that a condition asks for whatever the muscles want: strength with all of these loads, on so many days a week."""

    load: Many[str]
    days: int = Field(ge=1, le=7)
    why: str
    sources: Many[str]


class Condition(Noun):
    """A state of the body and what it rules out or changes. `gate` is what it means for the whole plan."""

    name: str
    ask: str
    group: str
    gate: Level
    message: str
    local: bool = False  # takes a region and a side
    whole_limb: bool = False  # a place on an arm or a leg means all of that limb
    passes: bool = False  # it is over by itself in days or weeks: waiting helps
    gives_way: bool = False  # a general question: it counts only while no more exact condition is named
    region: Many[str] = ()  # the place, where the condition itself says it
    sided: bool = False  # takes a side
    dated: Literal["since", "due"] | None = None
    phases: Many[Span] = ()
    strictest: str | None = None  # the phase that is taken when no date is known
    applies: Applies | None = None
    first: bool = False  # common enough to be asked first
    rules: Many[Rule] = ()
    needs: Many[ConditionNeed] = ()
    asks: Many[Ask] = ()
    only_found: Many[Action] = ()  # what only an examination, a pain or a condition calls for while this holds
    advice: Many[str] = ()
    aliases: Many[str] = ()
    sources: Many[str]


class Raise(Noun):
    """When an answer weighs more: together with another flag, above an age, or with a new pain. Any of what is named will do."""

    to: Level
    with_flag: Many[str] = ()
    age_over: int | None = None
    new_pain: Many[str] = ()
    why: str


class RedFlag(Noun):
    """A question that stops planning. `not_counted` is part of the question: ordinary people are not stopped."""

    ask: str
    not_counted: str
    level: Level
    do: str  # what to do now; {emergency} stands for the country's number
    group: str
    raises: Many[Raise] = ()
    aliases: Many[str] = ()
    sources: Many[str]
