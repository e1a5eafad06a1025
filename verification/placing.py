"""Points of a closed form with rows of its own, drawn or chosen, as the simulator takes them.

A point has numbers for the form's variables, for the symbols that stand for functions of them, for
square roots and for conjugates. A gate of given moments is a sum of two-valued numbers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from types import MappingProxyType
from typing import Any

from sympy import QQ_I, Expr, Rational, Symbol

from derivations.closed_form import SURE_DIGITS, ClosedForm, with_conjugates
from derivations.domain import Domain, DomainError
from derivations.field import value
from derivations.laws import Law
from derivations.spectra import KURTOSIS
from derivations.symbols import conjugate
from derivations.system import System
from numerics import atoms
from numerics.dual import Dual
from numerics.gaussian import exact
from verification.agreement import Case
from verification.bridge import to_numerics
from verification.drawing import EPSILON, POSITIVE, Draw, five_point
from verification.evidence.degree import CURVE, Degrees
from verification.points import Point, random_point

MOMENTS = tuple(map(Symbol, ("m_1", "m_2", "m_0_1", "m_1_1", "m_0_2")))
MEAN, SQUARE, OTHER_MEAN, PRODUCT, OTHER_SQUARE = MOMENTS
SHAPED = MappingProxyType(
    {SQUARE: Degrees(2, 0), PRODUCT: Degrees(2, 0), OTHER_SQUARE: Degrees(3, 0)}
)
MIDDLE = Rational(5, 2)  # of the kurtosis: laws on five points exist all around it


def leaves(system: System) -> dict[Expr, Degrees]:
    """Tell which symbols of a drawn point are of higher degree in the numbers that are drawn.

    Args:
        system: bare rows.

    Returns:
        Degrees by symbol.
    """
    curves = [s for root, square in system.relations for s in (root, *square.free_symbols)]
    return {**SHAPED, **dict.fromkeys(curves, CURVE)}


def drawn(
    case: Case, domain: Domain, stand_ins: tuple[Symbol, ...], bits: int, generator: random.Random
) -> Point:
    """Draw a point at random.

    Args:
        case: the closed form.
        domain: of its variables.
        stand_ins: symbols that stand for functions of them, drawn on their own.
        bits: no number that is drawn has a probability above 2^(2 - bits).
        generator: source of randomness.

    Returns:
        Exact numbers; the point need not be stationary.
    """
    moving = {s for slope in case.slopes.values() for s in slope.free_symbols}
    symbols = {*case.system.parameters, *moving, *stand_ins} - set(case.system.random)
    symbols -= {s for v in domain.variables for s in (v, conjugate(v))}
    further = tuple((s, "real") for s in sorted(symbols, key=str))
    whole = Domain((*domain.regions, *further))
    point = random_point(whole, bits, generator)
    point |= {s: _tamed(s, point[s]) for s, name in whole.regions if name == "real"}
    return with_conjugates(point | _gate_moments(point) | _on_circles(case.system, point))


def _tamed(symbol: Symbol, number: Expr) -> Expr:
    """Keep variances positive: weights are, and two coefficients of an input add up to below 1."""
    if symbol == KURTOSIS:
        return MIDDLE + number / 2
    return abs(number) / 2 if str(symbol) in POSITIVE else number / 2


def _gate_moments(raw: Point) -> Point:
    """Make five numbers moments of f and g = its part along f, plus something independent."""
    zero = Rational(0)
    mean, spread, other, slope, rest = (raw.get(symbol, zero) for symbol in MOMENTS)
    spread, rest = abs(spread), abs(rest)
    shaped = {
        SQUARE: mean**2 + spread,
        PRODUCT: mean * other + slope * spread,
        OTHER_SQUARE: other**2 + slope**2 * spread + rest,
    }
    return {symbol: number for symbol, number in shaped.items() if symbol in raw}


def _on_circles(system: System, raw: Point) -> Point:
    found: Point = {}
    for root, square in system.relations:
        (symbol,) = square.free_symbols  # 1 - symbol^2
        t = raw[symbol]
        found[symbol], found[root] = (1 - t**2) / (1 + t**2), 2 * t / (1 + t**2)
    return found


def completed(system: System, form: ClosedForm, point: Point) -> tuple[Point, bool]:
    """Complete a point that is given by the closed form's variables.

    Args:
        system: bare rows.
        form: the closed form.
        point: exact numbers by variable.

    Returns:
        The point, and whether it is exact; what a symbol stands for may be no rational number, and
        is then rounded to `SURE_DIGITS` digits.

    Raises:
        DomainError: if a square root is not rational there, or a number is not real.
    """
    full, is_exact = with_conjugates(point), True
    for root, square in system.relations:
        full[root] = _root(root, value(square, full))
    for symbol, meaning in form.meanings:
        if symbol not in full:
            number = meaning.xreplace(full)
            is_exact = is_exact and bool(number.is_Rational)
            full[symbol] = _rounded(symbol, number)
    return full, is_exact


def _root(symbol: Symbol, square: Rational) -> Rational:
    if square >= 0:
        root = Rational(isqrt(int(square.p)), isqrt(int(square.q)))
        if root**2 == square:
            return root
    raise DomainError(f"{symbol}^2 = {square}: is no square of a rational; move the point")


def _rounded(symbol: Symbol, number: Expr) -> Expr:
    rounded = number if number.is_Rational else number.evalf(SURE_DIGITS)
    if not rounded.is_finite or not rounded.is_real:
        raise DomainError(f"{symbol} = {number}: must be a real number; move the point inside")
    return Rational(str(rounded))


def placed(case: Case, point: Mapping[Symbol, Expr]) -> Draw:
    """Hand a complete point to the simulator.

    Args:
        case: the closed form.
        point: exact numbers for all symbols.

    Returns:
        The same with slopes, and with finite laws that have the moments which are needed.

    Raises:
        DomainError: if no such law is known.
    """
    laws = [_finite(law, point, is_fourth=case.is_variance) for law in case.system.laws]
    numbers: dict[Expr, Any] = {s: _dual(s, case, point) for s in case.system.parameters}
    numbers[EPSILON] = Dual(exact(0), exact(1))
    return Draw(point, numbers, atoms.product_law(*laws) if laws else atoms.certain())


def _dual(symbol: Symbol, case: Case, point: Mapping[Symbol, Expr]) -> Any:
    number = to_numerics(QQ_I.from_sympy(point[symbol]))
    if symbol not in case.slopes:
        return number
    return Dual(number, to_numerics(QQ_I.from_sympy(value(case.slopes[symbol], point))))


def _finite(law: Law, point: Mapping[Symbol, Expr], *, is_fourth: bool) -> atoms.Law:
    if law.letter:
        return _gate(len(law.symbols), point)
    variance = _fraction(value(law.moment((2,)), point))
    if variance < 0:
        raise DomainError(f"variance {variance}: must not be negative; move the point inside")
    if not is_fourth or variance == 0:
        return atoms.three_point(variance)
    return five_point(variance, _fraction(value(law.moment((4,)), point)))


def _gate(count: int, point: Mapping[Symbol, Expr]) -> atoms.Law:
    """Build f = m + X and g = n + c X + Y, X and Y independent, each of two values."""
    mean, square, other = (_fraction(point.get(s, Rational(0))) for s in MOMENTS[:3])
    product = _fraction(point.get(PRODUCT, point.get(OTHER_MEAN, Rational(0)) * point[MEAN]))
    spread, shared = square - mean**2, product - mean * other
    slope = shared / spread if spread else Fraction(0)
    least = other**2 + slope * shared
    rest = _fraction(point[OTHER_SQUARE]) - least if OTHER_SQUARE in point else Fraction(0)
    if spread < 0 or rest < 0 or (shared and not spread):
        raise DomainError(f"{', '.join(map(str, MOMENTS))}: no law has them; move the point inside")
    return tuple(
        atoms.Atom(p * q, (mean + x, other + slope * x + y)[:count])
        for p, x in _two_point(spread)
        for q, y in _two_point(rest)
    )


def _two_point(variance: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    """Take the values 1 and -v with mean zero, so that v is the variance."""
    if not variance:
        return ((Fraction(1), Fraction(0)),)
    total = 1 + variance
    return ((variance / total, Fraction(1)), (1 / total, -variance))


def _fraction(number: Expr) -> Fraction:
    return Fraction(int(number.p), int(number.q))
