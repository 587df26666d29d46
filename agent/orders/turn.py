"""One wish, taken as far as it goes: what is missing is asked, what the rules allow is proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from agent.orders import naming
from agent.orders.asking import CHOICES, ORDERLY, Asking, titles_of
from agent.orders.desk import Wanted
from agent.orders.places import completed
from agent.orders.wish import Place
from agent.tools.matching import words_of
from agent.tools.results import OrderAnswer
from knowledge_base.orders import (
    Action,
    Cancel,
    Case,
    Change,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Exchange,
    Refusal,
    Request,
    Rule,
    SendBack,
    decide,
    possible,
)
from knowledge_base.orders.errands import CallBack, ChangeHome
from knowledge_base.orders.proposals import State
from knowledge_base.schema import (
    Customer,
    Order,
    OrderLine,
    PaymentKind,
    Product,
    ProductId,
    Variant,
    VariantId,
)

_OUT = {Rule.WINDOW_OVER, Rule.NOT_RETURNABLE, Rule.DELIVERY_UNKNOWN, Rule.EXCHANGED_BEFORE, Rule.OPENED}
_NOWHERE = Place()


class Turn(Asking):
    """Takes one wish of a customer who is known."""

    def answer(self) -> OrderAnswer:  # noqa: PLR0911 one for each kind of wish
        """What comes of it."""
        customer = self._house.store.customer(self._visit.customer)
        if customer is None:
            return self._told(self._say("none"))
        if self._wish.kind == "gift card":
            return self._balance(customer)
        if self._wish.kind in {"change profile address", "call back"}:
            return self._errand(customer)
        orders = self._orders()
        if not orders:
            return self._told(self._say("none"))
        order = self._meant(orders)
        if isinstance(order, OrderAnswer):
            return order
        case = self.case(order.id)
        if case is None:
            return self._told(self._say("unknown", order=order.id))
        if self._wish.kind == "status":
            return self._status(case)
        if self._wish.kind == "invoice":
            return self._invoice(order)
        return self._changed(case)

    def _status(self, case: Case) -> OrderAnswer:
        methods = {method.id: method for method in case.customer.payment_methods}
        said = self._words.status(case.order, case.products, methods)
        can = possible(case)
        choices = tuple(self._say(f"quick.{action.value}") for action in can)[:CHOICES]
        return self._told(*said, choices=choices, wish=self._kept(order=case.order.id))

    def _invoice(self, order: Order) -> OrderAnswer:
        invoices = self._house.invoices
        link, total = invoices.link(order.id, self._words.language), self._words.money(invoices.total(order))
        return self._told(
            self._say("invoice", order=order.id, amount=total, link=link),
            self._say("invoice_ends", hours=invoices.hours),
        )

    def _balance(self, customer: Customer) -> OrderAnswer:
        cards = [one for one in customer.payment_methods if one.kind is PaymentKind.GIFT_CARD and one.balance]
        amounts = [self._words.money(one.balance) for one in cards if one.balance]
        if not cards:
            return self._told(self._say("gift_card_none"))
        if len(cards) == 1:
            return self._told(self._say("gift_card", amount=amounts[0]))
        return self._told(
            *(
                self._say("gift_card_several", number=number, amount=amount)
                for number, amount in enumerate(amounts, start=1)
            )
        )

    def _errand(self, customer: Customer) -> OrderAnswer:
        errand: ChangeHome | CallBack
        if self._wish.kind == "call back":
            phone = self._wish.phone or customer.phone
            if not phone:
                return self._ask("phone", self._say("ask_phone"))
            errand = CallBack(phone=phone, when=self._wish.when, about=self._wish.about)
        else:
            if self._wish.address is None:
                return self._ask("address", self._say("ask_address"))
            errand = ChangeHome(address=completed(self._wish.address, customer.address))
        proposal = self._propose(errand, lambda _: self._words.errand(errand))
        if isinstance(proposal, Refusal):
            if proposal.rule is Rule.ADDRESS and proposal.facts["part"] != "phone":
                return self._ask("address", self._missing_part(proposal))
            return (
                self._ask("phone", self._say("ask_phone"))
                if proposal.rule is Rule.ADDRESS
                else self.refused(proposal, None)
            )
        return proposal

    def _changed(self, case: Case) -> OrderAnswer:
        """Put what is known to the rules; what they lack is asked for."""
        self._wish = self._wish.model_copy(update={"order": case.order.id, "shown": ()})
        request = self._request(case)
        if isinstance(request, OrderAnswer):
            return request
        return self.proposed(case, request)

    def _request(self, case: Case) -> Request | OrderAnswer:
        wish, order = self._wish, case.order.id
        if wish.kind == "cancel":
            return Cancel(order=order, reason=_reason(wish.reason, case.policy.cancel.reasons))
        if wish.kind == "change address":
            return self._address(case)
        if wish.kind == "change payment":
            return self._payment(case)
        lines = naming.lines_meant(wish.items, case.order.lines, case.products, wish.listed)
        pieces = tuple(line.variant for line in lines or () for _ in range(line.quantity))
        method = naming.method_meant(wish.payment, case.customer) if wish.payment else None
        if wish.kind == "return":
            return SendBack(
                order=order,
                pieces=pieces,
                payment_method=method.id if method else "",
                reason=_reason(wish.reason, case.policy.returns.reasons),
                opened=wish.opened,
            )
        return self._swap(case, lines or (), pieces, method.id if method else "")

    def _swap(
        self, case: Case, lines: Sequence[OrderLine], pieces: tuple[VariantId, ...], method: str
    ) -> Request | OrderAnswer:
        wish, order = self._wish, case.order.id
        kind = Exchange if wish.kind == "exchange" else ChangeItems
        if not pieces:
            return kind(order=order, old=(), new=(), payment_method=method)
        if kind is Exchange:  # what may not be sent back at all needs no question for what instead
            probe = decide(case, Exchange(order=order, old=pieces, new=pieces, opened=wish.opened))
            if isinstance(probe, Refusal) and probe.rule in _OUT:
                return self.refused(probe, case)
        new: list[VariantId] = []
        for place, line in enumerate(lines):
            variant = self._variant(case, line, place)
            if isinstance(variant, OrderAnswer):
                return variant
            new += [variant.id] * line.quantity
        if kind is Exchange:
            return Exchange(
                order=order, old=pieces, new=tuple(new), payment_method=method, reason=wish.reason, opened=wish.opened
            )
        return ChangeItems(order=order, old=pieces, new=tuple(new), payment_method=method)

    def _variant(self, case: Case, line: OrderLine, place: int) -> Variant | OrderAnswer:
        """What a piece is to be swapped for, or the question for it."""
        product = case.products.get(line.product)
        if product is None:
            return self.refused(
                Refusal(action=Action.EXCHANGE, rule=Rule.NOT_AVAILABLE, facts={"item": line.variant}), case
            )
        said = self._wish.new
        words = said[place] if place < len(said) else said[0] if said else ""
        meant = naming.variants_meant(words, product, line) if words else ()
        stocked = [one for one in meant if one.available]
        if len(stocked) == 1:
            return stocked[0]
        offered = stocked or [one for one in product.variants if one.available and one.id != line.variant]
        title = naming.title_in(line, product, self._words.language)
        names = [naming.options_in(one.options, product, self._words.language) or one.id for one in offered]
        lead = self._say("new_gone") if meant and not stocked else ""
        if not offered:
            return self.refused(
                Refusal(action=ORDERLY[self._wish.kind], rule=Rule.NOT_AVAILABLE, facts={"item": line.variant}),
                case,
                self._say("new_none", title=title),
            )
        return self._ask(
            "new",
            self._say("which_new", title=title),
            lead=lead,
            said=(self._say("new_offered", title=title, choices=self._words.joined(names[:12])),),
            choices=tuple(names[:CHOICES]),
            values=tuple(_values({product.id: product})),
            wish=self._kept(new=()),
        )

    def _address(self, case: Case) -> Request | OrderAnswer:
        if self._wish.address is None:
            return (
                self._ask("address", self._say("ask_address"))
                if self._may(case)
                else ChangeAddress(order=case.order.id, address=completed(_NOWHERE, None))
            )
        return ChangeAddress(order=case.order.id, address=completed(self._wish.address, case.order.address))

    def _payment(self, case: Case) -> Request | OrderAnswer:
        method = naming.method_meant(self._wish.payment, case.customer) if self._wish.payment else None
        if method is None and self._may(case):
            others = [self._words.method(one) for one in case.customer.payment_methods if one.id not in _paid(case)]
            if not others:
                return self._told(self._say("ask_payment_none"))
            return self._ask(
                "payment",
                self._say("ask_payment", choices=self._words.joined(others)),
                choices=tuple(others[:CHOICES]),
                values=tuple(others),
            )
        other = next((one.id for one in case.customer.payment_methods if one.id not in _paid(case)), "")
        return ChangePayment(order=case.order.id, payment_method=method.id if method else other)

    def _may(self, case: Case) -> bool:
        return ORDERLY[self._wish.kind] in possible(case)

    def proposed(self, case: Case, request: Request) -> OrderAnswer:
        """What the rules say to a request: the question whether to do it, the one for what is missing, or no."""
        lines = {line.variant: line for line in case.order.lines}
        others = {
            product.id: product
            for new in getattr(request, "new", ())
            if (found := self._house.store.product_by_code(new)) is not None and (product := found[0])
        }
        products: Mapping[ProductId, Product] = {**others, **case.products}
        answer = self._propose(
            request,
            lambda change: self._words.effect(change, case.order, products, lines) if change else [],
        )
        if isinstance(answer, Refusal):
            return self._missing(case, answer)
        names = titles_of(case.products) if self._wish.kind == "return" else _values(case.products)
        return answer.model_copy(update={"values": tuple(names)})

    def _missing(self, case: Case, refusal: Refusal) -> OrderAnswer:
        kind = self._wish.kind.replace(" ", "_")
        if refusal.rule is Rule.NO_ITEMS:
            titles = [self._words.piece(line, case.products, line.quantity) for line in case.order.lines]
            listed = tuple(line.variant for line in case.order.lines)
            return self._ask(
                "items",
                self._say(f"which_items.{kind}"),
                rows=tuple(titles),
                choices=(*titles[: CHOICES - 1], self._say("quick.all")) if len(titles) > 1 else (),
                values=(*titles, *titles_of(case.products)),
                wish=self._kept(items=(), listed=listed),
            )
        if refusal.rule is Rule.REASON:
            reasons = refusal.facts.get("needed", "").split(", ")
            return self._ask(
                "reason",
                self._say("reason", choices=self._words.joined(reasons)),
                choices=tuple(reasons[:CHOICES]),
                values=tuple(reasons),
            )
        if refusal.rule is Rule.ADDRESS:
            return self._ask("address", self._missing_part(refusal), wish=self._kept(address=None))
        return self.refused(refusal, case)

    def _missing_part(self, refusal: Refusal) -> str:
        part = self._say("address_part", part=self._say(f"part.{refusal.facts['part']}"))
        return part + ("" if self._words.language == "zh" else " ") + self._say("ask_address")

    def _propose(self, wanted: Wanted, told: Callable[[Change | None], Sequence[str]]) -> OrderAnswer | Refusal:
        desk, visit = self._house.desk, self._visit
        before = desk.proposals.current(visit.conversation)
        proposal = desk.propose(
            visit.conversation,
            visit.customer,
            wanted,
            key=visit.key,
            message=visit.message,
            told=lambda change: "\n".join(told(change)),
        )
        if proposal is None:
            return self._told(self._say("unknown", order=getattr(wanted, "order", "")))
        if isinstance(proposal, Refusal):
            return proposal
        order = str(getattr(wanted, "order", ""))
        gone = ((before.id, State.SUPERSEDED.value),) if before is not None and before.id != proposal.id else ()
        return OrderAnswer(
            action=proposal.action,
            outcome="proposed",
            need="consent",
            said=(self._words.of_action("propose", proposal.action),),
            rows=tuple(proposal.effect.split("\n")),
            ask=self._say("agree"),
            choices=(self._say("quick.yes"), self._say("quick.no")),
            wish=self._kept(),
            proposal=proposal.id,
            title=self._words.of_action("title", proposal.action, order=order),
            effect=proposal.effect,
            expires=proposal.expires.isoformat(),
            settled=gone,
        )


def _reason(said: str, reasons: Sequence[str]) -> str:
    """The shop's reason that words mean; the words themselves where it asks for none of its own."""
    if not reasons or not said:
        return said
    asked = words_of(said)
    shares = Counter({reason: len(asked & words_of(reason)) for reason in reasons})
    best, share = shares.most_common(1)[0]
    return best if share or said.casefold() == best.casefold() else ""


def _paid(case: Case) -> set[str]:
    return {one.payment_method for one in case.order.transactions}


def _labels(variant: Variant, product: Product) -> list[str]:
    labels = [one.options.get(value, "") for one in product.translations.values() for value in variant.options.values()]
    return [label for label in (*variant.options.values(), *labels) if label]


def _values(products: Mapping[ProductId, Product]) -> list[str]:
    """The options' values of some products, in every language."""
    named = (value for one in products.values() for variant in one.variants for value in _labels(variant, one))
    return list(dict.fromkeys(named))
