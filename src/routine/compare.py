"""Two plans side by side: what changed, and what in them explains it.

The answers themselves are not in a plan. What they led to is: needs, exclusions, findings, sessions, doses. So each
change is explained from those; where none of them speaks, the planner chose among weeks that are about as good.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from routine.model.catalog import Catalog
from routine.model.plan import Because, Exclusion, Item, ItemChange, Need, Plan, PlanFinding, Session
from routine.model.terms import Action, Side

CauseKind = Literal["rule", "wish", "need", "precaution", "dose", "sessions", "border", "catalog", "choice"]
Key = tuple[str, Side, Action]

HEAVIER = 0.05  # a weight that moved by less has moved nothing
MOST_CAUSES = 3
LONGER_S = 120  # sessions that differ by less are as long as before


@dataclass(frozen=True)
class Cause:
    """Why something changed. `ids`: the rules, needs or exercises it names; `source`: a key of the bibliography."""

    kind: CauseKind
    message: str
    ids: tuple[str, ...] = ()
    source: str | None = None


@dataclass(frozen=True)
class Times:
    """An item as it is dosed, and in how many sessions of the week."""

    item: Item
    sessions: int


@dataclass(frozen=True)
class ItemDifference:
    """An exercise that came, left, or is done otherwise."""

    exercise: str
    name: str
    before: tuple[Times, ...]
    after: tuple[Times, ...]
    because: tuple[Cause, ...]


@dataclass(frozen=True)
class SessionDifference:
    """A session that came (`before` is None), left (`after` is None) or moved; days of the week are compared, not dates."""

    before: Session | None
    after: Session | None


@dataclass(frozen=True)
class NeedDifference:
    """A need that came, left, weighs otherwise or gets another dose. `new` and `gone`: its reasons that differ."""

    before: Need | None
    after: Need | None
    new: tuple[Because, ...]
    gone: tuple[Because, ...]


@dataclass(frozen=True)
class Comparison:
    """What differs between an older and a newer plan of one person. All tuples are empty when nothing does."""

    weeks: tuple[str, str]
    answers_changed: bool
    catalogs: tuple[str, str] | None
    programs: tuple[str, str] | None
    sessions: tuple[SessionDifference, ...]
    items: tuple[ItemDifference, ...]
    needs: tuple[NeedDifference, ...]
    shut: tuple[Exclusion, ...]
    opened: tuple[Exclusion, ...]
    findings_new: tuple[PlanFinding, ...]
    findings_gone: tuple[PlanFinding, ...]
    notices_new: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Tell whether the same is done on the same days, however the needs and reasons moved."""
        return not self.sessions and not self.items


def compare(before: Plan, after: Plan, catalog: Catalog) -> Comparison:
    """Return what changed from one plan to another."""
    return Comparison(
        weeks=(before.week, after.week),
        answers_changed=before.profile_sha256 != after.profile_sha256,
        catalogs=(before.catalog.version, after.catalog.version) if before.catalog.sha256 != after.catalog.sha256 else None,
        programs=(before.program, after.program) if before.program != after.program else None,
        sessions=tuple(_sessions(before.sessions, after.sessions)),
        items=tuple(_items(before, after, catalog)),
        needs=tuple(_needs(before, after)),
        shut=_only(after.excluded, before.excluded),
        opened=_only(before.excluded, after.excluded),
        findings_new=_found(after, before),
        findings_gone=_found(before, after),
        notices_new=tuple(n for n in after.notices if n not in before.notices),
    )


def _only(there: Iterable[Exclusion], here: Iterable[Exclusion]) -> tuple[Exclusion, ...]:
    known = {e.exercise for e in here}
    return tuple(e for e in there if e.exercise not in known)


def _found(there: Plan, here: Plan) -> tuple[PlanFinding, ...]:
    known = {(f.id, f.level) for f in here.screening.findings}
    return tuple(f for f in there.screening.findings if (f.id, f.level) not in known)


def weekday(session: Session) -> int:
    return dt.date.fromisoformat(session.date).weekday()


