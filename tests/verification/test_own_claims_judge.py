"""The judge of one's own formulas: whom it asks, in which order, what it makes of the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Expr, I, Integer, Rational, sqrt

from derivations.symbols import LAMBDA, RHO
from verification import search
from verification.claims.claim import Claim
from verification.evidence import exact, proof, rows
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding
from verification.own_claims import judge as judging
from verification.own_claims.claim import claim_of
from verification.own_claims.statement import Statement
from verification.search import Counterexample

MOMENT = Statement("mine", "(1 + rho*lambda)/(1 - rho*lambda)", "state_moment", "", "p. 3")
LEAKY = Statement("mine", "alpha + rho", "state_moment_leaky")
ZOH = Statement("mine", "1/(1 - e^2)", "state_moment_zoh", "", "p. 4")
RIGHT = {
    MOMENT: "(1 + lambda*rho)/((1 - lambda)*(1 + lambda)*(1 - lambda*rho))",
    LEAKY: "alpha*(1 + rho - alpha*rho)/((2 - alpha)*(1 - rho + alpha*rho))",
}
POINT = {LAMBDA: Rational(1, 2), RHO: Rational(-1, 3)}
SEEN = Counterexample(None, POINT, Integer(2), Rational(3, 4))
GENERIC = Counterexample(None, POINT, sqrt(2), Integer(0), is_rounded=True)
COMPLEX = Counterexample(None, {LAMBDA: 1 + I}, Rational(1, 2) - I, Rational(1, 4))


def request(statement: Statement, *rungs: str) -> dict[str, Any]:
    return {"statement": statement._asdict(), "rungs": list(rungs), "seed": 7, "seconds": 30.0}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note what is asked of the searches, each of which finds something."""
    seen: list[Any] = []

    def smallest(claim: Claim, *, generic: bool, seconds: float) -> Counterexample:
        seen.append((claim.id, generic, seconds))
        return GENERIC if generic else SEEN

    def nearest(claim: Claim) -> tuple[Expr, Expr]:
        seen.append((claim.id, "nearest edit"))
        return RHO, RHO**2

    monkeypatch.setattr(search, "smallest", smallest)
    monkeypatch.setattr(judging, "nearest_edit", nearest)
    return seen


def examiners(
    monkeypatch: pytest.MonkeyPatch, at_points: str, by_proof: str
) -> list[tuple[Any, ...]]:
    """Let the rungs answer as told, and note whom is asked what."""
    seen: list[tuple[Any, ...]] = []

    def rung(name: str, module: str, outcome: str) -> Callable[..., Finding]:
        def examine(claim: Claim, *given: Any) -> Finding:
            seen.append((module, name, claim.id, *given))
            return Finding(name, outcome, f"told by {name}")

        return examine

    monkeypatch.setattr(exact, "examine", rung("exact", "scalar", at_points))
    monkeypatch.setattr(rows, "at_points", rung("exact", "rows", at_points))
    monkeypatch.setattr(proof, "examine", rung("proof", "scalar", by_proof))
    monkeypatch.setattr(rows, "proof", rung("proof", "rows", by_proof))
    return seen


CASES = (
    (("proof", "exact"), AGREES, AGREES, "proved", "proof", ("proof", "exact")),
    (("proof", "exact"), CONTRADICTS, AGREES, "rejected", "exact", ("exact",)),
    (("proof", "exact"), AGREES, UNDECIDED, "accepted", "exact", ("proof", "exact")),
    (("proof", "exact"), AGREES, CONTRADICTS, "rejected", "proof", ("proof", "exact")),
    (("proof", "exact"), SILENT, UNDECIDED, "undecided", None, ("proof", "exact")),
    (("proof", "exact"), SILENT, AGREES, "proved", "proof", ("proof", "exact")),
    (("exact",), AGREES, CONTRADICTS, "accepted", "exact", ("exact",)),
    (("exact",), SILENT, AGREES, "undecided", None, ("exact",)),
    (("proof",), CONTRADICTS, AGREES, "proved", "proof", ("proof",)),
)


@pytest.mark.parametrize(("statement", "kind"), [(MOMENT, "scalar"), (LEAKY, "rows")])
@pytest.mark.parametrize(("rungs", "at_points", "by_proof", "verdict", "by", "shown"), CASES)
def test_points_come_first_and_the_strongest_rung_decides(
    monkeypatch: pytest.MonkeyPatch,
    asked: list[Any],
    statement: Statement,
    kind: str,
    rungs: tuple[str, ...],
    at_points: str,
    by_proof: str,
    verdict: str,
    by: str | None,
    shown: tuple[str, ...],
) -> None:
    seen = examiners(monkeypatch, at_points, by_proof)
    _, weighed, *faults = judging.judge(request(statement, *rungs))
    outcomes = {"exact": at_points, "proof": by_proof}
    told = [{"rung": r, "outcome": outcomes[r], "detail": f"told by {r}"} for r in shown]
    reason = "; ".join(f"told by {r}" for r in shown) if verdict == "undecided" else None
    assert weighed == {"verdict": verdict, "rung": by, "reason": reason, "findings": told}
    name = claim_of(statement).id
    calls = {"exact": (kind, "exact", name, 7), "proof": (kind, "proof", name)}
    assert seen == [calls[r] for r in reversed(shown)]
    assert bool(faults) == (verdict == "rejected") == bool(asked)


