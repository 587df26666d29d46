"""The grounding guard: lets through only sentences whose claims are proven, before they are shown or spoken."""

from __future__ import annotations

from agent.events import Token, Withheld
from agent.grounding.binding import Thread
from agent.grounding.evidence import Evidence
from agent.grounding.sentences import Splitter


class Guard:
    """Stands in a stream of one model message. What it lets through does not depend on how the text was cut in pieces.

    Args:
        evidence: what proves.
        safe: said when a final message would otherwise be empty.
    """

    def __init__(self, evidence: Evidence, safe: str) -> None:
        self._evidence = evidence
        self._safe = safe
        self._splitter = Splitter()
        self._thread = Thread()
        self._gap = ""  # what stood before a sentence that was withheld
        self.reply = ""
        self.withheld: list[Withheld] = []

    def feed(self, piece: str) -> list[Token | Withheld]:
        """What a further piece of the message releases."""
        return [event for sentence in self._splitter.feed(piece) for event in self._judge(sentence)]

    def finish(self, *, final: bool = True) -> list[Token | Withheld]:
        """What is left; a final message that says nothing says the safe sentence instead."""
        events = [event for sentence in self._splitter.finish() for event in self._judge(sentence)]
        if final and not self.reply.strip() and self._safe:
            self.reply = self._safe
            events.append(Token(self._safe))
        return events

    def _judge(self, sentence: str) -> list[Token | Withheld]:
        if not sentence.strip():
            return self._say(sentence) if self.reply else []
        unproven = self._evidence.unproven(sentence, self._thread)
        if unproven:
            event = Withheld(sentence=sentence.strip(), unproven=unproven)
            self.withheld.append(event)
            self._gap = self._gap or sentence[: len(sentence) - len(sentence.lstrip())]
            return [event]
        return self._say(sentence if self.reply else sentence.lstrip())

    def _say(self, text: str) -> list[Token | Withheld]:
        if self.reply and not text[:1].isspace():
            text = self._gap + text
        self._gap = ""
        self.reply += text
        return [Token(text)]


def guarded(text: str, evidence: Evidence, safe: str, *, final: bool = True) -> Guard:
    """A guard that has judged a whole message."""
    guard = Guard(evidence, safe)
    guard.feed(text)
    guard.finish(final=final)
    return guard
