"""A finished drawing: filled and stroked paths in one neutral form, and its two writers' common ground.

Coordinates are whole tenths of a centimetre of the body's world, y upwards. Colours are names; `INK` says what they look like.
Nothing here needs more than Python: this is all that planning and printing see of a figure.
"""

from __future__ import annotations

import binascii
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

STYLE = 3  # goes up with every change of how things are drawn: all drawings are then made, and looked at, again

# Told apart in grey as well as in colour: skin, cloth and highlight differ in lightness first.
INK: dict[str, str] = {
    "skin": "#f6dfcf", "shirt": "#dbe7ee", "shorts": "#9fb7c8", "hair": "#5b5560", "line": "#2d3138", "thing-line": "#4a4f55",
    "highlight": "#e2452d", "highlight-line": "#8d1f10", "hatch": "#b3271a", "arrow": "#1f5fa8", "halo": "#ffffff", "shade": "#27364a",
    "shadow": "#20303a", "roller": "#7fae9b", "ball": "#e9b44c", "chair": "#cdb79e", "box": "#cdb79e", "wall": "#e6e3dc",
    "strap": "#3c6e91", "band": "#a0527a", "stick": "#9a7b55", "mat": "#cfe3dc", "mat-line": "#8fa79f", "table": "#cdb79e",
    "bench": "#8fa3b8", "bed": "#e9e4d6", "step": "#b9c3cc", "cushion": "#d9cfe6", "towel": "#e8d3d8", "door": "#e6e3dc", "frame": "#c2a987",
    "cane": "#6d7f52", "weight": "#6b7480", "cup": "#9cc7d6", "slider": "#7d8a99", "mouth": "#7a3b3b", "window": "#9aa7b3",
    "body": "#faf7f4", "muscle": "#dfe4e8", "map-hair": "#b9b3b4", "heat-1": "#f3ae9a", "heat-2": "#e2785f", "heat-3": "#c23f2b",
    "heat-4": "#7d170c", "pain": "#1b2130",
}  # fmt: skip

Points = tuple[tuple[int, int], ...]
About = str | int | list[str]


@dataclass(frozen=True)
class Fill:
    """Rings filled by the even-odd rule; opacity in hundredths."""

    rings: tuple[Points, ...]
    ink: str
    opacity: int = 100


@dataclass(frozen=True)
class Stroke:
    """A line with round ends; width in hundredths of a centimetre. `dash`: lengths in tenths, on and off."""

    points: Points
    ink: str
    width: int
    dash: tuple[int, int] | None = None


Op = Fill | Stroke


@dataclass(frozen=True)
class Drawing:
    """One picture. `box`: left, bottom, right, top of what is painted."""

    ops: tuple[Op, ...]
    box: tuple[int, int, int, int]

    @property
    def size(self) -> tuple[int, int]:
        return self.box[2] - self.box[0], self.box[3] - self.box[1]


