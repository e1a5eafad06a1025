r"""The kernels of an input at a pair of conjugate eigenvalues, as real fractions.

K(a, b) and S(a, b) do not change when a and b are swapped, so with $a = u + q$, $b = u - q$ they
hold q to even powers only; for $\lambda = u + i v$ that is $q^2 = u^2 - |\lambda|^2$.
"""

from __future__ import annotations

from typing import NamedTuple

from sympy import Expr, Symbol

from derivations.general import for_input, kernels
from derivations.inputs import Input
from derivations.quotient import Quotient, quotient, ring_over

A, B, HALF_GAP = Symbol("_a"), Symbol("_b"), Symbol("_q")
REAL, SQUARE = Symbol("_u"), Symbol("_m")  # of lambda: its real part, the square of its modulus


class Kernels(NamedTuple):
    r"""Kernels at $(\lambda, \bar\lambda)$, fractions in `REAL`, `SQUARE` and parameters.

    Args:
        state: K.
        sensitivity: S.
        slope: the real part of $\partial_a K$.
        turn: the imaginary part of it, divided by that of lambda.
    """

    state: Expr
    sensitivity: Expr
    slope: Expr
    turn: Expr


def at_conjugates(source: Input) -> Kernels:
    """Derive the kernels of an input at an eigenvalue and its conjugate.

    Args:
        source: a real input whose generating function is rational.

    Returns:
        The kernels.
    """
    state, sensitivity = (for_input(form, source) for form in kernels(A, B))
    on_a, on_b = state.diff(A), state.diff(B)
    even = ((on_a + on_b) / 2, (on_a - on_b) / (2 * HALF_GAP))
    return Kernels(*(_symmetric(form) for form in (state, sensitivity, *even)))


def _symmetric(form: Expr) -> Expr:
    moved = form.xreplace({A: REAL + HALF_GAP, B: REAL - HALF_GAP})
    ring = ring_over({*moved.free_symbols, REAL, SQUARE, HALF_GAP})
    square = quotient(REAL**2 - SQUARE, ring)
    found: Quotient = quotient(moved, ring)
    return found.without_root(str(HALF_GAP), square).expression()
