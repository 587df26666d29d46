"""What staff do in conversations: noted in the queue and the audit log, and seen by the customer at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from agent.errors import ConversationError
from agent.events import ConversationId, PersonHere, Said
from agent.handoff.desk import QUEUE, Desk
from agent.handoff.errors import DeskError
from agent.handoff.packet import Line, Packet
from agent.handoff.queue import State
from agent.handoff.staff import Role, Staff
from agent.service import wire
from agent.service.turns import at_now

if TYPE_CHECKING:
    from agent.events import Agent
    from agent.service.conversations import Conversations

LONGEST = 4000  # characters of a reply or a note


class Floor:
    """The conversations as staff act in them."""

    def __init__(self, desk: Desk, agent: Agent, conversations: Conversations) -> None:
        self.desk = desk
        self._agent = agent
        self._conversations = conversations

    async def take(self, conversation: str, staff: Staff) -> None:
        """Take a conversation over, also one that nobody put into the queue.

        Raises:
            DeskError: a colleague has it, and this member of staff may not take it from them.
            ConversationError: there is no such conversation.
        """
        history = await self._history(conversation)
        anchor = _anchor(history)

        def take() -> bool:
            queue = self.desk.queue
            current = queue.current(conversation)
            if current is None:
                lines = [Line(author=said.author, text=said.text) for said in history if said.text]
                packet = Packet.of(lines, (), self.desk.who(conversation), self.desk.proposal(conversation))
                queue.request(conversation, reason="staff", packet=packet)
            elif current.state == State.TAKEN and current.staff == staff.id:
                return False  # a double click
            queue.take(conversation, staff.id, staff.name, anchor, force=staff.may(Role.LEAD))
            self.desk.audit.write(staff.id, staff.name, "take", conversation)
            return True

        if await asyncio.to_thread(take):
            await self._publish(conversation, wire.body(PersonHere(name=staff.name, here=True), anchor, ""))
        self._ring(conversation)

    async def say(self, conversation: str, staff: Staff, text: str) -> None:
        """Reply to the customer.

        Raises:
            DeskError: the conversation is not theirs, or there is nothing to say.
        """
        text = _words(text)
        anchor = _anchor(await self._history(conversation))

        def say() -> None:
            self.desk.queue.say(conversation, staff.id, staff.name, anchor, text)
            self.desk.audit.write(staff.id, staff.name, "reply", conversation)

        await asyncio.to_thread(say)
        await self._publish(conversation, wire.said(anchor, author=staff.name, text=text, at=at_now()))
        self._ring(conversation)

    async def hand_back(self, conversation: str, staff: Staff) -> None:
        """Give the conversation back to the assistant.

        Raises:
            DeskError: it is a colleague's.
        """
        anchor = _anchor(await self._history(conversation))

        def close() -> bool:
            before = self.desk.queue.close(conversation, staff.id, staff.name, anchor, force=staff.may(Role.LEAD))
            self.desk.audit.write(staff.id, staff.name, "hand back", conversation)
            return before.state == State.TAKEN

        if await asyncio.to_thread(close):
            await self._publish(conversation, wire.body(PersonHere(name=staff.name, here=False), anchor, ""))
        self._ring(conversation)

    async def note(self, conversation: str, staff: Staff, text: str) -> None:
        """Write a note that only staff see."""
        text = _words(text)
        await self._history(conversation)

        def note() -> None:
            self.desk.queue.note(conversation, staff.name, text)
            self.desk.audit.write(staff.id, staff.name, "note", conversation)

        await asyncio.to_thread(note)
        self._ring(conversation)

    async def _history(self, conversation: str) -> list[Said]:
        history = list(await self._agent.history(ConversationId(conversation)))
        if not history:
            raise ConversationError("No such conversation")
        return history

    async def _publish(self, conversation: str, body: dict[str, object] | None) -> None:
        """Show it to the customer, wherever the conversation is open; who comes later reads it in the history."""
        if body is not None and self._conversations.alive(conversation):
            (await self._conversations.get(conversation)).publish(body)

    def _ring(self, conversation: str) -> None:
        self.desk.bell.ring(conversation)
        self.desk.bell.ring(QUEUE)


def _words(text: str) -> str:
    words = text.strip()
    if not 0 < len(words) <= LONGEST:
        raise DeskError(f"Write 1 to {LONGEST} characters")
    return words


def _anchor(history: list[Said]) -> str:
    """The customer's newest message."""
    return next(said.id for said in reversed(history) if said.author == "customer")
