"""What answers say of the body: needs an activity brings, patterns of answers, and the self-tests that settle what is open."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from routine.model.terms import Action, Certainty, Count, FoundAs, Many, Noun, Number


class Loaded(Noun):
    """What a muscle (or group) may want because of an activity or a pattern; `side`: seen from the loaded or found side."""

    muscle: str
    action: Action
    weight: Number = Field(gt=0, le=1)
    side: Literal["same", "opposite"] = "same"


class Found(Noun):
    """That one of these muscles was found as one of these, on the side that is looked at."""

    kind: Many[FoundAs]
    muscle: Many[str]


class PainSign(Noun):
    """A pain in one of these places; what else is given must hold for the same pain."""

    region: Many[str]
    provoked_by: Many[str] = ()
    weeks_from: Count | None = None


class Spared(Noun):
    """What is left out while a pattern holds, unless an examination or a condition asks for it."""

    muscle: str
    action: Action


class Pattern(Noun):
    """What answers say together, on one side of the body. All of `found` and `pain` must hold and none of `unless`.

    `ask`: what is still open and which self-tests would settle it.
    """

    name: str
    found: Many[Found] = ()
    unless: Many[Found] = ()
    pain: PainSign | None = None
    needs: Many[Loaded] = ()
    spares: Many[Spared] = ()
    ask: str = ""
    tests: Many[str] = ()
    why: str
    sources: Many[str]


class SelfTest(Noun):
    """A short look at oneself that turns "unknown" into a finding.

    It asks the body too: technique, positions, loads and level are those of an exercise, and it is ruled out as one.
    """

    name: str
    ask: str
    technique: str
    positions: Many[str]
    equipment: Many[Many[str]] = ()
    loads: Many[str] = ()
    level: int = Field(default=1, ge=1, le=3)
    sided: bool = True
    how: Many[str]
    counts: str  # what counts as the finding
    finding: Found
    not_for: Many[str] = ()  # conditions, beside those that the rules find
    sources: Many[str]
    certainty: Certainty
