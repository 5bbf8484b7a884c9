"""What changed between two plans, in words for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from routine.compare import Comparison, ItemDifference, NeedDifference, SessionDifference, Times
from routine.model.catalog import Catalog
from routine.model.plan import Exclusion, Plan, Session
from routine.render.reasons import VERBS, places
from routine.render.terminal import Block, Table, Text, Title
from routine.render.words import WEEKDAYS, dose_words, duration_words, listed

MOST_ROWS, MOST_EXCLUDED = 14, 8
FOLLOWS = "Where no reason stands, nothing that asks for the item changed: it follows from the rest of the week."


def change_blocks(found: Comparison, before: Plan, after: Plan, catalog: Catalog) -> list[Block]:
    """Return what changed and why: what is done first, then what lies behind it."""
    blocks: list[Block] = [Title(f"{after.name}: week {after.week} against the plan of {before.week}"), Text(_in_short(found))]
    if found.sessions:
        blocks += [Title("Sessions"), Table(("Day", "Before", "Now", ""), tuple(_session(d, catalog) for d in found.sessions))]
    blocks += _items("No longer done", [d for d in found.items if not d.after], catalog)
    blocks += _items("New", [d for d in found.items if not d.before], catalog)
    blocks += _items("Done otherwise", [d for d in found.items if d.before and d.after], catalog)
    if any(not c.ids and c.kind == "choice" for d in found.items for c in d.because):
        blocks += [Text(""), Text(FOLLOWS)]
    blocks += _needs(found.needs, catalog)
    blocks += _behind(found, catalog)
    return blocks


def _in_short(found: Comparison) -> str:
    answers = "The answers changed." if found.answers_changed else "The answers are the same."
    catalog = f" The catalog changed (version {found.catalogs[0]}, now {found.catalogs[1]})." if found.catalogs else ""
    program = f" The program changed (version {found.programs[0]}, now {found.programs[1]})." if found.programs else ""
    same = " The same is done on the same days." if found.alike else ""
    return f"{answers}{catalog}{program}{same}"


def _session(d: SessionDifference, catalog: Catalog) -> tuple[str, ...]:
    there = d.after or d.before
    day = WEEKDAYS[dt.date.fromisoformat(there.date).weekday()] if there else ""
    note = "new" if d.before is None else "no longer" if d.after is None else _near(d.before, d.after, catalog)
    return (day, _hour(d.before), _hour(d.after), note)


def _hour(session: Session | None) -> str:
    return f"{session.start}, {duration_words(session.seconds // 60 * 60)}" if session else "-"


def _near(before: Session, after: Session, catalog: Catalog) -> str:
    notes = []
    if before.place != after.place:
        notes.append(f"at {after.place}")
    if (before.context, before.activity) != (after.context, after.activity):
        name = catalog.activities[after.activity].name.lower() if after.activity and after.activity in catalog.activities else ""
        notes.append(f"{after.context.partition('-')[0]} {name}" if name else "no longer beside sport")
    return ", ".join(notes)


def _items(title: str, found: list[ItemDifference], catalog: Catalog) -> Iterator[Block]:
    if not found:
        return
    yield Title(title)
    for d in found:
        both = bool(d.before and d.after)
        told = _then_now(d, catalog) if both else _times(d.after or d.before, catalog)
        yield Text(f"{d.name}: {told}", mark="-" if not d.after else "+" if not d.before else "~")
        for cause in (c for c in d.because if c.ids or c.kind != "choice"):
            source = f" [{cause.source}]" if cause.source in catalog.sources else ""
            yield Text(f"{cause.message}{source}", mark="   ")


def _then_now(d: ItemDifference, catalog: Catalog) -> str:
    old, new = _times(d.before, catalog), _times(d.after, catalog)
    return f"{old}; now {new}" if old != new else f"{new}, as before"


def _times(times: Iterable[Times], catalog: Catalog) -> str:
    words = []
    for t in times:
        often = "once" if t.sessions == 1 else "twice" if t.sessions == 2 else f"{t.sessions} times"
        dose = dose_words(t.item, catalog.exercises[t.item.exercise]) if t.item.exercise in catalog.exercises else f"{t.item.sets} sets"
        words.append(f"{dose}, {often} a week")
    return " and ".join(words)


def _needs(needs: tuple[NeedDifference, ...], catalog: Catalog) -> list[Block]:
    """Return the needs that moved, alike ones in one row; those that moved most are first."""
    joined: dict[tuple[str, ...], list[NeedDifference]] = {}
    for d in sorted(needs, key=lambda d: -_moved(d)):
        n = d.after or d.before
        if n is not None:
            unit = duration_words if n.unit == "s" else str
            weights = _arrow(f"{d.before.weight:.2f}" if d.before else "-", f"{d.after.weight:.2f}" if d.after else "-")
            gets = _arrow(unit(d.before.planned) if d.before else "-", unit(d.after.planned) if d.after else "-")
            joined.setdefault((VERBS[n.action], weights, gets), []).append(d)
    rows = [(*key, places([n for d in found if (n := d.after or d.before)], catalog)) for key, found in joined.items()]
    if not rows:
        return []
    more = [Text(f"and {len(rows) - MOST_ROWS} more; --json has them all.")] if len(rows) > MOST_ROWS else []
    return [Title("What the needs get"), Table(("What", "Weight", "Gets", "For"), tuple(rows[:MOST_ROWS])), *more]


def _moved(d: NeedDifference) -> float:
    old, new = d.before, d.after
    weight = abs((new.weight if new else 0.0) - (old.weight if old else 0.0))
    target = (new or old).target if (new or old) else 1  # type: ignore[union-attr]
    return weight + abs((new.planned if new else 0) - (old.planned if old else 0)) / max(1, target)


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _behind(found: Comparison, catalog: Catalog) -> Iterator[Block]:
    if found.findings_new or found.findings_gone:
        yield Title("Screening")
        yield from (Text(f.message, mark="+", tone="care") for f in found.findings_new)
        yield from (Text(f"No longer: {f.message}", mark="-") for f in found.findings_gone)
    yield from _excluded("Ruled out now", found.shut, catalog)
    yield from _excluded("Allowed again", found.opened, catalog)
    if found.notices_new:
        yield Title("Please note")
        yield from (Text(n, mark="-") for n in found.notices_new)


def _excluded(title: str, found: tuple[Exclusion, ...], catalog: Catalog) -> Iterator[Block]:
    """Yield what a rule shut or opened, by the rule: one condition may shut a hundred exercises."""
    by_reason: dict[str, list[str]] = {}
    for e in found:
        name = catalog.exercises[e.exercise].name if e.exercise in catalog.exercises else e.exercise
        for b in e.because[:1]:
            by_reason.setdefault(b.message, []).append(name)
    if by_reason:
        yield Title(title)
    for message, names in sorted(by_reason.items(), key=lambda pair: -len(pair[1]))[:MOST_EXCLUDED]:
        shown = listed(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more"
        yield Text(f"{shown}: {message}", mark="-")
