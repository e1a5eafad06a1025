"""A parameterization from a file of one's own, which is run because it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivations.parameterizations import find
from verification.errors import InputError
from verification.probing.own_file import from_file, is_file
from verification.probing.question import Question, read

OWN = """
from sympy import Rational, Symbol, tanh
from derivations.parameterizations.parameterization import OMEGA, Parameterization

MINE = Parameterization("mine", "mine", tanh(OMEGA) / 2)
NUMBER = 3
"""
BROKEN = {
    "raises": "raise KeyError('a\\nb')",
    "does not parse": "def f(:",
    "ends": "import sys; sys.exit(5)",
    "imports what is not there": "import no_such_module",
}


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(OWN)
    assert from_file(f"{path}:MINE").name == "mine"
    assert read(Question(f"{path}:MINE", "1-lambda"))[0].eigenvalue == find("tanh").eigenvalue / 2
    assert is_file("a/b.py:NAME")
    for other in ("tanh", "a.py", "a.py:", "a.py:1x", "b.txt:NAME", "a.py:x.y", "a.py:f()"):
        assert not is_file(other)
    for name, rule in (
        ("NUMBER", "is int"),
        ("OTHER", "there is no OTHER"),
        ("tanh", "not a Param"),
    ):
        with pytest.raises(InputError, match=rule):
            from_file(f"{path}:{name}")
    with pytest.raises(InputError, match="there is no file"):
        from_file(f"{tmp_path / 'other.py'}:MINE")
    (tmp_path / "folder.py").mkdir()
    with pytest.raises(InputError, match="there is no file"):
        from_file(f"{tmp_path / 'folder.py'}:MINE")


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_fails_is_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text(BROKEN[name])
    with pytest.raises(InputError, match="the file fails") as caught:
        from_file(f"{path}:MINE")
    assert "\n" not in str(caught.value)
