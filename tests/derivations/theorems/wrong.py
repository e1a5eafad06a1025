"""The parts of theorems as typical slips make them, gathered from the tests of each subject."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Expr

from derivations.theorems.theorem import Identity, Part, Theorem
from tests.derivations.theorems import (
    slips,
    test_gates,
    test_geometry,
    test_hessian,
    test_loss,
    test_reparametrization,
)

SLIPPING = {theorem.name for theorem in slips.theorems()}
LISTED: list[tuple[str, int, Any]] = [
    *(*test_gates.SLIPS, *test_geometry.SLIPS, *test_hessian.SLIPS),
    *(*test_loss.SLIPS, *test_reparametrization.SLIPS),
]
PLACES = list(dict.fromkeys([*slips.SLIPS, *((name, place) for name, place, _ in LISTED)]))


def wrong_parts(theorem: Theorem, place: int) -> list[Part]:
    if theorem.name in SLIPPING:
        return [slips.slipped(theorem, place)]
    part = theorem.parts[place]
    assert isinstance(part, Identity)
    rights = [right for name, k, right in LISTED if (name, k) == (theorem.name, place)]
    written = [right if isinstance(right, Expr) else right() for right in rights]
    assert all(right != part.right for right in written)
    return [replace(part, right=right) for right in written]
