"""Whether the service lives, and whether each of its engines can work."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from fastapi import APIRouter, Response

from agent.service.bodies import Json
from knowledge_base.store import Kind

if TYPE_CHECKING:
    from agent.build import Shop
    from agent.service.conversations import Conversations
    from agent.service.metrics import Metrics

_PATIENCE = 2.0  # seconds that an engine has to say how it is


def router(shop: Shop, conversations: Conversations, metrics: Metrics) -> APIRouter:
    """`/healthz`, `/readyz` and `/metrics`."""
    routes = APIRouter()

    @routes.get("/healthz")
    async def alive() -> Response:
        """The process answers."""
        return Json({"status": "alive"})

    @routes.get("/readyz")
    async def ready() -> Response:
        """Each engine with its state; 503 while one of them cannot work."""
        engines = {
            "store": await _ask(lambda: _store(shop)),
            "search": await _ask(lambda: _search(shop)),
            "agent": {"state": "stopping" if conversations.draining else "ready"},
        }
        fit = all(engine["state"] == "ready" for engine in engines.values())
        return Json({"status": "ready" if fit else "not ready", "engines": engines}, 200 if fit else 503)

    @routes.get("/metrics", include_in_schema=False)
    async def figures() -> Response:
        """For Prometheus."""
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return routes


async def _ask(question: Any) -> dict[str, Any]:
    try:
        async with asyncio.timeout(_PATIENCE):
            answer: dict[str, Any] = await to_thread.run_sync(question, abandon_on_cancel=True)
    except TimeoutError:
        return {"state": "slow", "detail": f"no answer within {_PATIENCE:g} s"}
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is its state
        return {"state": "failed", "detail": type(error).__name__}
    return answer


def _store(shop: Shop) -> dict[str, Any]:
    return {"state": "ready", "products": shop.store.count(Kind.PRODUCT), "answers": shop.store.count(Kind.FAQ)}


def _search(shop: Shop) -> dict[str, Any]:
    """While vectors are made the words are searched already, so that counts as ready."""
    status = shop.searcher.status()
    return {"state": "ready", "index": status.state, "passages": dict(status.passages), "note": status.note}
