import pytest

from agent.tools.interests import interest_of


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("gift for my dad who likes photography", "photography"),
        ("a present for someone who loves gardening, under $40", "gardening under $40"),
        ("gifts for coffee lovers", "coffee"),
        ("birthday present, she is into yoga", "yoga"),
        ("送给喜欢咖啡的爸爸的礼物", "咖啡"),
    ],
)
def test_a_present_follows_what_its_receiver_likes(query, wanted):
    assert interest_of(query) == (wanted, True)


@pytest.mark.parametrize("query", ["I like photography", "a gift for my dad", "a camera", "我喜欢咖啡", "送妈妈的礼物"])
def test_without_a_present_or_an_interest_the_words_stay(query):
    assert interest_of(query) == (query, False)
