"""Words that more than one noun is made of: sides, days, phases, and the settings all nouns share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, WrapSerializer
from pydantic_core import PydanticCustomError

T = TypeVar("T")

Side = Literal["left", "right"]
Sides = Literal["left", "right", "both"]
ItemSide = Literal["left", "right", "both", "none"]
Action = Literal["release", "lengthen", "activate", "move"]
FoundAs = Literal["tight", "weak", "long"]
Phase = Literal["warm-up", "release", "dynamic", "static", "activation"]
Level = Literal["advice", "precaution", "clearance", "urgent", "emergency"]
Verdict = Literal["contraindication", "clearance", "precaution"]
ChangeKind = Literal["range", "time", "pressure", "position", "support"]
Certainty = Literal["guideline", "consensus", "trial", "expert", "default"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Context = Literal["standalone", "before-activity", "after-activity"]
SideReason = Literal["finding", "pain", "condition", "long", "activity"]

PHASES: tuple[Phase, ...] = ("warm-up", "release", "dynamic", "static", "activation")
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LEVELS: tuple[Level, ...] = ("advice", "precaution", "clearance", "urgent", "emergency")
BOTH: tuple[Side, Side] = ("left", "right")


def _listed(value: Any) -> Any:
    """Let a single value stand for a list of one, as people write it."""
    return value if isinstance(value, (list, tuple)) else [value]


def _dated(value: Any) -> Any:
    """Take a date only as ISO text: a bare number must not become a day in 1970."""
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise PydanticCustomError("day", "write a date as YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("no_such_day", "there is no such day in the calendar") from None


def _as_dict(entries: Mapping[str, Any], written: Callable[[Any], Any]) -> Any:
    """Let entries that are made when asked for be written like any others."""
    return written(dict(entries))


Date = Annotated[dt.date, BeforeValidator(_dated)]
Many = Annotated[tuple[T, ...], BeforeValidator(_listed)]
ById = Annotated[Mapping[str, T], WrapSerializer(_as_dict)]
Count = Annotated[int, Strict(), Field(ge=0, le=100_000)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Noun(BaseModel):
    """Frozen, closed against unknown keys, and compiled only when it is first used (start-up)."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True)
