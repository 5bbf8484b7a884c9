"""How a question is put: one prompt, an answer in a person's own words, and the question again when it was not understood."""

from __future__ import annotations

import datetime as dt
import re
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from routine.cli.spoken import Unclear
from routine.load.yaml12 import hidden_in
from routine.model.catalog import Catalog

T = TypeVar("T")

WIDTH = 79
NO_WORDS = {"0", "none", "no", "n", "nothing", "nope", "-", "nowhere"}
YES_WORDS = {"y", "yes", "ok", "true", "yep", "sure"}
SMALL_WORDS = {"a", "an", "and", "at", "have", "i", "in", "my", "of", "on", "or", "the", "to", "with"}


class NoMoreAnswers(Exception):  # noqa: N818 - the input ended; nobody erred
    """The input ended before the last question."""


@dataclass(frozen=True)
class Option:
    """One entry of a numbered list: its id, what is shown, and other words that mean it."""

    id: str
    label: str
    words: tuple[str, ...] = ()


def say(*paragraphs: str, indent: str = "") -> None:
    """Print paragraphs, wrapped."""
    for text in paragraphs:
        click.echo(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent))


def told_at_once(text: str) -> None:
    """Print what must not be overlooked."""
    click.echo(textwrap.fill(text, WIDTH, initial_indent="  >> ", subsequent_indent="     "))


def ask(question: str, read: Callable[[str], T], default: T, shown: str = "none", *, example: str = "", enter: str = "") -> T:
    """Put one question. Enter is the default; an answer that `read` finds Unclear is explained, and asked for again."""
    paragraphs = [f"{question} {enter}".strip(), *([f"For example: {example}"] if example else [])]
    click.echo()
    say(*paragraphs)
    if len(shown) > WIDTH // 2:
        say(f"Now: {shown}", indent="  ")
        shown = "keep"
    while True:
        answer = _line(f"[{shown}] > ")
        if not answer:
            return default
        try:
            return read(_clean(answer))
        except Unclear as unclear:
            say(f"{unclear} Please try again.", indent="  ")
            say(*paragraphs)


def _line(prompt: str) -> str:
    try:
        answer = str(click.prompt(prompt, default="", show_default=False, prompt_suffix="", type=str))
    except click.Abort as abort:
        if isinstance(abort.__context__, EOFError):
            raise NoMoreAnswers from None
        raise
    if not sys.stdin.isatty():
        click.echo(answer)  # a pipe does not show what was typed
    return answer.strip()


def _clean(answer: str) -> str:
    """Return an answer on one line, in composed characters; what can't be printed is refused."""
    answer = unicodedata.normalize("NFC", " ".join(answer.split()))
    if hidden_in(answer) or any(unicodedata.category(c) in ("Cc", "Cs", "Cn") for c in answer):
        raise Unclear("That holds a character that can't be printed.")
    if len(answer) > 200:
        raise Unclear("That is very long. Up to 200 characters, please.")
    return answer


def choose(
    question: str,
    options: Sequence[Option],
    old: Sequence[str],
    *,
    enter: str = "",
    hidden: Sequence[Option] = (),
    default: Sequence[str] | None = None,
) -> tuple[str, ...]:
    """Put a numbered list, already printed, to somebody: any number of entries, by number or by words.

    `hidden` entries are understood though they are not listed. `old` is what was answered last time, `default` what Enter
    means, `enter` says so when nothing was answered yet.
    """
    kept = tuple(old if default is None else default)
    return ask(
        question,
        lambda answer: pick(answer, options, hidden),
        kept,
        shown_as(kept, options),
        enter="Enter keeps what you said, 0 is none." if old else enter,
    )


def shown_as(ids: Sequence[str], options: Sequence[Option]) -> str:
    """Return the numbers of entries, as they would be typed; the words of one that is not listed."""
    numbers = {option.id: str(n) for n, option in enumerate(options, 1)}
    return " ".join(numbers.get(i, i) for i in ids) or "none"


