"""A plan as files: plan.json, the handout and the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from routine.cli.shell import body_map_of, drawings_of, profile_file, tell, utc_now

PAPER = click.Choice(["a4", "letter"])


def make_ready() -> None:
    """Import what writes the outputs while the solver works: it holds no lock of the interpreter, so the other core is free."""
    import contextlib
    import threading

    def ready() -> None:
        with contextlib.suppress(Exception):  # whoever writes the outputs meets it again, and tells
            from routine.render import ics, pdf

            del ics
            pdf.register()

    threading.Thread(target=ready).start()


def proved(made: Any) -> Any:
    from routine.model.plan import Verified
    from routine.verify import LAWS

    return made.model_copy(update={"verified": Verified(laws=tuple(LAWS), problems=0)})


def plan_bytes(made: Any) -> bytes:
    """Return plan.json: one line for each value, so that two weeks can be compared by eye."""
    import json

    return (json.dumps(made.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1) + "\n").encode()


def outputs_of(
    made: Any,
    profile: Any,
    catalog: Any,
    clinic: Any,
    *,
    paper: str | None,
    large_print: bool,
    extra: Path | None = None,
    only: tuple[str, ...] = ("json", "pdf", "ics"),
) -> dict[str, bytes]:
    """Return the files by name."""
    stamp = utc_now()
    for note in _twice(made):
        tell(f"note: {note}", err=True)
    outputs: dict[str, bytes] = {}
    if "json" in only:
        outputs["plan.json"] = plan_bytes(made)
    if "pdf" in only:
        from routine.render.pdf import handout

        drawings = drawings_of(extra)
        for warning in _undrawn(made, profile, clinic):
            tell(f"warning: {warning}", err=True)
        outputs["handout.pdf"] = handout(
            made,
            profile,
            catalog,
            drawings,
            body_map_of(profile),
            stamp,
            paper=paper or profile.paper,
            large_print=large_print,
            clinic=clinic,
        )
    if "ics" in only:
        from routine.load.catalog import templates_home
        from routine.render.ics import calendar

        outputs["calendar.ics"] = calendar(made, profile, catalog, stamp, (templates_home() / "event.txt").read_text(encoding="utf-8"))
    return outputs


def _undrawn(made: Any, profile: Any, clinic: Any) -> Iterator[str]:
    """Say which words the handout can't print, and what stands there instead. The calendar and plan.json have them all."""
    from routine.render.pdf import missing_glyphs

    if missing_glyphs(made.name):
        yield f"the handout's letters can't write '{made.name}'; your id '{made.profile_id}' stands there. The calendar has the name."
    others = [i.name for s in made.sessions for i in s.items] + [s.place for s in made.sessions]
    others += [w.by or "" for w in profile.preferences.require] + [
        v for v in (clinic.model_dump().values() if clinic else ()) if isinstance(v, str)
    ]
    for text in dict.fromkeys(others):
        if missing_glyphs(text):
            yield f"the handout's letters can't write '{text}'; a question mark stands for each missing one."


def _twice(made: Any) -> Iterator[str]:
    """Say which sessions stand in an hour that the clock repeats, and which of the two is meant."""
    from routine.model.profile import minute_of
    from routine.week import clock_fault, moment

    for s in made.sessions:
        if clock_fault(moment(dt.date.fromisoformat(s.date), minute_of(s.start)), made.timezone) == "twice":
            yield f"on {s.date} the clock goes back and {s.start} comes twice; the session is at the first of the two, as in the calendar."


def clinic_beside(profile_path: Path) -> Any:
    """Return the professional named in a clinic.yaml beside the profile, if there is one."""
    file = profile_file(profile_path).parent / "clinic.yaml"
    if not file.is_file():
        return None
    from routine.load.clinic import load_clinic

    return load_clinic(file)
