"""No certificate, however it is made, proves what is false, takes long, or breaks the checker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verification import recheck_attacks, recheck_attacks_moments
from tests.verification.certificates import (
    alone,
    at,
    bare,
    certificate,
    put,
    resaid,
    why_not,
    why_not_by_pari,
)
from tests.verification.recheck_attacks import Attack

KINDS = {
    "text": recheck_attacks.TEXTS,
    "derivative": recheck_attacks.DERIVATIVES,
    "root": recheck_attacks.ROOTS,
    "sign": recheck_attacks.SIGNS,
    "moment": recheck_attacks_moments.MOMENTS,
}
ATTACKS = {f"{k}: {name}": attack for k, kind in KINDS.items() for name, attack in kind.items()}
SECONDS = 20  # within which the checker must end
# what the checker still accepts; a test that passes again must leave this list
OPEN: frozenset[str] = frozenset()


def params(names: Iterator[str]) -> list[Any]:
    still = pytest.mark.xfail(reason="the checker accepts it", strict=True)
    return [pytest.param(name, marks=still if name in OPEN else ()) for name in names]


def power(base: Any, *exponents: int) -> Any:
    for exponent in exponents:
        base = ["^", base, exponent]
    return base


def tower(height: int) -> Any:
    """Nest derivatives of products, whose terms multiply at each step."""
    tree: Any = ["*", *(power(["+", "a", k], -1) for k in range(1, 15))]
    for _ in range(height):
        tree = ["D", tree, "a"]
    return tree


ROWS = [[f"x{k}'", power(["+", *(f"x{j}" for j in range(9)), "xi"], 60)] for k in range(9)]
HEAVY = {
    "powers of powers": bare(symbols=["a"], claims=[[power("a", 200, 200, 200), "a"]]),
    "powers of integers": bare(symbols=["a"], claims=[[power(2, 200, 200, 200, 200), "a"]]),
    "power of a row": bare(
        rows=ROWS,
        moments=[[], *([[f"E[x{k} x{k}]", 1]] for k in range(9))],
        laws=[["E[xi]", 0]],
        claims=[["E[x0 x0]", 1]],
    ),
    "power of many roots": bare(
        symbols=["a"],
        roots=[[f"r{k}", ["+", "a", k]] for k in range(18)],
        claims=[[power(["+", *(f"r{k}" for k in range(18))], 40), "a"]],
    ),
    "many derivatives": bare(symbols=["a"], claims=[[tower(12), "a"]]),
    "many symbols": bare(
        symbols=[f"a{k}" for k in range(40)],
        claims=[[["*", *(power(["+", 1, f"a{k}"], 3) for k in range(40))], 1]],
    ),
    "long exponent": bare(symbols=["a"], claims=[[["^", "a", 10**9], "a"]]),
    "deep": bare(symbols=["a"], claims=[[power("a", *[1] * 300), 2]]),
    "roots of roots": bare(
        roots=[[f"r{k}", ["+", f"r{k + 1}", 1]] for k in range(200)], claims=[["r0", 1]]
    ),
    "roots in a circle": bare(
        roots=[["r", "s"], ["s", "r"]], claims=[[power("r", 4), power("r", 1)]]
    ),
}


@pytest.mark.parametrize("name", params(iter(ATTACKS)))
def test_nothing_false_is_proved(name: str) -> None:
    attack: Attack = ATTACKS[name]
    cert = resaid(attack.cert)
    said = "\n".join([*map(str, cert["says"]), ""])
    assert why_not(cert) or attack.false not in said
    assert why_not({**cert, "says": [*cert["says"], attack.false]})


@pytest.mark.parametrize("name", ATTACKS)
def test_pari_proves_nothing_false(name: str) -> None:
    attack: Attack = ATTACKS[name]
    cert = resaid(attack.cert)
    assert why_not_by_pari(cert) or attack.false not in "\n".join(map(str, cert["says"]))


@pytest.mark.long
@pytest.mark.parametrize("name", params(iter(HEAVY)))
def test_the_checker_ends_soon(name: str, tmp_path: Path) -> None:
    done = alone(tmp_path, json.dumps(HEAVY[name]), SECONDS)
    assert done.returncode == 1
    assert "not valid" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


FACTOR = ("moments", 1, 0, 1)  # a power of a polynomial
LENIENT = {
    "version 1.0": lambda: put(certificate("gate"), ("version",), 1.0),
    "version true": lambda: put(certificate("gate"), ("version",), True),
    "true as exponent": lambda: put(
        certificate("gate"),
        ("moments", 1, 0, 1),
        ["^", power(["+", 1, ["*", -1, "m_1", "rho"]], -1), True],
    ),
    "an integer as operation": lambda: put(certificate("kernel"), (*FACTOR, 0), 1),
    "a power of three parts": lambda: put(
        certificate("kernel"), FACTOR, [*at(certificate("kernel"), FACTOR), 7]
    ),
    "a mean of nothing": lambda: put(
        certificate("kernel"), FACTOR, ["*", at(certificate("kernel"), FACTOR), "E[]"]
    ),
    "nothing claimed": lambda: resaid(put(certificate("gate"), ("claims",), [])),
    "a word for yes": lambda: resaid(put(certificate("signs"), ("positive",), "no")),
}


@pytest.mark.parametrize("name", params(iter(LENIENT)))
def test_the_format_is_strict(name: str) -> None:
    cert = LENIENT[name]()
    assert why_not_by_pari(cert)
    assert why_not(cert)


@pytest.mark.parametrize("name", params(iter(["an operation", "a name"])))
def test_no_error_breaks_the_checker(name: str, tmp_path: Path) -> None:
    tree = ["\ud800", 1] if name == "an operation" else "\ud800"
    cert = bare(moments=[[], [["E[x x]", tree]]], rows=[["x'", 1]])
    done = alone(tmp_path, json.dumps(cert))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
