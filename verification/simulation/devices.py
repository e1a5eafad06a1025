"""The devices that a simulation runs on: those of this process, or of several together."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from math import gcd
from typing import NamedTuple

import jax
from jax.sharding import Mesh

from numerics.devices import mesh_of
from numerics.memory import check_memory
from numerics.plan import Group, plan
from numerics.settings import Settings
from numerics.system import System
from verification.errors import InputError, refusal
from verification.session import strict


class Hosts(NamedTuple):
    """The processes that share a run.

    Args:
        coordinator: `HOST:PORT` of process 0; None where there is one process.
        size: how many there are.
        rank: which one this is, from 0.
    """

    coordinator: str | None = None
    size: int = 1
    rank: int = 0


def hosts_of(coordinator: str | None, count: int | None, index: int | None) -> Hosts:
    """Read the three options that belong together.

    Args:
        coordinator: `HOST:PORT`.
        count: how many processes.
        index: which one this is.

    Returns:
        The processes.

    Raises:
        InputError: if one is missing or makes no sense.
    """
    given = (coordinator, count, index)
    if all(option is None for option in given):
        return Hosts()
    if coordinator is None or count is None or index is None:
        missing = ("--coordinator", "--hosts", "--host")[given.index(None)]
        raise InputError(f"{missing}: missing, --coordinator, --hosts and --host go together")
    found = re.fullmatch(r"[\w.\-:\[\]]+:([0-9]{1,5})", coordinator)
    if found is None or not 0 < int(found[1]) < 2**16:
        raise InputError(
            refusal("--coordinator", coordinator, "is not HOST:PORT", "write 127.0.0.1:4321")
        )
    if not 0 <= index < count:
        remedy = "number the processes from 0"
        raise InputError(refusal("--host", index, f"is not below --hosts {count}", remedy))
    return Hosts(coordinator, count, index)


def arrange(
    systems: Sequence[System], settings: Settings, devices: int | None, hosts: Hosts
) -> tuple[tuple[Group, ...], Mesh]:
    """Set JAX up, lay the simulation out and line up its devices.

    Args:
        systems: one per point.
        settings: what was asked for.
        devices: of this process; None takes as many cores as can share the replicas.
        hosts: the processes.

    Returns:
        The plan and the devices; a `Refusal` is raised if there is none.
    """
    strict()
    groups = plan(systems, settings)
    asked = devices or _sharing(groups, hosts.size)
    with suppress(RuntimeError):  # devices that exist already cannot be counted anew
        jax.config.update("jax_num_cpu_devices", asked)  # type: ignore[no-untyped-call]
    if hosts.coordinator is not None:
        _keep_answer_clean()
        _join(hosts)
    if jax.default_backend() != "cpu":
        groups = plan(systems, settings._replace(wide=True))
    mesh = mesh_of(devices if hosts.coordinator is None else None)
    check_memory(groups, mesh)
    return groups, mesh


def _sharing(groups: Sequence[Group], hosts: int) -> int:
    replicas = gcd(*(group.replicas for group in groups))
    fitting = (n for n in range(os.cpu_count() or 1, 1, -1) if replicas % (n * hosts) == 0)
    return next(fitting, 1)


def _keep_answer_clean() -> None:
    """Send to the error stream what the collectives' library prints, which is no answer."""
    sys.stdout.flush()
    answer = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(answer, "w", encoding="utf-8")


def _join(hosts: Hosts) -> None:
    jax.config.update("jax_cpu_collectives_implementation", "gloo")  # type: ignore[no-untyped-call]
    try:
        jax.distributed.initialize(hosts.coordinator, hosts.size, hosts.rank)
    except (RuntimeError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        rule, remedy = f"the processes did not meet, {reason}", "start all, with one address"
        raise InputError(refusal("--coordinator", hosts.coordinator, rule, remedy)) from None
