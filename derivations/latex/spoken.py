"""One line of plain text with formulas in it, as people type them, becomes text for TeX."""

from __future__ import annotations

import re
from types import MappingProxyType

from derivations.latex.words import escaped
from derivations.symbols import GREEK

_NAMED = r"exp log sin cos tan sinh cosh tanh det"
_UPRIGHT = r"sech artanh arsinh arcsin Re Im diag"
_FUNCTIONS = MappingProxyType(
    {name: f"\\{name}" for name in _NAMED.split()}
    | {name: rf"\operatorname{{{name}}}" for name in _UPRIGHT.split()}
)
_SIGNS = MappingProxyType(
    {"->": r"\to", "<=": r"\leq", ">=": r"\geq", "*": "", "infinity": r"\infty", "sum": r"\sum"}
)
_OPERATORS = frozenset(("=", "+", "-", "/", "<", ">", *_SIGNS))
_PLAIN = re.compile(r"[(\"']?[A-Za-z][a-z]+(?:['-][A-Za-z][a-z]*)*'?(?:\.[a-z]\.)?[)\"']?")
_LABEL = re.compile(r"\((?:i{1,3}|iv|v)\)|[A-Z]\.\d(?:\.\d)*|\w+-\w+(?:-\w+)*|i\.i\.d\.|\d+D-\w+")
_PIECE = re.compile(r"->|<=|>=|[A-Za-z]+|\d+|[\^_]|'+|\S")
_LETTERS = frozenset((*GREEK, *_FUNCTIONS, "conj", "sqrt"))
_SHORT = frozenset(("of", "at", "is", "to", "in", "on", "by", "as", "if", "it", "no", "or", "an"))
_MOST_LETTERS = 3  # of a product written without signs, such as aAB
_DEEPEST = 40


def spoken(text: str) -> str:
    """Set a line of plain text, its formulas in mathematics.

    Args:
        text: such as `it is at least 1 - rho^2`.

    Returns:
        Text for TeX; it begins with a capital where it begins with a word.

    >>> spoken("it is at least 1 - rho^2")
    'It is at least $1-\\rho^{2}$'
    """
    words = text.split()
    parts, run = list[str](), list[str]()
    for place, word in enumerate(words):
        core = word.rstrip(",.;:") if not _LABEL.fullmatch(word) else word
        is_inside = sum(one.count("(") - one.count(")") for one in run) > 0
        after = words[place + 1] if place + 1 < len(words) else ""
        if not (is_inside or _is_formula(core, after, run)):
            parts += [*_closed(run, ""), escaped(word)]
            run = []
            continue
        stays = is_inside and (core.count(")") - core.count("(")) < _open(run)
        run.append(word if stays else core)
        if word != core and not stays:
            parts, run = [*parts, *_closed(run, word[len(core) :])], []
    whole = " ".join([*parts, *_closed(run, "")])
    return whole[:1].upper() + whole[1:] if _PLAIN.fullmatch(words[0].rstrip(",:")) else whole


def _open(run: list[str]) -> int:
    return sum(one.count("(") - one.count(")") for one in run)


def _closed(run: list[str], punctuation: str) -> list[str]:
    return [f"${maths(' '.join(run))}${punctuation}"] if run else []


def _is_formula(core: str, after: str, run: list[str]) -> bool:
    """Say whether a word belongs to a formula, by its letters and by its neighbours."""
    if core in ("sum", "infinity"):
        return bool(run)
    if core in ("a", "A", "I"):
        follows = after.rstrip(",.;:")
        is_word = _PLAIN.fullmatch(follows) and follows not in ("and", "or", *_LETTERS)
        return not is_word
    if _LABEL.fullmatch(core) or core in _SHORT:
        return False
    bare = core.strip("()|")
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
    if piece in ("^", "_"):
        return f"{piece}{{{_script(pieces)}}}"
    if piece in ("conj", "sqrt") and pieces:
        inside = _group(pieces) if pieces[0] == "(" else [pieces.pop(0)]
        return ("\\sqrt" if piece == "sqrt" else "\\bar") + f"{{{maths(' '.join(inside))}}}"
    if piece == "d" and pieces and pieces[0] == "_":
        return r"\partial"
    return _SIGNS[piece] if piece in _SIGNS else _name(piece)


def _script(pieces: list[str]) -> str:
    if pieces and pieces[0] == "(":
        return maths(" ".join(_group(pieces)))
    sign = pieces.pop(0) if pieces and pieces[0] == "-" else ""
    name = pieces.pop(0) if pieces else ""
    return sign + (name if len(name) < _MOST_LETTERS and name not in GREEK else _name(name))


def _group(pieces: list[str]) -> list[str]:
    """Take what stands in parentheses, and drop these."""
    depth, found = 0, list[str]()
    while pieces:
        found.append(pieces.pop(0))
        depth += (found[-1] == "(") - (found[-1] == ")")
        if depth == 0:
            break
    return found[1:-1] if depth == 0 else found


def _name(piece: str) -> str:
    if piece in GREEK:
        return f"\\{piece}"
    if piece in _FUNCTIONS:
        return _FUNCTIONS[piece]
    if piece == "E":
        return r"\mathbb{E}"
    if piece[:1] == "d" and (piece[1:] in GREEK or len(piece) == 2):  # noqa: PLR2004
        return rf"\partial {_name(piece[1:])}"
    if piece == "d":
        return r"\partial "
    if not piece.isalpha() or len(piece) <= _MOST_LETTERS:
        return piece.replace("%", r"\%").replace("&", r"\&").replace("#", r"\#")
    return rf"\mathrm{{{piece}}}"
