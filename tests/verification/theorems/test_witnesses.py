"""Each witness at some seeds against its theorem's part, and against slips in that part."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from sympy import Expr

from derivations.theorems import find, theorems
from derivations.theorems.theorem import Identity, Part
from tests.derivations.theorems import (
    slips,
    test_gates,
    test_geometry,
    test_hessian,
    test_loss,
    test_reparametrization,
)
from verification.theorems import witnesses
from verification.theorems.comparing import agrees
from verification.theorems.witness import Witness

SEEDS = range(2)
SLIPS: list[tuple[str, int, Any]] = [
    *(*test_gates.SLIPS, *test_geometry.SLIPS, *test_hessian.SLIPS),
    *(*test_loss.SLIPS, *test_reparametrization.SLIPS),
]
SLIPPING = {theorem.name for theorem in slips.theorems()}


ALL = [
    pytest.param(witness, id=f"{witness.theorem}-{witness.part}-{number}")
    for number, witness in enumerate(witnesses())
]


def wrong_parts(witness: Witness) -> list[Part]:
    """Give the part that a witness is about as typical slips make it."""
    theorem = find(witness.theorem)
    if theorem.name in SLIPPING:
        return [slips.slipped(theorem, witness.part)]
    part = theorem.parts[witness.part]
    assert isinstance(part, Identity)
    rights = (right for name, k, right in SLIPS if (name, k) == (witness.theorem, witness.part))
    return [replace(part, right=right if isinstance(right, Expr) else right()) for right in rights]


def measured(witness: Witness, salt: int) -> list[Any]:
    return [witness.measure(random.Random(f"{salt}/{seed}")) for seed in SEEDS]


@pytest.mark.parametrize("witness", ALL)
def test_each_witness_confirms_its_part(witness: Witness, salt: int) -> None:
    part = find(witness.theorem).parts[witness.part]
    assert all(agrees(part, found) for found in measured(witness, salt))


@pytest.mark.parametrize("witness", ALL)
def test_each_witness_denies_slips(witness: Witness, salt: int) -> None:
    wrong = wrong_parts(witness)
    assert wrong or witness.part > 0
    seen = measured(witness, salt)
    assert not any(agrees(part, found) for part in wrong for found in seen)


def test_every_theorem_has_a_witness() -> None:
    assert {witness.theorem for witness in witnesses()} == {theorem.name for theorem in theorems()}
