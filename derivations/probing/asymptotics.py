r"""How closed forms behave where the memory grows without bound, $|\lambda| \to 1$."""

from __future__ import annotations

from typing import NamedTuple

from sympy import Expr, I, Integer, Symbol, oo, sqrt

from derivations.inputs import Input
from derivations.parameterizations.parameterization import Parameterization
from derivations.plain import plain
from derivations.probing.compact import compact
from derivations.probing.forms import CONDITION, COUPLED, DETACHED, Form, Parts, prepared
from derivations.probing.leading import Leading, leading, towards

DERIVATIVE = "map_derivative"


class Behaviour(NamedTuple):
    r"""The leading term $C (1 - |\lambda|)^{-p}$ of a form at one end of a coordinate.

    Args:
        key: of the form, or `map_derivative` for $|d \lambda / d \omega|$.
        coordinate: which moves; others are held fixed.
        end: where it goes.
        limit: of lambda, of modulus 1; None if it could not be found.
        exponent: p, minus infinity for a form that is 0; None if it could not be found.
        constant: C; None if it could not be found.
    """

    key: str
    coordinate: Symbol
    end: Expr
    limit: Expr | None
    exponent: Expr | None
    constant: Expr | None


class _Path(NamedTuple):
    """A way to the circle: 1 - |lambda| ~ C t^k along it."""

    symbol: Symbol
    end: Expr
    path: Expr
    distance: Leading


def behaviours(
    unit: Parameterization, source: Input, forms: tuple[Form, ...]
) -> tuple[Behaviour, ...]:
    """Find the leading terms at all ends of the coordinates where the circle is reached.

    Args:
        unit: the unit.
        source: the input.
        forms: of the unit under this input; matrices and the condition number are passed over.

    Returns:
        The behaviours, for parameters of the input in general position; those of an end at which
        nothing could be found have no limit.
    """
    known = prepared(unit, source)
    found: list[Behaviour] = []
    for coordinate in unit.coordinates:
        for end in dict.fromkeys((coordinate.low, coordinate.high)):
            way = _way(known, coordinate.symbol, end, is_low=end == coordinate.low)
            if isinstance(way, Behaviour):
                found.append(way)
            elif way is not None:
                found += _at_end(known, way, forms)
    return tuple(found)


def _way(known: Parts, symbol: Symbol, end: Expr, *, is_low: bool) -> _Path | Behaviour | None:
    """Follow a coordinate to its end: None if |lambda| stays away from 1 there."""
    gap = compact(1 - known.square)
    if gap == 0:
        return _unknown(symbol, end)
    if not gap.has(symbol):
        return None
    path = towards((known.real, known.imaginary, known.gain), symbol, end, is_low=is_low)
    term = leading(gap, symbol, path)
    if term is None:
        # |lambda| may yet tend to a number below 1 in a way that is no power series
        return None if _stays_inside(gap, symbol, end) else _unknown(symbol, end)
    if not term.power > 0:
        # outside the circle, or inside for some values of the others only: it was crossed before
        return None if term.constant.is_positive else _unknown(symbol, end)
    return _Path(symbol, end, path, Leading(term.constant / 2, term.power))


def _stays_inside(gap: Expr, symbol: Symbol, end: Expr) -> bool:
    value = gap.subs(symbol, end)
    return bool(value.is_number and value.is_finite and value.is_zero is False)


def _unknown(symbol: Symbol, end: Expr) -> Behaviour:
    return Behaviour(DERIVATIVE, symbol, end, None, None, None)


def _at_end(known: Parts, way: _Path, forms: tuple[Form, ...]) -> list[Behaviour]:
    limit = _limit(known, way)
    moved = known.real.diff(way.symbol) ** 2 + known.imaginary.diff(way.symbol) ** 2
    slope = _relative(leading(compact(moved), way.symbol, way.path), way.distance)
    rows = [(DERIVATIVE, _rooted(slope))]
    for form in forms:
        if form.key != CONDITION and not form.expression.is_Matrix:
            term = leading(form.expression, way.symbol, way.path)
            rows.append((form.key, _relative(term, way.distance)))
    return [
        Behaviour(key, way.symbol, way.end, limit, *(pair or (None, None))) for key, pair in rows
    ]


def _limit(known: Parts, way: _Path) -> Expr | None:
    ends = [leading(part, way.symbol, way.path) for part in (known.real, known.imaginary)]
    values = [term and (term.constant if term.power == 0 else Integer(0)) for term in ends]
    if None in values:
        return None
    x, y = values
    return x + I * y


def _relative(term: Leading | None, distance: Leading) -> tuple[Expr, Expr] | None:
    """Turn C t^k into a power of the distance D t^j: the exponent, the constant."""
    if term is None:
        return None
    if term.constant == 0:
        return -oo, term.constant
    power = -term.power / distance.power
    return power, compact(term.constant * distance.constant**power)


def _rooted(pair: tuple[Expr, Expr] | None) -> tuple[Expr, Expr] | None:
    return pair and (pair[0] / 2, sqrt(pair[1]))


def verdict(unit: Parameterization, behaviours: tuple[Behaviour, ...]) -> str:
    """Say in a line what the sensitivity does as the memory grows.

    Args:
        unit: the unit; its own convention decides whether gamma is differentiated.
        behaviours: of its forms.

    Returns:
        `cursed (exponent p)` if it grows as (1 - |lambda|)^(-p), `tamed up to the constant c`,
        `vanishing (exponent p)` if it falls as (1 - |lambda|)^p, `no long memory reached`, or
        `undecided`; of several coordinates the worst; by limits of lambda where they differ.
    """
    if not behaviours:
        return "no long memory reached"
    own = COUPLED if unit.is_coupled else DETACHED
    names = {own, *(f"{own}_{symbol}" for symbol in unit.symbols)}
    limits = dict.fromkeys(behaviour.limit for behaviour in behaviours)
    lines = {
        limit: _worst([b for b in behaviours if b.limit == limit and b.key in names])
        for limit in limits
    }
    if len(set(lines.values())) == 1:
        return next(iter(lines.values()))
    parts = (
        f"{line} as lambda -> {'?' if at is None else plain(at)}" for at, line in lines.items()
    )
    return "; ".join(parts)


def _worst(rows: list[Behaviour]) -> str:
    exponents = [row.exponent for row in rows if row.exponent is not None]
    if not rows or len(exponents) < len(rows):
        return "undecided"
    worst: Expr = max(exponents)
    if worst > 0:
        return f"cursed (exponent {worst})"
    if worst < 0:
        return "vanishing" if worst == -oo else f"vanishing (exponent {-worst})"
    constants = dict.fromkeys(plain(row.constant) for row in rows if row.exponent == 0)
    return f"tamed up to the constant {' and '.join(constants)}"
