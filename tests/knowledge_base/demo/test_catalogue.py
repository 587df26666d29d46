"""The demo shop's products are whole, and said in both languages."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.demo.catalogue import articles, barcode, product
from knowledge_base.demo.files import read_yaml
from knowledge_base.demo.shop import WRITTEN
from knowledge_base.demo.words import vocabulary
from knowledge_base.errors import SourceError
from knowledge_base.schema import CHINESE, Product

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_there_are_eight_departments_with_enough_to_choose_from():
    departments = Counter(article.categories[0][0] for article in articles())
    assert set(departments) == {"Clothing", "Shoes", "Outdoor", "Home", "Electronics", "Beauty", "Toys", "Grocery"}
    assert min(departments.values()) >= 28
    assert len(articles()) >= 240


def test_ids_skus_barcodes_and_models_are_unique(products: list[Product]):
    variants = [variant for item in products for variant in item.variants]
    for ids in (
        [item.id for item in products],
        [item.model for item in products],
        [variant.id for variant in variants],
        [variant.barcode for variant in variants],
        [(item.id, *sorted(variant.options.items())) for item in products for variant in item.variants],
    ):
        assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert all(re.fullmatch(r"[A-Z]{2}-\d{4}", item.id) for item in products)


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "2400000000006"), (1, "2400000000013"), (1234567890, "2412345678901")]
)
def test_a_barcode_ends_in_the_check_digit_of_its_number(number: int, expected: str):
    assert barcode(number) == expected


@given(st.integers(0, 10**10 - 1))
def test_the_weighted_sum_of_a_barcode_is_a_multiple_of_ten(number: int):
    digits = [int(digit) for digit in barcode(number)]
    assert len(digits) == 13
    assert sum(digits[0::2] + [3 * digit for digit in digits[1::2]]) % 10 == 0


def test_prices_are_positive_and_a_reduced_one_is_below_what_it_was(products: list[Product]):
    reduced = 0
    for item in products:
        for variant in item.variants:
            assert variant.price.currency == "USD"
            assert Decimal(1) <= variant.price.amount == variant.price.amount.quantize(Decimal("0.01"))
            if variant.list_price:
                reduced += 1
                assert variant.list_price.amount > variant.price.amount, item.id
    assert reduced > 50


def test_some_variants_are_sold_out_and_most_are_not(products: list[Product]):
    stock = [variant.available for item in products for variant in item.variants]
    assert 0.03 < 1 - sum(stock) / len(stock) < 0.2
    assert sum(not any(variant.available for variant in item.variants) for item in products) < 10


def test_every_product_is_said_in_chinese(products: list[Product]):
    for item in products:
        chinese = item.translations[CHINESE]
        assert HAN.search(chinese.title), item.id
        assert HAN.search(chinese.description), item.id
        assert len(chinese.categories) == len(item.categories)
        assert all(HAN.search(category) for category in chinese.categories)
        assert not HAN.search(item.title + item.description), item.id
        assert len(chinese.attributes) == len(item.attributes), f"two attributes of {item.id} share a Chinese name"


def test_the_vocabulary_has_a_chinese_word_for_everything():
    words = vocabulary()
    unsaid = {
        (article.id, name, part)
        for article in articles()
        for name, value in article.attributes.items()
        for part in words.missing(value, name)
    }
    assert unsaid == set()
    assert {name for article in articles() for name in article.attributes} <= words.attributes.keys()
    assert {colour for article in articles() for colour in article.colours} <= words.colours.keys()


def test_sizes_of_more_than_letters_and_numbers_are_said_in_chinese():
    sizes = {size for article in articles() for size in article.prices if size}
    plain = re.compile(r"\d{1,3}|X{0,2}[SML]|XL|\d+ [GT]B( / \d+ [GT]B)?")
    unsaid = {size for size in sizes if not plain.fullmatch(size) and vocabulary().size(size) == size}
    assert unsaid == set()


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        ("fabric", "80% cotton, 20% polyester", "80%棉，20%聚酯纤维"),
        ("weight", "1,350 g", "1,350克"),
        ("limit temperature", "−6 °C", "−6°C"),
        ("dimensions", "48 × 50 × 84 cm", "48 × 50 × 84厘米"),
        ("age range", "from 3 years", "3岁起"),
        ("warranty", "3 years", "3年"),
        ("process", "natural", "日晒"),
        ("finish", "natural", "自然"),
        ("battery", "2 × AA not included", "不附带2节5号（AA）电池"),
        ("laptop", "up to 15 inches", "最高15英寸"),
        ("scales", "1:25,000, 1:40,000", "1:25,000, 1:40,000"),
        ("waterproof", True, True),
        ("pockets", "4", "4"),
        ("material", "unobtainium", "unobtainium"),
    ],
)
def test_values_are_put_into_chinese(attribute: str, value: str | bool, expected: str | bool):
    assert vocabulary().value(value, attribute) == expected


@given(st.text())
def test_any_value_has_a_chinese_form_or_is_missing(value: str):
    words = vocabulary()
    said = words.value(value)
    assert isinstance(said, str)
    assert said != "" or value == "" or list(words.missing(value)) == []


def test_what_the_vocabulary_lacks_is_named():
    assert list(vocabulary().missing("80% cotton, 20% unobtainium")) == ["20% unobtainium"]


def test_everything_came_out_before_the_data_was_written_and_moves_with_the_shop():
    for article in articles():
        assert article.released < WRITTEN
        moved = product(article, later=timedelta(days=100)).released
        assert moved is not None
        assert moved.date() - article.released == timedelta(days=100)


def test_only_pictures_that_are_drawn_are_shown():
    article = next(article for article in articles() if len(article.colours) > 1)
    (first, name), (second, _), *_ = article.pictures
    shown = product(article, drawn={name})
    assert [picture.path for picture in shown.pictures] == [name]
    assert {variant.options["colour"]: variant.picture for variant in shown.variants}[first] == name
    assert {variant.options["colour"]: variant.picture for variant in shown.variants}[second] is None


def test_a_warranty_on_a_page_is_never_shorter_than_the_policy():
    policy = {"Outdoor": 2, "Home": 2, "Electronics": 2, "Clothing": 1, "Shoes": 1, "Toys": 1}
    for article in articles():
        said = str(article.attributes.get("warranty", ""))
        if match := re.match(r"(\d+) year", said):
            assert int(match[1]) >= policy.get(article.categories[0][0], 0), article.id


def test_a_missing_data_file_is_named():
    with pytest.raises(SourceError, match=r"demo data products/nothing\.yaml"):
        read_yaml("products", "nothing.yaml")
