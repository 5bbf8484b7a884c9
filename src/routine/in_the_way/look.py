"""Looking whether one session would be lawful if some answers were others: the real stages, one session at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from routine.assess import assess
from routine.choose import Choice, choose
from routine.matching import Active
from routine.model.catalog import Catalog
from routine.model.plan import Busy, Carried
from routine.model.profile import Abilities, Preferences, Profile, Window
from routine.plan import Help
from routine.plan.options import Situation
from routine.plan.program import solve_week
from routine.plan.slots import Slot, slots_of, templates_of
from routine.screen import active_conditions, age_in
from routine.week import day_of

QUICK = 0.6  # deterministic seconds: enough to see whether anything fits
ANY = 1e9  # a gap that the first week which is found keeps


@dataclass(frozen=True)
class Asked:
    """The week that was asked for. `set_aside`, `agreed`: conditions taken as over, or as cleared by a professional."""

    profile: Profile
    dates: tuple[dt.date, ...]
    today: dt.date
    now: dt.datetime | None = None
    busy: tuple[Busy, ...] = ()
    carried: tuple[Carried, ...] = ()
    set_aside: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()

    def saying(self, **answers: object) -> Asked:
        """Return the same week for somebody with some answers set otherwise."""
        return replace(self, profile=self.profile.model_copy(update=answers))

    def planning(self, **schedule: object) -> Asked:
        return self.saying(schedule=self.profile.schedule.model_copy(update=schedule))


Change = Callable[[Asked], Asked]


@dataclass(frozen=True, eq=False)
class Way:
    """One answer that could be another one. `slots`: the sessions that it opens or alters, none for other answers.

    Where an amount may be smaller, `amount` is what is asked for here, `least` where it starts, `of` the same for less.
    """

    help: Help
    change: Change
    slots: tuple[Slot, ...] = ()
    effort: int = 0  # within its tier: what is easier for the person comes first
    amount: int = 0
    least: int = 0
    of: Callable[[int], Way | None] | None = field(default=None, repr=False)


class Look:
    """What is known so far about one person's week; each look is kept, so that no session is solved twice."""

    def __init__(self, asked: Asked, catalog: Catalog) -> None:
        self.asked, self.catalog = asked, catalog
        self.age = age_in(asked.profile, asked.dates)
        self.active = active_conditions(asked.profile, catalog, asked.dates, self.age, asked.today)
        self.slots = self.slots_if(asked)
        self._obstacles: dict[str, int] | None = None
        self._judged: dict[tuple[frozenset[str], frozenset[str], tuple[object, ...]], dict[str, Choice]] = {}
        self._situations: dict[tuple[frozenset[Way], str], Situation] = {}
        self._lawful: dict[tuple[object, ...], bool] = {}

    def slots_if(self, asked: Asked) -> tuple[Slot, ...]:
        return slots_of(asked.profile, self.catalog, asked.dates, asked.busy, asked.now)[0]

    def obstacles(self, exercise: str) -> int:
        """Return how many reasons leave an exercise out."""
        if self._obstacles is None:
            excluded = choose(self.asked.profile, self.active, self.catalog, self.age).excluded
            self._obstacles = {e.exercise: len(e.because) for e in excluded}
        return self._obstacles.get(exercise, 0)

    def fits(self, ways: Iterable[Way]) -> bool:
        """Tell whether some session would be lawful. One is enough: sessions that fit nowhere are left out of a week."""
        ways = tuple(ways)
        others = frozenset(w for w in ways if not w.slots)
        slots = {self._key(s): s for s in (*self.slots, *(s for w in ways for s in w.slots))}
        return any(self._one(others, key, slot) for key, slot in slots.items())

    def _key(self, slot: Slot) -> tuple[object, ...]:
        """Return what decides about a session beside the answers: its kind, and its day where days are told apart."""
        days = any(wish.days for wish in self.asked.profile.preferences.require) or any(a.days for a in self.active)
        return (*slot.kind, day_of(slot.date) if days else None, slot.begins if self.asked.carried else None)

    def _one(self, others: frozenset[Way], key: tuple[object, ...], slot: Slot) -> bool:
        if (others, *key) not in self._lawful:
            situation = self._situation(others, slot.place)
            self._lawful[others, *key] = self._may_hold_something(situation, slot) and bool(
                solve_week(situation, templates_of((slot,)), self.asked.carried, limit=QUICK, gap=ANY)
            )
        return self._lawful[others, *key]

    def _may_hold_something(self, situation: Situation, slot: Slot) -> bool:
        """See without the solver whether a warm-up and anything beside it are permitted at all."""
        techniques = self.catalog.vocabulary.techniques
        phases = {techniques[c.exercise.technique].phase for c in situation.permitted.values()}
        phases -= ({"static"} if slot.power else set()) | ({"activation"} if slot.rest_day else set())
        return "warm-up" in phases and len(phases) > 1

    def _situation(self, others: frozenset[Way], place: str) -> Situation:
        if (others, place) not in self._situations:
            asked = self.asked
            for way in others:
                asked = way.change(asked)
            profile = asked.planning(windows={"mon": (Window(at="00:00-24:00", place=place),)}).profile
            active = self._still_active(asked)
            judged = self._judge(asked, active)
            # What a rule forbids was judged once; what the other answers rule out is asked anew, which is quick.
            permitted = {k: judged[k] for k in choose(profile, (), self.catalog, self.age).permitted if k in judged}
            needs = assess(profile, active, self.catalog)
            self._situations[others, place] = Situation(profile, self.catalog, permitted, needs, self.age)
        return self._situations[others, place]

    def _still_active(self, asked: Asked) -> tuple[Active, ...]:
        return tuple(replace(a, cleared=a.cleared or a.answer in asked.agreed) for a in self.active if a.answer not in asked.set_aside)

    def _judge(self, asked: Asked, active: tuple[Active, ...]) -> dict[str, Choice]:
        """Return what the rules alone permit: to somebody who has everything, can do everything and likes everything."""
        key = (asked.set_aside, asked.agreed, asked.profile.findings.long)
        if key not in self._judged:
            wishes = asked.profile.preferences
            wide = asked.saying(
                equipment={"*": tuple((k,) for k in self.catalog.vocabulary.equipment)},
                abilities=Abilities(floor=True),
                fitness="athletic",
                preferences=Preferences(prefer=(*wishes.prefer, *(w.exercise for w in self.asked.profile.preferences.require))),
            )
            self._judged[key] = choose(wide.profile, active, self.catalog, self.age).permitted
        return self._judged[key]
