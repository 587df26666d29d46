"""Lets customers show who they are, in the ways that the shop chose, before anything of theirs is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent.identity.levels import Facts, Identity, Level, Sent, Why, Wrong
from agent.orders.wording import Wording
from agent.tools.results import OrderAnswer

if TYPE_CHECKING:
    from agent.identity.identities import Identities
    from knowledge_base.schema import CustomerId
    from knowledge_base.store import Store

OUTBOX = "/demo/outbox"


class Reception:
    """Asks who somebody is and takes what they show."""

    def __init__(self, store: Store, identities: Identities, needed: Level = Level.VERIFIED) -> None:
        self._store = store
        self._identities = identities
        self._needed = needed

    def known(self, conversation: str) -> CustomerId | None:
        """The customer whom a conversation may be told about; None where that is not sure enough."""
        identity = self._identities.of(conversation)
        return identity.customer if identity.level >= self._needed else None

    def ask(self, wording: Wording, wish: dict[str, object] | None = None, lead: str = "") -> OrderAnswer:
        """What is needed to be sure; `wish` is what they came for."""
        lead = lead or wording.say("identify.ask")
        kept = wish or {}
        ways = self._fact_ways()
        if self._identities.channels:
            return _answer("ask", need="email", said=(lead,), ask=wording.say("identify.email"), wish=kept)
        if ways:
            named = wording.say("identify.or").join(wording.say(f"identify.{way}") for way in ways)
            question = wording.say("identify.facts", facts=named)
            return _answer("ask", need="facts", said=(lead,), ask=question, wish=kept)
        return _answer("refused", said=(wording.say("identify.off"),), wish=kept, can_help=True)

    def show(self, conversation: str, facts: Facts, code: str, wording: Wording) -> OrderAnswer:
        """Take what somebody shows."""
        if code:
            return self._judged(self._identities.enter_code(conversation, code), wording, asked="code")
        ways = self._fact_ways()
        enough = (facts.order and facts.email and "order_email" in ways) or (
            facts.name and facts.postcode and "name_postcode" in ways
        )
        if enough or (ways and not self._identities.channels):
            return self._judged(self._identities.check(conversation, facts), wording, asked="facts")
        if not (facts.email or facts.phone or facts.order):
            return self.ask(wording)
        sent = self._identities.send_code(
            conversation, email=facts.email, phone=facts.phone, order="" if facts.email or facts.phone else facts.order
        )
        if isinstance(sent, Sent):
            said = (wording.say("identify.outbox", link=OUTBOX),) if self._identities.letters() is not None else ()
            return _answer("ask", need="code", said=said, ask=wording.say("identify.code"))
        return self._judged(sent, wording, asked="email")

    def _pause(self, found: Wrong, wording: Wording) -> str:
        """When to come back."""
        minutes = self._identities.minutes_until(found.locked_until)
        if minutes < 120:
            return wording.say("identify.locked_minutes", count=minutes)
        return wording.say("identify.locked_hours", count=-(-minutes // 60))

    def _fact_ways(self) -> tuple[str, ...]:
        """The facts that are enough for what is needed here."""
        settings = self._identities.settings
        return settings.facts if Level.named(settings.facts_level) >= self._needed else ()

    def _judged(self, found: Identity | Wrong, wording: Wording, *, asked: str) -> OrderAnswer:
        if isinstance(found, Identity):
            if found.level < self._needed or found.customer is None:
                return self.ask(wording)
            customer = self._store.customer(found.customer)
            name = customer.first_name if customer else ""
            return _answer("done", said=(wording.say("identify.done", name=name),))
        if found.why is Why.LOCKED:
            return _answer("refused", said=(self._pause(found, wording),), can_help=True)
        if found.why is Why.TAKEN:
            return _answer("refused", said=(wording.say("identify.other"),))
        if found.why in {Why.NO_CODE, Why.MISSING}:
            return self.ask(wording)
        return _answer("ask", need=asked, said=(wording.say("identify.wrong", left=found.left),))


def _answer(outcome: Any, **given: Any) -> OrderAnswer:
    return OrderAnswer(action="identify", outcome=outcome, **given)
