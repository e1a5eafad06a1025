"""What a person at a terminal sees of a probe."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from verification.probing.report.quantities import Record, quantity
from verification.probing.report.words import (
    domain_rows,
    exponent,
    forms_of,
    gradient,
    judged,
    left_out,
    no_optimum,
    one_line,
    repeats,
    why_missing,
)

COLOURS = {"proved": "green", "accepted": "green", "rejected": "red"}
LABEL = 12
WIDEST = 1500  # characters of a formula that a person still reads


def terminal(console: Console, record: Record) -> None:
    """Print a probe.

    Args:
        console: where to print.
        record: of the probe.
    """
    title = str(record.get("title") or record.get("name") or "a parameterization")
    console.print(f"[bold]{escape(title)}[/]", highlight=False, soft_wrap=True)
    _lines(console, [*_head(record), *_domain(record)])
    console.print(f"\n[bold]{escape(one_line(record))}[/]", highlight=False, soft_wrap=True)
    _forms(console, record)
    _limits(console, record)
    console.print()
    _lines(console, [*_optimum(record), *_foot(record)])
    for line in left_out(record):
        console.print(f"[yellow]left out:[/] {escape(line)}", highlight=False, soft_wrap=True)


def _lines(console: Console, rows: list[tuple[str, str]]) -> None:
    for label, text in rows:
        shown = f"  {escape(label) + ':':<{LABEL}}{escape(text)}"
        console.print(shown, highlight=False, soft_wrap=True)


def _head(record: Record) -> list[tuple[str, str]]:
    gain = record.get("gain")
    rows = [("lambda", record.get("lambda")), ("gamma", gain and f"{gain}, {gradient(record)}")]
    rows += [("input", record.get("input")), ("source", record.get("source"))]
    rows += [("remark", record.get("remark"))]
    return [(label, str(text)) for label, text in rows if text]


def _domain(record: Record) -> list[tuple[str, str]]:
    short = {
        "asked about": "domain",
        "inside the unit disk": "inside",
        "leaves it": "leaves",
        "stays inside for": "valid",
        "memory": "memory",
        "meets the circle": "contacts",
        "not defined at": "poles",
    }
    return [(short[label], text) for label, text in domain_rows(record) if label in short]


def _forms(console: Console, record: Record) -> None:
    forms = forms_of(record)
    if not forms:
        console.print(f"closed forms: {why_missing(record, 'closed_forms')}", highlight=False)
        return
    same = repeats(forms)
    for key, form in forms.items():
        colour = COLOURS.get(form.get("verdict") or "", "yellow")
        name, word = quantity(key, record).name, judged(form)
        console.print(f"{escape(name)}: [{colour}]{escape(word)}[/]", highlight=False)
        text = str(form.get("in_lambda") or form.get("expr") or "not known")
        if key in same:
            text = f"the same as the {quantity(same[key], record).name}"
        console.print(f"  {escape(_short(text))}", highlight=False, soft_wrap=True)


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[:60]} ... ({len(text)} characters; see -o)"


def _limits(console: Console, record: Record) -> None:
    rows = record.get("behaviours") or []
    if not rows:
        return
    table = Table(
        title="\nC (1 - |lambda|)^(-p) as the memory grows", title_justify="left", box=None
    )
    for heading in ("quantity", "end", "p", "C"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        coordinate = str(row.get("coordinate"))
        name = quantity(str(row.get("key")), record, coordinate).name
        end = f"{coordinate} -> {row.get('end')}"
        cells = (name, end, exponent(row), _short(str(row.get("constant") or "?")))
        table.add_row(*map(escape, cells))
    console.print(table, highlight=False)


def _optimum(record: Record) -> list[tuple[str, str]]:
    best = record.get("optimal")
    if not best:
        return [("optimum", no_optimum(record))]
    inverse = best.get("coordinate") and f"omega = {best['coordinate']}"
    known = best.get("expr") or inverse or "no closed form"
    return [("optimum", f"{_short(known)}; {best.get('how') or 'not said'}")]


def _foot(record: Record) -> list[tuple[str, str]]:
    rates = [r for r in (record.get("landscape") or {}).get("learning_rate") or [] if r is not None]
    rows = (
        [("steps", f"stable learning rates {min(rates):.3g} to {max(rates):.3g}")] if rates else []
    )
    known = ("seed", "seconds")
    return [*rows, *((key, str(record[key])) for key in known if record.get(key) is not None)]
