"""How the tests hold what was measured against a theorem's part."""

from __future__ import annotations

from derivations.theorems.theorem import Theorem
from verification.theorems.comparing import agrees, gap
from verification.theorems.witness import Witness

__all__ = ["SEEDS", "agrees", "gap", "label", "theorem_of"]
SEEDS = range(2)


def theorem_of(theorems: tuple[Theorem, ...], witness: Witness) -> Theorem:
    return next(theorem for theorem in theorems if theorem.name == witness.theorem)


def label(witness: Witness) -> str:
    return f"{witness.theorem}-{witness.part}-{witness.road.replace(' ', '_')}"
