"""A typical slip for each part of a theorem that is measured: what a check must not let through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sympy import Expr, Rational, Symbol

from derivations.general import A, B
from derivations.symbols import LAMBDA, LAMBDA_BAR, NU, RHO
from derivations.theorems import (
    averages,
    bounds,
    bounds_monotone,
    exponents,
    exponents_spectral,
    kernels,
    kernels_backward,
    kernels_exponential,
    normalization,
    normalization_tanh,
    radial,
    radial_variance,
)
from derivations.theorems.averages import S_0, S
from derivations.theorems.blocks import kernel as state
from derivations.theorems.exponents import DELTA, EPSILON
from derivations.theorems.kernels_exponential import gain, metric
from derivations.theorems.kernels_forms import G_B, GAMMA, I
from derivations.theorems.theorem import Identity, Part, Positivity, Theorem

MODULES = (
    *(
        kernels,
        kernels_backward,
        kernels_exponential,
        normalization,
        normalization_tanh,
        radial,
        radial_variance,
    ),
    *(averages, bounds, bounds_monotone, exponents, exponents_spectral),
)
Slip = Callable[[Expr], Expr]
P, SQUARE, B_BAR = Symbol("p"), Symbol("s"), Symbol("b_bar")
BOTH = EPSILON + DELTA
STEEP = (2 * EPSILON + DELTA) / (2 * EPSILON**3 * BOTH**2)
PLAIN = 1 / (EPSILON * BOTH)


def _linear(e: Expr) -> Expr:
    """Write 1 - rho for 1 - rho^2, the slip of the literature."""
    return e.subs(1 - RHO**2, 1 - RHO)


def _between(e: Expr) -> Expr:
    """Exchange 1/(1 - lambda)^2 and 1/(1 - lambda^2)^2."""
    kernel = state(LAMBDA, LAMBDA)
    return e - kernel * (1 / (1 - LAMBDA) ** 2 - 1 / (1 - LAMBDA**2) ** 2)


SLIPS: dict[tuple[str, int], Slip] = {
    ("pick-kernel", 0): lambda e: e.xreplace({G_B: -G_B}),
    ("pick-kernel", 1): lambda e: e.xreplace({B_BAR: B}),
    ("pick-kernel", 2): lambda e: e.xreplace({RHO: -RHO}),
    ("sensitivity-general", 0): lambda e: e.subs(1 + A * B, 1),
    ("sensitivity-general", 1): lambda e: e.subs(1 + A * B, 1 - A * B),
    ("sensitivity-general", 3): _linear,
    ("log-derivative-split", 0): _linear,
    ("log-derivative-split", 1): _linear,
    ("log-derivative-split", 2): _linear,
    ("log-derivative-split", 5): lambda e: e - 1 / (1 - P) ** 2,
    ("phase-free", 0): lambda e: e.subs(1 - RHO**2 * NU**2, 1 - RHO * NU),
    ("backward-signals", 0): lambda e: e / GAMMA,
    ("normalised-metric", 0): _linear,
    ("normalised-metric", 1): lambda e: e.subs(RHO**2, RHO),
    ("normalised-metric", 2): lambda e: e - 1 / (1 - SQUARE) ** 2,
    ("normalised-metric-complex", 0): lambda _: metric(LAMBDA * LAMBDA_BAR),
    ("normalised-metric-complex", 1): lambda e: e + (1 - NU**2) * metric(LAMBDA * LAMBDA_BAR),
    ("normalised-metric-complex", 2): lambda e: e + I * NU * metric(LAMBDA * LAMBDA_BAR),
    ("tanh-optimal", 0): lambda e: e.subs(RHO**2, RHO),
    ("tanh-optimal", 2): lambda e: e - RHO**2,
    ("radial-sensitivity", 0): lambda e: e * (1 - NU**2),
    ("radial-sensitivity", 1): lambda e: e * (1 - NU**2),
    ("sensitivity-from-variance", 0): lambda e: e * NU,
    ("sensitivity-from-variance", 2): lambda e: e * NU,
    ("uniform-phase", 0): lambda e: e.subs(1 - NU**2, 1 - NU),
    ("uniform-phase", 1): lambda e: e.subs(1 + NU**2, 1),
    ("ring-average", 0): lambda e: e.subs(1 - S * S_0, 1),
    ("sensitivity-bounds", 0): lambda e: e.xreplace({RHO: -RHO}),
    ("sensitivity-bounds", 1): lambda e: e.subs(1 - RHO, 1 + RHO),
    ("sensitivity-bounds", 2): _between,
    ("sensitivity-bounds", 3): _between,
    ("sensitivity-bounds", 4): _between,
    ("sensitivity-bounds", 8): lambda _: state(LAMBDA, LAMBDA_BAR) * gain(LAMBDA, LAMBDA_BAR) ** 2,
    ("monotone", 0): lambda e: e / 2,
    ("monotone", 1): lambda e: e.subs(LAMBDA**3, LAMBDA**2),
    ("monotone", 2): lambda e: e.xreplace({RHO: -RHO}),
    ("monotone", 3): lambda e: e.xreplace({RHO: -RHO}),
    ("exponents", 0): lambda e: e - STEEP * (1 + BOTH) / 2,
    ("exponents", 1): lambda e: e - STEEP * (1 - BOTH),
    ("exponents", 2): lambda e: e - PLAIN * (1 + BOTH / 2) / 2,
    ("exponents", 3): lambda e: e - PLAIN * (1 - BOTH / 2),
    ("exponents", 4): lambda e: e - Rational(1, 2) / (1 - RHO * LAMBDA) ** 2,
    ("exponents", 5): lambda e: e - Rational(1, 2) / (1 - RHO * LAMBDA) ** 2,
    ("exponents", 6): lambda e: e / EPSILON,
    ("exponents", 7): lambda e: e * EPSILON,
    ("exponents", 8): lambda e: e.xreplace({LAMBDA: -LAMBDA}),
    ("spectral-growth", 0): _linear,
    ("spectral-growth", 1): lambda e: e / 2,
}


def theorems() -> tuple[Theorem, ...]:
    return tuple(theorem for module in MODULES for theorem in module.theorems())


def slipped(theorem: Theorem, place: int) -> Part:
    part, slip = theorem.parts[place], SLIPS[theorem.name, place]
    if isinstance(part, Identity):
        wrong: Part = replace(part, right=slip(part.right))
    else:
        assert isinstance(part, Positivity)
        wrong = replace(part, expression=slip(part.expression))
    assert wrong != part
    return wrong
