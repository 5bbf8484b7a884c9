"""Whether the rules of conditions and exercises, and what makes a red flag weigh more, can do their work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from routine.body import Body
from routine.lint.words import GIVEN, MATCH, Field
from routine.load.catalog import Places
from routine.matching import Active, item_sides, matches
from routine.model.catalog import Catalog, Exercise
from routine.model.conditions import Condition, Match, Rule
from routine.model.terms import LEVELS, ItemSide, Side
from routine.problem import Problem

SECONDS = re.compile(r"(\d+) seconds")
KEYS = (*MATCH, "level_from")
PLACES = ("region", "pressure", "works")


def means(
    rule: Rule, exercise: Exercise, key: str, condition: Condition, body: Body, *, side: ItemSide | None = None, sore: Side | None = None
) -> bool:
    """Tell whether a rule means an exercise for somebody: on some side (or on `side`, the sore one being `sore`), at some
    place that the condition may have."""
    spots = [(region,) for region in body.catalog.regions] if hangs_on_place(rule, condition) else [tuple(condition.region)]
    side = side or item_sides(exercise)[0]
    return any(matches(rule, exercise, side, Active(key, condition, region=spot, side=sore), body) for spot in spots)


def hangs_on_place(rule: Rule, condition: Condition) -> bool:
    """Tell whether a rule depends on the place that a person names."""
    return condition.local and any(GIVEN in getattr(m, field) for m in (rule.match, rule.unless) if m for field in PLACES)


def all_rules(catalog: Catalog) -> Iterator[tuple[str, str, Field, Rule]]:
    """Yield every rule with the entry and the field in which it was written."""
    for key, condition in catalog.conditions.items():
        for n, rule in enumerate(condition.rules):
            yield "conditions", key, ("rules", n), rule
    for key, exercise in catalog.exercises.items():
        for n, rule in enumerate(exercise.rules):
            yield "exercises", key, ("rules", n), rule


def check_rule_ids(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A rule's id is its own, and tells where it was written."""
    seen: dict[str, str] = {}
    for part, key, field, rule in all_rules(catalog):
        first = seen.setdefault(rule.id, key)
        if first != key or [r.id for r in getattr(catalog, part)[key].rules].count(rule.id) > 1:
            yield places.problem(
                part,
                key,
                (*field, "id"),
                f"the rule id '{rule.id}' is there twice",
                why="a plan names the rule that changed it",
                fix="give each rule its own id",
            )
        if not rule.id.startswith(f"{key}."):
            yield places.problem(part, key, (*field, "id"), f"the rule '{rule.id}' belongs to '{key}'", fix=f"begin its id with '{key}.'")


