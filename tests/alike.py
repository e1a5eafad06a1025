"""Of cases that are alike, `make test` runs one in a few; `make long` runs the others."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import pytest


def one_in(few: int, cases: Iterable[Any], keep: Container[Any] = ()) -> list[Any]:
    """Mark cases as `long`, except every one so many after the first, and those to be kept."""
    return [
        case if place % few == 0 or case in keep else _long(case)
        for place, case in enumerate(cases)
    ]


def _long(case: Any) -> Any:
    if isinstance(case, type(pytest.param())):
        return pytest.param(*case.values, id=case.id, marks=(*case.marks, pytest.mark.long))
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, marks=pytest.mark.long)
