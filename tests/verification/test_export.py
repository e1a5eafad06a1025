"""LaTeX in a user's letters: read back as the same mathematics, or refused in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from derivations import latex
from derivations.catalogue import STREAMED, derive
from tests.verification import commands
from verification import export
from verification.errors import InputError

pytestmark = pytest.mark.slow

LETTERS = {"lambda": "a", "lambda_0": r"\mathbf{w}_{1,2}", "rho": "r", "mu": r"\lambda"}
SWAPPED = {"lambda": r"\rho", "rho": r"\lambda", "lambda_0": r"\lambda_{1}"}


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    return commands.run(monkeypatch, "latex", *arguments)


@pytest.mark.slow
@pytest.mark.parametrize("chosen", [{}, LETTERS, SWAPPED], ids=["plain", "letters", "swapped"])
@pytest.mark.parametrize("name", STREAMED)
def test_formulas_in_other_letters_read_back(name: str, chosen: dict[str, str]) -> None:
    export.read_back(derive(name), chosen)


@pytest.mark.parametrize("name", ["state_moment", "sensitivity_kernel", "state_moment_general"])
def test_a_letter_in_the_wrong_place_is_noticed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    form, written = derive(name), latex.formula
    export.read_back(form, LETTERS)
    noticed = 0
    for old, new in (
        ("a", "r"),
        ("r", "a"),
        (r"\mathbf{w}_{1,2}", r"\mathbf{w}_{2,1}"),
        ("1", "2"),
    ):

        def misprinted(*arguments: object, old: str = old, new: str = new) -> str:
            letter = rf"(?<![\\A-Za-z]){re.escape(old)}(?![A-Za-z])"
            return re.sub(letter, lambda _: new, written(*arguments), count=1)

        if misprinted(form.expression, LETTERS) == written(form.expression, LETTERS):
            continue
        monkeypatch.setattr(latex, "formula", misprinted)
        with pytest.raises((ArithmeticError, InputError)):
            export.read_back(form, LETTERS)
        monkeypatch.setattr(latex, "formula", written)
        noticed += 1
    assert noticed >= 2


def test_pairs() -> None:
    found = export.read_symbols(r"lambda=a, λ₀ = b_{1,2},rho={r^{*}} ,mu=\bar{m}_0")
    expected = {"lambda": "a", "lambda_0": "b_{1,2}", "rho": "{r^{*}}", "mu": r"\bar{m}_0"}
    assert found == expected
    assert export.read_symbols(" ") == {}


def test_fragments_documents_and_derivations(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    symbols = ("--symbols", r"lambda=a, lambda_0=b_{1,2}, rho=r")
    assert run(monkeypatch, "state_kernel", *symbols) == 0
    text = capsys.readouterr().out
    assert r"\frac{1 - ab_{1,2}r^{2}}{(1 - ab_{1,2})(1 - ar)(1 - b_{1,2}r)}" in text
    assert not re.search(r"\\lambda|\\rho", text)
    target = tmp_path / "paper.tex"
    whole = ("state_moment", "--standalone", "--derivation", "-o", str(target), *symbols)
    assert run(monkeypatch, *whole) == 0
    text = target.read_text(encoding="utf-8")
    assert r"\bar{a}" in text
    assert not re.search(r"\\lambda|\\rho", text)


BAD = (
    "lambda",
    "lambda=",
    "=a",
    "lambda=a,,rho=r",
    "lambda=a,lambda=b",
    "lambda=a,lam=b",
    "lambda=a,rho=a",
    r"lambda=\rho",
    "lambda={a",
    "lambda=a},rho={r",
    "lambda=a+b",
    "lambda=ab",
    "lambda=a_{1}+b_{2}",
    "lambda=2",
    "lambda=a^2",
    "lambda=$a$",
    "lambda=a%",
    "lambda=a'",
    "lambda=h",
    "lambda=K",
    r"lambda=\xi",
    r"lambda=\frac",
    r"lambda=\cdot",
    r"lambda=\left",
    r"lambda=\bar{r}, lambda_0=r",
    "nothing=a",
    "lambda 0=a",
)


@pytest.mark.parametrize("symbols", BAD)
def test_bad_letters_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], symbols: str
) -> None:
    assert run(monkeypatch, "sensitivity_moment", "state_kernel", "--symbols", symbols) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    (line,) = seen.err.strip().splitlines()
    assert line.startswith("linrec: --symbols")


def test_letters_of_states_are_taken_where_these_occur(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "state_moment_stacked", "--symbols", "rho=k") == 2
    assert "k has another meaning" in capsys.readouterr().err
    assert run(monkeypatch, "state_moment", "--symbols", "rho=k") == 0
