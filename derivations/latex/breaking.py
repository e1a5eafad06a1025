"""An equation that is too wide for one line is broken, or given letters for its longest parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from derivations.latex.formula import Summand, terms_of_sum
from derivations.latex.layout import INDENT, SIGN, Word, filled, words_of
from derivations.latex.pieces import beside, joined
from derivations.latex.width import width

TEXT_WIDTH = 33.5  # in em: an article at 10pt has 34.5
MOST_LINES = 7  # of a numerator; a longer one is given a letter
MOST_FLAT = 14  # of a sum without denominator
WIDE = 9.0  # in em; a wider left-hand side stands on a line of its own
EQUALS = 1.4  # in em

Legend = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Broken:
    """An equation over lines, with letters for numerators and denominators that are too long.

    Args:
        left: its left-hand side.
        lines: of its right-hand side, without the sign of equality.
        legend: letters, each with the lines of what it stands for.
        is_left_alone: whether the left-hand side has a line of its own.
    """

    left: str
    lines: tuple[str, ...]
    legend: Legend = ()
    is_left_alone: bool = False

    @property
    def rows(self) -> tuple[str, ...]:
        """The lines of the equation, to be aligned."""
        if not self.is_left_alone:
            return _aligned(self.left, self.lines)
        first, *rest = self.lines
        return (f"&{self.left}", rf"&\quad = {first}", *(rf"&\quad {line}" for line in rest))

    @property
    def keys(self) -> tuple[str, ...]:
        """The lines of the legend, to be aligned."""
        groups = [list(_aligned(letter, lines)) for letter, lines in self.legend]
        for group in groups[:-1]:
            group[-1] += ","
        return tuple(row for group in groups for row in group)

    @property
    def head(self) -> Broken:
        """The equation without the legend."""
        return replace(self, legend=())

    def display(self, punctuation: str = "") -> str:
        """Write it for the inside of an `equation` environment.

        Args:
            punctuation: what stands at the end.

        Returns:
            A line, or a `split` of lines that are aligned.
        """
        if len(self.lines) == 1 and not self.legend and not self.is_left_alone:
            return f"{self.left} = {self.lines[0]}{punctuation}"
        rows = self.rows
        if self.legend:  # without a common sign of equality: it would push the legend aside
            flush = [f"&{row.replace('&', '', 1)}" for row in (*rows[:-1], f"{rows[-1]},")]
            rows = (*flush, *(f"&{row.replace('&', '', 1)}" for row in self.keys))
        return "\n".join((r"\begin{split}", stacked(rows) + punctuation, r"\end{split}"))


def stacked(rows: Iterable[str]) -> str:
    """Put rows under each other."""
    return " \\\\\n".join(rows)


def _aligned(left: str, lines: tuple[str, ...]) -> tuple[str, ...]:
    first, *rest = lines
    return (f"{left} &= {first}", *(f"&{line}" for line in rest))


def broken(
    left: str, parts: Sequence[Summand], limit: float = TEXT_WIDTH, taken: Iterable[str] = ()
) -> Broken:
    """Break an equation where it is wider than the text.

    Args:
        left: the left-hand side.
        parts: the summands of the right-hand side; none means zero.
        limit: the width of the text in em.
        taken: the letters of the formula, which can stand for nothing else.

    Returns:
        The equation over as few lines as its width needs.
    """
    terms = terms_of_sum(tuple(parts))
    if width(left) + EQUALS + width(joined(terms)) <= limit:
        return Broken(left, (joined(terms),))
    found = _laid(left, parts, limit, taken, limit - EQUALS - width(left))
    if width(left) <= WIDE and max(map(width, found.lines)) <= limit - EQUALS - width(left):
        return found
    whole = _laid(left, parts, limit, taken, limit - EQUALS - INDENT)
    return replace(whole, is_left_alone=True)


def _laid(
    left: str, parts: Sequence[Summand], limit: float, taken: Iterable[str], room: float
) -> Broken:
    """Fill lines of a given width, and name the numerators and denominators that are too long."""
    long_above = [
        part
        for part in parts
        if len(_above(part, room)) > (MOST_LINES if part.written.below else MOST_FLAT)
    ]
    long_below = [part for part in parts if width(beside(*part.written.below)) > room - 1]
    above = dict(zip(map(id, long_above), _letters("N", len(long_above), taken), strict=True))
    below = dict(zip(map(id, long_below), _letters("D", len(long_below), taken), strict=True))
    words = [
        word
        for part in parts
        for word in _words(part, room, above.get(id(part), ""), below.get(id(part), ""))
    ]
    legend = [(above[id(p)], _above(p, _inside(above[id(p)], limit))) for p in long_above]
    legend += [(below[id(p)], _product(p, _inside(below[id(p)], limit))) for p in long_below]
    return Broken(left, filled(words or [Word(1, "0")], room), tuple(legend))


def _inside(letter: str, limit: float) -> float:
    return limit - width(letter) - EQUALS


def _letters(letter: str, count: int, taken: Iterable[str]) -> list[str]:
    """Name what is long by letters that stand for nothing else."""
    used = {name.partition("_")[0] for name in taken}
    free = letter if letter not in used else rf"\mathcal{{{letter}}}"
    return [free] if count == 1 else [f"{free}_{{{k}}}" for k in range(1, count + 1)]


def _above(part: Summand, room: float) -> tuple[str, ...]:
    return filled(words_of(part.written.above, 0.95 * room), 0.95 * room)


def _product(part: Summand, room: float) -> tuple[str, ...]:
    """Break a denominator between its factors."""
    return filled((Word(0, factor) for factor in part.written.below), room)


def _words(part: Summand, room: float, above: str, below: str) -> list[Word]:
    written = part.written
    if not written.below:
        body = rf"\operatorname{{Re}}({above})" if part.is_real_part else above
        return [Word(written.sign, body)] if above else words_of(part.terms, room)
    if SIGN + width(written.latex) <= room - 1:
        return [Word(term.sign, term.latex) for term in part.terms]
    lines = _above(part, room)
    if not above and len(lines) > 1:
        rows = stacked(f"&{line}" for line in lines)
        above = f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"
    mark = r"\operatorname{Re} " if part.is_real_part else ""
    body = rf"{mark}\frac{{{above or lines[0]}}}{{{below or beside(*written.below)}}}"
    return [Word(written.sign, body)]
