r"""The definition itself as a check: a claimed fraction times its denominator, power by power.

K(a, b) = sum_{m,n >= 0} a^m b^n R(m - n), and S is its mixed derivative. A claim N / D is right to
some order exactly when D times the defining series leaves N and nothing else, which needs sums and
products of numbers only. Where the autocovariance carries symbols of its own (rho in rho^|k|), a
coefficient is a polynomial in them, kept as a dictionary from exponents to numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from sympy import QQ, Expr, Poly, Symbol

Number = int | Fraction
Powers = tuple[int, ...]
Terms = dict[Powers, Number]


def agrees(
    numerator: Expr,
    denominator: Expr,
    a: Symbol,
    b: Symbol,
    autocovariance: Callable[[int], Number | Expr],
    order: int,
    derivatives: int = 0,
) -> bool:
    """Compare a fraction with the series that defines K or S, up to a^order b^order.

    Args:
        numerator: N, a polynomial with rational coefficients in a, b and further symbols.
        denominator: D, another.
        a: first eigenvalue.
        b: second eigenvalue.
        autocovariance: R at lags k >= 0; a number, or a polynomial in the further symbols.
        order: highest exponent of a and of b that is compared.
        derivatives: 0 for K, 1 for S.

    Returns:
        True exactly when D times the series has the coefficients of N up to the order.

    Raises:
        ValueError: if the order leaves out terms of N, D(0, 0) vanishes, or derivatives is not 0
            or 1.
    """
    if derivatives not in (0, 1):
        raise ValueError(f"derivatives: {derivatives} is not 0 or 1; choose K or S")
    lags = [autocovariance(k) for k in range(order + 1)]
    found = {s for e in (numerator, denominator, *lags) if isinstance(e, Expr) for s in _symbols(e)}
    others = tuple(sorted(found - {a, b}, key=str))
    above, below = (_collected(e, (a, b), others) for e in (numerator, denominator))
    if (0, 0) not in below:
        raise ValueError("denominator: it vanishes at a = b = 0; cancel the common power")
    if any(max(powers) > order for powers in above):
        raise ValueError(f"order: {order} is below the numerator's degree; raise it")
    series = [_collected(lag, (), others).get((), {}) for lag in lags]
    return _product(below, series, order, derivatives) == above


def _product(
    below: dict[Powers, Terms], series: list[Terms], order: int, derivatives: int
) -> dict[Powers, Terms]:
    """Multiply D with the series, dropping powers above the order and sums that vanish."""
    total: dict[Powers, Terms] = {}
    for (shift_a, shift_b), factor in below.items():
        for m, n, weight in _lattice(order - shift_a, order - shift_b, derivatives):
            cell = total.setdefault((m + shift_a, n + shift_b), {})
            for powers, c in factor.items():
                for more, r in series[abs(m - n)].items():
                    key = tuple(map(int.__add__, powers, more))
                    cell[key] = cell.get(key, 0) + weight * c * r
    kept = ((at, {p: c for p, c in cell.items() if c}) for at, cell in total.items())
    return {at: cell for at, cell in kept if cell}


def _lattice(height: int, width: int, derivatives: int) -> Iterator[tuple[int, int, int]]:
    """List the powers a^m b^n of the series with their weights, 1 or (m + 1)(n + 1)."""
    for m in range(height + 1):
        for n in range(width + 1):
            yield m, n, ((m + 1) * (n + 1)) ** derivatives


def _collected(
    expression: Number | Expr, variables: tuple[Symbol, ...], others: tuple[Symbol, ...]
) -> dict[Powers, Terms]:
    """Group the terms of a polynomial by their powers of some variables."""
    if not isinstance(expression, Expr):
        return {(): {(0,) * len(others): expression}} if expression else {}
    cut, grouped = len(variables), dict[Powers, Terms]()
    gens = (*variables, *others)
    if not gens:
        return {(): {(): _number(expression)}} if expression else {}
    for powers, c in Poly(expression, *gens, domain=QQ).terms():
        if c:
            grouped.setdefault(powers[:cut], {})[powers[cut:]] = _number(c)
    return grouped


def _number(rational: Expr) -> Number:
    return int(rational) if rational.is_Integer else Fraction(int(rational.p), int(rational.q))


def _symbols(expression: Expr) -> set[Symbol]:
    return set(expression.free_symbols)
