"""The one door to the solver.

Why: `cp_model_helper` starts five times faster than the documented `cp_model`, which imports pandas; but it promises
nothing between releases. So it is pinned, and only this module touches it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

SEED = 7
# Strategies in turns share the limit: one proves most weeks whole, one makes the others better a part at a time, one tightens
# the bound. Together they prove in seconds what none of them does alone (docs/decisions/0006-weeks-proved-whole.md).
FIRST, FIRST_S = 0.06, 0.5  # of the limit, but so many seconds at least: before that, large weeks have no answer at all
PART = 0.01  # of the limit, for each part that is chosen anew
ROUNDS = 3
PART_GAP = 0.0002
Terms = Iterable[tuple[int, int]]  # (coefficient, variable)


@dataclass(frozen=True)
class Solution:
    """What the solver found. `bound` is proven: no plan is worth more."""

    status: str  # optimal | feasible | infeasible | unknown
    values: tuple[int, ...]
    objective: float
    bound: float


class Program:
    """An integer program that is maximised: variables by number, linear rows, one objective."""

    def __init__(self) -> None:
        from ortools.sat.python import cp_model_helper as helper

        self.helper: Any = helper
        self.proto: Any = helper.CpModelProto()
        self.worth: dict[int, int] = {}
        self.heading = ""
        self.headed: dict[str, dict[int, int]] = {}
        self.size = 0
        self.rows = 0

    def variable(self, most: int = 1) -> int:
        """Return a new variable from 0 to `most`."""
        self.proto.variables.add().domain.extend([0, most])
        self.size += 1
        return self.size - 1

    def at_most(self, terms: Terms, most: int) -> None:
        self.between(terms, -(2**40), most)

    def at_least(self, terms: Terms, least: int) -> None:
        self.between(terms, least, 2**40)

    def between(self, terms: Terms, least: int, most: int) -> None:
        """Add a row; the same variable may stand in it more than once."""
        total: dict[int, int] = {}
        for coefficient, variable in terms:
            total[variable] = total.get(variable, 0) + coefficient
        row = self.proto.constraints.add().linear
        row.vars.extend(list(total))
        row.coeffs.extend(list(total.values()))
        row.domain.extend([least, most])
        self.rows += 1

    def if_then_any(self, cause: int, effects: Iterable[int]) -> None:
        """Allow `cause` only together with one of `effects`."""
        self.at_least([(1, e) for e in effects] + [(-1, cause)], 0)

    def forbid(self, variable: int) -> None:
        self.at_most([(1, variable)], 0)

    def reward(self, variable: int, value: int) -> None:
        """Count `value` for each unit of a variable, under the heading of the hour."""
        headed = self.headed.setdefault(self.heading, {})
        for counted in (self.worth, headed):
            counted[variable] = counted.get(variable, 0) + value

    def accounts(self, values: Sequence[int]) -> dict[str, int]:
        """Return what values are worth under each heading; together they are the objective without its offset."""
        return {heading: sum(value * values[v] for v, value in headed.items()) for heading, headed in self.headed.items()}

    def solve(self, *, offset: int, limit: float, gap: float, parts: Sequence[Collection[int]] = ()) -> Solution:
        """Maximise. `offset` makes the objective positive, so that a relative gap has a meaning; `limit` is
        deterministic time, never the clock, so that equal input gives equal plans. `parts`: choices that make sense to
        be chosen anew while all the others stay."""
        objective = self.proto.objective
        for variable, value in self.worth.items():  # the solver minimises
            objective.vars.append(variable)
            objective.coeffs.append(-value)
        objective.scaling_factor = -1.0
        objective.offset = float(-offset)
        first = min(limit, max(limit * FIRST, FIRST_S))
        best = self._run(first, 0.0)
        if best.status == "unknown" and limit > first:
            best = self._run(limit - first, gap)
        if _is_open(best, gap):
            best = self._better(best, limit * PART, gap, parts)
        if _is_open(best, gap) and limit > first:
            self._hint(best)
            found = self._run(limit - first, gap, bound=True)
            better = found if found.values and found.objective > best.objective else best
            bound = min(best.bound, found.bound) if found.bound >= better.objective else best.bound  # a cut-off run may know no bound
            best = Solution("feasible", better.values, better.objective, bound)
        return best

    def _better(self, best: Solution, limit: float, gap: float, parts: Sequence[Collection[int]]) -> Solution:
        """Choose one part after the other anew while the rest stays, until no part gets better: each is soon proved."""
        choices = frozenset(v for part in parts for v in part)
        for _ in range(ROUNDS):
            before = best.objective
            for part in parts:
                self._hint(best)
                held = choices.difference(part)
                self._hold({v: best.values[v] for v in held})
                found = self._run(limit, PART_GAP)
                self._hold(dict.fromkeys(held))
                if found.values and found.objective > best.objective:
                    best = Solution("feasible", found.values, found.objective, best.bound)
                    if not _is_open(best, gap):
                        return best
            if best.objective <= before:
                break
        return best

    def _hold(self, values: dict[int, int | None]) -> None:
        """Hold choices at a value; None lets them free."""
        for variable, value in values.items():
            domain = self.proto.variables[variable].domain
            domain[0], domain[1] = (0, 1) if value is None else (value, value)

    def _hint(self, solution: Solution) -> None:
        self.proto.clear_solution_hint()
        self.proto.solution_hint.vars.extend(list(range(self.size)))
        self.proto.solution_hint.values.extend(list(solution.values))

    def _run(self, limit: float, gap: float, *, bound: bool = False) -> Solution:
        parameters = self.helper.SatParameters()
        parameters.num_workers = 1
        parameters.catch_sigint_signal = False  # else Ctrl-C only ends this turn, and a half-searched week is taken for the plan
        parameters.linearization_level = 2
        parameters.random_seed = SEED
        parameters.max_deterministic_time = limit
        parameters.relative_gap_limit = gap
        parameters.optimize_with_lb_tree_search = parameters.save_lp_basis_in_lb_tree_search = bound
        solver = self.helper.SolveWrapper()
        solver.set_parameters(parameters)
        response = solver.solve(self.proto)
        names = {self.helper.OPTIMAL: "optimal", self.helper.FEASIBLE: "feasible", self.helper.INFEASIBLE: "infeasible"}
        return Solution(
            names.get(response.status, "unknown"), tuple(response.solution), response.objective_value, response.best_objective_bound
        )


def _is_open(found: Solution, gap: float) -> bool:
    """Tell whether a solution is there that is not yet proved as good as was asked."""
    return found.status == "feasible" and found.bound - found.objective > gap * abs(found.objective)
