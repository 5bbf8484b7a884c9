"""The pose record: what an author says of a picture. Intent joints, what carries weight, the things at hand, what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from routine.model.terms import Many, Noun

Number = float | int
Angles = Number | list[Number | None]
Place = tuple[Number, Number, Number]
Grip = Literal["flat", "fist", "hook", "spread"]

BLOCK = frozenset({"x", "y", "z", "h", "lx", "ly"})
# What a thing of each kind may say.
SAYS: dict[str, frozenset[str]] = {
    "roller": frozenset({"r", "len", "axis", "pos", "rests"}),
    "towel": frozenset({"r", "len", "axis", "pos", "rests"}),  # rolled up; a folded one is a `cushion`, a held one a `strap`
    "ball": frozenset({"r", "pos", "rests"}),
    "wall": frozenset({"x", "h", "w", "side"}),
    "door": frozenset({"x", "y", "h", "w", "axis", "jamb"}),
    "chair": frozenset({"x", "y", "h", "w", "face", "back"}),
    "box": BLOCK | {"look"},
    "table": BLOCK,
    "bed": BLOCK,
    "bench": BLOCK,
    "step": BLOCK,
    "cushion": BLOCK,
    "mat": frozenset({"x", "y", "l", "w"}),
    "strap": frozenset({"via"}),
    "band": frozenset({"via", "loop"}),
    "stick": frozenset({"via", "r", "over"}),
    "cane": frozenset({"via", "over"}),
    "weight": frozenset({"via", "look", "axis"}),
    "cup": frozenset({"via", "r"}),
    "slider": frozenset({"via", "r"}),
}
LOOKS: dict[str, frozenset[str]] = {
    "box": frozenset({"wood", "soft", "table", "bed", "bench", "step"}),
    "weight": frozenset({"dumbbell", "bottle", "bag"}),
}


class Thing(Noun):
    """A thing in the picture, in centimetres; its kind is the first part of its name (`roller`, `ball2`, `box-step`)."""

    r: Number | None = None  # radius
    len: Number = 45
    axis: Literal["x", "y", "z"] | None = None  # of a roller: y; of a door: the way its opening is wide, y; of a weight: the hand's own
    pos: Place | None = None  # where it is held; without it, it goes where it is touched
    rests: Literal["floor", "wall", "none"] = "floor"
    x: Number = 0
    y: Number = 0
    z: Number = 0  # its underside: a cushion on a bed
    h: Number = 45  # its top above the floor, or above `z`
    w: Number = 42
    l: Number = 170  # noqa: E741 - a mat's length, beside `w`
    lx: Number = 20
    ly: Number = 20
    side: Literal["left", "right"] = "left"  # of a wall: where the wall is, seen on the page
    face: Literal[1, -1] = 1  # of a chair: 1 looks to the right
    back: bool = True
    jamb: Literal["both", "low", "high"] = "both"  # of a door: the side of its opening with the smaller or greater x or y
    look: Literal["wood", "soft", "table", "bed", "bench", "step", "dumbbell", "bottle", "bag"] | None = None
    via: Many[str | Place] = ()  # landmarks or places, in order
    loop: bool = False  # of a band: closed, around the limbs that it names
    over: Number = 9  # how far a stick or cane goes on beyond the last hand


class Arrow(Noun):
    """A movement: the way of a landmark from start to end (`track`), or a line through landmarks with offsets on the page."""

    track: str | None = None
    via: Many[tuple[str, tuple[Number, Number]]] = ()
    off: tuple[Number, Number] = (0, 0)
    both: bool = False
    u0: Number = 0
    u1: Number = 1


class Camera(Noun):
    """Where the viewer stands: orbit towards the person's front and up, in degrees; `frame`: bones that a close-up shows, with
    `margin` centimetres around them."""

    az: Number = 15
    el: Number = 12
    frame: Many[str] = ()
    margin: Number | None = None  # more than usual leaves room for arrows


class Phase(Noun):
    """One picture. `sigma`: how far, in degrees, contacts may move a joint from what is written."""

    base: Literal["stand", "supine", "prone", "side_r", "side_l", "front", "back"] = "stand"
    yaw: Number = 0
    camera: Camera = Camera()
    joints: dict[str, Angles] = Field(default_factory=dict)
    sigma: dict[str, Number] = Field(default_factory=dict)
    contacts: Many[str] = ()
    things: dict[str, Thing] = Field(default_factory=dict)
    hands: dict[Literal["r", "l"], Grip] = Field(default_factory=dict)
    highlight: Many[str] = ()  # muscles of the catalog, each with `_r` or `_l`, or both without; none: from `primary`
    arrows: Many[Arrow] = ()
    mouth: Literal["none", "closed", "open"] | None = None  # none, and closed in a close-up of the head, if nothing is said
    unseen: dict[str, str] = Field(default_factory=dict)  # loads and positions of the entry that no picture shows, and why

    @model_validator(mode="after")
    def _things_say_what_they_are(self) -> Phase:
        for name, thing in self.things.items():
            kind = kind_of(name)
            if kind not in SAYS:
                raise ValueError(f"{name}: no thing of this kind; there are {', '.join(sorted(SAYS))}")
            wrong = sorted(thing.model_fields_set - SAYS[kind])
            if wrong:
                raise ValueError(f"{name}: a {kind} says nothing of {', '.join(wrong)}; it says {', '.join(sorted(SAYS[kind]))}")
            if thing.look is not None and thing.look not in LOOKS[kind]:
                raise ValueError(f"{name}: a {kind} does not look like a {thing.look}; it may be {', '.join(sorted(LOOKS[kind]))}")
        return self


def kind_of(name: str) -> str:
    return name.partition("-")[0].rstrip("0123456789")


MERGED = ("joints", "sigma", "things", "hands", "camera", "unseen")  # key by key; everything else as a whole


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one record over another. `also` adds contacts to those below; a thing that is null is taken away."""
    found = dict(below)
    for key, value in above.items():
        if key in MERGED and isinstance(value, Mapping):
            found[key] = {**found.get(key, {}), **value}
        elif key == "also":
            found["contacts"] = [*found.get("contacts", ()), *([value] if isinstance(value, str) else value)]
        else:
            found[key] = value
    found["things"] = {name: thing for name, thing in found.get("things", {}).items() if thing is not None}
    return found


def phases(record: Mapping[str, Any], bases: Mapping[str, Mapping[str, Any]]) -> tuple[Phase, ...]:
    """Return the pictures of a record, start and end or a single one, with what it extends laid below.

    Raises KeyError for a base that does not exist and ValidationError for words that mean nothing.
    """
    own = {k: v for k, v in record.items() if k not in ("start", "end", "extends")}
    common: dict[str, Any] = {}
    name = record.get("extends")
    chain = []
    while name is not None:
        chain.append(bases[name])
        name = bases[name].get("extends")
    for below in reversed(chain):
        common = merged(common, {k: v for k, v in below.items() if k != "extends"})
    common = merged(common, own)
    if "end" not in record:
        return (Phase.model_validate(common),)
    return tuple(Phase.model_validate(merged(common, record.get(key) or {})) for key in ("start", "end"))
