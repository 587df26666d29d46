"""τ-bench's shop, opened in a store of its own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from evals.benchmarks.base import reading
from evals.benchmarks.tau import actions, records
from knowledge_base import Home, open_store
from knowledge_base.orders import Change, Desk, Done, Refusal, fingerprint, read_policy
from knowledge_base.schema import Customer, CustomerId, Order, OrderId, Product
from knowledge_base.store import Store

LAYOUT = "orders.json, products.json, users.json, tasks_*.json and expected_*.jsonl"
_NOW = datetime(2024, 5, 15, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """The shop as it is before a task."""

    products: Mapping[str, Product]
    customers: Mapping[str, Customer]
    orders: Mapping[str, Order]
    listed: Mapping[str, list[str]]  # customer -> the ids of their orders


class Shop:
    """The world in a store, with its order desk."""

    def __init__(self, store: Store, world: World) -> None:
        self.world = world
        self._store = store
        self._desk = Desk(
            store, read_policy(Path(str(files("evals.benchmarks.tau") / "policy.yaml"))), now=lambda: _NOW
        )
        self._key = 0

    def act(self, user: str, name: str, arguments: Mapping[str, Any]) -> tuple[str, Refusal | None]:
        """Propose an action, agree to what is shown, have it done; what their tool answers, and our refusal."""
        asked = actions.request(name, arguments)
        customer = CustomerId(user)
        shown = self._desk.look(asked, customer)
        if not isinstance(shown, Change):
            return actions.answer(shown), shown
        self._key += 1
        done = self._desk.do(asked, customer, key=str(self._key), agreed=fingerprint(asked, shown))
        return (actions.OK, None) if isinstance(done, Done) else (f"shown but not done: {done}", None)

    def now(self, user: str, order: str) -> tuple[Customer, Order]:
        """A user and an order of theirs, as they stand."""
        customer, found = self._store.customer(CustomerId(user)), self._store.order(OrderId(order))
        return customer or self.world.customers[user], found or self.world.orders[order]

    def changed(self) -> dict[str, dict[str, Any]]:
        """The orders and users that are not what they were, in their form."""
        orders = [order for order in self._store.orders() if order != self.world.orders[order.id]]
        users = [one for one in self._store.customers() if one != self.world.customers[one.id]]
        return {
            "orders": {order.id: records.their_order(order) for order in orders},
            "users": {one.id: records.their_customer(one, self.world.listed[one.id]) for one in users},
        }

    def touched(self, user: str, orders: list[str]) -> dict[str, dict[str, Any]]:
        """As `changed`, looking only at a user and some orders."""
        found = [self._store.order(OrderId(id_)) for id_ in dict.fromkeys(orders)]
        now = [order for order in found if order is not None and order != self.world.orders[order.id]]
        customer = self._store.customer(CustomerId(user))
        users = [customer] if customer is not None and customer != self.world.customers[user] else []
        return {
            "orders": {order.id: records.their_order(order) for order in now},
            "users": {one.id: records.their_customer(one, self.world.listed[one.id]) for one in users},
        }

    def put_back(self, user: str, orders: list[str]) -> None:
        """Make a user and some orders what they were."""
        self._store.put([self.world.customers[user], *(self.world.orders[id_] for id_ in dict.fromkeys(orders))])


@contextmanager
def opened(folder: Path) -> Iterator[Shop]:
    """The shop of a data folder, in a store that is gone afterwards."""
    world = _read(folder)
    with tempfile.TemporaryDirectory(prefix="xiaoer-tau-") as name:
        store = open_store(Home(Path(name)))
        try:
            store.put([*world.products.values(), *world.customers.values(), *world.orders.values()])
            yield Shop(store, world)
        finally:
            store.close()


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON or JSON Lines file."""
    with reading(path, LAYOUT):
        text = path.read_text("utf-8")
        found: list[dict[str, Any]] = (
            [json.loads(line) for line in text.splitlines() if line.strip()]
            if path.suffix == ".jsonl"
            else json.loads(text)
        )
        return found


def _read(folder: Path) -> World:
    tables: dict[str, Mapping[str, Any]] = {}
    for name in ("products", "users", "orders"):
        path = folder / f"{name}.json"
        with reading(path, LAYOUT):
            tables[name] = json.loads(path.read_text("utf-8"))
    with reading(folder, LAYOUT):
        return World(
            products={id_: records.product(data) for id_, data in tables["products"].items()},
            customers={id_: records.customer(id_, data) for id_, data in tables["users"].items()},
            orders={id_: records.order(data) for id_, data in tables["orders"].items()},
            listed={id_: data["orders"] for id_, data in tables["users"].items()},
        )
