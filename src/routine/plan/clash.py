"""Which laws together keep an exercise out of a week, where none does so alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from routine.model.plan import Because
from routine.plan.instead import Setting, forced
from routine.plan.laws import OF_SESSIONS, OF_WEEKS
from routine.plan.program import solve_week

LOOK = 0.5  # deterministic seconds for each try; any week will do
ANY = 1.0  # the gap at which every week is good enough

# The law behind each family, and what it wants, in a person's words.
SAYS: dict[str, tuple[str, str]] = {
    "minutes": ("L11", "the minutes that the sessions have"),
    "number": ("schedule.max_exercises", "the number of exercises that you want in a session"),
    "warm-up": ("L3", "a warm-up that is long enough"),
    "before-stretch": ("L4 and L6", "what is stretched is warmed, and what is tight is released before"),
    "caps": ("L7 and L9", "how much of it one muscle may get in a session"),
    "rest": ("L9 and L10", "the days and hours that a muscle rests"),
    "against-long": ("L16", "what pulls against an over-long muscle is stretched"),
    "required": ("preferences.require", "what somebody who knows you wants done"),
}


@dataclass(frozen=True)
class Clash:
    """What would have to give way for an exercise: any one of these, or (`together`) all of them."""

    because: tuple[Because, ...]
    together: bool


def clash(setting: Setting, exercise: str) -> Clash | None:
    """Return the fewest families of laws without which the exercise would find a place: every single one that would do,
    else the first two that do so together; None where neither was found."""
    situation = forced(setting, exercise)

    def fits(without: tuple[str, ...]) -> bool:
        return solve_week(situation, setting.templates, setting.carried, limit=LOOK, gap=ANY, without=without) is not None

    families = (*OF_SESSIONS, *OF_WEEKS)
    alone = tuple(f for f in families if fits((f,)))
    found = alone or next((pair for pair in combinations(families, 2) if fits(pair)), ())
    because = tuple(Because(kind="rule", id=SAYS[f][0], message=SAYS[f][1]) for f in found)
    return Clash(because, together=not alone) if because else None
