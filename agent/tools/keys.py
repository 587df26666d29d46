"""The key that makes a tool call happen once, whatever crashes, retries or double clicks."""

from __future__ import annotations

from langchain.tools import ToolRuntime
from langchain_core.messages import AnyMessage, HumanMessage


def call_key(runtime: ToolRuntime) -> str:
    """Conversation, customer message and call: the same for every try of one call, and for no other call.

    The message belongs to it because some servers number calls from 0 in every answer.
    """
    conversation = runtime.config.get("configurable", {}).get("thread_id", "")
    return f"{conversation}:{_message(runtime.state['messages'])}:{runtime.tool_call_id}"


def _message(messages: list[AnyMessage]) -> str:
    return next((str(message.id) for message in reversed(messages) if isinstance(message, HumanMessage)), "")
