"""Closed forms become an article that compiles on its own, with its bibliography."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from derivations.closed_form import ClosedForm
from derivations.latex.derivation import derived
from derivations.latex.equation import citation, label, numbered, symbols_of
from derivations.latex.names import Names, check, renamed
from derivations.latex.rows import row
from derivations.latex.setting import (
    autocovariance,
    copies_of,
    definition,
    domain,
    gates_of,
    input_of,
    input_title,
    inputs_of,
    meanings,
    recurrence_title,
    shrinking,
    twins_of,
)
from derivations.latex.words import escaped, in_words
from derivations.notation import marks
from derivations.sources import WORKS

_PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath}
\usepackage{amsfonts}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5\baselineskip}
\raggedright
\clubpenalty=10000
\widowpenalty=10000
\displaywidowpenalty=10000
\allowdisplaybreaks
\begin{document}
\title{Closed forms for the memory of linear recurrences}
\author{linrec}
\date{}
\maketitle
"""
_SCALAR = r"""
The recurrence is $h_{t+1} = \lambda h_{t} + x_{t+1}$ with $h = h(\lambda)$, driven by a stationary
real input $x$. The kernels
$K(\lambda, \lambda_{0}) = \mathbb{E}[h(\lambda)\, h(\lambda_{0})]$ and
$S(\lambda, \lambda_{0}) = \mathbb{E}[\partial_{\lambda} h(\lambda)\,
\partial_{\lambda_{0}} h(\lambda_{0})]$ carry no conjugate. As the input is real, the conjugate of
$h(\lambda)$ is $h(\bar{\lambda})$, so that $\mathbb{E}|h|^{2} = K(\lambda, \bar{\lambda})$; a
conjugate ranges over the same disk as its eigenvalue. Where a parameter of the input is an
argument it is written after the eigenvalues.
"""
_FURTHER = r"""
%s recurrences are written by their rows, a prime marking the next value: $x'$ is the new input,
and $\partial_{\theta} h$ is the derivative of a state by a parameter, along the whole trajectory.
Their variables are real. Equations of moments shrink where their matrix has a spectral radius
below one.
"""
_CONVENTIONS = r"""\section*{Conventions}
Expectations are over the stationary state, second moments about zero, and the autocovariance of
the input is $R(\Delta) = \mathbb{E}[x_{t}\, x_{t+\Delta}]$.
"""


def document(
    closed_forms: Iterable[ClosedForm], names: Names | None = None, *, derivations: bool = False
) -> str:
    """Write an article of closed forms, a section for each input.

    Args:
        closed_forms: closed forms of the catalogue.
        names: LaTeX by the name of a symbol.
        derivations: whether each formula is followed by its derivation.

    Returns:
        A LaTeX document that needs amsmath and amsfonts only.
    """
    forms = tuple(closed_forms)
    check(names, {symbol for form in forms for symbol in symbols_of(form)})
    order = list(dict.fromkeys(form.about for form in forms))
    ordered = sorted(forms, key=lambda form: order.index(form.about))
    body = [_PREAMBLE, _conventions(forms, names)]
    for _, group in groupby(ordered, key=lambda form: form.about):
        members = list(group)
        body.append(_heading(members[0], names))
        for form in members:
            body.append(_entry(form, names))
            if derivations:
                body.append(derived(form, names, label(form)))
    return "\n".join([*body, _references(forms), r"\end{document}", ""])


def _conventions(forms: tuple[ClosedForm, ...], names: Names | None) -> str:
    kinds = {bool(recurrence_title(form)) for form in forms}
    scalar = renamed(_SCALAR, names) if False in kinds else ""
    further = _FURTHER % ("Other" if scalar else "The") if True in kinds else ""
    return _CONVENTIONS + scalar + further


def _heading(form: ClosedForm, names: Names | None) -> str:
    """Write the section of a recurrence and its input."""
    rules = ", ".join(f"${rule}$" for rule in autocovariance(form, names))
    prime = "" if form.input_name != "general" else ", and $G'$ is the derivative of $G$"
    bracket = r" Here $[\,\cdot\,]$ is one where the statement holds and zero elsewhere."
    title, recurrence = input_title(form), recurrence_title(form)
    if not recurrence:
        suffix = " as the input" if title.startswith("a ") else " input"
        head, text = in_words(title) + suffix, f"{rules}{prime}."
    else:
        head = in_words(recurrence)
        text = _rows_of(form, names)
        text += f"The input $x$ is {escaped(title)}, {rules}." if rules else ""
    return f"\\section*{{{head}}}\n{text}{bracket if '[' in rules else ''}\n"


def _rows_of(form: ClosedForm, names: Names | None) -> str:
    """Write the rows of a recurrence, those of a known input left out."""
    if form.solution is None:
        return ""
    system, known = form.solution.system, inputs_of(form) if input_of(form) else ()
    hidden = (*known, *copies_of(form))
    rows = [
        row(symbol, value, system, names)
        for symbol, value in system.rows
        if not marks(str(symbol)) and str(symbol) not in hidden
    ]
    listed = ", \\\\*\n".join(one.replace(" = ", " &= ", 1) for one in rows)
    return f"\\begin{{align*}}\n{listed}.\n\\end{{align*}}\n"


def _entry(form: ClosedForm, names: Names | None) -> str:
    rules = ", ".join(f"${rule}$" for rule in domain(form, names))
    rules += "".join(
        f", and where the equations of ${block}$ shrink" for block in shrinking(form, names)
    )
    where = [f"Here {', '.join(f'${one}$' for one in meanings(form, names))}."]
    where = [*(where if meanings(form, names) else []), *gates_of(form, names)]
    twins = twins_of(form, names)
    said = f"${definition(form, names)}$" + (f", where {twins}" if twins else "")
    return "\n".join(
        (
            rf"\subsection*{{{in_words(form.quantity.title)}}}",
            rf"\texttt{{{escaped(form.name)}}}: {said}. \\*",
            " ".join((f"Holds for {rules}; see {citation(form.source)}.", *where)),
            numbered(form, names),
            "",
        )
    )


def _references(forms: tuple[ClosedForm, ...]) -> str:
    used = {form.source.work for form in forms}
    items = [
        rf"\bibitem{{{work.key}}} {work.author.strip('{}').replace(' and ', ', ')}. "
        rf"\emph{{{work.title}}}. {work.venue}, {work.year} ({work.version})."
        for work in WORKS
        if work in used
    ]
    return "\n".join([r"\begin{thebibliography}{9}", *items, r"\end{thebibliography}"])


def bibliography() -> str:
    """Write every work cited as BibTeX.

    Returns:
        One entry per work.
    """
    return "\n".join(work.bibtex for work in WORKS)
