"""A user's own formulas: read, judged, mended or refused."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational

from derivations.closed_form import with_conjugates
from derivations.field import identical, value
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from tests.verification.formulas import IN_LATEX, NOTEBOOK, RIGHT
from verification.claims import companion
from verification.errors import InputError
from verification.expression import parse_expression
from verification.own_claims import nearest
from verification.own_claims.claim import claim_of
from verification.own_claims.judge import judge
from verification.own_claims.statement import Statement

pytestmark = pytest.mark.slow

MISPRINT_IN_LATEX = IN_LATEX.replace(r"(1-\rho^2)\left", r"(1-\rho)\left")
REAL_MOMENT = "(1+rho*lambda) / ((1-rho*lambda)*(1-lambda^2))"
COMPLEX_MOMENT = "(1-rho^2*|lambda|^2) / ((1-rho*lambda)*(1-rho*conj(lambda))*(1-|lambda|^2))"


def judged(
    formula: str,
    against: str,
    domain: str = "",
    rungs: tuple[str, ...] = ("proof", "exact"),
    seconds: float = 5.0,
) -> dict[str, Any]:
    statement = Statement("mine", formula, against, domain)
    request = {"statement": statement._asdict(), "rungs": rungs, "seed": 7, "seconds": seconds}
    record: dict[str, Any] = {}
    for part in judge(request):
        record |= part
    return record


@pytest.mark.parametrize(
    ("formula", "against", "domain", "judged_for"),
    [
        (RIGHT, "sensitivity_kernel", "", "real lambda, lambda_0"),
        (RIGHT, "linrec/sensitivity_kernel", "complex", "complex lambda, lambda_0"),
        (IN_LATEX, "sensitivity_kernel", "", "real lambda, lambda_0"),
        (f"$${IN_LATEX}$$.", "sensitivity_kernel", "", "real lambda, lambda_0"),
        (REAL_MOMENT, "state_moment", "", "real lambda"),
        (COMPLEX_MOMENT, "state_moment", "", "complex lambda"),
        (COMPLEX_MOMENT, "state_moment", "real", "real lambda"),
        (r"\frac{1}{1-|\lambda|^2}", "state_moment_white", "", "complex lambda"),
        ("Re(1/(1-lambda^2)) + Im(lambda-conj(lambda))", "state_moment_white", "real", "real"),
        ("rho/(1-rho*lambda)^2", "input_sensitivity", "", "real lambda"),
        (r"\frac{G(\lambda)+G(\lambda_0)}{1-\lambda\lambda_0}", "state_kernel_general", "", "real"),
        ("1/(1 - 0.1*10*lambda^2)", "state_moment_white", "", "real lambda"),
    ],
)
def test_a_right_formula_is_proved(
    formula: str, against: str, domain: str, judged_for: str
) -> None:
    record = judged(formula, against, domain)
    assert (record["verdict"], record["rung"]) == ("proved", "proof")
    assert record["judged_for"].startswith(judged_for)
    assert "correction" not in record


def test_without_proof_a_right_formula_is_accepted_at_points() -> None:
    record = judged(RIGHT, "sensitivity_kernel", rungs=("exact",))
    assert (record["verdict"], record["rung"]) == ("accepted", "exact")
    assert "probability < 2^-1" in record["findings"][0]["detail"]


@pytest.mark.parametrize(
    ("formula", "slip"),
    [
        (NOTEBOOK, ["1 - rho", "1 - rho**2"]),
        (MISPRINT_IN_LATEX, ["1 - rho", "1 - rho**2"]),
    ],
)
def test_the_misprinted_sensitivity_is_rejected_and_mended(formula: str, slip: list[str]) -> None:
    record = judged(formula, "sensitivity_kernel")
    assert (record["verdict"], record["rung"]) == ("rejected", "exact")
    for example in (record["counterexample"], record["generic"]):
        point = {symbol: Rational(example["at"][str(symbol)]) for symbol in (LAMBDA, LAMBDA_0, RHO)}
        assert all(abs(number) <= 1 and number.q <= 100 for number in point.values())
        typed = claim_of(Statement("", formula, "sensitivity_kernel")).published
        right = claim_of(Statement("", RIGHT, "sensitivity_kernel")).published
        published, exact = (value(side, with_conjugates(point)) for side in (typed, right))
        assert (Rational(example["published"]), Rational(example["exact"])) == (published, exact)
        assert published != exact
        assert Rational(example["ratio"]) == published / exact
    assert record["slip"] == slip
    assert judged(record["correction"], "sensitivity_kernel")["verdict"] == "proved"


def test_what_is_typed_from_the_notebook_is_the_notebook() -> None:
    typed = claim_of(Statement("", NOTEBOOK, "sensitivity_kernel")).published
    assert identical(typed, companion.CLAIMS[0].published)


@pytest.mark.parametrize(
    ("formula", "against", "correction"),
    [
        ("(1+lambda^2)/(1-lambda^2)^6", "sensitivity_moment_white", "(1+lambda^2)/(1-lambda^2)^3"),
        ("(1+5*lambda^2)/(1-lambda^2)^3", "sensitivity_moment_white", None),
        ("3/(7-7*lambda^2)", "state_moment_white", None),
        ("-2/(1-lambda*lambda_0)", "state_kernel_white", None),
        ("1/(1+lambda*lambda_0)", "state_kernel_white", None),
        (REAL_MOMENT.replace("1+rho", "1+9*rho"), "state_moment", REAL_MOMENT),
        (REAL_MOMENT.replace("lambda^2", "lambda"), "state_moment", REAL_MOMENT),
    ],
)
def test_wrong_constants_signs_and_exponents_are_mended(
    formula: str, against: str, correction: str | None
) -> None:
    record = judged(formula, against)
    assert record["verdict"] == "rejected"
    assert len(record["slip"]) == 2
    assert judged(record["correction"], against)["verdict"] == "proved"
    if correction is not None:
        names = {"lambda": LAMBDA, "rho": RHO}
        mended, meant = (parse_expression(t, names) for t in (record["correction"], correction))
        assert mended == meant


def test_the_fit_finds_constants_that_no_single_step_reaches() -> None:
    claim = claim_of(Statement("", "(1+5*lambda^2)/(1-lambda^2)^3", "sensitivity_moment_white"))
    assert nearest.nearest_edit(claim) == (5 * LAMBDA**2, LAMBDA**2)
    claim = claim_of(Statement("", "lambda+rho", "sensitivity_moment"))
    assert nearest.nearest_edit(claim) is None


def test_right_for_real_eigenvalues_only_is_rejected_where_complex_is_asked() -> None:
    record = judged(REAL_MOMENT, "state_moment", "complex", seconds=20.0)
    assert record["verdict"] == "rejected"
    assert "I" in record["counterexample"]["at"]["lambda"]
    assert record["judged_for"] == "complex lambda"
    assert "I" in record["generic"]["at"]["lambda"]  # real eigenvalues cannot tell


HOSTILE = (
    ("mu/(1-lambda^2)", "use numbers, lambda, lambda_0, rho,"),
    (r"\frac{\mu}{1-\lambda^2}", r"use \lambda, \lambda_{0}, \rho"),
    (r"\frac{\alpha}{1-\lambda^2}", r"use \lambda, \lambda_{0}, \rho"),
    (r"S(\lambda,\lambda_0)", "does not belong in a formula for state_kernel"),
    (r"K(\lambda,\lambda_0)", "does not belong in a formula for state_kernel"),
    (r"G(\lambda)", "does not belong in a formula for state_kernel"),
    ("1/(rho-rho)", "divides by zero"),
    ("1/((lambda+rho)^2-lambda^2-2*lambda*rho-rho^2)", "divides by zero everywhere"),
    ("exp(exp(exp(100)))", "not a known name"),
    ("9**9**9", ""),
    ("((lambda+1)**64)**64", "too large"),
    ("lambda**(10**9)", "exponent"),
    ("__import__('os').system('true')", ""),
    ("lambda.__class__", ""),
    ("(" * 300 + "1" + ")" * 300, "nested"),
    ("1+" * 3000 + "1", "longer"),
    (r"\input{/etc/passwd}", "cannot be read"),
    (r"\sqrt{\rho}", "not rational"),
    ("", "is empty"),
    ("\x00\x1b[31m", "not allowed"),
    ("nan", "not a known name"),
    ("sensitivity_kernel", "not a known name"),
)


@pytest.mark.parametrize(("formula", "why"), HOSTILE)
def test_what_cannot_be_judged_is_refused_in_one_line(formula: str, why: str) -> None:
    record = judged(formula, "state_kernel")
    assert record["verdict"] == "refused"
    assert why in record["reason"]
    assert record["reason"].isprintable()


@settings(max_examples=150)
@given(st.text(alphabet="λ ρlambda_0rho\\{}()|^*/+-.0123456789frac GSI,", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for against in ("state_kernel", "state_kernel_general"):
        with contextlib.suppress(InputError):
            claim_of(Statement("fuzz", text, against))


@pytest.mark.parametrize("against", ["sensitivity_kernal", "state_moment_periodical", "", "a/b"])
def test_an_unknown_closed_form_is_refused(against: str) -> None:
    record = judged("1", against)
    assert record["verdict"] == "refused"
    assert "there is no such closed form; try" in record["reason"]
