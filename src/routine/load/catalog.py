"""The catalog: from YAML when something changed, else from its compiled form."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from routine.load.compiled import COMPILED, compiled_bytes, read_compiled, stamp_of, write_compiled
from routine.load.faults import faults, guess, shown
from routine.load.parts import GROUND, LISTS, PARTS
from routine.load.words import names
from routine.load.yaml12 import Document, read
from routine.model.catalog import Catalog, Exercise, Range, Vocabulary
from routine.model.terms import Noun
from routine.problem import Problem, Refused

VERSION = "1.0.0"
YAML_LIKE = re.compile(r"\.ya?ml\b")  # also a name that an editor has lengthened: x.yaml.txt


class Places:
    """Where each entry was written, so that a finding about it can name the line."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], tuple[Document, tuple[str | int, ...]]] = {}

    def add(self, part: str, key: str, document: Document, path: tuple[str | int, ...]) -> None:
        self.found[part, key] = (document, path)

    def shift(self, part: str, by: int) -> None:
        """Count the entries of a list from where they begin in a longer one."""
        moved = {(p, str(int(key) + by)): place for (p, key), place in self.found.items() if p == part}
        self.found = {(p, key): place for (p, key), place in self.found.items() if p != part} | moved

    def problem(self, part: str, key: str, field: tuple[str | int, ...], what: str, *, why: str = "", fix: str = "") -> Problem:
        """Return a finding about a field of one entry, at its line."""
        document, root = self.found.get((part, key), (Document(part), ()))
        named = document.problem((*root, *field), what, why=why, fix=fix)
        inside = ".".join(str(p) for p in field if isinstance(p, str))
        return Problem(what, f"{key}.{inside}" if inside else key, named.file, named.line, why, fix)


def home() -> Path:
    """Return the catalog's folder: inside the package in a wheel, at the top in a checkout."""
    return _travelling("catalog")


def templates_home() -> Path:
    """Return the folder of what people see or copy."""
    return _travelling("templates")


def _travelling(name: str) -> Path:
    package = Path(__file__).resolve().parents[1]
    inside = package / name
    return inside if inside.is_dir() else package.parents[1] / name


def files_of(folder: Path) -> list[Path]:
    """Return every YAML file of a catalog, in a fixed order."""
    exercises = folder / "exercises"
    return sorted([*folder.glob("*.yaml"), *(exercises.glob("*/*.yaml") if exercises.is_dir() else ())])


def load_catalog(extra: Path | None = None) -> Catalog:
    """Return the whole catalog, with the entries of an extra folder added. Raises Refused with every finding."""
    return _compiled(home()) if extra is None else load_own(extra)[0]


def load_own(extra: Path) -> tuple[Catalog, Places]:
    """Return the catalog with the entries of a folder of one's own, and where those were written.

    What rules stand on (words, places, muscles, doses) is not for a folder of one's own: a muscle in a place of its own
    would be passed by every rule about places.
    """
    base = _compiled(home())
    ground = [name for name in GROUND if (extra / name).exists()]
    if ground:
        why = "rules stand on it; with words, places, muscles or doses of one's own they could be passed by"
        fix = "delete this file: a folder of your own adds exercises, conditions, red flags, activities and sources"
        raise Refused(*(Problem("this can't be added from outside", file=_shown(extra / name), why=why, fix=fix) for name in ground))
    added, places = read_parts(extra, optional=True)
    problems = list(_taken(base, added, places))
    if problems:
        raise Refused(*problems)
    merged: dict[str, Any] = {}
    for part, entries in added.items():
        merged[part] = (*getattr(base, part), *entries) if part in LISTS else {**getattr(base, part), **entries}
        if part in LISTS:
            places.shift(part, len(getattr(base, part)))
    digest = hashlib.sha256(base.sha256.encode() + digest_of(extra).encode()).hexdigest()
    return base.model_copy(update={**merged, "sha256": digest}), places


