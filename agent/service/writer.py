"""A turn's events as frames of its conversation's log."""

from __future__ import annotations

from agent.events import Event, Token, TurnEnded
from agent.service import wire
from agent.service.rounds import Round
from agent.service.turns import Conversation, at_now

_SORRY = {
    "en": "Sorry, something went wrong on our side. Please send your message again.",
    "zh": "抱歉，我们这边出了点问题，请再发一次您的消息。",
}


class Writer:
    """Writes a turn's events into the log; tokens that come at once become one frame, with no delay."""

    __slots__ = ("_conversation", "_message", "_pieces", "_scheduled", "_silent", "_ticks", "ended")

    def __init__(self, conversation: Conversation, message: str, ticks: Round[Writer]) -> None:
        self._conversation = conversation
        self._message = message
        self._pieces: list[str] = []
        self._silent = True
        self._scheduled = True
        self.ended = False
        self._ticks = ticks
        ticks.add(self)

    def write(self, event: Event) -> None:
        """Take an event."""
        self._silent = False
        if isinstance(event, Token):
            self._pieces.append(event.text)
            if not self._scheduled:
                self._scheduled = True
                self._ticks.add(self)
            return
        if self._pieces:
            self._flush()
        at = ""
        if isinstance(event, TurnEnded):
            self.ended = True
            at = at_now()
        body = wire.body(event, self._message, at)
        if body is not None:
            self._conversation.publish(body)

    def fail(self, code: str, language: str) -> None:
        """Say that the turn broke, to those who listen now and to those who come back."""
        self._flush()
        self._silent = False
        text = _SORRY.get(language, _SORRY["en"])
        end = wire.done(self._message, reply="", language=language, at=at_now())
        self._conversation.publish({**end, "failed": True})
        frame = wire.dump(wire.error(code, text, id=self._message))
        for listener in self._conversation.listeners:
            listener.push(frame)

    def tick(self) -> None:
        """Write what a turn of the loop has brought."""
        self._scheduled = False
        if self._silent:  # an answer that came at once needs no dots
            self._silent = False
            self._conversation.publish(wire.typing(self._message))
        self._flush()

    def _flush(self) -> None:
        if self._pieces:
            body = {"type": "token", "message": self._message, "text": "".join(self._pieces)}
            self._pieces.clear()
            self._conversation.publish(body)
