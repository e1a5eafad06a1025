"""Certificates to test the checkers with, ways to change them, and what the checkers say."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.verification import pari_checker
from verification import recheck
from verification.certifying import proof

CHECKER = Path(recheck.__file__)
Place = tuple[str | int, ...]
# of every kind: complex eigenvalues, random gates, coupled blocks, roots and derivatives, signs
SMALL = {
    "kernel": ("state_kernel", 0),
    "gate": ("state_moment_gated", 0),
    "root and derivative": ("radial-sensitivity", 2),
    "signs": ("stable-ssm", 5),
}
LARGE = {
    "complex": ("sensitivity_kernel", 0),
    "gate, derivative": ("sensitivity_moment_gated", 0),
    "coupled": ("state_kernel_ar_2", 0),
    "polar": ("state_moment_polar", 0),
    "many rules": ("sensitivity-from-variance", 0),
    "many signs": ("sensitivity-bounds", 5),
}
SAMPLES = {**SMALL, **LARGE}


@cache
def _written(sample: str) -> str:
    name, number = SAMPLES[sample]
    return json.dumps(proof(name).certificates[number])


def certificate(sample: str) -> Any:
    """Read a certificate from its text, so that it can be changed."""
    return json.loads(_written(sample))


def bare(**parts: Any) -> Any:
    """Write a certificate by hand, empty but for some parts."""
    none: Any = {p: [] for p in ("rules", "roots", "rows", "laws", "weights", "lets", "claims")}
    kind = "moments" if parts.get("rows") else "positivity" if parts.get("positive") else "identity"
    empty = {"version": 1, "kind": kind, "name": "by hand", "symbols": [], **none}
    return copy.deepcopy({**empty, "moments": [[]], "positive": False, "says": [], **parts})


def resaid(cert: Any) -> Any:
    """Give a certificate the text that its integers have, as far as there is one."""
    try:
        return {**cert, "says": recheck.Certificate(cert).says()}
    except Exception:
        return cert


def why_not(cert: Any) -> str:
    """Say why the checker refuses a certificate; nothing if it is valid."""
    try:
        recheck.Certificate(cert).check()
    except Exception as error:  # as the checker's own command does
        return f"{type(error).__name__}: {error}"
    return ""


def why_not_by_pari(cert: Any) -> str:
    """Say why PARI refuses a certificate; nothing if it is valid."""
    try:
        pari_checker.check(cert)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def alone(folder: Path, text: str | bytes, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Run a copy of the checker in a folder that holds nothing else but the certificate."""
    (folder / "recheck.py").write_bytes(CHECKER.read_bytes())
    (folder / "cert.json").write_bytes(text.encode() if isinstance(text, str) else text)
    return subprocess.run(
        [sys.executable, "-I", "-S", "recheck.py", "cert.json"],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def places(node: Any, here: Place = ()) -> Iterator[Place]:
    """List the places of everything in a certificate but its text and its title."""
    yield here
    if isinstance(node, (dict, list)):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for key, inner in pairs:
            if key not in ("says", "name", "kind"):
                yield from places(inner, (*here, key))


def at(node: Any, place: Place) -> Any:
    """Find what stands at a place."""
    for key in place:
        node = node[key]
    return node


def put(cert: Any, place: Place, new: Any) -> Any:
    """Copy a certificate with something else at a place."""
    changed = copy.deepcopy(cert)
    at(changed, place[:-1])[place[-1]] = new
    return changed


def without(cert: Any, place: Place) -> Any:
    """Copy a certificate without what stands at a place."""
    changed = copy.deepcopy(cert)
    del at(changed, place[:-1])[place[-1]]
    return changed


def integers(cert: Any) -> list[Place]:
    """List the places of the integers."""
    return [place for place in places(cert) if type(at(cert, place)) is int]


def changes(number: int) -> list[int]:
    """List other integers: one more, one less, of the other sign, zero, a large one."""
    return [x for x in (number + 1, number - 1, -number, 0, 10**30 + number) if x != number]
