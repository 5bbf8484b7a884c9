"""Places and muscles: what lies where, what belongs to what, and which side works against which."""

from __future__ import annotations

import pytest

from routine.body import Body, other, sides
from routine.load.catalog import load_catalog
from routine.model.catalog import Group, Partner
from routine.model.terms import Side

CATALOG = load_catalog()
BODY = Body(CATALOG)


@pytest.mark.parametrize(
    ("answer", "meant"), [("left", ("left",)), ("right", ("right",)), ("both", ("left", "right")), (None, ("left", "right"))]
)
def test_no_side_given_means_both(answer: str | None, meant: tuple[Side, ...]) -> None:
    assert sides(answer) == meant


def test_left_and_right_are_each_other_s_other() -> None:
    assert (other("left"), other("right")) == ("right", "left")


def test_a_place_is_meant_with_all_its_parts() -> None:
    assert BODY.within(["toes"]) == {"toes"}
    assert BODY.within(["hip"]) == {
        *("hip", "buttock", "deep-buttock", "outer-hip", "outer-hip-bone", "front-hip", "sit-bone"),  # down to parts of parts
    }
    assert BODY.within(["ankle", "heel"]) == {"ankle", "heel"}
    assert BODY.within(["body"]) == set(CATALOG.regions)
    assert BODY.within([]) == frozenset()


def test_a_place_named_by_a_person_may_mean_what_it_is_a_part_of_but_not_the_whole_body() -> None:
    assert BODY.touching(["shin-bone"]) == {"shin-bone", "shin", "lower-leg", "leg"}
    assert BODY.touching(["hip"]) == BODY.within(["hip"])
    assert BODY.touching(["toes", "wrist"]) == {"toes", "foot", "leg", "wrist", "arm"}
    assert BODY.touching(["body"]) == set(CATALOG.regions)


@pytest.mark.parametrize(
    ("place", "limb"),
    [
        ("shin-bone", "leg"),
        ("wrist", "arm"),
        ("leg", "leg"),
        ("arm", "arm"),
        ("low-back", "low-back"),
        ("sit-bone", "sit-bone"),
        ("body", "body"),
    ],
)
def test_a_place_on_an_arm_or_leg_belongs_to_that_limb(place: str, limb: str) -> None:
    assert BODY.limb(place) == limb


def test_a_group_stands_for_its_muscles_each_once_in_the_order_given() -> None:
    assert BODY.members("soleus") == ("soleus",)
    assert BODY.members("calves") == ("gastrocnemius", "soleus")
    assert BODY.muscles(["soleus", "calves", "psoas-major"]) == ("soleus", "gastrocnemius", "psoas-major")
    assert BODY.primary(CATALOG.exercises["foam-roll-calves"]) == ("gastrocnemius", "soleus")


def test_what_works_against_a_muscle_is_known_with_its_side() -> None:
    assert BODY.antagonists("quadratus-lumborum", "left") == (
        ("quadratus-lumborum", "right"),
        ("gluteus-medius", "left"),
        ("obliques", "right"),
    )
    assert BODY.antagonists("gluteus-medius", "right") == (
        ("short-adductors", "right"),
        ("adductor-magnus", "right"),
        ("quadratus-lumborum", "right"),
    )


def test_a_group_may_work_against_a_muscle() -> None:
    soleus = CATALOG.muscles["soleus"].model_copy(update={"antagonists": (Partner(muscle="pair", side="opposite"),)})
    pair = Group(name="a pair", members=("gracilis", "pectineus"))
    grouped = CATALOG.model_copy(update={"muscles": {**CATALOG.muscles, "soleus": soleus}, "groups": {**CATALOG.groups, "pair": pair}})
    assert Body(grouped).antagonists("soleus", "left") == (("gracilis", "right"), ("pectineus", "right"))


def test_muscles_are_found_by_where_they_lie() -> None:
    calf = BODY.lying_in(["calf"])
    assert calf == tuple(k for k, m in CATALOG.muscles.items() if "calf" in m.region)
    assert {"gastrocnemius", "soleus"} <= set(calf)
    assert set(calf) < set(BODY.lying_in(["lower-leg"]))
    assert Body(CATALOG).lying_in([]) == ()
    assert Body(CATALOG).lying_in(["calf"]) == calf
