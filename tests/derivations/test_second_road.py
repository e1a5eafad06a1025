"""The second road: it meets every closed form of the catalogue, and none that is a little wrong."""

from __future__ import annotations

import pytest
from sympy import Expr, Integer, Rational, Symbol, symbols

from derivations import catalogue, second_road
from derivations.inputs import EXPONENTIAL
from derivations.recurrences import ALPHA, GAMMA, KAPPA, A, B, F, G, H, K, M
from derivations.second_road import NAMES, agrees, linear
from derivations.spectra import further
from derivations.symbols import LAMBDA, RHO
from derivations.system import System, prime
from derivations.tangents import differentiated
from tests.alike import one_in

pytestmark = pytest.mark.slow

HEAVY = (
    *("sensitivity_moment_dense", "sensitivity_moment_second_order_q"),
    *("sensitivity_moment_second_order_p", "sensitivity_average_variance"),
)
ALL = one_in(4, [*(name for name in NAMES if name not in HEAVY), *HEAVY[::-1]])


def test_every_concrete_closed_form_has_a_second_road() -> None:
    assert len(NAMES) == len(catalogue.NAMES) - 5
    assert set(HEAVY) < set(NAMES)


@pytest.mark.parametrize("name", ALL)
def test_both_roads_meet(name: str) -> None:
    expression = catalogue.derive(name).expression
    assert agrees(name, expression)
    assert not agrees(name, expression + Rational(1, 10**9))
    assert not agrees(name, 1 - expression)
    for symbol in expression.free_symbols:
        turned = expression.xreplace({symbol: -symbol})
        assert not agrees(name, turned) or is_even(expression, symbol)
        assert not agrees(name, expression.xreplace({symbol: 2 * symbol}))


def is_even(expression: Expr, symbol: Symbol) -> bool:
    """Decide by a point on no symmetry; the square of a root is put in by the ring alone."""
    point = {
        s: Rational(2, 7 + 2 * k) for k, s in enumerate(sorted(expression.free_symbols, key=str))
    }
    return bool(expression.xreplace(point) == expression.xreplace(point | {symbol: -point[symbol]}))


ROAD_OF = {
    "state_kernel_ar_2": "the input's generating function",
    "sensitivity_moment_gru": "sums over lags",
    "state_moment_selective": "sums over lags",
    "state_replicate_variance_any_noise": "fourth cumulants",
    "state_average_variance": "fourth cumulants",
    "state_moment_polar": "the scalar recurrence at a complex eigenvalue",
    "state_moment_leaky": "residues of the spectral integral",
}


@pytest.mark.parametrize("name", ROAD_OF)
def test_roads_have_names(name: str) -> None:
    assert second_road.derive(name)[0] == ROAD_OF[name]


def test_by_hand() -> None:
    mu, square = Symbol("mu_4"), 1 / (1 - LAMBDA**2)
    right = {
        "state_moment_leaky": ALPHA
        * (1 + (1 - ALPHA) * RHO)
        / (2 - ALPHA)
        / (1 - (1 - ALPHA) * RHO),
        "state_moment_selective": 1 / (1 - M**2 - KAPPA**2),
        "state_replicate_variance_white": 2 * square**2,
        "state_average_variance_white": 2 * (1 + LAMBDA**2) * square**3,
        "state_replicate_variance_any_noise": 2 * square**2 + (mu - 3) / (1 - LAMBDA**4),
        "state_average_variance_any_noise": (2 * (1 + LAMBDA**2) * square + mu - 3) * square**2,
        "state_moment_normalised": (1 + LAMBDA * RHO) / (1 - LAMBDA * RHO),
    }
    for name, expression in right.items():
        assert agrees(name, expression)
        assert not agrees(name, expression * (1 + LAMBDA))


def test_squares_of_roots_are_put_in() -> None:
    name, gamma_0 = "state_kernel_normalised", Symbol("gamma_0")
    expression = catalogue.derive(name).expression
    assert {GAMMA, gamma_0} <= expression.free_symbols
    other = expression * (1 - LAMBDA**2) / GAMMA**2 * (1 - GAMMA**2) / LAMBDA**2
    assert agrees(name, other)
    for wrong in (expression * GAMMA**2, expression.xreplace({GAMMA: -GAMMA}), expression / GAMMA):
        assert not agrees(name, wrong)


def test_an_unknown_name_has_no_road() -> None:
    with pytest.raises(KeyError):
        second_road.derive("state_moment_of_nothing")


def test_rows_as_matrices() -> None:
    xi, x = symbols("xi x")
    rows = ((H, A * H + prime(x)), (K, B * K + prime(H) - x / 3))
    system = differentiated(System((*EXPONENTIAL.rows, *rows), EXPONENTIAL.laws), A)
    transition, drive, variances = linear(system)
    zero, third = Integer(0), Rational(1, 3)
    assert system.states == ("x", "h", "k", "d[a] h", "d[a] k")
    assert transition == (
        (RHO, zero, zero, zero, zero),
        (RHO, A, zero, zero, zero),
        (RHO - third, A, B, zero, zero),
        (zero, Integer(1), zero, A, zero),
        (zero, Integer(1), zero, A, B),
    )
    assert drive == ((1,), (1,), (1,), (0,), (0,))
    assert variances == (1 - RHO**2,)
    assert xi not in {s for row in transition for e in row for s in e.free_symbols}


def test_two_noises_have_two_columns() -> None:
    source = next(s for s in further() if s.name == "damped_cosine")
    transition, drive, variances = linear(
        System((*source.rows, (G, F * G + prime(source.rows[1][0]))), source.laws)
    )
    p, q = symbols("P Q")
    assert transition == ((p, -q, 0), (q, p, 0), (q, p, F))
    assert drive == ((1, 0), (0, 1), (0, 1))
    assert variances == (1 - p**2 - q**2,) * 2
