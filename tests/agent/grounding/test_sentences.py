from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grounding.sentences import Splitter, split

TEXT = st.text(alphabet='ab1 .!?。！[]\n"”…-,A五、', max_size=300)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", " Two!", " Three?"]),
        ("It costs 3.50 today. Yes.", ["It costs 3.50 today.", " Yes."]),
        ("Delivery takes 3 days. [1] Returns are free. [2]", ["Delivery takes 3 days. [1] ", "Returns are free. [2]"]),
        ("可以退货。14天内有效！好的", ["可以退货。", "14天内有效！", "好的"]),
        ("e.g. a tent. Or not.", ["e.g. a tent.", " Or not."]),
        ("List:\n- one\n- two\n", ["List:\n", "- one\n", "- two\n"]),
        ("1. First thing\n2. Second", ["1. First thing\n", "2. Second"]),
        ("他说“好。”然后走了。", ["他说“好。”", "然后走了。"]),
        ("", []),
    ],
)
def test_cuts_where_sentences_end(text, sentences):
    assert split(text) == sentences


@given(TEXT)
def test_loses_nothing(text):
    assert "".join(split(text)) == text


@given(TEXT, st.lists(st.integers(1, 7), min_size=1, max_size=80))
def test_does_not_depend_on_how_the_stream_is_cut(text, sizes):
    splitter, sentences, rest = Splitter(), [], text
    for size in sizes:
        sentences += splitter.feed(rest[:size])
        rest = rest[size:]
    sentences += [*splitter.feed(rest), *splitter.finish()]
    assert sentences == split(text)


def test_an_endless_sentence_is_cut_at_a_space():
    pieces = split("word " * 400)
    assert len(pieces) > 2
    assert all(len(piece) <= 601 for piece in pieces)
    assert all(piece.endswith(" ") for piece in pieces)
