import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.tokens import (
    asked_words,
    chinese_words,
    cut_chinese,
    gloss,
    index_words,
    likeness,
    normalise,
    surface_words,
    word_parts,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Running shoes", ["run", "shoe"]),
        ("HP dv7-1211ea", ["hp", "dv71211ea", "dv7", "1211ea"]),
        ("T-shirt", ["tshirt", "shirt"]),
        ("Women's", ["women"]),
        ("H&M", ["hm"]),
        ("Café crème", ["cafe", "creme"]),
        ("the of and", []),
        ("4-Person", ["4person", "4", "person"]),
        ("16 GB", ["16gb", "16"]),
        ("16GB", ["16gb", "16"]),
        ("43.2 cm", ["43.2cm", "43.2"]),
        ('17"', ["17in", "17"]),
        ("10 inch", ["10in", "10"]),
        ("10-inch", ["10in", "10"]),
        ("2 in 1", ["2", "1"]),
        ("ＡＢＣ", ["abc"]),
        ("2.5in", ["2.5in", "2.5"]),
    ],
)
def test_words_of_an_index(text, words):
    assert index_words(text) == words


@pytest.mark.parametrize(("one", "other"), [("10 inch", '10"'), ("8 gigabytes", "8GB")])
def test_what_is_the_same_is_indexed_the_same(one, other):
    assert index_words(one) == index_words(other)


def test_chinese_is_found_by_words_pairs_and_characters():
    words = index_words("红色连衣裙")
    assert {"红色", "连衣裙", "连衣", "衣裙", "裙"} <= set(words)
    assert "色连" in words


def test_the_half_latin_word_for_t_shirt_is_one_word():
    assert "tshirt" in index_words("纯棉T恤")
    assert gloss("条纹T恤").endswith("t-shirt")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("do you have any red dresses", ["red", "dresses"]),
        ("what do you have", ["what", "do", "you", "have"]),
        ("show me a laptop", ["laptop"]),
    ],
)
def test_words_that_only_ask_are_left_out_unless_they_are_all(query, words):
    assert asked_words(query) == words


def test_chinese_questions_lose_their_question_words():
    assert chinese_words("有没有跑步鞋") == ["跑步鞋"]
    assert chinese_words("有没有") == ["有没有"]


def test_a_long_chinese_word_is_cut_into_words_of_retail():
    assert cut_chinese("生日礼物") == ("生日", "礼物")


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("红色连衣裙", "red dress"),
        ("降噪耳机", "noise cancelling headphones"),
        ("plain english", "plain english"),
        ("什么", ""),
    ],
)
def test_the_gloss_of_a_chinese_question(text, english):
    assert gloss(text) == english


def test_surface_words_keep_their_order_and_case_is_folded():
    assert surface_words("Red DRESS, size 42!") == ["red", "dress", "size", "42"]


def test_likeness_is_one_for_the_same_words_and_none_for_others():
    assert likeness("怎么退货", "怎么退货？") == 1
    assert likeness("怎么退货", "运费多少") == 0
    assert 0 < likeness("怎么退货", "怎么换货") < 1
    assert likeness("", "") == 0


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_normalising_twice_is_once(text):
    assert normalise(normalise(text)) == normalise(text)
    assert all(index_words(text))
    for word in surface_words(text):
        assert word_parts(word)


@given(st.text(alphabet="abcdefgh 0123456789-'.", max_size=40))
def test_what_is_asked_word_for_word_is_found(text):
    indexed = set(index_words(text))
    for word in surface_words(text):
        found = index_words(word)
        assert set(found) <= indexed
