"""The house: who may enter which room, and that the core is pure."""

from __future__ import annotations

import ast
import importlib
import tomllib
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "routine"
MODULES = sorted(p.relative_to(SOURCE).with_suffix("").as_posix().removesuffix("/__init__") for p in SOURCE.rglob("*.py"))

# Each room and the rooms it may enter. A room may always enter itself.
MAY_ENTER: dict[str, set[str]] = {
    "problem": set(),
    "model": set(),
    "body": {"model"},
    "week": {"model"},
    "matching": {"model", "body"},
    "screen": {"model", "body", "matching"},
    "assess": {"model", "body", "matching"},
    "choose": {"model", "body", "matching", "assess"},
    "gaps": {"model", "body", "assess", "choose"},
    "selftests": {"model", "body", "matching", "assess", "choose"},
    "plan": {"model", "body", "matching", "assess", "choose", "week"},
    "advise": {"model", "body", "screen"},
    "in_the_way": {"model", "assess", "choose", "matching", "plan", "screen", "week"},
    "corridor": {"__init__", "model", "advise", "assess", "choose", "gaps", "in_the_way", "plan", "screen", "week"},
    "verify": {"model", "problem"},
    "lint": {"model", "problem", "body", "matching", "choose", "load"},
    "figure": {"model"},
    "load": {"model", "problem", "body", "figure"},
    "why": {"model", "body", "assess", "choose", "plan", "screen", "week"},
    "compare": {"model"},
    "render": {"__init__", "model", "week", "why", "compare", "figure"},
}
CORE = {
    "model",
    "figure",
    "body",
    "week",
    "matching",
    "screen",
    "assess",
    "choose",
    "gaps",
    "selftests",
    "plan",
    "advise",
    "in_the_way",
    "corridor",
    "verify",
    "why",
    "compare",
}
# The clock, files, the network, the environment, chance: none of them in the core. Time zones are data and may be read.
IMPURE_MODULES = {
    "os",
    "io",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "time",
    "urllib",
    "http",
    "uuid",
    "shutil",
    "asyncio",
    "threading",
    "click",
    "rich",
}
IMPURE_CALLS = {"open", "input", "print", "now", "today", "utcnow", "getenv", "read_text", "write_text", "read_bytes", "write_bytes"}


def room_of(module: str) -> str:
    return module.partition("/")[0]


def imports_of(module: str) -> list[str]:
    path = SOURCE / f"{module}.py"
    tree = ast.parse((path if path.exists() else SOURCE / module / "__init__.py").read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
            if node.module == "routine":
                found += [f"routine.{a.name}" for a in node.names if a.name != "__version__"]
        elif isinstance(node, ast.Import):
            found += [a.name for a in node.names]
    return found


@pytest.mark.parametrize("module", [m for m in MODULES if room_of(m) in MAY_ENTER])
def test_a_room_enters_only_the_rooms_it_may(module: str) -> None:
    room = room_of(module)
    entered = {name.split(".")[1] if "." in name else "__init__" for name in imports_of(module) if name.split(".")[0] == "routine"}
    assert entered - {room} <= MAY_ENTER[room]


def test_every_room_has_its_rule() -> None:
    assert {room_of(m) for m in MODULES} - set(MAY_ENTER) <= {"cli", "__init__", "__main__", "."}


@pytest.mark.parametrize("module", [m for m in MODULES if room_of(m) != "cli"])
def test_nobody_enters_the_command_line(module: str) -> None:
    if module == "__main__":
        return
    assert not [name for name in imports_of(module) if name.startswith("routine.cli")]


def test_the_verifier_enters_only_the_model_and_the_problem() -> None:
    for module in (m for m in MODULES if room_of(m) == "verify"):
        ours = [n for n in imports_of(module) if n.startswith("routine")]
        assert all(n.startswith(("routine.model", "routine.problem", "routine.verify")) for n in ours), (module, ours)


@pytest.mark.parametrize("module", [m for m in MODULES if room_of(m) in CORE])
def test_the_core_has_no_clock_no_file_no_network_no_environment_and_no_chance(module: str) -> None:
    assert not {name.split(".")[0] for name in imports_of(module)} & IMPURE_MODULES
    path = SOURCE / f"{module}.py"
    tree = ast.parse((path if path.exists() else SOURCE / module / "__init__.py").read_text(encoding="utf-8"))
    called = {getattr(n.func, "attr", getattr(n.func, "id", "")) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    assert not called & IMPURE_CALLS


@pytest.mark.parametrize("module", MODULES)
def test_modules_stay_short(module: str) -> None:
    path = SOURCE / f"{module}.py"
    text = (path if path.exists() else SOURCE / module / "__init__.py").read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 60, f"{module}.{node.name} is too long"


def test_no_module_hides_the_standard_library() -> None:
    names = {Path(m).name for m in MODULES}
    assert not names & {"select", "calendar", "html", "queue", "utils", "helpers", "base", "manager"}


def test_what_the_installed_command_starts_is_there() -> None:
    project = tomllib.loads((SOURCE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    module, name = project["project"]["scripts"]["routine"].split(":")
    assert callable(getattr(importlib.import_module(module), name))
