"""Mutation testing, one room at a time: `make mutate ROOM=screen`.

mutmut changes one small thing in a function (`<` to `<=`, `and` to `or`, 6 to 7) and asks the tests whether they notice. A change that no
test notices has survived: it is killed by a new test, or explained in mutants.yaml. Everything happens in a copy under build/mutate.

The copy is written so that mutmut sees more: figures with a name stand where they are used, and a property is a method, because mutmut
changes only what stands in plain functions. And less: words for people are left alone, for no law hangs on them.
Solver-free tests only, and of those the few that matter for the room, so that one change takes about a second.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "mutate"
EXPLAINED = ROOT / "tests" / "mutants.yaml"

ITEMS, SESSIONS, WEEK = "test_verify_items", "test_verify_sessions", "test_verify_week"
# The rooms whose survivors count, each with the tests that are asked.
ROOMS: dict[str, tuple[str, ...]] = {
    "screen": ("test_screen",),
    "choose": ("test_choose",),
    "matching": ("test_matching",),
    "body": ("test_body",),
    "verify/session_laws": ("test_verify_session_laws", "test_verify_week_laws", SESSIONS),
    "verify/item_laws": ("test_verify_item_laws", ITEMS),
    "verify/week_laws": ("test_verify_week_laws", WEEK),
    "verify/sides_law": ("test_verify_sides_law", WEEK),
    "verify/pairs_law": ("test_verify_pairs_law", WEEK),
    "verify/screening_law": ("test_verify_screening_law",),
    "verify/rules": ("test_verify_rules",),
    "verify/conditions": ("test_verify_conditions",),
    "verify/anatomy": ("test_verify_anatomy",),
    "verify/case": ("test_verify", "test_verify_item_laws", "test_verify_session_laws", "test_verify_week_laws", ITEMS, SESSIONS, WEEK),
    "verify/form": ("test_verify", "test_verify_week_laws", ITEMS, WEEK),
    "verify/needs_form": ("test_verify",),
    "verify/claims": ("test_verify", ITEMS),
}
# What a finding says, in lines of its own: the words may change, that it is said may not.
WORDS = (r"yield broken\(", r"^\s*(law|law, why|item, why|message) = f?\"", r"^\s*message=", r"^\s*message \+=")
SURVIVED, KILLED, UNREACHED = 0, 1, 33  # exit codes as mutmut writes them
TIMED_OUT = (36, 24, -24, 152, 255)  # too slow, or never done: nobody knows which; every other code is a crash
UNJUDGED = ("timed out", "crashed")
# Read once, before a process of its own is made for each change: the whole catalog, and for the verifier the plan of the good week.
KEPT = """
KEPT = load_catalog()
for part in (KEPT.exercises, KEPT.muscles, KEPT.conditions, KEPT.doses, KEPT.regions):
    list(part.values())
