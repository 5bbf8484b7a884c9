"""A profile as a commented file that a person can read and change: each key with a word on what it means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from routine.load.yaml12 import resolve
from routine.model.profile import Profile

COLUMN = 30  # where comments begin
WIDE = 120  # beyond it a comment goes above its line
ELSEWHERE_BOOLEAN = {"y", "n", "yes", "no", "on", "off"}  # truth values for older readers of YAML


def profile_text(profile: Profile) -> str:
    """Return the file of a profile; what it leaves unsaid is there as an example, commented out."""
    told = profile.model_dump(mode="json", exclude_defaults=True)
    parts: Iterable[Iterable[str]] = (
        ["# Your answers. Change what you like, then run `routine plan`; `routine init` asks everything again."],
        _who(profile),
        [""],
        _health(profile, told),
        [""],
        _life(profile, told),
        [""],
        _time(profile, told),
        [""],
        _wishes(profile, told),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _who(profile: Profile) -> Iterator[str]:
    yield _line("id", profile.id, "stays the same for ever: calendar entries are found again by it")
    yield _line("name", profile.name)
    yield _line("birth_year", profile.birth_year, "doses depend on the age", example=1991)
    yield _line("timezone", profile.timezone, "all times in this file are local times there")
    yield _line("country", profile.country, "whom to call in an emergency", example="GB")
    yield _line("language", profile.language)


def _health(profile: Profile, told: dict[str, Any]) -> Iterator[str]:
    flags = [f["id"] if set(f) == {"id"} else f for f in told.get("red_flags") or []]
    note = "all were asked, none is true" if not flags else "these are true: they may stop a plan, see `routine screen`"
    yield from _rows("red_flags", None if profile.red_flags is None else flags, note)
    yield _line("screened", told.get("screened"), "the day you answered them; they are asked again after 28 days", example="2026-11-20")
    conditions = [c["id"] if set(c) == {"id"} else c for c in told.get("conditions", [])]
    yield from _rows(
        "conditions",
        conditions,
        "`cleared` is the day on which a professional agreed",
        instead="[hypertension-controlled, {id: open-wound, region: calf, side: right}]",
    )
    abilities = {k: v for k, v in profile.abilities.model_dump().items() if v is not None}
    yield _line("abilities", abilities, "get down to the floor and up alone, kneel, lean on hands, stand on one leg")
    yield from _rows(
        "pain",
        told.get("pain", []),
        "where it hurts, how much (0-10), what brings it on, for how many weeks",
        instead="[{region: low-back, side: left, intensity: 5, weeks: 3}]",
    )
    yield "findings:".ljust(COLUMN) + "# what a professional or a self-test found"
    for kind, note in (("tight", ""), ("weak", ""), ("long", "over-long: strengthened, not stretched")):
        yield _line(kind, told.get("findings", {}).get(kind, []), note, indent="  ")
    yield _line(
        "seen",
        told.get("seen"),
        "your last visit to a professional, and what was ruled out",
        example={"on": "2026-11-02", "by": "physiotherapist", "excluded": ["disc"]},
    )


def _life(profile: Profile, told: dict[str, Any]) -> Iterator[str]:
    yield from _rows(
        "activities",
        told.get("activities", []),
        "what you do all day, and your sports",
        instead='[{activity: cycling, days: [sat], start: "09:00", minutes: 120}]',
    )
    yield _line("fitness", profile.fitness, "sedentary | active | athletic: the highest level of exercise is 1, 2 or 3")
    places = {place: [any_of[0] if len(any_of) == 1 else list(any_of) for any_of in things] for place, things in profile.equipment.items()}
    yield _line("equipment", places["*"] if set(places) == {"*"} else places, "an inner list: any one of these will do")


def _time(profile: Profile, told: dict[str, Any]) -> Iterator[str]:
    schedule = profile.schedule
    yield "schedule:"
    yield _line("sessions_per_week", schedule.sessions_per_week, "this and minutes are upper limits", indent="  ")
    yield _line("minutes", schedule.minutes, "of one session", indent="  ")
    if schedule.windows:
        yield "  windows:".ljust(COLUMN) + "# when you have time; a list for two on one day"
    else:
        yield _line("windows", {}, 'for example: {mon: "07:00-08:00", sat: ["09:00-10:00", "17:00-18:00"]}', indent="  ")
    for day in schedule.windows:
        windows = [w["at"] if set(w) == {"at"} else w for w in told["schedule"]["windows"][day]]
        yield _line(day, windows[0] if len(windows) == 1 else windows, indent="    ")
    yield _line("rest_days", list(schedule.rest_days), "days without strengthening", indent="  ")
    yield _line("max_exercises", schedule.max_exercises, "in a session, warm-ups not counted", indent="  ")


def _wishes(profile: Profile, told: dict[str, Any]) -> Iterator[str]:
    yield _line("goals", list(profile.goals), "relieve-pain | flexibility | sport | strength | recovery")
    wishes = told.get("preferences", {})
    yield "preferences:"
    yield _line("avoid", wishes.get("avoid", []), "exercises you do not want: see `routine catalog list`", indent="  ")
    yield _line("prefer", wishes.get("prefer", []), "exercises you like", indent="  ")
    yield _line("avoid_positions", wishes.get("avoid_positions", []), "for example: kneeling", indent="  ")
    require = [r["exercise"] if set(r) == {"exercise"} else r for r in wishes.get("require", [])]
    yield from _rows(
        "require",
        require,
        "what a professional wants done",
        instead='[{exercise: clamshell, sets: 2, days: [mon], by: "J. Doe, physio"}]',
        indent="  ",
    )
    yield _line("alarm_minutes", profile.alarm_minutes, "before each session, in the calendar")
    yield _line("paper", profile.paper, "of the handout: a4 | letter")


def _line(key: str, value: Any, note: str = "", *, example: Any = None, indent: str = "") -> str:
    """Return `key: value   # note`; an unsaid value is shown as an example, commented out."""
    if value is None:
        key, value = f"# {key}", example
    text = f"{indent}{key}: {flow(value)}"
    if not note:
        return text
    line = f"{text.ljust(COLUMN - 2)}  # {note}"
    return line if len(line) <= WIDE else f"{indent}# {note}\n{text}"


def _rows(key: str, rows: list[Any] | None, note: str, *, instead: str = "", indent: str = "") -> Iterator[str]:
    """Yield a list on one line while it is short, else one row a line; an empty one with an example."""
    if not rows:
        yield _line(key, rows, f"for example: {instead}" if instead and rows is not None else note, example=[], indent=indent)
    elif all(isinstance(row, str) for row in rows) and len(flow(rows)) < WIDE // 2:
        yield _line(key, rows, note, indent=indent)
    else:
        yield f"{indent}{key}:".ljust(COLUMN - 2) + f"  # {note}"
        for row in rows:
            yield f"{indent}  - {flow(row)}"


def flow(value: Any) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}" if value == float(f"{value:g}") else repr(value)
    if isinstance(value, str):
        return value if _plain(value) else json.dumps(value, ensure_ascii=False)
    return str(value)


def _plain(text: str) -> bool:
    """Tell whether a text means itself without quotes, to us and to older readers of YAML."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return True
    return bool(re.fullmatch(r"[^\W\d_]([\w ./()+-]*[\w).])?", text)) and resolve(text) == text and text.casefold() not in ELSEWHERE_BOOLEAN
