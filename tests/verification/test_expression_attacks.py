"""Nothing in a hostile text runs, and every one is answered or refused at once."""

import ast
import builtins
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import S, Symbol

from verification.errors import InputError
from verification.expression import canonical_name, parse_expression, parse_number, parse_point

NAMES = {n: Symbol(n) for n in ("lambda", "lambda_0", "rho", "omega")}
KNOWN = frozenset({*NAMES.values(), *(Symbol(f"{n}_bar") for n in NAMES if n != "rho")})

WRITTEN = Path(__file__).with_name("attacks.txt").read_text(encoding="utf-8").splitlines()
MADE = (
    "",
    " \t\r\n",
    "\x00",
    "rho\x00",
    "rho\x0b+1",
    "rho\x1b[31m",
    "\u202erho",
    "rho\u200b",
    "\ufeffrho",
    "\xa0rho",
    "\ud800",
    "rho\nimport os",
    "rho\n\nrho",
    "9" * 31,
    "9" * 4000,
    "0x" + "f" * 10**6,
    "1e" + "9" * 3990,
    "1e" + "0" * 3000 + "1",
    "." + "0" * 3000 + "1",
    "(" * 61 + "rho" + ")" * 61,
    "(" * 1999 + "1" + ")" * 1999,
    "(" * 4000,
    ")" * 4000,
    "|" * 4000,
    "|" * 60 + "rho" + "|**2" * 60,
    "-" * 3999 + "1",
    "-" * 700 + "1",
    "1" + "+-" * 390 + "1",
    "rho" + "**rho" * 390,
    "rho" + "**2" * 390,
    "conj(" * 60 + "rho" + ")" * 60,
    "conj(" * 58 + "lambda+rho" + ")" * 58,
    "Re(lambda*" * 59 + "rho" + ")" * 59,
    "Im(1+lambda/" * 25 + "rho" + ")" * 25,
    "|lambda+" * 50 + "rho" + "|**2" * 50,
    "1/(1-lambda/" * 28 + "rho" + ")" * 28,
    "(" * 55 + "rho" + "+1)**2" * 55,
    "+".join(["lambda"] * 400),
    "*".join(["(lambda+rho)"] * 250),
    "*".join(f"(lambda+{k}*I)" for k in range(100, 210)),
    "+".join(f"{k}/(lambda+{k})" for k in range(100, 210)),
    "*".join(f"(lambda**{k % 60}+rho)" for k in range(160)),
    "+".join(["9" * 29] * 130),
    "*".join(["9" * 29] * 130),
    "/".join(["9" * 29] * 130),
    "+".join(f"1/{10**28 + k}" for k in range(120)),
    "rho" + "()" * 1000,
    "Re" + "(rho)" * 700,
    "lambda " * 500,
    "[" * 4000,
    "rho" * 10**6,
    "a" * 4000,
    "_" * 4000,
    "λ" * 4000,
)
ATTACKS = (*WRITTEN, *MADE)

WATCHED = ("eval", "exec", "open", "__import__", "input", "breakpoint", "compile")
EVENTS = ("exec", "open", "os", "subprocess", "socket", "compile", "import", "ctypes", "pickle")

pytestmark = pytest.mark.slow


class Watch:
    """A list of what was run, opened, imported or compiled while it listens."""

    def __init__(self) -> None:
        self.listening = False
        self.seen: list[str] = []

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        """Take an event that the interpreter itself reports."""
        parsing = event == "compile" and arguments[1] == "<unknown>"
        if self.listening and event.partition(".")[0] in EVENTS and not parsing:
            self.seen.append(f"{event} {arguments!r:.80}")

    def wrap(self, name: str, original: Callable[..., object]) -> Callable[..., object]:
        """Give a built-in function that reports its calls."""

        def call(*args: object, **kwargs: object) -> object:
            if self.listening and not self.is_expected(name, args):
                self.seen.append(f"{name} {args[:1]!r:.80}")
            return original(*args, **kwargs)

        return call

    @staticmethod
    def is_expected(name: str, args: tuple[Any, ...]) -> bool:
        """Tell parsing, and SymPy's imports inside its own functions, from the rest."""
        if name == "__import__":
            return len(args) > 1 and str(args[1].get("__name__")).startswith("sympy.")
        return name == "compile" and ast.PyCF_ONLY_AST in args

    @contextmanager
    def listen(self) -> Generator[None]:
        """Listen inside a with block."""
        with pytest.MonkeyPatch.context() as patch:
            for name in WATCHED:
                patch.setattr(builtins, name, self.wrap(name, getattr(builtins, name)))
            self.listening = True
            try:
                yield
            finally:
                self.listening = False


