"""Theorems become an article: conventions, theorems, published statements, certificates."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from derivations.latex.judged import Judged, named, place, verdict, whole
from derivations.latex.spoken import spoken
from derivations.latex.theorems import Checked, Entry, counted, fragment
from derivations.latex.words import escaped
from derivations.sources import WORKS, Work

_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage{amsmath}
\usepackage{amssymb}
\usepackage{amsthm}
\setlength{\textwidth}{390pt}
\setlength{\oddsidemargin}{\dimexpr(\paperwidth-\textwidth)/2-1in\relax}
\setlength{\textheight}{634pt}
\setlength{\topmargin}{\dimexpr(\paperheight-\textheight)/2-1in-\headheight-\headsep\relax}
\newtheoremstyle{titled}{\medskipamount}{\medskipamount}{\itshape}{0pt}{\bfseries}{}{\newline}
  {\parbox[t]{\linewidth}{\raggedright\thmname{#1}~\thmnumber{#2}.\ \thmnote{#3}\strut}}
\theoremstyle{titled}
\newtheorem{theorem}{Theorem}
\makeatletter
\def\@listi{\leftmargin\leftmargini\topsep3pt plus2pt\parsep0pt\itemsep2pt plus1pt}
\let\@listI\@listi
\@beginparpenalty=10000
\renewcommand{\l@subsection}{\@dottedtocline{2}{0em}{2em}}
\makeatother
\renewcommand{\labelitemi}{$\bullet$}
\newcommand{\nearby}[1]{\par\dimen0=\pagegoal\advance\dimen0-\pagetotal
  \ifdim\dimen0<#1\textheight\ifdim\dimen0>0pt\vfil\fi\break\fi}
\newcommand{\heading}[1]{\section*{#1}\addcontentsline{toc}{section}{#1}}
\newcommand{\entry}[3]{\noindent\makebox[.43\textwidth][l]{#1}%
  \parbox[t]{.41\textwidth}{\raggedright\strut#2\strut}\hfill#3\par}
\newcommand{\row}[4]{\noindent\makebox[.56\textwidth][l]{#1}\makebox[.14\textwidth][l]{#2}%
  \makebox[.15\textwidth][r]{#3}\makebox[.15\textwidth][r]{#4}\par}
\newcommand{\head}[1]{\par\addvspace{\medskipamount}\noindent\emph{#1}\par
  \nobreak\smallskip\hrule\nobreak\smallskip}
\clubpenalty=10000
\widowpenalty=10000
\displaywidowpenalty=4000
\tolerance=2000
\emergencystretch=4em
\raggedbottom
\begin{document}
\title{Theorems on the memory of linear recurrences}
\author{linrec}
\date{}
\maketitle
"""
_CONVENTIONS = r"""\heading{Conventions}
The recurrence is $h_{t+1}=\lambda h_{t}+x_{t+1}$ with $|\lambda|<1$, driven by a stationary input
$x$ with autocovariance $R(\Delta)=\mathbb{E}[x_{t}\,x_{t+\Delta}]$; $h=h(\lambda)$ is its
stationary state, $h_{0}$ that at $\lambda_{0}$. A prime at a state or an input marks the next
value, at a function its derivative. Moments are about zero. Input is called white where
$R(\Delta)=0$ for $\Delta\neq 0$, constant where $R(\Delta)=R(0)$, and exponential where
$R(\Delta)=\rho^{|\Delta|}$ with $-1\leq\rho\leq 1$.

The kernels carry no conjugate:
\[
K(a,b)=\mathbb{E}[h(a)\,h(b)],\qquad S(a,b)=\mathbb{E}[\partial_{a}h(a)\,\partial_{b}h(b)]
=\partial_{a}\partial_{b}K(a,b).
\]
As a real input makes $\overline{h(\lambda)}=h(\bar{\lambda})$, then
$\mathbb{E}|h|^{2}=K(\lambda,\bar{\lambda})$ and
$\mathbb{E}|\partial_{\lambda}h|^{2}=S(\lambda,\bar{\lambda})$. The input enters by its function
\[
G(z)=\tfrac{1}{2}R(0)+\sum_{k\geq 1}R(k)\,z^{k}
\]
and its derivative $G'$. A gain $\gamma$ multiplies the state after the recurrence, $y=\gamma h$;
each theorem says which gain, and whether it is differentiated with $\lambda$ or held fixed. The
letter $D$ is the matrix from input to output where a network has one, and $D_{2}$ a second divided
difference of $K$.

A certificate is a file that says what it proves, an identity of rational functions over a table of
derivatives, or an inequality by coefficients that are not negative. In it, $D(e,\theta)$ is the
derivative of $e$ by $\theta$ along that table. \texttt{linrec certify} writes it, and a short
program, which knows nothing of what is below, checks it. In the lists of what was checked,
$\checkmark$ stands at what has a certificate and $\circ$ at what is proved without; of the latter a
program decides what is finite, exactly.
"""
_STATEMENTS = r"""\nearby{.2}\heading{Published statements}
All statements of the literature that were put on trial, each as it is printed. The verdict is that
of exact arithmetic: a statement is right if both sides cancel identically, and wrong if they do
not. Those that are wrong follow below, by their numbers.
"""
_WRONG = r"""\nearby{.3}\heading{Statements that are wrong}
The counterexample is the one of smallest numerators and denominators. Formulas are multiplied out
where that is shorter; where one edit mends a formula, it is named first.
"""


