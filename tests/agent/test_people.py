"""The agent and the staff's desk: a real shop, small; a person at the desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from agent.build import Shop, open_shop
from agent.events import ConversationId, HandedOff, HandOffReason, Message, MessageId, PersonHere, TurnEnded, Withheld
from agent.handoff import phrases
from agent.handoff.staff import Role
from agent.identity.levels import Facts
from agent.service import wire
from agent.settings import load_settings
from knowledge_base.orders.proposals import Proposals
from knowledge_base.schema import (
    ENGLISH,
    Customer,
    CustomerId,
    FaqEntry,
    FaqId,
    Money,
    Order,
    OrderId,
    OrderLine,
    OrderStatus,
    ProductId,
    VariantId,
)

PASSWORD = "correct horse battery"
ALWAYS_CLOSED = {"hours": ["mon 09:00-09:01"], "closed": []}


class Talk:
    """One customer's conversation."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.id = ConversationId(str(uuid4()))
        self.number = 0

    async def says(self, text: str) -> tuple[str, list[Any]]:
        self.number += 1
        message = Message(id=MessageId(f"m{self.number}"), text=text)
        events = [event async for event in self.shop.agent.respond(self.id, message)]
        assert isinstance(events[-1], TurnEnded)
        return events[-1].reply, events

    async def staff(self, what, *arguments, **more):
        """Something that staff do at the desk."""
        return await asyncio.to_thread(what, self.id, *arguments, **more)


def _of(events, kind):
    return [event for event in events if isinstance(event, kind)]


@pytest.fixture
async def shop(tmp_path, request) -> AsyncIterator[Shop]:
    given = getattr(request, "param", {})
    settings = load_settings(home=tmp_path, shop={"name": "Teapots", "contact": "help@teapots.test"}, handoff=given)
    async with open_shop(settings) as opened:
        assert opened.desk is not None
        entries = [
            FaqEntry(
                id=FaqId("delivery"),
                question="How long does delivery take?",
                answer="Delivery takes 2 to 4 working days.",
                language=ENGLISH,
            )
        ]
        opened.store.put(entries)
        opened.searcher.sync()
        opened.desk.accounts.add("anna@example.org", "Anna", PASSWORD, Role.LEAD)
        yield opened


async def test_a_customer_may_choose_a_person_and_is_told_what_is_so(shop):
    talk = Talk(shop)
    await talk.says("How long does delivery take?")
    reply, events = await talk.says("I want to talk to a human")
    assert "nobody is at the desk this minute" in reply
    assert [event.reason for event in _of(events, HandedOff)] == [HandOffReason.ASKED]
    packet = shop.desk.queue.current(talk.id).packet
    assert [line.author for line in packet.transcript] == ["customer", "agent", "customer"]
    assert packet.tried[0].tool == "answer_question"
    assert "2 to 4 working days" in packet.tried[0].outcome


async def test_the_packet_says_who_the_customer_is_and_how_that_was_shown(shop):
    mia = Customer(id=CustomerId("C1"), first_name="Mia", last_name="Kern", email="mia@example.org")
    line = OrderLine(product=ProductId("P"), variant=VariantId("V"), title="Pot", price=Money(Decimal(9), "USD"))
    shop.store.put([mia, Order(id=OrderId("10001"), customer=mia.id, lines=(line,), status=OrderStatus.PENDING)])
    talk = Talk(shop)
    await talk.staff(shop.identities.check, Facts(order="10001", email="mia@example.org"))
    values: dict[str, Any] = {
        "id": "p1",
        "conversation": talk.id,
        "customer": mia.id,
        "message": "m0",
        "action": "cancel",
    }
    Proposals(shop.store).make(**values, request="{}", fingerprint="f", effect="Order 10001 is cancelled.")
    await talk.says("I want to talk to a human")
    assert shop.desk.queue.current(talk.id).packet.proposal == "Order 10001 is cancelled."
    who = shop.desk.queue.current(talk.id).packet.who
    assert (who.name, who.customer, who.level) == ("Mia Kern", "C1", "recognised")
    assert who.how


async def test_with_somebody_online_a_colleague_joins_and_twice_asked_is_asked_once(shop):
    anna = shop.desk.accounts.find("anna@example.org")
    shop.desk.accounts.present(anna.id)
    talk = Talk(shop)
    reply, _ = await talk.says("转人工")
    assert reply == phrases.say("waiting", "zh")
    reply, events = await talk.says("转人工")
    assert reply == phrases.say("already", "zh")
    assert not _of(events, HandedOff)
    assert len(shop.desk.queue.waiting()) == 1


@pytest.mark.parametrize("shop", [ALWAYS_CLOSED, {"closed": []}], indirect=True, ids=["closed", "open"])
@pytest.mark.parametrize(
    ("asked", "contact"), [("转人工", "我的邮箱是 mia@example.org"), ("human please", "mia@example.org")]
)
async def test_what_a_customer_is_told_passes_the_guard_whole(shop, asked, contact):
    talk = Talk(shop)
    language = "zh" if asked == "转人工" else "en"
    reply, events = await talk.says(asked)
    again, more = await talk.says(asked)
    thanks, last = await talk.says(contact)
    assert not _of([*events, *more, *last], Withheld)
    state = shop.desk.queue.current(talk.id).state
    if state == "waiting":
        assert reply == phrases.say("nobody", language)
        assert again == phrases.say("already", language)
    assert thanks == phrases.say("contact", language, contact="mia@example.org")


