from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.schema import (
    CHINESE,
    Document,
    DocumentId,
    FaqEntry,
    FaqId,
    Money,
    Product,
    ProductId,
    Section,
    Translation,
    Variant,
    VariantId,
)
from retrieval.passages import attribute_words, passages_of, pieces

VARIANT = Variant(id=VariantId("s"), price=Money(Decimal(1), "USD"), options={"colour": "red", "size": "42"})


def test_a_product_is_one_passage_with_its_words_by_field():
    product = Product(
        id=ProductId("CL-1"), title="Moon lamp", brand="Casa", categories=("Home", "Lamps"), variants=(VARIANT,),
        attributes={"vegan": True, "battery": False, "watts": 5, "material": ("paper", "oak")}, tags=("gift",),
        description="Soft light.",
        translations={CHINESE: Translation(title="月亮灯", categories=("家居",), options={"red": "红色"})},
    )  # fmt: skip
    (passage,) = passages_of(product)
    assert passage.key == "product/CL-1"
    assert passage.product is product
    assert passage.fields["title"] == "Moon lamp"
    assert passage.fields["options"] == "red ; 42"
    assert passage.fields["attributes"] == "vegan ; 5 ; paper ; oak"
    assert passage.fields["translated_title"] == "月亮灯"
    assert "红色" in passage.fields["translated"]
    assert passage.embedded == ("Casa Moon lamp. Home. Lamps. Soft light.",)


def test_an_faq_entry_stands_for_each_of_its_phrasings():
    entry = FaqEntry(
        id=FaqId("w.en"), question="How long?", answer="30 days.", alternatives=("Until when?",), topic="w"
    )
    (passage,) = passages_of(entry)
    assert passage.embedded == ("How long?", "Until when?", "How long? 30 days.")
    assert passage.text == "30 days."
    assert passage.topic == "faq/w"


def test_a_document_is_cut_by_section_and_leads_back_to_its_heading():
    document = Document(
        id=DocumentId("returns"),
        title="Returns",
        sections=(
            Section(headings=("Returns", "Time"), text="30 days.", page=2),
            Section(headings=("Returns", "Cost"), text="Free. " * 300),
        ),
    )
    first, *rest = passages_of(document)
    assert (first.key, first.title, first.source.page) == ("document/returns#0", "Returns > Time", 2)
    assert len(rest) > 1
    assert [passage.part for passage in (first, *rest)] == list(range(len(rest) + 1))
    assert all(passage.source.headings == ("Returns", "Cost") for passage in rest)


def test_the_same_record_gives_equal_passages():
    entry = FaqEntry(id=FaqId("w"), question="Q", answer="A")
    assert passages_of(entry) == passages_of(entry)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [({}, ""), ({"fragrance_free": True}, "fragrance free"), ({"x": 2.5}, "2.5"), ({"x": ""}, "")],
)
def test_attributes_as_words(attributes, words):
    assert attribute_words(attributes) == words


@given(st.text(max_size=400), st.integers(20, 100))
def test_pieces_are_short_and_lose_no_word(text, size):
    cut = list(pieces(text, size))
    assert all(0 < len(piece) <= size for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


def test_a_text_is_cut_between_sentences():
    assert list(pieces("One is here. Two is there. Three.", 27)) == ["One is here. Two is there.", "Three."]
    assert list(pieces("第一句话。第二句话。", 6)) == ["第一句话。", "第二句话。"]


def test_lines_stay_lines():
    assert list(pieces("A list:\n- one\n- two. Really.", 100)) == ["A list:\n- one\n- two. Really."]
