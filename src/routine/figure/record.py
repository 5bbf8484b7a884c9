"""The pose record: what an author says of a picture. Intent joints, what carries weight, the things at hand, what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from routine.model.terms import Many, Noun

Number = float | int
Angles = Number | list[Number | None]
Place = tuple[Number, Number, Number]
Kind = Literal["roller", "ball", "wall", "chair", "box", "mat", "strap", "band", "stick"]

# What a thing of each kind may say beside where it is.
SAYS: dict[str, frozenset[str]] = {
    "roller": frozenset({"r", "len", "axis", "pos", "rests"}),
    "ball": frozenset({"r", "pos", "rests"}),
    "wall": frozenset({"x", "h", "w", "side"}),
    "chair": frozenset({"x", "y", "h", "w", "face", "back"}),
    "box": frozenset({"x", "y", "h", "lx", "ly", "look"}),
    "mat": frozenset({"x", "y", "l", "w"}),
    "strap": frozenset({"via"}),
    "band": frozenset({"via"}),
    "stick": frozenset({"via", "r"}),
}


class Thing(Noun):
    """A thing in the picture, in centimetres; its kind is the first part of its name (`roller`, `ball2`, `box-step`)."""

    r: Number | None = None  # radius
    len: Number = 45
    axis: Literal["x", "y", "z"] = "y"
    pos: Place | None = None  # where it is held; without it, it goes where it is touched
    rests: Literal["floor", "wall", "none"] = "floor"
    x: Number = 0
    y: Number = 0
    h: Number = 45
    w: Number = 42
    l: Number = 170  # noqa: E741 - a mat's length, beside `w`
    lx: Number = 20
    ly: Number = 20
    side: Literal["left", "right"] = "left"  # of a wall: where the wall is, seen on the page
    face: Literal[1, -1] = 1  # of a chair: 1 looks to the right
    back: bool = True
    look: Literal["wood", "soft"] = "wood"
    via: Many[str] = ()  # landmarks, in order


class Arrow(Noun):
    """A movement: the way of a landmark from start to end (`track`), or a line through landmarks with offsets on the page."""

    track: str | None = None
    via: Many[tuple[str, tuple[Number, Number]]] = ()
    off: tuple[Number, Number] = (0, 0)
    both: bool = False
    u0: Number = 0
    u1: Number = 1


class Camera(Noun):
    """Where the viewer stands: orbit towards the person's front and up, in degrees; `frame`: bones that a close-up shows."""

    az: Number = 15
    el: Number = 12
    frame: Many[str] = ()


class Phase(Noun):
    """One picture. `sigma`: how far, in degrees, contacts may move a joint from what is written."""

    base: Literal["stand", "supine", "prone", "side_r", "side_l", "front", "back"] = "stand"
    yaw: Number = 0
    camera: Camera = Camera()
    joints: dict[str, Angles] = Field(default_factory=dict)
    sigma: dict[str, Number] = Field(default_factory=dict)
    contacts: Many[str] = ()
    things: dict[str, Thing] = Field(default_factory=dict)
    hands: dict[Literal["r", "l"], Literal["flat", "fist", "hook"]] = Field(default_factory=dict)
    highlight: Many[str] = ()  # muscles of the catalog, each with `_r` or `_l`, or both without; none: from `primary`
    arrows: Many[Arrow] = ()

    @model_validator(mode="after")
    def _things_say_what_they_are(self) -> Phase:
        for name, thing in self.things.items():
            kind = kind_of(name)
            if kind not in SAYS:
                raise ValueError(f"{name}: no thing of this kind; there are {', '.join(sorted(SAYS))}")
            wrong = sorted(thing.model_fields_set - SAYS[kind])
            if wrong:
                raise ValueError(f"{name}: a {kind} says nothing of {', '.join(wrong)}; it says {', '.join(sorted(SAYS[kind]))}")
        return self


def kind_of(name: str) -> str:
    return name.partition("-")[0].rstrip("0123456789")


MERGED = ("joints", "sigma", "things", "hands", "camera")  # key by key; everything else as a whole


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
