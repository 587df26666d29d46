"""Takes what a shop's site says of who its visitor is, from sockets and over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from anyio import to_thread

from agent.errors import TokenError
from agent.identity import ANOTHER, Level

if TYPE_CHECKING:
    from agent.identity import Identities

LevelName = Literal["anonymous", "recognised", "verified"]
_NAMES: dict[Level, LevelName] = {
    Level.ANONYMOUS: "anonymous",
    Level.RECOGNISED: "recognised",
    Level.VERIFIED: "verified",
}


@dataclass(frozen=True, slots=True)
class Greeting:
    """How well a visitor is known, and what was wrong with the token that should have said it."""

    level: LevelName = "anonymous"
    problem: str = ""
    elsewhere: bool = False  # the conversation is not this visitor's; a new one must be begun


class Greeter:
    """Recognises visitors where the shop can."""

    def __init__(self, identities: Identities | None) -> None:
        self._identities = identities

    def located(self, conversation: str, address: str) -> None:
        """Where the client of a conversation is connected from."""
        if self._identities is not None:
            self._identities.located(conversation, address)

    async def greet(self, conversation: str, token: str | None, *, new: bool) -> Greeting:
        """Take a token; "" says that nobody is signed in at the site, None that the site says nothing."""
        if self._identities is None or (new and not token):
            return Greeting(problem="not configured" if token else "")
        return await to_thread.run_sync(self._greet, self._identities, conversation, token)

    def _greet(self, identities: Identities, conversation: str, token: str | None) -> Greeting:
        if token == "" and identities.signed_out(conversation):
            return Greeting(elsewhere=True)
        problem = ""
        if token:
            try:
                identities.recognise(conversation, token)
            except TokenError as error:
                problem = str(error)
        level = _NAMES[identities.of(conversation).level]
        return Greeting(level, problem, elsewhere=problem == ANOTHER)
