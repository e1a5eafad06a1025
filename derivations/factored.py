"""A fraction of flint polynomials becomes a SymPy product of powers."""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, Integer, Mul, Pow, Symbol

LONG = 100  # terms; a longer polynomial takes seconds to factor and seldom does


def factored(num: Any, den: Any, likely: tuple[Any, ...] = ()) -> Expr:
    """Write num/den as a product of powers; a polynomial too long to factor stays in one piece.

    Args:
        num: numerator, an `fmpz_mpoly`.
        den: denominator, coprime to it.
        likely: polynomials that may divide them, tried first.

    Returns:
        The product, in symbols named like the generators.
    """
    below = [(base, -exponent) for base, exponent in _factors(den, likely)]
    powers = [(b, e) for b, e in (*_factors(num, likely), *below) if e]
    constant = Mul(*(polynomial(b) ** e for b, e in powers if b.is_constant()))
    parts = [_power(polynomial(b), e) for b, e in powers if not b.is_constant()]
    if not parts or constant == 0:
        return constant
    # factors are coprime already: SymPy would ask each of them for its assumptions
    return Mul(*([constant] if constant != 1 else []), *parts, evaluate=False)


def _factors(polynomial: Any, likely: tuple[Any, ...]) -> list[tuple[Any, int]]:
    if polynomial.is_constant():
        return [(polynomial, 1)]
    rest, found = polynomial, []
    for base in likely:
        exponent = 0
        while not (step := divmod(rest, base))[1] and not base.is_constant():
            rest, exponent = step[0], exponent + 1
        found.append((base, exponent))
    if len(rest) > LONG:
        return [*found, (rest, 1)]
    try:
        constant, factors = rest.factor()
    except OverflowError:  # python-flint sorts factors by coefficients as machine integers
        return [*found, (rest, 1)]
    return [(rest.context().constant(constant), 1), *found, *((b, int(e)) for b, e in factors)]


def _power(base: Expr, exponent: int) -> Expr:
    if exponent == 1 or not base.is_Add:
        return base**exponent
    return Pow(base, Integer(exponent), evaluate=False)


def polynomial(flint: Any) -> Expr:
    """Write a flint polynomial as a sum of terms.

    Args:
        flint: an `fmpz_mpoly`.

    Returns:
        The sum, in symbols named like the generators.
    """
    names = [Symbol(name) for name in flint.context().names()]
    terms = (
        Mul(Integer(int(c)), *(n ** int(e) for n, e in zip(names, powers, strict=True) if e))
        for powers, c in flint.terms()
    )
    return Add(*terms)
