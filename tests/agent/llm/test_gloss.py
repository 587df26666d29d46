from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.gloss import gloss


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("吸尘器发货没有", "vacuum cleaner has it shipped"),
        ("没有", "no"),
        ("iPhone手机壳", "iPhone phone case"),
        ("do you ship?", "do you ship?"),
    ],
)
def test_chinese_word_for_word(text, english):
    assert gloss(text) == english


def test_the_longest_word_wins():
    assert "return" not in gloss("退订")


def test_unknown_characters_stay_where_nothing_is_known():
    assert gloss("饕餮") == "饕餮"


@given(st.text())
def test_something_is_left_of_any_text(text):
    assert bool(gloss(text).strip()) == bool(text.strip())
