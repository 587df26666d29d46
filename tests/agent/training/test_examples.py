from __future__ import annotations

import pytest

from agent.training.examples import Example, ExamplesError, fill, fingerprint, read_folders


def write(folder, text, name="a.yaml"):
    folder.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


GOOD = "intent: greet\ndescription: A greeting.\nexamples:\n  en:\n  - hello\n  - hi   there\n  zh:\n  - 你好\n"


def test_examples_of_a_file(tmp_path):
    assert read_folders([write(tmp_path, GOOD)]) == [
        Example("hello", "greet", "en"),
        Example("hi there", "greet", "en"),
        Example("你好", "greet", "zh"),
    ]


def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path):
    folder = write(tmp_path, "intent: affirm\nexamples:\n  en:\n  - yes\n  - 88\n  - null\n  - 2026-01-01\n")
    assert [example.text for example in read_folders([folder])] == ["yes", "88", "null", "2026-01-01"]


def test_folders_are_joined_and_doubles_count_once(tmp_path):
    write(tmp_path / "ours", GOOD)
    write(tmp_path / "mine" / "deep", "intent: greet\nexamples:\n  en:\n  - Hello\n  - howdy\n", "b.yml")
    texts = [example.text for example in read_folders([tmp_path / "ours", tmp_path / "mine"])]
    assert texts == ["hello", "hi there", "你好", "howdy"]


def test_the_fingerprint_changes_with_any_example():
    one = [Example("hello", "greet", "en")]
    assert fingerprint(one) == fingerprint(list(one))
    assert (
        len(
            {
                fingerprint(one),
                fingerprint([Example("hello", "greet", "zh")]),
                fingerprint([Example("hi", "greet", "en")]),
            }
        )
        == 3
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"a\.yaml, line 1: the file is empty; expected the fields"),
        ("- hello\n", r"a\.yaml, line 1: expected the fields intent"),
        ("intent: greet\n", r"a\.yaml, line 1: examples missing"),
        ("intent: greet\nexamples:\n  en:\n  - hi\nexample:\n  en: [x]\n", r"line 5: field 'example' is not known"),
        ("intent: Greet me\nexamples:\n  en:\n  - hi\n", r"line 1: intent is 'Greet me'; expected small letters"),
        ("intent: greet\nexamples:\n  english!:\n  - hi\n", r"line 3: language is 'english!'"),
        ("intent: greet\nexamples:\n- hi\n", r"line 3: expected languages"),
        ("intent: greet\nexamples:\n  en: hi\n", r"line 3: expected a list of examples"),
        (
            "intent: greet\nexamples:\n  en:\n  - hi\n  - what: this\n",
            r"line 5: an example is a mapping; expected a text",
        ),
        ("intent: greet\nexamples:\n  en:\n  - ''\n", r"line 4: an example has 0 characters; expected 1 to 1000"),
        (f"intent: greet\nexamples:\n  en:\n  - {'x' * 1001}\n", r"line 4: an example has 1001 characters"),
        ("intent: greet\nintent: bye\nexamples:\n  en:\n  - hi\n", r"line 2: 'intent' is given twice"),
        ("intent: greet\nexamples:\n  en: [hi\n", r"a\.yaml, line \d: not YAML"),
    ],
)
def test_a_bad_file_says_file_line_and_need(tmp_path, text, message):
    with pytest.raises(ExamplesError, match=message):
        read_folders([write(tmp_path, text)])


def test_a_file_in_another_encoding(tmp_path):
    write(tmp_path, GOOD)
    (tmp_path / "a.yaml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(ExamplesError, match=r"a\.yaml: not a UTF-8 text file"):
        read_folders([tmp_path])


def test_one_text_has_one_intent(tmp_path):
    write(tmp_path, GOOD)
    write(tmp_path, "intent: bye\nexamples:\n  en:\n  - bye\n  - HELLO\n", "b.yaml")
    with pytest.raises(
        ExamplesError, match=r"b\.yaml, line 5: 'HELLO' is an example of bye, but of greet in .*a\.yaml, line 5"
    ):
        read_folders([tmp_path])


def test_folders_without_data(tmp_path):
    with pytest.raises(ExamplesError, match=r"holds no \*\.yaml file"):
        read_folders([tmp_path])
    with pytest.raises(ExamplesError, match="is not a folder"):
        read_folders([tmp_path / "none"])


NOUNS = {f"thing {number}": f"东西{number}" for number in range(20)}


def test_a_product_is_put_into_its_place():
    examples = [
        Example("hello", "greet", "en"),
        Example("show me {product}", "search", "en"),
        Example("有{product}吗", "search", "zh"),
    ]
    filled = fill(examples, NOUNS, times=4)
    assert filled[0] == examples[0]
    english = [example for example in filled if example.template == "show me {product}"]
    assert 2 <= len(english) <= 4
    assert all(example.text.removeprefix("show me ") in NOUNS for example in english)
    assert all(example.text[1:-1] in NOUNS.values() for example in filled if example.language == "zh")
    assert fill(examples, NOUNS, times=4) == filled


def test_strange_products_are_named_nowhere_else():
    examples = [Example(f"{word} {{product}}", "search", "en") for word in ("show", "find", "see", "get")]
    filled = fill(examples, NOUNS)
    strange = {example.text.split(" ", 1)[1] for example in filled if example.strange}
    usual = {example.text.split(" ", 1)[1] for example in filled if not example.strange}
    assert strange
    assert not strange & usual


def test_two_places_take_two_products():
    (one, *_) = fill([Example("{product} or {product}", "compare", "en")], NOUNS)
    assert "{" not in one.text
    assert " or " in one.text
