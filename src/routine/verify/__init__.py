"""The independent proof of a plan: every law of the contract, asked of the finished week by a reader who shares no code with its maker.

It takes from the plan only what was decided (which exercise, when, where, on which side, in what dose) and works out
everything else anew from catalog and profile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routine.model.catalog import Catalog
from routine.model.plan import Plan
from routine.model.profile import Profile
from routine.problem import Problem
from routine.verify import claims, form, item_laws, needs_form, pairs_law, screening_law, session_laws, sides_law, week_laws
from routine.verify.case import Case

Check = Callable[[Case], Iterator[Problem]]


def _in_each_session(law: session_laws.SessionLaw) -> Check:
    def check(case: Case) -> Iterator[Problem]:
        for meeting in case.meetings:
            yield from law(case, meeting, meeting.steps)

    return check


CHECKS: tuple[tuple[str, Check], ...] = (
    ("L1", item_laws.l1_nothing_forbidden),
    ("L2", item_laws.l2_changes_stand),
    *((law, _in_each_session(check)) for law, check in session_laws.OF_A_SESSION),
    ("L7", session_laws.l7_context_is_true),
    ("L8", item_laws.l8_dose_in_range),
    ("L8", item_laws.l8_pieces_are_one_dose),
    ("L9", week_laws.l9_pressed_points_rest),
    ("L10", week_laws.l10_strength_rests),
    ("L10", week_laws.l10_days_without_strength),
    ("L11", week_laws.l11_in_its_window),
    ("L11", week_laws.l11_on_the_clock),
    ("L11", week_laws.l11_seconds_are_true),
    ("L12", sides_law.l12_both_sides),
    ("L12", sides_law.l12_painful_side_not_less),
    ("L12", sides_law.l12_reasons_are_true),
    ("L13", item_laws.l13_everything_at_hand),
    ("L14", screening_law.l14_nothing_stops),
    ("L15", item_laws.l15_stopped_stays_out),
    ("L16", pairs_law.l16_long_is_not_held),
    ("L16", pairs_law.l16_antagonist_is_stretched),
    ("L16", pairs_law.l16_needs_know_both_halves),
    ("form", session_laws.minimum_is_lawful),
    ("form", needs_form.needs_are_true),
    ("form", needs_form.tight_is_true),
    *(("form", check) for check in (*form.ALL, *claims.ALL)),
)

LAWS: tuple[str, ...] = tuple(f"L{n}" for n in range(1, 17))


def verify(plan: Plan, catalog: Catalog, profile: Profile) -> list[Problem]:
    """Return every broken law of a plan, each once, in the order of the laws; none means that the plan is proved.

    The profile's ids are canonical (aliases resolved), as the loader gives them. What can't be read at all
    (an exercise or a date that does not exist) is reported alone, because no law can be asked of it.
    """
    problems = [*form.unreadable(plan, catalog), *form.unknown_answers(profile, catalog)]
    if problems:
        return list(dict.fromkeys(problems))
    case = Case(plan, catalog, profile)
    return list(dict.fromkeys(problem for _, check in CHECKS for problem in check(case)))


__all__ = ["CHECKS", "LAWS", "verify"]
