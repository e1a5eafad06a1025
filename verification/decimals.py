"""Numbers as text: exact ones as fractions, rounded ones as plain decimals, balls as both ends."""

from __future__ import annotations

import re as regex
from decimal import Decimal
from typing import Any

import mpmath
from flint import acb, arb
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


def ball(value: acb, digits: int) -> dict[str, Any]:
    """Write a ball in decimals so that what is written still contains it.

    Args:
        value: a ball of finite radius.
        digits: significant digits of each midpoint.

    Returns:
        The midpoint as a plain decimal and the radius, `{"mid": "0.25", "rad": "1e-20"}`; of a
        number that is not known to be real, one such pair for each of `re` and `im`.
    """
    if not value.imag.is_zero():
        parts = {"re": value.real, "im": value.imag}
        return {name: ball(acb(part), digits) for name, part in parts.items()}
    return _interval(value.real, digits)


def in_brackets(written: dict[str, Any]) -> str:
    """Write what `ball` gives in one line.

    Args:
        written: a midpoint and a radius, or a pair of those.

    Returns:
        `[mid +/- rad]`, or `[mid +/- rad] + [mid +/- rad]*I`.
    """
    if "re" in written:
        return f"{in_brackets(written['re'])} + {in_brackets(written['im'])}*I"
    return f"[{written['mid']} +/- {written['rad']}]"


def _interval(value: arb, digits: int) -> dict[str, str]:
    # python-flint writes `mid`, `[mid +/- rad]` or `[+/- rad]`, outwards
    mid, _, rad = regex.sub(r"[\[\]]", "", value.str(digits)).partition("+/-")
    return {"mid": format(Decimal(mid.strip() or "0"), "f"), "rad": rad.strip() or "0"}
