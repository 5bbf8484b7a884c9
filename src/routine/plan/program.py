"""The week as one integer program: which exercise, how many sets, in which template; every law is a row."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from routine.model.plan import Carried
from routine.plan import laws, worth
from routine.plan.build import Build
from routine.plan.cpsat import Solution
from routine.plan.options import Option, Situation
from routine.plan.slots import Template


@dataclass(frozen=True)
class Pick:
    option: Option
    sets: int


@dataclass(frozen=True)
class Week:
    """The solved week: what each template holds, and how good it is."""

    picks: dict[str, tuple[Pick, ...]]
    solution: Solution
    gap: float
    accounts: dict[str, int]  # what it is worth, by the headings of `worth`


def solve_week(
    situation: Situation,
    templates: tuple[Template, ...],
    carried: tuple[Carried, ...],
    *,
    limit: float,
    gap: float,
    without: Container[str] = (),
) -> Week | None:
    """Return the best week within the limit, or None when no week keeps all laws."""
    b, total = build(situation, templates, carried, without)
    solution = b.p.solve(offset=total, limit=limit, gap=gap, parts=b.parts())
    if solution.status not in ("optimal", "feasible"):
        return None
    proven = max(0.0, (solution.bound - solution.objective) / max(1.0, abs(solution.objective)))
    picks = {t.letter: _picks(b, t.letter, solution.values) for t in templates}
    return Week(picks, solution, proven, b.p.accounts(solution.values))


def build(
    situation: Situation, templates: tuple[Template, ...], carried: tuple[Carried, ...], without: Container[str] = ()
) -> tuple[Build, int]:
    """Return the program with all its rows, and what a week is worth that fills every need. `without`: see `laws.add`."""
    b = Build(situation, templates, carried)
    laws.add(b, without)
    return b, worth.add(b)


def _picks(b: Build, letter: str, values: tuple[int, ...]) -> tuple[Pick, ...]:
    picks: Iterable[Pick] = (
        Pick(option, option.dose.least_sets + sum(values[z] for z in b.z[letter][n]))
        for n, option in enumerate(b.options[letter])
        if values[b.x[letter][n]]
    )
    return tuple(picks)