def _taken(base: Catalog, added: dict[str, Any], places: Places) -> Iterator[Problem]:
    """Find ids and aliases that would give a word of the catalog another meaning: its rules would then be passed by."""
    why = "a folder of one's own may add, never change or loosen"
    for part in (p for p in added if p not in LISTS and p != "vocabulary"):
        known = names(getattr(base, part))
        for key, entry in added[part].items():
            if key in known:
                yield places.problem(part, key, (), "this id exists already", why=why, fix="choose another id")
            for alias in getattr(entry, "aliases", ()):
                if alias in known:
                    yield places.problem(
                        part, key, ("aliases",), f"the alias '{alias}' means '{known[alias]}' already", why=why, fix="delete this alias"
                    )


def digest_of(folder: Path) -> str:
    """Return a digest over the names and the bytes of all files of a catalog."""
    total = hashlib.sha256()
    for path in files_of(folder):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def read_catalog(folder: Path) -> tuple[Catalog, Places]:
    """Read and check a whole catalog from YAML. Raises Refused with every finding."""
    parts, places = read_parts(folder, optional=False)
    ages = parts.pop("ages")
    return Catalog.model_construct(version=VERSION, sha256=digest_of(folder), ages=ages, **parts), places


def read_parts(folder: Path, *, optional: bool) -> tuple[dict[str, Any], Places]:
    """Read each part of a catalog that is there; the entries are validated nouns."""
    if not folder.is_dir():
        raise Refused(Problem("there is no such folder", file=str(folder), fix="name a folder that holds catalog files"))
    places, problems, parts = Places(), list[Problem](), dict[str, Any]()
    documents = {path.name: read(path, _shown(path)) for path in folder.glob("*.yaml")}
    for document in documents.values():
        problems += document.problems
    problems += _passed_over(folder, documents, optional=optional)
    for part, (file, key, _) in PARTS.items():
        document = documents.get(file, Document(file, {}))
        data = document.data.get(key) if isinstance(document.data, dict) else None
        if data is None and not optional and not document.problems:
            problems.append(Problem(f"the key '{key}' is missing", file=_shown(folder / file)))
        parts[part] = _entries(document, part, data, places, problems)
    _vocabulary(folder, documents, parts, problems, optional=optional)
    parts["exercises"] = _exercises(folder, places, problems)
    if problems:
        raise Refused(*problems)
    return ({k: v for k, v in parts.items() if v} if optional else parts), places


def _vocabulary(folder: Path, documents: dict[str, Document], parts: dict[str, Any], problems: list[Problem], *, optional: bool) -> None:
    document = documents.get("vocabulary.yaml")
    if document is not None and not document.problems:
        parts["vocabulary"] = _noun(document, Vocabulary, document.data, (), problems)
    elif not optional and document is None:
        problems.append(Problem("the vocabulary is missing", file=_shown(folder / "vocabulary.yaml")))
    doses = documents.get("doses.yaml")
    if doses is not None and isinstance(doses.data, dict) and not optional:
        made = _noun(doses, _Ages, {"ages": doses.data.get("ages")}, (), problems)
        parts["ages"] = made.ages if made else {}


POSES = "poses"  # how the pictures are made; planning needs none of it


class _Ages(Noun):
    ages: dict[str, Range]


