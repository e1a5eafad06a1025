"""Formulas of one's own against closed forms with rows of their own: proved or rejected."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from sympy import QQ_I, Abs, Expr, Rational, Symbol, nan, oo, zoo

from derivations import catalogue, families
from derivations.field import value
from derivations.plain import plain
from derivations.recurrences import RECURRENCES
from derivations.spectra import FURTHER
from numerics.gaussian import GaussianRational
from tests.alike import one_in
from tests.verification.family_claims import judged, of
from tests.verification.family_formulas import LATEX, TEXT
from verification import agreement, claims, correction, placing, row_search, search
from verification.bridge import from_numerics
from verification.claims.claim import Claim
from verification.evidence import rows
from verification.evidence.finding import AGREES, CONTRADICTS
from verification.expression import parse_number
from verification.own_claims import judge as judging

WRONG = 3  # of each family
LONG = 100  # operations
HEAVY = (  # to mend
    *("state_kernel_exponentials_2", "state_moment_ar_2", "state_moment_damped_cosine"),
    *("state_moment_periodic", "state_moment_second_order", "state_moment_stacked"),
    *("state_moment_bilinear", "state_kernel_normalised", "state_moment_gru"),
)
WRONGED = one_in(
    2,
    [
        pytest.param(name, marks=pytest.mark.long if name in HEAVY else ())
        for name in TEXT
        if name in agreement.NAMES
    ],
)


def test_every_family_has_a_formula_worked_out_by_hand() -> None:
    ends = {*FURTHER, *(unit.name for unit in RECURRENCES), "selective", "any_noise", "white"}
    ends |= {"replicate_variance"}
    held = {end for end in ends if any(name.endswith(end) for name in TEXT)}
    assert held == ends
    assert set(TEXT) - set(LATEX) == {"state_moment_dense"}  # too long for a page
    assert {families.AVERAGE in name for name in TEXT} == {True, False}


@pytest.mark.slow
@pytest.mark.parametrize("against", one_in(2, TEXT))
def test_a_right_formula_is_proved(against: str) -> None:
    for formula in (TEXT[against], LATEX.get(against, TEXT[against])):
        record = judged(formula, against)
        assert (record["verdict"], record["rung"]) == ("proved", "proof"), record
        assert "counterexample" not in record
        if against in agreement.NAMES:
            assert "passes with probability < 2^-1" in record["findings"][1]["detail"]


@pytest.mark.slow
@pytest.mark.parametrize("against", [name for name in TEXT if name in agreement.NAMES])
def test_without_proof_a_right_formula_is_accepted(against: str) -> None:
    record = judged(TEXT[against], against, rungs=("exact",))
    assert (record["verdict"], record["rung"]) == ("accepted", "exact")


def slips(claim: Claim, generator: random.Random) -> list[Expr]:
    """Change a formula at random in ways that make it wrong."""
    found = sorted(correction.edits(claim.published), key=str)
    generator.shuffle(found)
    wrong = []
    for edit in found:
        other = claim.published.xreplace(dict([edit]))
        try:
            is_wrong = not other.has(zoo, nan, oo) and not rows.agrees(claim, other)
        except ZeroDivisionError:
            continue
        if is_wrong:
            wrong.append(other)
        if len(wrong) == (WRONG if claim.published.count_ops() < LONG else 1):
            break
    return wrong


def true_there(against: str, at: dict[str, str]) -> Expr:
    """Ask numerics' own step at a counterexample."""
    case, form = agreement.case(against), catalogue.derive(against)
    point = {Symbol(name): parse_number(text) for name, text in at.items()}
    full, _ = placing.completed(case.system, form, point)
    return QQ_I.to_sympy(from_numerics(agreement.measured(case, placing.placed(case, full))))


