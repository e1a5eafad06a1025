"""The article of a probe, and what a terminal shows of it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import pytest
from rich.console import Console

from tests.verification.probing.records import PAYLOAD, bare, planted, sample
from verification.probing.report import terminal, tex

pytestmark = pytest.mark.slow

EVIL = r"\input{/etc/passwd} $x_1^{ % & # ~ } \end{document} ``|<é>"


@pytest.fixture(scope="module")
def article() -> str:
    return tex(sample())


def test_everything_of_the_record_is_told(article):
    for key, form in sample()["closed_forms"].items():
        assert rf"\texttt{{{key}}}".replace("_", r"\_") in article
        assert form["verdict"] in article
        for finding in form["findings"]:
            assert finding["detail"] in article
    assert article.isascii()
    assert "proved by substitution" in article
    assert r"\lambda^{*} =" in article
    assert "seed & 7" in article


def test_what_is_missing_is_said():
    for text in (tex(bare()), _printed(bare())):
        for step, reason in bare()["missing"].items():
            assert reason.replace("_", r"\_") in text or reason in text, step


@pytest.mark.parametrize("record", [sample, bare, planted, dict])
def test_the_same_record_gives_the_same_text(record):
    assert tex(record()) == tex(record())
    assert _printed(record()) == _printed(record())


def test_each_part_may_be_missing_alone():
    for key in sample():
        record = {name: value for name, value in sample().items() if name != key}
        assert r"\end{document}" in tex(record)
        assert _printed(record)


@pytest.mark.parametrize("text", [EVIL, PAYLOAD, "[bold]"])
def test_what_is_typed_is_set_as_it_stands(text):
    written = tex(planted(text))
    assert r"\input{/" not in written
    assert written.count(r"\end{document}") == 1
    assert not re.search(r"(?<!\\)%", written)
    assert not re.search(r"(?<!\\)#", written)
    shown = _printed(planted(text))
    assert text in shown or text in shown.replace("\n", "")


def test_a_terminal_takes_nothing_for_markup():
    plain = _printed(planted("(bold)")).replace("(bold)", "[bold]")
    assert _printed(planted("[bold]")) == plain


def test_a_terminal_shows_each_form_with_verdict_and_rung():
    shown = _printed(sample())
    for line in (
        "tamed up to the constant (1 + rho)/(4*(1 - rho))",
        "state moment: proved",
        "  (1 + lambda*rho)/(1 - lambda*rho)",
        "sensitivity, gamma differentiated: accepted by sums over lags",
        "sensitivity without gamma: rejected by a differentiated run",
        "Hessian: undecided",
        "  domain:     -oo < omega < oo",
        "  inside:     yes, proved",
        "  optimum:    tanh(omega); closed form, proved by substitution",
        "  seed:       7",
    ):
        assert line in shown.splitlines()
    assert re.search(
        r"gamma differentiated +omega -> -oo +0 +\(1 \+ rho\)/\(4\*\(1 - rho\)\)", shown
    )


def _printed(record) -> str:
    console = Console(file=io.StringIO(), width=120, color_system=None)
    terminal(console, record)
    return console.file.getvalue()


@pytest.mark.tex
@pytest.mark.slow
@pytest.mark.parametrize("record", [sample, bare, dict, planted, lambda: planted(EVIL)])
def test_pdflatex_sets_the_article(tmp_path, record):
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    (tmp_path / "main.tex").write_text(tex(record()), encoding="ascii")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
    for _ in range(2):
        done = subprocess.run(
            [*command, "main.tex"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=120,
        )
        assert done.returncode == 0, done.stdout[-2000:]
    if record is sample:
        assert "Overfull" not in done.stdout
    assert "Missing character" not in done.stdout
