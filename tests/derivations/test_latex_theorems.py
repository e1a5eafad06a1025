"""Theorems in LaTeX: all that is said of them is there, and TeX and KaTeX accept it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sympy import I, Integer, Rational, Symbol

from derivations.latex import judged as judging
from derivations.latex.judged import Judged, short, whole
from derivations.latex.prose import paragraph
from derivations.latex.theorem_article import article
from derivations.latex.theorems import Checked, Entry, checks, fragment, references
from derivations.quantities import MIXED_KERNEL, SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.sources import COMPANION, PAPER, Source
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, NU, RHO
from derivations.theorems import theorems
from derivations.theorems.theorem import Argument, Theorem


def test_theorems_that_are_there_are_referred_to_by_number() -> None:
    links = references(("phase-free", "monotone"))
    found = paragraph("By phase-free, phase-freely (monotone, (i)), monotone in $x$.", links)
    assert found == (
        r"By Theorem~\ref{thm:linrec:phase-free}, phase-freely "
        r"(Theorem~\ref{thm:linrec:monotone}, (i)), monotone in $x$."
    )
    by_name = {theorem.name: theorem for theorem in theorems()}
    named = Entry(by_name["sensitivity-bounds"], (Checked("all", "theorem/x/0"),))
    assert r"\ref{thm:linrec:log-derivative-split}" in fragment(named, by_name)
    assert r"\ref{thm:linrec:log-derivative-split}" not in fragment(named)


AT = Source(PAPER, "B.1, rho = 0", transcription=True)
SLIP = Judged(
    "paper/slip",
    "E|h|^2 for rho = 0",
    AT,
    "rejected",
    STATE_KERNEL(LAMBDA, LAMBDA_BAR),
    1 / (1 - RHO),
    1 / (1 - RHO**2),
    edit=(1 - RHO, 1 - RHO**2),
    point=((LAMBDA, I / 2), (RHO, Rational(-1, 3))),
    values=(Rational(3, 4), Rational(9, 8)),
)


def test_a_wrong_statement_shows_both_formulas_and_where_they_differ() -> None:
    text = whole(SLIP)
    assert r"$\mathbb{E}|h|^{2}$ for $\rho=0$." in text
    assert r"K(\lambda, \bar{\lambda}) = \frac{1}{1 - \rho}." in text
    assert r"$\lambda=\frac{i}{2}$, $\rho=-\frac{1}{3}$ this gives $\frac{3}{4}$" in text
    assert r"The part $1 - \rho$ should be $1 - \rho^{2}$; right is" in text
    assert text.count(r"\begin{equation*}") == 2
    brief = short(SLIP)
    assert brief.startswith(r"\cite[{B.1, $\rho=0$, transcription}]{zucchet2024recurrent}")
    assert brief.endswith(r"wrong; $1 - \rho$ should be $1 - \rho^{2}$.")
    assert r"Right is" in short(SLIP._replace(edit=None))
    assert short(SLIP._replace(word="proved", right=None)).endswith("right.")
    assert short(SLIP._replace(word="undecided")).endswith("undecided.")


def test_statements_without_formulas_limits_and_mixed_moments_can_be_written() -> None:
    words = SLIP._replace(
        left=None, printed=None, edit=None, where="bounds all", right=NU ** Symbol("k")
    )
    assert r"Right: $\nu^{k}$ bounds all." in whole(words)
    limit = SLIP._replace(limit=NU, where="where rho = 1", edit=None, right=Integer(4))
    assert r"\lim_{\nu\to 1}K(\lambda, \bar{\lambda}) = 4," in whole(limit)
    assert r"where $\rho=1$." in whole(limit)
    mixed = SLIP._replace(left=MIXED_KERNEL(LAMBDA, LAMBDA_0), edit=None)
    assert r"\mathbb{E}[\partial h(\lambda)\, h(\lambda_{0})] = " in whole(mixed)
    long = sum((k * SENSITIVITY_KERNEL(LAMBDA / k, LAMBDA_0) for k in range(1, 5)), Integer(0))
    by_kernels = whole(
        SLIP._replace(left=long, right=((1 + LAMBDA + RHO) ** 9).expand(), edit=None)
    )
    assert by_kernels.rpartition("Right is")[2].count("S(") == 4
    rounded = whole(SLIP._replace(is_rounded=True))
    assert "exact is, rounded, $" in rounded


def test_the_outcome_counts_what_has_a_certificate_and_what_has_none() -> None:
    with_one, without = Checked("the split", "theorem/x/0"), Checked("a limit", how="put in")
    assert "the certificate is valid." in checks((with_one,))
    assert "both certificates are valid, and the part without" in checks(
        (with_one, with_one, without)
    )
    assert "two parts without certificate hold" in checks((without, without))
    text = checks((with_one, without))
    assert r"\item[$\checkmark$] The split." in text
    assert r"\texttt{theorem/x/0}" in text
    assert r"\item[$\circ$] A limit. Put in." in text
    assert text.count("without certificate") == 2


def entries() -> tuple[Entry, ...]:
    """Give every theorem as if its parts had been checked."""
    return tuple(Entry(theorem, tuple(map_parts(theorem)), (SLIP,)) for theorem in theorems())


def map_parts(theorem: Theorem) -> list[Checked]:
    names = [f"theorem/{theorem.name}/{k}" for k in range(len(theorem.parts))]
    return [
        Checked(part.says, how=part.how)
        if isinstance(part, Argument)
        else Checked(part.says, name, "identity", 10_000, 0.123)
        for name, part in zip(names, theorem.parts, strict=True)
    ]


def test_an_article_has_every_theorem_statement_and_certificate() -> None:
    right = SLIP._replace(id="companion/right", word="proved", source=Source(COMPANION, "a_cell"))
    text = article(entries(), (right, SLIP))
    assert len(re.findall(r"\\usepackage", text)) == 3
    assert text.count(r"\begin{theorem}") == text.count(r"\begin{proof}") == len(theorems())
    for theorem in theorems():
        assert text.count(rf"\label{{thm:linrec:{theorem.name}}}") == 1
    assert re.findall(r"\\entry\{\\texttt\{(.*?)\}\}", text) == ["paper/slip", "companion/right"]
    certified = [part for entry in entries() for part in entry.checked if part.certificate]
    assert text.count(r"\row{\texttt{") == len(certified)
    assert set(re.findall(r"\\ref\{(.*?)\}", text)) <= set(re.findall(r"\\label\{(.*?)\}", text))
    assert "Of 2 published statements 1 are right and 1 wrong" in text
    for name in (
        "Conventions",
        "Published statements",
        "Statements that are wrong",
        "Certificates",
    ):
        assert rf"\heading{{{name}}}" in text


def compiled(text: str, folder: Path) -> str:
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    (folder / "main.tex").write_text(text, encoding="ascii")
    command = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "main")
    for _ in range(2):
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=120
        )
        assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout


@pytest.mark.tex
@pytest.mark.slow
def test_pdflatex_sets_the_article_without_overfull_lines(tmp_path: Path) -> None:
    log = compiled(article(entries(), (SLIP,)), tmp_path)
    assert "Overfull" not in log
    assert "undefined" not in log


@pytest.mark.tex
@pytest.mark.slow
def test_pdflatex_sets_fragments_in_anyone_s_article(tmp_path: Path) -> None:
    names = [theorem.name for theorem in theorems()]
    for entry in entries():
        (tmp_path / f"{entry.theorem.name}.tex").write_text(fragment(entry, names))
    head = r"\documentclass{article}\usepackage{amsmath,amssymb,amsthm}"
    inputs = "\n".join(rf"\input{{{name}}}" for name in names)
    log = compiled(
        rf"{head}\newtheorem{{theorem}}{{Theorem}}\begin{{document}}{inputs}\begin{{thebibliography}}{{1}}"
        rf"\bibitem{{{PAPER.key}}} x\end{{thebibliography}}\end{{document}}",
        tmp_path,
    )
    assert "Overfull" not in log
    assert "undefined" not in log


@pytest.mark.tex
@pytest.mark.slow
def test_a_planted_overfull_line_is_seen(tmp_path: Path) -> None:
    theorem = Theorem("x", "t", "Then\n\\[" + "x+" * 60 + "x.\\]", ("$x$",), ("By $x$.",), ())
    assert "Overfull" in compiled(
        article([Entry(theorem, (Checked("all", how="put in"),))], (SLIP,)), tmp_path
    )


KATEX = r"""
const katex = require('katex');
const lines = require('fs').readFileSync(0, 'utf8').split('\u0000').filter(Boolean);
const options = {displayMode: true, throwOnError: true, strict: 'error', maxExpand: 10000};
for (const line of lines) katex.renderToString(line, options);
console.log(lines.length);
"""


@pytest.mark.katex
@pytest.mark.slow
def test_katex_renders_every_formula_strictly() -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    found = subprocess.run(["node", "-e", "require('katex')"], capture_output=True, timeout=60)
    if found.returncode:
        pytest.skip("node has no katex; install it and set NODE_PATH to its node_modules")
    text = "\n".join(fragment(entry) for entry in entries()).replace(r"\penalty900 ", "")
    formulas = [a or b for a, b in re.findall(r"\\\[(.*?)\\\]|\$([^$]*)\$", text, re.DOTALL)]
    assert len(formulas) > 100
    done = subprocess.run(
        ["node", "-e", KATEX],
        input="\0".join(formulas),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) == len(formulas)


def test_no_text_of_a_theorem_is_lost() -> None:
    for entry in entries():
        text = re.sub(r"\s", "", fragment(entry))
        for sentence in (*entry.theorem.hypotheses, *entry.theorem.proof):
            words = re.findall(r"[A-Za-z]{4,}", re.sub(r"\$[^$]*\$|\\\[.*?\\\]", "", sentence))
            assert all(word in text for word in words)
    assert judging.verdict(SLIP) == "wrong"
