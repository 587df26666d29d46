"""Orders, effects and refusals in the customer's words. Every figure is the record's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

from agent.orders import phrases
from agent.orders.naming import options_in, title_in
from agent.tools.money import written
from knowledge_base.orders import Action, Change, MoneyMove, OrderPolicy, Refusal, Swap
from knowledge_base.orders.errands import CallBack, ChangeHome
from knowledge_base.schema import (
    Address,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    PaymentKind,
    PaymentMethod,
    Product,
    ProductId,
    TransactionKind,
    VariantId,
)

_MONTHS: tuple[str, ...] = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
)
_MONTHS += ("November", "December")
_KEYS = {"change items": "change_items", "change address": "change_address", "change payment": "change_payment"}
_KEYS |= {"change profile address": "change_profile_address", "call back": "call_back"}


class Wording:
    """Says things of one customer's orders in one language."""

    def __init__(self, language: str, policy: OrderPolicy) -> None:
        self.language = language
        self._policy = policy

    def say(self, key: str, **slots: object) -> str:
        """A phrase about orders."""
        return phrases.say(self.language, key, **slots)

    def of_action(self, group: str, action: str, **slots: object) -> str:
        """A phrase that stands for an action: `propose`, `done`, `title`."""
        return self.say(f"{group}.{_KEYS.get(action, action)}", **slots)

    def day(self, at: datetime | date | None) -> str:
        """A date as it is said."""
        if at is None:
            return ""
        if self.language == "zh":
            return f"{at.year}年{at.month}月{at.day}日"
        return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"

    def money(self, money: Money) -> str:
        """An exact amount."""
        return written(money.amount, money.currency)

    def method(self, method: PaymentMethod) -> str:
        """A way to pay, by what may be shown of it."""
        if method.kind is PaymentKind.CARD and method.last_four:
            return self.say("method.credit_card", brand=method.brand or "card", last=method.last_four)
        bare = {PaymentKind.CARD: "credit_card_bare", PaymentKind.PAYPAL: "paypal", PaymentKind.GIFT_CARD: "gift_card"}
        return self.say(f"method.{bare.get(method.kind, 'other')}")

    def address(self, address: Address | None) -> str:
        """An address in one line."""
        parts = [str(getattr(address, part.name)) for part in fields(Address)] if address else []
        line1, city, postcode, country, line2, region = parts if address else [""] * 6
        return ", ".join(part for part in (line1, line2, city, f"{region} {postcode}".strip(), country) if part)

    def piece(self, line: OrderLine, products: Mapping[ProductId, Product], count: int = 1) -> str:
        """One piece, or several of a kind."""
        product = products.get(line.product)
        options = options_in(line.options, product, self.language)
        more = self.say("item_options", options=options) if options else ""
        return self.say("item", count=count, title=title_in(line, product, self.language), options=more)

    def pieces(self, lines: Iterable[OrderLine], products: Mapping[ProductId, Product]) -> str:
        """Several lines in a row."""
        return self.joined([self.piece(line, products, line.quantity) for line in lines])

    def listed(self, items: Sequence[str]) -> str:
        """Items as in "a, b and c"."""
        return phrases.listed(self.language, items)

    def joined(self, parts: Sequence[str]) -> str:
        """Parts with a mark between that no part holds."""
        return ("；" if self.language == "zh" else "; ").join(parts)

    def state(self, status: OrderStatus) -> str:
        """Where an order stands, in a few words."""
        return self.say(f"state.{status.value.replace(' ', '_')}")

    def row(self, order: Order, products: Mapping[ProductId, Product]) -> str:
        """An order in one line of a list."""
        return self.say(
            "row",
            order=order.id,
            placed=self._placed(order),
            state=self.state(order.status),
            items=self.pieces(order.lines, products),
        )

    def _placed(self, order: Order) -> str:
        return self.say("placed", date=self.day(order.placed)) if order.placed else ""

    def status(
        self, order: Order, products: Mapping[ProductId, Product], methods: Mapping[str, PaymentMethod]
    ) -> list[str]:
        """All that is to be said of where an order is."""
        arrivals = [parcel.delivered for parcel in order.shipments if parcel.delivered]
        delivered = self.say("delivered_on", date=self.day(max(arrivals))) if arrivals else ""
        asked = _moment(order.details.get("requested_at"))
        said = [
            self.say(
                f"status.{order.status.value.replace(' ', '_')}",
                order=order.id,
                placed=self._placed(order),
                delivered=delivered,
                asked=self.say("asked_on", date=self.day(asked)) if asked else "",
                items=self.pieces(order.lines, products),
            )
        ]
        if order.status in {OrderStatus.SHIPPED, OrderStatus.DELIVERED}:
            said += self._parcels(order)
        for one in order.transactions:
            if one.kind is TransactionKind.REFUND and one.amount.amount:
                method = methods.get(one.payment_method) or PaymentMethod(id=one.payment_method, kind=PaymentKind.OTHER)
                on = self.say("refunded_on", date=self.day(one.at)) if one.at else ""
                said.append(self.say("refunded", amount=self.money(one.amount), method=self.method(method), date=on))
        return said

    def _parcels(self, order: Order) -> Iterable[str]:
        for parcel in order.shipments:
            for number in parcel.tracking:
                known = bool(parcel.carrier and parcel.shipped)
                yield self.say(
                    "parcel" if known else "parcel_bare",
                    carrier=parcel.carrier,
                    date=self.day(parcel.shipped),
                    number=number,
                )
                template = self._policy.carriers.get(parcel.carrier)
                if template:
                    yield self.say("parcel_link", link=template.replace("{number}", quote(number, safe="")))

    def effect(
        self, change: Change, order: Order, products: Mapping[ProductId, Product], lines: Mapping[VariantId, OrderLine]
    ) -> list[str]:
        """What a change does, line by line: everything that consent covers."""
        said = [self.say("effect.order", order=order.id)]
        if change.action is Action.CANCEL:
            said.append(self.say("effect.items", items=self.pieces(order.lines, products)))
        said += self._moved(change, products, lines)
        if change.action in {Action.CHANGE_ITEMS, Action.EXCHANGE} and not change.moves:
            said.append(self.say("effect.no_difference"))
        if change.action is Action.CANCEL and not change.moves:
            said.append(self.say("effect.nothing_back"))
        said += [self._move(move) for move in change.moves if move.amount.amount]
        if change.action is Action.CHANGE_ADDRESS:
            said.append(self.say("effect.address", address=self.address(change.order.address)))
        return [*said, *self._conditions(change, products, lines)]

    def _moved(
        self, change: Change, products: Mapping[ProductId, Product], lines: Mapping[VariantId, OrderLine]
    ) -> Iterable[str]:
        back: Counter[VariantId] = Counter(piece for piece in change.pieces if not isinstance(piece, Swap))
        if back:
            pieces = [self.piece(lines[variant], products, count) for variant, count in back.items()]
            yield self.say("effect.back", items=self.joined(pieces))
        for (old, new), count in Counter((one.old, one.new) for one in change.pieces if isinstance(one, Swap)).items():
            line, other = lines[old], self._other(lines[old], new, products)
            yield self.say("effect.swap", old=self.piece(line, products, count), new=self.piece(other, products, count))

    def _other(self, line: OrderLine, new: VariantId, products: Mapping[ProductId, Product]) -> OrderLine:
        variant = next(one for one in products[line.product].variants if one.id == new)
        return OrderLine(
            product=line.product, variant=new, title=line.title, price=variant.price, options=variant.options
        )

    def _move(self, move: MoneyMove) -> str:
        key = "refund" if move.kind is TransactionKind.REFUND else "payment"
        return self.say(
            f"effect.{key}",
            amount=self.money(move.amount),
            method=self.method(move.method),
            when=self._when(move),
        )

    def _when(self, move: MoneyMove) -> str:
        later = "_arrival" if move.timing.after_arrival else ""
        least, most = move.timing.days
        if most == 0:
            return self.say(f"when.now{later}")
        return self.say(f"when.days{later}", days=str(most) if least in {0, most} else f"{least}–{most}")

    def _conditions(
        self, change: Change, products: Mapping[ProductId, Product], lines: Mapping[VariantId, OrderLine]
    ) -> Iterable[str]:
        policy = self._policy
        if change.label_is_free is not None:
            yield self.say("effect.label_free" if change.label_is_free else "effect.label_paid")
            if policy.returns.hand_in_days is not None:
                yield self.say("effect.hand_in", days=policy.returns.hand_in_days)
        if change.action is Action.EXCHANGE and policy.exchange.hold_days is not None:
            yield self.say("effect.hold", days=policy.exchange.hold_days)
        if change.until is not None:
            yield self.say("effect.until", date=self.day(change.until))
        if change.unopened:
            named = [self.piece(lines[variant], products) for variant in change.unopened]
            yield self.say("effect.unopened", items=self.joined(named))
        if change.action is Action.CHANGE_ITEMS and policy.change.items_once:
            yield self.say("effect.once")

    def errand(self, errand: ChangeHome | CallBack) -> list[str]:
        """What an errand does, line by line."""
        if isinstance(errand, ChangeHome):
            return [self.say("effect.address", address=self.address(errand.address))]
        said = [self.say("effect.phone", phone=errand.phone)]
        said += [self.say("effect.time", when=errand.when)] if errand.when else []
        return said + ([self.say("effect.about", about=errand.about)] if errand.about else [])

    def refusal(self, refusal: Refusal, order: Order | None, products: Mapping[ProductId, Product]) -> str:
        """Why not, by its rule."""
        facts = dict(refusal.facts)
        line = next((one for one in order.lines if one.variant == facts.get("item")), None) if order else None
        if line is not None:
            facts["title"] = title_in(line, products.get(line.product), self.language)
        if order is not None:
            facts["state"] = self.state(order.status)
            currency = order.lines[0].price.currency if order.lines else "USD"
            for name in ("balance", "needed"):
                if (amount := _amount(facts.get(name))) is not None:
                    facts[name] = written(amount, currency)
        if "until" in facts:
            facts["until"] = self.day(date.fromisoformat(facts["until"]))
        if "part" in facts:
            facts["part"] = self.say(f"part.{facts['part']}")
        return self.say(f"refused.{refusal.rule.value.replace(' ', '_')}", **facts)


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _amount(value: str | None) -> Decimal | None:
    try:
        return Decimal(value) if value else None
    except InvalidOperation:
        return None
