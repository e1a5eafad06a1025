"""Edits of a formula's tree as it is written: where, what, and the tree rebuilt with them.

A place is the path of argument numbers from the root. Trees are rebuilt unevaluated, so that an
edit stays what it is and no rule of simplification mends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sympy import Add, Expr, Mul, Pow, Rational, Symbol

from derivations.symbols import conjugate

Place = tuple[int, ...]


class Edit(NamedTuple):
    """One slip.

    Args:
        place: of the node that it changes.
        operator: what is done to the node, such as `integer + 1`.
        other: the symbol that takes a symbol's place.
    """

    place: Place
    operator: str
    other: Symbol | None = None


class Mutant(NamedTuple):
    """A formula with a slip, or two.

    Args:
        operator: what was done.
        place: where.
        expression: the tree that results.
    """

    operator: str
    place: str
    expression: Expr


def edits(formula: Expr) -> tuple[Edit, ...]:
    """List every edit of a formula, in the order of its tree.

    Args:
        formula: an expression of sums, products, integer powers, numbers and symbols.

    Returns:
        The edits.
    """
    symbols = tuple(sorted(formula.free_symbols, key=str))
    whole = (Edit((), f"whole {word}") for word in ("negated", "squared", "doubled"))
    return (*whole, *_below(formula, (), symbols))


def mutant(formula: Expr, *chosen: Edit) -> Mutant:
    """Apply edits at different places.

    Args:
        formula: the formula.
        *chosen: the edits.

    Returns:
        The mutant.

    >>> x = Symbol("x")
    >>> mutant(1 + x, Edit((1,), "summand dropped")).expression
    1
    """
    changed = rebuilt(formula, {edit.place: edit for edit in chosen})
    places = " and ".join(".".join(map(str, edit.place)) or "root" for edit in chosen)
    return Mutant(" and ".join(map(_words, chosen)), places, changed)


def rebuilt(formula: Expr, chosen: Mapping[Place, Edit]) -> Expr:
    """Rebuild a tree with edits, the deeper ones first.

    Args:
        formula: the tree.
        chosen: at most one edit for each place.

    Returns:
        The tree with its edits, otherwise as it was.
    """
    result = _rebuilt(formula, (), chosen)
    return formula if result is None else result


def _below(node: Expr, here: Place, symbols: tuple[Symbol, ...]) -> Iterator[Edit]:
    if node.is_Rational:
        for word in ("+ 1", "- 1", "doubled", "negated"):
            yield Edit(here, f"integer {word}")
    elif node.is_Symbol:
        yield from _of_symbol(node, here, symbols)
    for number, part in enumerate(node.args):
        place = (*here, number)
        if isinstance(node, Add):
            yield Edit(place, "summand dropped")
            yield Edit(place, "summand flipped")
        if isinstance(node, Mul):
            yield Edit(place, "factor dropped")
        if isinstance(node, Pow) and number == 1:
            for word in ("+ 1", "- 1", "doubled", "negated"):
                yield Edit(place, f"exponent {word}")
        else:
            yield from _below(part, place, symbols)


def _of_symbol(node: Symbol, here: Place, symbols: tuple[Symbol, ...]) -> Iterator[Edit]:
    barred = conjugate(node)
    for other in symbols:
        if other not in (node, barred):
            yield Edit(here, "symbol replaced", other)
    yield Edit(here, "symbol squared")
    yield Edit(here, "symbol negated")
    if barred != node:
        yield Edit(here, "symbol conjugated", barred)


def _rebuilt(node: Expr, here: Place, chosen: Mapping[Place, Edit]) -> Expr | None:
    """Rebuild a subtree; None if it is dropped."""
    if not any(place[: len(here)] == here for place in chosen):
        return node
    parts = [_rebuilt(part, (*here, k), chosen) for k, part in enumerate(node.args)]
    if any(new is not old for new, old in zip(parts, node.args, strict=True)):
        node = node.func(*(part for part in parts if part is not None), evaluate=False)
    edit = chosen.get(here)
    return node if edit is None else _changed(node, edit)


def _changed(node: Expr, edit: Edit) -> Expr | None:
    word = edit.operator.partition(" ")[2]
    if word == "dropped":
        return None
    if edit.other is not None:
        return edit.other
    if word == "squared":
        return Pow(node, 2, evaluate=False)
    if word in ("+ 1", "- 1"):
        return node + (1 if word == "+ 1" else -1)
    factor = Rational(2 if word == "doubled" else -1)
    return factor * node if node.is_Rational else Mul(factor, node, evaluate=False)


def _words(edit: Edit) -> str:
    return edit.operator if edit.other is None else f"{edit.operator} by {edit.other}"
