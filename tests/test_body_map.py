"""The body map: fresh, complete, true to left and right, and told apart in grey."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import unary_union

from routine.figure import bodymap, muscles
from routine.figure.bodymap import FROM_BELOW, POSTURES, map_digest
from routine.figure.drawing import INK, Fill, Stroke, packed
from routine.figure.heat import (
    STEPS,
    VIEWS,
    BodyMap,
    Patch,
    Sore,
    flipped,
    hatched,
    heat_drawing,
    layers,
    other_side,
    packed_map,
    page,
    placed,
    relative,
    step,
    svg_page,
    unpacked_map,
)
from routine.figure.map_muscles import DEEP, MUSCLE_SHAPES
from routine.figure.map_regions import NOWHERE, REGION_SHAPES
from routine.figure.skeleton import ANGLES, AT, base_frame, pose, values
from routine.figure.tracing import camera
from routine.load.body_map import BODY_MAP, keep_body_map, load_body_map
from routine.load.catalog import home, load_catalog
from routine.model.terms import BOTH, Side, Sides
from routine.problem import Refused

from .commands import environment, run

CATALOG = load_catalog()
KEPT = load_body_map(home())
assert KEPT is not None
MAP: BodyMap = KEPT
PATCHES = [(v, p) for v in MAP.views for p in v.patches]


def shape(patch: Patch) -> Polygon:
    found = Polygon()
    for ring in patch.rings:
        found = found.symmetric_difference(Polygon(ring).buffer(0))
    return found


# What is kept


def test_the_map_that_is_kept_is_of_todays_body_and_of_todays_words() -> None:
    """Without drawing anything: a digest of body, posture, places and regions says whether it is stale."""
    assert MAP.made_from == map_digest(CATALOG.regions), "draw it anew: routine catalog body-map --keep"


def test_equal_words_give_an_equal_view() -> None:
    one, two = (bodymap._Maker("soles", CATALOG.regions).view for _ in range(2))
    assert one == two
    assert [(p.kind, p.id, p.side) for p in one.patches] == [(p.kind, p.id, p.side) for p in MAP.view("soles").patches]


@pytest.mark.parametrize("number", ["MAP_STYLE", "NUMBERS", "STYLE", "DEEP", "POSTURES", "MUSCLE_SHAPES", "REGION_SHAPES"])
def test_another_way_of_drawing_makes_the_map_stale(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodymap, number, ())
    assert map_digest(CATALOG.regions) != MAP.made_from


def test_another_region_or_another_parent_makes_the_map_stale() -> None:
    regions = dict(CATALOG.regions)
    assert map_digest({k: r for k, r in regions.items() if k != "heel"}) != MAP.made_from
    assert map_digest(regions | {"heel": regions["heel"].model_copy(update={"part_of": "leg"})}) != MAP.made_from


def test_what_is_packed_comes_out_again(tmp_path: Path) -> None:
    assert unpacked_map(packed_map(MAP)) == MAP
    keep_body_map(tmp_path, MAP)
    assert load_body_map(tmp_path) == MAP
    assert (home() / BODY_MAP).read_bytes() == (tmp_path / BODY_MAP).read_bytes()
    assert (tmp_path / BODY_MAP).stat().st_size < 60_000


def test_a_torn_file_is_refused_and_none_is_none(tmp_path: Path) -> None:
    assert load_body_map(tmp_path) is None
    (tmp_path / BODY_MAP).write_text(packed_map(MAP)[:-9], encoding="ascii")
    with pytest.raises(Refused, match="no body map"):
        load_body_map(tmp_path)
    with pytest.raises(ValueError, match="no body map"):
        unpacked_map(packed([], rows="view front"))


def test_looking_at_the_map_needs_none_of_the_packages_that_draw() -> None:
    asks = "import sys, routine.load.body_map; print(sorted({'numpy', 'scipy', 'numba', 'shapely'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True, env=environment())
    assert told.stdout.strip() == "[]"


# The places


def test_every_muscle_and_every_region_has_its_place() -> None:
    assert MAP.shown("muscle") == set(CATALOG.muscles)
    assert MAP.shown("region") == set(CATALOG.regions) - set(NOWHERE)
    assert all(NOWHERE.values())


def test_nothing_has_a_place_that_is_no_word() -> None:
    assert {m for rows in MUSCLE_SHAPES.values() for m in rows} == set(CATALOG.muscles)
    assert {r for rows in REGION_SHAPES.values() for r in rows} <= set(CATALOG.regions)
    assert set(CATALOG.muscles) > DEEP


def test_whatever_is_written_of_a_view_is_seen_there() -> None:
    for view in MAP.views:
        shown = {(p.kind, p.id) for p in view.patches}
        missing = [m for m in MUSCLE_SHAPES[view.name] if ("muscle", m) not in shown]
        missing += [r for r in REGION_SHAPES[view.name] if ("region", r) not in shown]
        assert not missing, view.name


def test_every_muscle_and_sided_region_is_there_left_and_right() -> None:
    for kind, ids in (("muscle", CATALOG.muscles), ("region", CATALOG.regions)):
        for id_ in ids:
            sides = {p.side for v, p in PATCHES if v.name != "side" and (p.kind, p.id) == (kind, id_)}
            midline = kind == "region" and CATALOG.regions[id_].midline
            assert sides - {"both"} == (set() if midline else {"left", "right"}) or not sides, id_


def test_left_and_right_are_where_the_viewer_expects_them() -> None:
    """In front of somebody their left is on the page's right; behind somebody left is left."""
    for view, patch in PATCHES:
        if patch.side == "both" or view.name == "side":
            continue
        rightward = patch.spot[0] > 0
        assert rightward == ((patch.side == "left") == (view.name in ("front", "soles"))), view.key(patch)
        assert flipped(patch) in view.patches


