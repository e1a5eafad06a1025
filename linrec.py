"""The door: closed forms for the memory of recurrent networks, derived, proved and measured.

>>> import linrec
>>> linrec.value("sensitivity_kernel", "lambda=1/2, lambda_0=-1/2, rho=1/2")
3472/5625
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.catalogue import NAMES, derive
    from verification.api import audit, certificates, check, latex, recurrence, simulate, value
    from verification.claims import IDS
    from verification.lowering import jax_function
    from verification.probing.best_map import optimal
    from verification.probing.comparing import compare
    from verification.probing.door import probe, unit

_HOMES = (
    ("NAMES", "derivations.catalogue"),
    ("derive", "derivations.catalogue"),
    ("IDS", "verification.claims"),
    ("audit", "verification.api"),
    ("certificates", "verification.api"),
    ("check", "verification.api"),
    ("latex", "verification.api"),
    ("recurrence", "verification.api"),
    ("simulate", "verification.api"),
    ("value", "verification.api"),
    ("jax_function", "verification.lowering"),
    ("optimal", "verification.probing.best_map"),
    ("compare", "verification.probing.comparing"),
    ("probe", "verification.probing.door"),
    ("unit", "verification.probing.door"),
)
__all__ = [
    "IDS",
    "NAMES",
    "audit",
    "certificates",
    "check",
    "compare",
    "derive",
    "jax_function",
    "latex",
    "optimal",
    "probe",
    "recurrence",
    "simulate",
    "unit",
    "value",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    for public, home in _HOMES:
        if public == name:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'linrec' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
