"""The week as a calendar file (RFC 5545), in the forms that every measured client reads alike."""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
import string
import uuid
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from routine.model.catalog import Catalog
from routine.model.plan import Plan, Session
from routine.model.profile import Profile, minute_of
from routine.render.words import dose_words, listed, one_line, phase_words
from routine.week import clock_fault, dates_of, moment

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:routine:profile")
RULE_YEARS = 8  # long enough that the fourth and the last weekday of a month part ways
MOST_REASONS = 3
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def calendar(plan: Plan, profile: Profile, catalog: Catalog, stamp: datetime, template: str) -> bytes:
    """Return the sessions of a plan as a calendar. `stamp`: when it was made (aware); `template`: the text of one event.

    Why: single events, because sessions differ; a time zone of our own making, because the package's own is misread.
    """
    if stamp.tzinfo is None:
        raise ValueError("the stamp needs a time zone")
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", f"-//routine//routine {one_line(plan.program)}//EN")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):  # vText: a plain str would be written unescaped here
        made.add(key, vText(one_line(f"Routine: {plan.name}")))
    zone = time_zone(plan.timezone, dates_of(plan.week)[0])
    events = [
        _event(session, plan, profile, catalog, stamp.astimezone(dt.UTC), template, local=zone is not None) for session in plan.sessions
    ]
    if zone is not None and any("TZID" in event["DTSTART"].params for event in events):
        made.add_component(zone)
    for event in events:
        made.add_component(event)
    content: bytes = made.to_ical()
    return content


def _event(session: Session, plan: Plan, profile: Profile, catalog: Catalog, stamp: datetime, template: str, *, local: bool) -> Event:
    """Return one session. A calendar finds it again by its UID, which hangs on the person and the session alone."""
    starts, ends = _times(session, plan.timezone)
    summary = f"Routine {one_line(session.template)} ({(ends - starts) // MINUTE} min)"
    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.uuid5(NAMESPACE, plan.profile_id), session.id)))
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", 0)
    _add_times(event, starts, ends, plan.timezone, local=local)
    event.add("summary", summary)
    event.add("description", _text(template, _values(session, plan, catalog)))
    if place := one_line(session.place):
        event.add("location", place)
    event.add("categories", ["Exercise"])
    event.add("transp", "OPAQUE")
    if profile.alarm_minutes:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", -profile.alarm_minutes * MINUTE)
        event.add_component(alarm)
    return event


def _times(session: Session, zone: str) -> tuple[datetime, datetime]:
    """Return start and end in UTC. The length is what was planned, also over a change of the clock."""
    start = minute_of(session.start)
    wall = moment(dt.date.fromisoformat(session.date), start)
    if clock_fault(wall, zone) == "skipped":
        raise ValueError(f"session {session.id}: the clock of {zone} skips {wall}")
    starts = wall.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)  # fold 0: the first of two passes
    return starts, starts + (minute_of(session.end) - start) % 1440 * MINUTE


def _add_times(event: Event, starts: datetime, ends: datetime, zone: str, *, local: bool) -> None:
    """Write both ends by the wall clock of the zone, or in UTC where an hour comes twice: clients differ on which pass."""
    info = zoneinfo.ZoneInfo(zone)
    walls = [t.astimezone(info).replace(tzinfo=None, fold=0) for t in (starts, ends)]
    if local and not any(clock_fault(wall, zone) for wall in walls):
        # The id by hand: from a tzinfo the package may write another name of the same zone.
        event.add("dtstart", walls[0], parameters={"TZID": zone})
        event.add("dtend", walls[1], parameters={"TZID": zone})
    else:
        event.add("dtstart", starts)
        event.add("dtend", ends)


def _values(session: Session, plan: Plan, catalog: Catalog) -> dict[str, str]:
    """Return what the template of an event may ask for."""
    items = []
    for number, item in enumerate(session.items, 1):
        dose = dose_words(item, catalog.exercises[item.exercise])
        items.append(f"{number}. {phase_words(item.phase)}: {one_line(item.name)}, {dose}")
        items += [f"   {one_line(change.text)}" for change in item.changes]
    return {
        "why": "\n".join(_why(session, catalog)),
        "items": "\n".join(items),
        "minimum": listed(str(n + 1) for n in session.minimum) if session.minimum else "",
        "stop_rules": "\n".join(f"- {one_line(rule.message)}" for rule in plan.stop_rules),
    }


def _why(session: Session, catalog: Catalog) -> list[str]:
    """Return the sport the session belongs to and the first reasons of its items, each once."""
    lines = []
    if session.activity and session.context != "standalone":
        activity = catalog.activities.get(session.activity)
        when = "before" if session.context == "before-activity" else "after"
        lines.append(f"- It comes {when} this: {activity.name if activity else one_line(session.activity)}.")
    wanted = [i for i in session.items if i.phase != "warm-up"] or session.items
    reasons = dict.fromkeys(one_line(item.because[0].message) for item in wanted if item.because)
    return lines + [f"- {reason}" for reason in list(reasons)[:MOST_REASONS]]


