"""Who somebody is, what they do all day, what they own, when they have time and what they want."""

from __future__ import annotations

import difflib
import os
import re
import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from routine.choose import FLOOR_ASKED_FROM
from routine.cli.questions import NO_WORDS, Option, Talk, ask, choose, numbered, pick, say, shown_as
from routine.cli.spoken import FreeTime, Unclear, activity_rows, free_time
from routine.load.country import country_of, zones_in
from routine.model.catalog import Activity
from routine.model.profile import Schedule

YOUNGEST, OLDEST = 6, 120
DEFAULT_WINDOWS = {"mon": "18:00-19:00", "wed": "18:00-19:00", "fri": "18:00-19:00", "sat": "10:00-11:00"}
KINDS = (("work", "All day:"), ("habit", "Habits:"), ("sport", "Sports:"))
FITNESS = (
    ("sedentary", "I move little, or I am only starting."),
    ("active", "I move or train two or three times a week."),
    ("athletic", "I train hard, four times a week or more."),
)


class TooYoung(Exception):  # noqa: N818 - an outcome, not an error
    """This person is younger than the program plans for."""


def ask_who(talk: Talk) -> None:
    """Name, year of birth, time zone; the country follows from the zone."""
    told = talk.told
    told["name"] = ask("What shall we call you?", _name, told.get("name", "Me"), told.get("name", "Me"))
    old = told.get("birth_year")
    told["birth_year"] = ask(
        "In which year were you born? Doses depend on your age.", lambda a: _year(a, talk.today.year), old, str(old or "rather not say")
    )
    if talk.age is not None and talk.age < YOUNGEST:
        _too_young(talk)
    zone = told.get("timezone") or machine_zone()
    told["timezone"] = ask("Which time zone do you live in? The name of a city will do.", _zone, zone, zone, example="London")
    if told["timezone"] != zone or not told.get("country"):
        told["country"] = country_of(told["timezone"])


def _name(answer: str) -> str:
    if not re.search(r"\w", answer):
        raise Unclear("Any name will do, for example: Robin.")
    return answer


def _year(answer: str, this_year: int) -> int | None:
    if answer.casefold() in NO_WORDS:
        return None
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", answer)
    if len(years) != 1:
        raise Unclear("The year has four digits, for example: 1991.")
    year = int(years[0])
    if not this_year - OLDEST <= year <= this_year:
        raise Unclear(f"A year from {this_year - OLDEST} to {this_year} is meant, for example: 1991.")
    return year


def _too_young(talk: Talk) -> None:
    """Say that small children are out of scope; a slip of the keys can still be mended."""
    question = f"This program plans for people from {YOUNGEST} years on. For a younger child, ask a children's doctor or physiotherapist. Was it a slip? Then type the year again."
    year = ask(question, lambda a: _year(a, talk.today.year), None, "stop here")
    if year is None or talk.today.year - year < YOUNGEST:
        raise TooYoung
    talk.told["birth_year"] = year


