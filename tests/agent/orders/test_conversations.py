"""What customers have done about their orders, from the wish to the ledger, in both languages."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from agent.events import NeedsConfirmation, Reply, Settled
from knowledge_base import Store, tables
from knowledge_base.schema import OrderId, OrderStatus, ProductId
from tests.agent.orders.conftest import HERS, LAMP, NEW, OLD, PENDING, SENT, SHIRT, usd


def asked(heard: Any) -> NeedsConfirmation:
    """What the reply asks consent for."""
    return next(event for event in heard.events if isinstance(event, NeedsConfirmation))


def settled(heard: Any) -> dict[str, str]:
    return {event.proposal: event.state for event in heard.events if isinstance(event, Settled)}


def status(store: Store, id_: str) -> OrderStatus:
    found = store.order(OrderId(id_))
    assert found is not None
    return found.status


def stock(store: Store, product: str, variant: str) -> int | None:
    found = store.product(ProductId(product))
    assert found is not None
    return next(one.stock for one in found.variants if one.id == variant)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"where is my order {SENT}?",
            ("on its way", "1Z999AA10123456784", "https://www.ups.com/track?tracknum=1Z999"),
        ),
        (f"我的订单{SENT}到哪了", ("已在路上", "1Z999AA10123456784")),
        ("where is my order 100003", ("delivered", "Harbour Shirt (blue, M)")),
        ("what's my gift card balance?", ("$30.45",)),
        ("我的礼品卡余额还剩多少", ("$30.45",)),
    ],
)
def test_what_is_told(ada, text, told):
    heard = ada.says(text)
    assert not heard.withheld
    assert all(words in heard.reply for words in told), heard.reply


@pytest.mark.parametrize(
    ("wish", "yes", "lines", "done"),
    [
        (
            f"please cancel my order {PENDING}",
            "yes, cancel it",
            ("Order: AB-100001", "Refund: $95.95 to your Visa ending in 4242, within 5–7 business days"),
            "has been cancelled",
        ),
        (f"我要取消订单{PENDING}", "好的", ("退款：$95.95，退到尾号4242的Visa卡，5–7个工作日内",), "已取消"),
    ],
)
def test_an_order_is_cancelled_once_it_is_agreed(ada, store, deeds, wish, yes, lines, done):
    heard = ada.says(wish)
    assert not heard.withheld
    assert all(one in asked(heard).effect for one in lines), asked(heard).effect
    assert all(one in heard.reply for one in lines)
    assert not deeds()
    heard = ada.says(yes)
    assert done in heard.reply
    assert not heard.withheld
    assert status(store, PENDING) is OrderStatus.CANCELLED
    assert [deed.action for deed in deeds()] == ["cancel"]
    assert stock(store, "LA", "LA-1") == 7
    assert list(settled(heard).values()) == ["done"]


@pytest.mark.parametrize(
    "text",
    [
        "yes but is that free?",
        "ok?",
        "yes, cancel the other one",
        "sure, what about the lamp",
        "可以吗",
        "好的，但是退款多久",
        "return it then",
        "do you have tents?",
        "hm",
    ],
)
def test_nothing_is_done_without_a_plain_yes(ada, store, deeds, text):
    ada.says(f"cancel order {PENDING}")
    ada.says(text)
    assert not deeds()
    assert status(store, PENDING) is OrderStatus.PENDING


def test_a_no_leaves_everything_and_cannot_be_taken_back_by_the_button(ada, deeds):
    proposal = asked(ada.says(f"cancel order {PENDING}")).proposal
    heard = ada.says("no, leave it")
    assert settled(heard) == {proposal: "declined"}
    again = ada.says("Yes, do it", answer=Reply(proposal=proposal, agree=True))
    assert settled(again) == {proposal: "declined"}
    assert not deeds()


def test_the_button_does_exactly_its_own_proposal(ada, store, deeds):
    first = asked(ada.says("I want to return the shirt from order 100003")).proposal
    heard = ada.says("the soap instead, it is unopened")
    second = asked(heard).proposal
    assert settled(heard) == {first: "superseded"}
    assert settled(ada.says("Yes", answer=Reply(proposal=first, agree=True))) == {first: "superseded"}
    assert not deeds()
    ada.says("Yes", answer=Reply(proposal=second, agree=True))
    assert [deed.key for deed in deeds()] == [second]
    found = store.order(OrderId(NEW))
    assert found.details["return_items"] == ("SO-1",)


def test_double_clicks_two_tabs_and_a_repeated_message_do_it_once(ada, deeds):
    proposal = asked(ada.says(f"cancel order {PENDING}")).proposal

    def click(id_: str) -> Any:
        return ada.says("Yes, do it", id=id_, answer=Reply(proposal=proposal, agree=True))

    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(click, ["tab-1", "tab-1", "tab-2", "tab-3"]))
    assert len(deeds()) == 1
    assert all(settled(one) == {proposal: "done"} for one in heard)


def test_what_is_too_old_is_not_done(ada, store, deeds):
    proposal = asked(ada.says(f"cancel order {PENDING}")).proposal
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with store.connection(write=True) as connection:
        table = tables.proposals
        connection.execute(update(table).where(table.c.id == proposal).values(expires=past))
    heard = ada.says("yes")
    assert settled(heard) == {proposal: "expired"}
    assert not deeds()


def test_what_was_overtaken_by_the_shop_is_refused(ada, store, deeds):
    ada.says(f"cancel order {PENDING}")
    store.put([replace(store.order(OrderId(PENDING)), status=OrderStatus.PROCESSED)])
    heard = ada.says("yes")
    assert "can't be changed or cancelled" in heard.reply
    assert not deeds()


def test_an_effect_that_changed_meanwhile_is_asked_again(ada, store, deeds):
    first = asked(ada.says(f"change the shirt in order {PENDING} to size M"))
    assert "$2.50" in first.effect
    dearer = [replace(one, price=usd("24.00")) if one.id == "SH-blue-M" else one for one in SHIRT.variants]
    store.put([replace(SHIRT, variants=tuple(dearer))])
    second = asked(ada.says("yes"))
    assert "$4.00" in second.effect
    assert not deeds()
    ada.says("yes")
    assert [deed.key for deed in deeds()] == [second.proposal]


@pytest.mark.parametrize(
    ("messages", "action", "effect"),
    [
        (["return the shirt from order 100003"], "return", "Refund: $22.50"),
        (["我要退订单100003里的衬衫"], "return", "退款：$22.50"),
        (["exchange the shirt from order 100003 for red"], "exchange", "(red, M)"),
        (["exchange the shirt from order 100003", "one size smaller"], "exchange", "Refund: $2.50"),
        (["我想换货，订单100003的衬衫", "红色的"], "exchange", "红色"),
        ([f"change the shirt in order {PENDING} to size M"], "change items", "Charge: $2.50"),
        (["change the delivery address of my order", "12 Elm St, Boston, MA 02101"], "change address", "12 Elm St"),
        ([f"change the payment of order {PENDING} to PayPal"], "change payment", "Charge: $95.95 to PayPal"),
        (["update my profile address to 7 Hill Road, Austin, TX 73301"], "change profile address", "7 Hill Road"),
        (["please call me back tomorrow"], "call back", "+1 207 555 0123"),
        (["I want to return something", "the first one", "the soap"], "return", "Only unopened: 1 × Oat Soap"),
    ],
)  # fmt: skip
def test_every_change_is_shown_and_then_done(ada, deeds, messages, action, effect):
    heard = None
    for text in messages:
        heard = ada.says(text)
        assert not heard.withheld, heard.withheld
    assert asked(heard).action == action
    assert effect in asked(heard).effect
    done = ada.says("好的" if re.search("[一-鿿]", messages[-1]) else "yes")
    assert not done.withheld
    assert [deed.action for deed in deeds()] == [action]


@pytest.mark.parametrize(
    ("text", "why", "instead"),
    [
        (f"cancel order {NEW}", "can't be changed or cancelled", "return an item"),
        (f"I want to return order {OLD}", "that time ended on", ""),
        (f"我要退订单{OLD}", "截止", ""),
        (f"return order {PENDING}", "Only what has been delivered", "cancel it"),
        ("return the soap from order 100003, I opened it", "taken back only unopened", ""),
        (f"exchange the shirt from order {NEW} for size L", "not in stock", ""),
    ],
)
def test_a_refusal_names_its_rule_and_what_is_possible_instead(ada, deeds, text, why, instead):
    heard = ada.says(text)
    assert why in heard.reply, heard.reply
    assert instead in heard.reply
    assert not heard.withheld
    assert not deeds()


def test_a_refusal_cites_the_policy(ada):
    assert ada.says(f"I want to return order {OLD}").sources == ["returns"]


def test_another_customers_order_is_no_other_than_none(ada, deeds):
    replies = [ada.says(f"cancel order {number}").reply.replace(number, "X") for number in (HERS, "AB-999999")]
    assert replies[0] == replies[1]
    assert "Lamp" not in ada.says(f"where is order {HERS}").reply.split("latest orders")[0]
    assert not deeds()


def test_a_topic_between_does_not_lose_the_task(ada, deeds):
    ada.says("I want to exchange the shirt from order 100003")
    assert "Lamp" in ada.says("do you have lamps?").reply
    heard = ada.says("exchange it for red")
    assert "(red, M)" in asked(heard).effect
    assert not deeds()


@pytest.mark.parametrize(
    ("wish", "shown", "thanks"),
    [
        (f"please cancel my order {PENDING}", "AB-100002, ada@example.com", "Thank you, Ada"),
        ("帮我取消订单100001", "订单号AB-100002，邮箱ada@example.com", "谢谢，Ada"),
    ],
)
def test_who_it_is_comes_first_and_the_wish_goes_on_by_itself(stranger, store, deeds, wish, shown, thanks):
    heard = stranger.says(wish)
    assert "Lamp" not in heard.reply
    assert "纸灯" not in heard.reply
    wrong = stranger.says("AB-100002, eve@example.com")
    assert not any(isinstance(event, NeedsConfirmation) for event in (*heard.events, *wrong.events))
    heard = stranger.says(shown)
    assert not heard.withheld
    assert thanks in heard.reply
    assert PENDING in asked(heard).effect
    stranger.says("好的" if "取消" in wish else "go ahead")
    assert [deed.order for deed in deeds()] == [PENDING]


def test_an_invoice_is_exact_and_its_link_ends(ada, store, stage):
    from agent.orders.invoices import page
    from agent.orders.opening import open_invoices, policy_of
    from agent.orders.wording import Wording

    heard = ada.says(f"send me the invoice for order {PENDING}")
    link = re.search(r"/invoices/([\w-]+)", heard.reply)
    assert link, heard.reply
    invoices = open_invoices(stage.shop.settings, store)
    assert invoices.read(link[1]) == (PENDING, "en")
    assert invoices.read(link[1][:-2] + "AA") is None
    late = open_invoices(stage.shop.settings, store)
    late._now = lambda: datetime.now(UTC).timestamp() + 25 * 3600
    assert late.read(link[1]) is None
    found = store.order(OrderId(PENDING))
    drawn = page(
        found, {SHIRT.id: SHIRT, LAMP.id: LAMP}, {}, Wording("en", policy_of(stage.shop.settings)), shop="<Shop>"
    )
    assert "$95.95" in drawn
    assert "&lt;Shop&gt;" in drawn
    assert "<script" not in drawn
