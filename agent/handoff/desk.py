"""The staff's desk: who is there, what a customer is told, and one place for queue, accounts, gaps and log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.events import HandOffReason
from agent.handoff import phrases
from agent.handoff.audit import Audit
from agent.handoff.bell import Bell
from agent.handoff.escalation import Rule, Thresholds, Wanted
from agent.handoff.gaps import Gaps
from agent.handoff.hours import Hours
from agent.handoff.packet import Line, Packet, Tried, Who
from agent.handoff.queue import HandOff, Queue, State, utc_now
from agent.handoff.replies import Replies
from agent.handoff.staff import Accounts

if TYPE_CHECKING:
    from agent.settings import ConsoleSettings, HandoffSettings
    from knowledge_base.store import Store
    from retrieval.embed import Embedder

logger = logging.getLogger(__name__)

PRESENT = timedelta(seconds=90)  # after which a console that says nothing is closed
QUEUE, GAPS = "queue", "gaps"  # what the bell is rung for, beside conversations
_SUMMARY = 300  # characters
_BECAUSE = {
    HandOffReason.REPEATED_FAILURE: "failures",
    HandOffReason.LOW_CONFIDENCE: "failures",
    HandOffReason.ANGER: "anger",
    HandOffReason.RULE: "rule",
}


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a person can answer now, and else when."""

    open: bool
    online: int
    opens: datetime | None  # when closed; None if not within a year


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What became of the wish for a person. `state` "unavailable": this shop has no desk."""

    state: str
    reason: HandOffReason
    words: str = ""  # for the customer
    summary: str = ""
    new: bool = False


class Desk:
    """All that staff and the agent share."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        handoff: HandoffSettings,
        console: ConsoleSettings,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._now = now
        self._outside = handoff.told_outside
        self._hours = Hours.read(handoff.hours, handoff.timezone, handoff.closed)
        self.thresholds = Thresholds(
            failures=handoff.after_failures,
            complaints=handoff.after_complaints,
            confidence=handoff.below_confidence,
            rules=tuple(Rule(rule.name, rule.words, rule.intents) for rule in handoff.rules),
        )
        self.queue = Queue(store, now)
        self.gaps = Gaps(store, embedder, now)
        self.audit = Audit(store, now)
        self.replies = Replies(store)
        self.accounts = Accounts(store, hours=console.session_hours, idle_minutes=console.idle_minutes, now=now)
        self.bell = Bell()
        self.who: Callable[[str], Who] = lambda _: Who()
        self.proposal: Callable[[str], str] = lambda _: ""
        self.notify: Callable[[HandOff], None] = lambda _: None
        self.pass_on: Callable[[HandOff, str], None] = lambda _made, _text: None  # what is said to people elsewhere

    @property
    def staffed(self) -> bool:
        """Whether anybody can be asked at all: an account here, or a desk elsewhere."""
        return self._outside or any(not one.disabled for one in self.accounts.all())

    def availability(self) -> Availability:
        """Who is there now."""
        now = self._now()
        opens = self._hours.opens(now)
        is_open = opens is not None and opens <= now
        return Availability(is_open, self.accounts.online(PRESENT) if is_open else 0, None if is_open else opens)

    def ask(
        self,
        conversation: str,
        reason: HandOffReason,
        *,
        language: str,
        lines: Sequence[Line],
        tried: Sequence[Tried] = (),
        rule: str = "",
        contact: str = "",
    ) -> Asked:
        """A person is wanted: put the conversation into the queue and say what the customer may expect."""
        if not self.staffed:
            return Asked(state="unavailable", reason=reason)
        here = self.availability()
        packet = Packet.of(lines, tried, self.who(conversation), self.proposal(conversation))
        summary = next((line.text for line in reversed(lines) if line.author == "customer"), "")[:_SUMMARY]
        made, new = self.queue.request(
            conversation,
            reason=reason.value,
            rule=rule,
            packet=packet,
            state=State.WAITING if here.open else State.MESSAGE,
            summary=summary,
            language=language,
            contact=contact,
        )
        if new:
            self._tell(made)
        state, words = self._words(made, here, language, new=new, contact=contact)
        because = phrases.say(_BECAUSE[reason], language) if new and reason in _BECAUSE else ""
        joint = "" if language == "zh" else " "
        told = joint.join(part for part in (because, words) if part)
        return Asked(state=state, reason=reason, words=told, summary=summary, new=new)

    def escalate(self, conversation: str, why: Wanted, *, language: str, lines: Sequence[Line]) -> Asked | None:
        """A rule wants a person; None if one was asked already, or there is nobody to ask."""
        if self.queue.current(conversation) is not None:
            return None
        asked = self.ask(conversation, why.reason, language=language, lines=lines, rule=why.rule)
        return asked if asked.new else None

    def leave_contact(self, conversation: str, contact: str) -> None:
        """Keep how a customer who waits can be reached."""
        current = self.queue.current(conversation)
        if current is not None:
            self.queue.request(conversation, reason=current.reason, packet=current.packet, contact=contact)
            self.bell.ring(conversation)

    def hear(self, conversation: str, text: str) -> None:
        """A customer said something to a colleague."""
        current = self.queue.current(conversation)
        if current is not None:
            self.pass_on(current, text)
        self.bell.ring(conversation)

    def forget(self, conversation: str) -> None:
        """Remove all that is kept of a conversation."""
        self.queue.forget(conversation)
        self.bell.ring(QUEUE)

    def _tell(self, made: HandOff) -> None:
        self.bell.ring(QUEUE)
        try:
            self.notify(made)
        except Exception:  # the customer's turn goes on whatever a notice does
            logger.exception("a notice of a hand-off could not be made")

    def _words(self, made: HandOff, here: Availability, language: str, *, new: bool, contact: str) -> tuple[str, str]:
        opens = self._hours.told(here.opens, self._now(), language) if here.opens else ""
        if contact:
            return made.state.value, phrases.say("contact", language, contact=contact)
        if not here.open:
            key = "never" if not opens else "message" if new else "already_message"
            return "message", phrases.say(key, language, opens=opens)
        if not new:
            return "waiting", phrases.say("already", language)
        return (
            ("waiting", phrases.say("waiting", language))
            if here.online
            else (
                "nobody",
                phrases.say("nobody", language),
            )
        )
