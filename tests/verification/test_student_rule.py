"""Student's rule on normal numbers, not chains: exact at one look, and free to look often."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest
from scipy import stats

from numerics.estimate import Estimate
from verification.evidence import student
from verification.evidence.eprocess import ACCEPT, GOES_ON, REJECT
from verification.evidence.prepared import Part, Trial

pytestmark = pytest.mark.slow


def trial(parts: int = 1, target: float = 1.0) -> Trial:
    form: Any = None
    plain = tuple(Part(axis, form, target, form) for axis in range(parts))
    return Trial(form, form, complex(target), 1.0, plain, False)


def estimate(mean: complex, deviation: complex, count: int) -> Estimate:
    spread = complex(deviation.real**2, deviation.imag**2) * (count - 1)
    return Estimate(*map(jnp.asarray, (complex(mean), spread, complex(count))))


@pytest.mark.parametrize("degrees", [16_383, 131_071])
@pytest.mark.parametrize("alpha", [1e-2, 1e-6, 1e-9])
def test_quantile_of_student(alpha: float, degrees: int) -> None:
    with mpmath.workdps(40):
        t = mpmath.mpf(student.quantile(alpha, degrees))
        beyond = mpmath.betainc(
            mpmath.mpf(degrees) / 2, 0.5, 0, degrees / (degrees + t**2), regularized=True
        )
        # one unit in the last place of t moves the tail by t^2 units, here below 40
        assert abs(beyond / alpha - 1) < 1e3 * 40 * float(np.finfo(float).eps)
    assert student.quantile(alpha, degrees) > stats.norm.isf(alpha / 2)


def test_looks_are_fixed_and_spend_no_more_than_the_level() -> None:
    assert student.looks(512) == (16, 32, 64, 128, 256, 512)
    assert student.looks(100) == (16, 32, 64, 100)
    assert student.looks(1) == (student.LEAST,)
    shares = [student.spent(1.0, k) for k in range(1, 100_000)]
    assert 0.9999 < sum(shares) < 1


def test_reading() -> None:
    half = student.quantile(1e-3, 9999) * 0.01
    for off, word in ((0.0, ACCEPT), (0.9 * half, GOES_ON), (-1.1 * half, REJECT)):
        found = student.read(trial(), estimate(1 + off, 1, 10_000), 1e-3, 1.5 * half)
        assert found.word == word
        assert found.farthest == pytest.approx(abs(off) + half, rel=1e-6)  # rounding is 1e-9
    assert student.read(trial(), estimate(np.nan, 1, 10_000), 1e-3, 1.0).word == REJECT
    assert student.read(trial(target=np.nan), estimate(1, 1, 10_000), 1e-3, 1.0).word == REJECT
    both = student.read(trial(2), estimate(1 + 1j, 1 + 1j, 10_000), 1e-3, 1.0)
    assert both.farthest == pytest.approx(
        np.sqrt(2) * student.quantile(5e-4, 9999) * 0.01, rel=1e-6
    )


LEVEL, REPEATS = 1e-2, 2000


class Plain(NamedTuple):
    """What is read off an estimate, without JAX: a hundred times faster."""

    replicates: complex
    mean: complex
    error: complex


def alarms(generator: np.random.Generator, *, spending: bool) -> int:
    """Count the repetitions in which a right mean is ever outside, over eight looks."""
    counts = 1024 * 2 ** np.arange(8)
    steps = np.diff(counts, prepend=0)
    sums = np.cumsum(generator.standard_normal((REPEATS, 8)) * np.sqrt(steps), axis=1)
    count = 0
    for row in sums:
        readings = (
            student.read(
                trial(),
                Plain(complex(n), 1 + total / n, n**-0.5),
                student.spent(LEVEL, k) if spending else LEVEL,
                0.0,
            )
            for k, (total, n) in enumerate(zip(row, counts, strict=True), start=1)
        )
        count += any(reading.word == REJECT for reading in readings)
    return count


def test_looking_often_costs_nothing_and_would_without_spending(key: jax.Array) -> None:
    generator = np.random.default_rng(np.asarray(jax.random.key_data(key)))
    most = stats.binom.isf(1e-6, REPEATS, LEVEL)  # one test in a million fails by chance
    assert alarms(generator, spending=True) <= most
    assert alarms(generator, spending=False) > most
