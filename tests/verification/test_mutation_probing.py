"""The designed probes by hand: what is simulated, how means are weighed, what is written down."""

from __future__ import annotations

from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats
from sympy import I, Integer, Rational

from derivations.symbols import LAMBDA, LAMBDA_0
from numerics.plan import plan
from numerics.points import exponential
from numerics.settings import Settings
from verification.mutation import campaign, probing, survey
from verification.mutation.campaign import FLOOR, Look
from verification.mutation.design import ALPHA, BETA, Design, weights
from verification.mutation.edits import Mutant
from verification.mutation.sorting import Kinds
from verification.simulation.grid import Place

NAMES = ("state_kernel", "sensitivity_kernel")
TWIST = Place(Rational(13, 20) + 2 * I / 5, Rational(1, 5) - 3 * I / 4, Rational(-7, 10))
REAL = Place(Rational(4, 5), Rational(-7, 10), Rational(9, 10))
FAR = Place(1 - Rational(1, 10**6), Rational(1, 2), Rational(1, 3))


@pytest.mark.parametrize("asked", [1000, FLOOR + 12_345])
def test_a_look_runs_what_its_weights_are_for(monkeypatch: pytest.MonkeyPatch, asked: int) -> None:
    seen: list[Any] = []

    def streamed(*given: Any, **named: Any) -> Any:
        seen.append((given, named))
        estimates = ({name: SimpleNamespace(mean=k + 0.5j) for k, name in enumerate(NAMES)},)
        yield SimpleNamespace(steps=(1,), estimates=())
        yield SimpleNamespace(steps=(asked + 7,), estimates=estimates)

    monkeypatch.setattr(campaign, "stream", streamed)
    monkeypatch.setattr(campaign, "mesh_of", lambda devices: f"mesh of {devices}")
    plans: list[Any] = []

    def planned(*given: Any) -> Any:
        plans.append((given, plan(*given)))
        return plans[-1][1]

    monkeypatch.setattr(campaign, "plan", planned)
    found = campaign.look(TWIST, asked, 5, NAMES)
    settings = Settings(max(asked, FLOOR), "rademacher", "double", replicas=2)
    ((asked_for, groups),) = plans
    assert asked_for == ([exponential(TWIST.numeric)], settings)
    (((run, seed), named),) = seen
    assert run is groups
    assert seed == int(sha256(f"mutants/5/{TWIST}".encode()).hexdigest()[:14], 16)
    assert named == {"mesh": "mesh of 1"}
    assert (found.place, found.steps) == (TWIST, asked + 7)
    assert found.means == {"state_kernel": 0.5j, "sensitivity_kernel": 1 + 0.5j}
    one = weights(TWIST, NAMES)
    assert list(found.weights) == list(NAMES)
    for name in NAMES:
        np.testing.assert_array_equal(found.weights[name], one[name] * (asked + 7))


def test_a_long_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="must have a shorter memory") as refused:
        campaign.look(FAR, 10**9, 5, NAMES)
    told = f"place = {FAR}: must have a shorter memory; move it inside"
    assert str(refused.value) == told


def test_statistics_by_hand() -> None:
    formula = LAMBDA + 2 * LAMBDA_0
    pole = Mutant("pole", "", 1 / (LAMBDA - REAL.eigenvalue))
    off = Mutant("off", "", formula + Rational(1, 4))
    gap, matrix = np.array([0.03, -0.02]), np.array([[3.0, 1.0], [1.0, 5.0]])
    true = complex(1.05, -1.1)
    looks = (
        Look(TWIST, 10, {"one": true + complex(*gap)}, {"one": matrix}),
        Look(REAL, 10, {"one": -0.6 + 0.1}, {"one": np.array([[7.0, 0.0], [0.0, 0.0]])}),
    )
    found = campaign.statistics(looks, {"one": formula}, {"one": (off, pole)})["one"]
    moved = gap - np.array([0.25, 0.0])
    right = gap @ matrix @ gap + 7 * 0.1**2
    wrong = moved @ matrix @ moved + 7 * 0.15**2
    np.testing.assert_allclose(found, [right, wrong, np.inf], rtol=1e-12)
    assert campaign.thresholds(looks, ("one",)) == {"one": stats.chi2.isf(ALPHA, 3)}
    assert campaign.thresholds((), ("one",)) == {"one": stats.chi2.isf(ALPHA, 1)}
    assert campaign.statistics((), {"one": formula}, {"one": (off,)})["one"].tolist() == [0, 0]


