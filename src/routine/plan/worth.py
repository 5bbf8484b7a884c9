"""What a week is worth: the dose that each need gets, and the small costs of changing, repeating and of what is too easy."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from routine.model.terms import Action, Side
from routine.plan.build import Build
from routine.plan.laws import WARM_STATIC_S
from routine.plan.slots import Template

Terms = list[tuple[int, int]]  # (coefficient, variable)
Row = tuple[tuple[int, int], ...]
Key = tuple[str, Side, Action]

# What things are worth. One need that is filled whole, of weight 1, counts FULL; the costs are small beside a set.
FULL = 60_000
FIRST_SHARE = 0.3  # of a need's worth, for the first third of its target
ALIKE = 0.3  # of its weight, for each further need that the same items serve
PREFERRED_ONCE, PREFERRED = 12_000, 1_000  # what somebody likes to do: in the week at all, and in each further session
OFF_LEVEL = 1_500  # for each step that a movement is easier or harder than what this person would be given
FAVOUR = 300  # of exercises that are alike, to the one whose turn it is: two sessions are not the same without need
ASKED = 20_000  # each day on which the week holds what a condition asks for
CORE = 4_000  # what a five-minute version is worth that serves a need of weight 1
POSITION_COST = 500
EQUIPMENT_COST = 700
ITEM_COST = 250
KEEP, KEPT = 10, "kept"  # the least of all, and not counted as worth: see `_kept`
WARM_ALL = 1_500  # what a warm-up costs that warms nothing of what the week is for

FIVE_MINUTES_S, WARM_CORE_S, SETUP_S = 300, 60, 10  # a fifth of five minutes is enough warm-up, unless something is held


def add(b: Build) -> int:
    """Add all that a week is worth; return the value of all targets."""
    for template in b.templates:
        _items(b, template)
        _changes(b, template)
        _five_minutes(b, template)
        _kept(b, template)
    _variety(b)
    _asked(b)
    return _needs(b)


def _items(b: Build, template: Template) -> None:
    """What each item costs or brings by itself, once for every session of the template."""
    letter, times = template.letter, len(template.slots)
    for n, option in enumerate(b.options[letter]):
        costs = {"items": ITEM_COST, "level": OFF_LEVEL * b.s.off_level(option)}
        if option.phase == "warm-up":
            costs["warms"] = round(WARM_ALL * (1 - b.s.share_warmed(option)))
        if option.exercise.id in b.s.profile.preferences.prefer:
            costs["liked"] = -PREFERRED
        for b.p.heading, cost in costs.items():
            b.p.reward(b.x[letter][n], -times * cost)


def _kept(b: Build, template: Template) -> None:
    """Where a week on file is weighed again, what it holds stays if nothing else speaks for a change."""
    b.p.heading = KEPT
    for n, option in enumerate(b.options[template.letter] if template.letter in b.s.kept else ()):
        sets = b.s.kept[template.letter].get((option.exercise.id, option.side), 0)
        steps = (b.x[template.letter][n], *b.z[template.letter][n])
        held = sets - option.dose.least_sets + 1 if sets else 0  # so many of the steps are as they were
        for k, step in enumerate(steps):
            b.p.reward(step, (KEEP if k < held else -KEEP) * len(template.slots))


def _changes(b: Build, template: Template) -> None:
    """Each position within a phase and each tool costs a little, once for every session of the template."""
    letter, times = template.letter, len(template.slots)
    b.p.heading = "changes"
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    always = {k for k, e in b.s.catalog.vocabulary.equipment.items() if e.always_at(template.kind.place)}
    for n, option in enumerate(b.options[letter]):
        blocks["position", option.phase, option.exercise.positions[0]].append(n)
        for any_of in option.exercise.equipment:
            if not set(any_of) & always:
                blocks["equipment", any_of[0]].append(n)
    for block, found in blocks.items():
        used = b.p.variable()
        b.p.reward(used, -times * (POSITION_COST if block[0] == "position" else EQUIPMENT_COST))
        for n in found:
            b.p.at_least([(1, used), (-1, b.x[letter][n])], 0)


def _five_minutes(b: Build, template: Template) -> None:
    """Something that serves a need well should fit into five minutes beside its warm-up: that is the session on a bad day."""
    letter, core = template.letter, []
    b.p.heading = "five-minutes"
    for n, option in enumerate(b.options[letter]):
        weight = b.s.heaviest(option)
        if not weight or (option.phase == "static" and set(option.places) & b.s.tight):
            continue
        room = FIVE_MINUTES_S - SETUP_S - (WARM_STATIC_S if option.phase == "static" else WARM_CORE_S)
        counts = range(option.dose.least_sets, option.dose.most_sets + 1)
        fits = [k for k in counts if option.dose.seconds(option.exercise, option.sides, k) <= room]
        if not fits:
            continue
        chosen = b.p.variable()
        b.p.reward(chosen, round(CORE * weight) * len(template.slots))
        b.p.at_most([(1, chosen), (-1, b.x[letter][n])], 0)
        for z in b.z[letter][n][len(fits) :][:1]:  # the first set too many
            b.p.at_most([(1, chosen), (1, z)], 1)
        core.append((1, chosen))
    b.p.at_most(core, 1)


def _variety(b: Build) -> None:
    """Of exercises that work the same muscles, favour another one in each template; and count what somebody likes to do.

    Why not a reward for each different exercise: it is worth as much and hardly ever proved; a favour is a plain sum.
    """
    liked: dict[str, list[int]] = defaultdict(list)
    b.p.heading = "turns"
    for turn, template in enumerate(b.templates):
        alike: dict[object, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for n, option in enumerate(b.options[template.letter]):
            if option.phase != "warm-up":
                alike[option.phase, option.primary][option.exercise.id].append(b.x[template.letter][n])
            if option.exercise.id in b.s.profile.preferences.prefer:
                liked[option.exercise.id].append(b.x[template.letter][n])
        for group in alike.values():
            for x in list(group.values())[turn % len(group)] if len(group) > 1 else ():
                b.p.reward(x, FAVOUR * len(template.slots))
    b.p.heading = "liked"
    for found in liked.values():
        held = b.p.variable()
        b.p.reward(held, PREFERRED_ONCE)
        b.p.at_least([*((1, x) for x in found), (-1, held)], 0)


def _asked(b: Build) -> None:
    """Count the days, up to those wanted, on which the week holds what a condition asks for."""
    b.p.heading = "asked"
    asks = {ask for options in b.options.values() for option in options for ask in option.asks}
    for ask in sorted(asks, key=lambda a: a[0]):
        held: dict[str, list[int]] = defaultdict(list)
        for template in b.templates:
            found = [b.x[template.letter][n] for n, o in enumerate(b.options[template.letter]) if ask in o.asks]
            if found:
                here = b.p.variable()
                b.p.at_least([*((1, x) for x in found), (-1, here)], 0)
                for slot in template.slots:
                    held[slot.date.isoformat()].append(here)
        days = b.p.variable(ask[1].days)
        b.p.reward(days, ASKED)
        b.p.at_least([*((1, _any(b, marks)) for marks in held.values()), (-1, days)], 0)


def _any(b: Build, marks: list[int]) -> int:
    """Return a mark that holds only where one of some marks does."""
    if len(marks) == 1:
        return marks[0]
    one = b.p.variable()
    b.p.at_least([*((1, m) for m in marks), (-1, one)], 0)
    return one


@dataclass(frozen=True)
class Serving:
    """What brings a need its dose: terms of all items that do, of those that mean its very muscle, and the target in half units."""

    terms: Row
    own: Row
    target: int


def _needs(b: Build) -> int:
    """Reward the dose that each need gets in the week, up to its target; return the value of all targets."""
    serving: dict[Key, Terms] = defaultdict(list)
    own: dict[Key, Terms] = defaultdict(list)
    for template in b.templates:
        for n, option in enumerate(b.options[template.letter]):
            for (muscle, side), amount in option.gives.items():
                if option.action and (key := (muscle, side, option.action)) in b.s.needs:
                    terms = b.sets(template.letter, n, amount * len(template.slots))
                    serving[key] += terms
                    own[key] += terms if (muscle, side) in option.places else []
    return sum(_reward(b, found, worth) for found, worth in _alike(b, serving, own).items())


def _alike(b: Build, serving: dict[Key, Terms], own: dict[Key, Terms]) -> dict[Serving, float]:
    """Join needs that the same items serve alike (the three hamstrings): they rise and fall together. The strongest
    counts whole and each further one a part, so that a muscle does not weigh thrice because anatomy names it thrice."""
    joined: dict[Serving, float] = defaultdict(float)
    for key, terms in serving.items():
        need = b.s.needs[key]
        row = Serving(_row(terms), _row(own[key] or terms), 2 * need.target)
        more, less = max(joined[row], need.weight), min(joined[row], need.weight)
        joined[row] = more + ALIKE * less
    return joined


def _row(terms: Terms) -> Row:
    return tuple(sorted(terms, key=lambda t: t[1]))


def _reward(b: Build, found: Serving, weight: float) -> int:
    """Count what a need gets up to its target. Its first third counts a little more, so that no need goes empty-handed; and
    there only work that means this very muscle counts, where there is any: what others bring along is no beginning."""
    total = 0
    for b.p.heading, terms, upto, share in (
        ("own", found.own, found.target // 3, FIRST_SHARE),
        ("dose", found.terms, found.target, 1 - FIRST_SHARE),
    ):
        worth = max(1, round(weight * share * FULL / upto))
        short = b.p.variable(upto)
        b.p.at_least([*_clipped(terms, upto, b.further), (1, short)], upto)
        b.p.reward(short, -worth)
        total += worth * upto
    return total


def _clipped(terms: Row, upto: int, further: set[int]) -> list[tuple[int, int]]:
    """Return the terms with nothing counted beyond what is wanted: the sets of an option come in order, so that what the
    first ones fill the later ones cannot fill again. Whole weeks are worth the same, half ones are no longer worth more."""
    clipped, left = [], upto
    for amount, variable in terms:
        left = left if variable in further else upto
        clipped.append((min(amount, left), variable))
        left -= min(amount, left)
    return clipped
