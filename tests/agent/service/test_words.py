"""No door lets through what can't be kept."""

from __future__ import annotations

import json

import pytest

from agent.service import wire
from agent.service.bodies import ChatBody
from agent.service.openai_api import ChatMessage


def chat(text):
    return ChatBody.model_validate({"text": text}).text


def completion(text):
    return ChatMessage.model_validate({"role": "user", "content": text}).text


def part(text):
    return ChatMessage.model_validate({"role": "user", "content": [{"type": "text", "text": text}]}).text


def socket(text):
    return dict(wire.read(json.dumps({"v": 1, "type": "message", "id": "m1", "text": text})))["text"]


@pytest.mark.parametrize("door", [chat, completion, part, socket])
@pytest.mark.parametrize(
    ("text", "kept"),
    [("a\x00b", "ab"), ("\x1b[1mhi\x7f", "[1mhi"), ("a\tb\nc", "a\tb\nc"), ("a\r\nb", "a\nb"), ("你好 🙂", "你好 🙂")],
)
def test_control_characters_do_not_pass(door, text, kept):
    assert door(text) == kept


@pytest.mark.parametrize("door", [chat, completion, part])
def test_a_lone_surrogate_does_not_pass(door):
    assert door("\ud800 hi") == " hi"
