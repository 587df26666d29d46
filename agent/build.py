"""Settings → a wired shop: store, searcher and agent, opened side by side and closed together."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from agent.errors import ModelError
from agent.events import Agent
from agent.privacy.tracing import keep_to_ourselves
from agent.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AnyMessage
    from langchain_core.tools import BaseTool

    from agent.handoff.desk import Desk
    from agent.identity import Identities
    from agent.llm.router import Router
    from agent.llm.understanding import Understander
    from agent.memory import Memory
    from agent.tools.answers import Answers
    from knowledge_base.store import Store
    from retrieval import LiveSearcher

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything that serves a shop's customers."""

    settings: Settings
    store: Store
    searcher: LiveSearcher
    agent: Agent
    desk: Desk | None = None
    memory: Memory | None = None
    identities: Identities | None = None


def _unheard(engine: str) -> None:
    """Nobody wants to know."""


@asynccontextmanager
async def open_shop(
    settings: Settings, *, model: BaseChatModel | None = None, loaded: Callable[[str], None] = _unheard
) -> AsyncIterator[Shop]:
    """Open the shop of these settings. An empty home is an empty shop.

    Args:
        settings: where everything is.
        model: a chat model to use instead of the one in the settings.
        loaded: told, from any thread, the name of each engine that can work: "store", "search", "agent".

    Raises:
        SettingsError: the settings name something that cannot be used.
        ModelError: a model cannot be loaded.
        StoreError: the database cannot be opened.
    """
    keep_to_ourselves(tracing=settings.privacy.tracing)
    async with AsyncExitStack() as stack:
        searcher, _ = await asyncio.gather(
            asyncio.to_thread(_open_searcher, settings, stack, loaded), asyncio.to_thread(_import_agent)
        )
        store = searcher[0]
        resources = await stack.enter_async_context(AsyncExitStack())  # what the agent closes, or else this stack
        memory = await _open_memory(settings, resources)
        identities = _open_identities(settings, store)
        desk = _open_desk(settings, store, searcher[1], identities)
        stack.push_async_callback(asyncio.to_thread, identities.close)
        agent = await _open_agent(
            settings, store, searcher[1], model, resources, memory=memory, desk=desk, identities=identities
        )
        loaded("agent")
        # What was opened stays: a full collection that looks through all of it would stop every chat for .1 s.
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        yield Shop(settings, store, searcher[1], agent, desk, memory, identities)


def _open_searcher(
    settings: Settings, stack: AsyncExitStack, loaded: Callable[[str], None]
) -> tuple[Store, LiveSearcher]:
    from knowledge_base import open_store  # noqa: PLC0415 loads the database engine
    from retrieval import open_searcher  # noqa: PLC0415 loads FAISS

    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.data)
    stack.callback(store.close)
    loaded("store")
    searcher = open_searcher(
        store,
        settings.data,
        embedding_model=settings.retrieval.embedding_model,
        device=settings.retrieval.device,
        sync_seconds=settings.retrieval.sync_seconds,
    )
    stack.callback(searcher.close)
    loaded("search")
    return store, searcher


def _import_agent() -> None:
    """Load what the agent runs on, beside the index."""
    for module in ("agent.attendant", "agent.graph", "agent.tools.kit"):
        import_module(module)


async def _open_agent(
    settings: Settings,
    store: Store,
    searcher: LiveSearcher,
    model: BaseChatModel | None,
    resources: AsyncExitStack,
    *,
    memory: Memory,
    desk: Desk,
    identities: Identities,
) -> Agent:
    from agent.attendant import Attendant  # noqa: PLC0415 all of this loads LangChain
    from agent.graph import build_graph  # noqa: PLC0415
    from agent.llm.embedded import EmbeddedChatModel  # noqa: PLC0415
    from agent.llm.openai import open_chat_model  # noqa: PLC0415
    from agent.llm.reading import Reader  # noqa: PLC0415
    from agent.middleware import Ground  # noqa: PLC0415
    from agent.shelf import Shelf  # noqa: PLC0415
    from agent.tools.answerable import answerable  # noqa: PLC0415
    from agent.tools.answers import Answers  # noqa: PLC0415
    from agent.tools.browsing import Shelving  # noqa: PLC0415
    from agent.tools.kit import open_tools  # noqa: PLC0415
    from agent.tools.products import Catalogue  # noqa: PLC0415

    shelf = await asyncio.to_thread(Shelf, store)
    understander = await asyncio.to_thread(_open_understander, settings, searcher)
    embedded = EmbeddedChatModel(
        reader=Reader(understander, shelf.split, shelf.mentions, shelf.proper, shelf.kinds),
        shop=settings.shop.name,
        contact=settings.shop.contact,
        contact_zh=settings.shop.contact_zh,
        stocked=shelf.stocked,
    )
    chosen = model or open_chat_model(settings.model) or embedded
    ground = Ground(
        names=shelf.names,
        always=(settings.shop.name, settings.shop.contact, settings.shop.contact_zh),
        safe=_safe_sentence(settings),
    )
    answers = Answers(searcher, answerable(), understander, shelf.topics)
    _warm(answers, resources)
    tools = open_tools(
        Catalogue(store, searcher, searcher.embedder, shelf.split),
        answers,
        Shelving(shelf.placed, searcher),
        desk,
        await asyncio.to_thread(_open_order_tools, settings, store, identities),
    )
    graph = build_graph(
        chosen,
        tools,
        memory.saver,
        ground=ground,
        fallback=embedded,
        shop=settings.shop,
        seconds=settings.model.timeout,
    )
    name = getattr(chosen, "model_name", None) or chosen._llm_type
    return Attendant(
        graph,
        memory,
        model=name,
        safe=ground.safe,
        resources=resources,
        desk=desk,
        identities=identities,
        model_hash=understander.hash,
    )


