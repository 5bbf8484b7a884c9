"""In which order: phases first, then as few changes of position and tool as can be; and the five-minute version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations

from routine.model.terms import PHASES
from routine.plan.laws import SHORT_S, WARM_S, WARM_SHARE, WARM_STATIC_S
from routine.plan.options import Situation
from routine.plan.program import Pick

MINIMUM_S = 300
EXACT = 7  # up to so many items of a phase every order is tried


def arranged(picks: Sequence[Pick], situation: Situation) -> tuple[tuple[Pick, ...], tuple[int, ...]]:
    """Return the picks in the order of doing, and which of them are the five-minute version.

    How the minutes of the warm-up are dealt between its items is free: a short first one leaves the five minutes room.
    """
    deals = list(_deals(ordered(picks)))
    best = max(range(len(deals)), key=lambda n: (_minimum(deals[n], situation)[1], -n))
    return deals[best], minimum(deals[best], situation)


def _deals(line: tuple[Pick, ...]) -> Iterator[tuple[Pick, ...]]:
    """Yield the line with more and more sets of the first warm-up taken over by the second, as long as both take as long."""
    yield line
    first, second = line[0], line[min(1, len(line) - 1)]
    if first is second or second.option.phase != "warm-up" or not _take_as_long(first, second):
        return
    for given in range(1, min(first.sets - first.option.dose.least_sets, second.option.dose.most_sets - second.sets) + 1):
        yield (replace(first, sets=first.sets - given), replace(second, sets=second.sets + given), *line[2:])


def _take_as_long(one: Pick, two: Pick) -> bool:
    return one.option.dose.work_s == two.option.dose.work_s and one.option.dose.rest_s == two.option.dose.rest_s


def ordered(picks: Sequence[Pick]) -> tuple[Pick, ...]:
    """Return the picks in the order of doing."""
    line: list[Pick] = []
    for phase in PHASES:
        items = sorted((p for p in picks if p.option.phase == phase), key=lambda p: (_scope(p), p.option.exercise.id, p.option.side))
        line += _fewest_changes(items, line[-1] if line else None)
    return tuple(line)


def _scope(pick: Pick) -> int:
    """Wide warm-ups come before narrow ones."""
    return -len(pick.option.exercise.warms)


def _fewest_changes(items: list[Pick], before: Pick | None) -> list[Pick]:
    if len(items) < 2 or (items[0].option.phase == "warm-up"):
        return items
    if len(items) <= EXACT:
        return list(min(permutations(items), key=lambda line: sum(_change(a, b) for a, b in zip([before, *line], line, strict=False))))
    line: list[Pick] = []
    left = list(items)
    while left:
        last = line[-1] if line else before
        line.append(left.pop(min(range(len(left)), key=lambda n: _change(last, left[n]))))
    return line


def _change(a: Pick | None, b: Pick) -> int:
    """Return what it costs to go from one item to the next: a new position, then a new tool."""
    if a is None:
        return 0
    one, two = a.option.exercise, b.option.exercise
    return 3 * (one.positions[-1] != two.positions[0]) + 2 * (one.equipment != two.equipment)


def minimum(line: Sequence[Pick], situation: Situation) -> tuple[int, ...]:
    """Return the items of the five-minute version, by their place."""
    return _minimum(line, situation)[0]


def _minimum(line: Sequence[Pick], situation: Situation) -> tuple[tuple[int, ...], tuple[float, float]]:
    """Return the items of the five-minute version: the lawful choice that serves the heaviest need, then all of
    them, best; and how well it does."""
    seconds = [p.option.dose.seconds(p.option.exercise, p.option.sides, p.sets) for p in line]
    worth = [_worth(p, situation) for p in line]
    heaviest = [situation.heaviest(p.option) for p in line]
    best: tuple[int, ...] = ()
    best_worth = (-1.0, -1.0)
    warm = [n for n, p in enumerate(line) if p.option.phase == "warm-up"]
    rest = [n for n in range(len(line)) if n not in warm]
    for w in _subsets(warm):
        for r in (c for size in range(min(len(rest), 5) + 1) for c in combinations(rest, size)):
            chosen = tuple(sorted((*w, *r)))
            total = sum(seconds[n] for n in chosen)
            value = max(heaviest[n] for n in chosen), sum(worth[n] for n in chosen)
            if w and total <= MINIMUM_S and value > best_worth and _lawful([line[n] for n in chosen], total, situation):
                best, best_worth = chosen, value
    return best, best_worth


def _subsets(numbers: list[int]) -> list[tuple[int, ...]]:
    return [c for size in range(1, len(numbers) + 1) for c in combinations(numbers, size)]


def _worth(pick: Pick, situation: Situation) -> float:
    """Return what an item gives to the needs of the week."""
    return sum(
        situation.needs[m, s, pick.option.action].weight * amount * pick.sets / situation.needs[m, s, pick.option.action].target
        for (m, s), amount in pick.option.gives.items()
        if pick.option.action and (m, s, pick.option.action) in situation.needs
    )


def _lawful(picks: list[Pick], total: int, situation: Situation) -> bool:
    """Tell whether a part of a session keeps L3, L4 and L6 by itself."""
    warm = sum(p.sets * p.option.dose.work_s for p in picks if p.option.phase == "warm-up")
    if warm < (WARM_S if total >= SHORT_S else total / WARM_SHARE):
        return False
    for n, pick in enumerate(picks):
        if pick.option.phase == "static" and warm < WARM_STATIC_S:
            return False
        if pick.option.phase in ("dynamic", "static") and not all(
            any(situation.warms(p.option, place) for p in picks[:n]) for place in pick.option.places
        ):
            return False
        if pick.option.phase == "static" and not all(_released(place, picks[:n], situation) for place in pick.option.places):
            return False
    return True


def _released(place: tuple[str, str], before: list[Pick], situation: Situation) -> bool:
    if place not in situation.tight:
        return True
    if any(p.option.phase == "release" and place in p.option.places for p in before):
        return True
    return not any(place[0] in situation.body.primary(c.exercise) for c in situation.permitted.values() if c.exercise.dose == "release")
