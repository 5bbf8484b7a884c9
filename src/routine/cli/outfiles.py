"""Writing: all files of a week whole, or none; never into somebody else's folder, never through a link."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Any

from routine.problem import Problem, Refused

OURS = ("plan.json", "handout.pdf", "calendar.ics", "player.html")
PRIVATE = 0o600


def check_folder(folder: Path, profile_id: str, also: str = "") -> Any:
    """Return the plan that is in a folder (or None); raise Refused when it can't be written or isn't ours.

    `also`: the name of one more file that may be there.
    """
    shown = str(folder)
    if folder.is_symlink():
        raise Refused(
            Problem("this is a link", file=shown, why="a link could lead the files elsewhere", fix="name the folder it points to")
        )
    if folder.exists() and not folder.is_dir():
        raise Refused(Problem("this is a file, not a folder", file=shown, fix="name a folder: --out DIR"))
    if not folder.exists():
        return _writable_above(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refused(Problem("this folder can't be written to", file=shown, fix="choose another one: --out DIR"))
    problems = [_target_problem(folder / name) for name in OURS]
    strange = sorted(p.name for p in folder.iterdir() if p.name not in (*OURS, also) and not p.name.startswith("."))
    if strange:
        listed = ", ".join(strange[:3]) + (" ..." if len(strange) > 3 else "")
        problems.append(
            Problem(
                f"the folder holds files that are not ours: {listed}",
                file=shown,
                why="a week gets a folder of its own, so that nothing of yours is lost",
                fix="choose an empty folder: --out DIR",
            )
        )
    found = [p for p in problems if p]
    if found:
        raise Refused(*found)
    return _earlier(folder, profile_id, also)


def _writable_above(folder: Path) -> None:
    above = next(p for p in [folder, *folder.absolute().parents] if p.exists())
    if not above.is_dir():
        raise Refused(Problem(f"{above} is a file, so no folder can be made in it", file=str(folder), fix="choose another one: --out DIR"))
    if not os.access(above, os.W_OK | os.X_OK):
        raise Refused(
            Problem("this folder can't be made here: no permission to write", file=str(folder), fix="choose another one: --out DIR")
        )


def _target_problem(path: Path) -> Problem | None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode):
        return Problem("this is a link, and links are not followed", file=str(path), fix="delete it, or choose another folder")
    if not stat.S_ISREG(mode):
        return Problem("this is not an ordinary file", file=str(path), fix="move it away, or choose another folder")
    return None


def _earlier(folder: Path, profile_id: str, also: str) -> Any:
    from routine.load.plan import load_plan

    here = [name for name in OURS if (folder / name).exists()]
    if not here:
        return None
    if "plan.json" not in here and also:
        return None
    if "plan.json" not in here:
        raise Refused(
            Problem(
                f"the folder holds {here[0]}, but no plan.json of ours",
                file=str(folder),
                why="a file that is not ours would be lost",
                fix="move it away, or choose another folder",
            )
        )
    try:
        earlier = load_plan(folder / "plan.json")
    except Refused as refused:
        what = "the plan.json in this folder can't be read, so it may not be ours"
        raise Refused(Problem(what, file=str(folder), fix="move it away, or choose another folder"), *refused.problems) from None
    if earlier.profile_id != profile_id:
        raise Refused(
            Problem(
                f"the folder holds the plan of another person ({earlier.profile_id})",
                file=str(folder),
                why="one person's week must not replace another's",
                fix="choose another folder: --out DIR",
            )
        )
    return earlier


def left_from_before(folder: Path, profile_id: str) -> bool:
    """Tell whether a folder holds files that this person may still follow. What can't be read may be theirs."""
    from routine.load.plan import load_plan

    try:
        if not any((folder / name).is_file() for name in OURS):
            return False
        return bool(load_plan(folder / "plan.json").profile_id == profile_id)
    except Refused:
        return True
    except OSError:  # it can't even be looked into
        return False


def write_all(folder: Path, contents: dict[str, bytes]) -> None:
    """Write all files beside their places first, then move them in. Whatever fails, the folder is as it was before."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    drafts = {name: folder / f".{name}.{os.getpid()}.part" for name in contents}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            if found := [p for p in (_target_problem(folder / name) for name in contents) if p]:
                raise Refused(*found)
            for name, content in contents.items():
                _write_new(drafts[name], content)
            _move_in(folder, drafts)
            _sync(folder)
        finally:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
    except BaseException as error:
        with contextlib.suppress(OSError):
            for made in missing:
                made.rmdir()
        if isinstance(error, OSError):
            what = f"the files can't be written: {error.strerror or error}"
            raise Refused(Problem(what, file=str(folder), fix="check the disk, or choose another folder")) from None
        raise


def _move_in(folder: Path, drafts: dict[str, Path]) -> None:
    """Put the drafts in their places. One that can't be moved (open elsewhere, on some systems) takes the others back with it."""
    old = {name: (folder / name).read_bytes() for name in drafts if (folder / name).exists()}
    moved: list[str] = []
    try:
        for name, draft in drafts.items():
            moved.append(name)
            draft.replace(folder / name)
    except BaseException:
        for name in moved:
            with contextlib.suppress(OSError):
                if name in old:
                    _write_new(drafts[name], old[name])
                    drafts[name].replace(folder / name)
                else:
                    (folder / name).unlink(missing_ok=True)
        raise


def _write_new(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, PRIVATE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the renames last; some systems can't open a folder, and lose nothing by it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
