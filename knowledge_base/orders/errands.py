"""What customers ask that changes no order: another address in their profile, and being called back.

Like what is done to orders, each is done once, and stands in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from knowledge_base.errors import StoreError
from knowledge_base.orders.case import Action, Refusal, Rule
from knowledge_base.orders.desk import Done
from knowledge_base.orders.refused import Refused
from knowledge_base.orders.rules import check_address
from knowledge_base.schema import Address, Customer, CustomerId, OrderId
from knowledge_base.store import Deed, Store

_SHORTEST_NUMBER = 6  # digits of a phone number


class _Errand(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChangeHome(_Errand):
    """Keep another address in the customer's profile; orders on their way go where they were going."""

    action: Literal["change profile address"] = "change profile address"
    address: Address


class CallBack(_Errand):
    """Call the customer."""

    action: Literal["call back"] = "call back"
    phone: Annotated[str, Field(max_length=40)]
    when: Annotated[str, Field(max_length=200)] = ""
    about: Annotated[str, Field(max_length=400)] = ""


Errand = ChangeHome | CallBack
_adapter: TypeAdapter[Errand] = TypeAdapter(Annotated[Errand, Field(discriminator="action")])
read_errand: Callable[[bytes | str], Errand] = _adapter.validate_json


def _check(errand: Errand, buyer: Customer) -> None:
    if isinstance(errand, CallBack):
        if sum(map(str.isdigit, errand.phone)) < _SHORTEST_NUMBER:
            raise Refused(Rule.ADDRESS, part="phone", needed="must be a phone number")
        return
    check_address(errand.address)
    if errand.address == buyer.address:
        raise Refused(Rule.SAME_ADDRESS)


class Errands:
    """Where errands are done, for one shop."""

    def __init__(self, store: Store, *, now: Callable[[], datetime] | None = None) -> None:
        self._store = store
        self._now = now or (lambda: datetime.now(UTC))

    def look(self, errand: Errand, customer: CustomerId) -> str | Refusal | None:
        """The fingerprint of what would be done; why not; or None for a customer who is not there."""
        buyer = self._store.customer(customer)
        if buyer is None:
            return None
        try:
            _check(errand, buyer)
        except Refused as refused:
            return Refusal(action=Action.CHANGE_ADDRESS, rule=refused.rule, facts=refused.facts)
        return sha256(f"{customer}\0{errand.model_dump_json()}".encode()).hexdigest()

    def do(
        self,
        errand: Errand,
        customer: CustomerId,
        *,
        key: str,
        agreed: str,
        actor: str = "customer",
        conversation: str = "",
    ) -> Done | Refusal | None:
        """Do what was agreed to, unless it is done; nothing is written where the answer is a refusal or None.

        Raises:
            StoreError: the key was used for something else.
        """
        with self._store.transaction():
            deed = self._store.deed(key)
            if deed is not None:
                if (deed.customer, deed.fingerprint) != (customer, agreed):
                    raise StoreError(f"the ledger's key {key!r} stands for something else")
                return Done(deed, before=True)
            looked = self.look(errand, customer)
            buyer = self._store.customer(customer)
            if not isinstance(looked, str) or buyer is None:
                return looked if isinstance(looked, Refusal) else None
            if looked != agreed:
                raise StoreError(f"the proposal {key!r} was for something else")
            if isinstance(errand, ChangeHome):
                self._store.put([replace(buyer, address=errand.address)])
            deed = Deed(
                key=key,
                at=self._now(),
                action=errand.action,
                order=OrderId(""),
                customer=customer,
                fingerprint=agreed,
                request=errand.model_dump_json(),
                actor=actor,
                conversation=conversation,
            )
            self._store.enter(deed)
            return Done(deed, before=False)
