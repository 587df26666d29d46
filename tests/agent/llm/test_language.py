from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.language import detect


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Do you ship to France?",
        "size 42 please",
        "ok",
        "thx",
        "what is 退货?",
        "Can I pay with Alipay 支付宝?",
        "bonjour",
    ],
)
def test_english(text):
    assert detect(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "你好",
        "有没有蓝色的",
        "iPhone 15 Pro Max 有货吗",
        "我的订单 #W1234567 到哪了",
        "Northpeak Trailhead 40 背包多少钱",
        "这款bluetooth speaker多少钱",
        "寄到 anna@example.com 可以吗",
    ],
)
def test_chinese(text):
    assert detect(text) == "zh"


@pytest.mark.parametrize(
    "text", ["", "   ", "42", "#W1234567", "😀👍", "...", "XL", "anna@example.com", "https://a.example/b"]
)
def test_words_that_do_not_tell_leave_the_language_open(text):
    assert detect(text) is None


@given(st.text())
def test_any_text_has_an_answer(text):
    assert detect(text) in {"en", "zh", None}


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_han_alone_is_chinese(text):
    assert detect(text) == "zh"


@given(
    st.sampled_from(["有没有蓝色的", "do you have it in blue"]),
    st.sampled_from(["😀", "42", "#W1234567", "a@b.example"]),
)
def test_what_says_nothing_changes_nothing(text, noise):
    assert detect(f"{text} {noise}") == detect(text)
