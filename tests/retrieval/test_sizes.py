import pytest

from retrieval.filters import read
from retrieval.sizes import european, sizing
from retrieval.vocabulary import Vocabulary

SHOES = ("36", "37", "38", "39", "40", "41", "42", "43", "44", "45")
SIZES = Vocabulary(sizes={value.lower(): value for value in (*SHOES, "S", "M", "L", "XL")})


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("boots UK 4", ("37",)),
        ("boots UK 8", ("42",)),
        ("running shoes US 9", ("42",)),
        ("US men's 10.5 shoes", ("44",)),
        ("women's boots US 8", ("39", "40")),
        ("英码8的鞋", ("42",)),
        ("boots UK 15", ()),  # which nothing comes near
        ("kids boots UK 10", ()),  # another scale
        ("a 42 inch screen", ()),
    ],
)
def test_shoe_sizes_of_other_systems_are_the_european_ones_that_come_near(text, sizes):
    found = european(text, SHOES)
    assert (found[1] if found else ()) == sizes


def test_a_size_the_shop_has_as_it_was_said_is_no_other():
    assert european("boots UK 8", (*SHOES, "UK 8")) is None


@pytest.mark.parametrize(
    ("language", "told"), [("en", "US 9 in men's shoes is about EU 42"), ("zh", "美码9（男鞋）约等于欧码42")]
)
def test_what_a_size_was_taken_as_is_told(language, told):
    assert sizing("shoes US 9", ("42",), language) == told
    assert not sizing("shoes 42", ("42",), language)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("do you have a large fleece?", ("L",)),
        ("an extra large cotton t-shirt", ("XL",)),
        ("medium jeans", ("M",)),
        ("a small hat", ("S",)),
        ("a large tent", ()),
        ("a small table for the hall", ()),
        ("XL hoodie", ("XL",)),
        ("a women's dress", ()),
        ("大号的T恤", ("L", "XL")),
        ("有大号吗", ("L", "XL")),
        ("大号的背包", ()),
    ],
)
def test_a_letter_size_in_words_before_a_garment_is_a_size(text, sizes):
    assert read(text, SIZES)[0].sizes == sizes
