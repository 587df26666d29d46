"""A small shop over the catalogue: enough to stroll through it and to talk about what one sees.

Server-rendered, in English and Chinese, with no script but the gallery's and the chat widget's. It works with any
catalogue: nothing here knows the demo shop.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import yaml
from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.staticfiles import NotModifiedResponse

from agent.service import wire
from agent.service.palette import palette
from agent.service.shelves import SORTS, Shelves, Tile, View, around, arranged, pages, wording
from knowledge_base.schema import (
    Document,
    DocumentId,
    DocumentKind,
    FaqEntry,
    FaqId,
    InteractionKind,
    Money,
    Product,
    ProductId,
)
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from agent.build import Shop

_FOLDER = Path(__file__).parent
_LANGUAGES = ("en", "zh")
_PAGE = 24  # products
_REVIEWS = 12
_COOKIE = "xiaoer-language"
_YEAR = 31_536_000
_PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥", "INR": "₹", "KRW": "₩"}
# A picture opened by itself is a document: one from a feed must not be able to run anything.
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@cache
def _words(language: str) -> Mapping[str, str]:
    data: dict[str, dict[str, str]] = yaml.safe_load((_FOLDER / "templates" / "words.yaml").read_text("utf-8"))
    return data[language]


def money(amount: Money) -> str:
    """An amount as customers read it: "$19.90", "19.90 CHF"."""
    digits = amount.amount.quantize(Decimal(1) if amount.currency in {"JPY", "KRW"} else Decimal("0.01"))
    symbol = _SYMBOLS.get(amount.currency)
    return f"{symbol}{digits:,}" if symbol else f"{digits:,} {amount.currency}"


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _text(source: str) -> Markup:
    """Text of the shop's own as HTML. What looks like HTML in it stays text, and no link runs a script."""
    return Markup(_markdown().render(source))  # noqa: S704 - markdown-it escapes with html=False


def _product_path(id: str) -> str:
    return "/products/" + quote(id, safe="")


def _department_path(name: str) -> str:
    return "/departments/" + quote(name, safe="")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": money,
        "text": _text,
        "picture": wire.picture_url,
        "product_path": _product_path,
        "department_path": _department_path,
    }
    return environment


@dataclass(frozen=True, slots=True)
class _Page:
    """One request: its language, and how its page is made."""

    request: Request
    shop: Shop
    view: View
    environment: Environment

    @property
    def language(self) -> str:
        """What was asked for, now or before; else what the browser speaks; else the shop's own."""
        asked = (self.request.query_params.get("lang"), self.request.cookies.get(_COOKIE))
        browser = re.split(r"[-,;]", self.request.headers.get("accept-language", ""))[0].strip().lower()
        for wanted in (*asked, browser, self.shop.settings.shop.language):
            if wanted in _LANGUAGES:
                return str(wanted)
        return "en"

    def html(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page; sets the cookie when a language was asked for."""
        language = self.language
        settings = self.shop.settings.shop
        body = self.environment.get_template(template).render(
            lang=language,
            words=_words(language),
            shop=settings,
            palette="; ".join(f"{name}: {value}" for name, value in palette(settings.brand_colour).items()),
            departments=list(self.view.departments.values()),
            query=values.pop("query", ""),
            other_language=self._other(language),
            **values,
        )
        response = HTMLResponse(body, status, headers={"Cache-Control": "no-cache", "Vary": "Cookie, Accept-Language"})
        if self.request.query_params.get("lang") in _LANGUAGES:
            response.set_cookie(_COOKIE, language, max_age=_YEAR, samesite="lax", path="/")
        return response

    def missing(self) -> HTMLResponse:
        """A page that says that there is nothing here."""
        return self.html("missing.html", 404, featured=self.view.featured(4))

    def _other(self, language: str) -> str:
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name != "lang"]
        return "?" + urlencode([*kept, ("lang", "zh" if language == "en" else "en")])


def router(shop: Shop) -> APIRouter:
    """The shop's pages, and its pictures below `/pictures/`."""
    routes = APIRouter(include_in_schema=False)
    shelves = Shelves(shop.store)
    environment = _environment()

    def page(request: Request) -> _Page:
        return _Page(request, shop, shelves.view(), environment)

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
    def search(request: Request, q: str = "") -> Response:
        return _search(page(request), q.strip()[:200])

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
        return _file(request, _FOLDER / "static", path, 300, {})

    @routes.get("/favicon.ico")
    def icon(request: Request) -> Response:
        return _file(request, _FOLDER / "static", "icon.svg", 86_400, {})


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


def _department(here: _Page, name: str, aisle: str, sort: str) -> Response:
    department = here.view.departments.get(name)
    if department is None:
        return here.missing()
    sort = sort if sort in SORTS else SORTS[0]
    tiles = arranged([tile for tile in department.tiles if not aisle or tile.aisle == aisle], sort)
    number, last = pages(len(tiles), _number(here.request.query_params.get("page")), _PAGE)

    def link(**changes: str | int) -> str:
        values = {"aisle": aisle, "sort": sort, **changes}
        kept = {key: value for key, value in values.items() if value not in {"", "popular", 1}}
        return _department_path(name) + (f"?{urlencode(kept)}" if kept else "")

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


def _search(here: _Page, query: str) -> Response:
    tiles: list[Tile] = []
    relaxed: tuple[str, ...] = ()
    corrected = None
    if query:
        try:
            result = here.shop.searcher.search(query, k=48, kinds=("product",))
            found = [here.view.tiles.get(hit.id) for hit in result.hits]
            tiles = [tile for tile in found if tile is not None]
            relaxed, corrected = result.relaxed, result.corrected
        except RetrievalError:
            tiles = []
    return here.html("search.html", query=query, found=tiles, relaxed=relaxed, corrected=corrected)


def _product(here: _Page, product: Product) -> Response:
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


def _help(here: _Page, most: int | None = None) -> list[FaqEntry]:
    """FAQ entries in the page's language, or all where it has none; with `most` a few, spread over all of them."""
    entries = list(here.shop.store.faq_entries())
    found = [entry for entry in entries if entry.language == here.language] or entries
    return found if most is None else found[:: max(1, len(found) // most)][:most]


def _documents(here: _Page) -> list[Document]:
    documents = list(here.shop.store.documents())
    own = [document for document in documents if document.language == here.language]
    return sorted(own or documents, key=lambda one: (one.kind is not DocumentKind.POLICY, one.title))


def _article(here: _Page, id: str) -> Response:
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