def test_the_side_view_shows_the_right_and_its_mirror_the_left() -> None:
    view = MAP.view("side")
    assert {p.side for p in view.patches} == {"right", "both"}
    left = MAP.view("other-side")
    assert {p.side for p in left.patches} == {"left", "both"}
    assert left.places("muscle", "soleus", "left")[0].spot[0] == -view.places("muscle", "soleus", "right")[0].spot[0]
    assert not left.places("muscle", "soleus", "right")
    assert replace(other_side(left), name="side") == view


@pytest.mark.parametrize("name", VIEWS)
def test_patches_lie_on_the_body_and_muscles_of_the_surface_leave_gaps(name: str) -> None:
    view = MAP.view(name)
    skin = unary_union([Polygon(r).buffer(0) for op in view.below.ops if isinstance(op, Fill) and op.ink == "body" for r in op.rings])
    surface = [shape(p) for p in view.patches if p.kind == "muscle" and not p.deep]
    for patch in view.patches:
        assert shape(patch).difference(skin).area < 20, view.key(patch)
        assert shape(patch).buffer(2).contains(Point(patch.spot)), view.key(patch)
    for n, one in enumerate(surface):
        assert all(one.distance(two) > 1.5 for two in surface[:n])


def test_muscles_lie_where_the_figures_show_them() -> None:
    """Two drawings of one muscle, the map's patch and the figures' chain of balls, meet on the page."""
    for view in MAP.views:
        joints, az, el = POSTURES[view.name]
        q = np.zeros(len(ANGLES))
        for angle, value in values(joints).items():
            q[AT[angle]] = value
        bones, cam = pose(q, base_frame("stand")), camera(az, el) if view.name != "soles" else FROM_BELOW
        if view.name == "soles":
            continue
        for patch in view.patches:
            if patch.kind == "muscle" and patch.side == "right":
                discs = [
                    Point(*(cam @ (bones[bone][1] + bones[bone][0] @ c))[:2] * 10).buffer(r * 10)
                    for bone, middles, radii in muscles.chains(f"{patch.id}_r")
                    for c, r in zip(middles, radii, strict=True)
                ]
                there = unary_union([unary_union(pair).convex_hull for pair in pairwise(discs)] or discs)
                assert shape(patch).distance(there) < 5, view.key(patch)


# The paint


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_is_never_lighter(one: float, two: float) -> None:
    assert (step(one) <= step(two)) or one > two
    assert (step(one) == 0) == (one <= 1e-9)


def test_weights_become_four_steps() -> None:
    assert [step(w) for w in (0, 0.01, 0.25, 0.26, 0.5, 0.75, 0.76, 1)] == [0, 1, 1, 2, 2, 3, 4, 4]
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="no weight"):
            step(wrong)
    assert relative({("soleus", "left"): 3, ("soleus", "right"): 6}) == {("soleus", "left"): 0.5, ("soleus", "right"): 1}
    assert relative({}) == {}
    assert relative({("soleus", "left"): 0}) == {("soleus", "left"): 0}


def test_steps_are_told_apart_in_grey() -> None:
    def grey(ink: str) -> float:
        r, g, b = (int(INK[ink][n : n + 2], 16) for n in (1, 3, 5))
        return 0.299 * r + 0.587 * g + 0.114 * b

    order = [grey(ink) for ink in ("muscle", *STEPS)]
    assert all(light - dark > 30 for light, dark in pairwise(order))
    assert grey("pain") < grey(STEPS[-1])


