from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.conversation_cues import consent, correction, follows_up, noise, split


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes!",
        "yes please",
        "sure, go ahead",
        "OK thanks",
        "yep do it",
        "是的",
        "好的，谢谢",
        "可以",
        "行，没问题",
        "嗯嗯",
        "👍",
        "对，就这样",
    ],
)
def test_a_plain_yes(text):
    assert consent(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No thanks.",
        "not yet",
        "don't",
        "don’t do it",
        "of course not",
        "please don't",
        "never mind",
        "不要了",
        "不用，谢谢",
        "算了",
        "先别",
        "👎",
    ],
)
def test_a_plain_no(text):
    assert consent(text) is False


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "yes but only the blue one",
            "ok?",
            "yes, cancel it",
            "yes no",
            "is it ok",
            "no, the blue one",
            "yesterday",
        ),
        *(
            "可以吗",
            "好的吗",
            "不是红色的",
            "可以退货吗",
            "是红色的",
            "know",
            "okay so how much is it",
            "right now",
            "🤔",
        ),
    ],
)
def test_no_consent_where_anything_else_is_said(text):
    assert consent(text) is None


@given(st.sampled_from(["yes", "no", "好的", "不要"]), st.sampled_from(["", " ", "!", "。", "...", " please", " 🙂"]))
def test_politeness_does_not_change_an_answer(answer, end):
    assert consent(answer + end) is consent(answer)


@given(
    st.sampled_from(["yes", "no", "好的", "不要"]), st.sampled_from(["kettle", "blue", "退款", "红色", "42", "cancel"])
)
def test_an_answer_with_more_is_no_plain_answer(answer, more):
    assert consent(f"{answer} {more}") is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("no, I meant the blue one", "the blue one"),
        ("No I meant size 42", "size 42"),
        ("no, the red one", "the red one"),
        ("sorry, I mean the Kettle", "the Kettle"),
        ("actually, make it two", "two"),
        ("not that one, the other", "the other"),
        ("不是，是红色的", "红色的"),
        ("不是，我要的是42码", "42码"),
        ("我是说第二个", "第二个"),
        ("说错了，是W1234567", "W1234567"),
        ("不，我要蓝色的", "蓝色的"),
    ],
)
def test_what_a_correction_means(text, meant):
    assert correction(text) == meant


@pytest.mark.parametrize(
    "text", ["", "no", "no thanks", "I meant", "不是", "the blue one", "is it not blue", "不是红色的吗"]
)
def test_no_correction(text):
    assert correction(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "and in size 42?",
            "what about the blue one",
            "in blue?",
            "the cheaper one",
            "cheaper",
            "do you have it in red",
        ),
        *(
            "is it waterproof",
            "for my dad",
            "how heavy is the second one",
            "那个有红色的吗",
            "红色的呢",
            "第二个多少钱",
            "42码呢",
            "那蓝色呢",
        ),
    ],
)
def test_leans_on_what_came_before(text):
    assert follows_up(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "yes", "is it possible to return shoes", "how long does it take to ship", "do you have electric kettles"),
        *("what is your return policy", "show me black and white dresses", "有没有跑步鞋", "退货政策是什么", "不用了"),
    ],
)
def test_stands_alone(text):
    assert not follows_up(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "do you ship to France and what's the price of the kettle?",
            ("do you ship to France", "what's the price of the kettle?"),
        ),
        ("is it waterproof? and how heavy is it?", ("is it waterproof?", "how heavy is it?")),
        ("how much is it, and do you have it in blue", ("how much is it", "do you have it in blue")),
        ("show me tents. what is your return policy", ("show me tents", "what is your return policy")),
        ("你们发货到法国吗，水壶多少钱", ("你们发货到法国吗", "水壶多少钱")),
        ("这个有红色的吗？另外运费多少", ("这个有红色的吗？", "运费多少")),
    ],
)
def test_two_questions(text, parts):
    assert split(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        *("do you have a black and white dress", "salt and pepper mill", "show me tents and sleeping bags"),
        *("I want to return my shoes and get a refund", "what is the difference between red and blue"),
        *("Hi! What is your return policy", "Where is my order? I ordered last week.", "我想买帐篷，四人的"),
        *(
            "黑白色的连衣裙有吗",
            "你好，请问有蓝色的吗",
            "hello",
            "mac and cheese",
            "rock and roll t-shirt for him and her",
        ),
    ],
)
def test_one_question_stays_whole(text):
    assert split(text) == (text,)


def test_at_most_three_parts():
    parts = split("can I pay with paypal and do you gift wrap and when will it arrive and how do I return it")
    assert len(parts) == 3
    assert parts[-1].endswith("how do I return it")


@given(st.text())
def test_parts_are_stretches_of_the_text_in_order(text):
    place = 0
    for part in split(text):
        place = text.index(part, place) + len(part)


nouns = st.sampled_from(["black", "white", "salt", "pepper", "tents", "kettles", "mugs", "黑色", "白色"])


@given(nouns, nouns)
def test_joined_nouns_are_never_split(left, right):
    assert len(split(f"do you have {left} and {right} things")) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *(("", "empty"), ("   ", "empty"), ("...", "empty"), ("？", "empty"), ("😀😀", "emoji"), ("👍🏽!", "emoji")),
        *(
            ("asdfghjkl", "gibberish"),
            ("jdhfkjsdhf ksjdf", "gibberish"),
            ("zzz zzz kkk", "gibberish"),
            ("sfkjh", "gibberish"),
        ),
        ("啊啊啊啊啊啊", "gibberish"),
    ],
)
def test_noise(text, kind):
    assert noise(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        *(
            "hello",
            "thx",
            "pls",
            "xxl",
            "wtf",
            "hmmmm",
            "yessss",
            "strengths",
            "rhythm section",
            "qwerty keyboard",
            "jbl",
        ),
        *("volkswagen", "nvidia rtx 4090", "W1234567", "哈哈哈哈哈", "橄榄油", "kärcher", "property", "brrr"),
    ],
)
def test_real_words_are_no_noise(text):
    assert noise(text) is None


@given(st.text())
def test_every_cue_takes_any_text(text):
    consent(text), correction(text), follows_up(text), noise(text), split(text)
