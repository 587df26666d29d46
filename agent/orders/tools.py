"""The tools about orders as a language model sees them. What they write waits for the customer's own yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from langchain.tools import ToolRuntime
from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool, tool
from pydantic import Field

from agent.identity.levels import Facts
from agent.orders.clerk import Clerk, Visit
from agent.orders.reception import Reception
from agent.orders.wish import Kind, Place, Wish
from agent.orders.wording import Wording
from agent.tools.keys import call_key
from agent.tools.results import OrderAnswer, read_result
from agent.tools.text import fenced
from knowledge_base.orders import OrderPolicy

Tongue = Annotated[Literal["en", "zh"], Field(description="The customer's language.")]
Which = Annotated[
    str, Field(description="The order's number or the customer's words for it; empty if unsaid.", max_length=300)
]
Items = Annotated[
    list[str],
    Field(description="Each item in the customer's words, or 'all'; empty if unsaid.", max_length=50),
]
Words = Annotated[str, Field(description="In the customer's words; empty if unsaid.", max_length=400)]
Part = Annotated[str, Field(max_length=200)]
Output = tuple[str, dict[str, Any]]

_NEXT = {
    "ask": "Ask the customer exactly this and call the tool again with the answer.",
    "proposed": "Nothing is done yet. Show all of this to the customer and ask for a plain yes. "
    "When they have answered, call confirm_change.",
    "open": "Nothing is done yet. Only a plain yes of the customer's in a message of its own counts.",
    "done": "This is done. Tell the customer.",
    "refused": "This can't be done. Tell the customer why, and what is possible instead.",
    "identify": "Ask for this before anything else, then call verify_customer.",
}


@dataclass(frozen=True, slots=True)
class Counter:
    """Where customers are served: who they are is checked before every call."""

    clerk: Clerk
    reception: Reception
    policy: OrderPolicy
    agrees: Callable[[str, str], bool | None]  # words and an action → yes, no, or neither

    def serve(self, wish: Wish, runtime: ToolRuntime, language: str) -> OrderAnswer:
        """Take a wish, of a customer who is known; else ask who they are, and keep the wish."""
        conversation = _conversation(runtime)
        customer = self.reception.known(conversation)
        if customer is None:
            kept = wish.model_dump(mode="json", exclude_defaults=True) | {"kind": wish.kind}
            asked = self.reception.ask(self.wording(language), kept)
            return asked.model_copy(update={"action": wish.kind, "outcome": "identify"})
        before = _last_answer(runtime.state["messages"])
        if before is not None:
            shown = tuple(before.wish.get("shown", ())) if before.need == "order" else ()
            listed = tuple(before.wish.get("listed", ())) if before.need == "items" else ()
            wish = wish.model_copy(update={"shown": shown, "listed": listed})
        visit = Visit(conversation, customer, _message(runtime), call_key(runtime))
        return self.clerk.take(visit, wish, language)

    def answered(self, agree: bool, runtime: ToolRuntime, language: str) -> OrderAnswer:  # noqa: FBT001
        """Take the customer's answer to what was proposed. Their own words or button decide, not the caller."""
        conversation = _conversation(runtime)
        customer = self.reception.known(conversation)
        wording = self.wording(language)
        if customer is None:
            return self.reception.ask(wording).model_copy(update={"outcome": "identify"})
        visit = Visit(conversation, customer, _message(runtime), call_key(runtime))
        human = _last_human(runtime.state["messages"])
        pressed = human.additional_kwargs.get("answer") if human else None
        if isinstance(pressed, dict):
            proposal = self.clerk.desk.proposals.get(str(pressed.get("proposal")))
            said: bool | None = bool(pressed.get("agree"))
        else:
            proposal = self.clerk.desk.proposals.latest(conversation)
            said = self.agrees(str(human.text), proposal.action) if human and proposal else None
        if proposal is None:
            return OrderAnswer(action="", outcome="none", said=(wording.say("settled.none"),))
        if said is False or not agree:
            return self.clerk.decline(visit, proposal.id, language)
        if said is None or proposal.message == visit.message:  # nobody can agree before they were asked
            return self.clerk.remind(visit, language)
        return self.clerk.agree(visit, proposal.id, language)

    def wording(self, language: str) -> Wording:
        """How things are said in a language."""
        return Wording(language, self.policy)


