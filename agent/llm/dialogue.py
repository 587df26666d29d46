"""The state of a conversation, read from its messages and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agent.llm.meta import Act, Meta, meta_of
from agent.tools.results import AnyResult, Comparison, Detail, Found, OrderAnswer, ProductFacts, read_result

Result = AnyResult | OrderAnswer


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call with what came back; `result` is None while it runs or when it failed."""

    id: str
    name: str
    arguments: Mapping[str, Any]
    result: Result | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message of the customer's and what was done and said for it."""

    text: str
    id: str = ""
    conversation: str = ""
    page: str | None = None
    hint: str | None = None  # the page's language
    attachments: tuple[str, ...] = ()  # media types
    answer: Mapping[str, Any] | None = None  # to a proposal, by its button
    calls: tuple[Call, ...] = ()
    planned: Meta = field(default_factory=Meta)  # noted with the tool calls
    meta: Meta | None = None  # of the reply
    reply: str = ""

    @property
    def plan(self) -> tuple[Act, ...]:
        """The acts that the tool calls are for."""
        return self.planned.acts

    def result_of(self, call: str | None) -> Result | None:
        """What a call brought."""
        return next((one.result for one in self.calls if one.id == call), None)

    @property
    def results(self) -> Iterator[Result]:
        """All results, in order."""
        return (call.result for call in self.calls if call.result is not None)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The finished exchanges, oldest first, and the one to answer."""

    past: tuple[Exchange, ...]
    now: Exchange

    @property
    def number(self) -> int:
        """Which turn this is, from 1."""
        return len(self.past) + 1


def read_dialogue(messages: Sequence[AnyMessage]) -> Dialogue:
    """The dialogue of these messages; whatever stands before the first customer's message is left out."""
    exchanges: list[list[AnyMessage]] = []
    for message in messages:
        if isinstance(message, HumanMessage):
            exchanges.append([message])
        elif exchanges:
            exchanges[-1].append(message)
    read = [_exchange(group) for group in exchanges] or [Exchange("")]
    return Dialogue(tuple(read[:-1]), read[-1])


def _exchange(group: Sequence[AnyMessage]) -> Exchange:
    human, rest = group[0], group[1:]
    returned = {message.tool_call_id: message for message in rest if isinstance(message, ToolMessage)}
    answers = [message for message in rest if isinstance(message, AIMessage)]
    calls = [_call(call, returned.get(call["id"] or "")) for answer in answers for call in answer.tool_calls]
    plans = [meta for answer in answers if (meta := meta_of(answer)) and answer.tool_calls]
    final = answers[-1] if answers and not answers[-1].tool_calls else None
    notes = human.additional_kwargs
    return Exchange(
        text=str(human.text),
        id=str(human.id or ""),
        conversation=str(notes.get("conversation") or ""),
        page=notes.get("page"),
        hint=notes.get("language"),
        attachments=tuple(notes.get("attachments") or ()),
        answer=notes.get("answer"),
        calls=tuple(calls),
        planned=plans[-1] if plans else Meta(),
        meta=meta_of(final) if final else None,
        reply=str(final.text) if final else "",
    )


def _call(call: Mapping[str, Any], message: ToolMessage | None) -> Call:
    return Call(
        id=call["id"] or "",
        name=call["name"],
        arguments=call["args"],
        result=read_result(message.artifact) if message else None,
        failed=message is not None and message.status == "error",
    )


@dataclass(frozen=True, slots=True)
class Focus:
    """What the words of a message can mean by what came before it."""

    product: str | None = None  # what "it" means
    listed: tuple[str, ...] = ()  # what was shown last, in its order
    search: Found | None = None  # the last search
    lists: tuple[tuple[tuple[str, ...], Found | None], ...] = ()  # every list that was shown, with its search
    options: Mapping[str, str] = field(default_factory=dict)  # asked for the product in focus: {"colour": "blue"}
    question: str = ""  # the last question about a product, for "and the second one?"
    act: str = ""  # the kind of the last act
    slots: Mapping[str, Any] = field(default_factory=dict)  # what was understood for it
    spoken: tuple[str, ...] = ()  # products that were in focus, newest last
    known: Mapping[str, ProductFacts] = field(default_factory=dict)  # every product spoken of, newest last
    language: str = ""

    @property
    def facts(self) -> ProductFacts | None:
        """What is known of the product in focus."""
        return self.known.get(self.product or "")


def focus_of(dialogue: Dialogue) -> Focus:
    """What the present message can refer to."""
    focus = Focus()
    page = None
    for exchange in dialogue.past:
        focus = _looked_at(focus, exchange.page, page)
        page = exchange.page or page
        focus = _after(focus, exchange)
    return _looked_at(focus, dialogue.now.page, page)


def _looked_at(focus: Focus, page: str | None, before: str | None) -> Focus:
    """A customer who opens another product's page means that one by "this"."""
    if not page or page == before:
        return focus
    return replace(focus, product=page, options={}, question="")


def _after(focus: Focus, exchange: Exchange) -> Focus:
    known = dict(focus.known)
    for product in _products(exchange):
        kept = known.pop(product.id, None)
        known[product.id] = kept if kept and kept.variants and not product.variants else product
    focus = replace(focus, known=known)
    meta = exchange.meta
    if meta is None:
        return _after_another_model(focus, exchange)
    founds = [result for result in exchange.results if isinstance(result, Found)]
    if founds and (founds[-1].products or focus.search is None):
        focus = replace(focus, search=founds[-1])
    if meta.cards and (founds or len(meta.cards) > 1):
        focus = replace(focus, listed=meta.cards, lists=(*focus.lists, (meta.cards, focus.search)))
    elif meta.focus and meta.focus not in focus.listed:
        focus = _returned(focus, meta.focus)
    if meta.focus != focus.product and (meta.focus or founds):
        focus = replace(focus, product=meta.focus, options={}, question="")
    if meta.focus:
        focus = replace(focus, spoken=(*focus.spoken, meta.focus))
    return _acted(focus, meta)


def _acted(focus: Focus, meta: Meta) -> Focus:
    """What the acts of a turn leave behind for the next."""
    for act in meta.acts:
        focus = replace(
            focus,
            options={**focus.options, **(act.slots.get("options") or {})},
            question=act.slots.get("question") or focus.question,
            act=act.kind,
            slots=act.slots,
        )
    return replace(focus, language=meta.language)


def _returned(focus: Focus, product: str) -> Focus:
    """Back at a product of an earlier list, that list is what "the second one" counts."""
    for listed, search in reversed(focus.lists):
        if product in listed:
            return replace(focus, listed=listed, search=search)
    return focus


def _after_another_model(focus: Focus, exchange: Exchange) -> Focus:
    """The state after a reply without notes: by its tool calls alone."""
    for result in exchange.results:
        if isinstance(result, Found):
            listed = tuple(product.id for product in result.products)
            focus = replace(focus, search=result, listed=listed, product=listed[0] if len(listed) == 1 else None)
        elif isinstance(result, Detail) and result.product:
            focus = replace(focus, product=result.product.id, question=result.question)
        elif isinstance(result, Comparison):
            focus = replace(focus, listed=tuple(product.id for product in result.products))
    return focus


def _products(exchange: Exchange) -> Iterator[ProductFacts]:
    for result in exchange.results:
        if isinstance(result, Found | Comparison):
            yield from result.products
        elif isinstance(result, Detail) and result.product:
            yield result.product
