"""Events to and from stored JSON: what a turn said, kept to be replayed exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, get_args

import orjson
from pydantic import TypeAdapter

from agent.events import Event

_TYPES: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Event)}


def dump(events: Iterable[Event]) -> bytes:
    """Events as bytes."""
    return orjson.dumps([[type(event).__name__, event] for event in events])


def plain(value: object) -> bytes:
    """Any dataclasses as bytes."""
    return orjson.dumps(value)


def load(payload: bytes) -> Sequence[Event]:
    """The events of these bytes; kinds that this version does not know are left out."""
    return [_adapter(name).validate_python(body) for name, body in orjson.loads(payload) if name in _TYPES]


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_TYPES[name])
