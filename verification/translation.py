"""What each node of an expression is in JAX, by an allow-list; anything else is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any

import jax.numpy as jnp
from jax import lax
from sympy import (
    Abs,
    Add,
    Expr,
    I,
    Integer,
    Mul,
    NumberSymbol,
    Pow,
    Rational,
    Symbol,
    arg,
    conjugate,
    cos,
    exp,
    im,
    log,
    re,
    sin,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from verification import promotion
from verification.errors import shorten
from verification.exponential import expm1_of_sum

FUNCTIONS: Mapping[type[Expr], Callable[[Any], Any]] = MappingProxyType(
    {
        exp: jnp.exp,
        log: jnp.log,
        expm1: lambda x: expm1_of_sum([x]),
        log1p: jnp.log1p,
        conjugate: jnp.conj,
        re: jnp.real,
        im: jnp.imag,
        Abs: jnp.abs,
        arg: lambda z: jnp.atan2(jnp.imag(z), jnp.real(z)),  # jnp.angle forgets the precision
        cos: jnp.cos,
        sin: jnp.sin,
        tanh: jnp.tanh,
    }
)


def check(node: Expr, arguments: frozenset[Symbol]) -> None:
    """Refuse an expression that holds what cannot be translated.

    Args:
        node: the expression.
        arguments: the symbols that it may hold.

    Raises:
        TypeError: naming the first node that has no translation, and those that have one.
    """
    if isinstance(node, Symbol) or node == I:
        if node not in arguments:
            names = ", ".join(sorted(map(str, arguments - {I})))
            raise TypeError(f"{node}: is not among the arguments {names}; add it")
    elif isinstance(node, Rational | NumberSymbol):
        _constant(node)
    elif isinstance(node, Add | Mul | Pow) or node.func in FUNCTIONS:
        for part in node.args:
            check(part, arguments)
    else:
        kinds = (Add, Mul, Pow, Symbol, Integer, Rational, NumberSymbol, *FUNCTIONS)
        rule = f"cannot be lowered to JAX; use {', '.join(kind.__name__ for kind in kinds)}"
        raise TypeError(f"{type(node).__name__} {shorten(node)}: {rule}")


def _constant(number: Rational | NumberSymbol) -> float:
    """Round a number to a plain float: as an integer it might not fit in 32 bits."""
    if isinstance(number, NumberSymbol):
        return float(number)
    try:
        rounded = int(number.p) / int(number.q)
    except OverflowError:
        rounded = 0.0
    if bool(rounded) != bool(number):
        raise TypeError(f"{type(number).__name__} {shorten(number)}: is beyond floats; rescale it")
    return rounded


def value(node: Expr, at: Callable[[Expr], Any]) -> Any:
    """Evaluate a node.

    Args:
        node: a node that `check` lets pass, no symbol.
        at: gives the value of its arguments.

    Returns:
        An array, or a plain float where no argument is one.
    """
    if isinstance(node, Rational | NumberSymbol):
        return _constant(node)
    if isinstance(node, Add):
        return reduce(promotion.plus, map(at, node.args))
    if isinstance(node, Mul):
        return _quotient(node, at)
    if isinstance(node, Pow):
        return _power(at(node.base), node.exp, at)
    if isinstance(node, expm1):
        return expm1_of_sum([at(part) for part in Add.make_args(node.args[0])])
    return FUNCTIONS[node.func](at(node.args[0]))


def _quotient(node: Expr, at: Callable[[Expr], Any]) -> Any:
    """Multiply and divide in turn, so that many small factors do not underflow together."""
    above, below = [], []
    for part in node.args:
        if isinstance(part, Pow) and isinstance(part.exp, Rational) and part.exp < 0:
            below.append(_power(at(part.base), -part.exp, at))
        else:
            above.append(at(part))
    result = above.pop(0) if above else 1.0
    while above or below:
        if below:
            result = promotion.divided(result, below.pop(0))
        if above:
            result = promotion.times(result, above.pop(0))
    return result


def _power(base: Any, exponent: Expr, at: Callable[[Expr], Any]) -> Any:
    if not isinstance(exponent, Rational):
        return jnp.power(*promotion.alike(base, at(exponent)))
    if exponent < 0:
        return promotion.divided(1.0, _power(base, -exponent, at))
    if exponent.q > 2:
        return jnp.power(base, _constant(exponent))
    root = base if exponent.q == 1 else jnp.sqrt(base)
    return lax.integer_pow(jnp.asarray(root), int(exponent.p))
