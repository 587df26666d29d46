"""A small shop with orders in every state, open for conversations of customers who are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agent.build import Shop
from agent.settings import load_settings
from knowledge_base import Store, open_store
from knowledge_base.identity import Standing
from knowledge_base.schema import (
    CHINESE,
    Address,
    CustomerId,
    Document,
    DocumentId,
    DocumentKind,
    Money,
    Order,
    OrderId,
    OrderLine,
    OrderStatus,
    PaymentKind,
    PaymentMethod,
    Product,
    ProductId,
    Record,
    Section,
    Shipment,
    Transaction,
    TransactionKind,
    Translation,
    Variant,
    VariantId,
)
from knowledge_base.schema import (
    Customer as Buyer,
)
from tests.agent.conftest import Customer, _Stage
from tests.knowledge_base.conftest import postgres as postgres  # noqa: PLC0414 a fixture of these tests too

ADA, EVE = CustomerId("ada"), CustomerId("eve")
HOME = Address(line1="1 Quay", city="Portland", postcode="04101", country="United States")
POLICY = """
cancel: {source: {topic: returns, heading: Cancelling}}
returns:
  days: 30
  free_label_in: [United States]
  hand_in_days: 14
  unopened_only: [Soaps]
  source: {topic: returns, heading: How long you have}
"""


def usd(amount: str) -> Money:
    """Dollars."""
    return Money(Decimal(amount), "USD")


def _shirt(colour: str, size: str, price: str, stock: int) -> Variant:
    return Variant(
        id=VariantId(f"SH-{colour}-{size}"), price=usd(price), options={"colour": colour, "size": size}, stock=stock
    )


SHIRT = Product(
    id=ProductId("SH"),
    title="Harbour Shirt",
    categories=("Clothing", "Shirts"),
    variants=(
        _shirt("blue", "S", "20.00", 5),
        _shirt("blue", "M", "22.50", 5),
        _shirt("blue", "L", "22.50", 0),
        _shirt("red", "M", "22.50", 5),
    ),
    translations={CHINESE: Translation(title="港湾衬衫", options={"blue": "蓝色", "red": "红色"})},
)
LAMP = Product(
    id=ProductId("LA"),
    title="Paper Lamp",
    categories=("Home", "Lamps"),
    variants=(Variant(id=VariantId("LA-1"), price=usd("35.00"), stock=5),),
    translations={CHINESE: Translation(title="纸灯")},
)
SOAP = Product(
    id=ProductId("SO"),
    title="Oat Soap",
    categories=("Beauty", "Soaps"),
    variants=(Variant(id=VariantId("SO-1"), price=usd("4.00"), stock=5),),
    translations={CHINESE: Translation(title="燕麦皂")},
)
VISA = PaymentMethod(id="visa", kind=PaymentKind.CARD, brand="Visa", last_four="4242")
PAYPAL = PaymentMethod(id="paypal", kind=PaymentKind.PAYPAL)
GIFT = PaymentMethod(id="gift", kind=PaymentKind.GIFT_CARD, balance=usd("30.45"))


def _buyer(id_: CustomerId, first: str) -> Buyer:
    return Buyer(
        id=id_,
        first_name=first,
        last_name="Poe",
        email=f"{id_}@example.com",
        phone="+1 207 555 0123",
        address=HOME,
        payment_methods=(VISA, PAYPAL, GIFT),
    )


def line(product: Product, variant: str, count: int = 1) -> OrderLine:
    """A line of an order."""
    found = next(one for one in product.variants if one.id == variant)
    return OrderLine(
        product=product.id,
        variant=found.id,
        title=product.title,
        price=found.price,
        options=found.options,
        quantity=count,
    )


def order(
    id_: str,
    lines: tuple[OrderLine, ...],
    status: OrderStatus = OrderStatus.PENDING,
    *,
    customer: CustomerId = ADA,
    days: int = 2,
) -> Order:
    """An order that was placed some days ago, and arrived a day later if it did."""
    placed = datetime.now(UTC) - timedelta(days=days)
    sent = status in {OrderStatus.SHIPPED, OrderStatus.DELIVERED}
    parcel = Shipment(
        tracking=("1Z999AA10123456784",),
        variants=tuple(one.variant for one in lines),
        carrier="UPS",
        shipped=placed,
        delivered=placed + timedelta(days=1) if status is OrderStatus.DELIVERED else None,
    )
    total = sum((one.price.amount * one.quantity for one in lines), Decimal("5.95"))
    return Order(
        id=OrderId(id_),
        customer=customer,
        lines=lines,
        status=status,
        address=HOME,
        placed=placed,
        shipments=(parcel,) if sent else (),
        transactions=(Transaction(kind=TransactionKind.PAYMENT, amount=Money(total, "USD"), payment_method="visa"),),
        details={"shipping_cost": "5.95"},
    )


PENDING, SENT, NEW, OLD, HERS = "AB-100001", "AB-100002", "AB-100003", "AB-100004", "AB-200001"


def records() -> list[Record]:
    """The shop as each test begins."""
    pages = Document(
        id=DocumentId("returns.en"),
        title="Returns",
        topic="returns",
        kind=DocumentKind.POLICY,
        sections=(
            Section(headings=("Returns", "How long you have"), text="Everything can be returned for 30 days."),
            Section(headings=("Returns", "Cancelling"), text="An order can be cancelled until it is packed."),
        ),
    )
    return [
        SHIRT,
        LAMP,
        SOAP,
        _buyer(ADA, "Ada"),
        _buyer(EVE, "Eve"),
        order(PENDING, (line(SHIRT, "SH-blue-S"), line(LAMP, "LA-1", 2))),
        order(SENT, (line(LAMP, "LA-1"),), OrderStatus.SHIPPED, days=3),
        order(NEW, (line(SHIRT, "SH-blue-M"), line(SOAP, "SO-1")), OrderStatus.DELIVERED, days=6),
        order(OLD, (line(SHIRT, "SH-red-M"),), OrderStatus.DELIVERED, days=100),
        order(HERS, (line(LAMP, "LA-1"),), customer=EVE),
        pages,
    ]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Stage]:
    """The shop, open for a module's tests."""
    home = tmp_path_factory.mktemp("orders-shop")
    (home / "orders.yaml").write_text(POLICY)
    settings = load_settings(home=home, identity={"facts_level": "verified"})
    store = open_store(settings.data)
    store.put(records())
    store.close()
    stage = _Stage(settings)
    yield stage
    stage.close()


def verify(shop: Shop, conversation: str, customer: CustomerId) -> None:
    """Let a conversation be with a customer, as after a code."""
    now = datetime.now(UTC)
    assert shop.identities is not None
    shop.identities.records.put(
        Standing(conversation=conversation, customer=customer, level=2, how="code by email", at=now, seen=now)
    )


@pytest.fixture
def store(stage: _Stage) -> Store:
    """The shop's store, as at the beginning."""
    stage.shop.store.put(records())
    return stage.shop.store


@pytest.fixture
def stranger(stage: _Stage, store: Store) -> Customer:
    """Somebody who has not said who they are."""
    return Customer(stage.shop, stage.loop)


@pytest.fixture
def ada(stranger: Customer) -> Customer:
    """Ada, known for sure."""
    verify(stranger.shop, stranger.conversation, ADA)
    return stranger


@pytest.fixture
def deeds(store: Store) -> Callable[[], list[Any]]:
    """What the ledger has got since the test began."""
    before = {deed.key for deed in store.deeds()}
    return lambda: [deed for deed in store.deeds() if deed.key not in before]
