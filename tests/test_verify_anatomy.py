"""The verifier's own reading of the body: it shares no code with the planner's, and is asked the same questions."""

from __future__ import annotations

import pytest

from routine.load.catalog import load_catalog
from routine.model.catalog import Group, Partner
from routine.model.terms import ItemSide, Side
from routine.verify.anatomy import Anatomy, asked_sides, other, sides_of, true_sides

CATALOG = load_catalog()
CLAMSHELL = CATALOG.exercises["clamshell"]
BALL = CATALOG.exercises["ball-hamstrings-chair"]


@pytest.fixture
def body() -> Anatomy:
    return Anatomy(CATALOG)


def test_a_place_is_meant_with_all_its_parts(body: Anatomy) -> None:
    assert body.subtree("toes") == {"toes"}
    assert body.subtree("hip") == {"hip", "buttock", "deep-buttock", "outer-hip", "outer-hip-bone", "front-hip", "sit-bone"}
    assert body.subtree("hip") is body.subtree("hip")  # read once
    assert body.subtree("body") == set(CATALOG.regions)
    assert body.subtrees(["ankle", "foot"]) == {"ankle", "foot", "heel", "sole", "toes"}
    assert body.subtrees([]) == frozenset()


def test_a_place_named_by_a_person_may_mean_what_it_is_a_part_of_but_not_the_whole_body(body: Anatomy) -> None:
    assert body.around("shin-bone") == {"shin-bone", "shin", "lower-leg", "leg"}
    assert body.around("hip") == body.subtree("hip")
    assert body.around("body") == set(CATALOG.regions)
    assert body.around("a-place-of-last-year") == {"a-place-of-last-year"}


def test_a_tree_that_bites_its_tail_is_read_all_the_same() -> None:
    ring = {key: CATALOG.regions["shin"].model_copy(update={"part_of": up}) for key, up in (("a", "b"), ("b", "c"), ("c", "a"))}
    round_ = Anatomy(CATALOG.model_copy(update={"regions": ring}))
    assert round_.subtree("a") == round_.around("a") == {"a", "b", "c"}


def test_a_part_of_what_is_no_place_ends_there() -> None:
    loose = {"a": CATALOG.regions["shin"].model_copy(update={"part_of": "gone"})}
    assert Anatomy(CATALOG.model_copy(update={"regions": loose})).around("a") == {"a", "gone"}


def test_a_group_stands_for_its_muscles(body: Anatomy) -> None:
    assert body.members(["calves", "psoas-major"]) == {"gastrocnemius", "soleus", "psoas-major"}
    assert body.primary(CATALOG.exercises["foam-roll-calves"]) == {"gastrocnemius", "soleus"}
    assert body.primary(CATALOG.exercises["foam-roll-calves"]) == {"gastrocnemius", "soleus"}  # as it was kept
    assert body.primary(BALL) == {"biceps-femoris", "semitendinosus", "semimembranosus"}


def test_what_an_exercise_works_presses_and_touches(body: Anatomy) -> None:
    assert body.lies_in("gastrocnemius") == set(CATALOG.muscles["gastrocnemius"].region)
    assert body.lies_in("a-muscle-of-last-year") == frozenset()
    assert body.presses(BALL) == {"back-thigh"}
    assert body.presses(CLAMSHELL) == frozenset()
    assert body.works(BALL) == {r for m in ("biceps-femoris", "semitendinosus", "semimembranosus") for r in CATALOG.muscles[m].region}
    key, load = next((k, t) for k, t in CATALOG.vocabulary.loads.items() if t.regions)
    all_three = CLAMSHELL.model_copy(update={"id": "all-three", "primary": ("gastrocnemius",), "loads": (key, "pressure:toes", "unknown")})
    assert body.touches(all_three) == {*load.regions, "toes", *CATALOG.muscles["gastrocnemius"].region}
    assert body.touches(all_three) == {*load.regions, "toes", *CATALOG.muscles["gastrocnemius"].region}
    assert body.touches(BALL) == body.works(BALL) | body.presses(BALL)


def test_a_warm_up_reaches_the_parts_of_its_places(body: Anatomy) -> None:
    march = CATALOG.exercises["march-in-place"]  # leg, hip, low back
    assert body.warms(march, "gastrocnemius")
    assert not body.warms(march, "sternocleidomastoid")


def test_what_works_against_a_muscle_is_known_with_its_side() -> None:
    pair = Group(name="a pair", members=("gracilis", "pectineus"))
    soleus = CATALOG.muscles["soleus"].model_copy(
        update={"antagonists": (Partner(muscle="pair", side="opposite"), Partner(muscle="obliques", side="same"))}
    )
    body = Anatomy(CATALOG.model_copy(update={"muscles": {**CATALOG.muscles, "soleus": soleus}, "groups": {"pair": pair}}))
    assert body.antagonists("soleus", "left") == {("gracilis", "right"), ("pectineus", "right"), ("obliques", "left")}
    assert body.antagonists("soleus", "right") == {("gracilis", "left"), ("pectineus", "left"), ("obliques", "right")}
    assert body.antagonists("a-muscle-of-last-year", "left") == frozenset()


@pytest.mark.parametrize(
    ("item", "effect"), [("left", ("left",)), ("right", ("right",)), ("both", ("left", "right")), ("none", ("left", "right"))]
)
def test_what_has_no_side_has_its_effect_on_both(item: ItemSide, effect: tuple[Side, ...]) -> None:
    assert sides_of(item) == effect
    assert asked_sides(CLAMSHELL, item) == effect
    assert asked_sides(CLAMSHELL.model_copy(update={"laterality": "bilateral"}), item) == (None,)
    assert true_sides(CLAMSHELL, item) == effect
    for laterality in ("bilateral", "alternating"):
        assert true_sides(CLAMSHELL.model_copy(update={"laterality": laterality}), item) == ("left", "right")


def test_left_and_right_are_each_other_s_other() -> None:
    assert (other("left"), other("right")) == ("right", "left")