@pytest.fixture(scope="module")
def hooked() -> Watch:
    """A watch attached to the interpreter; an audit hook cannot be removed, so one serves all."""
    watch = Watch()
    sys.addaudithook(watch.audit)
    read_by_all("conj(1+I*lambda)/3")
    return watch


@pytest.fixture
def watch(hooked: Watch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Watch:
    """A watch that has seen nothing yet, in an empty working directory."""
    monkeypatch.chdir(tmp_path)
    hooked.seen.clear()
    return hooked


def read_by(read: Callable[[str], object], text: str) -> object:
    """Give what a reader makes of a text, or None where it refuses in one line."""
    try:
        return read(text)
    except InputError as error:
        message = str(error)
    assert message.isprintable()
    assert len(message) < 400
    return None


def read_safely(text: str) -> None:
    """Check that a text is one finite expression over known symbols, or one refusal."""
    expression = read_by(lambda t: parse_expression(t, NAMES), text)
    if expression is None:
        return
    assert isinstance(expression, sympy.Expr)
    assert expression.free_symbols <= KNOWN
    assert not expression.has(S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.NaN)
    assert not expression.atoms(sympy.Function, sympy.Float)
    assert str(expression)


def read_by_all(text: str) -> None:
    """Give a text to every reader, in every place where a user could put it."""
    read_safely(text)
    for read in (parse_number, parse_point, canonical_name):
        for variant in (text, f"rho={text}", f"{text}=1"):
            read_by(read, variant)


def test_the_corpus_is_large() -> None:
    """The corpus is there, and its entries differ."""
    assert len(set(ATTACKS)) == len(ATTACKS) > 300


@pytest.mark.parametrize("text", ATTACKS, ids=[f"{i}-{a[:20]!a}" for i, a in enumerate(ATTACKS)])
def test_attack_is_answered_or_refused(text: str, watch: Watch, tmp_path: Path) -> None:
    """A hostile text runs nothing, leaves nothing behind, and is dealt with at once."""
    start = time.process_time()
    with watch.listen():
        read_by_all(text)
    # a hang, not a benchmark: these texts take at most a quarter of a second
    assert time.process_time() - start < 10
    assert watch.seen == []
    assert not list(tmp_path.iterdir())
    assert not hasattr(builtins, "linrec_canary")


@pytest.mark.parametrize(
    "unsafe",
    [
        lambda: eval("1"),
        lambda: sympy.sympify("rho + 1"),
        lambda: compile("1", "<attack>", "eval"),
        lambda: __import__("os"),
        lambda: Path("linrec_canary").touch(),
        lambda: Path("linrec_canary").write_text("x"),
    ],
    ids=["eval", "sympify", "compile", "import", "touch", "write"],
)
def test_the_watch_sees(unsafe: Callable[[], object], watch: Watch) -> None:
    """The detector of the test above detects."""
    with watch.listen():
        unsafe()
    assert watch.seen


PIECES = (
    *"()|+-*/^., _=:;[]{}'\"\\\n\t#@!λ²₀ｌ019eI",
    *("lambda", "rho", "lam_0", "conj", "Re", "Im", "Abs", "**", "__", "2", "64", "1e9", "t0000"),
    *(".__class__", "import", "lambda x:", "exec(", "0x", "\x00", "\u202e", "\u0430"),
)
# mostly well-formed, so that the builder is reached and not only the grammar
SHAPES = st.recursive(
    st.sampled_from(["lambda", "rho", "I", "0", "1", "0.5", "1e30", "9" * 30, "-lambda_0"]),
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from("+-*/"), parts).map("".join),
        st.tuples(parts, st.sampled_from(("**2", "**-1", "^64", "**-63"))).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
        st.tuples(st.sampled_from(("", "conj", "Re", "Im")), parts).map(
            lambda pair: f"{pair[0]}({pair[1]})"
        ),
        parts.map(lambda part: f"|{part}|**2"),
    ),
    max_leaves=25,
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=80) | SHAPES)
def test_any_text_is_answered_or_refused(text: str) -> None:
    """Any text is an expression over known symbols or one refusal; so for numbers and points."""
    read_by_all(text)
