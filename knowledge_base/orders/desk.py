"""The order desk: looks a request up, shows what it would do, and does it once.

`look` shows; `do` reads everything again inside the transaction that writes, so what has been shown may have been
overtaken: then nothing is done and the new decision comes back to be shown instead. The key makes a second `do`, after
a crash, a retry or a double click, a look into the ledger.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from knowledge_base.errors import StoreError
from knowledge_base.orders.case import Case, Change, Decision
from knowledge_base.orders.policy import OrderPolicy
from knowledge_base.orders.requests import ChangeItems, Exchange, Request, decide
from knowledge_base.schema import CustomerId, OrderId, Product, ProductId, VariantId
from knowledge_base.store import Deed, Store


@dataclass(frozen=True, slots=True)
class Done:
    """It is done; `before` tells whether it was so already."""

    deed: Deed
    before: bool


class Desk:
    """Where orders are changed, for one shop."""

    def __init__(self, store: Store, policy: OrderPolicy, *, now: Callable[[], datetime] | None = None) -> None:
        self._store = store
        self.policy = policy
        self._now = now or (lambda: datetime.now(UTC))

    def case(self, order: OrderId, customer: CustomerId) -> Case | None:
        """A customer's order with all that a decision needs; None for one that is not theirs, or is not there."""
        found, buyer = self._store.order(order), self._store.customer(customer)
        if found is None or buyer is None or found.customer != buyer.id:
            return None
        wanted = dict.fromkeys(line.product for line in found.lines)
        products = {product.id: product for product in self._store.products(list(wanted))}
        return Case(order=found, customer=buyer, products=products, policy=self.policy, now=self._now())

    def look(self, request: Request, customer: CustomerId) -> Decision | None:
        """What a request would do; None for an order that is not this customer's, or is not there."""
        case = self._case_of(request, customer)
        return None if case is None else decide(case, request)

    def do(
        self,
        request: Request,
        customer: CustomerId,
        *,
        key: str,
        agreed: str,
        actor: str = "customer",
        conversation: str = "",
    ) -> Done | Decision | None:
        """Do what was agreed to, unless it is done.

        Args:
            request: what was asked.
            customer: whose order it is.
            key: of the proposal; with the same one nothing happens twice.
            agreed: the `fingerprint` of the change that was shown.
            actor: who agreed.
            conversation: where.

        Returns:
            `Done`; or a decision when the rules now say no or the effect is no longer what was agreed to, in which
            case nothing was written; None for an order that is not this customer's, or is not there.

        Raises:
            StoreError: the key was used for something else.
        """
        with self._store.transaction():
            deed = self._store.deed(key)
            if deed is not None:
                if (deed.customer, deed.order, deed.fingerprint) != (customer, request.order, agreed):
                    raise StoreError(f"the ledger's key {key!r} stands for something else")
                return Done(deed, before=True)
            case = self._case_of(request, customer)
            decision = None if case is None else decide(case, request)
            if not isinstance(decision, Change) or fingerprint(request, decision) != agreed:
                return decision
            self._write(decision)
            deed = Deed(
                key=key,
                at=self._now(),
                action=request.action.value,
                order=request.order,
                customer=customer,
                fingerprint=agreed,
                request=request.model_dump_json(),
                actor=actor,
                conversation=conversation,
            )
            self._store.enter(deed)
            return Done(deed, before=False)

    def _case_of(self, request: Request, customer: CustomerId) -> Case | None:
        case = self.case(request.order, customer)
        if case is None or not isinstance(request, ChangeItems | Exchange):
            return case
        named = (self._store.product_by_code(new) for new in dict.fromkeys(request.new))
        others: dict[ProductId, Product] = {found[0].id: found[0] for found in named if found is not None}
        return replace(case, products={**others, **case.products})

    def _write(self, change: Change) -> None:
        products = _restocked(self._store, change)
        self._store.put([change.order, change.customer, *products])


def fingerprint(request: Request, change: Change) -> str:
    """A hash of exactly what a change would do: other money, pieces, goods or conditions give another one."""
    effect: dict[str, Any] = {
        "request": request.model_dump(mode="json"),
        "status": change.order.status,
        "pieces": [asdict(piece) if not isinstance(piece, str) else piece for piece in change.pieces],
        "moves": [asdict(move) for move in change.moves],
        "difference": change.difference,
        "unopened": change.unopened,
        "label_is_free": change.label_is_free,
    }
    for move in effect["moves"]:
        move["method"].pop("balance", None)  # what else is bought with a gift card changes nothing here
    return hashlib.sha256(json.dumps(effect, sort_keys=True, default=str).encode()).hexdigest()


def _restocked(store: Store, change: Change) -> list[Product]:
    """The products whose stock a change moves, as they will be."""
    touched: dict[ProductId, Product] = {}
    for variant, count in change.stock.items():
        found = store.product_by_code(variant)
        if found is not None and found[1] == variant:
            product = touched.get(found[0].id, found[0])
            touched[product.id] = _moved(product, variant, count)
    return list(touched.values())


def _moved(product: Product, variant: VariantId, count: int) -> Product:
    variants = tuple(
        replace(one, stock=one.stock + count) if one.id == variant and one.stock is not None else one
        for one in product.variants
    )
    return replace(product, variants=variants)
