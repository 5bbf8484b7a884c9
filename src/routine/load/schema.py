"""What the loader takes, as JSON Schema: editors complete and explain keys from it, machines check files with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from routine.load.words import known_words
from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Plan
from routine.model.profile import Profile

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = r"^\d{4}-\d{2}-\d{2}$"
CLOCK = r"^([01]?\d|2[0-3]):[0-5]\d$"
SPAN = r"^\s*\d{1,2}:\d{2}\s*[-–]\s*\d{1,2}:\d{2}\s*$"


def _or_one(made: Schema) -> Schema:
    """A single value stands for a list of one."""
    return {"anyOf": [made, made["items"]]} if "items" in made else made


def _or_text(pattern: str | None = None) -> Callable[[Schema], Schema]:
    text: Schema = {"type": "string", "pattern": pattern} if pattern else {"type": "string"}
    return lambda made: {"anyOf": [text, made]}


def _or_everywhere(made: Schema) -> Schema:
    """A plain list is what is at every place."""
    return {"anyOf": [made["additionalProperties"], made]}


def _id_from_name(made: Schema) -> Schema:
    return {**made, "required": [key for key in made.get("required", ()) if key != "id"]}


# What the functions that run before a check let through besides, by the model they belong to and their name.
WIDER: dict[tuple[str, str], Callable[[Schema], Schema]] = {
    ("", "_listed"): _or_one,
    ("", "_everywhere"): _or_everywhere,
    ("", "_id_or_fields"): _or_text(),
    ("", "_dated"): lambda made: {**made, "pattern": DAY},
    ("", "_clock"): lambda made: {**made, "pattern": CLOCK},
    ("Window", "_from_text"): _or_text(SPAN),
    ("Requirement", "_from_text"): _or_text(),
    ("Profile", "_named"): _id_from_name,
}


class _Plain(GenerateJsonSchema):
    """Without titles that only repeat the key."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


