"""What the theorem on the loss needs, measured."""

from __future__ import annotations

import random
from fractions import Fraction

from derivations.theorems import find
from numerics.gaussian import GaussianRational
from verification.theorems import loss
from verification.theorems.comparing import agrees
from verification.theorems.kernels_moments import exactly, moments, phase, twisted
from verification.theorems.witness import Measured

HALF = Fraction(1, 2)


def test_real_input_is_needed() -> None:
    """Search complex inputs, E[x_(t+k) conj x_t] = r^k, for a loss that r for rho does not give."""
    rng = random.Random(0)
    rows, a, b = twisted(rng), phase(rng) * HALF, phase(rng) * HALF
    other = rows.conjugate()

    def covariance(p: GaussianRational, q: GaussianRational) -> GaussianRational:
        return moments(rows, p, other, q.conjugate()).state

    true = (covariance(a, a) + covariance(b, b) - covariance(a, b) - covariance(b, a)) * HALF
    point = exactly(**loss.at_pair(a, b), rho=rows.ratio)
    assert not agrees(find("cancellation-free-loss").parts[0], Measured(point, true))
