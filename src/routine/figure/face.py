"""Small lines that tell how a head or a hand is turned: closed eyes, a nose, in close-ups a mouth and the borders of fingers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from shapely.geometry import Polygon

from routine.figure.drawing import Op, Stroke
from routine.figure.hands import BEND, KNUCKLES, TOE_ROOT, TOES
from routine.figure.skeleton import SIDES, Array
from routine.figure.solve import Posture
from routine.figure.strokes import filled, whole
from routine.figure.tracing import View

UNDER = 1.4  # cm that the middle of a finger lies below its skin
EYE, NOSE, FINGER = 80, 60, 50  # hundredths of a centimetre


class Face:
    """`close`: in a close-up of the head, which shows a mouth, too."""

    def __init__(self, view: View, posture: Posture, cam: Array, *, close: bool) -> None:
        self.view, self.cam = view, cam
        self.rotation, self.origin = posture.bones["head"]
        self.mouth = posture.phase.mouth or ("closed" if close else "none")
        self.thin = max(0.5, view.fine)

    def lines(self) -> Iterator[Op]:
        """Yield what is seen. Eyes are closed, so that they look at nobody: the reader's eye goes to the posture."""
        for m in (-1, 1):
            curve = [(9.6 - abs(k) * 0.5, m * 3.6 + k, 8.2 - 0.35 * (1 - k * k)) for k in np.linspace(-1, 1, 7)]
            yield from self._line(curve, (0.75, m * 0.6, 0.0), EYE, -0.18)
        yield from self.ears()
        turn = (self.cam @ self.rotation)[2]  # how deep each axis of the head points
        away = 1 if turn[1] > 0 else -1
        if turn[0] < -0.6:
            yield from self._line([(10.2, away * 0.9, 6.4), (11.3, away * 1.35, 4.6), (11.6, 0.0, 4.0)], (1, 0, 0), NOSE, -0.6)
        if self.mouth == "closed":
            yield from self._line([(*self._lip(y, 2.9), y, 2.9 + 0.05 * y * y) for y in np.linspace(-2.0, 2.0, 9)], (1, 0, 0), NOSE, -0.3)
        elif self.mouth == "open" and turn[0] < -0.3:
            around = np.linspace(0, 2 * np.pi, 24)
            rim = [(self._lip(1.7 * np.cos(t), 1.4)[0] + 0.2, 1.7 * np.cos(t), 1.2 + 1.7 * np.sin(t)) for t in around]
            page = self._page(rim)[:, :2]
            yield filled(Polygon(page).buffer(0), "mouth")
            yield Stroke(whole(page), "line", int(NOSE * self.thin))

    def ears(self) -> Iterator[Op]:
        """Yield the border of an ear that is turned to the viewer."""
        for m in (-1, 1):
            turn = np.linspace(-0.9, 3.6, 12)
            ring = [(0.3 - 1.5 * np.sin(t - 0.3), m * 9.0, 7.2 + 2.5 * np.cos(t)) for t in turn]
            yield from self._line(ring, (0, m, 0), NOSE, -0.45)

    @staticmethod
    def _lip(y: float, _: float) -> tuple[float]:
        """Return how far forward the skin of the lips lies."""
        return (3.9 + float(np.sqrt(max(5.5**2 - y * y, 0.0))),)

    def _page(self, points: Sequence[tuple[float, ...]]) -> Array:
        return np.array([self.cam @ (self.origin + self.rotation @ np.array(p, float)) for p in points])

    def _line(self, points: Sequence[tuple[float, ...]], faces: tuple[float, float, float], width: int, least: float) -> Iterator[Op]:
        page = self._page(points)
        turned = (self.cam @ (self.rotation @ np.array(faces)))[2]
        if turned < least and shows(self.view, page[len(page) // 2], "head"):
            yield Stroke(whole(page[:, :2]), "line", int(width * self.thin))


def finger_lines(view: View, posture: Posture, cam: Array) -> Iterator[Op]:
    """Yield the borders between fingers that lie side by side. Only close-ups are large enough for them."""
    for s, m in SIDES:
        grip = posture.phase.hands.get("r" if s == "r" else "l", "flat")
        rotation, origin = posture.bones[f"hand_{s}"]
        if grip == "spread":
            continue
        for (x, length), (to_x, to_length) in itertools.pairwise(KNUCKLES):
            one, two = BEND[grip](x, length, 0), BEND[grip](to_x, to_length, 0)
            between = [((a[0] + b[0]) / 2, -m * (a[1] + b[1]) / 2, (a[2] + b[2]) / 2) for a, b in zip(one, two, strict=True)]
            page = np.array([cam @ (origin + rotation @ np.array(p)) for p in _finer(between)])
            for run in _shown_runs(view, page, f"fingers_{s}"):
                yield Stroke(whole(run[:, :2]), "line", int(FINGER * max(0.5, view.fine)))


def toe_lines(view: View, posture: Posture, cam: Array) -> Iterator[Op]:
    """Yield the borders between the small toes, on their tops."""
    for s, m in SIDES:
        rotation, origin = posture.bones[f"toe_{s}"]
        for (y, to_y, length, _), (next_y, next_to, next_length, _) in itertools.pairwise(TOES):
            back = np.array((TOE_ROOT + 0.8, m * (y + next_y) / 2, 0.2))
            tip = np.array((min(length, next_length), m * (to_y + next_to) / 2, -0.4))
            page = np.array([cam @ (origin + rotation @ (back + (tip - back) * t)) for t in np.linspace(0, 1, 16)])
            for run in _shown_runs(view, page, f"toe_{s}"):
                yield Stroke(whole(run[:, :2]), "line", int(FINGER * max(0.5, view.fine)))


def _finer(points: Sequence[tuple[float, float, float]]) -> Array:
    """Return a way through points in small steps, without its first bit, which is the palm's."""
    steps = np.linspace(0, len(points) - 1, 24)
    found: Array = np.stack([np.interp(steps, range(len(points)), [p[k] for p in points]) for k in range(3)], 1)
    return found[3:-1]


def _shown_runs(view: View, page: Array, part: str) -> Iterator[Array]:
    """Yield the stretches of a way that lie just under what is seen of a part."""
    keep = np.array([shows(view, p, part) and p[2] - _depth(view, p) < UNDER for p in page])
    marks = np.diff(np.concatenate([[0], keep.astype(int), [0]]))
    for a, z in zip(np.nonzero(marks == 1)[0], np.nonzero(marks == -1)[0], strict=True):
        if z - a > 3:
            yield page[a:z]


def _depth(view: View, point: Array) -> float:
    column, row = (int((point[k] - start) / view.step) for k, start in ((0, view.x0), (1, view.y0)))
    return float(view.depth[row, column])


def shows(view: View, point: Array, *parts: str) -> bool:
    """Tell whether one of these parts is what is seen at a point of the page."""
    column, row = (int((point[k] - start) / view.step) for k, start in ((0, view.x0), (1, view.y0)))
    rows, columns = view.part.shape
    return 0 <= row < rows and 0 <= column < columns and view.part[row, column] >= 0 and view.names[view.part[row, column]] in parts