"""
KEPT_WEEK = """
from .plans import good_plan
good_plan(KEPT)
"""


@dataclass(frozen=True)
class Mutant:
    name: str
    code: int | None  # None until it has been asked

    @property
    def fate(self) -> str:
        known: dict[int | None, str] = {None: "unasked", SURVIVED: "survived", KILLED: "killed", UNREACHED: "unreached"}
        known |= dict.fromkeys(TIMED_OUT, "timed out")
        return known.get(self.code, "crashed")

    @property
    def function(self) -> str:
        return self.name.rpartition(".")[2].rpartition("__mutmut_")[0].removeprefix("x").replace("ǁ", ".").strip(".").removeprefix("_")


# The copy


def seen_by_mutmut(source: str) -> str:
    """Return a module with its named figures put where they are used, its properties as methods, and its words as f-strings."""
    tree, lines = ast.parse(source), [line.encode() for line in source.splitlines()]
    figures = dict(_figures(tree))
    edits: set[tuple[int, int, int, bytes]] = set()  # line, from, to, new text
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        for node in _outside_words(function):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in figures:
                edits.add((node.lineno, node.col_offset, node.end_col_offset or 0, figures[node.id]))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value and "{" not in node.value:
                edits.add((node.lineno, node.col_offset, node.col_offset, b"f"))
    for number, start, end, text in sorted(edits, reverse=True):
        lines[number - 1] = lines[number - 1][:start] + text + lines[number - 1][end:]
    for kind, method in sorted(_properties(tree), key=lambda found: -found[1].lineno):
        name, line = method.name, lines[method.lineno - 1]
        lines.insert(method.end_lineno or 0, f"\n    {name} = {kind}(lambda self: self.of_{name}())".encode())
        lines[method.lineno - 1] = line.replace(f"def {name}(".encode(), f"def of_{name}(".encode(), 1)
        del lines[method.lineno - 2]
    return b"\n".join(lines).decode() + "\n"


def _figures(tree: ast.Module) -> Iterator[tuple[str, bytes]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant):
            yield from [(node.targets[0].id, repr(node.value.value).encode())] if type(node.value.value) in (int, float) else []


def _outside_words(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function but its docstring and what stands inside f-strings, whose places Python 3.11 does not know."""
    todo: list[ast.AST] = function.body[1:] if ast.get_docstring(function) else list(function.body)  # type: ignore[assignment]
    while todo:
        node = todo.pop()
        if not isinstance(node, ast.JoinedStr):
            yield node
            todo += ast.iter_child_nodes(node)


def _properties(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for one in (n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)):
        for method in (m for m in one.body if isinstance(m, ast.FunctionDef)):
            kinds = [d.id for d in method.decorator_list if isinstance(d, ast.Name)]
            if kinds in (["property"], ["cached_property"]):
                yield kinds[0], method


def digest(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths if path.exists())).hexdigest()


def prepare(room: str, place: Path) -> None:
    """Write the copy. One that was made from the same room stays, so that mutmut goes on where it was stopped.

    Where only the tests of the room changed, all but what was killed is asked again. For changes elsewhere: `rm -r build/mutate`.
    """
    module, kept = Path("src", "routine", f"{room}.py"), place / "stamp"
    names = (*ROOMS[room], "plans", "strategies", "conftest")
    stamp = {"room": digest(ROOT / module), "tests": digest(*(ROOT / "tests" / f"{name}.py" for name in names))}
    before = json.loads(kept.read_text()) if kept.exists() else {}
    if before == stamp:
        return
    if before.get("room") == stamp["room"]:
        _forget_all_but_kills(place / "mutants", module)
    else:
        shutil.rmtree(place, ignore_errors=True)
        for part in ("src", "catalog", "templates"):
            shutil.copytree(ROOT / part, place / part, ignore=shutil.ignore_patterns("__pycache__"))
        (place / module).write_text(seen_by_mutmut((place / module).read_text(encoding="utf-8")), encoding="utf-8")
    _write_tests(room, place)
    _write_settings(room, place)
    kept.write_text(json.dumps(stamp))


def _write_tests(room: str, place: Path) -> None:
    shutil.copytree(ROOT / "tests", place / "tests", ignore=shutil.ignore_patterns("__pycache__", "golden"), dirs_exist_ok=True)
    conftest = place / "tests" / "conftest.py"
    text = conftest.read_text(encoding="utf-8").replace("    return load_catalog()", "    return KEPT")
    conftest.write_text(text + KEPT + (KEPT_WEEK if room.startswith("verify/") else ""), encoding="utf-8")


def _forget_all_but_kills(mutants: Path, module: Path) -> None:
    (mutants / "mutmut-stats.json").unlink(missing_ok=True)  # which test calls what
    meta = mutants / f"{module}.meta"
    if meta.exists():
        results = json.loads(meta.read_text())
        codes = results["exit_code_by_key"]
        results["exit_code_by_key"] = {name: code if code == KILLED else None for name, code in codes.items()}
        meta.write_text(json.dumps(results))


