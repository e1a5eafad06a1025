"""Random exact points of a system: numbers for parameters, finite laws for random numbers."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import QQ_I, Expr, I, Rational, Symbol

from derivations import symbols
from derivations.domain import DomainError
from derivations.field import value
from derivations.laws import Law, moment_symbol
from derivations.spectra import KURTOSIS
from derivations.system import System
from numerics import atoms
from numerics.dual import Dual
from numerics.gaussian import GaussianRational, exact
from verification.bridge import to_numerics

SIZE = 40  # the height of a random number: small enough to be fast, large enough to be generic
EPSILON = Symbol("epsilon")  # squares to zero
POSITIVE = ("alpha", "alpha_0", "w", "e", "Delta", "nu", "sigma")


@dataclass(frozen=True)
class Draw:
    """An exact point.

    Args:
        point: numbers by symbol, the moments of gates included.
        numbers: the parameters as the simulator sees them, each with its slope.
        law: of the random numbers of a step.
    """

    point: Mapping[Symbol, Expr]
    numbers: Mapping[Expr, Any]
    law: atoms.Law

    def exact(self, expression: Expr) -> GaussianRational:
        """Evaluate an expression at the point."""
        return to_numerics(QQ_I.from_sympy(value(expression, self.point)))


def draw(
    system: System, slopes: Mapping[Symbol, Expr], generator: random.Random, *, degree: int
) -> Draw:
    """Draw numbers until every law exists.

    Args:
        system: bare rows.
        slopes: ds for each symbol s that moves.
        generator: source of randomness.
        degree: of the moments that the laws must reproduce, 2 or 4.

    Returns:
        The point.
    """
    more = {s for slope in slopes.values() for s in slope.free_symbols} - set(system.random)
    wanted = (*system.parameters, *sorted(more - set(system.parameters), key=str))
    while True:
        point = _parameters(wanted, system, generator)
        try:
            laws = [_finite(law, point, generator, degree) for law in system.laws]
        except DomainError:
            continue
        numbers = {s: _dual(s, point, slopes) for s in system.parameters}
        numbers[EPSILON] = Dual(exact(0), exact(1))
        return Draw(point, numbers, atoms.product_law(*laws) if laws else atoms.certain())


def _parameters(
    wanted: tuple[Symbol, ...], system: System, generator: random.Random
) -> dict[Symbol, Expr]:
    point: dict[Symbol, Expr] = {}
    roots = {root for root, _ in system.relations}
    for symbol in wanted:
        if symbol in point or symbol in roots:
            continue
        point[symbol] = _number(symbol, generator)
        other = symbols.conjugate(symbol)
        if other != symbol:
            imaginary = _rational(generator) if not roots else Rational(0)
            point[symbol] += I * imaginary
            point[other] = point[symbol].conjugate()
    for root, square in system.relations:
        (symbol,) = square.free_symbols  # 1 - symbol^2: a rational point of the circle
        slope = _rational(generator)
        point[symbol] = (1 - slope**2) / (1 + slope**2)
        point[root] = 2 * slope / (1 + slope**2)
        if value(square, point) != point[root] ** 2:
            raise DomainError(f"{root}: no rational point is known where {square} is a square")
    return point


def _number(symbol: Symbol, generator: random.Random) -> Expr:
    if symbol == KURTOSIS:
        return 1 + abs(_rational(generator))
    number = _rational(generator)
    return abs(number) if str(symbol) in POSITIVE else number


def _rational(generator: random.Random) -> Expr:
    bottom = generator.randrange(SIZE // 2, SIZE)
    top = generator.randrange(1, max(2, 3 * bottom // 5))
    return generator.choice((1, -1)) * Rational(top, bottom)


def _dual(symbol: Symbol, point: Mapping[Symbol, Expr], slopes: Mapping[Symbol, Expr]) -> Any:
    number = to_numerics(QQ_I.from_sympy(point[symbol]))
    if symbol not in slopes:
        return number
    return Dual(number, to_numerics(QQ_I.from_sympy(value(slopes[symbol], point))))


def _finite(
    law: Law, point: dict[Symbol, Expr], generator: random.Random, degree: int
) -> atoms.Law:
    if law.letter:
        return _gate(law, point, generator)
    variance, fourth = (_fraction(value(law.moment((k,)), point)) for k in (2, 4))
    if variance <= 0:
        raise DomainError(f"variance {variance}: must be positive; draw again")
    return atoms.three_point(variance) if degree == 2 else five_point(variance, fourth)


def five_point(variance: Fraction, fourth: Fraction) -> atoms.Law:
    """Build a symmetric law on {-d, -c, 0, c, d} with given second and fourth moment.

    Args:
        variance: v.
        fourth: m, at least v^2.

    Returns:
        The law, c^2 and d^2 being rational and close to 4/5 and 3/2 of m/v.

    Raises:
        DomainError: if no such law is found.
    """
    ratio = fourth / variance
    near = Fraction(float(ratio) ** 0.5).limit_denominator(SIZE)
    c, d = near * Fraction(9, 10), near * Fraction(6, 5)
    outer = (fourth - variance * c**2) / (2 * d**2 * (d**2 - c**2))
    inner = (variance * d**2 - fourth) / (2 * c**2 * (d**2 - c**2))
    rest = 1 - 2 * outer - 2 * inner
    if min(outer, inner, rest) < 0:
        raise DomainError(f"fourth moment {fourth}: no law on five points; draw again")
    sides = ((inner, c), (inner, -c), (outer, d), (outer, -d), (rest, Fraction(0)))
    return atoms.choice(*(side for side in sides if side[0]))


def _gate(law: Law, point: dict[Symbol, Expr], generator: random.Random) -> atoms.Law:
    """Draw a gate of three values, and put its moments into the point."""
    # two values would make any two functions of a gate perfectly correlated: too special
    first, second = abs(_rational(generator)), abs(_rational(generator))
    weights = (first, (1 - first) * second, (1 - first) * (1 - second))
    outcomes = [(p, tuple(_rational(generator) for _ in law.symbols)) for p in weights]
    for powers in _exponents(len(law.symbols)):
        total = Rational(0)
        for p, numbers in outcomes:
            for number, power in zip(numbers, powers, strict=True):
                p *= number**power
            total += p
        point[moment_symbol(law.letter, powers)] = total
    return tuple(
        atoms.Atom(_fraction(p), tuple(map(_fraction, numbers))) for p, numbers in outcomes
    )


def _fraction(number: Expr) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def _exponents(count: int) -> list[tuple[int, ...]]:
    if count == 1:
        return [(k,) for k in range(1, 5)]
    return [(i, j) for i in range(3) for j in range(3) if 0 < i + j <= 2]
