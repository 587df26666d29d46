"""What a customer is told around a hand-off, in both languages; only what the shop's hours allow."""

from __future__ import annotations

_WORDS = {
    "waiting": (
        "I've asked a colleague to join. They will answer you here; please keep this chat open.",
        "我已请同事加入，他们会在这里回复您，请不要关闭对话。",
    ),
    "nobody": (
        "I've asked our team, but nobody is at the desk this minute. If you can't wait, leave your e-mail or phone.",
        "我已请同事接手，不过此刻没有人在线。如果不方便等，请留下邮箱或电话。",
    ),
    "message": (
        "Our team isn't there right now; it is back {opens}. Leave a message, with an e-mail or phone number.",
        "同事现在不在，{opens}恢复服务。请在这里留言，也可以留下邮箱或电话。",
    ),
    "never": (
        "Our team isn't there right now. Leave your message here, with an e-mail or phone if you like.",
        "同事现在不在。请在这里留言，也可以留下邮箱或电话。",
    ),
    "contact": (
        "Thank you, I've passed that on: {contact}.",
        "谢谢，已转给同事：{contact}。",
    ),
    "already": (
        "A colleague has been asked already and will answer here.",
        "已经请同事了，会在这里回复您。",
    ),
    "already_message": (
        "Your message is with our team already; it is back {opens}.",
        "您的留言已转给同事，{opens}恢复服务。",
    ),
    "failures": (
        "I don't seem to be getting anywhere with this, so let me get a person.",
        "看来我帮不上忙，我请同事来处理。",
    ),
    "anger": (
        "I'm sorry, this should go to a person.",
        "非常抱歉，这件事我请同事来处理。",
    ),
    "rule": (
        "This is for a colleague to answer.",
        "这件事由同事来答复您。",
    ),
}


def say(key: str, language: str, **slots: str) -> str:
    """A phrase."""
    return _WORDS[key][1 if language == "zh" else 0].format(**slots)
