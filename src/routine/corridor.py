"""The straight way from answers to a plan: screen, assess, choose, plan. No clock and no files: both come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass, replace

from routine import __version__
from routine.advise import advise, stop_rules
from routine.assess import assess
from routine.choose import choose
from routine.gaps import unserved_words
from routine.in_the_way import Asked, in_the_way, nothing_helps
from routine.model.catalog import Catalog
from routine.model.plan import Busy, Carried, Optimality, Plan, PlanCatalog, Session
from routine.model.profile import Profile
from routine.plan import GAP, LIMIT, Help, Solved, Stuck, solve
from routine.plan.assemble import as_known, carried_of, needs_of, sessions_of
from routine.plan.slots import TEMPLATES, without_titles
from routine.screen import Screening, age_in, screen
from routine.week import dates_of, day_of


@dataclass(frozen=True)
class Request:
    """One week to plan. `digest`: of the profile; `now`: what began before it is over; `earlier`: the plan of
    this very week that is made anew; its sessions keep their ids, and what it carried over stays carried.
    `most_templates`: how many contents the sessions of one kind may have, at most."""

    profile: Profile
    digest: str
    week: str
    today: dt.date
    now: dt.datetime | None = None
    previous: Plan | None = None
    earlier: Plan | None = None
    busy: tuple[Busy, ...] = ()
    limit: float = LIMIT
    gap: float = GAP
    most_templates: int = TEMPLATES


def plan_week(request: Request, catalog: Catalog) -> Plan | Screening | Stuck:
    """Return the plan; or the screening, when a finding stops it; or what stands in the way, when nothing fits."""
    profile, dates = request.profile, dates_of(request.week)
    screening = screen(profile, catalog, request.today, dates)
    if screening.stopped:
        return screening
    age = age_in(profile, dates)
    needs = assess(profile, screening.active, catalog)
    choices = choose(profile, screening.active, catalog, age)
    carried = _carried(request, dates[0], catalog)
    solved = solve(
        profile,
        catalog,
        choices.permitted,
        needs,
        dates,
        age,
        now=request.now,
        busy=request.busy,
        carried=carried,
        limit=request.limit,
        gap=request.gap,
        most_templates=request.most_templates,
    )
    if isinstance(solved, Stuck):
        return replace(solved, helps=_helps(request, catalog, carried))
    sessions = sessions_of(solved, request.week, request.earlier.sessions if request.earlier else ())
    return Plan(
        program=__version__,
        profile_id=profile.id,
        profile_sha256=request.digest,
        name=profile.name,
        week=request.week,
        timezone=profile.timezone,
        catalog=PlanCatalog(version=catalog.version, sha256=catalog.sha256),
        screening=screening.for_plan(),
        advice=advise(profile, screening, catalog),
        stop_rules=stop_rules(screening, catalog),
        needs=needs_of(needs, solved),
        sessions=sessions,
        excluded=choices.excluded,
        busy=without_titles(request.busy),
        carried=carried,
        notices=(
            *_said(profile, choices.permitted),
            *unserved_words(needs, choices, catalog),
            *_unmet(profile, choices.permitted, sessions),
            *solved.notices,
        ),
        optimality=_optimality(solved),
    )


def _optimality(solved: Solved) -> Optimality:
    """Say how good the week is. Within the limit is not yet optimal: only a gap of nothing is."""
    s = solved.week.solution
    status = "optimal" if solved.week.gap <= 1e-9 else "feasible"
    return Optimality(status=status, gap=round(solved.week.gap, 6), objective=round(s.objective, 3), bound=round(s.bound, 3))  # type: ignore[arg-type]


def _said(profile: Profile, permitted: Container[str]) -> list[str]:
    """Say what the answers left open and how it was read."""
    notices = []
    if profile.screened is None:
        notices.append("No day is written for the red-flag questions (screened): they are taken as answered today.")
    if profile.birth_year is None:
        notices.append("No year of birth is written (birth_year): the doses stay at the careful end.")
    if profile.language.lower().partition("-")[0] != "en":
        notices.append(f"`language: {profile.language}`: the words of this program are English so far, and so is this plan.")
    lost = [w.exercise for w in profile.preferences.require if w.exercise not in permitted]
    return [*notices, *(f"{exercise} was required, but a rule forbids it: see `excluded` in the plan." for exercise in lost)]


def _unmet(profile: Profile, permitted: Container[str], sessions: tuple[Session, ...]) -> list[str]:
    """Say which wishes the week could not keep, though no rule is against them."""
    planned = {i.exercise for s in sessions for i in s.items}
    liked = [e for e in profile.preferences.prefer if e in permitted and e not in planned]
    notices = [f"{exercise} is preferred, but nothing you need this week asks for it, or there was no room." for exercise in liked]
    for wish in profile.preferences.require:
        if wish.exercise not in permitted:
            continue
        done = [(day_of(dt.date.fromisoformat(s.date)), i.sets) for s in sessions for i in s.items if i.exercise == wish.exercise]
        days = {day for day, _ in done}
        without = [day for day in wish.days if day not in days] if wish.days else [] if done else ["any day"]
        if without:
            notices.append(f"{wish.exercise} was required on {', '.join(without)}, but no session there has room or place for it.")
        sets = sorted({sets for _, sets in done if wish.sets and sets != wish.sets})
        if sets:
            notices.append(
                f"{wish.exercise} was required with {wish.sets} {'set' if wish.sets == 1 else 'sets'}; its dose allows {', '.join(map(str, sets))}."
            )
    return notices


def _carried(request: Request, first: dt.date, catalog: Catalog) -> tuple[Carried, ...]:
    if request.previous is None:
        return as_known(request.earlier.carried, catalog) if request.earlier else ()
    return carried_of(request.previous.sessions, first, catalog)


def _helps(request: Request, catalog: Catalog, carried: tuple[Carried, ...]) -> tuple[Help, ...]:
    """Return the smallest set of answers that stand in the way, each with what would help."""
    asked = Asked(request.profile, dates_of(request.week), request.today, request.now, request.busy, carried)
    return tuple(way.help for way in in_the_way(asked, catalog)) or (nothing_helps(),)
