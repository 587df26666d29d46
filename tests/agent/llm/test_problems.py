import pytest

from agent.llm.problems import problem_question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("the mug was smashed when I opened the box", "My item arrived damaged. What should I do?"),
        ("I got someone else's order", "I received the wrong item"),
        ("there's a part missing", "Why did only part of my order arrive?"),
        ("you charged my card two times", "I was charged twice"),
        ("my refund still hasn’t come", "When will I get my refund?"),
        ("my package is late", "My order is late. What can I do?"),
        ("I never got my package", "The tracking says delivered but I have nothing. What now?"),
        ("my parcel hasn't arrived", "The tracking says delivered but I have nothing. What now?"),
        ("where is my order", ""),
        ("can I return this", ""),
    ],
)
def test_complaints_are_asked_under_their_general_question(text, question):
    assert problem_question(text, "en") == question


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("杯子碎了", "坏了"),
        ("发错货了", "发错"),
        ("少发了一件", "一部分"),
        ("扣了我两次钱", "两次"),
        ("退款怎么还没到账", "退款"),
        ("包裹一直没收到", "没收到"),
        ("物流好几天没更新", "迟迟"),
    ],
)
def test_chinese_complaints_too(text, word):
    assert word in problem_question(text, "zh")


def test_an_order_that_is_only_asked_after_is_no_problem():
    assert problem_question("我的快递到哪了", "zh") == ""
