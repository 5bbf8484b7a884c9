"""Why nothing fits: the smallest set of answers that stand in the way, each with what would help.

Why: "nothing fits" alone leaves a person helpless. So each answer that could be another one is tried on the real stages
(screened, chosen and solved for one session), the easiest first; what is told has been seen to help.
"""

from __future__ import annotations

from collections.abc import Sequence

from routine.in_the_way.look import Asked, Look, Way
from routine.in_the_way.ways import ability_ways, amount_ways, health_ways, thing_ways, wish_ways
from routine.in_the_way.windows import ELSEWHERE, time_ways
from routine.model.catalog import Catalog
from routine.plan import Help

__all__ = ["Asked", "Way", "in_the_way", "nothing_helps"]

ONE_BY_ONE = 40  # a longer list (of avoided exercises) is halved instead


def in_the_way(asked: Asked, catalog: Catalog) -> tuple[Way, ...]:
    """Return the ways to a week, none of them superfluous; none where no answer of this person would help.

    What one has time for comes before things to get, wishes and abilities, in this order; a state of the body is named
    only where nothing else helps.
    """
    look = Look(asked, catalog)
    time = time_ways(look)
    tiers: list[Sequence[Way]] = [
        [*(w for w in time if w.effort < ELSEWHERE), *amount_ways(look)],
        [*thing_ways(look), *(w for w in time if w.effort >= ELSEWHERE)],
        list(wish_ways(look)),
        list(ability_ways(look)),
    ]
    easy = [w for tier in tiers for w in tier]
    if look.fits(easy):
        found = next(([w] for tier in tiers if (w := _alone(look, tier))), None) or _some(look, tiers, easy)
    else:
        health = health_ways(look)
        alone = _alone(look, health)
        found = [alone] if alone else _some(look, (), [*easy, *health])  # all of the easy ones first: few states are named
    return tuple(_least(look, found, w) for w in found)


def nothing_helps() -> Help:
    """Return what is said where every single answer could be another one and still nothing would be lawful."""
    words = "no other answer would make a session lawful; ask a professional what you may do"
    return Help("profile", "as it is", "the advice of a professional", words)


def _alone(look: Look, tier: Sequence[Way]) -> Way | None:
    """Return the way that helps by itself: the first of the easiest, and of like ones the one that asks for least."""
    if not tier or not look.fits(tier):
        return None
    if len(tier) > ONE_BY_ONE and not any(w.slots for w in tier):
        few = _needed(look, (), tier)
        return few[0] if len(few) == 1 else None
    helping = [w for w in tier if look.fits((w,))]
    if not helping:
        return None
    alike = [w for w in helping if w.effort // 5 == helping[0].effort // 5]
    return min(alike, key=lambda w: (_least(look, [w], w).amount - w.least, w.effort)) if helping[0].least else helping[0]


def _some(look: Look, tiers: Sequence[Sequence[Way]], ways: Sequence[Way]) -> list[Way]:
    """Return the smallest set that is found where no answer helps by itself: of one tier, which is quickly seen, or of all."""
    best: list[Way] = []
    for tier in (*tiers, ways):
        if len(best) != 2 and look.fits(tier):  # two are the fewest there can be
            found = _fewest(look, tier)
            best = found if not best or len(found) < len(best) else best
    return best


def _fewest(look: Look, ways: Sequence[Way]) -> list[Way]:
    """Return some of the ways, the easiest, of which none can be spared."""
    found = _needed(look, (), ways)
    for way in reversed(found):  # what is left out may open something by itself, so each is tried once more
        fewer = [w for w in found if w is not way]
        if look.fits(fewer):
            found = fewer
    return found


def _needed(look: Look, given: Sequence[Way], ways: Sequence[Way]) -> list[Way]:
    """Return what is needed of the ways beside those that are given: halves are dropped whole, the hard ones first."""
    if look.fits(given):
        return []
    if len(ways) == 1:
        return list(ways)
    easy, hard = ways[: len(ways) // 2], ways[len(ways) // 2 :]
    of_hard = _needed(look, [*given, *easy], hard)
    return [*_needed(look, [*given, *of_hard], easy), *of_hard]


def _least(look: Look, found: Sequence[Way], way: Way) -> Way:
    """Return a way with the least amount that still helps beside the others that were found."""
    if way.of is None:
        return way
    others = [w for w in found if w is not way]
    low, high, best = way.least, way.amount, way
    while low < high:
        middle = (low + high) // 2
        smaller = way.of(middle)
        if smaller and look.fits([*others, smaller]):
            high, best = middle, smaller
        else:
            low = middle + 1
    return Way(best.help, best.change, best.slots, best.effort, high, way.least, way.of)
