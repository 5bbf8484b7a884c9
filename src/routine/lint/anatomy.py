"""Whether the body of the catalog hangs together: its regions, its muscles, and what can be done for them."""

from __future__ import annotations

from collections.abc import Iterator

from routine.body import Body
from routine.lint.words import Field
from routine.load.catalog import Places
from routine.model.catalog import Catalog, Exercise
from routine.problem import Problem

ROOT = "body"


def check_region_tree(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """The regions are one tree: every place leads up to the whole body."""
    for key in catalog.regions:
        seen, above = {key}, catalog.regions[key].part_of
        while above and above in catalog.regions and above not in seen:
            seen.add(above)
            above = catalog.regions[above].part_of
        if above in seen:
            yield places.problem(
                "regions",
                key,
                ("part_of",),
                f"going up from '{key}' comes back to '{above}'",
                why="a place would be a part of itself",
                fix="let one of them be a part of something larger",
            )
        elif above is None and ROOT not in seen:
            yield places.problem(
                "regions",
                key,
                (),
                f"'{key}' is not a part of the body",
                why="a rule for the whole body would miss it",
                fix=f"add part_of: {ROOT}",
            )


def check_groups(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A group stands for several muscles and is not mistaken for one."""
    for key, group in catalog.groups.items():
        if key in catalog.muscles:
            yield places.problem(
                "groups", key, (), f"'{key}' is a muscle and a group", why="nobody can tell which is meant", fix="rename the group"
            )
        if len(set(group.members)) < 2 or len(set(group.members)) < len(group.members):
            yield places.problem(
                "groups",
                key,
                ("members",),
                "a group needs two muscles or more, each once",
                fix="name its members, or use the muscle itself",
            )


def check_antagonists(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A muscle has an opponent, or a reason why it has none; no partner works with and against it on the same side."""
    for key, muscle in catalog.muscles.items():
        against = {(p.muscle, p.side) for p in muscle.antagonists}
        if not against and not muscle.no_antagonist.strip():
            yield places.problem(
                "muscles",
                key,
                ("antagonists",),
                "it has no antagonist and no reason why",
                why="both halves of a pair are looked at",
                fix="name its opponent, or say why in no_antagonist",
            )
        if against and muscle.no_antagonist:
            yield places.problem(
                "muscles", key, ("no_antagonist",), "it has antagonists and a reason why it has none", fix="keep one of the two"
            )
        for partner, _ in sorted({(p.muscle, p.side) for p in muscle.synergists} & against):
            yield places.problem(
                "muscles",
                key,
                ("antagonists",),
                f"'{partner}' works with it and against it on one side",
                fix="keep it in one list, or name the side",
            )
        if (key, "same") in against:
            yield places.problem("muscles", key, ("antagonists",), "it is its own antagonist", fix="write side: opposite, or drop it")


def check_needs_can_be_served(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Whatever the catalog says a muscle needs, some exercise gives."""
    body = Body(catalog)
    served = {
        (muscle, catalog.vocabulary.techniques[exercise.technique].action)
        for exercise in catalog.exercises.values()
        for muscle in body.muscles((*exercise.primary, *exercise.secondary))
    }
    for part, key, field, named, action in _stated_needs(catalog):
        members = [m for m in body.members(named) if action != "release" or catalog.muscles[m].release != "no"]
        missing = [m for m in members if (m, action) not in served] or ([] if members else [named])
        for muscle in missing:
            yield places.problem(
                part,
                key,
                field,
                f"'{action}' is called for, and no exercise does that for '{muscle}'",
                why="the person would be told of a need that nothing serves",
                fix="add an exercise, or call for what can be done",
            )


def _stated_needs(catalog: Catalog) -> Iterator[tuple[str, str, Field, str, str]]:
    """Yield what the catalog itself calls for. A tendency `either` promises nothing and is left out."""
    usual = {"short": "lengthen", "inhibited": "activate", "long": "activate"}
    for key, muscle in catalog.muscles.items():
        if muscle.release != "no":
            yield "muscles", key, ("release",), key, "release"
        if muscle.tendency in usual:
            yield "muscles", key, ("tendency",), key, usual[muscle.tendency]
    for n, edge in enumerate(catalog.edges):
        for action in edge.actions:
            yield "edges", str(n), ("actions",), edge.muscle, action
    for name, pattern in catalog.patterns.items():
        for n, wanted in enumerate(pattern.needs):
            yield "patterns", name, ("needs", n), wanted.muscle, wanted.action
    for name, activity in catalog.activities.items():
        for n, loaded in enumerate(activity.needs):
            yield "activities", name, ("needs", n), loaded.muscle, loaded.action
    for name, condition in catalog.conditions.items():
        for n, need in enumerate(condition.needs):
            yield "conditions", name, ("needs", n), need.muscle, need.action


def check_stretches_can_be_warmed(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Every stretched muscle lies where some warm-up warms: nothing is stretched cold."""
    body = Body(catalog)
    techniques = catalog.vocabulary.techniques
    warmed = body.within(region for e in catalog.exercises.values() if techniques[e.technique].phase == "warm-up" for region in e.warms)
    for key, exercise in catalog.exercises.items():
        if techniques[exercise.technique].phase not in ("dynamic", "static"):
            continue
        for muscle in _cold(exercise, warmed, catalog, body):
            yield places.problem(
                "exercises",
                key,
                ("primary",),
                f"no warm-up warms a place of '{muscle}'",
                why="every stretched muscle is warmed before",
                fix="add a warm-up for it, or name the region in the `warms` of one that reaches it",
            )


def _cold(exercise: Exercise, warmed: frozenset[str], catalog: Catalog, body: Body) -> list[str]:
    return [m for m in body.primary(exercise) if not warmed & set(catalog.muscles[m].region)]
