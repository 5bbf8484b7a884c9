"""Whether an entry and its pictures say the same of loads and positions. Needs no drawing: a drawing keeps what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

# Loads of the vocabulary that a posture shows or does not show. What a picture cannot show (effort, grip, impact) is not here.
CHECKABLE = frozenset({
    "hip-flexion-over-90", "hip-extension-end-range", "hip-abduction-end-range", "hip-adduction-past-midline",
    "hip-internal-rotation", "hip-external-rotation-end-range", "knee-flexion-end-range", "ankle-dorsiflexion-end-range",
    "ankle-plantarflexion-end-range", "toe-extension-end-range", "lumbar-flexion-end-range", "lumbar-extension-end-range",
    "thoracic-extension-end-range", "spinal-rotation-end-range", "spinal-side-bend-end-range", "neck-end-range",
    "neck-rotation-end-range", "neck-extension", "shoulder-extension-end-range", "shoulder-adduction-end-range",
    "shoulder-abduction-external-rotation", "overhead", "wrist-weight", "wrist-end-range", "knee-weight", "head-below-heart",
    "single-leg", "sitting-on-tail-bone",
})  # fmt: skip
# A posture, and the positions of an entry that go with it.
POSITIONS: dict[str, frozenset[str]] = {
    "lying on the back": frozenset({"supine"}),
    "lying on the front": frozenset({"prone", "prone-propped", "plank"}),
    "lying on the side": frozenset({"side-lying", "side-plank"}),
    "sitting on a chair": frozenset({"seated"}),
    "sitting on the floor": frozenset({"floor-seated"}),
    "kneeling": frozenset({"kneeling", "half-kneeling"}),
    "on hands and knees": frozenset({"quadruped", "plank", "kneeling", "prone-propped"}),
}
BARELY = "~"  # before a load that is shown, but not so clearly that an entry must name it


def disagreements(
    shows: Iterable[str], loads: Iterable[str], positions: Iterable[str], unseen: Mapping[str, str]
) -> Iterator[str]:  # fmt: skip
    """Yield where an entry and what its pictures show differ. `unseen`: what no picture shows, each with its reason."""
    shown, named = set(shows), [*loads, *positions]
    clearly = {word for word in shown if not word.startswith(BARELY)}
    seen = {word.removeprefix(BARELY) for word in shown}
    for load in sorted(clearly & CHECKABLE - set(named)):
        yield f"the picture shows `{load}`, and the entry's loads do not name it"
    for posture in sorted(clearly & set(POSITIONS)):
        if not POSITIONS[posture] & set(named):
            yield f"the picture shows somebody {posture}, and the entry's positions do not say so"
    lain = {position for posture in POSITIONS if posture in seen for position in POSITIONS[posture]}
    for word in named:
        checked = word in CHECKABLE or any(word in found for found in POSITIONS.values())
        if checked and word not in seen | lain and word not in unseen:
            yield f"the entry names `{word}`, and no picture shows it: mend the pose, or say why under `unseen`"
    for word in unseen:
        if word not in named:
            yield f"`unseen` speaks of `{word}`, and the entry does not"
        elif word in seen | lain:
            yield f"`unseen` speaks of `{word}`, and a picture shows it"
