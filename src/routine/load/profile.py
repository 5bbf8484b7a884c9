"""A profile: from YAML to answers that the catalog understands, or every finding in one pass."""

from __future__ import annotations

import hashlib
import zoneinfo
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from routine.load.faults import faults, guess
from routine.load.yaml12 import Document, Path_, read
from routine.model.catalog import Catalog
from routine.model.profile import Profile
from routine.problem import Problem, Refused

ANYWHERE = "*"


def load_profile(path: Path, catalog: Catalog, shown: str | None = None) -> Profile:
    """Read one profile. Raises Refused with every finding; aliases come back as the ids they stand for."""
    document = read(path, shown)
    if document.problems:
        raise Refused(*document.problems)
    if not isinstance(document.data, dict):
        raise Refused(Problem("a profile is a mapping of keys to values", file=document.file, line=1, fix="start from `routine init`"))
    problems = list(_one_line(document, document.data, ()))
    try:
        profile = Profile.model_validate(document.data)
    except ValidationError as error:
        raise Refused(*problems, *faults(document, error, Profile), *_references(document, document.data, catalog)) from None
    problems += _references(document, document.data, catalog)
    problems += _sense(document, profile, catalog)
    if problems:
        raise Refused(*problems)
    return canonical(profile, catalog)


def digest(profile: Profile) -> str:
    """Return the digest by which a plan knows the profile it was made from."""
    return hashlib.sha256(profile.model_dump_json(exclude_defaults=True).encode()).hexdigest()


