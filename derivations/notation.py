r"""How states and their moments are written in LaTeX, from the names that the rows give them.

A name is a letter, perhaps with an index or an eigenvalue, `h_0` or `h(lambda)`, after marks of
differentiation, `d[alpha] h`, and before a prime when the new value is meant, `h'`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sympy import Symbol

from derivations.symbols import entry, named
from derivations.system import Monomial

_NAME = re.compile(r"(?P<marks>(?:d\[\w+\] )*)(?P<letter>\w+?)(?:\((?P<at>\w+)\))?(?P<prime>'?)")


def state(name: str, letters: Mapping[str, str] | None = None) -> str:
    """Write a state.

    Args:
        name: its name.
        letters: LaTeX of symbols by name, where the glossary's is not wanted.

    Returns:
        LaTeX such as `\\partial_{\\alpha} h`.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return named(name)
    by = re.findall(r"d\[(\w+)\]", found["marks"])
    slopes = "".join(rf"\partial_{{{letter(theta, letters)}}} " for theta in by)
    at = f"({letter(found['at'], letters)})" if found["at"] else ""
    plain = f"{slopes}{named(found['letter'])}{at}"
    if not found["prime"]:
        return plain
    return f"({plain})'" if slopes else f"{plain}'"


def letter(name: str, letters: Mapping[str, str] | None = None) -> str:
    """Write a symbol by its name."""
    return (letters or {}).get(name) or entry(Symbol(name)).latex


def moment(monomial: Monomial, letters: Mapping[str, str] | None = None) -> str:
    """Write the expectation of a product of states.

    Args:
        monomial: names of states, with repetition.
        letters: as in `state`.

    Returns:
        LaTeX such as `\\mathbb{E}[h^{2}]`.
    """
    order = sorted(dict.fromkeys(monomial), key=_place)
    powers = [(name, monomial.count(name)) for name in order]
    inside = r"\, ".join(_power(state(name, letters), count) for name, count in powers)
    return rf"\mathbb{{E}}[{inside}]"


def _power(latex: str, count: int) -> str:
    if count == 1:
        return latex
    simple = not latex.startswith(r"\partial")
    return f"{latex}^{{{count}}}" if simple else f"({latex})^{{{count}}}"


def _place(name: str) -> tuple[bool, int, str]:
    """Sort the states before the input, a plain state before its derivative."""
    found = _NAME.fullmatch(name)
    if found is None:
        return (True, 0, name)
    return (found["letter"].startswith("x"), found["marks"].count("["), name)
