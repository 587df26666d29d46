"""What the service counts for Prometheus. Labels hold outcomes and codes, never anything of a customer."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

_SECONDS = (0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one app."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._turns = Counter("xiaoer_turns", "Turns, by how they ended", ["outcome"], registry=self._registry)
        self._seconds = Histogram(
            "xiaoer_turn_seconds", "How long turns take", buckets=_SECONDS, registry=self._registry
        )
        self._errors = Counter("xiaoer_errors", "Errors told to clients, by code", ["code"], registry=self._registry)
        self.withheld = Counter("xiaoer_withheld", "Sentences that the guard kept back", registry=self._registry)
        self._outcomes = {
            outcome: self._turns.labels(outcome) for outcome in ("answered", "turn_failed", "turn_timeout", "stopped")
        }

    def turn(self, outcome: str, seconds: float) -> None:
        """Count a turn."""
        self._outcomes[outcome].inc()
        self._seconds.observe(seconds)

    def error(self, code: str) -> None:
        """Count an error that a client was told."""
        self._errors.labels(code).inc()

    def watch(self, name: str, description: str, value: Callable[[], float]) -> None:
        """Show a value that is read whenever the metrics are asked for."""
        Gauge(name, description, registry=self._registry).set_function(value)

    def text(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self._registry)
