"""LaTeX of a printed formula becomes a tree, which can be drawn as MathML or broken into lines."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from verification.probing.report.letters import FUNCTIONS, GREEK, SIGNS

_TOKEN = re.compile(
    r"\\(?:operatorname|mathrm|text|mathbb)\s*\{(?P<word>[^{}]*)\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S"
)
_SIZES = re.compile(r"\\(?:[bB]igg?[lr]?|displaystyle|limits)$")
SIGNED = ("+", "-")
_SPACES = (",", ":", ";", " ", "!", "quad", "qquad")
_CLOSING = ("}", r"\right", r"\end", "&", r"\\", ")", "]")


class Node(NamedTuple):
    """A part of a formula.

    Args:
        kind: row, number, letter, word, sign, space, fraction, root, script, fence, over, table.
        text: its own LaTeX command or letters; of a fence both delimiters.
        parts: what is inside; of a script base, index and exponent, empty rows where absent; of a
            table its rows.
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


def read(latex: str) -> Node:
    """Read a formula.

    Args:
        latex: as SymPy prints it.

    Returns:
        A row.

    Raises:
        ValueError: if a bracket is not closed or a command is unknown.
    """
    tokens = [f for f in _TOKEN.finditer(latex) if not _SIZES.match(f[0])][::-1]
    row = _row(tokens)
    if tokens:
        raise ValueError(
            f"latex = {latex[:40]}: must balance its brackets; {tokens[-1][0]} is left"
        )
    return row


def row(*parts: Node) -> Node:
    """Put nodes beside each other."""
    return Node("row", "", parts)


def _row(tokens: list[re.Match[str]]) -> Node:
    """Read up to what closes a group, which is left."""
    parts: list[Node] = []
    while tokens and tokens[-1][0] not in _CLOSING:
        parts.append(_with_scripts(_atom(tokens), tokens))
    return row(*_ordered(_powers_at_names(parts)))


def _ordered(parts: list[Node]) -> list[Node]:
    """Begin a sum with its number or else a positive term: 1 - x for -x + 1."""
    signs = [k for k, part in enumerate(parts) if part.kind == "sign" and part.text in SIGNED]
    others = {part.text for part in parts if part.kind == "sign"} - {*SIGNED, r"\cdot"}
    if not signs or others:
        return parts
    cuts = [*([0] if signs[0] else []), *signs, len(parts)]
    terms = [parts[a:b] for a, b in itertools.pairwise(cuts)]
    positive = [k for k, term in enumerate(terms) if term[0].text != "-"]
    numbers = [k for k in positive if terms[k][-1].kind == "number" and len(terms[k]) <= 2]
    first = numbers[0] if numbers else positive[0] if positive else 0
    if first == 0:
        return parts
    plus = [Node("sign", "+")] if terms[0][0].kind != "sign" else []
    head = [part for part in terms[first] if part.text != "+"]
    rest = [part for k, term in enumerate(terms) for part in term if k != first]
    return [*head, *plus, *rest]


def _powers_at_names(parts: list[Node]) -> list[Node]:
    """Write log^2(x) for log(x)^2, which could be read as log(x^2)."""
    found: list[Node] = []
    for part in parts:
        base = part.parts[0] if part.kind == "script" else row()
        while len(base.parts) == 1 and base.parts[0].kind == "row":
            base = base.parts[0]
        is_fence = [inner.kind for inner in base.parts] == ["fence"]
        if found and found[-1].kind == "word" and is_fence and found[-1].text[1:] in FUNCTIONS:
            found[-1] = Node("script", "", (row(found[-1]), *part.parts[1:]))
            part = base.parts[0]
        found.append(part)
    return found


def _group(tokens: list[re.Match[str]], closing: str = "}") -> Node:
    found = _row(tokens)
    if not tokens or tokens.pop()[0] != closing:
        raise ValueError(f"latex: a group must be closed by {closing}")
    return found


