r"""Bezout equations U D = 1 modulo the reciprocal of another polynomial, over a field of fractions.

Polynomials are sequences of field elements, lowest coefficient first. Both are given by their
irreducible factors F, F(0) = 1, so that only systems of the degree of one factor are ever solved.
Their coefficients are solved for as independent symbols, which keeps the fractions short where the
coefficients themselves are long expressions in the parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sympy import Dummy
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError

Coefficients = Sequence[Any]


class Naming(NamedTuple):
    """Independent symbols that stand for the coefficients of some polynomials.

    Args:
        fresh: the field of fractions in these symbols.
        symbols: the symbol of each coefficient that is not a number, in the order of `fresh`.
        field: the field of the coefficients.
    """

    fresh: Any
    symbols: dict[Any, Any]
    field: Any

    def name(self, polynomial: Coefficients) -> Coefficients:
        """Write a polynomial in the symbols."""
        return [
            self.symbols[c] if c in self.symbols else self.fresh.convert(c.numer.LC / c.denom.LC)
            for c in polynomial
        ]

    def unname(self, polynomial: Any) -> Any:
        """Put the coefficients back into a polynomial in the symbols, homogenised against swell."""
        ring = self.field.field.ring
        pairs = [(c.numer, c.denom) for c in self.symbols] or [(ring.one, ring.one)]
        degrees = polynomial.degrees() if polynomial else (0,) * len(pairs)
        tables = [
            [_powers(part, degree) for part in pair]
            for pair, degree in zip(pairs, degrees, strict=True)
        ]
        total, scale = ring.zero, self.field.one
        for exponents, coefficient in polynomial.terms():
            term = ring.one * coefficient
            for (top, bottom), k in zip(tables, exponents, strict=True):
                term *= top[k] * bottom[len(bottom) - 1 - k]
            total += term
        for _, bottom in tables:
            scale *= bottom[-1]
        return self.field(total) / scale


def naming(polynomials: Sequence[Coefficients], field: Any) -> Naming:
    """Name the coefficients of some polynomials, equal ones equally, numbers not at all.

    Args:
        polynomials: polynomials over a field of fractions.
        field: that field.

    Returns:
        The symbols and their field.
    """
    numbers = (c for polynomial in polynomials for c in polynomial)
    long = list(dict.fromkeys(c for c in numbers if not c.numer.is_ground or not c.denom.is_ground))
    fresh = field.domain.frac_field(*(Dummy() for _ in long or (None,)))
    return Naming(fresh, dict(zip(long, fresh.gens, strict=False)), field)


def inverse_modulo(
    left: Sequence[Coefficients], right: Sequence[Coefficients], size: int, field: Any
) -> Coefficients:
    """Solve U D = 1 modulo chi(w) = w^p C(1/w), factor by factor of D.

    For a factor F of degree d, U = (1 - V chi) / F with deg V < d; and V is known from d equations,
    for V(1/u) C(u) = u^p modulo the monic polynomial u^d F(1/u).

    Args:
        left: the irreducible factors of C.
        right: the irreducible factors of D.
        size: p, at least the degree of C.
        field: their field.

    Returns:
        The p coefficients of U.

    Raises:
        ValueError: if D and chi have a root in common.
    """
    chi = [field.one]
    for factor in left:
        chi = product(chi, factor)
    chi = [*[field.zero] * (size + 1 - len(chi)), *reversed(chi)]
    answer = [field.one, *[field.zero] * (size - 1)]
    for factor in right:
        rest = [-c for c in product(_cofactor(factor, left, size, field), chi)]
        rest[0] += field.one
        answer = _modulo(product(answer, quotient(rest, factor)[:size]), chi)
    return answer


def _cofactor(
    factor: Coefficients, left: Sequence[Coefficients], size: int, field: Any
) -> Coefficients:
    companion = _companion(factor, field)
    solution = companion ** (size + len(factor) - 2)
    try:
        for other in left:
            solution *= _at(other, companion).inv()
    except DMNonInvertibleMatrixError:
        raise ValueError("factors: roots r and 1/r on two sides; keep all of them apart") from None
    return [row[0] for row in reversed(solution.to_list())]


def quotient(dividend: Coefficients, divisor: Coefficients) -> list[Any]:
    """Divide power series.

    Args:
        dividend: the known coefficients of N.
        divisor: F with F(0) = 1.

    Returns:
        As many coefficients of N / F.
    """
    rest = list(dividend)
    for k in range(len(rest)):
        for step, c in enumerate(divisor[1 : len(rest) - k], start=k + 1):
            rest[step] -= rest[k] * c
    return rest


def product(left: Coefficients, right: Coefficients) -> list[Any]:
    """Multiply two polynomials.

    Args:
        left: one, not empty.
        right: the other, not empty.

    Returns:
        The coefficients of their product.
    """
    total = [0 * left[0]] * (len(left) + len(right) - 1)
    for k, a in enumerate(left):
        for m, b in enumerate(right):
            total[k + m] += a * b
    return total


def _modulo(polynomial: list[Any], monic: list[Any]) -> list[Any]:
    rest, size = list(polynomial), len(monic) - 1
    while len(rest) > size:
        lead = rest.pop()
        for k in range(size):
            rest[len(rest) - size + k] -= lead * monic[k]
    return rest


def _companion(factor: Coefficients, field: Any) -> DomainMatrix:
    """Write multiplication by u modulo u^d F(1/u)."""
    degree = len(factor) - 1
    rows = [[field(int(r == c + 1)) for c in range(degree)] for r in range(degree)]
    for r in range(degree):
        rows[r][-1] -= factor[degree - r]
    return DomainMatrix(rows, (degree, degree), field)


def _at(polynomial: Coefficients, matrix: DomainMatrix) -> DomainMatrix:
    unit = DomainMatrix.eye(matrix.shape[0], matrix.domain).to_dense()
    total = unit * polynomial[-1]
    for coefficient in reversed(polynomial[:-1]):
        total = total * matrix + unit * coefficient
    return total


def _powers(base: Any, degree: int) -> list[Any]:
    powers = [base**0]
    for _ in range(degree):
        powers.append(powers[-1] * base)
    return powers
