"""Why a product fits what was asked: facts of it that the customer can check."""

from __future__ import annotations

from agent.tools.matching import matching
from agent.tools.results import ProductFacts, Reason
from agent.tools.text import shown
from retrieval.search import Filters

_MOST = 2
_DULL = frozenset(
    {"origin", "care", "gender", "产地", "原产地", "洗涤", "护理", "性别", "适用性别", "适用人群"}
)  # no reason to buy, unless asked


def reasons(product: ProductFacts, query: str, filters: Filters, sort: str) -> tuple[Reason, ...]:
    """At most two, the most telling first."""
    matched = matching(product.model_copy(update={"description": ""}), query, None) if query else ()
    found = [
        Reason(kind="attribute", name=match.name, value=shown(match.value))
        for match in matched
        if match.name and match.value is not False
    ]
    if filters.price_max is not None or filters.price_min is not None or sort.startswith("price"):
        found.append(Reason(kind="price"))
    if product.list_price is not None and product.list_price > product.price:
        found.append(Reason(kind="reduced"))
    if product.rating is not None and product.rating >= 4.5 and product.rating_count >= 5:
        found.append(Reason(kind="rating"))
    told = {reason.name for reason in found}
    found += [
        Reason(kind="feature", name=name, value=shown(value))
        for name, value in product.attributes.items()
        if name not in _DULL and value is not False and name not in told
    ]
    unique = {reason.name.casefold() or reason.kind: reason for reason in reversed(found)}
    return tuple(reversed(unique.values()))[:_MOST]
