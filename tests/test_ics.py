"""The calendar file: read back, it says what the plan says, in every zone, and nothing that a name or a note smuggles in."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
import zoneinfo
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar, vText

from routine.model.catalog import Activity, Catalog, Exercise, Group, Muscle, Reviewed
from routine.model.plan import Because, Item, ItemChange, Optimality, Plan, PlanCatalog, PlanScreening, PlanStopRule, Session
from routine.model.profile import Profile
from routine.render.ics import calendar
from routine.render.words import date_words, dose_words, duration_words, listed, muscle_names, one_line, phase_words, side_words
from routine.week import week_of

TEMPLATE = (Path(__file__).parents[1] / "templates" / "event.txt").read_text(encoding="utf-8")
STAMP = dt.datetime(2026, 11, 20, 18, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))

# Zones of every kind: north, south, half hours, two hours, quarter hours, none, no weekday rule, far from Greenwich.
ZONES = [
    "Europe/London", "Europe/Dublin", "Europe/Berlin", "Europe/Kyiv", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "America/Havana",
    "America/Santiago", "America/Nuuk", "America/Asuncion", "Australia/Lord_Howe", "Australia/Sydney", "Antarctica/Troll", "Pacific/Chatham",
    "Pacific/Kiritimati", "Pacific/Auckland", "Asia/Kathmandu", "Asia/Almaty", "Asia/Jerusalem", "Asia/Beirut", "Asia/Gaza", "Africa/Casablanca",
    "Africa/Cairo", "Africa/Abidjan", "Etc/UTC",
]  # fmt: skip


def exercise(key: str, technique: str, laterality: Any = "unilateral", **more: Any) -> Exercise:
    return Exercise(
        id=key, name=key, technique=technique, positions=("standing",), laterality=laterality, level=1, dose="release", setup_s=10, steps=("a", "b", "c"),
        loads=(),
        feel="", mistakes=(), stop="", breathe="", sources=(), reviewed=Reviewed(on="2026-11-20", by="routine"), **more,
    )  # fmt: skip


MARCH = exercise("march", "warm-up", "alternating")
ROLL = exercise("roll", "foam-roller")
DIG = exercise("dig", "activation")
BIRD = exercise("bird", "activation", "alternating")
BRIDGE = exercise("bridge", "activation", "bilateral")
MUSCLE = Muscle(latin="", name="", region=(), does=(), tendency="either", release="yes", sources=())

CATALOG = Catalog.model_construct(
    exercises={e.id: e for e in (MARCH, ROLL, DIG, BIRD, BRIDGE)},
    activities={"cycling": Activity(name="Cycling", kind="sport", sources=())},
    muscles={m: MUSCLE.model_copy(update={"name": m.replace("-", " ")}) for m in ("biceps-femoris", "semitendinosus", "iliacus", "soleus")},
    groups={
        "hamstrings": Group(name="hamstrings (back of the thigh)", members=("biceps-femoris", "semitendinosus")),
        "alone": Group(name="alone", members=("iliacus",)),
    },
)
PROFILE = Profile(id="alex-7f3k", name="Alex", timezone="Europe/London")

BASE: dict[str, Any] = {"sets": 1, "work_s": 30, "rest_s": 10, "setup_s": 10, "switch_s": 0, "seconds": 60, "dose": "any"}


def item(exercise: Exercise = ROLL, phase: Any = "release", side: Any = "both", **more: Any) -> Item:
    return Item(
        **{**BASE, "exercise": exercise.id, "name": exercise.name, "phase": phase, "technique": exercise.technique, "side": side, **more}
    )


ITEMS = (
    item(MARCH, "warm-up", "none", name="March in place", sets=3, work_s=60, rest_s=0, because=(Because(kind="rule", id="L3", message="Begin warm."),)),
    item(ROLL, "release", name="Hamstring roll", sets=2, because=(Because(kind="need", id="x", message="Your hamstrings are tight."),),
         changes=(ItemChange(rule="fragile-skin", kind="pressure", text="Press lightly."),)),
    item(DIG, "activation", "left", name="Clamshell", sets=3, reps=10, rep_s=3, because=(Because(kind="answer", id="y", message="You sit all day."),)),
)  # fmt: skip


def session(date: str = "2026-11-23", start: str = "07:00", end: str = "07:20", **more: Any) -> Session:
    number = dt.date.fromisoformat(date).isoweekday()
    day = dt.date.fromisoformat(date)
    base = {
        "id": f"{week_of(day)}-{number}",
        "template": "A",
        "place": "home",
        "context": "standalone",
        "seconds": 1180,
        "minimum": (0, 2),
        "items": ITEMS,
    }
    return Session(**{**base, "date": date, "start": start, "end": end, **more})


def plan(*sessions: Session, zone: str = "Europe/London", **more: Any) -> Plan:
    sessions = sessions or (session(),)
    base = {
        "program": "0.1.0", "profile_id": "alex-7f3k", "profile_sha256": "0", "name": "Alex", "week": week_of(dt.date.fromisoformat(sessions[0].date)),
        "timezone": zone, "catalog": PlanCatalog(version="1", sha256="0"), "screening": PlanScreening(outcome="clear"), "sessions": sessions,
        "stop_rules": (PlanStopRule(id="pain", message="Stop above 5 of 10."), PlanStopRule(id="ill", message="Not with a fever.")),
        "optimality": Optimality(status="optimal", gap=0, objective=1, bound=1),
    }  # fmt: skip
    return Plan(**{**base, **more})


def written(p: Plan, profile: Profile = PROFILE, template: str = TEMPLATE) -> bytes:
    return calendar(p, profile, CATALOG, STAMP, template)


def lines(data: bytes) -> list[str]:
    """Return the content lines, unfolded by hand."""
    return data.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]


def read(data: bytes) -> Any:
    return Calendar.from_ical(data)


def events(data: bytes) -> list[Any]:
    return list(read(data).walk("VEVENT"))


def event(p: Plan, profile: Profile = PROFILE) -> Any:
    (only,) = events(written(p, profile))
    return only


# --- an evaluation of our own: what a client makes of the file, without any knowledge of zones


def onsets(zone: Any) -> list[tuple[dt.datetime, dt.timedelta, dt.timedelta]]:
    """Return (wall time of the onset, offset before, offset after) of a VTIMEZONE, up to 2035, by its rules alone."""
    found = []
    for part in zone.subcomponents:
        start, rule = part["DTSTART"].dt, part.get("RRULE")
        starts = (
            [start] if rule is None else rrulestr(rule.to_ical().decode(), dtstart=start).between(start, dt.datetime(2035, 1, 1), inc=True)
        )
        found += [(s, part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td) for s in starts]
    return sorted(found)


Onsets = list[tuple[dt.datetime, dt.timedelta, dt.timedelta]]


def instant(value: Any, zones: dict[str, Onsets]) -> dt.datetime:
    """Return the moment in UTC (without tzinfo) that a DTSTART or DTEND stands for."""
    tzid = value.params.get("TZID")
    wall: dt.datetime = value.dt.replace(tzinfo=None)
    if tzid is None:
        assert value.dt.utcoffset() == dt.timedelta(), "neither a zone nor UTC"
        return wall
    return wall - [after for start, _, after in zones[tzid] if start <= wall][-1]


def moments(p: Plan) -> list[tuple[str, str]]:
    """Return start and end of each session as a client understands them, as `2026-11-23 07:00`."""
    data = read(written(p))
    zones = {str(z["TZID"]): onsets(z) for z in data.walk("VTIMEZONE")}
    return [tuple(f"{instant(e[k], zones):%Y-%m-%d %H:%M}" for k in ("DTSTART", "DTEND")) for e in data.walk("VEVENT")]  # type: ignore[misc]


def start_of(date: str, start: str, end: str, zone: str) -> str:
    return moments(plan(session(date, start, end), zone=zone))[0][0]


def kinds(p: Plan) -> dict[str, list[tuple[str, str]]]:
    """Return name and offset of each observance of each zone in the file."""
    return {
        str(z["TZID"]): [(s.name, s["TZOFFSETTO"].to_ical()) for s in z.subcomponents]
        for z in read(written(p)).walk("VTIMEZONE")
    }  # fmt: skip


# --- what is in the file


def test_the_calendar_reads_back_to_the_sessions_of_the_plan() -> None:
    p = plan(session("2026-11-23"), session("2026-11-25", "12:00", "12:15", place="office", template="B"))
    found = events(written(p))
    assert [str(e["SUMMARY"]) for e in found] == ["Routine A (20 min)", "Routine B (15 min)"]
    assert [e["DTSTART"].dt.replace(tzinfo=None) for e in found] == [dt.datetime(2026, 11, 23, 7), dt.datetime(2026, 11, 25, 12)]
    assert [e["DTEND"].dt.replace(tzinfo=None) for e in found] == [dt.datetime(2026, 11, 23, 7, 20), dt.datetime(2026, 11, 25, 12, 15)]
    assert [str(e["LOCATION"]) for e in found] == ["home", "office"]
    for e in found:
        assert (e["SEQUENCE"], e["TRANSP"], e["CATEGORIES"].to_ical()) == (0, "OPAQUE", b"Exercise")


def test_the_calendar_names_itself_and_its_method() -> None:
    data = read(written(plan()))
    assert (data["VERSION"], data["METHOD"], data["CALSCALE"]) == ("2.0", "PUBLISH", "GREGORIAN")
    assert data["X-WR-CALNAME"] == data["NAME"] == "Routine: Alex"
    assert data["PRODID"] == "-//routine//routine 0.1.0//EN"


def test_the_text_of_an_event_says_why_what_how_much_and_when_to_stop() -> None:
    assert str(event(plan())["DESCRIPTION"]) == (
        "Why today:\n- Your hamstrings are tight.\n- You sit all day.\n\n"
        "In this order:\n1. Warm up: March in place, 3 min\n2. Release: Hamstring roll, 2 × 30 s each side\n   Press lightly.\n"
        "3. Strengthen: Clamshell, left side: 3 × 10\n\n"
        "Only five minutes? Do 1 and 3.\n\n"
        "When to stop:\n- Stop above 5 of 10.\n- Not with a fever.\n\n"
        "This plan helps you to exercise. It is not a medical device and does not replace a doctor or a physiotherapist."
    )


def test_a_session_beside_sport_says_so() -> None:
    before = event(plan(session(context="before-activity", activity="cycling")))
    after = event(plan(session(context="after-activity", activity="cycling")))
    assert "- It comes before this: Cycling." in before["DESCRIPTION"]
    assert "- It comes after this: Cycling." in after["DESCRIPTION"]


def test_a_session_of_nothing_but_warm_up_still_says_why() -> None:
    assert "Why today:\n- Begin warm." in event(plan(session(items=ITEMS[:1], minimum=(0,))))["DESCRIPTION"]


def test_a_paragraph_with_nothing_to_say_is_left_out() -> None:
    text = str(event(plan(session(items=(ITEMS[1].model_copy(update={"because": ()}),), minimum=(0,)), stop_rules=()))["DESCRIPTION"])
    assert text.startswith("In this order:")
    assert "When to stop" not in text


def test_signs_of_the_template_in_a_name_are_only_text() -> None:
    odd = session(items=(ITEMS[0].model_copy(update={"name": "March $why ${items} $$ {x} %s # y"}),), minimum=(0,))
    assert "March $why ${items} $$ {x} %s # y, 3 min" in event(plan(odd))["DESCRIPTION"]


def test_a_template_that_asks_for_an_unknown_word_is_refused() -> None:
    with pytest.raises(KeyError, match="weather"):
        written(plan(), template="$weather")


def test_the_stamp_is_written_in_utc() -> None:
    e = event(plan())
    assert e["DTSTAMP"].to_ical() == e["LAST-MODIFIED"].to_ical() == b"20261120T173000Z"


def test_a_stamp_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        calendar(plan(), PROFILE, CATALOG, dt.datetime(2026, 11, 20), TEMPLATE)


def test_an_alarm_has_an_action_a_text_and_a_time_and_stands_last() -> None:
    (alarm,) = event(plan()).walk("VALARM")
    assert (alarm["ACTION"], alarm["DESCRIPTION"], alarm["TRIGGER"].to_ical()) == ("DISPLAY", "Routine A (20 min)", b"-PT10M")
    text = lines(written(plan()))
    assert text[-3:] == ["END:VALARM", "END:VEVENT", "END:VCALENDAR"]
    assert text.count("ACTION:DISPLAY") == 1


@pytest.mark.parametrize("minutes", [1, 59, 60, 90, 1440, 10080])
def test_an_alarm_comes_as_many_minutes_before_as_the_profile_says(minutes: int) -> None:
    (alarm,) = event(plan(), PROFILE.model_copy(update={"alarm_minutes": minutes})).walk("VALARM")
    assert alarm["TRIGGER"].dt == -dt.timedelta(minutes=minutes)


def test_no_alarm_is_written_for_zero_minutes() -> None:
    assert not event(plan(), PROFILE.model_copy(update={"alarm_minutes": 0})).walk("VALARM")


def test_the_uid_hangs_on_the_person_and_the_session_alone() -> None:
    uid = event(plan())["UID"]
    assert uuid.UUID(uid).version == 5
    assert event(plan(session(start="08:00", end="08:30", items=ITEMS[:1], minimum=(0,)), name="Sandy", program="9"))["UID"] == uid
    assert event(plan(profile_id="sam-1"))["UID"] != uid
    assert event(plan(session(id="2026-W48-9")))["UID"] != uid


def test_uids_of_a_week_differ() -> None:
    p = plan(*(session(f"2026-11-{d}") for d in range(23, 30)))
    assert len({str(e["UID"]) for e in events(written(p))}) == 7


def test_equal_input_gives_equal_bytes() -> None:
    assert written(plan()) == written(plan())


# --- form


def test_lines_end_in_crlf_and_hold_75_octets_at_most_cut_between_characters() -> None:
    long = "Ω" * 70 + "字" * 60 + "😀" * 50
    data = written(plan(session(place=long, items=(ITEMS[0].model_copy(update={"name": long}),), minimum=(0,)), name=long))
    assert data.endswith(b"END:VCALENDAR\r\n")
    physical = data.split(b"\r\n")[:-1]
    assert not any(b"\r" in line or b"\n" in line for line in physical)
    assert all(0 < len(line) <= 75 for line in physical)
    for line in physical:
        line.decode("utf-8")
    assert any(line == f"LOCATION:{long}" for line in lines(data))


def test_nobody_is_invited_and_nothing_is_mailed() -> None:
    names = {line.split(":")[0].split(";")[0] for line in lines(written(plan()))}
    assert not names & {"ATTENDEE", "ORGANIZER", "RDATE", "DURATION", "URL", "ATTACH"}
    assert "ACTION:EMAIL" not in lines(written(plan()))


NASTY = [
    "a\nBEGIN:VEVENT\nSUMMARY:x", "a\r\nATTENDEE:mailto:x@y.z", "a\rEND:VCALENDAR", "a\x00b\x07c", "a\u2028ATTENDEE:x", "a\x85ATTENDEE:x", "a\x0bATTENDEE:x",
    "a\u202eb\u2066c", 'a;b,c\\d:e"f', "\\nATTENDEE:x", "a\ud800b", '="x";VALUE=URI:http://x', "x" * 500 + "\r\nATTENDEE:x", "\ta  b\t",
]  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY)
def test_no_name_or_note_starts_a_line_of_its_own(nasty: str) -> None:
    plain = plan(session(context="before-activity", activity="x", items=ITEMS))
    first = ITEMS[1].model_copy(
        update={
            "name": nasty,
            "because": (Because(kind="need", id="x", message=nasty),),
            "changes": (ItemChange(rule="r", kind="time", text=nasty),),
        }
    )
    odd = session(place=nasty, template=nasty, context="before-activity", activity=nasty, items=(ITEMS[0], first, ITEMS[2]))
    data = written(
        plan(
            odd,
            name=nasty,
            program=nasty,
            profile_id=nasty.encode("utf-8", "ignore").decode(),
            stop_rules=(PlanStopRule(id="x", message=nasty),),
        )
    )
    assert [line.split(":")[0].split(";")[0] for line in lines(data)] == [
        line.split(":")[0].split(";")[0] for line in lines(written(plain))
    ]
    assert not any(ord(c) < 32 or c in "\x7f\x85\u2028\u2029\u202e\u2066" for line in lines(data) for c in line)
    (e,) = events(data)
    said = one_line(nasty)
    assert (e["LOCATION"], e["SUMMARY"]) == (said, f"Routine {said} (20 min)")
    assert {f"{key}:{vText(f'Routine: {said}').to_ical().decode()}" for key in ("NAME", "X-WR-CALNAME")} <= set(lines(data))
    assert f"2. Release: {said}, 2 × 30 s each side" in str(e["DESCRIPTION"])
    assert f"- {said}\n\nThis plan" in str(e["DESCRIPTION"])


# --- zones: the fifteen cases


def test_a_start_that_the_clock_skips_is_refused() -> None:
    skipped = [
        ("2026-03-29", "01:30", "Europe/London"),
        ("2026-03-08", "02:30", "America/New_York"),
        ("2018-11-04", "00:30", "America/Sao_Paulo"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe"),
        ("2011-12-30", "07:00", "Pacific/Apia"),
        ("2026-04-24", "00:30", "Africa/Cairo"),
        ("2026-03-28", "23:30", "America/Nuuk"),
    ]
    for date, start, zone in skipped:
        with pytest.raises(ValueError, match="skips"):
            written(plan(session(date, start, "23:59"), zone=zone))


def test_case_1_a_london_start_moved_out_of_the_gap_is_right() -> None:
    assert start_of("2026-03-29", "02:00", "02:20", "Europe/London") == "2026-03-29 01:00"


def test_case_2_a_london_time_that_comes_twice_is_written_in_utc_as_the_first_pass() -> None:
    p = plan(session("2026-10-25", "01:30", "01:50"))
    assert moments(p) == [("2026-10-25 00:30", "2026-10-25 00:50")]
    assert event(p)["DTSTART"].to_ical() == b"20261025T003000Z"
    assert not read(written(p)).walk("VTIMEZONE")


def test_case_2_a_session_into_or_over_the_second_pass_keeps_its_length() -> None:
    assert moments(plan(session("2026-10-25", "00:50", "01:10"))) == [("2026-10-24 23:50", "2026-10-25 00:10")]
    assert moments(plan(session("2026-10-25", "01:50", "02:10"))) == [("2026-10-25 00:50", "2026-10-25 01:10")]
    assert moments(plan(session("2026-03-29", "00:50", "01:10"))) == [("2026-03-29 00:50", "2026-03-29 01:10")]


def test_case_2_the_other_sessions_of_that_week_stay_on_the_wall_clock() -> None:
    p = plan(session("2026-10-24", "06:30", "06:50"), session("2026-10-25", "01:30", "01:50"))
    first, second = events(written(p))
    assert (first["DTSTART"].params.get("TZID"), second["DTSTART"].params.get("TZID")) == ("Europe/London", None)
    assert len(read(written(p)).walk("VTIMEZONE")) == 1


def test_case_3_a_london_morning_stays_a_morning_over_the_spring_change() -> None:
    p = plan(session("2026-03-28", "06:30", "06:50"), session("2026-03-29", "06:30", "06:50"))
    assert [start for start, _ in moments(p)] == ["2026-03-28 06:30", "2026-03-29 05:30"]


def test_case_4_the_hour_after_the_change_in_new_york_is_right() -> None:
    assert start_of("2026-03-08", "03:30", "03:50", "America/New_York") == "2026-03-08 07:30"


def test_case_5_brazil_has_no_summer_time_any_more_and_had_gaps_at_midnight() -> None:
    now = plan(session("2026-11-01", "00:30", "00:50"), zone="America/Sao_Paulo")
    assert moments(now)[0][0] == "2026-11-01 03:30"
    assert kinds(now) == {"America/Sao_Paulo": [("STANDARD", "-0300")]}
    assert start_of("2018-11-04", "01:00", "01:20", "America/Sao_Paulo") == "2018-11-04 03:00"


def test_case_6_the_half_hour_change_of_lord_howe_is_written_as_it_is() -> None:
    p = plan(session("2026-10-04", "02:45", "03:05"), zone="Australia/Lord_Howe")
    assert kinds(p) == {"Australia/Lord_Howe": [("STANDARD", "+1030"), ("DAYLIGHT", "+1100")]}
    assert moments(p)[0][0] == "2026-10-03 15:45"


def test_case_7_a_lord_howe_time_that_comes_twice_is_the_first_pass() -> None:
    assert start_of("2026-04-05", "01:45", "02:05", "Australia/Lord_Howe") == "2026-04-04 14:45"


def test_case_8_morocco_is_written_in_utc() -> None:
    assert start_of("2026-03-01", "07:00", "07:20", "Africa/Casablanca") == "2026-03-01 07:00"
    assert start_of("2026-03-22", "07:00", "07:20", "Africa/Casablanca") == "2026-03-22 06:00"
    assert not kinds(plan(session("2026-03-22"), zone="Africa/Casablanca"))


def test_case_9_dublin_has_standard_time_in_winter() -> None:
    p = plan(session("2026-01-15"), zone="Europe/Dublin")
    assert kinds(p) == {"Europe/Dublin": [("STANDARD", "+0000"), ("DAYLIGHT", "+0100")]}
    assert moments(p)[0][0] == "2026-01-15 07:00"


def test_case_10_kathmandu_has_quarter_hours_and_one_time() -> None:
    p = plan(session("2026-11-23", "06:30", "06:50"), zone="Asia/Kathmandu")
    assert kinds(p) == {"Asia/Kathmandu": [("STANDARD", "+0545")]}
    assert moments(p)[0][0] == "2026-11-23 00:45"


def test_case_11_a_session_into_the_day_that_samoa_left_out_keeps_its_length() -> None:
    assert moments(plan(session("2011-12-29", "23:50", "00:10"), zone="Pacific/Apia")) == [("2011-12-30 09:50", "2011-12-30 10:10")]


def test_case_12_the_first_hour_after_a_gap_at_midnight_is_right() -> None:
    assert start_of("2026-04-24", "01:00", "01:20", "Africa/Cairo") == "2026-04-23 22:00"
    assert start_of("2026-03-29", "00:00", "00:20", "America/Nuuk") == "2026-03-29 01:00"


def test_case_13_a_leap_day_is_a_day_and_a_false_one_is_refused() -> None:
    assert start_of("2028-02-29", "07:00", "07:20", "Europe/London") == "2028-02-29 07:00"
    with pytest.raises(ValueError, match="day"):
        session("2027-02-29")


def test_case_14_the_week_over_new_year_is_right_on_both_sides() -> None:
    p = plan(session("2026-12-31"), session("2027-01-01"), zone="America/New_York")
    assert p.week == "2026-W53"
    assert [start for start, _ in moments(p)] == ["2026-12-31 12:00", "2027-01-01 12:00"]
    assert start_of("2025-12-29", "07:00", "07:20", "Australia/Sydney") == "2025-12-28 20:00"


def test_case_15_a_session_over_midnight_ends_on_the_next_day_and_year() -> None:
    e = event(plan(session("2026-12-31", "23:50", "00:10"), zone="Asia/Kathmandu"))
    assert (e["DTSTART"].to_ical(), e["DTEND"].to_ical()) == (b"20261231T235000", b"20270101T001000")
    assert start_of("2026-12-31", "23:50", "00:10", "Pacific/Kiritimati") == "2026-12-31 09:50"
    assert moments(plan(session("2026-12-31", "23:40", "24:00")))[0] == ("2026-12-31 23:40", "2027-01-01 00:00")


# --- zones: the laws


def weeks_of_interest(zone: str) -> set[dt.date]:
    """Return Mondays: those around each change in two years, and some ordinary ones."""
    info = zoneinfo.ZoneInfo(zone)
    noon = [dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=n) for n in range(730)]
    changed = [b for a, b in itertools.pairwise(noon) if a.astimezone(info).utcoffset() != b.astimezone(info).utcoffset()]
    ordinary = [dt.datetime(*d, tzinfo=dt.UTC) for d in ((2025, 12, 29), (2026, 7, 15), (2026, 11, 23), (2026, 12, 31), (2027, 1, 6))]
    days = [t.date() + dt.timedelta(days=n) for t in changed for n in (-7, 0, 7)] + [t.date() for t in ordinary]
    return {d - dt.timedelta(days=d.weekday()) for d in days}


def walls_of(monday: dt.date, info: zoneinfo.ZoneInfo) -> list[dt.datetime]:
    """Return wall times of a week: a morning each day, and every half hour of the days around a change."""
    walls = []
    for n in range(7):
        day = dt.datetime.combine(monday, dt.time()) + dt.timedelta(days=n)
        near = {(day + dt.timedelta(hours=h)).replace(tzinfo=info).utcoffset() for h in (-3, 27)}
        walls += [day + dt.timedelta(minutes=15 + 30 * k) for k in (range(48) if len(near) > 1 else (13,))]
    return walls


@pytest.mark.parametrize("zone", ZONES)
def test_every_time_of_a_week_means_what_the_zone_says(zone: str) -> None:
    info = zoneinfo.ZoneInfo(zone)
    for monday in weeks_of_interest(zone):
        wanted, sessions = [], []
        for n, wall in enumerate(walls_of(monday, info)):
            truth = wall.replace(tzinfo=info).astimezone(dt.UTC)
            if truth.astimezone(info).replace(tzinfo=None) != wall:
                continue  # skipped: no session there
            sessions.append(
                session(
                    f"{wall:%Y-%m-%d}",
                    f"{wall:%H:%M}",
                    f"{wall + dt.timedelta(minutes=35):%H:%M}",
                    id=str(n),
                    items=ITEMS[:1],
                    minimum=(0,),
                )
            )
            wanted.append((f"{truth:%Y-%m-%d %H:%M}", f"{truth + dt.timedelta(minutes=35):%Y-%m-%d %H:%M}"))
        assert moments(plan(*sessions, zone=zone)) == wanted, monday


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_is_written_by_yearly_weekday_rules_that_start_in_the_old_offset(zone: str) -> None:
    info = zoneinfo.ZoneInfo(zone)
    data = written(plan(session("2026-07-15"), zone=zone))
    assert not any(line.startswith("RDATE") for line in lines(data))
    for vtimezone in read(data).walk("VTIMEZONE"):
        assert str(vtimezone["TZID"]) == zone
        assert [p.name for p in vtimezone.subcomponents] in (["STANDARD"], ["STANDARD", "DAYLIGHT"])
        for part in vtimezone.subcomponents:
            rule = part.get("RRULE")
            assert (rule is None) == (len(vtimezone.subcomponents) == 1)
            assert rule is None or set(rule) == {"FREQ", "BYMONTH", "BYDAY"}
            assert part["DTSTART"].dt.tzinfo is None
            assert part["TZNAME"]
        for start, before, after in onsets(vtimezone):
            if 2026 <= start.year <= 2029:
                change = start - before
                sides = [
                    (change + d).replace(tzinfo=dt.UTC).astimezone(info).utcoffset() for d in (-dt.timedelta(minutes=1), dt.timedelta())
                ]
                assert sides == [before, after]
        first = {part["DTSTART"].dt for part in vtimezone.subcomponents}
        assert first <= {start for start, _, _ in onsets(vtimezone)}, "the first onset must obey its own rule"


def test_every_named_zone_of_an_event_is_in_the_file_and_no_other() -> None:
    for zone in ZONES:
        text = lines(written(plan(session("2026-11-23"), zone=zone)))
        forms = {line.rsplit(":", 1)[0] for line in text[text.index("BEGIN:VEVENT") :] if line.startswith(("DTSTART", "DTEND"))}
        if f"TZID:{zone}" in text:
            assert forms == {f"DTSTART;TZID={zone}", f"DTEND;TZID={zone}"}
        else:
            assert forms == {"DTSTART", "DTEND"}
            assert not any(line.startswith("TZID") for line in text)
        ends = {line[-1] for line in text if line.startswith(("DTSTART:2026", "DTEND"))}
        assert ends == ({"0"} if f"TZID:{zone}" in text else {"Z"})


def test_utc_itself_needs_no_zone() -> None:
    text = lines(written(plan(zone="Etc/UTC")))
    assert "DTSTART:20261123T070000Z" in text
    assert "BEGIN:VTIMEZONE" not in text


# --- words


@pytest.mark.parametrize(
    ("given", "of", "words"),
    [
        (item(MARCH, "warm-up", "none", sets=3, work_s=60, rest_s=0), MARCH, "3 min"),
        (item(MARCH, "warm-up", "both", sets=1, work_s=60, rest_s=0), MARCH, "60 s"),
        (item(ROLL, "release", sets=2), ROLL, "2 × 30 s each side"),
        (item(ROLL, "release", "right"), ROLL, "right side: 30 s"),
        (item(ROLL, "static", "left", sets=3, hold_s=30, reps=1), ROLL, "left side: 3 × 30 s"),
        (item(ROLL, "static", "both", hold_s=120, reps=1, work_s=120), ROLL, "2 min each side"),
        (item(DIG, "activation", sets=2, reps=10, rep_s=3), DIG, "2 × 10 each side"),
        (item(DIG, "activation", "left", reps=8, rep_s=3), DIG, "left side: 8 times"),
        (item(DIG, "activation", "both", reps=1, rep_s=3), DIG, "once each side"),
        (item(BIRD, "activation", "both", sets=2, reps=8, rep_s=6), BIRD, "2 × 8 each side"),
        (item(BIRD, "activation", "none", sets=2, reps=8, rep_s=6), BIRD, "2 × 8 each side"),
        (item(BRIDGE, "activation", "both", sets=3, hold_s=15, reps=1, work_s=15), BRIDGE, "3 × 15 s hold"),
        (item(BRIDGE, "activation", "both", sets=2, hold_s=5, reps=6, work_s=30), BRIDGE, "2 × 6 holds of 5 s"),
        (item(BRIDGE, "activation", "both", sets=2, reps=12, rep_s=3), BRIDGE, "2 × 12"),
    ],
)
def test_a_dose_is_said_in_words(given: Item, of: Exercise, words: str) -> None:
    assert dose_words(given, of) == words


def test_times_dates_sides_and_phases_are_said_in_words() -> None:
    assert [duration_words(s) for s in (5, 60, 90, 120, 150, 1180)] == ["5 s", "60 s", "90 s", "2 min", "2 min 30 s", "19 min 40 s"]
    assert [date_words(d) for d in ("2026-11-23", "2027-01-01")] == ["Mon 23 Nov", "Fri 1 Jan"]
    assert [side_words(s) for s in ("left", "right", "both", "none")] == ["left side", "right side", "both sides", ""]
    labels = [phase_words(p) for p in ("warm-up", "release", "dynamic", "static", "activation")]
    assert labels == ["Warm up", "Release", "Move", "Stretch", "Strengthen"]
    assert [listed(w) for w in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a and b", "a, b and c"]


def test_a_whole_group_of_muscles_goes_by_its_name() -> None:
    assert muscle_names(("soleus", "semitendinosus", "iliacus", "biceps-femoris"), CATALOG) == (
        "soleus",
        "hamstrings (back of the thigh)",
        "iliacus",
    )
    assert muscle_names(("biceps-femoris", "soleus"), CATALOG) == ("biceps femoris", "soleus")
    assert muscle_names(("hamstrings",), CATALOG) == ("hamstrings (back of the thigh)",)
