"""Check the same certificates with PARI: other code, expanded polynomials, texts evaluated.

Everything is a fraction of polynomials, its denominator kept in factors. Means are taken by
expanding products of rows; roots are reduced by substitution, derivatives are PARI's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from cypari import pari

from tests.verification import pari_text
from tests.verification.pari_fraction import (
    Fraction,
    at_zero,
    degree,
    minus,
    plus,
    power_of,
    quotient,
    terms,
    times,
    whole,
)
from tests.verification.pari_shape import (
    demand,
    demand_shape,
    derived,
    leaves,
    mean,
    next_value,
    states,
    thetas,
)

pari.allocatemem(2**24, 2**30, silent=True)
POOL = tuple(pari(f"z{k}") for k in range(1, 200))  # the first have the highest priority


class Ring(NamedTuple):
    """What the names of a certificate stand for.

    Args:
        cert: the certificate.
        variables: a variable of PARI for each name that is one.
        known: values of the others.
    """

    cert: Any
    variables: dict[str, Any]
    known: dict[str, Fraction]


def check(cert: Any) -> None:
    """Check a certificate.

    Args:
        cert: the certificate, as read from its file.

    Raises:
        ValueError: if it does not prove what it says.
    """
    demand_shape(cert)
    ring = _ring(cert)
    _add_meanings(ring)
    along = set().union(*(thetas(side) for claim in cert["claims"] for side in claim))
    for root, square in cert["roots"]:
        demand(_constant(ring, value(ring, square).num), "the square of a root is random")
        once = minus(_rate(ring, root, root), whole(pari(1)))
        demand(root not in along or _is_zero(ring, once), f"{root}: D of it by it is not 1")
    _demand_derivatives(ring)
    _demand_moments(ring)
    for left, right in cert["claims"]:
        demand(_is_zero(ring, minus(value(ring, left), value(ring, right))), "a claim is false")
        demand(not cert["positive"] or _is_positive(ring, right), "a coefficient is negative")
    strict = [at_zero(value(ring, right).num) != 0 for _, right in cert["claims"]]
    pari_text.demand_says(cert, strict)


def value(ring: Ring, tree: Any) -> Fraction:
    """Evaluate an expression.

    Args:
        ring: the names.
        tree: the expression.

    Returns:
        Its value, not reduced.
    """
    if not isinstance(tree, list):
        return whole(pari(tree)) if isinstance(tree, int) else ring.known[tree]
    op, *parts = tree
    if op == "D":
        return _slope(ring, value(ring, parts[0]), parts[1])
    if op == "^":
        base = value(ring, parts[0])
        return power_of(base if parts[1] >= 0 else _inverse(ring, base), abs(parts[1]))
    total, *rest = (value(ring, part) for part in parts)
    for part in rest:
        total = plus(total, part) if op == "+" else times(total, part)
    return total


def _ring(cert: Any) -> Ring:
    random = sorted({name for law, _ in cert["laws"] for name in states(law)})
    moving = [left[:-1] for left, _ in cert["rows"]] + random
    names = [*moving, *reversed([root for root, _ in cert["roots"]]), *cert["symbols"]]
    demand(len(names) <= len(POOL), "too many names")
    variables = dict(zip(names, POOL, strict=False))
    return Ring(cert, variables, {name: whole(z) for name, z in variables.items()})


def _add_meanings(ring: Ring) -> None:
    """Evaluate the short names, the rows, and the moments."""
    cert = ring.cert
    for name, tree in (*cert["lets"], *cert["rows"]):
        ring.known[name] = value(ring, tree)
    for block in cert["moments"]:
        for name, tree in block:
            ring.known[name] = value(ring, tree)
            demand(_constant(ring, ring.known[name].num), f"{name}: is random")


def _demand_derivatives(ring: Ring) -> None:
    """Check that derivatives of states depend on each other as these states do."""
    moving = [left[:-1] for left, _ in ring.cert["rows"]]
    for state in moving:
        along, base = derived(state)
        for other in moving if base in moving else ():
            if along + other in moving:
                left, right = _partial(ring, state, along + other), _partial(ring, base, other)
                demand(_is_zero(ring, minus(left, right)), f"{state}: is no derivative of {base}")


def _partial(ring: Ring, state: str, name: str) -> Fraction:
    row = ring.known[next_value(state)]
    return Fraction(row.num.deriv(ring.variables[name]), row.den)


def _demand_moments(ring: Ring) -> None:
    """Check every equation of moments, its order and its own weight."""
    cert, laws, known = ring.cert, dict(ring.cert["laws"]), {"E[]"}
    one, none = whole(pari(1)), whole(pari(0))
    weights = {name: value(ring, tree) for name, tree in cert["weights"]}
    for number, block in enumerate(cert["moments"]):
        known |= set(dict(block))
        for name, _ in block:
            rest, own = ring.known[name], none
            for now, random, weight in _expanded(ring, name):
                law = value(ring, laws[random]) if random != "E[]" else one
                part = times(weight, law)
                own = plus(own, part) if now == name else own
                if now in known:
                    rest = minus(rest, times(part, ring.known[now] if now != "E[]" else one))
                else:
                    demand(_is_zero(ring, part), f"{name}: {now} is not known")
            demand(_is_zero(ring, rest), f"{name}: the equation does not hold")
            if number and len(block) == 1:
                told = weights.get(name, none)
                demand(_is_zero(ring, minus(own, told)), f"{name}: another weight")


def _expanded(ring: Ring, name: str) -> Iterator[tuple[str, str, Fraction]]:
    """Expand a product of next values: the states, the random numbers, and the coefficient."""
    total = whole(pari(1))
    for state in states(name):
        total = times(total, ring.known[next_value(state)])
    rows = {left[:-1] for left, _ in ring.cert["rows"]}
    moving = list(ring.variables)[: _count_moving(ring.cert)]
    for powers, coefficient in terms(total.num, tuple(ring.variables[m] for m in moving)):
        factors = [m for m, power in zip(moving, powers, strict=True) for _ in range(power)]
        here = mean(m for m in factors if m in rows)
        yield here, mean(m for m in factors if m not in rows), Fraction(coefficient, total.den)


def _count_moving(cert: Any) -> int:
    return len(cert["rows"]) + len({name for law, _ in cert["laws"] for name in states(law)})


def _constant(ring: Ring, poly: Any) -> bool:
    moving = tuple(ring.variables.values())[: _count_moving(ring.cert)]
    return all(not any(powers) for powers, _ in terms(poly, moving))


def _slope(ring: Ring, e: Fraction, theta: str) -> Fraction:
    """Differentiate by PARI, with the chain rule."""
    total = whole(pari(0))
    for name, z in ring.variables.items():
        parts = [(e.num, 1), *((pari(d), -k) for d, k in e.den.items())]
        for number, (poly, power) in enumerate(parts):
            slope = poly.deriv(z)
            if slope != 0:
                rest = Fraction(slope if number == 0 else slope * e.num * power, e.den.copy())
                rest.den.update({} if number == 0 else {str(poly): 1})
                total = plus(total, times(rest, _rate(ring, name, theta)))
    return total


def _rate(ring: Ring, name: str, theta: str) -> Fraction:
    roots = dict(ring.cert["roots"])
    if name in roots:
        twice = times(whole(pari(2)), ring.known[name])
        return times(_slope(ring, value(ring, roots[name]), theta), _inverse(ring, twice))
    rules = {tuple(left[1:]): tree for left, tree in ring.cert["rules"]}
    if (name, theta) in rules:
        return value(ring, rules[name, theta])
    return whole(pari(int(name == theta)))


def _is_zero(ring: Ring, e: Fraction) -> bool:
    return bool(_reduced(ring, e.num) == 0)


def _reduced(ring: Ring, poly: Any) -> Any:
    """Replace even powers of roots, those that others are made of last, up to a factor."""
    for root, square in reversed(ring.cert["roots"]):
        z = ring.variables[root]
        half = degree(poly, z) // 2
        if half:
            above, below = quotient(value(ring, square))
            powers = (
                poly.polcoef(k, z) * above ** (k // 2) * below ** (half - k // 2) * z ** (k % 2)
                for k in range(2 * half + 2)
            )
            poly = sum(powers, pari(0))
    return poly


def _inverse(ring: Ring, e: Fraction) -> Fraction:
    norm = e.num
    for root, _ in reversed(ring.cert["roots"]):
        z = ring.variables[root]
        norm = _reduced(ring, norm * norm.substpol(z, -z)) if degree(norm, z) else norm
    demand(_constant(ring, e.num) and norm != 0, "below stands zero or what is random")
    return Fraction(quotient(e)[1], Counter({str(e.num): 1}))


def _is_positive(ring: Ring, tree: Any) -> bool:
    """Decide whether an expression of symbols alone has no negative coefficient and no pole."""
    if thetas(tree) or not leaves(tree) <= set(ring.cert["symbols"]):
        return False
    e = value(ring, tree)
    below = [pari(d) for d in e.den]
    variables = tuple(ring.variables.values())
    signs = (c >= 0 for poly in (e.num, *below) for _, c in terms(poly, variables))
    return all(signs) and all(at_zero(poly) != 0 for poly in below)
