"""Any server that speaks OpenAI's protocol, such as vLLM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.errors import SettingsError
from agent.settings import ModelSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_RETRIES = 1


def open_chat_model(settings: ModelSettings) -> BaseChatModel | None:
    """The server's model; None where the embedded one is wanted.

    Raises:
        SettingsError: the model's name is missing.
    """
    if settings.provider == "embedded":
        return None
    if not settings.name:
        raise SettingsError("model.name is empty; provider 'openai' needs the name of a model that the server has")
    from langchain_openai import ChatOpenAI  # noqa: PLC0415 loads the client

    return ChatOpenAI(
        model=settings.name,
        base_url=settings.base_url or None,
        api_key=settings.api_key if settings.api_key.get_secret_value() else "none",
        timeout=settings.timeout,
        max_retries=_RETRIES,
        temperature=0.2,
        streaming=True,
        stream_usage=False,
    )
