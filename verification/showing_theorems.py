"""What `linrec show` says of a theorem."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from derivations.theorems import theorems
from derivations.theorems.theorem import Argument, Part
from verification.showing import INDENT

WIDTH = 100


def theorem_names() -> tuple[str, ...]:
    """List the names that a theorem answers to.

    Returns:
        Each name, alone and behind `theorem/`.
    """
    names = tuple(theorem.name for theorem in theorems())
    return (*names, *(f"theorem/{name}" for name in names))


def theorem_card(name: str) -> dict[str, Any]:
    """Describe a theorem.

    Args:
        name: one of `theorem_names`.

    Returns:
        Plain values by heading; statement, hypotheses and proof in LaTeX.
    """
    short = name.removeprefix("theorem/")
    theorem = next(one for one in theorems() if one.name == short)
    parts = enumerate(theorem.parts)
    return {
        "name": theorem.name,
        "title": theorem.title,
        "statement": _flat(theorem.statement),
        "hypotheses": [_flat(one) for one in theorem.hypotheses],
        "proof": [_flat(one) for one in theorem.proof],
        "parts": [_part(f"theorem/{theorem.name}/{k}", part) for k, part in parts],
        "published": list(theorem.published),
        "source": str(theorem.source),
    }


def _part(name: str, part: Part) -> dict[str, Any]:
    if isinstance(part, Argument):
        return {"says": part.says, "certificate": None, "how": part.rests_on}
    return {"says": part.says, "certificate": name, "how": type(part).__name__.lower()}


def _flat(text: str) -> str:
    return " ".join(text.split())


def theorem_lines(card: Mapping[str, Any]) -> str:
    """Lay a theorem out for a terminal.

    Args:
        card: from `theorem_card`.

    Returns:
        Headings with what belongs to them; of each part its certificate, or how it is proved.
    """
    lines = [f"{key + ':':<{INDENT - 1}} {card[key]}" for key in ("name", "title", "source")]
    lines += ["", "Statement:", _wrapped(card["statement"])]
    lines += ["", "Hypotheses:", *(_wrapped(one, "- ") for one in card["hypotheses"])]
    lines += ["", "Proof:", *(_wrapped(one) for one in card["proof"])]
    lines += ["", "Parts, each with its certificate (linrec certify) or how it is proved without:"]
    lines += [_wrapped(f"{part['says']}: {_ground(part)}", "- ") for part in card["parts"]]
    if card["published"]:
        lines += ["", f"Published statements (audit): {', '.join(card['published'])}"]
    return "\n".join(lines)


def _ground(part: Mapping[str, Any]) -> str:
    return str(part["certificate"] or f"without certificate, {part['how']}")


def _wrapped(text: str, mark: str = "") -> str:
    start, rest = f"  {mark}", " " * (2 + len(mark))
    whole = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(whole)
