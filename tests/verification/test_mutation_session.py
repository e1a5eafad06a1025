"""What `linrec mutants` passes on and prints, line by line, with nothing really simulated."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import verification.session
from verification.errors import InputError
from verification.mutation import probing, session, survey
from verification.mutation.sorting import Kinds

LONG = "x" * 200
BATCH: dict[str, Any] = {
    "total": 40,
    "duplicates": 7,
    "degenerate": 1,
    "equivalent": 4,
    "suspicious": True,
    "distinct": 28,
    "killed": {"exact": 27, "montecarlo": 26},
    "right_killed": ["exact", "montecarlo"],
    "survivors": [
        {
            "operator": "integer + 1",
            "place": "0.1",
            "expression": "1 + rho/3",
            "survived": ["exact", "montecarlo"],
        }
    ],
    "seconds": 0.126,
}
CLEAN = {
    **BATCH,
    "suspicious": False,
    "killed": {"exact": 28, "montecarlo": 28},
    "right_killed": [],
    "survivors": [],
}
WHOLE: dict[str, Any] = {
    "state_kernel": {"order1": BATCH, "order2": CLEAN},
    "montecarlo": {
        "points": [{"lambda": "1/2", "rho": "1/3", "designed": 900, "run": 131072}],
        "designed_steps": 900,
        "steps": 131072,
        "seconds": {"design": 0.4, "run": 2.5},
        "alpha": 1e-9,
        "beta": 1e-6,
    },
}
PRINTED = """\
Wrong formulas made on purpose, and what kills them
 formula       order  made  twice  1/0  equal  wrong  by exact  by montecarlo  alive  seconds
 state_kernel      1    40      7    1      4     28        27             26      1     0.13
 state_kernel      2    40      7    1      4     28        28             28      0     0.13
twice, 1/0, equal: proved equal to another, without a value, the formula itself
state_kernel, order1: suspicious, 10% of the mutants are equivalent
state_kernel, order1: the right formula is killed by exact, montecarlo
state_kernel, order1: alive (exact, montecarlo): integer + 1 at 0.1
  1 + rho/3
montecarlo: 1 designed points, 900 steps needed, 131,072 run (design 0.4 s, run 2.5 s); \
alpha 1e-09, beta 1e-06
  lambda = 1/2, rho = 1/3, designed = 900, run = 131072
"""


def show(monkeypatch: pytest.MonkeyPatch, whole: dict[str, Any]) -> None:
    """Print a record as `linrec mutants` does."""
    monkeypatch.setattr(session, "results", lambda *a, **k: whole)
    session.hold(("state_kernel",), 0, (), 0, as_json=False, quiet=False)


def test_the_report_as_it_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    show(monkeypatch, WHOLE)
    lines = capsys.readouterr().out.splitlines()
    bare = [line.translate(dict.fromkeys(map(ord, "│┃"))) for line in lines]
    words = [line.rstrip() for line in bare if any(c.isalnum() for c in line)]
    for k in (0, 4):  # centred over the table
        words[k] = words[k].strip()
    assert words == PRINTED.splitlines()


def test_lines_break_at_140_where_nobody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = {**BATCH["survivors"][0], "expression": LONG}
    show(monkeypatch, {"state_kernel": {"order1": {**BATCH, "survivors": [one]}}})
    assert max(map(len, capsys.readouterr().out.splitlines())) == 140


def test_a_terminal_has_its_own_width_and_colours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show(monkeypatch, WHOLE)
    lines = capsys.readouterr().out.splitlines()
    assert max(line.count("━") for line in lines) <= 70
    first, second = (line for line in lines if "state_ke" in line and "│" in line)
    assert "\x1b[31m" in first  # one line for each formula, however narrow; red if one is alive
    assert "\x1b[31m" not in second
    assert "  1 + rho/3" in lines
    assert lines[-1] == "  lambda = 1/2, rho = 1/3, designed = 900, run = 131072"
    assert sum("┃" in line for line in lines) == 1  # so is the heading


@pytest.mark.parametrize(
    ("as_json", "quiet", "silent"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_everything_asked_is_passed_on(
    monkeypatch: pytest.MonkeyPatch, as_json: bool, quiet: bool, silent: bool
) -> None:
    asked: list[Any] = []

    def results(*given: Any, **named: Any) -> dict[str, Any]:
        asked.append((given, named))
        return {name: {"order1": CLEAN} for name in given[0]}

    monkeypatch.setattr(session, "results", results)
    names = ("linrec/state_kernel", "state_moment")
    assert session.hold(names, 5, ("driven",), 3, as_json=as_json, quiet=quiet) == 0
    assert session.hold((), 5, (), 3, as_json=as_json, quiet=quiet) == 0
    assert asked == [
        ((("state_kernel", "state_moment"), 5, ("driven",), 3), {"quiet": silent}),
        ((survey.EXPONENTIAL, 5, ("exact",), 3), {"quiet": silent}),
    ]


@pytest.mark.parametrize(
    ("rungs", "strictly"), [(("exact",), 0), (("driven",), 1), (("exact", "montecarlo"), 1)]
)
def test_each_formula_is_surveyed_and_the_simulation_is_one(
    monkeypatch: pytest.MonkeyPatch, rungs: tuple[str, ...], strictly: int
) -> None:
    batch = survey.Batch(Kinds((), 0, (), ()), {}, (), 0.0)
    seen: dict[str, list[Any]] = {"survey": [], "probe": [], "strict": [], "track": []}

    def surveyed(*given: Any) -> Any:
        seen["survey"].append(given)
        return {"order1": batch}

    def probed(found: Any, seed: int) -> Any:
        seen["probe"].append((found, seed))
        return {name: {"order1": batch._replace(seconds=7.0)} for name in found}, "the run"

    def tracked(items: Any, *given: Any, **named: Any) -> Any:
        seen["track"].append((given, named))
        return items

    monkeypatch.setattr(survey, "survey", surveyed)
    monkeypatch.setattr(session, "track", tracked)
    monkeypatch.setattr(probing, "probe", probed)
    monkeypatch.setattr(probing, "record", lambda run: {"of": run})
    monkeypatch.setattr(verification.session, "strict", lambda: seen["strict"].append(()))
    names = ("state_kernel", "state_moment")
    found = session.results(names, 5, rungs, 3, quiet=True)
    assert seen["survey"] == [(name, 5, rungs, 3) for name in names]
    assert seen["track"] == [((2, "mutants"), {"quiet": True})]
    assert len(seen["strict"]) == strictly
    simulated = "montecarlo" in rungs
    assert seen["probe"] == ([({n: {"order1": batch} for n in names}, 3)] if simulated else [])
    assert [found[name]["order1"]["seconds"] for name in names] == [7.0 * simulated] * 2
    assert found.get("montecarlo") == ({"of": "the run"} if simulated else None)


def test_only_the_exponential_input_is_simulated() -> None:
    assert session._named(("state_kernel_white",), ("exact",)) == ("state_kernel_white",)
    with pytest.raises(InputError) as refused:
        session._named(("state_kernel_white",), ("montecarlo",))
    assert str(refused.value) == (
        "NAME 'state_kernel_white': is not about the exponential input, the one that is simulated "
        "here; use --rung exact or --rung driven"
    )
