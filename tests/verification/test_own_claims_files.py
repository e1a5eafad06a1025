"""Files of a user's own claims: read in order, or refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from verification.errors import InputError
from verification.own_claims.statement import Statement, read_file


def test_a_file_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[claim]]\nid = "a"\nformula = "1"\nagainst = "x"\nsource = "p. 3"\n'
        '[[claim]]\nid = "b"\nformula = "2"\nagainst = "y"\ndomain = "complex"\n',
        encoding="utf-8",
    )
    first, second = read_file(path, "real")
    assert first == Statement("a", "1", "x", "real", "p. 3", "a")
    assert second == Statement("b", "2", "y", "complex", "", "b")


WHOLE = 'id = "a"\nformula = "1"\nagainst = "x"\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "must hold"),
        ("claim = 3", "must hold"),
        ("claim = [1]", "must hold"),
        (f"[[claim]]\n{WHOLE}[other]\n", "must hold"),
        ("[[claim]]\nid = 'a'\nformula = '1'\n", "is missing"),
        (f"[[claim]]\n{WHOLE}colour = 'red'\n", "is no such key"),
        (f"[[claim]]\n{WHOLE}argument = 'x'\n", "is no such key"),
        (f"[[claim]]\n{WHOLE}domain = 'p-adic'\n", "must be real or complex"),
        ("[[claim]]\nid = 'a'\nformula = 3\nagainst = 'x'\n", "must be text"),
        ('[[claim]]\nid = "a\\nb"\nformula = "3"\nagainst = "x"\n', "must be one line"),
        (f"[[claim]]\n{WHOLE}[[claim]]\n{WHOLE}", "is given twice"),
        ("a = " + "[" * 5000, "is"),
        ("#" * 1_000_001, "bytes"),
        ("a = '\udcff'", "is not TOML"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=why) as refused:
        read_file(path)
    assert str(refused.value).isprintable()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_file(tmp_path / "none.toml")
