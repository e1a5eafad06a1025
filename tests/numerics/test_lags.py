"""Sums over lags: balls that contain the exact moment, and bounds on the rest that are not idle."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import acb, acb_mat, arb, arb_mat, ctx
from hypothesis import given
from hypothesis import strategies as st

from numerics import lags
from numerics.gaussian import GaussianRational, exact
from numerics.oracle import stationary_moments
from numerics.system import System

Build = Callable[..., System]
A = GaussianRational(Fraction(1, 2), Fraction(2, 5))
B = GaussianRational(Fraction(-3, 5), Fraction(1, 7))
RHO, MU, SIGMA = Fraction(-3, 10), Fraction(2, 3), Fraction(5, 4)
PARTS = st.fractions(Fraction(-3, 5), Fraction(3, 5), max_denominator=30)
INSIDE = st.builds(GaussianRational, PARTS, PARTS)
CORRELATIONS = st.fractions(Fraction(-9, 10), Fraction(9, 10), max_denominator=30)


def summed(system: System, a: GaussianRational, b: GaussianRational, order: int) -> acb:
    one, two = lags.response(a, order), lags.response(b, order)
    count = max(len(one.weights), len(two.weights))
    return lags.joint_moment(one, two, lags.lags_of(system, count))


def contains(ball: acb, number: GaussianRational) -> bool:
    with ctx.workprec(2 * lags.BITS):
        return bool(ball.overlaps(lags.ball(number)))


@pytest.mark.slow
@given(a=INSIDE, b=INSIDE, rho=CORRELATIONS)
def test_balls_contain_the_exact_moments(
    exponential: Build, a: GaussianRational, b: GaussianRational, rho: Fraction
) -> None:
    one, two = exponential(rho, a), exponential(rho, b)
    table = stationary_moments(one, two)
    for order in (0, 1):
        found = summed(one, a, b, order)
        assert contains(found, table[1 + order][1 + order])
        assert found.rad() < 1e-50
        single = lags.response(a, order)
        probe = lags.input_moment(single, lags.lags_of(one, len(single.weights)))
        assert contains(probe, table[1 + order][0])
        assert probe.rad() < 1e-50


def test_a_constant_part_of_the_input_stays(with_mean: Build) -> None:
    system = with_mean(MU, SIGMA, A)
    assert [float(r) for r in lags.lags_of(system, 4)] == pytest.approx(
        [float(MU**2 + SIGMA**2), *[float(MU**2)] * 3], rel=1e-15
    )
    table = stationary_moments(system, with_mean(MU, SIGMA, B))
    assert contains(summed(system, A, B, 1), table[3][3])


@pytest.mark.parametrize("order", [0, 1])
def test_what_is_left_out_is_bounded_and_the_bound_is_close(order: int) -> None:
    """The bound equals the sum of the moduli left out, so it is neither too small nor idle."""
    response = lags.response(A, order)
    with ctx.workprec(4 * lags.BITS):
        size, count = abs(lags.ball(A)), len(response.weights)
        further = range(count, 4 * count)
        terms = (k**order * size ** (k - order) for k in further)
        left = sum(terms, arb(0))
    assert bool(left <= response.rest)
    assert float(response.rest) < 1.001 * float(left) + 1e-85
    assert float(response.rest) < lags.BOUND


def test_a_short_sum_is_not_wrong_but_wide(
    exponential: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lags, "BOUND", 1e-2)
    system = exponential(RHO, A)
    found = summed(system, A, B, 1)
    assert contains(found, stationary_moments(system, exponential(RHO, B))[2][2])
    assert found.rad() > 1e-4


def test_without_its_rest_a_short_sum_would_be_wrong(
    exponential: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lags, "BOUND", 1e-2)
    monkeypatch.setattr(lags, "widened", lambda number, radius: number)
    system = exponential(RHO, A)
    assert not contains(
        summed(system, A, B, 1), stationary_moments(system, exponential(RHO, B))[2][2]
    )


@pytest.mark.parametrize("name", lags.LONG)
def test_long_lags_are_those_of_stationary_inputs(name: str) -> None:
    """Every Toeplitz matrix of R is positive definite: its leading minors are proved so."""
    known = lags.long_lags(name, 12)
    assert known[0] == 1
    with ctx.workprec(lags.BITS):
        for size in range(1, 13):
            rows = [[known[abs(i - j)] for j in range(size)] for i in range(size)]
            assert bool(arb_mat(rows).det() > 0)


@pytest.mark.parametrize("name", lags.LONG)
def test_long_memory_against_a_plain_double_sum(name: str) -> None:
    one, two = lags.response(A, 1), lags.response(B, 1)
    count = max(len(one.weights), len(two.weights))
    found = lags.joint_moment(one, two, lags.long_lags(name, count))
    with ctx.workprec(lags.BITS):
        known = lags.long_lags(name, 160)
        matrix = acb_mat([[known[abs(i - j)] for j in range(160)] for i in range(160)])
        left, right = (acb_mat([[w] for w in r.weights[:160]]) for r in (one, two))
        plain = (left.transpose() * matrix * right)[0, 0]
    # 160 terms of modulus 0.64^k leave out 160 * 0.64^159 / (1 - 0.64)^4 of R(0) = 1
    assert float(abs(found - plain)) < 160 * 0.65**159 / 0.35**4
    assert found.rad() < 1e-50


def test_generating_function() -> None:
    single = lags.response(A, 0)
    found = lags.generating(single, lags.long_lags("harmonic", len(single.weights)))
    with ctx.workprec(lags.BITS):
        z = lags.ball(A)
        closed = -(1 - z).log() / z - acb(1) / 2
    assert bool(found.overlaps(closed))
    assert found.rad() < 1e-50
    with ctx.workprec(lags.BITS):
        assert not bool(found.overlaps((1 + z).log() / z - acb(1) / 2))


@pytest.mark.parametrize("number", [exact(1), GaussianRational(Fraction(4, 5), Fraction(3, 5))])
def test_only_stable_recurrences_have_moments(number: GaussianRational) -> None:
    with pytest.raises(ValueError, match="must have modulus < 1"):
        lags.response(number, 0)


def test_a_recurrence_that_hardly_forgets_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lags, "LENGTHS", (32, 64))
    with pytest.raises(ArithmeticError, match="forgets too slowly"):
        lags.response(exact(Fraction(99, 100)), 1)


@pytest.mark.parametrize("order", [0, 1])
def test_a_ball_for_an_eigenvalue(order: int) -> None:
    with ctx.workprec(lags.BITS):
        number = lags.ball(A)
        wide = number + acb(arb(0, 1e-40), arb(0, 1e-40))
    exact_one, same, around = (lags.response(a, order) for a in (A, number, wide))
    assert [w.mid() for w in same.weights] == [w.mid() for w in exact_one.weights]
    assert len(around.weights) == len(same.weights)
    assert all(one.contains(other) for one, other in zip(around.weights, same.weights, strict=True))
    assert max(float(w.rad()) for w in around.weights) > 1e-41


@pytest.mark.parametrize("imaginary", [0, arb(0, 1e-80)], ids=str)
def test_a_ball_around_zero(imaginary: arb) -> None:
    plain, sloped = (lags.response(acb(arb(0, 1e-80), imaginary), order) for order in (0, 1))
    assert [float(w.real) for w in (*plain.weights[:3], *sloped.weights[:3])] == [1, 0, 0, 0, 1, 0]
    assert float(plain.rest) < lags.BOUND


@pytest.mark.parametrize("size", [1, 1.5])
def test_a_ball_off_the_disk_is_refused(size: float) -> None:
    with pytest.raises(ValueError, match="must have modulus < 1"):
        lags.response(acb(0, size), 0)


def test_a_ball_that_touches_the_circle_is_refused_at_once() -> None:
    with pytest.raises(ArithmeticError, match="forgets too slowly"):
        lags.response(acb(arb(0.5, 0.6)), 1)
    with pytest.raises(ArithmeticError, match="forgets too slowly"):
        lags.response(acb(arb(0.9, 0.6)), 0)


FACTORS = (acb(0.75, -2), acb(-1.25, 0.5))


def test_combined_responses(exponential: Build) -> None:
    """The moment of c h + d dh is a sum of four, for one side that is so and one that is plain."""
    system = exponential(RHO, A)
    table = stationary_moments(system, exponential(RHO, B))
    parts = [lags.response(A, order) for order in (0, 1)]
    whole, other = lags.combined(list(zip(FACTORS, parts, strict=True))), lags.response(B, 1)
    known = lags.lags_of(system, max(len(whole.weights), len(other.weights)))
    found = lags.joint_moment(whole, other, known)
    with ctx.workprec(2 * lags.BITS):
        balls = [lags.ball(table[k][2]) for k in (1, 2)]
        true = sum((c * b for c, b in zip(FACTORS, balls, strict=True)), acb(0))
        assert found.overlaps(true)
        assert not found.overlaps(FACTORS[0] * balls[0] + FACTORS[1].conjugate() * balls[1])
    assert found.rad() < 1e-50


def test_combined_responses_of_unequal_length_and_their_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lags, "LENGTHS", tuple(range(8, 400)))
    monkeypatch.setattr(lags, "BOUND", 1e-3)
    parts = [lags.response(A, order) for order in (0, 1)]
    assert len({len(part.weights) for part in parts}) == 2
    found = lags.combined(list(zip(FACTORS, parts, strict=True)))
    monkeypatch.setattr(lags, "BOUND", 1e-60)
    long = [lags.response(A, order) for order in (0, 1)]
    with ctx.workprec(lags.BITS):
        left = arb(0)
        for k in range(min(len(one.weights) for one in long)):
            true = sum((c * r.weights[k] for c, r in zip(FACTORS, long, strict=True)), acb(0))
            left += abs(true - found.weights[k]) if k < len(found.weights) else abs(true)
    assert bool(left <= found.rest)
    assert float(found.rest) < 4e-3
    heads = sum(float(abs(c)) * float(r.head) for c, r in zip(FACTORS, parts, strict=True))
    assert 0 < float(found.head) <= heads


def test_conjugated_responses(exponential: Build) -> None:
    system = exponential(RHO, A)
    for order in (0, 1):
        turned, other = lags.conjugated(lags.response(A, order)), lags.response(B, order)
        known = lags.lags_of(system, max(len(turned.weights), len(other.weights)))
        found = lags.joint_moment(turned, other, known)
        table = stationary_moments(exponential(RHO, A.conjugate()), exponential(RHO, B))
        assert contains(found, table[1 + order][1 + order])
        assert not contains(
            found, stationary_moments(system, exponential(RHO, B))[1 + order][1 + order]
        )
