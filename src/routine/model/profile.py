"""What a person tells: who they are, what hurts, what they do, what they own, when they have time."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from routine.model.terms import Count, Date, Day, Many, Noun, Number, Side, Sides

Intensity = Annotated[int, Strict(), Field(ge=0, le=10)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Yes = Annotated[bool, Strict()]

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
SPAN = re.compile(rf"\s*({CLOCK.pattern})\s*[-–]\s*({CLOCK.pattern}|24:00)\s*")


def minute_of(clock: str) -> int:
    """Return the minute of the day of `HH:MM`."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def clock_of(minute: int) -> str:
    """Return `HH:MM` for a minute of the day (past midnight it wraps)."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _clock(value: Any) -> Any:
    if not isinstance(value, str) or not CLOCK.fullmatch(value.strip()):
        raise PydanticCustomError("clock", "write a time of day as HH:MM")
    return clock_of(minute_of(value.strip()))


Clock = Annotated[str, BeforeValidator(_clock)]


class FlagAnswer(Noun):
    """A red flag that is true for this person; `cleared` when a professional has looked at it since."""

    id: str
    cleared: Date | None = None
    by: str | None = None


class ConditionAnswer(Noun):
    """A condition of this person, with what is known of place, side and time."""

    id: str
    region: str | None = None
    side: Sides | None = None
    since: Date | None = None
    due: Date | None = None
    cleared: Date | None = None
    by: str | None = None


class Pain(Noun):
    """Where it hurts, how much (0-10), what brings it on and for how many weeks."""

    region: str
    side: Sides | None = None
    intensity: Intensity
    provoked_by: Many[str] = ()
    weeks: Annotated[Number, Field(ge=0, le=5200)] | None = None
    spreads_to: Many[str] = ()
    course: Literal["better", "same", "worse"] | None = None


class Finding(Noun):
    """What somebody found at a muscle (or group) on one side; no side means both."""

    muscle: str
    side: Sides = "both"


class Findings(Noun):
    tight: Many[Finding] = ()
    weak: Many[Finding] = ()
    long: Many[Finding] = ()


class Seen(Noun):
    """The last visit to a professional, and what was excluded there."""

    on: Date | None = None
    by: str | None = None
    excluded: Many[str] = ()


class ActivityAnswer(Noun):
    activity: str
    days: Many[Day] = ()
    start: Clock | None = None
    minutes: Annotated[Count, Field(ge=1, le=1440)] | None = None
    hours_per_week: Annotated[Number, Field(ge=0, le=168)] | None = None
    side: Side | None = None


class Abilities(Noun):
    """None: not asked. From 65 on an unanswered `floor` counts as no."""

    floor: Yes | None = None
    kneel: Yes = True
    hands: Yes = True
    one_leg: Yes = True


class Window(Noun):
    """Free time on one day, in minutes of the day."""

    at: str
    minutes: Annotated[Count, Field(ge=5, le=240)] | None = None
    place: str = "home"

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"at": value} if isinstance(value, str) else value

    @field_validator("at")
    @classmethod
    def _span(cls, value: str) -> str:
        found = SPAN.fullmatch(value)
        if not found:
            raise PydanticCustomError("span", "write a window as HH:MM-HH:MM, for example 07:00-08:00")
        start, end = minute_of(found[1]), minute_of(found[4])
        if end <= start:
            raise PydanticCustomError("span_order", "the window ends before it starts; a window can't cross midnight")
        return f"{clock_of(start)}-{'24:00' if end == 1440 else clock_of(end)}"

    @property
    def start(self) -> int:
        return minute_of(self.at.split("-")[0])

    @property
    def end(self) -> int:
        return minute_of(self.at.split("-")[1])


class Schedule(Noun):
    """Upper limits: fewer or shorter windows give fewer or shorter sessions."""

    sessions_per_week: Annotated[Count, Field(ge=1, le=14)] = 4
    minutes: Annotated[Count, Field(ge=5, le=120)] = 20
    windows: dict[Day, Many[Window]] = Field(default_factory=dict)
    rest_days: Many[Day] = ()
    max_exercises: Annotated[Count, Field(ge=1, le=20)] = 8


class Requirement(Noun):
    """An exercise that a professional wants in the week."""

    exercise: str
    sets: Annotated[Count, Field(ge=1, le=10)] | None = None
    days: Many[Day] = ()
    by: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"exercise": value} if isinstance(value, str) else value


class Preferences(Noun):
    avoid: Many[str] = ()
    prefer: Many[str] = ()
    avoid_positions: Many[str] = ()
    require: Many[Requirement] = ()


def _id_or_fields(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


def _everywhere(value: Any) -> Any:
    """Read a plain list as what is at every place; keep a mapping of places."""
    return value if isinstance(value, dict) else {"*": value}


class Profile(Noun):
    """One person's answers. Only `name` and `timezone` are required."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    name: Name
    birth_year: Annotated[int, Strict(), Field(ge=1900, le=2100)] | None = None
    timezone: str
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")] = "en"
    red_flags: Many[Annotated[FlagAnswer, BeforeValidator(_id_or_fields)]] | None = None
    screened: Date | None = None
    conditions: Many[Annotated[ConditionAnswer, BeforeValidator(_id_or_fields)]] = ()
    abilities: Abilities = Abilities.model_construct()
    pain: Many[Pain] = ()
    findings: Findings = Findings.model_construct()
    seen: Seen | None = None
    activities: Many[ActivityAnswer] = ()
    fitness: Literal["sedentary", "active", "athletic"] = "sedentary"
    equipment: Annotated[dict[str, Many[Many[str]]], BeforeValidator(_everywhere)] = Field(default_factory=dict)
    schedule: Schedule = Schedule.model_construct()
    goals: Many[str] = ()
    preferences: Preferences = Preferences.model_construct()
    alarm_minutes: Annotated[Count, Field(ge=0, le=10080)] = 10
    paper: Literal["a4", "letter"] = "a4"

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        if isinstance(value, dict) and "id" not in value and isinstance(value.get("name"), str):
            return {"id": slug(value["name"]), **value}
        return value


def slug(name: str) -> str:
    """Return a stable kebab-case id for a name in any script."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return "-".join(words)[:80].strip("-") or "u" + "".join(f"{ord(c):x}" for c in name)[:40]
