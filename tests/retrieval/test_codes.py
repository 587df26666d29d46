from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.schema import Money, Product, ProductId, Variant, VariantId
from retrieval.codes import codes_of, find_code, normalise_code

LAPTOP = Product(
    id=ProductId("CL-0001"),
    title="Pavilion dv7-1211ea",
    model="dv7-1211ea",
    codes=("4006381333931",),
    variants=(Variant(id=VariantId("CL-0001-S"), price=Money(Decimal(1), "USD"), barcode="96385074"),),
)
WHOLE = {code: (0,) for code, _ in codes_of(LAPTOP)}
INSIDE = {code: (0,) for code, inside in codes_of(LAPTOP) if inside}


@pytest.mark.parametrize(
    "query",
    [
        "dv7-1211ea",
        "DV7-1211EA",
        "dv7 1211ea",
        "dv71211ea",
        "do you have dv7-1211ea?",
        "is the DV7 1211EA in stock",
        "有dv7-1211ea吗",
        "有 CL-0001 吗",
        "cl0001",
        "CL-0001-S",
        "4006381333931",
        "barcode 4006381333931 please",
        "4006 3813 33931",
        "96385074?",
    ],
)
def test_a_code_is_found_however_it_is_written(query):
    found = find_code(query, WHOLE, INSIDE)
    assert found is not None
    assert found.rows == (0,)


@pytest.mark.parametrize("query", ["pavilion", "dv7", "1211", "windows 10", "0001", "", "?", "dv7-1211eb", "96385"])
def test_a_part_or_another_number_is_no_code(query):
    assert find_code(query, WHOLE, INSIDE) is None


def test_a_longer_code_wins_over_a_shorter_one_inside_it():
    whole = {"cl0001": (1,), "cl0001s": (2,)}
    found = find_code("I want CL-0001-S", whole, whole)
    assert found is not None
    assert found.rows == (2,)


def test_the_characters_that_name_it_are_told():
    query = "do you have dv7 1211ea in red"
    found = find_code(query, WHOLE, INSIDE)
    assert found is not None
    assert query[found.start : found.end] == "dv7 1211ea"


def test_a_name_of_several_words_counts_only_as_the_whole_question():
    product = Product(id=ProductId("x"), title="Hub", model="USB 2.0 Hub", variants=LAPTOP.variants)
    codes = dict(codes_of(product))
    assert codes["usb20hub"] is False


def test_a_model_without_digits_counts_as_it_is_written():
    product = Product(id=ProductId("x"), title="Cleanser", model="PR-OC", variants=LAPTOP.variants)
    inside = {code: (0,) for code, inside in codes_of(product) if inside}
    assert find_code("do you have pr-oc?", {}, inside) is not None
    assert find_code("proc", {}, inside) is None


@given(st.text(max_size=30))
def test_normalising_twice_is_once(code):
    assert normalise_code(normalise_code(code)) == normalise_code(code) or not code.isascii()


@given(st.text(max_size=60))
def test_no_question_breaks_it(query):
    found = find_code(query, WHOLE, INSIDE)
    assert found is None or 0 <= found.start < found.end <= len(query)
