"""The laws as rows of the program: warm first, enough and never too much, rest between, both sides of a pair."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from itertools import combinations
from typing import Any

from routine.matching import PRESSURE
from routine.model.plan import Carried
from routine.model.profile import Requirement
from routine.plan.build import Build
from routine.plan.options import Place
from routine.plan.slots import MUSCLE_REST, Template
from routine.week import day_of

WARM_S, WARM_SHARE, WARM_STATIC_S, SHORT_S = 180, 5, 120, 900  # L3
WARM_MOST_S = 600  # ten minutes warm anybody; a long session has better uses for more
TWO_WARM_UPS = 2  # where there is time, so that neither is dull and one is short
BEFORE_SPORT_STATIC_S = 59  # L7: under a minute
BEFORE_SPORT_RELEASE_S = 60  # short rolls before sport; longer ones were not tried there
RELEASE_S = 120  # L9

Near = Callable[[dt.datetime, dt.datetime], bool]  # whether two sessions are too near to each other


def add(b: Build, without: Container[str] = ()) -> None:
    """Add every law that a choice could break; the others hold by what the options are. `without`: families left out,
    to find out which of them stand in the way of something."""
    for family, law in OF_SESSIONS.items():
        for template in b.templates if family not in without else ():
            law(b, template)
    for family, of_week in OF_WEEKS.items():
        if family not in without:
            of_week(b)
    for template in b.templates:
        _one_way(b, template)


def _minutes(b: Build, template: Template) -> None:
    """L11: all that is done fits into the session."""
    letter = template.letter
    b.p.at_most([term for n in range(len(b.options[letter])) for term in b.seconds(letter, n)], template.kind.minutes * 60)


def _number(b: Build, template: Template) -> None:
    """Something beside the warm-up, and no more exercises than this person wants to learn."""
    counted = [(1, b.x[template.letter][n]) for n, o in enumerate(b.options[template.letter]) if o.phase != "warm-up"]
    b.p.between(counted, 1, b.s.profile.schedule.max_exercises)


def _one_way(b: Build, template: Template) -> None:
    """An exercise stands in a session once: on one side, or on both."""
    ways = defaultdict(list)
    for n, option in enumerate(b.options[template.letter]):
        ways[option.exercise.id].append((1, b.x[template.letter][n]))
    for terms in ways.values():
        if len(terms) > 1:
            b.p.at_most(terms, 1)


def _warm_up(b: Build, template: Template) -> None:
    """L3: enough warm-up for the session, and for a held stretch."""
    letter, options = template.letter, b.options[template.letter]
    warm = [term for n in b.where(letter, "warm-up") for term in b.sets(letter, n, options[n].dose.work_s)]
    there = b.where(letter, "warm-up")
    b.p.at_least([(1, b.x[letter][n]) for n in there], 1)
    if template.kind.minutes * 60 >= SHORT_S:
        # The law asks for 180 s. Long sessions want more, as far as there is something to warm up with.
        most = sum(options[n].dose.most_sets * options[n].dose.work_s for n in there)
        wanted = min(WARM_MOST_S, template.kind.minutes * 60 // WARM_SHARE, most)
        b.p.at_least(warm, max(WARM_S, wanted))
        b.p.at_least([(1, b.x[letter][n]) for n in there], min(TWO_WARM_UPS, len(there)))
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


# Families of laws, by a name of their own: those that speak of one session, and those that speak of the week.
OF_SESSIONS: dict[str, Callable[[Build, Template], None]] = {
    "minutes": _minutes,
    "number": _number,
    "warm-up": _warm_up,
    "before-stretch": _before_stretch,
    "caps": _caps,
}
OF_WEEKS: dict[str, Callable[[Build], None]] = {"rest": _rest_between, "against-long": _against_long, "required": _required}
