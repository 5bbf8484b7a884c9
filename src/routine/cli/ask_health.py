"""Safety first: red flags, conditions and pain. What is grave is said at once, not at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click

from routine.body import Body
from routine.cli.questions import NO_WORDS, Option, Talk, ask, choose, described, holds, numbered, pick, plain_words, say, told_at_once
from routine.cli.spoken import Unclear, pain_row
from routine.cli.spoken_dates import consent, due_date, past_date
from routine.model.conditions import Condition, RedFlag
from routine.model.profile import ConditionAnswer, Profile
from routine.model.terms import LEVELS, Level
from routine.screen import emergency_number, flag_level, phases_of

# Which groups of flags are asked together, so that few prompts hold them all.
FLAG_PAGES = (
    ("back-and-legs",),
    ("chest-and-breath", "head-and-neck"),
    ("whole-body", "pregnancy"),
    ("joints-and-injury", "age-and-history"),
)
# Questions that begin with an age are only put to somebody who may be of that age.
FOR_AGES = (re.compile(r"Over (?P<low>\d+),"), re.compile(r"Under (?P<high>\d+),"), re.compile(r"Aged (?P<low>\d+) to (?P<high>\d+),"))
# Where it hurts, in the order of the body. Every other place of regions.yaml is understood when it is typed.
PLACES = (
    "head", "jaw", "neck", "shoulder", "shoulder-blade", "upper-back", "ribs", "low-back", "sacrum", "tail-bone", "buttock", "sit-bone",
    "outer-hip", "front-hip", "groin", "front-thigh", "back-thigh", "inner-thigh", "outer-thigh", "knee", "knee-cap", "shin", "calf", "achilles",
    "ankle", "heel", "sole", "toes", "upper-arm", "elbow", "forearm", "wrist", "hand",
)  # fmt: skip
MOST_HITS = 9
MORE = "more"


def ask_flags(talk: Talk) -> None:
    """Four pages of red flags. Enter is none; the answers of last time are offered again."""
    old = {row["id"]: row for row in talk.told.get("red_flags") or ()}
    groups = list(dict.fromkeys(flag.group for flag in talk.catalog.red_flags.values()))
    rest = tuple(g for g in groups if g not in {g for page in FLAG_PAGES for g in page})
    pages = [*FLAG_PAGES[:-1], (*FLAG_PAGES[-1], *rest)]
    click.echo()
    say(
        f"Safety first, in {len(pages)} lists. Each line is a sign that somebody should look at before you exercise. What stands in brackets does not count."
    )
    found: list[dict[str, Any]] = []
    for n, page in enumerate(pages, 1):
        flags = {k: f for k, f in talk.catalog.red_flags.items() if f.group in page and (k in old or fits_age(f, talk.age))}
        click.echo()
        say(f"{n} of {len(pages)}: {', '.join(g.replace('-', ' ') for g in page)}")
        options = [Option(key, flag.ask, flag.aliases) for key, flag in flags.items()]
        described(options, [flag.not_counted for flag in flags.values()])
        chosen = choose(
            "Is any of these true for you now? Type its number.", options, tuple(k for k in old if k in flags), enter="Enter if none is."
        )
        found += [old.get(key, {"id": key}) for key in chosen]
        _tell_flags(talk, chosen, found)
        found = [_with_consent(talk, row, found) if row["id"] in chosen else row for row in found]
    talk.told["red_flags"], talk.told["screened"] = found, talk.today.isoformat()


def fits_age(flag: RedFlag, age: int | None) -> bool:
    """Tell whether a question can be true at an age; a year is given away, as only the year of birth is known."""
    limits = next((m for form in FOR_AGES if (m := form.match(flag.ask))), None)
    if age is None or limits is None:
        return True
    said = {key: int(value) for key, value in limits.groupdict().items()}
    return said.get("low", 0) <= age <= said.get("high", 200) + 1


def _level(talk: Talk, key: str, found: list[dict[str, Any]]) -> Level:
    """Return the level of a flag as far as it is known now: with the other flags and the age, before any pain is told."""
    so_far = Profile(id="x", name="x", timezone="UTC", birth_year=talk.told.get("birth_year"))
    return flag_level(talk.catalog.red_flags[key], {row["id"] for row in found}, so_far, talk.age, Body(talk.catalog))


def _tell_flags(talk: Talk, chosen: Sequence[str], found: list[dict[str, Any]]) -> None:
    """Say at once what each flag asks for, the gravest first."""
    number = number_of(talk)
    levels = {key: _level(talk, key, found) for key in chosen}
    said = sorted(chosen, key=lambda k: -LEVELS.index(levels[k]))
    for text in dict.fromkeys(talk.catalog.red_flags[key].do for key in said):
        told_at_once(text.replace("{emergency}", number))
    if "emergency" in levels.values():
        told_at_once("Please do that first. These questions can wait.")


def number_of(talk: Talk) -> str:
    """Return the emergency number of the person's country, or words that stand for it."""
    return emergency_number(Profile(id="x", name="x", timezone="UTC", country=talk.told.get("country")), talk.catalog)