def _argument(tokens: list[re.Match[str]]) -> Node:
    if tokens and tokens[-1][0] == "{":
        tokens.pop()
        return _group(tokens)
    return row(_atom(tokens))


def _with_scripts(base: Node, tokens: list[re.Match[str]]) -> Node:
    found = {"_": row(), "^": row()}
    while tokens and tokens[-1][0] in found:
        sign = tokens.pop()[0]
        script = _argument(tokens)
        found[sign] = _as_word(script) if sign == "_" else script
    if found["_"].parts or found["^"].parts:
        return Node("script", "", (row(base), found["_"], found["^"]))
    return base


def _as_word(index: Node) -> Node:
    """Take letters that stand together in an index for a word."""
    latin = all(part.kind == "letter" and part.text.isascii() for part in index.parts)
    if len(index.parts) < 2 or not latin or any("\\" in part.text for part in index.parts):
        return index
    return row(Node("word", rf"\mathrm{{{''.join(part.text for part in index.parts)}}}"))


def _atom(tokens: list[re.Match[str]]) -> Node:
    if not tokens:
        raise ValueError("latex: must not end where a part is missing")
    match = tokens.pop()
    token, name = match[0], match[0].removeprefix("\\")
    if match["word"] is not None:
        return Node("word", token)
    if token == "{":
        return _group(tokens)
    if token == "(":
        return Node("fence", "()", (_group(tokens, ")"),))
    if token == "[":
        return Node("fence", "[]", (_group(tokens, "]"),))
    if token[0].isdigit():
        return Node("number", token)
    if token.startswith("\\"):
        return _command(name, tokens)
    return Node("letter" if token.isalpha() else "sign", token)


def _command(name: str, tokens: list[re.Match[str]]) -> Node:
    if name in ("frac", "tfrac", "dfrac"):
        above = _argument(tokens)
        return Node("fraction", "", (above, _argument(tokens)))
    if name == "sqrt":
        degree = row()
        if tokens and tokens[-1][0] == "[":
            tokens.pop()
            degree = _group(tokens, "]")
        return Node("root", "", (_argument(tokens), degree))
    if name in ("bar", "overline"):
        return Node("over", name, (_argument(tokens),))
    if name == "left":
        return _fence(tokens)
    if name == "begin":
        return _table(tokens)
    if name in _SPACES:
        return Node("space", f"\\{name}")
    if name in GREEK:
        return Node("letter", f"\\{name}")
    if name in FUNCTIONS:
        return Node("word", f"\\{name}")
    if name in SIGNS:
        return Node("sign", f"\\{name}")
    raise ValueError(f"latex: \\{name} is no command that is known; print the formula without it")


def _fence(tokens: list[re.Match[str]]) -> Node:
    opening = tokens.pop()[0] if tokens else ""
    inner = _group(tokens, r"\right")
    closing = tokens.pop()[0] if tokens else ""
    return Node("fence", f"{opening} {closing}", (inner,))


def _table(tokens: list[re.Match[str]]) -> Node:
    kind = _name(tokens)
    rows: list[list[Node]] = [[]]
    while tokens and tokens[-1][0] != r"\end":
        rows[-1].append(_row(tokens))
        if tokens and tokens[-1][0] == r"\\":
            tokens.pop()
            rows.append([])
        elif tokens and tokens[-1][0] == "&":
            tokens.pop()
        elif tokens and tokens[-1][0] != r"\end":
            raise ValueError(f"latex: {tokens[-1][0]} must not stand in a table")
    del tokens[-1:]
    if _name(tokens) != kind:
        raise ValueError(f"latex: the table {kind} must be closed")
    return Node("table", kind, tuple(row(*cells) for cells in rows if cells))


def _name(tokens: list[re.Match[str]]) -> str:
    if not tokens or tokens.pop()[0] != "{":
        raise ValueError(r"latex: \begin and \end must name an environment")
    letters = []
    while tokens and tokens[-1][0] != "}":
        letters.append(tokens.pop()[0])
    tokens[-1:] = []
    return "".join(letters)
