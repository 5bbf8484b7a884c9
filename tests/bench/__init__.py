"""The benchmarks: `make bench`, or `python -m tests.bench`."""

from __future__ import annotations

from tests.bench.people import people

__all__ = ["people"]
