"""Certificates from files: checked by the checker, and held against the catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from verification.certifying import proof
from verification.errors import InputError, refusal
from verification.recheck import Certificate

LARGEST = 2**24  # bytes
SYSTEM = ("kind", "positive", "symbols", "rows", "rules", "roots", "laws", "lets", "claims")
Record = dict[str, Any]


def recheck(path: Path) -> Record:
    """Check a certificate, and compare what it is about with the catalogue.

    Args:
        path: a file that `certify` wrote, or somebody else.

    Returns:
        `file`, `name`, `valid`, `claims` (what is proved, a line each), `reason` (why it is not
        valid, else None) and `catalogue` (`same`, `unknown name`, or what differs).

    Raises:
        InputError: if the file cannot be read.
    """
    cert = read(path)
    record: Record = {"file": str(path), "name": None, "valid": False, "claims": [], "reason": None}
    try:
        claims = Certificate(cert).check()
    except Exception as error:  # whatever a broken certificate leads to, it proves nothing
        return {**record, "reason": _worded(error), "catalogue": None}
    name = str(cert.get("name"))
    differs = compared(name, cert)
    valid = differs in ("same", "unknown name")
    reason = None if valid else f"it is not what the catalogue calls {name}: {differs}"
    return {
        **record,
        "name": name,
        "valid": valid,
        "claims": claims if valid else [],
        "reason": reason,
        "catalogue": differs,
    }


def read(path: Path) -> Any:
    """Read a certificate.

    Args:
        path: a JSON file.

    Returns:
        What it holds.

    Raises:
        InputError: if it is missing, too large, or no JSON.
    """
    remedy = "give a file that `linrec certify` wrote"
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(refusal("FILE", path, f"is larger than {LARGEST} bytes", remedy))
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        rule = error.strerror or "cannot be read"
    except InputError:
        raise
    except (ValueError, RecursionError):
        rule = "is no JSON"
    raise InputError(refusal("FILE", path, rule, remedy))


def compared(name: str, cert: Record) -> str:
    """Hold a certificate against what the catalogue means by its name.

    Args:
        name: which it bears.
        cert: the certificate, already valid.

    Returns:
        `same`, `unknown name`, or the parts that differ.
    """
    whole = name.rpartition("/")[0] if name.startswith("theorem/") else name
    try:
        ours = {one["name"]: one for one in proof(whole).certificates}[name]
    except KeyError:
        return "unknown name"
    differing = [part for part in SYSTEM if cert.get(part) != ours[part]]
    differing += ["given"] if cert["moments"][0] != ours["moments"][0] else []
    return f"{', '.join(differing)} differ" if differing else "same"


def _worded(error: Exception) -> str:
    if type(error) is ValueError:
        return str(error)
    missing = f"nothing is said of {error}" if isinstance(error, KeyError) else ""
    return f"malformed: {missing or 'it is not built as certificates are'}"
