"""Nothing that was looked at gets lost: each entry of the catalog against the one that a person approved.

New entries pass: they are approved with the next `make golden`. One that changed, or lost a field, a source, a side or a rule,
fails until somebody has read the difference and written `make golden`.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from routine.lint.words import entries
from routine.load.compiled import MAPPINGS
from routine.load.parts import LISTS
from routine.model.catalog import Catalog

APPROVED = Path(__file__).parent / "approved.txt"


def mark(entry: Any) -> str:
    """Return what changes when anything in an entry does."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def written(catalog: Catalog) -> dict[str, Any]:
    """Return every entry as it is written, without what is left out. A list's entry is known by what it says."""
    found: dict[str, Any] = {"ages": dict(catalog.ages)}
    for part in ("vocabulary", *MAPPINGS, *LISTS):
        for key, entry in entries(catalog, part):
            plain = entry.model_dump(mode="json", exclude_defaults=True)
            found[f"{part}/{mark(plain) if part in LISTS else key}"] = plain
    return found


def test_every_approved_entry_is_as_it_was(catalog: Catalog, update_golden: bool) -> None:
    now = [f"{name} {mark(entry)}" for name, entry in written(catalog).items()]
    if update_golden:
        APPROVED.write_text("\n".join(now) + "\n", encoding="utf-8")
    missing = sorted(set(APPROVED.read_text(encoding="utf-8").splitlines()) - set(now))
    assert not missing, f"changed or gone, and nobody approved it (read the difference, then `make golden`): {missing}"


def lessened(value: Any) -> Iterator[Any]:
    """Yield a value with one thing taken away, everywhere in turn."""
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value)) if isinstance(value, (dict, list)) else []
    for key, inner in pairs:
        if isinstance(value, dict):
            yield {k: v for k, v in pairs if k != key}
            yield from ({**value, key: less} for less in lessened(inner))
        else:
            yield [v for n, v in pairs if n != key]
            yield from ([less if n == key else v for n, v in pairs] for less in lessened(inner))


@pytest.mark.parametrize("part", ["exercises", "conditions", "muscles", "red_flags", "doses"])
def test_whatever_is_taken_from_an_entry_is_noticed(part: str, catalog: Catalog) -> None:
    names = [name for name in written(catalog) if name.startswith(f"{part}/")]
    for name in random.Random(part).sample(names, 5):
        entry = written(catalog)[name]
        less = list(lessened(entry))
        assert len(less) >= len(entry)
        assert mark(entry) not in {mark(one) for one in less}
