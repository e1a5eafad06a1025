"""Mutants sorted by proof: degenerate, equivalent, duplicates, and those that are left.

Values at random points of a prime field tell most mutants apart, which is a proof of difference;
where values agree, equality is proved or refuted by canonical fractions over the integers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from flint import nmod
from sympy import Expr, Symbol, preorder_traversal

from derivations.field import walk
from derivations.quotient import Quotient, ring_over
from derivations.symbols import conjugate
from verification.mutation.edits import Mutant

PRIME = 2**61 - 1
PRINTS = 2
Leaves = Mapping[Expr, Any]
Constant = Callable[[Expr], Any]


class Kinds(NamedTuple):
    """Mutants of one formula.

    Args:
        distinct: each another rational function, none the formula itself.
        duplicates: proved equal to an earlier mutant.
        degenerate: those that divide by zero everywhere.
        equivalent: proved equal to the formula.
    """

    distinct: tuple[Mutant, ...]
    duplicates: int
    degenerate: tuple[Mutant, ...]
    equivalent: tuple[Mutant, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return len(self.distinct) + self.duplicates + len(self.degenerate) + len(self.equivalent)


def sort(formula: Expr, mutants: Iterable[Mutant], earlier: Iterable[Mutant] = ()) -> Kinds:
    """Sort mutants.

    Args:
        formula: what they are mutants of.
        mutants: the mutants.
        earlier: mutants that count as seen.

    Returns:
        The mutants by kind, in their order.
    """
    printed, proved = _prints(formula), _canonical(formula)
    seen: dict[Any, list[Expr]] = {printed(formula): [formula]}
    for mutant in earlier:
        seen.setdefault(printed(mutant.expression), []).append(mutant.expression)
    kinds: dict[str, list[Mutant]] = {
        kind: [] for kind in ("distinct", "duplicate", "degenerate", "equivalent")
    }
    for mutant in mutants:
        kinds[_kind(mutant.expression, formula, seen, printed, proved)].append(mutant)
    distinct, duplicates, degenerate, equivalent = kinds.values()
    return Kinds(tuple(distinct), len(duplicates), tuple(degenerate), tuple(equivalent))


def leaves(formula: Expr, symbols: Leaves, constant: Constant) -> dict[Expr, Any]:
    """Evaluate every subtree of a formula once, since its mutants share nearly all of them.

    Args:
        formula: the formula.
        symbols: numbers for its symbols.
        constant: how an exact number becomes one of that arithmetic.

    Returns:
        The numbers by subtree, those of symbols included.

    Raises:
        ZeroDivisionError: if a denominator vanishes.
    """
    known = dict(symbols)
    for part in reversed(list(preorder_traversal(formula))):
        known.setdefault(part, walk(part, known, constant))
    return known


def with_bars(formula: Expr) -> tuple[Symbol, ...]:
    """List the symbols of a formula and their conjugates, by name."""
    found = formula.free_symbols
    return tuple(sorted(found | {conjugate(symbol) for symbol in found}, key=str))


def _kind(
    expression: Expr,
    formula: Expr,
    seen: dict[Any, list[Expr]],
    printed: Callable[[Expr], Any],
    proved: Callable[[Expr], Quotient],
) -> str:
    key = printed(expression)
    if key is None:
        try:
            proved(expression)
        except ZeroDivisionError:
            return "degenerate"
    # without a value at the point it may be equal to anything, and anything to it
    near = chain(*seen.values()) if key is None else chain(seen.get(key, ()), seen.get(None, ()))
    for other in near:
        if expression == other or proved(expression) == proved(other):
            return "equivalent" if other == formula else "duplicate"
    seen.setdefault(key, []).append(expression)
    return "distinct"


def _prints(formula: Expr) -> Callable[[Expr], Any]:
    generator = random.Random(f"prints/{formula}")
    symbols = with_bars(formula)
    draws = [{s: nmod(generator.randrange(PRIME), PRIME) for s in symbols} for _ in range(PRINTS)]
    tables = [leaves(formula, draw, _modular) for draw in draws]

    def printed(expression: Expr) -> Any:
        try:
            return tuple(int(walk(expression, table, _modular)) for table in tables)
        except ZeroDivisionError:
            return None

    return printed


def _canonical(formula: Expr) -> Callable[[Expr], Quotient]:
    symbols = with_bars(formula)
    ring = ring_over(symbols)
    table = leaves(formula, ring.generators(symbols), ring.number)
    return lambda expression: walk(expression, table, ring.number)


def _modular(number: Expr) -> Any:
    return nmod(int(number.p), PRIME) / nmod(int(number.q), PRIME)
