r"""How states and their moments are written in LaTeX, from the names that the rows give them.

A name is a letter, perhaps with an index or an eigenvalue, `h_0` or `h(lambda)`, after marks of
differentiation, `d[alpha] h`, and before a prime when the new value is meant, `h'`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from sympy import Symbol

from derivations.symbols import entry, named
from derivations.system import Monomial

_NAME = re.compile(r"(?P<marks>(?:d\[\w+\] )*)(?P<letter>\w+?)(?:\((?P<at>\w+)\))?(?P<prime>'?)")


def state(name: str, letters: Mapping[str, str] | None = None) -> str:
    r"""Write a state; the prime of a derivative stands at the state, as the two commute.

    Args:
        name: its name.
        letters: LaTeX of symbols by name, where the usual one is not wanted.

    Returns:
        LaTeX such as `\partial_{\alpha} h'`.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return named(name)
    slopes = "".join(rf"\partial_{{{letter(theta, letters)}}} " for theta in marks(name))
    at = f"({letter(found['at'], letters)})" if found["at"] else ""
    return f"{slopes}{named(found['letter'])}{found['prime']}{at}"


def letter(name: str, letters: Mapping[str, str] | None = None) -> str:
    """Write a symbol by its name."""
    return (letters or {}).get(name) or entry(Symbol(name)).latex


def marks(name: str) -> tuple[str, ...]:
    """Name the parameters by which a state is differentiated, the last one first."""
    return tuple(re.findall(r"d\[(\w+)\]", name))


def eigenvalue(name: str) -> str:
    """Name the eigenvalue of a state such as `h(lambda)`; empty if it has none."""
    found = _NAME.fullmatch(name)
    return (found["at"] or "") if found else ""


def kind(name: str) -> str:
    """Name what is common to a state at all eigenvalues: `h`, `d h`."""
    if not eigenvalue(name):
        return name
    return "d " * len(marks(name)) + re.sub(r"d\[\w+\] |\(\w+\)", "", name)


def moment(
    monomial: Monomial,
    letters: Mapping[str, str] | None = None,
    last: Collection[str] = ("x", "x_1", "x_2"),
) -> str:
    r"""Write the expectation of a product of states.

    Args:
        monomial: names of states, with repetition.
        letters: as in `state`.
        last: the states that stand behind the others, as those of the input do.

    Returns:
        LaTeX such as `\mathbb{E}[h^{2}]`.
    """
    order = sorted(dict.fromkeys(monomial), key=lambda name: (name in last, len(marks(name)), name))
    inside = r"\, ".join(_power(state(name, letters), monomial.count(name)) for name in order)
    return rf"\mathbb{{E}}[{inside}]"


def _power(latex: str, count: int) -> str:
    if count == 1:
        return latex
    return f"({latex})^{{{count}}}" if latex.startswith(r"\partial") else f"{latex}^{{{count}}}"
