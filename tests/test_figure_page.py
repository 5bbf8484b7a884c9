"""What figures show on the page: highlights, walls, close-ups, arrows, toes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from routine.figure.arrows import arrow_ops
from routine.figure.body import PARTS, landmark, pieces
from routine.figure.checks import of_subject
from routine.figure.drawing import Fill
from routine.figure.face import toe_lines
from routine.figure.highlight import agree
from routine.figure.make import make
from routine.figure.paint import Painter
from routine.figure.record import kind_of, phases
from routine.figure.scene import boxes
from routine.figure.seen import of_drawing
from routine.figure.shows import shown
from routine.figure.skeleton import AT
from routine.load.poses import subject

from .test_figure import BRIDGE, CATALOG, POSES, drawn, errors, posed, subject_with


@pytest.mark.parametrize("other", [{"hands": {"r": "fist"}}, {"hands": {"l": "spread"}}, {"mouth": "open"}])
def test_another_grip_spread_fingers_or_an_open_mouth_is_a_movement(other: dict[str, Any]) -> None:
    still = posed(extends="stand")
    changed = replace(still, phase=phases({"extends": "stand", **other}, POSES.bases)[0])
    assert not list(of_subject(subject_with(()), [still, changed]))


def test_a_foot_on_a_step_is_no_single_leg_stance() -> None:
    up = posed(extends="stand", joints={"hip_r": [60, 2, 0], "knee_r": 60}, contacts=["heel_l on floor", "ball_l on floor"])
    assert "single-leg" in shown([up])
    things = {"step": {"x": 30, "y": -9, "h": 20, "lx": 15, "ly": 15}}
    record = {"extends": "stand", "joints": {"hip_r": [50, 2, 0], "knee_r": 60}, "things": things}
    on_it = posed(**record, contacts=["heel_l on floor", "ball_l on floor", "heel_r on step", "ball_r on step"])
    assert errors(on_it) == []
    assert "single-leg" not in shown([on_it])
    assert "~single-leg" in shown([on_it]), "a step-up that names it shows as much as a picture can"


def test_a_muscle_is_solid_or_hatched_in_all_pictures_of_an_exercise() -> None:
    """Seen from behind and from the front, a muscle would be one and then the other; one decision holds for both."""
    back = drawn(("gluteus-maximus",), extends="stand", camera={"az": -80}).highlight
    front = drawn(("gluteus-maximus",), extends="stand", camera={"az": 80}).highlight
    alone = [{g.seen for g in h.groups} for h in (back, front)]
    assert alone == [{True}, {False}]
    for h in (back, front):
        del h.groups
    agree([back, front])
    assert {n: g.seen for g in back.groups for n in g.names} == {n: g.seen for g in front.groups for n in g.names}


def top_of_part(painter: Painter, *kinds: str) -> float:
    return max(s.reach[3] for s in painter.solids if kind_of(s.part) in kinds)


@pytest.mark.parametrize("wall", [{"side": "right", "h": 190}, {"side": "right"}])
def test_a_wall_is_no_higher_than_the_person_needs(wall: dict[str, Any]) -> None:
    low = drawn((), extends="sit-on-chair", camera={"az": 0, "el": 0}, things={"wall": {**wall, "x": 100}})
    body = max(s.reach[3] for s in low.solids if s.part in PARTS)
    assert body + 3 < top_of_part(low, "wall") < body + 9
    said = drawn((), extends="sit-on-chair", camera={"az": 0, "el": 0}, things={"wall": {**wall, "x": 100, "h": 150}})
    assert top_of_part(said, "wall") == pytest.approx(150, abs=0.5), "what is said in so many words holds"


def test_a_wall_that_arms_reach_above_stays_and_one_movement_has_one_wall() -> None:
    record = {"extends": "stand", "camera": {"az": 0, "el": 0}, "things": {"wall": {"x": 40, "side": "right", "h": 190}}}
    up, down = posed(**record, joints={"sh": [175, 0, 0]}), posed(**record)
    assert top_of_part(Painter(up, ()), "wall") == pytest.approx(190, abs=0.5)
    assert top_of_part(Painter(down, ()), "wall") < 182
    assert top_of_part(Painter(down, (), up), "wall") == pytest.approx(190, abs=0.5)


def test_the_jambs_of_a_door_are_as_high_as_a_wall_and_carry_as_before() -> None:
    door = {"extends": "stand", "camera": {"az": 0, "el": 0}, "things": {"door": {"x": 60, "jamb": "high"}}}
    painter = drawn((), **door)
    body = max(s.reach[3] for s in painter.solids if s.part in PARTS)
    assert top_of_part(painter, "door", "frame") < body + 9
    assert max(b.middle[2] + b.half[2] for b in boxes(painter.phase.things)) == 200


def test_a_close_up_has_the_margin_that_it_asks_for_and_tells_of_an_arrow_that_it_cuts() -> None:
    arrow = [{"via": [["forehead", [10, 0]], ["forehead", [16, 0]]]}]
    camera = {"az": 20, "el": 6, "frame": ["head", "c7"]}
    near, far = (drawn((), extends="stand", arrows=arrow, camera=c) for c in (camera, camera | {"margin": 20}))
    assert near.window is not None
    assert far.window is not None
    assert far.window[2] - near.window[2] == pytest.approx(17)
    assert [f.what for f in of_drawing(near, 0)] == ["the close-up cuts an arrow off: give its camera a margin"]
    assert not list(of_drawing(far, 0))


def test_an_arrow_in_a_close_up_is_as_much_smaller_as_its_window() -> None:
    way = np.array([[0.0, 0.0], [30.0, 0.0]])
    usual, small = (next(s for s, ink in arrow_ops(way, both=False, size=size) if ink == "arrow") for size in (1.0, 0.5))
    assert small.bounds[3] == pytest.approx(usual.bounds[3] / 2, abs=0.1)
    head = {"extends": "stand", "camera": {"az": 20, "frame": ["head"]}, "arrows": [{"via": [["chin", [2, 0]], ["chin", [2, 8]]]}]}
    fills = [op for op in drawn((), **head).drawing().ops if isinstance(op, Fill) and op.ink == "arrow"]
    across = max(x for x, _ in fills[0].rings[0]) - min(x for x, _ in fills[0].rings[0])
    assert across < 10 * 6.5 * 1.04 * 0.6


def test_a_big_toe_goes_with_the_others_unless_it_is_spoken_of() -> None:
    lying = {"base": "supine", "contacts": ["sacrum on floor"]}
    together = posed(**lying, joints={"toe": 40})
    assert abs(together.q[AT["bigtoe.ext_r"]] - together.q[AT["toe.ext_r"]]) < 1
    apart_ = posed(**lying, joints={"toe_r": 0, "bigtoe_r": 45}, sigma={"toe_r": 2, "bigtoe_r": 2})
    assert apart_.q[AT["bigtoe.ext_r"]] - apart_.q[AT["toe.ext_r"]] > 40
    assert "~toe-extension-end-range" in shown([apart_])


def test_the_borders_of_small_toes_are_seen_in_close_ups_alone() -> None:
    foot = {"extends": "stand", "camera": {"az": 70, "el": 40, "frame": ["foot_r", "toe_r"]}}
    near = drawn((), **foot)
    assert list(toe_lines(near.view, near.posture, near.cam))
    assert near.view.where("bigtoe_r").any(), "a frame with toes has the big one in it"
    assert sum(p.part == "toe_r" for p in pieces(close=True)) > sum(p.part == "toe_r" for p in pieces())


def test_start_and_end_are_made_with_one_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("routine.figure.make.agree", lambda found: asked.append(len(found)))
    make(subject(POSES, BRIDGE, CATALOG))
    assert asked == [2]


def test_a_long_muscle_is_shown_by_a_close_up_if_a_good_part_of_it_is() -> None:
    foot = {"extends": "stand", "camera": {"az": 20, "el": 10, "frame": ["foot_r", "toe_r"]}}
    assert not [f for f in of_drawing(drawn(("toe-extensors_r",), **foot), 0) if "outside" in f.what]
    assert [f for f in of_drawing(drawn(("vastus-lateralis_r",), **foot), 0) if "outside" in f.what]


def test_the_lowest_ribs_lie_above_the_waist_and_the_upper_buttock_above_the_middle_of_it() -> None:
    standing = posed(extends="stand")

    def at(name: str) -> np.ndarray[Any, Any]:
        mark = landmark(name)
        rotation, origin = standing.bones[mark.bone]
        faces = np.array(mark.faces) / np.linalg.norm(mark.faces)
        return origin + rotation @ (np.array(mark.at) + faces * mark.radius)  # type: ignore[no-any-return]

    assert at("waist_r")[2] < at("ribfront_r")[2] < at("rib_r")[2]
    assert at("ribfront_r")[0] > at("rib_r")[0]
    assert at("glute_r")[2] < at("buttockup_r")[2]
    assert at("glute_r")[1] > at("buttockup_r")[1], "further out"