def _with_consent(talk: Talk, row: dict[str, Any], found: list[dict[str, Any]]) -> dict[str, Any]:
    if _level(talk, row["id"], found) != "clearance":
        return row
    return _agreed(talk, row, "Has ")


def _agreed(talk: Talk, row: dict[str, Any], what: str) -> dict[str, Any]:
    """Ask whether a professional has agreed; without it no plan is made."""
    old = (row["cleared"], row.get("by")) if row.get("cleared") else None
    found = ask(
        f"{what}a doctor, midwife or physiotherapist said that you may exercise all the same? When, and who?",
        lambda a: None if a.casefold() in {*NO_WORDS, "not yet"} else consent(a, talk.today),
        old,
        " ".join(str(o) for o in old if o) if old else "not yet",
        example="2 Nov 2026 GP",
        enter="Enter keeps it, 0 is not yet." if old else "Enter: not yet.",
    )
    row = {k: v for k, v in row.items() if k not in ("cleared", "by")}
    if found is None:
        say("Then ask first, please. A plan is made once you have added the date.", indent="  ")
        return row
    return {**row, "cleared": str(found[0]), **({"by": found[1]} if found[1] else {})}


def ask_conditions(talk: Talk) -> None:
    """One list of the common conditions, the rest by search; then only what each chosen one needs."""
    known = talk.catalog.conditions
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in talk.told.get("conditions", ()):
        rows.setdefault(row["id"], []).append(row)
    phases = {phase.condition for c in known.values() for phase in c.phases}
    every = [Option(k, c.name, (*c.aliases, c.ask)) for k, c in known.items() if not c.applies and (k not in phases or k in rows)]
    listed = [o for o in every if known[o.id].first or o.id in rows]
    more = Option(MORE, "More: search by your own words", ("others", "search"))
    click.echo("\nConditions:")
    numbered([*listed, more])
    hidden = [Option(o.id, o.label, known[o.id].aliases) for o in every if o not in listed]
    question = "Do you have any of these? Type the numbers."
    say(f"Another lasting illness, medicine for one, or trouble with bones, joints or muscles in the last 12 months: {len(listed) + 1}.")
    chosen = [*choose(question, [*listed, more], tuple(rows), enter="Enter if none.", hidden=hidden)]
    if MORE in chosen:
        chosen = [*dict.fromkeys([*(c for c in chosen if c != MORE), *_search(every)])]
    talk.told["conditions"] = [told for key in chosen for told in _condition_rows(talk, key, rows.get(key, []))]


def _search(every: Sequence[Option]) -> list[str]:
    """Let somebody search until they are done; what they take is named back to them."""
    taken: dict[str, str] = {}
    hits: list[Option] = []

    def read(answer: str) -> str | None:
        nonlocal hits
        if answer.casefold() in NO_WORDS:
            return None
        if re.fullmatch(r"[\d\s,]+", answer):
            if not hits:
                raise Unclear("A word comes first.")
            for key in pick(answer, hits):
                taken[key] = next(o.label for o in hits if o.id == key)
            say(f"Noted: {'; '.join(taken.values())}.", indent="  ")
            return answer
        hits = search(answer, every)
        if not hits:
            raise Unclear(f"Nothing here is called '{answer[:40]}'. Try another word; if none helps, type illness.")
        numbered(hits)
        return answer

    question = "Type a word, and then the number of what fits."
    while ask(question, read, None, "done", example="glaucoma", enter="Enter when you are done.") is not None:
        question = "The number of what fits, or another word."
    return list(taken)


def search(words: str, every: Sequence[Option]) -> list[Option]:
    """Return the conditions that hold all the words, else those that hold most of them."""
    wanted = plain_words(words)
    counts = {o.id: sum(holds([w], o) for w in wanted) for o in every}
    most = max(counts.values(), default=0)
    return [o for o in every if most and counts[o.id] == most][:MOST_HITS]


