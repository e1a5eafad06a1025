"""Exact fractions in the parameters: reduced forms, identity of expressions, values at a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy import QQ, QQ_I, Dummy, Expr, I, Symbol


def fractions_over(*expressions: Expr) -> Any:
    """Choose the field of rational functions in which some expressions live.

    Args:
        *expressions: rational expressions, complex coefficients allowed.

    Returns:
        The SymPy domain Q(symbols), or Q(i)(symbols) when the imaginary unit occurs.
    """
    symbols = sorted(set().union(*(e.free_symbols for e in expressions)), key=str)
    ground = QQ_I if any(e.has(I) for e in expressions) else QQ
    return ground.frac_field(*(symbols or (Dummy(),)))


def reduce(expression: Expr) -> Expr:
    """Bring a rational expression to one reduced fraction, numerator and denominator expanded.

    Args:
        expression: any rational expression.

    Returns:
        The reduced fraction, unique up to a sign shared by numerator and denominator.
    """
    field = fractions_over(expression)
    return field.to_sympy(field.from_sympy(expression))


def identical(left: Expr, right: Expr) -> bool:
    """Decide whether two rational expressions are the same rational function.

    Args:
        left: a rational expression.
        right: another.

    Returns:
        True exactly when their difference cancels to zero.
    """
    field = fractions_over(left, right)
    return not field.from_sympy(left) - field.from_sympy(right)


def value(expression: Expr, point: Mapping[Symbol, Expr]) -> Expr:
    """Evaluate a rational expression exactly at a Gaussian-rational point.

    Args:
        expression: a rational expression in symbols.
        point: exact numbers, one per symbol.

    Returns:
        The exact number.

    Raises:
        ZeroDivisionError: if a denominator vanishes there.
    """
    numbers = {symbol: QQ_I.from_sympy(number) for symbol, number in point.items()}
    return QQ_I.to_sympy(walk(expression, numbers, QQ_I.from_sympy))


def walk(node: Expr, leaves: Mapping[Expr, Any], constant: Callable[[Expr], Any]) -> Any:
    """Evaluate a rational expression in any arithmetic, as it stands, so that it is never expanded.

    Args:
        node: the expression.
        leaves: numbers for its symbols and function values.
        constant: how an exact SymPy number becomes a number of that arithmetic.

    Returns:
        The number.

    Raises:
        ZeroDivisionError: if a denominator vanishes.
    """
    if node in leaves:
        return leaves[node]
    if node.is_Add or node.is_Mul:
        first, *rest = (walk(argument, leaves, constant) for argument in node.args)
        for part in rest:
            first = first + part if node.is_Add else first * part
        return first
    if node.is_Pow and node.exp.is_Integer:
        base, exponent = walk(node.base, leaves, constant), int(node.exp)
        if exponent < 0 and not base:
            raise ZeroDivisionError(f"{node.base} vanishes")
        return base**exponent
    return constant(node)
