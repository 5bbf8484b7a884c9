"""Around a real week: what of a person's calendars counts as busy, and that sessions keep clear of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routine.load import repeats
from routine.load.busy import MAX_BYTES, Week, busy_in, load_busy
from routine.model.plan import Busy
from routine.plan.slots import without_titles
from routine.problem import Refused

from .commands import WEEK, plan_in, run, run_json, write_profile
from .conftest import ROOT

MONDAY = dt.date(2026, 11, 23)
LONDON = Week(MONDAY, "Europe/London")
BAD = sorted((ROOT / "tests/bad").glob("*.ics"))


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT"))


def ics(*parts: str, head: str = "PRODID:-//Somebody//EN") -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", head, *parts, "END:VCALENDAR", "")).encode()


def times(raw: bytes, week: Week = LONDON) -> list[str]:
    """Return the busy times of a calendar without fault, as `11-23 07:00-08:00 title`."""
    found, problems = busy_in(raw, week)
    assert problems == []
    return [_short(b) for b in found.busy]


def _short(busy: Busy) -> str:
    end = busy.end[5:] if busy.end[:10] != busy.start[:10] else busy.end[11:]
    return f"{busy.start[5:]}-{end} {busy.summary}".replace("T", " ", 1).strip()


# One meeting, in the ways calendars write it


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20261123T070000Z", "DTEND:20261123T080000Z"], "11-23 07:00-08:00"),
        (["DTSTART;TZID=America/New_York:20261123T070000", "DURATION:PT90M"], "11-23 12:00-13:30"),
        (["DTSTART:20261123T070000", "DTEND:20261123T080000"], "11-23 07:00-08:00"),
        (["DTSTART;TZID=W. Europe Standard Time:20261123T070000", "DURATION:PT1H"], "11-23 06:00-07:00"),
        (["DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20261123T070000", "DURATION:PT1H"], "11-23 06:00-07:00"),
        (["DTSTART;TZID=Nowhere/Known:20261123T070000Z", "DURATION:PT1H"], "11-23 07:00-08:00"),
        (["DTSTART:20261123T070010Z", "DTEND:20261123T080020Z"], "11-23 07:00-08:01"),
        (["DTSTART:20261123T230000", "DTEND:20261124T010000"], "11-23 23:00-11-24T01:00"),
        (["DTSTART:20261120T230000", "DTEND:20261123T010000"], "11-23 00:00-01:00"),
        (["DTSTART:20261129T230000", "DTEND:20261205T010000"], "11-29 23:00-11-30T00:00"),
    ],
    ids=[
        "utc", "another-zone", "no-zone", "a-windows-zone", "a-makers-zone", "utc-beats-a-zone",
        "seconds", "midnight", "from-before", "into-the-next-week",
    ],
)  # fmt: skip
def test_a_meeting_is_told_in_the_persons_own_clock(lines: list[str], expected: str) -> None:
    assert times(ics(event("UID:a", *lines))) == [expected]


def test_a_zone_that_the_file_defines_itself_is_followed() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:{}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    meeting = event("UID:a", "DTSTART;TZID=Our Own Time:20261123T070000", "DURATION:PT1H")
    assert times(ics(zone.format("Our Own Time", "+0200", "+0200"), meeting)) == ["11-23 05:00-06:00"]
    assert times(ics(zone.format("Our Own Time", "-0300", "-0300"), meeting)) == ["11-23 10:00-11:00"]  # another file, another zone


def test_a_reminder_without_length_takes_no_time() -> None:
    assert times(ics(event("UID:a", "DTSTART:20261123T070000Z"))) == []


# Repeats


def test_a_repeated_meeting_moves_and_is_called_off_day_by_day() -> None:
    raw = ics(
        event("UID:a", "DTSTART;TZID=Europe/London:20260105T070000", "DURATION:PT1H", "SUMMARY:Daily", "RRULE:FREQ=DAILY;UNTIL=20261127",
              "EXDATE;TZID=Europe/London:20261124T070000"),
        event("UID:a", "RECURRENCE-ID;TZID=Europe/London:20261125T070000", "DTSTART;TZID=Europe/London:20261125T170000",
              "DTEND;TZID=Europe/London:20261125T180000", "SUMMARY:Moved"),
        event("UID:a", "RECURRENCE-ID;TZID=Europe/London:20261126T070000", "DTSTART;TZID=Europe/London:20261126T070000",
              "DURATION:PT1H", "STATUS:CANCELLED"),
    )  # fmt: skip
    assert times(raw) == ["11-23 07:00-08:00 Daily", "11-25 17:00-18:00 Moved", "11-27 07:00-08:00 Daily"]


def test_a_rule_of_exceptions_takes_meetings_away() -> None:
    """Every weekday at nine, but not on Tuesdays and not on the last Friday of a month: written as older programs did."""
    daily = event(
        "UID:1", "SUMMARY:Standup", "DTSTART;TZID=Europe/Berlin:20260302T090000", "DURATION:PT15M",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "EXRULE:FREQ=WEEKLY;BYDAY=TU", "EXRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270101T000000Z",
    )  # fmt: skip
    assert times(ics(daily)) == [f"11-{day} 08:00-08:15 Standup" for day in (23, 25, 26)]


@pytest.mark.parametrize("until", ["20261124", "20261124T090000", "20261124T000000Z"], ids=["a-day", "an-hour-where-the-meeting-is", "utc"])
def test_the_last_day_of_a_rule_of_exceptions_is_meant_where_the_meeting_is(until: str) -> None:
    """Nine in Tokyo is midnight in London: the meetings of the 23rd and 24th are taken away, that of the 25th is not."""
    rules = ("RRULE:FREQ=DAILY;COUNT=3", f"EXRULE:FREQ=DAILY;UNTIL={until}")
    assert times(ics(event("UID:a", "DTSTART;TZID=Asia/Tokyo:20261123T090000", "DURATION:PT1H", *rules))) == ["11-25 00:00-01:00"]


def test_a_time_without_a_zone_is_the_persons_own_whatever_zone_the_file_is_shown_in() -> None:
    floating = event("UID:1", "DTSTART:20261123T070000", "DURATION:PT1H")
    assert times(ics(floating, head="X-WR-TIMEZONE:America/New_York")) == ["11-23 07:00-08:00"]


def test_a_meeting_that_was_moved_into_the_week_counts() -> None:
    raw = ics(
        event("UID:a", "DTSTART:20260105T070000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY"),
        event("UID:a", "RECURRENCE-ID:20270105T070000Z", "DTSTART:20261123T090000Z", "DURATION:PT1H"),
    )
    assert times(raw) == ["11-23 09:00-10:00"]


@pytest.mark.parametrize(
    ("until", "last"),
    [("20261124", "11-25"), ("20261124T200000", "11-25"), ("20261125T010000Z", "11-25"), ("20261123T200000", "11-24")],
    ids=["a-day", "an-hour-where-the-meeting-is", "utc", "an-hour-the-day-before"],
)
def test_the_last_day_of_a_repeat_is_meant_where_the_meeting_is(until: str, last: str) -> None:
    """Eight in the evening in New York is one at night in London, a day later."""
    rule = f"RRULE:FREQ=DAILY;UNTIL={until}"
    raw = ics(event("UID:a", "DTSTART;TZID=America/New_York:20260105T200000", "DURATION:PT1H", rule))
    assert times(raw)[-1] == f"{last} 01:00-02:00"


def test_a_weekly_meeting_abroad_shifts_while_only_one_of_two_clocks_has_changed() -> None:
    raw = ics(event("UID:a", "DTSTART;TZID=America/New_York:20261001T130000", "DURATION:PT1H", "RRULE:FREQ=DAILY"))
    found = times(raw, Week(dt.date(2026, 10, 26), "Europe/London"))
    assert [t for t in found if t.endswith("17:00-18:00")] == found[:6]  # New York's clock goes back on Sunday
    assert found[6:] == ["11-01 18:00-19:00"]


def test_an_hour_that_the_clock_shows_twice_is_taken_as_a_whole() -> None:
    """Half past one to half past one: on the wall it seems to take no time at all."""
    raw = ics(event("UID:a", "DTSTART:20261025T003000Z", "DTEND:20261025T013000Z"))
    assert times(raw, Week(dt.date(2026, 10, 19), "Europe/London")) == ["10-25 01:00-02:00"]


def test_eight_hours_stay_eight_hours_in_the_night_of_the_change() -> None:
    raw = ics(event("UID:a", "DTSTART;TZID=Europe/London:20260328T230000", "DURATION:PT8H"))
    assert times(raw, Week(dt.date(2026, 3, 23), "Europe/London")) == ["03-28 23:00-03-29T08:00"]


def test_two_meetings_under_one_uid_both_count() -> None:
    meeting = ["DURATION:PT1H", "UID:same"]
    assert len(times(ics(event("DTSTART:20261123T070000Z", *meeting), event("DTSTART:20261124T070000Z", *meeting)))) == 2


def test_the_newer_version_of_a_meeting_replaces_the_older() -> None:
    older = event("UID:a", "SEQUENCE:0", "DTSTART:20261123T070000Z", "DURATION:PT1H")
    newer = event("UID:a", "SEQUENCE:1", "DTSTART:20261124T070000Z", "DURATION:PT1H")
    assert times(ics(older, newer)) == ["11-24 07:00-08:00"]


# What counts


@pytest.mark.parametrize(
    ("marks", "counts"),
    [
        ([], True),
        (["STATUS:CONFIRMED"], True),
        (["STATUS:TENTATIVE"], True),
        (["STATUS:CANCELLED"], False),
        (["TRANSP:TRANSPARENT"], False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE"], False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF"], True),
        (["ATTENDEE;CN=Sam;PARTSTAT=DECLINED:mailto:sam@example.org"], False),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:kim@example.org"], True),
        (["ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:sam@example.org"], True),
    ],
)
def test_a_meeting_counts_unless_it_is_cancelled_free_or_declined(marks: list[str], counts: bool) -> None:
    raw = ics(event("UID:a", "DTSTART:20261123T070000Z", "DURATION:PT1H", *marks), head="X-WR-CALNAME:Sam@example.org")
    assert bool(times(raw)) == counts


def test_a_file_that_calls_meetings_off_takes_no_time() -> None:
    """Organisers send it by mail, and need not say it again in each meeting."""
    assert times(ics(event("UID:a", "DTSTART:20261123T070000Z", "DURATION:PT1H"), head="METHOD:CANCEL")) == []


@pytest.mark.parametrize(
    ("marks", "counts"),
    [
        ([], False),
        (["TRANSP:TRANSPARENT"], False),
        (["TRANSP:OPAQUE"], True),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF"], True),
        (["TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"], False),
    ],
)
@pytest.mark.parametrize(
    "day",
    [
        ["DTSTART;VALUE=DATE:20261124"],
        ["DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261125"],
        ["DTSTART:20261124T000000", "DTEND:20261125T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"],
    ],
    ids=["no-end", "the-day-after", "midnight-to-midnight"],
)
def test_a_whole_day_counts_only_where_it_is_marked_as_busy(day: list[str], marks: list[str], counts: bool) -> None:
    """Birthdays and holidays are no meetings; a day out of office is."""
    assert times(ics(event("UID:a", *day, *marks))) == (["11-24 00:00-11-25T00:00"] if counts else [])


def test_a_list_of_free_and_busy_times_is_understood() -> None:
    raw = ics(
        "BEGIN:VFREEBUSY",
        "FREEBUSY;FBTYPE=BUSY:20261123T070000Z/PT1H,20261124T070000Z/20261124T080000Z",
        "FREEBUSY;FBTYPE=FREE:20261125T070000Z/PT1H",
        "END:VFREEBUSY",
    )
    assert times(raw) == ["11-23 07:00-08:00", "11-24 07:00-08:00"]


def test_the_title_of_a_private_meeting_is_not_read() -> None:
    start = ("DTSTART:20261123T070000Z", "DURATION:PT1H")
    raw = ics(event("UID:a", *start, "CLASS:PRIVATE", "SUMMARY:Lawyer"), event("UID:b", *start, "SUMMARY:Team\\, all\\nof us\u202e"))
    assert times(raw) == ["11-23 07:00-08:00", "11-23 07:00-08:00 Team, all of us"]


# Files as they come


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + ics(event("UID:a", "DTSTART:20261123T070000Z", "DURATION:PT1H", "SUMMARY:Caf\u00e9")),
        ics(event("UID:a", "DTSTART:20261123T0700\r\n 00Z", "DURA\r\n\tTION:PT1H", "SUMMARY:Ca\r\n f\u00e9")),
        ics(event("UID:a", "DTSTART:20261123T070000Z", "DURATION:PT1H", "SUMMARY:Caf\u00e9")).replace(b"\r\n", b"\n"),
        ics(event("UID:a", "DTSTART:20261123T070000Z", "DURATION:PT1H", "SUMMARY:Caf\u00e9")).replace(b"\xa9", b"\r\n \xa9"),
        ics(event("UID:a", "DTSTART:20261123T070000Z", "DURATION:PT1H", "SUMMARY:Caf\u00e9")).decode().encode("latin-1"),
        ics(event("UID:a", "DTSTART:20261123T070000Z", "DURATION:PT1H", "SUMMARY:Caf\u00e9")).decode().encode("utf-16"),
        ics() + ics(event("UID:a", "DTSTART:20261123T070000Z", "DURATION:PT1H", "SUMMARY:Caf\u00e9", "a line that was never folded")),
        ics(
            event("UID:a", "DTSTART:20261123T070000Z", "DURATION:PT1H", "SUMMARY:Caf\u00e9", "BEGIN:VALARM", "DURATION:PT5M", "END:VALARM")
        ),
    ],
    ids=["byte-order-mark", "folded", "line-feeds", "folded-inside-a-letter", "latin-1", "utf-16", "two-calendars", "with-an-alarm"],
)
def test_a_calendar_is_read_however_it_is_written(raw: bytes) -> None:
    assert times(raw) == ["11-23 07:00-08:00 Caf\u00e9"]


@pytest.mark.parametrize("path", BAD, ids=[p.stem for p in BAD])
def test_a_broken_calendar_is_refused_with_its_line_and_event(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "STEPS_OF_ONE", 200_000)
    expected = re.findall(r"X-EXPECT:(.*?)\r?\n", path.read_bytes().decode())[0]
    with pytest.raises(Refused) as refused:
        load_busy(path, LONDON, path.name)
    assert [str(p).splitlines()[0] for p in refused.value.problems] == [f"{path.name}:{expected}"]
    assert all(p.fix for p in refused.value.problems)


def test_a_fault_names_the_event_but_not_its_title() -> None:
    _, problems = busy_in(ics(event("UID:a", "DTSTART:tomorrow", "SUMMARY:Lawyer")), LONDON, "work.ics")
    assert "work.ics:7: event of tomorrow (a)" in str(problems[0])
    assert "Lawyer" not in str(problems[0])


def test_what_is_far_from_the_week_does_no_harm() -> None:
    old = event("UID:a", "DTSTART;TZID=Mars/Base:20090105T070000", "DURATION:PT1H", "DTEND:20080101T000000")
    ended = event("UID:b", "DTSTART:20090105T070000Z", "DTEND:20090105T080000Z", "RRULE:FREQ=SECONDLY;UNTIL=20100101T000000Z")
    assert times(ics(ended)) == []
    assert times(ics(old.replace("DURATION:PT1H\r\n", ""))) == []


def test_many_endless_rules_are_given_up_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "STEPS_OF_ONE", 50_000)
    monkeypatch.setattr(repeats, "STEPS_OF_ALL", 100_000)
    bomb = ("DTSTART:20200101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY")
    _, problems = busy_in(ics(*(event(f"UID:{n}", *bomb) for n in range(50))), LONDON)
    assert 2 <= len(problems) <= 3


@pytest.mark.parametrize(
    ("raw", "what"),
    [(b"", "this is no calendar"), (b"\x7fELF\0\0", "this is no text"), (b"x" * (MAX_BYTES + 1), "more than 10,000,000 bytes")],
    ids=["empty", "binary", "huge"],
)
def test_a_file_that_is_no_calendar_is_refused(raw: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "work.ics").write_bytes(raw)
    with pytest.raises(Refused, match=what):
        load_busy(tmp_path / "work.ics", LONDON)


SAMPLE = ics(
    event("UID:a", "DTSTART;TZID=Europe/London:20261005T070000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;UNTIL=20261201;BYDAY=MO,TH"),
    event("UID:a", "RECURRENCE-ID;TZID=Europe/London:20261123T070000", "DTSTART:20261124T070000", "DTEND:20261124T080000", "SUMMARY:x"),
    event("UID:b", "DTSTART;VALUE=DATE:20261124", "TRANSP:OPAQUE", "RDATE;VALUE=DATE:20261126", "EXDATE;VALUE=DATE:20261127"),
)


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.sampled_from(b'0123456789;:,=-TZPWMDSY\r\n "A')), min_size=1, max_size=6))
def test_whatever_stands_in_a_calendar_it_is_read_or_refused(edits: list[tuple[int, int]]) -> None:
    raw = bytearray(SAMPLE)
    for at, byte in edits:
        raw[at] = byte
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "STEPS_OF_ONE", 200_000)
        found, _ = busy_in(bytes(raw), LONDON, "work.ics")
    assert all("2026-11-23T00:00" <= b.start < b.end <= "2026-11-30T00:00" for b in found.busy)


# The plan


def test_a_plan_keeps_times_and_no_titles() -> None:
    busy = [
        Busy(start="2026-11-23T09:00", end="2026-11-23T10:00", summary="Lawyer"),
        Busy(start="2026-11-23T07:00", end="2026-11-23T09:30", summary="Run"),
    ]
    assert without_titles(busy) == (Busy(start="2026-11-23T07:00", end="2026-11-23T10:00"),)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small profile (Monday and Thursday, seven to eight) and two calendars."""
    monkeypatch.chdir(tmp_path)
    write_profile(tmp_path / "profile.yaml")
    standup = event("UID:a", "DTSTART;TZID=Europe/London:20260105T070000", "DURATION:PT20M", "RRULE:FREQ=WEEKLY", "SUMMARY:Standup")
    (tmp_path / "work.ics").write_bytes(ics(standup))
    (tmp_path / "home.ics").write_bytes(ics(event("UID:b", "DTSTART:20261126T065000", "DTEND:20261126T073000", "SUMMARY:Dentist")))
    (tmp_path / "away.ics").write_bytes(ics(event("UID:c", "DTSTART:20261122T060000", "DTEND:20261128T200000", "SUMMARY:Rome")))
    return tmp_path