def machine_zone() -> str:
    """Return this computer's time zone, or UTC when it does not say."""
    known = zoneinfo.available_timezones()
    for found in (os.environ.get("TZ", "").lstrip(":"), _read("/etc/timezone"), _link("/etc/localtime")):
        name = found.split("zoneinfo/")[-1]
        if name in known:
            return name
    return "UTC"


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _link(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""


def _zone(answer: str) -> str:
    """Return the zone that a name (in any case), a city or a country means."""
    known = sorted(zoneinfo.available_timezones())
    wanted = re.sub(r"[\s_]+", "_", answer.casefold())
    found = next((name for name in known if name.casefold() == wanted), None)
    if found and ("/" in found or found == "UTC"):
        return found
    by_city: dict[str, list[str]] = {}
    for name in (n for n in known if "/" in n and country_of(n)):
        by_city.setdefault(name.casefold().rsplit("/", 1)[-1], []).append(name)
    there = by_city.get(wanted) or zones_in(answer)
    if len(there) == 1 or (wanted in by_city and len({country_of(n) for n in there}) == 1):
        return there[0]
    near = there or [by_city[c][0] for c in difflib.get_close_matches(wanted, by_city, n=3, cutoff=0.75)]
    hint = f"Did you mean {' or '.join(near[:4])}?" if near else "Name a larger city whose clocks agree with yours, for example: Paris."
    more = " Or another city there?" if len(near) > 4 else ""
    raise Unclear(f"'{answer[:40]}' is no single time zone. {hint}{more}")


def ask_activities(talk: Talk) -> None:
    """What somebody does all day and their sports; then, in one line, how much and when."""
    known = talk.catalog.activities
    options = [Option(key, a.name, a.aliases) for kind, _ in KINDS for key, a in known.items() if a.kind == kind]
    click.echo("\nYour days:")
    first = 1
    for kind, heading in KINDS:
        listed = [o for o in options if known[o.id].kind == kind]
        say(heading, indent=" ")
        numbered(listed, first)
        first += len(listed)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in talk.told.get("activities", ()):
        rows.setdefault(row["activity"], []).append(row)
    chosen = choose(
        "What do you do all day, and which sports? Numbers or words, such as: 1 gym", options, tuple(rows), enter="Enter if none."
    )
    told = _details({key: known[key] for key in chosen}, rows) if chosen else {}
    talk.told["activities"] = [row for key in chosen for row in told[key]]


def _details(chosen: dict[str, Activity], old: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Ask how much and when for everything at once; what stays unsaid keeps the old answer."""
    kept = {key: old.get(key) or [{"activity": key}] for key in chosen}
    examples = [_example(a, n) for n, a in enumerate(chosen.values())][:3]
    names = "; ".join(re.sub(r" \(.*", "", a.name) for a in chosen.values())
    alone = len(chosen) == 1
    question = f"{names}: when, and how much?" if alone else f"When, and how much? In this order, with semicolons: {names}."
    said = "; ".join(_in_words(kept[key]) for key in chosen)
    return ask(
        question,
        lambda answer: _by_piece(answer, chosen, kept),
        kept,
        said if said.strip("; ") else "can't say",
        example="; ".join(examples),
    )


def _example(activity: Activity, n: int) -> str:
    if activity.sided:
        return "left, 10 hours"
    return (
        ("sat 9:00 120 min", "tue 18:00 60 min", "sun 10:00 90 min")[n % 3]
        if activity.kind == "sport"
        else "40 hours"
        if activity.kind == "work"
        else "10 hours"
    )


def _in_words(rows: list[dict[str, Any]]) -> str:
    """Return rows as they could be typed."""
    texts = []
    for row in rows:
        hours = f"{row['hours_per_week']:g} hours" if row.get("hours_per_week") is not None else ""
        minutes = f"{row['minutes']} min" if row.get("minutes") else ""
        texts.append(" ".join(t for t in (row.get("side") or "", *row.get("days", ()), row.get("start") or "", minutes, hours) if t))
    return " ".join(texts)


def _by_piece(answer: str, chosen: dict[str, Activity], kept: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Give each piece of an answer to its activity: by the name it begins with, else by its place."""
    pieces = [p.strip() for p in answer.split(";")]
    if len(pieces) == 1 and len(chosen) == answer.count(",") + 1:
        pieces = [p.strip() for p in answer.split(",")]
    told, waiting = dict(kept), list(chosen)
    for n, piece in enumerate(pieces):
        key, rest = _owner(piece, chosen)
        if key is None:
            if not waiting or (len(pieces) > len(chosen) or n >= len(chosen)):
                raise Unclear(f"There are {len(pieces)} answers for {len(chosen)} activities. Put a semicolon between two of them.")
            key = waiting[0]
        if key in waiting:
            waiting.remove(key)
        if rest and rest.casefold() not in NO_WORDS:
            rows = activity_rows(rest, work=chosen[key].kind != "sport")
            _side_fits(chosen[key], rows)
            told[key] = [{"activity": key, **row} for row in rows]
    return told


def _owner(piece: str, chosen: dict[str, Activity]) -> tuple[str | None, str]:
    for key, activity in chosen.items():
        for words in sorted((key, activity.name, *activity.aliases, activity.name.split()[0]), key=len, reverse=True):
            if found := re.match(rf"{re.escape(words)}\b\s*[:=,]?\s*", piece.replace("_", "-"), re.IGNORECASE):
                return key, piece[found.end() :]
    return None, piece


def _side_fits(activity: Activity, rows: list[dict[str, Any]]) -> None:
    if not activity.sided and any("side" in row for row in rows):
        raise Unclear(f"{activity.name} has no side here. Leave the side out.")


def ask_equipment(talk: Talk) -> None:
    """What somebody owns. What is at another place (office) is kept, not asked."""
    things = talk.catalog.vocabulary.equipment
    options = [Option(key, f"{e.name[0].upper()}{e.name[1:]}", e.aliases) for key, e in things.items() if not e.always]
    ids = {o.id for o in options}
    everywhere, at_home = ([e.name for e in things.values() if e.always == where] for where in ("everywhere", "home"))
    owned: dict[str, Any] = dict(talk.told.get("equipment", {}))
    place = "*" if "*" in owned or not owned else "home" if "home" in owned else next(iter(owned))
    here = owned.get(place, ())
    old = tuple(dict.fromkeys(thing for any_of in here for thing in any_of if thing in ids))
    click.echo("\nThings to exercise with:")
    numbered(options)
    say(f"Everybody is taken to have: {', '.join(everywhere)}; at home also: {', '.join(at_home)}.", indent="  ")
    chosen = choose("Which of these do you have? Type the numbers; a carpet counts as a mat.", options, old, enter="Enter if none.")
    if chosen != old:
        unasked = [list(any_of) for any_of in here if ids.isdisjoint(any_of)]  # such as the pillow at the office
        owned[place] = [*([thing] for thing in chosen), *unasked]
    talk.told["equipment"] = {where: what for where, what in owned.items() if what} or {"*": []}


def ask_time(talk: Talk) -> None:
    """When somebody has time, how often and how long, in one line."""
    schedule = dict(talk.told.get("schedule", {}))
    fresh = not schedule.get("windows")
    windows = {day: [{"at": at}] for day, at in DEFAULT_WINDOWS.items()} if fresh else schedule["windows"]
    usual = Schedule()
    sessions, minutes = schedule.get("sessions_per_week", usual.sessions_per_week), schedule.get("minutes", usual.minutes)
    shown = f"{_windows_in_words(windows)}, {sessions} x {minutes} min"
    example = "mon wed fri 7:00-7:45, sat 10-11, 3 x 20 min"
    found = ask("When do you have time, how many sessions a week and how long?", free_time, FreeTime(), shown, example=example)
    if found.windows:
        windows = {day: [{"at": at} for at in spans] for day, spans in found.windows.items()}
        count = sum(len(spans) for spans in windows.values())
        sessions = found.sessions or min(count, max(sessions, usual.sessions_per_week))
    schedule.update(windows=windows, sessions_per_week=found.sessions or sessions, minutes=found.minutes or minutes)
    talk.told["schedule"] = schedule
    if found != FreeTime():
        say(
            f"Noted: {_windows_in_words(windows)}; up to {schedule['sessions_per_week']} sessions of {schedule['minutes']} minutes.",
            indent="  ",
        )


def _windows_in_words(windows: dict[str, Any]) -> str:
    by_times: dict[str, list[str]] = {}
    for day, spans in windows.items():
        by_times.setdefault(" ".join(s["at"] for s in spans), []).append(day)
    return ", ".join(f"{' '.join(days)} {times}" for times, days in by_times.items())


def ask_goals(talk: Talk) -> None:
    goals = talk.catalog.vocabulary.goals
    options = [Option(key, f"{g.name[0].upper()}{g.name[1:]}", (*g.aliases, g.meaning)) for key, g in goals.items()]
    click.echo("\nWhat you want:")
    numbered(options)
    first = "relieve-pain" if any(p["intensity"] for p in talk.told.get("pain", ())) else "flexibility"
    old = tuple(talk.told.get("goals", ()))
    talk.told["goals"] = list(choose("What matters most to you? Type one number or more.", options, old, default=old or (first,)))


def ask_fitness(talk: Talk) -> None:
    """How fit somebody is; from 65 on also, with one more number, whether the floor is within reach."""
    old = talk.told.get("fitness", "sedentary")
    options = [Option(key, label) for key, label in FITNESS]
    floor_asked = talk.age is not None and talk.age >= FLOOR_ASKED_FROM
    abilities = dict(talk.told.get("abilities", {}))
    kept: tuple[str, ...] = (old,)
    question = "Which one is true? It decides how hard an exercise may be."
    if floor_asked:
        options.append(Option("floor", "I can get down to the floor and up again alone."))
        kept = (old, "floor") if abilities.get("floor") else kept
        question = "Which of 1 to 3 is true? Add 4 if that is true as well, for example: 2 4"
    click.echo("\nHow fit you are:")
    numbered(options)
    chosen = ask(question, lambda answer: _one_level(answer, options), kept, shown_as(kept, options))
    talk.told["fitness"] = next((c for c in chosen if c != "floor"), old)
    if floor_asked:
        abilities["floor"] = "floor" in chosen
        talk.told["abilities"] = abilities


def _one_level(answer: str, options: Sequence[Option]) -> tuple[str, ...]:
    chosen = pick(answer, options)
    if len([c for c in chosen if c != "floor"]) > 1:
        raise Unclear("Only one of 1 to 3 can be true: take the one that fits best.")
    return chosen
