"""What keeps a need from its whole dose, and an exercise from a session: the catalog, a rule, a place, a law, or the time."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from routine.body import Body
from routine.choose import equipped
from routine.model.catalog import Catalog, Exercise
from routine.model.plan import Because, Carried, Exclusion, Need
from routine.model.terms import Action, ItemSide
from routine.plan.dosing import dosing, side_count
from routine.plan.instead import Setting
from routine.plan.laws import BEFORE_SPORT_RELEASE_S, BEFORE_SPORT_STATIC_S, RELEASE_S, WARM_S
from routine.plan.options import Option, Place, Situation
from routine.plan.slots import MUSCLE_REST, Template
from routine.week import moment

LimitKind = Literal["met", "catalog", "rules", "sessions", "law", "room"]
MANY_TEMPLATES = 12  # beyond it, the best choice among templates is not searched for


@dataclass(frozen=True)
class Limit:
    """What limits a need. `reach`: what its own laws and sessions would allow in the week, where that was counted."""

    kind: LimitKind
    because: tuple[Because, ...] = ()
    reach: int | None = None


@dataclass(frozen=True)
class Hindrance:
    """Why a template's sessions can't hold an exercise. `law` is the id of the law that says so."""

    template: str
    law: str
    message: str


class Limits:
    """Answers about one plan; what its sessions could hold is worked out once."""

    def __init__(self, setting: Setting, excluded: Iterable[Exclusion]) -> None:
        self.setting, self.catalog = setting, setting.catalog
        self.situation = Situation(setting.profile, setting.catalog, setting.permitted, setting.needs, setting.age)
        self.options = {t.letter: self.situation.options(t) for t in setting.templates}
        self.excluded = {e.exercise: e.because for e in excluded}
        self.serving = serving(setting.catalog)

    def of(self, need: Need) -> Limit:
        """Return what limits a need; the first thing that stands in the way, from the widest to the nearest."""
        place: Place = (need.muscle, need.side)
        if need.planned >= need.target:
            return Limit("met")
        exercises = self.serving.get((need.muscle, need.action), ())
        if not exercises:
            return Limit("catalog", (_no_exercise(need, self.catalog),))
        if not any(self._may(name, need.side) for name in exercises):
            return Limit("rules", self._forbidding(exercises, need))
        able = {
            t.letter: [o for o in self.options[t.letter] if o.action == need.action and place in o.gives] for t in self.setting.templates
        }
        if not any(able.values()):
            because = tuple(
                dict.fromkeys(_law(h.law, h.message) for name in exercises if self._may(name, need.side) for h in self.hindrances(name))
            )
            return Limit("sessions", because[:3])
        reach = self._reach(need, able)
        step = min(o.gives[place] * o.dose.least_sets for options in able.values() for o in options) // 2
        if reach < need.target and need.planned + max(1, step) > reach:
            return Limit("law", tuple(self._caps(need, able)), reach)
        return Limit("room", (), min(reach, need.target))

    def _may(self, name: str, side: str) -> bool:
        choice = self.setting.permitted.get(name)
        return choice is not None and any(s in (side, "both") for s in choice.sides)

    def _forbidding(self, exercises: Iterable[str], need: Need) -> tuple[Because, ...]:
        """Return the rules that take the exercises of a need away, the one that takes most first."""
        counted: Counter[Because] = Counter()
        for name in exercises:
            choice = self.setting.permitted.get(name)
            blocked = choice.blocked.get(need.side, ()) if choice else ()
            counted.update({*self.excluded.get(name, ()), *blocked})
        return tuple(sorted(counted, key=lambda b: (-counted[b], b.id, b.message))[:3])

    def _reach(self, need: Need, able: dict[str, list[Option]]) -> int:
        """Return the most that the need's own laws leave, as if nothing else wanted the time."""
        place: Place = (need.muscle, need.side)
        worth: dict[str, int] = {}
        for template in self.setting.templates:
            options = able[template.letter]
            amount = self._whole(place, [o for o in options if place in o.places])
            other = self._whole(place, [o for o in options if place not in o.places])
            worth[template.letter] = (min(amount, self._cap(need.action, template)) + other) * len(template.slots)
        apart = self._apart(need, able)
        if apart is None or len(self.setting.templates) > MANY_TEMPLATES:
            return sum(worth.values())
        return _best(self.setting.templates, worth, apart)

    def _whole(self, place: Place, options: Iterable[Option]) -> int:
        """Return what one session gives when it holds all options with all their sets, each exercise in one way."""
        best: dict[str, int] = {}
        for o in options:
            best[o.exercise.id] = max(best.get(o.exercise.id, 0), o.gives[place] * self._most_sets(o))
        return sum(best.values()) // 2

    def _most_sets(self, option: Option) -> int:
        """Return how many sets an option may have; somebody who asks for it may have said how many."""
        asked = self.situation.required.get(option.exercise.id)
        return min(option.dose.most_sets, max(asked, option.dose.least_sets)) if asked else option.dose.most_sets

    def _cap(self, action: Action, template: Template) -> int:
        most = self.catalog.targets[action].session_max
        most = min(most, RELEASE_S) if action == "release" else most
        return _before_sport(action, most) if template.kind.context == "before-activity" else most

    def _apart(self, need: Need, able: dict[str, list[Option]]) -> Callable[[dt.datetime, dt.datetime], bool] | None:
        """Return when two sessions are too near for this need; None where any two may serve it."""
        if need.action == "activate":
            return _near_efforts
        if need.action == "release" and all(self._rests(o.exercise) for options in able.values() for o in options):
            return _near_presses
        return None

    def _rests(self, exercise: Exercise) -> bool:
        return self.catalog.vocabulary.techniques[exercise.technique].rests_a_day

    def _caps(self, need: Need, able: dict[str, list[Option]]) -> Iterator[Because]:
        """Yield the laws that make the sum so small."""
        target = self.catalog.targets[need.action]
        if all(self.situation.required.get(o.exercise.id) for options in able.values() for o in options):
            message = "Only what somebody asked for with its number of sets reaches it."
            yield Because(kind="answer", id="preferences.require", message=message)
            return
        if need.action == "activate":
            yield _law("L10", "A muscle rests 48 hours between two efforts, so not every session may strengthen it.")
        if self._apart(need, able) is _near_presses:
            yield _law("L9", "What reaches it is a ball or a cane, and a spot that was pressed rests on the next day.")
        if any(t.kind.context == "before-activity" for t in self.setting.templates if able[t.letter]) and need.action in (
            "lengthen",
            "release",
        ):
            yield _law("L7", "Before sport a session gives a muscle less than a minute of it.")
        if any(t.kind.power or t.kind.rest_day for t in self.setting.templates if not able[t.letter]):
            yield _law(
                "L7" if need.action == "lengthen" else "L10",
                "Some sessions stand before a power sport or on a rest day and hold none of it.",
            )
        yield Because(
            kind="rule",
            id=f"target.{need.action}",
            message=f"A session gives a muscle at most {target.session_max} {_unit(need)}. {target.why}",
            source=target.sources[0],
        )

    def hindrances(self, name: str) -> tuple[Hindrance, ...]:
        """Return for each template that can't hold an exercise the law that stands in the way, as far as it lies in the
        exercise and the session alone."""
        choice = self.setting.permitted.get(name)
        if choice is None:
            return ()
        found = []
        for template in self.setting.templates:
            reasons = [r for side in choice.sides for r in [self._hindered(choice.exercise, side, template)]]
            if reasons and all(reasons):
                law, message = next(r for r in reasons if r)
                found.append(Hindrance(template.letter, law, message))
        return tuple(found)

    def _hindered(self, exercise: Exercise, side: ItemSide, template: Template) -> tuple[str, str] | None:
        phase = self.catalog.vocabulary.techniques[exercise.technique].phase
        kind = template.kind
        if not equipped(exercise, self.setting.profile, kind.place, self.catalog):
            return "L13", f"What it needs is not at the place of the session ({kind.place})."
        if kind.power and phase == "static":
            return "L7", "No held stretch stands before a power sport."
        if kind.rest_day and phase == "activation":
            return "L10", "It strengthens, and the session is on a rest day."
        changes = self.setting.permitted[exercise.id].changes_on(kind.date, side)
        dose = dosing(exercise, changes, self.setting.age, self.catalog)
        if dose is None:
            return "L8", "The precautions that change it leave no dose."
        shortest = dose.seconds(exercise, side_count(exercise, side), dose.least_sets)
        if phase != "warm-up" and shortest + WARM_S > kind.minutes * 60:
            return "L11", f"With its warm-up it takes longer than the {kind.minutes} minutes of the session."
        action = self.catalog.vocabulary.techniques[exercise.technique].action
        most = _before_sport(action, RELEASE_S) if kind.context == "before-activity" and action else None
        if most is not None and action in ("lengthen", "release") and dose.work_s * dose.least_sets > most:
            return "L7", "Even its smallest dose is too long for a session before sport."
        return self._too_near(exercise, template) or self._cold(exercise, side, template)

    def _too_near(self, exercise: Exercise, template: Template) -> tuple[str, str] | None:
        """Find sessions of the template that lie too near to each other, or to the week before."""
        starts = [s.begins for s in template.slots]
        muscles = set(self.situation.body.primary(exercise))
        before = [c for c in self.setting.carried if muscles & set(c.muscles)]
        if self.catalog.vocabulary.techniques[exercise.technique].phase == "activation":
            near, law, words = _near_efforts, "L10", "48 hours pass between two efforts of a muscle"
            before = [c for c in before if c.phase == "activation"]
        elif self._rests(exercise):
            near, law, words = _near_presses, "L9", "a spot that was pressed by a ball or a cane rests on the next day"
            before = [c for c in before if (t := self.catalog.vocabulary.techniques.get(c.technique)) and t.rests_a_day]
        else:
            return None
        if any(near(a, z) for a, z in combinations(starts, 2)):
            return law, f"The sessions of this kind follow too soon upon each other: {words}."
        if any(near(start, _when(c)) for c in before for start in starts):
            return law, f"The week before still counts: {words}."
        return None

    def _cold(self, exercise: Exercise, side: ItemSide, template: Template) -> tuple[str, str] | None:
        """Find a muscle that nothing in the session could warm before it is stretched."""
        if self.catalog.vocabulary.techniques[exercise.technique].phase not in ("dynamic", "static"):
            return None
        for muscle in self.situation.body.primary(exercise):
            for place in [(muscle, s) for s in ("left", "right") if side in (s, "both")]:
                if not any(self.situation.warms(o, place) for o in self.options[template.letter]):
                    return "L4", f"Nothing that may be done there warms it first: {self.catalog.muscles[muscle].name}."
        return None


