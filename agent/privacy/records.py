"""A customer's own records: who they are, what they bought and did, and the ledger, which has to stay."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, and_, delete, select, update

from agent.privacy.holdings import readable
from agent.privacy.place import Place
from agent.privacy.subject import Subject
from knowledge_base import tables
from knowledge_base.schema import Address, CustomerId, Interaction, InteractionId, InteractionKind, Order
from knowledge_base.store import Kind
from knowledge_base.writing import batches

_PSEUDONYM = "erased-"
_KEPT_DETAILS = frozenset({"cancel_reason", "return_reason", "exchange_reason", "price_difference"})


@dataclass(frozen=True, slots=True)
class Records:
    """Customer, orders, what they did, and the ledger: one transaction, so that all of it is theirs or nobody's."""

    remove_orders: bool = False
    name: str = "records"
    what: str = "Your customer record, your orders, what you viewed, bought and reviewed, and what was done to orders"

    def find(self, place: Place, subject: Subject) -> Iterator[Mapping[str, Any]]:
        """Every record."""
        store = place.store
        yield from ({"record": "customer", **asdict(customer)} for customer in subject.customers)
        for key in sorted(subject.ids):
            id = CustomerId(key)  # noqa: A001 - an id is called id
            yield from ({"record": "order", **asdict(order)} for order in store.orders(id))
            yield from ({"record": "interaction", **asdict(one)} for one in store.interactions(customer=id))
            for deed in store.deeds(customer=id):
                yield {"record": "deed", **asdict(deed), "request": readable(deed.request.encode())}

    def erase(self, place: Place, subject: Subject) -> int:
        """Remove the person; orders and deeds keep what accounts need, under a name that leads nowhere."""
        store, done = place.store, 0
        with store.transaction():
            for key in sorted(subject.ids):
                id, nobody = CustomerId(key), CustomerId(f"{_PSEUDONYM}{secrets.token_hex(8)}")  # noqa: A001
                done += self._orders(place, list(store.orders(id)), nobody)
                done += self._interactions(place, list(store.interactions(customer=id)))
                with store.connection(write=True) as connection:
                    done += pseudonymise(connection, tables.deeds.c.customer == id, nobody)
                done += store.remove(Kind.CUSTOMER, [id])
                with store.connection(write=True) as connection:
                    self._forget_changes(connection, Kind.CUSTOMER, [id])
        return done

    def _orders(self, place: Place, orders: list[Order], nobody: CustomerId) -> int:
        if self.remove_orders:
            place.store.remove(Kind.ORDER, [order.id for order in orders])
            with place.store.connection(write=True) as connection:
                self._forget_changes(connection, Kind.ORDER, [order.id for order in orders])
        else:
            place.store.put(_without_person(order, nobody) for order in orders)
        return len(orders)

    def _interactions(self, place: Place, seen: list[Interaction]) -> int:
        """What was viewed and bought stays as nobody's, with ids that lead nowhere; what they wrote goes."""
        ids = [one.id for one in seen]
        place.store.remove(Kind.INTERACTION, ids)
        place.store.put(
            replace(one, id=InteractionId(f"{_PSEUDONYM}{secrets.token_hex(8)}"), customer=None, visitor=None)
            for one in seen
            if one.kind is not InteractionKind.REVIEW
        )
        with place.store.connection(write=True) as connection:
            self._forget_changes(connection, Kind.INTERACTION, ids)
        return len(seen)

    def _forget_changes(self, connection: Connection, kind: Kind, ids: list[Any]) -> None:
        """The change log names what was removed; nobody follows these kinds by it."""
        for some in batches(ids):
            log = tables.changes
            connection.execute(delete(log).where(log.c.kind == kind.value, log.c.id.in_(some)))


def pseudonymise(connection: Connection, which: Any, nobody: CustomerId) -> int:
    """Let lines of the ledger say that a deed was done, and no more; how many."""
    deeds, salt = tables.deeds, secrets.token_bytes(16)
    keys = connection.scalars(select(deeds.c.key).where(which, deeds.c.customer.not_like(f"{_PSEUDONYM}%"))).all()
    for key in keys:
        connection.execute(
            update(deeds)
            .where(deeds.c.key == key)
            .values(
                key=f"{_PSEUDONYM}{blake2b(key.encode(), key=salt, digest_size=16).hexdigest()}",
                customer=nobody,
                conversation="",
                fingerprint="",
                request=b"{}",
            )
        )
    return len(keys)


def age_ledger(place: Place, before: datetime) -> int:
    """Pseudonymise what is older, each customer for themselves; how many."""
    deeds, done = tables.deeds, 0
    with place.writing("shop") as connection:
        old = (
            select(deeds.c.customer).where(deeds.c.at < before, deeds.c.customer.not_like(f"{_PSEUDONYM}%")).distinct()
        )
        for customer in connection.scalars(old).all():
            nobody = CustomerId(f"{_PSEUDONYM}{secrets.token_hex(8)}")
            done += pseudonymise(connection, and_(deeds.c.at < before, deeds.c.customer == customer), nobody)
    return done


def _without_person(order: Order, nobody: CustomerId) -> Order:
    """An order as accounts need it: what, when, how much, and to which country."""
    methods = list(dict.fromkeys(transaction.payment_method for transaction in order.transactions))
    address = order.address
    where = Address(line1="", city="", postcode="", country=address.country, region="") if address else None
    return replace(
        order,
        customer=nobody,
        address=where,
        shipments=tuple(replace(shipment, tracking=()) for shipment in order.shipments),
        transactions=tuple(
            replace(transaction, payment_method=f"method-{methods.index(transaction.payment_method) + 1}")
            for transaction in order.transactions
        ),
        details={name: value for name, value in order.details.items() if name in _KEPT_DETAILS},
    )
