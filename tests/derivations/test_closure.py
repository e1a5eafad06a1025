"""Stationarity equations as they are written down: weights, order, words, and what is known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, Symbol, prod, symbols

from derivations.closure import ONE, close, written
from derivations.families import MOMENT, QUESTIONS, system_of
from derivations.field import value
from derivations.laws import finite, gaussian
from derivations.moments import solve
from derivations.quotient import quotient
from derivations.system import Monomial, RowError, System, ordered, prime

pytestmark = pytest.mark.slow

ASKED = {question.name: question for question in QUESTIONS if question.kind == MOMENT}
X, H, K, XI, F, G = symbols("x h k xi f g")
A, B, RHO = symbols("a b rho")
HALF, THIRD = Rational(1, 2), Rational(1, 3)

# Random numbers of few values: a gate and the noise beside it depend on each other.
PAIR = finite(
    (F, XI),
    (
        (HALF, (Integer(2), -THIRD)),
        (THIRD, (-HALF, Integer(1))),
        (Rational(1, 6), (Rational(1, 5), Integer(-1))),
    ),
)
COIN = finite((G,), ((THIRD, (Integer(1),)), (2 * THIRD, (-HALF,))))
RANDOM = System(
    (
        (X, RHO * X + XI + Rational(1, 4)),
        (H, F * H + A * prime(X) - G * K),
        (K, (1 - F * G) * prime(H) + XI**2 * K + B * X),
    ),
    (PAIR, COIN),
)
ATOMS = (
    (
        (HALF, {F: 2, XI: -THIRD}),
        (THIRD, {F: -HALF, XI: 1}),
        (Rational(1, 6), {F: Rational(1, 5), XI: -1}),
    ),
    ((THIRD, {G: 1}), (2 * THIRD, {G: -HALF})),
)
PARAMETERS = {A: Rational(-2, 3), B: Rational(3, 4), RHO: Rational(-1, 5)}


def outcomes() -> Iterator[tuple[Expr, dict[Symbol, Expr]]]:
    for (p, pair), (q, coin) in product(*ATOMS):
        yield p * q, {s: Integer(1) * e for s, e in {**pair, **coin}.items()}


def stepped(state: dict[Symbol, Expr], drawn: dict[Symbol, Expr]) -> dict[str, Expr]:
    known: dict[Symbol, Expr] = {**state, **drawn, **PARAMETERS}
    for name, row in RANDOM.rows:
        known[prime(name)] = value(row, known)
    return {str(name): known[prime(name)] for name, _ in RANDOM.rows}


@settings(max_examples=25)
@given(
    monomial=st.lists(st.sampled_from(RANDOM.states), min_size=1, max_size=4),
    start=st.tuples(*[st.integers(-4, 4)] * 3),
)
def test_weights_are_the_mean_over_every_outcome(
    monomial: list[str], start: tuple[int, int, int]
) -> None:
    """At any state z, the mean of m(z') over the random numbers is the weighted sum of n(z)."""
    m = ordered(*monomial)
    state = dict(zip((X, H, K), map(Integer, start), strict=True))
    mean = sum(
        (
            p * prod(new[name] for name in m)
            for p, drawn in outcomes()
            for new in [stepped(state, drawn)]
        ),
        Integer(0),
    )
    equation = close(RANDOM, (m,)).equations[m]
    weighted = {
        n: value(written(weight, RANDOM), PARAMETERS) * prod(state[Symbol(s)] for s in n)
        for n, weight in equation.items()
    }
    assert sum(weighted.values(), Integer(0)) == mean
    for n, term in weighted.items():
        assert term == 0 or sum(weighted.values(), Integer(0)) - 2 * weighted[n] != mean


@pytest.mark.parametrize("name", ASKED)
def test_equations_are_closed_ordered_and_needed(name: str) -> None:
    question = ASKED[name]
    closure = close(system_of(question), question.moments)
    assert sorted(m for block in closure.blocks for m in block) == sorted(closure.equations)
    known: set[Monomial] = set()
    for block in closure.blocks:
        needed = {n for m in block for n in closure.equations[m]}
        assert needed <= known | set(block)
        known |= set(block)
    reached, todo = {ONE}, list(question.moments)
    while todo:
        m = todo.pop()
        todo += [] if m in reached else closure.equations[m]
        reached.add(m)
    assert reached == set(closure.equations)
    assert all(weight for equation in closure.equations.values() for weight in equation.values())


@pytest.mark.parametrize("name", ASKED)
def test_denominators_are_made_of_the_divisors(name: str) -> None:
    question = ASKED[name]
    solution = solve(system_of(question), question.moments)
    divisors = solution.closure.divisors
    assert len({str(d) for d in divisors}) == len(divisors)
    for moment in solution.moments.values():
        for base, _ in moment.den.factor()[1]:
            assert base in divisors or -base in divisors


def test_equations_in_words() -> None:
    closure = close(
        System(((X, RHO * X + XI), (H, A * H + prime(X))), (gaussian(XI, B),)), (("h", "h"),)
    )
    assert closure.lines == (
        ("E[x x]", "(rho**2) E[x x] + b"),
        ("E[h x]", "(a*rho) E[h x] + (rho**2) E[x x] + b"),
        ("E[h h]", "(a**2) E[h h] + (2*a*rho) E[h x] + (rho**2) E[x x] + b"),
    )
    assert closure.symbols == {A, B, RHO}
    forgetful = close(System(((H, K - K + A * H - A * H),)), (("h",),))
    assert forgetful.lines == (("E[h]", "0"),)
    assert forgetful.symbols == set()


def test_known_moments_are_constants() -> None:
    rows = ((X, X), (H, A * H + prime(X)))
    closure = close(System(rows, data=((("x", "x"), 1 / B),)), (("h", "h"),))
    assert closure.lines[0] == ("E[x x]", "1/b")
    assert closure.equations["x", "x"] == {ONE: quotient(1 / B, closure.ring)}
    assert "E[x x]" in close(System(rows), (("h", "h"),)).lines[0][1]


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(RowError, match="z: no such state; choose among x, h, k") as caught:
        close(RANDOM, (("h", "h"), ("h", "z")))
    assert "\n" not in str(caught.value)


def test_squares_of_roots_are_put_in() -> None:
    gamma = Symbol("gamma")
    system = System(
        ((H, A * H + gamma * XI),), (gaussian(XI, Integer(1)),), relations=((gamma, 1 - A**2),)
    )
    solution = solve(system, (("h", "h"),))
    assert written(solution.moments["h", "h"], system) == 1
    assert written(solution.moments["h", "h"], System(system.rows, system.laws)) != 1
    assert solution.closure.symbols == {A}
