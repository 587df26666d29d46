"""Carries codes to their senders in a thread of its own, so that nobody can tell from how long it takes."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

import httpx

from agent.identity.senders import Post, Senders

_logger = logging.getLogger(__name__)
_WAITING = 1000  # posts
_PAUSES = (1.0, 4.0)  # seconds between two attempts
_GRACE = 5.0  # seconds that what waits gets at the end
Failed = Callable[[Post, str], None]


class Courier:
    """Sends one post after the other; the thread begins with the first."""

    def __init__(self, senders: Senders, *, failed: Failed, pauses: tuple[float, ...] = _PAUSES) -> None:
        self._senders = senders
        self._failed = failed
        self._pauses = pauses
        self._posts: queue.Queue[Post | None] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def take(self, post: Post) -> None:
        """Send it soon; one that finds no room is told as failed."""
        with self._lock:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
                self._thread.start()
        try:
            self._posts.put_nowait(post)
        except queue.Full:
            self._fail(post, "too many wait")

    def settle(self) -> None:
        """Wait until everything is sent, or given up."""
        self._posts.join()

    def close(self) -> None:
        """Send what waits, for a few seconds, and end."""
        self._closing.set()
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._posts.put(None)
            thread.join(_GRACE)

    def _run(self) -> None:
        while (post := self._posts.get()) is not None:
            try:
                self._deliver(post)
            except Exception:  # whatever it is, the next post is another customer's
                _logger.exception("a code could not be sent")
            finally:
                self._posts.task_done()

    def _deliver(self, post: Post) -> None:
        problem = ""
        for pause in (*self._pauses, None):
            try:
                self._senders[post.channel].send(post)
            except (OSError, httpx.HTTPError) as error:
                # What a server answers may repeat the address.
                problem = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
            else:
                return
            if pause is None or self._closing.wait(pause):
                break
        self._fail(post, problem)

    def _fail(self, post: Post, problem: str) -> None:
        _logger.error("a code could not be sent", extra={"channel": post.channel.value, "problem": problem})
        self._failed(post, problem)
