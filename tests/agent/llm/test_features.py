from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.features import MAX_CHARACTERS, Ngrams, normalise

TEXTS = ["where is my order", "cancel my order", "show me kettles", "我的订单到哪了", "取消订单"]


@pytest.fixture(scope="module")
def ngrams():
    return Ngrams.fit(TEXTS, rarest=1)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Where’s MY  Order", "where's my order"),
        ("cancel #W1234567!", "cancel ordernumber !"),
        ("ＡＢＣ", "abc"),
        ("mail Anna@Example.com now", "mail emailaddress now"),
    ],
)
def test_normalise(text, clean):
    assert normalise(text) == clean


def test_order_numbers_are_one_word(ngrams):
    assert normalise("order #W1234567") == normalise("order 123456789012")


def test_blocks_have_equal_weight(ngrams):
    _, weights = ngrams.transform("cancel my order")
    assert float(weights @ weights) == pytest.approx(0.5, abs=1e-5)  # two blocks of length .5


def test_like_texts_are_near(ngrams):
    def dense(text):
        row = np.zeros(len(ngrams.idf))
        places, weights = ngrams.transform(text)
        row[places] = weights
        return row

    near, far = dense("cancel the order") @ dense(TEXTS[1]), dense("cancel the order") @ dense(TEXTS[2])
    assert near > far
    assert dense("我要取消订单") @ dense(TEXTS[4]) > dense("我要取消订单") @ dense(TEXTS[3])


def test_unknown_words_count_nothing(ngrams):
    assert len(ngrams.transform("zzz")[0]) == 0


def test_rare_character_grams_are_left_out():
    assert len(Ngrams.fit(TEXTS, rarest=2).idf) < len(Ngrams.fit(TEXTS, rarest=1).idf)


@given(st.text(max_size=3000))
def test_any_text_has_features(text):
    ngrams = Ngrams.fit(TEXTS, rarest=1)
    places, weights = ngrams.transform(text)
    assert len(places) == len(weights) == len(set(places.tolist()))
    assert np.isfinite(weights).all()
    assert len(normalise(text)) <= 20 * MAX_CHARACTERS
