"""The pieces of which a line of LaTeX is put together: signed terms, factors, letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Symbol

from derivations.latex.names import Alphabet


@dataclass(frozen=True)
class Piece:
    """A factor as it is written.

    Args:
        body: its LaTeX without the exponent; empty for a sum that needs parentheses.
        exponent: negative in the denominator.
        rank: where it stands among the factors.
        terms: the terms of such a sum.
    """

    body: str
    exponent: int = 1
    rank: tuple[Any, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def latex(self) -> str:
        """The factor with its exponent, not regarding its sign."""
        if not self.terms:
            return self.body + self.power
        opening, closing = self.parentheses
        return f"{opening}{joined(self.terms)}{closing}{self.power}"

    @property
    def parentheses(self) -> tuple[str, str]:
        """Parentheses that are larger than those inside of them."""
        return around(joined(self.terms))

    @property
    def power(self) -> str:
        """The exponent, not regarding its sign."""
        return "" if abs(self.exponent) == 1 else f"^{{{abs(self.exponent)}}}"


@dataclass(frozen=True)
class Term:
    """A signed term of a sum.

    Args:
        sign: 1 or -1.
        number: LaTeX that stands before its factors, perhaps empty.
        factors: its factors in order.
    """

    sign: int
    number: str
    factors: tuple[Piece, ...] = ()

    @property
    def latex(self) -> str:
        """The term without its sign."""
        return beside(self.number, *(factor.latex for factor in self.factors))


@dataclass(frozen=True)
class Written:
    """A product as it is written: sign, numerator and denominator.

    Args:
        sign: 1 or -1.
        above: the numerator's terms, a single one unless the numerator is a bare sum.
        below: the factors of the denominator; a single sum stands there without parentheses.
    """

    sign: int
    above: tuple[Term, ...]
    below: tuple[str, ...]

    @property
    def is_sum(self) -> bool:
        """Whether it is a bare sum, which needs parentheses after a sign or a factor."""
        return len(self.above) > 1 and not self.below

    @property
    def latex(self) -> str:
        """The product without its sign."""
        above = joined(self.above)
        return rf"\frac{{{above}}}{{{beside(*self.below)}}}" if self.below else above

    @property
    def term(self) -> Term:
        """The product as a term of a sum, its own terms in parentheses where there are several."""
        if not self.is_sum:
            return Term(self.sign, self.latex)
        return Term(self.sign, "", (Piece("", terms=self.above),))


def joined(terms: Iterable[Term]) -> str:
    """Write a sum of signed terms."""
    first, *rest = terms
    return ("-" if first.sign < 0 else "") + first.latex + "".join(map(continued, rest))


def continued(term: Term) -> str:
    """Write a term behind others."""
    return f" {'-+'[term.sign > 0]} {term.latex}"


def around(latex: str) -> tuple[str, str]:
    """Choose parentheses that are larger than those in a formula, save for a function's."""
    bare = re.sub(r"[A-Z]'?\([^()]*\)", "", latex)
    depths, depth = [0], 0
    for character in bare:
        depth += (character == "(") - (character == ")")
        depths.append(depth)
    size = ("", r"\big", r"\Big")[min(max(depths), 2)]
    return (f"{size}l(", f"{size}r)") if size else ("(", ")")


def beside(*parts: str) -> str:
    """Write factors beside each other, with a space where letters would run into each other."""
    text = ""
    for part in parts:
        if text and part and _is_word(text, part):
            text += r"\,"
        elif re.search(r"\\[A-Za-z]+$", text) and part[:1].isalpha():
            text += " "
        text += part
    return text


def _is_word(text: str, part: str) -> bool:
    """Say whether an upright word meets a letter."""
    if part.startswith(("(", r"\big", r"\Big", r"\,", r"\left")):
        return False
    index = r"(?:[_^]\{[^{}]*\})*"
    return part.startswith(r"\mathrm") or bool(re.search(rf"\\mathrm\{{\w+\}}{index}$", text))


def powers_of(powers: dict[Symbol, int], alphabet: Alphabet) -> Iterator[Piece]:
    """Write powers of single symbols, a symbol beside its conjugate as a squared modulus.

    Args:
        powers: exponents of symbols.
        alphabet: how symbols are written.

    Yields:
        The factors, ranked in the alphabet's order, values of functions last.
    """
    left = dict(powers)
    for symbol in sorted(powers, key=alphabet.place):
        exponent = left.pop(symbol, 0)
        partner = alphabet.conjugates.get(symbol, symbol)
        other = left.get(partner, 0)
        rank = (2 if symbol in alphabet.functions else 0, alphabet.place(symbol))
        letter = alphabet.letters[symbol]
        if exponent * other > 0:
            common = min(exponent, other, key=abs)
            tall = symbol in alphabet.functions
            body = rf"\left|{letter}\right|" if tall else f"|{letter}|"
            yield Piece(body, 2 * common, (*rank, 0))
            exponent, left[partner] = exponent - common, other - common
        if exponent:
            yield Piece(letter, exponent, (*rank, 1))
