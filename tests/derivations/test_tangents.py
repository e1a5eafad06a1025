"""Tangents: derived moments are derivatives of closed forms, by rules of parameters too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import Expr, Integer, Symbol, symbols

from derivations import scalar
from derivations.closure import written
from derivations.families import joined
from derivations.field import identical
from derivations.inputs import EXPONENTIAL, INPUTS, WHITE, XI, Input, X
from derivations.laws import gate, gaussian
from derivations.moments import Solution, solve
from derivations.quotient import quotient, ring_over
from derivations.recurrences import RECURRENCES, SELECTIVE, SLOPE, F, Recurrence
from derivations.spectra import further
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from derivations.system import Monomial, RowError, System, ordered, prime
from derivations.tangents import copied, dependent, differentiated, tangent, twin

pytestmark = pytest.mark.slow

A, B, G, H, V = symbols("a b g h v")
ZERO, ONE = Integer(0), Integer(1)
FAMILIES = {r.name: r for r in (*RECURRENCES, SELECTIVE)}
CASES = [(name, theta) for name, r in FAMILIES.items() for theta in r.learned]
CASE_NAMES = [f"{name}-{theta}" for name, theta in CASES]
GATED = {Symbol("m_1"): Symbol("m_0_1"), Symbol("m_2"): 2 * Symbol("m_1_1")}


def driven(recurrence: Recurrence) -> System:
    return joined(recurrence, WHITE if recurrence is SELECTIVE else EXPONENTIAL)


def total(expression: Expr, theta: Symbol, system: System) -> Expr:
    """Differentiate by theta: through the rules, and through the moments of gates."""
    table = {theta: ONE} | {s: slope for t, s, slope in system.rules if t == theta}
    if F in table:
        table |= GATED
    return sum((expression.diff(s) * slope for s, slope in table.items()), ZERO)


def same(left: Expr, right: Expr, system: System) -> bool:
    ring = ring_over(left.free_symbols | right.free_symbols)
    gap = quotient(left, ring) - quotient(right, ring)
    for root, square in system.relations:
        if str(root) in ring.context.names():
            gap = gap.without_root(str(root), quotient(square, ring))
    return not gap


def moment(solved: Solution, *monomials: Monomial) -> Expr:
    return sum((solved.value(*m) for m in monomials), ZERO)


def dual(recurrence: Recurrence, system: System, theta: Symbol) -> tuple[Expr, Expr]:
    """Give E[dh h] and the derivative of E[h^2] / 2."""
    grown = differentiated(system, theta)
    squares = tuple((str(o), str(o)) for o in recurrence.outputs)
    mixed = tuple(ordered(tangent(str(o), theta), str(o)) for o in recurrence.outputs)
    solved = solve(grown, (*squares, *mixed))
    return moment(solved, *mixed), total(moment(solved, *squares), theta, system) / 2


@pytest.mark.parametrize(("name", "theta"), CASES, ids=CASE_NAMES)
def test_the_tangent_is_the_derivative(name: str, theta: Symbol) -> None:
    system = driven(FAMILIES[name])
    found, expected = dual(FAMILIES[name], system, theta)
    assert same(found, expected, system)
    if not same(expected, ZERO, system):
        assert not same(-found, expected, system)


RULED = [(n, theta) for n, theta in CASES if any(t == theta for t, *_ in FAMILIES[n].rules)]


@pytest.mark.parametrize(("name", "theta"), RULED, ids=[f"{n}-{t}" for n, t in RULED])
def test_a_wrong_sign_in_a_rule_is_noticed(name: str, theta: Symbol) -> None:
    system = driven(FAMILIES[name])
    rules = tuple((t, s, -slope if t == theta else slope) for t, s, slope in system.rules)
    found, _ = dual(FAMILIES[name], replace(system, rules=rules), theta)
    _, expected = dual(FAMILIES[name], system, theta)
    flat = same(expected, ZERO, system)  # as the moment of a state that is turned
    assert same(found, expected, system) == flat


KERNELS = [("leaky", s) for s in INPUTS] + [("normalised", s) for s in (*INPUTS, *further())]


@pytest.mark.parametrize(("name", "source"), KERNELS, ids=[f"{n}-{s.name}" for n, s in KERNELS])
def test_kernels_of_slopes_are_mixed_derivatives(name: str, source: Input) -> None:
    recurrence = FAMILIES[name]
    (theta,) = recurrence.learned
    other = twin(theta)
    system = copied(joined(recurrence, source), recurrence.outputs, recurrence.twins)
    grown = differentiated(differentiated(system, theta), other)
    pair = ordered(tangent("h", theta), tangent("h_0", other))
    solved = solve(grown, (("h", "h_0"), pair))
    kernel = total(total(solved.value("h", "h_0"), theta, system), other, system)
    assert same(solved.value(*pair), kernel, system)
    assert not same(solved.value(*pair), kernel - LAMBDA, system)


def second_order(source: Input) -> System:
    """Write h' = lambda h + x', d' = lambda d + h and b' = lambda b + 2 d, twice."""
    rows = list(source.rows)
    for rate, end in ((LAMBDA, ""), (LAMBDA_0, "_0")):
        h, d, b = (Symbol(f"{letter}{end}") for letter in "hdb")
        rows += [(h, rate * h + prime(X)), (d, rate * d + h), (b, rate * b + 2 * d)]
    return System(tuple(rows), source.laws, source.data)


@pytest.mark.parametrize("source", [EXPONENTIAL, WHITE], ids=lambda source: source.name)
def test_second_derivatives(source: Input) -> None:
    solved = solve(second_order(source), (("b", "b_0"), ("h", "h_0"), ("b", "h_0")))
    kernel = solved.value("h", "h_0")
    assert identical(solved.value("b", "h_0"), kernel.diff(LAMBDA, 2))
    assert identical(solved.value("b", "b_0"), kernel.diff(LAMBDA, 2, LAMBDA_0, 2))
    assert not identical(solved.value("b", "b_0"), kernel.diff(LAMBDA, 2, LAMBDA_0, 1))


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_derivatives_can_be_repeated(source: Input) -> None:
    system = scalar.joint_system(source, (LAMBDA, LAMBDA_0))
    for theta in (LAMBDA, LAMBDA_0):
        system = differentiated(system, theta)
    pair = [tangent(scalar.tangent(theta), theta) for theta in (LAMBDA, LAMBDA_0)]
    by_hand = solve(second_order(source), (("b", "b_0"),)).value("b", "b_0")
    found = solve(system, (ordered(*pair),)).value(*pair)
    assert identical(found, by_hand)
    assert not identical(found, by_hand / 4)


def test_mixed_derivatives_of_two_parameters() -> None:
    rows = ((X, RHO * X + XI), (H, A * B * H + A * prime(X)))
    system = System(rows, EXPONENTIAL.laws, EXPONENTIAL.data)
    system = copied(system, (H,), (A, B))
    kernel = solve(system, (("h", "h_0"),)).value("h", "h_0")
    for theta in (A, B, twin(A), twin(B)):
        system = differentiated(system, theta)
        kernel = kernel.diff(theta)
    states = tangent(tangent("h", A), B), tangent(tangent("h_0", twin(A)), twin(B))
    assert set(states) <= set(system.states)
    found = solve(system, (ordered(*states),)).value(*states)
    assert same(found, kernel, system)
    assert not same(found, -kernel, system)


def test_rows_of_tangents() -> None:
    system = System(((X, XI), (H, A**2 * H + prime(X)), (G, prime(H) + B * G)), (gaussian(XI, V),))
    slope, more = Symbol("d[a] h"), Symbol("d[a] g")
    grown = differentiated(system, A)
    assert grown.rows[:3] == system.rows
    assert grown.rows[3:] == ((slope, A**2 * slope + 2 * A * H), (more, B * more + prime(slope)))
    assert differentiated(system, B).states == ("x", "h", "g", "d[b] g")
    assert dependent(system.rows, {B}) == {G}
    assert dependent(system.rows, {XI}) == {X, H, G}


def test_nothing_to_differentiate_is_refused() -> None:
    system = System(((H, A * H + XI),), (gaussian(XI, V),))
    with pytest.raises(RowError, match=r"b: no row depends on it; .* one of a, v") as caught:
        differentiated(system, B)
    assert "\n" not in str(caught.value)


def test_a_copy_shares_the_input_and_the_gate() -> None:
    law = gate((F, SLOPE))
    system = System(((X, XI), (H, F * H + A * prime(X))), (gaussian(XI, ONE), law))
    both = copied(system, (H,), (A,))
    twin_row = (Symbol("h_0"), F * Symbol("h_0") + Symbol("a_0") * prime(X))
    assert both.rows == (*system.rows, twin_row)
    assert both.laws == system.laws
    solved = solve(both, (("h", "h_0"),))
    one = written(solved.moments["h", "h_0"], both)
    assert identical(one, A * Symbol("a_0") / (1 - Symbol("m_2")))
    assert not identical(one, A * Symbol("a_0") / (1 - Symbol("m_1") ** 2))


def test_a_copy_has_its_own_rules_and_roots() -> None:
    both = copied(driven(FAMILIES["normalised"]), (H,), (LAMBDA, Symbol("gamma")))
    gamma, other = Symbol("gamma"), Symbol("gamma_0")
    assert both.relations == ((gamma, 1 - LAMBDA**2), (other, 1 - LAMBDA_0**2))
    assert both.rules == (
        (LAMBDA, gamma, -LAMBDA / gamma),
        (LAMBDA_0, other, -LAMBDA_0 / other),
    )
