"""Whether the pictures are those of today: each pose drawn, fresh, looked at, and of one mind with its entry. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from routine.load.drawings import DRAWINGS, approvals, load_kept
from routine.load.poses import Poses, load_poses, subject, unlike
from routine.model.catalog import Catalog
from routine.problem import Problem, Refused


def check_pictures(catalog: Catalog, folder: Path, shared: Path | None = None) -> Iterator[Problem]:
    """A picture that shows more than its entry says would let somebody do what a rule keeps from them.

    A folder of one's own, which stands on the bases of a `shared` one, may leave exercises undrawn; what it draws is held to the same.
    """
    try:
        poses = load_poses(folder, shared)
    except Refused as refused:
        yield from refused.problems
        return
    approved = approvals(folder)
    for file in sorted((folder / "exercises").rglob("*.yaml")) if shared is None else ():
        if file.stem not in poses.records:
            name = str(file.relative_to(folder.parent))
            yield Problem(
                "this exercise has no picture",
                file.stem,
                name,
                why="people look before they read",
                fix="copy templates/pose.yaml and say what is meant",
            )
    for key in poses.records:
        try:
            yield from _of_one(catalog, folder, poses, approved, key)
        except Refused as refused:
            yield from refused.problems
    for file in sorted((folder / DRAWINGS).glob("*.txt")):
        if file.stem != "approved" and file.stem not in poses.records:
            yield Problem("there is no pose for this drawing", file.stem, str(file.relative_to(folder.parent)), fix="delete it")


def _of_one(catalog: Catalog, folder: Path, poses: Poses, approved: dict[str, str], key: str) -> Iterator[Problem]:
    what, kept = subject(poses, key, catalog), load_kept(folder, key)
    file, draw = poses.documents[key].file, f"routine catalog draw {key}"
    if kept is None:
        yield Problem("this pose has no drawing", key, file, fix=f"{draw} --keep")
        return
    if kept.digest != what.digest or kept.shows is None:
        yield Problem("its drawing is of another record or style", key, file, fix=f"{draw} --keep")
        return
    if kept.fingerprint != approved.get(key):
        yield Problem(
            "nobody has looked at its drawing", key, file, why="checks prove physics, not that it is read well", fix=f"{draw} --approve"
        )
    for words in unlike(what, kept):
        yield Problem(words, key, file, why="what a picture shows is what people do; rules go by the entry")
