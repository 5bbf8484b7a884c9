"""What a person's week can't have: needs that nothing serves which they may do, and the one reason, if it is one."""

from __future__ import annotations

from collections.abc import Iterable

from routine.assess import MOVED_WITH_LENGTH
from routine.body import Body, sides
from routine.choose import Choice, Choices
from routine.model.catalog import Catalog
from routine.model.plan import Need
from routine.model.terms import BOTH, Action, Side

DOES: dict[Action, str] = {"release": "loosens", "lengthen": "stretches", "activate": "strengthens", "move": "moves"}
MOST_NAMED = 3  # needs that nothing serves


def unserved(needs: Iterable[Need], permitted: dict[str, Choice], body: Body) -> tuple[Need, ...]:
    """Return the needs that nothing serves which this person may do, on the side that is meant.

    What is planned only on request can be asked for, so it is no gap.
    """
    served: set[tuple[str, Side, Action]] = set()
    asked = [(e, BOTH) for e in body.catalog.exercises.values() if e.on_request]
    for exercise, done in [*((c.exercise, c.sides) for c in permitted.values()), *asked]:
        action = body.catalog.vocabulary.techniques[exercise.technique].action
        reached = {s for side in done if side != "none" for s in sides(side)}
        served |= {(m, s, action) for m in body.muscles((*exercise.primary, *exercise.secondary)) for s in reached if action}
    asked_for = (n for n in needs if n.weight > 0 and any(b.id != MOVED_WITH_LENGTH for b in n.because))
    return tuple(n for n in asked_for if (n.muscle, n.side, n.action) not in served)


def unserved_words(needs: Iterable[Need], choices: Choices, catalog: Catalog) -> tuple[str, ...]:
    """Say what nothing gives that this person may do: first what conditions ask for, then the needs, the heaviest first.

    The first few needs stand there by name, each with what alone is in the way, if one thing is.
    """
    body = Body(catalog)
    where: dict[tuple[str, Action], list[Side]] = {}
    for need in unserved(needs, choices.permitted, body):
        where.setdefault((need.muscle, need.action), []).append(need.side)
    said = []
    for (muscle, action), on in list(where.items())[:MOST_NAMED]:
        alone = _alone_in_the_way(muscle, action, choices, body)
        said.append(
            f"Nothing that you may and can do {DOES[action]} {catalog.muscles[muscle].name}, {' and '.join(sorted(on))}. "
            + (f"What stands in the way: {alone}" if alone else f"`routine why {muscle}` tells why.")
        )
    if len(where) > MOST_NAMED:
        said.append(f"The same is true of {len(where) - MOST_NAMED} more; `routine why` lists them.")
    return (*(f"{ask.why} No exercise here that you may and can do gives you that." for ask in choices.unmet), *said)


def _alone_in_the_way(muscle: str, action: Action, choices: Choices, body: Body) -> str | None:
    """Return the one reason that stands against every exercise for a need, in words; None where there is none, or several."""
    techniques, catalog = body.catalog.vocabulary.techniques, body.catalog
    excluded = {e.exercise: e.because for e in choices.excluded}
    against: list[dict[str, str]] = []
    for key, exercise in catalog.exercises.items():
        if techniques[exercise.technique].action == action and muscle in body.muscles((*exercise.primary, *exercise.secondary)):
            reasons = excluded[key] if key in excluded else [b for found in choices.permitted[key].blocked.values() for b in found]
            against.append({b.id: b.message for b in reasons})
    common = set.intersection(*(set(reasons) for reasons in against)) if against else set()
    if len(common) != 1:
        return None
    (key,) = common
    messages = {reasons[key] for reasons in against}
    if len(messages) == 1:
        return messages.pop()
    return "each exercise for it needs a thing that you do not have." if key == "equipment" else None
