"""The elements of which the page is made; text is escaped here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from verification.probing.report.formulas import block, formula
from verification.probing.report.quantities import Record
from verification.probing.report.words import symbols, why_missing

_INDEX = re.compile(r"(?<![^\W_])([\u0391-\u03c9])_(\w+)")
AS_TYPED = ("name", "source", "linrec", "with")
LONG = 1200  # characters of LaTeX behind a fold


def spoken(text: object) -> str:
    """Write a phrase for the page, names of symbols as symbols with their indices."""
    return _INDEX.sub(r"\1<sub>\2</sub>", escape(symbols(text)))


def section(name: str, title: str, inside: str) -> str:
    """Write a section with its heading, which others can point at."""
    head = f'<h2 id="{name}-title">{title}</h2>'
    return f'<section id="{name}" aria-labelledby="{name}-title">\n{head}\n{inside}\n</section>'


def absent(record: Record, *steps: str) -> str:
    """Say plainly why a section has nothing to show."""
    return f'<p class="quiet">{escape(why_missing(record, *steps)).capitalize()}.</p>'


def listed(rows: list[tuple[str, str]]) -> str:
    """Write pairs of a label and a text."""
    pairs = (f"<dt>{spoken(a)}</dt><dd>{_told(a, b)}</dd>" for a, b in rows)
    return f"<dl>{''.join(pairs)}</dl>"


def _told(label: str, text: str) -> str:
    return escape(text) if label in AS_TYPED else spoken(text)


def drawn(left: str, latex: object, text: object, ids: Iterator[int]) -> str:
    """Draw a formula with a button that copies its LaTeX."""
    found = formula(left, latex)
    shown = "" if text is None else str(text)
    if found is None:
        return f'<p class="formula"><code>{escape(shown or "not known")}</code></p>'
    drawn = block(found, shown)
    if len(found.latex) > LONG:
        size = f"{len(found.latex):,} characters of LaTeX"
        drawn = f"<details><summary>The formula, {size}</summary>{drawn}</details>"
    return f'<div class="equation">{drawn}{_copied(found.latex, next(ids))}</div>'


def _copied(latex: str, number: int) -> str:
    name = f"latex-{number}"
    return (
        f'<button type="button" class="copy" data-of="{name}" hidden>Copy LaTeX</button>'
        f'<textarea id="{name}" aria-label="LaTeX of the formula" rows="3" readonly hidden>'
        f"{escape(latex)}</textarea>"
    )


def figure(name: str, svg: str, caption: str) -> str:
    """Write a figure with its caption, nothing if there is no drawing."""
    if not svg:
        return ""
    return f'\n<figure>{svg}<figcaption id="{name}-caption">{escape(caption)}</figcaption></figure>'


FORMULA = re.compile(r"\w+[(*/^+-]")


def capital(text: str) -> str:
    """Begin with a capital, unless with a symbol or a formula."""
    if FORMULA.match(text):
        return text
    found = symbols(text)
    return found[:1].upper() + found[1:] if found[:1].isascii() else found


def number(value: object) -> str:
    """Write a number with the digits that a reader wants."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
