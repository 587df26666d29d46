"""What can go wrong in `agent`.

AgentError
├── SettingsError         a setting is missing or has a value that cannot be used
├── ConversationError     no such conversation, or it is not this client's
├── MessageError          a message that cannot be taken: too long, empty, of a wrong form
├── RateLimitError        too many messages; `retry_after` seconds
├── StorageError          there is no room for what a customer sends
├── TokenError            a site's token that does not show who the customer is
└── ModelError            a language model, router or head cannot be loaded or does not answer
"""

from __future__ import annotations


class AgentError(Exception):
    """Any error of this package; its message names the thing, the value and what was needed."""


class SettingsError(AgentError):
    """A setting is missing or has a value that cannot be used."""


class ConversationError(AgentError):
    """No such conversation, or it is not this client's."""


class MessageError(AgentError):
    """A message that cannot be taken."""


class RateLimitError(AgentError):
    """Too many messages."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StorageError(AgentError):
    """There is no room for what a customer sends."""


class ModelError(AgentError):
    """A language model, router or head cannot be loaded or does not answer."""


class TokenError(AgentError):
    """A token of the shop's site that is not taken; the message says why in a few words."""
