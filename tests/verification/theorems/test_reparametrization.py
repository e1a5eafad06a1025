"""Reparametrizations, measured: the simulator's matrix and Cauchy's integral against theorems."""

from __future__ import annotations

import pytest

from tests.derivations.theorems.test_reparametrization import SLIPS, THEOREMS
from tests.verification.theorems.slipping import Slip, at_seeds, confirmed, denied, slipped
from verification.theorems import reparametrization
from verification.theorems.witness import Witness

WITNESSES = reparametrization.WITNESSES


@pytest.mark.parametrize(("witness", "seed"), at_seeds(WITNESSES))
def test_each_witness_confirms_its_part(witness: Witness, seed: int) -> None:
    assert confirmed(THEOREMS, witness, seed)


@pytest.mark.parametrize(("witness", "slip"), slipped(WITNESSES, SLIPS))
def test_each_witness_denies_a_slip(witness: Witness, slip: Slip) -> None:
    assert denied(THEOREMS, witness, slip)


def test_every_theorem_has_a_witness_and_every_witness_a_slip() -> None:
    assert {witness.theorem for witness in WITNESSES} == {theorem.name for theorem in THEOREMS}
    denied_at = {slip[:2] for slip in SLIPS}
    assert {(w.theorem, w.part) for w in WITNESSES if w.part == 0} <= denied_at
