"""The door: what `import linrec` offers."""

from __future__ import annotations

import pytest
from sympy import Rational

import linrec
from verification.errors import InputError
from verification.recheck import Certificate


def test_value() -> None:
    at = "lambda=1/2, lambda_0=-1/2, rho=1/2"
    assert linrec.value("sensitivity_kernel", at) == Rational(3472, 5625)


def test_latex() -> None:
    text = linrec.latex("state_kernel", "state_kernel_white")
    assert text.count(r"\begin{equation}") == 2
    assert linrec.latex("state_kernel", standalone=True).startswith(r"\documentclass")
    with pytest.raises(InputError, match="there is no such closed form"):
        linrec.latex("state_kernle")


def test_certificates() -> None:
    (found,) = linrec.certificates("sensitivity_kernel")
    assert Certificate(found).check()[-1].startswith("E[d[lambda]h(lambda) d[lambda_0]h(lambda_0)]")
    with pytest.raises(InputError, match="is false: claim 1"):
        linrec.certificates("paper/C.2.2-S")
    with pytest.raises(InputError, match="there is no such claim"):
        linrec.certificates("theorem/nix")


@pytest.mark.slow
def test_check_and_audit() -> None:
    assert linrec.check("input_state", ("proof",)).word == "proved"
    found = linrec.audit("companion/visualization_S.estimate", ("proof",))
    assert found.verdict.word == "rejected"
    with pytest.raises(InputError, match="there is no such claim"):
        linrec.check("paper/eq-7")


@pytest.mark.slow
def test_simulate() -> None:
    at = "lambda=9/10, lambda_0=-1/2, rho=1/2"
    record = linrec.simulate(at, "1e6", seed=1, predict=False)
    assert record["complete"]
    assert all(abs(found["z"]) < 6 for found in record["estimates"].values())
    with pytest.raises(InputError, match="settings 'lane': is no option"):
        linrec.simulate(at, "1e6", lane=8)
    with pytest.raises(InputError, match="outside the domain"):
        linrec.simulate("lambda=2", "1e6")
