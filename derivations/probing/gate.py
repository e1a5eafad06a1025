r"""Recurrences whose gate is driven by noise of its own: closed forms, and the gate's moments.

The gates f = F(u; theta) are independent of each other and of the input. In the product of two
copies of h' = f h + gamma x' the gates that meet leave M = E[f f~], those that stand alone m = E f;
the metric E[d_i h d_j h] is what comes of it when each copy's parameters are differentiated once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flint import acb, arb
from sympy import Expr, Integer, Symbol, diff, factorial2

from derivations.field import reduce
from derivations.inputs import Input, Z
from derivations.probing.expectation import expectation

MEAN, SQUARE, PRODUCT = Symbol("m1"), Symbol("m2"), Symbol("q_ij")
SLOPES, MEETINGS = (Symbol("a_i"), Symbol("a_j")), (Symbol("c_i"), Symbol("c_j"))
_OTHER = Symbol("m1_other")
ROUGH = 20  # decimals of the moments that norms are taken of


class GatedForms(NamedTuple):
    """Closed forms in the gate's moments, for E f^2 < 1.

    Args:
        state: E h^2 in `MEAN` = E f and `SQUARE` = E f^2.
        metric: E[d_i h d_j h], besides in `SLOPES` = E d_i f, `MEETINGS` = E[f d_i f] and
            `PRODUCT` = E[d_i f d_j f].
    """

    state: Expr
    metric: Expr


class Moments(NamedTuple):
    """The moments of a gate with n parameters, as balls.

    Args:
        mean: E f.
        square: E f^2.
        slopes: E d_i f, shape (n,).
        meetings: E[f d_i f], shape (n,).
        products: E[d_i f d_j f], shape (n, n).
    """

    mean: arb
    square: arb
    slopes: tuple[arb, ...]
    meetings: tuple[arb, ...]
    products: tuple[tuple[arb, ...], ...]

    def of_pair(self, i: int, j: int) -> dict[Symbol, acb]:
        """Give the balls for the symbols of `GatedForms.metric` at two parameters."""
        known = {MEAN: self.mean, SQUARE: self.square, PRODUCT: self.products[i][j]}
        for k, place in enumerate((i, j)):
            known |= {SLOPES[k]: self.slopes[place], MEETINGS[k]: self.meetings[place]}
        return {symbol: acb(ball) for symbol, ball in known.items()}


def gated_forms(source: Input, coupled: bool) -> tuple[Expr, Expr]:
    r"""Derive E h^2 and the metric of h' = f h + x', or of h' = f h + (1 - f) x'.

    With $G(z) = R(0)/2 + \sum_{k > 0} R(k) z^k$ the product of two copies has the mean
    $(G(m) + G(\tilde m)) / (1 - M)$. Where the input passes 1 - f, the newer copy lets in what
    meets the older one's gate, E[f (1 - f~)], and k - 1 gates on, what its own lets in, E(1 - f).

    Args:
        source: an input whose generating function is rational, with any symbols of its own.
        coupled: whether the input passes the gate 1 - f.

    Returns:
        A `GatedForms` of reduced fractions.
    """
    copies, half = (MEAN, _OTHER), source.generating.xreplace({Z: Integer(0)})
    if coupled:
        later = reduce((source.generating - half) / Z)
        total = 2 * half * (1 - MEAN - _OTHER + SQUARE)
        total += sum((m - SQUARE) * (1 - m) * later.xreplace({Z: m}) for m in copies)
    else:
        total = sum(source.generating.xreplace({Z: m}) for m in copies)
    mean = total / (1 - SQUARE)
    (a_i, a_j), (c_i, c_j) = SLOPES, MEETINGS
    left = a_i * diff(mean, MEAN) + c_i * diff(mean, SQUARE)
    both = a_j * diff(left, _OTHER) + c_j * diff(left, SQUARE) + PRODUCT * diff(mean, SQUARE)
    return GatedForms(*(reduce(each.xreplace({_OTHER: MEAN})) for each in (mean, both)))


def moments(gate: Expr, values: Mapping[Symbol, Expr], digits: int) -> Moments:
    """Enclose the moments of a gate, its signal being a standard normal number.

    Args:
        gate: of exp, log, tanh, sin, cos, powers, sums and products, in parameters and one signal.
        values: exact real numbers for the parameters.
        digits: how many decimals; the radii are below 10^-digits.

    Returns:
        The moments, in the order of the parameters in `values`.
    """

    def mean(integrand: Expr) -> arb:
        return expectation(integrand.xreplace(dict(values)), digits)

    slopes = [diff(gate, symbol) for symbol in values]
    places = range(len(slopes))
    table = {(i, j): mean(slopes[i] * slopes[j]) for i in places for j in range(i + 1)}
    return Moments(
        mean(gate),
        mean(gate**2),
        tuple(map(mean, slopes)),
        tuple(mean(gate * slope) for slope in slopes),
        tuple(tuple(table[max(i, j), min(i, j)] for j in places) for i in places),
    )


class Norms(NamedTuple):
    """The norms that bound what a run from rest lacks.

    Args:
        gate: a, of f.
        lets_in: c, of gamma x.
        slopes: of the derivatives of f, shape (n,).
        moves: of the derivatives of gamma, times x, shape (n,).
    """

    gate: arb
    lets_in: arb
    slopes: tuple[arb, ...]
    moves: tuple[arb, ...]


def norms(gate: Expr, signal: Symbol, values: Mapping[Symbol, Expr], order: int) -> Norms:
    r"""Enclose the norms of a gate whose signal is noise of its own, or an input of variance 1.

    For Gaussian signals of correlation rho^|k| and any functions,
    $E \prod_j \phi_j(x_j)^2 \leq \prod_j (E |\phi_j|^r)^{2/r}$ with
    $r = 2 (1 + |\rho|) / (1 - |\rho|)$: one step maps $L^p$ into $L^{p'}$, p = 1 + |rho|, without
    making any norm larger, and a factor $\phi^2$ maps back, larger by its norm in $L^{r/2}$.

    Args:
        gate: f.
        signal: its signal.
        values: exact real numbers for the parameters.
        order: r or more, even.

    Returns:
        Upper bounds, each the largest of the cases.
    """

    def norm(function: Expr, normal: int = 1) -> arb:
        power = function.xreplace(dict(values)) ** order / normal
        root: arb = (expectation(power, ROUGH) * normal).upper() ** (arb(1) / order)
        return root.upper()

    def passed(function: Expr) -> arb:
        return norm(function).max(norm(function * signal, int(factorial2(order - 1))))

    slopes = [diff(gate, symbol) for symbol in values]
    lets_in = passed(Integer(1)).max(passed(1 - gate))
    return Norms(norm(gate), lets_in, tuple(map(norm, slopes)), tuple(map(passed, slopes)))


def lacking(of: Norms, steps: int, pair: tuple[int, int]) -> arb:
    """Bound what a moment after some steps from rest is off its stationary value.

    Args:
        of: the norms, of unit input.
        steps: how many.
        pair: (0, 0) for E h^2, (i, j) for E[d_i h d_j h], counted from 1.

    Returns:
        An upper bound.
    """

    def rest(after: int, index: int) -> arb:
        held, leak = of.gate**after / (1 - of.gate), 1 / (1 - of.gate)
        if not index:
            return of.lets_in * held
        product = of.slopes[index - 1] * of.lets_in * held * (after / of.gate + leak)
        return product + of.moves[index - 1] * held

    i, j = pair
    return (rest(steps, i) * rest(0, j) + rest(0, i) * rest(steps, j)).upper()
