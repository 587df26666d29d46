"""The page of an invoice, for whoever holds a link to it that is signed and not too old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from agent.orders.invoices import page
from agent.orders.opening import open_invoices, policy_of
from agent.orders.wording import Wording

if TYPE_CHECKING:
    from agent.settings import Settings
    from knowledge_base.store import Store

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address is the key
    "X-Robots-Tag": "noindex",
}


def router(settings: Settings, store: Store) -> APIRouter:
    """`/invoices`."""
    routes = APIRouter(include_in_schema=False)
    invoices, policy = open_invoices(settings, store), policy_of(settings)

    @routes.get("/invoices/{token}")
    def invoice(token: str) -> HTMLResponse:
        """An order's invoice."""
        found = invoices.read(token)
        order = store.order(found[0]) if found else None
        if found is None or order is None:
            raise HTTPException(404, "This link works no longer. Ask for the invoice again in the chat")
        buyer = store.customer(order.customer)
        products = {one.id: one for one in store.products([line.product for line in order.lines])}
        methods = {one.id: one for one in (buyer.payment_methods if buyer else ())}
        wording = Wording(found[1], policy)
        return HTMLResponse(page(order, products, methods, wording, shop=settings.shop.name), headers=_HEADERS)

    return routes
