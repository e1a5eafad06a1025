"""Further inputs: rows against generating functions, known moments, and fourth moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from sympy import Expr, I, Integer, Poly, Rational, Symbol, fraction, together

from derivations import scalar
from derivations.closure import close, written
from derivations.field import identical
from derivations.inputs import EXPONENTIAL, WHITE, XI, Input, Z
from derivations.laws import gaussian
from derivations.moments import solve
from derivations.spectra import (
    FURTHER,
    KURTOSIS,
    PHI,
    PHI_1,
    PHI_2,
    RHO_1,
    RHO_2,
    TAN,
    THETA,
    W,
    arma,
    constant,
    damped_cosine,
    exponentials,
    further,
    noisy,
    periodic,
)
from derivations.symbols import LAMBDA, LAMBDA_BAR, RHO
from derivations.system import Monomial, System, ordered

pytestmark = pytest.mark.slow

L, LAGS, ZERO, ONE = LAMBDA, 4, Integer(0), Integer(1)
THIRD, HALF = Rational(1, 3), Rational(1, 2)
LAW = gaussian(XI, Symbol("v"))
MORE = (
    exponentials((W, Symbol("u"), THIRD), (RHO_1, -HALF, RHO_2)),
    arma((PHI_1, -THIRD, Rational(1, 5)), (HALF,), LAW),
    arma((HALF, -Rational(2, 3), Rational(1, 7)), ()),
    arma((PHI,), (THETA, -THIRD, HALF)),
    noisy(KURTOSIS),
)
ALL = {source.name: source for source in (*further(), *MORE)}


def agrees(source: Input, values: list[Expr]) -> bool:
    """Hold R(0)/2 + sum of R(k) z^k, times its denominator, against the numerator."""
    above, below = fraction(together(source.generating))
    total = sum((r * Z**k for k, r in enumerate(values)), -values[0] / 2)
    gap = Poly(below * total - above, Z)
    return all(identical(gap.coeff_monomial(Z**k), ZERO) for k in range(LAGS + 1))


HEAVY = ("arma_3_1", "arma_1_3")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name in HEAVY)) for name in ALL]
)
def test_rows_give_the_generating_function(
    name: str, by_rows: Callable[[Input, int], list[Expr]]
) -> None:
    source, values = ALL[name], by_rows(ALL[name], LAGS)
    assert agrees(source, values)
    assert not agrees(replace(source, generating=source.generating + Z**LAGS / 7), values)
    assert not agrees(source, [values[0] + LAMBDA, *values[1:]])
    if source.atoms:
        assert all(identical(r, source.autocovariance(k)) for k, r in enumerate(values))


@pytest.mark.parametrize("source", further(), ids=lambda source: source.name)
def test_an_input_is_complete(source: Input) -> None:
    system = System(source.rows, source.laws, source.data)
    assert set(system.parameters) == set(source.parameters)
    assert source.generating.free_symbols - {Z} <= set(source.parameters)
    assert identical(source.generating.subs(Z, 0), HALF)  # R(0) = 1


def gaps(source: Input, data: dict[Monomial, Expr]) -> list[Expr]:
    free = System(source.rows, source.laws)
    return [
        data[m] - sum((written(w, free) * data[n] for n, w in equation.items()), ZERO)
        for m, equation in close(free, tuple(data)).equations.items()
        if m
    ]


@pytest.mark.parametrize("source", [constant(), periodic(TAN)], ids=lambda source: source.name)
def test_data_obey_the_rows(source: Input) -> None:
    pairs = (ordered(*pair) for pair in combinations_with_replacement(source.states, 2))
    assert set(pairs) == {m for m, _ in source.data}
    assert all(identical(gap, ZERO) for gap in gaps(source, dict(source.data)))


def test_planted_data_break_the_rows() -> None:
    turning = periodic(TAN)
    for wrong in ({("x", "y"): THIRD}, {("y", "y"): 2 * ONE}):
        assert not all(identical(gap, ZERO) for gap in gaps(turning, dict(turning.data) | wrong))


def test_names() -> None:
    assert tuple(source.name for source in further()) == FURTHER
    assert further() is further()
    assert [source.name for source in MORE] == [
        "exponentials_3",
        "arma_3_1",
        "ar_3",
        "arma_1_3",
        "any_noise",
    ]


def moment(source: Input) -> Expr:
    system = scalar.joint_system(source, (L,))
    return solve(system, (("h(lambda)", "h(lambda)"),)).value("h(lambda)", "h(lambda)")


F1, F2 = PHI_1, PHI_2
KNOWN = {
    "ar_2": (1 - F2 + L * F1 + L**2 * F2 + L * F1 * F2 - L**2 * F2**2)
    / ((1 - F2) * (1 - L**2) * (1 - L * F1 - L**2 * F2)),
    "exponentials_2": (
        1 - L * RHO_1 + L * RHO_2 + 2 * L * W * (RHO_1 - RHO_2) - L**2 * RHO_1 * RHO_2
    )
    / ((1 - L**2) * (1 - L * RHO_1) * (1 - L * RHO_2)),
    "constant": 1 / (1 - L) ** 2,
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_moments(name: str) -> None:
    assert identical(moment(ALL[name]), KNOWN[name])
    assert not identical(moment(ALL[name]), KNOWN[name].xreplace({L: -L}))


def kernel(source: Input) -> Expr:
    states = ordered(scalar.state(LAMBDA), scalar.state(LAMBDA_BAR))
    return solve(scalar.joint_system(source, (LAMBDA, LAMBDA_BAR)), (states,)).value(*states)


SPECIAL = {
    "AR(1)": (arma((RHO,), ()), EXPONENTIAL),
    "without theta": (arma((RHO,), (ZERO,)), EXPONENTIAL),
    "without phi_2": (arma((RHO, ZERO), ()), EXPONENTIAL),
    "inverses": (arma((RHO,), (-RHO,)), WHITE),
    "cancelled": (arma((RHO_1 + RHO_2, -RHO_1 * RHO_2), (-RHO_2,)), arma((RHO_1,), ())),
    "without turn": (damped_cosine(RHO, ZERO), EXPONENTIAL),
    "one term": (exponentials((ONE, ZERO), (RHO, THIRD)), EXPONENTIAL),
    "equal terms": (exponentials((W, 1 - W), (RHO, RHO)), EXPONENTIAL),
    "still": (periodic(ZERO), constant()),
    "noise": (noisy(KURTOSIS), WHITE),
}


@pytest.mark.parametrize("name", SPECIAL)
def test_special_cases_are_each_other(name: str) -> None:
    left, right = map(kernel, SPECIAL[name])
    assert identical(left, right)
    assert not identical(left, right * (1 - LAMBDA))


@pytest.mark.parametrize(
    ("source", "root"),
    [(damped_cosine(THIRD, HALF), THIRD + I / 2), (periodic(HALF), Rational(3, 5) + 4 * I / 5)],
    ids=["damped", "periodic"],
)
def test_turning_inputs_are_two_complex_exponentials(source: Input, root: Expr) -> None:
    single = kernel(EXPONENTIAL)
    halves = (single.xreplace({RHO: r}) / 2 for r in (root, root.conjugate()))
    assert identical(kernel(source), sum(halves, ZERO))
    assert not identical(kernel(source), single.xreplace({RHO: root}))


def test_fourth_moment_under_any_noise() -> None:
    system = scalar.bare_system(noisy(KURTOSIS), (L,))
    fourth = solve(system, (("h(lambda)",) * 4,)).value(*["h(lambda)"] * 4)
    expected = (KURTOSIS + (6 - KURTOSIS) * L**2) / ((1 + L**2) * (1 - L**2) ** 2)
    assert identical(fourth, expected)
    assert identical(expected.xreplace({KURTOSIS: Integer(3)}), 3 / (1 - L**2) ** 2)
    assert not identical(fourth, 3 / (1 - L**2) ** 2)
    with pytest.raises(ValueError, match="only the moments up to the fourth are given"):
        solve(system, (("h(lambda)",) * 6,))


@pytest.mark.parametrize("phi", [(ONE,), (ZERO, ONE), (Integer(2), -ONE)], ids=str)
def test_roots_on_the_circle_have_no_stationary_input(phi: tuple[Expr, ...]) -> None:
    with pytest.raises(ValueError, match="keep it stable") as caught:
        arma(phi, ())
    assert "\n" not in str(caught.value)
