"""`xiaoer serve`: the shop on the web."""

from __future__ import annotations

import asyncio
import json
import socket
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from agent.build import Shop
    from agent.settings import Settings

EXAMPLES = """
**Examples**

- `xiaoer serve`: on http://127.0.0.1:8000
- `xiaoer serve --host 0.0.0.0 --port 80`: for everybody who reaches this machine
- `xiaoer serve --port 0 --json`: on a free port, told as JSON once it is ready
"""


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on (XIAOER_HOST).", show_default=False)] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port (XIAOER_PORT); 0 takes a free one.", show_default=False)
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the shop in a browser.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say when it is ready as one line of JSON.")] = False,
) -> None:
    """Serve the chat, the widget and the shop's pages."""
    from agent.service import logs, server

    settings: Settings = context.obj
    listener = server.listen(host or settings.host, settings.port if port is None else port)
    logs.set_up(settings.log_level)
    asked = settings.host if host is None else host
    try:
        import uvloop

        uvloop.run(_serve(settings, listener, _address(asked, listener), as_json=as_json, browse=open_))
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - where to look, not where to listen
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


async def _serve(settings: Settings, listener: socket.socket, url: str, *, as_json: bool, browse: bool) -> None:
    from agent.service import opening

    async def opened(shop: Shop) -> None:
        await asyncio.to_thread(_tell, shop, url, as_json=as_json)
        if browse:
            await asyncio.to_thread(webbrowser.open, url)

    await opening.serve(settings, listener, opened)


def _tell(shop: Shop, url: str, *, as_json: bool) -> None:
    """The line to read: what to open, and what to ask there."""
    questions = _questions(shop)
    if as_json:
        typer.echo(json.dumps({"url": url, "ask": questions}, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold green]Ready.[/] Open [bold underline]{url}[/] and ask in the chat:")
    for question in questions:
        console.print(f"  · {escape(question)}")
    if not questions:
        console.print("  The shop is empty: fill it with [bold]xiaoer ingest FILES[/] while this runs.")
    console.print("Stop with Ctrl-C.", style="dim")


def _questions(shop: Shop) -> list[str]:
    """Things to ask that this shop can answer: a kind of product, a product, and the shop's own questions."""
    questions = []
    product = next(iter(shop.store.products()), None)
    if product is not None:
        price = min(variant.price.amount for variant in product.variants)
        kind = product.categories[-1].lower() if product.categories else product.title
        ceiling = int(price // 10 + 1) * 10
        questions += [f"Show me {kind} under {ceiling} {product.variants[0].price.currency}"]
        questions += [f"Is the {product.title} in stock?"]
    by_language: dict[str, str] = {}
    for entry in shop.store.faq_entries():
        by_language.setdefault(entry.language, entry.question)
    return questions + list(by_language.values())
