"""The week: sessions, templates, the solved program, and the plan that people read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from routine.choose import Choice
from routine.model.catalog import Catalog
from routine.model.plan import Busy, Carried, Need
from routine.model.profile import Profile
from routine.plan.options import Situation
from routine.plan.program import Week, solve_week
from routine.plan.slots import TEMPLATES, Slot, Template, slots_of, taken_windows, templates_of

LIMIT = 8.0  # deterministic seconds of the solver, not of the clock
GAP = 0.01


@dataclass(frozen=True)
class Help:
    """An answer that stands in the way: the key in the profile, what it says now, what would help, and both in words."""

    field: str
    now: str
    would_help: str
    words: str


@dataclass(frozen=True)
class Stuck:
    """Nothing safe fits. `helps`: the smallest set of answers that stand in the way, filled in by who can try others."""

    notices: tuple[str, ...] = ()
    helps: tuple[Help, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """Return what stands in the way in a person's words."""
        return tuple(f"{h.field}: {h.words}" for h in self.helps)


@dataclass(frozen=True)
class Solved:
    """A solved week, before it is put into words."""

    week: Week
    templates: tuple[Template, ...]
    situation: Situation
    notices: tuple[str, ...]


def solve(
    profile: Profile,
    catalog: Catalog,
    permitted: dict[str, Choice],
    needs: tuple[Need, ...],
    dates: tuple[dt.date, ...],
    age: int | None,
    *,
    now: dt.datetime | None = None,
    busy: tuple[Busy, ...] = (),
    carried: tuple[Carried, ...] = (),
    limit: float = LIMIT,
    gap: float = GAP,
    most_templates: int = TEMPLATES,
) -> Solved | Stuck:
    """Choose the week. `now`: sessions that would have begun already are left out. `most_templates`: of one kind of session."""
    slots, notices = slots_of(profile, catalog, dates, busy, now)
    situation = Situation(profile, catalog, permitted, needs, age)
    taken = taken_windows(profile, dates, busy, now)
    if not slots:
        return Stuck(notices + taken)
    usable, dropped = _usable(situation.told_apart(slots), situation)
    if not usable:
        return Stuck(notices + taken)
    templates = templates_of(usable, most_templates)
    week = solve_week(situation, templates, carried, limit=limit, gap=gap)
    if week is None and len(usable) > 1:
        week, templates, lost = _one_by_one(situation, usable, carried, limit, gap, most_templates)
        dropped += lost
    if week is None:
        return Stuck(notices + taken)
    left_out = tuple(f"No lawful session fits on {s.date} at {s.begins:%H:%M}; it is left out." for s in dropped)
    return Solved(week, templates, situation, notices + left_out)


def _usable(slots: tuple[Slot, ...], situation: Situation) -> tuple[tuple[Slot, ...], tuple[Slot, ...]]:
    """Split the sessions into those that could hold a warm-up and something beside it, and those that could not."""
    good: list[Slot] = []
    bad: list[Slot] = []
    for slot in slots:
        phases = {o.phase for o in situation.options(Template("A", (slot,)))}
        (good if "warm-up" in phases and len(phases) > 1 else bad).append(slot)
    return tuple(good), tuple(bad)


def _one_by_one(
    situation: Situation, slots: tuple[Slot, ...], carried: tuple[Carried, ...], limit: float, gap: float, most_templates: int
) -> tuple[Week | None, tuple[Template, ...], tuple[Slot, ...]]:
    """Leave out the sessions that make the week impossible, the fewest that help."""
    alone = [s for s in slots if solve_week(situation, templates_of((s,)), carried, limit=1.0, gap=0.5)]
    while alone:
        templates = templates_of(tuple(alone), most_templates)
        week = solve_week(situation, templates, carried, limit=limit, gap=gap)
        if week:
            return week, templates, tuple(s for s in slots if s not in alone)
        alone.pop()
    return None, (), slots
