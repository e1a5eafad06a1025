"""Systems in exact numbers, written by hand and not taken from theory."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from numerics.gaussian import GaussianRational, exact
from numerics.system import System


def _exponential(rho: Fraction, *eigenvalues: GaussianRational) -> System:
    one, zero = exact(1), exact(0)
    variance = exact(1 - rho**2)
    numbers = tuple(map(exact, eigenvalues))
    return System(((exact(rho),),), (one,), (one,), variance, (zero,), (one,), numbers)


def _with_mean(mu: Fraction, sigma: Fraction, *eigenvalues: GaussianRational) -> System:
    one, zero, mean = exact(1), exact(0), exact(mu)
    return System(
        transition=((one, zero), (mean, zero)),
        drive=(zero, one),
        readout=(zero, one),
        variance=exact(sigma**2),
        mean=(one, mean),
        spread=(zero, exact(sigma)),
        eigenvalues=tuple(map(exact, eigenvalues)),
    )


@pytest.fixture(scope="session")
def exponential() -> Callable[..., System]:
    """Build an AR(1) input of unit variance: (rho, *eigenvalues)."""
    return _exponential


@pytest.fixture(scope="session")
def with_mean() -> Callable[..., System]:
    """Build a white input with a mean: (mu, sigma, *eigenvalues)."""
    return _with_mean
