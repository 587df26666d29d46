"""A shop's home on each engine, with two customers of whom everything is kept that can be."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.graph import MessagesState, StateGraph
from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, SmallInteger, insert

from agent.events import ConversationId, Message, MessageId, Token, TurnEnded
from agent.memory import FINISHED, open_memory
from agent.privacy.holdings import Rows
from agent.privacy.place import Place, open_place
from agent.privacy.registry import HOLDINGS
from knowledge_base import tables
from knowledge_base.home import Home
from knowledge_base.schema import (
    ENGLISH,
    Address,
    Customer,
    CustomerId,
    Interaction,
    InteractionId,
    InteractionKind,
    Money,
    Order,
    OrderId,
    OrderLine,
    OrderStatus,
    PaymentKind,
    PaymentMethod,
    ProductId,
    Shipment,
    Transaction,
    TransactionKind,
    VariantId,
)
from knowledge_base.store import Deed

ANN = Customer(
    id=CustomerId("CU-7001"),
    first_name="Annabel",
    last_name="Quillfeather",
    email="annabel.q@mail.example",
    phone="+1 415 555 2671",
    address=Address(line1="12 Thistledown Street", city="Boston", postcode="02116", country="United States"),
    payment_methods=(PaymentMethod(id="card-7001-1", kind=PaymentKind.CARD, last_four="4242"),),
)
WEI = Customer(
    id=CustomerId("CU-7002"),
    first_name="伟杰",
    last_name="欧阳",
    email="ouyang@mail.example",
    phone="13800138000",
    address=Address(line1="世纪大道100号", city="上海", postcode="200120", country="China"),
    payment_methods=(PaymentMethod(id="card-7002-1", kind=PaymentKind.CARD),),
)
TALK = {ANN.id: "conversation-of-ann-0001", WEI.id: "conversation-of-wei-0002"}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_databases = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of these tests' own."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not folders:
        pytest.fail("PostgreSQL's binaries are not below /usr/lib/postgresql; apt install postgresql", pytrace=False)
    user = pwd.getpwnam("postgres").pw_uid if os.getuid() == 0 else os.getuid()
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-privacy-", dir="/tmp"))
    os.chown(folder, user, -1)

    def run(*command: object) -> None:
        who = user if os.getuid() == 0 else None
        subprocess.run([str(part) for part in command], check=True, capture_output=True, cwd="/", user=who)

    try:
        run(folders[0] / "initdb", "-D", folder / "data", "-U", "shop", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        run(folders[0] / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
        yield f"host={folder} user=shop dbname="
        run(folders[0] / "pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
on_both = pytest.mark.parametrize("home", ENGINES, indirect=True)


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """An empty home, on SQLite unless a test is `on_both`."""
    url = ""
    if getattr(request, "param", "sqlite") == "postgresql":
        server: str = request.getfixturevalue("postgres")
        name = f"shop{next(_databases)}"
        with psycopg.connect(f"{server}postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        url = f"postgresql://shop@/{name}?host={server.split(maxsplit=1)[0].removeprefix('host=')}"
    return Home(tmp_path / "home", url)


@pytest.fixture
async def full(home: Home) -> Home:
    """A home that holds everything of two customers."""
    with open_place(home) as place:
        for customer in (ANN, WEI):
            _records(place, customer)
    async with open_memory(home) as memory:
        for customer in (ANN, WEI):
            await _talk(memory, customer)
    with open_place(home) as place:
        for customer in (ANN, WEI):
            _rows(place, customer)
            _files(home, customer)
    return home


@pytest.fixture
def opened(full: Home) -> Iterator[Place]:
    """The same, open."""
    with open_place(full) as place:
        yield place


def order_of(customer: Customer) -> Order:
    number = customer.id[-4:]
    price = Money(Decimal("30.00"), "USD")
    return Order(
        id=OrderId(f"LL-{number}"),
        customer=customer.id,
        status=OrderStatus.DELIVERED,
        address=customer.address,
        placed=NOW,
        lines=(OrderLine(product=ProductId("P-1"), variant=VariantId("P-1-1"), title="Mug", price=price),),
        shipments=(Shipment(tracking=(f"1Z999AA1012345{number}",), variants=(VariantId("P-1-1"),)),),
        transactions=(
            Transaction(kind=TransactionKind.PAYMENT, amount=price, payment_method=customer.payment_methods[0].id),
        ),
        details={"cancel_reason": "no longer needed", "note": f"call {customer.phone}"},
    )


def _records(place: Place, customer: Customer) -> None:
    store, order = place.store, order_of(customer)
    seen = Interaction(
        id=InteractionId(f"I-{customer.id}"),
        kind=InteractionKind.VIEW,
        product=ProductId("P-1"),
        at=NOW,
        customer=customer.id,
    )
    review = replace(
        seen, id=InteractionId(f"R-{customer.id}"), kind=InteractionKind.REVIEW, rating=5, text=f"by {customer.email}"
    )
    store.put([customer, order, seen, review], source=f"file of {customer.id[:2]}")
    store.enter(
        Deed(
            key=f"{TALK[customer.id]}:1",
            at=NOW,
            action="change_address",
            order=order.id,
            customer=customer.id,
            fingerprint=f"f{customer.id}",
            request=f'{{"line1": "{customer.address.line1 if customer.address else ""}"}}',
            conversation=TALK[customer.id],
        )
    )


async def _talk(memory: Any, customer: Customer) -> None:
    conversation = ConversationId(TALK[customer.id])
    text = f"I am {customer.first_name} {customer.last_name}, {customer.email}, {customer.phone}"
    message = Message(id=MessageId("m1"), text=text)
    await memory.begin(conversation, message, 1)
    await memory.end(
        conversation, message.id, FINISHED, [Token(text), TurnEnded(reply=f"Hello {customer.email}", language=ENGLISH)]
    )
    graph: Any = StateGraph(MessagesState)
    graph.add_node("answer", lambda state: {"messages": [AIMessage(f"Hello {customer.email}")]})
    graph.set_entry_point("answer")
    runs = graph.compile(checkpointer=memory.saver)
    await runs.ainvoke({"messages": [HumanMessage(text)]}, {"configurable": {"thread_id": conversation}})


def _rows(place: Place, customer: Customer) -> None:
    """One row in every table that the registry lists, whatever its columns."""
    for holding in (one for one in HOLDINGS if isinstance(one, Rows) and one.database == "shop"):
        table = holding.table
        assert not isinstance(table, str)
        row = {}
        for column in table.columns:
            if column.name in {holding.conversation, "conversation"}:
                row[column.name] = TALK[customer.id]
            elif column.name == holding.customer:
                row[column.name] = customer.id
            elif holding.through and column.name == holding.through[0]:
                row[column.name] = f"handoffs-{customer.id[-2:]}"
            elif column.name == "id":
                row[column.name] = f"{table.name}-{customer.id[-2:]}"
            elif column.name in {"staff", "name", "action"}:  # the shop's own people and words
                row[column.name] = "sam"
            else:
                row[column.name] = _value(column.type, customer)
        with place.writing("shop") as connection:
            connection.execute(insert(table).values(row))


def _value(kind: Any, customer: Customer) -> Any:
    if isinstance(kind, tables.Instant):
        return NOW
    if isinstance(kind, (Boolean, Integer, SmallInteger, BigInteger)):
        return 0
    text = f"{customer.email} {customer.phone} {customer.first_name} {customer.last_name}"
    return text.encode() if isinstance(kind, LargeBinary) else text


def _files(home: Home, customer: Customer) -> None:
    folder = home.uploads / TALK[customer.id]
    folder.mkdir(parents=True)
    (folder / "picture.png").write_bytes(b"\x89PNG" + customer.email.encode())
    for name in ("training", "rejects"):
        (home.path / name).mkdir(exist_ok=True)
        with (home.path / name / "rows.jsonl").open("a", encoding="utf-8") as file:
            file.write(f'{{"text": "my mail is {customer.email}"}}\n{{"text": "a line about mugs"}}\n')


@pytest.fixture
def ways() -> Callable[[Customer], list[str]]:
    """What gives a customer away."""

    def of(customer: Customer) -> list[str]:
        line = customer.address.line1 if customer.address else ""
        digits = "".join(mark for mark in customer.phone if mark.isdigit())
        return [customer.id, customer.email, customer.phone, digits, line, customer.last_name, customer.first_name]

    return of
