"""A shop with three customers, a clock that the tests turn, and a sender that keeps what it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.identity import Channel, Identities, Identity, Wrong
from agent.identity.senders import Post
from agent.settings import IdentitySettings
from knowledge_base import Store, open_store
from knowledge_base.schema import CHINESE, Address, Customer, CustomerId, Order, OrderId, OrderStatus

ANNA, JOERG, WANG = CustomerId("C-1"), CustomerId("C-2"), CustomerId("C-3")
SECRET = "a secret that the shop's own site signs its tokens with"


def address(postcode: str) -> Address:
    return Address(line1="1 Quay", city="Ghent", postcode=postcode, country="Belgium")


def order(id: str, customer: CustomerId) -> Order:
    return Order(id=OrderId(id), customer=customer, lines=(), status=OrderStatus.PENDING)


ANNAS_RECORD = Customer(
    id=ANNA, first_name="Anna", last_name="Lind", email="anna@mail.example", phone="+32 470 12 34 56",
    address=address("9000"),
)  # fmt: skip
RECORDS = (
    ANNAS_RECORD,
    Customer(
        id=JOERG, first_name="Jörg", last_name="Müller", email="J.Mueller@mail.example", phone="+49 170 5550001",
        address=address("M5V 2T6"),
    ),
    Customer(
        id=WANG, first_name="伟", last_name="王", email="wang@mail.example", address=address("200040"), language=CHINESE
    ),
    order("LL-1001", ANNA), order("#W2002", JOERG), order("LL-3003", WANG),
)  # fmt: skip


def customer(answer: Identity | Wrong) -> CustomerId | None:
    """Whom an answer identifies."""
    assert isinstance(answer, Identity), answer
    return answer.customer


@dataclass
class Clock:
    now: datetime = datetime(2026, 6, 15, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@dataclass
class Sender:
    """The outer edge: keeps what would leave the house."""

    posts: list[Post] = field(default_factory=list)

    def send(self, post: Post) -> None:
        self.posts.append(post)


@dataclass
class Counter:
    """A shop's identities, as a test sees them."""

    store: Store
    clock: Clock
    sender: Sender
    identities: Identities

    def code(self, conversation: str, **named: Any) -> str:
        """Ask for a code and read it."""
        before = len(self.sender.posts)
        self.identities.send_code(conversation, **named)
        posts = self.posts()
        assert len(posts) == before + 1
        found = re.search(r"\d{6}", posts[-1].text)
        assert found
        return found[0]

    def posts(self) -> list[Post]:
        """All that was sent, once the courier has nothing more to carry."""
        self.identities.settle()
        return self.sender.posts

    @property
    def events(self) -> list[str]:
        return [note.event for note in self.identities.records.notes()]


@contextmanager
def opened(url: str, clock: Clock | None = None, **settings: Any) -> Iterator[Counter]:
    store = open_store(url)
    clock, sender = clock or Clock(), Sender()
    try:
        store.put(RECORDS)
        senders = dict.fromkeys(Channel, sender)
        identities = Identities(store, IdentitySettings(**settings), senders, shop="Quayside", now=clock)
        yield Counter(store, clock, sender, identities)
        identities.close()
    finally:
        store.close()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture
def counter(url: str) -> Iterator[Counter]:
    with opened(url, token_secrets=(SECRET,), facts=("order_email", "name_postcode")) as one:
        yield one
