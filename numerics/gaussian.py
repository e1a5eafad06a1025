"""Exact complex rationals, so that the simulator's own step runs without rounding."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class GaussianRational:
    """A number a + b i with rational a and b; arithmetic mixes with `int` and `Fraction`.

    Args:
        real: a.
        imag: b.
    """

    real: Fraction
    imag: Fraction = Fraction(0)

    def __add__(self, other: Exact) -> GaussianRational:
        if not isinstance(other, Exact):
            return NotImplemented
        other = exact(other)
        return GaussianRational(self.real + other.real, self.imag + other.imag)

    def __mul__(self, other: Exact) -> GaussianRational:
        if not isinstance(other, Exact):
            return NotImplemented
        other = exact(other)
        return GaussianRational(
            self.real * other.real - self.imag * other.imag,
            self.real * other.imag + self.imag * other.real,
        )

    def __neg__(self) -> GaussianRational:
        return GaussianRational(-self.real, -self.imag)

    def __sub__(self, other: Exact) -> GaussianRational:
        return self + (-other)

    def __rsub__(self, other: Exact) -> GaussianRational:
        return exact(other) + (-self)

    __radd__ = __add__
    __rmul__ = __mul__

    def __truediv__(self, other: Exact) -> GaussianRational:
        if not isinstance(other, Exact):
            return NotImplemented
        return self * exact(other).reciprocal()

    def __rtruediv__(self, other: Exact) -> GaussianRational:
        return exact(other) * self.reciprocal()

    def __pow__(self, exponent: int) -> GaussianRational:
        if exponent < 0:
            return self.reciprocal() ** -exponent
        if exponent == 0:
            return exact(1)
        half = self ** (exponent // 2)
        return half * half * self if exponent % 2 else half * half

    def __bool__(self) -> bool:
        return bool(self.real or self.imag)

    def __complex__(self) -> complex:
        return complex(float(self.real), float(self.imag))

    def conjugate(self) -> GaussianRational:
        """Give a - b i."""
        return GaussianRational(self.real, -self.imag)

    def reciprocal(self) -> GaussianRational:
        """Give 1 / (a + b i).

        Returns:
            The inverse.

        Raises:
            ZeroDivisionError: if the number is zero.
        """
        if not self:
            raise ZeroDivisionError("number = 0: has no inverse; keep denominators away from zero")
        square = self.real * self.real + self.imag * self.imag
        return GaussianRational(self.real / square, -self.imag / square)

    def __str__(self) -> str:
        return f"{self.real} + {self.imag}*I" if self.imag else str(self.real)


Exact = GaussianRational | int | Fraction


def exact(number: Exact) -> GaussianRational:
    """Turn an exact number into a Gaussian rational.

    Args:
        number: an integer, a fraction or a Gaussian rational.

    Returns:
        The same number.
    """
    if isinstance(number, GaussianRational):
        return number
    return GaussianRational(Fraction(number))
