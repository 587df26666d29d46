from __future__ import annotations

import pytest

from agent.tools.topics import Topics, terms
from knowledge_base.schema import Document, DocumentId, FaqEntry, FaqId, Language, Section


def entry(key: str, question: str, answer: str, *alternatives: str, language: str = "en") -> FaqEntry:
    return FaqEntry(
        id=FaqId(f"{key}.{language}"),
        question=question,
        answer=answer,
        alternatives=alternatives,
        topic=key,
        language=Language(language),
    )


RETURNS = entry("returns", "How long may I return things?", "You have 30 days.", "send back")
POSTAGE = entry("postage", "What is the postage?", "Postage is $5.")
ZH = entry("returns", "多久可以退货？", "30天内可退。", language="zh")


@pytest.fixture
def topics() -> Topics:
    filled = Topics()
    for record in (RETURNS, POSTAGE, ZH):
        filled.put(record)
    return filled


def test_terms_are_stems_without_asking_words_and_chinese_characters_with_their_pairs() -> None:
    assert terms("What are the returns?") == terms("return")
    assert {"退", "货", "退货"} <= terms("退货")


def test_the_likely_topics_hold_the_words_and_are_in_the_language(topics: Topics) -> None:
    assert [its.record for its in topics.likely(terms("can I return it"), Language("en"), 5)] == ["returns.en"]
    assert [its.record for its in topics.likely(terms("退货"), Language("zh"), 5)] == ["returns.zh"]


def test_what_is_dropped_is_known_no_more(topics: Topics) -> None:
    (word,) = terms("postage")
    assert topics.known(word)
    topics.drop("faq", POSTAGE.id)
    assert not topics.known(word)
    assert topics.likely({word}, Language("en"), 5) == []


def test_putting_an_entry_again_counts_it_once(topics: Topics) -> None:
    (word,) = terms("postage")
    before = topics.weight(word, "en")
    topics.put(POSTAGE)
    assert topics.weight(word, "en") == before


def test_a_rare_word_weighs_more_than_a_common_one(topics: Topics) -> None:
    topics.put(entry("more", "More on returns", "You return things here."))
    (rare,), (common,) = terms("postage"), terms("return")
    assert topics.weight(rare, "en") > topics.weight(common, "en")
    assert topics.share({rare, common}, {rare}, "en") > 0.5


def test_alternatives_count_as_questions(topics: Topics) -> None:
    found = topics.named("faq", "returns.en", RETURNS.answer)
    assert found is not None
    assert found.asks == (RETURNS.question, "send back")
    assert max(topics.likeness(terms("send back"), its, "en") for its in found.asked) == pytest.approx(1)


def test_an_entry_and_a_page_of_one_id_stand_side_by_side(topics: Topics) -> None:
    page = Document(
        id=DocumentId(RETURNS.id),
        title="Returns",
        sections=(Section(headings=("Returns", "Labels"), text="Print one."),),
    )
    topics.put(page)
    assert topics.named("faq", RETURNS.id, RETURNS.answer) is not None
    assert topics.named("document", RETURNS.id, "Print one.") is not None
    topics.drop("document", RETURNS.id)
    assert topics.named("faq", RETURNS.id, RETURNS.answer) is not None
