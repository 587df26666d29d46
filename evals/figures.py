"""Figures with intervals: the one form in which every suite reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over n cases with its 95% bootstrap interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a suite found. `published` maps a system's name to its figures as printed by its authors."""

    suite: str
    figures: dict[str, Figure]
    published: dict[str, dict[str, float]]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One JSON object: `figures` maps a name to `{"value", "low", "high", "n"}`."""
        return {
            "suite": self.suite,
            "figures": {name: asdict(figure) for name, figure in self.figures.items()},
            "published": self.published,
            "notes": list(self.notes),
        }


def bootstrap(scores: Sequence[float], *, rounds: int = 2000, seed: int = 0) -> Figure:
    """The mean of per-case scores and its percentile interval (Efron and Tibshirani 1993, chapter 13)."""
    if len(scores) == 0:
        raise ValueError("no scores; a figure needs at least one case")
    values = np.asarray(scores, dtype=np.float64)
    draws = np.random.default_rng(seed).integers(0, len(values), size=(rounds, len(values)))
    means = values[draws].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Figure(float(values.mean()), float(low), float(high), len(values))
