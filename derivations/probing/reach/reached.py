"""What is found about a map into the unit disk: where it stays, touches it, and what it reaches."""

from __future__ import annotations

from typing import NamedTuple

from sympy import Expr, Symbol

from derivations.probing.reach.ends import Number
from derivations.probing.reach.guards import Pole


class Contact(NamedTuple):
    """A place where a map meets the unit circle, as a limit or as a value.

    Args:
        symbol: the coordinate that goes there.
        omega: its value, at an end of the interval or inside.
        eigenvalue: the limit of lambda, which may contain other coordinates.
        order: to which 1 - |lambda| vanishes, if it is a whole number and known.
        is_end: whether the place is an end of the interval.
    """

    symbol: Symbol
    omega: Number
    eigenvalue: Expr
    order: int | None
    is_end: bool


class Departure(NamedTuple):
    """A place where a map leaves the disk.

    Args:
        symbol: the coordinate that goes there.
        omega: where |lambda| is 1 or lambda is not defined, None if only a witness is known.
        eigenvalue: lambda there, None if it is not a finite number.
        witness: a point at which |lambda| > 1 is proved, by coordinate; empty at a mere pole.
        size: |lambda| at the witness.
    """

    symbol: Symbol
    omega: Number | None
    eigenvalue: Number | None
    witness: tuple[tuple[Symbol, Expr], ...]
    size: Number | None


class Range(NamedTuple):
    """The values that a quantity takes.

    Args:
        low: the greatest lower bound.
        high: the least upper bound.
        has_low: whether the lower bound is a value.
        has_high: whether the upper bound is a value.
    """

    low: Number
    high: Number
    has_low: bool
    has_high: bool


class Valid(NamedTuple):
    """The largest open interval of one coordinate on which the map stays inside.

    Args:
        symbol: the coordinate.
        low: lower end.
        high: upper end.
    """

    symbol: Symbol
    low: Number
    high: Number


class Reach(NamedTuple):
    """Where a map stays in the disk; None stands for what was not decided within the limits.

    Args:
        inside: whether |lambda| < 1 on the whole open interval, the contacts inside it left out.
        leaves: where it leaves, if it does.
        valid: the largest subinterval on which it stays, the whole one if `inside`.
        contacts: where it meets the circle, at ends of the valid interval or by touching.
        poles: where it has no real value.
        monotone: whether it rises or falls throughout; of |lambda| if lambda is complex.
        injective: whether different coordinates give different eigenvalues.
        period: the period, of a map that has one; contacts are then those of one period.
        size: the values of |lambda| on the valid interval.
        memory: the values of 1/(1 - |lambda|) there.
        reason: what decided it, in words.
    """

    inside: bool | None = None
    leaves: Departure | None = None
    valid: Valid | None = None
    contacts: tuple[Contact, ...] = ()
    poles: tuple[Pole, ...] = ()
    monotone: bool | None = None
    injective: bool | None = None
    period: Expr | None = None
    size: Range | None = None
    memory: Range | None = None
    reason: str = ""


__all__ = ["Contact", "Departure", "Pole", "Range", "Reach", "Valid"]
