"""The words around a code."""

from __future__ import annotations

from knowledge_base.schema import CHINESE, Language

_SUBJECT = "{shop}: your code"
_TEXT = """Your code for {shop} is {code}. It works once, within {minutes} minutes. Type it only into the chat that \
asked for it; nobody of the shop will ask you for it. If you did not ask for it, ignore this message."""
_SUBJECT_ZH = "{shop}：您的验证码"
_TEXT_ZH = """您在{shop}的验证码是 {code}，{minutes}分钟内有效，只能使用一次。\
请勿告诉他人，我们的员工也不会向您索取。如果不是您本人的操作，请忽略此消息。"""


def letter(shop: str, code: str, minutes: int, language: Language) -> tuple[str, str]:
    """Subject and text of the message that brings a code."""
    subject, text = (_SUBJECT_ZH, _TEXT_ZH) if language == CHINESE else (_SUBJECT, _TEXT)
    return subject.format(shop=shop), text.format(shop=shop, code=code, minutes=minutes)
