"""The exact rungs of the ladder see right formulas agree and wrong ones contradict."""

from __future__ import annotations

from fractions import Fraction
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import QQ_I, Expr, I, Rational

from derivations import catalogue, closure, moments, scalar
from derivations.inputs import INPUTS
from derivations.symbols import RHO
from tests.verification.kernel_formulas import A_BAR, RIGHT, WRONG, A, B, published, state
from verification import claims, interpret
from verification.evidence import consistency, driven, enclosure, exact, proof, quadrature
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED

CONCRETE = [f"{name}" for name in catalogue.STREAMED if not name.endswith(catalogue.GENERAL)]
EXACT_RUNGS = (proof, exact, enclosure, driven, quadrature)

pytestmark = pytest.mark.slow


def rung_name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def rationals(bound: str) -> st.SearchStrategy[Rational]:
    numbers = st.fractions(-Fraction(bound), Fraction(bound), max_denominator=60)
    return numbers.map(lambda f: Rational(f.numerator, f.denominator))


REGIONS = {
    "disk": st.builds(lambda x, y: x + I * y, rationals("7/10"), rationals("7/10")),
    "interval": rationals("1"),
    "real": rationals("3"),
}


@pytest.mark.parametrize("name", CONCRETE)
@settings(max_examples=14)
@given(data=st.data())
def test_closed_form_is_the_moment_of_the_code(name: str, data: st.DataObject) -> None:
    form, (_, source) = catalogue.derive(name), catalogue.parts(name)
    point = {s: data.draw(REGIONS[r], label=s.name) for s, r in form.domain.regions}
    assert source in INPUTS
    measured = interpret.at_point(form.quantity.in_kernels, source, point)
    assert form.value(point) == QQ_I.to_sympy(measured)


@pytest.mark.parametrize("rung", EXACT_RUNGS, ids=rung_name)
@pytest.mark.parametrize("name", RIGHT)
def test_right_formulas_agree(name: str, rung: ModuleType) -> None:
    finding = rung.examine(published(*RIGHT[name]))
    assert (finding.rung, finding.outcome) == (rung_name(rung), AGREES)
    assert finding.alpha == 0


@pytest.mark.parametrize("rung", EXACT_RUNGS, ids=rung_name)
@pytest.mark.parametrize("name", WRONG)
def test_wrong_formulas_contradict(name: str, rung: ModuleType) -> None:
    assert rung.examine(published(*WRONG[name])).outcome == CONTRADICTS


@pytest.mark.parametrize("name", [*RIGHT, *WRONG])
def test_consistency_never_accepts(name: str) -> None:
    finding = consistency.examine(published(*{**RIGHT, **WRONG}[name]))
    assert finding.outcome in {CONTRADICTS, UNDECIDED, SILENT}
    assert name in WRONG or finding.outcome != CONTRADICTS


INCONSISTENT = {
    "asymmetric": ("state_kernel", state(A, B) * (1 - A * RHO)),
    "not R(0) at the origin": ("state_kernel", 2 * state(A, B)),
    "negative": ("state_moment", 1 - 5 * A * A_BAR),
    "not real": ("state_moment", state(A, A)),
}


@pytest.mark.parametrize("name", INCONSISTENT)
def test_consistency_contradicts(name: str) -> None:
    assert consistency.examine(published(*INCONSISTENT[name])).outcome == CONTRADICTS


@pytest.mark.parametrize("name", catalogue.STREAMED)
def test_our_claims_are_proved(name: str) -> None:
    assert proof.examine(claims.find(name)).outcome == AGREES
    assert exact.examine(claims.find(name)).outcome == AGREES


def test_proof_reports_the_difference() -> None:
    finding = proof.examine(published(*WRONG["S: 1 - rho for 1 - rho^2"]))
    inner = 1 + A * B - 2 * RHO * A * B * (A + B) + RHO**2 * (A * B) ** 2 * (1 + A * B)
    expected = -RHO * (1 - RHO) * inner / ((1 - A * B) ** 3 * ((1 - RHO * A) * (1 - RHO * B)) ** 2)
    assert (finding.data["difference"] - expected).cancel() == 0


def test_proof_needs_its_foundations(monkeypatch: pytest.MonkeyPatch) -> None:
    proof.weakness.cache_clear()
    monkeypatch.setattr(proof, "_agrees_with_sums", lambda *_: False)
    finding = proof.examine(claims.find("state_kernel"))
    proof.weakness.cache_clear()
    assert finding.outcome == UNDECIDED
    assert "double sum" in finding.detail


@pytest.mark.parametrize(
    ("determinant", "unique"),
    [
        ((1 - A * B) ** 2 * (1 - A * RHO), True),
        (Rational(3) - 3 * A * B, True),
        (1 - RHO, False),
        (1 - RHO**2, False),
        (1 + A * B, False),
        (1 - 2 * A * B, False),
        (A * B, False),
        (1 - A - B, False),
    ],
    ids=str,
)
def test_uniqueness(determinant: Expr, monkeypatch: pytest.MonkeyPatch, *, unique: bool) -> None:
    monkeypatch.setattr(closure, "written", lambda *_: determinant)
    solution = scalar_solution()
    assert proof.is_unique(solution) is unique


def scalar_solution() -> moments.Solution:
    return moments.solve(scalar.joint_system(INPUTS[0], (A, B)), ((scalar.state(A),) * 2,))


def test_exact_points_follow_the_salt(salt: int) -> None:
    claim = published(*WRONG["K: sign of rho"])
    first, again, other = (exact.examine(claim, s).data["point"] for s in (salt, salt, salt + 1))
    assert first == again != other
