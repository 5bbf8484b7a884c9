"""From the solved program to the plan that people read: sessions, items, reasons, needs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from routine.body import Body
from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Because, Carried, Item, Need, Session
from routine.model.profile import clock_of
from routine.model.terms import BOTH, Action, ItemSide, Side
from routine.plan import Solved
from routine.plan.options import Option, Situation
from routine.plan.order import arranged
from routine.plan.program import Pick
from routine.plan.slots import Slot, Template

MOST_REASONS = 3
ACTION_WORDS: dict[Action, str] = {"release": "release", "lengthen": "lengthen", "activate": "strengthen", "move": "move"}


def sessions_of(solved: Solved, week: str, earlier: Iterable[Session]) -> tuple[Session, ...]:
    """Return the sessions in order; those on a day that an earlier plan of this week used keep their ids."""
    made: list[tuple[Slot, Template]] = sorted(((s, t) for t in solved.templates for s in t.slots), key=lambda p: p[0].begins)
    contents = {t.letter: _content(solved.week.picks[t.letter], solved.situation) for t in solved.templates}
    ids = _ids([s for s, _ in made], week, list(earlier))
    return tuple(_session(slot, template, contents[template.letter], number) for (slot, template), number in zip(made, ids, strict=True))


def _ids(slots: list[Slot], week: str, earlier: list[Session]) -> list[str]:
    """Give each session its id: the one it had at that hour, else on that day, else the next number that is free."""
    left = list(earlier)
    given: list[str | None] = [None] * len(slots)
    for exact in (True, False):
        for n, slot in enumerate(slots):
            same = (s for s in left if s.date == slot.date.isoformat() and (not exact or s.start == clock_of(slot.start)))
            if given[n] is None and (old := next(same, None)):
                given[n] = old.id
                left.remove(old)
    used = {s.id for s in earlier}
    free = (i for n in range(1, 1000) if (i := f"{week}-{n}") not in used)
    return [i or next(free) for i in given]


def _content(picks: tuple[Pick, ...], situation: Situation) -> tuple[tuple[Item, ...], tuple[int, ...]]:
    line, shortest = arranged(picks, situation)
    return tuple(_item(p, line, situation) for p in line), shortest


def _session(slot: Slot, template: Template, content: tuple[tuple[Item, ...], tuple[int, ...]], number: str) -> Session:
    items, shortest = content
    seconds = sum(i.seconds for i in items)
    return Session(
        id=number,
        template=template.letter,
        date=slot.date.isoformat(),
        start=clock_of(slot.start),
        end=clock_of(slot.start + -(-seconds // 60)),
        place=slot.place,
        context=slot.context,
        activity=slot.activity,
        seconds=seconds,
        minimum=shortest,
        items=items,
    )


def _item(pick: Pick, line: tuple[Pick, ...], situation: Situation) -> Item:
    option, dose = pick.option, pick.option.dose
    exercise = option.exercise
    sources = dict.fromkeys((*exercise.sources, *situation.catalog.doses[dose.key].sources))
    return Item(
        exercise=exercise.id,
        name=exercise.name,
        phase=option.phase,
        technique=exercise.technique,
        side=option.side,
        side_reason=option.reason,
        dose=dose.key,
        sets=pick.sets,
        reps=dose.reps,
        rep_s=dose.rep_s,
        hold_s=dose.hold_s,
        work_s=dose.work_s,
        rest_s=dose.rest_s,
        setup_s=exercise.setup_s,
        switch_s=exercise.switch_s,
        seconds=dose.seconds(exercise, option.sides, pick.sets),
        muscles=option.primary,
        changes=option.changes,
        because=tuple(_because(option, line, situation)),
        sources=tuple(sources),
    )


def _because(option: Option, line: tuple[Pick, ...], situation: Situation) -> list[Because]:
    """Say why an item is here: the needs it serves, the wish behind it, or the law it fulfils."""
    if option.action is None:
        return [
            Because(kind="rule", id="L3", message=f"Every session begins warm. It warms: {_regions(option, situation)}.", source="garber11")
        ]
    served = [situation.needs[m, s, option.action] for m, s in option.gives if (m, s, option.action) in situation.needs]
    served.sort(key=lambda n: (-n.weight, n.muscle, n.side))
    reasons: list[Because] = []
    said: set[str] = set()
    for need in served:
        name = situation.catalog.muscles[need.muscle].name
        told = (b for b in need.because if b.kind == "answer" and not b.id.startswith("goal."))  # a goal only raises what is there
        first = next(told, need.because[0] if need.because else None)
        if first and first.message not in said and len(reasons) < MOST_REASONS:
            said.add(first.message)
            reasons.append(
                Because(
                    kind="need",
                    id=f"{need.muscle}.{need.side}.{need.action}",
                    message=f"{ACTION_WORDS[need.action].capitalize()} {name}, {need.side}. {first.message}",
                    source=first.source,
                )
            )
    wish = next((r for r in situation.profile.preferences.require if r.exercise == option.exercise.id), None)
    if wish:
        reasons.insert(0, Because(kind="answer", id="preferences.require", message=f"{wish.by or 'Somebody who knows you'} wants it done."))
    reasons += [Because(kind="answer", id=f"condition.{key}", message=ask.why, source=ask.sources[0]) for key, ask in option.asks]
    if option.reason:
        reasons.append(_one_side(option))
    reasons += _without_release(option, line, situation)
    return reasons or [
        Because(kind="graph", id="balance", message="It keeps both sides of a pair of muscles in balance.", source="founding-5")
    ]


def _regions(option: Option, situation: Situation) -> str:
    return ", ".join(situation.catalog.regions[r].name for r in option.exercise.warms)


def _one_side(option: Option) -> Because:
    words = {
        "finding": "that side was found so",
        "pain": "that side hurts",
        "condition": "the other side is ruled out by a condition",
        "long": "the other side is over-long",
        "activity": "your days load that side",
    }
    return Because(kind="answer", id=f"side.{option.reason}", message=f"Only the {option.side} side: {words[option.reason or 'finding']}.")


def _without_release(option: Option, line: tuple[Pick, ...], situation: Situation) -> list[Because]:
    """L6: where no release of a tight muscle is left, a held stretch says so."""
    if option.phase != "static":
        return []
    released = {place for p in line if p.option.phase == "release" for place in p.option.places}
    alone = sorted({m for m, s in option.places if (m, s) in situation.tight and (m, s) not in released})
    names = ", ".join(situation.catalog.muscles[m].name for m in alone)
    return (
        [Because(kind="rule", id="L6", message=f"No release is left for: {names}. So it is only warmed before.", source="konrad21")]
        if alone
        else []
    )


def needs_of(needs: Iterable[Need], solved: Solved) -> tuple[Need, ...]:
    """Return the needs with what the week gives them, and a row for each antagonist of what is lengthened or
    strengthened, even where nothing is planned for it (L16)."""
    s = solved.situation
    given: dict[tuple[str, Side, Action], int] = defaultdict(int)
    worked: set[tuple[str, Side, Action]] = set()
    for template in solved.templates:
        for pick in solved.week.picks[template.letter]:
            action = pick.option.action
            for (muscle, side), amount in pick.option.gives.items() if action else ():
                given[muscle, side, action] += amount * pick.sets * len(template.slots)  # type: ignore[index]
            if action in ("lengthen", "move", "activate"):
                worked |= {(m, sd, action) for m, sd in pick.option.places}
    rows = {(n.muscle, n.side, n.action): n.model_copy(update={"planned": given[n.muscle, n.side, n.action] // 2}) for n in needs}
    for muscle, side, action in sorted(
        worked | {(n.muscle, n.side, n.action) for n in rows.values() if n.action in ("lengthen", "activate")}
    ):
        for partner, partner_side in s.body.antagonists(muscle, side):
            if any((partner, partner_side, a) in rows for a in ACTION_WORDS):
                continue
            opposite: Action = "lengthen" if action == "activate" else "activate"
            rows[partner, partner_side, opposite] = _balance_row(partner, partner_side, opposite, muscle, given, s)
    return tuple(rows.values())


def _balance_row(muscle: str, side: Side, action: Action, of: str, given: dict[tuple[str, Side, Action], int], s: Situation) -> Need:
    target = s.catalog.targets[action]
    names = s.catalog.muscles
    message = f"It works against {names[of].name}; nothing you said calls for more."
    because = Because(kind="graph", id=f"antagonist.{of}", message=message, source=names[of].sources[0])
    return Need(
        muscle=muscle,
        side=side,
        action=action,
        weight=0.0,
        unit=target.unit,
        target=0,
        planned=given[muscle, side, action] // 2,
        because=(because,),
    )


def carried_of(previous: Iterable[Session], first: dt.date, catalog: Catalog) -> tuple[Carried, ...]:
    """Return what the last two days before a week still count for: presses and efforts."""
    border = first - dt.timedelta(days=2)
    done = [
        Carried(exercise=i.exercise, technique=i.technique, phase=i.phase, side=i.side, muscles=i.muscles, date=s.date, start=s.start)
        for s in previous
        if border <= dt.date.fromisoformat(s.date) < first
        for i in s.items
    ]
    return tuple(c for c in as_known(done, catalog) if c.phase in ("release", "activation"))


def as_known(done: Iterable[Carried], catalog: Catalog) -> tuple[Carried, ...]:
    """Return what was done as the catalog knows it today: it may have learned since which muscles and sides it reaches."""
    body = Body(catalog)
    return tuple(_as_known(c, catalog.exercises[c.exercise], body) if c.exercise in catalog.exercises else c for c in done)


def _as_known(carried: Carried, exercise: Exercise, body: Body) -> Carried:
    alone = exercise.laterality == "unilateral" and carried.side in BOTH
    side: ItemSide = carried.side if alone else "both"
    phase = body.catalog.vocabulary.techniques[exercise.technique].phase
    return carried.model_copy(update={"technique": exercise.technique, "phase": phase, "side": side, "muscles": body.primary(exercise)})
