"""One conversation's log of frames and its turns: plain synchronous code."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from agent.errors import ModelError
from agent.events import ConversationId, Message
from agent.service import wire
from agent.service.frames import VERSION

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
_NUMBERS_PER_MILLISECOND = 4096  # leaves seq below 2**53, which JavaScript counts exactly, until the year 2095


def at_now() -> str:
    """The time as it stands in frames: ISO 8601, UTC."""
    return _written(int(time.time() * 1000))


@lru_cache(maxsize=2)
def _written(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime(
        f"%Y-%m-%dT%H:%M:%S.{milliseconds % 1000:03}+00:00"
    )


def first_number() -> int:
    """A number above every one that an earlier life of a conversation can have used."""
    return int((time.time() - _EPOCH) * 1000) * _NUMBERS_PER_MILLISECOND


class Listener(Protocol):
    """Somebody who gets a conversation's frames as they come."""

    def push(self, frame: bytes) -> None:
        """Take a frame; must not block."""

    def close(self, code: int, reason: str) -> None:
        """Be told that nothing more comes."""


class Logged(NamedTuple):
    """A frame of the log; its number follows from its place."""

    message: str
    type: str
    data: bytes


@dataclass(slots=True, eq=False)
class Turn:
    """The answer to one message, as far as it has come."""

    message: Message
    finished: bool = False
    failure: str = ""  # an error code, "" while nothing failed
    started: float = 0.0
    late: bool = False  # it took too long and is being cut off
    task: asyncio.Task[Any] | None = None

    def end(self, failure: str = "") -> None:
        """Nothing more comes."""
        self.failure = failure
        self.finished = True
        self.task = None

    def again(self) -> None:
        """Begin anew, after a failure."""
        self.finished = self.late = False
        self.failure = ""


class Conversation:
    """One conversation: frames numbered from `seq` upwards, turns by message, listeners."""

    __slots__ = (
        "_bytes",
        "_cut",
        "answered",
        "current",
        "followers",
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
        self.answered = set(answered)  # messages that need nothing more
        self.turns: dict[str, Turn] = {}  # of messages that wait, are being answered, or failed
        self.listeners: list[Listener] = []
        self.followers: list[asyncio.Queue[Logged | None]] = []
        self.log: list[Logged] = []  # numbered from `start` + 1 to `seq`
        self.waiting: list[Turn] = []
        self.running = False
        self.current: Turn | None = None
        self.touched = now
        self._bytes = 0
        self._cut: set[str] = set()  # messages of which the log has lost a part

    def publish(self, body: dict[str, Any]) -> None:
        """Number a frame, log it and give it to all who listen."""
        self.seq += 1
        body["v"] = VERSION
        body["seq"] = self.seq
        data = wire.dump(body)
        frame = Logged(body["message"], body["type"], data)
        self.log.append(frame)
        self._bytes += len(data)
        for listener in self.listeners:
            listener.push(data)
        for follower in self.followers:
            follower.put_nowait(frame)

    def settle(self, turn: Turn) -> None:
        """A message has its answer."""
        self.turns.pop(turn.message.id, None)
        self.answered.add(turn.message.id)

    def trim(self, most: int) -> None:
        """Drop the oldest frames of finished turns when the log is longer than `most` bytes."""
        if self._bytes <= most:
            return
        unfinished = {message for message, turn in self.turns.items() if not turn.finished}
        floor = most * 3 // 4
        gone = 0
        for frame in self.log:
            if self._bytes <= floor or frame.message in unfinished:
                break
            self._bytes -= len(frame.data)
            self._cut.add(frame.message)
            gone += 1
        self.start += gone
        del self.log[:gone]
        present = {frame.message for frame in self.log}
        for message in self._cut - present:
            self._cut.discard(message)
            self.turns.pop(message, None)  # one that failed, long ago

    def since(self, after: int) -> list[bytes] | None:
        """The frames after a number, exactly; None when the log cannot tell what that client has seen."""
        if not self.start <= after <= self.seq:
            return None
        return [frame.data for frame in self.log[after - self.start :]]

    def whole(self, history: Iterable[Mapping[str, Any]]) -> list[bytes]:
        """Everything, for a client that has nothing: `history` holds the bodies that the agent remembers.

        Turns that the log holds in full come from the log, others from the history. Tokens are merged.
        Numbers of older frames lie below `start`: a client that is cut off among them gets everything again.
        """
        logged = {frame.message for frame in self.log} - self._cut
        older = [body for body in history if body["message"] not in logged]
        frames = [
            wire.dump({**body, "v": VERSION, "seq": self.start - 1 - len(older) + place})
            for place, body in enumerate(older, start=1)
        ]
        return frames + _merged([frame for frame in self.log if frame.message in logged])

    def frames(self, message: str) -> list[dict[str, Any]]:
        """The frames of one message that the log holds."""
        return [wire.load(frame.data) for frame in self.log if frame.message == message]

    async def follow(self, turn: Turn) -> AsyncIterator[dict[str, Any]]:
        """The frames of a turn from its beginning, as they come, until it is done.

        Raises:
            ModelError: the turn broke.
        """
        queue: asyncio.Queue[Logged | None] = asyncio.Queue()
        for frame in self.log:
            if frame.message == turn.message.id:
                queue.put_nowait(frame)
        self.followers.append(queue)
        try:
            while not (turn.finished and queue.empty()):
                next_frame = await queue.get()
                if next_frame is None:
                    break
                if next_frame.message == turn.message.id:
                    yield wire.load(next_frame.data)
        finally:
            self.followers.remove(queue)
        if turn.failure:
            raise ModelError(f"the turn ended as {turn.failure}")

    def stop_followers(self) -> None:
        """Tell those who follow a turn that it will not go on."""
        for follower in self.followers:
            follower.put_nowait(None)

    @property
    def quiet(self) -> bool:
        """Whether nobody listens and nothing runs."""
        return not (self.listeners or self.followers or self.running)


def _merged(frames: Sequence[Logged]) -> list[bytes]:
    merged: list[bytes] = []
    pieces: list[str] = []
    for place, frame in enumerate(frames):
        following = frames[place + 1] if place + 1 < len(frames) else None
        if frame.type != "token":
            merged.append(frame.data)
            continue
        body = wire.load(frame.data)
        pieces.append(body["text"])
        if following is None or following.type != "token" or following.message != frame.message:
            merged.append(wire.dump({**body, "text": "".join(pieces)}))
            pieces.clear()
    return merged