def _sessions(before: Iterable[Session], after: Iterable[Session]) -> Iterator[SessionDifference]:
    """Yield the sessions that differ in day, hour, place, length or what stands beside them."""
    left = list(before)
    pairs: list[tuple[Session, Session]] = []
    for exact in (True, False):
        for new in [s for s in after if s not in [p[1] for p in pairs]]:
            same = next((s for s in left if weekday(s) == weekday(new) and (not exact or s.start == new.start)), None)
            if same:
                left.remove(same)
                pairs.append((same, new))
    paired = [p[1] for p in pairs]
    differing = [SessionDifference(a, z) for a, z in pairs if not _same_hour(a, z)]
    differing += [SessionDifference(None, s) for s in after if s not in paired]
    differing += [SessionDifference(s, None) for s in left]
    yield from sorted(differing, key=lambda d: (weekday(s), s.start) if (s := d.after or d.before) else (0, ""))


def _same_hour(a: Session, z: Session) -> bool:
    return (a.start, a.place, a.context, a.activity) == (z.start, z.place, z.context, z.activity) and abs(a.seconds - z.seconds) <= LONGER_S


def _needs(before: Plan, after: Plan) -> Iterator[NeedDifference]:
    old, new = _by_key(before), _by_key(after)
    for key in dict.fromkeys((*new, *old)):
        a, z = old.get(key), new.get(key)
        weights = (a.weight if a else 0.0, z.weight if z else 0.0)
        gets = (a.planned if a else 0, z.planned if z else 0)
        if abs(weights[0] - weights[1]) < HEAVIER and gets[0] == gets[1]:
            continue
        if not any(weights):
            continue
        yield NeedDifference(a, z, _reasons(z, a), _reasons(a, z))


def _by_key(plan: Plan) -> dict[Key, Need]:
    return {(n.muscle, n.side, n.action): n for n in plan.needs}


def _reasons(there: Need | None, here: Need | None) -> tuple[Because, ...]:
    known = {b.message for b in here.because} if here else set()
    return tuple(b for b in there.because if b.message not in known) if there else ()


def _items(before: Plan, after: Plan, catalog: Catalog) -> Iterator[ItemDifference]:
    """Yield the exercises that left, came, or are done otherwise, in this order."""
    old, new = _times(before), _times(after)
    told = _Told(before, after, catalog)
    names = [*(n for n in old if n not in new), *(n for n in new if n not in old), *(n for n in new if n in old)]
    for name in names:
        a, z = old.get(name, ()), new.get(name, ())
        if {_dose(t) for t in a} != {_dose(t) for t in z}:
            yield ItemDifference(name, (z or a)[0].item.name, a, z, tuple(told.why(name, a, z))[:MOST_CAUSES])


def _times(plan: Plan) -> dict[str, tuple[Times, ...]]:
    """Return for each exercise how it is dosed, and how often so."""
    found: dict[str, dict[object, tuple[Item, int]]] = {}
    for item in (i for s in plan.sessions for i in s.items):
        rows = found.setdefault(item.exercise, {})
        first, count = rows.get(_amount(item), (item, 0))
        rows[_amount(item)] = (first, count + 1)
    return {name: tuple(Times(item, count) for item, count in rows.values()) for name, rows in found.items()}


def _amount(item: Item) -> tuple[object, ...]:
    return (item.side, item.sets, item.reps, item.hold_s, item.work_s, item.changes)


def _dose(times: Times) -> tuple[object, ...]:
    return (*_amount(times.item), times.sessions)


