"""The program while it grows: the options of each template, their variables, and the terms that laws and worth are made of."""

from __future__ import annotations

from collections import defaultdict

from routine.model.plan import Carried
from routine.plan.cpsat import Program
from routine.plan.options import Option, Situation
from routine.plan.slots import Template


class Build:
    """The program while it grows. `x[o]` an option is in, `z[o]` its further sets, in the order of their number."""

    def __init__(self, situation: Situation, templates: tuple[Template, ...], carried: tuple[Carried, ...]) -> None:
        self.s, self.templates, self.carried = situation, templates, carried
        self.p = Program()
        self.options: dict[str, list[Option]] = {t.letter: situation.options(t) for t in templates}
        self.x: dict[str, list[int]] = {}
        self.z: dict[str, list[list[int]]] = {}
        self.further: set[int] = set()  # the variables of z; each follows its x in number
        for template in templates:
            self._choices(template.letter)

    def _choices(self, letter: str) -> None:
        self.x[letter], self.z[letter] = [], []
        for option in self.options[letter]:
            x = self.p.variable()
            further = [self.p.variable() for _ in range(option.dose.most_sets - option.dose.least_sets)]
            for above, below in zip(further, [x, *further], strict=False):
                self.p.at_least([(1, below), (-1, above)], 0)
            self.further |= set(further)
            self.x[letter].append(x)
            self.z[letter].append(further)

    def sets(self, letter: str, n: int, per_set: int) -> list[tuple[int, int]]:
        """Return the terms of `per_set` times the sets of an option."""
        option = self.options[letter][n]
        return [(per_set * option.dose.least_sets, self.x[letter][n]), *((per_set, z) for z in self.z[letter][n])]

    def seconds(self, letter: str, n: int) -> list[tuple[int, int]]:
        option = self.options[letter][n]
        return [
            (option.dose.fixed_s(option.exercise, option.sides), self.x[letter][n]),
            *self.sets(letter, n, option.dose.set_s(option.sides)),
        ]

    def where(self, letter: str, phase: str) -> list[int]:
        return [n for n, o in enumerate(self.options[letter]) if o.phase == phase]

    def parts(self) -> list[set[int]]:
        """Return choices that belong together: those of one template, and those of one phase in all of them."""
        by: dict[str, set[int]] = defaultdict(set)
        for letter, options in self.options.items():
            for option, x, further in zip(options, self.x[letter], self.z[letter], strict=True):
                for part in (letter, option.phase):
                    by[part] |= {x, *further}
        return list(by.values())
