"""The only module that turns events into JSON and back; the frames it reads and writes are declared in `frames`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final
from urllib.parse import quote

import orjson
from pydantic import TypeAdapter, ValidationError

from agent.errors import MessageError
from agent.events import (
    Card,
    Citation,
    Event,
    FiltersApplied,
    HandedOff,
    HandOffReason,
    NeedsConfirmation,
    PersonHere,
    QuickReplies,
    Said,
    Settled,
    Token,
    ToolFinished,
    ToolStarted,
    TurnEnded,
)
from agent.service.frames import VERSION, ClientFrame, ErrorFrame, HelloFrame, MessageFrame, PingFrame, PongFrame
from knowledge_base.schema import Language
from retrieval.search import Source

_client: TypeAdapter[HelloFrame | MessageFrame | PongFrame] = TypeAdapter(ClientFrame)
PING: Final = orjson.dumps(PingFrame(v=VERSION, type="ping"))

# Events whose fields are their frame's. Withheld has no frame: customers do not see it.
_PLAIN: Final[Mapping[type, str]] = {
    Token: "token",
    Card: "card",
    Citation: "citation",
    QuickReplies: "quick_replies",
    FiltersApplied: "filters",
    NeedsConfirmation: "confirm",
    Settled: "settled",
    HandedOff: "handed_off",
    PersonHere: "person",
}
_FIELDS: Final[Mapping[type, tuple[str, ...]]] = {kind: tuple(field.name for field in fields(kind)) for kind in _PLAIN}
_EVENTS: Final[Mapping[str, type]] = {name: kind for kind, name in _PLAIN.items()}
_PLAINLY: Final = {
    "extra_forbidden": "Unknown field",
    "union_tag_invalid": "type has to be hello, message or pong",
    "union_tag_not_found": "type has to be hello, message or pong",
}


def read(text: str | bytes) -> HelloFrame | MessageFrame | PongFrame:
    """A client's frame.

    Raises:
        MessageError: not JSON, or not a frame of this protocol; names the field.
    """
    try:
        return _client.validate_json(text)
    except ValidationError as problem:
        raise MessageError(explain(problem)) from None


def explain(error: ValidationError) -> str:
    """What is wrong with a client's JSON: each field with its need, never the client's own words."""
    problems = []
    for problem in error.errors(include_url=False, include_input=False)[:5]:
        path = ".".join(str(part) for part in problem["loc"])
        message = _PLAINLY.get(problem["type"], problem["msg"])
        problems.append(f"{path}: {message}" if path else message)
    return "; ".join(problems)


def dump(frame: Mapping[str, Any]) -> bytes:
    """A frame as it is sent."""
    return orjson.dumps(frame)


def load(data: bytes) -> dict[str, Any]:
    """A frame that this server wrote."""
    frame: dict[str, Any] = orjson.loads(data)
    return frame


def said(message: str, *, author: str, text: str, at: str, attachments: Sequence[str] = ()) -> dict[str, Any]:
    """The body of a `said` frame."""
    ids = list(attachments)
    role = "customer" if author == "customer" else "staff"
    body = {"type": "said", "message": message, "author": author, "text": text, "at": at, "attachments": ids}
    return {**body, "role": role}


def typing(message: str) -> dict[str, Any]:
    """The body of a `typing` frame."""
    return {"type": "typing", "message": message}


def done(message: str, *, reply: str, language: str, at: str) -> dict[str, Any]:
    """The body of a `done` frame."""
    return {"type": "done", "message": message, "reply": reply, "language": language, "at": at}


def error(code: str, text: str, *, id: str | None = None, retry_after: float | None = None) -> ErrorFrame:
    """An error frame."""
    frame = ErrorFrame(v=VERSION, type="error", code=code, text=text)
    if id is not None:
        frame["id"] = id
    if retry_after is not None:
        frame["retry_after"] = round(retry_after, 3)
    return frame


def body(event: Event, message: str, at: str) -> dict[str, Any] | None:
    """An event as the body of a log frame, without `v` and `seq`; None for what customers do not see."""
    name = _PLAIN.get(type(event))
    if name is not None:
        frame: dict[str, Any] = {"type": name, "message": message}
        for field in _FIELDS[type(event)]:
            frame[field] = getattr(event, field)
        if isinstance(event, Card):
            frame["picture"] = picture_url(event.picture)
        return frame
    if isinstance(event, TurnEnded):
        return done(message, reply=event.reply, language=event.language, at=at)
    if isinstance(event, ToolStarted | ToolFinished):
        state = "started" if isinstance(event, ToolStarted) else "finished"
        return {"type": "tool", "message": message, "name": event.name, "state": state}
    return None


def picture_url(path: str | None) -> str | None:
    """A picture as something a browser can load: a URL stays, a path goes below /pictures/."""
    if path is None or path.startswith(("http://", "https://", "/", "data:image/")):
        return path
    return "/pictures/" + quote(path)


def event(frame: Mapping[str, Any]) -> Event | None:
    """The event that a log frame was made from, for clients in Python; None for `said` and `typing`.

    What customers do not see (a tool's arguments and result, the model's name) is not in the frame and so not here.
    """
    name = frame["type"]
    values = {key: _frozen(value) for key, value in frame.items() if key not in {"v", "seq", "message", "type"}}
    if name == "tool" and values["state"] == "started":
        return ToolStarted(call="", name=values["name"], arguments={})
    if name == "tool":
        return ToolFinished(call="", name=values["name"], result="")
    if name == "done":
        return TurnEnded(reply=values["reply"], language=Language(values["language"]))
    if name == "citation":
        values["source"] = Source(**values["source"])
    if name == "handed_off":
        values["reason"] = HandOffReason(values["reason"])
    kind = _EVENTS.get(name)
    made: Event | None = kind(**values) if kind is not None else None
    return made


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def bodies(history: Iterable[Said], language: str) -> list[dict[str, Any]]:
    """A conversation's history as bodies of log frames, each turn's tokens merged into one."""
    frames: list[dict[str, Any]] = []
    asked = ""
    for item in history:
        if item.author != "agent":
            asked = item.id if item.author == "customer" else asked
            frames += _spoken(item)
            continue
        message = asked or item.id
        if item.text:
            frames.append({"type": "token", "message": message, "text": item.text})
        spoken = language
        for past in item.events:
            if isinstance(past, TurnEnded):
                spoken = past.language
            elif not isinstance(past, Token) and (frame := body(past, message, item.at)) is not None:
                frames.append(frame)
        frames.append(done(message, reply=item.text, language=spoken, at=item.at))
    return frames


def _spoken(item: Said) -> list[dict[str, Any]]:
    """What a customer or a colleague said, or that a colleague came or went."""
    if item.text or item.author == "customer":
        return [said(item.id, author=item.author, text=item.text, at=item.at)]
    return [frame for event in item.events if (frame := body(event, item.id, item.at)) is not None]
