"""Variances of estimates: by Isserlis, by hand, by sums of covariances, by the simulator's step."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from sympy import Expr, Integer, Rational, Symbol, symbols

from derivations import scalar
from derivations.closure import ONE, close, written
from derivations.estimators import isserlis, replicate_variance, time_average_variance
from derivations.field import value
from derivations.inputs import EXPONENTIAL, WHITE, WHITE_PLUS_CONSTANT, Input
from derivations.laws import finite, gaussian, symmetric
from derivations.moments import solve
from derivations.quotient import quotient, ring_over
from derivations.spectra import KURTOSIS, PHI_1, PHI_2, arma, constant, noisy, periodic
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, RHO
from derivations.system import Monomial, RowError, System, ordered, prime
from derivations.tangents import differentiated
from numerics import atoms, exact_moments
from numerics.dual import Dual
from numerics.gaussian import exact
from numerics.rows import Rows, Term
from tests.derivations.summed_covariances import FAR, HALFWAY, fraction, summed_covariances, times

pytestmark = pytest.mark.slow

AR_1, AR_2 = arma((PHI_1,), ()), arma((PHI_1, PHI_2), ())
H, D, H_0, D_0 = (
    name(symbol) for symbol in (LAMBDA, LAMBDA_0) for name in (scalar.state, scalar.tangent)
)
PRODUCTS = ((H, H), (D, D), (D, H), (H, H_0), (D, D_0))
NORMAL = (EXPONENTIAL, WHITE, AR_1, AR_2)
L2 = LAMBDA**2


def identical(left: Expr, right: Expr) -> bool:
    ring = ring_over(left.free_symbols | right.free_symbols)
    return quotient(left, ring) == quotient(right, ring)


def system_for(source: Input, product: Monomial) -> System:
    both = (LAMBDA, LAMBDA_0) if {H_0, D_0} & set(product) else (LAMBDA,)
    return scalar.joint_system(source, both)


@pytest.mark.parametrize("source", NORMAL, ids=lambda s: s.name)
@pytest.mark.parametrize("product", PRODUCTS[:4], ids=str)
def test_normal_states_obey_isserlis(source: Input, product: Monomial) -> None:
    system = system_for(source, ordered(*product))
    found, solution = replicate_variance(system, ordered(*product))
    right = isserlis(system, product)
    assert identical(found, right)
    assert solution.holds()
    assert not identical(found, right + solution.value(*product) ** 2)


def test_noise_that_is_not_normal_does_not() -> None:
    system = scalar.joint_system(noisy(KURTOSIS), (LAMBDA,))
    found = replicate_variance(system, (H, H))[0]
    wrong, fourth = isserlis(system, (H, H)), (KURTOSIS - 3) / (1 - LAMBDA**4)
    assert identical(found, wrong + fourth)
    assert not identical(found, wrong)


def test_two_sensitivities_obey_isserlis() -> None:
    system, product = system_for(AR_1, (D, D_0)), ordered(D, D_0)
    assert identical(replicate_variance(system, product)[0], isserlis(system, product))


@pytest.mark.parametrize("source", NORMAL[:3], ids=lambda s: s.name)
def test_complex_states_have_two_covariances(source: Input) -> None:
    bar = scalar.state(LAMBDA_BAR)
    found = replicate_variance(scalar.bare_system(source, (LAMBDA, LAMBDA_BAR)), ordered(H, bar))[0]
    kernel = solve(scalar.bare_system(source, (LAMBDA, LAMBDA_0)), (ordered(H, H_0),)).value(H, H_0)

    def k(a: Symbol, b: Symbol) -> Expr:
        return kernel.subs({LAMBDA: a, LAMBDA_0: b}, simultaneous=True)

    across = k(LAMBDA, LAMBDA_BAR) ** 2
    assert identical(found, across + k(LAMBDA, LAMBDA) * k(LAMBDA_BAR, LAMBDA_BAR))
    assert not identical(found, 2 * across)


M2, AB = LAMBDA_0**2, LAMBDA * LAMBDA_0
ACROSS = (1 + AB) * (2 - L2 - 2 * AB - M2 + 2 * AB**2)
BY_HAND: dict[Monomial, Expr] = {
    (H, H): 2 * (1 + L2) / (1 - L2) / (1 - L2) ** 2,
    (D, D): 2 * (1 + 8 * L2 + L2**2) / ((1 - L2) * (1 + L2)) * ((1 + L2) / (1 - L2) ** 3) ** 2,
    (H, H_0): ACROSS / ((1 - L2) * (1 - M2) * (1 - AB) ** 3),
}


@pytest.mark.parametrize("product", BY_HAND, ids=str)
def test_averages_under_white_input_by_hand(product: Monomial) -> None:
    found = time_average_variance(system_for(WHITE, product), product)[0]
    assert identical(found, BY_HAND[product])
    assert not identical(found, BY_HAND[product] * (1 + LAMBDA))


def test_a_long_memory_averages_slowly() -> None:
    found = time_average_variance(system_for(EXPONENTIAL, (D, D)), (D, D))[0]
    number = value(found, {LAMBDA: Rational(4, 5), RHO: Rational(1, 2)})
    # half a unit of the last digit
    assert abs(number - Rational("237195.313174957")) <= Rational(1, 2 * 10**9)
    assert abs(number / 2 - Rational("237195.313174957")) > Rational(1, 2 * 10**9)


POINT = {
    LAMBDA: Rational(3, 5),
    LAMBDA_0: Rational(-2, 3),
    RHO: Rational(-1, 4),
    PHI_1: Rational(1, 2),
    PHI_2: Rational(-2, 5),
}


@pytest.mark.parametrize("source", [EXPONENTIAL, AR_2], ids=lambda s: s.name)
@pytest.mark.parametrize("product", PRODUCTS[:4], ids=str)
def test_averages_as_sums_of_covariances(source: Input, product: Monomial) -> None:
    system, product = system_for(source, ordered(*product)), ordered(*product)
    found = fraction(value(time_average_variance(system, product)[0], POINT))
    total, bound = summed_covariances(system.at(POINT), product)
    assert bound < found / 10**12
    assert abs(found - total) <= bound
    assert abs(found * (1 + Fraction(1, 10**9)) - total) > bound


# A gate and its slope of two values, and noise that is not normal, all in exact numbers.
X, STATE, XI, F, G, OMEGA = symbols("x h xi f g omega")
GATE = (
    (Rational(3, 5), (Rational(4, 5), Rational(-1, 2))),
    (Rational(2, 5), (Rational(-1, 3), Rational(2, 3))),
)
VARIANCE, FOURTH = Rational(9, 4), Rational(9, 4) * 4
GATED = System(
    ((X, XI / 2), (STATE, F * STATE + prime(X))),
    (symmetric(XI, VARIANCE, FOURTH / VARIANCE**2), finite((F, G), GATE)),
    rules=((OMEGA, F, G),),
)
SLOPE = f"d[{OMEGA}] h"


def simulated(*places: int) -> Expr:
    """Ask the simulator's step, which knows states x, h and the slopes 2, 3 of these."""
    law = atoms.product_law(
        atoms.three_point(fraction(VARIANCE), fraction(FOURTH)),
        tuple(atoms.Atom(fraction(p), tuple(map(fraction, pair))) for p, pair in GATE),
    )
    moving = Term(Dual(exact(0), exact(1)), (2,), 1)
    gate, fresh = Term(exact(1), (1,), 1), Term(exact(1), (), 0, fresh=True)
    rows = Rows(((Term(exact(Fraction(1, 2)), (0,)),), (gate, moving, fresh)))
    found = exact_moments.stationary(rows, law, [places])[places]
    assert found.imag == 0
    return Rational(found.real.numerator, found.real.denominator)


