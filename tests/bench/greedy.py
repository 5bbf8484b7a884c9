"""A plain heuristic beside the proof: from an empty week, always the step that brings most for its minute.

It walks on the rows of the very program that the solver gets, so that its week keeps the same laws.
"""

from __future__ import annotations

from collections import defaultdict

from routine.plan.build import Build

Change = dict[int, int]  # what variables become


class Walk:
    """A week on the way: the value of each variable, the sum of each row, and how much the rows still miss."""

    def __init__(self, b: Build, total: int) -> None:
        self.worth, self.total = b.p.worth, total
        self.most = [v.domain[1] for v in b.p.proto.variables]
        self.rows = [(list(zip(c.linear.vars, c.linear.coeffs, strict=True)), *c.linear.domain) for c in b.p.proto.constraints]
        self.of: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for n, (terms, _, _) in enumerate(self.rows):
            for v, k in terms:
                self.of[v].append((n, k))
        self.chosen = {v for xs in b.x.values() for v in xs} | b.further
        # A need that goes short starts at its whole target; every mark that something is used starts at nothing.
        self.values = [most if most > 1 else 0 for most in self.most]
        self.sums = [sum(k * self.values[v] for v, k in terms) for terms, _, _ in self.rows]

    def missing(self, n: int, amount: int) -> int:
        _, least, most = self.rows[n]
        return int(max(0, least - amount) + max(0, amount - most))

    def step(self, change: Change) -> tuple[int, int, Change]:
        """Return what a change takes from what the rows miss, what it is worth, and the change with all that follows."""
        full: Change = {}
        sums: dict[int, int] = {}
        waiting = list(change.items())
        while waiting:
            variable, value = waiting.pop()
            by = value - full.get(variable, self.values[variable])
            if not by:
                continue
            full[variable] = value
            for n, k in self.of[variable]:
                sums[n] = sums.get(n, self.sums[n]) + k * by
                waiting += self._follows(n, sums[n], full).items()
        missed = sum(self.missing(n, a) - self.missing(n, self.sums[n]) for n, a in sums.items())
        return missed, sum(self.worth.get(v, 0) * (a - self.values[v]) for v, a in full.items()), full

    def _follows(self, n: int, amount: int, full: Change) -> Change:
        """Return what a row asks of its marks: use them where it misses something, be less short where it has too much."""
        terms, least, _ = self.rows[n]
        for v, k in terms:
            now = full.get(v, self.values[v])
            if v in self.chosen or k <= 0:
                continue
            if self.most[v] > 1:
                return {v: max(0, min(self.most[v], now + least - amount))}
            if amount < least and not now:
                return {v: 1}
        return {}

    def go(self, full: Change) -> None:
        for v, value in full.items():
            for n, k in self.of[v]:
                self.sums[n] += k * (value - self.values[v])
            self.values[v] = value

    @property
    def lawful(self) -> bool:
        return not any(self.missing(n, a) for n, a in enumerate(self.sums))

    @property
    def value(self) -> int:
        return self.total + sum(worth * self.values[v] for v, worth in self.worth.items())


def greedy(b: Build, total: int) -> int | None:
    """Return what the greedy week is worth, or None where it finds none that keeps the laws."""
    walk = Walk(b, total)
    seconds = {v: max(5, s) for letter, xs in b.x.items() for n, x in enumerate(xs) for v, s in _seconds(b, letter, n, x)}
    while True:
        best: tuple[tuple[float, float], Change] | None = None
        for v, s in seconds.items():
            if walk.values[v]:
                continue
            missed, worth, full = walk.step({v: 1})
            if missed > 0 or (missed == 0 and worth <= 0):
                continue
            rank = (-missed / s, worth / s)
            if best is None or rank > best[0]:
                best = (rank, full)
        if best is None:
            return walk.value if walk.lawful else None
        walk.go(best[1])


def _seconds(b: Build, letter: str, n: int, x: int) -> list[tuple[int, int]]:
    """Return what taking an option in costs, and each further set of it."""
    total: dict[int, int] = defaultdict(int)
    for s, v in b.seconds(letter, n):
        total[v] += s
    return [(x, total[x]), *((z, total[z]) for z in b.z[letter][n])]
