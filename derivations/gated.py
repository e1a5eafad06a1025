r"""Recurrences with random gates, as double sums over lags in which the product rule is applied.

The gates f are independent of each other and of the input, R(k) = rho^|k|. In the product of two
copies of a state, at lags n and m, the min(n, m) newest gates meet in pairs, M = E[f f~], and the
|n - m| older ones stand alone, m = E f. A pair of copies is differentiated once each, so every
factor is a `Jet`; its powers are differentiated as they stand and then summed by Stirling's rule.
"""

from __future__ import annotations

from typing import NamedTuple

from sympy import Dummy, Expr, Integer

from derivations.field import reduce
from derivations.routes import power_sum

ZERO, ONE = Integer(0), Integer(1)
Slopes = tuple[Expr, Expr, Expr] | tuple[()]
_RATIO = Dummy("u")


class Jet(NamedTuple):
    """A function of two copies w, w~ of a parameter, and its derivatives where they coincide.

    Args:
        value: F.
        left: dF/dw.
        right: dF/dw~.
        both: d^2 F / dw dw~.
    """

    value: Expr
    left: Expr = ZERO
    right: Expr = ZERO
    both: Expr = ZERO


def gated(m1: Expr, m2: Expr, rho: Expr, slopes: Slopes = ()) -> Expr:
    """Sum E[h^2] of h' = f h + x', h = sum_n (prod_{j<n} f_j) x_n, or E[(dh/dw)^2], over lags.

    Args:
        m1: E f.
        m2: E f^2, below one.
        rho: correlation of the input over one step, |rho m1| < 1.
        slopes: E g, E g^2 and E[f g] with g = df/dw, where the derivative is meant.

    Returns:
        The moment as a reduced fraction; without slopes sum_{n,m} m2^min(n,m) (rho m1)^|n-m|.
    """
    jet = _plain(_gates(m1, m2, *slopes), rho)
    return reduce(jet.both if slopes else jet.value)


def averaging(m1: Expr, m2: Expr, rho: Expr, slopes: Slopes = ()) -> Expr:
    """Do the same for k' = f k + (1 - f) x', k = sum_n (prod_{j<n} f_j) (1 - f_n) x_n.

    Args:
        m1: as in `gated`.
        m2: as in `gated`.
        rho: as in `gated`.
        slopes: as in `gated`.

    Returns:
        The moment as a reduced fraction.
    """
    jet = _averaging(_gates(m1, m2, *slopes), rho)
    return reduce(jet.both if slopes else jet.value)


class Gates(NamedTuple):
    """The means of the gates of two copies.

    Args:
        pair: E[f f~].
        singles: E f and E f~.
    """

    pair: Jet
    singles: tuple[Jet, Jet]


def _gates(m1: Expr, m2: Expr, g1: Expr = ZERO, g2: Expr = ZERO, c: Expr = ZERO) -> Gates:
    return Gates(Jet(m2, c, c, g2), (Jet(m1, left=g1), Jet(m1, right=g1)))


def _plain(gates: Gates, rho: Expr) -> Jet:
    """Sum the diagonal and, for each copy in turn as the older one, a triangle."""
    gaps = [_times(_scaled(m, rho), _powers(_scaled(m, rho))) for m in gates.singles]
    return _times(_powers(gates.pair), _plus(Jet(ONE), *gaps))


def _averaging(gates: Gates, rho: Expr) -> Jet:
    """Do the same with the gates 1 - f that let the input in."""
    # Diagonal: E[(1 - f)(1 - f~)]. Triangle of gap k > 0: the newer copy lets in where the older
    # one still remembers, E[f (1 - f~)]; then k - 1 gates alone, then E(1 - f).
    pair, one = gates.pair, Jet(ONE)
    diagonal = _plus(one, pair, *(_scaled(m, -ONE) for m in gates.singles))
    triangles = []
    for m in gates.singles:
        met, closed = _plus(m, _scaled(pair, -ONE)), _plus(one, _scaled(m, -ONE))
        triangles.append(_scaled(_times(_times(met, _powers(_scaled(m, rho))), closed), rho))
    return _times(_powers(pair), _plus(diagonal, *triangles))


def _powers(jet: Jet) -> Jet:
    """Sum F^n over n >= 0, each power differentiated by the product rule."""
    first, second = (_falling(order).xreplace({_RATIO: jet.value}) for order in (1, 2))
    return Jet(
        power_sum(0, jet.value),
        first * jet.left,
        first * jet.right,
        first * jet.both + second * jet.left * jet.right,
    )


def _falling(order: int) -> Expr:
    """Sum n u^(n-1), or n (n - 1) u^(n-2), over n >= 0."""
    below = power_sum(1, _RATIO) if order == 2 else ZERO
    return reduce((power_sum(order, _RATIO) - below) / _RATIO**order)


def _times(left: Jet, right: Jet) -> Jet:
    return Jet(
        left.value * right.value,
        left.left * right.value + left.value * right.left,
        left.right * right.value + left.value * right.right,
        left.both * right.value
        + left.left * right.right
        + left.right * right.left
        + left.value * right.both,
    )


def _plus(*jets: Jet) -> Jet:
    return Jet(*(sum(parts, ZERO) for parts in zip(*jets, strict=True)))


def _scaled(jet: Jet, factor: Expr) -> Jet:
    return Jet(*(factor * part for part in jet))
