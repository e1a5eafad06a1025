"""Moments after T steps: against sums over lags, at poles of the formula and beyond the circle."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from sympy import QQ_I, Expr, I, Integer, Rational, Symbol, symbols

from derivations import catalogue, horizon, modes, scalar
from derivations.families import QUESTIONS, system_of
from derivations.field import value
from derivations.horizon import after, at_point, integer, iterated
from derivations.moments import Solution, solve
from derivations.quotient import quotient, ring_over
from derivations.recurrences import ALPHA, A, B
from derivations.spectra import PHI_1, PHI_2
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, MU, RHO, SIGMA
from derivations.system import Monomial, RowError, ordered
from derivations.yule_walker import autocovariances

pytestmark = pytest.mark.slow

Asked = tuple[Solution, tuple[str, ...], Monomial]
Response = Callable[[int], Expr]
STEPS = (0, 1, 2, 5)
ZERO = Integer(0)
BY_NAME = {question.name: question for question in QUESTIONS}


def asked(name: str) -> Asked:
    """Give the solution that a closed form is read from, the states that rest, and its moment."""
    if name in BY_NAME:
        question = BY_NAME[name]
        solution, source = solve(system_of(question), question.moments), question.source
        (target,) = question.moments
    else:
        quantity, found = catalogue.parts(name)
        assert found is not None
        solution, source = catalogue.solved(quantity, found), found
        _, order, a, b = quantity.terms[0]
        label = scalar.tangent if order else scalar.state
        target = ordered(label(a), label(b))
    resting = tuple(s for s in solution.system.states if s not in source.states)
    return solution, resting, target


def identical(left: Expr, right: Expr) -> bool:
    ring = ring_over(left.free_symbols | right.free_symbols)
    return quotient(left, ring) == quotient(right, ring)


def over_lags(left: Response, right: Response, covariance: Response, steps: int) -> Expr:
    pairs = product(range(steps), repeat=2)
    return sum((left(n) * right(m) * covariance(abs(n - m)) for n, m in pairs), ZERO)


def slope(response: Response, by: Symbol) -> Response:
    return lambda n: (Integer(1) * response(n)).diff(by)


def exponential(lag: int) -> Expr:
    return RHO**lag


def white(lag: int) -> Expr:
    return Integer(lag == 0)


def with_mean(lag: int) -> Expr:
    return SIGMA**2 * Integer(lag == 0) + MU**2


def power(symbol: Symbol) -> Response:
    return lambda n: symbol**n


def leaky(alpha: Symbol) -> Response:
    return lambda n: alpha * (1 - alpha) ** n


def stacked(n: int) -> Expr:
    return sum((A**k * B ** (n - k) for k in range(n + 1)), ZERO)


ALPHA_0 = Symbol("alpha_0")
L, L_0 = power(LAMBDA), power(LAMBDA_0)
DL, DL_0 = slope(L, LAMBDA), slope(L_0, LAMBDA_0)
LEAK, LEAK_0 = leaky(ALPHA), leaky(ALPHA_0)
CASES: dict[str, tuple[Response, Response, Response]] = {
    "state_kernel": (L, L_0, exponential),
    "sensitivity_kernel": (DL, DL_0, exponential),
    "state_kernel_white": (L, L_0, white),
    "sensitivity_kernel_white": (DL, DL_0, white),
    "sensitivity_kernel_white_plus_constant": (DL, DL_0, with_mean),
    "state_moment_leaky": (LEAK, LEAK, exponential),
    "sensitivity_moment_leaky": (*[slope(LEAK, ALPHA)] * 2, exponential),
    "sensitivity_kernel_leaky": (slope(LEAK, ALPHA), slope(LEAK_0, ALPHA_0), exponential),
    "state_moment_stacked": (stacked, stacked, exponential),
    "sensitivity_moment_stacked_a": (*[slope(stacked, A)] * 2, exponential),
    "sensitivity_moment_stacked_b": (*[slope(stacked, B)] * 2, exponential),
}


@pytest.mark.parametrize("name", CASES)
def test_every_horizon_is_a_sum_over_lags(name: str) -> None:
    solution, resting, target = asked(name)
    expression = after(solution, resting).expression(target)
    for steps in STEPS:
        right = over_lags(*CASES[name], steps)
        found = expression.subs(horizon.T, steps)
        assert identical(found, right)
        assert not identical(found, right + RHO**steps)
        assert steps < 2 or not identical(found, over_lags(*CASES[name], steps - 1))


def test_white_input_by_hand() -> None:
    solution, resting, target = asked("state_kernel_white")
    found = after(solution, resting).expression(target)
    both = LAMBDA**horizon.T * LAMBDA_0**horizon.T
    u = Symbol("u")  # lambda^T lambda_0^T, the only power that occurs
    expected = (1 - u) / (1 - LAMBDA * LAMBDA_0)
    assert identical(found.subs(both, u), expected)
    assert not identical(found.subs(both, u), (1 + u) / (1 - LAMBDA * LAMBDA_0))


def at(first: Expr, second: Expr, correlation: Expr) -> dict[Symbol, Expr]:
    return {LAMBDA: first, LAMBDA_0: second, RHO: correlation}


HALF, THIRD, UNIT = Rational(1, 2), Rational(1, 3), (3 + 4 * I) / 5
# A pole of the formula is a place where rates coincide; at a horizon nothing happens there.
POLES = {
    "lambda = rho": at(HALF, -THIRD, HALF),
    "lambda = lambda_0 = rho": at(-2 * THIRD, -2 * THIRD, -2 * THIRD),
    "lambda lambda_0 = 1": at(UNIT.expand(), UNIT.conjugate().expand(), -THIRD),
}
OTHERS = {
    "lambda lambda_0 = rho^2": at(HALF**3, HALF, HALF**2),
    "rational": at(Rational(-4, 7), Rational(5, 6), Rational(-2, 9)),
    "Gaussian": at(THIRD - I * HALF, Rational(2, 5) + I * Rational(3, 4), Rational(3, 5)),
    "beyond the circle": at(2 + I, -3 * HALF, Rational(1, 5)),
    "a level": at(HALF, -2 * I * THIRD, Integer(1)),
    "a level that alternates": at(*map(Integer, (1, -1, -1))),
}


@pytest.mark.parametrize("place", [*POLES, *OTHERS])
@pytest.mark.parametrize("name", ["state_kernel", "sensitivity_kernel"])
def test_points_are_exact_at_poles_and_beyond(name: str, place: str) -> None:
    solution, resting, target = asked(name)
    point = {**POLES, **OTHERS}[place]
    terms = at_point(solution, resting, point)[target]
    for steps in (0, 1, 2, 5):
        right = QQ_I.from_sympy(value(over_lags(*CASES[name], steps), point))
        assert modes.value(terms, steps, integer) == right
        assert iterated(solution, resting, point, steps)[target] == right
        assert steps < 2 or iterated(solution, resting, point, steps - 1)[target] != right


@pytest.mark.parametrize("place", POLES)
def test_the_formula_itself_has_these_poles(place: str) -> None:
    solution, resting, target = asked("sensitivity_kernel")
    expression = after(solution, resting).expression(target).subs(horizon.T, 5)
    with pytest.raises(ZeroDivisionError):
        value(expression, POLES[place])


@pytest.mark.parametrize("eigenvalue", [Integer(1), Integer(-1), (5 + 12 * I) / 13], ids=str)
def test_a_unitary_recurrence_counts_its_steps(eigenvalue: Expr) -> None:
    point = {LAMBDA: eigenvalue.expand(), LAMBDA_BAR: eigenvalue.conjugate().expand()}
    state, sensitivity = (asked(f"{kind}_moment_white") for kind in ("state", "sensitivity"))
    h, dh = (at_point(s, resting, point)[target] for s, resting, target in (state, sensitivity))
    assert h == (modes.Mode(integer(1), (integer(0), integer(1))),)
    for steps in (*STEPS, 1000):
        assert modes.value(h, steps, integer) == integer(steps)
        cubic = (steps - 1) * steps * (2 * steps - 1) // 6
        assert modes.value(dh, steps, integer) == integer(cubic)
        assert steps < 2 or modes.value(dh, steps, integer) != integer(cubic + steps**2)


def test_an_eigenvalue_of_zero_needs_a_number_of_steps() -> None:
    solution, resting, target = asked("sensitivity_kernel")
    point = {LAMBDA: ZERO, LAMBDA_0: Rational(1, 2), RHO: Rational(-1, 3)}
    with pytest.raises(RowError, match="give the horizon as a number") as caught:
        at_point(solution, resting, point)
    assert "\n" not in str(caught.value)
    for steps in STEPS:
        right = QQ_I.from_sympy(value(over_lags(*CASES["sensitivity_kernel"], steps), point))
        assert iterated(solution, resting, point, steps)[target] == right


def test_an_input_of_two_lags_is_stepped() -> None:
    solution, resting, target = asked("sensitivity_kernel_ar_2")
    point = {
        PHI_1: Rational(1, 3),
        PHI_2: Rational(-1, 2),
        LAMBDA: Rational(2, 5) - I * Rational(1, 2),
        LAMBDA_0: Rational(-3, 4),
    }
    for refused in (lambda: after(solution, resting), lambda: at_point(solution, resting, point)):
        with pytest.raises(RowError, match=r"E\[.*\] and 2 more moments need each other") as caught:
            refused()
        assert "give T as a number" in str(caught.value)
        assert "\n" not in str(caught.value)
    lags = autocovariances((point[PHI_1], point[PHI_2]), (), Integer(1), 6)
    for steps in STEPS:
        total = over_lags(DL, DL_0, lambda k: lags[k] / lags[0], steps)
        right = QQ_I.from_sympy(value(total, point))
        assert iterated(solution, resting, point, steps)[target] == right
        assert steps < 2 or iterated(solution, resting, point, steps + 1)[target] != right


def test_several_moments_are_added_up() -> None:
    solution, resting, slopes = asked("sensitivity_moment_white")
    states = ordered(*(scalar.state(s) for s in (LAMBDA, LAMBDA_BAR)))
    both = after(solution, resting).expression(states, slopes).subs(horizon.T, 4)
    x = LAMBDA * LAMBDA_BAR
    assert identical(both, 1 + x + x**2 + x**3 + 1 + 4 * x + 9 * x**2)
    assert not identical(both, 1 + x + x**2 + x**3)


def test_long_horizons_come_to_rest() -> None:
    solution, resting, target = asked("state_moment_leaky")
    expression = after(solution, resting).expression(target)
    powers = [part for part in expression.args if part.has(horizon.T)]
    assert identical(expression - sum(powers, ZERO), solution.value(*target))
    assert {horizon.T, *symbols("alpha rho")} == expression.free_symbols