def test_sessions_keep_clear_of_two_calendars_and_nobody_reads_their_titles(here: Path) -> None:
    run("plan", "--week", WEEK, "--busy", "work.ics", "--busy", "home.ics")
    made = plan_in(here / "weeks" / WEEK)
    assert [(s["date"], s["start"]) for s in made["sessions"]] == [("2026-11-23", "07:20"), ("2026-11-26", "07:30")]
    assert made["busy"] == [
        {"start": "2026-11-23T07:00", "end": "2026-11-23T07:20", "summary": ""},
        {"start": "2026-11-26T06:50", "end": "2026-11-26T07:30", "summary": ""},
    ]
    assert not any(title in json.dumps(made) for title in ("Standup", "Dentist"))
    run("check", "--busy", "work.ics", "--busy", "home.ics")
    moved = run("check", "--busy", "away.ics", code=1)
    assert "L11: session 2026-W48-1 (2026-11-23 07:20) overlaps the busy time 2026-11-23T00:00 to 2026-11-28T20:00" in moved.stderr
    assert "other busy times" in moved.stderr


def test_a_week_without_room_names_the_meeting_in_the_way(here: Path) -> None:
    told = run("plan", "--week", WEEK, "--busy", "work.ics", "--busy", "away.ics", code=4).stderr
    assert "meets 'Rome' (2026-11-23 00:00 to 2026-11-28 20:00)" in " ".join(told.split())
    assert not (here / "weeks").exists()
    assert any("'Rome'" in n for n in run_json("plan", "--week", WEEK, "--busy", "away.ics", code=4)["notices"])


