"""A good week, written by hand the way a physiotherapist would: who the person is, what is done when, and nothing else.

Everything that follows from that (seconds, muscles, sources, changes, needs) is worked out here from the real catalog,
so that a test can break one thing and see one law answer. No solver takes part.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from routine.advise import advise, stop_rules
from routine.body import Body
from routine.choose import choose, judge
from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Because, Carried, Item, Need, Optimality, Plan, PlanCatalog, Session
from routine.model.profile import Profile, clock_of, minute_of
from routine.model.terms import BOTH, Action, Context, ItemSide, Side, SideReason
from routine.problem import Problem
from routine.screen import screen
from routine.verify import verify
from routine.week import dates_of

from .conftest import TODAY, WEEK
from .strategies import person

# A tight left hamstring, an over-long right side of the hip, a sore left low back, blood pressure under control,
# tennis on Saturday, a roller at home, a ball and a mat in the office, and Sunday for rest.
MARA: dict[str, Any] = {
    "id": "mara-2k8p",
    "name": "Mara",
    "birth_year": 1986,
    "timezone": "Europe/London",
    "red_flags": [],
    "screened": "2026-11-20",
    "conditions": ["hypertension-controlled"],
    "pain": [{"region": "low-back", "side": "left", "intensity": 4, "weeks": 20}],
    "findings": {"tight": [{"muscle": "hamstrings", "side": "left"}], "long": [{"muscle": "gluteus-medius", "side": "right"}]},
    "activities": [{"activity": "tennis", "days": ["sat"], "start": "10:00", "minutes": 90}],
    "fitness": "active",
    "equipment": {"home": ["mat", "foam-roller"], "office": ["massage-ball", "mat", "pillow"]},
    "schedule": {
        "sessions_per_week": 4,
        "minutes": 20,
        "windows": {"mon": "07:00-08:00", "wed": {"at": "12:00-13:00", "place": "office"}, "fri": "07:00-08:00", "sat": "08:00-09:00"},
        "rest_days": ["sun"],
    },
}


@dataclass(frozen=True)
class Do:
    """One line of a session. `amount`: seconds of a hold or of a timed set, or the number of repetitions."""

    exercise: str
    amount: int = 30
    sets: int = 1
    side: ItemSide = "both"
    why_one_side: SideReason | None = None


@dataclass(frozen=True)
class Meet:
    """One session. `five`: the lines of the five-minute version."""

    template: str
    date: str
    start: str
    lines: tuple[Do, ...]
    five: tuple[int, ...] = (0,)
    place: str = "home"
    context: Context = "standalone"
    activity: str | None = None


AT_HOME = (
    Do("step-touch-with-arm-swing", 60, sets=3),
    Do("foam-roll-hamstrings"),
    Do("hip-hinge-good-morning", 10),
    Do("supine-hamstring-strap"),
    Do("standing-adductor"),
    Do("clamshell", 10),
    Do("heel-dig-hamstring", 15, sets=2),
)
AT_WORK = (
    Do("seated-march-and-reach", 60, sets=3),
    Do("ball-hamstrings-chair", side="left", why_one_side="finding"),
    Do("seated-hamstring-chair", 20),
    Do("seated-calf-raise", 10, sets=2),
)
BEFORE_TENNIS = (
    Do("march-in-place", 60, sets=3),
    Do("foam-roll-calves"),
    Do("knee-hug-walk", 10),
)

MONDAY = Meet("A", "2026-11-23", "07:00", AT_HOME, five=(0, 1))
WEDNESDAY = Meet("B", "2026-11-25", "12:00", AT_WORK, five=(0, 1), place="office")
FRIDAY = replace(MONDAY, date="2026-11-27")
SATURDAY = Meet("C", "2026-11-28", "08:00", BEFORE_TENNIS, context="before-activity", activity="tennis")
GOOD_WEEK = (MONDAY, WEDNESDAY, FRIDAY, SATURDAY)

# The last two days before: strength exactly 48 hours before Monday's, and a ball on another muscle.
BEFORE: tuple[tuple[str, ItemSide, str, str], ...] = (
    ("clamshell", "both", "2026-11-21", "07:00"),
    ("ball-gluteus-maximus", "left", "2026-11-22", "07:00"),
)

SERVES: dict[str, Action] = {"release": "release", "static": "lengthen", "dynamic": "move", "activation": "activate"}
Row = tuple[str, Side, Action]


def mara(catalog: Catalog, **other: Any) -> Profile:
    """Return the person of the good week, with other answers where they are given."""
    return person({**MARA, **other}, catalog)


def good_plan(catalog: Catalog, profile: Profile | None = None, week: Iterable[Meet] = GOOD_WEEK, **fields: Any) -> Plan:
    """Return the plan that says about a hand-written week what is true. `fields`: parts of the plan to set otherwise."""
    profile = profile or mara(catalog)
    writer = _writer(catalog, profile)
    sessions = tuple(writer.session(meet, number) for number, meet in enumerate(week, start=1))
    done = {item.exercise for session in sessions for item in session.items}
    made: dict[str, Any] = {
        "program": "0.1.0",
        "profile_id": profile.id,
        "profile_sha256": "0" * 64,
        "name": profile.name,
        "week": WEEK,
        "timezone": profile.timezone,
        "catalog": PlanCatalog(version=catalog.version, sha256=catalog.sha256),
        "screening": writer.screening.for_plan(),
        "advice": advise(profile, writer.screening, catalog),
        "stop_rules": stop_rules(writer.screening, catalog),
        "needs": writer.needs(sessions),
        "sessions": sessions,
        "excluded": tuple(e for e in writer.choices.excluded if e.exercise not in done),
        "carried": tuple(writer.carried(*line) for line in BEFORE),
        "optimality": Optimality(status="feasible", gap=0.01, objective=100, bound=101),
    }
    return Plan.model_validate({**made, **fields})


WRITERS: dict[tuple[int, str], Writer] = {}  # each keeps its catalog, so that no other can have the same address


def _writer(catalog: Catalog, profile: Profile) -> Writer:
    """Return the writer for a person: most tests ask for the same, and the ledger of what is left out takes a while."""
    key = (id(catalog), profile.model_dump_json())
    if key not in WRITERS:
        WRITERS[key] = Writer(catalog, profile)
    return WRITERS[key]


class Writer:
    """Fills in what follows from the catalog and the person's answers."""

    def __init__(self, catalog: Catalog, profile: Profile) -> None:
        self.catalog, self.profile, self.body = catalog, profile, Body(catalog)
        self.age = None if profile.birth_year is None else 2026 - profile.birth_year
        self.screening = screen(profile, catalog, TODAY, dates_of(WEEK))
        self.choices = choose(profile, self.screening.active, catalog, self.age)
        self.tight = {(m, s) for f in profile.findings.tight for m in self.body.members(f.muscle) for s in BOTH if f.side in (s, "both")}

    def dose_key(self, exercise: Exercise) -> str:
        age = 30 if self.age is None else self.age
        band = next(name for name, (low, high) in self.catalog.ages.items() if low <= age <= high)
        return f"{exercise.technique}.{exercise.dose}.{band}"

    def item(self, do: Do, day: dt.date) -> Item:
        exercise = self.catalog.exercises[do.exercise]
        dose, technique = self.catalog.doses[self.dose_key(exercise)], self.catalog.vocabulary.techniques[exercise.technique]
        work = do.amount * (exercise.rep_s or 0) if dose.reps else do.amount
        twice = exercise.laterality == "unilateral" and do.side == "both"
        one_side = do.sets * work + (do.sets - 1) * dose.rest_s
        _, changes = judge(exercise, do.side, [a for a in self.screening.active if a.holds_on(day)], self.body)
        return Item(
            exercise=exercise.id,
            name=exercise.name,
            phase=technique.phase,
            technique=exercise.technique,
            side=do.side,
            side_reason=do.why_one_side,
            dose=self.dose_key(exercise),
            sets=do.sets,
            reps=do.amount if dose.reps else None,
            rep_s=exercise.rep_s if dose.reps else None,
            hold_s=do.amount if dose.hold_s else None,
            work_s=work,
            rest_s=dose.rest_s,
            setup_s=exercise.setup_s,
            switch_s=exercise.switch_s,
            seconds=exercise.setup_s + (2 * one_side + exercise.switch_s if twice else one_side),
            muscles=self.body.primary(exercise),
            changes=tuple(changes),
            because=(self.because(exercise, do.side, technique.phase),),
            sources=tuple(dict.fromkeys((*exercise.sources, *dose.sources))),
        )

    def because(self, exercise: Exercise, side: ItemSide, phase: str) -> Because:
        if phase == "warm-up":
            return Because(kind="rule", id="L3", message="Every session begins warm.")
        muscle, on = self.body.primary(exercise)[0], "right" if side == "right" else "left"
        return Because(kind="need", id=f"{muscle}.{on}.{SERVES[phase]}", message="It serves this muscle.")

    def session(self, meet: Meet, number: int) -> Session:
        items = tuple(self.item(do, dt.date.fromisoformat(meet.date)) for do in meet.lines)
        seconds = sum(item.seconds for item in items)
        return Session(
            id=f"{WEEK}-{number}",
            template=meet.template,
            date=meet.date,
            start=meet.start,
            end=clock_of(minute_of(meet.start) + -(-seconds // 60)),
            place=meet.place,
            context=meet.context,
            activity=meet.activity,
            seconds=seconds,
            minimum=meet.five,
            items=items,
        )

    def needs(self, sessions: Iterable[Session]) -> tuple[Need, ...]:
        """Return a row for all that the week serves, for all that was found tight, and for the other half of each pair."""
        given: dict[Row, float] = defaultdict(float, {(m, s, "release"): 0.0 for m, s in sorted(self.tight)})
        for item in (item for session in sessions for item in session.items if item.phase in SERVES):
            exercise, action = self.catalog.exercises[item.exercise], SERVES[item.phase]
            amount = item.sets if action == "activate" else item.sets * item.work_s / (2 if exercise.laterality == "alternating" else 1)
            shares = dict.fromkeys(self.body.muscles(exercise.secondary), amount / 2) | dict.fromkeys(item.muscles, amount)
            for muscle, share in shares.items():
                for side in BOTH if item.side == "both" else (item.side,):
                    given[muscle, side, action] += share  # type: ignore[index]
        paired = [(m, s) for m, s, action in given if action != "release"]
        for muscle, side in (partner for m, s in paired for partner in self.body.antagonists(m, s)):
            given.setdefault((muscle, side, "lengthen"), 0.0)
        return tuple(self.need(row, amount) for row, amount in sorted(given.items()))

    def need(self, row: Row, planned: float) -> Need:
        muscle, side, action = row
        target, tight = self.catalog.targets[action], (muscle, side) in self.tight
        weight = 0.9 if tight and action == "release" else 0.0 if action == "release" or not planned else 0.4
        because = Because(kind="answer", id="findings", message="This is what was found.")
        return Need(
            muscle=muscle,
            side=side,
            action=action,
            tight=tight,
            weight=weight,
            unit=target.unit,
            target=target.week,
            planned=int(planned),
            because=(because,),
        )

    def carried(self, exercise: str, side: ItemSide, date: str, start: str) -> Carried:
        known = self.catalog.exercises[exercise]
        phase = self.catalog.vocabulary.techniques[known.technique].phase
        return Carried(
            exercise=exercise, technique=known.technique, phase=phase, side=side, muscles=self.body.primary(known), date=date, start=start
        )


# How a test breaks one thing, and reads the answer.


def swap(lines: tuple[Do, ...], exercise: str, *instead: Do) -> tuple[Do, ...]:
    """Return the lines with one exercise replaced (or taken out)."""
    assert exercise in {do.exercise for do in lines}
    return tuple(new for do in lines for new in (instead if do.exercise == exercise else (do,)))


def home(*lines: Do, five: tuple[int, ...] = (0, 1)) -> tuple[Meet, ...]:
    """Return the good week with other lines at home, on Monday and Friday."""
    return (replace(MONDAY, lines=lines, five=five), WEDNESDAY, replace(FRIDAY, lines=lines, five=five), SATURDAY)


def work(*lines: Do, five: tuple[int, ...] = (0, 1)) -> tuple[Meet, ...]:
    """Return the good week with other lines at work, on Wednesday."""
    return (MONDAY, replace(WEDNESDAY, lines=lines, five=five), FRIDAY, SATURDAY)


def tennis(*lines: Do) -> tuple[Meet, ...]:
    """Return the good week with other lines before tennis, on Saturday."""
    return (MONDAY, WEDNESDAY, FRIDAY, replace(SATURDAY, lines=lines))


def edited(plan: Plan, **changes: Any) -> Plan:
    """Return a plan as if somebody had edited its file. Keys are paths: `sessions__0__seconds=5`."""
    data = plan.model_dump(mode="json", by_alias=True)
    for path, value in changes.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        place: Any = data
        for step in way:
            place = place[step]
        place[last] = value
    return Plan.model_validate(data)


def place_of(plan: Plan, exercise: str, session: int = 0) -> str:
    """Return the path of an item for `edited`, by its exercise."""
    number = next(n for n, item in enumerate(plan.sessions[session].items) if item.exercise == exercise)
    return f"sessions__{session}__items__{number}"


def without_change(plan: Plan, rule: str) -> Plan:
    """Return a plan in which every item has lost the change of one rule. There must be one."""
    data = plan.model_dump(mode="json", by_alias=True)
    lost = 0
    for item in (item for session in data["sessions"] for item in session["items"]):
        kept = [change for change in item["changes"] if change["rule"] != rule]
        lost, item["changes"] = lost + len(item["changes"]) - len(kept), kept
    assert lost, f"no item is changed by {rule}"
    return Plan.model_validate(data)


def laws(found: Iterable[Problem]) -> set[str]:
    return {problem.field for problem in found}


def assert_breaks(law: str, plan: Plan, catalog: Catalog, profile: Profile, *words: str) -> list[Problem]:
    """See that a plan breaks this law (or these: `L2 L8`) and no other, and that what is said holds these words."""
    found = verify(plan, catalog, profile)
    assert laws(found) == set(law.split()), "\n".join(map(str, found)) or "nothing was found"
    for word in words:
        assert any(word in problem.what for problem in found), f"nothing says '{word}':\n" + "\n".join(map(str, found))
    return found
