"""The sections of the page, in the order in which a researcher asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import count
from typing import Any

from verification.probing.report import figures, lessons
from verification.probing.report.elements import (
    absent,
    capital,
    drawn,
    figure,
    listed,
    section,
    spoken,
)
from verification.probing.report.formulas import within
from verification.probing.report.quantities import Record, quantity
from verification.probing.report.sliders import script, unmoved
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
    one_line,
    repeats,
    why_missing,
)

VERDICTS = ("proved", "accepted", "rejected", "undecided")


def body(record: Record) -> str:
    """Write everything between the head of the page and its scripts.

    Args:
        record: of the probe.

    Returns:
        HTML.
    """
    ids = count(1)
    parts = (
        _head(record, ids),
        section("domain", "Domain", _domain(record)),
        section("forms", "Closed forms", _forms(record, ids)),
        section("limits", "As the memory grows", _limits(record)),
        _moved(record),
        section("optimum", "Optimal parameterization", lessons.optimum(record, ids)),
        section("landscape", "Loss landscape and learning rate", lessons.landscape(record, ids)),
        section("how", "How it was measured", _how(record)),
        section("versions", "Versions", _versions(record)),
    )
    return "\n".join(parts)


def _head(record: Record, ids: Iterator[int]) -> str:
    title = str(record.get("title") or "") or f"{record.get('name') or 'A parameterization'}"
    rows = [("input", record.get("input")), ("gradients", gradient(record))]
    rows += [("name", record.get("name")), ("source", record.get("source"))]
    rows += [("remark", record.get("remark"))]
    names = (("domain", "Domain"), ("forms", "Closed forms"), ("limits", "Long memory"))
    more = (("try", "Try it"),) if script(record) != "null" else ()
    last = (("optimum", "Optimum"), ("landscape", "Landscape"), ("how", "How"))
    links = "".join(f'<a href="#{key}">{word}</a>' for key, word in (*names, *more, *last))
    return "\n".join(
        (
            f'<header>\n<p class="kicker">linrec probe</p>\n<h1>{spoken(capital(title))}</h1>',
            drawn(r"\lambda", record.get("lambda_latex"), record.get("lambda"), ids),
            drawn(r"\gamma", record.get("gain_latex"), record.get("gain"), ids),
            f'<p class="verdict"><span class="quiet">Verdict</span>{_verdict(record)}</p>',
            _warning(record),
            listed([(label, str(text)) for label, text in rows if text]),
            f'</header>\n<nav aria-label="Contents">{links}</nav>',
        )
    )


def _verdict(record: Record) -> str:
    return spoken(capital(one_line(record))) + "."


def _warning(record: Record) -> str:
    missing = left_out(record)
    if not missing:
        return ""
    items = "".join(f"<li>{escape(line)}</li>" for line in missing)
    return f'<div class="missing" role="note"><strong>Left out</strong><ul>{items}</ul></div>'


def _domain(record: Record) -> str:
    return listed(domain_rows(record)) + figure(
        "curves",
        figures.curves(record),
        "Left: the modulus of the eigenvalue along each coordinate. Right: the squared "
        "sensitivity against the memory; level is tamed, rising is cursed.",
    )


def _forms(record: Record, ids: Iterator[int]) -> str:
    forms = forms_of(record)
    if not forms:
        return absent(record, "closed_forms")
    same = repeats(forms)
    return "\n".join(_form(key, form, record, same.get(key), ids) for key, form in forms.items())


def _form(
    key: str, form: Mapping[str, Any], record: Record, same: str | None, ids: Iterator[int]
) -> str:
    named = quantity(key, record)
    verdict = form.get("verdict") if form.get("verdict") in VERDICTS else "undecided"
    badge = f'<span class="badge {verdict}">{escape(judged(form))}</span>'
    top = f'<div class="top"><h3>{spoken(capital(named.name))}</h3>{badge}</div>'
    parts = [f'<article class="form" id="form-{next(ids)}">', top]
    if form.get("title"):
        parts.append(f'<p class="quiet">{spoken(form["title"])}; key {escape(key)}</p>')
    if same:
        other = quantity(same, record).name
        parts.append(f"<p>{within(named.latex, key)} is the same as the {spoken(other)}.</p>")
    else:
        parts.append(drawn(named.latex, form.get("latex"), form.get("expr"), ids))
    if form.get("in_lambda_latex") not in (None, form.get("latex")) and not same:
        parts.append('<p class="quiet">As a function of the eigenvalue</p>')
        parts.append(drawn(named.latex, form["in_lambda_latex"], form.get("in_lambda"), ids))
    found = "".join(
        f"<li>{escape(str(f.get('rung')))}: {escape(str(f.get('outcome')))}"
        f"{escape('; ' + str(f['detail']) if f.get('detail') else '')}</li>"
        for f in findings(form)
    )
    if found:
        parts.append(f"<details><summary>Evidence</summary><ul>{found}</ul></details>")
    return "\n".join([*parts, "</article>"])


def _limits(record: Record) -> str:
    rows = record.get("behaviours") or []
    if not rows:
        reason = why_missing(record, "limits")
        known = "no end of the domain reaches the unit circle" if "behaviours" in record else reason
        return f'<p class="quiet">{escape(capital(known))}.</p>'
    first = f"<p>Each quantity is about {within(_POWER, 'C (1 - |lambda|)^(-p)')}.</p>"
    return "\n".join(
        [first, *(_table(where, group, record) for where, group in by_end(rows).items())]
    )


_POWER = r"C \left(1 - \left|\lambda\right|\right)^{- p}"


def _table(where: str, group: list[Mapping[str, Any]], record: Record) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_name(b, record)}'
        f'</th><td class="number">{spoken(exponent(b))}</td>'
        f"<td>{within(b.get('constant_latex'), b.get('constant') or '?', tall=True)}</td></tr>"
        for b in group
    )
    head = '<th scope="col">quantity</th><th scope="col">p</th><th scope="col">C</th>'
    return (
        f'<div class="scroll"><table><caption>{spoken(where)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _name(behaviour: Mapping[str, Any], record: Record) -> str:
    coordinate = str(behaviour.get("coordinate"))
    return spoken(capital(quantity(str(behaviour.get("key")), record, coordinate).name))


def _moved(record: Record) -> str:
    if script(record) == "null":
        return section("try-absent", "Try it", '<p class="quiet">No formula to be moved.</p>')
    rest = unmoved(record)
    note = f'<p class="quiet">Without a slider: {spoken(", ".join(rest))}.</p>' if rest else ""
    return (
        '<section id="try" aria-labelledby="try-title" hidden>\n<h2 id="try-title">Try it</h2>\n'
        '<div id="sliders" class="moved"></div>\n'
        '<figure><svg id="plot" viewBox="0 0 640 240" role="img" aria-label="live curve"></svg>'
        '<figcaption><label for="choice">Drawn: </label><select id="choice"></select> '
        "along the slider moved last, in double precision.</figcaption></figure>\n"
        '<div class="scroll"><table><caption>Values here</caption><tbody id="live"></tbody></table>'
        f"</div>{note}\n</section>"
    )


def _how(record: Record) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in how(record))


def _versions(record: Record) -> str:
    rows = [(str(k), str(v)) for k, v in (record.get("origin") or {}).items()]
    rows += [("seed", str(record["seed"]))] if record.get("seed") is not None else []
    rows += [("seconds", str(record["seconds"]))] if record.get("seconds") is not None else []
    return listed(rows or [("versions", "not recorded")])
