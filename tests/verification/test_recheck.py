"""The checker of certificates and PARI refuse whatever is changed, and break on nothing."""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verification.certificates import (
    CHECKER,
    LARGE,
    SAMPLES,
    SMALL,
    alone,
    at,
    bare,
    certificate,
    changes,
    integers,
    places,
    put,
    resaid,
    why_not,
    why_not_by_pari,
    without,
)

DEEP = 100_000
BROKEN = {
    "empty": "",
    "no object": "[]",
    "null": "null",
    "not JSON": '{"version": 1,',
    "NaN": '{"version": NaN}',
    "deep": "[" * DEEP + "]" * DEEP,
    "long integer": '{"version": ' + "1" * 5000 + "}",
    "no text": b"\xff\xfe{}",
    "surrogate": json.dumps(bare(claims=[[["\ud800", 1], 1]])),
}


def refused(cert: Any) -> bool:
    return bool(why_not(cert)) and bool(why_not_by_pari(cert))


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples_are_valid(sample: str) -> None:
    cert = certificate(sample)
    assert why_not(cert) == ""
    assert why_not_by_pari(cert) == ""


def test_the_checker_is_short_and_needs_the_standard_library_alone() -> None:
    source = CHECKER.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 200
    tree = ast.parse(source)
    found = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    found |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {name.split(".")[0] for name in found} <= sys.stdlib_module_names
    calls = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and hasattr(n.func, "id")}
    assert not calls & {"eval", "exec", "compile", "__import__", "getattr"}


@pytest.mark.parametrize("sample", SMALL)
def test_the_checker_runs_alone(sample: str, tmp_path: Path) -> None:
    cert = certificate(sample)
    done = alone(tmp_path, json.dumps(cert))
    assert (done.returncode, done.stderr) == (0, "")
    first, *said = done.stdout.splitlines()
    assert first == "cert.json: valid"
    assert [line.strip() for line in said] == cert["says"]
    assert sorted(os.listdir(tmp_path)) == ["cert.json", "recheck.py"]
    place = integers(cert)[-1]
    done = alone(tmp_path, json.dumps(put(cert, place, at(cert, place) + 1)))
    assert done.returncode == 1
    assert "not valid" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_not_valid(name: str, tmp_path: Path) -> None:
    done = alone(tmp_path, BROKEN[name])
    assert done.returncode == 1
    assert "not valid" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("sample", SMALL)
def test_no_integer_can_be_changed(sample: str) -> None:
    cert = certificate(sample)
    for number, place in enumerate(integers(cert)):
        others = changes(at(cert, place))
        changed = put(cert, place, others[number % len(others)])
        assert refused(changed), place


@pytest.mark.long
@pytest.mark.parametrize("sample", SAMPLES)
def test_no_integer_can_be_changed_in_any_way(sample: str) -> None:
    cert = certificate(sample)
    for place in integers(cert):
        for other in changes(at(cert, place)):
            changed = put(cert, place, other)
            assert refused(changed), (place, other)


@pytest.mark.parametrize("sample", [name for name in SMALL if name in ("kernel", "gate")])
def test_no_integer_of_a_solution_can_be_changed_with_its_text(sample: str) -> None:
    cert = certificate(sample)
    for place in integers(cert):
        if place[0] in ("moments", "claims", "weights"):
            changed = put(cert, place, changes(at(cert, place))[0])
            assert refused(resaid(changed)), place


@pytest.mark.slow
@pytest.mark.parametrize("sample", LARGE)
def test_no_claim_can_be_changed_with_its_text(sample: str) -> None:
    cert = certificate(sample)
    found = [place for place in integers(cert) if place[0] == "claims"]
    for number, place in enumerate(found):
        others = changes(at(cert, place))
        assert refused(resaid(put(cert, place, others[number % len(others)]))), place


@pytest.mark.parametrize("other", [1.0, True, "1", None, [], {}, float("nan"), float("inf"), "i"])
@pytest.mark.parametrize("sample", SMALL)
def test_an_integer_is_an_integer(sample: str, other: Any) -> None:
    cert = certificate(sample)
    found = [place for place in integers(cert) if place != ("version",)]
    for place in found[:: 1 if len(found) < 60 else 7]:
        changed = put(cert, place, other)
        assert refused(changed), (place, other)
        assert refused(resaid(changed)), (place, other)


@pytest.mark.parametrize("sample", SMALL)
def test_no_part_can_be_left_out(sample: str) -> None:
    cert = certificate(sample)
    for key in cert:
        if key not in ("name", "kind"):
            assert refused(without(cert, (key,))), key
    for key in ("moments", "weights", "laws", "rows", "rules", "roots"):
        for number, _ in enumerate(cert[key]):
            smaller = without(cert, (key, number))
            assert refused(smaller), (key, number)
            assert refused(resaid(smaller)), (key, number)


def test_moments_in_another_order_or_block_are_refused() -> None:
    cert = certificate("coupled")
    given, coupled, *rest = cert["moments"]
    moved = {**cert, "moments": [given, *rest, coupled]}
    apart = {**cert, "moments": [given, *([pair] for pair in coupled), *rest]}
    told = {**cert, "moments": [coupled, *rest]}
    for other in (moved, apart):
        assert refused(other)
        assert refused(resaid(other))
    assert refused(told)  # valid as what is given, but then it says so
    assert "given E[x x] = 1" in resaid(told)["says"]


def test_a_condition_left_out_or_changed_is_refused() -> None:
    cert = certificate("complex")
    for number, (name, _) in enumerate(cert["weights"]):
        assert refused(resaid(without(cert, ("weights", number)))), name
        assert refused(resaid(put(cert, ("weights", number, 1), "rho"))), name


def test_another_law_or_state_is_refused() -> None:
    cert = certificate("complex")
    variance = next(k for k, (law, _) in enumerate(cert["laws"]) if law == "E[xi xi]")
    assert refused(resaid(put(cert, ("laws", variance, 1), ["+", 1, "rho"])))
    row = next(k for k, (left, _) in enumerate(cert["rows"]) if left == "h(lambda)'")
    assert refused(resaid(put(cert, ("rows", row, 0), "h(nu)'")))
    assert refused(resaid(put(cert, ("rows", row, 0), "x'")))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_the_checker_accepts_of_other_files_pari_accepts(data: st.DataObject) -> None:
    cert = certificate(data.draw(st.sampled_from(sorted(SMALL))))
    found = [p for p in places(cert) if p and p[0] not in ("symbols", "positive")]
    place, source = (data.draw(st.sampled_from(found)) for _ in range(2))
    leaves = st.sampled_from([-1, 0, 2, "x", "x'", ["D", "a", "a"], ["^", "x", -1]])
    new = data.draw(st.one_of(leaves, st.just(at(cert, source))))
    drop = data.draw(st.booleans()) and place != ("claims", 0)
    changed = without(cert, place) if drop else put(cert, place, new)
    for other in (changed, resaid(changed)):
        assert why_not(other) or why_not_by_pari(other) == ""
