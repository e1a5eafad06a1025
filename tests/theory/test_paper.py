"""What a reader of the paper wants to know: which of its formulas hold, and what is right."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sympy import Integer, Rational

from derivations import catalogue
from derivations.closed_form import with_conjugates
from derivations.domain import Domain, natural
from derivations.field import identical, value
from derivations.symbols import LAMBDA, LAMBDA_0, RHO, U
from tests.alike import one_in
from verification import claims, interpret, loci
from verification.audit import audit
from verification.claims import ours
from verification.claims.claim import Claim
from verification.evidence.finding import SILENT
from verification.ladder import climb
from verification.terms import Terms

PINNED = json.loads((Path(__file__).parent / "audit_verdicts.json").read_text(encoding="utf-8"))
EXACT_RUNGS = ("proof", "exact", "enclosure", "driven")
# no finite state makes their input: tests/verification/test_enclosure_rung.py
ENDLESS = tuple(f"linrec/{name}" for name in ours.HARMONICS)
KEPT = ("sensitivity_kernel_ar_2", "state_moment_gated", "sensitivity_moment_leaky")
PRINTED = ("paper/B.2.2-exponential", "paper/C.2.2-S", "companion/visualization_S.estimate")


@pytest.mark.slow
@pytest.mark.parametrize("name", one_in(3, sorted(PINNED), PRINTED))
def test_verdicts_of_published_statements(name: str) -> None:
    verdict = climb(claims.find(name), Terms(EXACT_RUNGS))
    assert verdict.word == PINNED[name]


def ours_by_name(name: str) -> Any:
    """`make verify` judges them all; a few of those with rows of their own are enough here."""
    short = name.removeprefix("linrec/")
    is_long = short in catalogue.NAMES and short not in (*catalogue.STREAMED, *KEPT)
    return pytest.param(name, marks=pytest.mark.long if is_long else ())


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", one_in(2, [ours_by_name(n) for n in claims.IDS if n not in (*PINNED, *ENDLESS)])
)
def test_our_claims_are_proved_and_agree_with_the_running_code(name: str) -> None:
    verdict = climb(claims.find(name), Terms(EXACT_RUNGS))
    assert verdict.word == "proved"
    outcomes = {finding.rung: finding.outcome for finding in verdict.findings}
    if claims.find(name).has_rows:  # the chains of the running code do not know these rows
        assert outcomes.pop("driven") == outcomes.pop("enclosure") == "not applicable"
        averages = "_average_variance" in name  # have no exact value at a point
        assert outcomes.pop("exact") == ("not applicable" if averages else "agrees")
    assert set(outcomes.values()) == {"agrees"}


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in PINNED if PINNED[n] == "rejected"])
def test_each_exact_rung_alone_rejects_what_is_wrong(name: str) -> None:
    claim = claims.find(name)
    for rung in EXACT_RUNGS:
        verdict = climb(claim, Terms((rung,)))
        if verdict.word != "rejected":
            assert verdict.findings[0].outcome == SILENT
            assert may_be_silent(claim, rung)


def may_be_silent(claim: Claim, rung: str) -> bool:
    """A limit is proved alone; matrices are multiplied exactly; runs keep no mixed products."""
    if claim.limit is not None:
        return rung != "proof"
    if claim.has_matrices:
        return rung in ("enclosure", "driven")
    return rung == "driven" and not interpret.is_seen(claim)


@pytest.mark.parametrize("name", PRINTED)
def test_the_printed_closed_form_is_refuted_with_its_slip(name: str) -> None:
    found = audit(claims.find(name), Terms(("proof", "exact")))
    assert found.verdict.word == "rejected"
    assert found.edit == (1 - RHO, 1 - RHO**2)
    assert found.right_when_real == ("rho = 1", "rho = 0")
    assert found.smallest is not None
    assert found.generic is not None
    for example in (found.smallest, found.generic):
        assert all(
            part.q <= 100 for number in example.point.values() for part in number.as_real_imag()
        )
    numbers = list(found.generic.point.values())
    assert 0 not in numbers
    assert len(set(numbers)) == len(numbers)
    assert all(abs(number) < 1 for number in numbers)
    ratio = found.generic.published / found.generic.exact
    assert found.generic.ratio == ratio != 1


@pytest.mark.slow
@pytest.mark.parametrize("name", PRINTED)
def test_the_correction_is_the_derived_form(name: str) -> None:
    claim = claims.find(name)
    found = audit(claim, Terms(("proof",)))
    assert found.truth is not None
    assert identical(found.truth, interpret.symbolic(claim.truth, claim.input))


def test_the_printed_form_is_too_small_at_ordinary_points() -> None:
    # Near |lambda| = 1 the printed form misses the factor 1 + rho: here 1/(1 + 1/2) to 1 in 10^5.
    claim = claims.find("paper/C.2.2-S")
    near = 1 - Rational(1, 10**6)
    point = with_conjugates({LAMBDA: near, LAMBDA_0: near, RHO: Rational(1, 2)})
    sides = (
        value(interpret.symbolic(s, claim.input), point) for s in (claim.published, claim.truth)
    )
    printed, true = sides
    assert abs(printed / true - Rational(2, 3)) < Rational(1, 10**5)


def test_the_memory_need_not_diverge_on_the_circle() -> None:
    found = audit(claims.find("paper/2.2-diverges"), Terms(("proof",)))
    assert found.smallest is not None
    assert found.smallest.published == Integer(0)
    assert found.smallest.exact == 4
    assert abs(found.smallest.point[RHO]) == 1


def test_where_the_memory_does_diverge_is_proved() -> None:
    # the statement holds for |rho| < 1: proved once the closed interval is opened
    claim = claims.find("paper/2.2-diverges")
    inside = Domain(
        tuple((s, "segment" if name == "interval" else name) for s, name in claim.domain.regions)
    )
    assert climb(replace(claim, domain=inside), Terms(("proof",))).word == "proved"
    white = replace(claim, domain=natural((U,)), fixed=((RHO, Integer(0)),))
    assert climb(white, Terms(("proof",))).word == "proved"
    assert climb(replace(white, published=Integer(1)), Terms(("proof",))).word == "rejected"


def test_what_only_angles_refute_is_right_on_the_real_axis() -> None:
    found = audit(claims.find("paper/C.2.1-hermitian"), Terms(("proof",)))
    assert found.right_when_real == (loci.EVERYWHERE,)
    assert found.generic is not None
    assert any(not number.is_real for number in found.generic.point.values())
    printed = audit(claims.find("paper/C.2.2-S"), Terms(("proof",)))
    assert loci.EVERYWHERE not in printed.right_when_real
    assert printed.generic is not None
    assert all(number.is_real for number in printed.generic.point.values())


def test_a_slip_among_moments_is_named_in_moments() -> None:
    claim = claims.find("paper/B.3.2-omega")
    edit = audit(claim, Terms(("proof",))).edit
    assert edit is not None
    assert edit[1] == 4 * edit[0]
    assert claim.published.xreplace(dict([edit])) == claim.truth
    # another kernel is no slip of one leaf
    assert audit(claims.find("paper/B.3.1-backward"), Terms(("proof",))).edit is None


def test_scans_are_marked_where_the_text_may_be_to_blame() -> None:
    told = {claim.id for claim in claims.PUBLISHED if claim.source.transcription}
    assert {"paper/lemma-1", "paper/eq-154", "paper/C.2.3-no-i", "paper/C.1.2-loss-first"} <= told
    assert all(PINNED[name] == "rejected" for name in told)
    assert not {"paper/1-product", "paper/C.2.2-S", "companion/figure-15"} & told
