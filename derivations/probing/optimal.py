r"""The map that makes the sensitivity constant: $\lambda'(\omega) = A(\lambda)^{-1/2}$.

A is the sensitivity divided by $\lambda'^2$, for a given gain $\gamma(\lambda)$ and input. The
solution is an arc length, $\omega(\lambda) = \int_0^\lambda \sqrt{A}$: every other map is compared
with it by how far its own sensitivity is from a constant.
"""

from __future__ import annotations

from typing import NamedTuple

from flint import acb, ctx
from sympy import (
    Expr,
    Integer,
    Rational,
    asin,
    asinh,
    atanh,
    elliptic_e,
    elliptic_f,
    log,
    oo,
    sqrt,
)

from derivations.inputs import Input
from derivations.parameterizations.parameterization import OMEGA, Parameterization
from derivations.probing.compact import compact
from derivations.probing.enclosing import enclosed
from derivations.probing.forms import COUPLED, DETACHED, Form, forms
from derivations.probing.inverse import in_lambda, inverse, unwound
from derivations.symbols import LAMBDA as L

ROOT, ZERO = sqrt(1 - L**2), Integer(0)
# theory: white input without gamma, gamma held fixed, gamma = sqrt(1 - lambda^2) differentiated, an
# average differentiated; constant input without gamma, an average held fixed, sqrt(1 - lambda^2)
SOLUTIONS = (
    L,
    atanh(L),
    L / (1 - L),
    -log(1 - L),
    sqrt(2) * (1 - sqrt((1 - L) / (1 + L))),
    sqrt(2) * atanh(sqrt(2) * L / sqrt(1 + L**2)) - asinh(L),
    2 * (1 + L) / ROOT - 2 - asin(L),
    L * sqrt(1 + L**2) / ROOT - elliptic_e(asin(L), -1) + elliptic_f(asin(L), -1),
)
EVALUATIONS = 20_000  # of an integrand, some seconds; Arb's own limit is minutes
REFERENCE = Rational(1, 2)  # the eigenvalue at which sensitivities are made equal


class Optimum(NamedTuple):
    """The optimal map for a gain and an input.

    Args:
        density: A(lambda).
        rate: A^(-1/2), which lambda' must be; infinite if nothing can be learned.
        coordinate: omega(lambda) with omega(0) = 0, proved; None if no closed form is known.
        eigenvalue: lambda(omega); None if the coordinate cannot be solved for it.
    """

    density: Expr
    rate: Expr
    coordinate: Expr | None
    eigenvalue: Expr | None


def optimum(unit: Parameterization, source: Input) -> Optimum | None:
    """Find the optimal map for the gain of a unit, in the unit's convention.

    Args:
        unit: real, with one coordinate; of its map only gamma as a function of lambda counts.
        source: the input.

    Returns:
        The optimum; None if the unit's map cannot be solved for its coordinate.
    """
    if inverse(unit) is None:
        return None
    written = in_lambda(unit, _moments(unit, source))
    sensitivity, square = (form.expression for form in written)
    density = compact(sensitivity / square)
    coordinate = solution(density)
    inverted = None if coordinate is None else unwound(coordinate, L, OMEGA)
    rate = sqrt(compact(1 / density)) if density != 0 else oo
    return Optimum(density, rate, coordinate, inverted and compact(inverted))


def solution(density: Expr) -> Expr | None:
    r"""Look for a closed form of $\int_0^\lambda \sqrt{A}$ and prove it by differentiation.

    Args:
        density: A, positive, of `lambda`.

    Returns:
        The form, whose squared derivative is A identically; None if none of `SOLUTIONS` is one.
    """
    if density == 0:
        return None
    for candidate in SOLUTIONS:
        factor = compact(density / candidate.diff(L) ** 2)
        if not factor.has(L):
            scaled: Expr = sqrt(factor) * candidate
            return scaled
    return None


def is_solution(candidate: Expr, density: Expr) -> bool:
    """Decide whether the squared derivative of a function of lambda is A, and it vanishes at 0."""
    return bool(compact(candidate.diff(L) ** 2 - density) == 0 and candidate.subs(L, 0) == 0)


def coordinate_at(density: Expr, eigenvalue: Expr, digits: int = 20, start: Expr = ZERO) -> acb:
    r"""Enclose $\int_{\lambda_0}^\lambda \sqrt{A}$.

    Args:
        density: A, of `lambda` alone, positive between 0 and the eigenvalue.
        eigenvalue: a rational number.
        digits: wanted.
        start: a rational number, where the integral begins.

    Returns:
        A ball that is proved to contain the integral; a wide one, or one that is not finite, where
        the integrand is too close to singular.

    Raises:
        ValueError: if the density holds another symbol.
    """
    if density.free_symbols - {L}:
        raise ValueError(f"density = {density}: must hold lambda alone; give its parameters values")

    def integrand(x: acb, analytic: bool) -> acb:
        return enclosed(density, {L: x}, analytic=analytic).sqrt(analytic=analytic)

    with ctx.workdps(digits + 10):
        low, high = (enclosed(number, {}, analytic=False) for number in (start, eigenvalue))
        accuracy = acb(10).real ** -digits
        return acb.integral(integrand, low, high, rel_tol=accuracy, eval_limit=EVALUATIONS)


def unevenness(unit: Parameterization, source: Input) -> Expr | None:
    """Compare a map with the optimal one of equal sensitivity at lambda = 1/2.

    Args:
        unit: real, with one coordinate.
        source: the input.

    Returns:
        The sensitivity of the unit divided by that of the optimal map, which is constant, as a
        function of `lambda`: 1 everywhere for the optimal map itself; None if the unit's map
        cannot be solved for its coordinate, or nothing can be learned there.
    """
    if inverse(unit) is None:
        return None
    (form, _) = (f.expression for f in in_lambda(unit, _moments(unit, source)))
    reference = form.xreplace({L: REFERENCE})
    return compact(form / reference) if reference != 0 else None


def _moments(unit: Parameterization, source: Input) -> tuple[Form, Form]:
    own = COUPLED if unit.is_coupled else DETACHED
    eigenvalue = unit.eigenvalue.xreplace(dict(unit.constants))
    square = compact(eigenvalue.diff(unit.symbols[0]) ** 2)
    (sensitivity,) = (form for form in forms(unit, source) if form.key == own)
    return sensitivity, Form("", "", square)