class _AsWritten(_Plain):
    """With every short form in which people write a value."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> Schema:
        made = super().function_before_schema(schema)
        function = schema["function"]["function"]
        owner = getattr(getattr(function, "__self__", None), "__name__", "")
        widen = WIDER.get((owner, getattr(function, "__name__", "")))
        return widen(made) if widen else made


# Which word stands in which field of which model; no field: where the model is written as one word.
PROFILE_WORDS: dict[tuple[str, str], str] = {
    ("Profile", "red_flags"): "red flag",
    ("FlagAnswer", "id"): "red flag",
    ("Profile", "conditions"): "condition",
    ("ConditionAnswer", "id"): "condition",
    ("ConditionAnswer", "region"): "region",
    ("Pain", "region"): "region",
    ("Pain", "spreads_to"): "region",
    ("Pain", "provoked_by"): "provoker",
    ("Finding", "muscle"): "muscle",
    ("ActivityAnswer", "activity"): "activity",
    ("Profile", "equipment"): "equipment",
    ("Profile", "goals"): "goal",
    ("Preferences", "avoid"): "exercise",
    ("Preferences", "prefer"): "exercise",
    ("Preferences", "avoid_positions"): "position",
    ("Requirement", ""): "exercise",
    ("Requirement", "exercise"): "exercise",
}
EXERCISE_WORDS: dict[tuple[str, str], str] = {
    ("Exercise", "technique"): "technique",
    ("Exercise", "positions"): "position id",
    ("Exercise", "equipment"): "equipment id",
    ("Exercise", "primary"): "muscle",
    ("Exercise", "secondary"): "muscle",
    ("Exercise", "warms"): "region id",
    ("Exercise", "loads"): "load",
    ("Exercise", "dose"): "purpose",
    ("Exercise", "sources"): "source",
    ("Rule", "when"): "condition id",
    ("Rule", "sources"): "source",
    ("Match", "column"): "column",
    ("Match", "technique"): "technique",
    ("Match", "position"): "position id",
    ("Match", "load"): "load",
    ("Match", "region"): "place",
    ("Match", "pressure"): "place",
    ("Match", "works"): "place",
    ("Match", "muscle"): "muscle",
}
# What an editor says of a key. The template of an exercise and the example profiles say more.
PROFILE_KEYS = {
    "id": "Stays the same for ever: calendar entries are found again by it. Made from the name where it is missing.",
    "name": "How the handout calls you.",
    "birth_year": "Year of birth; doses and some rules depend on the age.",
    "timezone": "IANA name, for example Europe/London.",
    "country": "Two capital letters of ISO 3166: whom to call in an emergency.",
    "language": "BCP 47, for example en.",
    "red_flags": "Those that are true for you. An empty list means: asked, none is true. Without the key they were not asked, and no plan is made.",
    "screened": "The day on which the red flags were answered.",
    "conditions": "Ids, or mappings with what is known of place, side and time.",
    "abilities": "What the body can do alone.",
    "pain": "Where it hurts, how much (0-10), what brings it on, for how many weeks.",
    "findings": "What a professional or a self-test found at a muscle or a group.",
    "seen": "The last visit to a professional, and what was excluded there.",
    "activities": "What a normal week holds: work, sport, habits.",
    "fitness": "The highest level of exercise: sedentary 1, active 2, athletic 3.",
    "equipment": "What is there; an inner list means one of them. Or a mapping of places.",
    "schedule": "When there is time. Upper limits all of it.",
    "goals": "What matters most to you.",
    "preferences": "What to avoid, to prefer, and what a professional wants done.",
    "alarm_minutes": "How long before a session the calendar rings.",
    "paper": "Paper of the handout.",
}
EXERCISE_KEYS = {
    "id": "Kebab-case, the name of the file, for ever.",
    "name": "What people read.",
    "technique": "The folder it lies in. It decides the phase and the column of the evidence.",
    "positions": "Every position the movement passes through; the first is where it starts.",
    "equipment": "All of these are needed; an inner list means one of them.",
    "laterality": "unilateral: each side can be done alone. bilateral: both at once. alternating: left, right, left.",
    "level": "1 for everybody, 2 for active people, 3 for those who train.",
    "primary": "Muscles or groups it is for.",
    "secondary": "Muscles or groups it helps along; they count half.",
    "warms": "Only for a warm-up: the regions it makes warm.",
    "loads": "Everything the body must tolerate. Contraindications follow from it.",
    "dose": "Purpose: with technique and age it names the range in doses.yaml.",
    "rep_s": "Seconds of one repetition, where repetitions are counted; for alternating left and right together.",
    "setup_s": "Seconds to get into place.",
    "switch_s": "Seconds to change sides; only for unilateral.",
    "steps": "Three, each at most 14 words.",
    "more": "What a careful person also wants to know.",
    "feel": "What it should feel like, and where.",
    "mistakes": "One or two that people make most.",
    "stop": "When to stop.",
    "breathe": "How to breathe.",
    "easier": "Id of an easier form.",
    "harder": "Id of a harder form.",
    "rules": "Rules of its own, beside those that follow from its loads.",
    "on_request": "Planned only when the profile names it.",
    "sources": "Keys of sources.yaml.",
    "reviewed": "When it was looked at last, and by whom.",
}


def profile_schema(catalog: Catalog) -> Schema:
    """Return the schema of a profile, with the words that this catalog knows."""
    return _schema(Profile, _AsWritten, PROFILE_WORDS, known_words(catalog), PROFILE_KEYS)


def exercise_schema(catalog: Catalog) -> Schema:
    """Return the schema of an exercise file, with the words that this catalog knows."""
    v = catalog.vocabulary
    words: dict[str, Iterable[str]] = {
        "technique": v.techniques,
        "column": v.columns,
        "position id": v.positions,
        "equipment id": v.equipment,
        "muscle": {*catalog.muscles, *catalog.groups},
        "region id": catalog.regions,
        "place": {*catalog.regions, "given"},
        "load": {*v.loads, *(f"pressure:{region}" for region in catalog.regions)},
        "purpose": {key.split(".")[1] for key in catalog.doses},
        "source": catalog.sources,
        "condition id": catalog.conditions,
    }
    return _schema(Exercise, _AsWritten, EXERCISE_WORDS, words, EXERCISE_KEYS)


def plan_schema() -> Schema:
    """Return the schema of plan.json."""
    return _schema(Plan, _Plain, {}, {}, {})


def _schema(
    model: type[BaseModel],
    form: type[GenerateJsonSchema],
    fields: dict[tuple[str, str], str],
    words: Mapping[str, Iterable[str]],
    keys: dict[str, str],
) -> Schema:
    model.model_rebuild()
    schema: Schema = {"$schema": DIALECT, **model.model_json_schema(schema_generator=form)}
    homes: dict[str, Schema] = {model.__name__: schema, **schema.get("$defs", {})}
    for home in homes.values():
        if "anyOf" in home and "additionalProperties" in home:  # pydantic closes the short form too, which has no keys
            _object(home)["additionalProperties"] = home.pop("additionalProperties")
    for (owner, field), kind in fields.items():
        _choose(_object(homes[owner])["properties"][field] if field else homes[owner], sorted(words[kind]))
    for key, text in keys.items():
        schema["properties"][key]["description"] = text
    return schema


def _object(home: Schema) -> Schema:
    """Return the mapping form of a model that may also be written shorter."""
    return home if "properties" in home else next(form for form in home["anyOf"] if "properties" in form)


def _choose(node: Schema, words: list[str]) -> None:
    """Let free text at a place be one of some words, in each of the forms in which it may be written."""
    if node.get("type") == "string" and not {"enum", "pattern"} & set(node):
        node["enum"] = words
    for inner in node.get("anyOf", ()):
        _choose(inner, words)
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            _choose(node[key], words)
