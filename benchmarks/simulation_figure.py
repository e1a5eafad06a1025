"""The figure of a run: throughput against steps, points and memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

LABELS = {
    "steps": "steps of each point, T",
    "points": "points that share their noise",
    "memory": r"memory $1/(1-\lambda)$, steps",
}


def draw(curves: dict[str, Any], path: Path) -> None:
    """Draw one panel for each curve, one line for each kernel.

    Args:
        curves: by panel and by kernel, pairs of abscissa and (point, step, chain) triples a second.
        path: the picture.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, len(curves), figsize=(4 * len(curves), 3.4), sharey=True)
    for panel, (name, lines) in zip(panels, curves.items(), strict=True):
        for kernel, pairs in lines.items():
            panel.loglog(*zip(*pairs, strict=True), "o-", markersize=4, label=kernel)
        panel.set_xlabel(LABELS[name])
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("point-steps a second, one core")
    panels[0].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=150)
    plt.close(figure)
