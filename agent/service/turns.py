"""One conversation's log of frames and its turns: plain synchronous code."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from agent.errors import ModelError
from agent.events import ConversationId, Event, Message, TurnEnded
from agent.service import wire
from agent.service.frames import VERSION

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
_NUMBERS_PER_MILLISECOND = 4096  # leaves seq below 2**53, which JavaScript counts exactly, until the year 2095


def at_now() -> str:
    """The time as it stands in frames: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def first_number() -> int:
    """A number above every one that an earlier life of a conversation can have used."""
    return int((time.time() - _EPOCH) * 1000) * _NUMBERS_PER_MILLISECOND


class Listener(Protocol):
    """Somebody who gets a conversation's frames as they come."""

    def push(self, text: str) -> None:
        """Take a frame; must not block."""


class Logged(NamedTuple):
    """A frame of the log."""

    seq: int
    message: str
    type: str
    text: str


@dataclass(slots=True, eq=False)
class Turn:
    """The answer to one message, as far as it has come."""

    message: Message
    events: list[Event] = field(default_factory=list)
    finished: bool = False
    failure: str = ""  # an error code, "" while nothing failed
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    def wake(self) -> None:
        """Tell the followers that something is new."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    def end(self, failure: str = "") -> None:
        """Nothing more comes."""
        self.failure = failure
        self.finished = True
        self.wake()

    def again(self) -> None:
        """Begin anew, after a failure."""
        self.events.clear()
        self.finished = False
        self.failure = ""

    async def follow(self) -> AsyncIterator[Event]:
        """The turn's events from its beginning, as they come, until it has ended."""
        position = 0
        while True:
            while position < len(self.events):
                yield self.events[position]
                position += 1
            if self.finished:
                return
            future = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await future

    async def outcome(self) -> str:
        """The whole reply, once it is there.

        Raises:
            ModelError: the turn broke.
        """
        reply = ""
        async for event in self.follow():
            if isinstance(event, TurnEnded):
                reply = event.reply
        if self.failure:
            raise ModelError(f"the turn ended as {self.failure}")
        return reply


class Conversation:
    """One conversation: frames numbered from `seq` upwards, turns by message, listeners."""

    __slots__ = (
        "_bytes",
        "_cut",
        "answered",
        "id",
        "listeners",
        "log",
        "running",
        "seq",
        "start",
        "touched",
        "turns",
        "waiting",
    )

    def __init__(self, id: ConversationId, *, answered: Collection[str] = (), now: float = 0.0) -> None:
        self.id = id
        self.start = self.seq = first_number()  # frames above `start` are in the log
        self.answered = frozenset(answered)  # messages of an earlier life, known from the agent's memory
        self.turns: dict[str, Turn] = {}
        self.listeners: list[Listener] = []
        self.log: list[Logged] = []
        self.waiting: list[Turn] = []
        self.running = False
        self.touched = now
        self._bytes = 0
        self._cut: set[str] = set()  # messages of which the log has lost a part

    def publish(self, body: Mapping[str, Any]) -> None:
        """Number a frame, log it and give it to all who listen."""
        self.seq += 1
        text = wire.dump({"v": VERSION, "seq": self.seq, **body})
        self.log.append(Logged(self.seq, body["message"], body["type"], text))
        self._bytes += len(text)
        for listener in self.listeners:
            listener.push(text)

    def trim(self, most: int) -> None:
        """Drop the oldest frames of finished turns when the log is longer than `most` characters."""
        if self._bytes <= most:
            return
        gone = 0
        for frame in self.log:
            turn = self.turns.get(frame.message)
            if self._bytes <= most * 3 // 4 or (turn is not None and not turn.finished):
                break
            self._bytes -= len(frame.text)
            self._cut.add(frame.message)
            self.start = frame.seq
            gone += 1
        del self.log[:gone]
        present = {frame.message for frame in self.log}
        for message in self._cut - present:
            self._cut.discard(message)
            self.turns.pop(message, None)
            self.answered |= {message}

    def since(self, after: int) -> list[str] | None:
        """The frames after a number, exactly; None when the log cannot tell what that client has seen."""
        if not self.start <= after <= self.seq:
            return None
        return [frame.text for frame in self.log if frame.seq > after]

    def whole(self, history: Iterable[Mapping[str, Any]]) -> list[str]:
        """Everything, for a client that has nothing: `history` holds the bodies that the agent remembers.

        Turns that the log holds in full come from the log, others from the history. Tokens are merged.
        Numbers of older frames lie below `start`: a client that is cut off among them gets everything again.
        """
        logged = {frame.message for frame in self.log} - self._cut
        older = [body for body in history if body["message"] not in logged]
        frames = [
            wire.dump({"v": VERSION, "seq": self.start - 1 - len(older) + place, **body})
            for place, body in enumerate(older, start=1)
        ]
        return frames + _merged([frame for frame in self.log if frame.message in logged])

    def frames(self, message: str) -> list[dict[str, Any]]:
        """The frames of one message that the log holds."""
        return [wire.load(frame.text) for frame in self.log if frame.message == message]

    @property
    def quiet(self) -> bool:
        """Whether nobody listens and nothing runs."""
        return not (self.listeners or self.running or self.waiting)


def _merged(frames: Sequence[Logged]) -> list[str]:
    merged: list[str] = []
    pieces: list[str] = []
    for place, frame in enumerate(frames):
        following = frames[place + 1] if place + 1 < len(frames) else None
        if frame.type != "token":
            merged.append(frame.text)
            continue
        body = wire.load(frame.text)
        pieces.append(body["text"])
        if following is None or following.type != "token" or following.message != frame.message:
            merged.append(wire.dump({**body, "text": "".join(pieces)}))
            pieces.clear()
    return merged