def _write_settings(room: str, place: Path) -> None:
    tests = [f"tests/{name}.py" for name in ROOMS[room] if (ROOT / "tests" / f"{name}.py").exists()]
    lines = {
        "source_paths": ["src"],
        "only_mutate": [f"src/routine/{room}.py"],
        "also_copy": ["catalog", "templates"],
        "pytest_add_cli_args_test_selection": tests,
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
        "do_not_mutate_patterns": list(WORDS),
        # A process that only collected the tests: what they keep in module-level caches is not there yet to hide a change.
        "process_isolation": "forkserver",
        "forkserver_warmup": "collect",
        "track_dependencies": False,
        "use_git_change_detection": False,
        "use_setproctitle": False,
    }
    values = "\n".join(f"{key} = {json.dumps(value)}" for key, value in lines.items())
    pytest_settings = '\n[tool.pytest.ini_options]\nmarkers = ["soak: many random people"]\n'
    (place / "pyproject.toml").write_text(f"[tool.mutmut]\n{values}\n{pytest_settings}", encoding="utf-8")


# The run


def run(room: str) -> list[Mutant]:
    place = BUILD / room.replace("/", "-")
    prepare(room, place)
    result = _mutmut(place, "run", "--max-children", os.environ.get("CORES", "1"))
    meta = place / "mutants" / "src" / "routine" / f"{room}.py.meta"
    if not meta.exists():
        sys.exit(f"{room}: mutmut wrote no result\n{result.stdout[-3000:]}{result.stderr[-3000:]}")
    return [Mutant(name, code) for name, code in json.loads(meta.read_text())["exit_code_by_key"].items()]


def _mutmut(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    ours = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "COVERAGE_PROCESS_START")}
    return subprocess.run([sys.executable, "-m", "mutmut", *words], cwd=place, env=ours, capture_output=True, text=True, check=False)


def change_of(room: str, mutant: Mutant) -> tuple[str, str]:
    """Return the line as it was and as it became."""
    shown = _mutmut(BUILD / room.replace("/", "-"), "show", mutant.name).stdout.splitlines()
    was = " ".join(line[1:].strip() for line in shown if line.startswith("-") and not line.startswith("---"))
    now = " ".join(line[1:].strip() for line in shown if line.startswith("+") and not line.startswith("+++"))
    return was, now


def explained() -> dict[tuple[str, str, str], str]:
    known = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8")) or []
    return {(entry["room"], entry["was"], entry["now"]): entry["why"] for entry in known}


def report(room: str, mutants: list[Mutant]) -> bool:
    """Print the figures, every survivor that nobody explained, and every change that no test could judge.

    Return whether no survivor is left, and nothing was left unasked. A crash (of the tests' own harness, or of the process) asks
    nothing. Where the time ran out, the change may have made a loop endless; it is told, and counts neither way.
    """
    known, count = explained(), Counter[str]()
    unreached = Counter(mutant.function for mutant in mutants if mutant.code == UNREACHED)
    for mutant in mutants:
        if mutant.code != SURVIVED:
            count[mutant.fate] += 1
            if mutant.fate in UNJUDGED:
                was, now = change_of(room, mutant)
                print(f"  {mutant.function}: {mutant.fate} ({mutant.code}), so no test judged it:\n    - {was}\n    + {now}")
            continue
        was, now = change_of(room, mutant)
        why = known.get((room, was, now))
        count["explained" if why else "survived"] += 1
        if not why:
            print(f"  {mutant.function}:\n    - {was}\n    + {now}")
    for function, changes in unreached.items():
        print(f"  {function}: no test of the room calls it ({changes} changes)")
    kinds = ("killed", *UNJUDGED, "explained", "survived", "unreached", "unasked")
    print(f"{room}: {len(mutants)} mutants, " + ", ".join(f"{count[kind]} {kind}" for kind in kinds), flush=True)
    return not count["survived"] + count["crashed"] + count["unreached"] + count["unasked"]


def main(rooms: list[str]) -> int:
    unknown = set(rooms) - set(ROOMS)
    if unknown:
        sys.exit(f"unknown room {', '.join(sorted(unknown))}; there are: {', '.join(ROOMS)}")
    os.nice(3)
    held = [report(room, run(room)) for room in rooms or list(ROOMS)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
