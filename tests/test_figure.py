"""The figures: postures that hold what their records say, drawings that are kept, fresh and looked at."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from routine.figure.checks import CONTACT_CM, of_posture, of_subject
from routine.figure.drawing import INK, Drawing, Fill, Stroke, boxed, mirrored, packed, svg, unpacked
from routine.figure.make import Made, make
from routine.figure.muscles import SPINDLES, chains
from routine.figure.paint import Painter
from routine.figure.record import phases
from routine.figure.seen import of_drawing
from routine.figure.skeleton import ANGLES, AT, base_frame, pose, values
from routine.figure.solve import Posture, contact, solve
from routine.figure.subject import Subject, subject_of
from routine.load.catalog import home, load_catalog
from routine.load.poses import load_poses, subject
from routine.load.yaml12 import read
from routine.render.picture import png, sheet

from .commands import environment, run
from .conftest import ROOT

CATALOG = load_catalog()
POSES = load_poses(home())
KEPT = sorted(p.stem for p in (home() / "drawings").glob("*.txt") if p.stem != "approved")
BRIDGE = "glute-bridge"


@cache
def postures(key: str) -> tuple[Posture, ...]:
    return tuple(solve(phase) for phase in subject(POSES, key, CATALOG).phases)


@cache
def made(key: str) -> Made:
    return make(subject(POSES, key, CATALOG))


def posed(**record: Any) -> Posture:
    return solve(phases(record, POSES.bases)[0])


def errors(posture: Posture) -> list[str]:
    return [f.what for f in of_posture(posture, 0) if f.level == "error"]


# The skeleton


def test_at_rest_somebody_of_a_hundred_and_seventy_centimetres_stands() -> None:
    bones = pose(np.zeros(len(ANGLES)), base_frame("stand"))
    tall = bones["head"][1][2] + 9.8 + 8.9 - (bones["foot_r"][1][2] - 3.9 - 3.3)
    assert 165 < tall < 175
    assert bones["foot_r"][1][1] == -bones["foot_l"][1][1] < 0, "the right is the near side"


@given(st.lists(st.floats(-60, 60), min_size=len(ANGLES), max_size=len(ANGLES)))
def test_left_and_right_are_mirror_images(angles: list[float]) -> None:
    """Swap the sides of every angle, and turn what leans or turns the trunk: the body is mirrored."""
    one, two = np.array(angles), np.zeros(len(ANGLES))
    one[:3] = 0
    for name, n in AT.items():
        other = name[:-1] + {"r": "l", "l": "r"}[name[-1]] if name.endswith(("_r", "_l")) else name
        sign = -1 if name.endswith((".side", ".rot", ".roll", ".yaw")) and other == name else 1
        two[AT[other]] = sign * one[n]
    a, b = pose(one, base_frame("stand")), pose(two, base_frame("stand"))
    for bone, (_, origin) in a.items():
        twin = bone[:-1] + {"r": "l", "l": "r"}[bone[-1]] if bone.endswith(("_r", "_l")) else bone
        assert np.allclose(origin * [1, -1, 1], b[twin][1], atol=1e-6), bone


def test_angles_are_said_for_both_sides_or_for_one() -> None:
    assert values({"knee": 90, "knee_l": 10}) == {"knee.flex_r": 90, "knee.flex_l": 10}
    assert values({"hip_r": [90, None, 5]}) == {"hip.flex_r": 90, "hip.rot_r": 5}
    assert values({"lumbar": [10, 5, 0]}) == {"lumbar.flex": 10, "lumbar.side": 5, "lumbar.rot": 0}
    with pytest.raises(KeyError):
        values({"kneee": 90})
    with pytest.raises(ValueError, match="has 1 angles, not 2"):
        values({"knee": [90, 1]})


# The record


def test_a_record_lies_over_its_base_and_its_phases_over_both() -> None:
    bases = {"low": {"base": "supine", "joints": {"knee": 90, "el": 5}, "contacts": ["sacrum on floor"], "things": {"mat": {}}}}
    start, end = phases(
        {"extends": "low", "joints": {"knee": 80}, "start": {}, "end": {"also": "heel_r on floor", "things": {"mat": None}}}, bases
    )
    assert (start.base, start.joints, start.contacts) == ("supine", {"knee": 80, "el": 5}, ("sacrum on floor",))
    assert end.contacts == ("sacrum on floor", "heel_r on floor")
    assert (list(start.things), list(end.things)) == (["mat"], [])


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"joint": {"knee": 90}}, "Extra inputs"),
        ({"things": {"rollar": {}}}, "no thing of this kind"),
        ({"things": {"ball": {"back": True}}}, "a ball says nothing of back"),
        ({"things": {"weight": {"via": "palm_r", "look": "soft"}}}, "a weight does not look like a soft"),
        ({"hands": {"r": "claw"}}, "fist"),
    ],
)
def test_what_means_nothing_is_refused(record: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        phases(record, {})


def test_the_commented_example_is_a_record_that_holds() -> None:
    example = read(ROOT / "templates/pose.yaml").data
    for phase in phases(example, POSES.bases):
        assert errors(solve(phase)) == []


def test_a_contact_is_a_sentence() -> None:
    assert contact("palm_r on floor").turned
    assert not contact("toe_r touch floor").turned
    assert contact("knee_r below hipside_r").on == "below hipside_r"
    with pytest.raises(ValueError, match="is no contact"):
        contact("palm_r at floor")


# The solver


@pytest.mark.parametrize("key", [BRIDGE, "foam-roll-hamstrings", "chair-squat"])
def test_contacts_hold_and_no_joint_goes_too_far(key: str) -> None:
    for posture in postures(key):
        assert max(gap for _, gap in posture.residuals) <= CONTACT_CM
        assert errors(posture) == []


def test_equal_records_give_equal_postures() -> None:
    one, two = (solve(subject(POSES, BRIDGE, CATALOG).phases[0]) for _ in range(2))
    assert np.array_equal(one.q, two.q)


# The checks: one fault each


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"things": {"box": {"h": 300}}, "contacts": ["heel_l on floor", "heel_r on box"]}, "does not hold"),
        ({"joints": {"knee_r": 190}, "sigma": {"knee_r": 0.05}}, "knee.flex_r is bent to"),
        ({"base": "supine", "joints": {"root": [0, 40, 0]}, "sigma": {"root": 0.01}, "contacts": ["sacrum on z=-20"]}, "in the floor"),
    ],
)
def test_each_fault_of_a_posture_is_told(record: dict[str, Any], says: str) -> None:
    assert any(says in what for what in errors(posed(**record)))


def subject_with(loads: tuple[str, ...], positions: tuple[str, ...] = ("standing",)) -> Subject:
    return Subject("x", (), (), loads, positions)


def test_a_load_that_the_picture_shows_must_stand_in_the_entry() -> None:
    bent = posed(
        base="supine", joints={"hip": [115, 5, 0], "knee": 120}, contacts=["sacrum on floor", "upperback on floor", "headback on floor"]
    )
    found = [f.what for f in of_subject(subject_with((), ("supine",)), [bent])]
    assert found == ["the picture shows `hip-flexion-over-90`, and the entry's loads do not name it"]
    assert not list(of_subject(subject_with(("hip-flexion-over-90",), ("supine",)), [bent]))
    lying = [f.what for f in of_subject(subject_with(("hip-flexion-over-90",)), [bent])]
    assert "the picture shows somebody lying on the back, and the entry's positions do not say so" in lying


def test_limbs_do_not_lie_in_limbs() -> None:
    standing = posed(base="stand")
    assert not errors(standing)
    q = standing.q.copy()
    q[AT["sh.abd_r"]], q[AT["sh.flex_r"]], q[AT["el.flex_r"]] = -40, 20, 20
    through = replace(standing, q=q, bones=pose(q[: len(ANGLES)], standing.base))
    assert any(re.search(r"(hand|fa)_r lies|in (hand|fa)_r", what) for what in errors(through))


def test_somebody_who_stands_beside_their_feet_is_asked_about() -> None:
    leaning = posed(extends="stand", joints={"root": [0, 25, 0]}, sigma={"root": 0.5, "hip": 0.5, "knee": 0.5})
    looks = [f.what for f in of_posture(leaning, 0) if f.level == "look"]
    assert any("weight" in what for what in looks)
    assert not any("weight" in f.what for f in of_posture(posed(extends="stand"), 0))


def test_an_angle_that_contacts_turned_away_is_asked_about() -> None:
    forced = posed(extends="stand", joints={"el_r": 5}, also=["palm_r touch headback"])
    assert any("el.flex_r was written as 5" in f.what for f in of_posture(forced, 0) if f.level == "look")


def drawn(highlight: tuple[str, ...], **record: Any) -> Painter:
    return Painter(posed(**record), highlight)


def test_a_limb_that_works_behind_the_other_is_an_error() -> None:
    """Both legs straight in a side view: the far one cannot be seen."""
    legs = {"base": "stand", "camera": {"az": 0, "el": 4}, "joints": {"sh": [80, 0, 0]}}
    found = [f.what for f in of_drawing(drawn(("vastus-lateralis_l",), **legs), 0)]
    assert any(what.startswith("leg_l works, and") for what in found)
    assert not any("works" in f.what for f in of_drawing(drawn(("vastus-lateralis_r",), **legs), 0))
    assert not any("works" in f.what for f in of_drawing(drawn(("vastus-lateralis",), **legs), 0)), "of a pair one suffices"
    followed = of_drawing(drawn((), **legs, arrows=[{"track": "knee_l"}]), 0)
    assert any(f.what.startswith("leg_l works") for f in followed)


def test_a_close_up_shows_its_muscle_and_nothing_sticks_out() -> None:
    neck = {"extends": "stand", "camera": {"az": 20, "el": 6, "frame": ["head", "c7", "t6"]}}
    near = drawn(("upper-trapezius_r",), **neck)
    assert not [f for f in of_drawing(near, 0) if f.level == "error"]
    far = [f.what for f in of_drawing(drawn(("gastrocnemius_r",), **neck), 0)]
    assert any("lies outside the close-up" in what for what in far)
    picture = near.drawing()
    border = picture.ops[-1]
    assert isinstance(border, Stroke)
    assert border.ink == "window"
    xs = [x for op in picture.ops[:-1] for ring in (op.rings if isinstance(op, Fill) else (op.points,)) for x, _ in ring]
    assert min(x for x, _ in border.points) <= min(xs)
    assert max(xs) <= max(x for x, _ in border.points)


def test_a_movement_that_moves_nothing_is_told() -> None:
    still = posed(extends="stand")
    found = [f.what for f in of_subject(subject_with(()), [still, still])]
    assert found == ["start and end look the same"]


# The drawing


def test_every_muscle_has_its_place_on_the_body() -> None:
    assert set(SPINDLES) == set(CATALOG.muscles)
    assert all(list(chains(f"{muscle}_{side}")) for muscle in SPINDLES for side in "rl")


PATH = st.lists(st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000)), min_size=4, max_size=9).map(tuple)
OPS = st.one_of(
    st.builds(Fill, st.lists(PATH, min_size=1, max_size=3).map(tuple), st.sampled_from(sorted(INK)), st.integers(1, 100)),
    st.builds(
        Stroke, PATH, st.sampled_from(sorted(INK)), st.integers(10, 200), st.none() | st.tuples(st.integers(1, 30), st.integers(1, 30))
    ),
)
DRAWINGS = st.lists(OPS, min_size=1, max_size=5).map(boxed)


@given(DRAWINGS)
def test_what_is_packed_comes_out_again(drawing: Drawing) -> None:
    assert unpacked(packed([drawing, drawing], made_from="x")) == ((drawing, drawing), {"made_from": "x"})


@given(DRAWINGS)
def test_a_mirror_twice_is_no_mirror_and_keeps_the_box(drawing: Drawing) -> None:
    assert mirrored(mirrored(drawing)) == drawing
    assert mirrored(drawing).size == drawing.size
    assert boxed(mirrored(drawing).ops).box == mirrored(drawing).box


@given(DRAWINGS)
@settings(max_examples=20)
def test_a_picture_is_well_formed(drawing: Drawing) -> None:
    root = ET.fromstring(svg(drawing))
    assert len(root) == len(drawing.ops)
    if max(drawing.size) < 60 * max(1, min(drawing.size)):
        assert struct.unpack(">I", png(drawing, 120)[16:20])[0] == 120


def test_a_torn_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no drawings"):
        unpacked(packed([])[:-4] + "~~~~")


def test_equal_postures_give_equal_drawings_and_no_raster() -> None:
    again = make(subject(POSES, "double-knees-to-chest", CATALOG))
    assert again.drawings == made("double-knees-to-chest").drawings
    text = svg(again.drawings[0])
    assert "<image" not in text
    assert INK["highlight"] in text


# What is kept: see test_pictures.py


def test_the_drawings_of_all_exercises_stay_small() -> None:
    size = sum(p.stat().st_size for p in (home() / "drawings").iterdir())
    assert size / max(1, len(KEPT)) * len(CATALOG.exercises) < 3_000_000


# The command


def test_drawing_writes_pictures_and_a_contact_sheet(tmp_path: Path) -> None:
    run("catalog", "draw", BRIDGE, "--out", tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {f"{BRIDGE}-start.svg", f"{BRIDGE}-end.svg"}
    run("catalog", "draw", BRIDGE, "--out", tmp_path, "--format", "png")
    assert (tmp_path / f"{BRIDGE}-end.png").read_bytes().startswith(b"\x89PNG")
    run("catalog", "draw", BRIDGE, "clamshell", "--out", tmp_path, "--sheet", "--grey")
    assert (tmp_path / "sheet.png").stat().st_size > 10_000
    assert sheet([]).startswith(b"\x89PNG")


def test_a_wrong_name_is_guessed_and_no_name_is_asked_for() -> None:
    assert "did you mean 'glute-bridge'" in run("catalog", "draw", "glute-brige", code=1).stderr
    assert "name exercises" in run("catalog", "draw", code=1).stderr


def test_a_pose_without_an_exercise_is_refused_with_a_guess() -> None:
    with pytest.raises(KeyError):
        subject_of("x", {"extends": "nothing"}, POSES.bases, [], one_sided=False)


def test_looking_at_what_is_kept_needs_none_of_the_packages_that_draw() -> None:
    asks = "import sys, routine.load.poses, routine.render.picture, routine.lint.pictures; print(sorted({'numpy', 'scipy', 'numba', 'shapely'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True, env=environment())
    assert told.stdout.strip() == "[]"
