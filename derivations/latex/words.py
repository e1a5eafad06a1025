"""Plain text becomes text for TeX: titles with their symbols set, places in works."""

from __future__ import annotations

import re
from types import MappingProxyType

from derivations.symbols import GREEK, named

_GREEK = "|".join((*GREEK, *map(str.capitalize, GREEK)))
_MATHS = re.compile(
    rf"\b(?:{_GREEK})(?:_\w+)?\b(?: = \w+\([\w ]+\)| \w+\([\w ]+\))?|\b[fT]\b"
    r"|(?<=\bto )(?:[A-Za-z]|[A-Za-z]_\w+)$"
)
_FUNCTIONS = MappingProxyType(
    {"exp": r"\exp", "tanh": r"\tanh", "sigmoid": r"\operatorname{sigmoid}"}
)


def escaped(text: str) -> str:
    """Write plain text, such as the place in a work, so that TeX sets it as it stands."""
    signs = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    return re.sub(
        r"[#$%&_{}\\^~]", lambda found: signs.get(found[0], "\\" + found[0]), " ".join(text.split())
    )


def in_words(text: str) -> str:
    """Set the symbols in a phrase as mathematics and begin it with a capital.

    Args:
        text: a phrase such as `a gate f` or `the sensitivity of the state to alpha`.

    Returns:
        The phrase for a heading or a sentence.
    """
    parts, start = list[str](), 0
    for found in _MATHS.finditer(text):
        parts += [_escaped_part(text[start : found.start()]), _in_symbols(found[0])]
        start = found.end()
    spoken = "".join([*parts, _escaped_part(text[start:])])
    return spoken[:1].upper() + spoken[1:]


def _escaped_part(text: str) -> str:
    ends = " " if text[:1].isspace() else "", " " if text[-1:].isspace() and text.strip() else ""
    return ends[0] + escaped(text) + ends[1]


def _in_symbols(text: str) -> str:
    words = re.sub(r"[A-Za-z]\w*", lambda found: _FUNCTIONS.get(found[0], named(found[0])), text)
    return f"${words}$"
