"""Links to invoices: signed, good for some hours, and for one order only. The page itself is `page`."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from decimal import Decimal
from hmac import compare_digest, digest
from html import escape
from time import time

from agent.orders.naming import options_in, title_in
from agent.orders.wording import Wording
from agent.tools.money import written
from knowledge_base.schema import Money, Order, OrderId, PaymentKind, PaymentMethod, Product, ProductId, TransactionKind

_SIGNATURE = 24  # bytes of it that a link carries


class Invoices:
    """Makes links and reads them.

    Args:
        secret: signs; whoever has it can open every invoice.
        base: what links begin with, such as "https://shop.example"; "" makes them relative to the shop's own pages.
        hours: that a link works.
        now: seconds since 1970.
    """

    def __init__(self, secret: bytes, *, base: str = "", hours: int = 24, now: Callable[[], float] = time) -> None:
        self._secret = secret
        self._base = base.rstrip("/")
        self.hours = hours
        self._now = now

    def link(self, order: OrderId, language: str = "en") -> str:
        """A link that works for some hours, to the invoice in a language."""
        body = f"{int(self._now()) + self.hours * 3600}:{language}:{order}".encode()
        signed = digest(self._secret, b"invoice:" + body, "sha256")[:_SIGNATURE] + body
        return f"{self._base}/invoices/{urlsafe_b64encode(signed).rstrip(b'=').decode()}"

    def read(self, token: str) -> tuple[OrderId, str] | None:
        """The order and the language of a link; None for one that is forged or too old."""
        try:
            signed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
            signature, body = signed[:_SIGNATURE], signed[_SIGNATURE:]
            if not compare_digest(signature, digest(self._secret, b"invoice:" + body, "sha256")[:_SIGNATURE]):
                return None
            until, language, order = body.decode().split(":", 2)
            return (OrderId(order), language) if int(until) > self._now() else None
        except ValueError:
            return None

    @staticmethod
    def total(order: Order) -> Money:
        """What an order costs: its pieces and its postage."""
        currency = order.lines[0].price.currency if order.lines else "USD"
        goods = sum((line.price.amount * line.quantity for line in order.lines), Decimal(0))
        return Money(goods + postage(order), currency)


def postage(order: Order) -> Decimal:
    """What delivery cost."""
    return Decimal(str(order.details.get("shipping_cost") or "0"))


_TITLES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "invoice": "Invoice",
        "order": "Order",
        "date": "Date",
        "to": "Delivered to",
        "item": "Item",
        "price": "Price",
        "count": "Quantity",
        "sum": "Amount",
        "goods": "Goods",
        "postage": "Delivery",
        "total": "Total",
        "paid": "Paid with",
        "refunded": "Refunded to",
    },
    "zh": {
        "invoice": "账单",
        "order": "订单",
        "date": "日期",
        "to": "收货地址",
        "item": "商品",
        "price": "单价",
        "count": "数量",
        "sum": "金额",
        "goods": "商品合计",
        "postage": "运费",
        "total": "总计",
        "paid": "付款方式",
        "refunded": "已退回",
    },
}
_STYLE = """body{font:15px/1.5 system-ui,"PingFang SC","Noto Sans SC",sans-serif;color:#1c1917;background:#fff;
max-width:46rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem;margin:0 0 1rem}table{width:100%;
border-collapse:collapse;margin:1.5rem 0}th,td{text-align:start;padding:.4rem .5rem;border-bottom:1px solid #d6d3d1}
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}tfoot tr:last-child td{font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#57534e}dd{margin:0}"""


def page(
    order: Order,
    products: Mapping[ProductId, Product],
    methods: Mapping[str, PaymentMethod],
    wording: Wording,
    *,
    shop: str,
) -> str:
    """An invoice as a page that prints well; every sum is worked out exactly."""
    words = _TITLES[wording.language if wording.language in _TITLES else "en"]
    currency = Invoices.total(order).currency

    def money(amount: Decimal) -> str:
        return written(amount, currency)

    rows = "".join(
        f"<tr><td>{escape(title_in(line, products.get(line.product), wording.language))}"
        f"{_options(line.options, products.get(line.product), wording.language)}</td>"
        f'<td class="n">{money(line.price.amount)}</td><td class="n">{line.quantity}</td>'
        f'<td class="n">{money(line.price.amount * line.quantity)}</td></tr>'
        for line in order.lines
    )
    goods = sum((line.price.amount * line.quantity for line in order.lines), Decimal(0))
    sums = [(words["goods"], money(goods)), (words["postage"], money(postage(order)))]
    sums.append((words["total"], money(Invoices.total(order).amount)))
    foot = "".join(f'<tr><td colspan="3">{name}</td><td class="n">{amount}</td></tr>' for name, amount in sums)
    paid = "".join(
        f"<dt>{words['paid' if one.kind is TransactionKind.PAYMENT else 'refunded']}</dt>"
        f"<dd>{escape(wording.method(methods.get(one.payment_method) or _gone(one.payment_method)))}: "
        f"{money(one.amount.amount)}{' · ' + wording.day(one.at) if one.at else ''}</dd>"
        for one in order.transactions
        if one.amount.amount
    )
    head = f"<dt>{words['order']}</dt><dd>{escape(order.id)}</dd>"
    head += f"<dt>{words['date']}</dt><dd>{wording.day(order.placed)}</dd>" if order.placed else ""
    head += f"<dt>{words['to']}</dt><dd>{escape(wording.address(order.address))}</dd>" if order.address else ""
    title = f"{words['invoice']} {escape(order.id)}"
    return (
        f'<!doctype html><html lang="{wording.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{title} · {escape(shop)}</title><style>{_STYLE}</style></head><body><main>"
        f"<p>{escape(shop)}</p><h1>{title}</h1><dl>{head}</dl>"
        f"<table><thead><tr><th>{words['item']}</th>"
        f'<th class="n">{words["price"]}</th><th class="n">{words["count"]}</th><th class="n">{words["sum"]}</th></tr>'
        f"</thead><tbody>{rows}</tbody><tfoot>{foot}</tfoot></table><dl>{paid}</dl></main></body></html>"
    )


def _options(options: Mapping[str, str], product: Product | None, language: str) -> str:
    named = options_in(options, product, language)
    return f" ({escape(named)})" if named else ""


def _gone(id_: str) -> PaymentMethod:
    return PaymentMethod(id=id_, kind=PaymentKind.OTHER)
