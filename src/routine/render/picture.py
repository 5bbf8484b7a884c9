"""A drawing as pixels: what an author looks at, and contact sheets. Print and pages take the paths themselves."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from routine.figure.drawing import INK, Drawing, Fill, Points, Stroke

if TYPE_CHECKING:
    from PIL.Image import Image

FINER, FINEST = 3, 8  # drawn so many times larger, then shrunk: smooth edges
SHARP = 1600  # pixels that suffice for that, whatever the size
SHADES = 128  # of a contact sheet
EDGE = 4  # pixels of white around

Path = list[tuple[float, float]]


def image(drawing: Drawing, width: int, *, grey: bool = False) -> Image:
    """Return a picture so many pixels wide, on white."""
    from PIL import Image as Images

    w, h = drawing.size
    finer = max(FINER, min(FINEST, SHARP // max(width, 1)))
    scale = (width - 2 * EDGE) * finer / max(w, 1)
    size = width * finer, int(h * scale) + 2 * EDGE * finer
    page = Images.new("RGB", size, "white")
    left, top = drawing.box[0] - EDGE * finer / scale, drawing.box[3] + EDGE * finer / scale
    for op in drawing.ops:
        _draw(page, op, left, top, scale)
    small = page.resize((width, size[1] // finer), Images.Resampling.LANCZOS)
    return small.convert("L").convert("RGB") if grey else small


def _draw(page: Image, op: Fill | Stroke, left: float, top: float, scale: float) -> None:
    """Paint one path through a mask that is no larger than the path."""
    from PIL import Image as Images
    from PIL import ImageDraw

    paths = list(op.rings) if isinstance(op, Fill) else _dashes(op)
    width = 0 if isinstance(op, Fill) else max(1, round(op.width / 10 * scale))
    spots = [[((x - left) * scale, (top - y) * scale) for x, y in path] for path in paths]
    if not any(spots):
        return
    x0, y0 = (int(min(p[k] for path in spots for p in path)) - width - 1 for k in (0, 1))
    x1, y1 = (int(max(p[k] for path in spots for p in path)) + width + 2 for k in (0, 1))
    layer = Images.new("L", (x1 - x0, y1 - y0), 0)
    moved: list[Path] = [[(x - x0, y - y0) for x, y in path] for path in spots]
    if isinstance(op, Fill):
        _fill(layer, moved)
        if op.opacity < 100:
            layer = layer.point([int(v * op.opacity / 100) for v in range(256)])
    else:
        pen = ImageDraw.Draw(layer)
        for path in moved:
            pen.line(path, fill=255, width=width, joint="curve")
            for x, y in (path[0], path[-1]):
                pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    page.paste(INK[op.ink], (x0, y0), layer)


def _fill(layer: Image, paths: list[Path]) -> None:
    """Fill by the even-odd rule: each ring turns over what the others left."""
    from PIL import Image as Images
    from PIL import ImageChops, ImageDraw

    for path in paths:
        one = Images.new("L", layer.size, 0)
        ImageDraw.Draw(one).polygon(path, fill=255)
        layer.paste(ImageChops.difference(layer, one))


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
    return _file(page.quantize(SHADES, Images.Quantize.FASTOCTREE))  # a third of the size, and nobody sees it


def _file(found: Image) -> bytes:
    stream = io.BytesIO()
    found.save(stream, "PNG", optimize=True)
    return stream.getvalue()
