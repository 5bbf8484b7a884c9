"""The targets, measured in one run: `make bench`. Ratios hold from machine to machine, seconds do not.

24 people (the templates, each in three shapes of week) on the real catalog; whole processes for start-up and memory.
`python -m tests.bench --growth 4` adds growth over exercises, sessions and templates, and a greedy week, for four people.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from routine.corridor import plan_week
from routine.load.catalog import load_catalog
from routine.load.profile import load_profile
from routine.model.catalog import Catalog
from routine.model.plan import Plan
from tests.bench import growth
from tests.bench.people import ROOT, WEEK, people, request

RUNS = 9
PROOF_S = 60.0  # deterministic seconds for a proof without a gap
# `import pydantic` by itself imports next to nothing: its parts come when they are named.
IMPORTS = """
import click, yaml, icalendar, ortools.sat.python.cp_model_helper
import reportlab.pdfgen.canvas, reportlab.pdfbase.ttfonts
from pydantic import BaseModel
"""
CLICK = "import click\n@click.group()\ndef main(): pass\nmain(['--help'], standalone_mode=False)"


# An installed program has its bytecode; a shell that forbids keeping it would have it made anew in every run.
KEEPS_BYTECODE = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(*command: str) -> float:
    """Return how long a whole process takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=KEEPS_BYTECODE)
    return time.perf_counter() - start


def in_turn(*measured: Callable[[], float]) -> list[tuple[float, ...]]:
    """Return rounds of measures taken one after the other, so that a machine that grows slower slows all of them."""
    return [tuple(measure() for measure in measured) for _ in range(RUNS + 1)][1:]  # the first one warms up


def solves(catalog: Catalog, limit: int) -> tuple[list[float], list[float]]:
    gaps, times = [], []
    for name, profile in people(catalog)[:limit]:
        start = time.perf_counter()
        made = plan_week(request(profile), catalog)
        times.append(time.perf_counter() - start)
        gaps.append(made.optimality.gap if isinstance(made, Plan) else float("nan"))
        print(f"  {name:45} gap {gaps[-1]:7.2%}   {times[-1]:5.1f} s")
    return gaps, times


def proofs(catalog: Catalog, limit: int) -> tuple[int, int]:
    """Search on until no better week exists, for so many people; return how many were proved, and of how many."""
    found = 0
    for name, profile in people(catalog)[:: max(1, 24 // max(1, limit))][:limit]:
        start = time.perf_counter()
        made = plan_week(request(profile, limit=PROOF_S, gap=0.0), catalog)
        proved = isinstance(made, Plan) and made.optimality.status == "optimal"
        found += proved
        print(f"  {name:45} {'proved optimal' if proved else 'not proved    '} {time.perf_counter() - start:6.1f} s")
    return found, limit


def megabytes(*command: str) -> float:
    """Return the peak memory of a process in MiB, asked for by a small one: a child counts what its parent held at the fork."""
    asks = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
    )
    asks += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    told = subprocess.run((sys.executable, "-I", "-S", "-c", asks, *command), check=True, capture_output=True, text=True)
    return int(told.stdout) / 1024


def with_every_output(catalog: Catalog) -> tuple[float, float]:
    """Return what a whole `routine plan` takes beside the solve, in times of its bare imports; and its memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile.yaml"
        text = (ROOT / "templates/profiles/older-beginner.yaml").read_text(encoding="utf-8")
        profile.write_text("red_flags: []\n" + "\n".join(x for x in text.splitlines() if not x.startswith("red_flags:")), encoding="utf-8")
        asked = request(load_profile(profile, catalog))

        def solve() -> float:
            start = time.perf_counter()
            plan_week(asked, catalog)
            return time.perf_counter() - start

        command = (sys.executable, "-m", "routine", "plan", folder, "--week", WEEK, "--out", f"{folder}/out")
        rounds = in_turn(
            lambda: seconds(*command),
            lambda: seconds(sys.executable, "-c", IMPORTS),
            solve,
        )
        peak = megabytes(*command)
    return statistics.median((whole - solved) / imports for whole, imports, solved in rounds), peak


def line(what: str, value: str, target: str, ok: bool) -> None:
    print(f"{what:62} {value:>14}   target {target:14} {'met' if ok else 'NOT met'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=24, help="plan for so many of the 24 people")
    parser.add_argument("--proofs", type=int, default=8, help="prove that no better week exists for so many of them")
    parser.add_argument("--growth", type=int, default=2, help="measure growth, templates and a greedy week for so many of them")
    chosen = parser.parse_args()
    catalog = load_catalog()
    print(f"catalog: {len(catalog.exercises)} exercises, {len(catalog.conditions)} conditions")
    gaps, times = solves(catalog, chosen.people)
    good = [g for g in gaps if g == g]
    line(
        "weeks proven within 1 %",
        f"{sum(g <= 0.01 for g in good)} of {len(gaps)}",
        "22 of 24",
        sum(g <= 0.01 for g in good) >= 22 / 24 * len(gaps),
    )
    line("largest gap", f"{max(good):.2%}", "<= 2 %", max(good) <= 0.02)
    line("plan without outputs, median", f"{statistics.median(times):.1f} s", "1 s", statistics.median(times) <= 1)
    line(
        "plan without outputs, 90th percentile",
        f"{sorted(times)[int(len(times) * 0.9)]:.1f} s",
        "3 s",
        sorted(times)[int(len(times) * 0.9)] <= 3,
    )
    if chosen.proofs:
        found, of = proofs(catalog, chosen.proofs)
        line("weeks proved optimal (gap 0)", f"{found} of {of}", "two thirds", found >= 2 / 3 * of)
    if chosen.growth:
        for measured in (growth.sizes, growth.sessions, growth.templates, growth.heuristic):
            measured(catalog, chosen.growth)
        print()
    shown = in_turn(lambda: seconds(sys.executable, "-m", "routine", "--help"), lambda: seconds(sys.executable, "-c", CLICK))
    helps = statistics.median(ours / click for ours, click in shown)
    line("routine --help, beside a bare click command", f"{helps:.2f} x", "<= 2 x", helps <= 2)
    beside, peak = with_every_output(catalog)
    line("a plan with every output, beside the solve, in its imports", f"{beside:.2f} x", "<= 2 x", beside <= 2)
    line("peak memory of plan", f"{peak:.0f} MiB", "<= 100 MiB", peak <= 100)


if __name__ == "__main__":
    main()
