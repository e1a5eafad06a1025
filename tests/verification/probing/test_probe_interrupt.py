"""An interrupt ends a probe and its child process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.slow
def test_an_interrupt_leaves_no_child() -> None:
    root = Path(__file__).resolve().parents[3]
    # a parent may have told its children to ignore the signal
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "from verification.cli import main; main()"
    deep = "tanh(" * 9 + "omega" + ")" * 9
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", code, "probe", deep, "--quiet"],
        env={**os.environ, "PYTHONPATH": str(root)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 120
        while not (inner := children(child.pid)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert inner
        time.sleep(1)
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=60)
    finally:
        child.kill()
        child.communicate()
    assert child.returncode == 130
    assert "Traceback" not in told
    # one that is interrupted while it imports ends as soon as it asks for work
    deadline = time.monotonic() + 60
    while any(map(is_running, inner)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(is_running, inner))


def is_running(pid: int) -> bool:
    path = Path(f"/proc/{pid}/stat")
    try:
        return path.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(number) for number in path.read_text().split()] if path.exists() else []
