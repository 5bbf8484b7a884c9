"""What one session could hold: each permitted exercise on each side that makes sense, with its dose and what it gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from routine.assess import long_muscles
from routine.body import Body, other, sides
from routine.choose import LEVELS, Choice, equipped
from routine.matching import PRESSURE
from routine.model.catalog import Catalog, Exercise
from routine.model.conditions import Ask
from routine.model.plan import ItemChange, Need
from routine.model.profile import Profile
from routine.model.terms import Action, ItemSide, Phase, Side, SideReason
from routine.plan.dosing import Dosing, dosing, side_count
from routine.plan.slots import Slot, Template

Place = tuple[str, Side]  # a muscle on a side
WARM_UP_SETS = 3
ENOUGH = 3  # warm-ups that do all that another one does: enough to choose from
GRADED = ("activate", "move")  # what gets harder with the level; a roll or a hold does not
HURTS = 4  # of 10: from here on, work for a muscle that lies there starts a step easier
ROOMY_MIN, TWICE = 15, 2  # where there is time, a stretch or an effort is worth doing twice


@dataclass(frozen=True)
class Option:
    """One exercise on one side (or both) with its dose. `gives`: what one set brings, in half units, so that a
    secondary muscle's half share stays a whole number."""

    exercise: Exercise
    side: ItemSide
    reason: SideReason | None
    dose: Dosing
    changes: tuple[ItemChange, ...]
    phase: Phase
    action: Action | None
    primary: tuple[str, ...]
    places: tuple[Place, ...]  # the primary muscles, by side
    gives: dict[Place, int] = field(hash=False)
    asks: tuple[tuple[str, Ask], ...] = ()  # what conditions ask for and this gives

    @property
    def sides(self) -> int:
        return side_count(self.exercise, self.side)

    @property
    def work_per_side(self) -> int:
        """Return the seconds that one set works on one side."""
        return self.dose.work_s // 2 if self.exercise.laterality == "alternating" else self.dose.work_s


