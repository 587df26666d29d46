import pytest

from agent.llm.handoff import asks_person


@pytest.mark.parametrize(
    "text",
    [
        "agent",
        "Agent!!",
        "human",
        "humann",
        "HUMAN PLEASE",
        "real person please",
        "i want to talk to a real person",
        "can I speak to a representitive",
        "talk to reprsentative",
        "customer service",
        "custmer service pls",
        "get me a manager",
        "live chat",
        "connect me with an operator",
        "not a bot, a human",
        "人工",
        "转人工",
        "转人工客服！",
        "找客服",
        "我要人工服务",
        "帮我转接人工客服谢谢",
        "有真人吗",
        "叫你们老板来",
    ],
)
def test_a_wish_for_a_person_is_heard(text):
    assert asks_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "travel agent bag",
        "personal",
        "personal blender",
        "human hair brush",
        "are you human?",
        "a gift for my manager",
        "operator manual for the drill",
        "cleaning agent",
        "for a person of 2 m",
        "someone",
        "hello",
        "please",
        "",
        "人工皮革的包",
        "人造草皮",
        "客服几点上班",
        "老板椅",
        "真人版芭比",
    ],
)
def test_other_messages_are_not_such_a_wish(text):
    assert not asks_person(text)
