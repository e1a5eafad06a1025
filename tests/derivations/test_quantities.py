"""Quantities: combinations of kernel values with the right arguments and signs."""

from __future__ import annotations

import pytest
from sympy import Expr, I, Rational

from derivations import catalogue
from derivations.field import identical
from derivations.quantities import KERNELS, QUANTITIES, SENSITIVITY_KERNEL, STATE_KERNEL, Quantity
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, RHO

A, B, A_BAR, B_BAR = LAMBDA, LAMBDA_0, LAMBDA_BAR, LAMBDA_0_BAR
BY_NAME = {quantity.name: quantity for quantity in QUANTITIES}
MEANINGS = {
    "state_kernel": STATE_KERNEL(A, B),
    "state_moment": STATE_KERNEL(A, A_BAR),
    "sensitivity_kernel": SENSITIVITY_KERNEL(A, B),
    "sensitivity_moment": SENSITIVITY_KERNEL(A, A_BAR),
    "teacher_student_loss": (
        STATE_KERNEL(A, A_BAR)
        + STATE_KERNEL(B, B_BAR)
        - STATE_KERNEL(A, B_BAR)
        - STATE_KERNEL(B, A_BAR)
    )
    / 2,
}


def test_every_quantity_has_a_meaning_here() -> None:
    assert BY_NAME.keys() == MEANINGS.keys()


@pytest.mark.parametrize("name", MEANINGS)
def test_in_kernels(name: str) -> None:
    assert (BY_NAME[name].in_kernels - MEANINGS[name]).expand() == 0


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda quantity: quantity.name)
def test_variables_are_what_a_user_gives(quantity: Quantity) -> None:
    found: set[Expr] = set().union(*(t.free_symbols for t in quantity.in_kernels.atoms(*KERNELS)))
    assert set(quantity.eigenvalues) == found
    assert set(quantity.variables) == found - {A_BAR, B_BAR}
    assert quantity.latex.format("x").count("x") == 1


def test_sensitivity_is_the_mixed_derivative_of_the_state_kernel() -> None:
    state, sensitivity = (catalogue.derive(n).expression for n in list(BY_NAME)[::2][:2])
    assert identical(state.diff(A, B), sensitivity)


def test_loss_vanishes_at_the_teacher_and_nowhere_near() -> None:
    loss = catalogue.derive("teacher_student_loss")
    teacher, rho = Rational(1, 2) - I / 3, -Rational(2, 5)
    assert loss.value({A: teacher, B: teacher, RHO: rho}) == 0
    for step in (Rational(1, 10), -Rational(1, 10), I / 10, -I / 10):
        assert loss.value({A: teacher + step, B: teacher, RHO: rho}) > 0
    assert identical(
        loss.expression.xreplace({A: B, B: A, A_BAR: B_BAR, B_BAR: A_BAR}), loss.expression
    )
