"""Formulas in LaTeX: how they are built, and that TeX and KaTeX accept them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sympy import I, Integer, Rational, Symbol, sqrt

from derivations.catalogue import NAMES, derive
from derivations.latex import (
    bibliography,
    derivation,
    display,
    document,
    equation,
    formula,
    fragment,
)
from derivations.latex.layout import TEXT_WIDTH, width
from derivations.sources import WORKS
from derivations.symbols import (
    LAMBDA,
    LAMBDA_0,
    LAMBDA_0_BAR,
    LAMBDA_BAR,
    MU,
    R_0,
    RHO,
)

RENAMED = {"lambda": "a", "lambda_0": r"b_{1}", "rho": "r"}

GOLDEN = (
    (1 - LAMBDA * RHO, r"1 - \lambda\rho"),
    (-(1 - LAMBDA * RHO), r"-(1 - \lambda\rho)"),
    (LAMBDA * LAMBDA_BAR, r"|\lambda|^{2}"),
    ((1 - LAMBDA) * (1 + LAMBDA), r"1 - \lambda^{2}"),
    ((1 - LAMBDA * RHO) * (1 - LAMBDA_BAR * RHO), r"\left|1 - \rho\lambda\right|^{2}"),
    (LAMBDA / 2, r"\frac{1}{2}\lambda"),
    (LAMBDA + LAMBDA_BAR, r"2\operatorname{Re}(\lambda)"),
    (RHO * (LAMBDA - LAMBDA_0) ** 2, r"\rho(\lambda - \lambda_{0})^{2}"),
    (1 / (LAMBDA - 1) ** 3, r"-\frac{1}{(1 - \lambda)^{3}}"),
    (1 / LAMBDA + 1 / RHO, r"\frac{1}{\lambda} + \frac{1}{\rho}"),
    (Integer(0), "0"),
    (Rational(-3, 4), r"-\frac{3}{4}"),
    (MU * R_0, r"\mu R(0)"),
    (1 / LAMBDA_0_BAR, r"\frac{1}{\bar{\lambda}_{0}}"),
)


@pytest.mark.parametrize(("expression", "latex"), GOLDEN, ids=[str(e) for e, _ in GOLDEN])
def test_small_formulas_are_written_as_on_paper(expression, latex):
    assert formula(expression) == latex


def depths(latex):
    depth = 0
    for character in re.sub(r"\\[{}]", "", latex):
        depth += (character == "{") - (character == "}")
        yield depth


@pytest.mark.parametrize("names", [None, RENAMED], ids=["glossary", "renamed"])
@pytest.mark.parametrize("name", NAMES)
def test_structure_of_every_formula(name, names):
    latex = formula(derive(name).expression, names)
    levels = list(depths(latex))
    assert min(levels) == 0
    assert levels[-1] == 0
    assert latex.count(r"\left") == latex.count(r"\right")
    assert latex.count("(") == latex.count(")")
    # every factor begins with its lowest term, which is positive
    assert not re.search(r"[({|]\s*-", latex)
    assert not re.search(r"\+ 1\b(?![^{]*\})|\\lambda \\rho|\\lambda\s\\", latex)


def test_numerator_is_collected_by_ascending_powers_of_rho():
    latex = formula(derive("sensitivity_kernel").expression)
    numerator = latex.removeprefix(r"\frac{").split("}{(1")[0]
    powers = [int(power or 1) for power in re.findall(r"\\rho(?:\^\{(\d)\})?", numerator)]
    assert powers == [1, 2, 3, 4]


def test_sums_of_fractions_stay_sums():
    latex = formula(derive("state_kernel_white_plus_constant").expression)
    assert latex.count(r"\frac") == 2


def test_symbols_can_be_renamed_everywhere():
    form = derive("teacher_student_loss")
    text = fragment(form, RENAMED) + derivation(form, RENAMED)
    assert not re.search(r"\\lambda|\\rho", text)
    assert r"\bar{b}_{1}" in text


@pytest.mark.parametrize(
    "names",
    [
        {"lamda": "a"},
        {"lambda": "{"},
        {"lambda": ""},
        {"rho": "x\n"},
        {"rho": "%"},
        {"rho": r"\lambda"},
    ],
)
def test_names_that_cannot_work_are_refused(names):
    with pytest.raises(ValueError, match="names"):
        equation(derive("state_kernel"), names)


@pytest.mark.parametrize("expression", [sqrt(LAMBDA), I * RHO, Symbol("x"), LAMBDA**RHO, sqrt(2)])
def test_what_is_not_rational_over_the_glossary_is_refused(expression):
    with pytest.raises(ValueError, match=r"rational|glossary"):
        formula(expression)


def test_a_denominator_that_is_zero_is_refused():
    hidden = 1 / (LAMBDA * (1 + RHO) - LAMBDA - LAMBDA * RHO)
    with pytest.raises(ZeroDivisionError):
        formula(hidden)


@pytest.mark.parametrize("name", NAMES)
def test_fragment_says_what_it_is_and_where_it_holds(name):
    form = derive(name)
    text = fragment(form)
    head, _, body = text.partition(r"\begin{equation}")
    assert all(line.startswith("% ") for line in head.splitlines())
    for said in ("input: ", "definition: ", "domain: |", "source: "):
        assert said in head
    assert rf"\label{{eq:linrec:{name.replace('_', '-')}}}" in body
    assert "_" not in re.findall(r"\\label\{(.*?)\}", body)[0]


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_the_text(name):
    assert width(display(derive(name))) <= TEXT_WIDTH


def test_every_work_is_in_the_bibliography():
    text = bibliography()
    assert text.count("@misc") == len(WORKS)
    assert all(f"{{{work.key}," in text for work in WORKS)


def test_document_has_a_section_for_each_input_and_cites_what_it_lists():
    text = document(map(derive, NAMES))
    assert text.count(r"\section*") == 5
    assert set(re.findall(r"\\cite(?:\[.*?\])?\{(.*?)\}", text)) == set(
        re.findall(r"\\bibitem\{(.*?)\}", text)
    )
    assert len(re.findall(r"\\usepackage", text)) == 2


@pytest.mark.tex
@pytest.mark.parametrize("names", [None, RENAMED], ids=["glossary", "renamed"])
@pytest.mark.parametrize("derivations", [False, True], ids=["formulas", "derivations"])
def test_pdflatex_sets_the_document_without_overfull_lines(tmp_path, names, derivations):
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    text = document(map(derive, NAMES), names, derivations=derivations)
    log = compiled(text, tmp_path)
    assert "Overfull" not in log
    assert "undefined" not in log


@pytest.mark.tex
def test_pdflatex_sets_fragments_in_anyone_s_article(tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    for name in NAMES:
        (tmp_path / f"{name}.tex").write_text(fragment(derive(name)))
    inputs = "\n".join(
        rf"\input{{{name}}} See \ref{{eq:linrec:{name.replace('_', '-')}}}." for name in NAMES
    )
    packages = r"\usepackage{amsmath,amsfonts}"
    article = rf"\documentclass{{article}}{packages}\begin{{document}}{inputs}\end{{document}}"
    log = compiled(article, tmp_path)
    assert "Overfull" not in log
    assert "undefined" not in log


def compiled(text, folder: Path) -> str:
    (folder / "main.tex").write_text(text, encoding="ascii")
    command = [
        "pdflatex",
        "-interaction=nonstopmode",
        "-halt-on-error",
        "-no-shell-escape",
        "main.tex",
    ]
    for _ in range(2):
        done = subprocess.run(
            [*command, "main.tex"], cwd=folder, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout


KATEX = r"""
const katex = require('katex');
const lines = require('fs').readFileSync(0, 'utf8').split('\u0000').filter(Boolean);
const options = {displayMode: true, throwOnError: true, strict: 'error'};
for (const line of lines) katex.renderToString(line, options);
console.log(lines.length);
"""


@pytest.mark.katex
def test_katex_renders_every_formula_strictly(tmp_path):
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    found = subprocess.run(["node", "-e", "require('katex')"], capture_output=True, timeout=60)
    if found.returncode:
        pytest.skip("node has no katex; install it and set NODE_PATH to its node_modules")
    texts = [text for name in NAMES for text in (equation(derive(name)), display(derive(name)))]
    done = subprocess.run(
        ["node", "-e", KATEX], input="\0".join(texts), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) == len(texts)
