"""Recurrences: rules that are derivatives, and each kind as the scalar one in other words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sympy import Expr, I, Integer, Rational, Symbol, expand, symbols

from derivations import catalogue, scalar
from derivations.families import joined
from derivations.field import identical
from derivations.inputs import EXPONENTIAL, INPUTS, WHITE, Input
from derivations.laws import gate
from derivations.moments import solve
from derivations.recurrences import COS, NEW_X, RECURRENCES, SELECTIVE, SIN, H, Recurrence
from derivations.spectra import further
from derivations.symbols import LAMBDA, LAMBDA_BAR, RHO
from derivations.system import ordered
from derivations.tangents import differentiated, tangent

pytestmark = pytest.mark.slow

BY_NAME = {recurrence.name: recurrence for recurrence in (*RECURRENCES, SELECTIVE)}
ONE_UNIT = ("leaky", "zoh", "bilinear", "normalised", "tanh", "sigmoid")
A, B, P, Q, NU, T, M, KAPPA, OMEGA = symbols("a b p q nu t m kappa omega")
ZERO, ONE = Integer(0), Integer(1)
SOURCES = (*INPUTS, *further())
K, S = (catalogue.derive(f"{what}_kernel").expression for what in ("state", "sensitivity"))


def diagonal(kernel: Expr, at: Expr) -> Expr:
    return kernel.xreplace({LAMBDA: at, Symbol("lambda_0"): at})


def total(expression: Expr, theta: Symbol, recurrence: Recurrence) -> Expr:
    """Differentiate by theta, the rules for what depends on it included."""
    rules = {theta: ONE} | {s: slope for t, s, slope in recurrence.rules if t == theta}
    return sum((expression.diff(s) * slope for s, slope in rules.items()), ZERO)


def without_roots(expression: Expr, recurrence: Recurrence) -> Expr:
    """Put a point of gamma^2 = 1 - lambda^2 in, free in one parameter."""
    if not recurrence.relations:
        return expression
    return expression.xreplace(
        {LAMBDA: 2 * T / (1 + T**2), Symbol("gamma"): (1 - T**2) / (1 + T**2)}
    )


def found(name: str) -> Expr:
    return catalogue.derive(name).expression


@pytest.mark.parametrize("name", ONE_UNIT)
def test_units_are_the_scalar_one_scaled(name: str) -> None:
    """h = b k with k' = lambda k + x', hence dh = db k + b dlambda dk/dlambda."""
    recurrence = BY_NAME[name]
    row = recurrence.rows[0][1].expand()
    rate, scale = row.coeff(H), row.coeff(NEW_X)
    moment = diagonal(K, LAMBDA)
    state, cross, slope = (
        e.xreplace({LAMBDA: rate}) for e in (moment, moment.diff(LAMBDA) / 2, diagonal(S, LAMBDA))
    )
    expected = {f"state_moment_{name}": scale**2 * state}
    for theta in recurrence.learned:
        end = f"{name}_{theta}" if len(recurrence.learned) > 1 else name
        grown, moved = total(scale, theta, recurrence), scale * total(rate, theta, recurrence)
        parts = (grown**2 * state, 2 * grown * moved * cross, moved**2 * slope)
        expected[f"sensitivity_moment_{end}"] = sum(parts, ZERO)
    for asked, expression in expected.items():
        right, here = (without_roots(e, recurrence) for e in (expression, found(asked)))
        assert identical(here, right)
        assert not identical(here, -right)


@pytest.mark.parametrize("name", [n for n, r in BY_NAME.items() if r.meanings])
def test_rules_and_relations_follow_from_the_meanings(name: str) -> None:
    recurrence = BY_NAME[name]
    means = dict(recurrence.meanings)
    for theta, symbol, slope in recurrence.rules:
        if symbol in means and theta != OMEGA:
            assert expand(means[symbol].diff(theta) - slope.xreplace(means)) == 0
            assert expand(means[symbol].diff(theta) + slope.xreplace(means)) != 0
    for root, square in recurrence.relations:
        assert expand(means[root] ** 2 - square) == 0


GROWN = Symbol("E")  # exp(omega), of which everything in omega is a rational function
IN_OMEGA: Mapping[str, Mapping[Symbol, Expr]] = {
    "tanh": {
        LAMBDA: (GROWN**2 - 1) / (GROWN**2 + 1),
        Symbol("gamma"): 2 * GROWN / (GROWN**2 + 1),
    },
    "sigmoid": {LAMBDA: GROWN / (1 + GROWN)},
}


@pytest.mark.parametrize("name", IN_OMEGA)
def test_rules_by_omega_are_those_of_exponentials(name: str) -> None:
    recurrence, means = BY_NAME[name], IN_OMEGA[name]
    assert {symbol for _, symbol, _ in recurrence.rules} == set(means)
    for theta, symbol, slope in recurrence.rules:
        by_omega = GROWN * means[symbol].diff(GROWN)
        assert theta == OMEGA
        assert identical(by_omega, slope.xreplace(means))
        assert not identical(by_omega, -slope.xreplace(means))
    for root, square in recurrence.relations:
        assert identical(means[root] ** 2, square.xreplace(means))


def test_larger_units_shrink_to_the_scalar_one() -> None:
    state, slope = diagonal(K, A), diagonal(S, A)
    assert identical(found("state_moment_stacked").subs(B, 0), state)
    assert identical(found("sensitivity_moment_stacked_a").subs(B, 0), slope)
    alone = {Q: ZERO, P: A}
    assert identical(found("state_moment_second_order").xreplace(alone), state)
    assert identical(found("sensitivity_moment_second_order_p").xreplace(alone), slope)
    apart = {Symbol("a_12"): ZERO, Symbol("a_11"): A}
    assert identical(found("state_moment_dense").xreplace(apart), state)
    assert identical(found("sensitivity_moment_dense").xreplace(apart), slope)
    assert not identical(found("sensitivity_moment_stacked_b").subs(B, 0), slope)


def test_sensitivity_to_the_state_before_is_that_to_the_last_one() -> None:
    last, before = (found(f"sensitivity_moment_second_order_{s}") for s in ("p", "q"))
    assert identical(last, before)
    assert not identical(last, before.xreplace({P: -P}))


def test_the_order_of_layers_does_not_matter() -> None:
    swap = {A: B, B: A}
    assert identical(found("state_moment_stacked").xreplace(swap), found("state_moment_stacked"))
    first, second = (found(f"sensitivity_moment_stacked_{s}") for s in ("a", "b"))
    assert identical(first.xreplace(swap), second)
    assert not identical(first, second)


def test_two_layers_are_a_unit_of_second_order() -> None:
    """k_t - (a + b) k_{t-1} + a b k_{t-2} = x_t."""
    roots = {P: A + B, Q: -A * B}
    layers = found("state_moment_stacked")
    assert identical(found("state_moment_second_order").xreplace(roots), layers)
    assert not identical(found("state_moment_second_order").xreplace({**roots, Q: A * B}), layers)


@pytest.mark.parametrize("half", [Rational(2, 5), -Rational(3)], ids=str)
def test_polar_is_a_complex_eigenvalue(half: Rational) -> None:
    cos, sin = (e.xreplace({T: half}) for e in (COS, SIN))
    at = {T: half, RHO: -Rational(2, 7)}
    turned = {LAMBDA: NU * (cos + I * sin), LAMBDA_BAR: NU * (cos - I * sin)}
    for name, other in (("state", ""), ("sensitivity", "_nu")):
        plane = found(f"{name}_moment_polar{other}")
        complex_form = found(f"{name}_moment").xreplace(at | turned)
        assert identical(complex_form, plane.xreplace(at))
        assert not identical(complex_form, plane.xreplace(at | {T: 1 / half}))


def test_a_sure_gate_is_an_eigenvalue() -> None:
    sure = {"m_1": A, "m_2": A**2, "m_0_1": P, "m_0_2": P**2, "m_1_1": A * P}
    point = {Symbol(name): number for name, number in sure.items()}
    assert identical(found("state_moment_gated").xreplace(point), diagonal(K, A))
    assert identical(found("sensitivity_moment_gated").xreplace(point), P**2 * diagonal(S, A))
    leak = {Symbol("alpha"): 1 - A}
    for kind, factor in (("state", 1), ("sensitivity", P**2)):
        average = found(f"{kind}_moment_leaky").xreplace(leak)
        assert identical(found(f"{kind}_moment_gru").xreplace(point), factor * average)


def test_a_gate_without_shared_noise_is_an_eigenvalue_under_white_input() -> None:
    white = {KAPPA: ZERO, M: A}
    assert identical(found("state_moment_selective").xreplace(white), 1 / (1 - A**2))
    sensitivity = found("sensitivity_moment_selective_m").xreplace(white)
    assert identical(sensitivity, (1 + A**2) / (1 - A**2) ** 3)


def test_third_moment_of_the_selective_gate() -> None:
    solved = solve(joined(SELECTIVE, WHITE), (("h",), ("h", "h", "h")))
    forgets = (1 - M**2 - KAPPA**2) * (1 - M**3 - 3 * M * KAPPA**2)
    assert identical(solved.value("h", "h", "h"), 6 * KAPPA * M / forgets)
    assert not identical(solved.value("h", "h", "h"), 3 * KAPPA * M / forgets)
    assert solved.value("h") == 0


def test_fourth_moment_of_a_gate_under_white_input() -> None:
    solved = solve(joined(BY_NAME["gated"], WHITE), (("h",) * 4,))
    m_2, m_4 = Symbol("m_2"), Symbol("m_4")
    expected = 3 * (1 + m_2) / ((1 - m_2) * (1 - m_4))
    assert identical(solved.value(*"hhhh"), expected)
    assert not identical(solved.value(*"hhhh"), 3 / (1 - m_2) ** 2)  # it is not normal


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_normalising_makes_the_sensitivity_a_multiple_of_the_state(source: Input) -> None:
    """dh is an all-pass filter, (z - lambda) / (1 - lambda z), applied to h / (1 - lambda^2)."""
    system = differentiated(joined(BY_NAME["normalised"], source), LAMBDA)
    slope = tangent("h", LAMBDA)
    solved = solve(system, (("h", "h"), (slope, slope), ordered(slope, "h")))
    state = solved.value("h", "h")
    assert identical(solved.value(slope, slope), state / (1 - LAMBDA**2) ** 2)
    assert not identical(solved.value(slope, slope), state / (1 - LAMBDA**2))
    plain = scalar.joint_system(source, (LAMBDA,))
    alone = solve(plain, (("h(lambda)", "h(lambda)"),)).value("h(lambda)", "h(lambda)")
    assert identical(state, (1 - LAMBDA**2) * alone)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_recurrence_is_complete(name: str) -> None:
    recurrence = BY_NAME[name]
    system = joined(recurrence, WHITE if recurrence is SELECTIVE else EXPONENTIAL)
    named = {s for s, _ in recurrence.meanings}
    assert set(recurrence.outputs) <= {state for state, _ in recurrence.rows}
    assert set(recurrence.twins) <= set(system.parameters)
    assert {root for root, _ in recurrence.relations} <= named
    for theta in recurrence.learned:
        rules = {symbol for t, symbol, _ in recurrence.rules if t == theta}
        assert theta in system.parameters or rules & {*system.parameters, *system.random}
    assert all(law.letter == gate(law.symbols).letter for law in recurrence.laws)