def _one_line(document: Document, value: Any, path: Path_) -> Iterator[Problem]:
    """Refuse line breaks and tabs in answers: they end up in calendars, files and on paper."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _one_line(document, inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _one_line(document, inner, (*path, n))
    elif isinstance(value, str) and any(c in value for c in "\n\r\t"):
        yield document.problem(path, "the text holds a line break or a tab", why="an answer is one line", fix="write it in one line")


def names(entries: dict[str, Any]) -> dict[str, str]:
    """Return every id and alias of a part of the catalog, each with the id it means."""
    known = {alias: key for key, entry in entries.items() for alias in getattr(entry, "aliases", ())}
    return {**known, **{key: key for key in entries}}


def _words(catalog: Catalog) -> dict[str, dict[str, str]]:
    v = catalog.vocabulary
    muscles = {k: k for k in (*catalog.muscles, *catalog.groups)}
    return {
        "red flag": names(catalog.red_flags),
        "condition": names(catalog.conditions),
        "region": names(catalog.regions),
        "muscle": muscles,
        "activity": names(catalog.activities),
        "equipment": names(v.equipment),
        "goal": names(v.goals),
        "provoker": names(v.provokers),
        "position": names(v.positions),
        "exercise": {k: k for k in catalog.exercises},
    }


# Which word of the catalog stands at which place of a profile; `*` is any key or number.
PLACES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("red_flags", "*"), "red flag"),
    (("red_flags", "*", "id"), "red flag"),
    (("conditions", "*"), "condition"),
    (("conditions", "*", "id"), "condition"),
    (("conditions", "*", "region"), "region"),
    (("pain", "*", "region"), "region"),
    (("pain", "*", "spreads_to", "*"), "region"),
    (("pain", "*", "provoked_by", "*"), "provoker"),
    (("findings", "*", "*", "muscle"), "muscle"),
    (("activities", "*", "activity"), "activity"),
    (("equipment", "*"), "equipment"),
    (("equipment", "*", "*"), "equipment"),
    (("equipment", "*", "*", "*"), "equipment"),
    (("goals", "*"), "goal"),
    (("preferences", "avoid", "*"), "exercise"),
    (("preferences", "prefer", "*"), "exercise"),
    (("preferences", "avoid_positions", "*"), "position"),
    (("preferences", "require", "*"), "exercise"),
    (("preferences", "require", "*", "exercise"), "exercise"),
)


def _texts(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _texts(inner, (*path, n))
    elif isinstance(value, str):
        yield path, value


def _fits(path: Path_, pattern: tuple[str, ...]) -> bool:
    """Tell whether a path has this pattern; a single value may stand for a list of one."""
    parts = [str(p) if isinstance(p, str) else "*" for p in path]
    wanted = list(pattern)
    if len(parts) < len(wanted) and wanted[-1] == "*":
        wanted = wanted[:-1]
    if len(parts) < len(wanted) and "*" in wanted:
        wanted.remove("*")
    return len(parts) == len(wanted) and all(w in ("*", p) for p, w in zip(parts, wanted, strict=True))


def _references(document: Document, data: dict[str, Any], catalog: Catalog) -> list[Problem]:
    """Find every word that the catalog does not know."""
    words, problems = _words(catalog), []
    for path, text in _texts(data):
        kind = next((kind for pattern, kind in PLACES if _fits(path, pattern)), None)
        if kind and text not in words[kind]:
            problems.append(document.problem(path, f"there is no {kind} '{text[:60]}'", fix=guess(text, words[kind]) or f"see the known ones with `routine schema profile` or `routine catalog list` ({kind})"))
    zone = data.get("timezone")
    if isinstance(zone, str) and zone not in zoneinfo.available_timezones():
        problems.append(document.problem(("timezone",), f"there is no time zone '{zone[:60]}'", fix=guess(zone, zoneinfo.available_timezones()) or "use a name such as Europe/London"))
    return problems


def _sense(document: Document, profile: Profile, catalog: Catalog) -> Iterator[Problem]:
    """Find answers that contradict each other, or say too little to be safe."""
    known = names(catalog.conditions)
    for n, answer in enumerate(profile.conditions):
        condition = catalog.conditions[known[answer.id]]
        if condition.local and answer.region is None and not condition.region:
            yield document.problem(("conditions", n), f"'{answer.id}' needs the place it is at", why="only that place is left out; the rest can go on", fix=f"write {{id: {answer.id}, region: ..., side: left | right}}")
    tight, long = (_sided(getattr(profile.findings, kind), catalog) for kind in ("tight", "long"))
    for muscle, side in sorted(tight & long):
        yield document.problem(("findings", "long"), f"{muscle} on the {side} is called tight and long", why="a tight muscle is lengthened, a long one is not", fix="keep the finding of the last examination")
    for day, windows in profile.schedule.windows.items():
        spans = sorted((w.start, w.end, n) for n, w in enumerate(windows))
        for (_, end, _), (start, _, n) in zip(spans, spans[1:], strict=False):
            if start < end:
                yield document.problem(("schedule", "windows", day, n), "two windows of this day overlap", fix="make them one window")


def _sided(findings: Iterable[Any], catalog: Catalog) -> set[tuple[str, str]]:
    found = set()
    for finding in findings:
        group = catalog.groups.get(finding.muscle)
        sides = ("left", "right") if finding.side == "both" else (finding.side,)
        found |= {(m, s) for m in (group.members if group else (finding.muscle,)) for s in sides}
    return found


def canonical(profile: Profile, catalog: Catalog) -> Profile:
    """Return the profile with every alias replaced by the id it stands for."""
    words = _words(catalog)

    def known(kind: str, values: Iterable[str]) -> tuple[str, ...]:
        return tuple(words[kind][v] for v in values)

    return profile.model_copy(
        update={
            "red_flags": None
            if profile.red_flags is None
            else tuple(f.model_copy(update={"id": words["red flag"][f.id]}) for f in profile.red_flags),
            "conditions": tuple(
                c.model_copy(update={"id": words["condition"][c.id], "region": words["region"][c.region] if c.region else None})
                for c in profile.conditions
            ),
            "pain": tuple(
                p.model_copy(update={"region": words["region"][p.region], "spreads_to": known("region", p.spreads_to)}) for p in profile.pain
            ),
            "activities": tuple(a.model_copy(update={"activity": words["activity"][a.activity]}) for a in profile.activities),
            "equipment": {place: tuple(known("equipment", any_of) for any_of in things) for place, things in profile.equipment.items()},
        }
    )
