"""A drawing as pixels: what an author looks at, and contact sheets. Print and pages take the paths themselves."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from routine.figure.drawing import INK, Drawing, Fill, Points, Stroke

if TYPE_CHECKING:
    from PIL.Image import Image

FINER = 3  # drawn so many times larger, then shrunk: smooth edges
EDGE = 4  # pixels of white around


def image(drawing: Drawing, width: int, *, grey: bool = False) -> Image:
    """Return a picture so many pixels wide, on white."""
    from PIL import Image as Images

    w, h = drawing.size
    scale = (width - 2 * EDGE) * FINER / max(w, 1)
    size = width * FINER, int(h * scale) + 2 * EDGE * FINER
    page = Images.new("RGB", size, "white")
    for op in drawing.ops:
        left, top, right, bottom = _around(op, drawing, scale)
        layer = Images.new("L", (right - left, bottom - top), 0)
        _draw(layer, op, drawing, scale, (left, top))
        opacity = op.opacity / 100 if isinstance(op, Fill) else 1.0
        page.paste(INK[op.ink], (left, top), layer.point(lambda v, o=opacity: int(v * o)))
    small = page.resize((width, size[1] // FINER), Images.Resampling.LANCZOS)
    return small.convert("L").convert("RGB") if grey else small


def _around(op: Fill | Stroke, drawing: Drawing, scale: float) -> tuple[int, int, int, int]:
    """Return the part of the page that a path touches: layers of that size are quick."""
    paths, pen = (op.rings, 0) if isinstance(op, Fill) else ((op.points,), op.width)
    room = int(pen / 10 * scale) + 3
    xs = [(x - drawing.box[0]) * scale + EDGE * FINER for path in paths for x, _ in path] or [0]
    ys = [(drawing.box[3] - y) * scale + EDGE * FINER for path in paths for _, y in path] or [0]
    return int(min(xs)) - room, int(min(ys)) - room, int(max(xs)) + room, int(max(ys)) + room


def _draw(layer: Image, op: Fill | Stroke, drawing: Drawing, scale: float, corner: tuple[int, int]) -> None:
    from PIL import Image as Images
    from PIL import ImageChops, ImageDraw

    def page(points: Points) -> list[tuple[float, float]]:
        left, top = EDGE * FINER - corner[0], EDGE * FINER - corner[1]
        return [((x - drawing.box[0]) * scale + left, (drawing.box[3] - y) * scale + top) for x, y in points]

    if isinstance(op, Fill):
        for ring in op.rings:  # even-odd: each ring turns over what the others left
            one = Images.new("L", layer.size, 0)
            ImageDraw.Draw(one).polygon(page(ring), fill=255)
            layer.paste(ImageChops.difference(layer, one))
        return
    pen, width = ImageDraw.Draw(layer), max(1, round(op.width / 10 * scale))
    for part in _dashes(op):
        points = page(part)
        pen.line(points, fill=255, width=width, joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)


def _dashes(op: Stroke) -> list[Points]:
    """Return the drawn parts of a line."""
    if not op.dash:
        return [op.points]
    on, off = op.dash
    parts: list[Points] = []
    run: list[tuple[int, int]] = [op.points[0]]
    left, drawing = float(on), True
    for (x, y), (to_x, to_y) in zip(op.points, op.points[1:], strict=False):
        length, done = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5, 0.0
        while length - done > left:
            done += left
            at = round(x + (to_x - x) * done / length), round(y + (to_y - y) * done / length)
            if drawing:
                parts.append((*run, at))
            run, drawing = [at], not drawing
            left = float(on if drawing else off)
        left -= length - done
        run.append((to_x, to_y))
    return [*parts, tuple(run)] if drawing and len(run) > 1 else parts


def png(drawing: Drawing, width: int = 600, *, grey: bool = False) -> bytes:
    """Return a PNG file."""
    return _file(image(drawing, width, grey=grey))


def sheet(drawings: Sequence[tuple[str, Drawing]], *, columns: int = 4, width: int = 320, height: int = 250, grey: bool = False) -> bytes:
    """Return a contact sheet as a PNG file: each drawing in a field of its own with its name below."""
    from PIL import Image as Images
    from PIL import ImageDraw

    rows = -(-len(drawings) // columns)
    page = Images.new("RGB", (columns * width, max(1, rows) * height), "white")
    pen = ImageDraw.Draw(page)
    for n, (name, drawing) in enumerate(drawings):
        w, h = drawing.size
        wide = int(min(width - 12, (height - 30) * w / max(h, 1)))
        small: Any = image(drawing, wide, grey=grey)
        left, top = (n % columns) * width, (n // columns) * height
        page.paste(small, (left + (width - small.width) // 2, top + 4 + (height - 30 - small.height) // 2))
        pen.text((left + 8, top + height - 18), name, fill="#333333")
    return _file(page)


def _file(found: Image) -> bytes:
    stream = io.BytesIO()
    found.save(stream, "PNG", optimize=True)
    return stream.getvalue()
