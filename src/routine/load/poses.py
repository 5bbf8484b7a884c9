"""Pose records of a catalog, as they lie on disk: `poses/<technique>/<id>.yaml` is written by hand, `poses/bases.yaml` holds
postures that many share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from routine.body import Body
from routine.figure.claims import disagreements
from routine.figure.subject import Subject, subject_of
from routine.load.drawings import Kept
from routine.load.faults import faults, guess
from routine.load.yaml12 import Document, read
from routine.model.catalog import Catalog
from routine.problem import Problem, Refused

POSES = "poses"


@dataclass(frozen=True)
class Poses:
    """The records by id, the shared bases, and where each record stands."""

    records: Mapping[str, Mapping[str, Any]]
    bases: Mapping[str, Mapping[str, Any]]
    documents: Mapping[str, Document]


def load_poses(folder: Path, shared: Path | None = None) -> Poses:
    """Read every record of a catalog's folder; its bases stand beside those of a `shared` one. Raises Refused with every fault."""
    problems: list[Problem] = []
    documents = {}
    for file in sorted((folder / POSES).rglob("*.yaml")):
        document = read(file, str(file.relative_to(folder.parent)))
        problems += document.problems
        if not isinstance(document.data, dict) and not document.problems:
            problems.append(Problem("a pose record is a list of keys and values", file=document.file, line=1))
        documents[file.stem] = document
    if problems:
        raise Refused(*problems)
    bases = documents.pop("bases", None)
    common = load_poses(shared).bases if shared and shared != folder else {}
    return Poses({k: d.data for k, d in documents.items()}, {**common, **(bases.data if bases else {})}, documents)


def subject(poses: Poses, key: str, catalog: Catalog) -> Subject:
    """Return what is to be drawn for an exercise. Raises Refused for words that mean nothing."""
    from routine.figure.record import Phase

    document, exercise = poses.documents[key], catalog.exercises.get(key)
    if exercise is None:
        raise Refused(Problem(f"there is no exercise '{key}' for this pose", file=document.file, fix=guess(key, list(catalog.exercises))))
    try:
        return subject_of(
            key, poses.records[key], poses.bases, Body(catalog).primary(exercise), one_sided=exercise.laterality == "unilateral",
            loads=exercise.loads, positions=exercise.positions,
        )  # fmt: skip
    except ValidationError as error:
        raise Refused(*faults(document, error, Phase)) from None
    except (KeyError, ValueError) as error:
        raise Refused(Problem(f"{error.args[0]} is no base, joint or landmark", file=document.file, fix="see poses/bases.yaml")) from None


def unlike(what: Subject, kept: Kept) -> Iterator[str]:
    """Yield where today's entry and what the kept drawings show differ."""
    yield from disagreements(kept.shows or (), what.loads, what.positions, what.unseen)