def _condition_rows(talk: Talk, key: str, old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask what a condition needs: place or side, a date, and whether somebody has agreed."""
    if len(old) > 1:
        return old  # told place by place in the file; it stays as it is
    condition = talk.catalog.conditions[key]
    row: dict[str, Any] = dict(old[0]) if old else {"id": key}
    if condition.gate in ("emergency", "urgent"):
        told_at_once(condition.message.replace("{emergency}", number_of(talk)))
    if condition.local:
        row |= _place(talk, condition, row)
    elif condition.sided:
        side = ask(f"{condition.name}: left, right or both?", _side, row.get("side", "both"), row.get("side", "both"))
        row["side"] = side
    if condition.dated == "due":
        shown = row.get("due") or "don't know"
        row["due"] = ask(
            f"{condition.name}: when is your baby due?",
            lambda a: due_date(a, talk.today).isoformat(),
            row.get("due"),
            shown,
            example="20 Feb 2027",
        )
    elif condition.dated == "since":
        shown = row.get("since") or "don't know"
        row["since"] = ask(
            f"{condition.name}: when was it?",
            lambda a: past_date(a, talk.today, late=True).isoformat(),
            row.get("since"),
            shown,
            example="3 weeks ago, or Nov 2025",
        )
    row = {k: v for k, v in row.items() if v is not None}
    gates = {talk.catalog.conditions[k].gate for k in phases_of(ConditionAnswer.model_validate(row), talk.catalog, (talk.today,))}
    return [_agreed(talk, row, f"{condition.name}: has ") if "clearance" in gates else row]


def _side(answer: str) -> str:
    found = {s for s in ("left", "right", "both") if re.search(rf"\b({s}|{s[0]})\b", answer.casefold())}
    if {"left", "right"} <= found:
        found = {"both"}
    if len(found) != 1:
        raise Unclear("Type left, right or both.")
    return found.pop()


def _place(talk: Talk, condition: Condition, old: dict[str, Any]) -> dict[str, Any]:
    """Ask for the place of a condition, without which it can't be kept clear of."""
    shown = " ".join(filter(None, (old.get("side"), old.get("region", "").replace("-", " ")))) or "whole body"
    kept = {"region": old.get("region", "body"), "side": old.get("side")}
    return ask(f"{condition.name}: where, and on which side?", lambda a: _place_in(talk, a), kept, shown, example="left calf")


def _place_in(talk: Talk, answer: str) -> dict[str, Any]:
    options = _regions(talk)
    words = re.sub(r"\b(left|right|both|sides?|my|the|on)\b", " ", answer.casefold()).strip(" ,.")
    if not words:
        raise Unclear("Which place is it?")
    chosen = pick(words, (), options)
    if len(chosen) != 1:
        raise Unclear("One place, please.")
    side = _side(answer) if re.search(r"\b(left|right|both)\b", answer.casefold()) else None
    return {"region": chosen[0], "side": None if talk.catalog.regions[chosen[0]].midline else side}


def _regions(talk: Talk) -> list[Option]:
    return [Option(key, r.name, r.aliases) for key, r in talk.catalog.regions.items()]


def ask_pain(talk: Talk) -> None:
    """Where it hurts; then, for each place, how much and what brings it on."""
    every = _regions(talk)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in talk.told.get("pain", ()):
        rows.setdefault(row["region"], []).append(row)
    shown = [o for key in (*PLACES, *(r for r in rows if r not in PLACES)) for o in every if o.id == key]
    click.echo("\nPlaces:")
    numbered([Option(o.id, f"{o.label[0].upper()}{o.label[1:]}") for o in shown])
    chosen = choose(
        "Where does it hurt these days? Type the numbers.",
        shown,
        tuple(rows),
        enter="Enter if nowhere.",
        hidden=[o for o in every if o not in shown],
    )
    talk.told["pain"] = []
    provokers: tuple[str, ...] = ()
    for key in chosen:
        made = _pain(talk, key, rows.get(key, []), provokers)
        provokers = tuple(made[-1].get("provoked_by", ()))
        talk.told["pain"] += made


def _pain(talk: Talk, key: str, old: list[dict[str, Any]], usual: tuple[str, ...]) -> list[dict[str, Any]]:
    """Two questions a place: side, strength and weeks in one line; then what brings it on."""
    region = talk.catalog.regions[key]
    example = "6, 5 weeks" if region.midline else "left 6, 5 weeks"
    sides = "how strong" if region.midline else "which side, how strong"
    name = f"{region.name[0].upper()}{region.name[1:]}"
    said = "; ".join(_pain_in_words(row) for row in old)
    question = f"{name}: {sides} from 0 to 10, and for how long?"
    default = "5 of 10" if region.midline else "both, 5 of 10"
    new = ask(
        question,
        lambda a: _checked(pain_row(a), midline=region.midline),
        None if old else {"intensity": 5},
        said or default,
        example=example,
    )
    known = {k: v for k, v in old[0].items() if k != "course"} if len(old) == 1 else {}
    kept = old if new is None else [{**known, "region": key, **new}]
    options = [Option(k, p.name, (*p.aliases, p.meaning)) for k, p in talk.catalog.vocabulary.provokers.items()]
    brings = tuple(kept[0].get("provoked_by", ())) or usual
    click.echo("\nWhat may bring it on:")
    numbered(options)
    chosen = choose(f"{name}: what brings it on? Type the numbers.", options, brings, enter="Enter if nothing does.")
    if len(kept) > 1 and chosen == brings:
        return kept
    return [{**row, "provoked_by": list(chosen)} for row in kept]


def _checked(row: dict[str, Any], *, midline: bool) -> dict[str, Any]:
    return {k: v for k, v in row.items() if not (midline and k == "side")}


def _pain_in_words(row: dict[str, Any]) -> str:
    weeks = f"{row['weeks']:g} weeks" if row.get("weeks") is not None else ""
    return ", ".join(t for t in (row.get("side") or "", f"{row['intensity']} of 10", weeks) if t)
