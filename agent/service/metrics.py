"""What the service counts for Prometheus. Labels hold outcomes and codes, never anything of a customer."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_SECONDS = (0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


_LABEL = re.compile(r"[a-z][a-z_]{0,39}")


def _label(value: str) -> str:
    """A value as a label: one of our own words, never a text."""
    return value if _LABEL.fullmatch(value) else "other"


class Metrics:
    """The counters of one app, plain numbers of one event loop until somebody asks for them."""

    def __init__(self) -> None:
        self.turns: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.withheld = 0
        self._took = [0] * (len(_SECONDS) + 1)
        self._seconds = 0.0
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def turn(self, outcome: str, seconds: float) -> None:
        """Count a turn."""
        self.turns[_label(outcome)] += 1
        self._took[bisect_left(_SECONDS, seconds)] += 1
        self._seconds += seconds

    def error(self, code: str) -> None:
        """Count an error that a client was told."""
        self.errors[_label(code)] += 1

    def watch(self, name: str, description: str, value: Callable[[], float]) -> None:
        """Show a value that is read whenever the metrics are asked for."""
        Gauge(name, description, registry=self._registry).set_function(value)

    def collect(self) -> Iterator[Metric]:
        """The counters as Prometheus' families."""
        turns = CounterMetricFamily("xiaoer_turns", "Turns, by how they ended", labels=["outcome"])
        for outcome, count in self.turns.items():
            turns.add_metric([outcome], count)
        errors = CounterMetricFamily("xiaoer_errors", "Errors told to clients, by code", labels=["code"])
        for code, count in self.errors.items():
            errors.add_metric([code], count)
        bounds = [*(str(bound) for bound in _SECONDS), "+Inf"]
        buckets = list(zip(bounds, accumulate(self._took), strict=True))
        yield turns
        yield errors
        yield CounterMetricFamily("xiaoer_withheld", "Sentences that the guard kept back", value=self.withheld)
        yield HistogramMetricFamily("xiaoer_turn_seconds", "How long turns take", buckets, self._seconds)

    def text(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self._registry)
