"""What `make mutate` says of the changes that it asked the tests about."""

from __future__ import annotations

import pytest

from . import mutate
from .conftest import ROOT

ROOM = "verify/claims"


def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *codes: int | None) -> tuple[bool, str]:
    monkeypatch.setattr(mutate, "change_of", lambda _room, mutant: ("was", f"became {mutant.name}"))
    held = mutate.report(ROOM, [mutate.Mutant(f"routine.verify.claims.x_f__mutmut_{n}", code) for n, code in enumerate(codes)])
    return held, capsys.readouterr().out


def test_what_a_test_noticed_is_killed_and_what_none_did_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, words = told(capsys, monkeypatch, 1, 1)
    assert held
    assert "2 mutants, 2 killed, 0 timed out, 0 crashed" in words
    held, words = told(capsys, monkeypatch, 1, 0)
    assert not held
    assert "+ became" in words
    assert "1 survived" in words


@pytest.mark.parametrize(("code", "kind", "held"), [(3, "crashed", False), (2, "crashed", False), (-11, "crashed", False), (36, "timed out", True), (-24, "timed out", True), (255, "timed out", True)])  # fmt: skip
def test_a_crash_and_a_lack_of_time_are_no_kills(
    code: int, kind: str, held: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing judged such a change, so each is named; a crash has to be mended."""
    passed, words = told(capsys, monkeypatch, 1, code)
    assert passed is held
    assert f"f: {kind} ({code})" in words
    assert "became" in words
    assert f"1 killed, {1 * (kind == 'timed out')} timed out, {1 * (kind == 'crashed')} crashed" in words


@pytest.mark.parametrize("code", [None, 33])
def test_what_was_not_asked_is_not_held(code: int | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(capsys, monkeypatch, 1, code)[0] is False


def test_every_room_of_the_verifier_is_asked_with_tests_that_are_there() -> None:
    rooms = {f"verify/{path.stem}" for path in (ROOT / "src/routine/verify").glob("*.py")} - {"verify/__init__"}
    assert rooms <= set(mutate.ROOMS)
    missing = {test for tests in mutate.ROOMS.values() for test in tests if not (ROOT / "tests" / f"{test}.py").exists()}
    assert not missing
