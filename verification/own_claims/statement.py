"""What a user states: a formula as typed, and what it is said to be a formula for."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from verification.errors import InputError, refusal

OPTION = "--formula"
FILE = "--claims"
MAX_BYTES = 1_000_000
_NEEDED, _FREE = ("id", "formula", "against"), ("domain", "source")
_DOMAINS = ("real", "complex")


class Statement(NamedTuple):
    """One formula of a user, as typed.

    Args:
        id: its name in the report.
        formula: plain text, or LaTeX if it has a backslash.
        against: name of the closed form it is compared with.
        domain: `real` or `complex`; empty leaves that to the formula.
        source: where it stands, in the user's words.
        argument: what an error calls the formula.
    """

    id: str
    formula: str
    against: str
    domain: str = ""
    source: str = ""
    argument: str = OPTION


def read_file(path: Path, domain: str = "") -> tuple[Statement, ...]:
    """Read statements from a TOML file of `[[claim]]` tables.

    Args:
        path: the file; each table has `id`, `formula`, `against`, and may have `domain`, `source`.
        domain: of the statements that name none.

    Returns:
        The statements in order.

    Raises:
        InputError: if the file cannot be read, or a table is not of this form.
    """
    content = _loaded(path)
    tables = content.get("claim")
    is_list = isinstance(tables, list) and all(isinstance(table, dict) for table in tables)
    if set(content) != {"claim"} or not is_list or not tables:
        rule = "must hold [[claim]] tables and nothing else"
        raise InputError(refusal(FILE, path, rule, "write [[claim]] above each"))
    found = tuple(_statement(table, k, domain) for k, table in enumerate(tables, start=1))
    names = [statement.id for statement in found]
    for name in names:
        if names.count(name) > 1:
            raise InputError(refusal(f"{FILE}, id", name, "is given twice", "rename one"))
    return found


def _loaded(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            rule = f"has more than {MAX_BYTES} bytes"
            raise InputError(refusal(FILE, path, rule, "divide it"))
        return tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(refusal(FILE, path, why, "give a readable file")) from None
    except RecursionError:
        raise InputError(refusal(FILE, path, "is nested too deeply", "flatten it")) from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(refusal(FILE, path, f"is not TOML, {error}", "mend it")) from None


def _statement(table: dict[str, Any], number: int, domain: str) -> Statement:
    place = f"{FILE}, claim {number}"
    for key in _NEEDED:
        if key not in table:
            raise InputError(refusal(place, key, "is missing", f"give {', '.join(_NEEDED)}"))
    for key, text in table.items():
        if key not in (*_NEEDED, *_FREE):
            known = ", ".join((*_NEEDED, *_FREE))
            raise InputError(refusal(place, key, "is no such key", f"use {known}"))
        if not isinstance(text, str) or not text.strip():
            raise InputError(refusal(f"{place}, {key}", text, "must be text", "put it in quotes"))
    if table.get("domain", "real") not in _DOMAINS:
        rule = "must be real or complex"
        raise InputError(refusal(f"{place}, domain", table["domain"], rule, "choose one"))
    if not table["id"].isprintable():
        raise InputError(refusal(f"{place}, id", table["id"], "must be one line", "shorten it"))
    return Statement(**{"domain": domain, **table}, argument=table["id"])
