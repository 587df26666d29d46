"""Whose data it is: the customer's record, orders and conversations, and what to look for in the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import column, func, or_, select, table

from agent.errors import AgentError
from agent.privacy.place import Place
from knowledge_base import tables
from knowledge_base.rows import fold_phone
from knowledge_base.schema import Customer, CustomerId

_SHORTEST = 5  # characters; shorter ones would be found everywhere
_TURNS = table("turns", column("conversation"), column("text"))


class NobodyError(AgentError):
    """Nothing is held of such a customer."""


@dataclass(frozen=True, slots=True)
class Term:
    """Something that gives somebody away, and what it is."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody of whom data is held."""

    asked: str  # the id or e-mail address that was asked for
    customers: tuple[Customer, ...]
    ids: frozenset[str]  # theirs as customers, also where the record is gone already
    orders: frozenset[str]
    conversations: frozenset[str]
    terms: tuple[Term, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What gives them away in somebody else's text: addresses and numbers; names others have too."""
        return tuple(term.text for term in self.terms if term.kind in {"e-mail", "phone"})


def find_subject(place: Place, asked: str, *, needed: bool = True) -> Subject:
    """Everything that belongs to a customer, by id or e-mail address.

    Raises:
        NobodyError: nothing is held that names them, and something is needed.
    """
    asked = asked.strip()
    one = place.store.customer(CustomerId(asked))
    customers = (one,) if one else tuple(place.store.customers(email=asked)) if "@" in asked else ()
    known: set[str] = {customer.id for customer in customers}
    ids = frozenset(known or (() if "@" in asked else (asked,)))
    terms = tuple(dict.fromkeys(term for customer in customers for term in _terms(customer)))
    if not customers:
        terms = (Term("e-mail" if "@" in asked else "id", asked),)
    orders = frozenset(order.id for key in ids for order in place.store.orders(CustomerId(key)))
    subject = Subject(asked, customers, ids, orders, frozenset(), terms)
    conversations = frozenset(_conversations(place, subject))
    if needed and not customers and not orders and not conversations:
        raise NobodyError(f"nothing is held of {asked!r}; expected a customer's id or e-mail address")
    return Subject(asked, customers, ids, orders, conversations, terms)


def _conversations(place: Place, subject: Subject) -> Iterator[str]:
    """Those that were with them, by proof, by deed or because their address stands in the words; nobody else's."""
    for holder in (tables.identities, tables.deeds, tables.proposals, tables.identity_events):
        named = select(holder.c.conversation).where(holder.c.customer.in_(subject.ids)).distinct()
        yield from (row[0] for row in place.rows("shop", named) if row[0])
    if not subject.texts or not place.has("memory", "turns"):
        return
    said = func.lower(_TURNS.c.text)
    wanted = or_(*(said.contains(text.lower(), autoescape=True) for text in subject.texts))
    found = [row[0] for row in place.rows("memory", select(_TURNS.c.conversation).where(wanted).distinct())]
    others = select(tables.identities.c.conversation).where(
        tables.identities.c.conversation.in_(found), tables.identities.c.customer.not_in(subject.ids)
    )
    theirs = {row[0] for row in place.rows("shop", others)} if found else set()
    yield from (conversation for conversation in found if conversation not in theirs)


def _terms(customer: Customer) -> Iterator[Term]:
    first, last = customer.first_name.strip(), customer.last_name.strip()
    if first and last:
        chinese = not (first + last).isascii() and len(first + last) <= 4
        names = (f"{last}{first}",) if chinese else (f"{first} {last}", f"{last}, {first}", f"{last} {first}")
        yield from (Term("name", name) for name in names)
    yield from _long("e-mail", customer.email.strip())
    digits = fold_phone(customer.phone)
    yield from _long("phone", customer.phone.strip())
    yield from _long("phone", digits)
    yield from _long("phone", digits[-9:])
    if customer.address:
        yield from _long("address", customer.address.line1.strip())
    yield from _long("id", customer.id)
    yield from (term for method in customer.payment_methods for term in _long("payment", method.id))


def _long(kind: str, text: str) -> Iterator[Term]:
    if len(text) >= _SHORTEST:
        yield Term(kind, text)
