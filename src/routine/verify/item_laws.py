"""Laws about single items: may it be there, is it changed as it must be, does its dose lie in its range, is everything at hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from routine.model.catalog import Dose, Exercise, Range
from routine.model.conditions import Change
from routine.model.plan import Item, ItemChange
from routine.model.terms import Side
from routine.problem import Problem
from routine.verify.case import Case, Meeting, Step, broken


def l1_nothing_forbidden(case: Case) -> Iterator[Problem]:
    for meeting, step in case.steps():
        for ruling in case.forbidden(step.exercise, step.item.side, meeting.day):
            rule = ruling.rule
            until = ", and no valid clearance is there" if rule.verdict == "clearance" else ""
            yield broken(
                "L1",
                f"{step.where} is contraindicated on {meeting.day} by rule '{rule.id}'{until}",
                f"L1: no item is contraindicated by any condition of the profile; rule '{rule.id}': {rule.why}",
                "take the exercise out, or choose one that the rule does not mean",
            )


def changes_due(case: Case, step: Step, day: dt.date) -> dict[str, Change]:
    """Return the changes that an item must carry on a day, by the id of the rule that asks for them."""
    due = case.rulings(step.exercise, step.item.side, day)
    return {ruling.rule.id: ruling.change for ruling in due if ruling.change is not None}


def l2_changes_stand(case: Case) -> Iterator[Problem]:
    law = "L2: every precaution that matches an item stands in its changes, with its kind, words and numbers"
    for meeting, step in case.steps():
        due, stand = changes_due(case, step, meeting.day), Counter(change.rule for change in step.item.changes)
        for rule, change in due.items():
            if rule not in stand:
                yield broken(
                    "L2", f"{step.where} lacks the change of rule '{rule}'", f"{law}; rule '{rule}': {change.text}", "add it to `changes`"
                )
            yield from _obeys(step, rule, change)
        for rule, times in stand.items():
            if times > 1:
                yield broken("L2", f"{step.where} names the change of rule '{rule}' {times} times", law, "leave one")
        for line in step.item.changes:
            yield from _true_line(step, line, due.get(line.rule), meeting.day)


def _true_line(step: Step, line: ItemChange, due: Change | None, day: dt.date) -> Iterator[Problem]:
    law = "L2: every line of `changes` is what a rule asks of the item on that day"
    if due is None:
        yield broken("L2", f"{step.where} names a change of rule '{line.rule}', which asks nothing of it on {day}", law, "take it out")
    elif not _same(due, line):
        yield broken("L2", f"{step.where}: the change of rule '{line.rule}' has another kind, number or text than the rule", law)


def _same(change: Change, stands: ItemChange) -> bool:
    return (change.kind, change.text, change.max_s, change.max_reps, change.max_sets) == (
        stands.kind,
        stands.text,
        stands.max_s,
        stands.max_reps,
        stands.max_sets,
    )


def _obeys(step: Step, rule: str, change: Change) -> Iterator[Problem]:
    item = step.item
    timed = item.hold_s if item.hold_s is not None else item.work_s if item.reps is None else None
    for name, value, most in (
        ("seconds", timed, change.max_s),
        ("repetitions", item.reps, change.max_reps),
        ("sets", item.sets, change.max_sets),
    ):
        if value is not None and most is not None and value > most:
            yield broken(
                "L2",
                f"{step.where}: {value} {name}, at most {most} by rule '{rule}'",
                f"L2: the dose obeys the number of its precaution; rule '{rule}'",
            )


def narrowed(span: Range, caps: list[int]) -> Range:
    """Return a range after upper limits; a limit under the lower end moves that too."""
    low, high = span
    high = min([high, *caps])
    return min(low, high), high


def l8_dose_in_range(case: Case) -> Iterator[Problem]:
    for meeting, step in case.steps():
        key, dose = case.dose_key(step.exercise), case.dose(step.exercise)
        if dose is None:
            yield broken(
                "L8", f"{step.where}: the catalog has no dose '{key}'", "L8: sets, work and repetitions lie in the range of the item's dose"
            )
            continue
        for name, value, (low, high) in _counted(case, step.item, dose, list(changes_due(case, step, meeting.day).values())):
            if value is None or not low <= value <= high:
                yield broken(
                    "L8",
                    f"{step.where}: {name} is {value}, must be {low} to {high}",
                    f"L8: sets, work and repetitions lie in the range of dose '{key}' after every precaution narrowed it",
                    f"write {low} to {high}",
                )
        yield from _work_is_true(step, dose)


def l8_pieces_are_one_dose(case: Case) -> Iterator[Problem]:
    """What stands in a session in pieces is still one dose for each side: alike in all pieces, and lawful in sum."""
    for meeting in case.meetings:
        pieces: dict[tuple[str, Side], list[Step]] = {}
        for step in meeting.steps:
            for side in step.sides:
                pieces.setdefault((step.exercise.id, side), []).append(step)
        for (exercise, side), steps in pieces.items():
            if len(steps) > 1:
                yield from _one_dose(case, meeting, case.catalog.exercises[exercise], side, steps)


def _one_dose(case: Case, meeting: Meeting, exercise: Exercise, side: Side, steps: list[Step]) -> Iterator[Problem]:
    where = f"{meeting.where}: {exercise.id} ({side}) stands there in {len(steps)} pieces"
    law = f"L8: the dose '{case.dose_key(exercise)}' is that of an exercise and a session, in however many items it stands"
    if len({(step.item.reps, step.item.hold_s, step.item.work_s) for step in steps}) > 1:
        yield broken("L8", f"{where} of different doses", law, "write one item, or the same dose in each")
    due = [change for step in steps for change in changes_due(case, step, meeting.day).values()]
    caps = [change.max_sets for change in due if change.max_sets is not None]
    sets, dose = sum(step.item.sets for step in steps), case.dose(exercise)
    if dose is not None and sets > (most := narrowed(dose.sets, caps)[1]):
        yield broken("L8", f"{where} of {sets} sets together, at most {most}", law, f"write at most {most} sets in all")


def _counted(case: Case, item: Item, dose: Dose, changes: list[Change]) -> Iterator[tuple[str, int | None, Range]]:
    yield "sets", item.sets, narrowed(dose.sets, [c.max_sets for c in changes if c.max_sets is not None])
    # Where the age is unknown the dose stays at its careful end.
    careful = [dose.careful] if case.age is None else []
    seconds = careful + [c.max_s for c in changes if c.max_s is not None]
    if dose.hold_s is not None:
        yield "hold_s", item.hold_s, narrowed(dose.hold_s, seconds)
    elif dose.reps is not None:
        yield "reps", item.reps, narrowed(dose.reps, careful + [c.max_reps for c in changes if c.max_reps is not None])
    elif dose.work_s is not None:
        yield "work_s", item.work_s, narrowed(dose.work_s, seconds)


def _work_is_true(step: Step, dose: Dose) -> Iterator[Problem]:
    item, why = step.item, "L8: `work_s` is hold_s x reps, or reps x rep_s, or the timed length of a set"
    if dose.hold_s is not None:
        true = None if item.hold_s is None else item.hold_s * (item.reps or 1)
        if item.reps not in (None, 1):
            yield broken("L8", f"{step.where}: {item.reps} holds in a set, its dose knows one", why)
    elif dose.reps is not None:
        true = None if item.reps is None or item.rep_s is None else item.reps * item.rep_s
        if item.rep_s != step.exercise.rep_s:
            yield broken("L8", f"{step.where}: rep_s is {item.rep_s}, the exercise says {step.exercise.rep_s}", why)
        if item.hold_s is not None:
            yield broken("L8", f"{step.where}: counted repetitions have no hold_s", why)
    else:
        true = item.work_s if item.reps is None and item.hold_s is None else None
    if dose.reps is None and item.rep_s is not None:
        yield broken("L8", f"{step.where}: only counted repetitions have rep_s", why)
    if true != item.work_s:
        yield broken("L8", f"{step.where}: work_s is {item.work_s}, which sets, holds and repetitions do not give ({true})", why)
    if item.rest_s < dose.rest_s and item.sets > 1:
        yield broken(
            "L8",
            f"{step.where}: {item.rest_s} s of rest between sets, the dose asks for {dose.rest_s}",
            "L8: an item has the rest of its dose",
        )


def l13_everything_at_hand(case: Case) -> Iterator[Problem]:
    law = "L13: nothing needs equipment that is not at the place, a position ruled out, or an ability that is missing"
    for meeting, step in case.steps():
        place = meeting.session.place
        missing = case.lacks_equipment(step.exercise, place)
        if missing is not None:
            yield broken("L13", f"{step.where} needs {' or '.join(missing)}, which is not at '{place}'", law)
        against = case.unsuited(step.exercise)
        if against is not None:
            yield broken("L13", f"{step.where} does not suit this person: {against}", law)


def l15_stopped_stays_out(case: Case) -> Iterator[Problem]:
    for _, step in case.steps():
        if step.item.exercise in case.plan.stopped:
            yield broken("L15", f"{step.where} was stopped in the journal", "L15: what the journal stopped stays out until cleared")