def open_order_tools(counter: Counter) -> list[BaseTool]:
    """All tools about orders."""
    return [
        _orders(counter),
        *(_changing(counter)),
        _address(counter, "change_delivery_address", "change address", _DELIVERY),
        _address(counter, "change_profile_address", "change profile address", _PROFILE),
        _plain(counter, "gift_card_balance", "gift card", "The balance of the customer's gift cards."),
        _invoice(counter),
        _call_back(counter),
        _verify(counter),
        _confirm(counter),
    ]


_DELIVERY = "Propose another delivery address for an order that has not been packed. Nothing is done before a yes."
_PROFILE = "Propose another address for the customer's profile. Nothing is done before a yes."


def _given(answer: OrderAnswer) -> Output:
    """A result as the model reads it, and as facts."""
    lines = [answer.lead, *answer.said, *(f"- {row}" for row in answer.rows), answer.ask]
    lines += [f"[{one.number}] {one.title}: {one.text}" for one in answer.passages]
    if answer.outcome in _NEXT:
        lines.append(f"(for you: {_NEXT[answer.outcome]})")
    return fenced("orders", "\n".join(line for line in lines if line)), answer.model_dump(mode="json")


def _orders(counter: Counter) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def order_status(runtime: ToolRuntime, order: Which = "", language: Tongue = "en") -> Output:
        """The customer's own orders: where one stands with its parcels and refunds, or the latest ones."""
        return _given(counter.serve(Wish(kind="status", order=order), runtime, language))

    return order_status


def _changing(counter: Counter) -> list[BaseTool]:
    @tool(response_format="content_and_artifact")
    def cancel_order(runtime: ToolRuntime, order: Which = "", reason: Words = "", language: Tongue = "en") -> Output:
        """Propose to cancel an order of the customer's. Nothing is done before the customer says yes."""
        return _given(counter.serve(Wish(kind="cancel", order=order, reason=reason), runtime, language))

    @tool(response_format="content_and_artifact")
    def return_items(
        runtime: ToolRuntime,
        order: Which = "",
        items: Items = [],  # noqa: B006 never changed
        reason: Words = "",
        refund_to: Words = "",
        opened: bool | None = None,  # noqa: FBT001
        language: Tongue = "en",
    ) -> Output:
        """Propose to send back items of a delivered order. Nothing is done before the customer says yes."""
        wish = Wish(kind="return", order=order, items=tuple(items), reason=reason, payment=refund_to, opened=opened)
        return _given(counter.serve(wish, runtime, language))

    @tool(response_format="content_and_artifact")
    def exchange_items(
        runtime: ToolRuntime,
        order: Which = "",
        items: Items = [],  # noqa: B006
        new: Items = [],  # noqa: B006
        payment: Words = "",
        opened: bool | None = None,  # noqa: FBT001
        language: Tongue = "en",
    ) -> Output:
        """Propose to swap items of a delivered order for another size or colour, one of `new` for each item."""
        wish = Wish(kind="exchange", order=order, items=tuple(items), new=tuple(new), payment=payment, opened=opened)
        return _given(counter.serve(wish, runtime, language))

    @tool(response_format="content_and_artifact")
    def change_order_items(
        runtime: ToolRuntime,
        order: Which = "",
        items: Items = [],  # noqa: B006
        new: Items = [],  # noqa: B006
        payment: Words = "",
        language: Tongue = "en",
    ) -> Output:
        """Propose another size or colour for items of an order that has not been packed."""
        wish = Wish(kind="change items", order=order, items=tuple(items), new=tuple(new), payment=payment)
        return _given(counter.serve(wish, runtime, language))

    @tool(response_format="content_and_artifact")
    def change_payment(runtime: ToolRuntime, order: Which = "", payment: Words = "", language: Tongue = "en") -> Output:
        """Propose another way to pay an order that has not been packed."""
        return _given(counter.serve(Wish(kind="change payment", order=order, payment=payment), runtime, language))

    return [cancel_order, return_items, exchange_items, change_order_items, change_payment]


