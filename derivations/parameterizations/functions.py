"""Functions that several parameterizations share."""

from __future__ import annotations

from sympy import Expr, exp, log, sqrt


def sigmoid(x: Expr) -> Expr:
    """Write 1/(1 + e^-x)."""
    return 1 / (1 + exp(-x))


def softplus(x: Expr) -> Expr:
    """Write log(1 + e^x)."""
    return log(1 + exp(x))


def normalizing(modulus: Expr) -> Expr:
    """Write sqrt(1 - |lambda|^2), which gives a white input's state the input's variance."""
    return sqrt(1 - modulus**2)
