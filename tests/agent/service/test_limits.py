from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import RateLimitError
from agent.service.limits import Buckets, Limits, Rates, header, origin_allowed
from agent.settings import ChatSettings, ModelSettings, Settings


@given(waits=st.lists(st.floats(0, 5), min_size=1, max_size=60), rate=st.floats(0.1, 10), burst=st.integers(1, 10))
def test_no_more_than_the_burst_and_the_rate_pass(waits, rate, burst):
    now = [0.0]
    buckets = Buckets(rate, burst, clock=lambda: now[0])
    passed = 0
    for wait in waits:
        now[0] += wait
        passed += buckets.take("a") == 0
        assert passed <= burst + now[0] * rate + 1e-6


@given(rate=st.floats(0.1, 10), burst=st.integers(1, 10))
def test_what_is_told_to_wait_passes_after_the_wait(rate, burst):
    now = [0.0]
    buckets = Buckets(rate, burst, clock=lambda: now[0])
    while not (wait := buckets.take("a")):
        pass
    now[0] += wait + 1e-6
    assert buckets.take("a") == 0


def test_keys_do_not_share_and_the_oldest_is_forgotten():
    buckets = Buckets(1, 1, clock=lambda: 0.0, keys=2)
    assert buckets.take("a") == 0
    assert buckets.take("b") == 0
    assert buckets.take("a") > 0
    buckets.take("c")
    assert len(buckets) == 2
    assert buckets.take("b") > 0
    assert buckets.take("a") == 0  # forgotten, so full again


def test_a_conversation_and_an_address_each_have_their_rate():
    rates = Rates(Limits(messages_per_minute=1), clock=lambda: 0.0)
    rates.message("one", "address")
    with pytest.raises(RateLimitError) as refused:
        rates.message("one", "address")
    assert refused.value.retry_after == pytest.approx(60)
    for number in range(98):
        rates.message(f"other {number}", "address")
    rates.message("the hundredth", "address")
    with pytest.raises(RateLimitError):
        rates.message("one too many", "address")
    with pytest.raises(RateLimitError):
        rates.request("address")
    rates.request("elsewhere")


def test_settings_reach_the_limits():
    chat = ChatSettings(max_characters=5, messages_per_minute=6, max_upload_bytes=7, ping_seconds=8, max_sockets=9)
    limits = Limits.of(Settings(chat=chat))
    assert (limits.max_characters, limits.messages_per_minute, limits.max_upload_bytes) == (5, 6, 7)
    assert (limits.ping_seconds, limits.max_sockets, limits.sockets_per_address) == (8, 9, 500)
    assert limits.turns_at_once == 4
    elsewhere = ModelSettings(provider="openai", base_url="http://model", name="m")
    assert Limits.of(Settings(model=elsewhere)).turns_at_once == 64
    assert Limits.of(Settings(model=elsewhere, chat=ChatSettings(turns_at_once=3))).turns_at_once == 3


@pytest.mark.parametrize(
    ("origin", "host", "allowed", "fits"),
    [
        (b"", b"shop.example", (), True),
        (b"https://shop.example", b"shop.example", (), True),
        (b"https://shop.example:8443", b"shop.example", (), False),
        (b"https://other.example", b"shop.example", ("https://other.example",), True),
        (b"https://other.example", b"shop.example", ("http://other.example",), False),
        (b"null", b"", (), False),
        (b"file://", b"", (), False),
    ],
)
def test_origins(origin, host, allowed, fits):
    headers = [(b"host", host)] + ([(b"origin", origin)] if origin else [])
    assert origin_allowed(headers, allowed) is fits
    assert header(headers, b"nothing") == ""
