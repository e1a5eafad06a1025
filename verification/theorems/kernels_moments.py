"""Exact moments of the simulator's own matrix at drawn points, and their differences."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from mpmath import mp, mpc, mpf, workdps
from sympy import Symbol

from numerics.gaussian import GaussianRational, exact
from numerics.oracle import Matrix
from numerics.system import System
from verification.bridge import exact_moments

DIGITS, STEP = 90, Fraction(1, 10**20)
TOLERANCE = 1e-15  # quotients of differences err by multiples of STEP^2, which is 10^-40
Gain = Callable[[GaussianRational, GaussianRational], mpf]


class Rows(NamedTuple):
    """An input x with E[x_(t+k) conj x_t] = sigma^2 ratio^k + mu^2 for k >= 0.

    Args:
        ratio: of the geometric part, inside the disk or at its edge.
        level: mu.
        size: sigma.
    """

    ratio: GaussianRational
    level: GaussianRational = exact(0)
    size: GaussianRational = exact(1)

    def at(self, eigenvalue: GaussianRational) -> System:
        """Write the rows of c' = c, s' = ratio s + xi, x = mu c + sigma s, h' = lambda h + x'."""
        zero, one = exact(0), exact(1)
        return System(
            transition=((one, zero), (zero, self.ratio)),
            drive=(zero, one),
            readout=(self.level, self.size),
            variance=one - self.ratio * self.ratio.conjugate(),
            mean=(one, zero),
            spread=(zero, one),
            eigenvalues=(eigenvalue,),
        )

    def conjugate(self) -> Rows:
        """Give the rows of the conjugate input."""
        return Rows(*(number.conjugate() for number in self))


class Second(NamedTuple):
    """Moments of h and d of two recurrences, and what G and its derivative are at both.

    Args:
        state: E[h h2].
        first: E[d h2].
        second: E[h d2].
        both: E[d d2].
        g: G of the first and of the second.
        slopes: the derivatives of G there.
        variance: E[x x2].
    """

    state: GaussianRational
    first: GaussianRational
    second: GaussianRational
    both: GaussianRational
    g: tuple[GaussianRational, GaussianRational]
    slopes: tuple[GaussianRational, GaussianRational]
    variance: GaussianRational


def moments(one: Rows, a: GaussianRational, two: Rows, b: GaussianRational) -> Second:
    """Measure two recurrences whose inputs share their noise.

    Args:
        one: the input of the first.
        a: its eigenvalue.
        two: the input of the second, that of the first or its conjugate.
        b: its eigenvalue.

    Returns:
        Their moments; G(z) is half the variance and z E[h(z) x'].
    """
    table = exact_moments(one.at(a), two.at(b), None)
    back = [list(column) for column in zip(*table, strict=True)]
    variance = one.level * two.level + one.size * two.size
    forth = [_next(table, row, two) for row in (2, 3)]
    aft = [_next(back, row, one) for row in (2, 3)]
    half = variance * Fraction(1, 2)
    return Second(
        state=table[2][2],
        first=table[3][2],
        second=table[2][3],
        both=table[3][3],
        g=(half + a * forth[0], half + b * aft[0]),
        slopes=(forth[0] + a * forth[1], aft[0] + b * aft[1]),
        variance=variance,
    )


def _next(table: Matrix, row: int, rows: Rows) -> GaussianRational:
    """Give E[z x'] of a state z, x' = mu c + sigma (ratio s + new noise)."""
    return table[row][0] * rows.level + table[row][1] * rows.ratio * rows.size


def energy(rows: Rows, eigenvalue: GaussianRational) -> Second:
    """Measure E|h|^2, E[d conj h], E[h conj d] and E|d|^2 of one recurrence."""
    return moments(rows, eigenvalue, rows.conjugate(), eigenvalue.conjugate())


def difference(
    rows: Rows,
    gain: Gain,
    first: tuple[GaussianRational, GaussianRational, mpf],
    second: tuple[GaussianRational, GaussianRational, mpf],
) -> mpc:
    """Measure E[d_1 y conj d_2 y] of y = gamma h by symmetric differences of y itself.

    Args:
        rows: the input.
        gain: gamma from an eigenvalue and E|h|^2 there.
        first: two eigenvalues, and the distance of their coordinates.
        second: the same along another coordinate.

    Returns:
        The quotient of the moments of differences.
    """
    with workdps(DIGITS):
        total = mpc(0)
        for sign, a in zip((1, -1), first[:2], strict=True):
            for turn, b in zip((1, -1), second[:2], strict=True):
                covariance = moments(rows, a, rows.conjugate(), b.conjugate()).state
                gains = gain(a, energy(rows, a).state) * gain(b, energy(rows, b).state)
                total += sign * turn * gains * number(covariance)
        return total / (first[2] * second[2])


def unit_variance(_: GaussianRational, variance: GaussianRational) -> mpf:
    """Give gamma = (E|h|^2)^(-1/2)."""
    return 1 / mp.sqrt(number(variance).real)


def white_gain(eigenvalue: GaussianRational, _: GaussianRational) -> mpf:
    """Give gamma = (1 - |lambda|^2)^(1/2)."""
    return mp.sqrt(1 - number(eigenvalue * eigenvalue.conjugate()).real)


def number(value: GaussianRational) -> mpc:
    """Round an exact number to the working precision."""
    return mpc(*(mpf(p.numerator) / p.denominator for p in (value.real, value.imag)))


def turn(tangent: Fraction) -> GaussianRational:
    """Give the point of the circle with the angle 2 arctan of a number."""
    one = GaussianRational(Fraction(1), tangent)
    return one * one / (1 + tangent**2)


def signed(rng: random.Random) -> Fraction:
    """Draw a number between -9/10 and 9/10 that is not 0."""
    return Fraction(rng.choice((-1, 1)) * rng.randint(1, 90), 100)


def modulus(rng: random.Random) -> Fraction:
    """Draw a number between 1/20 and 9/10."""
    return Fraction(rng.randint(5, 90), 100)


def phase(rng: random.Random) -> GaussianRational:
    """Draw a point of the unit circle, neither 1 nor -1."""
    return turn(Fraction(rng.choice((-1, 1)) * rng.randint(1, 40), 20))


def complex_eigenvalue(rng: random.Random) -> GaussianRational:
    """Draw an eigenvalue that is not real, of rational modulus."""
    return phase(rng) * modulus(rng)


def exponential(rng: random.Random) -> tuple[Rows, Fraction]:
    """Draw rho of either sign, and give the rows with E[x_s x_t] = rho^|s-t|."""
    rho = signed(rng)
    return Rows(exact(rho)), rho


def levelled(rng: random.Random) -> Rows:
    """Draw a real input that is the sum of a random level and a geometric part."""
    return Rows(exact(signed(rng)), exact(signed(rng)), exact(modulus(rng)))


def twisted(rng: random.Random) -> Rows:
    """Draw a complex input, E[x_(t+k) conj x_t] = ratio^k with complex ratio."""
    return Rows(complex_eigenvalue(rng))


def exactly(**numbers: Any) -> dict[Symbol, Any]:
    """Name exact numbers by symbols; `lam` and `lam_bar` stand for lambda and its conjugate."""
    long = {"lam": "lambda", "lam_bar": "lambda_bar"}
    return {Symbol(long.get(name, name)): exact(value) for name, value in numbers.items()}
