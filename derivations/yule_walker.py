r"""Autocovariances of an ARMA input from its own equations, with no moment of any recurrence.

For x_t = sum_k phi_k x_{t-k} + xi_t + sum_k theta_k xi_{t-k} and E xi^2 = v, multiplying by x_{t-k}
gives R(k) = sum_i phi_i R(k - i) + v sum_{j >= k} theta_j psi_{j-k}, theta_0 = 1, psi the impulse
response. The first p + 1 equations are solved, the others run forward; G(z) = R(0)/2 + sum_{k >= 1}
R(k) z^k is a rational function whose denominator is 1 - sum_k phi_k z^k.
"""

from __future__ import annotations

from typing import Any

from sympy import Dummy, Expr, Integer
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError

from derivations.field import fractions_over, reduce

Row = tuple[Expr, ...]


def autocovariances(phi: Row, theta: Row, variance: Expr, count: int) -> Row:
    """Solve the Yule-Walker equations of an ARMA(p, q) input.

    Args:
        phi: coefficients on past values, rational expressions, shape (p,).
        theta: coefficients on past noise, shape (q,).
        variance: v.
        count: how many values are wanted.

    Returns:
        R(0), ..., R(count - 1) as reduced fractions.

    Raises:
        ValueError: if the equations have no unique solution, as with a root on the unit circle.
    """
    field = fractions_over(*phi, *theta, variance)
    past = [field.from_sympy(e) for e in phi]
    noise = _noise(past, [field.one, *map(field.from_sympy, theta)], field.from_sympy(variance))
    noise += [field.zero] * (max(count, len(past) + 1) - len(noise))
    known = _first(past, noise, field)
    for k in range(len(known), count):
        known.append(noise[k] + sum((c * known[k - i] for i, c in enumerate(past, 1)), field.zero))
    return tuple(field.to_sympy(number) for number in known[:count])


def generating(phi: Row, theta: Row, variance: Expr, z: Expr) -> Expr:
    """Sum G(z) = R(0)/2 + sum_{k >= 1} R(k) z^k of an ARMA(p, q) input.

    Args:
        phi: coefficients on past values, shape (p,).
        theta: coefficients on past noise, shape (q,).
        variance: v.
        z: a rational expression, inside the circle of convergence.

    Returns:
        The reduced fraction.
    """
    order = max(len(phi), len(theta))
    known = list(autocovariances(phi, theta, variance, order + 1))
    known[0] /= 2
    past = [Integer(1), *(-c for c in phi)]
    above = sum(
        (c * known[k] * z ** (k + i) for i, c in enumerate(past) for k in range(order + 1 - i)),
        Integer(0),
    )
    return reduce(above / sum(c * z**i for i, c in enumerate(past)))


def kernels(phi: Row, theta: Row, variance: Expr, a: Expr, b: Expr) -> tuple[Expr, Expr]:
    """Give K = E[h(a) h(b)] and S = E[h'(a) h'(b)] of two recurrences on an ARMA input.

    K = (G(a) + G(b)) / (1 - ab), and
    S = (a G'(a) + b G'(b)) / (1 - ab)^2 + (G(a) + G(b)) (1 + ab) / (1 - ab)^3.

    Args:
        phi: coefficients on past values, shape (p,).
        theta: coefficients on past noise, shape (q,).
        variance: v.
        a: first eigenvalue.
        b: second eigenvalue.

    Returns:
        K and S as rational expressions, left as they stand.
    """
    z, gap = Dummy(), 1 - a * b
    form = generating(phi, theta, variance, z)
    slope = reduce(form.diff(z))
    state = sum(form.subs(z, e) for e in (a, b))
    slopes = sum(e * slope.subs(z, e) for e in (a, b))
    return state / gap, slopes / gap**2 + state * (1 + a * b) / gap**3


def _noise(past: list[Any], theta: list[Any], variance: Any) -> list[Any]:
    """Give v sum_{j >= k} theta_j psi_{j-k} for k = 0, ..., q."""
    psi: list[Any] = []
    for j, weight in enumerate(theta):
        echo = (c * psi[j - i] for i, c in enumerate(past[:j], 1))
        psi.append(sum(echo, weight))
    return [
        variance * sum((t * p for t, p in zip(theta[k:], psi, strict=False)), 0 * variance)
        for k in range(len(theta))
    ]


def _first(past: list[Any], noise: list[Any], field: Any) -> list[Any]:
    size = len(past) + 1
    rows = [[field(int(k == m)) for m in range(size)] for k in range(size)]
    for k in range(size):
        for i, c in enumerate(past, 1):
            rows[k][abs(k - i)] -= c
    right = DomainMatrix([[e] for e in noise[:size]], (size, 1), field)
    try:
        return list(DomainMatrix(rows, (size, size), field).lu_solve(right).to_list_flat())
    except DMNonInvertibleMatrixError:
        raise ValueError("phi: roots r and 1/r have no autocovariance; keep it stable") from None
