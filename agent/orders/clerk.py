"""Serves customers who are known: takes wishes, and takes their answers to what was proposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from agent.orders.asking import House, Invoices, Visit
from agent.orders.desk import OrderDesk, Overtaken, Settled, wanted_of
from agent.orders.turn import Turn
from agent.orders.wish import Wish
from agent.orders.wording import Wording
from agent.tools.results import OrderAnswer, Passage
from knowledge_base.orders import Change, Done, Refusal
from knowledge_base.orders.errands import CallBack, ChangeHome
from knowledge_base.orders.policy import Source
from knowledge_base.orders.proposals import Proposal, State
from knowledge_base.store import Store

__all__ = ["Clerk", "Visit", "Wish"]


class Clerk:
    """Does what customers want of their orders, by the rules and with their consent."""

    def __init__(
        self,
        store: Store,
        desk: OrderDesk,
        invoices: Invoices,
        passage: Callable[[Source | None, str], Passage | None],
    ) -> None:
        self.desk = desk
        self._house = House(store, desk, invoices, passage)

    def take(self, visit: Visit, wish: Wish, language: str) -> OrderAnswer:
        """What comes of a wish."""
        return Turn(self._house, visit, wish, self._wording(language)).answer()

    def agree(self, visit: Visit, proposal: str, language: str) -> OrderAnswer:
        """Do what was proposed, or say why not. Whether the customer has agreed is the caller's to know."""
        wording = self._wording(language)
        shown = self.desk.proposals.get(proposal)
        answered = self.desk.confirm(visit.conversation, visit.customer, proposal)
        if isinstance(answered, Settled) or shown is None:
            return _settled(wording, proposal, answered.state if isinstance(answered, Settled) else None)
        if isinstance(answered, Done):
            return _done(wording, shown, before=answered.before)
        return self._overtaken(visit, wording, answered)

    def decline(self, visit: Visit, proposal: str, language: str) -> OrderAnswer:
        """Leave everything as it is."""
        wording = self._wording(language)
        settled = self.desk.decline(visit.conversation, visit.customer, proposal)
        if settled.state is State.DECLINED:
            said = (wording.say("declined"),)
            return OrderAnswer(action="", outcome="declined", said=said, settled=((proposal, State.DECLINED.value),))
        if settled.state is State.DONE:
            said = (wording.say("before"),)
            return OrderAnswer(action="", outcome="none", said=said, settled=((proposal, State.DONE.value),))
        return _settled(wording, proposal, settled.state)

    def remind(self, visit: Visit, language: str) -> OrderAnswer:
        """What waits for a plain yes, after something that was none."""
        wording = self._wording(language)
        proposal = self.desk.proposals.current(visit.conversation)
        if proposal is None or proposal.customer != visit.customer:
            return _settled(wording, "", None)
        return OrderAnswer(
            action=proposal.action,
            outcome="open",
            need="consent",
            said=(wording.say("unclear"),),
            rows=tuple(proposal.effect.split("\n")),
            ask=wording.say("agree"),
            choices=(wording.say("quick.yes"), wording.say("quick.no")),
            title=_title(wording, proposal),
            proposal=proposal.id,
        )

    def _wording(self, language: str) -> Wording:
        return Wording(language, self.desk.desk.policy)

    def _overtaken(self, visit: Visit, wording: Wording, overtaken: Overtaken) -> OrderAnswer:
        """What was shown holds no longer: the same request is put to the rules again, and shown as it stands now."""
        old, decision = overtaken.proposal, overtaken.decision
        gone = (old.id, State.SUPERSEDED.value)
        wanted = wanted_of(old)
        turn = Turn(self._house, replace(visit, key=f"{visit.key}/again"), Wish(kind="status"), wording)
        case = None if isinstance(wanted, ChangeHome | CallBack) else turn.case(wanted.order)
        if isinstance(decision, Change) and case is not None and not isinstance(wanted, ChangeHome | CallBack):
            answer = turn.proposed(case, wanted)
            return answer.model_copy(update={"lead": wording.say("again"), "settled": (*answer.settled, gone)})
        if isinstance(decision, Refusal):
            return turn.refused(decision, case).model_copy(update={"settled": (gone,)})
        return _settled(wording, old.id, State.SUPERSEDED)


def _title(wording: Wording, proposal: Proposal) -> str:
    return wording.of_action("title", proposal.action, order=getattr(wanted_of(proposal), "order", ""))


def _done(wording: Wording, proposal: Proposal, *, before: bool) -> OrderAnswer:
    wanted = wanted_of(proposal)
    slots: dict[str, str] = {"order": getattr(wanted, "order", "")}
    if isinstance(wanted, CallBack):
        when = wording.say("call_when", when=wanted.when) if wanted.when else ""
        slots |= {"phone": wanted.phone, "when": when}
    said = [wording.of_action("done", proposal.action, **slots)]
    return OrderAnswer(
        action=proposal.action,
        outcome="done",
        said=tuple(said + ([wording.say("before")] if before else [])),
        rows=tuple(proposal.effect.split("\n")[1:]),
        title=_title(wording, proposal),
        settled=((proposal.id, State.DONE.value),),
    )


def _settled(wording: Wording, proposal: str, state: State | None) -> OrderAnswer:
    said = (wording.say(f"settled.{state.value if state else 'none'}"),)
    return OrderAnswer(
        action="", outcome="none", said=said, settled=((proposal, state.value),) if state and proposal else ()
    )
