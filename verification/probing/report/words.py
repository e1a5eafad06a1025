"""What a report says in words, the same in a browser, in print and in a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from verification.probing.report.letters import GREEK
from verification.probing.report.quantities import Record

STEPS = MappingProxyType(
    {
        "head": "what was read",
        "domain": "the domain",
        "closed_forms": "the closed forms",
        "limits": "the behaviour at long memory",
        "measured": "the comparison with sums and runs",
        "curves": "the curves",
        "proof": "the proofs",
        "optimum": "the optimal parameterization",
        "optimal": "the optimal parameterization",
        "landscape": "the loss landscape",
    }
)
RUNGS = MappingProxyType(
    {
        "proof": "proof",
        "enclosure": "sums over lags",
        "driven": "a differentiated run",
        "consistency": "consistency",
    }
)
MOST_CONTACTS = 4
_SYMBOLS = MappingProxyType(
    {**GREEK, "oo": "∞", "->": "→", "<=": "≤", ">=": "≥", "**": "^", "*": "⋅", "-": "−"}
)
_NAME = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join((*GREEK, 'oo'))})(?![A-Za-z])|->|<=|>=|\*\*|\*"
    r"|(?<=\s)-(?=\s)|(?<![\w-])-(?=[\d(o])"
)
SHORT = 40  # characters of a formula that may as well be repeated


def symbols(text: object) -> str:
    """Write names of symbols in a phrase as the symbols: ω → -∞ for omega -> -oo."""
    return _NAME.sub(lambda found: _SYMBOLS[found[0]], str(text))


def judged(form: Mapping[str, Any]) -> str:
    """Say how a closed form was judged, in a line."""
    verdict, rung = form.get("verdict") or "undecided", form.get("rung")
    if verdict == "proved" or not rung:
        return str(verdict)
    return f"{verdict} by {RUNGS.get(rung, rung)}"


def one_line(record: Record) -> str:
    """Say what becomes of the sensitivity as the memory grows."""
    if record.get("verdict"):
        return str(record["verdict"])
    if record.get("horizon"):
        return f"after {record['horizon']} steps from rest; no limit of long memory is taken"
    return why_missing(record, "limits")


def why_missing(record: Record, *steps: str) -> str:
    """Say plainly why something is not in the report."""
    missing = record.get("missing") or {}
    reasons = [str(missing[step]) for step in steps if step in missing]
    return f"not known: {reasons[0]}" if reasons else "not part of this probe"


def numbers_at(part: Mapping[str, Any] | None) -> str:
    """Say for which parameters of the input the numbers of a part are."""
    fixed = (part or {}).get("at") or {}
    return ", ".join(f"{name} = {value}" for name, value in fixed.items())


def no_optimum(record: Record) -> str:
    """Say why there is no optimal map."""
    return str(record.get("why") or why_missing(record, "optimal", "optimum"))


def left_out(record: Record) -> list[str]:
    """List the steps that were left out, each with its reason."""
    missing = record.get("missing") or {}
    return [f"{STEPS.get(step, step)}: {reason}" for step, reason in missing.items()]


def domain_rows(record: Record) -> list[tuple[str, str]]:
    """Say where the map stays in the disk, as pairs of label and text."""
    reach = record.get("reach")
    rows = [("asked about", str(record.get("domain") or "not known"))]
    if not reach:
        return [*rows, ("inside the unit disk", why_missing(record, "domain"))]
    rows.append(("inside the unit disk", _said(reach.get("inside"))))
    if reach.get("leaves"):
        rows.append(("leaves it", str(reach["leaves"])))
    if reach.get("valid") and reach.get("inside") is not True:
        rows.append(("stays inside for", str(reach["valid"])))
    for label, key in (("values", "size"), ("memory", "memory")):
        rows.append((label, str(reach.get(key) or "not known")))
    contacts = list(map(str, reach.get("contacts") or []))
    more = [f"and {len(contacts) - MOST_CONTACTS} more"] if len(contacts) > MOST_CONTACTS else []
    touched = "; ".join([*contacts[:MOST_CONTACTS], *more])
    rows.append(("meets the circle", touched or "nowhere that is known"))
    if reach.get("poles"):
        rows.append(("not defined at", "; ".join(map(str, reach["poles"]))))
    rows.append(("monotone", _said(reach.get("monotone"))))
    rows.append(("injective", _said(reach.get("injective"))))
    if reach.get("period"):
        rows.append(("period", str(reach["period"])))
    if reach.get("reason"):
        rows.append(("decided by", str(reach["reason"])))
    return rows


def _said(value: object) -> str:
    known = {True: "yes, proved", False: "no, proved", None: "not decided"}
    return known[value] if value is None or isinstance(value, bool) else str(value)


def gradient(record: Record) -> str:
    """Say how gradients treat the gain."""
    if record.get("gain") in (None, "1"):
        return "no gain"
    return "gradients flow through gamma" if record.get("is_coupled") else "gamma is held fixed"


def exponent(behaviour: Mapping[str, Any]) -> str:
    """Say how fast a quantity grows with the memory."""
    power = behaviour.get("exponent")
    if power is None:
        return "not known"
    return "identically 0" if str(power) == "-oo" else str(power)


def by_end(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Group behaviours by the end of a coordinate at which they are found."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for one in rows:
        limit = one.get("limit")
        known = "is not known" if limit is None else f"tends to {limit}"
        where = f"{one.get('coordinate')} -> {one.get('end')}, where lambda {known}"
        groups.setdefault(where, []).append(one)
    return groups


def how(record: Record) -> list[str]:
    """Say how everything was measured, a sentence each."""
    rungs = {f.get("rung") for form in forms_of(record).values() for f in findings(form)}
    told = (
        ("proof", "Proof: an identity of rational functions, or of power series in the lag."),
        (
            "enclosure",
            "Sums over lags: the defining series in ball arithmetic with a rigorous tail, compared "
            "with the closed form at random points.",
        ),
        (
            "driven",
            "A run: the recurrence itself, differentiated automatically, within its rounding.",
        ),
    )
    lines = [sentence for rung, sentence in told if rung in rungs]
    lines.append(
        "Accepted means that nothing contradicts and the named comparison agrees; proved means "
        "that no point was chosen at all."
    )
    return lines


def forms_of(record: Record) -> dict[str, Any]:
    """Give the closed forms by key."""
    return dict(record.get("closed_forms") or {})


def findings(form: Mapping[str, Any]) -> list[dict[str, str]]:
    """Give the findings about a form, strongest first."""
    found = form.get("findings") or []
    return [f for f in found if isinstance(f, dict)] if isinstance(found, list) else []


def repeats(forms: Mapping[str, Any]) -> dict[str, str]:
    """Find closed forms that are the same as an earlier one.

    Args:
        forms: by key.

    Returns:
        The earlier key by the later; formulas short enough to be read at a glance are left out.
    """
    first: dict[str, str] = {}
    found = {}
    for key, form in forms.items():
        text = str(form.get("expr") or "")
        if len(text) > SHORT and text in first:
            found[key] = first[text]
        first.setdefault(text, key)
    return found
