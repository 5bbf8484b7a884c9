"""The things around a body: each is seen, can be touched, and tells what it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from routine.figure import marks
from routine.figure.body import LANDMARKS
from routine.figure.drawing import INK, Fill, Stroke
from routine.figure.hands import HANDS
from routine.figure.highlight import Highlight
from routine.figure.paint import Painter
from routine.figure.record import SAYS, phases
from routine.figure.scene import boxes
from routine.figure.skeleton import ANGLES
from routine.figure.solve import Posture, held, solve
from routine.figure.things import place, taut
from routine.load.catalog import home
from routine.load.poses import load_poses

BASES = load_poses(home()).bases
HELD = {"hands": {"r": "fist", "l": "fist"}, "joints": {"sh": [40, 16, 0], "el": 40}}
EVERY: dict[str, dict[str, Any]] = {
    "roller": {"pos": [40, 0, 7.5]},
    "towel": {"pos": [40, 0, 4.5]},
    "ball": {"pos": [40, 0, 4]},
    "wall": {"x": -40},
    "door": {"x": 40, "axis": "x", "y": 20},
    "chair": {"x": 60},
    "box": {"x": 60},
    "table": {"x": 70, "lx": 30, "ly": 40, "h": 72},
    "bed": {"x": 120, "lx": 70, "ly": 40},
    "bench": {"x": 60, "lx": 30},
    "step": {"x": 50, "h": 15},
    "cushion": {"x": 50, "h": 10},
    "mat": {},
    "strap": {"via": ["palm_r", "palm_l"]},
    "band": {"via": ["ankle_r", "ankle_l"], "loop": True},
    "stick": {"via": ["palm_r", "palm_l"]},
    "cane": {"via": ["bladecorner_r", "palm_l", "palm_r"]},
    "weight": {"via": "palm_r"},
    "cup": {"via": "thigh_r@0.6:front"},
    "slider": {"via": "heel_r"},
}


def posed(**record: Any) -> Posture:
    return solve(phases(record, BASES)[0])


def test_every_kind_of_thing_has_a_look() -> None:
    assert set(EVERY) == set(SAYS)
    assert set(SAYS) <= set(INK)


@pytest.mark.parametrize("kind", sorted(EVERY))
def test_every_kind_of_thing_is_seen(kind: str) -> None:
    painter = Painter(posed(extends="stand", camera={"az": 30, "el": 12}, things={kind: EVERY[kind]}, **HELD), ())
    assert painter.view.where(kind).sum() * painter.view.step**2 > 5
    assert any(isinstance(op, Fill) and op.ink == kind for op in painter.drawing().ops)


@pytest.mark.parametrize("look", ["dumbbell", "bottle", "bag"])
def test_a_weight_is_in_the_hand(look: str) -> None:
    posture = posed(extends="stand", things={"weight": {"via": "palm_r", "look": look}}, **HELD)
    painter = Painter(posture, ())
    rows, columns = np.nonzero(painter.view.where("weight"))
    spots = np.stack([painter.view.x0 + columns * painter.view.step, painter.view.y0 + rows * painter.view.step], 1)
    grip = painter.cam @ held(posture.bones, "palm_r")
    assert np.linalg.norm(spots - grip[:2], axis=1).min() < 6


def test_a_loop_goes_around_both_limbs_and_is_closed() -> None:
    things = {"band": {"via": ["thigh_r@0.8", "thigh_l@0.8"], "loop": True}}
    posture = posed(extends="stand", base="front", joints={"hip": [0, 14, 0]}, things=things)
    painter = Painter(posture, ())
    columns = np.nonzero(painter.view.where("band"))[1]
    wide = (columns.max() - columns.min()) * painter.view.step
    apart = np.linalg.norm(place(posture, "thigh_r@0.8") - place(posture, "thigh_l@0.8"))
    assert wide > apart + 8, "outside of both thighs"
    middle = painter.view.where("band")[:, (columns.max() + columns.min()) // 2]
    assert middle.any(), "and across between them"


def test_a_strap_goes_around_the_sole() -> None:
    posture = posed(extends="supine", joints={"hip_r": [84, 0, 0], "sh": [62, 6, 0], "el": 55})
    way = taut(posture, [place(posture, "palm_r"), place(posture, "arch_r", 0.7), place(posture, "palm_l")], {"foot_r"})
    rotation, origin = posture.bones["foot_r"]
    inside = [rotation.T @ (p - origin) for p in way]
    assert all(p[2] < -5.5 for p in inside if abs(p[1]) < 1.5 and -2 < p[0] < 9), "under the sole, not through it"


def test_a_door_is_touched_where_its_nearest_jamb_is() -> None:
    record = {"extends": "stand", "base": "front", "things": {"door": {"axis": "x", "y": 6, "w": 74}}}
    posture = posed(**record, joints={"sh_r": [0, 90, 60], "el_r": 90}, sigma={"sh_r": 40, "el_r": 30}, also=["fore_r against door"])
    assert dict(posture.residuals)["fore_r against door"] < 1
    assert len([b for b in boxes(posture.phase.things) if b.solid]) == 2
    one = {"door": {"axis": "x", "y": 6, "w": 74, "jamb": "low"}}
    assert len([b for b in boxes(posed(extends="stand", things=one).phase.things) if b.solid]) == 1


def test_a_stick_is_rolled_over_what_it_lies_on() -> None:
    record = {"extends": "sit-on-chair", "things": {"stick": {"via": ["palm_r", "palm_l"]}}, "hands": {"r": "fist", "l": "fist"}}
    posture = posed(**record, sigma={"sh": 40, "el": 40}, also=["stick on thigh_r@0.6:front"])
    assert dict(posture.residuals)["stick on thigh_r@0.6:front"] < 1


def test_legs_go_under_a_table_and_a_head_sinks_into_a_cushion() -> None:
    sitting = posed(
        extends="sit-on-chair", things={"table": {"x": 50, "h": 72, "lx": 30, "ly": 50}}, sigma={"sh": 40}, also=["fore_r on table"]
    )
    assert all(gap < 1 for _, gap in sitting.residuals)
    lying = {"base": "supine", "things": {"cushion": {"x": -70, "h": 10, "lx": 18, "ly": 30}}}
    posture = posed(**lying, contacts=["sacrum on floor", "upperback touch floor", "headback on cushion"])
    assert dict(posture.residuals)["headback on cushion"] < 1


def test_a_ball_behind_the_body_is_shown_dashed_and_a_roller_has_an_end() -> None:
    painter = Painter(
        posed(base="supine", camera={"az": 0, "el": 70}, things={"ball": {}}, contacts=["sacrum on ball", "heel_r on floor"]), ()
    )
    dashed = [op for op in marks.hidden(painter.view, painter.posture, painter.cam, 70) if isinstance(op, Stroke) and op.dash]
    assert len(dashed) == 1
    free = Painter(posed(extends="stand", things={"ball": {"pos": [60, -20, 4]}, "roller": {"pos": [60, 20, 7.5]}}), ())
    assert not list(marks.hidden(free.view, free.posture, free.cam, 70))
    assert len(list(marks.ends(free.view, free.posture, free.cam, 50))) >= 2


@pytest.mark.parametrize("grip", HANDS)
def test_a_thumb_is_told_apart(grip: str) -> None:
    record = {"extends": "stand", "camera": {"az": 60, "el": 10, "frame": ["hand_r", "fa_r"]}, "joints": {"sh_r": [30, 5, 0], "el_r": 60}}
    view = Painter(posed(**record, hands={"r": grip}), ()).view
    assert view.where("thumb_r").any()
    assert view.where("fingers_r").any()


def test_hands_do_not_change_where_a_body_is() -> None:
    one, two = (posed(extends="stand", hands={"r": grip}) for grip in ("flat", "fist"))
    assert np.array_equal(one.q[: len(ANGLES)], two.q[: len(ANGLES)])


def test_chains_of_one_muscle_are_one_patch() -> None:
    posture = posed(extends="half-kneeling")
    painter = Painter(posture, ("psoas-major_r",))
    shape = Highlight(painter.view, posture, painter.cam, ("psoas-major_r",)).projected("psoas-major_r")
    assert shape.geom_type == "Polygon"


def test_of_twins_the_near_one_suffices_and_in_front_both_are_shown() -> None:
    side = Painter(posed(extends="stand", camera={"az": 0, "el": 4}), ("gluteus-medius",)).highlight
    front = Painter(posed(extends="stand", base="front", camera={"az": 0, "el": 4}), ("gluteus-medius",)).highlight
    assert len(side.hidden) + sum(g.seen for g in side.groups) == 1
    assert len(front.hidden) + sum(g.seen for g in front.groups) == 2


def test_landmarks_lie_on_bones_and_face_somewhere() -> None:
    posture = posed(extends="stand")
    for name, mark in LANDMARKS.items():
        assert mark.bone in posture.bones, name
        assert np.linalg.norm(mark.faces) > 0, name
