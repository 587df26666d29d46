"""`xiaoer search`: find products, FAQ entries and documents as the agent finds them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge_base import open_store
from knowledge_base.home import Home
from knowledge_base.schema import Product
from retrieval.errors import QueryError
from retrieval.search import ALL_KINDS, Filters, Hit, SearchKind, SearchResult

if TYPE_CHECKING:
    from knowledge_base.store import Store

_EXAMPLES = """
**Examples**

    xiaoer search waterproof jacket under 150

    xiaoer search "红色连衣裙"

    xiaoer search boots --filter sizes=42 --filter price_max=120 --k 5

    xiaoer search "how do I return something" --kind faq --kind document

    xiaoer search laptop --json | jq '.hits[].title'

Filters: price_min, price_max, currency, colours, sizes, brands, categories, rating_min, in_stock, on_sale, not_colours,
not_brands (several values with commas), and any other name as an attribute of the product.
"""
_LISTS = frozenset({"colours", "sizes", "brands", "categories", "not_colours", "not_brands"})
_FLAGS = frozenset({"in_stock", "on_sale"})
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_QUOTED = 110  # characters of a text that are shown


class _Retrieval(Protocol):
    @property
    def embedding_model(self) -> str: ...
    @property
    def device(self) -> Literal["auto", "cpu", "cuda"]: ...


class _Settings(Protocol):
    @property
    def data(self) -> Home: ...
    @property
    def retrieval(self) -> _Retrieval: ...


def add_command(app: typer.Typer) -> None:
    """Join `xiaoer search` to the command."""
    app.command("search", epilog=_EXAMPLES)(_search)


def _search(
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="The customer's words.", show_default=False)] = None,
    *,
    k: Annotated[int, typer.Option("--k", "-k", help="How many hits.", min=1, max=1000)] = 10,
    kind: Annotated[
        list[str] | None, typer.Option(help=f"Only these: {', '.join(ALL_KINDS)}.", show_default=False)
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option("--filter", help="NAME=VALUE; may be repeated.", show_default=False)
    ] = None,
    literal: Annotated[bool, typer.Option("--literal", help="Read no filters from the words.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Search the shop's products, FAQ and documents."""
    from retrieval.sync import open_searcher

    settings: _Settings = context.obj
    words = " ".join(query or ())
    filters, kinds = read_filters(given or ()), _kinds(kind)
    if not words.strip() and not filters:
        raise QueryError("query is empty; needs words or a filter, such as: xiaoer search waterproof jacket")
    store = open_store(settings.data)
    try:
        if not as_json and _is_empty(store):
            Console(stderr=True).print(
                "This shop knows nothing yet. Try: [bold]xiaoer demo[/] or [bold]xiaoer ingest PATH[/]"
            )
            return
        with open_searcher(
            store,
            settings.data,
            embedding_model=settings.retrieval.embedding_model,
            device=settings.retrieval.device,
        ) as searcher:
            result = searcher.search(words, filters, k, kinds=kinds, read_filters=not literal)
    finally:
        store.close()
    if as_json:
        typer.echo(json.dumps(as_data(result), ensure_ascii=False))
    else:
        show(result, Console())


def read_filters(given: Sequence[str]) -> Filters:
    """Filters from NAME=VALUE pairs.

    Raises:
        QueryError: a pair has no value, or one that its filter cannot take.
    """
    found: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    known = {field.name for field in fields(Filters)} - {"attributes"}
    for pair in given:
        name, separator, value = (part.strip() for part in pair.partition("="))
        if not separator or not name or not value:
            raise QueryError(f"filter is {pair!r}; needs NAME=VALUE, such as price_max=50")
        if name in known:
            found[name] = _value(name, value)
        else:
            attributes[name] = value
    return Filters(**found, attributes=attributes)


def _value(name: str, value: str) -> Any:
    if name in _LISTS:
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if name in _FLAGS:
        if value.casefold() not in _YES | _NO:
            raise QueryError(f"filter {name} is {value!r}; needs yes or no")
        return value.casefold() in _YES
    if name == "currency":
        return value.upper()
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise QueryError(f"filter {name} is {value!r}; needs a number") from error
    return float(number) if name == "rating_min" else number


def _kinds(given: Sequence[str] | None) -> tuple[SearchKind, ...]:
    unknown = sorted(set(given or ()) - set(ALL_KINDS))
    if unknown:
        raise QueryError(f"kind is {unknown[0]!r}; needs one of {', '.join(ALL_KINDS)}")
    return tuple(kind for kind in ALL_KINDS if not given or kind in given)


def _is_empty(store: Store) -> bool:
    return store.last_change() == 0


def as_data(result: SearchResult) -> dict[str, Any]:
    """A result as JSON has it."""
    from retrieval.wording import describe_foreign

    return {
        "query": result.query,
        "corrected": result.corrected,
        "filters": {name: value for name, value in _plain(result.filters).items() if value},
        "relaxed": list(result.relaxed),
        "foreign_price": describe_foreign(result.foreign_price) or None,
        "hits": [_hit(hit) for hit in result.hits],
    }


def _plain(filters: Filters) -> Mapping[str, Any]:
    values = {field.name: getattr(filters, field.name) for field in fields(Filters)}
    return {
        name: str(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def _hit(hit: Hit) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": hit.id,
        "kind": hit.kind,
        "score": round(hit.score, 4),
        "similarity": round(hit.similarity, 4),
        "title": hit.title,
        "text": hit.text,
        "language": hit.language,
        "exact": hit.exact,
    }
    if hit.product is not None:
        found |= {"price": _prices(hit.product), "categories": list(hit.product.categories), "brand": hit.product.brand}
    return found


def show(result: SearchResult, console: Console) -> None:
    """A table for people: what was understood, then the hits."""
    from retrieval.wording import describe, describe_foreign, describe_relaxed

    if result.corrected:
        console.print(f"Searched for [bold]{escape(result.corrected)}[/]")
    applied = describe(result.filters)
    if applied:
        console.print("Filters: " + " · ".join(f"[cyan]{escape(text)}[/]" for text in applied))
    if result.foreign_price:
        console.print(f"[yellow]{escape(describe_foreign(result.foreign_price))}[/]")
    if result.relaxed:
        console.print(f"[yellow]Nothing fits every filter; left out: {', '.join(describe_relaxed(result.relaxed))}[/]")
    if not result.hits:
        console.print("Nothing found. Try fewer or other words.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("score", justify="right")
    table.add_column("kind")
    table.add_column("found", ratio=1)
    table.add_column("price", justify="right")
    for hit in result.hits:
        price = _prices(hit.product) if hit.product else ""
        table.add_row(f"{hit.score:.3f}", hit.kind, _described(hit), price)
    console.print(table)


def _described(hit: Hit) -> str:
    text = " ".join(hit.text.split())
    quoted = text if len(text) <= _QUOTED else text[: _QUOTED - 1].rstrip() + "…"
    mark = " [green]exact[/]" if hit.exact else ""
    return f"[bold]{escape(hit.title)}[/]{mark} [dim]{escape(hit.id)}[/]" + (
        f"\n[dim]{escape(quoted)}[/]" if quoted else ""
    )


def _prices(product: Product) -> str:
    amounts = sorted({(variant.price.amount, variant.price.currency) for variant in product.variants})
    (low, currency), (high, _) = amounts[0], amounts[-1]
    return f"{low} {currency}" if low == high else f"{low} to {high} {currency}"
