"""Why: for each exercise and each need of a week, what speaks for it, what speaks against it, and what it would cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routine.assess import assess
from routine.body import Body, sides
from routine.choose import Choices, choose
from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Because, Item, ItemChange, Need, Plan, Session
from routine.model.profile import Profile
from routine.model.terms import Action, Side
from routine.plan.clash import Clash, clash
from routine.plan.instead import Instead, Unlike, instead, most_for, setting_of
from routine.plan.limits import Hindrance, Limit, Limits, serving
from routine.screen import active_conditions, age_in
from routine.week import dates_of

MOST_WEIGHED = 8  # needs for which the whole week is solved once more
SIMILAR = 4
TELLING = 0.2  # of a cost: what is less is not worth a word


@dataclass(frozen=True)
class Case:
    """The answers behind a plan, as they are now. `unlike`: why the plan does not follow from them, if it doesn't."""

    choices: Choices
    limits: Limits | None
    unlike: str = ""


@dataclass(frozen=True)
class Doing:
    """An exercise as some sessions of the week hold it."""

    item: Item
    template: str
    dates: tuple[str, ...]


@dataclass(frozen=True)
class Served:
    """A need, and what one exercise gives it in the week, in the need's unit. `beside`: the muscle works there only beside
    others, so each set counts half."""

    need: Need
    given: int
    beside: bool = False


@dataclass(frozen=True)
class Precaution:
    """What is done otherwise than usual, and the rule that asks for it."""

    change: ItemChange
    condition: str
    why: str
    source: str | None