def test_every_fault_of_every_calendar_is_told_at_once(here: Path) -> None:
    (here / "bad.ics").write_bytes(ics(event("UID:a", "DURATION:PT1H")))
    told = run("plan", "--week", WEEK, "--busy", "bad.ics", "--busy", "none.ics", "--busy", ".", code=1).stderr
    assert "bad.ics:4: event (a): it has no start" in told
    assert "none.ics: there is no such file" in told
    assert ".: this is a folder, not a file" in told
    assert not (here / "weeks").exists()


def test_a_red_flag_is_told_before_a_broken_calendar(here: Path) -> None:
    write_profile(here / "profile.yaml", red_flags=None, screened=None)
    told = run("plan", "--week", WEEK, "--busy", "none.ics", code=3)
    assert "red flags have not been asked" in told.stdout + told.stderr
    assert "none.ics" not in told.stdout + told.stderr


def test_ones_own_sessions_do_not_stand_in_their_own_way(here: Path) -> None:
    run("plan", "--week", WEEK)
    first = plan_in(here / "weeks" / WEEK)
    ours = (here / "weeks" / WEEK / "calendar.ics").read_bytes()
    assert "was written by routine" in run("plan", "--week", WEEK, "--busy", f"weeks/{WEEK}/calendar.ics").stderr
    (here / "google.ics").write_bytes(re.sub(rb"PRODID:[^\r]*", b"PRODID:-//Google Inc//EN", ours))  # imported there, and exported
    run("plan", "--week", WEEK, "--busy", "google.ics")
    again = plan_in(here / "weeks" / WEEK)
    assert again["busy"] == []
    assert [s["start"] for s in again["sessions"]] == [s["start"] for s in first["sessions"]]
