"""The agent as a LangGraph: one loop of model and tools for the embedded model and for language models alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool

from agent.llm.embedded import EmbeddedChatModel
from agent.middleware import Ground, around_a_language_model, around_everything
from agent.settings import ShopSettings

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph


def build_graph(
    model: BaseChatModel,
    tools: Sequence[BaseTool],
    saver: BaseCheckpointSaver[Any],
    *,
    ground: Ground,
    fallback: BaseChatModel,
    shop: ShopSettings,
    seconds: float,
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The loop around a model."""
    middleware = around_everything(ground)
    if not isinstance(model, EmbeddedChatModel):
        middleware += around_a_language_model(model, fallback, shop, seconds)
    return create_agent(model, list(tools), middleware=middleware, checkpointer=saver)
