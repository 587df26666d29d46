"""`xiaoer ask`: talk to the shop's assistant in the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.events import Card, Citation, ConversationId, Event, Message, MessageId, QuickReplies, Token, TurnEnded
from agent.settings import Settings

if TYPE_CHECKING:
    from agent.build import Shop

EXAMPLES = """
**Examples**

    xiaoer ask "Do you have waterproof hiking boots under 150?"

    xiaoer ask "怎么退货？" --json | jq .reply

    xiaoer ask                                  # a conversation; an empty line ends it

    xiaoer ask "and in size 42?" --conversation 3f2a…
"""


def ask(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="The question; without one, a conversation begins.")] = None,
    conversation: Annotated[str | None, typer.Option(help="Go on with this conversation.", show_default=False)] = None,
    page: Annotated[
        str | None, typer.Option(help="Id of the product that the customer looks at.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each answer.")] = False,
) -> None:
    """Ask the shop's assistant."""
    settings = cast("Settings", context.obj)
    talk = _Talk(settings, ConversationId(conversation or str(uuid4())), page, as_json=as_json)
    try:
        asyncio.run(talk.once(text) if text is not None else talk.on_and_on())
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


class _Talk:
    def __init__(self, settings: Settings, conversation: ConversationId, page: str | None, *, as_json: bool) -> None:
        self._settings = settings
        self._conversation = conversation
        self._page = page
        self._json = as_json
        self._out = Console()
        self._err = Console(stderr=True)

    async def once(self, text: str) -> None:
        """One question."""
        async with self._opened() as shop:
            await self._answer(shop, text)
        if not self._json:
            self._out.file.flush()
            self._err.print(f"[dim]go on with: --conversation {self._conversation}[/]", highlight=False)

    async def on_and_on(self) -> None:
        """Question after question, until an empty line."""
        async with self._opened() as shop:
            while text := await asyncio.to_thread(self._read):
                await self._answer(shop, text)

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Shop]:
        from agent.build import open_shop

        status = self._err.status("Opening the shop …")
        status.start()
        try:
            async with open_shop(self._settings) as shop:
                status.stop()
                yield shop
        finally:
            status.stop()

    def _read(self) -> str:
        try:
            return self._err.input("[bold]> [/]").strip()
        except EOFError:
            return ""

    async def _answer(self, shop: Shop, text: str) -> None:
        message = Message(id=MessageId(str(uuid4())), text=text, page=self._page)
        async with aclosing(cast("Any", shop.agent.respond(self._conversation, message))) as stream:
            heard = [event async for event in self._shown(stream)]
        if self._json:
            self._print_json(heard)
        else:
            _render(self._out, heard)

    async def _shown(self, events: AsyncIterator[Event]) -> AsyncIterator[Event]:
        """The events, words printed as they come."""
        async for event in events:
            if isinstance(event, Token) and not self._json:
                self._out.print(Text(event.text), end="", soft_wrap=True)
            yield event

    def _print_json(self, events: list[Event]) -> None:
        import orjson

        ended = next(event for event in events if isinstance(event, TurnEnded))
        typer.echo(
            orjson.dumps(
                {
                    "conversation": self._conversation,
                    "reply": ended.reply,
                    "events": [{"type": type(event).__name__, "event": event} for event in events],
                }
            )
        )


def _render(out: Console, events: list[Event]) -> None:
    """What comes with the words: cards, citations, quick replies."""
    out.print()
    cards = [event for event in events if isinstance(event, Card)]
    if cards:
        out.print(_table(cards))
    for event in events:
        if isinstance(event, Citation):
            place = " › ".join((event.source.title, *event.source.headings))
            out.print(Text(f"[{event.number}] {place}", style="cyan"))
        elif isinstance(event, QuickReplies):
            out.print(Text("  ".join(f"‹{choice}›" for choice in event.choices), style="dim"))


def _table(cards: list[Card]) -> Table:
    table = Table("product", "price", "rating", "stock", "options", box=None, header_style="bold")
    for card in cards:
        price = f"{card.price}–{card.price_max}" if card.price_max else card.price
        was = f" (was {card.list_price})" if card.list_price else ""
        rating = f"{card.rating:.1f} ({card.rating_count})" if card.rating is not None else ""
        stock = "sold out" if not card.available else "yes" if card.stock is None else str(card.stock)
        options = "; ".join(
            ", ".join(values[:6]) + ("…" if len(values) > 6 else "") for values in card.options.values()
        )
        table.add_row(card.title, f"{price} {card.currency}{was}", rating, stock, options)
    return table
