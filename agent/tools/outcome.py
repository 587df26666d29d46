"""A result in a few numbers and ids: what staff look at who ask why something was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.tools.results import Answer, Comparison, Detail, Found, Handed, Result


def facts_of(result: Result | None) -> Mapping[str, Any]:
    """What a result amounts to; nothing for results without a type."""
    if isinstance(result, Answer):
        sources = [f"{passage.kind}:{passage.id}" for passage in result.passages]
        return {
            "passages": len(sources),
            "confidence": round(result.confidence, 4),
            "sources": sources,
            "near": list(result.near),
        }
    if isinstance(result, Found):
        return {
            "products": [product.id for product in result.products],
            "query": result.query,
            "filters": list(result.applied),
            "given up": list(result.dropped),
            "near": result.near,
        }
    if isinstance(result, Detail):
        return {"product": result.product.id if result.product else None, "matched": len(result.matched)}
    if isinstance(result, Comparison):
        return {"products": [product.id for product in result.products], "missing": list(result.missing)}
    if isinstance(result, Handed):
        return {"state": result.state, "new": result.new}
    return {}
