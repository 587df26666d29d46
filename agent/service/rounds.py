"""What is put off to the end of a turn of the event loop: one callback for all, where each would cost as much."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Generic, TypeVar

_logger = logging.getLogger(__name__)
T = TypeVar("T")


class Round(Generic[T]):
    """Collects things during a turn of the loop, and does something with each of them at its end."""

    __slots__ = ("_act", "_due")

    def __init__(self, act: Callable[[T], None]) -> None:
        self._act = act
        self._due: list[T] = []

    def add(self, one: T) -> None:
        """This one too."""
        if not self._due:
            asyncio.get_running_loop().call_soon(self._go)
        self._due.append(one)

    def _go(self) -> None:
        due, self._due = self._due, []
        for one in due:
            try:
                self._act(one)
            except Exception:  # one that fails must not hold up the others
                _logger.exception("a callback failed")
