"""How much a client may ask: rates, sizes, numbers, and which pages may ask at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import anyio
from anyio import to_thread

from agent.errors import RateLimitError

if TYPE_CHECKING:
    from agent.settings import Settings

T = TypeVar("T")
Clock = Callable[[], float]  # seconds, never going back


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every bound of the service; those a shop may want to change are in its settings."""

    max_characters: int = 12_000
    max_upload_bytes: int = 8_000_000
    messages_per_minute: int = 30  # of a conversation or a socket; an address may send a hundred times as many
    ping_seconds: float = 20.0
    max_sockets: int = 10_000
    sockets_per_address: int = 500
    turns_at_once: int = 4  # the rest wait; a model on this machine's CPU is not faster when it does many at once
    frames_per_second: int = 20  # of a socket, pongs and all
    hello_seconds: float = 10.0
    turn_seconds: float = 120.0
    waiting_messages: int = 5  # of a conversation, behind the one being answered
    waiting_searches: int = 100  # over HTTP, behind the two that run
    outbox_frames: int = 1000  # that a slow client may lag behind before its socket is dropped
    log_bytes: int = 64_000  # of a conversation kept for resuming
    conversations: int = 50_000  # kept in memory
    idle_seconds: float = 900.0  # before a conversation without a client leaves memory
    grace_seconds: float = 10.0  # that running turns get at shutdown
    uploads_per_conversation: int = 20
    uploads_total_bytes: int = 2_000_000_000
    upload_days: float = 30.0
    keeper_seconds: float = 3600.0  # between two searches for uploads that are too old
    max_megapixels: float = 40.0
    body_bytes: int = 256_000  # of an HTTP request that is not an upload
    body_seconds: float = 30.0  # that such a request may take to arrive
    upload_seconds: float = 300.0  # that an upload may take
    bad_frames: int = 20  # before a socket is closed

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that the settings ask for."""
        chat = settings.chat
        usual = 4 if settings.model.provider == "embedded" else 64
        return cls(
            max_characters=chat.max_characters,
            max_upload_bytes=chat.max_upload_bytes,
            uploads_total_bytes=chat.max_uploads_total_bytes,
            upload_days=chat.upload_days,
            messages_per_minute=chat.messages_per_minute,
            ping_seconds=chat.ping_seconds,
            max_sockets=chat.max_sockets,
            sockets_per_address=chat.sockets_per_address,
            turns_at_once=chat.turns_at_once or usual,
        )


class Bucket:
    """A token bucket: full at first, one out for each that passes, filled again with time."""

    __slots__ = ("at", "level")

    def __init__(self, level: float, at: float) -> None:
        self.level = level
        self.at = at


class Buckets:
    """Token buckets by key, the oldest forgotten first: a forgotten key starts full again."""

    def __init__(self, per_second: float, burst: float, *, clock: Clock = time.monotonic, keys: int = 100_000) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._keys = keys
        self._buckets: dict[str, Bucket] = {}

    def take(self, key: str) -> float:
        """Take one; 0 when there was one, otherwise the seconds until there will be."""
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._open(key, now)
        level = min(self._burst, bucket.level + (now - bucket.at) * self._per_second)
        bucket.at = now
        if level >= 1:
            bucket.level = level - 1
            return 0.0
        bucket.level = level
        return (1 - level) / self._per_second

    def _open(self, key: str, now: float) -> Bucket:
        if len(self._buckets) >= self._keys:
            del self._buckets[next(iter(self._buckets))]
        bucket = self._buckets[key] = Bucket(self._burst, now)
        return bucket

    def __len__(self) -> int:
        return len(self._buckets)


class Rates:
    """The rates of messages: of a conversation and of an address."""

    def __init__(self, limits: Limits, clock: Clock = time.monotonic) -> None:
        per_second = limits.messages_per_minute / 60
        self._conversations = Buckets(per_second, limits.messages_per_minute, clock=clock)
        self._addresses = Buckets(per_second * 100, limits.messages_per_minute * 100, clock=clock)

    def message(self, conversation: str, address: str) -> None:
        """Count a message.

        Raises:
            RateLimitError: there were too many.
        """
        wait = self._conversations.take(conversation) or self._addresses.take(address)
        if wait:
            raise RateLimitError("Too many messages in a short time; wait a moment", retry_after=wait)

    def request(self, address: str) -> None:
        """Count a request that belongs to no conversation.

        Raises:
            RateLimitError: there were too many.
        """
        if wait := self._addresses.take(address):
            raise RateLimitError("Too many requests in a short time; wait a moment", retry_after=wait)


class Turnstile:
    """Lets a few pieces of CPU work run at once in threads, and a bounded number wait for them."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._threads = anyio.CapacityLimiter(at_once)
        self._waiting = waiting

    async def run(self, work: Callable[[], T]) -> T:
        """What the work gives.

        Raises:
            RateLimitError: too many wait already.
        """
        if self._threads.statistics().tasks_waiting >= self._waiting:
            raise RateLimitError("Too many searches at once; wait a moment", retry_after=1)
        return await to_thread.run_sync(work, limiter=self._threads)


Headers = Iterable[tuple[bytes, bytes]]


def header(headers: Headers, name: bytes) -> str:
    """A request header's value, "" when it is absent."""
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def origin_allowed(headers: Headers, allowed: Collection[str]) -> bool:
    """Whether the page that asks may: none named (not a browser), this server's own, or one that the shop lists."""
    origin = header(headers, b"origin")
    if not origin or "*" in allowed:
        return True
    normal = origin.rstrip("/").lower()
    if normal in {entry.rstrip("/").lower() for entry in allowed}:
        return True
    return urlsplit(normal).netloc == header(headers, b"host").lower() != ""
