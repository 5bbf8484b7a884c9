"""What a plan says about itself and its person: that its words are the catalog's, its reasons true and its proof no more than it is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator

from routine.model.catalog import Exercise
from routine.model.plan import Because
from routine.model.terms import BOTH, LEVELS, ItemSide, Level
from routine.problem import Problem
from routine.verify.case import Case, Step, broken
from routine.verify.needs_form import SERVES

FORM = "form"
LAW_ID = re.compile(r"L([1-9]|1[0-6])")
NUMBER = "{emergency}"  # where the catalog's words leave room for whom to call
WORTH_SAYING = LEVELS.index("precaution")


def items_name_sources(case: Case) -> Iterator[Problem]:
    for _, step in case.steps():
        dose = case.dose(step.exercise)
        due = {*step.exercise.sources, *(dose.sources if dose else ())}
        missing = sorted(due - set(step.item.sources))
        if missing:
            yield broken(
                FORM, f"{step.where} does not name its source {', '.join(missing)}", "each exercise and each dose says its sources"
            )


def reasons_are_true(case: Case) -> Iterator[Problem]:
    """A reason of kind 'need' names a row that the item serves, one of kind 'rule' a law or a rule that speaks about the item."""
    rows = {f"{row.muscle}.{row.side}.{row.action}" for row in case.plan.needs}
    rules = rule_ids(case)
    for meeting, step in case.steps():
        served = set(_served(case, step))
        for because in step.item.because:
            if because.kind == "need" and because.id not in rows & served:
                yield broken(
                    FORM,
                    f"{step.where}: it serves no need '{because.id}'",
                    "a reason of kind 'need' names a row of needs as muscle.side.action",
                )
            if because.kind == "rule" and not LAW_ID.fullmatch(because.id):
                speak = {r.rule.id for day in case.week for r in case.rulings(step.exercise, step.item.side, day)}
                if because.id not in rules:
                    yield broken(
                        FORM,
                        f"{step.where}: there is no rule '{because.id}'",
                        "a reason of kind 'rule' names a rule of the catalog, or a law",
                    )
                elif because.id not in speak:
                    yield broken(FORM, f"{step.where}: rule '{because.id}' says nothing about it", "a reason must be true")
        yield from _unknown_sources(case, step.item.because, f"{meeting.where}: {step.item.exercise}")
    for row in case.plan.needs:
        yield from _unknown_sources(case, row.because, f"needs: {row.muscle} on the {row.side}, {row.action}")


def _served(case: Case, step: Step) -> Iterator[str]:
    action = SERVES.get(step.phase)
    for muscle in step.muscles | case.body.members(step.exercise.secondary):
        for side in step.sides:
            yield f"{muscle}.{side}.{action}"


def _unknown_sources(case: Case, reasons: Iterable[Because], where: str) -> Iterator[Problem]:
    for because in reasons:
        if because.source is not None and because.source not in case.catalog.sources:
            yield broken(FORM, f"{where}: the catalog has no source '{because.source}'", "each reason can be read where it comes from")


def rule_ids(case: Case) -> frozenset[str]:
    of_conditions = {rule.id for condition in case.catalog.conditions.values() for rule in condition.rules}
    return frozenset(of_conditions | {rule.id for exercise in case.catalog.exercises.values() for rule in exercise.rules})


def excluded_is_true(case: Case) -> Iterator[Problem]:
    """What is out of reach is named with its reason, and nothing else is: no exercise is called left out that may be done."""
    rules, out = rule_ids(case), {e.exercise for e in case.plan.excluded}
    inside = {step.exercise.id for _, step in case.steps()}
    for excluded in case.plan.excluded:
        exercise = case.catalog.exercises.get(excluded.exercise)
        where = f"excluded {excluded.exercise}"
        if exercise is None:
            yield broken(FORM, f"{where}: the catalog has no such exercise", "ids are those of the catalog")
            continue
        if not excluded.because:
            yield broken(FORM, f"{where} says no reason", "each left-out exercise says which rule")
        if exercise.id in inside:
            yield broken(FORM, f"{where} is in a session", "an exercise is in or out")
        elif not _barred(case, exercise, any):
            yield broken(FORM, f"{where}: nothing rules it out", "a reason must be true")
        named = {because.id for because in excluded.because if because.kind == "rule" and because.id in rules}
        speak = (
            {r.rule.id for side in _sides(exercise) for day in case.week for r in case.forbidden(exercise, side, day)} if named else set()
        )
        for because in excluded.because:
            if because.id in named - speak:
                yield broken(FORM, f"{where}: rule '{because.id}' does not forbid it", "a reason must be true")
        yield from _unknown_sources(case, excluded.because, where)
    for exercise in case.catalog.exercises.values():
        if exercise.id not in out | inside and _barred(case, exercise, all):
            yield broken(FORM, f"{exercise.id} is ruled out all week and not listed in excluded", "each left-out exercise says which rule")


def _sides(exercise: Exercise) -> tuple[ItemSide, ...]:
    return BOTH if exercise.laterality == "unilateral" else ("both",)


def _barred(case: Case, exercise: Exercise, how: Callable[[Iterable[bool]], bool]) -> bool:
    """Tell whether an exercise is out: not for this person, nowhere at hand, stopped, or barred on all (or any) sides and days."""
    places = {window.place for windows in case.profile.schedule.windows.values() for window in windows} or {"home"}
    nowhere = all(case.lacks_equipment(exercise, place) is not None for place in places)
    if nowhere or exercise.id in case.plan.stopped or case.unsuited(exercise) is not None:
        return True
    return how(
        bool(_long(case, exercise, side)) or bool(case.forbidden(exercise, side, day)) for side in _sides(exercise) for day in case.week
    )


def _long(case: Case, exercise: Exercise, side: ItemSide) -> bool:
    asked = BOTH if side == "both" else (side,)
    return case.phase(exercise) == "static" and any((m, s) in case.long for m in case.body.primary(exercise) for s in asked)


def screening_is_true(case: Case) -> Iterator[Problem]:
    """Every condition that rules the week stands among the findings, at its level and in the catalog's words."""
    law = "the screening says what the answers mean, and the outcome sums it up"
    findings = case.plan.screening.findings
    due: dict[tuple[str, Level], str] = {}
    for day in case.week:
        for held in case.held(day):
            level: Level = "precaution" if held.gate == "clearance" and held.cleared else held.gate
            if LEVELS.index(level) >= WORTH_SAYING:
                due[held.id, level] = held.condition.message
    for (key, level), message in sorted(due.items()):
        said = [f for f in findings if f.id == key and LEVELS.index(f.level) >= LEVELS.index(level)]
        if not said:
            yield broken(FORM, f"screening: '{key}' ({level}) is not among the findings", law)
        elif not any(_holds_words(case, f.message, message) for f in said):
            yield broken(FORM, f"screening: '{key}' does not say what the catalog says", law)
    outcome = "precautions" if any(f.level == "precaution" for f in findings) else "clear"
    if case.plan.screening.outcome not in (outcome, "stop"):
        yield broken(FORM, f"screening: the outcome is '{case.plan.screening.outcome}', the findings make it '{outcome}'", law)