@pytest.mark.slow
@pytest.mark.parametrize("against", WRONGED)
def test_a_wrong_variant_is_rejected_with_a_true_counterexample(
    against: str, salt: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = of(TEXT[against], against)
    if claim.published.count_ops() >= LONG:  # mending takes half a minute
        monkeypatch.setattr(judging, "nearest_edit", lambda _: None)
    for wrong in slips(claim, random.Random(f"{salt}/{against}")):
        record = judged(plain(wrong), against, claim_kind(claim))
        assert (record["verdict"], record["rung"]) == ("rejected", "exact"), plain(wrong)
        for example in (record.get("counterexample"), record.get("generic")):
            if example is not None:
                confirm(wrong, against, example)
        assert record.get("counterexample") or record.get("generic"), plain(wrong)
        again = judged(record["correction"], against, claim_kind(claim))
        assert again["verdict"] == "proved", record["correction"]


def claim_kind(claim: Claim) -> str:
    return "complex" if any(name == "disk" for _, name in claim.domain.regions) else ""


def confirm(wrong: Expr, against: str, example: dict[str, Any]) -> None:
    point = {Symbol(name): parse_number(text) for name, text in example["at"].items()}
    full, is_exact = placing.completed(
        agreement.case(against).system, catalogue.derive(against), point
    )
    published, exact = value(wrong, full), true_there(against, example["at"])
    told = [parse_number(example[key]) for key in ("published", "exact")]
    assert told[0] != told[1]
    assert ("rounded" in example) == (not is_exact)
    if is_exact:
        assert told == [published, exact]
        return
    for told_one, meant in zip(told, (published, exact), strict=True):
        # twenty digits are told
        assert Abs(told_one - meant) <= Rational(1, 10**19) * max(Abs(meant), Rational(1, 10**9))


@pytest.mark.slow
def test_a_wrong_average_is_rejected_by_proof_alone() -> None:
    wrong = TEXT["state_average_variance_white"].replace("^3", "^2")
    record = judged(wrong, "state_average_variance_white")
    assert (record["verdict"], record["rung"]) == ("rejected", "proof")
    assert record["counterexample"]["at"] == {"lambda": "1/2"}
    assert record["slip"] == ["(1 - lambda**2)**(-2)", "(1 - lambda**2)**(-3)"]
    silent = judged(wrong, "state_average_variance_white", rungs=("exact",))
    assert (silent["verdict"], silent["rung"]) == ("undecided", None)
    assert silent["reason"] == "averages have no exact value at a point"


@pytest.mark.parametrize("family", ["gated", "gru"])
def test_what_two_valued_gates_cannot_tell_apart_is_rejected(family: str, salt: int) -> None:
    # no gate of two values has these two numbers different
    m_1, m_2, n_1, n_2, c = map(Symbol, ("m_1", "m_2", "m_0_1", "m_0_2", "m_1_1"))
    nothing = (m_2 - m_1**2) * (n_2 - n_1**2) - (c - m_1 * n_1) ** 2
    claim = claims.find(f"sensitivity_moment_{family}")
    assert rows.at_points(claim, salt).outcome == AGREES
    wrong = replace(claim, published=claim.published + nothing)
    assert rows.at_points(wrong, salt).outcome == CONTRADICTS


def test_a_counterexample_is_confirmed_by_the_simulators_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = of("1/(1-alpha)", "state_moment_leaky")
    found = search.smallest(claim)
    assert found is not None
    assert true_there("state_moment_leaky", {str(s): str(x) for s, x in found.point.items()}) == (
        found.exact
    )
    monkeypatch.setattr(row_search.agreement, "measured", lambda *_: GaussianRational(7, 0))
    with pytest.raises(ArithmeticError, match="state_moment_leaky: theory and simulator"):
        search.smallest(claim)


def test_counterexamples_lie_where_moments_are_stationary() -> None:
    alpha = Symbol("alpha")
    claim = of(f"{TEXT['state_moment_leaky']} + alpha*(alpha-1)", "state_moment_leaky")
    found = search.smallest(claim)
    assert found is not None
    assert found.point[alpha] == Rational(1, 2)  # -1 and 2 come before, but nothing forgets there


def test_a_right_formula_has_no_counterexample_even_where_numbers_are_rounded() -> None:
    claim = of(TEXT["state_moment_zoh"], "state_moment_zoh")
    assert search.smallest(claim, seconds=1.0) is None
    right = catalogue.derive("sensitivity_moment_softplus").expression
    e, f, a, delta = map(Symbol, ("e", "f", "a", "Delta"))
    # zero at every simpler point, and at Delta = 1, a = -2 but for the roundings of e and f
    extra = (e - (1 - f) ** 2) * (a + 1) * (2 * a + 1) * (delta + 1)
    wrong = replace(of("1", "sensitivity_moment_softplus"), published=right + extra)
    found = search.smallest(wrong)
    assert found is not None
    assert found.is_rounded
    assert found.point[a] != -2
