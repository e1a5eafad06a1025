"""Functions that a map of one's own may use: smooth, and real where their argument is."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import sympy
from sympy import Expr


def sigmoid(x: Expr) -> Expr:
    """Write 1/(1 + e^-x)."""
    return 1 / (1 + sympy.exp(-x))


def softplus(x: Expr) -> Expr:
    """Write log(1 + e^x)."""
    return sympy.log(1 + sympy.exp(x))


ANALYTIC: Mapping[str, Callable[[Expr], Expr]] = MappingProxyType(
    {
        "exp": sympy.exp,
        "log": sympy.log,
        "sqrt": sympy.sqrt,
        "tanh": sympy.tanh,
        "sigmoid": sigmoid,
        "softplus": softplus,
        "sin": sympy.sin,
        "cos": sympy.cos,
    }
)
