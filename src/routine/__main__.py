"""`python -m routine`, and what the command `routine` starts."""

from __future__ import annotations

import gc

SELDOM = 200_000  # new objects between two looks for rings of garbage; with Python's own 700 they cost a tenth of a plan


def start() -> None:
    """Run one command, in a process of its own that ends with it."""
    gc.set_threshold(SELDOM)
    from routine.cli import main

    try:
        main(prog_name="routine")
    finally:
        gc.freeze()  # the system takes the memory back whole; without this, each object is looked at again at the end


if __name__ == "__main__":
    start()
