"""Stationarity equations: no residual, and the moments that one dense linear system gives."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations_with_replacement
from zlib import crc32

import pytest
from sympy import Expr, Integer, Poly, Rational, Symbol, prod, symbols
from sympy.polys.matrices import DomainMatrix

from derivations import scalar
from derivations.closure import ONE, determinant, written
from derivations.families import MOMENT, QUESTIONS, system_of
from derivations.field import fractions_over, identical, value
from derivations.inputs import EXPONENTIAL, INPUTS, WHITE, WHITE_PLUS_CONSTANT, Input
from derivations.laws import finite, gate, gaussian
from derivations.moments import Solution, solve
from derivations.spectra import further
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from derivations.system import Monomial, RowError, System, ordered, prime
from tests.alike import one_in

pytestmark = pytest.mark.slow

ASKED = {question.name: question for question in QUESTIONS if question.kind == MOMENT}
SOURCES = {source.name: source for source in (*INPUTS, *further())}
NAMES = [*ASKED, *SOURCES]
ZERO, HALF = Integer(0), Rational(1, 2)
H, G, X, XI, F, C = symbols("h g x xi f c")
A, B = LAMBDA, LAMBDA_0
NOISE = gaussian(XI, Symbol("v"))
Point = Mapping[Symbol, Expr]


def of_input(source: Input) -> Solution:
    return solve(scalar.joint_system(source, (A, B)), (ordered(*map(scalar.tangent, (A, B))),))


@cache
def solution(name: str) -> Solution:
    if name in SOURCES:
        return of_input(SOURCES[name])
    return solve(system_of(ASKED[name]), ASKED[name].moments)


def seeded(salt: int, name: str) -> random.Random:
    return random.Random(crc32(f"{salt}/{name}".encode()))


def transition(system: System) -> list[list[Expr]]:
    """Write z' = A z for z = (1, states), the random numbers still in A."""
    states, new = [state for state, _ in system.rows], dict[Symbol, Expr]()
    table = [[Integer(1), *(ZERO for _ in states)]]
    for state, row in system.rows:
        new[prime(state)] = full = row.xreplace(new).expand()
        rest = full.xreplace(dict.fromkeys(states, ZERO))
        table.append([rest, *(full.coeff(s) for s in states)])
    return table


def averaged(product: Expr, system: System) -> Expr:
    if not system.random:
        return product
    total = ZERO
    for powers, weight in Poly(product, *system.random).terms():
        start = 0
        for law in system.laws:
            weight *= law.moment(powers[start : start + len(law.symbols)])
            start += len(law.symbols)
        total += weight
    return total


def kronecker(system: System, point: Point) -> dict[tuple[str, ...], Expr]:
    """Solve M = E[A M A^T], all pairs of (1, states) at once, known moments put in."""
    a = [[entry.xreplace(point) for entry in row] for row in transition(system)]
    names, pairs = ["", *system.states], list(combinations_with_replacement(range(len(a)), 2))
    # A level kept for ever has no equation for its mean; it is zero unless the data say otherwise.
    known: dict[tuple[str, ...], Expr] = {}
    if not system.random:
        known |= {("", "x"): ZERO, ("", "y"): ZERO}
    known |= {tuple(sorted(("", *m)[-2:])): e.xreplace(point) for m, e in system.data}
    known["", ""] = Integer(1)
    rows = []
    for i, j in pairs:
        row = dict.fromkeys(pairs, ZERO) | {(i, j): Integer(1)}
        right = known.get(tuple(sorted((names[i], names[j]))))
        for k, left in enumerate(a[i] if right is None else ()):
            for m, other in enumerate(a[j] if left != 0 else ()):
                weight = averaged((left * other).expand(), system).xreplace(point)
                row[min(k, m), max(k, m)] -= weight
        rows.append([*row.values(), right or ZERO])
    field = fractions_over(*(entry for row in rows for entry in row))
    dense = [[field.from_sympy(entry) for entry in row] for row in rows]
    size = len(pairs)
    left_side = DomainMatrix([row[:-1] for row in dense], (size, size), field).to_sparse()
    right_side = DomainMatrix([row[-1:] for row in dense], (size, 1), field).to_sparse()
    found = map(field.to_sympy, left_side.lu_solve(right_side).to_list_flat())
    return {tuple(sorted((names[i], names[j]))): e for (i, j), e in zip(pairs, found, strict=True)}


def key_of(monomial: Monomial) -> tuple[str, ...]:
    return tuple(sorted(("", "", *monomial)[-2:]))


def drawn(solved: Solution, rng: random.Random) -> dict[Symbol, Expr]:
    """Draw a rational point, on the curves gamma^2 = 1 - lambda^2 of the square roots."""
    ring = solved.closure.ring
    point = {Symbol(s): Rational(2 * rng.randint(-9, 9) + 1, 23) for s in ring.context.names()}
    for root, square in solved.system.relations:
        (variable,), t = square.free_symbols, Rational(rng.randint(1, 9), 11)
        point |= {variable: 2 * t / (1 + t**2), root: (1 - t**2) / (1 + t**2)}
    return point