@pytest.mark.parametrize(
    ("product", "places"), [(("h", "h"), (1, 1)), ((SLOPE, SLOPE), (3, 3)), ((SLOPE, "h"), (1, 3))]
)
def test_a_gated_unit_against_the_simulator(product: Monomial, places: tuple[int, int]) -> None:
    found, solution = replicate_variance(differentiated(GATED, OMEGA), product)
    square, mean = simulated(*sorted(places * 2)), simulated(*places)
    assert found == square - mean**2
    assert solution.value(*product) == mean
    assert found not in (square, square - mean)


def test_an_average_of_a_gated_unit_as_a_sum_of_covariances() -> None:
    rows = ((X, X / 3 + XI), (STATE, F * STATE + prime(X)))
    system = System(rows, (gaussian(XI, Integer(2)), finite((F, G), GATE)))
    found = fraction(time_average_variance(system, ("h", "h"))[0])
    closure = close(system, (("h", "h"),))
    keys = [m for m in closure.equations if m != ONE]
    both = tuple(ordered(*m, "h", "h") for m in keys)
    solution = solve(system, (*keys, *both))
    mean = {m: fraction(solution.value(*m)) for m in (*keys, *both)}
    covariance = {m: mean[b] - mean[m] * mean["h", "h"] for m, b in zip(keys, both, strict=True)}
    # E[q(z_k) | z_0] is a combination c of moments of z_0, and c' = c L
    weight, zero = closure.equations, closure.ring.zero
    step = [[fraction(written(weight[m].get(n, zero), system)) for n in keys] for m in keys]
    weights, power = [[Fraction(int(m == ("h", "h"))) for m in keys]], step
    for _ in range(FAR):
        weights.append(times([weights[-1]], step)[0])
    for _ in range(HALFWAY - 1):
        power = times(step, power)
    terms = [sum(c * covariance[m] for c, m in zip(w, keys, strict=True)) for w in weights]
    shrinks = max(sum(map(abs, row)) for row in power)
    late = sum((abs(c) for w in weights[-HALFWAY:] for c in w), Fraction(0))
    bound = 2 * shrinks / (1 - shrinks) * late * max(map(abs, covariance.values()))
    assert bound < found / 10**12
    assert abs(found - (2 * sum(terms) - terms[0])) <= bound
    assert abs(found - 2 * sum(terms)) > bound


@pytest.mark.parametrize("derive", [replicate_variance, time_average_variance])
def test_without_noise_there_is_no_variance(derive: Callable[..., tuple[Expr, object]]) -> None:
    assert derive(System(((STATE, LAMBDA * STATE + 1),)), ("h", "h"))[0] == 0


@pytest.mark.parametrize(
    "source", [constant(), WHITE_PLUS_CONSTANT, periodic(RHO)], ids=lambda s: s.name
)
def test_what_never_settles_is_refused(source: Input) -> None:
    system = scalar.joint_system(source, (LAMBDA,))
    with pytest.raises(RowError, match="its equation leaves it open") as caught:
        replicate_variance(system, (H, H))
    assert "\n" not in str(caught.value)
    with pytest.raises((RowError, ZeroDivisionError)) as unsettled:
        time_average_variance(system, (H, H))
    assert "\n" not in str(unsettled.value)