@pytest.mark.parametrize("shop", [ALWAYS_CLOSED], indirect=True)
async def test_outside_hours_a_message_is_taken_and_only_the_hours_are_promised(shop):
    talk = Talk(shop)
    reply, _ = await talk.says("talk to a person please")
    assert "it is back Monday" in reply
    assert "09:00 (UTC)" in reply
    reply, _ = await talk.says("my mail is mia@example.org")
    assert "mia@example.org" in reply
    waiting = shop.desk.queue.current(talk.id)
    assert (waiting.state, waiting.contact) == ("message", "mia@example.org")


async def test_a_shop_without_staff_says_where_it_is_reached(tmp_path):
    settings = load_settings(home=tmp_path, shop={"contact": "help@teapots.test"})
    async with open_shop(settings) as shop:
        talk = Talk(shop)
        reply, events = await talk.says("I want to talk to a human")
        assert "help@teapots.test" in reply
        assert not _of(events, HandedOff)
        assert shop.desk is not None
        assert shop.desk.queue.current(talk.id) is None


async def test_while_a_person_has_the_conversation_the_agent_is_silent(shop):
    talk = Talk(shop)
    await talk.says("I want to talk to a human")
    await talk.staff(shop.desk.queue.take, "s1", "Anna", "m1")
    reply, events = await talk.says("How long does delivery take?")
    assert (reply, len(events)) == ("", 1)
    await talk.staff(shop.desk.queue.say, "s1", "Anna", "m2", "Two days to you.")
    await talk.staff(shop.desk.queue.close, "s1", "Anna", "m2")
    reply, _ = await talk.says("How long does delivery take?")
    assert "2 to 4 working days" in reply


async def test_the_history_tells_who_said_what_in_its_order(shop):
    talk = Talk(shop)
    await talk.says("I want to talk to a human")
    await talk.staff(shop.desk.queue.take, "s1", "Anna", "m1")
    await talk.staff(shop.desk.queue.say, "s1", "Anna", "m1", "Good morning!")
    await talk.says("My pot is broken")
    await talk.staff(shop.desk.queue.close, "s1", "Anna", "m2")
    history = await shop.agent.history(talk.id)
    assert [said.author for said in history] == ["customer", "agent", "Anna", "Anna", "customer", "agent", "Anna"]
    assert [event for said in history for event in said.events if isinstance(event, PersonHere)] == [
        PersonHere(name="Anna", here=True),
        PersonHere(name="Anna", here=False),
    ]
    frames = wire.bodies(history, "en")
    people = [
        (frame["type"], frame.get("role", frame.get("here"))) for frame in frames if frame["type"] in {"said", "person"}
    ]
    assert people == [
        ("said", "customer"),
        ("person", True),
        ("said", "staff"),
        ("said", "customer"),
        ("person", False),
    ]


@pytest.mark.parametrize("shop", [{"after_failures": 2}], indirect=True)
async def test_after_failures_in_a_row_a_person_is_asked_once(shop):
    talk = Talk(shop)
    seen = []
    for text in ("Do you repair cuckoo clocks in Lisbon?", "Can I pay with seashells?", "Is the owner called Bob?"):
        reply, events = await talk.says(text)
        seen.append([event.reason for event in _of(events, HandedOff)])
    assert seen == [[], [HandOffReason.REPEATED_FAILURE], []]
    assert "let me get a person" not in reply


@pytest.mark.parametrize("shop", [{"rules": [{"name": "legal", "words": ["lawyer", "律师"]}]}], indirect=True)
async def test_a_rule_of_the_shop_s_gets_a_person_after_the_answer(shop):
    talk = Talk(shop)
    reply, events = await talk.says("How long does delivery take? My lawyer wants to know")
    assert [event.reason for event in _of(events, HandedOff)] == [HandOffReason.RULE]
    assert "This is for a colleague to answer." in reply
    assert shop.desk.queue.current(talk.id).rule == "legal"
    history = await shop.agent.history(talk.id)
    assert history[-1].text == reply  # what is remembered is what was said


async def test_a_question_without_an_answer_is_a_gap_until_it_is_answered(shop):
    question = "Can I pay with seashells?"
    talk, other = Talk(shop), Talk(shop)
    await talk.says(question)
    await other.says("Do you take seashells as payment?")
    await other.says("How long does delivery take?")
    groups = shop.desk.gaps.groups()
    assert [len(group.gaps) for group in groups] == [2]
    shop.desk.gaps.answer(groups[0].key, question, "No, we take cards and PayPal.")
    assert not shop.desk.gaps.groups()
    async with asyncio.timeout(10):
        while not _cited(await Talk(shop).says(question)):  # noqa: ASYNC110 the index follows by itself
            await asyncio.sleep(0.05)


def _cited(heard) -> bool:
    reply, _ = heard
    return "cards and PayPal. [1]" in reply


async def test_a_forgotten_conversation_leaves_nothing_at_the_desk(shop):
    talk = Talk(shop)
    await talk.says("Can I pay with seashells?")
    await talk.says("I want to talk to a human")
    await shop.agent.forget(talk.id)
    assert shop.desk.queue.current(talk.id) is None
    assert not shop.desk.gaps.groups()
