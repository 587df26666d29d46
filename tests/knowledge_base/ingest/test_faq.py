from __future__ import annotations

import pytest

TABLE = (
    "question,answer,category,alternatives\n"
    "May I return it?,Within 30 days.,Returns,Can I send it back?|Return period\n"
)


def test_a_table(shop):
    shop.take("faq.csv", TABLE)
    (entry,) = shop.faq
    assert (entry.question, entry.answer, entry.topic) == ("May I return it?", "Within 30 days.", "Returns")
    assert entry.alternatives == ("Can I send it back?", "Return period")
    assert entry.language == "en"


def test_the_id_follows_the_question_not_the_answer(shop):
    shop.take("faq.csv", TABLE)
    (before,) = shop.faq
    assert shop.take("faq.csv", TABLE.replace("30", "60")).written.changed == 1
    assert shop.faq[0].id == before.id


def test_chinese(shop):
    shop.take("常见问题.csv", "问题,回答,分类\n可以退货吗？,三十天内可以。,售后\n".encode("gb18030"))
    assert (shop.faq[0].question, shop.faq[0].topic, shop.faq[0].language) == ("可以退货吗？", "售后", "zh")


@pytest.mark.parametrize(
    "content",
    [
        [{"question": "Q one?", "answer": "A."}, {"question": "Q two?", "answer": "B."}],
        {"faqs": [{"question": "Q one?", "answer": "A."}, {"question": "Q two?", "answer": "B."}]},
        {"data": {"items": [{"q": "Q one?", "a": "A."}, {"q": "Q two?", "a": "B."}]}},
        {"Q one?": "A.", "Q two?": "B."},
        '{"question": "Q one?", "answer": "A."}\n{"question": "Q two?", "answer": "B."}\n',
    ],
)
def test_json(shop, content):
    shop.take("faq.json", content)
    assert {(entry.question, entry.answer) for entry in shop.faq} == {("Q one?", "A."), ("Q two?", "B.")}


def test_json_with_rephrasings_and_several_answers(shop):
    pair = {"question": "May I return it?", "rephr": ["Send it back?", "*"], "answer": ["Yes.", "Keep the receipt."]}
    shop.take("faq.json", {"root": {"qapair": [pair]}})
    (entry,) = shop.faq
    assert entry.alternatives == ("Send it back?",)
    assert entry.answer == "Yes.\n\nKeep the receipt."


MARKDOWN = """\
# Questions

Some words of welcome.

## Returns

### May I **return** it?

Within 30 days, see [the policy](returns.md).

- unworn
- with its label

### Who pays?

We do.
"""


def test_markdown_with_questions_as_headings(shop):
    shop.take("help.md", MARKDOWN)
    pays, returns = sorted(shop.faq, key=lambda entry: len(entry.answer))
    assert (returns.question, returns.topic) == ("May I return it?", "Returns")
    assert returns.answer == "Within 30 days, see the policy.\n\n- unworn\n- with its label"
    assert (pays.question, pays.answer) == ("Who pays?", "We do.")


@pytest.mark.parametrize(
    "content",
    [
        "Q: Open on Sunday?\nA: No.\n\nQ: Parking?\nA: Yes,\nbehind the house.\n",
        "**Q: Open on Sunday?**\n\nA: No.\n\n**Q: Parking?**\n\n**A:** Yes,\nbehind the house.\n",
        "问：Open on Sunday?\n答：No.\n\n问：Parking?\n答：Yes,\nbehind the house.\n",
    ],
)
def test_markdown_with_marked_lines(shop, content):
    shop.take("faq.md", content)
    assert {(entry.question, entry.answer) for entry in shop.faq} == {
        ("Open on Sunday?", "No."),
        ("Parking?", "Yes,\nbehind the house."),
    }


def test_a_language_in_the_name_of_the_file(shop):
    shop.take("faq.de.md", "# Fragen\n\n## Wer zahlt?\n\nWir.\n")
    assert shop.faq[0].language == "de"


def test_a_document_with_one_question_in_it_stays_a_document(shop):
    shop.take("returns.md", "# Returns\n\nThirty days.\n\n## Questions?\n\nCall us.\n\n## Costs\n\nNone.\n")
    assert shop.faq == []
    assert shop.document.title == "Returns"


@pytest.mark.parametrize(
    ("content", "field"), [("question,answer\n,Yes.\n", "question"), ("question,answer\nReally?,\n", "answer")]
)
def test_half_an_entry_is_rejected(shop, content, field):
    summary = shop.take("faq.csv", content)
    assert (summary.rejected, summary.written.added) == (1, 0)
    (reject,) = shop.home.rejects.glob("*.csv")
    assert f"an FAQ entry needs {'a' if field == 'question' else 'an'} {field}" in reject.read_text("utf-8-sig")


def test_the_same_question_twice_is_rejected(shop):
    assert shop.take("faq.csv", "question,answer\nWhy?,So.\nwhy?,Thus.\n").rejected == 1


def test_a_kind_that_is_asked_for(error, shop):
    assert "holds no questions" in error("faq.md", "# Nothing\n\nasked.\n", kind="faq")
    shop.take(
        "faq.csv", "frage,antwort\nWarum?,Darum.\n", kind="faq", mapping={"question": "frage", "answer": "antwort"}
    )
    assert shop.faq[0].answer == "Darum."
