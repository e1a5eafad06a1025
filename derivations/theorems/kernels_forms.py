"""The kernels as their derivations give them, in the symbols in which theorems speak of them."""

from __future__ import annotations

from sympy import Expr, Symbol

from derivations import general
from derivations.general import A, B, G, GPrime
from derivations.symbols import LAMBDA, LAMBDA_BAR, NU
from derivations.system import Rule
from derivations.theorems.theorem import D

G_A, G_B, SLOPE_A, SLOPE_B = (Symbol(name) for name in ("G_a", "G_b", "dG_a", "dG_b"))
I, GAMMA, OMEGA, THETA = (Symbol(name) for name in ("i", "gamma", "omega", "theta"))
LINE = Symbol("w")  # a frequency, as a point of the unit circle

_ATOMS = {G(A): G_A, G(B): G_B, GPrime(A): SLOPE_A, GPrime(B): SLOPE_B}
ABSTRACT: tuple[Rule, ...] = ((A, G_A, SLOPE_A), (B, G_B, SLOPE_B))
TURNING: tuple[Rule, ...] = (
    (NU, LAMBDA, LAMBDA / NU),
    (NU, LAMBDA_BAR, LAMBDA_BAR / NU),
    (THETA, LAMBDA, I * LAMBDA),
    (THETA, LAMBDA_BAR, -I * LAMBDA_BAR),
)  # of lambda = nu exp(i theta) and its conjugate
MODULUS = (NU, LAMBDA * LAMBDA_BAR)


def abstract() -> tuple[Expr, Expr]:
    """Give K(a, b) and S(a, b) of any input, from the moment equations of states and tangents."""
    one, two = (kernel.xreplace(_ATOMS) for kernel in general.kernels(A, B))
    return one, two


def pick() -> Expr:
    """Give (G(a) + G(b)) / (1 - ab)."""
    return general.pick_form(A, B)[0].xreplace(_ATOMS)


def real_normalised(factor: Expr, theta: Symbol, kernel: Expr, slopes: Expr) -> Expr:
    """Write E[(d_theta (gamma h))^2] at a real eigenvalue by moments of h and its tangent.

    Args:
        factor: gamma.
        theta: what is differentiated by.
        kernel: E[h^2].
        slopes: E[(d_lambda h)^2].

    Returns:
        An expression with derivatives `D`; E[h d_lambda h] is half the derivative of E[h^2].
    """
    own, turn = D(factor, theta), D(LAMBDA, theta)
    return own**2 * kernel + factor * own * D(kernel, theta) + factor**2 * turn**2 * slopes


def normalised(factor: Expr, first: Symbol, second: Symbol, kernel: Expr) -> Expr:
    """Write E[d_first (gamma h) conj(d_second (gamma h))] by moments of h and its tangent.

    Args:
        factor: gamma, real.
        first: a real coordinate of lambda.
        second: another.
        kernel: K(lambda, conj lambda), analytic in both.

    Returns:
        An expression with derivatives `D`.
    """
    one, two = D(factor, first), D(factor, second)
    forth, back = D(LAMBDA, first), D(LAMBDA_BAR, second)
    by_first, by_second = D(kernel, LAMBDA), D(kernel, LAMBDA_BAR)
    crossed = one * back * by_second + two * forth * by_first
    both = forth * back * D(by_first, LAMBDA_BAR)
    return one * two * kernel + factor * crossed + factor**2 * both
