import pytest

from knowledge_base.schema import ENGLISH
from retrieval.passages import Passage
from retrieval.search import Source
from retrieval.sparse import SparseIndex
from retrieval.tokens import stem
from retrieval.typos import mend
from retrieval.understand import groups, mended

TITLES = (
    "Wireless headphones", "Waterproof jacket", "Mechanical keyboard", "T-shirt", "Portable SSD drive", "Smart watch",
    "Laptop bag", "Smart laptop", "Bag for a watch", "iPhone 7 case", "8 GB memory", "红色连衣裙", "Rain boots",
    "Smart lamp", "Watch strap",
)  # fmt: skip


@pytest.fixture(scope="module")
def index():
    return SparseIndex.build(
        {
            row: Passage(
                key=f"product/{row}", kind="product", id=str(row), title=title, text="", language=ENGLISH, embedded=(),
                source=Source(kind="product", id=str(row), title=title), fields={"title": title},
            )
            for row, title in enumerate(TITLES)
        }
    )  # fmt: skip


def best(index, query):
    scores = index.scores(groups(query, index, "product"), "product")
    return {TITLES[row] for row in range(len(TITLES)) if scores[row] == scores.max() > 0}


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("head phones", "Wireless headphones"),
        ("tshirt", "T-shirt"),
        ("tee", "T-shirt"),
        ("smartwatch", "Smart watch"),
        ("solid state drive", "Portable SSD drive"),
        ("iphone7", "iPhone 7 case"),
        ("8gb", "8 GB memory"),
        ("wellies", "Rain boots"),
        ("连衣裙", "红色连衣裙"),
        ("耳机", "Wireless headphones"),
        ("有没有防水外套", "Waterproof jacket"),
    ],
)
def test_another_way_to_say_it_is_found(index, query, title):
    assert best(index, query) == {title}


def test_the_word_itself_counts_more_than_a_synonym(index):
    (group,) = groups("notebook", index, "product")
    weights = {alternative.terms: alternative.weight for alternative in group.alternatives}
    assert weights["notebook",] > weights["laptop",] > 0


def test_a_word_said_twice_counts_once(index):
    assert len(groups("laptop laptop laptop", index, "product")) == 1


@pytest.mark.parametrize(
    ("query", "corrected"),
    [
        ("wireles headfones", "wireless headphones"),
        ("headfones", "headphones"),
        ("watreproof jaket", "waterproof jacket"),
        ("Keybaord", "keyboard"),
        ("lapotp bag", "laptop bag"),
    ],
)
def test_typos_are_mended(index, query, corrected):
    assert mended(query, index, ["product"]) == corrected


@pytest.mark.parametrize(
    "query",
    [
        "headphones",
        "birthday present",
        "wife",
        "kayak",
        "dv7-1211ea",
        "b2g",
        "uder",
        "红色",
        "hoover",
        "",
        "WH-1000XM4",
    ],
)
def test_real_words_codes_and_short_words_stay(index, query):
    assert mended(query, index, ["product"]) is None


def test_the_nearest_and_then_the_commonest_word_is_meant():
    frequencies = {"jacket": 5, "packet": 9, "jackets": 1}
    assert mend("jackett", list(frequencies), frequencies.__getitem__) == "jacket"
    assert mend("jackxt", list(frequencies), frequencies.__getitem__) == "jacket"
    assert mend("zzzzzz", list(frequencies), frequencies.__getitem__) is None


@pytest.mark.parametrize(("word", "meant"), [("bottel", "bottle"), ("botttle", "bottle"), ("zbottl", None)])
def test_a_word_is_mended_whichever_form_of_it_the_index_keeps(word, meant):
    assert mend(word, ["bottled"], lambda choice: 3 * (stem(choice) == stem("bottled"))) == meant


def test_a_word_that_no_passage_has_any_more_is_not_offered():
    assert mend("jackett", ["jacket"], lambda _: 0) is None


@pytest.mark.parametrize(("word", "meant"), [("toasters", None), ("blenders", None), ("roastres", "roasters")])
def test_a_real_word_in_the_plural_is_no_typo(word, meant):
    assert mend(word, ["roasters", "lenders"], lambda choice: 5) == meant