RIGHT = {name: survey.claim_of(name).published for name in NAMES}
FIRST, SECOND = (
    survey.Batch(Kinds((Mutant(word, "root", Integer(2)),), 0, (), ()), {}, (), 0.5)
    for word in ("first", "second")
)
PLAN = Design((TWIST, REAL), (900, 400), 118.5, (("state_kernel", Mutant("hid", "1.0", LAMBDA)),))


def test_a_probe_judges_both_orders_by_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def designed(right: Any, wrong: Any) -> Design:
        seen.append((right, wrong))
        return PLAN

    def looked(place: Place, steps: int, seed: int, names: tuple[str, ...]) -> Look:
        seen.append((place, steps, seed, names))
        return Look(place, 10 * steps, {}, {})

    def weighed(looks: Any, right: Any, wrong: Any) -> Any:
        ((name, (one,)),) = wrong.items()
        assert right == {name: RIGHT[name]}
        assert [look.steps for look in looks] == [9000, 4000]
        return {name: np.array([4.0 if name == NAMES[0] else 3.0, one.operator == "second"]) * 2}

    def limits(looks: Any, names: tuple[str, ...]) -> dict[str, float]:
        assert [look.steps for look in looks] == [9000, 4000]
        return dict(zip(names, (6.0, 2.0), strict=True))

    clock = iter([1.0, 3.0, 8.0, 20.0, 21.0, 30.0, 32.0, 40.0, 44.0, 50.0, 58.0])
    monkeypatch.setattr(probing, "design", designed)
    monkeypatch.setattr(probing.campaign, "look", looked)
    monkeypatch.setattr(probing.campaign, "statistics", weighed)
    monkeypatch.setattr(probing.campaign, "thresholds", limits)
    monkeypatch.setattr(probing, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    found, run = probing.probe({n: {"order1": FIRST, "order2": SECOND} for n in NAMES}, 5)
    assert seen == [
        (RIGHT, {name: FIRST.kinds.distinct for name in NAMES}),
        (TWIST, 900, 5, NAMES),
        (REAL, 400, 5, NAMES),
    ]
    assert run.plan == PLAN
    assert [(look.place, look.steps) for look in run.looks] == [(TWIST, 9000), (REAL, 4000)]
    assert run.own == {"state_kernel": (8.0, 6.0), "sensitivity_kernel": (6.0, 2.0)}
    assert run.seconds == (2.0, 5.0)
    assert [(n, o) for n in found for o in found[n]] == [
        (n, o) for n in NAMES for o in ("order1", "order2")
    ]
    for name, orders in found.items():
        # a statistic of 2 is on the second threshold, and below the first: no kill
        assert [batch.killed for batch in orders.values()] == [{"montecarlo": [False]}] * 2, name
        assert [batch.wronged for batch in orders.values()] == [("montecarlo",)] * 2
    assert [b.seconds for b in found["state_kernel"].values()] == [1.5, 2.5]
    assert [b.seconds for b in found["sensitivity_kernel"].values()] == [4.5, 8.5]


def test_every_place_has_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "design", lambda right, wrong: PLAN._replace(steps=(900,)))
    monkeypatch.setattr(probing.campaign, "look", lambda *given: Look(given[0], 1, {}, {}))
    with pytest.raises(ValueError, match="zip"):
        probing.probe({"state_kernel": {"order1": FIRST}}, 5)


def test_a_record_of_the_run() -> None:
    looks = (Look(REAL, 131_072, {}, {}), Look(REAL._replace(target=Integer(0)), 131_075, {}, {}))
    run = probing.Probing(PLAN, looks, {"state_kernel": (2.5, 37.5)}, (0.126, 2.513))
    point = {"lambda": "4/5", "lambda_0": "-7/10", "rho": "9/10"}
    assert probing.record(run) == {
        "alpha": ALPHA,
        "beta": BETA,
        "points": [
            {**point, "designed": 900, "run": 131_072},
            {**point, "lambda_0": "0", "designed": 400, "run": 131_075},
        ],
        "designed_steps": 1300,
        "steps": 262_147,
        "least_information": 118.5,
        "unseen": [{"name": "state_kernel", "operator": "hid", "place": "1.0"}],
        "right_formulas": {"state_kernel": {"statistic": 2.5, "threshold": 37.5}},
        "seconds": {"design": 0.13, "run": 2.51},
    }
    with pytest.raises(ValueError, match="zip"):
        probing.record(run._replace(looks=looks[:1]))
