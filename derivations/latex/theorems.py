"""Theorems become LaTeX: statement, hypotheses, proof, and what of it was checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from derivations.latex.judged import Judged, short
from derivations.latex.prose import paragraph, statement
from derivations.latex.spoken import spoken
from derivations.latex.words import escaped
from derivations.theorems.theorem import Theorem

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PAIR = 2
_CONVENTIONS = (  # for who puts one theorem into an article of theirs; the document says more
    "% unless it says otherwise: h_{t+1} = lambda h_t + x_{t+1}, |lambda| < 1, in its stationary",
    "% state; x stationary with R(k) = E[x_t x_{t+k}], exponential input: R(k) = rho^|k|;",
    "% G(z) = R(0)/2 + sum_{k >= 1} R(k) z^k; K(a,b) = E[h(a) h(b)], S = d/da d/db K",
)


class Checked(NamedTuple):
    """A part of a proof that was checked and holds.

    Args:
        says: what it shows, in one line of plain text.
        certificate: the name of its certificate; empty if there is none.
        kind: what kind of certificate.
        size: of the certificate in bytes.
        seconds: that its check took.
        how: by which argument it is proved without certificate.
    """

    says: str
    certificate: str = ""
    kind: str = ""
    size: int = 0
    seconds: float = 0.0
    how: str = ""


class Entry(NamedTuple):
    """A theorem with all that is said of it.

    Args:
        theorem: the theorem.
        checked: the parts of its proof.
        judged: the published statements that it confirms or corrects.
    """

    theorem: Theorem
    checked: tuple[Checked, ...]
    judged: tuple[Judged, ...] = ()


def label(name: str) -> str:
    """Name the label of a theorem."""
    return f"thm:linrec:{name}"


def references(names: Iterable[str]) -> dict[str, str]:
    """Write references to theorems.

    Args:
        names: of the theorems that are set in the same article.

    Returns:
        LaTeX by name.
    """
    return {name: rf"Theorem~\ref{{{label(name)}}}" for name in names}


def fragment(entry: Entry, together: Iterable[str] = ()) -> str:
    """Write a theorem for use with `input`.

    Args:
        entry: the theorem.
        together: names of the theorems in the same article, to which it may refer.

    Returns:
        Comments that say what it needs; the theorem, its proof, and what was checked.
    """
    theorem = entry.theorem
    links = references(one for one in together if one != theorem.name)
    comments = (
        f"% {theorem.name}: {theorem.title}",
        "% needs amsmath, amssymb, amsthm, and \\newtheorem{theorem}{Theorem}",
        *_CONVENTIONS,
    )
    body = (r"{\emergencystretch=4em", *_parts(entry, links), r"\par}", "")
    return "\n".join((*comments, *body))


def _parts(entry: Entry, links: Mapping[str, str]) -> list[str]:
    theorem = entry.theorem
    return [
        rf"\begin{{theorem}}[{{{spoken(theorem.title)}}}]",
        rf"\label{{{label(theorem.name)}}}",
        statement(theorem.statement, links),
        _hypotheses(theorem.hypotheses, links),
        r"\end{theorem}",
        r"\begin{proof}",
        "\n\n".join(paragraph(one, links) for one in theorem.proof),
        r"\end{proof}",
        checks(entry.checked),
        _published(entry.judged),
    ]


def _hypotheses(phrases: Iterable[str], links: Mapping[str, str]) -> str:
    items = "\n".join(_item(phrase, links) for phrase in phrases)
    return f"{{\\par\\smallskip\\noindent\\upshape\\textbf{{Hypotheses}}\n{_list(items)}\\par}}"


def _item(phrase: str, links: Mapping[str, str]) -> str:
    text = paragraph(phrase, links)
    found, _, rest = text.partition(") ")
    is_labelled = found.startswith("(") and found.strip("(iv") == ""
    return rf"\item[{found})] {rest}" if is_labelled else rf"\item {text}"


def _list(items: str) -> str:
    return f"\\begin{{itemize}}\\itemsep2pt\\parsep0pt\n{items}\n\\end{{itemize}}"


def checks(checked: Iterable[Checked]) -> str:
    """List the parts of a proof, each with its certificate, and the outcome.

    Args:
        checked: the parts, all of which hold.

    Returns:
        LaTeX: a list, what has no certificate marked by a circle.
    """
    parts = tuple(checked)
    items = "\n".join(map(_check, parts))
    count = sum(bool(part.certificate) for part in parts)
    return (
        f"{{\\small\\noindent\\textbf{{Checked}} {_outcome(count, len(parts) - count)}\n"
        f"{_list(items)}\\par}}"
    )


def _check(part: Checked) -> str:
    if part.certificate:
        name = rf"\footnotesize\texttt{{{escaped(part.certificate)}}}"
        return rf"\item[$\checkmark$] {spoken(part.says)}.{_aside(name)}"
    how = spoken(part.how)
    text = f"{spoken(part.says)}. {how[:1].upper()}{how[1:]}."
    return rf"\item[$\circ$] {text}{_aside('without certificate')}"


def _aside(text: str) -> str:
    """Put words at the right end of the line, or of a further line where they do not fit."""
    return (
        r"{\unskip\nobreak\hfil\penalty50\hskip1em\hbox{}\nobreak\hfil"
        rf"\hbox{{{text}}}\parfillskip=0pt\finalhyphendemerits=0\par}}"
    )


def _outcome(certified: int, without: int) -> str:
    """Say what came out when the parts were checked."""
    many = "both" if certified == _PAIR else f"all {counted(certified)}"
    first = f"{many} certificates are valid" if certified > 1 else "the certificate is valid"
    second = f"{counted(without)} parts without certificate hold"
    second = second if without > 1 else "the part without certificate holds"
    said = [*([first] if certified else []), *([second] if without else [])]
    return f"when this was written: {', and '.join(said)}."


def counted(number: int) -> str:
    """Write a number, a small one as a word."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _published(judged: Iterable[Judged]) -> str:
    items = "\n".join(rf"\item {short(one)}" for one in judged)
    return f"{{\\small\\noindent\\textbf{{Published}}\n{_list(items)}\\par}}" if items else ""
