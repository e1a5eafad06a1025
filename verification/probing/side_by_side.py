"""The table of a comparison, on a terminal and in LaTeX."""

from __future__ import annotations

import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from verification.probing.equalisation import points

Record = dict[str, Any]
CONVENTIONS = {True: "differentiated", False: "held fixed"}
ESCAPES = str.maketrans({c: rf"\{c}" for c in "&%$#_{}"} | {"^": r"\^{}", "~": r"\~{}"})


def show(record: Record) -> None:
    """Print the table.

    Args:
        record: from `comparing.compare`.
    """
    console = Console() if sys.stdout.isatty() else Console(width=140)
    title = f"E|d(gamma h)/d omega|^2 at memory 1/(1 - |lambda|), {record['input']}"
    table = Table(title=title, title_justify="left", box=None)
    table.add_column("name", no_wrap=True)
    table.add_column("gamma", no_wrap=True)
    for memory in record["memories"]:
        table.add_column(str(memory), justify="right", no_wrap=True)
    table.add_column("as memory grows")
    for row in record["rows"]:
        table.add_row(*cells(row, record["memories"]))
    console.print(table, highlight=False, markup=False)


def cells(row: Record, memories: list[int]) -> list[str]:
    """Write one row.

    Args:
        row: of a comparison.
        memories: the columns.

    Returns:
        Name, convention, a number for each memory, verdict.
    """
    known = dict(points(row))
    numbers = [f"{known[m]:.3g}" if m in known else "–" for m in memories]
    gain = "none" if row.get("gain") == "1" else CONVENTIONS[row.get("is_coupled", True)]
    word = row["verdict"] or f"left out: {row.get('missing')}"
    return [row["name"], gain, *numbers, word]


def tex(record: Record) -> str:
    """Write the table in LaTeX, for the package booktabs.

    Args:
        record: from `comparing.compare`.

    Returns:
        A tabular.
    """
    memories = record["memories"]
    head = ["name", r"$\gamma$", *(f"${m}$" for m in memories), r"$|\lambda| \to 1$"]
    rows = [[cell.translate(ESCAPES) for cell in cells(row, memories)] for row in record["rows"]]
    lines = [" & ".join(row) + r" \\" for row in (head, *rows)]
    return "\n".join(
        [
            rf"\begin{{tabular}}{{ll{'r' * len(memories)}l}}",
            r"\toprule",
            lines[0],
            r"\midrule",
            *lines[1:],
            r"\bottomrule",
            r"\end{tabular}",
            "",
        ]
    )
