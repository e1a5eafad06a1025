"""Formulas in plain text with terms ordered as people write them: 1 - lambda*rho."""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Pow, sstr


def plain(expression: Expr) -> str:
    """Write an expression in one line.

    Args:
        expression: a rational expression, powers such as `lambda**T` allowed.

    Returns:
        Text in which every sum starts with its lowest, positive term.
    """
    return str(sstr(upright(expression), order="rev-lex")).replace("GPrime(", "G'(")


def upright(expression: Expr) -> Expr:
    """Turn the factors of each product so that their lowest terms are positive.

    Args:
        expression: a rational expression.

    Returns:
        The same expression, signs moved out of its factors.
    """
    if isinstance(expression, Add):
        return Add(*map(upright, expression.args))
    sign, parts = 1, []
    for factor in Mul.make_args(expression):
        base, exponent = factor.as_base_exp() if isinstance(factor, Pow) else (factor, Integer(1))
        if isinstance(base, Add) and _starts_negative(base) and exponent.is_Integer:
            sign *= -1 if exponent % 2 else 1
            base = -base
        parts.append(Pow(base, exponent))
    return sign * Mul(*parts)


def _starts_negative(total: Expr) -> bool:
    lowest = min(total.args, key=lambda term: (len(term.free_symbols), _degree(term), str(term)))
    return bool(lowest.could_extract_minus_sign())


def _degree(term: Expr) -> int:
    """Count the symbols of a term; a root or a power with a symbol above counts once."""
    powers = (power for base, power in term.as_powers_dict().items() if base.is_Symbol)
    return sum(int(power) if power.is_Integer else 1 for power in powers)