@dataclass(frozen=True)
class Planned:
    """An exercise of the week. `blocked`: what takes its other side away."""

    exercise: str
    doings: tuple[Doing, ...]
    served: tuple[Served, ...]
    precautions: tuple[Precaution, ...]
    blocked: tuple[Because, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """An exercise that a rule or an answer takes away. `since`: only by the answers as they are now, after the plan was
    made; `similar`: what the week does for the same muscles."""

    exercise: str
    because: tuple[Because, ...]
    similar: tuple[str, ...]
    since: bool = False


@dataclass(frozen=True)
class Move:
    """An item that would leave, come, or change its sets, in the sessions of one template."""

    template: str
    exercise: str
    name: str
    side: str
    sets_before: int  # 0: it comes
    sets_after: int  # 0: it leaves


@dataclass(frozen=True)
class Shift:
    """What a need would get instead, in its unit; only what counts, up to its target. Half sets are told, too: work that
    means another muscle first counts half."""

    need: Need
    before: float
    after: float


@dataclass(frozen=True)
class PassedOver:
    """An exercise that is permitted and not planned. `serves`: the needs it could serve; `cost`: of the total value, when
    it is put in; `losses`: the headings of `routine.plan.worth` under which much of it lies, the greatest first; `held`: with
    all other sessions as they are; `hindrances`: why it can't be put in; `clash`: the laws that keep it out together, where
    none does alone."""

    exercise: str
    serves: tuple[Need, ...]
    similar: tuple[str, ...]
    weighed: bool
    cost: float | None = None
    moves: tuple[Move, ...] = ()
    shifts: tuple[Shift, ...] = ()
    losses: tuple[str, ...] = ()
    hindrances: tuple[Hindrance, ...] = ()
    clash: Clash | None = None
    gap: float = 0.0
    held: bool = True
    unlike: str = ""

    @property
    def no_worse(self) -> bool:
        """Tell whether the cost is lost in what the plan leaves unproved."""
        return self.cost is not None and self.cost <= max(self.gap, 0.0005)


@dataclass(frozen=True)
class NeedAnswer:
    """How much of its dose a need gets, from what, and what limits it. `most`: what a week for this need alone could give;
    `proved`: that no week gives more; `idle`: permitted exercises for it that are not planned."""

    need: Need
    limit: Limit | None
    by: tuple[tuple[str, int], ...] = ()
    idle: tuple[str, ...] = ()
    most: int | None = None
    proved: bool = False


def case_of(plan: Plan, profile: Profile, catalog: Catalog, today: dt.date) -> Case:
    """Judge the answers as they are now for the week of a plan."""
    dates = dates_of(plan.week)
    age = age_in(profile, dates)
    active = active_conditions(profile, catalog, dates, age, today)
    choices = choose(profile, active, catalog, age)
    setting = setting_of(plan, profile, catalog, choices.permitted, assess(profile, active, catalog), age)
    if isinstance(setting, Unlike):
        return Case(choices, None, setting.message)
    return Case(choices, Limits(setting, choices.excluded))


def why_exercise(plan: Plan, exercise: Exercise, catalog: Catalog, case: Case | None) -> Planned | LeftOut | PassedOver:
    """Say why an exercise is in the week, or why it is not. Without a case only the plan itself is read."""
    doings = tuple(_doings(plan, exercise.id))
    if doings:
        served = tuple(s for s in _served(plan, exercise, doings, catalog) if s.given)
        return Planned(exercise.id, doings, served, tuple(_precautions(doings, exercise, catalog)), _blocked(doings, exercise, case))
    written = next((e.because for e in plan.excluded if e.exercise == exercise.id), None)
    now = next((e.because for e in case.choices.excluded if e.exercise == exercise.id), None) if case else None
    alike = tuple(_similar(plan, exercise, catalog))
    if written is not None or now is not None:
        return LeftOut(exercise.id, now if now is not None else written or (), alike, since=written is None)
    return _passed_over(plan, exercise, catalog, case, alike)


def _doings(plan: Plan, name: str) -> Iterator[Doing]:
    found: dict[tuple[Item, str], list[str]] = {}
    for session in plan.sessions:
        for item in session.items:
            if item.exercise == name:
                found.setdefault((item, session.template), []).append(session.date)
    for (item, template), dates in found.items():
        yield Doing(item, template, tuple(dates))


def _served(plan: Plan, exercise: Exercise, doings: Iterable[Doing], catalog: Catalog) -> Iterator[Served]:
    """Yield the needs that an exercise is planned for: the strongest first, as the plan has them."""
    body = Body(catalog)
    action = catalog.vocabulary.techniques[exercise.technique].action
    primary = set(body.primary(exercise))
    secondary = set(body.muscles(exercise.secondary)) - primary
    for need in plan.needs:
        if need.action == action and need.weight and need.muscle in primary | secondary:
            halves = sum(_given(d, exercise, need.side, action) for d in doings)
            yield Served(need, (halves if need.muscle in primary else halves // 2) // 2, need.muscle not in primary)


def _given(doing: Doing, exercise: Exercise, side: Side, action: Action | None) -> int:
    """Return what the main muscles of one side get in the week, in halves: an alternating movement shares its time."""
    item = doing.item
    if item.side == "none" or side not in sides(item.side):
        return 0
    shared = exercise.laterality == "alternating" and action != "activate"
    return (1 if shared else 2) * item.sets * (1 if action == "activate" else item.work_s) * len(doing.dates)


def _precautions(doings: Iterable[Doing], exercise: Exercise, catalog: Catalog) -> Iterator[Precaution]:
    rules = {rule.id: ("", rule) for rule in exercise.rules}
    rules |= {rule.id: (condition.name, rule) for condition in catalog.conditions.values() for rule in condition.rules}
    for change in dict.fromkeys(c for d in doings for c in d.item.changes):
        condition, rule = rules.get(change.rule, ("", None))
        yield Precaution(change, condition, rule.why if rule else "", rule.sources[0] if rule else None)


def _blocked(doings: Iterable[Doing], exercise: Exercise, case: Case | None) -> tuple[Because, ...]:
    choice = case.choices.permitted.get(exercise.id) if case else None
    alone = {d.item.side for d in doings if d.item.side_reason in ("condition", "long")}
    if not choice or not alone:
        return ()
    return tuple(dict.fromkeys(b for side, found in choice.blocked.items() if side not in alone for b in found))


def _similar(plan: Plan, exercise: Exercise, catalog: Catalog) -> Iterator[str]:
    """Yield what the week does of the same kind for the same muscles, the nearest first."""
    body = Body(catalog)
    action = catalog.vocabulary.techniques[exercise.technique].action
    aims = set(body.primary(exercise))
    shared: dict[str, int] = {}
    for item in (i for s in plan.sessions for i in s.items):
        technique = catalog.vocabulary.techniques.get(item.technique)
        if technique and technique.action == action and aims & set(item.muscles):
            shared[item.exercise] = len(aims & set(item.muscles))
    yield from sorted(shared, key=lambda name: -shared[name])[:SIMILAR]


def _passed_over(plan: Plan, exercise: Exercise, catalog: Catalog, case: Case | None, alike: tuple[str, ...]) -> PassedOver:
    body = Body(catalog)
    action = catalog.vocabulary.techniques[exercise.technique].action
    reached = set(body.muscles((*exercise.primary, *exercise.secondary)))
    serves = tuple(n for n in plan.needs if n.weight and n.action == action and n.muscle in reached)
    if case is None or case.limits is None:
        return PassedOver(exercise.id, serves, alike, weighed=False, unlike=case.unlike if case else "")
    limits = case.limits
    week = instead(limits.setting, exercise.id)
    if week is None:
        hindrances = limits.hindrances(exercise.id)
        together = None if len(hindrances) == len(limits.setting.templates) else clash(limits.setting, exercise.id)
        return PassedOver(exercise.id, serves, alike, weighed=True, hindrances=hindrances, clash=together)
    return PassedOver(
        exercise.id,
        serves,
        alike,
        weighed=True,
        cost=week.cost,
        moves=tuple(_moves(plan, week)),
        shifts=tuple(_shifts(plan, week, catalog)),
        losses=tuple(_losses(week)),
        gap=plan.optimality.gap,
        held=len(week.opened) < len(limits.setting.templates) or len(week.opened) == 1,
    )


def _moves(plan: Plan, week: Instead) -> Iterator[Move]:
    """Yield what differs, template by template; what leaves goes before what comes."""
    for letter in dict.fromkeys(s.template for s in plan.sessions):
        old, new = (_lines(sessions, letter) for sessions in (plan.sessions, week.sessions))
        for name, side in sorted(dict.fromkeys((*old, *new)), key=lambda key: (key not in old, key in old and key in new)):
            before, after = old.get((name, side)), new.get((name, side))
            there = before or after
            if there and (before.sets if before else 0) != (after.sets if after else 0):
                yield Move(letter, name, there.name, side, before.sets if before else 0, after.sets if after else 0)


def _lines(sessions: Iterable[Session], letter: str) -> dict[tuple[str, str], Item]:
    first = next((s for s in sessions if s.template == letter), None)
    return {(i.exercise, i.side): i for i in first.items} if first else {}


def _losses(week: Instead) -> Iterator[str]:
    """Yield the headings under which a good part of the cost lies, the greatest first."""
    for heading, loss in sorted(week.losses.items(), key=lambda pair: -pair[1]):
        if week.cost and loss >= TELLING * week.cost:
            yield heading


def _shifts(plan: Plan, week: Instead, catalog: Catalog) -> Iterator[Shift]:
    """Yield the needs that would get more or less of what counts, the greatest loss of worth first."""
    needs = [n for n in plan.needs if n.weight]
    old, new = (_gets(sessions, needs, catalog) for sessions in (plan.sessions, week.sessions))
    found = [Shift(n, min(a, n.target), min(z, n.target)) for n, a, z in zip(needs, old, new, strict=True)]
    changed = [s for s in found if s.before != s.after]
    yield from sorted(changed, key=lambda s: s.need.weight * (s.after - s.before) / max(1, s.need.target))


def _gets(sessions: Iterable[Session], needs: Iterable[Need], catalog: Catalog) -> list[float]:
    """Return what sessions give each need, in its unit, half sets not cut off."""
    body = Body(catalog)
    doings = [Doing(item, s.template, (s.date,)) for s in sessions for item in s.items]
    totals = []
    for need in needs:
        halves = 0
        for doing in doings:
            exercise = catalog.exercises[doing.item.exercise]
            action = catalog.vocabulary.techniques[exercise.technique].action
            if action == need.action and need.muscle in body.muscles((*exercise.primary, *exercise.secondary)):
                given = _given(doing, exercise, need.side, action)
                halves += given if need.muscle in body.primary(exercise) else given // 2
        totals.append(halves / 2)
    return totals


def why_needs(
    plan: Plan,
    catalog: Catalog,
    case: Case | None,
    *,
    muscles: frozenset[str] | None = None,
    action: Action | None = None,
    side: Side | None = None,
) -> tuple[NeedAnswer, ...]:
    """Say what the week gives each need and what limits it. Needs that are named are weighed alone, too; all of them
    (`muscles` None) are not: that would be a week to solve for each."""
    wanted = [
        n
        for n in plan.needs
        if (n.weight or muscles is not None)
        and (muscles is None or n.muscle in muscles)
        and action in (None, n.action)
        and side in (None, n.side)
    ]
    limits = case.limits if case else None
    reach = serving(catalog)
    answers = [_need_answer(plan, n, catalog, limits, reach.get((n.muscle, n.action), ())) for n in wanted]
    if muscles is None or limits is None:
        return tuple(answers)
    short = [a.need for a in answers if a.limit and a.limit.kind in ("room", "law")][:MOST_WEIGHED]
    alone = {(n.muscle, n.side, n.action): most_for(limits.setting, n) for n in short}
    return tuple(_weighed(a, alone.get((a.need.muscle, a.need.side, a.need.action))) for a in answers)


def _weighed(answer: NeedAnswer, most: tuple[int, bool] | None) -> NeedAnswer:
    if most is None:
        return answer
    amount, proved = max(most[0], answer.need.planned), most[1]
    return NeedAnswer(answer.need, answer.limit, answer.by, answer.idle, amount, proved)


def _need_answer(plan: Plan, need: Need, catalog: Catalog, limits: Limits | None, exercises: Iterable[str]) -> NeedAnswer:
    """Return what serves a need in the week, and what else could."""
    by, idle = [], []
    permitted = limits.setting.permitted if limits else {}
    for name in exercises:
        exercise = catalog.exercises[name]
        given = sum(s.given for s in _served(plan, exercise, tuple(_doings(plan, name)), catalog) if s.need == need)
        if given:
            by.append((name, given))
        elif name in permitted and any(side in (need.side, "both") for side in permitted[name].sides):
            idle.append(name)
    limit = limits.of(need) if limits and need.weight else None
    return NeedAnswer(need, limit, tuple(by), tuple(idle), None)
