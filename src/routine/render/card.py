"""Everything the catalog says of one exercise, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from routine.figure.drawing import Drawing
from routine.model.catalog import Catalog, Dose, Exercise, Range
from routine.model.terms import Verdict
from routine.render.terminal import Block, Picture, Table, Text, Title
from routine.render.words import duration_words, listed, muscle_names

PRESSURE = "pressure:"
OLDEST = 120  # where the last age ends, which is to say nowhere
SIDES = {"unilateral": "each side alone", "bilateral": "both sides at once", "alternating": "left and right in turn"}


@dataclass(frozen=True)
class Ruling:
    """What one rule of a condition says of an exercise; `text` is the reason of a ban, or what to change.

    `where` is empty when it holds for the whole exercise, else it says on which side or at which place.
    """

    condition: str
    name: str
    rule: str
    verdict: Verdict
    text: str
    source: str
    where: str = ""

    @property
    def who(self) -> str:
        return f"{self.name} ({self.where})" if self.where else self.name


def card_blocks(exercise: Exercise, catalog: Catalog, rulings: Iterable[Ruling], drawings: tuple[Drawing, ...] = ()) -> list[Block]:
    """Return the whole card: how it looks and is done, how much, what it asks of a body, and for whom it is changed or ruled out."""
    rulings = list(rulings)
    blocks: list[Block] = [Title(f"{exercise.name} ({exercise.id})"), Text(_in_short(exercise, catalog))]
    blocks += [*([Picture(drawings)] if drawings else []), _facts(exercise, catalog)]
    blocks += [Title("How"), *(Text(step, mark=f"{n}.") for n, step in enumerate(exercise.steps, 1))]
    if exercise.more:
        blocks.append(Text(exercise.more))
    blocks.append(
        Table(
            ("", ""),
            (("Feel", exercise.feel), ("Mistakes", "; ".join(exercise.mistakes)), ("Stop", exercise.stop), ("Breathe", exercise.breathe)),
        )
    )
    blocks += [Title("How much"), *_doses(exercise, catalog)]
    if exercise.loads:
        blocks += [
            Title("What it asks of the body"),
            Table(("", ""), tuple((load_name(x, catalog), _load_meaning(x, catalog)) for x in exercise.loads)),
        ]
    blocks += _for_whom(rulings)
    blocks += [Title("Sources"), *(Text(f"{catalog.sources[s].citation} ({catalog.sources[s].kind})", mark="-") for s in exercise.sources)]
    blocks.append(Text(f"Looked at on {exercise.reviewed.on} by {exercise.reviewed.by}."))
    return blocks


def _in_short(exercise: Exercise, catalog: Catalog) -> str:
    technique = catalog.vocabulary.techniques[exercise.technique]
    start = catalog.vocabulary.positions[exercise.positions[0]].name
    asked = " Planned only when somebody asks for it by name." if exercise.on_request else ""
    return f"{technique.name}, level {exercise.level}, {SIDES[exercise.laterality]}, starting {start}.{asked}"


def _facts(exercise: Exercise, catalog: Catalog) -> Table:
    v = catalog.vocabulary
    things = "; ".join(" or ".join(v.equipment[x].name for x in any_of) for any_of in exercise.equipment)
    rows = (
        ("For", listed(muscle_names(exercise.primary, catalog))),
        ("Helps", listed(muscle_names(exercise.secondary, catalog))),
        ("Warms", listed(catalog.regions[r].name for r in exercise.warms)),
        ("Positions", listed(v.positions[p].name for p in exercise.positions)),
        ("Needs", things or "nothing"),
        ("Easier", _neighbour(exercise.easier, catalog)),
        ("Harder", _neighbour(exercise.harder, catalog)),
    )
    return Table(("", ""), tuple(row for row in rows if row[1]))


def _neighbour(key: str | None, catalog: Catalog) -> str:
    return f"{catalog.exercises[key].name} ({key})" if key else ""


def _doses(exercise: Exercise, catalog: Catalog) -> list[Block]:
    blocks: list[Block] = []
    for age, (low, high) in catalog.ages.items():
        dose = catalog.doses[f"{exercise.technique}.{exercise.dose}.{age}"]
        years = f"From {low} years" if high >= OLDEST else f"{low} to {high} years"
        blocks.append(Text(f"{years}: {dose_range(dose)}. {dose.effort}", mark="-"))
        blocks.append(Text(f"{dose.why} Source: {'; '.join(catalog.sources[s].citation for s in dose.sources)}", mark=" "))
    if exercise.rep_s:
        blocks.append(
            Text(f"One repetition takes {exercise.rep_s} s{', left and right together' if exercise.laterality == 'alternating' else ''}.")
        )
    return blocks


def dose_range(dose: Dose) -> str:
    """Return `1 to 3 sets of 8 to 15 repetitions, usually 10, with 30 s of rest`."""
    sets = f"{_span(dose.sets)} set{'' if dose.sets[1] == 1 else 's'}"
    if dose.reps:
        counted = f"of {_span(dose.reps)} repetitions, usually {dose.usual}"
    else:
        span = dose.hold_s or dose.work_s or (dose.usual, dose.usual)
        counted = f"of {_span(span)} s{' held' if dose.hold_s else ''}, usually {dose.usual}"
    return f"{sets} {counted}" + (f", with {duration_words(dose.rest_s)} of rest" if dose.rest_s else "")


def _span(span: Range) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]} to {span[1]}"


def load_name(load: str, catalog: Catalog) -> str:
    """Return a load in words; pressure is named by its place."""
    if load.startswith(PRESSURE):
        return f"pressure: {catalog.regions[load.removeprefix(PRESSURE)].name}"
    return catalog.vocabulary.loads[load].name


def _load_meaning(load: str, catalog: Catalog) -> str:
    return "A tool or a hand presses there." if load.startswith(PRESSURE) else catalog.vocabulary.loads[load].meaning


def _for_whom(rulings: list[Ruling]) -> list[Block]:
    """A condition that rules the whole exercise out is told once, whatever else it would change."""
    blocks: list[Block] = []
    told: set[str] = set()
    for verdict, title in (("contraindication", "Ruled out with"), ("clearance", "Only after a professional has agreed, with")):
        said = [r for r in rulings if r.verdict == verdict and r.condition not in told]
        told |= {r.condition for r in said if not r.where}
        names = dict.fromkeys(r.who for r in said if not r.where or r.condition not in told)
        if names:
            blocks += [Title(title), Text("; ".join(names))]
    changes: dict[str, list[str]] = {}
    for ruling in rulings:
        if ruling.verdict == "precaution" and ruling.condition not in told:
            changes.setdefault(ruling.who, []).append(ruling.text)
    if changes:
        blocks += [Title("Changed with"), *(Text(f"{who}: {' '.join(dict.fromkeys(texts))}", mark="-") for who, texts in changes.items())]
    return blocks
