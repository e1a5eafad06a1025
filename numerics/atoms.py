"""Finite exact laws of the random numbers of one step: expectations are sums of few terms."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import isqrt, prod
from typing import Any, NamedTuple

Number = Any


class Atom(NamedTuple):
    """One outcome.

    Args:
        probability: how likely it is.
        randoms: the values that all random numbers take together.
    """

    probability: Fraction
    randoms: tuple[Number, ...]


Law = tuple[Atom, ...]


def check(law: Law) -> None:
    """Refuse what is no law.

    Args:
        law: its atoms.

    Raises:
        ValueError: if a probability lies outside [0, 1], if they do not sum to 1, or if the atoms
            differ in how many random numbers they have.
    """
    for index, atom in enumerate(law):
        if not 0 <= atom.probability <= 1:
            found = f"law[{index}]: probability = {atom.probability}"
            raise ValueError(f"{found}: must lie in [0, 1]; mend the atom")
        if len(atom.randoms) != len(law[0].randoms):
            found = f"law[{index}]: {len(atom.randoms)} random numbers"
            raise ValueError(f"{found}: must be {len(law[0].randoms)} in every atom; mend the atom")
    total = sum(atom.probability for atom in law)
    if total != 1:
        raise ValueError(f"law: probabilities sum to {total}: must be 1; add what is missing")


def choice(*outcomes: tuple[Fraction, Number]) -> Law:
    """Build the law of one random number from its outcomes.

    Args:
        *outcomes: pairs (probability, value).

    Returns:
        The law.

    Raises:
        ValueError: if the probabilities make no law.
    """
    law = tuple(Atom(Fraction(probability), (value,)) for probability, value in outcomes)
    check(law)
    return law


def certain(*numbers: Number) -> Law:
    """Build the law of numbers that are not random.

    Args:
        *numbers: their values.

    Returns:
        The law with one atom.
    """
    return (Atom(Fraction(1), numbers),)


def product_law(*laws: Law) -> Law:
    """Join independent random numbers.

    Args:
        *laws: the law of each group of random numbers.

    Returns:
        The joint law, random numbers in the order of the arguments.
    """
    return tuple(
        Atom(
            prod((atom.probability for atom in atoms), start=Fraction(1)),
            tuple(number for atom in atoms for number in atom.randoms),
        )
        for atoms in product(*laws)
    )


def three_point(variance: Fraction, fourth: Fraction | None = None) -> Law:
    """Build a symmetric law on {-c, 0, c} with rational c.

    With p = P(c) = P(-c), the variance is 2 p c^2 and the fourth moment c^2 times the variance.

    Args:
        variance: E xi^2, at least 0.
        fourth: E xi^4, at least the variance squared; None leaves it open.

    Returns:
        The law of one random number.

    Raises:
        ValueError: if there is no such law.
    """
    if variance < 0:
        raise ValueError(f"variance = {variance}: must not be negative; give E xi^2")
    if variance == 0:
        if fourth:
            raise ValueError(f"fourth = {fourth}: must be 0 where the variance is; mend either")
        return certain(Fraction(0))
    point = _point(Fraction(variance), fourth)
    side = variance / (2 * point**2)
    if side > Fraction(1, 2):
        raise ValueError(f"fourth = {fourth}: must be at least variance^2; raise it")
    outcomes = ((side, -point), (1 - 2 * side, Fraction(0)), (side, point))
    return choice(*(outcome for outcome in outcomes if outcome[0]))


def expectation(law: Law, powers: Sequence[int]) -> Number:
    """Sum E[xi_0^p_0 xi_1^p_1 ...] over the atoms.

    Args:
        law: its atoms.
        powers: one exponent per random number, at least 0.

    Returns:
        The exact moment.
    """
    total: Number = 0
    for atom in law:
        term: Number = atom.probability
        for number, power in zip(atom.randoms, powers, strict=True):
            if power:
                term = term * number**power
        total = total + term
    return total


def _point(variance: Fraction, fourth: Fraction | None) -> Fraction:
    if fourth is None:
        return max(Fraction(1), variance)
    square = Fraction(fourth) / variance
    root = Fraction(isqrt(abs(square.numerator)), isqrt(square.denominator))
    if root <= 0 or root**2 != square:
        rule = "fourth / variance must be the square of a rational; choose another"
        raise ValueError(f"fourth = {fourth}: {rule}")
    return root
