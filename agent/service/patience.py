"""How long, and for how much, a client is listened to before it has said what it wants.

uvicorn waits for ever for the rest of a request's head and keeps all of it; a few thousand clients that never finish
theirs would take every socket there is.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with an end to its patience."""

    head_seconds: ClassVar[float] = 10.0
    head_bytes: ClassVar[int] = 65_536

    _patience: asyncio.TimerHandle | None = None
    _seen = 0  # bytes since the head began

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._done()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that is far too long ends the connection."""
        self._seen += len(data)
        super().data_received(data)
        if self._patience is not None and self._seen > self.head_bytes:
            self._give_up()

    def on_message_begin(self) -> None:
        """A request's first bytes are here."""
        super().on_message_begin()
        if self._patience is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """Its head is whole; how long its body may take is the app's matter."""
        self._done()
        super().on_headers_complete()

    def _wait(self) -> None:
        self._seen = 0
        self._patience = self.loop.call_later(self.head_seconds, self._give_up)

    def _done(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._done()
        self.transport.abort()
