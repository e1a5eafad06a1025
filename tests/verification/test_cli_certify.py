"""Certificates written from the command line, and what has none: false, or proved otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.verification.commands import run, told
from verification.recheck import Certificate

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/gated_leaky.toml"


def test_a_wrong_published_form_has_no_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.json"
    assert run(monkeypatch, "certify", "paper/B.2.2-exponential", "-o", str(path)) == 1
    assert "is false, see `linrec audit`" in capsys.readouterr().err
    assert not path.exists()


@pytest.mark.parametrize("name", ["paper/1-product", "paper/2.2-diverges"])
def test_what_is_false_without_a_certificate_is_said_to_be(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "certify", name) == 1
    assert "is false, see `linrec audit`" in capsys.readouterr().err


def test_several_go_into_a_folder_as_they_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("certify", "paper/C.2.2-S", "state_kernel", "-o", str(tmp_path / "both"))
    assert run(monkeypatch, *asked) == 1
    assert [path.name for path in (tmp_path / "both").iterdir()] == ["state_kernel.json"]
    assert "1 certificates; 0 proved without, 1 false" in capsys.readouterr().err
    asked = ("certify", "state_kernel", "state_moment", "-o", str(tmp_path / "both.json"))
    assert run(monkeypatch, *asked) == 2


def test_what_is_proved_without_certificate_says_how(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "certify", "state_average_variance") == 3
    caught = capsys.readouterr()
    assert caught.out == ""
    assert "proof without certificate, " in caught.err
    assert "Poisson equation" in caught.err


def test_a_theorem_goes_into_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "certify", "pick-kernel", "-o", str(tmp_path / "one.json")) == 2
    assert "one file for several certificates" in capsys.readouterr().err
    assert run(monkeypatch, "certify", "theorem/pick-kernel", "-o", str(tmp_path / "all")) == 0
    files = sorted(str(path) for path in (tmp_path / "all").iterdir())
    assert len(files) > 2
    capsys.readouterr()
    assert run(monkeypatch, "recheck", "--quiet", *files) == 0
    assert capsys.readouterr().out == ""


def test_a_recurrence_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.json"
    asked = ("certify", "state_moment", "--system", str(EXAMPLE), "-o", str(path))
    assert run(monkeypatch, *asked) == 0
    cert = json.loads(path.read_text())
    assert "h' = " in "\n".join(Certificate(cert).check())
    assert run(monkeypatch, "recheck", str(path), "--json") == 0
    assert told(capsys)["catalogue"] == "unknown name"


@pytest.mark.parametrize("arguments", [(), ("--all", "state_kernel"), ("nix",)])
def test_what_certify_refuses(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "certify", *arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
