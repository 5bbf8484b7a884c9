"""How the planner grows, what templates cost, and what a plain heuristic would reach."""

from __future__ import annotations

import statistics
import time

from routine.assess import assess
from routine.choose import choose
from routine.corridor import plan_week
from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.model.profile import Profile
from routine.plan import Solved, Stuck, solve
from routine.plan.program import build
from routine.screen import age_in, screen
from routine.week import dates_of
from tests.bench.greedy import greedy
from tests.bench.people import TODAY, WEEK, of_size, people, request, with_sessions

SIZES, SESSIONS, TEMPLATES = (180, 600, 1800), (3, 7, 14), (1, 2, 3, 14)  # 14: every session its own


def chosen(catalog: Catalog, count: int) -> list[tuple[str, Profile]]:
    """Return so many people of different kinds, each with a week of six sessions."""
    return people(catalog)[1::3][:count]


def planned(profile: Profile, catalog: Catalog, **changed: object) -> tuple[Plan | None, float]:
    start = time.process_time()
    made = plan_week(request(profile, **changed), catalog)
    return made if isinstance(made, Plan) else None, time.process_time() - start


def _row(what: str, plans: list[tuple[Plan | None, float]]) -> None:
    good = [plan.optimality.gap for plan, _ in plans if plan]
    times = statistics.median(t for _, t in plans)
    gaps = f"gap median {statistics.median(good):6.2%}, largest {max(good):6.2%}" if good else "no week"
    print(f"  {what:28} {times:6.1f} s   {gaps}   weeks {len(good)} of {len(plans)}", flush=True)


def sizes(catalog: Catalog, count: int) -> None:
    print("\nexercises in the catalog (seconds of one core, median)")
    for size in SIZES:
        grown = of_size(catalog, size)
        _row(f"{size} exercises", [planned(p, grown) for _, p in chosen(catalog, count)])


def sessions(catalog: Catalog, count: int) -> None:
    print("\nsessions in the week")
    for wanted in SESSIONS:
        _row(f"{wanted} sessions", [planned(with_sessions(p, wanted, catalog), catalog) for _, p in chosen(catalog, count)])


def templates(catalog: Catalog, count: int) -> None:
    """Print what sharing content between sessions costs, against what is proven for the week without sharing."""
    print("\ntemplates: what is missing to the best that is proven for a week without them")
    weeks = {most: [planned(p, catalog, most_templates=most) for _, p in chosen(catalog, count)] for most in TEMPLATES}
    for most, plans in weeks.items():
        whole = [full for full, _ in weeks[TEMPLATES[-1]]]
        pairs = [(plan, full) for (plan, _), full in zip(plans, whole, strict=True) if plan and full]
        lost = [1 - plan.optimality.objective / full.optimality.bound for plan, full in pairs]
        found = [1 - plan.optimality.objective / full.optimality.objective for plan, full in pairs]
        _row("one for each session" if most == TEMPLATES[-1] else f"{most} of a kind", plans)
        if lost:
            print(f"{'':37} at most {statistics.median(lost):6.2%} lost, {statistics.median(found):6.2%} beside the week found (medians)")


def heuristic(catalog: Catalog, count: int) -> None:
    """Print how far a greedy week stays behind what is proven."""
    print("\na greedy week beside the proven bound")
    for name, profile in chosen(catalog, count):
        made, solving = _solved(profile, catalog)
        if not isinstance(made, Solved):
            continue
        start = time.process_time()
        value = greedy(*build(made.situation, made.templates, ()))
        took = time.process_time() - start
        behind = "finds no lawful week" if value is None else f"{1 - value / made.week.solution.bound:6.1%} behind"
        print(f"  {name:38} greedy {behind} in {took:4.1f} s   solved {made.week.gap:6.2%} behind in {solving:4.1f} s", flush=True)


def _solved(profile: Profile, catalog: Catalog) -> tuple[Solved | Stuck, float]:
    start = time.process_time()
    dates = dates_of(WEEK)
    active, age = screen(profile, catalog, TODAY, dates).active, age_in(profile, dates)
    permitted = choose(profile, active, catalog, age).permitted
    return solve(profile, catalog, permitted, assess(profile, active, catalog), dates, age), time.process_time() - start
