"""The week as one integer program: which exercise, how many sets, in which template; every law is a row."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from routine.matching import PRESSURE
from routine.model.plan import Carried
from routine.model.profile import Requirement
from routine.plan.cpsat import Program, Solution
from routine.plan.options import Option, Place, Situation
from routine.plan.slots import MUSCLE_REST, Template
from routine.week import day_of

# What things are worth. One need that is filled whole, of weight 1, counts FULL; the costs are small beside a set.
FULL = 60_000
FIRST_SHARE = 0.3  # of a need's worth, for the first third of its target
ALIKE = 0.3  # of its weight, for each further need that the same items serve
PREFERRED = 3_000
POSITION_COST = 500
EQUIPMENT_COST = 700
ITEM_COST = 250
WARM_ALL = 1_500  # what a warm-up costs that warms nothing of what the week is for

WARM_S, WARM_SHARE, WARM_STATIC_S, SHORT_S = 180, 5, 120, 900  # L3
WARM_MOST_S = 600  # ten minutes warm anybody; a long session has better uses for more
BEFORE_SPORT_STATIC_S = 59  # L7: under a minute
BEFORE_SPORT_RELEASE_S = 60  # short rolls before sport; longer ones were not tried there
RELEASE_S = 120  # L9


Near = Callable[[dt.datetime, dt.datetime], bool]  # whether two sessions are too near to each other


@dataclass(frozen=True)
class Pick:
    option: Option
    sets: int


@dataclass(frozen=True)
class Week:
    """The solved week: what each template holds, and how good it is."""

    picks: dict[str, tuple[Pick, ...]]
    solution: Solution
    gap: float


class Build:
    """The program while it grows. `x[o]` an option is in, `z[o]` its further sets, in the order of their number."""

    def __init__(self, situation: Situation, templates: tuple[Template, ...], carried: tuple[Carried, ...]) -> None:
        self.s, self.templates, self.carried = situation, templates, carried
        self.p = Program()
        self.options: dict[str, list[Option]] = {t.letter: situation.options(t) for t in templates}
        self.x: dict[str, list[int]] = {}
        self.z: dict[str, list[list[int]]] = {}
        self.further: set[int] = set()  # the variables of z; each follows its x in number

    def sets(self, letter: str, n: int, per_set: int) -> list[tuple[int, int]]:
        """Return the terms of `per_set` times the sets of an option."""
        option = self.options[letter][n]
        return [(per_set * option.dose.least_sets, self.x[letter][n]), *((per_set, z) for z in self.z[letter][n])]

    def seconds(self, letter: str, n: int) -> list[tuple[int, int]]:
        option = self.options[letter][n]
        return [
            (option.dose.fixed_s(option.exercise, option.sides), self.x[letter][n]),
            *self.sets(letter, n, option.dose.set_s(option.sides)),
        ]

    def where(self, letter: str, phase: str) -> list[int]:
        return [n for n, o in enumerate(self.options[letter]) if o.phase == phase]


def solve_week(
    situation: Situation, templates: tuple[Template, ...], carried: tuple[Carried, ...], *, limit: float, gap: float
) -> Week | None:
    """Return the best week within the limit, or None when no week keeps all laws."""
    b, total = build(situation, templates, carried)
    solution = b.p.solve(offset=total, limit=limit, gap=gap)
    if solution.status not in ("optimal", "feasible"):
        return None
    proven = max(0.0, (solution.bound - solution.objective) / max(1.0, abs(solution.objective)))
    return Week({t.letter: _picks(b, t.letter, solution.values) for t in templates}, solution, proven)


def build(situation: Situation, templates: tuple[Template, ...], carried: tuple[Carried, ...]) -> tuple[Build, int]:
    """Return the program with all its rows, and what a week is worth that fills every need."""
    b = Build(situation, templates, carried)
    for template in templates:
        _variables(b, template.letter)
        _session(b, template)
        _warm_up(b, template)
        _before_stretch(b, template)
        _caps(b, template)
        _changes(b, template)
    _rest_between(b)
    _against_long(b)
    _required(b)
    return b, _needs(b)


def _variables(b: Build, letter: str) -> None:
    b.x[letter], b.z[letter] = [], []
    for option in b.options[letter]:
        x = b.p.variable()
        further = [b.p.variable() for _ in range(option.dose.most_sets - option.dose.least_sets)]
        for above, below in zip(further, [x, *further], strict=False):
            b.p.at_least([(1, below), (-1, above)], 0)
        b.further |= set(further)
        b.x[letter].append(x)
        b.z[letter].append(further)


def _session(b: Build, template: Template) -> None:
    """Time, number of exercises, one way of doing each, and something beside the warm-up (L11)."""
    letter, options = template.letter, b.options[template.letter]
    b.p.at_most([term for n in range(len(options)) for term in b.seconds(letter, n)], template.kind.minutes * 60)
    counted = [(1, b.x[letter][n]) for n, o in enumerate(options) if o.phase != "warm-up"]
    b.p.between(counted, 1, b.s.profile.schedule.max_exercises)
    ways = defaultdict(list)
    for n, option in enumerate(options):
        ways[option.exercise.id].append((1, b.x[letter][n]))
    for terms in ways.values():
        if len(terms) > 1:
            b.p.at_most(terms, 1)


def _warm_up(b: Build, template: Template) -> None:
    """L3: enough warm-up for the session, and for a held stretch."""
    letter, options = template.letter, b.options[template.letter]
    warm = [term for n in b.where(letter, "warm-up") for term in b.sets(letter, n, options[n].dose.work_s)]
    b.p.at_least([(1, b.x[letter][n]) for n in b.where(letter, "warm-up")], 1)
    if template.kind.minutes * 60 >= SHORT_S:
        # The law asks for 180 s. Long sessions want more, as far as there is something to warm up with.
        there = sum(options[n].dose.most_sets * options[n].dose.work_s for n in b.where(letter, "warm-up"))
        wanted = min(WARM_MOST_S, template.kind.minutes * 60 // WARM_SHARE, there)
        b.p.at_least(warm, max(WARM_S, wanted))
        return
    everything = [(-c, v) for n in range(len(options)) for c, v in b.seconds(letter, n)]
    b.p.at_least([(WARM_SHARE * c, v) for c, v in warm] + everything, 0)
    for n in b.where(letter, "static"):
        b.p.at_least([*warm, (-WARM_STATIC_S, b.x[letter][n])], 0)


def _before_stretch(b: Build, template: Template) -> None:
    """L4 and L6: what is stretched was warmed; what is tight was released first, where a release is left."""
    letter, options = template.letter, b.options[template.letter]
    for n, option in enumerate(options):
        if option.phase not in ("dynamic", "static"):
            continue
        covers = set()
        for place in option.places:
            covers.add(tuple(k for k, o in enumerate(options) if b.s.warms(o, place)))
            if option.phase == "static" and place in b.s.tight:
                release = tuple(k for k in b.where(letter, "release") if place in options[k].places)
                covers |= {release} if release else set()
        for cover in sorted(covers):
            b.p.if_then_any(b.x[letter][n], [b.x[letter][k] for k in cover])


def _caps(b: Build, template: Template) -> None:
    """L7, L9 and the most that a session can usefully give a muscle."""
    letter, options = template.letter, b.options[template.letter]
    rows: dict[tuple[str, Place], list[int]] = defaultdict(list)
    pressed: dict[Place, list[int]] = defaultdict(list)
    for n, option in enumerate(options):
        for place in option.places if option.action else ():
            rows[option.action or "", place].append(n)
        if option.phase == "release":
            for place in {(load, s) for load in option.exercise.loads if load.startswith(PRESSURE) for _, s in option.places}:
                pressed[place].append(n)
    for (action, _), found in sorted(rows.items()):
        most = b.s.catalog.targets[action].session_max
        most = min(most, RELEASE_S) if action == "release" else most
        if template.kind.context == "before-activity":
            most = {"lengthen": BEFORE_SPORT_STATIC_S, "release": BEFORE_SPORT_RELEASE_S}.get(action, most)
        _cap(b, letter, found, most, by_sets=action == "activate")
    for _, found in sorted(pressed.items()):
        _cap(b, letter, found, RELEASE_S, by_sets=False)  # several muscles, one place: the skin counts once


def _cap(b: Build, letter: str, found: list[int], most: int, *, by_sets: bool) -> None:
    options = b.options[letter]
    amount = {n: 1 if by_sets else options[n].work_per_side for n in found}
    if sum(amount[n] * options[n].dose.most_sets for n in found) > most:
        b.p.at_most([term for n in found for term in b.sets(letter, n, amount[n])], most)


def _changes(b: Build, template: Template) -> None:
    """Each position within a phase and each tool costs a little, once for every session of the template."""
    letter, times = template.letter, len(template.slots)
    for n in b.where(letter, "warm-up"):
        b.p.reward(b.x[letter][n], -round(times * WARM_ALL * (1 - b.s.share_warmed(b.options[letter][n]))))
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    preferred = set(b.s.profile.preferences.prefer)
    always = {k for k, e in b.s.catalog.vocabulary.equipment.items() if e.always}
    for n, option in enumerate(b.options[letter]):
        blocks["position", option.phase, option.exercise.positions[0]].append(n)
        for any_of in option.exercise.equipment:
            if not set(any_of) & always:
                blocks["equipment", any_of[0]].append(n)
        b.p.reward(b.x[letter][n], times * (PREFERRED * (option.exercise.id in preferred) - ITEM_COST))
    for block, found in blocks.items():
        used = b.p.variable()
        b.p.reward(used, -times * (POSITION_COST if block[0] == "position" else EQUIPMENT_COST))
        for n in found:
            b.p.at_least([(1, used), (-1, b.x[letter][n])], 0)


def _rest_between(b: Build) -> None:
    """L9 and L10 across sessions: a day between two presses of a ball, 48 hours between two efforts of a muscle."""
    pressing: dict[str, dict[Place, list[int]]] = {}
    working: dict[str, dict[str, list[int]]] = {}
    for template in b.templates:
        pressing[template.letter], working[template.letter] = defaultdict(list), defaultdict(list)
        for n, option in enumerate(b.options[template.letter]):
            if b.s.catalog.vocabulary.techniques[option.exercise.technique].rests_a_day:
                for place in option.places:
                    pressing[template.letter][place].append(b.x[template.letter][n])
            if option.phase == "activation":
                for muscle in option.primary:
                    working[template.letter][muscle].append(b.x[template.letter][n])
    _apart(
        b,
        pressing,
        lambda a, z: abs((a.date() - z.date()).days) <= 1,
        [(place, _when(c)) for c in b.carried for place in _pressed_before(b, c)],
    )
    _apart(
        b, working, lambda a, z: abs(a - z) < MUSCLE_REST, [(m, _when(c)) for c in b.carried if c.phase == "activation" for m in c.muscles]
    )
    _free_day(b)


def _when(carried: Carried) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{carried.date}T{carried.start}")


def _pressed_before(b: Build, carried: Carried) -> list[Place]:
    technique = b.s.catalog.vocabulary.techniques.get(carried.technique)
    if technique is None or not technique.rests_a_day:
        return []
    return [(m, s) for m in carried.muscles for s in ("left", "right") if carried.side in (s, "both")]


def _apart(b: Build, users: Mapping[str, Mapping[Any, list[int]]], near: Near, before: list[tuple[Any, dt.datetime]]) -> None:
    """Keep every muscle (or place) out of sessions that are too near to each other, or to the week before."""
    for template in b.templates:
        starts = [s.begins for s in template.slots]
        alone = not any(near(a, z) for a, z in combinations(starts, 2))
        for key, found in users[template.letter].items():
            if not alone or any(key == k and near(start, when) for k, when in before for start in starts):
                for x in found:
                    b.p.forbid(x)
    used: dict[tuple[str, object], int] = {}
    for one, two in combinations(b.templates, 2):
        if not any(near(a.begins, z.begins) for a in one.slots for z in two.slots):
            continue
        for key in users[one.letter]:
            if key not in users[two.letter]:
                continue
            pair = []
            for letter in (one.letter, two.letter):
                if (letter, key) not in used:
                    used[letter, key] = flag = b.p.variable()
                    for x in users[letter][key]:
                        b.p.at_least([(1, flag), (-1, x)], 0)
                pair.append((1, used[letter, key]))
            b.p.at_most(pair, 1)


def _free_day(b: Build) -> None:
    """L10: where every day of the week has a session, one day stays without effort."""
    dates = {s.date for t in b.templates for s in t.slots}
    if len(dates) < 7:
        return
    efforts = {}
    for template in b.templates:
        efforts[template.letter] = b.p.variable()
        for n in b.where(template.letter, "activation"):
            b.p.at_least([(1, efforts[template.letter]), (-1, b.x[template.letter][n])], 0)
    easy = []
    for date in sorted(dates):
        free = b.p.variable()
        for template in b.templates:
            if any(s.date == date for s in template.slots):
                b.p.at_most([(1, free), (1, efforts[template.letter])], 1)
        easy.append((1, free))
    b.p.at_least(easy, 1)


def _against_long(b: Build) -> None:
    """L16: what pulls against an over-long muscle is stretched at least once in the week, where it may be."""
    for muscle, side in sorted(b.s.long):
        partners = set(b.s.body.antagonists(muscle, side)) - b.s.long
        found = [
            (1, b.x[t.letter][n])
            for t in b.templates
            for n, o in enumerate(b.options[t.letter])
            if o.phase == "static" and partners & set(o.places)
        ]
        if found:
            b.p.at_least(found, 1)


def _required(b: Build) -> None:
    """What a professional wants done stands in the sessions of the named days, or in one at least."""
    for wish in b.s.profile.preferences.require:
        letters = [t.letter for t in b.templates if _on(wish, t)]
        found = {letter: [n for n, o in enumerate(b.options[letter]) if o.exercise.id == wish.exercise] for letter in letters}
        if not any(found.values()):
            continue
        if not wish.days:
            b.p.at_least([(1, b.x[letter][n]) for letter, ns in found.items() for n in ns], 1)
        for letter, ns in found.items():
            if wish.days and ns:
                b.p.at_least([(1, b.x[letter][n]) for n in ns], 1)
            for n in ns if wish.sets else ():
                _fix_sets(b, letter, n, wish.sets or 1)


def _on(wish: Requirement, template: Template) -> bool:
    return not wish.days or any(day_of(s.date) in wish.days for s in template.slots)


def _fix_sets(b: Build, letter: str, n: int, sets: int) -> None:
    """Ask for as many sets as the professional wrote, within the range."""
    dose = b.options[letter][n].dose
    for z in b.z[letter][n][: max(0, min(sets, dose.most_sets) - dose.least_sets)]:
        b.p.at_least([(1, z), (-1, b.x[letter][n])], 0)
    for z in b.z[letter][n][max(0, sets - dose.least_sets) :]:
        b.p.forbid(z)


def _needs(b: Build) -> int:
    """Reward the dose that each need gets in the week, up to its target; return the value of all targets."""
    serving: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for template in b.templates:
        for n, option in enumerate(b.options[template.letter]):
            for (muscle, side), amount in option.gives.items():
                if (muscle, side, option.action) in b.s.needs:
                    serving[muscle, side, option.action or ""] += b.sets(template.letter, n, amount * len(template.slots))
    return sum(_reward(b, terms, worth, target) for (terms, target), worth in _alike(b, serving).items())


def _alike(b: Build, serving: dict[tuple[str, str, str], list[tuple[int, int]]]) -> dict[tuple[tuple[tuple[int, int], ...], int], float]:
    """Join needs that the same items serve alike (the three hamstrings): they rise and fall together. The strongest
    counts whole and each further one a part, so that a muscle does not weigh thrice because anatomy names it thrice."""
    joined: dict[tuple[tuple[tuple[int, int], ...], int], float] = defaultdict(float)
    for key, terms in serving.items():
        need = b.s.needs[key]  # type: ignore[index]
        row = (tuple(sorted(terms, key=lambda t: t[1])), 2 * need.target)
        more, less = max(joined[row], need.weight), min(joined[row], need.weight)
        joined[row] = more + ALIKE * less
    return joined


def _reward(b: Build, terms: tuple[tuple[int, int], ...], weight: float, target: int) -> int:
    """Count what a need gets up to its target. Its first third counts a little more, so that no need goes empty-handed."""
    total = 0
    for upto, share in ((target // 3, FIRST_SHARE), (target, 1 - FIRST_SHARE)):
        worth = max(1, round(weight * share * FULL / upto))
        short = b.p.variable(upto)
        b.p.at_least([*_clipped(terms, upto, b.further), (1, short)], upto)
        b.p.reward(short, -worth)
        total += worth * upto
    return total


def _clipped(terms: tuple[tuple[int, int], ...], upto: int, further: set[int]) -> list[tuple[int, int]]:
    """Return the terms with nothing counted beyond what is wanted: the sets of an option come in order, so that what the
    first ones fill the later ones cannot fill again. Whole weeks are worth the same, half ones are no longer worth more."""
    clipped, left = [], upto
    for amount, variable in terms:
        left = left if variable in further else upto
        clipped.append((min(amount, left), variable))
        left -= min(amount, left)
    return clipped


def _picks(b: Build, letter: str, values: tuple[int, ...]) -> tuple[Pick, ...]:
    picks: Iterable[Pick] = (
        Pick(option, option.dose.least_sets + sum(values[z] for z in b.z[letter][n]))
        for n, option in enumerate(b.options[letter])
        if values[b.x[letter][n]]
    )
    return tuple(picks)
