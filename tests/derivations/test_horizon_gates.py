"""Moments after T steps of random gates: against every sequence; and proofs that refuse errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from sympy import QQ_I, Expr, Integer, Rational, Symbol

from derivations import horizon, modes
from derivations.closure import ONE
from derivations.families import QUESTIONS, system_of
from derivations.field import value
from derivations.horizon import Horizon, after, at_point, integer
from derivations.moments import Solution, solve
from derivations.recurrences import KAPPA, M
from derivations.symbols import RHO
from derivations.system import Monomial

pytestmark = pytest.mark.slow

Point = Mapping[Symbol, Expr]
ZERO = Integer(0)


def asked(name: str) -> tuple[Solution, tuple[str, ...], Monomial]:
    """Give the solution that a closed form is read from, the states that rest, and its moment."""
    question = next(q for q in QUESTIONS if q.name == name)
    solution, (target,) = solve(system_of(question), question.moments), question.moments
    resting = tuple(s for s in solution.system.states if s not in question.source.states)
    return solution, resting, target


# A gate and its slope take two pairs of values, of which every sequence is gone through.
GATE = (
    (Rational(2, 3), Rational(5, 4), Rational(-1, 3)),
    (Rational(1, 3), Rational(-1, 2), Rational(2, 5)),
)
GATED = {
    Symbol("m_1"): sum((p * f for p, f, _ in GATE), ZERO),
    Symbol("m_2"): sum((p * f**2 for p, f, _ in GATE), ZERO),
    Symbol("m_0_1"): sum((p * g for p, _, g in GATE), ZERO),
    Symbol("m_0_2"): sum((p * g**2 for p, _, g in GATE), ZERO),
    Symbol("m_1_1"): sum((p * f * g for p, f, g in GATE), ZERO),
    RHO: Rational(-3, 4),
}


def over_gates(steps: int, *, slopes: bool) -> Expr:
    total = ZERO
    for gates in product(GATE, repeat=steps):
        chance, held, moved, weights = Integer(1), Integer(1), ZERO, []
        for p, f, g in gates:
            weights.append(moved if slopes else held)
            chance, held, moved = chance * p, held * f, held * g + moved * f
        pairs = product(enumerate(weights), repeat=2)
        total += chance * sum((a * b * GATED[RHO] ** abs(n - m) for (n, a), (m, b) in pairs), ZERO)
    return total


@pytest.mark.parametrize("kind", ["state", "sensitivity"])
def test_gates_as_every_sequence_of_them(kind: str) -> None:
    solution, resting, target = asked(f"{kind}_moment_gated")
    expression = after(solution, resting).expression(target)
    for steps in range(6):
        right = over_gates(steps, slopes=kind == "sensitivity")
        assert value(expression.subs(horizon.T, steps), GATED) == right
        modes_here = at_point(solution, resting, GATED)[target]
        assert modes.value(modes_here, steps, integer) == QQ_I.from_sympy(right)
        lower = {**GATED, Symbol("m_2"): GATED[Symbol("m_2")] / 2}
        assert steps < 3 or value(expression.subs(horizon.T, steps), lower) != right


def flipped(steps: int, by: Symbol | None, point: Point) -> Expr:
    """Average over every input of signs, of which the second moment is all that matters."""
    m, kappa, total = point[M], point[KAPPA], ZERO
    for signs in product((1, -1), repeat=steps):
        h = slope = ZERO
        for x in signs:
            own = {M: 1, KAPPA: x}.get(by, 0) if by else 0
            slope, h = (m + kappa * x) * slope + own * h, (m + kappa * x) * h + x
        total += (slope if by else h) ** 2 / Integer(2) ** steps
    return total


@pytest.mark.parametrize("by", [None, M, KAPPA], ids=str)
def test_a_selective_gate_as_every_input(by: Symbol | None) -> None:
    name = f"sensitivity_moment_selective_{by}" if by else "state_moment_selective"
    solution, resting, target = asked(name)
    expression = after(solution, resting).expression(target)
    point = {M: Rational(-2, 3), KAPPA: Rational(4, 5)}
    for steps in range(6):
        right = flipped(steps, by, point)
        assert value(expression.subs(horizon.T, steps), point) == right
        assert steps < 3 or flipped(steps - 1, by, point) != right


def parts(name: str) -> tuple[Horizon, Any, Any, Callable[[int], Any]]:
    solution, resting, _ = asked(name)
    ring = solution.closure.ring

    def number(integer: int) -> Any:
        return ring.number(Integer(integer))

    start = {
        m: number(0) if set(m) & set(resting) else moment for m, moment in solution.moments.items()
    }
    return after(solution, resting), solution.closure.equations, start, number


@pytest.mark.parametrize("name", ["sensitivity_kernel_leaky", "sensitivity_moment_gated"])
def test_planted_modes_and_starts_are_not_proved(name: str) -> None:
    found, equations, start, number = parts(name)
    terms = dict(found.terms)
    assert modes.proved(terms, equations, start, number)
    for m in terms.keys() - {ONE}:
        assert not modes.proved(terms, equations, start | {m: start[m] + number(1)}, number)
        for k, mode in enumerate(terms[m]):
            turned = replace(mode, coefficients=(-mode.coefficients[0], *mode.coefficients[1:]))
            squared = replace(mode, rate=mode.rate * mode.rate + number(1))
            for wrong in (turned, squared) if mode.coefficients[0] else (squared,):
                others = (*terms[m][:k], wrong, *terms[m][k + 1 :])
                assert not modes.proved(terms | {m: others}, equations, start, number)


def test_a_failed_induction_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    solution, resting, target = asked("state_kernel_leaky")
    right = modes.run

    def wrong(*arguments: Any) -> dict[Monomial, modes.Modes]:
        found = right(*arguments)
        return found | {target: found[target][:-1]}

    monkeypatch.setattr(modes, "run", wrong)
    with pytest.raises(ArithmeticError, match="the induction over T fails"):
        after(solution, resting)
