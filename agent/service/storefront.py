"""A small shop over the catalogue: enough to stroll through it and to talk about what one sees.

Server-rendered, in English and Chinese, with no script but the gallery's and the chat widget's. It works with any
catalogue: nothing here knows the demo shop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import NotModifiedResponse

from agent.service import wire
from agent.service.access import address
from agent.service.pages import FOLDER, Page, Pages, department_path, money
from agent.service.shelves import SORTS, Tile, around, arranged, paged, wording
from agent.service.words import Words
from knowledge_base.schema import (
    Document,
    DocumentId,
    DocumentKind,
    FaqEntry,
    FaqId,
    InteractionKind,
    Product,
    ProductId,
)
from retrieval.errors import QueryError
from retrieval.wording import describe_foreign, describe_relaxed

if TYPE_CHECKING:
    from agent.build import Shop
    from agent.service.limits import Rates, Turnstile

_FOUND = 48  # products of a search
_PAGE = 24  # products
_REVIEWS = 12
_PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
# A picture opened by itself is a document: one from a feed must not be able to run anything.
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def router(pages: Pages, *, rates: Rates, searches: Turnstile) -> APIRouter:
    """The shop's pages, and its pictures below `/pictures/`."""
    routes = APIRouter(include_in_schema=False)
    shop = pages.shop
    page = pages.of

    @routes.get("/")
    def home(request: Request) -> Response:
        here = page(request)
        if not here.view.tiles:
            return here.html("empty.html")
        featured = here.view.featured(12)
        return here.html("home.html", featured=featured, reduced=here.view.reduced(8), help=_help(here, 6))

    @routes.get("/departments/{name:path}")
    def department(request: Request, name: str, aisle: str = "", sort: str = "popular") -> Response:
        return _department(page(request), name, aisle, sort)

    @routes.get("/search")
    async def search(request: Request, q: Words = "") -> Response:
        rates.request(address(request))
        return await searches.run(lambda: _search(page(request), q.strip()[:200]))

    @routes.get("/products/{id:path}")
    def product(request: Request, id: str) -> Response:
        here = page(request)
        found = shop.store.product(ProductId(id))
        return here.missing() if found is None else _product(here, found)

    @routes.get("/help")
    def help_(request: Request) -> Response:
        here = page(request)
        return here.html("help.html", entries=_help(here), documents=_documents(here))

    @routes.get("/help/{id:path}")
    def article(request: Request, id: str) -> Response:
        return _article(page(request), id)

    _add_files(routes, shop)
    return routes


def _add_files(routes: APIRouter, shop: Shop) -> None:
    @routes.get("/pictures/{path:path}")
    def picture(request: Request, path: str) -> Response:
        headers = {"Content-Security-Policy": _SANDBOX, "Cross-Origin-Resource-Policy": "cross-origin"}
        return _file(request, shop.settings.data.pictures, path, 86_400, headers)

    @routes.get("/static/{path:path}")
    def static(request: Request, path: str) -> Response:
        return _file(request, FOLDER / "static", path, 300, {})

    @routes.get("/favicon.ico")
    def icon(request: Request) -> Response:
        return _file(request, FOLDER / "static", "icon.svg", 86_400, {})


def _file(request: Request, folder: Path, path: str, seconds: int, headers: Mapping[str, str]) -> Response:
    """A file below a folder, and never one beside it."""
    root = folder.resolve()
    missing = PlainTextResponse("There is no such file.\n", 404)
    try:
        file = (root / path).resolve()
        if not (file.is_relative_to(root) and file.is_file()):
            return missing
    except (OSError, ValueError):  # a name that no file system takes
        return missing
    if file.suffix.lower() not in _PICTURES | {".css", ".js"}:
        return missing
    caching = {"Cache-Control": f"public, max-age={seconds}", **headers}
    response = FileResponse(file, headers=caching, stat_result=file.stat())
    if request.headers.get("if-none-match") == response.headers["etag"]:
        return NotModifiedResponse(response.headers)
    return response


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 1


