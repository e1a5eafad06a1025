"""Measure every certificate: its size, the time to write it, and to check it, by PARI too.

Usage: python -m benchmarks.certificates [--only TEXT] [--seconds 60] [-o FILE]

Times to check are medians of five; what takes longer than `--seconds` is named, not waited for.
"""

from __future__ import annotations

import argparse
import json
import platform
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from derivations import catalogue
from derivations.theorems import theorems
from tests.verification import pari_checker
from verification import claims, recheck
from verification.certifying import of_theorem, proof

REPEATS = 5
ORDINARY = 40_000  # bytes


def written() -> Iterator[tuple[Any, float]]:
    """Write every certificate: of closed forms, of theorems, of published statements.

    Yields:
        The certificate as read from its file, and the seconds that it took, shared among those
        that are written together.
    """
    names = (*catalogue.NAMES, *(claim.id for claim in claims.PUBLISHED))
    makers: list[Callable[[], Any]] = [lambda name=name: proof(name) for name in names]
    makers += [lambda theorem=theorem: of_theorem(theorem) for theorem in theorems()]
    for make in makers:
        started = time.perf_counter()
        found = make().certificates
        seconds = (time.perf_counter() - started) / max(1, len(found))
        for certificate in found:
            yield json.loads(json.dumps(certificate)), seconds


def checked(check: Callable[[], Any], seconds: int) -> tuple[bool | None, float]:
    """Check five times, or once if it takes long.

    Args:
        check: raises an error if the certificate is not valid.
        seconds: after which it is given up.

    Returns:
        Whether it is valid (None if that was not waited for), and the median time.
    """
    took = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        signal.alarm(seconds)
        try:
            check()
            valid: bool | None = True
        except TimeoutError:
            valid = None
        except Exception:
            valid = False
        finally:
            signal.alarm(0)
        took.append(time.perf_counter() - started)
        if took[0] > seconds / REPEATS:
            break
    return valid, statistics.median(took)


def measured(certificate: Any, write: float, seconds: int) -> dict[str, Any]:
    """Measure one certificate."""
    valid, ours = checked(lambda: recheck.Certificate(certificate).check(), seconds)
    by_pari, theirs = checked(lambda: pari_checker.check(certificate), seconds)
    return {
        "name": certificate["name"],
        "kind": certificate["kind"],
        "bytes": len(json.dumps(certificate)),
        "valid": valid,
        "valid_by_pari": by_pari,
        "write_s": round(write, 4),
        "check_s": round(ours, 4),
        "pari_s": round(theirs, 4),
    }


def summary(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Count, and find medians and the largest."""
    fields = ("bytes", "write_s", "check_s", "pari_s")
    return {
        "certificates": len(found),
        "valid": sum(one["valid"] is True for one in found),
        "not_valid": [one["name"] for one in found if one["valid"] is False],
        "not_waited_for": [
            one["name"] for one in found if None in (one["valid"], one["valid_by_pari"])
        ],
        "other_by_pari": [
            one["name"]
            for one in found
            if None not in (one["valid"], one["valid_by_pari"])
            and one["valid"] != one["valid_by_pari"]
        ],
        "under_40_kB": sum(one["bytes"] < ORDINARY for one in found),
        "median": {field: statistics.median(one[field] for one in found) for field in fields},
        "largest": {field: max(one[field] for one in found) for field in fields},
    }


def main() -> None:
    """Print a line for each, and write all where `-o` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("-o", type=Path, metavar="FILE")
    settings = parser.parse_args()

    def give_up(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    found = []
    for certificate, write in written():
        if settings.only in certificate["name"]:
            found.append(measured(certificate, write, settings.seconds))
            print(*found[-1].values(), flush=True)
    if found:
        whole = summary(found)
        print(json.dumps(whole, indent=1))
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        machine["cypari"] = version("cypari")
        if settings.o:
            record = {"summary": whole, "certificates": found, "machine": machine}
            settings.o.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