def check_rule_words(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A rule says what it means: some exercise by some word, and a place only where there is one."""
    for part, key, field, rule in all_rules(catalog):
        if not _keys(rule.match) and part == "conditions":
            yield places.problem(
                part,
                key,
                (*field, "match"),
                f"'{rule.id}' means every exercise",
                why="an empty match is more likely a slip",
                fix="name what is meant, if need be every column",
            )
        if part == "exercises" or not rule.when:
            continue
        yield places.problem(
            part,
            key,
            (*field, "when"),
            "`when` belongs to the rules of an exercise",
            fix="delete it: the rule counts whenever the condition holds",
        )
    for key, condition in catalog.conditions.items():
        for n, rule in enumerate(condition.rules):
            given = any(GIVEN in getattr(rule.match, name) for name in PLACES)
            if given and not condition.local and not condition.region:
                yield places.problem(
                    "conditions",
                    key,
                    ("rules", n, "match"),
                    f"'{rule.id}' means the given place, and nobody gives one",
                    fix="add local: true, or name the region",
                )


def _keys(match: Match) -> list[str]:
    return [name for name in KEYS if getattr(match, name)]


def check_rules_meet(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Every rule means some exercise, or waits for one that does what none does today.

    Why: a rule about hops guards the day on which somebody adds a hop, and so does a ban on a place where nobody
    presses yet. But where each of its words is in use and no exercise has them all, a rule was most likely meant for
    one that it misses.
    """
    body = Body(catalog)
    everyone = {key: c for key, c in catalog.conditions.items() if c.applies and c.applies.everyone}
    for part, key, field, rule in all_rules(catalog):
        if rule.verdict == "contraindication" and any(getattr(rule.match, name) for name in PLACES):
            continue
        if part == "exercises":
            held, exercises = ({name: catalog.conditions[name] for name in rule.when} or everyone), [catalog.exercises[key]]
        else:
            held, exercises = {key: catalog.conditions[key]}, list(catalog.exercises.values())
        if not any(
            _meets(rule, exercises, *one, body) or (part == "conditions" and _waits(rule, exercises, *one, body)) for one in held.items()
        ):
            yield places.problem(
                part,
                key,
                (*field, "match"),
                f"'{rule.id}' means no exercise",
                why="each of its words is in use, but no exercise has them all",
                fix="widen it, or drop it",
            )


def _meets(rule: Rule, exercises: list[Exercise], key: str, condition: Condition, body: Body) -> bool:
    return any(means(rule, exercise, key, condition, body) for exercise in exercises)


def _waits(rule: Rule, exercises: list[Exercise], key: str, condition: Condition, body: Body) -> bool:
    """Tell whether a rule is rightly empty: one of its words is not in use today, or `unless` spares all there is."""
    whole = rule.model_copy(update={"unless": None})
    if rule.unless is not None and _keys(rule.unless) and _meets(whole, exercises, key, condition, body):
        return True
    alone = (whole.model_copy(update={"match": Match.model_validate({name: getattr(rule.match, name)})}) for name in _keys(rule.match))
    return any(not _meets(single, exercises, key, condition, body) for single in alone)


def check_changes(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """What is allowed with care says what care; what is forbidden has nothing to change."""
    for part, key, field, rule in all_rules(catalog):
        if rule.verdict == "contraindication" and rule.change:
            yield places.problem(
                part,
                key,
                (*field, "change"),
                f"'{rule.id}' forbids, and still says how to do it",
                fix="delete the change, or make it a precaution",
            )
        elif rule.verdict != "contraindication" and rule.change is None:
            yield places.problem(
                part,
                key,
                field,
                f"'{rule.id}' is a {rule.verdict} without a change",
                why="the person must be told what to do differently",
                fix="add change: {kind: ..., text: ...}",
            )


def check_figures_in_changes(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Seconds that a change speaks of are in its figures too: the planner reads figures only."""
    for part, key, field, rule in all_rules(catalog):
        said = [int(number) for number in SECONDS.findall(rule.change.text)] if rule.change else []
        if rule.change and said and rule.change.max_s != max(said):
            yield places.problem(
                part,
                key,
                (*field, "change", "max_s"),
                f"the text says {max(said)} seconds, max_s is {rule.change.max_s}",
                why="the plan would not keep what it says",
                fix=f"write max_s: {max(said)}",
            )


def check_phases(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """The phases of a condition cover all its days, one after the other, and hold its rules."""
    for key, condition in catalog.conditions.items():
        if not condition.phases:
            if condition.strictest:
                yield places.problem(
                    "conditions", key, ("strictest",), "there are no phases to choose from", fix="delete it, or add phases"
                )
            continue
        if condition.rules:
            yield places.problem(
                "conditions",
                key,
                ("rules",),
                "it has phases and rules",
                why="only the phase that fits the date counts",
                fix="move the rules into the phases",
            )
        if condition.dated is None or condition.strictest not in {p.condition for p in condition.phases}:
            yield places.problem(
                "conditions",
                key,
                ("phases",),
                "phases need a date and the one to take without it",
                fix="add dated: since | due and strictest: <a phase>",
            )
        starts = [p.from_days for p in condition.phases]
        ends = [-1 if p.to_days is None else p.to_days for p in condition.phases]
        if starts[0] != 0 or ends[-1] != -1 or starts[1:] != [end + 1 for end in ends[:-1]]:
            yield places.problem(
                "conditions",
                key,
                ("phases",),
                "the phases leave days out, or hold some twice",
                why="on such a day no rule would count",
                fix="begin at 0, let each begin the day after the one before, leave the last one open",
            )


def check_raises(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """What makes a red flag weigh more says when, and lifts it above where it stands."""
    for key, flag in catalog.red_flags.items():
        for n, entry in enumerate(flag.raises):
            if not entry.with_flag and entry.age_over is None and not entry.new_pain:
                yield places.problem(
                    "red_flags",
                    key,
                    ("raises", n),
                    "it weighs more, and nothing says when",
                    why="an entry that names nothing raises nothing",
                    fix="add with_flag, age_over or new_pain, or drop it",
                )
            if LEVELS.index(entry.to) <= LEVELS.index(flag.level):
                yield places.problem(
                    "red_flags",
                    key,
                    ("raises", n, "to"),
                    f"'{entry.to}' is not above the flag's own level, '{flag.level}'",
                    why="nothing lowers a flag, so the entry would do nothing",
                    fix="write a graver level, or drop the entry",
                )
