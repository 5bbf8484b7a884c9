"""A profile: from YAML to answers that the catalog understands, or every finding in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from routine.load.country import country_of
from routine.load.faults import faults, fewer
from routine.load.sense import contradictions
from routine.load.words import known_words, references
from routine.load.yaml12 import MAX_FINDINGS, Document, Path_, dotted, read
from routine.model.catalog import Catalog
from routine.model.profile import Profile
from routine.problem import Problem, Refused

MAX_TEXT = 200  # characters of one answer: it has to fit on a line of paper
MAX_VALUES = 5_000  # in the whole file: nobody has that much to say


def load_profile(path: Path, catalog: Catalog, shown: str | None = None) -> Profile:
    """Read one profile. Raises Refused with every finding; aliases come back as the ids they stand for."""
    return understood(read(path, shown), catalog)


def understood(document: Document, catalog: Catalog) -> Profile:
    """Return the answers of a document. Form, types, words and sense are judged in one pass."""
    if not isinstance(document.data, dict):
        if not document.problems:
            document.problems.append(
                document.problem((), "a profile is a mapping of keys to values", fix="start with 'name: Alex', or run `routine init`")
            )
        raise Refused(*document.problems)
    if len(document.lines) > MAX_VALUES:
        what = f"the file holds {len(document.lines):,} keys and values, at most {MAX_VALUES:,}"
        raise Refused(*document.problems, Problem(what, file=document.file, fix="check that it is the right file"))
    found: list[Problem] = []
    profile: Profile | None = None
    try:
        profile = Profile.model_validate(document.data)
    except ValidationError as error:
        found += [
            f for f in faults(document, error, Profile) if (f.field, f.what) != ("id", "this key is required")
        ]  # it comes from the name
    found += _sizes(document, document.data, (), {f.field for f in found})
    found += islice(references(document, catalog), MAX_FINDINGS)
    found += islice(contradictions(document, catalog), MAX_FINDINGS)
    problems = [*document.problems, *(f for f in found if f.field not in document.broken)]
    if problems or profile is None:
        raise Refused(*fewer(problems))
    return canonical(profile, catalog)


def digest(profile: Profile) -> str:
    """Return the digest by which a plan knows the profile it was made from."""
    return hashlib.sha256(profile.model_dump_json(exclude_defaults=True).encode()).hexdigest()


def _sizes(document: Document, value: Any, path: Path_, told: set[str]) -> Iterator[Problem]:
    """Refuse answers that no line of paper and no calendar entry can hold, and a yes where a number is asked for."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _text(document, key, (*path, key), "key")
            yield from _sizes(document, inner, (*path, key), told)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _sizes(document, inner, (*path, n), told)
    elif dotted(path) in told:
        return
    elif isinstance(value, str):
        yield from _text(document, value, path, "text")
    elif isinstance(value, bool) and path[:1] != ("abilities",):
        yield document.problem(path, f"{str(value).lower()} is no answer here", fix="only abilities are answered by true or false")


def _text(document: Document, text: str, path: Path_, kind: str) -> Iterator[Problem]:
    if any(c in text for c in "\n\r\t"):
        yield document.problem(
            path, f"the {kind} holds a line break or a tab", why="an answer is one line", fix="write it in one line, with blanks"
        )
    if len(text) > MAX_TEXT:
        yield document.problem(path, f"the {kind} has {len(text):,} characters, at most {MAX_TEXT}", fix="make it shorter")


def canonical(profile: Profile, catalog: Catalog) -> Profile:
    """Return the profile with every alias replaced by the id it stands for, and the country of its time zone if none is named."""
    words = known_words(catalog)

    def known(kind: str, values: Iterable[str]) -> tuple[str, ...]:
        return tuple(words[kind][v] for v in values)

    flags = profile.red_flags
    preferences = profile.preferences
    return profile.model_copy(
        update={
            "country": profile.country or country_of(profile.timezone),
            "red_flags": None if flags is None else tuple(f.model_copy(update={"id": words["red flag"][f.id]}) for f in flags),
            "conditions": tuple(
                c.model_copy(update={"id": words["condition"][c.id], "region": words["region"][c.region] if c.region else None})
                for c in profile.conditions
            ),
            "pain": tuple(
                p.model_copy(
                    update={
                        "region": words["region"][p.region],
                        "spreads_to": known("region", p.spreads_to),
                        "provoked_by": known("provoker", p.provoked_by),
                    }
                )
                for p in profile.pain
            ),
            "activities": tuple(a.model_copy(update={"activity": words["activity"][a.activity]}) for a in profile.activities),
            "equipment": {place: tuple(known("equipment", any_of) for any_of in things) for place, things in profile.equipment.items()},
            "goals": known("goal", profile.goals),
            "preferences": preferences.model_copy(update={"avoid_positions": known("position", preferences.avoid_positions)}),
        }
    )
