"""Where nothing fits: which answers stand in the way, and the proof that what is said to help does help."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routine.corridor import Request, plan_week
from routine.in_the_way import Asked, in_the_way
from routine.in_the_way.look import Look
from routine.in_the_way.ways import ASK, WAIT
from routine.load.catalog import load_catalog
from routine.model.catalog import Catalog
from routine.model.plan import Busy, Plan
from routine.model.profile import Profile
from routine.plan import Help, Stuck
from routine.screen import Screening, screen
from routine.verify import verify
from routine.week import dates_of

from .commands import run_json, write_profile
from .conftest import EXAMPLES, TODAY, WEEK
from .strategies import answers, person

CATALOG = load_catalog()
DATES = dates_of(WEEK)
PERSON: dict[str, Any] = {
    "name": "Sam",
    "birth_year": 1986,
    "timezone": "Europe/London",
    "red_flags": [],
    "screened": "2026-11-20",
    "fitness": "active",
    "pain": [{"region": "low-back", "intensity": 4, "weeks": 5}],
    "equipment": ["mat"],
    "schedule": {"sessions_per_week": 2, "minutes": 20, "windows": {"mon": "07:00-08:00", "thu": "07:00-08:00"}},
}
FRACTURE = {"id": "vertebral-fracture", "cleared": "2026-11-10", "by": "GP"}


def result(busy: tuple[Busy, ...] = (), catalog: Catalog = CATALOG, **told: Any) -> Plan | Screening | Stuck:
    """Return what comes of these answers; a plan has been verified."""
    profile = person({**PERSON, **told}, catalog)
    made = plan_week(Request(profile=profile, digest="", week=WEEK, today=TODAY, busy=busy, limit=1.0, gap=0.05), catalog)
    if isinstance(made, Plan):
        assert verify(made, catalog, profile) == []
    return made


def stuck(busy: tuple[Busy, ...] = (), catalog: Catalog = CATALOG, **told: Any) -> list[str]:
    """Return what stands in the way, in words."""
    made = result(busy, catalog, **told)
    assert isinstance(made, Stuck), "a week was found"
    return list(made.answers)


def fits(busy: tuple[Busy, ...] = (), catalog: Catalog = CATALOG, **told: Any) -> bool:
    return isinstance(result(busy, catalog, **told), Plan)


def only(*kept: str) -> Catalog:
    """Return the catalog as if it knew these exercises only, by technique or id."""
    left_out = all_but(*kept)
    return CATALOG.model_copy(update={"exercises": {k: e for k, e in CATALOG.exercises.items() if k not in left_out}})


def week(minutes: int = 20, **windows: Any) -> dict[str, Any]:
    return {"sessions_per_week": 2, "minutes": minutes, "windows": windows}


def all_but(*kept: str) -> list[str]:
    """Return every exercise but these: techniques or ids."""
    return [key for key, e in CATALOG.exercises.items() if key not in kept and e.technique not in kept]


# --- time -----------------------------------------------------------------------------------------------------------


def test_no_window_at_all() -> None:
    said = stuck(schedule={})
    assert said == ['schedule.windows: there is no window of five free minutes in this week; write one, for example mon: "07:00-07:20"']
    assert fits(schedule={"windows": {"mon": "07:00-07:20"}})


def test_a_window_of_four_minutes_is_one_minute_short() -> None:
    (said,) = stuck(schedule=week(mon="07:00-07:04"))
    assert said.endswith('5 minutes instead of 4 on mon, for example mon: "07:00-07:05"')
    assert fits(schedule=week(mon="07:00-07:05"))


def test_five_minutes_are_too_few_for_three_sets_of_what_a_professional_wants() -> None:
    wishes: dict[str, Any] = {"require": [{"exercise": "clamshell", "sets": 3, "by": "J. Doe"}]}
    (said,) = stuck(schedule=week(5, mon="07:00-08:00"), preferences=wishes)
    assert said == "schedule.minutes: 8 minutes instead of 5"
    assert fits(schedule=week(8, mon="07:00-08:00"), preferences=wishes)
    assert not fits(schedule=week(7, mon="07:00-08:00"), preferences=wishes)


def test_a_window_that_ends_too_early_is_made_longer_by_the_least_that_helps() -> None:
    wishes: dict[str, Any] = {"require": [{"exercise": "clamshell", "sets": 3}]}
    (said,) = stuck(schedule=week(5, mon="07:00-07:05"), preferences=wishes)
    assert said == 'schedule.windows.mon: 8 minutes instead of 5 on mon, for example mon: {at: "07:00-07:08", minutes: 8}'
    assert fits(schedule=week(5, mon={"at": "07:00-07:08", "minutes": 8}), preferences=wishes)
    assert not fits(schedule=week(5, mon={"at": "07:00-07:07", "minutes": 7}), preferences=wishes)


def test_who_only_strengthens_cannot_do_so_on_a_day_of_rest() -> None:
    told: dict[str, Any] = {"preferences": {"avoid": all_but("warm-up", "activation")}}
    (said,) = stuck(schedule={**week(sun="09:00-10:00"), "rest_days": ["sun"]}, **told)
    assert said == 'schedule.windows.mon: one more day: a window of 20 minutes on mon, for example mon: "09:00-09:20"'
    assert fits(schedule={**week(sun="09:00-10:00", mon="09:00-09:20"), "rest_days": ["sun"]}, **told)


def everywhere(start: str, end: str) -> tuple[Busy, ...]:
    return tuple(Busy(start=f"{d}T{start}", end=f"{d}T{end}", summary="Trade fair") for d in DATES)


def test_a_week_that_is_taken_from_morning_to_night() -> None:
    (said,) = stuck(everywhere("00:00", "23:59"))
    assert said == "busy: 20 free minutes on mon between 07:00 and 08:00, which are taken now (Trade fair)"
    assert fits(everywhere("00:00", "23:59")[1:])


def test_two_wishes_and_room_for_one() -> None:
    wishes: dict[str, Any] = {"require": ["clamshell", "supine-figure-4"]}
    (said,) = stuck(schedule={**week(mon="07:00-08:00"), "max_exercises": 1}, preferences=wishes)
    assert said == "schedule.max_exercises: 2 exercises instead of 1 in a session"
    assert fits(schedule={**week(mon="07:00-08:00"), "max_exercises": 2}, preferences=wishes)


# --- things, wishes, abilities ---------------------------------------------------------------------------------------


def test_the_roller_is_at_home_and_the_window_at_the_office() -> None:
    rolling = only("warm-up", "foam-roller")
    told: dict[str, Any] = {"catalog": rolling, "schedule": week(mon={"at": "12:00-13:00", "place": "office"})}
    things: dict[str, Any] = {"home": ["mat", "foam-roller"], "office": ["mat"]}
    assert stuck(equipment=things, **told) == ["equipment: a foam roller at the office"]
    assert fits(equipment={**things, "office": ["mat", "foam-roller"]}, **told)


def test_the_one_thing_to_own() -> None:
    rolling = only("warm-up", "foam-roller")
    assert stuck(catalog=rolling) == ["equipment: a foam roller"]
    assert fits(catalog=rolling, equipment=["mat", "foam-roller"])


def test_no_window_and_no_roller_are_two_answers() -> None:
    rolling = only("warm-up", "foam-roller")
    window, roller = stuck(catalog=rolling, schedule={})
    assert window.startswith("schedule.windows: ")
    assert roller == "equipment: a foam roller"
    assert fits(catalog=rolling, schedule={"windows": {"mon": "07:00-07:20"}}, equipment=["mat", "foam-roller"])


def test_everything_is_avoided() -> None:
    said = stuck(preferences={"avoid": all_but()})
    assert len(said) == 2, "a warm-up and something beside it"
    back = [line.split("'")[1] for line in said]
    assert fits(preferences={"avoid": all_but(*back)})
    assert not any(fits(preferences={"avoid": all_but(one)}) for one in back)


def test_an_avoided_list_that_takes_every_warm_up() -> None:
    warm_ups = [k for k, e in CATALOG.exercises.items() if e.technique == "warm-up"]
    (said,) = stuck(preferences={"avoid": warm_ups})
    assert said.startswith("preferences.avoid: '")
    assert fits(preferences={"avoid": [k for k in warm_ups if k != said.split("'")[1]]})


def test_one_position_alone_may_be_enough_or_not() -> None:
    positions = list(CATALOG.vocabulary.positions)
    assert fits(preferences={"avoid_positions": [p for p in positions if p != "seated"]}), "a chair is always there"
    (said,) = stuck(preferences={"avoid_positions": [p for p in positions if p != "plank"]})
    assert said == "preferences.avoid_positions: 'standing' (standing) off the list of what you avoid"
    assert fits(preferences={"avoid_positions": [p for p in positions if p not in {"plank", "standing"}]})


def test_an_ability_is_named_only_as_a_question() -> None:
    told: dict[str, Any] = {"catalog": only("warm-up", "clamshell")}
    (said,) = stuck(abilities={"floor": False}, **told)
    assert said == "abilities.floor: yes, once it is true: Can you get down to the floor and up again alone? (now: no)"
    assert fits(abilities={"floor": True}, **told)


# --- the state of a body ---------------------------------------------------------------------------------------------


def test_a_broken_vertebra_that_a_professional_knows_of() -> None:
    """Warm-ups are ruled out for it, so no window, tool or wish would help; nobody is told to leave it out."""
    assert stuck(conditions=[FRACTURE], schedule=week(5, mon="07:00-07:10")) == [f"conditions.vertebral-fracture: Broken vertebra; {ASK}"]
    assert fits(schedule=week(5, mon="07:00-07:10"))


def test_alcohol_today_is_waited_for() -> None:
    assert stuck(conditions=["alcohol-or-no-sleep"]) == [f"conditions.alcohol-or-no-sleep: Alcohol, sedatives or no sleep today; {WAIT}"]
    assert fits(conditions=[])


def test_two_answers_that_stand_in_the_way_together() -> None:
    one, two = stuck(conditions=["alcohol-or-no-sleep"], schedule={})
    assert one.startswith("schedule.windows: ")
    assert two.startswith("conditions.alcohol-or-no-sleep: ")
    assert not fits(conditions=["alcohol-or-no-sleep"])
    assert not fits(schedule={})
    assert fits()


def test_a_condition_is_not_named_where_anything_else_helps() -> None:
    (said,) = stuck(conditions=["cold-no-fever", "hypertension-controlled"], schedule={})
    assert said.startswith("schedule.windows: ")


def test_what_a_professional_may_open_says_how() -> None:
    """Tools that press wait for a word from somebody who knows about the blood thinner."""
    told: dict[str, Any] = {"catalog": only("warm-up", "foam-roller"), "equipment": ["mat", "foam-roller"]}
    (said,) = stuck(conditions=["anticoagulant"], **told)
    assert said.endswith(f"; {ASK}: when they agree, write `cleared: <date>` beside it")
    assert fits(conditions=[{"id": "anticoagulant", "cleared": "2026-11-10", "by": "GP"}], **told)


def test_where_no_answer_helps_a_professional_is_asked() -> None:
    assert stuck(catalog=only("warm-up")) == ["profile: no other answer would make a session lawful; ask a professional what you may do"]


# --- as people meet it -----------------------------------------------------------------------------------------------


def test_machines_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_profile(tmp_path / "profile.yaml", schedule={"windows": {}})
    told = run_json("plan", "--week", WEEK, code=4)
    (help_,) = told["helps"]
    assert help_ == {"field": "schedule.windows", "now": "no such window", "would_help": help_["would_help"]}
    assert told["answers"] == [told["answers"][0]]
    example = help_["would_help"].split("for example ")[1]
    write_profile(tmp_path / "profile.yaml", schedule={"windows": dict([example.replace('"', "").split(": ")])})
    assert run_json("plan", "--week", WEEK, "--dry-run")["sessions"]


# --- random people ---------------------------------------------------------------------------------------------------


@st.composite
def fussy(draw: st.DrawFn) -> dict[str, Any]:
    """Somebody who avoids most positions or exercises, or has only minutes."""
    data = draw(answers(CATALOG))
    kind = draw(st.sampled_from(["positions", "techniques", "few", "minutes"]))
    if kind in {"positions", "minutes"}:
        positions = st.sampled_from(sorted(CATALOG.vocabulary.positions))
        data["preferences"] = {"avoid_positions": draw(st.lists(positions, min_size=8, max_size=14, unique=True))}
    elif kind == "techniques":
        kept = draw(st.lists(st.sampled_from(sorted(CATALOG.vocabulary.techniques)), max_size=4, unique=True))
        data["preferences"] = {"avoid": all_but(*kept)}
    else:
        data["preferences"] = {"avoid": all_but(*draw(st.lists(st.sampled_from(sorted(CATALOG.exercises)), max_size=6, unique=True)))}
    if kind == "minutes":
        for window in data["schedule"]["windows"].values():
            window["at"] = f"{window['at'][:6]}{window['at'][:3]}{draw(st.integers(3, 7)):02d}"
    return data


def is_health(help_: Help) -> bool:
    return help_.field in {"pain", "findings.long"} or help_.field.startswith("conditions.")


@settings(
    max_examples=max(6, EXAMPLES // 10),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(data=fussy())
def test_what_is_said_to_help_helps_everybody(data: dict[str, Any]) -> None:
    profile = person(data, CATALOG)
    asked = Asked(profile, DATES, TODAY)
    if screen(profile, CATALOG, TODAY, DATES).stopped or Look(asked, CATALOG).fits(()):
        return
    request = Request(profile=profile, digest="", week=WEEK, today=TODAY, limit=1.0, gap=0.05)
    made = plan_week(request, CATALOG)
    assert isinstance(made, Stuck)
    ways = in_the_way(asked, CATALOG)
    assert made.helps == tuple(w.help for w in ways) != ()
    assert not any(w.help.would_help == w.help.now for w in ways)
    if any(is_health(w.help) for w in ways):
        assert all(ASK in w.help.would_help or "wait until" in w.help.would_help for w in ways if is_health(w.help))
        return
    changed = applied(profile, asked, ways)
    plan = plan_week(replace(request, profile=changed), CATALOG)
    assert isinstance(plan, Plan)
    assert verify(plan, CATALOG, changed) == []
    for left_out in ways:  # none is superfluous
        fewer = applied(profile, asked, tuple(w for w in ways if w is not left_out))
        assert not Look(replace(asked, profile=fewer), CATALOG).fits(())


def applied(profile: Profile, asked: Asked, ways: tuple[Any, ...]) -> Profile:
    """Return the profile with the answers that would help."""
    for way in ways:
        asked = way.change(asked)
    return Profile.model_validate({**asked.profile.model_dump(mode="json"), "name": profile.name})
