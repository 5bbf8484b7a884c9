"""L16: what is long is not stretched, its antagonist is, and the needs look at both halves of each pair of muscles."""

from __future__ import annotations

from collections.abc import Iterator

from routine.model.catalog import Exercise
from routine.model.terms import BOTH, Phase, Side
from routine.problem import Problem
from routine.verify.case import Case, Meeting, broken
from routine.verify.item_laws import narrowed
from routine.verify.session_laws import WARM_FOR_STATIC, sports_after

STRETCHED: tuple[Phase, ...] = ("dynamic", "static")
PAIRED: tuple[Phase, ...] = (*STRETCHED, "activation")


def l16_long_is_not_held(case: Case) -> Iterator[Problem]:
    law = "L16: a muscle found long gets no static stretch on that side"
    for _, step in case.steps():
        if step.phase == "static":
            for muscle, side in sorted((m, s) for m in step.muscles for s in step.sides if (m, s) in case.long):
                yield broken("L16", f"{step.where} stretches {muscle}, which is long on the {side}", law)


def l16_antagonist_is_stretched(case: Case) -> Iterator[Problem]:
    law = "L16: one antagonist of a long muscle is stretched in the week where a permitted stretch exists and it is not long itself"
    stretched = {(m, s) for _, step in case.steps() if step.phase in STRETCHED for m in step.muscles for s in step.sides}
    for muscle, side in sorted(case.long):
        partners = case.body.antagonists(muscle, side) - case.long
        if not partners or partners & stretched:
            continue
        for partner, there in sorted(partners):
            could = _possible_stretch(case, partner, there)
            if could is not None:
                exercise, meeting = could
                yield broken(
                    "L16",
                    f"{muscle} is long on the {side}, and no antagonist of it is stretched in the week",
                    law,
                    f"'{exercise.id}' could stretch {partner} on the {there} in {meeting.where}",
                )
                break


def _possible_stretch(case: Case, muscle: str, side: Side) -> tuple[Exercise, Meeting] | None:
    for meeting in case.meetings:
        if any(sport.activity.power for sport in sports_after(case, meeting)):
            continue
        for exercise in case.catalog.exercises.values():
            if case.phase(exercise) != "static" or muscle not in case.body.primary(exercise):
                continue
            if _sound(case, exercise, side, meeting) and _fits(case, exercise, muscle, side, meeting):
                return exercise, meeting
    return None


def _sound(case: Case, exercise: Exercise, side: Side, meeting: Meeting) -> bool:
    """Tell whether a stretch is permitted and stretches nothing that is long."""
    sides = (side,) if exercise.laterality == "unilateral" else BOTH
    long = any((m, s) in case.long for m in case.body.primary(exercise) for s in sides)
    return not long and case.permitted(exercise, side, meeting)


def _fits(case: Case, exercise: Exercise, muscle: str, side: Side, meeting: Meeting) -> bool:
    """Tell whether the shortest session that may hold this stretch fits in the window: warm-up, a release where one is due, the stretch."""
    minutes = case.minutes_allowed(meeting)
    stretch = shortest(case, exercise)
    if minutes is None or stretch is None:
        return False
    releases = [e for e in case.catalog.exercises.values() if case.phase(e) == "release" and muscle in case.body.primary(e)]
    allowed = [seconds for e in releases if case.permitted(e, side, meeting) and (seconds := shortest(case, e)) is not None]
    warmed = any(_warm_up(case, e, muscle, side, meeting) for e in case.catalog.exercises.values())
    if not warmed and not allowed:
        return False
    tight = (muscle, side) in case.tight or not warmed
    return WARM_FOR_STATIC + stretch + (min(allowed, default=0) if tight else 0) <= minutes * 60


def _warm_up(case: Case, exercise: Exercise, muscle: str, side: Side, meeting: Meeting) -> bool:
    return case.phase(exercise) == "warm-up" and case.body.warms(exercise, muscle) and case.permitted(exercise, side, meeting)


def shortest(case: Case, exercise: Exercise) -> int | None:
    """Return the seconds of one set at the lower end of the dose, on both sides, because L12 mostly asks for both."""
    dose = case.dose(exercise)
    if dose is None:
        return None
    span = dose.hold_s or dose.work_s
    if span is None:
        return None  # counted in repetitions, as no stretch or release is
    sides = 2 if exercise.laterality == "unilateral" else 1
    return exercise.setup_s + sides * narrowed(span, [dose.careful] if case.age is None else [])[0] + (sides - 1) * exercise.switch_s


def l16_needs_know_both_halves(case: Case) -> Iterator[Problem]:
    law = "L16: `needs` has a row for each antagonist of every lengthened or activated muscle, with its reason where nothing is planned"
    rows = {(m, row.side) for row in case.plan.needs for m in case.body.members((row.muscle,))}
    wanted: dict[tuple[str, Side], tuple[str, Side]] = {}
    for _, step in case.steps():
        if step.phase in PAIRED:
            for muscle in sorted(step.muscles):
                for side in step.sides:
                    for partner in case.body.antagonists(muscle, side):
                        wanted.setdefault(partner, (muscle, side))
    for half, (muscle, side) in sorted(wanted.items()):
        if half not in rows:
            yield broken("L16", f"needs has no row for {half[0]} on the {half[1]}, the antagonist of {muscle} on the {side}", law)
    for row in case.plan.needs:
        if row.weight == 0 and not row.because:
            yield broken("L16", f"needs: {row.muscle} on the {row.side} ({row.action}) has weight 0 and no reason", law)