def _department(here: Page, name: str, aisle: str, sort: str) -> Response:
    department = here.view.departments.get(name)
    if department is None:
        return here.missing()
    sort = sort if sort in SORTS else SORTS[0]
    tiles = arranged([tile for tile in department.tiles if not aisle or tile.aisle == aisle], sort)
    number, last = paged(len(tiles), _number(here.request.query_params.get("page")), _PAGE)

    def link(**changes: str | int) -> str:
        values = {"aisle": aisle, "sort": sort, **changes}
        kept = {key: value for key, value in values.items() if value not in {"", "popular", 1}}
        return department_path(name) + (f"?{urlencode(kept)}" if kept else "")

    return here.html(
        "department.html",
        department=department,
        aisle=aisle,
        sort=sort,
        sorts=SORTS,
        shown=tiles[(number - 1) * _PAGE : number * _PAGE],
        total=len(tiles),
        number=number,
        last=last,
        numbers=list(around(number, last)),
        link=link,
    )


def _search(here: Page, query: str) -> Response:
    tiles: list[Tile] = []
    relaxed: tuple[str, ...] = ()
    corrected = None
    currency = ""
    if query:
        with suppress(QueryError):  # words of nothing but signs; nothing is found
            result = here.shop.searcher.search(query, k=_FOUND, kinds=("product",))
            tiles = [tile for hit in result.hits if (tile := here.view.tiles.get(hit.id)) is not None]
            corrected = result.corrected
            relaxed = describe_relaxed(result.relaxed, here.language)
            currency = describe_foreign(result.foreign_price, here.language)
    return here.html("search.html", query=query, found=tiles, relaxed=relaxed, corrected=corrected, currency=currency)


def _product(here: Page, product: Product) -> Response:
    store = here.shop.store
    reviews = [one for one in store.interactions(product=product.id) if one.kind is InteractionKind.REVIEW]
    reviews.sort(key=lambda one: (bool(one.text), one.at), reverse=True)
    stars = Counter(one.rating for one in reviews if one.rating)
    shown = wording(product, here.language)
    options = {
        name: tuple(dict.fromkeys(v.options[name] for v in product.variants if name in v.options))
        for name in dict.fromkeys(name for variant in product.variants for name in variant.options)
    }
    return here.html(
        "product.html",
        product=product,
        shown=shown,
        first=next((variant for variant in product.variants if variant.available), product.variants[0]),
        options=options,
        gallery=_gallery(product, shown.title),
        variants=[_variant(variant_product, shown) for variant_product in product.variants],
        reviews=reviews[:_REVIEWS],
        stars_count=stars,
        department=here.view.departments.get(product.categories[0]) if product.categories else None,
        beside=here.view.beside(product.id, 4),
    )


def _gallery(product: Product, title: str) -> list[tuple[str, str]]:
    """Addresses of the pictures, each once, with their alternative texts."""
    found = {wire.picture_url(one.path) or "": one.alt or title for one in product.pictures}
    for variant in product.variants:
        if variant.picture:
            found.setdefault(wire.picture_url(variant.picture) or "", title)
    return list(found.items())


def _variant(variant: Any, shown: Any) -> dict[str, Any]:
    """What the page's script needs of a variant."""
    reduced = variant.list_price is not None and variant.list_price.amount > variant.price.amount
    return {
        "id": variant.id,
        "options": dict(variant.options),
        "name": " / ".join(shown.option(value) for value in variant.options.values()) or variant.id,
        "price": money(variant.price),
        "before": money(variant.list_price) if reduced else "",
        "stock": variant.stock,
        "available": variant.available,
        "picture": wire.picture_url(variant.picture) or "",
    }


def _help(here: Page, most: int | None = None) -> list[FaqEntry]:
    """FAQ entries in the page's language, or all where it has none; with `most` a few, spread over all of them."""
    entries = list(here.shop.store.faq_entries())
    found = [entry for entry in entries if entry.language == here.language] or entries
    return found if most is None else found[:: max(1, len(found) // most)][:most]


def _documents(here: Page) -> list[Document]:
    documents = list(here.shop.store.documents())
    own = [document for document in documents if document.language == here.language]
    return sorted(own or documents, key=lambda one: (one.kind is not DocumentKind.POLICY, one.title))


def _article(here: Page, id: str) -> Response:
    """An FAQ entry or a document, in the page's language where it has a translation."""
    store = here.shop.store
    entry = store.faq_entry(FaqId(id))
    if entry is not None:
        entry = next((one for one in _help(here) if one.topic and one.topic == entry.topic), entry)
        beside = [one for one in _help(here) if one.id != entry.id][:6]
        return here.html("answer.html", entry=entry, beside=beside)
    document = store.document(DocumentId(id))
    if document is None:
        return here.missing()
    translated = [one for one in _documents(here) if one.topic and one.topic == document.topic]
    return here.html("document.html", document=translated[0] if translated else document, documents=_documents(here))
