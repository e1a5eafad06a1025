"""First road: the stationarity equations of moments solved over the rational functions.

The closed set of equations around a target is solved one strongly connected component after the
other; a block of several moments that need each other is eliminated with the smallest pivot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Expr, Integer

from derivations import elimination
from derivations.closure import EASY, ONE, Closure, close, matrix, written
from derivations.field import reduce
from derivations.quotient import Quotient, quotient
from derivations.system import Monomial, RowError, System, ordered


@dataclass(frozen=True)
class Solution:
    """Moments that solve their stationarity equations.

    Args:
        closure: the equations.
        moments: their values as fractions.
    """

    closure: Closure
    moments: Mapping[Monomial, Quotient]

    @property
    def system(self) -> System:
        """The rows that the moments belong to."""
        return self.closure.system

    def value(self, *states: str) -> Expr:
        """Give the moment of a product of states, factored, with square roots put in.

        Args:
            *states: names of states.

        Returns:
            A product of powers of polynomials.
        """
        return self.combination(((Integer(1), ordered(*states)),))

    def combination(self, terms: Iterable[tuple[Expr, Monomial]]) -> Expr:
        """Give a linear combination of moments as one factored fraction.

        Args:
            terms: pairs of a coefficient and a moment.

        Returns:
            A product of powers of polynomials.
        """
        ring = self.closure.ring
        total = ring.zero
        for coefficient, monomial in terms:
            total += quotient(coefficient, ring) * self.moments[monomial]
        divisors = self.closure.divisors if total.size > EASY else ()
        return written(total, self.system, divisors)

    def holds(self) -> bool:
        """Put every moment into its own equation, in the arithmetic in which it was solved."""
        for monomial, equation in self.closure.equations.items():
            gap = self.moments[monomial]
            for key, weight in equation.items():
                gap -= weight * self.moments[key]
            if gap and monomial != ONE:
                return False
        return True

    def residual(self, monomial: Monomial, values: Mapping[Monomial, Expr] | None = None) -> Expr:
        """Evaluate M_m - sum of weights * M_n, by SymPy's field arithmetic.

        Args:
            monomial: the moment whose equation is meant.
            values: moments that replace the solved ones, for putting another formula on trial.

        Returns:
            The residual; zero exactly when the equation holds identically.
        """
        given = values or {}

        def known(key: Monomial) -> Expr:
            return given.get(key, written(self.moments[key], self.system))

        terms = (
            written(weight, self.system) * known(key)
            for key, weight in self.closure.equations[monomial].items()
        )
        gap = reduce(known(monomial) - sum(terms, Integer(0)))
        if not self.system.relations:
            return gap
        return written(quotient(gap, self.closure.ring), self.system)


def solve(system: System, targets: tuple[Monomial, ...]) -> Solution:
    """Close the stationarity equations around some moments and solve them.

    Args:
        system: the rows.
        targets: sorted products of states whose moments are wanted.

    Returns:
        Every moment of the closed set.

    Raises:
        RowError: if the equations of a block determine nothing, as for a state that never forgets.
    """
    closure = close(system, targets)
    moments = {ONE: closure.ring.one}
    for block in closure.blocks:
        if block != (ONE,):
            moments |= _solve_block(closure, block, moments)
    return Solution(closure, moments)


def _solve_block(
    closure: Closure, block: tuple[Monomial, ...], known: Mapping[Monomial, Quotient]
) -> dict[Monomial, Quotient]:
    rows = matrix(closure, block)
    for m, row in zip(block, rows, strict=True):
        right = closure.ring.zero
        for n, weight in closure.equations[m].items():
            if n not in block:
                right += weight * known[n]
        row.append(right)
    try:
        return dict(zip(block, elimination.eliminate(rows), strict=True))
    except ZeroDivisionError:
        raise RowError(
            f"E[{' '.join(block[0])}]: its equation leaves it open, as some state never forgets; "
            "give its value as data"
        ) from None