class Situation:
    """Everything about one person's week that decides what an option is."""

    def __init__(self, profile: Profile, catalog: Catalog, permitted: dict[str, Choice], needs: Iterable[Need], age: int | None) -> None:
        self.profile, self.catalog, self.permitted, self.age = profile, catalog, permitted, age
        self.body = Body(catalog)
        self.kept: dict[str, dict[tuple[str, ItemSide], int]] = {}  # the sets of a plan on file, by template: see `worth`
        self.needs = {(n.muscle, n.side, n.action): n for n in needs}
        self.tight = {(n.muscle, n.side) for n in self.needs.values() if n.tight}
        hurting = {s for p in profile.pain if p.side or not catalog.regions[p.region].midline for s in sides(p.side)}
        self.sore: Side | None = next(iter(hurting)) if len(hurting) == 1 else None  # the only side that hurts, however little
        self.findings = {
            (m, s)
            for kind in ("tight", "weak")
            for f in getattr(profile.findings, kind)
            for m in self.body.members(f.muscle)
            for s in sides(f.side)
            if f.side != "both"
        }
        self.sided_activities = {
            (m, a.side)
            for a in profile.activities
            if a.side
            for loaded in catalog.activities[a.activity].needs
            for m in self.body.members(loaded.muscle)
        }
        self.sore_places = {
            (m, s) for p in profile.pain if p.intensity and p.side for m in self.body.lying_in([p.region]) for s in sides(p.side)
        }
        hurts = {(m, s) for p in profile.pain if p.intensity >= HURTS for m in self.body.lying_in([p.region]) for s in sides(p.side)}
        weak = {(m, s) for f in profile.findings.weak for m in self.body.members(f.muscle) for s in sides(f.side)}
        self.start_easier = hurts | weak
        self.long = long_muscles(profile, self.body)
        self.required = {r.exercise: r.sets for r in profile.preferences.require}

    def told_apart(self, slots: Iterable[Slot]) -> tuple[Slot, ...]:
        """Return the sessions with the precautions of their day, where days of the week differ in them: what shares a
        template shares its card, and every line of it must be true on each of its days."""
        spans = sorted({days for choice in self.permitted.values() for days in choice.days.values()}, key=sorted)
        return tuple(replace(slot, care=tuple(slot.date in days for days in spans)) for slot in slots)

    def options(self, template: Template) -> list[Option]:
        """Return what a session of this template could hold, in the catalog's order."""
        found = []
        for choice in self.permitted.values():
            exercise = choice.exercise
            technique = self.catalog.vocabulary.techniques[exercise.technique]
            if template.kind.power and technique.phase == "static":
                continue
            if template.kind.rest_day and technique.phase == "activation":
                continue
            if not equipped(exercise, self.profile, template.kind.place, self.catalog):
                continue
            found += [o for side in self._sides(choice) if (o := self._option(choice, side, template)) and self._useful(o)]
        if sum(o.phase == "warm-up" for o in found) > 2:
            found = [self._short_warm_up(o) for o in found]
        found = self._tools_first(found)
        return self._without_doubles(self._without_crutches(found) if template.kind.minutes >= ROOMY_MIN else found)

    def _without_crutches(self, options: list[Option]) -> list[Option]:
        """Leave out a form that asks less than this person can do: the chair and the wall are for those who need them.

        Only where the harder form has the same technique, is no further from this person's level, and serves all that the
        easier one does.
        """
        wished = self.required.keys() | set(self.profile.preferences.prefer)
        there = {(o.exercise.id, o.side): o for o in options}

        def can_do_more(option: Option) -> bool:
            harder = there.get((option.exercise.harder or "", option.side))
            if harder is None or option.exercise.id in wished:
                return False
            one, two = option.exercise, harder.exercise
            alike = one.technique == two.technique and len(harder.changes) <= len(option.changes)
            return (
                alike
                and set(option.asks) <= set(harder.asks)
                and self.off_level(harder) <= self.off_level(option)
                and self._served(option).keys() <= self._served(harder).keys()
            )

        return [o for o in options if not can_do_more(o)]

    def _tools_first(self, options: list[Option]) -> list[Option]:
        """Leave the hands out where a tool that is here does the same on any day: who has a roller wants to roll, and
        what was studied was done with tools."""
        techniques = self.catalog.vocabulary.techniques
        reached: set[Place] = set()
        for option in options:
            technique = techniques[option.exercise.technique]
            if option.phase == "release" and not technique.stand_in and not technique.rests_a_day:
                reached |= set(option.places)
        wished = self.required.keys() | set(self.profile.preferences.prefer)
        return [
            o for o in options if o.exercise.id in wished or not techniques[o.exercise.technique].stand_in or not set(o.places) <= reached
        ]

    def _short_warm_up(self, option: Option) -> Option:
        """Never all of the warm-up in one item: less dull, and a short one fits into the five-minute version."""
        if option.phase != "warm-up":
            return option
        return replace(option, dose=replace(option.dose, most_sets=min(option.dose.most_sets, WARM_UP_SETS)))

    def _without_doubles(self, options: list[Option]) -> list[Option]:
        """Of options that work the same muscles on the same side, leave out those that another outdoes: no slower, no
        harder on the body, and at least as good for every need. What remains is small enough to prove."""
        wished = self.required.keys() | set(self.profile.preferences.prefer)
        rivals: dict[object, list[Option]] = {}
        for option in options:
            rivals.setdefault((option.phase, option.side, frozenset(option.places), frozenset(option.exercise.warms)), []).append(option)
        warming = [o for o in options if o.phase == "warm-up"]
        kept = {
            id(option)
            for group in rivals.values()
            for option in group
            if option.exercise.id in wished or not any(self._outdoes(rival, option) for rival in group if rival is not option)
        } - {id(o) for o in warming if o.exercise.id not in wished and sum(self._warms_better(rival, o) for rival in warming) >= ENOUGH}
        return [o for o in options if id(o) in kept]

    def _outdoes(self, rival: Option, option: Option) -> bool:
        """Tell whether a rival is the better choice whatever else is planned; equals are told apart by their id."""
        gives = self._served(rival)
        if any(gives.get(place, 0) < amount for place, amount in self._served(option).items()):
            return False
        if (
            not set(option.asks) <= set(rival.asks)
            or not self._presses(rival) <= self._presses(option)
            or any(a > b for a, b in zip(self._burden(rival), self._burden(option), strict=True))
        ):
            return False
        one, two = ((self._burden(o), -sum(self._served(o).values()), o.exercise.id) for o in (rival, option))
        return one < two

    def _warms_better(self, rival: Option, option: Option) -> bool:
        """Tell whether a rival warms all that an option warms, and is no slower and no harder to set up."""
        wider = self.body.within(rival.exercise.warms) >= self.body.within(option.exercise.warms)
        return rival is not option and wider and self._outdoes(rival, option)

    def _served(self, option: Option) -> dict[Place, int]:
        return {place: amount for place, amount in option.gives.items() if (*place, option.action) in self.needs}

    def heaviest(self, option: Option) -> float:
        """Return the weight of the heaviest need that an option serves with its own muscles; 0 where it serves none."""
        keys = ((m, s, option.action) for m, s in option.places if option.action)
        return max((self.needs[key].weight for key in keys if key in self.needs), default=0.0)

    def _burden(self, option: Option) -> tuple[int, ...]:
        """Return what an option costs: seconds, tools to fetch, a day of rest for the spot, care to take, how far off the level."""
        always = {k for k, e in self.catalog.vocabulary.equipment.items() if e.always}  # at home or elsewhere, it is at hand
        tools = sum(not set(any_of) & always for any_of in option.exercise.equipment)
        rests = self.catalog.vocabulary.techniques[option.exercise.technique].rests_a_day
        first, further = option.dose.seconds(option.exercise, option.sides, option.dose.least_sets), option.dose.set_s(option.sides)
        return (first, further, tools, int(rests), len(option.changes), self.off_level(option))

    def off_level(self, option: Option) -> int:
        """Return how many steps a movement or an effort lies off what this person would be given: levels, and one more where
        something is only held. What hurts or is weak starts a step easier, and held if need be.

        A set counts the same at any level, so without this whoever is fit would be given what is quick and easy.
        """
        if option.action not in GRADED:
            return 0
        easier = any(place in self.start_easier for place in option.places)
        held = option.exercise.dose == "hold" and not easier
        return abs(max(1, LEVELS[self.profile.fitness] - easier) - option.exercise.level) + held

    def _presses(self, option: Option) -> set[str]:
        return {load for load in option.exercise.loads if load.startswith(PRESSURE)}

    def _useful(self, option: Option) -> bool:
        """Tell whether an option serves anything: it warms, it is asked for, or a need wants it."""
        if option.action is None or option.asks or option.exercise.id in self.required:
            return True
        return any((m, s, option.action) in self.needs for m, s in option.gives)

    def _sides(self, choice: Choice) -> list[ItemSide]:
        """Return the sides worth offering: both where both may be done, one alone only for a reason."""
        if choice.exercise.laterality != "unilateral" or not choice.exercise.primary:
            return list(choice.sides)
        alone: list[ItemSide] = [s for s in choice.sides if self.side_reason(choice, s)]
        if len(choice.sides) < 2:
            return alone
        return ["both", *(s for s in alone if self._more_on(choice, s))]

    def _more_on(self, choice: Choice, side: ItemSide) -> bool:
        """Tell whether one side is worth doing alone: it was found so; or it hurts itself or is loaded on one side, and
        nothing at all is wanted over there. A pain that is only felt elsewhere is no reason to leave a side out."""
        if side not in ("left", "right"):
            return False
        muscles = self.body.primary(choice.exercise)
        action = self.catalog.vocabulary.techniques[choice.exercise.technique].action
        if action == "move":
            return False  # a swing or a slide is done on both sides by everybody
        if any((m, side) in self.findings for m in muscles):
            return True
        if action == "activate":
            return False  # strength on one side alone would make a new imbalance
        itself = any((m, side) in self.sore_places or (m, side) in self.sided_activities for m in muscles)
        return itself and not any((m, other(side), action) in self.needs for m in muscles)

    def side_reason(self, choice: Choice, side: ItemSide) -> SideReason | None:
        """Return why one side is done alone. The painful side gets less only where the other side is ruled out."""
        if side not in ("left", "right"):
            return None
        away = other(side)
        blocked = choice.blocked.get(away)
        if blocked:
            return "long" if all(b.id == "findings.long" for b in blocked) else "condition"
        muscles = self.body.primary(choice.exercise)
        if self.sore == away:
            return None
        if any((m, side) in self.findings and (m, away) not in self.findings for m in muscles):
            return "finding"
        if self.sore == side:
            return "pain"
        return "activity" if any((m, side) in self.sided_activities and (m, away) not in self.sided_activities for m in muscles) else None

    def _option(self, choice: Choice, side: ItemSide, template: Template) -> Option | None:
        exercise = choice.exercise
        unilateral = exercise.laterality == "unilateral"
        both = unilateral and side == "both"
        changes = tuple(
            dict.fromkeys(c for s in (("left", "right") if both else (side,)) for c in choice.changes_on(template.kind.date, s))
        )
        dose = dosing(exercise, changes, self.age, self.catalog)
        if dose is None:
            return None
        roomy = template.kind.minutes >= ROOMY_MIN and template.kind.context != "before-activity"
        if roomy and exercise.dose in ("lengthen", "activate") and not self.required.get(exercise.id):
            dose = replace(dose, least_sets=min(TWICE, dose.most_sets))
        technique = self.catalog.vocabulary.techniques[exercise.technique]
        primary = self.body.primary(exercise)
        secondary = [m for m in self.body.muscles(exercise.secondary) if m not in primary]
        reached = () if side == "none" else sides(side)
        places = tuple((m, s) for m in primary for s in reached)
        one_set = 1 if technique.action == "activate" else dose.work_s // 2 if exercise.laterality == "alternating" else dose.work_s
        gives = dict.fromkeys(places, 2 * one_set) | {(m, s): one_set for m in secondary for s in reached}
        reason = self.side_reason(choice, side) if unilateral else None
        return Option(exercise, side, reason, dose, changes, technique.phase, technique.action, primary, places, gives, choice.asks)

    def warms(self, option: Option, place: Place) -> bool:
        """Tell whether an option warms a muscle for a stretch (L4): a warm-up of its region, or its own release."""
        if option.phase == "release":
            return place in option.places
        if option.phase != "warm-up":
            return False
        return bool(self.body.within(option.exercise.warms) & set(self.catalog.muscles[place[0]].region))

    def share_warmed(self, option: Option) -> float:
        """Return how much of what the week is for lies where a warm-up warms, from 0 to 1."""
        inside = self.body.within(option.exercise.warms)
        warmed = sum(n.weight for n in self.needs.values() if inside & set(self.catalog.muscles[n.muscle].region))
        return warmed / max(1e-9, sum(n.weight for n in self.needs.values()))