def _open_order_tools(settings: Settings, store: Store, identities: Identities) -> Sequence[BaseTool]:
    from agent.identity.levels import Level  # noqa: PLC0415
    from agent.llm.agreement import agrees  # noqa: PLC0415
    from agent.orders.opening import open_clerk  # noqa: PLC0415
    from agent.orders.reception import Reception  # noqa: PLC0415
    from agent.orders.tools import Counter, open_order_tools  # noqa: PLC0415

    clerk = open_clerk(settings, store)
    reception = Reception(store, identities, Level.named(settings.orders.needs))
    return open_order_tools(Counter(clerk, reception, clerk.desk.desk.policy, agrees))


async def _open_memory(settings: Settings, resources: AsyncExitStack) -> Memory:
    from agent.memory import open_memory  # noqa: PLC0415 loads LangGraph

    return await resources.enter_async_context(open_memory(settings.data))


def _open_desk(settings: Settings, store: Store, searcher: LiveSearcher, identities: Identities) -> Desk:
    from agent.handoff.customer import proposal_of, who_of  # noqa: PLC0415
    from agent.handoff.desk import Desk  # noqa: PLC0415

    desk = Desk(store, searcher.embedder, settings.handoff, settings.console)
    desk.who, desk.proposal = who_of(store, identities), proposal_of(store)
    return desk


def _open_identities(settings: Settings, store: Store) -> Identities:
    from agent.identity import open_identities  # noqa: PLC0415 loads OpenSSL

    return open_identities(store, settings)


def _warm(answers: Answers, resources: AsyncExitStack) -> None:
    """Prepare the shop's texts beside the first customers."""
    stop = threading.Event()
    worker = threading.Thread(target=answers.warm, args=(stop,), name="answers-warm", daemon=True)
    worker.start()
    resources.callback(worker.join)
    resources.callback(stop.set)


def _open_understander(settings: Settings, searcher: LiveSearcher) -> Understander:
    from agent.llm.understanding import Understander  # noqa: PLC0415
    from retrieval import tokens  # noqa: PLC0415

    tokens.warm()
    return Understander(_open_router(settings, searcher), searcher.embedder)


def _open_router(settings: Settings, searcher: LiveSearcher) -> Router:
    """The router of the settings, else the one trained in the home if it fits, else the one that ships."""
    from agent.llm.router import open_router  # noqa: PLC0415

    trained = settings.data.models / "router.npz"
    if settings.model.router is None and trained.exists():
        try:
            return open_router(trained, searcher.embedder)
        except ModelError as error:
            logger.warning("%s; using the router that ships meanwhile", error)
    return open_router(settings.model.router, searcher.embedder)


def _safe_sentence(settings: Settings) -> Any:
    from langchain_core.messages import HumanMessage  # noqa: PLC0415

    from agent.llm.language import detect  # noqa: PLC0415
    from agent.llm.phrases import Phrases  # noqa: PLC0415

    def safe(messages: Sequence[AnyMessage]) -> str:
        asked = [message for message in messages if isinstance(message, HumanMessage)]
        language = next((found for one in reversed(asked) if (found := detect(str(one.text)))), settings.shop.language)
        phrases = Phrases(language, str(asked[-1].id if asked else ""))
        contact = settings.shop.reached(language)
        return phrases.say("safe", reach=phrases.say("reach", contact=contact) if contact else "")

    return safe