def serving(catalog: Catalog) -> dict[tuple[str, Action], tuple[str, ...]]:
    """Return for each muscle and action the exercises that serve it, those first that aim at it."""
    body = Body(catalog)
    aimed: dict[tuple[str, Action], list[str]] = defaultdict(list)
    beside: dict[tuple[str, Action], list[str]] = defaultdict(list)
    for exercise in catalog.exercises.values():
        action = catalog.vocabulary.techniques[exercise.technique].action
        primary = body.primary(exercise)
        for muscle in dict.fromkeys((*primary, *body.muscles(exercise.secondary))) if action else ():
            (aimed if muscle in primary else beside)[muscle, action].append(exercise.id)  # type: ignore[index]
    return {key: (*aimed.get(key, ()), *beside.get(key, ())) for key in dict.fromkeys((*aimed, *beside))}


def _best(templates: tuple[Template, ...], worth: dict[str, int], near: Callable[[dt.datetime, dt.datetime], bool]) -> int:
    """Return the most that templates give together which don't come too near to each other."""
    alone = [t for t in templates if worth[t.letter] and not any(near(a.begins, z.begins) for a, z in combinations(t.slots, 2))]
    best = 0
    for size in range(1, len(alone) + 1):
        for chosen in combinations(alone, size):
            if not any(near(a.begins, z.begins) for one, two in combinations(chosen, 2) for a in one.slots for z in two.slots):
                best = max(best, sum(worth[t.letter] for t in chosen))
    return best