def _text(template: str, values: Mapping[str, str]) -> str:
    """Fill a template. A paragraph goes when all its words are empty; values are never read as a template."""
    shown = "\n".join(line for line in template.splitlines() if not line.startswith("#"))
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", shown.strip()):
        form = string.Template(paragraph)
        names = form.get_identifiers()
        if not names or any(values[name] for name in names):
            paragraphs.append(form.substitute(values).strip())
    return "\n\n".join(paragraphs)


@dataclass(frozen=True)
class Change:
    """A change of the clock: the instant in UTC (without tzinfo), the offsets on both sides, the name from then on."""

    at: datetime
    before: dt.timedelta
    after: dt.timedelta
    name: str

    @property
    def onset(self) -> datetime:
        """Return the wall time in the OLD offset, which is how RFC 5545 (3.6.5) wants it."""
        return self.at + self.before


def time_zone(name: str, first: dt.date) -> Timezone | None:
    """Return the VTIMEZONE for a week that begins on `first`, or None where events are better written in UTC.

    Why: one yearly rule for each half of the year is the one form that no parser misreads. Zones whose changes follow no
    weekday of a month (Morocco, Egypt, Israel, Chile) have none.
    """
    changes = _changes(name, datetime(first.year, 1, 1), datetime(first.year + RULE_YEARS, 1, 1))
    monday = datetime.combine(first, dt.time())
    zone = Timezone()
    zone.add("tzid", name)
    if all(change.at < monday - DAY for change in changes):
        settled = monday.replace(tzinfo=dt.UTC).astimezone(zoneinfo.ZoneInfo(name))
        if settled.tzname() == "UTC":
            return None
        offset = settled.utcoffset() or dt.timedelta()
        # Earlier changes don't matter to this week; the year is the customary one.
        zone.add_component(_observance(Change(datetime(1970, 1, 1) - offset, offset, offset, settled.tzname() or name)))
        return zone
    for after in sorted({change.after for change in changes}):
        found = [change for change in changes if change.after == after]
        rule = _yearly(found)
        if rule is None:
            return None
        zone.add_component(_observance(_a_year_earlier(found[0], rule), rule))
    return zone if len(zone.subcomponents) == 2 else None


def _changes(name: str, since: datetime, until: datetime) -> list[Change]:
    """Return the changes of a zone's offset between two instants in UTC, each to the minute."""
    info = zoneinfo.ZoneInfo(name)

    def offset(at: datetime) -> dt.timedelta:
        return at.replace(tzinfo=dt.UTC).astimezone(info).utcoffset() or dt.timedelta()

    found = []
    after = offset(since)
    for day in range((until - since).days):
        early, late = since + day * DAY, since + (day + 1) * DAY
        before, after = after, offset(late)
        if before == after:
            continue
        while late - early > MINUTE:
            middle = early + (late - early) // MINUTE // 2 * MINUTE
            early, late = (middle, late) if offset(middle) == before else (early, middle)
        named = late.replace(tzinfo=dt.UTC).astimezone(info).tzname()
        found.append(Change(late, before, after, named or name))
    return found


def _yearly(changes: list[Change]) -> int | None:
    """Return which weekday of its month all changes fall on (2: the second, -1: the last), once a year; None if none."""
    onsets = [change.onset for change in changes]
    alike = {(c.before, c.after, c.onset.month, c.onset.weekday(), c.onset.time()) for c in changes}
    if len(alike) != 1 or [o.year for o in onsets] != list(range(onsets[0].year, onsets[0].year + RULE_YEARS)):
        return None
    ordinals = {(onset.day + 6) // 7 for onset in onsets}
    if len(ordinals) == 1:
        return ordinals.pop()
    return -1 if all(o.day > months.monthrange(o.year, o.month)[1] - 7 for o in onsets) else None


def _a_year_earlier(change: Change, ordinal: int) -> Change:
    """Return the change that the rule gives for the year before, so that a January has an observance to lie in."""
    onset = change.onset
    year, month = onset.year - 1, onset.month
    length = months.monthrange(year, month)[1]
    days = [d for d in range(1, length + 1) if dt.date(year, month, d).weekday() == onset.weekday()]
    day = days[ordinal - 1] if ordinal > 0 else days[-1]
    return Change(onset.replace(year=year, day=day) - change.before, change.before, change.after, change.name)


def _observance(change: Change, ordinal: int | None = None) -> TimezoneStandard | TimezoneDaylight:
    """Return one half of the year. Its kind comes from the offsets: by name, Dublin's winter is the unusual time."""
    made = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    made.add("dtstart", change.onset)
    made.add("tzoffsetfrom", change.before)
    made.add("tzoffsetto", change.after)
    made.add("tzname", change.name)
    if ordinal is not None:
        byday = f"{ordinal}{WEEKDAYS[change.onset.weekday()]}"
        made.add("rrule", {"freq": "yearly", "bymonth": change.onset.month, "byday": byday})
    return made
