"""Closed forms become an article that compiles on its own, with its bibliography."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from derivations.closed_form import ClosedForm
from derivations.latex.derivation import derivation
from derivations.latex.equation import (
    autocovariance,
    citation,
    definition,
    display,
    domain,
    escaped,
    input_title,
    label,
)
from derivations.latex.names import Names, renamed
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
_CONVENTIONS = r"""\section*{Conventions}
The recurrence is $h_{t+1} = \lambda h_{t} + x_{t+1}$ with $h = h(\lambda)$, driven by a stationary
real input $x$ with $\mathbb{E}[x_{t} x_{t+\Delta}] = R(\Delta)$, second moments about zero;
expectations are over the stationary state. The kernels
$K(\lambda, \lambda_{0}) = \mathbb{E}[h(\lambda)\, h(\lambda_{0})]$ and
$S(\lambda, \lambda_{0}) = \mathbb{E}[\partial_{\lambda} h(\lambda)\,
\partial_{\lambda_{0}} h(\lambda_{0})]$ carry no conjugate. As the input is real, the conjugate of
$h(\lambda)$ is $h(\bar{\lambda})$, so that $\mathbb{E}|h|^{2} = K(\lambda, \bar{\lambda})$; a
conjugate ranges over the same disk as its eigenvalue. Where a parameter of the input is an
argument it is written after the eigenvalues.
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
    order = list(dict.fromkeys(form.input_name for form in forms))
    ordered = sorted(forms, key=lambda form: order.index(form.input_name))
    body = [_PREAMBLE, renamed(_CONVENTIONS, names)]
    for _, group in groupby(ordered, key=lambda form: form.input_name):
        members = list(group)
        body.append(_heading(members[0], names))
        for form in members:
            body.append(_entry(form, names))
            if derivations:
                body.append(derivation(form, names))
    return "\n".join([*body, _references(forms), r"\end{document}", ""])


def _heading(form: ClosedForm, names: Names | None) -> str:
    title = f"{input_title(form).capitalize()} input"
    prime = "" if form.input_name != "general" else ", and $G'$ is the derivative of $G$"
    rule = f"${autocovariance(form, names)}${prime}."
    where = r" Here $[\,\cdot\,]$ is one where the statement holds and zero elsewhere."
    return f"\\section*{{{title}}}\n{rule}{where if '[' in rule else ''}\n"


def _entry(form: ClosedForm, names: Names | None) -> str:
    name = escaped(form.name)
    rules = ", ".join(f"${rule}$" for rule in domain(form, names))
    lines = [
        rf"\subsection*{{{form.quantity.title.capitalize()}}}",
        rf"\texttt{{{name}}}: ${definition(form, names)}$ \\*",
        rf"Holds for {rules}; see {citation(form.source)}.",
        r"\begin{equation}",
        rf"\label{{{label(form)}}}",
        display(form, names),
        r"\end{equation}",
    ]
    return "\n".join(lines) + "\n"


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
