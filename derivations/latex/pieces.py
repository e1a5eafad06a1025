"""The pieces of which a line of LaTeX is put together: signed terms, factors, letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Symbol

from derivations.latex.names import Alphabet

Signed = tuple[int, str]


@dataclass(frozen=True)
class Piece:
    """A factor as it is written.

    Args:
        body: its LaTeX without the exponent.
        exponent: negative in the denominator.
        rank: where it stands among the factors.
        terms: the terms of a sum that needs parentheses beside other factors, else empty.
    """

    body: str
    exponent: int
    rank: tuple[Any, ...]
    terms: tuple[Signed, ...] = ()

    @property
    def latex(self) -> str:
        """The factor with its exponent, not regarding its sign."""
        power = abs(self.exponent)
        body = f"({self.body})" if self.terms else self.body
        return body if power == 1 else f"{body}^{{{power}}}"


@dataclass(frozen=True)
class Written:
    """A product as it is written: sign, numerator and denominator.

    Args:
        sign: 1 or -1.
        above: the numerator's terms, a single one unless the numerator is a bare sum.
        below: the denominator, empty if there is none.
    """

    sign: int
    above: tuple[Signed, ...]
    below: str

    @property
    def is_sum(self) -> bool:
        """Whether it is a bare sum, which needs parentheses after a sign or a factor."""
        return len(self.above) > 1 and not self.below

    @property
    def latex(self) -> str:
        """The product without its sign."""
        above = joined(self.above)
        return rf"\frac{{{above}}}{{{self.below}}}" if self.below else above


def joined(terms: tuple[Signed, ...]) -> str:
    """Write a sum of signed terms."""
    (first, body), *rest = terms
    return ("-" if first < 0 else "") + body + "".join(f" {'-+'[s > 0]} {b}" for s, b in rest)


def beside(*parts: str) -> str:
    """Write factors beside each other, with a space where a control word would swallow one."""
    text = ""
    for part in parts:
        glued = re.search(r"\\[A-Za-z]+$", text) and part[:1].isalpha()
        text += f" {part}" if glued else part
    return text


def letters(powers: dict[Symbol, int], alphabet: Alphabet) -> Iterator[Piece]:
    """Write powers of single symbols, a symbol beside its conjugate as a squared modulus.

    Args:
        powers: exponents of symbols.
        alphabet: how symbols are written.

    Yields:
        The factors, ranked in the alphabet's order, values of functions last.
    """
    left = dict(powers)
    for symbol in alphabet.symbols:
        exponent = left.pop(symbol, 0)
        partner = alphabet.conjugates.get(symbol, symbol)
        other = left.get(partner, 0)
        rank = (2 if symbol in alphabet.functions else 0, alphabet.symbols.index(symbol))
        if exponent * other > 0:
            common = min(exponent, other, key=abs)
            body = rf"\left|{alphabet.letters[symbol]}\right|"
            body = f"|{alphabet.letters[symbol]}|" if symbol not in alphabet.functions else body
            yield Piece(body, 2 * common, (*rank, 0))
            exponent, left[partner] = exponent - common, other - common
        if exponent:
            yield Piece(alphabet.letters[symbol], exponent, (*rank, 1))
