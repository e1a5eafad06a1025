"""Exact moments of the step: against hand formulas, the oracle, and planted errors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import oracle
from numerics.atoms import Atom, Law, certain, choice, expectation, product_law, three_point
from numerics.dual import seed
from numerics.exact_moments import Moments, finite, stationary
from numerics.gaussian import GaussianRational, exact
from numerics.rows import Rows, Term
from numerics.system import System

pytestmark = pytest.mark.slow

Build = Callable[..., System]
A, B = GaussianRational(Fraction(1, 2), Fraction(1, 3)), exact(Fraction(-2, 5))
RHO = Fraction(-3, 10)
INPUT = (Term(RHO, (), 0), Term(1, (0,)))
SKEW = choice((Fraction(1, 3), Fraction(2)), (Fraction(2, 3), Fraction(-1, 5)))
WHITE = three_point(1 - RHO**2)


def pair(first: object, second: object, *, fresh: bool = True) -> Rows:
    """Drive two recurrences by one AR(1) input."""
    x = Term(1, (), 0, fresh)
    return Rows((INPUT, (Term(first, (), 1), x), (Term(second, (), 2), x)))


# Coordinates x, h, h0, then their slopes; the oracle's are (s, h, dh) against (s, h0, dh0).
PLACES = {(i, j): (one, two) for i, one in enumerate((0, 1, 4)) for j, two in enumerate((0, 2, 5))}


def oracle_moments(build: Build, steps: int | None) -> Moments:
    systems = build(RHO, A), build(RHO, B)
    table = (
        oracle.stationary_moments(*systems)
        if steps is None
        else oracle.finite_moments(*systems, steps)
    )
    return {target: table[i][j] for (i, j), target in PLACES.items()}


def signs(size: int) -> Law:
    """Begin at x = 1 or x = -1 and nothing else."""
    zeros = (Fraction(0),) * (size - 1)
    return tuple(Atom(Fraction(1, 2), (Fraction(x), *zeros)) for x in (1, -1))


def test_stationary_moments_are_the_oracles(exponential: Build) -> None:
    found = stationary(pair(seed(A), seed(B)), WHITE, tuple(PLACES.values()))
    assert found == oracle_moments(exponential, None)


@pytest.mark.parametrize("steps", [0, 1, 2, 7])
def test_finite_moments_are_the_oracles(exponential: Build, steps: int) -> None:
    found = finite(pair(seed(A), seed(B)), WHITE, tuple(PLACES.values()), signs(3), steps)
    assert found == oracle_moments(exponential, steps)


@pytest.mark.parametrize(
    ("rows", "law"),
    [
        (pair(seed(A, 2), seed(B)), WHITE),
        (pair(seed(A.conjugate()), seed(B)), WHITE),
        (pair(seed(A), seed(B), fresh=False), WHITE),
        (pair(seed(A), seed(B)), choice((Fraction(1, 2), Fraction(1)), (Fraction(1, 2), 0))),
    ],
    ids=["slope", "conjugate", "fresh", "atom"],
)
def test_planted_errors_are_seen(exponential: Build, rows: Rows, law: Law) -> None:
    targets = tuple(PLACES.values())
    assert stationary(rows, law, targets) != oracle_moments(exponential, None)
    assert finite(rows, law, targets, signs(3), 3) != oracle_moments(exponential, 3)


def test_a_dropped_atom_is_refused() -> None:
    for attempt in (
        lambda: stationary(pair(A, B), WHITE[:2], [(1, 2)]),
        lambda: finite(pair(A, B), WHITE[:2], [(1, 2)], signs(3), 1),
        lambda: finite(pair(A, B), WHITE, [(1, 2)], signs(3)[:1], 1),
    ):
        with pytest.raises(ValueError, match="must be 1"):
            attempt()


@settings(max_examples=20)
@given(
    rho=st.fractions(-1, 1, max_denominator=9).filter(lambda r: abs(r) < 1),
    p=st.fractions(0, 1, max_denominator=9),
)
def test_independent_gates(rho: Fraction, p: Fraction) -> None:
    gates = choice((p, Fraction(1, 3)), (1 - p, Fraction(-2, 5)))
    m1, m2 = (expectation(gates, (k,)) for k in (1, 2))
    rows = Rows(((Term(rho, (), 0), Term(1, (0,))), (Term(1, (1,), 1), Term(1, (), 0, True))))
    found = stationary(rows, product_law(three_point(1 - rho**2), gates), [(1, 1)])[1, 1]
    assert found == exact((1 + rho * m1) / ((1 - m2) * (1 - rho * m1)))
    if 0 < p < 1:  # else the gate is no random number
        assert found != exact((1 + rho * m1) / ((1 - m1**2) * (1 - rho * m1)))


def test_a_gate_that_shares_the_noise() -> None:
    m, k = Fraction(1, 3), Fraction(-1, 4)
    rows = Rows(((Term(m, (), 0), Term(k, (0,), 0), Term(1, (0,))),))
    mu, square = (expectation(SKEW, (power,)) for power in (1, 2))
    mean = mu / (1 - m - k * mu)
    gate = m**2 + 2 * m * k * mu + k**2 * square
    moment = (square + 2 * (m * mu + k * square) * mean) / (1 - gate)
    assert stationary(rows, SKEW, [(0,), (0, 0), ()]) == {
        (0,): exact(mean),
        (0, 0): exact(moment),
        (): exact(1),
    }
    unshared = Rows(((Term(m, (), 0), Term(k, (1,), 0), Term(1, (0,))),))
    other = stationary(unshared, product_law(SKEW, SKEW), [(0, 0)])
    assert other[0, 0] != exact(moment)


@pytest.mark.parametrize("a", [A, B])
def test_fourth_moments_depend_on_the_kurtosis(a: GaussianRational) -> None:
    rows = Rows(((Term(a, (), 0), Term(1, (0,))),))
    variance, fourth = Fraction(2, 3), Fraction(2, 3) * Fraction(9, 4)
    square = variance / (1 - a**2)
    expected = (fourth + 6 * a**2 * variance * square) / (1 - a**4)
    found = stationary(rows, three_point(variance, fourth), [(0, 0, 0, 0), (0, 0, 0)])
    assert found == {(0, 0, 0, 0): expected, (0, 0, 0): exact(0)}
    gaussian = three_point(variance, 4 * variance)
    assert stationary(rows, gaussian, [(0, 0)])[0, 0] == square
    assert stationary(rows, gaussian, [(0, 0, 0, 0)])[0, 0, 0, 0] != expected


def stacked(a: object, b: object, *, fresh: bool) -> Rows:
    weight = Fraction(5, 7)
    return Rows(((Term(a, (), 0), Term(1, (0,))), (Term(b, (), 1), Term(weight, (), 0, fresh))))


def test_two_layers() -> None:
    w, one = Fraction(5, 7), exact(1)
    found = stationary(stacked(A, B, fresh=True), three_point(Fraction(1)), [(0, 1), (1, 1)])
    cross = w / ((one - A * A) * (one - A * B))
    assert found[0, 1] == cross
    assert found[1, 1] == w**2 * (1 + A * B) / ((1 - A * B) * (1 - A**2) * (1 - B**2))
    delayed = stationary(stacked(A, B, fresh=False), three_point(Fraction(1)), [(0, 1), (1, 1)])
    assert delayed == {(0, 1): A * cross, (1, 1): found[1, 1]}


def test_a_slope_reaches_the_layer_above() -> None:
    # coordinates: h, k, dh, dk; both layers are differentiated in the first eigenvalue
    targets = [(0, 1), (1, 1), (1, 2), (0, 3), (1, 3)]
    rows = stacked(seed(A), B, fresh=True)
    found = stationary(rows, three_point(Fraction(1)), targets)
    w, a = Fraction(5, 7), seed(A)
    cross = w / ((1 - a * a) * (1 - a * B))
    square = w**2 * (1 + a * B) / ((1 - a * B) * (1 - a**2) * (1 - B**2))
    assert found[0, 1] == cross.value
    assert found[1, 2] + found[0, 3] == cross.slope
    assert 2 * found[1, 3] == square.slope
    assert 2 * found[1, 3] != square.slope * (1 + a * B).value


def test_a_dense_matrix() -> None:
    matrix = [[A, exact(Fraction(-1, 3))], [GaussianRational(Fraction(0), Fraction(1, 5)), B]]
    noise = [exact(Fraction(2)), A * B]
    rows = Rows(
        tuple((*(Term(a, (), j) for j, a in enumerate(line)), Term(g, (0,)))
              for line, g in zip(matrix, noise, strict=True))
    )  # fmt: skip
    variance, both = Fraction(3, 4), range(2)
    found = stationary(rows, three_point(variance), [(i, j) for i in both for j in both])
    for i, j in found:
        drift = sum(
            (matrix[i][k] * found[k, m] * matrix[j][m] for k in both for m in both), exact(0)
        )
        assert found[i, j] == drift + variance * noise[i] * noise[j]
    assert found[0, 1] == found[1, 0] != found[0, 1].conjugate()


def test_second_derivatives() -> None:
    # coordinates 0 .. 3: h, h0 and inner slopes; 4 .. 7: outer slopes and second derivatives
    rows = Rows(((Term(seed(seed(A)), (), 0), Term(1, (0,))), (Term(B, (), 1), Term(1, (0,)))))
    targets = [(0, 1), (1, 2), (1, 4), (1, 6)]
    found = stationary(rows, three_point(Fraction(1)), targets)
    gap = 1 - A * B
    slope, curvature = B / gap**2, 2 * B**2 / gap**3
    assert found == dict(zip(targets, (1 / gap, slope, slope, curvature), strict=True))
    moment = 1 / (1 - seed(seed(A)) * B)
    assert (moment.slope.value, moment.slope.slope) == (slope, curvature)
    wrong = Rows(((Term(seed(A, seed(2)), (), 0), Term(1, (0,))), rows.terms[1]))
    assert stationary(wrong, three_point(Fraction(1)), targets)[1, 6] != curvature


def constant(a: object, b: object) -> Rows:
    return Rows(((Term(1, (), 0),), *pair(a, b).terms[1:]))


def test_a_constant_input_is_data() -> None:
    found = stationary(constant(seed(A), seed(B)), certain(), [(1, 2), (4, 5)], {(0, 0): 1})
    gap = (1 - A) * (1 - B)
    assert found == {(1, 2): 1 / gap, (4, 5): 1 / gap**2}
    with pytest.raises(ValueError, match=r"moment \(0, 0\) is left open") as caught:
        stationary(constant(A, B), certain(), [(1, 2)])
    assert "\n" not in str(caught.value)


def test_a_known_slope_is_kept() -> None:
    rows, data = constant(seed(A), B), {(0, 0): 1, (0, 3): Fraction(2), (3, 3): 4}
    # the input c has c = 1 and slope 2: dh = (2 + h) / (1 - A)
    assert stationary(rows, certain(), [(2, 4)], data)[2, 4] == (2 + 1 / (1 - A)) / (
        (1 - A) * (1 - B)
    )


def test_data_that_contradict_their_equations_are_refused() -> None:
    right = {(0, 0): Fraction(1)}
    assert stationary(pair(A, B), WHITE, [(1, 2)], right) == stationary(pair(A, B), WHITE, [(1, 2)])
    with pytest.raises(ValueError, match="must be stationary") as caught:
        stationary(pair(A, B), WHITE, [(1, 2)], {(0, 0): Fraction(9, 10)})
    assert "\n" not in str(caught.value)


def test_what_is_left_open_or_makes_no_sense() -> None:
    walk = Rows(((Term(1, (), 0), Term(1, (0,))),))
    for attempt, rule in (
        (lambda: stationary(walk, WHITE, [(0, 0)]), "left open"),
        (lambda: stationary(pair(A, B), WHITE, [(0, 3)]), "below 3"),
        (lambda: stationary(pair(A, B), WHITE, [(0, -1)]), "below 3"),
        (lambda: stationary(pair(A, B), certain(), [(0, 0)]), "random = 0"),
        (lambda: finite(pair(A, B), WHITE, [(0, 0)], signs(3), -1), "steps = -1"),
        (lambda: finite(pair(A, B), WHITE, [(0, 0)], signs(2), 1), "must be 3 states"),
        (lambda: finite(pair(A, B), WHITE, [(0,)], certain(seed(0), 0, 0), 1), "0 levels"),
    ):
        with pytest.raises(ValueError, match=rule) as caught:
            attempt()
        assert "\n" not in str(caught.value)
