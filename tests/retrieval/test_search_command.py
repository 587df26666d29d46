import json
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from knowledge_base import Home, open_store
from knowledge_base.schema import Money, Product, ProductId, Variant, VariantId
from retrieval.errors import QueryError
from retrieval.search import Filters
from retrieval.search_command import read_filters
from xiaoer import app


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop")
    store = open_store(Home(path))
    variants = [
        Variant(id=VariantId(f"B-{size}"), price=Money(Decimal(price), "USD"), options={"size": size, "colour": "red"})
        for size, price in (("42", "80"), ("43", "95"))
    ]
    store.put(
        [
            Product(id=ProductId("BOOT"), title="Ridge [light] boot", variants=tuple(variants), categories=("Shoes",)),
            Product(id=ProductId("LAMP"), title="Moon lamp", variants=(variants[0],), categories=("Home",)),
        ]
    )
    store.close()
    return path


def run(home, *arguments):
    return CliRunner().invoke(app, ["--home", str(home), "search", *arguments])


def test_json_for_machines(shop):
    result = run(shop, "boots", "size", "42", "--json", "--kind", "product")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["filters"] == {"sizes": ["42"]}
    assert said["relaxed"] == []
    assert said["hits"][0]["id"] == "BOOT"
    assert said["hits"][0]["price"] == "80 to 95 USD"
    assert set(said["hits"][0]) >= {"kind", "score", "similarity", "title", "text", "exact"}


def test_a_table_for_people(shop):
    result = run(shop, "red", "boots", "size", "42")
    assert result.exit_code == 0
    assert "Ridge [light] boot" in result.stdout
    assert "size 42" in result.stdout
    assert "red" in result.stdout


def test_what_was_left_out_is_said(shop):
    result = run(shop, "boots", "--filter", "price_max=10")
    assert "left out: price" in result.stdout


def test_an_exact_code_is_marked(shop):
    assert "exact" in run(shop, "b-42").stdout


def test_words_are_not_read_as_filters_when_literal(shop):
    said = json.loads(run(shop, "red", "boots", "--literal", "--json").stdout)
    assert said["filters"] == {}
    assert said["query"] == "red boots"


def test_an_empty_shop_says_what_to_do(tmp_path):
    result = run(tmp_path, "boots")
    assert result.exit_code == 0
    assert "xiaoer ingest" in result.stderr


def test_an_empty_shop_has_no_hits_for_machines(tmp_path):
    assert json.loads(run(tmp_path, "boots", "--json").stdout)["hits"] == []


@pytest.mark.parametrize(
    "arguments", [("--kind", "order", "boots"), ("--filter", "price_max=cheap"), ("--filter", "in_stock=perhaps"), ()]
)
def test_what_is_wrong_is_an_error_of_ours(shop, arguments):
    assert isinstance(run(shop, *arguments).exception, QueryError)


def test_help_shows_examples():
    assert "xiaoer search laptop --json" in CliRunner().invoke(app, ["search", "--help"]).stdout


@pytest.mark.parametrize(
    ("given", "filters"),
    [
        ([], Filters()),
        (["price_max=50", "price_min = 10"], Filters(price_max=Decimal(50), price_min=Decimal(10))),
        (["colours=red, blue"], Filters(colours=("red", "blue"))),
        (["in_stock=yes", "on_sale=0"], Filters(in_stock=True)),
        (["rating_min=4.5", "currency=usd"], Filters(rating_min=4.5, currency="USD")),
        (["material=wool=soft"], Filters(attributes={"material": "wool=soft"})),
    ],
)
def test_filters_from_pairs(given, filters):
    assert read_filters(given) == filters


@pytest.mark.parametrize("pair", ["price_max", "=5", "price_max=", "price_max=cheap"])
def test_a_pair_without_a_fitting_value_is_refused(pair):
    with pytest.raises(QueryError, match="needs"):
        read_filters([pair])
