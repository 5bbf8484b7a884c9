"""Screening: may this person start at all, and which conditions rule the week?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from routine.body import Body
from routine.matching import Active
from routine.model.catalog import Catalog
from routine.model.conditions import Applies, Condition, Raise, RedFlag
from routine.model.plan import PlanFinding, PlanScreening
from routine.model.profile import ConditionAnswer, FlagAnswer, Profile
from routine.model.terms import LEVELS, Level

CLEARED_WEEKS = 26  # how long a professional's word opens the level `clearance`
ASKED_DAYS = 28  # how long an answered screening stands
AHEAD_DAYS = 7  # a week is planned on the answers of the week before it, at the earliest
NEW_PAIN_WEEKS = 6  # a pain younger than this is new
STOPS: tuple[Level, ...] = ("clearance", "urgent", "emergency")
FALLBACK = "your local emergency number"
DO_WHEN_RAISED: dict[Level, str] = {
    "urgent": "See a doctor today or tomorrow, and do not begin a plan before that.",
    "emergency": "Call {emergency} now or go to an emergency department.",
}


@dataclass(frozen=True)
class Screening:
    """What the answers mean: findings, the gravest first, and the conditions that hold in this week."""

    findings: tuple[PlanFinding, ...]
    active: tuple[Active, ...]
    emergency: str

    @property
    def stopped(self) -> bool:
        return any(f.level in STOPS for f in self.findings)

    def for_plan(self) -> PlanScreening:
        changed = any(f.level == "precaution" for f in self.findings)
        return PlanScreening(outcome="stop" if self.stopped else "precautions" if changed else "clear", findings=self.findings)


def screen(profile: Profile, catalog: Catalog, today: dt.date, dates: tuple[dt.date, ...]) -> Screening:
    """Judge a profile as it is on `today` for the `dates` of a week."""
    age = age_in(profile, dates)
    number = emergency_number(profile, catalog)
    active = active_conditions(profile, catalog, dates, age, today)
    findings = [*_asked(profile, today, dates), *_age_scope(age), *_flags(profile, catalog, today, dates, age, number)]
    spans = {a.answer for a in active if a.id != a.answer}  # where a phase holds, it speaks for the whole
    findings += [f for a in active if not (a.id == a.answer and a.id in spans) and (f := _condition_finding(a, number))]
    findings += _worse(profile)
    grave = sorted(dict.fromkeys(findings), key=lambda f: (-LEVELS.index(f.level), f.id))
    return Screening(tuple(grave), active, number)


def age_in(profile: Profile, dates: tuple[dt.date, ...]) -> int | None:
    """Return the age as the laws count it: year of the week less year of birth."""
    return None if profile.birth_year is None else int(dates[3].year) - profile.birth_year  # the Thursday names the ISO year


def emergency_number(profile: Profile, catalog: Catalog) -> str:
    call = catalog.emergency.get(profile.country or "")
    return call.number if call else FALLBACK


def _asked(profile: Profile, today: dt.date, dates: tuple[dt.date, ...]) -> list[PlanFinding]:
    """Red flags must have been asked, lately (for a week far ahead: not long before it), and after the newest pain began."""
    if profile.red_flags is None:
        return [
            PlanFinding(
                id="not-screened",
                level="clearance",
                message="The red flags have not been asked yet. Run `routine init` and answer them; it takes two minutes.",
            )
        ]
    asked = profile.screened or today
    if asked > today:
        return [
            PlanFinding(
                id="screened-in-future",
                level="clearance",
                message=f"`screened` says {asked}, which has not come yet. Answer the red flags today.",
            )
        ]
    if (today - asked).days > ASKED_DAYS:
        return [
            PlanFinding(
                id="screening-stale",
                level="clearance",
                message=f"The red flags were last asked on {asked}, more than {ASKED_DAYS} days ago. Please answer them again with `routine init`.",
            )
        ]
    if (dates[0] - asked).days > ASKED_DAYS + AHEAD_DAYS:
        return [
            PlanFinding(
                id="screening-stale",
                level="clearance",
                message=f"The red flags were last asked on {asked}, which is too long before {dates[0]}, when this week begins."
                " Plan it when it is nearer, and answer them again then with `routine init`.",
            )
        ]
    newer = [p for p in profile.pain if p.weeks is not None and p.intensity > 0 and today - dt.timedelta(weeks=p.weeks) > asked]
    if newer:
        return [
            PlanFinding(
                id="screening-stale",
                level="clearance",
                message=f"A pain began after the red flags were asked ({asked}). Please answer them again with `routine init`.",
            )
        ]
    return []


def _age_scope(age: int | None) -> list[PlanFinding]:
    if age is not None and not 6 <= age <= 120:
        return [
            PlanFinding(
                id="age-out-of-scope",
                level="clearance",
                message="This program plans for people from 6 years on. For a younger child, ask a children's doctor or physiotherapist.",
            )
        ]
    return []


def _flags(
    profile: Profile, catalog: Catalog, today: dt.date, dates: tuple[dt.date, ...], age: int | None, number: str
) -> list[PlanFinding]:
    findings = []
    true = list(profile.red_flags or ())
    ids = {f.id for f in true}
    body = Body(catalog)
    for answer in true:
        flag = catalog.red_flags[answer.id]
        level = flag_level(flag, ids, profile, age, body)
        if level == "clearance" and is_cleared(answer, today, dates):
            level = "advice"
        message = f"You said yes to: {flag.ask} {_what_to_do(flag, level, ids, profile, age, body).replace('{emergency}', number)}"
        findings.append(PlanFinding(id=answer.id, level=level, message=message, source=flag.sources[0]))
    return findings


def _what_to_do(flag: RedFlag, level: Level, ids: set[str], profile: Profile, age: int | None, body: Body) -> str:
    """Return what to do now. Words for the level that a flag has by itself would mislead where something raises it."""
    why = next((r.why for r in flag.raises if r.to == level and _raised(r, ids, profile, age, body)), "")
    return f"{why} {DO_WHEN_RAISED[level]}" if why and level in DO_WHEN_RAISED and level != flag.level else flag.do


def flag_level(flag: RedFlag, ids: set[str], profile: Profile, age: int | None, body: Body) -> Level:
    """Return the level of a flag, raised by whatever weighs with it."""
    level = flag.level
    for raised in flag.raises:
        if _raised(raised, ids, profile, age, body) and LEVELS.index(raised.to) > LEVELS.index(level):
            level = raised.to
    return level


def _raised(raised: Raise, ids: set[str], profile: Profile, age: int | None, body: Body) -> bool:
    """Tell whether anything that an entry names is true. An age or a date that nobody told may be one that weighs."""
    past = raised.age_over is not None and (age is None or age > raised.age_over)
    places = body.within(raised.new_pain)
    new = any(p.region in places and (p.weeks is None or p.weeks <= NEW_PAIN_WEEKS) for p in profile.pain)
    return not ids.isdisjoint(raised.with_flag) or past or new


def is_cleared(answer: FlagAnswer | ConditionAnswer, today: dt.date, dates: tuple[dt.date, ...]) -> bool:
    """Tell whether a professional's word covers the whole week."""
    return answer.cleared is not None and answer.cleared <= today and max(dates) <= answer.cleared + dt.timedelta(weeks=CLEARED_WEEKS)


