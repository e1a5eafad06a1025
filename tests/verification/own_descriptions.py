"""A description of a recurrence, and what it is to be refused in one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from derivations.domain import DomainError
from derivations.system import RowError
from verification.errors import InputError

REFUSALS = (InputError, RowError, DomainError)
Description = Mapping[str, Any]
X, XI = "x' = xi", {"xi": "1"}
UNIT: Description = {"rows": [X, "h' = lambda*h + x'"], "parameters": ["lambda"], "noise": XI}


def refused(act: Callable[[], object], *phrases: str) -> None:
    with pytest.raises(REFUSALS) as caught:
        act()
    message = str(caught.value)
    assert "\n" not in message
    assert [phrase for phrase in phrases if phrase not in message] == []