def pick(answer: str, options: Sequence[Option], hidden: Sequence[Option] = ()) -> tuple[str, ...]:
    """Return the ids of the entries that an answer names, in the order of the list. Raises Unclear with an example."""
    if answer.casefold().strip(" .!") in NO_WORDS or answer.casefold().startswith("none "):
        return ()
    if answer.casefold() in YES_WORDS:
        raise Unclear("Which ones? Type their numbers, for example: 1 3.")
    found: dict[str, None] = {}
    for part in re.split(r"[,;+]|\band\b", re.sub(r"(\d)\s*-\s*(\d)", r"\1-\2", answer)):
        for piece in re.findall(r"\d[\d-]*(?=\s|$)|[^\d\s][^\d]*", part.strip(" .")):
            for chosen in _meant(piece.strip(), options, hidden):
                found[chosen] = None
    if not found:
        raise Unclear("Type numbers from the list, for example: 1 3.")
    order = [o.id for o in (*options, *hidden)]
    return tuple(sorted(found, key=order.index))


def _meant(piece: str, options: Sequence[Option], hidden: Sequence[Option]) -> list[str]:
    if found := re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", piece):
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= len(options):
            raise Unclear(f"'{piece}' is not in the list. Numbers go from 1 to {len(options)}, for example: 1 3.")
        return [o.id for o in options[first - 1 : last]]
    near = named(piece, options) or named(piece, hidden)
    if not near and " " in piece:  # words without commas between them
        return [key for word in plain_words(piece) for key in _meant(word, options, hidden)]
    if not near:
        raise Unclear(f"'{piece[:40]}' was not understood. Type numbers from the list, for example: 1 3.")
    if len(near) > 1:
        listed = " or ".join(f"{options.index(o) + 1} ({o.label})" if o in options else f"'{o.label}'" for o in near[:4])
        raise Unclear(f"'{piece[:40]}' may mean {listed}. Which one?")
    return [near[0].id]


def named(piece: str, options: Iterable[Option]) -> list[Option]:
    """Return the entries that words may mean: one that is called so exactly, else all that hold each word's beginning."""
    wanted = plain_words(piece)
    options = list(options)
    exact = [o for o in options if wanted in [plain_words(w) for w in (o.id, o.label, *o.words)]]
    if exact or not wanted:
        return exact[:1]
    return [o for o in options if holds(wanted, o)]


def holds(wanted: Iterable[str], option: Option) -> bool:
    """Tell whether each word begins a word of an entry."""
    there = [w for text in (option.id, option.label, *option.words) for w in plain_words(text)]
    return all(any(t.startswith(w) for t in there) for w in wanted)


def plain_words(text: str) -> list[str]:
    """Return the words of a text that carry meaning, in small letters."""
    return [w for w in re.findall(r"[^\W_]+", text.casefold()) if w not in SMALL_WORDS]


def numbered(options: Sequence[Option], first: int = 1) -> None:
    """Print a numbered list in as many columns as fit."""
    cells = [f"{n:2} {o.label}" for n, o in enumerate(options, first)]
    room = max((len(c) for c in cells), default=0) + 3
    columns = max(1, (WIDTH - 1) // room)
    rows = -(-len(cells) // columns)
    for row in range(rows):
        click.echo("  " + "".join(c.ljust(room) for c in cells[row::rows]).rstrip())


def described(options: Sequence[Option], notes: Sequence[str]) -> None:
    """Print a numbered list of sentences, each with what belongs to it."""
    for n, (option, note) in enumerate(zip(options, notes, strict=True), 1):
        click.echo(textwrap.fill(option.label, WIDTH, initial_indent=f"  {n:2} ", subsequent_indent="     "))
        if note:
            click.echo(textwrap.fill(f"({note})", WIDTH, initial_indent="     ", subsequent_indent="     "))


@dataclass
class Talk:
    """One interview: the catalog it asks from, the answers so far in the form of a profile, and the day."""

    catalog: Catalog
    told: dict[str, Any]
    today: dt.date

    @property
    def age(self) -> int | None:
        year = self.told.get("birth_year")
        return None if year is None else self.today.year - int(year)
