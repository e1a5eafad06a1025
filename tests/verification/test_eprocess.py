"""The sequential test: a martingale of mean one, valid at any stopping time, decided by the sum."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom

from verification.evidence import eprocess
from verification.evidence.chernoff import Law, law_of
from verification.evidence.eprocess import ACCEPT, GOES_ON, REJECT

pytestmark = pytest.mark.slow

Reals = NDArray[np.float64]
EPSILON = 0.1
CHI = law_of(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1))
CASES = {
    "definite": ([[1.0, 0.5], [0.5, 2.0]], [[2.0, -0.7], [-0.7, 1.0]], [0.0, 0.0]),
    "indefinite": ([[1.0, 0.0], [0.0, -2.0]], [[1.0, 0.3], [0.3, 1.0]], [0.0, 0.0]),
    "with a mean": ([[0.0, 0.5], [0.5, 0.0]], [[1.0, -0.4], [-0.4, 2.0]], [1.5, -1.0]),
}
REPEATS, LOOKS, BATCH = 3000, 60, 20
# Counts of crossings above this many have probability below 1e-9 at the stated rate.
RARE = 1e-9


def law(name: str) -> Law:
    return law_of(*map(np.array, CASES[name]))  # type: ignore[arg-type]


def sums(name: str, salt: int, label: str) -> Reals:
    """Draw sums of Y - E Y after each look, shape (repeats, looks)."""
    form, covariance, mean = map(np.array, CASES[name])
    generator = np.random.default_rng([salt, zlib.crc32(f"{name}/{label}".encode())])
    total = np.empty((REPEATS, LOOKS))
    for look in range(LOOKS):
        draws = generator.multivariate_normal(mean, covariance, (REPEATS, BATCH))
        each = np.einsum("rni,ij,rnj->rn", draws, form, draws)
        total[:, look] = each.sum(axis=1) - BATCH * law(name).expectation
    return np.cumsum(total, axis=1)


COUNTS = BATCH * np.arange(1, LOOKS + 1) * np.ones((REPEATS, 1))


def crossings(values: Reals, rate: float) -> int:
    return int((values.max(axis=1) >= np.log(1 / rate)).sum())


def most(rate: float) -> int:
    return int(binom.isf(RARE, REPEATS, rate))


def test_evidence_is_the_average_over_tilts() -> None:
    plan, count, total = eprocess.design(CHI, EPSILON), 3, 1.7
    each = np.exp(total * plan.tilts - count * plan.costs)
    assert eprocess.log_evidence(plan, count, total) == pytest.approx(
        np.log(each.mean()), rel=1e-12
    )


def test_exact_numbers_are_weighed_as_doubles() -> None:
    plan, total = eprocess.design(CHI, EPSILON), [Fraction(17, 10), Fraction(-5, 2)]
    for weigh in (eprocess.log_evidence, eprocess.log_closeness):
        found = weigh(plan, [3, 10**20], total)
        assert found.dtype == np.float64
        assert found.tolist() == weigh(plan, np.array([3, 1e20]), np.array([1.7, -2.5])).tolist()


def test_tilts_come_in_both_signs_and_stay_inside() -> None:
    for one in (CHI, *map(law, CASES)):
        tilts = eprocess.design(one, EPSILON).tilts
        assert sorted(tilts) == sorted(-tilts)
        assert (1 - 2 * np.outer(tilts, one.eigenvalues)).min() > 0.5
        assert np.abs(tilts).min() < EPSILON / one.variance / 2


@pytest.mark.parametrize("epsilon", [1e-3, 0.1, 0.3, 1.0])
def test_tilts_halve_from_a_third_of_the_spread_to_a_quarter_of_the_best(epsilon: float) -> None:
    spread = np.sqrt(CHI.variance)
    best = min(epsilon / CHI.variance, 1 / (3 * spread))
    sizes = np.sort(np.abs(eprocess.design(CHI, epsilon).tilts))[::-2]
    assert sizes[0] == 1 / (3 * spread)
    assert (sizes[:-1] == 2 * sizes[1:]).all()
    assert sizes[-1] <= best / 4 < 2 * sizes[-1]


def expectation(function: Callable[[Reals], Reals]) -> float:
    """Integrate a function of Y - 1 for Y = w^2 against the normal law of w."""
    w = np.arange(-40, 40, 0.02)  # trapezoid, exact to rounding for what decays like this
    return float((np.exp(-(w**2) / 2) * function(w**2 - 1)).sum() * 0.02 / np.sqrt(2 * np.pi))


def test_evidence_has_mean_one_under_the_claim() -> None:
    plan = eprocess.design(CHI, EPSILON)
    found = expectation(lambda y: np.exp(eprocess.log_evidence(plan, np.ones_like(y), y)))
    assert abs(found - 1) < 1e-12
    off = expectation(lambda y: np.exp(eprocess.log_evidence(plan, np.ones_like(y), y + 0.5)))
    assert abs(off - np.exp(plan.tilts / 2).mean()) < 1e-12
    assert off - 1 > 1e6 * 1e-12


@pytest.mark.parametrize("side", [0, 1])
def test_closeness_has_mean_one_at_epsilon(side: int) -> None:
    plan = eprocess.design(CHI, EPSILON)
    shift = (EPSILON, -EPSILON)[side]
    whole = eprocess.log_closeness(plan, np.ones(1), np.array([2.0]))
    each = (2.0 - np.array([EPSILON, -EPSILON])) * plan.closing - plan.closing_costs
    assert whole == min(each)

    def value(y: Reals) -> Reals:
        total = y + shift
        return np.exp((total - shift) * plan.closing[side] - plan.closing_costs[side])

    assert abs(expectation(value) - 1) < 1e-12


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("alpha", [1e-1, 1e-2])
def test_a_right_claim_is_ever_rejected_with_probability_alpha(
    name: str, alpha: float, salt: int
) -> None:
    plan = eprocess.design(law(name), EPSILON * np.sqrt(law(name).variance))
    values = eprocess.log_evidence(plan, COUNTS, sums(name, salt, "right"))
    assert crossings(values, alpha) <= most(alpha)


def test_normal_quantiles_at_every_look_are_seen_to_fail(salt: int) -> None:
    # The rate that naive peeking has, so that the count above can fail.
    total = sums("definite", salt, "right")
    scores = np.abs(total) / np.sqrt(COUNTS * law("definite").variance)
    assert int((scores.max(axis=1) > 2.5758).sum()) > 3 * most(1e-2)


def test_half_the_variance_is_seen_to_fail(salt: int) -> None:
    form, covariance, mean = map(np.array, CASES["definite"])
    narrow = law_of(form / 2, covariance, mean)
    values = eprocess.log_evidence(
        eprocess.design(narrow, EPSILON), COUNTS, sums("definite", salt, "right")
    )
    assert crossings(values, 1e-2) > most(1e-2)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("name", CASES)
def test_a_claim_off_by_epsilon_is_ever_accepted_with_probability_beta(
    name: str, sign: int, salt: int
) -> None:
    epsilon = EPSILON * float(np.sqrt(law(name).variance))
    plan = eprocess.design(law(name), epsilon)
    total = sums(name, salt, f"off {sign}") + sign * epsilon * COUNTS
    values = eprocess.log_closeness(plan, COUNTS, total)
    assert crossings(values, 1e-1) <= most(1e-1)
    inside = eprocess.log_closeness(plan, COUNTS, total - sign * epsilon * COUNTS)
    assert crossings(inside, 1e-1) > most(1e-1)  # a right one is accepted more often


@pytest.mark.parametrize("name", CASES)
def test_right_is_accepted_and_wrong_rejected(name: str, salt: int) -> None:
    epsilon = 0.3 * float(np.sqrt(law(name).variance))
    plan, total = eprocess.design(law(name), epsilon), sums(name, salt, "decide")
    for shift, right, wrong in (
        (0.0, ACCEPT, REJECT),
        (2.0, REJECT, ACCEPT),
        (-2.0, REJECT, ACCEPT),
    ):
        moved = total + shift * epsilon * COUNTS
        words = eprocess.decide(
            eprocess.log_evidence(plan, COUNTS, moved),
            eprocess.log_closeness(plan, COUNTS, moved),
            1e-3,
            1e-3,
        )
        final = words[np.arange(REPEATS), (words != GOES_ON).argmax(axis=1)]
        assert (final == wrong).sum() <= most(1e-3)
        assert (final == right).sum() > REPEATS / 2


def test_a_sum_that_is_not_a_number_is_rejected() -> None:
    plan = eprocess.design(CHI, EPSILON)
    evidence = eprocess.log_evidence(plan, 10, np.nan)
    closeness = eprocess.log_closeness(plan, 10, np.nan)
    assert eprocess.decide(evidence, closeness, 1e-9, 1e-6) == REJECT


def test_rejection_comes_before_acceptance() -> None:
    assert eprocess.decide(100.0, 100.0, 1e-9, 1e-6) == REJECT
    assert eprocess.decide(0.0, 100.0, 1e-9, 1e-6) == ACCEPT
    assert eprocess.decide(0.0, 0.0, 1e-9, 1e-6) == GOES_ON


def test_thresholds_are_reached_at_equality_and_not_before() -> None:
    alpha, beta = 1e-9, 1e-6
    reject, accept = np.log(1 / alpha), np.log(1 / beta)
    assert eprocess.decide(reject, 0.0, alpha, beta) == REJECT
    assert eprocess.decide(0.0, accept, alpha, beta) == ACCEPT
    assert eprocess.decide(np.nextafter(reject, 0), 0.0, alpha, beta) == GOES_ON
    assert eprocess.decide(0.0, np.nextafter(accept, 0), alpha, beta) == GOES_ON
