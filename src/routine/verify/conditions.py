"""Which conditions hold on a day: those that were named, their phases by date, and those that nobody has to name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from routine.model.catalog import Catalog
from routine.model.conditions import Condition
from routine.model.profile import ConditionAnswer, Profile
from routine.model.terms import Level, Side
from routine.verify.anatomy import Anatomy

Phases = tuple[tuple[str, ...], ...]

TERM = 280  # days of gestation at the due date
LIMBS = ("arm", "leg")
CLEARED_FOR = dt.timedelta(weeks=26)


@dataclass(frozen=True, eq=False)
class Held:
    """A condition as it stands on one day.

    `gate` is what it means for the whole plan: where a phase is known to hold, the phase's gate counts and the entry's
    own does not. `places` is what `given` means, None where nobody said; a side of None is not known.
    """

    id: str
    condition: Condition
    gate: Level
    side: Side | None
    places: frozenset[str] | None
    cleared: bool


def is_cleared(cleared: dt.date | None, last: dt.date) -> bool:
    """Tell whether a professional's word is there and not older than 26 weeks on the last day of the week."""
    return cleared is not None and cleared <= last <= cleared + CLEARED_FOR


def phase_ids(condition: Condition, answer: ConditionAnswer, day: dt.date) -> tuple[str, ...]:
    """Return the phases that hold on a day; without a usable date the strictest one does."""
    if not condition.phases:
        return ()
    strictest = (condition.strictest or condition.phases[0].condition,)
    passed = None
    if condition.dated == "due" and answer.due is not None:
        passed = TERM - (answer.due - day).days
    elif condition.dated != "due" and answer.since is not None:
        passed = (day - answer.since).days
    if passed is None or passed < 0:
        return strictest
    return tuple(p.condition for p in condition.phases if p.from_days <= passed and (p.to_days is None or passed <= p.to_days))


def phases_on(day: dt.date, profile: Profile, catalog: Catalog) -> Phases:
    """Return for each answered condition the phases that hold on a day."""
    known = ((answer, catalog.conditions.get(answer.id)) for answer in profile.conditions)
    return tuple(phase_ids(entry, answer, day) if entry else () for answer, entry in known)


def held_on(day: dt.date, last: dt.date, profile: Profile, body: Anatomy, age: int | None) -> tuple[Held, ...]:
    """Return every condition that holds on a day. `last` is the last day of the week, by which a clearance is judged."""
    catalog = body.catalog
    return (*_answered(day, last, profile, body), *_applied(last, profile, catalog, age, body))


def _answered(day: dt.date, last: dt.date, profile: Profile, body: Anatomy) -> Iterator[Held]:
    for answer in profile.conditions:
        entry = body.catalog.conditions.get(answer.id)
        if entry is None:
            continue
        sided = answer.side if entry.local or entry.sided else None
        side = None if sided == "both" else sided
        cleared = is_cleared(answer.cleared, last)
        phases = [(key, body.catalog.conditions[key]) for key in phase_ids(entry, answer, day) if key in body.catalog.conditions]
        yield Held(answer.id, entry, "advice" if phases else entry.gate, side, _places(answer, entry, entry, body), cleared)
        for key, phase in phases:
            yield Held(key, phase, phase.gate, side, _places(answer, phase, entry, body), cleared)


def _places(answer: ConditionAnswer, condition: Condition, entry: Condition, body: Anatomy) -> frozenset[str] | None:
    regions = (answer.region,) if answer.region is not None else condition.region or entry.region
    if condition.whole_limb:
        regions = tuple(limb for region in regions for limb in LIMBS if region in body.subtree(limb)) or regions
    return frozenset().union(*(body.around(region) for region in regions)) if regions else None


def _applied(last: dt.date, profile: Profile, catalog: Catalog, age: int | None, body: Anatomy) -> Iterator[Held]:
    for key, condition in catalog.conditions.items():
        if _applies(condition, profile, age, body) or _runs_on(condition, profile, body):
            cleared = any(is_cleared(a.cleared, last) for a in profile.conditions if a.id == key)
            places = frozenset().union(*(body.around(r) for r in condition.region)) if condition.region else None
            yield Held(key, condition, condition.gate, None, places, cleared)


def _applies(condition: Condition, profile: Profile, age: int | None, body: Anatomy) -> bool:
    when = condition.applies
    if when is None:
        return False
    by_age = (when.age_from is not None or when.age_to is not None) and age is not None
    if by_age and age is not None:
        by_age = (when.age_from is None or age >= when.age_from) and (when.age_to is None or age <= when.age_to)
    worst = max((pain.intensity for pain in profile.pain), default=None)
    by_pain = when.pain_from is not None and worst is not None and worst >= when.pain_from
    # A pain that covers a place may lie in it, and one in the whole body covers every place.
    near = body.subtrees(when.pain_in) if when.pain_in else None
    by_provoker = any(
        not set(when.provoked_by).isdisjoint(pain.provoked_by) and (near is None or not near.isdisjoint(body.subtree(pain.region)))
        for pain in profile.pain
    )
    return when.everyone or by_age or by_pain or by_provoker


def _runs_on(condition: Condition, profile: Profile, body: Anatomy) -> bool:
    """Tell whether a pain spreads as the condition says, unless a professional excluded what it stands for."""
    when, seen = condition.applies, profile.seen
    if when is None or not when.spreads_to:
        return False
    if seen is not None and any(word.strip().lower() in when.unless_excluded for word in seen.excluded):
        return False
    origins, ends = body.subtrees(when.spreads_from), body.subtrees(when.spreads_to)
    spreading = [pain for pain in profile.pain if pain.intensity and pain.region in origins]
    return any(place in ends for pain in spreading for place in pain.spreads_to)
