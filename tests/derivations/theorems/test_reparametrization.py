"""Reparametrizations: every part holds, slips are seen, and each hypothesis is needed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from types import ModuleType

import pytest
from sympy import Expr, Integer, Rational, Symbol

from derivations.field import value
from derivations.symbols import LAMBDA, RHO
from derivations.theorems import (
    reparametrization,
    reparametrization_constant,
    reparametrization_correlated,
    reparametrization_stable,
)
from derivations.theorems.blocks import kernel, sensitivity, squared_slope
from derivations.theorems.reparametrization_solved import SQUARES, Solved, starting
from derivations.theorems.theorem import Argument, Identity, Positivity, Theorem, expanded
from tests.derivations.theorems.checking import called, holds

MODULES = (
    reparametrization,
    reparametrization_constant,
    reparametrization_correlated,
    reparametrization_stable,
)
THEOREMS: tuple[Theorem, ...] = sum((module.theorems() for module in MODULES), ())
SOLVED = [*reparametrization.conventions(), *reparametrization_constant.conventions()]
L, R = LAMBDA, RHO
AT = reparametrization_stable.at_omega()
HALVES = [Rational(p, q) for q in range(2, 5) for p in range(1 - q, q) if p]


def nothing(*_: Expr) -> Expr:
    return Integer(0)


SLIPS = [
    ("solved-reparametrizations", 0, (1 + L**2) / (1 - L**2) ** 2),
    ("solved-reparametrizations", 1, (1 + L**2) ** 2 / (1 - L**2) ** 3),
    ("solved-reparametrizations", 3, 1 / (1 - L**2) ** 2),  # the published tanh, gamma held
    ("solved-reparametrizations", 4, 1 / (1 - L**2) ** 2),
    ("solved-reparametrizations", 6, (1 + L**2) / (1 - L**2) ** 2),
    ("solved-reparametrizations", 9, 1 / ((1 - L) * (1 + L) ** 3)),
    ("solved-reparametrizations", 10, 2 / ((1 - L) * (1 + L)) ** 3),
    ("constant-reparametrizations", 0, 1 / (1 - L) ** 3),
    ("constant-reparametrizations", 6, (1 - L) / (1 + L) ** 3),
    ("constant-reparametrizations", 7, 1 / ((1 - L) ** 3 * (1 + L))),
    ("correlated-reparametrization", 0, (1 + R * L) / (1 - R * L) / (1 - L**2)),
    ("correlated-reparametrization", 1, (1 - R * L) / (1 + R * L) / (1 - L**2) ** 2),
    ("stable-ssm", 0, reparametrization_stable.ratio_at(AT) / 2),
    ("stable-ssm", 0, reparametrization_stable.ratio_at(AT).subs(R, -R)),
    ("stable-ssm", 1, 2 * (1 - AT) ** 3 * (1 + AT) ** 2),
]


def test_a_lost_half_in_the_map_is_seen() -> None:
    omega = Symbol("omega")
    part = called(THEOREMS, "stable-ssm").parts[1]
    assert isinstance(part, Identity)
    assert not holds(replace(part, left=part.left.subs(omega**2, omega**2 + Rational(1, 2))))


def test_bounds_that_are_too_tight_are_seen() -> None:
    low, high = called(THEOREMS, "stable-ssm").parts[5:7]
    assert isinstance(low, Positivity)
    assert isinstance(high, Positivity)
    assert not holds(replace(low, expression=low.expression - Rational(1, 100)))
    assert not holds(replace(high, box=((LAMBDA, "minus_unit"),)))  # above 2 for lambda < 0
    assert any(value(high.expression, {L: at}) < 0 for at in HALVES)


@pytest.mark.parametrize("solved", SOLVED, ids=range(len(SOLVED)))
def test_a_wrong_start_or_table_is_seen(solved: Solved) -> None:
    assert starting(solved, SQUARES)()
    assert not starting(solved._replace(omega=solved.omega + 1), SQUARES)()
    assert not starting(solved._replace(omega=-solved.omega), SQUARES)()
    for k, (symbol, function, slope) in enumerate(solved.table):
        wrong = (*solved.table[:k], (symbol, function, 2 * slope), *solved.table[k + 1 :])
        assert not starting(solved._replace(table=wrong), SQUARES)()


def test_the_general_solution_needs_its_constant() -> None:
    solved, squares = (
        reparametrization_correlated.differentiated(),
        (reparametrization_correlated.SQUARES),
    )
    assert starting(solved, squares)()
    assert not starting(solved._replace(omega=solved.omega.subs(Symbol("T_0"), 0)), squares)()


@pytest.mark.parametrize("solved", reparametrization.conventions(), ids=lambda s: s.words)
def test_white_input_is_needed(solved: Solved) -> None:
    """Search for a correlation at which lambda'^2 E is not one."""
    gains = {
        "no gamma": sensitivity(L, L),
        "gamma = sqrt(1 - lambda^2) not differentiated": (1 - L**2) * sensitivity(L, L),
        "gamma = sqrt(1 - lambda^2) differentiated": kernel(L, L) / (1 - L**2),
        "gamma = 1 - lambda differentiated": carried_out(squared_slope(1 - L, L, L)),
    }
    at_any = gains[solved.words]
    assert value(at_any / solved.energy, {L: HALVES[0], R: Integer(0)}) == 1
    assert any(value(at_any / solved.energy, {L: HALVES[0], R: rho}) != 1 for rho in HALVES)


def carried_out(expression: Expr) -> Expr:
    return expanded(Identity("", expression, Integer(0)))[0]


def test_only_the_moving_average_ends() -> None:
    orders = [reparametrization.pole(solved.energy) for solved in reparametrization.conventions()]
    assert orders == [3, 2, 2, 1]
    assert reparametrization.pole(1 / (1 - L) ** 4 * (1 - L)) == 3


def test_stable_ssm_does_not_equalise_a_normalised_state() -> None:
    """With the root's gain the sensitivity tends to zero, as far as one looks."""
    slope = 2 * (1 - L) ** 3 * (1 + L)
    normalised = slope * (1 - L**2) * sensitivity(L, L, Integer(0))
    values = [value(normalised, {L: 1 - Rational(1, 10**k)}) for k in range(1, 5)]
    assert all(8 * later < earlier for earlier, later in pairwise(values))


DOUBLED = [
    ("solved-reparametrizations", 12, reparametrization, "pole", lambda energy: 2),
    ("constant-reparametrizations", 13, reparametrization_constant, "squared_slope", nothing),
    ("correlated-reparametrization", 3, reparametrization_correlated, "LIMIT_2", (1 - R) / (1 + R)),
    ("stable-ssm", 7, reparametrization_stable, "ratio_at", lambda at: (1 + at) / (1 - R * at)),
]


@pytest.mark.parametrize(("name", "number", "module", "what", "wrong"), DOUBLED, ids=range(4))
def test_an_argument_can_fail(
    name: str,
    number: int,
    module: ModuleType,
    what: str,
    wrong: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    argument = called(THEOREMS, name).parts[number]
    assert isinstance(argument, Argument)
    assert argument.holds()
    monkeypatch.setattr(module, what, wrong)
    assert not argument.holds()


def test_every_argument_says_how() -> None:
    arguments = [p for t in THEOREMS for p in t.parts if isinstance(p, Argument)]
    assert len(arguments) == len(SOLVED) + 5
    assert all(a.how and a.holds() for a in arguments)