class _Told:
    """What the two plans say that explains a change of one exercise."""

    def __init__(self, before: Plan, after: Plan, catalog: Catalog) -> None:
        self.before, self.after, self.catalog = before, after, catalog
        self.shut = {e.exercise: e.because for e in _only(after.excluded, before.excluded)}
        self.opened = {e.exercise: e.because for e in _only(before.excluded, after.excluded)}
        self.needs = {(k.muscle, k.side, k.action): d for d in _needs(before, after) if (k := d.after or d.before)}
        self.said = [{b.message for n in plan.needs for b in n.because} for plan in (before, after)]

    def why(self, name: str, before: tuple[Times, ...], after: tuple[Times, ...]) -> Iterator[Cause]:
        """Yield the causes of a change, the surest first; at least one."""
        sure = [*self._wish(before, after), *self._rules(name), *self._precautions(before, after), *self._keys(before, after)]
        likely = [*self._border(before, after), *self._weights(before, after), *self._room(before, after)]
        yield from sure
        yield from likely
        if self.before.catalog.sha256 != self.after.catalog.sha256 and not sure:
            yield Cause("catalog", "The catalog changed between the two plans; what it says of this exercise may be new.")
        elif not sure and not likely:
            yield self._chosen(before, after)

    def _rules(self, name: str) -> Iterator[Cause]:
        for because in self.shut.get(name, ()):
            yield Cause("rule", because.message, (because.id,), because.source)
        for because in self.opened.get(name, ()):
            yield Cause("rule", f"This kept it out before and no longer does: {because.message}", (because.id,), because.source)

    def _wish(self, before: tuple[Times, ...], after: tuple[Times, ...]) -> Iterator[Cause]:
        old, new = (next((b for t in times for b in t.item.because if b.id == "preferences.require"), None) for times in (before, after))
        if new and not old:
            yield Cause("wish", new.message, (new.id,))
        if old and not new:
            yield Cause("wish", f"No longer asked for: {old.message}", (old.id,))

    def _precautions(self, before: tuple[Times, ...], after: tuple[Times, ...]) -> Iterator[Cause]:
        if not before or not after:
            return
        old: list[ItemChange] = [c for t in before for c in t.item.changes]
        new: list[ItemChange] = [c for t in after for c in t.item.changes]
        for change in dict.fromkeys(c for c in new if c not in old):
            yield Cause("precaution", f"A precaution changes it now: {change.text}", (change.rule,))
        for change in dict.fromkeys(c for c in old if c not in new):
            yield Cause("precaution", f"A precaution no longer changes it: {change.text}", (change.rule,))

    def _keys(self, before: tuple[Times, ...], after: tuple[Times, ...]) -> Iterator[Cause]:
        """Yield a change of the range itself: another age, another purpose, or other figures in the catalog."""
        old, new = ({t.item.dose for t in times} for times in (before, after))
        if old and new and old != new:
            yield Cause(
                "dose", f"Its dose comes from {', '.join(sorted(new))}, no longer from {', '.join(sorted(old))}.", tuple(sorted(new))
            )

    def _border(self, before: tuple[Times, ...], after: tuple[Times, ...]) -> Iterator[Cause]:
        """Yield what the week before the newer one did to the same muscles, where it did nothing before the older one."""
        if _total(after) >= _total(before) and _often(after) >= _often(before):
            return
        muscles = {m for t in before for m in t.item.muscles}
        phases = {t.item.phase for t in before} & {"release", "activation"}
        old = {(c.exercise, c.start) for c in self.before.carried}
        found = [c for c in self.after.carried if c.phase in phases and muscles & set(c.muscles) and (c.exercise, c.start) not in old]
        if found:
            names = ", ".join(sorted({self._name(c.exercise) for c in found}))
            yield Cause(
                "border",
                f"The end of the week before worked the same muscles, and they rest first: {names}.",
                tuple(c.exercise for c in found),
            )

    def _weights(self, before: tuple[Times, ...], after: tuple[Times, ...]) -> Iterator[Cause]:
        """Yield the needs it serves that weigh more now where it grew, or less where it shrank; the greatest move first."""
        grew = _total(after) >= _total(before)
        moved: list[tuple[float, NeedDifference]] = []
        for key in _places((*before, *after), self.catalog):
            difference = self.needs.get(key)
            if difference is None:
                continue
            by = (difference.after.weight if difference.after else 0.0) - (difference.before.weight if difference.before else 0.0)
            if abs(by) >= HEAVIER and (by > 0) == grew:
                moved.append((by, difference))
        for _, difference in sorted(moved, key=lambda pair: -abs(pair[0]))[:1]:
            yield self._weight(difference)

    def _weight(self, d: NeedDifference) -> Cause:
        need = d.after or d.before
        if need is None:
            raise ValueError("a difference has at least one side")
        label = f"{_VERBS[need.action]} {self.catalog.muscles[need.muscle].name if need.muscle in self.catalog.muscles else need.muscle}, {need.side}"
        # A need that passes what is worth asking for takes along reasons that stood before, or still stand: what really
        # came or went is told first, and none of them is called new or gone.
        new, gone = (_rare(reasons, said) for reasons, said in ((d.new, self.said[0]), (d.gone, self.said[1])))
        reason = (new or gone)[:1]
        tail = f": {reason[0].message}" if reason else ""
        key = (f"{need.muscle}.{need.side}.{need.action}",)
        source = reason[0].source if reason else None
        if d.before is None or not d.before.weight:
            return Cause("need", f"A new need: {label}.{' Now' * bool(reason)}{tail}", key, source)
        if d.after is None or not d.after.weight:
            return Cause("need", f"No need any more: {label}.{' Before' * bool(reason)}{tail}", key, source)
        said = f" {'New' if new else 'Gone'}{tail}" if reason else ""
        more = "more" if d.after.weight > d.before.weight else "less"
        return Cause("need", f"This weighs {more} (now {d.after.weight:.2f}, before {d.before.weight:.2f}): {label}.{said}", key, source)

    def _room(self, before: tuple[Times, ...], after: tuple[Times, ...]) -> Iterator[Cause]:
        old, new = len(self.before.sessions), len(self.after.sessions)
        minutes = [round(sum(s.seconds for s in p.sessions) / 60) for p in (self.before, self.after)]
        if _total(after) > _total(before) and (new > old or minutes[1] > minutes[0] + 5):
            yield Cause("sessions", f"The week has more room: {new} sessions with {minutes[1]} minutes, before {old} with {minutes[0]}.")
        if _total(after) < _total(before) and (new < old or minutes[1] < minutes[0] - 5):
            yield Cause("sessions", f"The week has less room: {new} sessions with {minutes[1]} minutes, before {old} with {minutes[0]}.")

    def _chosen(self, before: tuple[Times, ...], after: tuple[Times, ...]) -> Cause:
        """Say that nothing in the plans asks for a change, and what does the same work on the other side of it."""
        times, other = (before, self.after) if not after else (after, self.before)
        muscles = {m for t in times for m in t.item.muscles}
        phases = {t.item.phase for t in times}
        own = {t.item.exercise for t in times}
        known = {i.exercise for s in (self.before if other is self.after else self.after).sessions for i in s.items}
        counted = Counter(
            i.exercise
            for s in other.sessions
            for i in s.items
            if i.phase in phases and muscles & set(i.muscles) and i.exercise not in own | known
        )
        if counted and not (before and after):
            instead = [self._name(name) for name, _ in counted.most_common(2)]
            names, verb = " and ".join(instead), "did" if after else "do" if len(instead) > 1 else "does"
            return Cause("choice", f"{names} {verb} this work {'now' if not after else 'before'}.", tuple(counted))
        return Cause("choice", "Nothing that asks for this changed by itself; it follows from the rest of the week.")

    def _name(self, exercise: str) -> str:
        return self.catalog.exercises[exercise].name if exercise in self.catalog.exercises else exercise


_VERBS: dict[Action, str] = {"release": "release", "lengthen": "lengthen", "activate": "strengthen", "move": "move"}


def _rare(reasons: tuple[Because, ...], said: set[str]) -> list[Because]:
    """Return reasons, those first that the other plan says of no need at all."""
    return sorted(reasons, key=lambda b: b.message in said)


def _often(times: Iterable[Times]) -> int:
    return sum(t.sessions for t in times)


def _total(times: Iterable[Times]) -> int:
    return sum(t.sessions * t.item.sets * t.item.work_s * (2 if t.item.side == "both" else 1) for t in times)


def _places(times: Iterable[Times], catalog: Catalog) -> Iterator[Key]:
    for t in times:
        technique = catalog.vocabulary.techniques.get(t.item.technique)
        for side in ("left", "right") if t.item.side == "both" else (t.item.side,):
            for muscle in t.item.muscles if technique and technique.action else ():
                yield muscle, side, technique.action  # type: ignore[misc,union-attr]
