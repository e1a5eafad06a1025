"""Expressions as plain data: nested lists of integers and names, as certificates hold them."""

from __future__ import annotations

from typing import Any

from sympy import Expr, I

from derivations.system import Monomial

Tree = Any


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
