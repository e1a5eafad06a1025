"""How symbols are written: the glossary's LaTeX, or the names a user prefers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Symbol

from derivations.symbols import GLOSSARY, MU, R_0, RHO, SIGMA, conjugate, named

Names = Mapping[str, str]

_LAST = (RHO, MU, SIGMA, R_0)


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

    @cached_property
    def _places(self) -> dict[Symbol, int]:
        return {symbol: k for k, symbol in enumerate(self.letters)}

    def place(self, symbol: Symbol) -> int:
        """Say where a symbol stands in the order."""
        return self._places[symbol]

    def is_real(self, symbol: Symbol) -> bool:
        """Say whether a symbol is its own conjugate."""
        return bool(self.conjugates.get(symbol) == symbol)

    def is_barred(self, symbol: Symbol) -> bool:
        """Say whether a symbol comes after its conjugate in the order."""
        return self.place(self.conjugates.get(symbol, symbol)) < self.place(symbol)


def letters(names: Names | None = None, others: Iterable[Symbol] = ()) -> dict[Symbol, str]:
    """Write every symbol of the glossary, and some more.

    Args:
        names: LaTeX by the name of a symbol; a bar is put on a renamed eigenvalue's conjugate.
        others: symbols beyond the glossary.

    Returns:
        The LaTeX of each symbol: eigenvalues first, then the others by name, then the input's.
    """
    chosen = dict(names or {})
    written = {item.symbol: _written(str(item.symbol), item.latex, chosen) for item in GLOSSARY}
    last = {symbol: written.pop(symbol) for symbol in _LAST}
    for symbol in sorted(set(others) - set(written) - set(last), key=str):
        written[symbol] = chosen.get(str(symbol)) or named(str(symbol))
    return written | last


def _written(name: str, latex: str, chosen: Names) -> str:
    bare = chosen.get(name.removesuffix("_bar"))
    if name.endswith("_bar") and bare is not None:
        return chosen.get(name, barred(bare))
    return chosen.get(name, latex)


def check(names: Names | None, symbols: Iterable[Symbol] = ()) -> None:
    """Refuse names that cannot be used.

    Args:
        names: LaTeX by the name of a symbol.
        symbols: what may be renamed besides the glossary.

    Raises:
        ValueError: if a name is no symbol's, or if its LaTeX is not one balanced line.
    """
    known = {str(symbol) for symbol in (*(item.symbol for item in GLOSSARY), *symbols)}
    for name, latex in (names or {}).items():
        if name not in known:
            raise ValueError(
                f"names: {name!r} is no symbol; choose among {', '.join(sorted(known))}"
            )
        if not latex.strip() or re.search(r"[%#&$\n\r]", latex) or not _balanced(latex):
            raise ValueError(f"names: {name} = {latex!r} is not LaTeX of one symbol; give another")
        if "^" in re.sub(r"\{.*\}", "", latex):
            raise ValueError(f"names: {name} = {latex!r} has an exponent; put it in braces")


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


def letters_of(expression: Expr, names: Names | None = None) -> dict[str, Symbol]:
    """List the symbols of an expression by their LaTeX, for reading its formula back.

    Args:
        expression: any expression.
        names: LaTeX by the name of a symbol.

    Returns:
        Its symbols and their conjugates. A `ValueError` is raised if two are written alike.
    """
    used = expression.free_symbols | {conjugate(symbol) for symbol in expression.free_symbols}
    written = letters(names, used)
    order = sorted(used, key=str)
    check_distinct(written, order)
    return {written[symbol]: symbol for symbol in order}


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


def renamed(text: str, names: Names | None = None, others: Iterable[Symbol] = ()) -> str:
    """Rename the symbols in LaTeX that is stored as text, such as a definition.

    Args:
        text: LaTeX in the usual letters.
        names: as in `letters`.
        others: as in `letters`.

    Returns:
        The same in the chosen letters; a letter that is no command is renamed where it is what
        is differentiated by.
    """
    plain, chosen = letters(None, others), letters(names, others)
    table = {plain[symbol]: chosen[symbol] for symbol in plain}
    longest_first = sorted((one for one in table if one[0] == "\\"), key=len, reverse=True)
    pattern = "|".join(re.escape(latex) + r"(?![A-Za-z])" for latex in longest_first)
    by = r"(?<=\\partial_\{)[A-Za-z](?:_\{\w+\})?(?=\})"
    return re.sub(f"{pattern}|{by}", lambda found: table.get(found.group(), found.group()), text)
