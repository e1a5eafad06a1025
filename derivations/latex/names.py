"""How symbols are written: the glossary's LaTeX, or the names a user prefers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Symbol

from derivations.symbols import GLOSSARY

Names = Mapping[str, str]


@dataclass(frozen=True)
class Alphabet:
    """The symbols of a formula in the order in which they are written.

    Args:
        letters: the LaTeX of each symbol.
        conjugates: the conjugate of each symbol that has one, itself where it is real.
        functions: the symbols that stand for a value of a function.
    """

    letters: Mapping[Symbol, str]
    conjugates: Mapping[Symbol, Symbol]
    functions: frozenset[Symbol]

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols, in order."""
        return tuple(self.letters)

    def is_real(self, symbol: Symbol) -> bool:
        """Say whether a symbol is its own conjugate."""
        return bool(self.conjugates.get(symbol) == symbol)

    def is_barred(self, symbol: Symbol) -> bool:
        """Say whether a symbol comes after its conjugate in the order."""
        place = self.symbols.index
        return place(self.conjugates.get(symbol, symbol)) < place(symbol)


def letters(names: Names | None = None) -> dict[Symbol, str]:
    """Write every symbol of the glossary.

    Args:
        names: LaTeX by the name of a symbol; a bar is put on a renamed eigenvalue's conjugate.

    Returns:
        The LaTeX of each symbol, in the glossary's order. A `ValueError` is raised if a name is no
        symbol's, or if its LaTeX is not one balanced line.
    """
    chosen = dict(names or {})
    written = {}
    for item in GLOSSARY:
        name = str(item.symbol)
        bare = chosen.get(name.removesuffix("_bar"))
        if name.endswith("_bar") and bare is not None:
            written[item.symbol] = chosen.get(name, barred(bare))
        else:
            written[item.symbol] = chosen.get(name, item.latex)
    _check(chosen, written.keys())
    return written


def _check(chosen: Names, symbols: Iterable[Symbol]) -> None:
    known = {str(symbol) for symbol in symbols}
    for name, latex in chosen.items():
        if name not in known:
            raise ValueError(
                f"names: {name!r} is no symbol; choose among {', '.join(sorted(known))}"
            )
        if not latex.strip() or re.search(r"[%#&$\n\r]", latex) or not _balanced(latex):
            raise ValueError(f"names: {name} = {latex!r} is not LaTeX of one symbol; give another")


def check_distinct(written: Mapping[Symbol, str], used: Iterable[Symbol]) -> None:
    """Refuse a formula in which two symbols would be written alike.

    Args:
        written: the LaTeX of each symbol.
        used: the symbols of the formula.

    Raises:
        ValueError: naming the two symbols.
    """
    owner: dict[str, Symbol] = {}
    for symbol in used:
        other = owner.setdefault(written[symbol], symbol)
        if other != symbol:
            raise ValueError(f"names: {other} and {symbol} are both {written[symbol]}; rename one")


def _balanced(latex: str) -> bool:
    depth = 0
    for character in re.sub(r"\\.", "", latex):
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def barred(latex: str) -> str:
    """Put a bar on a letter, left of its subscript."""
    letter, mark, rest = latex.partition("_")
    return rf"\bar{{{letter}}}{mark}{rest}"


def renamed(text: str, names: Names | None = None) -> str:
    """Rename the symbols in LaTeX that is stored as text, such as a definition.

    Args:
        text: LaTeX in the glossary's letters.
        names: as in `letters`.

    Returns:
        The same in the chosen letters.
    """
    written = letters(names)
    table = {item.latex: written[item.symbol] for item in GLOSSARY if item.latex.startswith("\\")}
    longest_first = sorted(table, key=len, reverse=True)
    pattern = "|".join(re.escape(latex) + r"(?![A-Za-z])" for latex in longest_first)
    return re.sub(pattern, lambda found: table[found.group()], text)
