"""Propose, then do once what the customer agreed to: the one way by which a conversation writes.

A proposal is kept in the shop's database with the fingerprint of exactly what was shown. Saying yes does that and
nothing else: where the rules or the figures have changed since, nothing is written and the new state of things is
given back to be shown instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from knowledge_base.orders import Change, Decision, Desk, Done, Refusal, Request, fingerprint, read_request
from knowledge_base.orders.errands import CallBack, ChangeHome, Errand, Errands, read_errand
from knowledge_base.orders.proposals import Proposal, Proposals, State
from knowledge_base.schema import CustomerId
from knowledge_base.store import Store

Wanted = Request | Errand
_ERRANDS = frozenset({"change profile address", "call back"})


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer to a proposal that waits for none: it was declined, superseded, has expired, or is not theirs."""

    state: State | None  # None: there is no such proposal for this customer here


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What was shown no longer holds, and nothing was done. `decision` is what the rules say now."""

    proposal: Proposal
    decision: Decision | None


Answered = Done | Settled | Overtaken


class OrderDesk:
    """Where conversations propose and agree."""

    def __init__(self, store: Store, desk: Desk, errands: Errands, proposals: Proposals) -> None:
        self._store = store
        self.desk = desk
        self.errands = errands
        self.proposals = proposals

    def propose(
        self,
        conversation: str,
        customer: CustomerId,
        wanted: Wanted,
        *,
        key: str,
        message: str,
        told: Callable[[Change | None], str],
    ) -> Proposal | Refusal | None:
        """Ask for consent to what a request would do.

        Args:
            conversation: where.
            customer: whose order it is.
            wanted: the request.
            key: of the tool call; the same one gives the same proposal.
            message: the customer's message that asks for it.
            told: the effect in words, of a change; of None for an errand.

        Returns:
            The proposal; a refusal; None for an order that is not this customer's, or is not there.
        """
        if isinstance(wanted, ChangeHome | CallBack):
            looked = self.errands.look(wanted, customer)
            if not isinstance(looked, str):
                return looked
            agreed, effect = looked, told(None)
        else:
            decision = self.desk.look(wanted, customer)
            if not isinstance(decision, Change):
                return decision
            agreed, effect = fingerprint(wanted, decision), told(decision)
        return self.proposals.make(
            id=sha256(key.encode()).hexdigest()[:24],
            conversation=conversation,
            customer=customer,
            message=message,
            action=wanted.action,
            request=wanted.model_dump_json(),
            fingerprint=agreed,
            effect=effect,
        )

    def confirm(self, conversation: str, customer: CustomerId, id: str, *, actor: str = "customer") -> Answered:
        """Do what a proposal says, unless it is done. What became of it is written in the same transaction."""
        with self._store.transaction():
            proposal = self.proposals.get(id)
            if proposal is None or (proposal.conversation, proposal.customer) != (conversation, customer):
                return Settled(None)
            if proposal.state not in {State.OPEN, State.DONE}:
                return Settled(proposal.state)
            done = self._do(proposal, actor)
            if isinstance(done, Done):
                self.proposals.settle(id, State.DONE)
                return done
            self.proposals.settle(id, State.SUPERSEDED)
            return Overtaken(proposal, done)

    def decline(self, conversation: str, customer: CustomerId, id: str) -> Settled:
        """Take a no; nothing is done. What was done before stays done."""
        proposal = self.proposals.get(id)
        if proposal is None or (proposal.conversation, proposal.customer) != (conversation, customer):
            return Settled(None)
        self.proposals.settle(id, State.DECLINED)
        now = self.proposals.get(id)
        return Settled(now.state if now else None)

    def _do(self, proposal: Proposal, actor: str) -> Done | Decision | None:
        wanted = wanted_of(proposal)
        desk = self.errands if isinstance(wanted, ChangeHome | CallBack) else self.desk
        done: Done | Decision | None = desk.do(
            wanted,  # type: ignore[arg-type]
            proposal.customer,
            key=proposal.id,
            agreed=proposal.fingerprint,
            actor=actor,
            conversation=proposal.conversation,
        )
        return done


def wanted_of(proposal: Proposal) -> Wanted:
    """What a proposal would do."""
    if json.loads(proposal.request).get("action") in _ERRANDS:
        return read_errand(proposal.request)
    return read_request(proposal.request)