def active_conditions(
    profile: Profile, catalog: Catalog, dates: tuple[dt.date, ...], age: int | None, today: dt.date
) -> tuple[Active, ...]:
    """Return the conditions that hold on any date of the week: those named, their phases, and those that nobody names."""
    found: dict[Active, None] = {}
    body = Body(catalog)
    exact = any(not catalog.conditions[answer.id].gives_way for answer in profile.conditions)
    for answer in profile.conditions:
        if exact and catalog.conditions[answer.id].gives_way:
            continue
        for key in phases_of(answer, catalog, dates):
            condition = catalog.conditions[key]
            named = catalog.conditions[answer.id]
            local, takes_side = condition.local or named.local, condition.local or condition.sided or named.local or named.sided
            region = (answer.region,) if answer.region and local else condition.region or named.region
            if condition.whole_limb:
                region = tuple(body.limb(r) for r in region)
            cleared = is_cleared(answer, today, dates)
            side = answer.side if takes_side else None
            found[Active(key, condition, region, side, cleared, answer.id, _days_in(key, answer, catalog, dates))] = None
    worst = max((p.intensity for p in profile.pain), default=0)
    for key, condition in catalog.conditions.items():
        if condition.applies and (_holds(condition.applies, age, worst, profile, body) or _spreads(condition.applies, profile, body)):
            found[Active(key, condition, condition.region, answer=key)] = None
    return tuple(found)


