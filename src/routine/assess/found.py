"""What was found at the muscles, by a professional or by a self-test, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable

from routine.assess.ledger import ALIKE, FOUND, OTHER_SIDE, Ledger, Place
from routine.body import Body, other, sides
from routine.matching import Active
from routine.model.plan import Because
from routine.model.profile import Profile
from routine.model.signs import Found
from routine.model.terms import BOTH, Action, FoundAs, Side

AGAINST_LONG = 0.3
WANTED: tuple[tuple[FoundAs, tuple[Action, ...], str], ...] = (
    ("tight", ("release", "lengthen"), "was found tight"),
    ("weak", ("activate",), "was found weak"),
    ("long", ("activate",), "was found over-long: it is strengthened, not stretched"),
)
EXAMINED = ("finding", "pain", "condition", "long", "length")  # what may lengthen a muscle that was found weak
NEVER: tuple[str, ...] = ()


class Findings:
    """The findings of one profile, by muscle and side."""

    def __init__(self, profile: Profile, body: Body) -> None:
        self.at: dict[FoundAs, frozenset[Place]] = {
            kind: frozenset((m, s) for f in getattr(profile.findings, kind) for m in body.members(f.muscle) for s in sides(f.side))
            for kind, _, _ in WANTED
        }
        self.known = frozenset().union(*self.at.values())
        self._body = body

    def hold(self, found: Found, side: Side) -> bool:
        """Tell whether one of the muscles was found as one of the kinds on a side."""
        return any((m, side) in self.at[kind] for kind in found.kind for m in self._body.muscles(found.muscle))

    def any_of(self, muscles: Iterable[str], side: Side, kinds: Iterable[FoundAs]) -> tuple[str, FoundAs] | None:
        """Return the first of some muscles that was found as one of the kinds on a side."""
        kinds = tuple(kinds)
        return next(((m, kind) for m in muscles for kind in kinds if (m, side) in self.at[kind]), None)


def long_muscles(profile: Profile, body: Body) -> frozenset[Place]:
    """Return the muscles that were found over-long, by side."""
    return Findings(profile, body).at["long"]


def hold_back(ledger: Ledger, findings: Findings) -> None:
    """A muscle that is too long is never lengthened; one that is weak not for a habit's sake alone, unless it is tight too."""
    for muscle, side in findings.at["long"]:
        for action in ("lengthen", "move"):
            ledger.narrow((muscle, side, action), NEVER)
    for muscle, side in findings.at["weak"] - findings.at["tight"]:
        ledger.narrow((muscle, side, "lengthen"), EXAMINED)


def only_found(ledger: Ledger, active: Iterable[Active]) -> None:
    """Where a condition wants it so (very loose joints and stretching), only what was looked at, hurts or is asked for counts."""
    for action in {action for a in active for action in a.condition.only_found}:
        for muscle in ledger.body.catalog.muscles:
            for side in BOTH:
                ledger.narrow((muscle, side, action), EXAMINED)


def from_findings(ledger: Ledger, profile: Profile, findings: Findings) -> None:
    """Count what was found. The other side gets a share, unless it was looked at as well; what is long is only itself."""
    for kind, actions, words in WANTED:
        for finding in getattr(profile.findings, kind):
            for muscle in ledger.body.members(finding.muscle):
                for side in sides(finding.side):
                    because = Because(kind="answer", id=f"findings.{kind}", message=f"It {words}.", source="founding-1")
                    away = kind != "long" and (muscle, other(side)) not in findings.known
                    message = f"On the other side it {words}. {ALIKE}"
                    for action in actions:
                        ledger.add("finding", muscle, side, action, FOUND, because)
                        if away:
                            also = because.model_copy(update={"message": message})
                            ledger.add("finding", muscle, other(side), action, FOUND * OTHER_SIDE, also)


def against_long(ledger: Ledger, findings: Findings) -> None:
    """What pulls against an over-long muscle may be short: it is lengthened, unless it is over-long itself."""
    long = findings.at["long"]
    muscles = ledger.body.catalog.muscles
    for muscle, side in sorted(long):
        for partner, there in ledger.body.antagonists(muscle, side):
            if (partner, there) not in long:
                message = f"It pulls against a muscle that was found over-long: {muscles[muscle].name}, {side}."
                because = Because(kind="graph", id=f"antagonist.{muscle}", message=message, source="founding-5")
                ledger.add("long", partner, there, "lengthen", AGAINST_LONG, because)