def boxed(ops: Iterable[Op]) -> Drawing:
    """Return a drawing of these paths, with the room that their lines take."""
    ops = tuple(ops)
    points = [(p, 0 if isinstance(op, Fill) else op.width // 20) for op in ops for ring in _paths(op) for p in ring]
    xs = [(x - w, x + w) for (x, _), w in points]
    ys = [(y - w, y + w) for (_, y), w in points]
    return Drawing(ops, (min(x for x, _ in xs), min(y for y, _ in ys), max(x for _, x in xs), max(y for _, y in ys)))


def _paths(op: Op) -> tuple[Points, ...]:
    return op.rings if isinstance(op, Fill) else (op.points,)


def mirrored(drawing: Drawing) -> Drawing:
    """Return the same posture on the other side: a mirror turns left into right, and nothing else."""

    def turn(points: Points) -> Points:
        return tuple((-x, y) for x, y in points)

    ops = tuple(
        replace(op, rings=tuple(map(turn, op.rings))) if isinstance(op, Fill) else replace(op, points=turn(op.points)) for op in drawing.ops
    )
    left, bottom, right, top = drawing.box
    return Drawing(ops, (-right, bottom, -left, top))


def for_side(drawings: Sequence[Drawing], side: str) -> tuple[Drawing, ...]:
    """Return pictures for the side that is meant; they are drawn for the right one."""
    return tuple(mirrored(d) for d in drawings) if side == "left" else tuple(drawings)


def svg(drawing: Drawing, width: float = 400.0) -> str:
    """Return a picture of its own, so many pixels wide."""
    (w, h), (left, _, _, top) = drawing.size, drawing.box
    paths = "".join(svg_op(op) for op in drawing.ops)
    view = f"{left} {-top} {w} {h}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{width:g}" height="{width * h / max(w, 1):.0f}">{paths}</svg>'


def svg_op(op: Op) -> str:
    if isinstance(op, Fill):
        d = "".join(f"{_svg_path(ring)}Z" for ring in op.rings)
        clear = f' fill-opacity="{op.opacity / 100:g}"' if op.opacity < 100 else ""
        return f'<path d="{d}" fill="{INK[op.ink]}" fill-rule="evenodd"{clear}/>'
    dash = f' stroke-dasharray="{op.dash[0]} {op.dash[1]}"' if op.dash else ""
    look = f'fill="none" stroke="{INK[op.ink]}" stroke-width="{op.width / 10:g}" stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{_svg_path(op.points)}" {look}{dash}/>'


def _svg_path(points: Points) -> str:
    (x, y), *rest = points
    steps, at = [f"M{x} {-y}"], (x, y)
    for px, py in rest:
        steps.append(f"l{px - at[0]} {at[1] - py}")
        at = (px, py)
    return "".join(steps)


def packed(drawings: Sequence[Drawing], **about: About) -> str:
    """Return drawings and what is said about them as one line of text."""
    value = {"about": about, "drawings": [[list(d.box), [_packed_op(op) for op in d.ops]] for d in drawings]}
    return binascii.b2a_base64(zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 9), newline=False).decode()


def _packed_op(op: Op) -> list[object]:
    if isinstance(op, Fill):
        return [op.ink, op.opacity, *map(_steps, op.rings)]
    return [op.ink, [op.width, *(op.dash or ())], _steps(op.points)]


def _steps(points: Points) -> list[int]:
    flat, at = [], (0, 0)
    for x, y in points:
        flat += [x - at[0], y - at[1]]
        at = (x, y)
    return flat


def unpacked(text: str) -> tuple[tuple[Drawing, ...], dict[str, About]]:
    """Return what was packed. Raises ValueError for a text that is torn."""
    rows, about = opened(text)
    return tuple(map(drawing_of, rows)), about


def opened(text: str) -> tuple[list[Any], dict[str, About]]:
    """Return the rows of packed drawings, for `drawing_of`, and what is said about them. Raises ValueError for a text that is torn."""
    try:
        value = json.loads(zlib.decompress(binascii.a2b_base64(text.strip(), strict_mode=True)))
        return list(value["drawings"]), value["about"]
    except (zlib.error, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no drawings: {error}") from error


def drawing_of(row: Any) -> Drawing:
    """Return one drawing of those that were packed. Raises ValueError for a row that is none."""
    try:
        box, ops = row
        return Drawing(tuple(_unpacked_op(op) for op in ops), tuple(box))
    except (TypeError, ValueError) as error:
        raise ValueError(f"no drawing: {error}") from error


def told(text: str) -> tuple[dict[str, About], str]:
    """Return what is said about packed drawings, and a fingerprint of their very paths, without unpacking them. Raises
    ValueError for a text that is torn."""
    import hashlib  # whoever only prints has no use for it

    try:
        plain = zlib.decompress(binascii.a2b_base64(text.strip(), strict_mode=True)).decode()
        about, end = json.JSONDecoder().raw_decode(plain, len('{"about":'))
    except (zlib.error, ValueError) as error:
        raise ValueError(f"no drawings: {error}") from error
    return about, hashlib.sha256(plain[end:].encode()).hexdigest()[:12]


def _unpacked_op(row: list[object]) -> Op:
    ink, look, *paths = row
    rings = tuple(_points(p) for p in paths)  # type: ignore[arg-type]
    if isinstance(look, int):
        return Fill(rings, str(ink), look)
    width, *dash = look  # type: ignore[misc]
    return Stroke(rings[0], str(ink), width, (dash[0], dash[1]) if dash else None)  # type: ignore[has-type]


def _points(flat: list[int]) -> Points:
    return tuple(zip(accumulate(flat[::2]), accumulate(flat[1::2]), strict=True))