def _near_efforts(a: dt.datetime, z: dt.datetime) -> bool:
    return abs(a - z) < MUSCLE_REST


def _near_presses(a: dt.datetime, z: dt.datetime) -> bool:
    return abs((a.date() - z.date()).days) <= 1


def _before_sport(action: Action, most: int) -> int:
    return {"lengthen": BEFORE_SPORT_STATIC_S, "release": BEFORE_SPORT_RELEASE_S}.get(action, most)


def _when(carried: Carried) -> dt.datetime:
    hour, minute = carried.start.split(":")
    return moment(dt.date.fromisoformat(carried.date), int(hour) * 60 + int(minute))


def _unit(need: Need) -> str:
    return "sets" if need.unit == "sets" else "seconds"


def _law(law: str, message: str) -> Because:
    return Because(kind="rule", id=law, message=message)


def _no_exercise(need: Need, catalog: Catalog) -> Because:
    """Say why the catalog has nothing for a need; the muscle's own words go first."""
    muscle = catalog.muscles[need.muscle]
    said = {"release": muscle.release_note, "lengthen": muscle.no_lengthen, "activate": muscle.no_activate}.get(need.action, "")
    return Because(
        kind="rule", id=f"catalog.{need.muscle}", message=said or "No exercise of the catalog does this.", source=muscle.sources[0]
    )
