"""Whether every word that points at another entry finds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from routine.load.catalog import Places
from routine.load.faults import guess
from routine.load.parts import LISTS
from routine.matching import PRESSURE
from routine.model.catalog import Catalog
from routine.problem import Problem

Field = tuple[str | int, ...]

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")
PARTS = (
    "regions",
    "muscles",
    "groups",
    "exercises",
    "conditions",
    "red_flags",
    "activities",
    "advice",
    "patterns",
    "self_tests",
    "sources",
)
SOURCED = (
    "muscles",
    "edges",
    "patterns",
    "self_tests",
    "exercises",
    "conditions",
    "red_flags",
    "stop_rules",
    "activities",
    "advice",
    "doses",
    "targets",
)
GIVEN = "given"  # in a match: the place that the person named

MATCH = {
    "column": "column",
    "technique": "technique",
    "position": "position",
    "load": "load",
    "region": "place",
    "pressure": "place",
    "works": "place",
    "muscle": "muscle",
    "exercise": "exercise",
}
RULE: dict[str, str] = {
    "when.*": "condition",
    "sources.*": "source",
    **{f"{key}.{field}.*": kind for key in ("match", "unless") for field, kind in MATCH.items()},
}
# Where one entry names another: part, path inside the entry (`*` is any place of a list or mapping), and what it names.
LINKS: tuple[tuple[str, str, str], ...] = (
    ("vocabulary", "techniques.*.columns.*", "column"),
    ("vocabulary", "loads.*.regions.*", "region"),
    ("vocabulary", "abilities.*.loads.*", "load"),
    ("vocabulary", "abilities.*.positions.*", "position"),
    ("regions", "part_of", "region"),
    ("groups", "members.*", "single muscle"),
    ("muscles", "region.*", "region"),
    ("muscles", "refers_to.*", "region"),
    ("muscles", "seldom.*", "region"),
    ("muscles", "known.*", "region"),
    ("muscles", "antagonists.*.muscle", "single muscle"),
    ("muscles", "synergists.*.muscle", "single muscle"),
    ("edges", "muscle", "muscle"),
    ("edges", "drives", "muscle"),
    ("patterns", "found.*.muscle.*", "muscle"),
    ("patterns", "unless.*.muscle.*", "muscle"),
    ("patterns", "pain.region.*", "region"),
    ("patterns", "pain.provoked_by.*", "provoker"),
    ("patterns", "needs.*.muscle", "muscle"),
    ("patterns", "spares.*.muscle", "muscle"),
    ("patterns", "tests.*", "self-test"),
    ("self_tests", "technique", "technique"),
    ("self_tests", "positions.*", "position"),
    ("self_tests", "equipment.*.*", "equipment"),
    ("self_tests", "loads.*", "load"),
    ("self_tests", "finding.muscle.*", "muscle"),
    ("self_tests", "not_for.*", "condition"),
    ("exercises", "technique", "technique"),
    ("exercises", "positions.*", "position"),
    ("exercises", "equipment.*.*", "equipment"),
    ("exercises", "primary.*", "muscle"),
    ("exercises", "secondary.*", "muscle"),
    ("exercises", "warms.*", "region"),
    ("exercises", "loads.*", "load"),
    ("exercises", "easier", "exercise"),
    ("exercises", "harder", "exercise"),
    *(("exercises", f"rules.*.{path}", kind) for path, kind in RULE.items()),
    ("conditions", "region.*", "region"),
    ("conditions", "phases.*.condition", "condition"),
    ("conditions", "strictest", "condition"),
    ("conditions", "applies.provoked_by.*", "provoker"),
    ("conditions", "applies.pain_in.*", "region"),
    ("conditions", "applies.spreads_from.*", "region"),
    ("conditions", "applies.spreads_to.*", "region"),
    ("conditions", "needs.*.muscle", "muscle"),
    ("conditions", "asks.*.load.*", "load"),
    ("conditions", "advice.*", "advice"),
    *(("conditions", f"rules.*.{path}", kind) for path, kind in RULE.items()),
    ("red_flags", "raises.*.with_flag.*", "red flag"),
    ("red_flags", "raises.*.new_pain.*", "region"),
    ("stop_rules", "when.*", "condition"),
    ("activities", "needs.*.muscle", "muscle"),
    ("activities", "advice.*", "advice"),
    ("advice", "with_pain.*", "region"),
    ("emergency", "source", "source"),
    *((part, "sources.*", "source") for part in SOURCED),
)


def entries(catalog: Catalog, part: str) -> Iterator[tuple[str, Any]]:
    """Yield each entry of a part with the key by which its place is known."""
    if part == "vocabulary":
        yield "", catalog.vocabulary
    elif part in LISTS:
        yield from ((str(n), entry) for n, entry in enumerate(getattr(catalog, part)))
    else:
        yield from getattr(catalog, part).items()


def known(catalog: Catalog) -> dict[str, set[str]]:
    """Return the words that exist, by what they name."""
    v = catalog.vocabulary
    return {
        "technique": set(v.techniques),
        "column": set(v.columns),
        "position": set(v.positions),
        "load": {*v.loads, *(PRESSURE + region for region in catalog.regions)},
        "equipment": set(v.equipment),
        "provoker": set(v.provokers),
        "region": set(catalog.regions),
        "place": {GIVEN, *catalog.regions},
        "muscle": {*catalog.muscles, *catalog.groups},
        "single muscle": set(catalog.muscles),
        "exercise": set(catalog.exercises),
        "condition": set(catalog.conditions),
        "self-test": set(catalog.self_tests),
        "red flag": set(catalog.red_flags),
        "advice": set(catalog.advice),
        "source": set(catalog.sources),
    }


def at(value: Any, path: tuple[str, ...], done: Field = ()) -> Iterator[tuple[Field, Any]]:
    """Yield what stands at a path of an entry, with the field in which it was written."""
    if value is None:
        return
    if not path:
        yield done, value
    elif path[0] != "*":
        yield from at(getattr(value, path[0]), path[1:], (*done, path[0]))
    else:
        pairs: Iterable[tuple[str | int, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in pairs:
            yield from at(inner, path[1:], (*done, name))


def check_references(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Every word that names another entry names one that exists."""
    words = known(catalog)
    for part, path, kind in LINKS:
        for key, entry in entries(catalog, part):
            for field, word in at(entry, tuple(path.split("."))):
                if word not in words[kind]:
                    yield places.problem(
                        part,
                        key,
                        field,
                        f"there is no {kind} '{word}'",
                        fix=guess(word, words[kind]) or f"choose an existing {kind}, or add this one",
                    )


