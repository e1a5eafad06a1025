"""LaTeX with no reading or two, too large, or no text at all is refused in one line."""

import pytest

from derivations.symbols import RHO
from verification.errors import InputError
from verification.latex_build import MAX_DIGITS, MAX_EXPONENT
from verification.latex_reader import MAX_NESTING, read_latex
from verification.latex_reader import TYPED as ALLOWED

REFUSED = (
    "", " ", "$$", "|", r"\lambda^*", r"\lambda^{\ast}", r"\lambda^\dagger", r"\sqrt{\lambda}",
    "2 3", r"2\frac12", r"\frac12 3", r"\lambda 2", r"\lambda^23", r"\frac123", r"1/2\lambda",
    r"1/2/3", r"\lambda_01", r"\lambda_{1}", r"\rho_0", r"\bar{\rho\lambda}_0", "a", "e", "i",
    r"|\lambda|", r"|\lambda|^3", r"\lambda^{1/2}", r"\lambda^{\rho}", r"\lambda^\rho",
    r"\frac{1}{0}", r"0^{-1}", r"\frac{\rho}{\lambda-\lambda}", r"K = \lambda",
    r"\operatorname{Re}\lambda\rho", r"\operatorname{Re}\lambda^2", r"\operatorname{Im}(\lambda)",
    r"\lambda \\ \rho", r"(\lambda]", r"(\lambda", r"\lambda)", r"\frac{1}{2", r"\frac{1}",
    r"\sum_{k} \rho^{k}", r"G(\lambda,\rho)", "G", r"K(\lambda)", r"K'(\lambda,\rho)", "R(1)",
    "R(0", r"\bar{\bar", "-", r"+", r"--\lambda", r"\lambda +", r"x", r"\left|\lambda", "1e5",
    r"\input{secret}", r"\write18{ls}", r"\def\lambda{1}", r"\csname x\endcsname", r"\catcode`\%",
    '__import__("os").getcwd()', "lambda: 0", r"\lambda % \rho", "\x00", "\u03bb", r"\Lambda",
    r"\lambdarho", r"\begin{document}\lambda\end{document}", r"\lambda!", r"\lambda^{-}",
)  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_unknown_or_has_two_readings_is_refused_in_one_line(text):
    with pytest.raises(InputError) as refused:
        read_latex(text, argument="--formula")
    message = str(refused.value)
    assert message.startswith("--formula")
    assert message.isprintable()
    assert len(message) < 250


HUGE = (
    "1" * (ALLOWED.length + 1),
    "9" * (MAX_DIGITS + 1),
    "(" * (MAX_NESTING + 1) + "1" + ")" * (MAX_NESTING + 1),
    "{" * 1500 + "1" + "}" * 1500,
    r"\frac{1}{1+" * 100 + "1" + "}" * 100,
    rf"\lambda^{{{MAX_EXPONENT + 1}}}",
    r"\lambda^{-65}",
    "((9^{64})^{64})^{64}",
    r"((((1+\lambda)^{64}+1)^{64}+1)^{64}+1)^{64}",
    "|" * 500,
)


@pytest.mark.parametrize("text", HUGE, ids=range(len(HUGE)))
def test_what_is_too_large_is_refused(text):
    with pytest.raises(InputError):
        read_latex(text)


def test_a_long_flat_sum_is_read():
    assert read_latex("+".join([r"\rho"] * 700)) == 700 * RHO


def test_text_must_be_text():
    with pytest.raises(InputError, match="not text"):
        read_latex(None)
