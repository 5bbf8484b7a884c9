"""The checks of a whole catalog: what each entry for itself cannot know. A check yields findings, never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routine.lint.anatomy import (
    check_antagonists,
    check_groups,
    check_needs_can_be_served,
    check_region_tree,
    check_stretches_can_be_warmed,
)
from routine.lint.coverage import check_ladders, check_muscles_are_served, check_places_are_served
from routine.lint.doses import check_dose_figures, check_dose_keys, check_repetitions, check_switching, check_targets
from routine.lint.loads import check_floor_is_meant, check_implied_loads, check_pressure_is_exact, check_pressure_is_on_the_muscle
from routine.lint.movements import (
    check_doubles,
    check_muscle_lists,
    check_neighbours,
    check_nobody_left_out,
    check_release_is_allowed,
    check_reviewed,
    check_warming,
)
from routine.lint.patterns import check_patterns, check_self_tests
from routine.lint.rules import (
    check_changes,
    check_figures_in_changes,
    check_phases,
    check_raises,
    check_rule_ids,
    check_rule_words,
    check_rules_meet,
)
from routine.lint.wording import check_care_words, check_empty_texts, check_modesty, check_placeholders, check_reading_level, check_steps
from routine.lint.words import check_aliases, check_ids, check_references, check_sources
from routine.load.catalog import Places
from routine.model.catalog import Catalog
from routine.problem import Problem, in_order

Check = Callable[[Catalog, Places], Iterator[Problem]]

# What the other checks stand on: a word that does not exist, or a tree with a loop, would lead them astray.
GROUND: tuple[Check, ...] = (check_ids, check_references, check_region_tree, check_groups, check_dose_keys)
# What a catalog owes its readers and its breadth. A plan made without it is not as good, and not wrong.
POLISH: tuple[Check, ...] = (
    check_muscles_are_served,
    check_places_are_served,
    check_ladders,
    check_reviewed,
    check_doubles,
    check_steps,
    check_empty_texts,
    check_placeholders,
    check_care_words,
    check_modesty,
    check_reading_level,
)
CHECKS: tuple[Check, ...] = (
    check_aliases,
    check_sources,
    check_antagonists,
    check_needs_can_be_served,
    check_stretches_can_be_warmed,
    check_dose_figures,
    check_targets,
    check_repetitions,
    check_switching,
    check_implied_loads,
    check_pressure_is_exact,
    check_pressure_is_on_the_muscle,
    check_floor_is_meant,
    check_muscle_lists,
    check_release_is_allowed,
    check_warming,
    check_neighbours,
    check_nobody_left_out,
    check_rule_ids,
    check_rule_words,
    check_rules_meet,
    check_changes,
    check_figures_in_changes,
    check_phases,
    check_raises,
    check_patterns,
    check_self_tests,
    *POLISH,
)


def groundwork(catalog: Catalog, places: Places) -> list[Problem]:
    """Return what is wrong with the ground: while there is anything, nothing can be looked up safely."""
    return in_order(problem for check in GROUND for problem in check(catalog, places))


def lint(catalog: Catalog, places: Places, *, polish: bool = True) -> list[Problem]:
    """Return every finding. While the ground is broken only that is told; the rest is checked once it holds.

    Without `polish` only what could make a plan wrong is looked for.
    """
    broken = groundwork(catalog, places)
    wanted = CHECKS if polish else tuple(check for check in CHECKS if check not in POLISH)
    return broken or in_order(problem for check in wanted for problem in check(catalog, places))
