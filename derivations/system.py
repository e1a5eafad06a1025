"""A linear recurrence with random coefficients as rows: each state's next value from the last.

A row is an expression linear in the states, polynomial in the random numbers and rational in the
parameters. The primed symbol of a state, `prime(h)`, is its new value; rows are evaluated in order,
and a row may use new values that come before it: h' = lambda h + x'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sympy import Expr, Symbol

from derivations.laws import Law

Monomial = tuple[str, ...]
Rule = tuple[Symbol, Symbol, Expr]


class RowError(ValueError):
    """Rows that make no recurrence, or none with stationary moments; the message is one line."""


@dataclass(frozen=True)
class System:
    """Rows of states, the laws of their random numbers, and what is known beforehand.

    Args:
        rows: pairs of a state and its next value, in order of evaluation.
        laws: the laws of the random numbers.
        data: known moments, pairs of a sorted monomial in the states and its value.
        rules: (theta, s, ds/dtheta) for each symbol s that depends on a parameter theta.
        relations: (s, s^2) for each symbol that stands for a square root.
    """

    rows: tuple[tuple[Symbol, Expr], ...]
    laws: tuple[Law, ...] = ()
    data: tuple[tuple[Monomial, Expr], ...] = ()
    rules: tuple[Rule, ...] = ()
    relations: tuple[tuple[Symbol, Expr], ...] = ()

    def __post_init__(self) -> None:
        """Refuse names that are used twice, and new values that are not known yet."""
        names = [state for state, _ in self.rows] + list(self.random)
        for name in names:
            if names.count(name) > 1:
                raise RowError(f"{name}: names two states or random numbers; rename one")
        known: list[str] = []
        for state, row in self.rows:
            for symbol in sorted(row.free_symbols, key=str):
                if unprime(symbol) != symbol and str(unprime(symbol)) not in known:
                    above = ", ".join(known) or "none"
                    raise RowError(
                        f"{prime(state)} = {row}: {symbol} is not known there; move its row above "
                        f"(new values known there: {above})"
                    )
            known.append(str(state))

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Names of the states, in order."""
        return tuple(str(state) for state, _ in self.rows)

    @cached_property
    def random(self) -> tuple[Symbol, ...]:
        """The random numbers, in order."""
        return tuple(symbol for law in self.laws for symbol in law.symbols)

    @cached_property
    def parameters(self) -> tuple[Symbol, ...]:
        """The symbols that are neither states nor random, sorted by name."""
        expressions = [e for _, e in (*self.rows, *self.data, *self.relations)]
        free = {unprime(s) for e in expressions for s in e.free_symbols}
        free |= {s for law in self.laws for s in law.parameters}
        return tuple(sorted(free - {s for s, _ in self.rows} - set(self.random), key=str))

    def at(self, point: Mapping[Symbol, Expr]) -> System:
        """Put numbers in for parameters, so that a system too large for symbols can be solved.

        Args:
            point: exact numbers for some or all parameters and gate moments.

        Returns:
            The same rows over fewer symbols.

        Raises:
            RowError: if a number is given for a root, which follows from others.
        """
        for root, square in self.relations:
            if root in point:
                raise RowError(f"{root} = {point[root]}: is the root of {square}; leave it out")
        return replace(
            self,
            rows=tuple((state, row.xreplace(point)) for state, row in self.rows),
            laws=tuple(law.at(point) for law in self.laws),
            data=tuple((m, value.xreplace(point)) for m, value in self.data),
            rules=tuple((theta, s, slope.xreplace(point)) for theta, s, slope in self.rules),
            relations=tuple((root, square.xreplace(point)) for root, square in self.relations),
        )


def prime(state: Symbol) -> Symbol:
    """Name the new value of a state."""
    return Symbol(f"{state}'")


def unprime(symbol: Symbol) -> Symbol:
    """Name the state whose new value a symbol is; the symbol itself if it is none."""
    return Symbol(str(symbol).removesuffix("'"))


def ordered(*states: str) -> Monomial:
    """Write a product of states in the one order that is used as a key."""
    return tuple(sorted(states))
