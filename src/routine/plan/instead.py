"""The same week with one thing more: what would have to leave for it, and what that would cost.

Why the rest of the week is held: a week has many neighbours that are as good, and a solver that is let loose among them
changes ten things for one. What an exercise would displace is told by the session it would stand in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from routine.choose import Choice
from routine.model.catalog import Catalog
from routine.model.plan import Carried, Need, Plan, Session
from routine.model.profile import Profile, Requirement, clock_of
from routine.plan import Solved
from routine.plan.assemble import needs_of, sessions_of
from routine.plan.options import Option, Place, Situation
from routine.plan.program import Week, solve_week
from routine.plan.slots import Slot, Template, slots_of
from routine.plan.worth import KEPT
from routine.week import dates_of

LOOK, LOOK_ALL = 2.0, 6.0  # deterministic seconds: one session is soon proved, a whole week is not
CLOSE = 0.001
EVERY_WINDOW = 1_000
FAINT = 0.0001  # the weight of all other needs, where one is asked for alone


@dataclass(frozen=True)
class Setting:
    """A plan on file as the planner saw it: its templates, and the options that they hold."""

    plan: Plan
    profile: Profile
    catalog: Catalog
    permitted: dict[str, Choice]
    needs: tuple[Need, ...]
    age: int | None
    templates: tuple[Template, ...]
    held: dict[str, tuple[Option, ...]]

    @property
    def carried(self) -> tuple[Carried, ...]:
        return self.plan.carried


@dataclass(frozen=True)
class Unlike:
    """The plan does not follow from these answers any more, so the week can't be weighed again. `message` says where."""

    message: str


@dataclass(frozen=True)
class Instead:
    """The best week with the exercise in it. `cost`: of the total value, against the best week without the wish; `losses`:
    what it is made of, by the headings of `worth`; `opened`: the templates that were planned anew, all others were held."""

    sessions: tuple[Session, ...]
    needs: tuple[Need, ...]
    cost: float
    losses: dict[str, float]
    opened: tuple[str, ...]


class Held(Situation):
    """A situation in which some templates may hold only what they hold already. `wanted`: an exercise that is offered
    even where others outdo it."""

    def __init__(self, setting: Setting, profile: Profile, held: dict[str, tuple[Option, ...]], wanted: str | None = None) -> None:
        super().__init__(profile, setting.catalog, setting.permitted, setting.needs, setting.age)
        self.held = held
        self.kept = {
            letter: {(o.exercise.id, o.side): o.dose.most_sets for o in options}
            for letter, options in setting.held.items()
            if letter not in held
        }
        if wanted:
            self.required = {**self.required, wanted: None}

    def options(self, template: Template) -> list[Option]:
        return list(self.held[template.letter]) if template.letter in self.held else super().options(template)


def setting_of(
    plan: Plan, profile: Profile, catalog: Catalog, permitted: dict[str, Choice], needs: tuple[Need, ...], age: int | None
) -> Setting | Unlike:
    """Find the sessions of a plan in the windows of its profile, and its items among what may be done there."""
    every = profile.model_copy(update={"schedule": profile.schedule.model_copy(update={"sessions_per_week": EVERY_WINDOW})})
    slots, _ = slots_of(every, catalog, dates_of(plan.week), plan.busy)
    situation = Situation(profile, catalog, permitted, needs, age)
    there = {(s.date.isoformat(), clock_of(s.start), s.place): s for s in situation.told_apart(slots)}
    templates: list[Template] = []
    held: dict[str, tuple[Option, ...]] = {}
    for letter in dict.fromkeys(s.template for s in plan.sessions):
        sessions = [s for s in plan.sessions if s.template == letter]
        found = [there.get((s.date, s.start, s.place)) for s in sessions]
        of = tuple(s for s in found if s is not None)
        if len(of) < len(found):
            lost = sessions[found.index(None)]
            return Unlike(f"The session on {lost.date} at {lost.start} does not begin where a window of the profile does.")
        if len({s.kind for s in of}) > 1 or any(s.items != sessions[0].items for s in sessions):
            return Unlike(f"The sessions called {letter} are no longer alike.")
        template = Template(letter, of)
        kept = _kept(sessions[0], situation.options(template))
        if isinstance(kept, Unlike):
            return kept
        templates.append(template)
        held[letter] = kept
    return Setting(plan, profile, catalog, permitted, needs, age, tuple(templates), held)


