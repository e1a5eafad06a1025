"""A complex formula in real symbols, split into its real and imaginary part."""

from __future__ import annotations

from sympy import Add, Expr, I, Integer, Mul, Pow, cos, exp, sin, tanh

from derivations.probing.compact import compact

Parts = tuple[Expr, Expr]
ZERO, ONE = Integer(0), Integer(1)


def parts(expression: Expr) -> Parts:
    """Split a formula.

    Args:
        expression: of real symbols and `I`; only exp, tanh, sin and cos of what is not real.

    Returns:
        Its real part, its imaginary part.

    Raises:
        ValueError: if another function of a complex number stands in it.
    """
    if expression == I:
        return ZERO, ONE
    if not expression.has(I):
        return expression, ZERO
    if isinstance(expression, Add):
        pairs = [parts(argument) for argument in expression.args]
        return Add(*(x for x, _ in pairs)), Add(*(y for _, y in pairs))
    if isinstance(expression, Mul):
        first, *rest = (parts(argument) for argument in expression.args)
        for pair in rest:
            first = _product(first, pair)
        return first
    if isinstance(expression, Pow) and expression.exp.is_Integer:
        return _power(parts(expression.base), int(expression.exp))
    return _of_function(expression)


def _product(first: Parts, second: Parts) -> Parts:
    (a, b), (c, d) = first, second
    return a * c - b * d, a * d + b * c


def _power(base: Parts, exponent: int) -> Parts:
    if exponent < 0:
        x, y = _power(base, -exponent)
        size = compact(x**2 + y**2)
        return x / size, -y / size
    result = (ONE, ZERO)
    for _ in range(exponent):
        result = _product(result, base)
    return result


def _of_function(node: Expr) -> Parts:
    inner = [parts(argument) for argument in node.args]
    if all(compact(y) == 0 for _, y in inner):
        return node.func(*(compact(x) for x, _ in inner)), ZERO
    if isinstance(node, exp):
        ((x, y),) = inner
        return exp(x) * cos(y), exp(x) * sin(y)
    if isinstance(node, tanh | sin | cos):
        return parts(node.rewrite(exp))
    raise ValueError(
        f"eigenvalue = {node}: must hold only exp, tanh, sin and cos of complex numbers; "
        "rewrite it with them"
    )
