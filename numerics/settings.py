"""How a simulation is to be run, as its user asks for it."""

from __future__ import annotations

from typing import NamedTuple

from numerics.refusal import Refusal

LAWS = ("rademacher", "gaussian", "uniform", "laplace")
PRECISIONS = ("mixed", "double")
FORMS = ("auto", "thinned", "gram", "plain")
STARTS = ("law", "zero")


class Settings(NamedTuple):
    """How a simulation is to be run.

    Args:
        steps: steps in all for each point, over its chains; rounded up to whole blocks.
        law: law of the innovations, one of `LAWS`.
        precision: `mixed` (products in float32, state in float64) or `double`.
        form: `thinned`, `gram`, `plain`, or `auto`, which chooses by the memory of each group.
        start: `law` (stationary second moments, by doubling the recurrence) or `zero`.
        replicas: independent runs that devices share out; None chooses.
        lanes: chains of a replica; None chooses.
        wide: whether the device wants many lanes (a GPU).
    """

    steps: int
    law: str = "rademacher"
    precision: str = "mixed"
    form: str = "auto"
    start: str = "law"
    replicas: int | None = None
    lanes: int | None = None
    wide: bool = False


def check(settings: Settings) -> None:
    """Refuse settings that no run can have.

    Args:
        settings: any.

    Raises:
        Refusal: in one line.
    """
    known = (
        ("law", settings.law, LAWS),
        ("precision", settings.precision, PRECISIONS),
        ("form", settings.form, FORMS),
        ("start", settings.start, STARTS),
    )
    for name, value, allowed in known:
        if value not in allowed:
            raise Refusal(name, value, f"one of {', '.join(allowed)}", "choose one of these")
    for name, count in (("replicas", settings.replicas), ("lanes", settings.lanes)):
        if count is not None and count < 1:
            raise Refusal(name, count, "a positive integer", "leave it out to have one chosen")
    if settings.steps < 1:
        raise Refusal("steps", settings.steps, "a positive integer", "write it as 1e9")
    if settings.form == "plain" and settings.start != "zero":
        raise Refusal("start", settings.start, "zero with form plain", "add --start zero")
