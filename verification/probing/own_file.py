"""A parameterization from a Python file of the user's own, which is run because it is named."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import NoReturn

from derivations.parameterizations.parameterization import Parameterization
from verification.errors import InputError, refusal

PATTERN = re.compile(r"(?P<path>.+\.py):(?P<name>[^\W\d]\w*)")


def is_file(text: str) -> bool:
    """Tell whether a text names a value in a Python file."""
    return PATTERN.fullmatch(text) is not None


def from_file(text: str) -> Parameterization:
    """Run a file and take one of its values.

    Args:
        text: `FILE.py:NAME`.

    Returns:
        The value.

    Raises:
        InputError: if there is no such file or value, or it fails.
    """
    found = PATTERN.fullmatch(text)
    assert found is not None
    path = Path(found["path"])
    spec = spec_from_file_location(path.stem, path)
    if not path.is_file() or spec is None or spec.loader is None:
        _refused(text, f"there is no file {path}")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        _refused(text, f"the file fails: {type(error).__name__}: {' '.join(str(error).split())}")
    value = getattr(module, found["name"], None)
    if value is None:
        _refused(text, f"there is no {found['name']} in the file")
    if not isinstance(value, Parameterization):
        _refused(text, f"{found['name']} is {type(value).__name__}, not a Parameterization")
    return value


def _refused(text: str, rule: str) -> NoReturn:
    remedy = "see examples/parameterization.py"
    raise InputError(refusal("LAMBDA", text, rule, remedy))
