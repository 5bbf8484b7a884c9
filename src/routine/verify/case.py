"""The case before the verifier: one plan, read beside what catalog and profile say, with everything else worked out anew."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from routine.model.catalog import Activity, Catalog, Dose, Exercise
from routine.model.plan import Carried, Item, Plan, Session
from routine.model.profile import ActivityAnswer, Finding, Profile, minute_of
from routine.model.terms import BOTH, DAYS, ItemSide, Phase, Side
from routine.problem import Problem
from routine.verify.anatomy import Anatomy, asked_sides, sides_of, true_sides
from routine.verify.conditions import Held, Phases, held_on, phases_on
from routine.verify.rules import Ruling, rulings

DAY = 1440  # minutes
LEVEL_OF_FITNESS = {"sedentary": 1, "active": 2, "athletic": 3}
FLOOR_ASKED_FROM = 65


@dataclass(frozen=True, eq=False)
class Step:
    """An item of the plan; phase, sides and muscles come from the catalog, not from the item."""

    item: Item
    exercise: Exercise
    phase: Phase
    sides: tuple[Side, ...]
    muscles: frozenset[str]
    where: str

    @property
    def doubled(self) -> bool:
        """Both sides one after the other."""
        return self.exercise.laterality == "unilateral" and len(self.sides) == 2

    @property
    def single(self) -> bool:
        return self.item.side in BOTH

    @property
    def seconds(self) -> int:
        """Return the whole time of the item by the contract's formula."""
        item, sides = self.item, 2 if self.doubled else 1
        return item.setup_s + sides * (item.sets * item.work_s + (item.sets - 1) * item.rest_s) + (sides - 1) * item.switch_s

    @property
    def work(self) -> int:
        """Return the seconds in which the body works, both sides together."""
        return self.item.sets * self.item.work_s * (2 if self.doubled else 1)

    @property
    def per_side(self) -> float:
        """Return the seconds that one side gets; the sides of an alternating exercise share the time."""
        whole = self.item.sets * self.item.work_s
        return whole / 2 if self.exercise.laterality == "alternating" else whole


@dataclass(frozen=True, eq=False)
class Meeting:
    """A session of the plan: its day, start and true end in minutes of the day."""

    session: Session
    day: dt.date
    start: int
    end: int
    steps: tuple[Step, ...]

    @property
    def where(self) -> str:
        return f"session {self.session.id}"

    @property
    def clock(self) -> int:
        """Return the start in minutes on one scale for all days."""
        return self.day.toordinal() * DAY + self.start


@dataclass(frozen=True, eq=False)
class Sport:
    answer: ActivityAnswer
    activity: Activity


