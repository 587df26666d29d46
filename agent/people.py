"""Where the agent's turns meet the staff's desk: who answers, when a person is asked, what nobody could answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from agent.events import (
    Card,
    Citation,
    ConversationId,
    Event,
    HandedOff,
    Message,
    MessageId,
    PersonHere,
    Said,
    Token,
    TurnEnded,
)
from agent.handoff.desk import GAPS, Desk
from agent.handoff.escalation import Past, past, wanted
from agent.handoff.packet import Line, contact_of
from agent.handoff.queue import LineKind, StaffLine
from agent.llm.language import detect
from agent.memory import FINISHED, Memory
from agent.tools.results import Answer, read_result
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.schema import ENGLISH, Language

if TYPE_CHECKING:
    from langchain_core.messages import ToolMessage

logger = logging.getLogger(__name__)

WITH_PERSON = "with a person"  # the intent of a turn that the agent left to a colleague


class People:
    """The desk as the agent sees it; every call runs in a thread."""

    def __init__(self, desk: Desk, memory: Memory) -> None:
        self._desk = desk
        self._memory = memory

    async def answering(self, conversation: ConversationId) -> bool:
        """Whether a colleague has the conversation."""
        return await asyncio.to_thread(self._desk.queue.silent, conversation)

    async def pass_on(self, conversation: ConversationId, message: Message, number: int) -> TurnEnded:
        """Log a message that a colleague answers, and tell the console."""
        await self._memory.begin(conversation, message, number)
        language = detect(message.text) or message.language or ENGLISH
        ended = TurnEnded(reply="", language=Language(language), intent=WITH_PERSON)
        await self._memory.end(conversation, message.id, FINISHED, [ended])
        await asyncio.to_thread(self._keep_contact, conversation, message.text)
        await asyncio.to_thread(self._desk.hear, conversation, message.text)
        return ended

    async def heard(
        self, conversation: ConversationId, message: Message, events: Sequence[Event]
    ) -> Sequence[Token | HandedOff]:
        """What to add to a reply because a person has to be asked; nothing, mostly."""
        now = past(message.text, events)
        if not (now.failed or now.angry or self._desk.thresholds.rules):
            return ()
        turns = await self._turns(conversation, message, now)
        why = wanted(turns, self._desk.thresholds)
        if why is None:
            return ()
        lines = [*await self._lines(conversation, message), Line(author="agent", text=_reply(events))]
        language = next((event.language for event in events if isinstance(event, TurnEnded)), ENGLISH)
        try:
            asked = await asyncio.to_thread(
                lambda: self._desk.escalate(conversation, why, language=language, lines=lines)
            )
        except KnowledgeBaseError:  # the reply itself is fine
            logger.exception("a person could not be asked")
            return ()
        if asked is None:
            return ()
        return (Token(asked.words), HandedOff(reason=asked.reason, summary=asked.summary))

    async def answered(
        self,
        conversation: ConversationId,
        message: Message,
        events: Sequence[Event],
        results: Sequence[ToolMessage],
    ) -> None:
        """Note a question without an answer, and tell the console that something was said."""
        questions = _open_questions(events, results)
        try:
            if questions or contact_of(message.text):
                await asyncio.to_thread(self._note, conversation, message, questions)
        except KnowledgeBaseError:  # the customer has the answer; this is for staff
            logger.exception("a turn could not be noted for staff")
        self._desk.bell.ring(conversation)

    async def said(self, conversation: ConversationId) -> Mapping[str, Sequence[Said]]:
        """What staff said, by the customer's message that it follows."""
        found: dict[str, list[Said]] = {}
        for line in await asyncio.to_thread(self._desk.queue.lines, conversation):
            found.setdefault(line.anchor, []).append(told(line))
        return found

    async def forget(self, conversation: ConversationId) -> None:
        """Remove what the desk keeps of a conversation."""
        await asyncio.to_thread(self._desk.forget, conversation)

    async def _turns(self, conversation: ConversationId, message: Message, now: Past) -> list[Past]:
        turns = await self._memory.turns(conversation)
        before = [past(turn.text, turn.events) for turn in turns if turn.message != message.id and turn.ended]
        return [*before, now]

    async def _lines(self, conversation: ConversationId, message: Message) -> list[Line]:
        lines = []
        for turn in await self._memory.turns(conversation):
            lines.append(Line(author="customer", text=turn.text))
            if turn.message != message.id and (reply := _reply(turn.events)):
                lines.append(Line(author="agent", text=reply))
        return lines

    def _note(self, conversation: ConversationId, message: Message, questions: Sequence[str]) -> None:
        for question in questions[:1]:  # one for a message
            self._desk.gaps.note(conversation, message.id, question, detect(question) or ENGLISH)
            self._desk.bell.ring(GAPS)
        self._keep_contact(conversation, message.text)

    def _keep_contact(self, conversation: ConversationId, text: str) -> None:
        if contact := contact_of(text):
            self._desk.leave_contact(conversation, contact)


def told(line: StaffLine) -> Said:
    """A line of staff's as it stands in the history."""
    came = () if line.kind is LineKind.SAID else (PersonHere(name=line.name, here=line.kind is LineKind.JOINED),)
    at = line.at.isoformat(timespec="milliseconds")
    return Said(id=MessageId(line.anchor), author=line.name, text=line.text, at=at, events=came)


def _reply(events: Sequence[Event]) -> str:
    return next((event.reply for event in reversed(events) if isinstance(event, TurnEnded)), "")


def _open_questions(events: Sequence[Event], results: Sequence[ToolMessage]) -> list[str]:
    """The questions of a turn for which the shop's texts had nothing, where nothing else was shown either."""
    if any(isinstance(event, Card | Citation) for event in events):
        return []
    answers = [found for result in results if isinstance(found := read_result(result.artifact), Answer)]
    return [one.question for one in answers] if answers and not any(one.passages for one in answers) else []
