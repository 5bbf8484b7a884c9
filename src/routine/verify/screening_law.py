"""L14: a finding that stops planning leaves no plan at all."""

from __future__ import annotations

from collections.abc import Iterator

from routine.model.conditions import Raise, RedFlag
from routine.model.terms import LEVELS, Level
from routine.problem import Problem
from routine.verify.case import Case, broken
from routine.verify.conditions import is_cleared

LAW = "L14: an emergency or urgent finding, an uncleared clearance finding, or red flags never asked or stale: no plan"
STOPS: tuple[Level, ...] = ("urgent", "emergency")
IN_A_PLAN: tuple[Level, ...] = ("clearance", *STOPS)  # a finding that somebody cleared is written a level lower
NEW_PAIN_WEEKS = 6
ASKED_DAYS, AHEAD_DAYS = 28, 7  # how long answers stand on the day of planning, and how long before its week that day may be


def l14_nothing_stops(case: Case) -> Iterator[Problem]:
    flags = case.profile.red_flags
    if flags is None:
        yield broken("L14", "the profile was never asked for red flags", LAW, "run `routine screen`")
    for answer in flags or ():
        flag = case.catalog.red_flags.get(answer.id)
        if flag is None:
            yield broken("L14", f"the catalog has no red flag '{answer.id}', so it can't be ruled out", LAW)
            continue
        level = flag_level(case, flag, {a.id for a in flags or ()})
        if level in STOPS or (level == "clearance" and not is_cleared(answer.cleared, case.last)):
            yield broken("L14", f"the red flag '{answer.id}' is {level}{'' if level in STOPS else ' and not cleared'}", LAW, flag.do)
    yield from _asked_lately(case)
    yield from _conditions(case)
    yield from _age(case)
    findings = [finding for finding in case.plan.screening.findings if finding.level in IN_A_PLAN]
    if case.plan.screening.outcome == "stop" or findings:
        yield broken("L14", f"the plan's own screening says stop ({', '.join(f.id for f in findings) or 'outcome'})", LAW)


def _asked_lately(case: Case) -> Iterator[Problem]:
    """The day of planning stands in no plan; but answers this old were stale on any day of the week before, too."""
    asked, most = case.profile.screened, ASKED_DAYS + AHEAD_DAYS
    if asked is not None and (case.monday - asked).days > most:
        yield broken("L14", f"the red flags were last asked on {asked}, more than {most} days before {case.monday}", LAW, "ask again")


def _conditions(case: Case) -> Iterator[Problem]:
    seen = set()
    for answer in case.profile.conditions:
        if answer.id not in case.catalog.conditions:
            yield broken("L14", f"the catalog has no condition '{answer.id}', so it can't be respected", LAW)
    for day in case.week:
        for held in case.held(day):
            gate, uncleared = held.gate, held.gate == "clearance" and not held.cleared
            if (gate in STOPS or uncleared) and held.id not in seen:
                seen.add(held.id)
                yield broken(
                    "L14",
                    f"the condition '{held.id}' is {gate}{' and not cleared' if uncleared else ''} on {day}",
                    LAW,
                    held.condition.message,
                )


def _age(case: Case) -> Iterator[Problem]:
    youngest, oldest = min(low for low, _ in case.catalog.ages.values()), max(high for _, high in case.catalog.ages.values())
    if case.age is not None and not youngest <= case.age <= oldest:
        yield broken("L14", f"an age of {case.age} is out of scope ({youngest} to {oldest})", LAW)


def flag_level(case: Case, flag: RedFlag, answered: set[str]) -> Level:
    """Return the level of a flag, raised by whatever else is true."""
    raised = [entry.to for entry in flag.raises if _raised(case, entry, answered)]
    return max([flag.level, *raised], key=LEVELS.index)


def _raised(case: Case, entry: Raise, answered: set[str]) -> bool:
    by_flag = not answered.isdisjoint(entry.with_flag)
    # An age that is not known may be above.
    by_age = entry.age_over is not None and (case.age is None or case.age > entry.age_over)
    places = case.body.subtrees(entry.new_pain)
    by_pain = any(p.region in places and (p.weeks is None or p.weeks <= NEW_PAIN_WEEKS) for p in case.profile.pain)
    return by_flag or by_age or by_pain
