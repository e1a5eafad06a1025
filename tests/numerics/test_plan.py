"""Plans: like points together, chains long against the memory, and refusals in one line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import gram, plain, thinned
from numerics.cells import of_system
from numerics.layout import LENGTHS, MEMORIES, SHORT
from numerics.linear import linear
from numerics.plan import GROUP, Group, plan, plan_cell, ticks
from numerics.points import Point, exponential
from numerics.settings import LAWS, Settings
from numerics.system import System

MIXED = (
    *(Point(0.9999, 0.9998, 0.9), Point(0.5, 0.3, 0.2), Point(0.95 + 0.2j, 0.5 - 0.2j, -0.3)),
    *(Point(0.9995, -0.9998, 0.9), Point(0.99, 0.5, -0.7), Point(0.5j, 0.25, 0.1)),
    *(Point(0.25, 0.5j, 0.1), Point(0.3, 0.999, 0.0), Point(-0.4, 0.1, 0.9)),
)
ENOUGH = 10**9
CASES = {
    "law": dict(law="cauchy"),
    "precision": dict(precision="half"),
    "form": dict(form="fast"),
    "start": dict(start="cold"),
    "replicas": dict(replicas=0),
    "lanes": dict(lanes=-8),
    "steps": dict(steps=0),
}


def planned(points: tuple[Point, ...], **changes: Any) -> tuple[Group, ...]:
    return plan([exponential(p) for p in points], Settings(**{"steps": ENOUGH, **changes}))


def refused(match: str, points: tuple[Point, ...] = MIXED[:1], **changes: Any) -> None:
    with pytest.raises(ValueError, match=match) as caught:
        planned(points, **changes)
    assert "\n" not in str(caught.value)
    assert ": must be " in str(caught.value)
    assert "; " in str(caught.value)


@pytest.mark.parametrize("name", CASES)
def test_settings_that_no_run_can_have(name: str) -> None:
    (value,) = CASES[name].values()
    refused(rf"^{name} = {value}: must be ", **CASES[name])


def test_plain_steps_start_at_zero() -> None:
    refused(r"^start = law: must be zero with form plain; ", form="plain")
    assert planned(MIXED[:1], form="plain", start="zero")[0].form is plain


@pytest.mark.parametrize(
    ("point", "match"),
    [
        (Point(1.0, 0.5, 0.5), r"^lambda = 1: must be inside the unit disk"),
        (Point(0.8 + 0.6j, 0.5, 0.5), r"^lambda = 0\.8\+0\.6j: must be inside the unit disk"),
        (Point(0.5, -1.25, 0.5), r"^lambda_0 = -1\.25: must be inside the unit disk"),
        (Point(float("nan"), 0.5, 0.5), r"^point 1 = .*nan.*: must be finite"),
        (Point(0.5, complex(0, float("inf")), 0.5), r"^point 1 = .*inf.*: must be finite"),
        (Point(0.5, 0.5, float("nan")), r"^point 1 = .*nan.*: must be finite"),
        (Point(0.5, 0.5, 1.0), r"^rho = 1.*: must be inside \(-1, 1\)"),
        (Point(0.5, 0.5, -1.0), r"^rho = .*-1: must be inside \(-1, 1\)"),
    ],
    ids=str,
)
def test_points_that_no_run_can_have(point: Point, match: str) -> None:
    refused(match, (MIXED[0], point))


def test_steps_too_few_or_too_many() -> None:
    # 32 chains are the fewest that are chosen, each of 50 memories of 10^4 steps
    refused(r"^steps = 1e\+06: must be at least 1\.6e\+07, 50 memories of 1e\+04 ", steps=10**6)
    planned(MIXED[:1], steps=10**6, start="zero")
    planned(MIXED[:1], steps=10**6 + 1, replicas=2, lanes=1)
    refused(r"^replicas = 1: must be at least 2; ", replicas=1, lanes=1)
    refused(r"^replicas = 1: must be at least 2; ", MIXED[1:2], replicas=1)
    refused(r"^steps = 1e\+20: must be below 4\.3e\+09 blocks", steps=10**20)
    planned(MIXED[:1], steps=10**20, replicas=10**9)
    most = 2 * 16 * 256 * (2**32 - 1)
    assert planned(MIXED[:1], steps=most, replicas=2, lanes=1)[0].blocks == 2**32 - 1
    refused(r"^steps = .*: must be below ", steps=most + 1, replicas=2, lanes=1)


def check(groups: tuple[Group, ...], points: tuple[Point, ...], steps: int) -> None:
    """Hold a plan to its rules."""
    problems = [linear(exponential(point)) for point in points]
    assert sorted(i for group in groups for i in group.indices) == list(range(len(points)))
    for group in groups:
        mine = [problems[i] for i in group.indices]
        assert len(mine) == group.shape.points <= GROUP
        assert group.memory == max(problem.memory for problem in mine)
        assert group.steps >= steps
        assert group.steps - group.chains * group.shape.block < steps
        assert group.blocks * group.shape.block >= MEMORIES * group.memory
        assert group.steps == group.replicas * group.shape.lanes * group.blocks * group.shape.block
        size = len(mine[0].noise)
        assert all(len(problem.noise) == size for problem in mine)
        assert group.names == tuple(mine[0].forms)
        for place, problem in enumerate(mine):
            links = {(i, j) for i, row in enumerate(group.shape.links) for j in row}
            power = group.numbers.power[:, :, place, 0]
            assert {(int(i), int(j)) for i, j in np.argwhere(power)} <= links
            column = group.numbers.drive.reshape(size, len(mine), -1)[:, place, -1]
            assert np.array_equal(column, problem.noise.astype(group.shape.dtype))
            length = group.shape.length
            fitting = [n for n in LENGTHS if n <= problem.memory / SHORT]
            assert (group.form is thinned) == bool(fitting)
            assert length == fitting[0] if fitting else group.form is gram


@pytest.mark.slow
def test_a_plan_of_many_kinds() -> None:
    groups = planned(MIXED)
    check(groups, MIXED, ENOUGH)
    assert {group.form for group in groups} == {thinned, gram}
    # complex or real lambda, lambda_0 or both; memories of three lengths of chunks
    kinds = {(group.form, group.shape.size, group.shape.length) for group in groups}
    assert len(kinds) == len(groups) >= 4
    with pytest.raises(AssertionError):
        check(groups, MIXED[::-1], ENOUGH)


INSIDE = st.floats(-0.9999, 0.9999, allow_subnormal=False)
DRAWN = st.builds(
    Point,
    st.one_of(INSIDE, st.builds(lambda a, b: complex(a, b) * 0.7, INSIDE, INSIDE)),
    INSIDE,
    INSIDE,
)


@settings(max_examples=15)
@given(points=st.lists(DRAWN, min_size=1, max_size=6).map(tuple))
@pytest.mark.slow
def test_any_points(points: tuple[Point, ...]) -> None:
    check(planned(points), points, ENOUGH)


@pytest.mark.slow
def test_groups_have_at_most_sixteen_points() -> None:
    points = tuple(Point(0.5 + 0.01 * k, 0.3, 0.1) for k in range(2 * GROUP + 1))
    assert [len(group.indices) for group in planned(points)] == [GROUP, GROUP, 1]


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("form", ["thinned", "gram"])
def test_what_is_asked_for_is_planned(law: str, form: str) -> None:
    (group,) = planned(MIXED[1:2], law=law, form=form, replicas=6, lanes=24, precision="double")
    assert (group.replicas, group.shape.lanes, group.chains) == (6, 24, 144)
    assert (group.shape.law, group.shape.precision) == (law, "double")
    assert group.form is {"thinned": thinned, "gram": gram}[form]


def test_wide_devices_get_more_lanes() -> None:
    narrow, wide = (planned(MIXED[:1], steps=10**12, wide=w)[0] for w in (False, True))
    assert wide.shape.lanes > narrow.shape.lanes
    check((wide,), MIXED[:1], 10**12)


def test_pieces() -> None:
    groups = planned(MIXED, steps=10**10)
    many = ticks(groups)
    assert 1 < many <= max(group.blocks for group in groups)
    assert ticks(groups, 2.0) in {many // 2, many // 2 + 1}
    assert ticks(groups, 1e30) == 1
    assert ticks(groups, 1e-30) == max(group.blocks for group in groups)


def test_cells_are_run_by_plain_steps() -> None:
    cell, numbers = of_system(tuple(exponential(p) for p in MIXED[:2]))
    (group,) = plan_cell(cell, numbers, Settings(10**6, form="plain", start="zero"))
    assert group.form is plain
    assert group.indices == (0, 1)
    assert group.shape.points == 2
    assert group.names == cell.names
    assert group.steps >= 10**6
    with pytest.raises(ValueError, match=r"^form = auto: must be plain for a cell; "):
        plan_cell(cell, numbers, Settings(10**6))


def second_order(eigenvalue: complex) -> System:
    """Drive a pair by an AR(2) that oscillates: two coordinates more than its eigenvalues have."""
    return System(
        ((0.5, -0.375), (1.0, 0.0)),
        *((1.0, 0.0), (1.0, 0.0), 1.0, (0.0, 0.0), (0.0, 0.0), (eigenvalue, 0.25)),
    )


@pytest.mark.parametrize("form", ["auto", "plain"])
def test_inputs_of_different_orders(form: str) -> None:
    # an AR(3) of real numbers and an AR(1) with one complex eigenvalue have seven coordinates each
    third = System(
        ((0.5, 0.1, -0.2), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
        *((1.0, 0.0, 0.0), (1.0, 0.0, 0.0), 1.0, (0.0,) * 3, (0.0,) * 3, (0.5, 0.25)),
    )
    systems = [exponential(MIXED[5]), third, second_order(0.5), second_order(0.5j)]
    start = "zero" if form == "plain" else "law"
    groups = plan(systems, Settings(ENOUGH, form=form, start=start))
    assert sorted(i for group in groups for i in group.indices) == [0, 1, 2, 3]
