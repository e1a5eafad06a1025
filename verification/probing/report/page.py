"""The report of a probe as a page in one file that needs no network."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from importlib.resources import files

from verification.probing.report import sections
from verification.probing.report.quantities import Record
from verification.probing.report.sliders import script

_PLACE = re.compile(r"\{\{([A-Z]+)\}\}")


def html(record: Record) -> str:
    """Write the report of a probe.

    Args:
        record: of the probe; parts that are missing are said to be.

    Returns:
        A page of HTML: formulas as MathML, figures as SVG, and sliders by scripts of its own, the
        only ones that its policy lets run.
    """
    folder = files("verification.probing.report")
    data = f"window.LINREC_PROBE = {script(record)};"
    code = folder.joinpath("page.js").read_text(encoding="utf-8")
    parts = {
        "TITLE": escape(f"{record.get('name') or 'probe'}: a probe by linrec"),
        "BODY": sections.body(record),
        "DATA": data,
        "SCRIPT": code,
        "POLICY": f"{_digest(data)} {_digest(code)}",
    }
    return _filled(folder.joinpath("page.html").read_text(encoding="utf-8"), parts)


def _filled(template: str, parts: Mapping[str, str]) -> str:
    """Fill all places at once, so that nothing that is put in is read again."""
    return _PLACE.sub(lambda found: parts[found[1]], template)


def _digest(code: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(code.encode()).digest()).decode()}'"
