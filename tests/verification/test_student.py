"""Chains of other laws: right claims agree, wrong ones contradict, and looking often costs nothing.

Levels are asymptotic; the first look is at 131,072 chains, so that a right claim is contradicted
with probability near 1e-9, and a stream's interval misses its mean with probability near 3e-5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest
from scipy import stats
from sympy import I, Integer, Rational

from derivations.symbols import LAMBDA, RHO
from numerics import laws
from numerics.estimate import Estimate
from tests.alike import one_in
from verification import claims, terms
from verification.claims.claim import Claim
from verification.evidence import batches, jumping, montecarlo, student
from verification.evidence.driven import NOT_QUADRATIC, probe_points
from verification.evidence.eprocess import ACCEPT, GOES_ON, REJECT
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding
from verification.evidence.prepared import Part, Trial

pytestmark = pytest.mark.slow

OTHERS = terms.NOISES[1:]
HELD = pytest.param("sample-and-hold", marks=pytest.mark.long)  # compiles for seconds
SPARED = [HELD if noise == "sample-and-hold" else noise for noise in OTHERS]
SPARE = pytest.param("linrec/input_sensitivity", marks=pytest.mark.long)
S, PRINTED_S = "sensitivity_kernel", "paper/C.2.2-S"


def examined(claim: Claim, which: int, salt: int, noise: str, **settings: Any) -> Finding:
    assert claim.input is not None
    point = claim.complete(probe_points(claim.domain)[which])
    return montecarlo.examine_at(claim, claim.input, point, salt, noise=noise, **settings)


# point 0 has complex lambda != lambda_0 and rho > 0, point 1 real ones of both signs and rho < 0
@pytest.mark.parametrize("which", one_in(2, [0, 1]))
@pytest.mark.parametrize("noise", SPARED)
def test_right_claims_agree(noise: str, which: int, salt: int) -> None:
    finding = examined(claims.find(S), which, salt, noise)
    assert finding.outcome == AGREES
    assert finding.detail.startswith("asymptotic")
    assert f"with {noise} noise" in finding.detail
    assert finding.data["asymptotic"] is True
    assert finding.data["epsilon"] <= montecarlo.EPSILON
    assert finding.data["chains"] >= student.FIRST * batches.BATCH >= 10_000


@pytest.mark.parametrize("noise", SPARED)
def test_the_printed_form_is_contradicted(noise: str, salt: int) -> None:
    finding = examined(claims.find(PRINTED_S), 0, salt, noise)
    assert (finding.outcome, finding.data["streams"]) == (CONTRADICTS, 2)
    assert finding.detail.startswith("asymptotic")


@pytest.mark.parametrize("noise", SPARED)
@pytest.mark.parametrize("name", [SPARE, "teacher_student_loss"])
def test_a_shift_of_a_twentieth_of_the_scale_is_contradicted(
    name: str, noise: str, salt: int
) -> None:
    claim = claims.find(name)
    shifted = replace(claim, published=claim.published + Rational(1, 4))
    assert examined(shifted, 0, salt, noise).outcome == CONTRADICTS
    assert examined(claim, 0, salt, noise).outcome == AGREES


@pytest.mark.parametrize(
    "name", one_in(2, ["state_moment_white", "state_moment_white_plus_constant"])
)
def test_other_inputs_have_other_innovations(name: str, salt: int) -> None:
    assert montecarlo.examine(claims.find(name), salt, noise="laplace").outcome == AGREES
    finding = montecarlo.examine(claims.find(name), salt, noise="telegraph")
    assert (finding.outcome, finding.alpha) == (SILENT, 0.0)


@pytest.fixture
def traced_anew() -> Iterator[None]:
    """Forget compiled chains, so that a planted law is run."""
    batches._estimate.clear_cache()
    yield
    batches._estimate.clear_cache()


@pytest.mark.usefixtures("traced_anew")
@pytest.mark.parametrize("law", [HELD if law == "sample-and-hold" else law for law in laws.JUMPS])
def test_a_signal_of_another_correlation_is_seen(
    law: str, salt: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = laws.JUMPS[law]
    monkeypatch.setitem(laws.JUMPS, law, lambda noise, rho: honest(noise, rho * 0.9))
    assert examined(claims.find(S), 0, salt, law).outcome == CONTRADICTS


def test_a_product_without_spread_is_compared_up_to_rounding(salt: int) -> None:
    claim, point = claims.find("state_moment"), {LAMBDA: Integer(0), RHO: Rational(2, 5)}
    shifted = replace(claim, published=claim.published + Rational(1, 10**6))
    for asked, outcome in ((claim, AGREES), (shifted, CONTRADICTS)):
        assert asked.input is not None
        found = montecarlo.examine_at(asked, asked.input, point, salt, noise="telegraph")
        assert found.outcome == outcome  # x^2 = 1 in every chain


def test_an_imaginary_part_where_there_is_none_is_seen(salt: int) -> None:
    claim = claims.find("state_moment")
    shifted = replace(claim, published=claim.published + I / 1000)  # below epsilon of the scale
    assert examined(shifted, 0, salt, "laplace", budget=student.LEAST).outcome == CONTRADICTS


def test_too_few_chains_are_undecided(salt: int) -> None:
    finding = examined(claims.find(S), 0, salt, "laplace", budget=1)
    assert finding.outcome == UNDECIDED
    assert "could have excluded" in finding.detail
    assert finding.data["epsilon"] > montecarlo.EPSILON
    assert finding.data["chains"] == student.LEAST * batches.BATCH


def test_keys_follow_the_salt(salt: int) -> None:
    first, again, other = (
        examined(claims.find(S), 0, s, "uniform", budget=1).data for s in (salt, salt, salt + 1)
    )
    assert first == again
    assert first["mean"] != other["mean"]
    assert first["expected"] == other["expected"]


def test_a_rejection_that_is_not_repeated_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    read, seen = student.read, []

    def unlucky(*asked: Any) -> student.Reading:
        seen.append(asked)
        return read(*asked)._replace(word=REJECT if len(seen) == 1 else ACCEPT)

    monkeypatch.setattr(student, "read", unlucky)
    finding = examined(claims.find(S), 0, 0, "laplace", budget=1)
    assert (finding.outcome, finding.alpha, len(seen)) == (UNDECIDED, 0.0, 2)
    assert finding.data["streams"] == 2


def test_an_unknown_law_is_refused() -> None:
    with pytest.raises(ValueError, match="noise = 'cauchy': must be one of gaussian, rademacher"):
        montecarlo.examine(claims.find(S), noise="cauchy")
    assert (
        montecarlo.examine(claims.find("state_kernel_general"), noise="laplace").outcome == SILENT
    )


@pytest.mark.parametrize("law", [HELD if law == "sample-and-hold" else law for law in laws.JUMPS])
def test_driven_does_not_apply_to_signals_that_jump(
    law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = jumping.examine(claims.find(S), law)
    assert (finding.outcome, finding.detail) == (SILENT, f"{law} noise: {NOT_QUADRATIC}")
    monkeypatch.setitem(laws.JUMPS, law, lambda noise, rho: noise * rho)  # linear: no objection
    assert jumping.examine(claims.find(S), law).outcome == UNDECIDED


# The rule by itself, on numbers that are normal and not chains: it is then exact at one look.


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
