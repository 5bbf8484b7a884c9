"""`catalog body-map`: where muscles and regions lie, for those who draw them and for those who look at them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from routine.cli.shell import PATH, guarded, read_catalog, tell
from routine.problem import Problem, Refused

if TYPE_CHECKING:
    from routine.figure.heat import BodyMap
    from routine.model.catalog import Catalog

SHOWN_AS = 5  # of 10: how much a region that is only named hurts


@click.command("body-map", epilog="Example:  routine catalog body-map gluteus-maximus knee --out map.png")
@click.argument("ids", nargs=-1, metavar="[MUSCLE|REGION]...")
@click.option("--out", type=PATH, default=Path("body-map.svg"), metavar="FILE", help="A .svg or .png file. Default: body-map.svg.")
@click.option("--grey", is_flag=True, help="A .png in grey, as it comes from a printer.")
@click.option("--keep", is_flag=True, help="Draw the map anew if it is stale, and keep it in the catalog.")
@guarded
def body_map(*, ids: tuple[str, ...], out: Path, grey: bool, keep: bool) -> None:
    """Draw the body map, with these muscles worked and these regions sore.

    A word that means both a muscle and a region shows both. Drawing a stale map needs the packages of `routine[draw]`.
    """
    from routine.figure.heat import Sore, heat_drawing, page, svg_page
    from routine.load.catalog import home
    from routine.load.words import known_words
    from routine.model.terms import BOTH
    from routine.render.picture import png

    catalog = read_catalog(None, sound=False)
    words = known_words(catalog)
    muscles, regions = ([words[kind][i] for i in ids if i in words[kind]] for kind in ("muscle", "region"))
    _known(ids, {**words["muscle"], **words["region"]})
    found = _fresh(catalog, home(), keep=keep)
    weights = {(m, s): 1.0 for m in _members(muscles, catalog) for s in BOTH}
    pains = [Sore(r, "both", SHOWN_AS) for r in regions]
    if out.suffix == ".png":
        out.write_bytes(png(heat_drawing(found, weights, pains), 1200, grey=grey))
    else:
        out.write_text(svg_page(page(found, weights, pains)), encoding="utf-8")
    tell(f"Wrote {out}.", err=True)


def _known(ids: tuple[str, ...], words: dict[str, str]) -> None:
    from routine.load.faults import guess

    problems = [Problem(f"there is no muscle or region '{i}'", fix=guess(i, words)) for i in ids if i not in words]
    if problems:
        raise Refused(*problems)


def _members(muscles: list[str], catalog: Catalog) -> tuple[str, ...]:
    from routine.body import Body

    return Body(catalog).muscles(muscles)


def _fresh(catalog: Catalog, folder: Path, *, keep: bool) -> BodyMap:
    """Return the map that is kept, and with `keep` a new one if that one is stale or there is none."""
    from routine.load.body_map import keep_body_map, load_body_map

    kept = load_body_map(folder)
    if kept is not None and not keep:
        return kept
    try:
        from routine.figure.bodymap import make_map, map_digest
    except ModuleNotFoundError as missing:
        raise Refused(Problem(f"drawing needs {missing.name}", fix="pip install 'routine[draw]'")) from None
    if kept is not None and kept.made_from == map_digest(catalog.regions):
        return kept
    made = make_map(catalog.regions)
    if keep:
        keep_body_map(folder, made)
    return made
