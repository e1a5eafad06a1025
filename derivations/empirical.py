"""An input known by its measured autocovariance alone: what it does to a recurrence, through G."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Dummy, Expr, Integer, Poly, Rational, Symbol, chebyshevt

from derivations import general
from derivations.closed_form import ClosedForm, with_conjugates
from derivations.domain import DomainError
from derivations.field import value
from derivations.inputs import Input, Z


def of_autocovariance(values: tuple[Expr, ...]) -> Input:
    r"""Make an input of its autocovariance, zero beyond the last lag given.

    Args:
        values: R(0), R(1), ..., R(n - 1), rational.

    Returns:
        An input without rows, $G(z) = R(0)/2 + \sum_{k=1}^{n-1} R(k) z^k$.

    Raises:
        DomainError: if no stationary input has it, its spectral density being negative somewhere.
    """
    size = len(values)
    if not values or not _is_density(values):
        raise DomainError(
            f"autocovariance of {size} lags: its spectral density R(0) + 2 sum R(k) cos(k w) must "
            "be positive, its matrix semidefinite; taper it, as by R(k) (1 - k/n)"
        )
    tail = (r * Z**k for k, r in enumerate(values[1:], 1))
    return Input(
        name="empirical",
        title=f"an input of measured autocovariance, {size} lags",
        rows=(),
        laws=(),
        generating=values[0] / 2 + sum(tail, Integer(0)),
        parameters=(),
    )


def _is_density(values: tuple[Expr, ...]) -> bool:
    """Decide exactly whether R(0) + 2 sum R(k) T_k(c) >= 0 for all c = cos(w)."""
    c = Dummy("c")
    terms = (2 * r * chebyshevt(k, c) for k, r in enumerate(values[1:], 1))
    density = Poly(values[0] + sum(terms, Integer(0)), c)
    _, factors = density.sqf_list()
    odd = [factor for factor, multiplicity in factors if multiplicity % 2]
    inside = sum(f.count_roots(-1, 1) - (f(1) == 0) - (f(-1) == 0) for f in odd)
    if inside:
        return False
    tried = (density(Rational(k, len(values) + 1)) for k in range(len(values) + 1))
    return all(number >= 0 for number in tried)


def evaluated(form: ClosedForm, source: Input, point: Mapping[Symbol, Expr]) -> Expr:
    """Evaluate a closed form that holds for any input, for one that is known by measurement.

    Args:
        form: of the catalogue, for any input.
        source: from `of_autocovariance`.
        point: Gaussian rationals by variable.

    Returns:
        The exact Gaussian rational.
    """
    form.domain.check(point)
    return value(general.for_input(form.expression, source), with_conjugates(point))
