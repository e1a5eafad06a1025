"""What several tests of inputs ask of rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sympy import Expr, Symbol

from derivations.closure import written
from derivations.inputs import Input, X
from derivations.moments import solve
from derivations.system import System, ordered


def _by_rows(source: Input, lags: int) -> list[Expr]:
    kept = [X, *(Symbol(f"before_{k}") for k in range(1, lags + 1))]
    delayed = zip(kept[1:], kept, strict=False)
    system = System((*source.rows, *delayed), source.laws, source.data)
    solved = solve(system, tuple(ordered("x", str(state)) for state in kept))
    return [written(solved.moments[ordered("x", str(state))], system) for state in kept]


@pytest.fixture
def by_rows() -> Callable[[Input, int], list[Expr]]:
    """Solve for R(0), ..., R(lags) with the last values of x kept as further states."""
    return _by_rows
