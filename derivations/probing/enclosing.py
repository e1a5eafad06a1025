"""Values of a formula in complex balls, which contain them with proof."""

from __future__ import annotations

from collections.abc import Mapping

from flint import acb, fmpq
from sympy import Expr, Pow, exp, log, tanh


def enclosed(expression: Expr, leaves: Mapping[Expr, acb], *, analytic: bool) -> acb:
    """Evaluate a formula.

    Args:
        expression: made of symbols, rational numbers, exp, log, tanh and rational powers.
        leaves: balls by symbol.
        analytic: whether the result must be infinite where the formula is not analytic.

    Returns:
        A ball.

    Raises:
        ValueError: if another function stands in it.
    """
    if expression in leaves:
        return leaves[expression]
    if expression.is_Rational:
        return acb(fmpq(int(expression.p), int(expression.q)))
    parts = [enclosed(argument, leaves, analytic=analytic) for argument in expression.args]
    if expression.is_Add:
        return sum(parts[1:], parts[0])
    if expression.is_Mul:
        product = parts[0]
        for part in parts[1:]:
            product *= part
        return product
    if isinstance(expression, Pow) and expression.exp.is_Integer:
        return parts[0] ** int(expression.exp)
    if isinstance(expression, Pow) and expression.exp.is_Rational:
        root = parts[0].sqrt(analytic=analytic) if expression.exp.q == 2 else None
        if root is not None:
            return root ** int(expression.exp.p)
        return (parts[1] * parts[0].log(analytic=analytic)).exp()
    if isinstance(expression, log):
        return parts[0].log(analytic=analytic)
    if isinstance(expression, exp | tanh):
        return parts[0].exp() if isinstance(expression, exp) else parts[0].tanh()
    raise ValueError(f"expression = {expression}: must be made of exp, log, tanh and powers")