def _passed_over(folder: Path, documents: dict[str, Document], *, optional: bool) -> Iterator[Problem]:
    """Find files and keys that nobody would read: a rule in a misspelt place must not be lost in silence."""
    keys: dict[str, list[str]] = {"vocabulary.yaml": [], "doses.yaml": [] if optional else ["ages"]}
    for file, key, _ in PARTS.values():
        keys.setdefault(file, []).append(key)
    reached = {*files_of(folder)}
    found = (p for p in folder.rglob("*") if YAML_LIKE.search(p.name.casefold()) and not p.is_dir())
    there = sorted(p for p in found if p.relative_to(folder).parts[0] != POSES)
    for path in there:
        if path not in reached or (path.parent == folder and path.name not in keys):
            fix = "an exercise lies at exercises/<technique>/<id>.yaml" if path.parent != folder else guess(path.name, list(keys))
            yield Problem("no part of a catalog is read from here", file=_shown(path), fix=fix)
    if optional and not there:
        fix = "name the folder that holds exercises/<technique>/<id>.yaml, or conditions.yaml"
        yield Problem("there is nothing of a catalog in this folder", file=_shown(folder), fix=fix)
    for name, document in documents.items():
        if name not in keys or name == "vocabulary.yaml" or document.problems:
            continue
        if not isinstance(document.data, dict):
            yield document.problem((), f"{shown(document.data)} is not a mapping of keys to values", fix=f"begin with '{keys[name][-1]}:'")
            continue
        yield from (document.problem((key,), "unknown key", fix=guess(key, keys[name])) for key in document.data if key not in keys[name])


def _entries(document: Document, part: str, data: Any, places: Places, problems: list[Problem]) -> Any:
    _, key, noun = PARTS[part]
    form, called, fix = (
        (list, "list", "write '- ' before each entry")
        if part in LISTS
        else (dict, "mapping of ids to entries", "write 'id:' before each entry")
    )
    if data is not None and not isinstance(data, form):
        problems.append(document.problem((key,), f"{shown(data)} is not a {called}", fix=fix))
        data = None
    if part in LISTS:
        for n, _ in enumerate(data or []):
            places.add(part, str(n), document, (key, n))
        return tuple(e for n, entry in enumerate(data or []) if (e := _noun(document, noun, entry, (key, n), problems)))
    entries = {}
    for name, entry in (data or {}).items():
        places.add(part, name, document, (key, name))
        if made := _noun(document, noun, entry, (key, name), problems):
            entries[name] = made
    return entries


def _exercises(folder: Path, places: Places, problems: list[Problem]) -> dict[str, Any]:
    exercises: dict[str, Any] = {}
    for path in files_of(folder):
        if path.parent == folder:
            continue
        document = read(path, _shown(path))
        problems += document.problems
        made = None if document.problems else _noun(document, Exercise, document.data, (), problems)
        if made is None:
            continue
        places.add("exercises", made.id, document, ())
        if made.id != path.stem:
            problems.append(
                document.problem(
                    ("id",), f"the id is '{made.id}', the file is called '{path.name}'", fix=f"write 'id: {path.stem}' or rename the file"
                )
            )
        if made.technique != path.parent.name:
            problems.append(
                document.problem(
                    ("technique",),
                    f"the technique is '{made.technique}', the folder is '{path.parent.name}'",
                    fix="move the file or change the technique",
                )
            )
        if made.id in exercises:
            problems.append(document.problem(("id",), f"the id '{made.id}' exists already", fix="choose another id"))
        exercises[made.id] = made
    return exercises


def _noun(document: Document, noun: type[BaseModel], data: Any, root: tuple[str | int, ...], problems: list[Problem]) -> Any:
    try:
        return noun.model_validate(data)
    except ValidationError as error:
        problems += faults(document, error, noun, root)
        return None


def _shown(path: Path) -> str:
    """Return a path as a person sees it: relative to where they stand, if that is shorter."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return str(path)
    return relative if not relative.startswith("../..") else str(path)


def _compiled(folder: Path) -> Catalog:
    """Return the catalog from its compiled form; make that anew when a file of a checkout changed."""
    path = folder / COMPILED
    fixed = folder.parent == Path(__file__).resolve().parents[1]  # in a wheel nothing changes any more
    stamp = None if fixed else stamp_of(folder)
    if (catalog := read_compiled(path, stamp)) is None:
        catalog, _places = read_catalog(folder)
        write_compiled(path, compiled_bytes(catalog, stamp_of(folder) if stamp is None else stamp))
    return catalog
