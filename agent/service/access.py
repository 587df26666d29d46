"""Who may ask over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.exceptions import HTTPException

from agent.service.limits import origin_allowed
from agent.service.problems import UnauthorizedError

if TYPE_CHECKING:
    from pydantic import SecretStr


def address(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


class Key:
    """Wants a bearer key where the shop has set keys, and leaves the door open where it has not."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        self._keys = [key.get_secret_value().encode() for key in keys]

    def __call__(self, request: Request) -> str:
        """The key that was given."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if self._keys:
            fits = [compare_digest(given.encode(), key) for key in self._keys]  # all of them, in constant time
            if scheme.lower() != "bearer" or not any(fits):
                raise UnauthorizedError
        return given


class SameOrigin:
    """Refuses requests of pages that may not host the chat: a form can be posted from anywhere."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = tuple(allowed)

    def __call__(self, request: Request) -> None:
        """Let the request pass or raise."""
        if not origin_allowed(request.scope["headers"], self._allowed):
            raise HTTPException(403, "This page may not talk to the shop; its origin is not in chat.allowed_origins")
