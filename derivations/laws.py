r"""The random numbers of a step: what their moments are.

Random numbers are drawn afresh at each step, independent of the past. Those of one law may depend
on each other, those of different laws may not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sympy import Expr, Integer, Symbol, factorial2, prod

from derivations.domain import DomainError
from derivations.field import reduce

Powers = tuple[int, ...]


class UnknownMomentError(DomainError):
    """A moment that a law does not give; the message is one line."""


@dataclass(frozen=True)
class Law:
    """The joint moments of a few random numbers.

    Args:
        symbols: the random numbers, shape (k,).
        title: a phrase for people.
        moment: E of the product of their powers, from the exponents, shape (k,).
        parameters: the symbols on which the moments depend.
        letter: names the moments where these are symbols, empty where they are known.
    """

    symbols: tuple[Symbol, ...]
    title: str
    moment: Callable[[Powers], Expr]
    parameters: tuple[Symbol, ...] = ()
    letter: str = ""

    def at(self, point: Mapping[Symbol, Expr]) -> Law:
        """Put numbers in for parameters, and for moments that are symbols.

        Args:
            point: exact numbers by symbol.

        Returns:
            The law; a moment that stays a symbol is refused with a `DomainError` when it is needed.
        """

        def moment(powers: Powers) -> Expr:
            found = self.moment(powers).xreplace(point)
            if self.letter and found.free_symbols:
                raise DomainError(f"{found} is missing: every moment needs a value; give it one")
            return found

        return replace(self, moment=moment, parameters=(), letter="")


def gaussian(symbol: Symbol, variance: Expr) -> Law:
    r"""Draw from a centred normal law, $\mathbb{E}\,\xi^{2k} = (2k - 1)!!\, v^k$.

    Args:
        symbol: the random number.
        variance: v.

    Returns:
        The law.
    """

    def moment(powers: Powers) -> Expr:
        (power,) = powers
        return Integer(0) if power % 2 else factorial2(power - 1) * variance ** (power // 2)

    return Law((symbol,), f"{symbol} normal, mean 0, variance {variance}", moment, _free(variance))


def symmetric(symbol: Symbol, variance: Expr, kurtosis: Expr) -> Law:
    r"""Draw from any symmetric law with $\mathbb{E}\,\xi^2 = v$, $\mathbb{E}\,\xi^4 = \kappa v^2$.

    Args:
        symbol: the random number.
        variance: v.
        kurtosis: its fourth moment over the squared variance; 3 for a normal law.

    Returns:
        The law; moments beyond the fourth are refused with an
        `UnknownMomentError`.
    """

    def moment(powers: Powers) -> Expr:
        (power,) = powers
        if power > 4 and not power % 2:
            rule = "only the moments up to the fourth are given"
            raise UnknownMomentError(f"E {symbol}^{power}: {rule}; take a normal law")
        known = {0: Integer(1), 2: variance, 4: kurtosis * variance**2}
        return known.get(power, Integer(0))

    title = f"{symbol} symmetric, variance {variance}, fourth moment {kurtosis} times its square"
    return Law((symbol,), title, moment, _free(variance, kurtosis))


def gate(symbols: tuple[Symbol, ...], letter: str = "m") -> Law:
    r"""Draw from any law, its moments being symbols, $m_{i,j} = \mathbb{E} f^i g^j$.

    Args:
        symbols: the random numbers, first the gate, then its derivatives.
        letter: of the moments.

    Returns:
        The law.
    """

    def moment(powers: Powers) -> Expr:
        return moment_symbol(letter, powers) if any(powers) else Integer(1)

    names = ", ".join(map(str, symbols))
    return Law(symbols, f"{names} of any law, moments {letter}", moment, (), letter)


def moment_symbol(letter: str, powers: Powers) -> Symbol:
    """Name a moment of a gate: trailing zeros are left out."""
    last = max(k for k, power in enumerate(powers) if power)
    return Symbol("_".join([letter, *map(str, powers[: last + 1])]))


def finite(symbols: tuple[Symbol, ...], atoms: tuple[tuple[Expr, tuple[Expr, ...]], ...]) -> Law:
    r"""Draw from finitely many values.

    Args:
        symbols: the random numbers, shape (k,).
        atoms: pairs of a probability and the values taken, shape (k,).

    Returns:
        The law.

    Raises:
        ValueError: if the probabilities are negative or do not sum to one.
    """
    for probability, _ in atoms:
        if probability.is_negative:
            raise ValueError(f"probability {probability}: must not be negative; raise it")
    total = reduce(sum((probability for probability, _ in atoms), Integer(0)))
    if total != 1:
        raise ValueError(f"probabilities sum to {total}: they must sum to 1; mend them")

    def moment(powers: Powers) -> Expr:
        return sum(
            (p * prod(v**k for v, k in zip(values, powers, strict=True)) for p, values in atoms),
            Integer(0),
        )

    free = _free(*(e for p, values in atoms for e in (p, *values)))
    return Law(symbols, f"{', '.join(map(str, symbols))} of {len(atoms)} values", moment, free)


def _free(*expressions: Expr) -> tuple[Symbol, ...]:
    return tuple(sorted(set().union(*(e.free_symbols for e in expressions)), key=str))
