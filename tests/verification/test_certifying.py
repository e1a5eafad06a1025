"""What linrec proves has certificates that are valid, and what is wrong has none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sympy import Expr, zoo

from derivations import catalogue
from derivations.field import identical
from derivations.plain import upright
from derivations.theorems import theorems
from derivations.theorems.theorem import Argument, Identity
from derivations.trees import tree
from tests.alike import one_in
from tests.verification.certificates import resaid, why_not, why_not_by_pari
from verification import claims
from verification.certifying import of_theorem, proof
from verification.mutation.edits import edits, mutant

VERDICTS: dict[str, str] = json.loads(
    (Path(__file__).parent.parent / "theory" / "audit_verdicts.json").read_text(encoding="utf-8")
)
# bytes, where they are more than ORDINARY
LARGE = {
    "sensitivity_moment_polar_nu": 90_000,
    "sensitivity_moment_polar_theta": 90_000,
    "sensitivity_moment_dense": 200_000,
    "sensitivity_kernel_exponentials_2": 50_000,
    "sensitivity_moment_exponentials_2": 50_000,
}
ORDINARY = 40_000
# they are the theorem pick-kernel itself, put down
PICK = ("state_kernel_general", "state_moment_general", "teacher_student_loss_general")
AVERAGES = tuple(n for n in catalogue.NAMES if "_average_variance" in n)
KEPT = ("sensitivity_kernel_ar_2", "sensitivity_moment_gated", "sensitivity_moment_zoh_a")
PLANTED = ("state_kernel", "state_moment_gated", "sensitivity_moment_white")
MORE_PLANTED = (
    "sensitivity_kernel",
    "state_moment_ar_2",
    "sensitivity_moment_leaky",
)
THEOREMS = {theorem.name: theorem for theorem in theorems()}


def read(certificate: Any) -> Any:
    return json.loads(json.dumps(certificate))


def by_name(name: str) -> Any:
    """Keep those of the scalar recurrence under inputs that are simulated, and a few others."""
    is_kept = name in (*catalogue.STREAMED, *KEPT)
    return pytest.param(name, marks=() if is_kept else pytest.mark.long)


@pytest.mark.parametrize(
    "name", [by_name(n) for n in catalogue.NAMES if n not in (*AVERAGES, *PICK)]
)
def test_a_closed_form_has_one_certificate_that_is_valid(name: str) -> None:
    (found,) = proof(name).certificates
    cert = read(found)
    assert why_not(cert) == ""
    assert why_not_by_pari(cert) == ""
    assert len(json.dumps(found)) < LARGE.get(name, ORDINARY)


@pytest.mark.parametrize("name", AVERAGES)
def test_what_has_no_certificate_says_how_it_is_proved(name: str) -> None:
    found = proof(name)
    assert found.certificates == ()
    assert found.without


@pytest.mark.parametrize("name", one_in(2, THEOREMS))
def test_every_part_of_a_theorem_is_certified_or_argued(name: str) -> None:
    theorem = THEOREMS[name]
    found = of_theorem(theorem)
    argued = [part for part in theorem.parts if isinstance(part, Argument)]
    assert len(found.certificates) == len(theorem.parts) - len(argued)
    assert len(found.without) == len(argued)
    for certificate in map(read, found.certificates):
        assert why_not(certificate) == "", certificate["name"]
        assert why_not_by_pari(certificate) == "", certificate["name"]
        assert len(json.dumps(certificate)) < ORDINARY


@pytest.mark.parametrize("name", one_in(2, [claim.id for claim in claims.PUBLISHED]))
def test_certificates_of_published_statements_are_valid_if_these_are_right(name: str) -> None:
    found = proof(name)
    wrong = [c["name"] for c in map(read, found.certificates) if why_not(c)]
    by_pari = [c["name"] for c in map(read, found.certificates) if why_not_by_pari(c)]
    assert wrong == by_pari
    if VERDICTS[name] == "proved":
        assert wrong == []
    elif VERDICTS[name] == "rejected":
        assert len(wrong) == len(found.certificates)


def refused_mutants(formula: Expr, certificate: Any) -> int:
    """Put every mutant of a formula into its certificate; count those that are wrong."""
    count = 0
    for edit in edits(formula):
        changed = mutant(formula, edit).expression.doit()
        if not changed.has(zoo) and not identical(changed, formula):
            planted = {**certificate, "claims": [[certificate["claims"][0][0], _tree(changed)]]}
            planted["symbols"] = sorted({*certificate["symbols"], *map(str, changed.free_symbols)})
            assert why_not(resaid(planted)), changed
            assert why_not_by_pari(resaid(planted)), changed
            count += 1
    return count


def _tree(formula: Expr) -> Any:
    return tree(upright(formula))


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_formula_with_a_slip_is_refused(name: str) -> None:
    (certificate,) = proof(name).certificates
    assert refused_mutants(catalogue.derive(name).expression, read(certificate)) > 20


@pytest.mark.long
@pytest.mark.parametrize("name", MORE_PLANTED)
def test_a_longer_formula_with_a_slip_is_refused(name: str) -> None:
    (certificate,) = proof(name).certificates
    assert refused_mutants(catalogue.derive(name).expression, read(certificate)) > 20


def test_an_identity_with_a_slip_is_refused() -> None:
    part = next(p for p in THEOREMS["exponents"].parts if isinstance(p, Identity))
    number = THEOREMS["exponents"].parts.index(part)
    found = of_theorem(THEOREMS["exponents"]).certificates
    cert = next(c for c in map(read, found) if c["name"] == f"theorem/exponents/{number}")
    left, right = cert["claims"][0]
    for other in (["+", right, 1], ["*", -1, right], ["*", 2, right], ["^", right, 2]):
        assert why_not(resaid({**cert, "claims": [[left, other]]}))
        assert why_not_by_pari(resaid({**cert, "claims": [[left, other]]}))


@pytest.mark.parametrize("name", PICK)
def test_no_certificate_says_that_a_thing_is_itself(name: str) -> None:
    assert proof(name).certificates == ()
    assert "pick-kernel" in proof(name).without[0]
