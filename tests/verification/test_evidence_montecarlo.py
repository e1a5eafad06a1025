"""Rung `montecarlo`: right formulas agree, wrong ones contradict, few chains decide nothing."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from sympy import Rational

from derivations.symbols import LAMBDA
from tests.alike import one_in
from tests.verification.kernel_formulas import RIGHT, WRONG, published
from verification import claims
from verification.evidence import driven, eprocess, montecarlo
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED
from verification.evidence.prepared import prepare

pytestmark = pytest.mark.slow


@pytest.mark.slow
@pytest.mark.parametrize("name", one_in(2, RIGHT))
def test_montecarlo_accepts_right_formulas(name: str, salt: int) -> None:
    # A right formula is contradicted with probability 1e-9; the budget is several times what
    # excluding 1% takes, so that it is left undecided about as rarely.
    finding = montecarlo.examine(published(*RIGHT[name]), salt)
    assert finding.outcome == AGREES
    assert finding.alpha == montecarlo.ALPHA
    assert finding.data["epsilon"] <= 0.01
    assert finding.data["E_n"] < 1 / montecarlo.ALPHA


# This moves S by less than 1% of its scale at the probe point: within epsilon, so not promised.
SUBTLE = {"S: sign flip"}
VISIBLE = [n for n in WRONG if n not in SUBTLE and not n.startswith("general")]


@pytest.mark.slow
@pytest.mark.parametrize("name", VISIBLE)
def test_montecarlo_contradicts_wrong_formulas(name: str, salt: int) -> None:
    assert montecarlo.examine(published(*WRONG[name]), salt).outcome == CONTRADICTS


@pytest.fixture
def few_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Monte-Carlo run on one batch."""
    monkeypatch.setattr(montecarlo, "BUDGET", 1)


@pytest.mark.usefixtures("few_chains")
def test_montecarlo_keys_follow_the_salt(salt: int) -> None:
    claim = claims.find("state_kernel")
    first, again, other = (montecarlo.examine(claim, s).data for s in (salt, salt, salt + 1))
    assert first == again
    assert first["mean"] != other["mean"]
    assert first["expected"] == other["expected"]


@pytest.mark.usefixtures("few_chains")
def test_too_few_chains_are_undecided(salt: int) -> None:
    finding = montecarlo.examine(claims.find("state_kernel"), salt)
    assert finding.outcome == UNDECIDED
    assert "could have seen" in finding.detail


@pytest.mark.parametrize("change", ["salt", "name", "point", "stage"])
def test_montecarlo_keys_are_of_the_question(change: str, salt: int) -> None:
    question = {"salt": salt, "name": "a", "point": {LAMBDA: Rational(1, 2)}, "stage": "trial"}
    other = {
        "salt": salt + 1,
        "name": "b",
        "point": {LAMBDA: Rational(1, 3)},
        "stage": "confirmation",
    }[change]
    keys = [montecarlo.key_of(**q) for q in (question, question, {**question, change: other})]
    first, again, changed = (jax.random.key_data(key).tolist() for key in keys)
    assert first == again != changed


def test_a_rejection_that_is_not_repeated_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    follow, seen = montecarlo.follow, []

    def unlucky(trial: object, key: jax.Array, budget: int) -> montecarlo.Tally:
        seen.append(key)
        tally = follow(trial, key, 1)  # type: ignore[arg-type]
        return tally._replace(word=eprocess.REJECT) if len(seen) == 1 else tally

    monkeypatch.setattr(montecarlo, "follow", unlucky)
    finding = montecarlo.examine(claims.find("state_kernel"))
    assert (finding.outcome, finding.alpha, len(seen)) == (UNDECIDED, 0.0, 2)
    assert finding.data["streams"] == 2


def test_montecarlo_totals_are_all_that_matters(salt: int) -> None:
    claim = claims.find("state_kernel")
    point = claim.complete(driven.probe_points(claim.domain)[0])
    trial = prepare(claim, claim.input, point, montecarlo.EPSILON)  # type: ignore[arg-type]
    assert trial is not None
    key = montecarlo.key_of(salt, claim.id, point, "trial")
    two = montecarlo.follow(trial, key, 2)
    assert two == montecarlo.weigh(trial, two.chains, two.total)
    spoiled = montecarlo.weigh(trial, two.chains, complex(np.nan, np.nan))
    assert spoiled.word == eprocess.REJECT


def test_montecarlo_refuses_what_it_cannot_measure() -> None:
    assert montecarlo.examine(claims.find("state_kernel_general")).outcome == SILENT
