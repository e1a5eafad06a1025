"""The document of theorems: all of them, checked as it is written, stopped by what is false."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from sympy import Integer

from derivations.latex.judged import Judged
from derivations.latex.theorem_article import article
from derivations.latex.theorems import Entry
from derivations.theorems import theorems
from derivations.theorems.theorem import Argument, Identity, Positivity, Theorem
from tests.verification.commands import run
from verification import theorem_document
from verification.claims import PUBLISHED, find
from verification.theorem_document import PartError, checked, gathered, judge

ROOT = Path(__file__).resolve().parents[2]
VERDICTS = ROOT / "tests" / "theory" / "audit_verdicts.json"


def named(name: str) -> Theorem:
    return next(theorem for theorem in theorems() if theorem.name == name)


def place(theorem: Theorem, kind: type) -> int:
    return next(k for k, part in enumerate(theorem.parts) if isinstance(part, kind))


def planted(kind: type) -> tuple[Theorem, int]:
    """Spoil one part of a theorem that has all kinds."""
    theorem = named("tanh-optimal")
    k = place(theorem, kind)
    part = theorem.parts[k]
    if isinstance(part, Identity):
        wrong = replace(part, right=part.right + Integer(1))
    elif isinstance(part, Positivity):
        wrong = replace(part, expression=-part.expression)
    else:
        wrong = replace(part, holds=lambda: False)
    return replace(theorem, parts=(*theorem.parts[:k], wrong, *theorem.parts[k + 1 :])), k


@pytest.mark.parametrize("kind", [Identity, Positivity, Argument])
def test_a_part_that_does_not_hold_stops_it(kind: type) -> None:
    wrong, k = planted(kind)
    assert len(checked(named(wrong.name))) == len(wrong.parts)
    with pytest.raises(PartError, match=rf"^theorem/tanh-optimal/{k}: ") as error:
        checked(wrong)
    assert "\n" not in str(error.value)


def test_an_inequality_that_is_not_strict_is_not_taken_for_strict() -> None:
    theorem = named("one-neuron-determinant")
    k = place(theorem, Positivity)
    part = theorem.parts[k]
    assert isinstance(part, Positivity)
    assert part.strict
    zero = replace(part, expression=Integer(0))
    with pytest.raises(PartError, match="may be zero"):
        checked(replace(theorem, parts=(zero,)))


@pytest.mark.parametrize("kind", [Identity, Argument])
def test_the_command_ends_with_one_line_and_code_1_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: type
) -> None:
    wrong, k = planted(kind)
    monkeypatch.setattr(theorem_document, "theorems", lambda: (named("poincare"), wrong))
    assert run(monkeypatch, "latex", "--theorems", "-o", str(tmp_path / "all")) == 1
    seen = capsys.readouterr()
    assert seen.out == ""
    assert len(seen.err.strip().splitlines()) == 1
    assert seen.err.startswith(f"linrec: theorem/tanh-optimal/{k}: ")
    assert not list(tmp_path.iterdir())


BAD = (
    ("latex", "--theorems", "poincarre"),
    ("latex", "--theorems", "state_kernel"),
    ("latex", "--theorems", "poincare", "--derivation"),
    ("latex", "--theorems", "poincare", "--symbols", "lambda=a"),
    ("latex", "--theorems", "poincare", "phase-free", "-o", "both.tex"),
    ("show", "theorem/poincarre"),
)


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_input_gets_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, *arguments) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert len(seen.err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())
    if arguments[-1].endswith("poincarre"):
        assert "try " in seen.err
        assert "poincare" in seen.err


@pytest.mark.slow
def test_fragments_go_to_a_file_a_folder_or_the_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "latex", "--theorems", "theorem/poincare") == 0
    text = capsys.readouterr().out
    assert text.count(r"\begin{theorem}") == 1
    assert r"\texttt{theorem/poincare/2}" in text
    one, folder = tmp_path / "one.tex", tmp_path / "many"
    assert run(monkeypatch, "latex", "--theorems", "poincare", "-o", str(one)) == 0
    assert one.read_text(encoding="utf-8") == text
    assert one.with_suffix(".bib").is_file()
    names = ("phase-free", "sensitivity-general")
    assert run(monkeypatch, "latex", "--theorems", *names, "-o", str(folder)) == 0
    found = {path.name for path in folder.iterdir()}
    assert found == {*(f"{name}.tex" for name in names), "sources.bib"}
    general = (folder / "sensitivity-general.tex").read_text(encoding="utf-8")
    assert r"wrong; $1 - \rho$ should be $1 - \rho^{2}$" in general
    assert "thm:linrec:phase-free" not in general


@cache
def found() -> tuple[tuple[Entry, ...], tuple[Judged, ...]]:
    return gathered(theorems(), PUBLISHED)


@pytest.mark.long
def test_every_part_is_checked_and_every_statement_judged() -> None:
    entries, judged = found()
    assert [entry.theorem for entry in entries] == list(theorems())
    for entry in entries:
        assert len(entry.checked) == len(entry.theorem.parts)
        for part, one in zip(entry.theorem.parts, entry.checked, strict=True):
            assert bool(one.certificate) != isinstance(part, Argument)
            assert one.size > 0 or one.how
        assert tuple(one.id for one in entry.judged) == entry.theorem.published
    pinned = json.loads(VERDICTS.read_text(encoding="utf-8"))
    assert [one.id for one in judged] == [claim.id for claim in PUBLISHED]
    assert all(one.word in (pinned[one.id], "undecided") for one in judged)


@pytest.mark.long
def test_what_is_wrong_has_a_counterexample_and_a_correction() -> None:
    wrong = [one for one in found()[1] if one.is_wrong]
    assert wrong
    for one in wrong:
        assert one.point, one.id
        assert one.values is not None
        assert one.values[0] != one.values[1]
        assert one.right is not None
    (slip,) = [one for one in wrong if one.id == "paper/B.2.2-exponential"]
    assert [str(part) for part in slip.edit or ()] == ["1 - rho", "1 - rho**2"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["paper/B.2.1-general", "paper/B.2.1-exponential"])
def test_a_planted_slip_is_judged_wrong(name: str) -> None:
    claim = find(name)
    assert judge(claim).word == "proved"
    wrong = replace(claim, published=2 * claim.published)
    assert judge(wrong).is_wrong


@pytest.mark.tex
@pytest.mark.long
def test_pdflatex_sets_the_document_without_overfull_lines(tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    text = article(*found())
    wrong = sum(one.is_wrong for one in found()[1])
    assert len(re.findall(r"^Right(?: is|:)|should be", text, re.MULTILINE)) >= wrong
    (tmp_path / "main.tex").write_text(text, encoding="ascii")
    command = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "main")
    for _ in range(3):
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=120
        )
        assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout
    assert "undefined" not in done.stdout


def test_list_and_show_know_theorems(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["theorems"]
    assert [one["name"] for one in listed] == [theorem.name for theorem in theorems()]
    assert run(monkeypatch, "list") == 0
    text = capsys.readouterr().out
    assert all(theorem.title in text for theorem in theorems())
    for name in ("phase-free", "theorem/phase-free"):
        assert run(monkeypatch, "show", name) == 0
        text = " ".join(capsys.readouterr().out.split())
        assert "theorem/phase-free/1" in text
        assert "without certificate, multiplication of power series" in text
        assert "paper/B.2.1-exponential" in text
    assert run(monkeypatch, "show", "phase-free", "--json") == 0
    card = json.loads(capsys.readouterr().out)
    assert card["statement"] == " ".join(named("phase-free").statement.split())
    assert [part["certificate"] for part in card["parts"]] == [
        "theorem/phase-free/0",
        "theorem/phase-free/1",
        None,
    ]