def check_ids(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Ids are public and typed by hand: small letters, digits and hyphens."""
    for part in PARTS:
        for key, _ in entries(catalog, part):
            if not KEBAB.fullmatch(key):
                yield places.problem(
                    part,
                    key,
                    (),
                    f"the id '{key}' is not in kebab-case",
                    why="ids are typed by hand and stay for ever",
                    fix="write small letters, digits and single hyphens",
                )
    for key in catalog.emergency:
        if not COUNTRY.fullmatch(key):
            yield places.problem(
                "emergency", key, (), f"'{key}' is no country code", fix="write the two capital letters of ISO 3166, in quotes"
            )


def check_aliases(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """An alias means one entry, and is the id of none."""
    v = catalog.vocabulary
    spaces: list[tuple[str, dict[str, Any]]] = [
        (part, getattr(catalog, part)) for part in ("regions", "conditions", "red_flags", "activities")
    ]
    spaces += [("vocabulary", getattr(v, name)) for name in ("positions", "loads", "equipment", "goals", "provokers")]
    for part, space in spaces:
        taken = {key: key for key in space}
        for key, entry in space.items():
            for n, alias in enumerate(entry.aliases):
                owner = taken.setdefault(alias, key)
                if owner != key or alias == key:
                    yield places.problem(
                        part, key, ("aliases", n), f"the alias '{alias}' means '{owner}' already", fix="keep it at one of the two"
                    )


def check_sources(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """What the catalog says, somebody has said: every entry and every rule has a source."""
    why, fix = "readers must be able to look it up", "add a key of sources.yaml; project-default marks our own figures"
    for part in SOURCED:
        for key, entry in entries(catalog, part):
            if not entry.sources:
                yield places.problem(part, key, ("sources",), "it has no source", why=why, fix=fix)
            for n, rule in enumerate(getattr(entry, "rules", ())):
                if not rule.sources:
                    yield places.problem(part, key, ("rules", n), f"the rule '{rule.id}' has no source", why=why, fix=fix)
    for key, source in catalog.sources.items():
        if not source.citation.strip():
            yield places.problem("sources", key, ("citation",), "the citation is empty", why=why, fix="say who wrote what, when")
