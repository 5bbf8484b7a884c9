"""Put the compiled catalog into the wheel, so that an installed program reads it in about a millisecond."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalog(BuildHookInterface):
    """Compile the catalog while a wheel is built; a catalog with faults builds no wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # a checkout compiles for itself, whenever a file changed
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from routine.load.catalog import read_catalog
            from routine.load.compiled import COMPILED, compiled_bytes

            catalog, _places = read_catalog(root / "catalog")
            made = Path(tempfile.mkdtemp()) / COMPILED
            made.write_bytes(compiled_bytes(catalog, []))
        finally:
            sys.path.pop(0)
        build_data["force_include"][str(made)] = f"routine/catalog/{COMPILED}"
