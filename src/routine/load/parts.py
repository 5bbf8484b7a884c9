"""The parts of a catalog: in which file each is written, under which key, and what noun an entry is."""

from __future__ import annotations

from pydantic import BaseModel

from routine.model.catalog import Activity, Advice, Dose, Edge, EmergencyCall, Group, Muscle, Region, Source, StopRule, Target
from routine.model.conditions import Condition, RedFlag
from routine.model.signs import Pattern, SelfTest

# Part of a catalog: file, top key, and the noun an entry is. Exercises have a file each.
PARTS: dict[str, tuple[str, str, type[BaseModel]]] = {
    "regions": ("regions.yaml", "regions", Region),
    "muscles": ("muscles.yaml", "muscles", Muscle),
    "groups": ("muscles.yaml", "groups", Group),
    "edges": ("muscles.yaml", "edges", Edge),
    "patterns": ("muscles.yaml", "patterns", Pattern),
    "self_tests": ("self-tests.yaml", "self_tests", SelfTest),
    "conditions": ("conditions.yaml", "conditions", Condition),
    "red_flags": ("red-flags.yaml", "red_flags", RedFlag),
    "stop_rules": ("red-flags.yaml", "stop_rules", StopRule),
    "activities": ("activities.yaml", "activities", Activity),
    "advice": ("activities.yaml", "advice", Advice),
    "doses": ("doses.yaml", "doses", Dose),
    "targets": ("doses.yaml", "targets", Target),
    "sources": ("sources.yaml", "sources", Source),
    "emergency": ("emergency.yaml", "emergency", EmergencyCall),
}
LISTS = ("edges", "stop_rules")
GROUND = ("vocabulary.yaml", "regions.yaml", "muscles.yaml", "doses.yaml", "emergency.yaml")  # what only the catalog itself holds