def _holds(applies: Applies, age: int | None, worst_pain: int, profile: Profile, body: Body) -> bool:
    """Tell whether a condition holds by itself. An unknown age is taken as adult."""
    if applies.provoked_by:
        pains = [p for p in profile.pain if set(p.provoked_by) & set(applies.provoked_by)]
        places = body.within(applies.pain_in)
        return any(not applies.pain_in or not places.isdisjoint(body.parts(p.region)) for p in pains)
    if applies.pain_from is not None:
        return worst_pain >= applies.pain_from
    if applies.age_from is not None or applies.age_to is not None:
        return age is not None and (applies.age_from or 0) <= age <= (applies.age_to or 200)
    return applies.everyone


def _spreads(applies: Applies, profile: Profile, body: Body) -> bool:
    """Tell whether a pain runs from one of the places to one of the others, and nobody has looked into it yet."""
    excluded = {word.strip().lower() for word in profile.seen.excluded} if profile.seen else set()
    if not applies.spreads_to or excluded & set(applies.unless_excluded):
        return False
    start, end = body.within(applies.spreads_from), body.within(applies.spreads_to)
    return any(p.intensity > 0 and p.region in start and not end.isdisjoint(p.spreads_to) for p in profile.pain)


def phases_of(answer: ConditionAnswer, catalog: Catalog, dates: tuple[dt.date, ...]) -> tuple[str, ...]:
    """Return the condition itself with the phases it passes through in the week; without a date the strictest one."""
    condition = catalog.conditions[answer.id]
    if not condition.phases:
        return (answer.id,)
    return (answer.id, *dict.fromkeys(key for date in dates for key in _phases_on(date, condition, answer)))


def _phases_on(date: dt.date, condition: Condition, answer: ConditionAnswer) -> list[str]:
    first, day = condition.phases[0], _day(date, condition, answer)
    inside = [p.condition for p in condition.phases if day is not None and p.from_days <= day and (p.to_days is None or day <= p.to_days)]
    if day is None or (not inside and day < first.from_days):
        return [condition.strictest or first.condition]  # no date, or one that has not come yet: take care
    return inside


def _day(date: dt.date, condition: Condition, answer: ConditionAnswer) -> int | None:
    """Return how many days a condition has lasted on a date, None where nobody knows."""
    if condition.dated == "due" and answer.due:
        return 280 - (answer.due - date).days
    if condition.dated == "since" and answer.since:
        return (date - answer.since).days
    return None


def _days_in(key: str, answer: ConditionAnswer, catalog: Catalog, dates: tuple[dt.date, ...]) -> tuple[dt.date, ...]:
    """Return the days on which a condition or its phase holds, none where that is the whole week."""
    days = tuple(date for date in dates if key in phases_of(answer, catalog, (date,)))
    return () if days == dates else days


def _condition_finding(active: Active, number: str) -> PlanFinding | None:
    condition = active.condition
    if condition.applies and condition.applies.everyone:
        return None
    level = condition.gate
    if level == "clearance" and active.cleared:
        level = "precaution"
    message = condition.message.replace("{emergency}", number)
    if level == "clearance":
        message += " Ask a professional first; when they agree, write `cleared: <date>` beside this condition."
    return PlanFinding(id=active.id, level=level, message=f"{condition.name}: {message}", source=condition.sources[0])


def _worse(profile: Profile) -> list[PlanFinding]:
    if not any(p.course == "worse" for p in profile.pain):
        return []
    return [
        PlanFinding(
            id="pain-getting-worse",
            level="advice",
            message="You say the pain is getting worse. If that goes on, see a doctor or physiotherapist; do not wait four weeks.",
            source="project-default",
        )
    ]