def _kept(session: Session, options: Iterable[Option]) -> tuple[Option, ...] | Unlike:
    """Return the options that a session holds, each with exactly its sets."""
    there = {(o.exercise.id, o.side): o for o in options}
    kept = []
    for item in session.items:
        option = there.get((item.exercise, item.side))
        if option is None or option.dose.work_s != item.work_s or not option.dose.least_sets <= item.sets <= option.dose.most_sets:
            return Unlike(f"These answers would not give {item.name} as it stands in session {session.template}.")
        kept.append(replace(option, dose=replace(option.dose, least_sets=item.sets, most_sets=item.sets)))
    return tuple(kept)


def instead(setting: Setting, exercise: str) -> Instead | None:
    """Return the week that differs least in worth and holds the exercise; None when none was found that keeps all laws.

    One template is planned anew at a time; only where that can't be, all of them.
    """
    letters = [t.letter for t in setting.templates]
    found = [week for letter in letters if (week := _opened(setting, exercise, (letter,), LOOK))]
    if found:
        return min(found, key=lambda week: week.cost)
    return _opened(setting, exercise, tuple(letters), LOOK_ALL) if len(letters) > 1 else None


def offered(setting: Setting, exercise: str) -> dict[str, tuple[Option, ...]]:
    """Return for each template the ways in which it could hold an exercise, were it wished for."""
    situation = Held(setting, setting.profile, {}, exercise)
    found = {t.letter: tuple(o for o in situation.options(t) if o.exercise.id == exercise) for t in setting.templates}
    return {letter: options for letter, options in found.items() if options}


def forced(setting: Setting, exercise: str, held: dict[str, tuple[Option, ...]] | None = None) -> Held:
    """Return the situation in which somebody wants an exercise done, whatever else they asked of it before."""
    other = tuple(w for w in setting.profile.preferences.require if w.exercise != exercise)
    return Held(setting, _asking(setting.profile, (*other, Requirement(exercise=exercise))), held or {}, exercise)


def _opened(setting: Setting, exercise: str, letters: tuple[str, ...], limit: float) -> Instead | None:
    held = {letter: options for letter, options in setting.held.items() if letter not in letters}
    free = _asking(setting.profile, tuple(w for w in setting.profile.preferences.require if w.exercise != exercise))
    wanted = forced(setting, exercise, held)
    if not any(o.exercise.id == exercise for t in setting.templates if t.letter in letters for o in wanted.options(t)):
        return None
    best = _solved(setting, wanted, limit)
    # The same options without the wish: only so the two are worth the same in the same coin.
    without = _solved(setting, Held(setting, free, held, exercise), limit) if best else None
    if best is None or without is None:
        return None
    solved = Solved(best, setting.templates, wanted, ())
    total = max(1.0, abs(without.solution.objective - without.accounts.get(KEPT, 0)))
    old, new = without.accounts, best.accounts
    losses = {heading: (old.get(heading, 0) - new.get(heading, 0)) / total for heading in {**old, **new} if heading != KEPT}
    sessions = sessions_of(solved, setting.plan.week, setting.plan.sessions)
    return Instead(sessions, needs_of(setting.needs, solved), max(0.0, sum(losses.values())), losses, letters)


def _asking(profile: Profile, wishes: tuple[Requirement, ...]) -> Profile:
    return profile.model_copy(update={"preferences": profile.preferences.model_copy(update={"require": wishes})})


def _solved(setting: Setting, situation: Situation, limit: float) -> Week | None:
    return solve_week(situation, setting.templates, setting.carried, limit=limit, gap=CLOSE)


def most_for(setting: Setting, need: Need) -> tuple[int, bool] | None:
    """Return what a lawful week could give a need if nothing else counted, and whether it is proved that none gives more."""
    key = (need.muscle, need.side, need.action)
    faint = tuple(n if (n.muscle, n.side, n.action) == key else n.model_copy(update={"weight": FAINT}) for n in setting.needs)
    situation = Situation(setting.profile, setting.catalog, setting.permitted, faint, setting.age)
    week = solve_week(situation, setting.templates, setting.carried, limit=LOOK, gap=CLOSE)
    if week is None:
        return None
    place: Place = (need.muscle, need.side)
    times = {t.letter: len(t.slots) for t in setting.templates}
    given = sum(
        pick.option.gives.get(place, 0) * pick.sets * times[letter]
        for letter, picks in week.picks.items()
        for pick in picks
        if pick.option.action == need.action
    )
    return given // 2, week.gap <= CLOSE


def slots_in(setting: Setting) -> tuple[Slot, ...]:
    """Return the sessions of the plan as the windows give them, in order."""
    return tuple(sorted((s for t in setting.templates for s in t.slots), key=lambda s: s.begins))
