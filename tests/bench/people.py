"""Who the benchmarks plan for: the templates in three shapes of week, catalogs of other sizes, weeks of other lengths."""

from __future__ import annotations

import datetime as dt
from itertools import cycle, islice
from pathlib import Path

from routine.corridor import Request
from routine.load.profile import digest, load_profile
from routine.model.catalog import Catalog, Exercise
from routine.model.profile import Profile, Schedule, Window
from routine.model.terms import DAYS

ROOT = Path(__file__).resolve().parents[2]
WEEK, TODAY = "2026-W48", dt.date(2026, 11, 20)
HOURS = ("07:00-07:30", "18:00-18:30")


def people(catalog: Catalog) -> list[tuple[str, Profile]]:
    """Return 24 people: each template with 5, 6 and 7 sessions of 20 minutes."""
    found = []
    for file in sorted((ROOT / "templates/profiles").glob("*.yaml")):
        profile = load_profile(file, catalog)
        found += [(f"{file.stem}, {n} sessions", with_sessions(profile, n, catalog)) for n in (5, 6, 7)]
    return found


def with_sessions(profile: Profile, sessions: int, catalog: Catalog) -> Profile:
    """Return a profile that nothing stops, with so many sessions of 20 minutes: up to 7 one a day, then two."""
    days = DAYS[::2][:sessions] if sessions <= 3 else DAYS[:sessions]
    windows = {day: tuple(Window(at=at) for at in HOURS[: 1 if sessions <= 7 else 2]) for day in days}
    return profile.model_copy(
        update={
            "schedule": Schedule(sessions_per_week=sessions, minutes=20, windows=windows),
            "red_flags": (),
            "screened": None,
            "conditions": tuple(
                c.model_copy(update={"cleared": None}) for c in profile.conditions if catalog.conditions[c.id].gate != "clearance"
            ),
            "preferences": profile.preferences.model_copy(update={"require": ()}),
        }
    )


def request(profile: Profile, **changed: object) -> Request:
    return Request(profile=profile, digest=digest(profile), week=WEEK, today=TODAY, **changed)  # type: ignore[arg-type]


def of_size(catalog: Catalog, size: int) -> Catalog:
    """Return a catalog of so many exercises: every n-th of the real ones, or all and made-up ones beside them."""
    real = [catalog.exercises[key] for key in sorted(catalog.exercises)]
    if size <= len(real):
        chosen = [real[n * len(real) // size] for n in range(size)]
    else:
        chosen = real + [_made_up(one, n, real) for n, one in enumerate(islice(cycle(real), size - len(real)))]
    return catalog.model_copy(update={"exercises": {e.id: e for e in chosen}})


def _made_up(one: Exercise, n: int, real: list[Exercise]) -> Exercise:
    """Return a copy with another id, other seconds to get ready and other secondary muscles, the same in every run."""
    other = real[(n * 7919 + 13) % len(real)].primary[:1]
    return one.model_copy(
        update={
            "id": f"{one.id}-{n}",
            "setup_s": 5 + 5 * ((n * 31 + one.setup_s) % 7),
            "secondary": tuple(m for m in (*one.secondary[n % 2 :], *other) if m not in one.primary),
            "easier": None,
            "harder": None,
        }
    )
