"""Closed form to JAX function: the stable expression, through an allow-list of nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import (
    Add,
    Dummy,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    Symbol,
    exp,
    lambdify,
    preorder_traversal,
)
from sympy.codegen.cfunctions import expm1

from derivations.stable import RATES, stable
from derivations.symbols import GLOSSARY

ALLOWED = (Add, Mul, Pow, Symbol, Integer, Rational, exp, expm1)


def rates(name: str) -> tuple[Symbol, ...]:
    """List the arguments of a lowered closed form.

    Args:
        name: a catalogue name of a concrete input.

    Returns:
        Decay rates (and their conjugates), then the input's other parameters, in glossary order.
    """
    wanted = stable(name).free_symbols
    ordered = [RATES.get(item.symbol, item.symbol) for item in GLOSSARY]
    return tuple(symbol for symbol in ordered if symbol in wanted)


def jax_function(name: str) -> Callable[..., Any]:
    """Turn a closed form into a JAX function of decay rates.

    The rates are alpha = -log lambda, beta = -log lambda_0, kappa = -log rho, complex allowed; the
    function can be compiled, differentiated and mapped.

    Args:
        name: a catalogue name of a concrete input.

    Returns:
        A function of `rates(name)`.

    Raises:
        TypeError: if the expression holds a node that has no tested translation.
    """
    import jax.numpy as jnp

    expression = stable(name)
    _check(expression)
    arguments = rates(name)
    plain = {symbol: Dummy(f"v{k}") for k, symbol in enumerate(arguments)}
    modules = [{"expm1": jnp.expm1, "exp": jnp.exp}, "jax"]
    return lambdify(list(plain.values()), expression.xreplace(plain), modules=modules, cse=True)  # type: ignore[no-any-return]


def _check(expression: Expr) -> None:
    for node in preorder_traversal(expression):
        if not isinstance(node, ALLOWED):
            allowed = ", ".join(kind.__name__ for kind in ALLOWED)
            raise TypeError(f"{type(node).__name__}: cannot be lowered to JAX; use {allowed}")
