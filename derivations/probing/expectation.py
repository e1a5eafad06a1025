r"""The mean of a function of a standard normal number, as a ball, with a bound for its tails.

The function is bounded by $C |u|^k e^{a |u|}$ beyond a reach, node by node of its expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from flint import acb, arb, ctx, fmpq
from sympy import Add, E, Expr, Integer, Mul, Pow, Rational, Symbol, cos, exp, log, pi, sin, tanh

from derivations.probing.reach.intervals import INFINITY, Interval, UndefinedError, enclose

GUARD, REACHES, EVALUATIONS = 40, 40, 200_000
REMEDY = "write one such as 1/(1 + exp(-w*x - b)), with real numbers for w and b"
FUNCTIONS: Mapping[type[Expr], Callable[[acb, bool], acb]] = MappingProxyType(
    {
        exp: lambda z, _: z.exp(),
        log: lambda z, analytic: z.log(analytic=analytic),
        tanh: lambda z, _: z.tanh(),
        sin: lambda z, _: z.sin(),
        cos: lambda z, _: z.cos(),
    }
)
Majorant = tuple[arb, int, arb]


def expectation(integrand: Expr, digits: int) -> arb:
    """Enclose the mean of a function of a standard normal number.

    Args:
        integrand: in one symbol, or none; see `moments`.
        digits: how many decimals; the radius is below 10^-digits.

    Returns:
        The integral over a middle part by ball arithmetic, widened by a bound for both tails.

    Raises:
        ValueError: if it holds several symbols or an unknown function, or no mean can be proved.
    """
    if len(integrand.free_symbols) > 1:
        names = ", ".join(sorted(map(str, integrand.free_symbols)))
        rule = "must hold one signal beside parameters that have values"
        raise ValueError(f"gate in {names} = {integrand}: {rule}; give all values but one")
    signal = next(iter(integrand.free_symbols), Symbol("x"))
    with ctx.workprec(math.ceil(digits * math.log2(10)) + GUARD):
        goal = arb(10) ** -(digits + 1)
        reach, left_out = _reach(integrand, signal, goal, digits)
        found = acb.integral(
            lambda z, analytic: _at(integrand, {signal: z}, analytic) * (-z * z / 2).exp(),
            *(-reach, reach),
            abs_tol=goal,
            eval_limit=EVALUATIONS,
        )
        whole = (found / (2 * acb.pi()).sqrt()).real + arb(0, left_out.upper())
        if not (whole.is_finite() and whole.rad() < 10 * goal):
            rule = f"must have a mean, provably to {digits} decimals"
            raise ValueError(f"gate moment = E[{integrand}]: {rule}; {REMEDY}")
        return whole


def _reach(integrand: Expr, signal: Symbol, goal: arb, digits: int) -> tuple[arb, arb]:
    """Widen the middle part until the tails are small enough."""
    reach = arb(math.ceil((2 * digits * 2.31) ** 0.5) + 2)
    for _ in range(REACHES):
        left_out = tails(integrand, signal, reach)
        if left_out < goal:
            return reach, left_out
        reach = (reach * arb(1.2)).upper().ceil()
    raise ValueError(f"gate moment = E[{integrand}]: must grow slower than a Gaussian; {REMEDY}")


def tails(integrand: Expr, signal: Symbol, reach: arb) -> arb:
    r"""Bound $E[|F(u)|; |u| > L]$, infinite where it is not known to be finite.

    With $|F| \leq C |u|^k e^{a |u|}$ the logarithm of the integrand falls by s = L - a - k/L or
    more per unit, so that its integral is at most its value at L over s.

    Args:
        integrand: F.
        signal: u.
        reach: L >= 1, an exact number.

    Returns:
        An upper bound.
    """
    total = arb(0)
    for held in (Interval(reach, INFINITY, False, True), Interval(-INFINITY, -reach, True, False)):
        scale, power, rate = _majorant(integrand, {signal: held})
        fall = reach - rate - power / reach
        if not fall > 0:
            return INFINITY
        height = scale * reach**power * (rate * reach - reach**2 / 2).exp()
        total += height / fall / (2 * arb.pi()).sqrt()
    return total


def _majorant(node: Expr, box: Mapping[Symbol, Interval]) -> Majorant:
    """Find C, k, a with |node| <= C |u|^k e^(a |u|) on one side, where |u| >= 1."""
    try:
        held = enclose(node, box)
    except (UndefinedError, ValueError):
        held = Interval(-INFINITY, INFINITY)
    if held.low.is_finite() and held.high.is_finite():
        return abs(held.low).max(abs(held.high)), 0, arb(0)
    if isinstance(node, Symbol):
        return arb(1), 1, arb(0)
    if isinstance(node, Pow) and node.exp.is_Rational and node.exp > 0:
        scale, power, rate = _majorant(node.base, box)
        share = arb(fmpq(int(node.exp.p), int(node.exp.q)))
        return scale**share, math.ceil(power * node.exp), rate * share
    if isinstance(node, Add | Mul):
        scales, powers, rates = zip(*(_majorant(part, box) for part in node.args), strict=True)
        if isinstance(node, Add):
            return sum(scales, arb(0)), max(powers), sum(rates, arb(0))
        return math.prod(scales, start=arb(1)), sum(powers), sum(rates, arb(0))
    return _of_function(node, box)


def _of_function(node: Expr, box: Mapping[Symbol, Interval]) -> Majorant:
    if isinstance(node, exp | log):
        scale, power, rate = _majorant(node.args[0], box)
        if isinstance(node, exp) and power == 1 and rate == 0:
            return arb(1), 0, scale
        if isinstance(node, log) and (low := enclose(node.args[0], box).low) > 0:
            return abs(scale.log()) + power + rate + abs(low.log()), 1, arb(0)
    return INFINITY, 0, arb(0)


def _at(node: Expr, known: dict[Expr, acb], analytic: bool) -> acb:
    if node not in known:
        known[node] = _evaluated(node, known, analytic)
    return known[node]


def _evaluated(node: Expr, known: dict[Expr, acb], analytic: bool) -> acb:
    if isinstance(node, Rational):
        return acb(fmpq(int(node.p), int(node.q)))
    if node in (pi, E):
        return acb.pi() if node == pi else acb(1).exp()
    if isinstance(node, Pow):
        base = _at(node.base, known, analytic)
        if isinstance(node.exp, Integer):
            return base ** int(node.exp)
        return base.pow(_at(node.exp, known, analytic), analytic=analytic)
    if not isinstance(node, Add | Mul) and node.func not in FUNCTIONS:
        raise ValueError(f"gate = {node}: must be built of exp, log, tanh, sin and cos; {REMEDY}")
    first, *rest = (_at(part, known, analytic) for part in node.args)
    for part in rest:
        first = first + part if isinstance(node, Add) else first * part
    return first if isinstance(node, Add | Mul) else FUNCTIONS[node.func](first, analytic)