def inks(name: str, key: str, weights: dict[tuple[str, Side], float], *pains: Sore) -> set[str]:
    return {op.ink for layer in layers(MAP.view(name), weights, pains) if layer.id == key for op in layer.ops}


def test_a_muscle_that_works_is_painted_on_its_side_alone() -> None:
    assert inks("back", "back-soleus-left", {("soleus", "left"): 1}) == {"heat-4"}
    assert inks("back", "back-soleus-right", {("soleus", "left"): 1}) == {"muscle"}


def test_a_deep_muscle_is_striped_when_it_works_and_not_seen_else() -> None:
    assert inks("front", "front-psoas-major-right", {}) == set()
    assert inks("front", "front-psoas-major-right", {("psoas-major", "right"): 0.5}) == {"halo", "heat-2"}


def test_the_more_it_hurts_the_stronger_it_is_drawn() -> None:
    def ops(how_much: float) -> list[Stroke]:
        found = [la.ops for la in layers(MAP.view("front"), {}, [Sore("knee", "left", how_much)]) if la.id == "front-region-knee-left"]
        return [op for group in found for op in group if isinstance(op, Stroke)]

    assert ops(0) == []
    assert len(ops(3)) < len(ops(5)) < len(ops(9))
    assert max(op.width for op in ops(3) if op.dash) < max(op.width for op in ops(9) if op.dash)


def test_pain_on_both_sides_is_one_place_where_the_sides_meet() -> None:
    def sides(name: str, region: str, side: Sides) -> list[str]:
        return [p.side for p in MAP.view(name).places("region", region, side)]

    assert sides("back", "low-back", "both") == ["both"]
    assert sides("front", "knee", "both") == ["right", "left"]
    assert sides("front", "abdomen", "left") == sides("front", "abdomen", "both") == ["both"]
    assert sides("front", "knee", "left") == ["left"]
    assert sides("side", "knee", "both") == ["right"]
    assert sides("side", "knee", "left") == sides("front", "low-back", "left") == []


@pytest.mark.parametrize("region", sorted(set(CATALOG.regions) - set(NOWHERE)))
def test_every_pain_that_a_profile_can_tell_is_seen(region: str) -> None:
    sides: tuple[Sides, ...] = ("left", "right", "both")
    for side in sides:
        assert any(v.places("region", region, side) for v in MAP.views)


def test_a_word_that_the_map_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError, match="wing"):
        page(MAP, {("wing", "left"): 1})
    with pytest.raises(KeyError, match="tail"):
        page(MAP, {}, [Sore("tail", "left", 3)])


def test_stripes_stay_inside() -> None:
    for _, patch in PATCHES[::17]:
        room = shape(patch).buffer(3)
        assert all(room.contains(LineString(s.points)) for s in hatched(patch.rings, "pain", 30, 26))


# The page


def test_a_page_has_every_patch_under_its_own_name() -> None:
    weights = dict.fromkeys(product(CATALOG.muscles, BOTH), 1.0)
    pains = [Sore(r, "both", 5) for r in CATALOG.regions]
    painted = page(MAP, weights, pains, (*VIEWS, "other-side"))
    root = ET.fromstring(svg_page(painted))
    ids = [g.get("id") for g in root]
    assert len(ids) == len(set(ids))
    assert {"front-rectus-femoris-left", "side-soleus-right", "other-side-soleus-left", "back-region-low-back-both"} <= set(ids)
    assert "<image" not in svg_page(painted)


def test_views_stand_beside_each_other_on_one_floor() -> None:
    rows = placed(MAP)
    boxes = [(view.above.box[0] + by, view.above.box[2] + by) for view, by in rows]
    assert all(right < left for (_, right), (left, _) in pairwise(boxes))
    assert max(v.above.box[1] for v, _ in rows) - min(v.above.box[1] for v, _ in rows) < 25
    w, h = heat_drawing(MAP, {}).size
    assert w / h < 17 / 8, "at 17 cm wide it is at least 8 cm high"


# The command


def test_the_command_paints_what_is_named(tmp_path: Path) -> None:
    run("catalog", "body-map", "hamstrings", "kneecap", "--out", tmp_path / "map.svg")
    root = ET.fromstring((tmp_path / "map.svg").read_text(encoding="utf-8"))
    ids = {g.get("id") for g in root}
    assert {"front-region-knee-cap-left", "back-biceps-femoris-left"} <= ids
    assert "did you mean" in run("catalog", "body-map", "kneee", code=1).stderr


def test_keeping_a_fresh_map_draws_nothing(tmp_path: Path) -> None:
    before = (home() / BODY_MAP).read_bytes()
    run("catalog", "body-map", "--keep", "--out", tmp_path / "map.svg")
    assert (home() / BODY_MAP).read_bytes() == before
