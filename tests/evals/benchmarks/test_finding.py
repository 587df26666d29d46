"""The suites of search on small data in the publishers' layouts, through the product's own path."""

import json
from decimal import Decimal
from zipfile import ZipFile

import pytest

from evals.benchmarks import chorus, stackfaq
from evals.errors import DataError
from retrieval.fuse import provenance

PRODUCTS = [
    {
        "id": str(number),
        "name": name,
        "title": title,
        "ean": [f"40063813339{number:02}", f"50063813339{number:02}"],
        "short_description": description,
        "img_500x500": "http://pictures.example/1.jpg",
        "date_released": "2020-01-15T00:00:00Z",
        "supplier": brand,
        "price": 1995,
        "attr_t_product_colour": "Black",
        "attr_n_weight": 1.5,
        "attr_b_wireless": True,
    }
    for number, (name, title, description, brand) in enumerate(
        [
            ("KB-1", "Acme KB-1 keyboard Black", "Mechanical keyboard, 104 keys", "Acme"),
            ("MS-2", "Acme MS-2 mouse Black", "Wireless mouse", "Acme"),
            ("SC-3", "Borealis SC-3 screen 27 inch", "Monitor for work", "Borealis"),
            ("BG-4", "Borealis BG-4 laptop bag", "Carries a laptop", "Borealis"),
            ("LP-5", "Cirrus LP-5 laptop 14 inch", "Light notebook computer", "Cirrus"),
            ("HP-6", "Cirrus HP-6 headphones", "Over the ear", "Cirrus"),
        ]
    )
]
RATINGS = [("keyboard", 0, 3), ("keyboard", 1, 0), ("laptop", 4, 3), ("laptop", 3, 1), ("unicorn", 5, 0)]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The vectors that a suite keeps between runs go here."""
    monkeypatch.setenv("HOME", str(tmp_path / "user"))


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "chorus"
    folder.mkdir()
    (folder / "products-1.json").write_text(json.dumps(PRODUCTS[:3]), "utf-8")
    with ZipFile(folder / "products-2.json.zip", "w") as archive:
        archive.writestr("2.json", json.dumps(PRODUCTS[3:]))
    rows = ["query,docid,rating", *(f"{query},{item},{rating}" for query, item, rating in RATINGS)]
    (folder / "ratings.csv").write_text("\n".join(rows), "utf-8")
    return folder


def test_products_become_records_of_a_shop(shop):
    products = list(chorus.read_products(shop))
    assert [product.id for product in products] == [str(number) for number in range(6)]
    first = products[0]
    assert (first.brand, first.model, first.description) == ("Acme", "KB-1", "Mechanical keyboard, 104 keys")
    assert first.variants[0].price.amount == Decimal("19.95")
    assert (first.variants[0].barcode, first.codes) == ("4006381333900", ("5006381333900",))
    assert first.attributes == {"product colour": "Black", "weight": 1.5, "wireless": True}
    assert first.released is not None and first.released.year == 2020


def test_chorus_measures_queries_that_have_something_relevant(shop, home):
    report = chorus.run(shop)
    assert report.figures["ndcg_at_10"].n == 2
    assert 0.8 < report.figures["ndcg_at_10"].value <= 1
    assert report.figures["recall_at_10"].value == 1
    assert 0 < report.figures["rrf_ndcg_at_10"].value <= 1
    gain = report.figures["ndcg_at_10"].value - report.figures["rrf_ndcg_at_10"].value
    assert report.figures["gain_over_rrf"].value == pytest.approx(gain)
    assert chorus.run(shop) == report


def test_chorus_says_what_its_weights_were_fitted_on_and_the_cross_validated_figure(shop, home):
    notes = "\n".join(chorus.run(shop).notes)
    assert "fitted on 56 queries of Chorus" in notes
    assert "in-sample" in notes
    assert f"cross-validation on the same queries: {provenance()['chorus_cross_validated']:.3f}" in notes


def test_a_rated_product_that_no_file_has_is_noted_and_cannot_be_found(shop, home):
    with (shop / "ratings.csv").open("a") as file:
        file.write("\nkeyboard,999,3")
    report = chorus.run(shop)
    assert any("999" in note for note in report.notes)
    assert report.figures["ndcg_at_10"].value < 0.9


def test_ratings_of_another_catalogue_are_an_error(shop):
    rows = [f"keyboard,{1000 + number},3" for number in range(20)]
    (shop / "ratings.csv").write_text("\n".join(["query,docid,rating", *rows]), "utf-8")
    with pytest.raises(DataError, match="fits no product"):
        chorus.run(shop)


def test_a_folder_without_products_is_an_error(tmp_path):
    (tmp_path / "ratings.csv").write_text("query,docid,rating\nlaptop,1,3", "utf-8")
    with pytest.raises(DataError, match="products"):
        chorus.run(tmp_path)


def test_broken_files_are_named(shop):
    (shop / "products-2.json.zip").write_bytes(b"no zip")
    with pytest.raises(DataError, match=r"products-2\.json\.zip"):
        list(chorus.read_products(shop))
    (shop / "products-1.json").write_text('[{"title": "no id"}]', "utf-8")
    with pytest.raises(DataError, match=r"products-1\.json"):
        list(chorus.read_products(shop))


PAIRS = {
    "root": {
        "qapair": [
            {"question": "How do I reset my password?", "answer": ["Click forgot password."],
             "rephr": ["I forgot my password", "*", "password lost, what now?"]},
            {"question": "Where is my parcel?", "answer": "Open the tracking page.",
             "rephr": ["track my parcel", None]},
            {"question": "Can I pay by card?", "answer": [None, "Yes."], "rephr": "is a credit card fine"},
        ]
    }
}  # fmt: skip


def test_a_rephrasing_finds_its_pair(tmp_path, home):
    folder = tmp_path / "faq"
    folder.mkdir()
    (folder / "notes.json").write_text("[]", "utf-8")
    (folder / "questions.json").write_text(json.dumps(PAIRS), "utf-8")
    report = stackfaq.run(folder)
    assert {figure.n for figure in report.figures.values()} == {4}
    assert report.figures["ndcg_at_10"].value == 1
    assert any("0.9814" in note and "about 200 settings" in note and "0.9861" in note for note in report.notes)


def test_a_folder_without_pairs_is_an_error(tmp_path):
    (tmp_path / "x.json").write_text('{"other": 1}', "utf-8")
    with pytest.raises(DataError, match="qapair"):
        stackfaq.run(tmp_path)


def test_a_file_of_another_layout_is_named(tmp_path):
    (tmp_path / "x.json").write_text('{"root": {}}', "utf-8")
    with pytest.raises(DataError, match=r"x\.json"):
        stackfaq.run(tmp_path)
