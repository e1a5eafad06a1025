"""A formula's tree is written as LaTeX or as MathML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType

from verification.probing.report.latex_tree import Node
from verification.probing.report.letters import FUNCTIONS, GREEK, SIGNS

_SIZED = MappingProxyType({"open": r"\bigl", "close": r"\bigr"})
_WORD = re.compile(r"\\[a-z]+\s*\{(.*)\}")
_DOUBLE = MappingProxyType({"E": "𝔼", "R": "ℝ", "C": "ℂ", "N": "ℕ"})
_NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def to_latex(node: Node) -> str:
    """Write a tree as LaTeX."""
    inside = [to_latex(part) for part in node.parts]
    if node.kind == "row":
        return " ".join(filter(None, inside))
    if node.kind == "fraction":
        return rf"\frac{{{inside[0]}}}{{{inside[1]}}}"
    if node.kind == "root":
        degree = f"[{inside[1]}]" if inside[1] else ""
        return rf"\sqrt{degree}{{{inside[0]}}}"
    if node.kind == "script":
        index, power = (f"{s}{{{t}}}" if t else "" for s, t in zip("_^", inside[1:], strict=True))
        return f"{_base(node.parts[0], inside[0])}{index}{power}"
    if node.kind == "fence":
        opening, closing = delimiters(node)
        return rf"\left{opening} {inside[0]} \right{closing}"
    if node.kind == "over":
        return rf"\{node.text}{{{inside[0]}}}"
    if node.kind == "table":
        cells = " \\\\ ".join(" & ".join(map(to_latex, line.parts)) for line in node.parts)
        return rf"\begin{{{node.text}}} {cells} \end{{{node.text}}}"
    return f"{_SIZED.get(node.kind, '')}{node.text}"


def _base(base: Node, latex: str) -> str:
    is_single = len(base.parts) == 1 and base.parts[0].kind not in ("row", "script")
    return latex if is_single else f"{{{latex}}}"


def delimiters(fence: Node) -> tuple[str, str]:
    """Split a fence's text into its two delimiters."""
    pair = fence.text.split() if " " in fence.text else list(fence.text)
    return pair[0], pair[1]


def math(*lines: tuple[Node, ...], label: str = "") -> str:
    """Write lines of a formula as a block of MathML.

    Args:
        lines: each a left and a right cell; a single line of a single cell is set as it is.
        label: the formula in words, for those who cannot see it.

    Returns:
        A `math` element.
    """
    if len(lines) == 1 and len(lines[0]) == 1:
        inner = to_mathml(lines[0][0])
    else:
        rows = (
            f"<mtr>{''.join(f'<mtd>{to_mathml(cell)}</mtd>' for cell in cells)}</mtr>"
            for cells in lines
        )
        inner = f'<mtable class="lines" displaystyle="true">{"".join(rows)}</mtable>'
    described = f' alttext="{escape(label)}"' if label else ""
    return f'<math xmlns="{_NAMESPACE}" display="block"{described}>{inner}</math>'


def inline(node: Node, *, tall: bool = False) -> str:
    """Write a formula as MathML that stands in a line of text, perhaps with tall fractions."""
    style = ' displaystyle="true"' if tall else ""
    return f'<math xmlns="{_NAMESPACE}"{style}>{to_mathml(node)}</math>'


def to_mathml(node: Node) -> str:
    """Write a tree as MathML without the `math` element."""
    if node.kind in _LEAVES:
        return _LEAVES[node.kind](node.text)
    inside = [to_mathml(part) for part in node.parts]
    if node.kind == "row":
        return inside[0] if len(inside) == 1 else f"<mrow>{_spaced(node, inside)}</mrow>"
    if node.kind == "fraction":
        return f"<mfrac>{inside[0]}{inside[1]}</mfrac>"
    if node.kind == "root":
        bare = not node.parts[1].parts
        return f"<msqrt>{inside[0]}</msqrt>" if bare else f"<mroot>{''.join(inside)}</mroot>"
    if node.kind == "script":
        return _script(node, inside)
    if node.kind == "over":
        return f'<mover accent="true">{inside[0]}<mo>¯</mo></mover>'
    if node.kind == "fence":
        return _fence(node, inside[0])
    rows = ("".join(f"<mtd>{to_mathml(c)}</mtd>" for c in line.parts) for line in node.parts)
    return f"<mtable>{''.join(f'<mtr>{cells}</mtr>' for cells in rows)}</mtable>"


