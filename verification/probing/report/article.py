"""The report of a probe as an article that pdflatex sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verification.probing.report.breaking import TEXT_WIDTH, width
from verification.probing.report.formulas import formula
from verification.probing.report.quantities import OPTIMAL, TAUGHT, Record, quantity
from verification.probing.report.setting import (
    equation,
    heading,
    listed,
    section,
    table,
    typed,
    words,
)
from verification.probing.report.words import (
    by_end,
    domain_rows,
    exponent,
    findings,
    forms_of,
    gradient,
    how,
    judged,
    left_out,
    no_optimum,
    numbers_at,
    one_line,
    repeats,
    why_missing,
)

_PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath}
\usepackage{amsfonts}
\usepackage{graphicx}
\usepackage{longtable}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5\baselineskip}
\setlength{\LTleft}{0pt}
\setcounter{MaxMatrixCols}{30}
\raggedright
\allowdisplaybreaks
\begin{document}
"""


def tex(record: Record) -> str:
    """Write the report of a probe as an article.

    Args:
        record: of the probe; parts that are missing are said to be.

    Returns:
        LaTeX in ASCII that needs amsmath, amsfonts, graphicx and longtable.
    """
    parts = (
        _PREAMBLE,
        _head(record),
        section("Domain", listed(domain_rows(record))),
        section("Closed forms", _forms(record)),
        section("As the memory grows", _limits(record)),
        section("Optimal parameterization", _optimum(record)),
        section("Loss landscape and learning rate", _landscape(record)),
        section("How it was measured", "\n\n".join(words(line) for line in how(record))),
        section("Versions", _versions(record)),
        r"\end{document}",
        "",
    )
    return "\n".join(parts)


def _head(record: Record) -> str:
    title = record.get("title") or record.get("name") or "A parameterization"
    rows = [("input", record.get("input")), ("gradients", gradient(record))]
    rows += [("name", record.get("name")), ("source", record.get("source"))]
    rows += [("remark", record.get("remark"))]
    missing = "\n".join(f"\\item {words(line)}" for line in left_out(record))
    return "\n".join(
        (
            f"\\title{{{heading(title)}}}\n\\author{{linrec probe}}\n\\date{{}}\n\\maketitle",
            equation(r"\lambda", record.get("lambda_latex"), record.get("lambda")),
            equation(r"\gamma", record.get("gain_latex"), record.get("gain")),
            f"\\textbf{{Verdict:}} {words(one_line(record))}.\n",
            f"Left out:\n\\begin{{itemize}}\n{missing}\n\\end{{itemize}}\n" if missing else "",
            listed([(label, str(text)) for label, text in rows if text]),
        )
    )


def _forms(record: Record) -> str:
    forms = forms_of(record)
    if not forms:
        return f"{words(why_missing(record, 'closed_forms'))}.\n"
    same = repeats(forms)
    return "\n".join(_form(key, form, record, same.get(key)) for key, form in forms.items())


def _form(key: str, form: Mapping[str, Any], record: Record, same: str | None) -> str:
    named = quantity(key, record)
    title = f"{words(form['title'])}. " if form.get("title") else ""
    parts = [
        f"\\subsection*{{{heading(named.name)}}}",
        f"{title}Key \\texttt{{{typed(key)}}}; \\textbf{{{words(judged(form))}}}.\n",
    ]
    if same:
        parts.append(f"The same as the {words(quantity(same, record).name)}.\n")
    else:
        parts.append(equation(named.latex, form.get("latex"), form.get("expr")))
    if form.get("in_lambda_latex") not in (None, form.get("latex")) and not same:
        parts.append("As a function of the eigenvalue,")
        parts.append(equation(named.latex, form["in_lambda_latex"], form.get("in_lambda")))
    found = [
        f"\\item {words(f.get('rung'))}: {words(f.get('outcome'))}"
        f"{'; ' + words(f['detail']) if f.get('detail') else ''}"
        for f in findings(form)
    ]
    if found:
        rows = "\n".join(found)
        parts.append(f"{{\\small\n\\begin{{itemize}}\n{rows}\n\\end{{itemize}}}}")
    return "\n".join(parts) + "\n"


def _limits(record: Record) -> str:
    rows = record.get("behaviours") or []
    if not rows:
        known = "no end of the domain reaches the unit circle"
        return f"{words(known if 'behaviours' in record else why_missing(record, 'limits'))}.\n"
    tables = (_behaviours(where, group, record) for where, group in by_end(rows).items())
    return "\n".join(("Each quantity is about $C (1 - |\\lambda|)^{-p}$.\n", *tables))


def _behaviours(where: str, group: list[Mapping[str, Any]], record: Record) -> str:
    head = "quantity & $p$ & $C$ \\\\\n\\hline\n\\endhead"
    body = "\n".join(_behaviour(b, record) for b in group)
    columns = r"p{0.46\linewidth}p{0.14\linewidth}p{0.3\linewidth}"
    return (
        f"{words(where)}:\n\n\\begin{{longtable}}{{@{{}}{columns}@{{}}}}\n{head}\n{body}\n"
        "\\end{longtable}"
    )


def _behaviour(behaviour: Mapping[str, Any], record: Record) -> str:
    coordinate = str(behaviour.get("coordinate"))
    name = quantity(str(behaviour.get("key")), record, coordinate).name
    found = formula("", behaviour.get("constant_latex"))
    shown = f"$\\displaystyle {found.latex}$" if found else words(behaviour.get("constant") or "?")
    if found and width(found.right) > 0.28 * TEXT_WIDTH:
        shown = f"\\resizebox{{\\linewidth}}{{!}}{{{shown}}}"
    strut = r"\rule[-2.4ex]{0pt}{6ex}" if r"\frac" in shown else r"\rule[-1ex]{0pt}{3.4ex}"
    return f"{words(name)} & {words(exponent(behaviour))} & {strut}{shown} \\\\"


def _optimum(record: Record) -> str:
    best = record.get("optimal")
    if not best:
        return f"{words(no_optimum(record))}.\n"
    known = [equation(left, best[key], best.get(t)) for left, key, t in OPTIMAL if best.get(key)]
    tables = (
        table(("memory", "unevenness"), best.get("ratio") or []),
        table(("omega", "lambda"), best.get("table") or []),
    )
    found = f"Found by: {words(best.get('how') or 'not said')}. {_at(best)}"
    return "\n\n".join(filter(None, (*known, found, *tables)))


def _at(part: Mapping[str, Any]) -> str:
    known = numbers_at(part)
    return f"Numbers are for {words(known)}." if known else ""


def _landscape(record: Record) -> str:
    found = record.get("landscape")
    if not found:
        return f"{words(why_missing(record, 'landscape'))}.\n"
    known = [equation(left, found[key], found.get(t)) for left, key, t in TAUGHT if found.get(key)]
    columns = [found.get(key) or [] for key in ("omega_0", "memory", "hessian", "learning_rate")]
    rows = list(zip(*columns, strict=False))
    shown = table(("teacher at", "memory", "Hessian", "largest learning rate"), rows)
    said = "A student learns a teacher of the same kind; $L$ is its loss."
    return "\n\n".join(filter(None, (said, *known, _at(found), shown)))


def _versions(record: Record) -> str:
    rows = [(str(k), str(v)) for k, v in (record.get("origin") or {}).items()]
    keys = [key for key in ("seed", "seconds") if record.get(key) is not None]
    rows += [(key, str(record[key])) for key in keys]
    return listed(rows or [("versions", "not recorded")])
