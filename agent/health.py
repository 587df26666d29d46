"""Checks every engine: what runs as what, what is wrong, and how to mend it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from agent.errors import AgentError
from agent.settings import Settings
from knowledge_base.errors import KnowledgeBaseError
from retrieval.errors import RetrievalError

State = Literal["ok", "note", "broken"]
_ROOM = 200_000_000  # bytes that should be free
_NODE = 20


@dataclass(frozen=True, slots=True)
class Check:
    """One engine's state: "note" works with less, "broken" keeps the shop from serving. `mend` says what to do."""

    name: str
    state: State
    what: str
    mend: str = ""


def checks(settings: Settings) -> Iterator[Check]:
    """All checks, in the order in which the engines need each other."""
    for check in (_python, _disk, _store, _embedding, _index, _router, _model, _memory, _widget, _node, _chromium):
        yield _safely(check, settings)


def _safely(check: Callable[[Settings], Check], settings: Settings) -> Check:
    """A check that fails is itself a finding."""
    name = check.__name__.removeprefix("_")
    try:
        return check(settings)
    except (AgentError, KnowledgeBaseError, RetrievalError, OSError, ImportError) as error:
        return Check(name, "broken", str(error), "see the message")


def _python(settings: Settings) -> Check:  # noqa: ARG001 every check takes the settings
    version = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info[:2] < (3, 14)
    return Check("python", "ok" if fits else "broken", version, "" if fits else "use Python 3.11, 3.12 or 3.13")


def _disk(settings: Settings) -> Check:
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:.1f} GB free for {settings.home}"
    return Check("disk", "ok", what) if free > _ROOM else Check("disk", "broken", what, "free at least 200 MB")


def _store(settings: Settings) -> Check:
    if not settings.database_url and not (settings.home / "shop.db").exists():
        return Check("store", "note", "empty shop", "fill it with: xiaoer demo, or: xiaoer ingest FILES")
    from knowledge_base import open_store  # noqa: PLC0415 loads the engine
    from knowledge_base.store import Kind  # noqa: PLC0415

    store = open_store(settings.data)
    try:
        counts = {kind: store.count(kind) for kind in (Kind.PRODUCT, Kind.FAQ, Kind.DOCUMENT)}
    finally:
        store.close()
    engine = settings.data.database.partition(":")[0].partition("+")[0]
    what = (
        f"{engine}: {counts[Kind.PRODUCT]} products, {counts[Kind.FAQ]} FAQ entries, {counts[Kind.DOCUMENT]} documents"
    )
    if not any(counts.values()):
        return Check("store", "note", what, "fill it with: xiaoer demo, or: xiaoer ingest FILES")
    return Check("store", "ok", what)


def _embedding(settings: Settings) -> Check:
    from retrieval.embed import open_embedder  # noqa: PLC0415 loads the engine

    embedder = open_embedder(
        settings.data.models, name=settings.retrieval.embedding_model, device=settings.retrieval.device
    )
    embedder.embed(["is this on?"])
    return Check("embedding", "ok", f"{embedder.name}, {embedder.dimension} dimensions, {type(embedder).__name__}")


def _index(settings: Settings) -> Check:
    from retrieval import snapshot  # noqa: PLC0415

    engine = "faiss-gpu" if find_spec("faiss") and _gpus() else "faiss-cpu"
    newest = snapshot.current(settings.data.index)
    if newest is None:
        return Check("index", "note", f"{engine}, no snapshot yet", "the first start builds one")
    return Check("index", "ok", f"{engine}, snapshot {newest.name}")


def _gpus() -> int:
    import faiss  # noqa: PLC0415 loads the engine

    return int(faiss.get_num_gpus()) if hasattr(faiss, "get_num_gpus") else 0


def _router(settings: Settings) -> Check:
    from agent.llm.router import open_router  # noqa: PLC0415
    from retrieval.embed import open_embedder  # noqa: PLC0415

    trained = settings.data.models / "router.npz"
    path = settings.model.router or (trained if trained.exists() else None)
    embedder = open_embedder(
        settings.data.models, name=settings.retrieval.embedding_model, device=settings.retrieval.device
    )
    router = open_router(path, embedder)
    return Check("router", "ok", f"{len(router.intents)} intents, {path or 'the one that ships'}")


def _model(settings: Settings) -> Check:
    if settings.model.provider == "embedded":
        return Check("chat model", "ok", "embedded, no server needed")
    import httpx  # noqa: PLC0415

    from agent.llm.openai import open_chat_model  # noqa: PLC0415

    open_chat_model(settings.model)  # the settings make sense
    url = (settings.model.base_url or "https://api.openai.com/v1").rstrip("/")
    key = settings.model.api_key.get_secret_value()
    try:
        answer = httpx.get(f"{url}/models", headers={"Authorization": f"Bearer {key}"} if key else {}, timeout=5)
        answer.raise_for_status()
        names = [one.get("id") for one in answer.json().get("data", [])]
    except (httpx.HTTPError, ValueError) as error:
        what = f"{url} does not answer: {error}"
        return Check("chat model", "note", what, "start the server; until then the embedded model answers")
    if settings.model.name not in names:
        return Check("chat model", "note", f"{url} has no model {settings.model.name!r}", f"it has: {', '.join(names)}")
    return Check("chat model", "ok", f"{settings.model.name} at {url}")


def _memory(settings: Settings) -> Check:
    if settings.data.database.startswith("postgresql"):
        if find_spec("langgraph.checkpoint.postgres") is None:
            return Check("memory", "broken", "PostgreSQL without its extra", "pip install 'xiaoer[postgres]'")
        return Check("memory", "ok", "PostgreSQL, in the shop's database")
    return Check("memory", "ok", f"SQLite, {settings.data.conversations}")


def _widget(settings: Settings) -> Check:  # noqa: ARG001
    built = Path(str(files("agent.service"))) / "widget" / "dist"
    if not built.is_dir() or not any(built.rglob("*.js")):
        return Check("widget", "note", "not built; the chat page cannot be shown", "make install builds it")
    size = sum(file.stat().st_size for file in built.rglob("*.js"))
    return Check("widget", "ok", f"built, {size / 1000:.0f} kB of JavaScript")


def _node(settings: Settings) -> Check:  # noqa: ARG001
    node = shutil.which("node")
    return (
        Check("node", "ok", node) if node else Check("node", "note", "none", f"only developers need it: Node {_NODE}")
    )


def _chromium(settings: Settings) -> Check:  # noqa: ARG001
    found = next(
        (path for name in ("chromium", "google-chrome", "chromium-browser") if (path := shutil.which(name))), None
    )
    return (
        Check("chromium", "ok", found) if found else Check("chromium", "note", "none", "only the browser tests need it")
    )
