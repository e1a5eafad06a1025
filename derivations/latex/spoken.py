"""One line of plain text with formulas in it, as people type them, becomes text for TeX."""

from __future__ import annotations

import re
from types import MappingProxyType

from derivations.latex.words import escaped
from derivations.symbols import GREEK

_NAMED = r"exp log sin cos tan sinh cosh tanh det min max"
_UPRIGHT = r"sech artanh arsinh arcsin Re Im"
_FUNCTIONS = MappingProxyType(
    {name: f"\\{name}" for name in _NAMED.split()}
    | {name: rf"\operatorname{{{name}}}" for name in _UPRIGHT.split()}
    | {"ell": r"\ell"}
)
_SIGNS = MappingProxyType(
    {"->": r"\to", "<=": r"\leq", ">=": r"\geq", "*": "", "infinity": r"\infty", "sum": r"\sum"}
)
_OPERATORS = frozenset(("=", "+", "-", "/", "<", ">", *_SIGNS))
_PLAIN = re.compile(r"[(\"']?[A-Za-z][a-z]+(?:['-][A-Za-z][a-z]*)*'?(?:\.[a-z]\.)?[)\"']?")
_LABEL = re.compile(
    r"\((?:i{1,3}|iv|v)\)|[A-Z]\.\d(?:\.\d)*|\w+-\w+(?:-\w+)*|i\.i\.d\.|\d+D-\w+|\d+'s|Eq\."
)
_PIECE = re.compile(r"->|<=|>=|[A-Za-z]+|\d+|[\^_]|'+|\S")
_LETTERS = frozenset((*GREEK, *(f"d{name}" for name in GREEK), *_FUNCTIONS, "conj", "sqrt"))
_SHORT = frozenset(("of", "at", "is", "to", "in", "on", "by", "as", "if", "it", "no", "or", "an"))
_PRODUCT = 2  # lower-case letters; more of them are a word


def spoken(text: str) -> str:
    r"""Set a line of plain text, its formulas in mathematics.

    Args:
        text: such as `it is at least 1 - rho^2`.

    Returns:
        Text for TeX; it begins with a capital where it begins with a word.

    >>> print(spoken("it is at least 1 - rho^2"))
    It is at least $1-\rho^{2}$
    """
    parts, run = list[str](), list[str]()
    words = text.split()
    for place, word in enumerate(words):
        core = word if _LABEL.fullmatch(word) else word.rstrip(",.;:")
        after = words[place + 1].rstrip(",.;:") if place + 1 < len(words) else ""
        if not (_is_open(run) or _is_formula(core, after, run, is_first=place == 0)):
            parts, run = [*parts, *_closed(run), escaped(word)], []
            continue
        stays = _is_open([*run, core])
        run.append(word if stays else core)
        if word != core and not stays:
            parts, run = [*parts, *_closed(run, word[len(core) :])], []
    whole = " ".join([*parts, *_closed(run)])
    begins = _PLAIN.fullmatch(words[0].rstrip(",;:")) or words[0] == "a"
    return whole[:1].upper() + whole[1:] if begins else whole


def _is_open(run: list[str]) -> bool:
    return sum(one.count("(") - one.count(")") for one in run) > 0


def _closed(run: list[str], punctuation: str = "") -> list[str]:
    return [f"${maths(' '.join(run))}${punctuation}"] if run else []


def _is_formula(core: str, after: str, run: list[str], *, is_first: bool) -> bool:
    """Say whether a word belongs to a formula, by its letters and by its neighbours."""
    if run and run[-1] in (*_OPERATORS, "d") and run[-1] != "infinity":
        return True
    if core == "a" or (core == "A" and is_first):  # the article, before a word
        is_word = _PLAIN.fullmatch(after) and after not in ("and", "or", *_LETTERS)
        return not is_word
    if _LABEL.fullmatch(core) or core in _SHORT or core in ("sum", "infinity"):
        return core == "sum" and bool(run)
    bare = core.strip("()|'")
    return bare in _LETTERS or core in _OPERATORS or not _PLAIN.fullmatch(core)


def maths(text: str) -> str:
    """Write a formula that is typed on one line in LaTeX.

    Args:
        text: such as `E|h|^2 = 1/(1 - lambda^2)`.

    Returns:
        LaTeX without delimiters; what is not understood is kept.
    """
    pieces = _PIECE.findall(text)
    written = ""
    while pieces:
        piece = _atom(pieces)
        is_run_on = re.search(r"\\[A-Za-z]+$", written) and piece[:1].isalpha()
        written += f" {piece}" if is_run_on else piece
    return written


def _atom(pieces: list[str]) -> str:
    piece = pieces.pop(0)
    after = pieces[0] if pieces else ""
    if piece in ("^", "_"):
        return f"{piece}{{{_script(pieces)}}}"
    if piece in ("conj", "sqrt") and pieces:
        inside = _group(pieces) if after == "(" else [pieces.pop(0)]
        return ("\\sqrt" if piece == "sqrt" else "\\bar") + f"{{{maths(' '.join(inside))}}}"
    if piece == "E":  # a mean, or a function of that name
        of_letter = after == "(" and pieces[1] in GREEK and pieces[2:3] == [")"]
        is_mean = after in ("|", "[", "(") or after.isalpha()
        return r"\mathbb{E}" if is_mean and not of_letter else "E"
    if (piece, after) == ("d", "_"):
        return r"\partial"
    if piece == "dh" and after != "/":
        return r"\partial h"
    return _SIGNS[piece] if piece in _SIGNS else _name(piece)


def _script(pieces: list[str]) -> str:
    if pieces and pieces[0] == "(":
        return maths(" ".join(_group(pieces)))
    if pieces and pieces[0] == "|":
        end = pieces.index("|", 1) + 1 if "|" in pieces[1:] else len(pieces)
        inside = pieces[:end]
        del pieces[:end]
        return maths(" ".join(inside))
    sign = pieces.pop(0) if pieces and pieces[0] == "-" else ""
    return sign + (_name(pieces.pop(0)) if pieces else "")


def _group(pieces: list[str]) -> list[str]:
    """Take what stands in parentheses, and drop these."""
    depth, found = 0, list[str]()
    while pieces:
        found.append(pieces.pop(0))
        depth += (found[-1] == "(") - (found[-1] == ")")
        if depth == 0:
            return found[1:-1]
    return found


def _name(piece: str) -> str:
    if piece in GREEK:
        return f"\\{piece}"
    if piece in _FUNCTIONS:
        return _FUNCTIONS[piece]
    if piece[:1] == "d" and piece[1:] in GREEK:
        return rf"d\{piece[1:]}"
    is_word = piece.isalpha() and (len(piece) > _PRODUCT or piece in ("re", "im"))
    return rf"\mathrm{{{piece}}}" if is_word else re.sub(r"[%&#]", lambda one: f"\\{one[0]}", piece)