@pytest.mark.parametrize("statement", RIGHT)
def test_faults_in_the_order_of_how_sure_they_are_found(
    monkeypatch: pytest.MonkeyPatch, asked: list[Any], statement: Statement
) -> None:
    examiners(monkeypatch, CONTRADICTS, AGREES)
    _, _, *faults = judging.judge(request(statement, "exact"))
    at = {"lambda": "1/2", "rho": "-1/3"}
    first = {"at": at, "published": "2", "exact": "3/4", "ratio": "8/3"}
    root = {"at": at, "published": "1.4142135623730950488", "exact": "0.0", "ratio": None}
    mended = claim_of(statement._replace(formula=statement.formula.replace("rho", "rho^2")))
    assert faults[:1] == [{"counterexample": first}]
    assert faults[1] == {"correction": RIGHT[statement]}
    assert faults[2] == {"generic": {**root, "rounded": 20}}
    assert faults[3:] == [
        {"slip": ["rho", "rho**2"], "correction": judging.plain(mended.published)}
    ]
    name = claim_of(statement).id
    assert asked == [(name, False, 10.0), (name, True, 10.0), (name, "nearest edit")]


def test_nothing_found_is_nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    examiners(monkeypatch, CONTRADICTS, AGREES)
    monkeypatch.setattr(search, "smallest", lambda claim, **how: None)
    monkeypatch.setattr(judging, "nearest_edit", lambda claim: None)
    _, _, *faults = judging.judge(request(MOMENT, "exact"))
    assert faults == [{"correction": RIGHT[MOMENT]}]


def test_an_exact_example_is_written_in_fractions() -> None:
    assert judging._example(COMPLEX) == {
        "at": {"lambda": "1 + 1*I"},
        "published": "1/2 + -1*I",
        "exact": "1/4",
        "ratio": judging.number(COMPLEX.ratio),
    }


def test_rounded_numbers_keep_twenty_digits() -> None:
    cancelling = (10**12 + sqrt(2)) - 10**12
    told = judging._example(Counterexample(None, {}, cancelling, sqrt(3), is_rounded=True))
    assert (told["published"], told["exact"]) == ("1.4142135623730950488", "1.7320508075688772935")
    assert told["ratio"] == "0.81649658092772603273"


HEADS = (
    (
        MOMENT,
        "-1 < lambda < 1, -1 <= rho <= 1",
        "real lambda",
        "(1 + lambda*rho)/(1 - lambda*rho)",
    ),
    (
        Statement("mine", "1 + lambda*lambda_0", "state_kernel", "complex"),
        "|lambda| < 1, |lambda_0| < 1, -1 <= rho <= 1",
        "complex lambda, lambda_0",
        "1 + lambda*lambda_0",
    ),
    (
        LEAKY,
        "alpha real, -1 <= rho <= 1; wherever its moments are stationary",
        "real alpha, rho",
        "rho + alpha",
    ),
    (
        ZOH,
        "a real, Delta real, -1 <= rho <= 1; e = exp(Delta*a); wherever its moments are stationary",
        "real a, Delta, rho",
        "1/(1 - e**2)",
    ),
)


@pytest.mark.parametrize(("statement", "domain", "judged_for", "read"), HEADS)
def test_what_was_read_is_told_first(
    statement: Statement, domain: str, judged_for: str, read: str
) -> None:
    first = next(judging.judge(request(statement, "exact")))
    assert first == {
        "statement": claim_of(statement).statement,
        "source": statement.source or None,
        "domain": domain,
        "judged_for": judged_for,
        "read": read,
    }


def test_refusals_are_told_as_they_are() -> None:
    unknown = MOMENT._replace(against="no_such_form")
    (refused,) = judging.judge(request(unknown, "exact"))
    assert set(refused) == {"verdict", "reason"}
    assert refused["verdict"] == "refused"
    assert "no_such_form" in refused["reason"]


def test_a_pole_everywhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def examine(claim: Claim, salt: int) -> Finding:
        raise ZeroDivisionError

    monkeypatch.setattr(exact, "examine", examine)
    _, refused = judging.judge(request(MOMENT._replace(argument="--claims 3"), "exact"))
    told = f"--claims 3 '{MOMENT.formula}': divides by zero everywhere; change the denominator"
    assert refused == {"verdict": "refused", "reason": told}
