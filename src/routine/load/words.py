"""The words of a profile that the catalog must know: where they stand, what they mean, and which one was meant."""

from __future__ import annotations

import pkgutil
import zoneinfo
from collections.abc import Iterator, Mapping
from typing import Any

from routine.load.faults import guess, shown
from routine.load.yaml12 import Document, Path_
from routine.model.catalog import Catalog
from routine.problem import Problem

# Which word of the catalog stands at which place of a profile: `[]` is each value of a list, `{}` each of a mapping.
PLACES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("red_flags", "[]"), "red flag"),
    (("red_flags", "[]", "id"), "red flag"),
    (("conditions", "[]"), "condition"),
    (("conditions", "[]", "id"), "condition"),
    (("conditions", "[]", "region"), "region"),
    (("pain", "[]", "region"), "region"),
    (("pain", "[]", "spreads_to", "[]"), "region"),
    (("pain", "[]", "provoked_by", "[]"), "provoker"),
    (("findings", "{}", "[]", "muscle"), "muscle"),
    (("activities", "[]", "activity"), "activity"),
    (("equipment", "[]", "[]"), "equipment"),
    (("equipment", "{}", "[]", "[]"), "equipment"),
    (("goals", "[]"), "goal"),
    (("preferences", "avoid", "[]"), "exercise"),
    (("preferences", "prefer", "[]"), "exercise"),
    (("preferences", "avoid_positions", "[]"), "position"),
    (("preferences", "require", "[]"), "exercise"),
    (("preferences", "require", "[]", "exercise"), "exercise"),
)
NONE = {"none", "no", "nothing", "nil", "never", "n/a", "na", "null", "-", "false", ""}
NO_ZONE = {"localtime", "posixrules", "Factory"}  # they mean another place on each machine, or none


def names(entries: Mapping[str, Any]) -> dict[str, str]:
    """Return every id and alias of a part of the catalog, each with the id it means."""
    known = {alias: key for key, entry in entries.items() for alias in getattr(entry, "aliases", ())}
    return {**known, **{key: key for key in entries}}


def parts(catalog: Catalog) -> dict[str, Mapping[str, Any]]:
    """Return the part of the catalog that each kind of word comes from."""
    v = catalog.vocabulary
    return {
        "red flag": catalog.red_flags,
        "condition": catalog.conditions,
        "region": catalog.regions,
        "muscle": {**catalog.muscles, **catalog.groups},
        "activity": catalog.activities,
        "equipment": v.equipment,
        "goal": v.goals,
        "provoker": v.provokers,
        "position": v.positions,
        "exercise": catalog.exercises,
    }


def known_words(catalog: Catalog) -> dict[str, dict[str, str]]:
    """Return for each kind every word that may be written, with the id it means."""
    return {kind: names(entries) for kind, entries in parts(catalog).items()}


def at(value: Any, pattern: tuple[str, ...], path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Find what stands at a place of a profile; a single value stands for a list of one."""
    if not pattern:
        yield path, value
        return
    head, rest = pattern[0], pattern[1:]
    if head == "[]":
        if not isinstance(value, list):
            yield from at(value, rest, path)
            return
        for n, inner in enumerate(value):
            yield from at(inner, rest, (*path, n))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if head in ("{}", key):
                yield from at(inner, rest, (*path, key))


def references(document: Document, catalog: Catalog) -> Iterator[Problem]:
    """Find every word that the catalog does not know, and a time zone that is none."""
    words = known_words(catalog)
    for pattern, kind in PLACES:
        for path, text in at(document.data, pattern):
            if isinstance(text, str) and text not in words[kind]:
                yield document.problem(path, f"there is no {kind} {shown(text)}", fix=_meant(text, kind, catalog, words[kind]))
    zone = document.data.get("timezone")
    if isinstance(zone, str) and not is_zone(zone):
        yield document.problem(("timezone",), f"there is no time zone {shown(zone)}", fix=_meant_zone(zone))


def _meant(text: str, kind: str, catalog: Catalog, words: dict[str, str]) -> str:
    if text.strip().lower() in NONE:
        return "write [] for none"
    spoken = {getattr(entry, "name", key): key for key, entry in parts(catalog)[kind].items()}
    where = "`routine catalog list`" if kind == "exercise" else "`routine schema profile`"
    near = guess(text, {**spoken, **words})
    return f"{near}; {where} names them all" if near.startswith("the nearest") else near or f"{where} names them all"


def zones() -> list[str]:
    """Return the names of all time zones, from the list that comes with the program if it is there: it is the quick way."""
    try:
        listed = pkgutil.get_data("tzdata", "zones")
    except (ImportError, OSError):
        listed = None
    found = listed.decode().split() if listed else zoneinfo.available_timezones()
    return sorted(set(found) - NO_ZONE)


def is_zone(name: str) -> bool:
    """Tell whether a time zone has this name on every machine."""
    return name in zones() or name in zoneinfo.available_timezones() - NO_ZONE


def _meant_zone(text: str) -> str:
    named = zones()
    inside = [z for z in named if z.startswith(text.strip("/") + "/")]
    if inside:
        return f"add the city, for example {'Europe/London' if 'Europe/London' in inside else inside[0]}"
    cities = {z.rsplit("/", 1)[-1]: z for z in named if "/" in z and not z.startswith("Etc/")}
    near = guess(text, {**cities, **{z: z for z in named if "/" in z and not z.startswith("Etc/")}}, daring=False)
    return near if near.startswith("did you") else "use the name of a large city in it, for example Europe/London"
