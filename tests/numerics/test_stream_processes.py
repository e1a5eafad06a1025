"""Streams in processes of their own: on more devices, killed, and gone on with."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from numerics.points import Point
from numerics.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
POINTS = (Point(0.999, 0.99, 0.9), Point(0.5, 0.3, -0.2), Point(0.5 + 0.3j, -0.25, 0.4))
SETTINGS = Settings(2**19, replicas=4, lanes=2)
SEED = 11
PROGRAM = """
import sys, time, jax
from pathlib import Path
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_num_cpu_devices", int(sys.argv[1]))
import numerics.stream
from numerics.plan import plan
from numerics.points import Point, exponential
from numerics.settings import Settings
numerics.stream.ticks = lambda groups, scale: int(sys.argv[2])
path = Path(sys.argv[3]) if len(sys.argv) > 3 else None
groups = plan([exponential(p) for p in {points}], {settings})
assert len(jax.devices()) == int(sys.argv[1])
for snapshot in numerics.stream.stream(groups, {seed}, path=path, every=0.0):
    print(snapshot.done, flush=True)
    time.sleep(0.01)
print(repr(snapshot.estimates))
"""

pytestmark = pytest.mark.slow


def command(count: int, pieces: int, *path: str, settings: Settings = SETTINGS) -> list[str]:
    points = "[" + ", ".join(map(repr, POINTS)) + "]"
    program = PROGRAM.format(points=points, settings=repr(settings), seed=SEED)
    return [sys.executable, "-c", program, str(count), str(pieces), *path]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu"}


def finished(arguments: list[str]) -> list[str]:
    done = subprocess.run(
        arguments, capture_output=True, text=True, cwd=ROOT, env=environment(), check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def right() -> str:
    """Give the end of a run in one piece on one device."""
    return finished(command(1, 1))[-1]


@pytest.mark.parametrize("count", [2, pytest.param(4, marks=pytest.mark.long)])
def test_devices_do_not_matter(right: str, count: int) -> None:
    assert "state_kernel" in right
    assert finished(command(count, count + 1))[-1] == right


@pytest.mark.parametrize("kills", [1, pytest.param(3, marks=pytest.mark.long)])
def test_a_killed_run_goes_on(right: str, tmp_path: Path, salt: int, kills: int) -> None:
    path, pieces, draw = tmp_path / "run", 40, random.Random(salt)
    arguments, reached = command(1, pieces, str(path)), 0
    for _ in range(kills):
        more = draw.randint(2, 9)
        with subprocess.Popen(
            arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
        ) as child:
            assert child.stdout is not None
            lines = [int(child.stdout.readline()) for _ in range(more)]
            time.sleep(draw.random() * 0.02)  # a piece with its checkpoint takes about as long
            child.send_signal(signal.SIGKILL)
            lines += [int(line) for line in child.stdout.read().splitlines()]
        assert child.returncode == -signal.SIGKILL
        assert reached <= lines[0]
        assert lines == list(range(lines[0], lines[0] + len(lines)))
        reached = lines[-1]
    *numbers, estimates = finished(arguments)
    assert 0 < reached <= int(numbers[0]) < pieces == int(numbers[-1])
    assert estimates == right


@pytest.mark.long
def test_plain_runs_go_on_in_another_process(tmp_path: Path) -> None:
    settings = Settings(2**10, form="plain", start="zero", replicas=2, lanes=2)
    arguments = command(1, 1, str(tmp_path / "run"), settings=settings)
    assert finished(arguments)[-1] == finished(arguments)[-1]