def _address(counter: Counter, name: str, kind: Kind, doc: str) -> BaseTool:
    @tool(name, description=doc, response_format="content_and_artifact")
    def change(  # noqa: PLR0917 a language model names every argument
        runtime: ToolRuntime,
        order: Which = "",
        line1: Part = "",
        line2: Part = "",
        city: Part = "",
        region: Part = "",
        postcode: Part = "",
        country: Part = "",
        language: Tongue = "en",
    ) -> Output:
        place = Place(line1=line1, line2=line2, city=city, region=region, postcode=postcode, country=country)
        said = place if place != Place() else None
        return _given(counter.serve(Wish(kind=kind, order=order, address=said), runtime, language))

    return change


def _plain(counter: Counter, name: str, kind: Kind, doc: str) -> BaseTool:
    @tool(name, description=doc, response_format="content_and_artifact")
    def ask(runtime: ToolRuntime, language: Tongue = "en") -> Output:
        return _given(counter.serve(Wish(kind=kind), runtime, language))

    return ask


def _invoice(counter: Counter) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def get_invoice(runtime: ToolRuntime, order: Which = "", language: Tongue = "en") -> Output:
        """A link to an order's invoice, to read and print."""
        return _given(counter.serve(Wish(kind="invoice", order=order), runtime, language))

    return get_invoice


def _call_back(counter: Counter) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def request_call_back(
        runtime: ToolRuntime, phone: Part = "", when: Words = "", about: Words = "", language: Tongue = "en"
    ) -> Output:
        """Propose that a colleague calls the customer; without a number, the one on record."""
        return _given(counter.serve(Wish(kind="call back", phone=phone, when=when, about=about), runtime, language))

    return request_call_back


def _verify(counter: Counter) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def verify_customer(
        runtime: ToolRuntime,
        email: Part = "",
        phone: Part = "",
        code: Part = "",
        order: Part = "",
        name: Part = "",
        postcode: Part = "",
        language: Tongue = "en",
    ) -> Output:
        """Check who the customer is: an e-mail address or number gets a code sent, the code proves it."""
        facts = Facts(email=email, phone=phone, order=order, name=name, postcode=postcode)
        return _given(counter.reception.show(_conversation(runtime), facts, code, counter.wording(language)))

    return verify_customer


def _confirm(counter: Counter) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def confirm_change(
        runtime: ToolRuntime,
        agree: Annotated[bool, Field(description="Whether the customer agreed to what was proposed.")] = True,  # noqa: FBT002
        language: Tongue = "en",
    ) -> Output:
        """Do what was proposed, if the customer has agreed to it in so many words since; or drop it."""
        return _given(counter.answered(agree, runtime, language))

    return confirm_change


def _conversation(runtime: ToolRuntime) -> str:
    return str(runtime.config.get("configurable", {}).get("thread_id", ""))


def _last_human(messages: list[AnyMessage]) -> HumanMessage | None:
    return next((message for message in reversed(messages) if isinstance(message, HumanMessage)), None)


def _message(runtime: ToolRuntime) -> str:
    human = _last_human(runtime.state["messages"])
    return str(human.id if human else "")


def _last_answer(messages: list[AnyMessage]) -> OrderAnswer | None:
    """The newest answer about orders in a conversation."""
    found = (read_result(message.artifact) for message in reversed(messages) if isinstance(message, ToolMessage))
    return next((one for one in found if isinstance(one, OrderAnswer)), None)
