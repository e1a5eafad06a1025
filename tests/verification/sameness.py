"""Whether two formulas are the same, by exact fractions."""

from __future__ import annotations

from sympy import Expr

from derivations.general import atoms_as_symbols
from derivations.quotient import quotient, ring_over


def same(left: Expr, right: Expr) -> bool:
    left, right = atoms_as_symbols(left, right)
    ring = ring_over(left.free_symbols | right.free_symbols)
    return quotient(left, ring) == quotient(right, ring)
