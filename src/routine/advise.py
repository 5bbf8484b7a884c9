"""Words for daily life: advice that follows from what somebody does and has, and when to stop."""

from __future__ import annotations

from routine.body import Body
from routine.model.catalog import Catalog
from routine.model.plan import Because, PlanAdvice, PlanStopRule
from routine.model.profile import Profile
from routine.screen import Screening


def advise(profile: Profile, screening: Screening, catalog: Catalog) -> tuple[PlanAdvice, ...]:
    """Return each piece of advice once, with every answer that calls for it."""
    body = Body(catalog)
    hurting = body.within(p.region for p in profile.pain if p.intensity > 0)
    asked: dict[str, list[Because]] = {}
    for answer in profile.activities:
        activity = catalog.activities[answer.activity]
        for key in activity.advice:
            asked.setdefault(key, []).append(
                Because(kind="answer", id=f"activity.{answer.activity}", message=f"You told us: {activity.name}.")
            )
    for active in screening.active:
        for key in active.condition.advice:
            asked.setdefault(key, []).append(
                Because(kind="answer", id=f"condition.{active.id}", message=f"You told us: {active.condition.name}.")
            )
    fitting = [k for k in asked if not catalog.advice[k].with_pain or hurting & body.within(catalog.advice[k].with_pain)]
    fitting.sort(key=lambda k: not catalog.advice[k].with_pain)  # what may help where it hurts comes first
    return tuple(
        PlanAdvice(id=k, message=catalog.advice[k].text, because=tuple(asked[k]), source=catalog.advice[k].sources[0]) for k in fitting
    )


def stop_rules(screening: Screening, catalog: Catalog) -> tuple[PlanStopRule, ...]:
    """Return when to stop, with the number of this person's country; what a condition adds comes first."""
    held = {active.id for active in screening.active}
    due = sorted((r for r in catalog.stop_rules if not r.when or held & set(r.when)), key=lambda r: not r.when)
    return tuple(PlanStopRule(id=r.id, message=r.message.replace("{emergency}", screening.emergency)) for r in due)
