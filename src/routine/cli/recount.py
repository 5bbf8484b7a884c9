"""What follows from an edited plan by arithmetic alone: seconds, ends, and what the needs get."""

from __future__ import annotations

from collections import defaultdict

from routine.body import Body, sides
from routine.model.catalog import Catalog
from routine.model.plan import Item, Need, Plan, Session
from routine.model.profile import clock_of, minute_of
from routine.model.terms import Action, Side

QUARTERS = 4
Given = dict[tuple[str, Side, Action], int]


def recount(plan: Plan, catalog: Catalog) -> Plan:
    """Return the plan with its seconds, ends and sums counted anew. Its exercises have to be in the catalog.

    Why: somebody who takes a set away should not have to add up the week by hand. Nothing that was decided is touched.
    """
    sessions = tuple(_session(s, catalog) for s in plan.sessions)
    given = _given(sessions, catalog)
    return plan.model_copy(update={"sessions": sessions, "needs": tuple(_need(n, given) for n in plan.needs)})


def _session(session: Session, catalog: Catalog) -> Session:
    items = tuple(i.model_copy(update={"seconds": _seconds(i, catalog)}) for i in session.items)
    seconds = sum(i.seconds for i in items)
    end = clock_of(minute_of(session.start) + -(-seconds // 60))
    return session.model_copy(update={"items": items, "seconds": seconds, "end": end})


def _seconds(item: Item, catalog: Catalog) -> int:
    times = 2 if catalog.exercises[item.exercise].laterality == "unilateral" and item.side == "both" else 1
    return item.setup_s + times * (item.sets * item.work_s + (item.sets - 1) * item.rest_s) + (times - 1) * item.switch_s


def _need(need: Need, given: Given) -> Need:
    return need.model_copy(update={"planned": given[need.muscle, need.side, need.action] // QUARTERS})


def _given(sessions: tuple[Session, ...], catalog: Catalog) -> Given:
    """Return what the week gives each muscle, side and action, in quarters: a secondary muscle gets half, and half of the
    time of an alternating movement is half again."""
    body = Body(catalog)
    given: Given = defaultdict(int)
    for item in (i for s in sessions for i in s.items):
        exercise = catalog.exercises[item.exercise]
        action = catalog.vocabulary.techniques[exercise.technique].action
        if action is None or item.side == "none":
            continue
        amount = QUARTERS * item.sets * (1 if action == "activate" else item.work_s)
        if exercise.laterality == "alternating" and action != "activate":
            amount //= 2
        primary = set(body.primary(exercise))
        for muscle in (*primary, *(set(body.muscles(exercise.secondary)) - primary)):
            for side in sides(item.side):
                given[muscle, side, action] += amount if muscle in primary else amount // 2
    return given