def _script(node: Node, inside: list[str]) -> str:
    _, index, power = node.parts
    if index.parts and power.parts:
        return f"<msubsup>{''.join(inside)}</msubsup>"
    tag, other = ("msub", inside[1]) if index.parts else ("msup", inside[2])
    return f"<{tag}>{inside[0]}{other}</{tag}>"


def _spaced(node: Node, inside: list[str]) -> str:
    """Put a thin space before the name of a function that follows a factor."""
    text = inside[0] if inside else ""
    for before, part, written in zip(node.parts, node.parts[1:], inside[1:], strict=False):
        is_apart = _is_function(part) and before.kind not in ("sign", "space", "open")
        text += f"{_space('') if is_apart else ''}{written}"
    return text


def _is_function(node: Node) -> bool:
    if node.kind == "script" and len(node.parts[0].parts) == 1:
        return _is_function(node.parts[0].parts[0])
    return node.kind == "word" and node.text[1:] in FUNCTIONS


def _is_tall(node: Node) -> bool:
    return node.kind in ("fraction", "table", "root") or any(map(_is_tall, node.parts))


def _fence(node: Node, inside: str) -> str:
    opening, closing = (_delimiter(text, _is_tall(node)) for text in delimiters(node))
    return f"<mrow>{opening}{inside}{closing}</mrow>"


def _delimiter(text: str, is_tall: bool) -> str:
    if text == ".":
        return ""
    shown = SIGNS.get(text[1:], text) if text.startswith("\\") else text
    flat = "" if is_tall else ' stretchy="false"'  # some fonts have loose larger sizes
    return f'<mo lspace="0" rspace="0"{flat}>{escape(shown)}</mo>'


def _letter(text: str) -> str:
    shown = GREEK.get(text.removeprefix("\\"), text)
    upright = ' mathvariant="normal"' if shown in "ΓΔΘΛΞΠΣΥΦΨΩ" else ""
    return f"<mi{upright}>{escape(shown)}</mi>"


def _word(text: str) -> str:
    found = _WORD.fullmatch(text)
    if found is None:
        return f"<mi>{escape(text.removeprefix(chr(92)))}</mi>"
    if text.startswith(r"\text"):
        return f"<mtext>{escape(found[1])}</mtext>"
    if text.startswith(r"\mathbb"):
        return f'<mi mathvariant="normal">{escape(_DOUBLE.get(found[1], found[1]))}</mi>'
    return f"<mi>{escape(found[1])}</mi>"


def _sign(text: str) -> str:
    plain = {"-": "−", "*": "∗", "'": "′"}.get(text, text)
    shown = SIGNS.get(text[1:], text) if text.startswith("\\") else plain
    flat = ' stretchy="false"' if shown in "|()[]" else ""
    return f"<mo{flat}>{escape(shown)}</mo>"


def _space(text: str) -> str:
    widths = {r"\quad": "1em", r"\qquad": "2em", r"\!": "-0.17em"}
    return f'<mspace width="{widths.get(text, "0.2em")}"/>'


_LEAVES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "number": lambda text: f"<mn>{escape(text)}</mn>",
        "letter": _letter,
        "word": _word,
        "sign": _sign,
        "space": _space,
        "open": lambda text: f'<mo stretchy="false">{escape(text)}</mo>',
        "close": lambda text: f'<mo stretchy="false">{escape(text)}</mo>',
    }
)
__all__ = ["delimiters", "inline", "math", "to_latex", "to_mathml"]
