"""A long sum is distributed over lines, broken between terms, factors, and in parentheses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from derivations.latex.pieces import Piece, Term, beside
from derivations.latex.width import width

SIGN, INDENT = 1.23, 1.0  # widths in em
LETTER = 3.0  # in em; what is narrower is not set on a line of its own
SIGNS = ("-", r"\cdot", "+")


@dataclass(frozen=True)
class Word:
    """A part of a sum that stays on one line.

    Args:
        sign: 1 or -1, or 0 for a further factor of the same term.
        body: its LaTeX, of which the parentheses need not be balanced.
        depth: how many parentheses are open before it.
        is_fresh: whether it begins a line wherever it stands.
    """

    sign: int
    body: str
    depth: int = 0
    is_fresh: bool = False

    @property
    def leading(self) -> str:
        """The word as the first of a sum."""
        return f"{'-' if self.sign < 0 else ''}{self.body}"

    @property
    def continuing(self) -> str:
        """The word at the start of a further line."""
        return f"{SIGNS[self.sign + 1]} {self.body}"

    def after(self, line: str) -> str:
        """The word behind others on a line."""
        return f"{line} {self.continuing}" if self.sign else beside(line, self.body)


def filled(words: Iterable[Word], room: float) -> tuple[str, ...]:
    """Distribute words over lines, each as full as fits.

    Args:
        words: at least one.
        room: the width of a line in em.

    Returns:
        The lines, each but the first indented and beginning with a sign.
    """
    first, *rest = words
    lines, left = [first.leading], room - width(first.leading)
    for word in rest:
        needed = SIGN * abs(word.sign) + width(word.body)
        if needed <= left and not word.is_fresh:
            lines[-1] = word.after(lines[-1])
        else:
            indent = 1 + word.depth
            lines.append(r"\quad" * indent + f" {word.continuing}")
            left, needed = room - INDENT * indent, SIGN + width(word.body)
        left -= needed
    return tuple(lines)


def words_of(terms: Iterable[Term], room: float, depth: int = 0) -> list[Word]:
    """Split the terms that are wider than a line, between factors or in their longest sum.

    Args:
        terms: signed terms.
        room: the width of a line in em.
        depth: how many parentheses are open before them.

    Returns:
        Words that fit on a line, as far as they can be split. What is split begins a line.
    """
    found = list[Word]()
    was_split = False
    for term in terms:
        is_wide = SIGN + width(term.latex) > room - INDENT * (1 + depth)
        words = _split(term, room, depth) if is_wide else [Word(term.sign, term.latex, depth)]
        is_split = len(words) > 1
        found += [replace(words[0], is_fresh=is_split or was_split), *words[1:]]
        was_split = is_split
    return found


def _split(term: Term, room: float, depth: int) -> list[Word]:
    """Split a term between its sums, or in the longest of them where that fills a line."""
    line = room - INDENT * (1 + depth) - SIGN
    chunks = [beside(*(factor.latex for factor in chunk)) for chunk in _chunks(term.factors)]
    chunks = [beside(term.number, *chunks[:1]), *chunks[1:]]
    if max(map(width, chunks)) <= line or not any(factor.terms for factor in term.factors):
        return [Word(0 if k else term.sign, chunk, depth) for k, chunk in enumerate(chunks)]
    longest = max(term.factors, key=lambda factor: len(factor.terms) and width(factor.latex))
    place = term.factors.index(longest)
    before = beside(term.number, *(factor.latex for factor in term.factors[:place]))
    after = beside(*(factor.latex for factor in term.factors[place + 1 :]))
    return _opened(Word(term.sign, before, depth), longest, after, room)


def _chunks(factors: Iterable[Piece]) -> list[list[Piece]]:
    """Put letters beside what stands before them, those at the beginning to the first sum."""
    chunks = list[list[Piece]]()
    for factor in factors:
        is_letter = width(factor.latex) < LETTER
        if chunks and (is_letter or all(width(one.latex) < LETTER for one in chunks[-1])):
            chunks[-1].append(factor)
        else:
            chunks.append([factor])
    return chunks


def _opened(head: Word, factor: Piece, after: str, room: float) -> list[Word]:
    """Split a factor in its parentheses; what stands before and after stays at its ends."""
    opening, closing = factor.parentheses
    inner = words_of(factor.terms, room, head.depth + 1)
    first = replace(head, body=f"{head.body}{opening}{inner[0].leading}")
    inner = [first, *inner[1:]]
    inner[-1] = replace(inner[-1], body=beside(f"{inner[-1].body}{closing}{factor.power}", after))
    return inner