def article(entries: Iterable[Entry], statements: Iterable[Judged]) -> str:
    """Write an article of theorems.

    Args:
        entries: the theorems, in order.
        statements: all published statements.

    Returns:
        A LaTeX document that needs amsmath, amssymb and amsthm only.
    """
    chosen = tuple(entries)
    judged = tuple(sorted(statements, key=lambda one: WORKS.index(one.source.work)))
    names = tuple(entry.theorem.name for entry in chosen)
    body = [_PREAMBLE, _abstract(chosen, judged), r"\tableofcontents", _CONVENTIONS]
    body.append(r"\nearby{.3}\heading{Theorems}")
    body += [_numbered(entry, names, is_first=entry == chosen[0]) for entry in chosen]
    body += [_statements(judged), _wrong(judged), _certificates(chosen), _references(judged)]
    return "\n".join([*body, r"\end{document}", ""])


def _abstract(entries: tuple[Entry, ...], judged: tuple[Judged, ...]) -> str:
    parts = [part for entry in entries for part in entry.checked]
    certified = sum(bool(part.certificate) for part in parts)
    wrong = sum(one.is_wrong for one in judged)
    right = sum(verdict(one) == "right" for one in judged)
    noun = "theorem" if len(entries) == 1 else "theorems"
    rest = len(judged) - wrong - right
    return (
        r"\begin{abstract}\noindent "
        f"{counted(len(entries)).capitalize()} {noun} with hypotheses and proofs. Of their parts "
        f"{certified} have certificates that anyone can check, and all of these were checked when "
        f"this was written; {len(parts) - certified} are proved without, and what of them is "
        f"finite was decided exactly. Of {len(judged)} published statements {right} are right "
        f"and {wrong} wrong{f', {rest} undecided' if rest else ''}; all are listed with their "
        f"corrections.\n\\end{{abstract}}"
    )


def _numbered(entry: Entry, names: Iterable[str], *, is_first: bool) -> str:
    title = spoken(entry.theorem.title)
    lines = fragment(entry, names).splitlines()
    at = next(k for k, line in enumerate(lines) if line.startswith(r"\label"))
    toc = rf"\addcontentsline{{toc}}{{subsection}}{{\protect\numberline{{\thetheorem}}{title}}}"
    start = "" if is_first else r"\nearby{.33}\bigskip"
    return "\n".join([start, *lines[: at + 1], toc, *lines[at + 1 :]])


def _statements(judged: tuple[Judged, ...]) -> str:
    lines = [_STATEMENTS, r"{\footnotesize"]
    numbers = _numbers(judged)
    for work, group in groupby(judged, key=lambda one: one.source.work):
        lines.append(rf"\head{{{_titled(work)} \cite{{{work.key}}}}}")
        for one in group:
            word = f"wrong ({numbers[one.id]})" if one.is_wrong else verdict(one)
            lines.append(rf"\entry{{{named(one)}}}{{{place(one.source)}}}{{{word}}}")
    return "\n".join([*lines, "}"])


def _titled(work: Work) -> str:
    return escaped(work.title).replace("`", "``").replace("'", "''")


def _numbers(judged: Iterable[Judged]) -> dict[str, int]:
    return {one.id: k for k, one in enumerate((o for o in judged if o.is_wrong), start=1)}


def _wrong(judged: tuple[Judged, ...]) -> str:
    numbers = _numbers(judged)
    lines = [_WRONG if numbers else ""]
    for one in judged:
        if one.is_wrong:
            head = rf"\textbf{{{numbers[one.id]}.}} {place(one.source)}"
            lines.append(rf"\nearby{{.18}}\addvspace{{22pt plus 4pt}}\noindent{head}\hfill")
            lines.append(rf"{{\footnotesize{named(one)}}}\par\nobreak\noindent")
            lines.append(rf"{whole(one)}\par")
    return "\n".join(lines)


def _certificates(entries: tuple[Entry, ...]) -> str:
    groups = ([_row(part) for part in e.checked if part.certificate] for e in entries)
    rows = "\n\\smallskip\n".join("\n".join(group) for group in groups if group)
    head = r"\row{\emph{name}}{\emph{kind}}{\emph{bytes}}{\emph{seconds}}"
    rule = r"\nobreak\smallskip\hrule\nobreak\smallskip"
    return (
        "\\nearby{.2}\\heading{Certificates}\nTheir size as files, and how long the check of each "
        f"took when this was written.\n\\par\\medskip\n{{\\footnotesize\n{head}{rule}\n{rows}\n}}"
    )


def _row(part: Checked) -> str:
    name = rf"\texttt{{{escaped(part.certificate)}}}"
    return rf"\row{{{name}}}{{{part.kind}}}{{{part.size}}}{{{part.seconds:.3f}}}"


def _references(judged: Iterable[Judged]) -> str:
    used = {one.source.work for one in judged}
    items = [
        rf"\bibitem{{{work.key}}} {work.author.strip('{}').replace(' and ', ', ')}. "
        rf"\emph{{{_titled(work)}}}. {work.venue[:1].upper()}{work.venue[1:]}, "
        f"{work.year} ({work.version})."
        for work in WORKS
        if work in used
    ]
    return "\n".join([r"\begin{thebibliography}{9}", *items, r"\end{thebibliography}"])
