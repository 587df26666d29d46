"""Tells the consoles of this process that something changed; they then look for themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

_WAITING = 1000  # changes that a console may lag behind; one that lags further looks at everything anyway


class Bell:
    """Rung from any thread, heard in the loop of each listener."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Queue[str], asyncio.AbstractEventLoop] = {}

    def ring(self, subject: str) -> None:
        """A conversation, the queue or the gaps changed."""
        for queue, loop in list(self._listeners.items()):
            if not loop.is_closed():
                loop.call_soon_threadsafe(_put, queue, subject)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[str]]:
        """What changes from now on."""
        queue: asyncio.Queue[str] = asyncio.Queue(_WAITING)
        self._listeners[queue] = asyncio.get_running_loop()
        try:
            yield queue
        finally:
            del self._listeners[queue]


def _put(queue: asyncio.Queue[str], subject: str) -> None:
    if not queue.full():
        queue.put_nowait(subject)
