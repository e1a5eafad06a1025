"""Second road: the moments as double sums over lags, with no stationarity argument.

With h = sum_n lambda^n x_{-n} and R(Delta) = sum of w r^|Delta|,
E[h(a) h(b)] = sum_{n,m} a^n b^m R(n - m), and the sensitivity kernel is the same sum with weight
n m a^(n-1) b^(m-1), summed as it stands. One rule does all sums,
sum_{k >= 0} k^p u^k = sum_j S(p, j) j! u^j / (1 - u)^(j + 1), S the Stirling numbers, |u| < 1.
"""

from __future__ import annotations

from sympy import Expr, Integer, Poly, Symbol, factorial
from sympy.functions.combinatorial.numbers import stirling

from derivations.field import reduce
from derivations.inputs import Input

ONE = Integer(1)
N, M = Symbol("n"), Symbol("m")
_SHORT, _GAP = Symbol("short"), Symbol("gap")


def power_sum(power: int, ratio: Expr) -> Expr:
    """Sum k^power ratio^k over k >= 0, for |ratio| < 1 (and 0^0 = 1).

    Args:
        power: p >= 0.
        ratio: u.

    Returns:
        The sum as a rational function of u.
    """
    terms = (
        stirling(power, j) * factorial(j) * ratio**j / (1 - ratio) ** (j + 1)
        for j in range(power + 1)
    )
    return sum(terms, Integer(0))


def double_sum(first: Expr, second: Expr, ratio: Expr, weight: Expr = ONE) -> Expr:
    """Sum weight(n, m) first^n second^m ratio^|n - m| over n, m >= 0.

    The plane is cut into the diagonal and the two triangles; in a triangle the shorter index and
    the gap run freely.

    Args:
        first: base of the n-th power.
        second: base of the m-th power.
        ratio: correlation over one lag.
        weight: a polynomial in the symbols `N` and `M`.

    Returns:
        The sum as a rational function; it converges when |first second|, |first ratio| and
        |second ratio| are below one.
    """
    total = Integer(0)
    long = _SHORT + _GAP
    for base, n, m in ((None, _SHORT, _SHORT), (first, long, _SHORT), (second, _SHORT, long)):
        polynomial = Poly(weight.subs({N: n, M: m}, simultaneous=True), _SHORT, _GAP)
        for (p, q), coefficient in polynomial.terms():
            diagonal = power_sum(p, first * second)
            gaps = Integer(q == 0) if base is None else _positive(q, base * ratio)
            total += coefficient * diagonal * gaps
    return total


def _positive(power: int, ratio: Expr) -> Expr:
    return power_sum(power, ratio) - Integer(power == 0)


def kernel(source: Input, a: Expr, b: Expr, order: int) -> Expr:
    """Sum E[d^order h(a) d^order h(b)] over lags, for order 0 (state) or 1 (tangent).

    Args:
        source: the input.
        a: first eigenvalue.
        b: second eigenvalue.
        order: how often each factor is differentiated.

    Returns:
        The moment as a reduced fraction.
    """
    weight, factor = (N * M, 1 / (a * b)) if order else (Integer(1), Integer(1))
    sums = (w * double_sum(a, b, ratio, weight) for w, ratio in source.atoms)
    return reduce(factor * sum(sums, Integer(0)))


def probe(source: Input, a: Expr, order: int) -> Expr:
    """Sum E[x d^order h(a)] over lags, for order 0 (state) or 1 (tangent).

    Args:
        source: the input.
        a: the eigenvalue.
        order: how often the state is differentiated.

    Returns:
        sum_n a^n R(n), or sum_n n a^(n-1) R(n), as a reduced fraction.
    """
    sums = (w * power_sum(order, a * ratio) for w, ratio in source.atoms)
    return reduce(sum(sums, Integer(0)) / a**order)
