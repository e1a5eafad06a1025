"""Numbers as text: exact ones as fractions, rounded ones as plain decimals."""

from __future__ import annotations

import mpmath
from sympy import Expr, im, oo, re


def number(value: Expr) -> str:
    """Write an exact number as `p/q` or `p/q + r/s*I`."""
    if value in (oo, -oo) or im(value) == 0:
        return str(value)
    return f"{re(value)} + {im(value)}*I"


def decimal(value: mpmath.mpf | mpmath.mpc, digits: int) -> str:
    """Write a number as a plain decimal.

    Args:
        value: real or complex.
        digits: significant digits of each part.

    Returns:
        `a` or `a + b*I`, without exponents.
    """
    if isinstance(value, mpmath.mpc):
        return f"{decimal(value.real, digits)} + {decimal(value.imag, digits)}*I"
    limits = {"min_fixed": -mpmath.inf, "max_fixed": mpmath.inf}
    with mpmath.workdps(digits + 5):
        text: str = mpmath.nstr(value, digits, strip_zeros=False, **limits)
    return text.removesuffix(".")
