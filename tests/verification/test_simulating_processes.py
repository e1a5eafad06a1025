"""`linrec simulate` in processes of its own: two that share a run, a real Ctrl-C, a picture."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from verification.alone import alone
from verification.simulation.plot import deviation, draw

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
# a parent may have told its children to ignore the signal; pieces are small so that one is cut off
CODE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from numerics import plan; plan.PIECE = 2e6\n"
    "from verification.cli import main; main()"
)
POINT = ("--at", "lambda=9/10, lambda_0=7/10+I/5, rho=-3/10", "--no-predict", "--json")


def began(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CODE, "simulate", *POINT, *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def ended(process: subprocess.Popen[str], code: int = 0) -> tuple[str, str]:
    out, err = process.communicate(timeout=300)
    assert process.returncode == code, err
    return out, err


@pytest.mark.long
def test_two_processes_and_one_agree_to_the_last_bit() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    steps = ("--steps", "2e6", "--devices", "1", "--form", "thinned")
    shared = (*steps, "--coordinator", f"127.0.0.1:{port}", "--hosts", "2", "--host")
    first, second = began(*shared, "0"), began(*shared, "1")
    together = json.loads(ended(first)[0])
    assert ended(second)[0] == ""
    alone = json.loads(ended(began(*steps, "--quiet"))[0])
    assert together["settings"]["devices"] == 2
    assert alone["settings"]["devices"] == 1
    assert together["estimates"] == alone["estimates"]


def test_a_folder_that_is_busy_stops_both_processes(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = ("--steps", "2e6", "--devices", "1", "-o", str(tmp_path))
    shared = (*asked, "--coordinator", f"127.0.0.1:{port}", "--hosts", "2", "--host")
    with alone(tmp_path):
        first, second = began(*shared, "0"), began(*shared, "1")
        assert "another run is writing here" in ended(first, 75)[1]
        assert "process 0 cannot use it" in ended(second, 2)[1]


def test_ctrl_c_leaves_a_run_that_goes_on(tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    asked = ("--steps", "3e9", "--form", "thinned", "--devices", "1", "--every", "0")
    process = began(*asked, "-o", str(tmp_path))
    while not (records.exists() and json.loads(records.read_text(encoding="utf-8"))["steps"]):
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    out, err = ended(process, 130)
    assert err.splitlines()[-1] == "interrupted; what is on disk is valid"
    partial = json.loads(out)
    assert not partial["complete"]
    assert json.loads(records.read_text(encoding="utf-8")) == partial
    assert (tmp_path / "checkpoint.npz").exists()
    process = began(*asked, "-o", str(tmp_path))
    time.sleep(0.1)
    while json.loads(records.read_text(encoding="utf-8"))["steps"] <= partial["steps"]:
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    resumed = json.loads(ended(process, 130)[0])
    assert resumed["steps"] > partial["steps"]


def record(eigenvalue: str, rho: str, **means: Any) -> dict[str, Any]:
    return {
        "at": {"lambda": eigenvalue, "lambda_0": "1/2", "rho": rho},
        "steps": 10**6,
        "estimates": {
            name: {"mean": mean, "stderr": error, "exact": exact, "predicted_stderr": None}
            for name, (mean, error, exact) in means.items()
        },
    }


def test_pictures_are_drawn(tmp_path: Path) -> None:
    records = [
        record(f"{1 - 10.0**-k}", rho, a=(1.01, 0.01, 1.0), b=([1, 2], [0.1, 0.2], [1, 2.5]))
        for k in (1, 2, 3)
        for rho in ("0", "1/2")
    ]
    starts = {".png": b"\x89PNG", ".pdf": b"%PDF", ".svg": b"<?xml"}
    for suffix, start in starts.items():
        for name, chosen in (("many", records), ("one", records[:1])):
            path = tmp_path / f"{name}{suffix}"
            draw(chosen, path)
            assert path.read_bytes().startswith(start)
    assert len(list(tmp_path.iterdir())) == 6


def test_deviations() -> None:
    assert deviation({"mean": 1.5, "stderr": 0.1, "exact": 2.0}) == (-0.25, 0.05)
    found = deviation({"mean": [0.0, 2.0], "stderr": [0.5, 0.1], "exact": [0.0, 1.0]})
    assert found == (1.0, 0.1)
    assert deviation({"mean": 0.1, "stderr": 0.1, "exact": 0.0}) is None
    assert deviation({"mean": 1.0, "stderr": 3.0, "exact": 1.0}) is None
