"""Expressions as plain data: nested lists of integers and names, as certificates hold them."""

from __future__ import annotations

from typing import Any

from sympy import Expr, I, Poly

from derivations.system import Monomial

Tree = Any
LONG = 8  # terms


def tree(expression: Expr) -> Tree:
    """Write an expression as nested lists of integers and names.

    Args:
        expression: rational in its symbols; functions named D are derivatives.

    Returns:
        An integer, a name, or an operation and its operands.

    Raises:
        TypeError: if it is not such an expression.
    """
    if expression.is_Integer:
        return int(expression)
    if expression.is_Rational:
        return ["*", int(expression.p), ["^", int(expression.q), -1]]
    if expression.is_Symbol or expression is I:
        return "i" if expression is I else bare(str(expression))
    if expression.is_Pow and expression.exp.is_Integer:
        return ["^", tree(expression.base), int(expression.exp)]
    if expression.is_Add or expression.is_Mul:
        parts = expression.as_ordered_terms("rev-lex") if expression.is_Add else expression.args
        return ["+" if expression.is_Add else "*", *map(tree, parts)]
    if str(expression.func) == "D":
        return ["D", *map(tree, expression.args)]
    raise TypeError(f"{expression}: is not rational in its symbols")


def nested(expression: Expr) -> Tree:
    """Write an expression as `tree` does, but long polynomials by Horner's rule.

    These are shorter, and quicker to evaluate where numbers are large.

    Args:
        expression: rational in its symbols.

    Returns:
        The nested lists.
    """
    if expression.is_Add and len(expression.args) > LONG and expression.is_polynomial():
        whole = Poly(expression, *sorted(expression.free_symbols, key=str))
        names = tuple(bare(str(symbol)) for symbol in whole.gens)
        return _horner({powers: int(c) for powers, c in whole.terms()}, names)
    if expression.is_Mul:
        return ["*", *map(nested, expression.args)]
    if expression.is_Pow and expression.exp.is_Integer:
        return ["^", nested(expression.base), int(expression.exp)]
    return tree(expression)


def _horner(terms: dict[tuple[int, ...], int], names: tuple[str, ...]) -> Tree:
    if not names:
        return terms[()]
    groups: dict[int, dict[tuple[int, ...], int]] = {}
    for (power, *rest), coefficient in terms.items():
        groups.setdefault(power, {})[tuple(rest)] = coefficient
    top, *lower = sorted(groups, reverse=True)
    found = _horner(groups[top], names[1:])
    for power in lower:
        found = ["+", _horner(groups[power], names[1:]), _raised(names[0], top - power, found)]
        top = power
    return _raised(names[0], top, found)


def _raised(name: str, power: int, factor: Tree) -> Tree:
    if not power:
        return factor
    raised = name if power == 1 else ["^", name, power]
    return raised if factor == 1 else ["*", raised, factor]


def bare(name: str) -> str:
    """Write the name of a state without spaces, which separate the factors of a product."""
    return name.replace("] ", "]")


def mean(monomial: Monomial) -> str:
    """Name the expectation of a product of states, as the checker does."""
    return f"E[{' '.join(sorted(map(bare, monomial)))}]"


def names_in(node: Tree) -> set[str]:
    """List the names in nested lists, operations left out."""
    if isinstance(node, list):
        return set().union(*map(names_in, node[1:]))
    return {node} if isinstance(node, str) else set()
