"""Text, formulas and tables for TeX, whatever a user has typed."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

from derivations.latex.words import escaped
from verification.probing.report.breaking import TEXT_WIDTH, Line, lines, width
from verification.probing.report.formulas import formula
from verification.probing.report.letters import GREEK
from verification.probing.report.writing import to_latex

_SIGNS = MappingProxyType(
    {
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': "''",
        "-": "{-}",
        "`": "{`}",
        "'": "{'}",
    }
)
_WRITTEN = MappingProxyType(
    {**{name: f"\\{name}" for name in GREEK}, "oo": r"\infty", "->": r"\to"}
)
_NAME = re.compile(
    rf"(?<![A-Za-z_])((?:{'|'.join((*GREEK, 'oo'))})(?![A-Za-z])|->)(?:_([A-Za-z0-9]+))?"
)
LONGEST = 6000  # characters of LaTeX that are printed
ROUNDING = 0.01  # in em
SAMPLES = 16  # of a function without closed form


def words(value: object) -> str:
    """Write plain text so that TeX sets it as it stands, its symbols as such, long words broken."""
    parts, start = [], 0
    for found in _NAME.finditer(text := str(value)):
        index = _WRITTEN.get(found[2] or "", rf"\mathrm{{{found[2]}}}")
        symbol = f"${_WRITTEN[found[1]]}{f'_{{{index}}}' if found[2] else ''}$"
        parts += [typed(text[start : found.start()]), symbol]
        start = found.end()
    return "".join([*parts, typed(text[start:])])


def typed(value: object) -> str:
    """Write plain text so that TeX sets it as it stands."""
    plain = str(value)
    ends = " " if plain[:1].isspace() else "", " " if plain.strip() and plain[-1:].isspace() else ""
    text = escaped(plain).encode("ascii", "replace").decode()
    for sign in ("*", "/", "(", ")", ",", "="):
        text = text.replace(sign, f"{sign}\\allowbreak{{}}")
    return ends[0] + "".join(_SIGNS.get(sign, sign) for sign in text) + ends[1]


def heading(value: object) -> str:
    """Write a title, beginning with a capital."""
    text = str(value)
    return words(text if _NAME.match(text) else text[:1].upper() + text[1:])


def section(title: str, inside: str) -> str:
    """Write a section."""
    return f"\\section*{{{title}}}\n{inside}\n"


def listed(rows: list[tuple[str, str]]) -> str:
    """Write pairs of a label and a text under each other."""
    body = "\n".join(f"{words(label)} & {words(text)} \\\\" for label, text in rows)
    columns = r"p{0.3\linewidth}p{0.62\linewidth}"
    return f"\\begin{{longtable}}{{@{{}}{columns}@{{}}}}\n{body}\n\\end{{longtable}}"


def equation(left: str, latex: object, text: object) -> str:
    """Display an equation, over several lines where it is wide, or its text where that fails."""
    found = formula(left, latex)
    shown = "" if text is None else str(text)
    if found is None or len(found.latex) > LONGEST:
        size = f" of {len(shown)} characters is in the record" if len(shown) > LONGEST else ""
        return f"{{\\ttfamily {typed(shown)}}}\n" if not size else f"A formula{size}.\n"
    rows = lines(found.left, found.right)
    column = max(width(line.left) for line in rows)
    if len(rows) == 1:
        return f"\\[\n{_line(rows[0], column, '')}\n\\]"
    body = " \\\\\n".join(_line(line, column, "&") for line in rows)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _line(line: Line, column: float, align: str) -> str:
    """Set a line beside a column of left sides, made smaller if a part could not be broken."""
    left, right = map(to_latex, line)
    if column + width(line.right) > TEXT_WIDTH + ROUNDING:
        room = f"{max(0.2, 0.97 - column / TEXT_WIDTH):.2f}"
        right = f"\\resizebox{{{room}\\linewidth}}{{!}}{{$\\displaystyle {right}$}}"
    return f"{left} {align}{right}"


def table(names: tuple[str, ...], rows: list[Any]) -> str:
    """Write a table of numbers, thinned out where it is long."""
    if not rows:
        return ""
    step = -(-len(rows) // SAMPLES)
    lines_of = ((number(x) for x in one) for one in rows[::step])
    body = "\n".join(" & ".join(cells) + r" \\" for cells in lines_of)
    head = " & ".join(map(words, names)) + r" \\"
    return (
        f"\\begin{{longtable}}{{@{{}}{'l' * len(names)}@{{}}}}\n{head}\n\\hline\n\\endhead\n"
        f"{body}\n\\end{{longtable}}"
    )


def number(value: object) -> str:
    """Write a number; a dash where it is not known."""
    if value is None:
        return "--"
    return f"{value:.6g}" if isinstance(value, float) else words(value)
