"""`linrec probe` and `linrec compare` refuse bad input, hostile texts, and files beyond reach."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from tests.verification.commands import emptied, run

ATTACKS = Path(__file__).with_name("attacks.txt").read_text(encoding="utf-8").splitlines()
folder = pytest.fixture(emptied)


BAD = {
    "nothing": (),
    "a number": ("3/4",),
    "no map": ("tanh(",),
    "a name before a parenthesis": ("omega(1)",),
    "lambda itself": ("lambda/2",),
    "close to a name": ("tahn",),
    "a gain of another symbol": ("tanh", "--gain", "q"),
    "a gain that is none": ("tanh", "--gain", "sqrt("),
    "no interval": ("tanh", "--domain", "omega"),
    "another coordinate": ("tanh", "--domain", "0<q<1"),
    "an empty interval": ("tanh", "--domain", "1<omega<0"),
    "a complex interval": ("tanh", "--domain", "0<omega<I"),
    "no input": ("tanh", "--input", "pink"),
    "a mixture that is none": ("tanh", "--input", "mixture x"),
    "a file of data that is not there": ("tanh", "--input", "data nowhere.npy"),
    "a horizon of none": ("tanh", "--horizon", "0"),
    "a budget of none": ("tanh", "--budget", "0"),
    "a seed that is none": ("tanh", "--seed", "x"),
    "another kind of report": ("tanh", "-o", "report.pdf"),
    "a folder": ("tanh", "-o", "."),
    "a file of one's own that is not there": ("nowhere.py:MINE",),
    "two of a kind": ("tanh", "--gate", "sigmoid(w*x+b)"),
    "the best of a map": ("tanh", "--optimal"),
    "a report of a gate": ("--gate", "sigmoid(w*x+b)", "-o", "gate.html"),
}
BAD_COMPARISONS = {
    "nothing": (),
    "too much": ("tanh", "--all"),
    "no map": ("tanh", "tanh("),
    "no input": ("tanh", "--input", "pink"),
    "another kind of figure": ("tanh", "-o", "figure.txt"),
}


def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *command: str
) -> str:
    assert run(monkeypatch, *command) == 2
    told = capsys.readouterr()
    assert told.out == ""
    progress = ("probing: ", "comparing: ")
    line = "\n".join(text for text in told.err.splitlines() if not text.startswith(progress))
    assert "Traceback" not in line
    assert list(Path().iterdir()) == []
    return line


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", BAD)
def test_bad_input(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(monkeypatch, capsys, "probe", *BAD[name])
    assert len(line.splitlines()) == 1, line


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", BAD_COMPARISONS)
def test_bad_comparisons(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(monkeypatch, capsys, "compare", *BAD_COMPARISONS[name])
    assert len(line.splitlines()) == 1, line


def test_the_functions_are_named_where_one_is_called_that_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    line = refused(monkeypatch, capsys, "probe", "omega(1)")
    for name in ("exp()", "tanh()", "softplus()", "conj()"):
        assert name in line
    assert "put * between" in line
    assert "functions are" not in refused(monkeypatch, capsys, "probe", "2(omega)")
    assert list(folder.iterdir()) == []


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(
            ("probe", "nu*exp(I*theta)", "--domain", "0<nu<1", "--horizon", "3"),
            marks=pytest.mark.long,
        ),
        pytest.param(("probe", "rho*omega", "--input", "exponential"), marks=pytest.mark.long),
        ("probe", "tanh", "--input", "ar 1.2 -0.5", "--horizon", "3"),
        pytest.param(
            ("probe", "--gate", "sigmoid(w*x)", "--at", "w=1, q=2"), marks=pytest.mark.long
        ),
        pytest.param(("probe", "--optimal", "--gain", "lambda*q"), marks=pytest.mark.long),
    ],
)
def test_what_the_child_refuses(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(refused(monkeypatch, capsys, *command).splitlines()) == 1


@pytest.mark.slow
def test_a_report_that_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "file").write_text("kept")
    command = ("probe", "tanh", "--horizon", "2", "--quiet")
    assert run(monkeypatch, *command, "-o", "file/report.json") == 74
    told = capsys.readouterr().err
    assert len(told.strip().splitlines()) == 1
    assert "file/report.json" in told
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert (folder / "file").read_text() == "kept"


PLACES = {
    "LAMBDA": lambda text: ("probe", "--quiet", "--", text),
    "gain": lambda text: ("probe", "tanh", f"--gain={text}"),
    "domain": lambda text: ("probe", "tanh", f"--domain={text}"),
    "domain, end": lambda text: ("probe", "tanh", f"--domain=0<omega<{text}"),
    "input": lambda text: ("probe", "tanh", f"--input={text}"),
    "input, rho": lambda text: ("probe", "tanh", f"--input=rho={text}"),
    "gate": lambda text: ("probe", f"--gate={text}"),
    "at": lambda text: ("probe", "--gate=sigmoid(w*x+b)", f"--at={text}"),
    "compare": lambda text: ("compare", "--quiet", "--", text),
}


class Reached(Exception):
    """What was typed could be read, and a child process would have begun."""


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_hostile_texts_run_nothing(
    place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    import verification.probing.comparing
    from verification.probing.work import work

    def stopped(module: str, requests: Any, limits: Any) -> Any:
        for request in requests:
            if request["step"] == "gate" and place in ("gate", "at"):
                tuple(zip(range(1), work(request), strict=False))
            raise Reached

    for home in ("comparing", "gate_table", "probe"):
        monkeypatch.setattr(getattr(verification.probing, home), "answers", stopped)
    assert len(ATTACKS) > 300
    reached = 0
    for text in ATTACKS if place not in ("gate", "at") else ATTACKS[::10]:
        try:
            assert run(monkeypatch, *PLACES[place](text)) == 2, text
        except Reached:
            reached += 1
        assert "Traceback" not in capsys.readouterr().err
        assert list(folder.iterdir()) == [], text
        assert not hasattr(builtins, "linrec_canary"), text
    assert reached < len(ATTACKS) / 2
