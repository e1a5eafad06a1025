"""How the tests decide the parts of a theorem, by roads of their own."""

from __future__ import annotations

from sympy import Expr, Poly, Symbol, fraction, together

from derivations.quotient import quotient, ring_over
from derivations.theorems.theorem import Identity, Part, Positivity, Theorem, expanded


def holds(part: Part) -> bool:
    if isinstance(part, Identity):
        return identity_holds(part)
    return positive(part) if isinstance(part, Positivity) else part.holds()


def identity_holds(part: Identity) -> bool:
    left, right = expanded(part)
    squares = [square for _, square in part.relations]
    symbols = set().union(*(e.free_symbols for e in (left, right, *squares)))
    ring = ring_over(symbols | {root for root, _ in part.relations})
    gap = quotient(left, ring) - quotient(right, ring)
    for root, square in part.relations:
        gap = gap.without_root(str(root), quotient(square, ring))
    return not gap


def positive(part: Positivity) -> bool:
    """Put x/(1 + x) or its negative in, and look at the signs of all coefficients."""
    rays = {"unit": _unit, "minus_unit": lambda x: -_unit(x), "ray": lambda x: x}
    there = {s: rays[region](Symbol(f"{s}_ray")) for s, region in part.box}
    symbols = [Symbol(f"{s}_ray") for s, _ in part.box]
    assert part.expression.free_symbols <= {s for s, _ in part.box}
    above, below = fraction(together(part.expression.xreplace(there)).cancel())
    one, two = Poly(above, *symbols), Poly(below, *symbols)
    sign = 1 if two.coeffs()[0] > 0 else -1
    if any(sign * c < 0 for c in (*one.coeffs(), *two.coeffs())):
        return False
    return not part.strict or sign * one.nth(*(0 for _ in symbols)) > 0


def _unit(x: Expr) -> Expr:
    return x / (1 + x)


def parts(theorems: tuple[Theorem, ...]) -> list[tuple[str, int]]:
    return [(theorem.name, k) for theorem in theorems for k in range(len(theorem.parts))]


def called(theorems: tuple[Theorem, ...], name: str) -> Theorem:
    return next(theorem for theorem in theorems if theorem.name == name)