class Case:
    """What every law looks at. Built only when the plan's ids, dates and times can be read (see `form.unreadable`)."""

    def __init__(self, plan: Plan, catalog: Catalog, profile: Profile) -> None:
        self.plan, self.catalog, self.profile = plan, catalog, profile
        self.body = Anatomy(catalog)
        self.monday = monday_of(plan.week)
        self.week = tuple(self.monday + dt.timedelta(days=n) for n in range(7))
        year = int(plan.week[:4])
        self.age = None if profile.birth_year is None else year - profile.birth_year
        # Days in the same phases of every condition are alike for the rules.
        self._phases_of_day: dict[dt.date, Phases] = {}
        self._held: dict[Phases, tuple[Held, ...]] = {}
        self._rulings: dict[tuple[str, tuple[Side | None, ...], Phases], list[Ruling]] = {}

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.profile.timezone)

    @property
    def last(self) -> dt.date:
        return self.week[-1]

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        return tuple(self._meeting(session) for session in self.plan.sessions)

    def _meeting(self, session: Session) -> Meeting:
        steps = tuple(self._step(session, item) for item in session.items)
        start = minute_of(session.start)
        end = start - -sum(step.seconds for step in steps) // 60
        return Meeting(session, dt.date.fromisoformat(session.date), start, end, steps)

    def _step(self, session: Session, item: Item) -> Step:
        exercise = self.catalog.exercises[item.exercise]
        where = f"session {session.id}: {item.exercise} ({item.side})"
        return Step(item, exercise, self.phase(exercise), true_sides(exercise, item.side), self.body.primary(exercise), where)

    def phase(self, exercise: Exercise) -> Phase:
        return self.catalog.vocabulary.techniques[exercise.technique].phase

    def rests_a_day(self, exercise: Exercise) -> bool:
        return self.catalog.vocabulary.techniques[exercise.technique].rests_a_day

    def steps(self) -> Iterator[tuple[Meeting, Step]]:
        for meeting in self.meetings:
            for step in meeting.steps:
                yield meeting, step

    # What the rules say

    def _phases(self, day: dt.date) -> Phases:
        if day not in self._phases_of_day:
            self._phases_of_day[day] = phases_on(day, self.profile, self.catalog)
        return self._phases_of_day[day]

    def held(self, day: dt.date) -> tuple[Held, ...]:
        phases = self._phases(day)
        if phases not in self._held:
            self._held[phases] = held_on(day, self.last, self.profile, self.body, self.age)
        return self._held[phases]

    def rulings(self, exercise: Exercise, side: ItemSide, day: dt.date) -> list[Ruling]:
        """Return every rule that speaks about an exercise on a side and a day."""
        sides = asked_sides(exercise, side)
        key = (exercise.id, sides, self._phases(day))
        if key not in self._rulings:
            self._rulings[key] = rulings(exercise, sides, self.held(day), self.body)
        return self._rulings[key]

    def forbidden(self, exercise: Exercise, side: ItemSide, day: dt.date) -> list[Ruling]:
        return [ruling for ruling in self.rulings(exercise, side, day) if ruling.forbids]

    # What the person can do and has

    @property
    def band(self) -> str:
        """Return the age band whose doses hold; an unknown age counts as adult."""
        if self.age is None:
            return "adult"
        return next((band for band, (low, high) in self.catalog.ages.items() if low <= self.age <= high), "adult")

    def dose_key(self, exercise: Exercise) -> str:
        return f"{exercise.technique}.{exercise.dose}.{self.band}"

    def dose(self, exercise: Exercise) -> Dose | None:
        return self.catalog.doses.get(self.dose_key(exercise))

    @cached_property
    def missing_abilities(self) -> tuple[str, ...]:
        said = self.profile.abilities
        missing = [key for key in self.catalog.vocabulary.abilities if getattr(said, key, None) is False]
        if said.floor is None and self.age is not None and self.age >= FLOOR_ASKED_FROM:
            missing.append("floor")
        return tuple(key for key in missing if key in self.catalog.vocabulary.abilities)

    def lacks_ability(self, exercise: Exercise) -> str | None:
        for key in self.missing_abilities:
            ability = self.catalog.vocabulary.abilities[key]
            if not set(ability.loads).isdisjoint(exercise.loads) or not set(ability.positions).isdisjoint(exercise.positions):
                return key
        return None

    def lacks_equipment(self, exercise: Exercise, place: str) -> tuple[str, ...] | None:
        """Return the first thing (any of) that is not at the place. An answer `a or b` counts only where either would do."""
        things = self.catalog.vocabulary.equipment
        there = (*self.profile.equipment.get("*", ()), *self.profile.equipment.get(place, ()))
        for any_of in exercise.equipment:
            always = any(thing in things and things[thing].always_at(place) for thing in any_of)
            if not always and not any(answer and set(answer) <= set(any_of) for answer in there):
                return any_of
        return None

    @property
    def top_level(self) -> int:
        return LEVEL_OF_FITNESS[self.profile.fitness]

    @cached_property
    def asked_for(self) -> frozenset[str]:
        """Return the exercises that the profile prefers or requires."""
        wishes = self.profile.preferences
        return frozenset(wishes.prefer) | {wish.exercise for wish in wishes.require}

    def unsuited(self, exercise: Exercise) -> str | None:
        """Say why this person gets an exercise nowhere and never, apart from the rules of conditions; None if nothing is against it."""
        wishes = self.profile.preferences
        if exercise.id in wishes.avoid:
            return "the profile avoids it"
        position = next((p for p in exercise.positions if p in wishes.avoid_positions), None)
        if position is not None:
            return f"the profile rules out the position '{position}'"
        ability = self.lacks_ability(exercise)
        if ability is not None:
            return f"it needs the ability '{ability}'"
        if exercise.level > self.top_level and exercise.id not in {wish.exercise for wish in wishes.require}:
            return f"level {exercise.level} is above {self.top_level} for '{self.profile.fitness}'"
        if exercise.on_request and exercise.id not in self.asked_for:
            return "it is planned only on request"
        return None

    def permitted(self, exercise: Exercise, side: Side, meeting: Meeting) -> bool:
        """Tell whether an exercise could stand in a session for a side of a muscle, as far as laws about single items go."""
        target: ItemSide = side if exercise.laterality == "unilateral" else "both"
        return (
            exercise.id not in self.plan.stopped
            and self.unsuited(exercise) is None
            and self.lacks_equipment(exercise, meeting.session.place) is None
            and self.dose(exercise) is not None
            and not self.forbidden(exercise, target, meeting.day)
        )

    # What was found at the muscles

    def found(self, findings: tuple[Finding, ...]) -> frozenset[tuple[str, Side]]:
        return frozenset((m, s) for f in findings for m in self.body.members((f.muscle,)) for s in sides_of(f.side))

    @cached_property
    def long(self) -> frozenset[tuple[str, Side]]:
        return self.found(self.profile.findings.long)

    @cached_property
    def found_tight(self) -> frozenset[tuple[str, Side]]:
        """Return what was found tight and may be pressed at all."""
        muscles = self.catalog.muscles
        return frozenset((m, s) for m, s in self.found(self.profile.findings.tight) if m in muscles and muscles[m].release != "no")

    @cached_property
    def tight(self) -> frozenset[tuple[str, Side]]:
        rows = [row for row in self.plan.needs if row.action == "release" and row.weight > 0]
        return self.found_tight | {(m, row.side) for row in rows for m in self.body.members((row.muscle,))}

    # What else happens in the week

    def sports_on(self, day: dt.date) -> tuple[Sport, ...]:
        return tuple(sport for sport in self.outings_on(day) if sport.activity.kind == "sport")

    def outings_on(self, day: dt.date) -> tuple[Sport, ...]:
        """Return what takes time of its own that day: sports, and habits such as a walk, but no work."""
        found = []
        for answer in self.profile.activities:
            activity = self.catalog.activities.get(answer.activity)
            if activity is not None and activity.kind != "work" and DAYS[day.weekday()] in answer.days:
                found.append(Sport(answer, activity))
        return tuple(found)

    def minutes_allowed(self, meeting: Meeting) -> int | None:
        """Return the longest session that the window around this one takes, None where no window holds it."""
        schedule, place = self.profile.schedule, meeting.session.place
        there = [window for window in schedule.windows.get(DAYS[meeting.day.weekday()], ()) if window.place == place]
        around = [window for window in there if window.start <= meeting.start and meeting.end <= window.end]
        return max((min(window.minutes or schedule.minutes, window.end - meeting.start) for window in around), default=None)

    def carried_steps(self) -> Iterator[tuple[Carried, Exercise | None, frozenset[str], tuple[Side, ...]]]:
        """Return what is carried over the week's border, its muscles and sides taken from the catalog where it knows the exercise."""
        for carried in self.plan.carried:
            exercise = self.catalog.exercises.get(carried.exercise)
            muscles = self.body.primary(exercise) if exercise else self.body.members(carried.muscles)
            yield carried, exercise, muscles, true_sides(exercise, carried.side) if exercise else sides_of(carried.side)


def monday_of(week: str) -> dt.date:
    """Return the first day of an ISO week. Raises ValueError for what is none."""
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def broken(law: str, what: str, why: str, fix: str = "") -> Problem:
    return Problem(what, field=law, why=why, fix=fix)
