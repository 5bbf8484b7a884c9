"""Why, in words for a terminal: an exercise that is in, one that is out, and what the needs get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routine.model.catalog import Catalog
from routine.model.plan import Because, Need
from routine.model.terms import Action
from routine.render.terminal import Block, Table, Text, Title
from routine.render.words import date_words, dose_words, duration_words, listed, muscle_names
from routine.why import Doing, LeftOut, Move, NeedAnswer, PassedOver, Planned, Precaution, Shift

VERBS: dict[Action, str] = {"release": "release", "lengthen": "lengthen", "activate": "strengthen", "move": "move"}
MOST_REASONS, MOST_ROWS, MOST_IDLE = 6, 6, 5
MOST_GROUPS, MOST_EACH = 3, 3  # needs of one exercise, and reasons of each
HALF = "A muscle that it works only beside others gets half of each set."
# What a week loses beside doses, by the headings of `routine.plan.worth`.
COSTS = {
    "own": "A need would be served by work that means other muscles first.",
    "level": "What comes is easier or harder than what fits you.",
    "warms": "The warm-up would warm less of what the session is for.",
    "items": "There would be more exercises to do.",
    "changes": "There would be more changes of position or more tools to fetch.",
    "five-minutes": "The five-minute version for bad days would serve you less.",
    "turns": "Of the exercises for the same muscles, it is another one's turn there.",
    "liked": "There would be less of what you like to do.",
    "asked": "There would be less of what one of your conditions asks for.",
}


def exercise_blocks(answer: Planned | LeftOut | PassedOver, catalog: Catalog) -> list[Block]:
    """Return the answer for one exercise."""
    exercise = catalog.exercises[answer.exercise]
    title = exercise.name
    if isinstance(answer, Planned):
        return [Title(f"{title}: in the week"), *_planned(answer, catalog)]
    if isinstance(answer, LeftOut):
        return [Title(f"{title}: left out"), *_left_out(answer, catalog)]
    return [Title(f"{title}: allowed, but not planned"), *_passed_over(answer, catalog)]


def _planned(answer: Planned, catalog: Catalog) -> Iterator[Block]:
    yield Table(("Session", "Days", "Dose"), tuple(_doing(d, catalog) for d in answer.doings))
    if answer.served:
        yield Title("For what")
        rows = [(s.need, s.given) for s in answer.served]
        yield Table(("", "It gives", "Week", "Of", "What"), tuple(_rows(rows, catalog)))
        if any(s.beside for s in answer.served):
            yield Text(HALF)
    yield from _because_blocks(answer, catalog)
    for because in answer.blocked:
        yield Text(f"Not on the other side: {because.message}{_source(because.source, catalog)}", mark="-", tone="care")
    yield from _doses(answer, catalog)
    if answer.precautions:
        yield Title("With care")
        yield from (_precaution(p, catalog) for p in answer.precautions)


def _doing(doing: Doing, catalog: Catalog) -> tuple[str, ...]:
    return (doing.template, ", ".join(date_words(d) for d in doing.dates), dose_words(doing.item, catalog.exercises[doing.item.exercise]))


def _because_blocks(answer: Planned, catalog: Catalog) -> Iterator[Block]:
    """Yield what the plan itself says of the item, then what the user answered, need by need, the strongest first."""
    yield Title("Because")
    yield from reasons(_own(answer), catalog)
    groups = _groups(answer)
    for needs in groups[:MOST_GROUPS]:
        yield Text(f"To {VERBS[needs[0].action]} the {places(needs, catalog)}:")
        yield from reasons(needs[0].because, catalog, MOST_EACH)
    if len(groups) > MOST_GROUPS:
        left = [need for needs in groups[MOST_GROUPS:] for need in needs]
        yield Text(f"and for the {places(left, catalog)}; --json has it all.")


def _own(answer: Planned) -> list[Because]:
    return list(dict.fromkeys(b for d in answer.doings for b in d.item.because if b.kind != "need" or not answer.served))


def _groups(answer: Planned) -> list[list[Need]]:
    """Return the needs that an exercise serves, those together that have the same reasons."""
    joined: dict[object, list[Need]] = {}
    for s in answer.served:
        joined.setdefault((s.need.action, tuple(_plain(b) for b in s.need.because)), []).append(s.need)
    return list(joined.values())


def _plain(b: Because) -> str:
    return b.message.partition(" This side gets")[0]


def reasons(because: Iterable[Because], catalog: Catalog, most: int = MOST_REASONS) -> Iterator[Block]:
    """Yield reasons, each message once, with its source; the two sides of a pair say the same thing but once."""
    said: dict[str, Because] = {}
    for b in because:
        said.setdefault(_plain(b), b)
    for message, b in list(said.items())[:most]:
        yield Text(f"{message}{_source(b.source, catalog)}", mark="-")
    if len(said) > most:
        yield Text(f"and {len(said) - most} more; --json has them all.", mark=" ")


def _source(key: str | None, catalog: Catalog) -> str:
    return f" [{key}]" if key and key in catalog.sources else ""


def source_blocks(keys: Iterable[str | None], catalog: Catalog) -> list[Block]:
    """Return the bibliography of the keys that stand in brackets."""
    known = [k for k in dict.fromkeys(keys) if k and k in catalog.sources]
    return [Title("Sources"), *(Text(catalog.sources[k].citation, mark=f"[{k}]") for k in known)] if known else []


def sources_of(answer: Planned | LeftOut | PassedOver, catalog: Catalog) -> list[str | None]:
    """Return the sources that an answer names, in the order of reading."""
    if isinstance(answer, Planned):
        doses = [s for d in answer.doings for s in catalog.doses[d.item.dose].sources if d.item.dose in catalog.doses]
        spoken = [_own(answer), *(needs[0].because[:MOST_EACH] for needs in _groups(answer)[:MOST_GROUPS])]
        named = [b.source for because in spoken for b in because]
        return [*named, *(b.source for b in answer.blocked), *doses, *(p.source for p in answer.precautions)]
    return [b.source for b in answer.because] if isinstance(answer, LeftOut) else []


def sources_of_needs(answers: Iterable[NeedAnswer]) -> list[str | None]:
    """Return the sources that answers about needs name, in the order of reading."""
    return [
        b.source for a in answers for b in (*a.need.because[: MOST_EACH if a.need.weight else None], *(a.limit.because if a.limit else ()))
    ]


def _doses(answer: Planned, catalog: Catalog) -> Iterator[Block]:
    yield Title("How much, and why so much")
    for key in dict.fromkeys(d.item.dose for d in answer.doings):
        dose = catalog.doses.get(key)
        if dose is None:
            yield Text(f"{key}: this catalog no longer has this dose.", mark="-")
            continue
        low, high = dose.sets
        sets = f"{low}" if low == high else f"{low} to {high}"
        one = dose.hold_s or dose.work_s or dose.reps or (0, 0)
        amount = f"{one[0]}" if one[0] == one[1] else f"{one[0]} to {one[1]}"
        unit = "repetitions" if dose.reps else "s"
        sources = "".join(f" [{s}]" for s in dose.sources)
        yield Text(f"Allowed: {sets} {'set' if high == 1 else 'sets'} of {amount} {unit} ({key}). {dose.why}{sources}", mark="-")


def _precaution(p: Precaution, catalog: Catalog) -> Text:
    c = p.change
    limits = [f"{n} {unit} at most" for n, unit in ((c.max_s, "s"), (c.max_reps, "repetitions"), (c.max_sets, "sets")) if n is not None]
    said = f" ({', '.join(limits)})" if limits else ""
    why = f" {p.condition + ': ' if p.condition else ''}{p.why}" if p.why else ""
    return Text(f"{c.text}{said}{why}{_source(p.source, catalog)}", mark="!", tone="care")


def _left_out(answer: LeftOut, catalog: Catalog) -> Iterator[Block]:
    if answer.since:
        yield Text("By your answers as they are now; when the plan was made they did not rule it out. Plan again.", tone="care")
    for because in answer.because:
        rule = f" ({because.id})" if because.kind == "rule" else ""
        yield Text(f"{because.message}{rule}{_source(because.source, catalog)}", mark="-", tone="stop" if because.kind == "rule" else "")
    yield from _instead(answer.similar, catalog)


def _instead(names: tuple[str, ...], catalog: Catalog) -> Iterator[Block]:
    if names:
        yield Text(f"For the same muscles the week has: {listed(catalog.exercises[n].name for n in names if n in catalog.exercises)}.")


def _passed_over(answer: PassedOver, catalog: Catalog) -> Iterator[Block]:
    if not answer.serves:
        yield Text("Nothing that you need this week asks for it.")
    yield from _instead(answer.similar, catalog)
    if not answer.weighed:
        why = answer.unlike or "The profile of this plan was not found beside it; name it with --profile."
        yield Text(f"What it would cost can't be told. {why}", tone="care")
        return
    if answer.cost is None:
        yield Title("It can't come in")
        for h in answer.hindrances:
            yield Text(f"{h.message} ({h.law})", mark=f"{h.template}:")
        if answer.clash:
            many = "all of these" if answer.clash.together else "one of these" if len(answer.clash.because) > 1 else "this"
            yield Text(f"With it, no week was found that keeps all laws together. It would fit if {many} gave way:")
            yield from (Text(f"{b.message} ({b.id})", mark="-") for b in answer.clash.because)
        elif not answer.hindrances:
            yield Text("With it, no week was found that keeps all laws together: time, warm-up, rest, and what has to be in.")
        return
    yield Title("What it would displace")
    yield Text(
        "The best week with it, all other sessions held as they are:" if answer.held else "The best week with it; it takes a new week:"
    )
    yield Table(("Session", "", "Exercise", "Sets"), tuple(_move(m) for m in answer.moves))
    shifts = _shifts(answer.shifts, catalog)
    yield from (Text(s, mark="-") for s in shifts[:MOST_ROWS])
    if len(shifts) > MOST_ROWS:
        yield Text(f"and {len(shifts) - MOST_ROWS} smaller changes; --json has them all.", mark=" ")
    yield Text(cost_words(answer), tone="good" if answer.no_worse else "")
    lost = any(s.after < s.before for s in answer.shifts)
    for heading in () if answer.no_worse else answer.losses:
        if heading not in ("dose", "own") or (heading == "own" and not lost):
            yield Text(COSTS[heading], mark="-")
    yield Text(f"To have it all the same, write {answer.exercise} into preferences.require of the profile.")


def cost_words(answer: PassedOver) -> str:
    """Say what an exercise would cost, and no more than was proved."""
    cost = answer.cost or 0.0
    if not answer.no_worse:
        return f"It costs {cost:.1%} of the total value of the week."
    if cost < 0.0005:
        return "It costs nothing that counts: the week would be no worse, as far as proved."
    return (
        f"It costs {cost:.1%} of the total value, less than the {answer.gap:.1%} that the plan leaves unproved: no worse, as far as proved."
    )


def _move(move: Move) -> tuple[str, ...]:
    word = (
        "comes" if not move.sets_before else "leaves" if not move.sets_after else "more" if move.sets_after > move.sets_before else "less"
    )
    side = f", {move.side} side" if move.side in ("left", "right") else ""
    sets = f"{move.sets_after or move.sets_before}" if word in ("comes", "leaves") else f"{move.sets_before} to {move.sets_after}"
    return (move.template, word, f"{move.name}{side}", sets)


def _shifts(shifts: Iterable[Shift], catalog: Catalog) -> list[str]:
    """Return what the needs would get, alike ones joined, in plain words."""
    found: dict[tuple[Action, int, int], list[Need]] = {}
    for s in shifts:
        per = round(100 * (s.after - s.before) / max(1, s.need.target))
        found.setdefault((s.need.action, per, 0), []).append(s.need)
    lines = []
    for (action, per, _), needs in found.items():
        amount = f"{abs(per)} % {'more' if per > 0 else 'less'} of the dose to {VERBS[action]}"
        lines.append(f"The week would give {amount} the {places(needs, catalog)}.")
    return lines


def places(needs: Iterable[Need], catalog: Catalog) -> str:
    """Return the muscles of some needs with their sides, groups by their own name: `hamstrings (left)`."""
    sided: dict[str, list[str]] = {}
    for need in needs:
        sided.setdefault(need.muscle, []).append(need.side)
    by_sides: dict[str, list[str]] = {}
    for muscle, found in sided.items():
        by_sides.setdefault("both sides" if len(set(found)) > 1 else found[0], []).append(muscle)
    # Two layers of one muscle go by one short name; once is enough.
    return listed(
        dict.fromkeys(f"{name.partition(' (')[0]} ({side})" for side, found in by_sides.items() for name in _names(found, catalog))
    )


def _names(muscles: Iterable[str], catalog: Catalog) -> tuple[str, ...]:
    known = [m for m in muscles if m in catalog.muscles]
    return (*muscle_names(known, catalog), *(m for m in muscles if m not in catalog.muscles))


def _share(need: Need) -> str:
    planned = str(need.planned) if need.unit == "sets" else _amount(need.planned, need)
    return f"{planned} of {_amount(need.target, need)}"


def _amount(number: int, need: Need) -> str:
    return duration_words(number) if need.unit == "s" else f"{number} {'set' if number == 1 else 'sets'}"


def _rows(rows: Iterable[tuple[Need, int]], catalog: Catalog) -> Iterator[tuple[str, ...]]:
    """Yield needs with what one exercise gives, those that are alike in one row."""
    joined: dict[tuple[int, int, int, Action], list[Need]] = {}
    for need, given in rows:
        joined.setdefault((given, need.planned, need.target, need.action), []).append(need)
    for (given, planned, target, action), needs in joined.items():
        first = needs[0]
        yield (VERBS[action], _amount(given, first), _amount(planned, first), _amount(target, first), places(needs, catalog))


def needs_blocks(answers: tuple[NeedAnswer, ...], catalog: Catalog) -> list[Block]:
    """Return the whole table: what each need gets of its dose, and what limits it. Needs that are alike share a row."""
    joined: dict[tuple[Action, int, int, str], list[NeedAnswer]] = {}
    for a in answers:
        joined.setdefault((a.need.action, a.need.planned, a.need.target, _limit_key(a)), []).append(a)
    rows = []
    for (action, planned, target, limit), alike in joined.items():
        share = f"{min(100, round(100 * planned / target))} %" if target else ""
        needs = [a.need for a in alike]
        rows.append((VERBS[action], _weights(needs), share, _amount(target, needs[0]), limit, places(needs, catalog)))
    return [
        Title("What the week gives each need"),
        Table(("What", "Weight", "Gets", "Of", "Limit", "For"), tuple(rows)),
        Text("room: more of it is lawful, but the minutes do more elsewhere. `routine why MUSCLE` tells what a need could get alone."),
    ]


def _weights(needs: Iterable[Need]) -> str:
    low, *_, high = sorted([*(f"{n.weight:.2f}" for n in needs)] * 2)
    return low if low == high else f"{low}-{high}"


def _limit_key(a: NeedAnswer) -> str:
    limit = a.limit
    if limit is None:
        return "?"
    if limit.kind == "law" and limit.because:
        first = limit.because[0].id
        return "asked for so" if first == "preferences.require" else "session's most" if first.startswith("target.") else f"law {first}"
    return {"met": "-", "catalog": "no exercise", "rules": "rules", "sessions": "sessions", "room": "room"}.get(limit.kind, limit.kind)


def need_blocks(answers: tuple[NeedAnswer, ...], catalog: Catalog) -> list[Block]:
    """Return the answer for the needs that were asked for, one after the other; what is alike is told once."""
    joined: dict[object, list[NeedAnswer]] = {}
    for a in answers:
        n = a.need
        key = (n.action, n.planned, n.target, n.weight, a.by, a.limit, a.most, tuple(b.message for b in n.because))
        joined.setdefault(key, []).append(a)
    return [block for alike in joined.values() for block in _need(alike, catalog)]


def _need(alike: list[NeedAnswer], catalog: Catalog) -> Iterator[Block]:
    a = alike[0]
    n = a.need
    what = f"{VERBS[n.action].capitalize()}: {places([x.need for x in alike], catalog)}"
    if not n.weight:
        yield Title(f"{what} - nothing is asked for")
        yield from reasons(n.because, catalog)
        return
    yield Title(f"{what} - {_share(n)}, weight {n.weight:.2f}")
    yield from reasons(n.because, catalog, MOST_EACH)
    if a.by:
        given = [f"{catalog.exercises[name].name} ({_amount(amount, n)})" for name, amount in a.by]
        yield Text(f"Given by {listed(given)}.", mark=">", tone="good")
    yield from _limit(a, catalog)
    if a.idle and a.limit and a.limit.kind in ("room", "law"):
        more = f" and {len(a.idle) - MOST_IDLE} more" if len(a.idle) > MOST_IDLE else ""
        yield Text(f"Also allowed: {', '.join(a.idle[:MOST_IDLE])}{more}. `routine why {a.idle[0]}` weighs one.", mark=">")


def _limit(a: NeedAnswer, catalog: Catalog) -> Iterator[Block]:
    """Yield what limits a need. What a whole week for it alone could give was searched for, so that goes first."""
    n, limit = a.need, a.limit
    if limit is None:
        return
    if limit.kind == "met":
        yield Text("The whole dose.", mark=">", tone="good")
        return
    if limit.kind in ("catalog", "rules", "sessions"):
        said = {
            "catalog": "Nothing in the catalog does it:",
            "rules": "Every exercise for it is ruled out:",
            "sessions": "No session can hold it:",
        }
        yield Text(said[limit.kind], mark=">", tone="care")
    elif a.most is not None and a.most <= n.planned:
        told = "No lawful week gives it more." if a.proved else "No week was found that gives it more."
        yield Text(told, mark=">")
    elif a.most is not None:
        most = _amount(min(a.most, n.target), n)
        least = "" if a.proved or a.most >= n.target else "at least "
        yield Text(f"A week for this alone could give {least}{most}; the minutes do more elsewhere.", mark=">")
    elif limit.kind == "room":
        yield Text("More of it would be lawful, but the minutes do more elsewhere.", mark=">")
    for b in limit.because:
        tail = f" ({b.id})" if b.id.startswith("L") else ""
        yield Text(f"{b.message}{tail}{_source(b.source, catalog)}", mark="  -")
