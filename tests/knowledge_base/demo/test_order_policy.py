"""The demo shop's limits on orders are those that its policy pages tell customers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge_base import demo
from knowledge_base.demo.files import folder
from knowledge_base.demo.help import documents
from knowledge_base.orders import OrderPolicy, read_policy
from knowledge_base.orders.policy import Source
from knowledge_base.schema import PaymentKind

_PAGES = {(page.topic, section.headings[-1]): section.text for page in documents() for section in page.sections}


@pytest.fixture(scope="module")
def policy() -> OrderPolicy:
    return read_policy(Path(str(folder("data", "orders.yaml"))))


def said(topic: str, heading: str) -> str:
    return _PAGES[topic, heading]


def test_every_source_is_a_heading_of_a_page(policy):
    sources = [policy.cancel.source, policy.change.source, policy.returns.source, policy.exchange.source]
    for source in (*sources, policy.refunds.source):
        assert isinstance(source, Source)
        assert (source.topic, source.heading) in _PAGES


def test_the_days_to_return_are_those_under_the_cited_heading(policy):
    text = said(policy.returns.source.topic, policy.returns.source.heading)
    for words, days in {
        "Everything, unless named below": policy.returns.days,
        "Electronics, for everybody": policy.returns.days_by_category["Electronics"],
        "Loom Circle members": policy.returns.days_by_group["Loom Circle"],
    }.items():
        assert re.search(rf"{words}\W+{days} days", text), words
    (season,) = policy.returns.seasons
    assert (season.bought_from, season.bought_to, season.until) == ((11, 1), (12, 24), (1, 31))
    assert "November 1 to December 24 can be returned until January 31" in text


def test_the_other_figures_stand_under_their_headings(policy):
    assert f"within {policy.returns.hand_in_days} days of asking" in said("returns", "How to return")
    assert f"whole order within {policy.returns.shipping_back_days} days" in said("refunds", "Shipping costs")
    assert f"aside for {policy.exchange.hold_days} days" in said("exchanges", "How it works")
    when = said(policy.refunds.source.topic, policy.refunds.source.heading)
    assert f"within {policy.refunds.issue[1]} business days" in when
    assert "–".join(map(str, policy.refunds.otherwise)) + " business days" in when
    assert policy.refunds.by_kind == {PaymentKind.GIFT_CARD: (0, 0), PaymentKind.PAYPAL: (0, 0)}
    assert "PayPal and gift cards show it the same day" in when


def test_what_is_allowed_is_what_the_pages_allow(policy):
    assert policy.cancel.statuses == policy.change.statuses == ("pending",)
    assert "while it is pending" in said(policy.cancel.source.topic, policy.cancel.source.heading)
    assert ", and, once, the size or colour" in said(policy.change.source.topic, policy.change.source.heading)
    assert policy.change.items_once
    assert policy.exchange.once
    assert "exchanged once" in said(policy.exchange.source.topic, policy.exchange.source.heading)
    assert policy.returns.free_label_in == ("United States",)
    assert "Within the US returns are free" in said("returns", "Who pays the postage")
    for category, words in {"Beauty": "beauty products", "Grocery": "groceries"}.items():
        assert category in policy.returns.unopened_only
        assert words in said("returns", "What cannot be returned")
    assert "gift card" in said("refunds", "Where it goes")
    assert policy.returns.refund_to == "original or gift card"


def test_the_categories_and_groups_are_the_catalogues(policy):
    from datetime import timedelta

    from knowledge_base.demo.catalogue import articles, product
    from knowledge_base.demo.people import CIRCLE

    named = {name for one in articles() for name in product(one, later=timedelta(0), drawn=()).categories}
    assert {*policy.returns.unopened_only, *policy.returns.days_by_category} <= named
    assert set(policy.returns.days_by_group) == {CIRCLE}


def test_a_home_gets_the_file_and_keeps_its_own(tmp_path, store):
    from knowledge_base.home import Home

    home = Home(tmp_path)
    (tmp_path / "orders.yaml").write_text("cancel: {reasons: [mine]}")
    demo.load(store, home)
    assert read_policy(tmp_path / "orders.yaml").cancel.reasons == ("mine",)
