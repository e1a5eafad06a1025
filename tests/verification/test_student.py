"""Chains of other laws: right claims agree, and wrong ones contradict.

Levels are asymptotic; the first look is at 131,072 chains, so that a right claim is contradicted
with probability near 1e-9, and a stream's interval misses its mean with probability near 3e-5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sympy import I, Integer, Rational

from derivations.symbols import LAMBDA, RHO
from numerics import laws
from tests.alike import one_in
from verification import claims, terms
from verification.claims.claim import Claim
from verification.evidence import batches, jumping, montecarlo, student
from verification.evidence.driven import NOT_QUADRATIC, probe_points
from verification.evidence.eprocess import ACCEPT, REJECT
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding

pytestmark = pytest.mark.slow

OTHERS = terms.NOISES[1:]
HELD = pytest.param("sample-and-hold", marks=pytest.mark.long)  # compiles for seconds
SPARED = [HELD if noise == "sample-and-hold" else noise for noise in OTHERS]
SPARE = pytest.param("linrec/input_sensitivity", marks=pytest.mark.long)
S, PRINTED_S = "sensitivity_kernel", "paper/C.2.2-S"


def examined(claim: Claim, which: int, salt: int, noise: str, **settings: Any) -> Finding:
    assert claim.input is not None
    point = claim.complete(probe_points(claim.domain)[which])
    return montecarlo.examine_at(claim, claim.input, point, salt, noise=noise, **settings)


# point 0 has complex lambda != lambda_0 and rho > 0, point 1 real ones of both signs and rho < 0
@pytest.mark.parametrize("which", one_in(2, [0, 1]))
@pytest.mark.parametrize("noise", SPARED)
def test_right_claims_agree(noise: str, which: int, salt: int) -> None:
    finding = examined(claims.find(S), which, salt, noise)
    assert finding.outcome == AGREES
    assert finding.detail.startswith("asymptotic")
    assert f"with {noise} noise" in finding.detail
    assert finding.data["asymptotic"] is True
    assert finding.data["epsilon"] <= montecarlo.EPSILON
    assert finding.data["chains"] >= student.FIRST * batches.BATCH >= 10_000


@pytest.mark.parametrize("noise", SPARED)
def test_the_printed_form_is_contradicted(noise: str, salt: int) -> None:
    finding = examined(claims.find(PRINTED_S), 0, salt, noise)
    assert (finding.outcome, finding.data["streams"]) == (CONTRADICTS, 2)
    assert finding.detail.startswith("asymptotic")


@pytest.mark.parametrize("noise", SPARED)
@pytest.mark.parametrize("name", [SPARE, "teacher_student_loss"])
def test_a_shift_of_a_twentieth_of_the_scale_is_contradicted(
    name: str, noise: str, salt: int
) -> None:
    claim = claims.find(name)
    shifted = replace(claim, published=claim.published + Rational(1, 4))
    assert examined(shifted, 0, salt, noise).outcome == CONTRADICTS
    assert examined(claim, 0, salt, noise).outcome == AGREES


@pytest.mark.parametrize(
    "name", one_in(2, ["state_moment_white", "state_moment_white_plus_constant"])
)
def test_other_inputs_have_other_innovations(name: str, salt: int) -> None:
    assert montecarlo.examine(claims.find(name), salt, noise="laplace").outcome == AGREES
    finding = montecarlo.examine(claims.find(name), salt, noise="telegraph")
    assert (finding.outcome, finding.alpha) == (SILENT, 0.0)


@pytest.fixture
def traced_anew() -> Iterator[None]:
    """Forget compiled chains, so that a planted law is run."""
    batches._estimate.clear_cache()
    yield
    batches._estimate.clear_cache()


@pytest.mark.usefixtures("traced_anew")
@pytest.mark.parametrize("law", [HELD if law == "sample-and-hold" else law for law in laws.JUMPS])
def test_a_signal_of_another_correlation_is_seen(
    law: str, salt: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = laws.JUMPS[law]
    monkeypatch.setitem(laws.JUMPS, law, lambda noise, rho: honest(noise, rho * 0.9))
    assert examined(claims.find(S), 0, salt, law).outcome == CONTRADICTS


def test_a_product_without_spread_is_compared_up_to_rounding(salt: int) -> None:
    claim, point = claims.find("state_moment"), {LAMBDA: Integer(0), RHO: Rational(2, 5)}
    shifted = replace(claim, published=claim.published + Rational(1, 10**6))
    for asked, outcome in ((claim, AGREES), (shifted, CONTRADICTS)):
        assert asked.input is not None
        found = montecarlo.examine_at(asked, asked.input, point, salt, noise="telegraph")
        assert found.outcome == outcome  # x^2 = 1 in every chain


def test_an_imaginary_part_where_there_is_none_is_seen(salt: int) -> None:
    claim = claims.find("state_moment")
    shifted = replace(claim, published=claim.published + I / 1000)  # below epsilon of the scale
    assert examined(shifted, 0, salt, "laplace", budget=student.LEAST).outcome == CONTRADICTS


def test_too_few_chains_are_undecided(salt: int) -> None:
    finding = examined(claims.find(S), 0, salt, "laplace", budget=1)
    assert finding.outcome == UNDECIDED
    assert "could have excluded" in finding.detail
    assert finding.data["epsilon"] > montecarlo.EPSILON
    assert finding.data["chains"] == student.LEAST * batches.BATCH


def test_keys_follow_the_salt(salt: int) -> None:
    first, again, other = (
        examined(claims.find(S), 0, s, "uniform", budget=1).data for s in (salt, salt, salt + 1)
    )
    assert first == again
    assert first["mean"] != other["mean"]
    assert first["expected"] == other["expected"]


def test_a_rejection_that_is_not_repeated_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    read, seen = student.read, []

    def unlucky(*asked: Any) -> student.Reading:
        seen.append(asked)
        return read(*asked)._replace(word=REJECT if len(seen) == 1 else ACCEPT)

    monkeypatch.setattr(student, "read", unlucky)
    finding = examined(claims.find(S), 0, 0, "laplace", budget=1)
    assert (finding.outcome, finding.alpha, len(seen)) == (UNDECIDED, 0.0, 2)
    assert finding.data["streams"] == 2


def test_an_unknown_law_is_refused() -> None:
    with pytest.raises(ValueError, match="noise = 'cauchy': must be one of gaussian, rademacher"):
        montecarlo.examine(claims.find(S), noise="cauchy")
    assert (
        montecarlo.examine(claims.find("state_kernel_general"), noise="laplace").outcome == SILENT
    )


@pytest.mark.parametrize("law", [HELD if law == "sample-and-hold" else law for law in laws.JUMPS])
def test_driven_does_not_apply_to_signals_that_jump(
    law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = jumping.examine(claims.find(S), law)
    assert (finding.outcome, finding.detail) == (SILENT, f"{law} noise: {NOT_QUADRATIC}")
    monkeypatch.setitem(laws.JUMPS, law, lambda noise, rho: noise * rho)  # linear: no objection
    assert jumping.examine(claims.find(S), law).outcome == UNDECIDED
