"""The straight way from answers to a plan: screen, assess, choose, plan. No clock and no files: both come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from routine import __version__
from routine.advise import advise, stop_rules
from routine.assess import assess
from routine.choose import choose
from routine.model.catalog import Catalog
from routine.model.plan import Busy, Carried, Optimality, Plan, PlanCatalog, Session
from routine.model.profile import Abilities, ConditionAnswer, Profile, Schedule, Window
from routine.model.terms import DAYS
from routine.plan import GAP, LIMIT, Solved, Stuck, solve
from routine.plan.assemble import carried_of, needs_of, sessions_of
from routine.screen import Screening, age_in, screen
from routine.week import dates_of, day_of

Change = Callable[[Profile], dict[str, Any]]  # what the profile would say instead
QUICK = 0.6  # deterministic seconds: enough to see whether anything fits


@dataclass(frozen=True)
class Request:
    """One week to plan. `digest`: of the profile; `now`: what began before it is over; `earlier`: the plan of
    this very week that is made anew; its sessions keep their ids, and what it carried over stays carried."""

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


def plan_week(request: Request, catalog: Catalog) -> Plan | Screening | Stuck:
    """Return the plan; or the screening, when a finding stops it; or what stands in the way, when nothing fits."""
    profile, dates = request.profile, dates_of(request.week)
    screening = screen(profile, catalog, request.today, dates)
    if screening.stopped:
        return screening
    age = age_in(profile, dates)
    needs = assess(profile, screening.active, catalog)
    choices = choose(profile, screening.active, catalog, age)
    carried = _carried(request, dates[0])
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
    )
    if isinstance(solved, Stuck):
        return replace(solved, answers=solved.answers or _in_the_way(request, catalog))
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
        busy=request.busy,
        carried=carried,
        notices=(*_said(profile, choices.permitted), *_unmet(profile, choices.permitted, sessions), *solved.notices),
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
            notices.append(f"{wish.exercise} was required with {wish.sets} sets; its dose allows {', '.join(map(str, sets))}.")
    return notices


def _carried(request: Request, first: dt.date) -> tuple[Carried, ...]:
    if request.previous is None:
        return request.earlier.carried if request.earlier else ()
    return tuple(
        Carried(exercise=i.exercise, technique=i.technique, phase=i.phase, side=i.side, muscles=i.muscles, date=s.date, start=s.start)
        for s, i in carried_of(request.previous.sessions, first)
    )


def _in_the_way(request: Request, catalog: Catalog) -> tuple[str, ...]:
    """Return the smallest set of answers without which something would fit, in a person's words."""
    ways = _relaxed(request.profile, catalog)
    for size in (1, 2, 3):
        for names in combinations(ways, size):
            profile = request.profile
            for name in names:
                profile = profile.model_copy(update=ways[name](profile))
            if _something_fits(replace(request, profile=profile), catalog):
                return names
    return tuple(ways)


def _something_fits(request: Request, catalog: Catalog) -> bool:
    profile, dates = request.profile, dates_of(request.week)
    screening = screen(profile, catalog, request.today, dates)
    age = age_in(profile, dates)
    needs = assess(profile, screening.active, catalog)
    choices = choose(profile, screening.active, catalog, age)
    return isinstance(solve(profile, catalog, choices.permitted, needs, dates, age, limit=QUICK, gap=0.5), Solved)


def _relaxed(profile: Profile, catalog: Catalog) -> dict[str, Change]:
    """Return what could be answered otherwise, and what the profile would say then."""
    ways: dict[str, Change] = {}
    everything = tuple((key,) for key in catalog.vocabulary.equipment)
    if profile.preferences.avoid:
        ways["preferences.avoid: the exercises you want to leave out"] = lambda p: {
            "preferences": p.preferences.model_copy(update={"avoid": ()})
        }
    if profile.preferences.avoid_positions:
        ways["preferences.avoid_positions: the positions you want to avoid"] = lambda p: {
            "preferences": p.preferences.model_copy(update={"avoid_positions": ()})
        }
    if profile.preferences.require:
        ways["preferences.require: the exercises that must be in"] = lambda p: {
            "preferences": p.preferences.model_copy(update={"require": ()})
        }
    ways["equipment: a roller, a ball, a mat would open more"] = lambda _: {"equipment": {"*": everything}}
    ways["abilities: getting down to the floor, kneeling, leaning on the hands, one leg"] = lambda _: {"abilities": Abilities(floor=True)}
    ways["schedule: at least three windows of 20 minutes"] = lambda _: {
        "schedule": Schedule(windows={day: (Window(at="07:00-08:00"),) for day in DAYS[::2]})
    }
    for answer in profile.conditions:
        name = catalog.conditions[answer.id].name
        ways[f"conditions.{answer.id}: {name}; only a professional can change this"] = _without(answer)
    return ways


def _without(answer: ConditionAnswer) -> Change:
    return lambda p: {"conditions": tuple(c for c in p.conditions if c != answer)}