def _holds_words(case: Case, said: str, words: str) -> bool:
    """Tell whether a text holds the catalog's words, with the number of the person's country where the catalog leaves room for one.

    Where the country is not known, any words may stand there.
    """
    call = case.catalog.emergency.get(case.profile.country or "")
    number = re.escape(call.number) if call else ".{1,60}"
    return re.search(number.join(re.escape(part) for part in words.split(NUMBER)), said) is not None


def stop_rules_are_said(case: Case) -> Iterator[Problem]:
    held = {one.id for day in case.week for one in case.held(day)}
    known = {rule.id: rule.message for rule in case.catalog.stop_rules if not rule.when or held & set(rule.when)}
    said = {rule.id: rule.message for rule in case.plan.stop_rules}
    for key in sorted(said.keys() - known.keys()):
        yield broken(FORM, f"the catalog has no stop rule '{key}' for this person", "ids are those of the catalog")
    for key in sorted(known.keys() - said.keys()):
        yield broken(FORM, f"the stop rule '{key}' is missing", "every plan says when to stop")
    for key in sorted(known.keys() & said.keys()):
        if not _holds_words(case, said[key], known[key]):
            yield broken(FORM, f"the stop rule '{key}' does not say what the catalog says", "every plan says when to stop")


def advice_is_the_catalogs(case: Case) -> Iterator[Problem]:
    for advice in case.plan.advice:
        known = case.catalog.advice.get(advice.id)
        if known is None:
            yield broken(FORM, f"the catalog has no advice '{advice.id}'", "ids are those of the catalog")
        elif advice.message != known.text:
            yield broken(
                FORM, f"the advice '{advice.id}' does not say what the catalog says", "advice is sourced; other words have no source"
            )


def proof_is_no_more_than_it_is(case: Case) -> Iterator[Problem]:
    """`optimal` only without a gap; and a plan that says it was verified says so with no problems and of laws that exist."""
    proof, verified = case.plan.optimality, case.plan.verified
    far = abs(proof.bound - proof.objective) > 0.01 + 1e-6 * abs(proof.objective)
    if not (math.isfinite(proof.gap) and proof.gap >= 0):
        yield broken(FORM, f"optimality: a gap of {proof.gap:g} can't be", "the proven gap is printed")
    elif proof.status == "optimal" and (proof.gap > 0 or far):
        yield broken(
            FORM,
            f"optimality: 'optimal' with a gap of {proof.gap:g}, objective {proof.objective:g}, bound {proof.bound:g}",
            "what is within a limit is not yet optimal",
        )
    if verified is not None:
        unknown = [law for law in verified.laws if not LAW_ID.fullmatch(law)]
        if verified.problems != 0 or unknown:
            yield broken(
                FORM,
                f"verified: {verified.problems} problems, laws that do not exist: {', '.join(unknown) or 'none'}",
                "only a plan without problems is written",
            )


ALL: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    items_name_sources,
    reasons_are_true,
    excluded_is_true,
    screening_is_true,
    stop_rules_are_said,
    advice_is_the_catalogs,
    proof_is_no_more_than_it_is,
)
