"""What a plan says: one week of sessions, why each item is in it, and what was left out."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from routine.model.terms import Action, ChangeKind, Context, ItemSide, Level, Many, Noun, Phase, Side, SideReason

SCHEMA = "routine/plan/1"


class Because(Noun):
    """One reason in words. `id` names the need, the answer, the rule or the edge it comes from."""

    kind: Literal["need", "answer", "rule", "graph"]
    id: str
    message: str
    source: str | None = None


class PlanFinding(Noun):
    id: str
    level: Level
    message: str
    source: str | None = None


class PlanScreening(Noun):
    outcome: Literal["clear", "precautions", "stop"]
    findings: Many[PlanFinding] = ()


class PlanAdvice(Noun):
    id: str
    message: str
    because: Many[Because] = ()
    source: str | None = None


class PlanStopRule(Noun):
    id: str
    message: str


class Need(Noun):
    """What one muscle on one side should get, and what the week gives it, in `unit`."""

    muscle: str
    side: Side
    action: Action
    tight: bool = False
    weight: float
    unit: Literal["s", "sets"]
    target: int
    planned: int = 0
    because: Many[Because] = ()


class ItemChange(Noun):
    rule: str
    kind: ChangeKind
    text: str
    max_s: int | None = None
    max_reps: int | None = None
    max_sets: int | None = None


class Item(Noun):
    """One exercise with its dose. `work_s` is one set on one side; the rest is as the contract says."""

    exercise: str
    name: str
    phase: Phase
    technique: str
    side: ItemSide
    side_reason: SideReason | None = None
    dose: str
    sets: int = Field(ge=1)
    reps: int | None = None
    rep_s: int | None = None
    hold_s: int | None = None
    work_s: int
    rest_s: int
    setup_s: int
    switch_s: int
    seconds: int
    muscles: Many[str] = ()
    changes: Many[ItemChange] = ()
    because: Many[Because] = ()
    sources: Many[str] = ()


class Session(Noun):
    id: str
    template: str
    date: str
    start: str
    end: str
    place: str
    context: Context
    activity: str | None = None
    seconds: int
    minimum: Many[int]
    items: Many[Item]


class Exclusion(Noun):
    exercise: str
    because: Many[Because]


class Busy(Noun):
    """A time that is taken, in local time: `2026-11-23T07:00`."""

    start: str
    end: str
    summary: str = ""


class Carried(Noun):
    """An item of the week before that still counts: what was pressed or strengthened on its last two days."""

    exercise: str
    technique: str
    phase: Phase
    side: ItemSide
    muscles: Many[str]
    date: str
    start: str


class Optimality(Noun):
    status: Literal["optimal", "feasible"]
    gap: float
    objective: float
    bound: float
    denominator: str = "total value"


class Verified(Noun):
    laws: Many[str]
    problems: int


class PlanCatalog(Noun):
    version: str
    sha256: str


class Plan(Noun):
    """One person's week. `schema_` is written as `schema`."""

    schema_: Literal["routine/plan/1"] = Field(default="routine/plan/1", alias="schema")
    program: str
    profile_id: str
    profile_sha256: str
    name: str
    week: str
    timezone: str
    catalog: PlanCatalog
    screening: PlanScreening
    advice: Many[PlanAdvice] = ()
    stop_rules: Many[PlanStopRule] = ()
    needs: Many[Need] = ()
    sessions: Many[Session] = ()
    excluded: Many[Exclusion] = ()
    busy: Many[Busy] = ()
    carried: Many[Carried] = ()
    stopped: Many[str] = ()
    notices: Many[str] = ()
    optimality: Optimality
    verified: Verified | None = None
