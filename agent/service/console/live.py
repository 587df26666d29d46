"""What changes, told to open consoles as server-sent events; and who has one open."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse

if TYPE_CHECKING:
    from agent.handoff.desk import Desk
    from agent.service.conversations import Conversations

_TICK = 1.0  # seconds in which a stop of the server is seen
_BEATS = 25  # ticks between two signs of life
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Live:
    """The streams of this process."""

    def __init__(self, desk: Desk, conversations: Conversations) -> None:
        self._desk = desk
        self._conversations = conversations
        self._open: Counter[str] = Counter()

    def stream(self, staff: str, token: str) -> StreamingResponse:
        """Everything that changes from now on, as long as the session lasts."""
        return StreamingResponse(self._events(staff, token), media_type="text/event-stream", headers=_HEADERS)

    async def _events(self, staff: str, token: str) -> AsyncIterator[str]:
        accounts = self._desk.accounts
        with self._desk.bell.listening() as changes:
            self._open[staff] += 1
            await asyncio.to_thread(accounts.present, staff)
            try:
                yield "retry: 2000\n\ndata: queue\n\n"
                beats = 0
                while not self._conversations.draining:
                    try:
                        subject = await asyncio.wait_for(changes.get(), _TICK)
                        yield f"data: {subject}\n\n"
                    except TimeoutError:
                        beats += 1
                        if beats % _BEATS == 0:
                            if await asyncio.to_thread(accounts.session, token) is None:
                                return
                            await asyncio.to_thread(accounts.present, staff)
                            yield ": here\n\n"
            finally:
                self._open[staff] -= 1
                if not self._open[staff]:
                    del self._open[staff]
                    await asyncio.shield(asyncio.to_thread(accounts.absent, staff))
