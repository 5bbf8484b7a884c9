"""The body map of a week: which muscles get how much, and where it hurts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from routine.figure.drawing import Drawing
from routine.figure.heat import GAP, OTHER_SIDE, BodyMap, MapView, Sore, layers, relative
from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.model.profile import Profile
from routine.model.terms import Side
from routine.render.pdf.boxes import Block, Stack, Text
from routine.render.pdf.figures import Painted, draw_paths, painted
from routine.render.pdf.fonts import REGULAR
from routine.render.pdf.setting import Canvas
from routine.render.pdf.theme import GREY, Theme
from routine.render.words import listed, muscle_names, side_words

Doses = Mapping[tuple[str, Side], float]
BOTH: tuple[Side, Side] = ("left", "right")
MOST_NAMED = 6  # muscles that the words for the picture name


def seconds_of(plan: Plan) -> dict[tuple[str, Side], float]:
    """Return how long each muscle works in the week, by side: the time of what it is meant by, warm-ups left out."""
    found: dict[tuple[str, Side], float] = defaultdict(float)
    for session in plan.sessions:
        for item in session.items:
            if item.phase == "warm-up":
                continue
            sides = BOTH if item.side not in BOTH else (item.side,)
            for muscle in item.muscles:
                for side in sides:
                    found[muscle, side] += item.sets * item.work_s
    return dict(found)


def sores_of(profile: Profile, shown: Iterable[str]) -> tuple[Sore, ...]:
    """Return where it hurts, as far as the map has the place."""
    known = set(shown)
    return tuple(Sore(p.region, p.side or "both", p.intensity) for p in profile.pain if p.region in known and p.intensity > 0)


@dataclass(frozen=True)
class Map:
    """Views in a row in a field of its own, as large as the field lets them; each with its caption."""

    views: Sequence[tuple[Painted, str]]
    width: float
    height: float
    alt: str
    theme: Theme

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        leading, boxes = self.theme.leading("caption"), [drawing.box for drawing, _ in self.views]
        wide = sum(right - left for left, _, right, _ in boxes) + GAP * (len(boxes) - 1)
        low, high = min(bottom for _, bottom, _, _ in boxes), max(up for _, _, _, up in boxes)
        scale = min(self.width / wide, (self.height - leading) / (high - low))
        left, floor = x + (self.width - wide * scale) / 2, top - (self.height - leading + (high - low) * scale) / 2
        with canvas.marked("Figure", alt=self.alt, box=(x, top - self.height, x + self.width, top)):
            canvas.saveState()
            canvas.setFont(REGULAR, self.theme.size("caption"))
            canvas.setFillColor(GREY)
            for drawing, caption in self.views:
                across = drawing.size[0] * scale
                draw_paths(canvas, drawing, left, floor + (drawing.box[1] - low) * scale, scale)
                canvas.drawCentredString(left + across / 2, floor - leading, caption)
                left += across + GAP * scale
            canvas.restoreState()


class WeekMap:
    """The map of one week, painted once; of the two sides the one is shown that has more to tell."""

    def __init__(self, body: BodyMap, plan: Plan, profile: Profile, catalog: Catalog, theme: Theme) -> None:
        shown = body.shown("muscle")
        doses = {key: s for key, s in seconds_of(plan).items() if key[0] in shown}
        sores = sores_of(profile, body.shown("region"))
        side = side_of(doses, sores)
        named = {"front": "R    Front    L", "back": "L    Back    R", OTHER_SIDE if side == "left" else "side": f"{side.title()} side"}
        self.theme, self.sore, self.alt = theme, bool(sores), _alt(doses, sores, catalog)
        weights = relative(doses)
        self.views = [(painted(on_view(body.view(name), weights, sores)), caption) for name, caption in named.items()]

    def block(self, width: float, height: float) -> Block:
        """Return the map with a heading and what its signs mean."""
        heading = Text("Where this week works", self.theme, "heading", width)
        signs = "<b>Darker red:</b> more of the week. <b>Striped:</b> it lies deep." + (
            " <b>Dashed:</b> it hurts there." if self.sore else ""
        )
        legend = Text(signs, self.theme, "caption", width, color=GREY, rich=True)
        room = height - heading.height - legend.height - 6
        return Stack([heading, Map(self.views, width, room, self.alt, self.theme), legend], gap=3)


def on_view(view: MapView, weights: Doses, sores: Iterable[Sore]) -> Drawing:
    """Return a view with the week on it, in the box of the body: what is painted on it lies inside."""
    return Drawing(tuple(op for layer in layers(view, weights, sores) for op in layer.ops), view.above.box)


def side_of(doses: Doses, sores: Iterable[Sore]) -> Side:
    """Return the side with the stronger pain, else the one that gets more; the right where both are alike."""
    pain = {side: max((s.intensity for s in sores if s.side == side), default=0) for side in BOTH}
    work = {side: sum(seconds for (_, on), seconds in doses.items() if on == side) for side in BOTH}
    return max(("right", "left"), key=lambda side: (pain[side], work[side]))


def _alt(doses: Doses, sores: Iterable[Sore], catalog: Catalog) -> str:
    by_muscle: dict[str, float] = defaultdict(float)
    for (muscle, _), seconds in doses.items():
        by_muscle[muscle] += seconds
    most = muscle_names(sorted(by_muscle, key=lambda m: -by_muscle[m])[:MOST_NAMED], catalog)
    hurts = [f"{catalog.regions[s.region].name} ({side_words(s.side)}, {s.intensity:g} of 10)" for s in sores]
    return (
        "Body map, front, back and side."
        + (f" Most is done for {listed(most)}." if most else "")
        + (f" It hurts here: {listed(hurts)}." if hurts else "")
    )
