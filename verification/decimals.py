"""Numbers as plain decimals with a stated number of significant digits."""

from __future__ import annotations

import mpmath


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
