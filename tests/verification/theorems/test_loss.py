"""The loss of one unit, measured: exact moments and averages against the theorem."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from numerics.gaussian import GaussianRational
from tests.derivations.theorems.test_loss import SLIPS, THEOREMS
from tests.verification.theorems.measuring import agrees
from tests.verification.theorems.slipping import Slip, at_seeds, confirmed, denied, slipped
from verification.theorems import loss
from verification.theorems.kernels_moments import exactly, moments, phase, twisted
from verification.theorems.witness import Measured, Witness

WITNESSES, HALF = loss.WITNESSES, Fraction(1, 2)


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


def test_real_input_is_needed() -> None:
    """Search complex inputs, E[x_(t+k) conj x_t] = r^k, for a loss that r for rho does not give."""
    rng = random.Random(0)
    rows, a, b = twisted(rng), phase(rng) * HALF, phase(rng) * HALF
    other = rows.conjugate()

    def covariance(p: GaussianRational, q: GaussianRational) -> GaussianRational:
        return moments(rows, p, other, q.conjugate()).state

    true = (covariance(a, a) + covariance(b, b) - covariance(a, b) - covariance(b, a)) * HALF
    point = exactly(**loss.at_pair(a, b), rho=rows.ratio)
    assert not agrees(THEOREMS[0].parts[0], Measured(point, true))
