"""The body map as it lies on disk: one file beside the catalog, made from the body of the figures."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from routine.figure.heat import VIEWS, BodyMap, packed_map, unpacked_map
from routine.load.drawings import read_packed, write_packed
from routine.problem import Problem, Refused

BODY_MAP = "body-map.txt"


def load_body_map(folder: Path, views: Container[str] = VIEWS, regions: Container[str] | None = None) -> BodyMap | None:
    """Return the map of a catalog's folder, or None. `views`, `regions`: only these; no regions means all. Raises Refused for a
    file that is torn."""
    file = folder / BODY_MAP
    text = read_packed(file)
    if text is None:
        return None
    try:
        return unpacked_map(text, views, regions)
    except ValueError as error:
        raise Refused(Problem(f"this file holds no body map: {error}", file=str(file), fix="routine catalog body-map --keep")) from None


def keep_body_map(folder: Path, found: BodyMap) -> None:
    """Write the map into its catalog's folder."""
    write_packed(folder / BODY_MAP, packed_map(found))