@pytest.mark.parametrize("name", one_in(2, NAMES))
def test_a_dense_solve_gives_the_same_moments(name: str, salt: int) -> None:
    solved = solution(name)
    point = drawn(solved, seeded(salt, name))
    dense = kronecker(solved.system, point)
    here = {m: value(written(e, solved.system), point) for m, e in solved.moments.items()}
    assert here == {m: dense[key_of(m)] for m in here}
    target = max(here, key=len)
    assert here[target] * 2 != dense[key_of(target)] or not here[target]


SMALL = [
    name
    for name, question in ASKED.items()
    if not question.recurrence.relations and len(system_of(question).states) <= 4
]


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_a_dense_solve_gives_the_same_formulas(name: str) -> None:
    solved = solution(name)
    dense = kronecker(solved.system, {})
    for monomial, moment in solved.moments.items():
        assert identical(written(moment, solved.system), dense[key_of(monomial)])


def is_quick(solved: Solution) -> bool:
    """Say whether SymPy's own arithmetic can follow in no time: no root, and few equations."""
    return not solved.system.relations and len(solved.moments) < 7


@pytest.mark.parametrize("name", NAMES)
def test_every_equation_holds(name: str) -> None:
    solved = solution(name)
    assert solved.holds()
    if is_quick(solved):
        assert [m for m in solved.moments if m != ONE and solved.residual(m) != 0] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_planted_error_leaves_a_residual(name: str) -> None:
    solved, one = solution(name), solution(name).closure.ring.one
    for monomial, moment in solved.moments.items():
        if solved.closure.equations[monomial].get(monomial) == one or monomial == ONE:
            continue
        assert not replace(solved, moments={**solved.moments, monomial: moment + one}).holds()
        if is_quick(solved):
            wrong = written(moment, solved.system) + 1
            assert solved.residual(monomial, {monomial: wrong}) != 0


def test_data_stand_for_equations() -> None:
    solved = of_input(WHITE_PLUS_CONSTANT)
    assert solved.value("c", "c") == 1
    free = replace(scalar.joint_system(WHITE_PLUS_CONSTANT, (A,)), data=())
    with pytest.raises(RowError, match=r"E\[c c\]: its equation leaves it open") as caught:
        solve(free, (("h(lambda)", "h(lambda)"),))
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith("give its value as data")


def test_states_that_never_forget_are_refused() -> None:
    turn = System(((X, G), (G, -X), (H, A * H + prime(X))))
    with pytest.raises(
        RowError, match=r"E\[.*\]: its equation leaves it open, as some state never"
    ):
        solve(turn, (("h", "h"),))


def test_means_of_rows_with_constants_and_gates() -> None:
    rows = ((X, RHO * X + 1 + XI), (H, F * H + A * prime(X) + HALF))
    system = System(rows, (NOISE, gate((F,))))
    solved, m_1 = solve(system, (("h",), ("h", "x"))), Symbol("m_1")
    mean = 1 / (1 - RHO)
    assert identical(solved.value("x"), mean)
    assert identical(solved.value("h"), (A * mean + HALF) / (1 - m_1))
    assert not identical(solved.value("h"), A * mean / (1 - m_1))


@pytest.mark.parametrize("degree", [1, 2, 3, 4])
def test_moments_of_any_degree_of_a_unit_that_forgets_at_once(degree: int) -> None:
    law = finite((F, C), ((Rational(1, 3), (A, B)), (Rational(2, 3), (-B, 1 + A))))
    system = System(((G, F), (H, 2 * C - prime(G))), (law,))
    found = solve(system, (("g",) * (degree - 1) + ("h",),)).value(*["g"] * (degree - 1), "h")
    expected = A ** (degree - 1) * (2 * B - A) + 2 * (-B) ** (degree - 1) * (2 + 2 * A + B)
    assert identical(found, expected / 3)


@pytest.mark.parametrize(
    ("source", "slopes", "expected"),
    [
        (EXPONENTIAL, False, (1 - A * B) * (1 - A * RHO) * (1 - B * RHO)),
        (EXPONENTIAL, True, (1 - A * B) ** 4 * (1 - A * RHO) ** 2 * (1 - B * RHO) ** 2),
        (WHITE, False, 1 - A * B),
        (WHITE_PLUS_CONSTANT, False, (1 - A * B) * (1 - A) * (1 - B)),
    ],
    ids=["exponential-K", "exponential-S", "white-K", "constant-K"],
)
def test_determinants_multiply_to_the_known_one(
    source: Input, slopes: bool, expected: Expr
) -> None:
    name = scalar.tangent if slopes else scalar.state
    solved = solve(scalar.joint_system(source, (A, B)), (ordered(name(A), name(B)),))
    blocks = solved.closure.blocks
    found = prod(written(determinant(solved.closure, b), solved.system) for b in blocks)
    assert identical(found, expected)
    assert not identical(found, expected * (1 - A * B))
