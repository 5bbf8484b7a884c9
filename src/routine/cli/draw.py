"""`catalog draw`: the figures, for those who write poses and for those who look at them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routine.cli.shell import BAD_DATA, PATH, catalog_option, guarded, read_catalog, tell, utc_now
from routine.problem import Problem, Refused

if TYPE_CHECKING:
    from routine.figure.drawing import Drawing
    from routine.figure.make import Made
    from routine.figure.subject import Subject
    from routine.load.poses import Poses
    from routine.model.catalog import Catalog

LOOK_S = 0.5  # between two looks at the files
PHASES = ("start", "end")


@click.command(epilog="Example:  routine catalog draw glute-bridge --out pictures --format png")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "every", is_flag=True, help="All that have a pose.")
@click.option("--technique", "techniques", multiple=True, metavar="WORD", help="All of this technique, for example ball. May be repeated.")
@click.option("--changed", is_flag=True, help="Only those whose drawing is missing, stale, or not looked at yet.")
@click.option("--out", type=PATH, default=Path(), metavar="DIR", help="Where the pictures go. Default: this folder.")
@click.option("--format", "form", type=click.Choice(["svg", "png"]), default="svg", show_default=True)
@click.option("--sheet", is_flag=True, help="One contact sheet (sheet.png) instead of single pictures.")
@click.option("--grey", is_flag=True, help="The sheet in grey, as it comes from a printer.")
@click.option("--keep", is_flag=True, help="Draw what is stale anew and keep it in the catalog.")
@click.option("--approve", is_flag=True, help="You looked at them, large and small: write that down beside the drawings.")
@click.option("--watch", is_flag=True, help="Draw again whenever a pose changes. Ctrl-C ends it.")
@catalog_option
@guarded
def draw(
    *, ids: tuple[str, ...], every: bool, techniques: tuple[str, ...], changed: bool, out: Path, form: str, sheet: bool, grey: bool,
    keep: bool, approve: bool, watch: bool, extra: Path | None,
) -> None:  # fmt: skip
    """Draw exercises from their pose records, and say what is wrong with the postures.

    Writes ID-start.svg and, where it moves, ID-end.svg. Needs the packages of `routine[draw]` for what is not drawn yet.
    With --catalog, draws the poses of that folder. Exit code 1 when a drawing has errors.
    """
    from routine.load.drawings import approve as mark

    studio = Studio(extra, out, form, sheet=sheet, grey=grey, keep=keep)
    wanted = studio.wanted(ids, techniques, every=every or changed)
    if changed:
        wanted = [key for key in wanted if studio.unsettled(key)]
    faulty = studio.drawn(wanted)
    if approve and not faulty:
        mark(studio.folder, wanted, utc_now().date())
    if watch:
        _watched(studio, wanted)
    if faulty:
        sys.exit(BAD_DATA)


class Studio:
    """Whose poses are drawn, and what becomes of the pictures."""

    def __init__(self, extra: Path | None, out: Path, form: str, *, sheet: bool, grey: bool, keep: bool) -> None:
        from routine.load.catalog import home

        self.extra, self.folder = extra, extra or home()
        self.out, self.form, self.sheet, self.grey, self.keep = out, form, sheet, grey, keep
        self.read()

    def read(self) -> None:
        """Read catalog and poses as they are now. Raises Refused with every fault of form."""
        from routine.load.catalog import home
        from routine.load.poses import load_poses

        self.catalog: Catalog = read_catalog(self.extra, sound=False)
        self.poses: Poses = load_poses(self.folder, home())

    def subject(self, key: str) -> Subject:
        from routine.load.poses import subject

        return subject(self.poses, key, self.catalog)

    def wanted(self, ids: tuple[str, ...], techniques: tuple[str, ...], *, every: bool) -> list[str]:
        """Return the ids that are meant. Raises Refused for names without a pose, and for none at all."""
        from routine.load.faults import guess

        records, known = self.poses.records, self.catalog.vocabulary.techniques
        problems = [Problem(f"there is no pose for '{key}'", fix=guess(key, list(records))) for key in ids if key not in records]
        problems += [Problem(f"there is no technique '{word}'", fix=guess(word, list(known))) for word in techniques if word not in known]
        if not ids and not every and not techniques:
            problems.append(Problem("nothing is named", fix="name exercises or a --technique, or draw them --all"))
        if problems:
            raise Refused(*problems)
        mine = {key: e.technique for key, e in self.catalog.exercises.items() if key in records}
        chosen = [key for key in sorted(records) if mine.get(key) in techniques]
        return list(dict.fromkeys((*ids, *chosen))) if ids or techniques else sorted(records)

    def unsettled(self, key: str) -> bool:
        """Tell whether the drawing of an exercise is missing, stale, or not looked at yet."""
        from routine.load.drawings import approvals, load_kept

        kept = load_kept(self.folder, key)
        return kept is None or kept.digest != self.subject(key).digest or approvals(self.folder).get(key) != kept.fingerprint

    def drawn(self, wanted: list[str]) -> bool:
        """Draw, write and tell; return whether something is wrong with one of them."""
        from routine.figure.drawing import svg
        from routine.render.picture import png
        from routine.render.picture import sheet as contact_sheet

        faulty, shown = False, []
        self.out.mkdir(parents=True, exist_ok=True)
        for key in wanted:
            drawings, wrong = self._drawings(self.subject(key))
            faulty |= wrong
            names = PHASES if len(drawings) > 1 else PHASES[:1]
            for phase, drawing in zip(names, drawings, strict=True):
                shown.append((f"{key} {phase}" if len(drawings) > 1 else key, drawing))
                if not self.sheet and not self.keep:
                    data = png(drawing) if self.form == "png" else svg(drawing).encode()
                    (self.out / f"{key}-{phase}.{self.form}").write_bytes(data)
        if self.sheet:
            (self.out / "sheet.png").write_bytes(contact_sheet(shown, grey=self.grey))
        tell(f"{len(wanted)} exercises, {len(shown)} pictures.", err=True)
        return faulty

    def _drawings(self, what: Subject) -> tuple[tuple[Drawing, ...], bool]:
        """Return the drawings that are kept if they are fresh, else new ones; and whether something is wrong with them."""
        from routine.load.drawings import keep_drawing, load_drawing

        kept = load_drawing(self.folder, what.id)
        if kept is not None and kept.digest == what.digest:
            return kept.drawings, False
        made = _made(what)
        for line in _told(made):
            tell(line, err=True)
        wrong = any(f.level == "error" for f in made.findings)
        if self.keep and not wrong:
            keep_drawing(self.folder, what, made.drawings, made.shows)
        return made.drawings, wrong


def _made(what: Subject) -> Made:
    try:
        from routine.figure.make import make

        return make(what)
    except ModuleNotFoundError as missing:
        raise Refused(Problem(f"drawing needs {missing.name}", fix="pip install 'routine[draw]'")) from None


def _told(made: Made) -> Iterator[str]:
    names = PHASES if len(made.drawings) > 1 else ("",)
    for f in made.findings:
        yield f"{made.subject.id}{' ' + names[f.phase] if names[f.phase] else ''}: {f.level}: {f.what}"


def _watched(studio: Studio, wanted: list[str]) -> None:
    """Draw again what changed, until somebody ends it."""
    from routine.load.poses import POSES

    def times() -> dict[Path, float]:
        return {p: p.stat().st_mtime for p in (studio.folder / POSES).rglob("*.yaml")}

    seen = times()
    while True:
        time.sleep(LOOK_S)
        now = times()
        changed = [p for p in now if now[p] != seen.get(p)]
        seen = now
        if not changed:
            continue
        try:
            studio.read()
            studio.drawn(wanted if any(p.stem == "bases" for p in changed) else [p.stem for p in changed if p.stem in wanted])
        except Refused as refused:
            tell(str(refused), err=True)
