"""How the shop's pages are made: their words, their language, and a page for what went wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import yaml
from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.responses import HTMLResponse

from agent.service import wire
from agent.service.palette import palette
from agent.service.shelves import Shelves, View
from knowledge_base.schema import Money

if TYPE_CHECKING:
    from agent.build import Shop
    from agent.service.problems import Problem
    from agent.settings import ShopSettings

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "zh")
_COOKIE = "xiaoer-language"
_YEAR = 31_536_000
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥", "INR": "₹", "KRW": "₩"}


@cache
def words(language: str) -> Mapping[str, str]:
    """The pages' own words in a language."""
    data: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / "templates" / "words.yaml").read_text("utf-8"))
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


def department_path(name: str) -> str:
    """Where a department is."""
    return "/departments/" + quote(name, safe="")


@cache
def environment() -> Environment:
    """The templates."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "money": money,
        "text": _text,
        "picture": wire.picture_url,
        "product_path": _product_path,
        "department_path": department_path,
    }
    return made


def colours(shop: ShopSettings) -> str:
    """The shop's colours as CSS."""
    return "; ".join(f"{name}: {value}" for name, value in palette(shop.brand_colour).items())


def language(request: Request, shop: ShopSettings) -> str:
    """What was asked for, now or before; else what the browser speaks; else the shop's own."""
    asked = (request.query_params.get("lang"), request.cookies.get(_COOKIE))
    browser = re.split(r"[-,;]", request.headers.get("accept-language", ""))[0].strip().lower()
    return next((str(wanted) for wanted in (*asked, browser, shop.language) if wanted in LANGUAGES), "en")


@dataclass(frozen=True, slots=True)
class Page:
    """One request: its language, and how its page is made."""

    request: Request
    shop: Shop
    view: View

    @property
    def language(self) -> str:
        """What was asked for, now or before; else what the browser speaks; else the shop's own."""
        return language(self.request, self.shop.settings.shop)

    def html(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page; sets the cookie when a language was asked for."""
        shown = self.language
        settings = self.shop.settings.shop
        body = (
            environment()
            .get_template(template)
            .render(
                lang=shown,
                words=words(shown),
                shop=settings,
                palette=colours(settings),
                departments=list(self.view.departments.values()),
                query=values.pop("query", ""),
                other_language=self._other(shown),
                **values,
            )
        )
        response = HTMLResponse(body, status, headers={"Cache-Control": "no-cache", "Vary": "Cookie, Accept-Language"})
        if self.request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(_COOKIE, shown, max_age=_YEAR, samesite="lax", path="/")
        return response

    def missing(self) -> HTMLResponse:
        """A page that says that there is nothing here."""
        return self.html("missing.html", 404, featured=self.view.featured(4))

    def trouble(self, status: int) -> HTMLResponse:
        """A page that says that this did not work, and whether to come back."""
        return self.html("trouble.html", status, busy=status in {429, 503})

    def _other(self, language: str) -> str:
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name != "lang"]
        return "?" + urlencode([*kept, ("lang", "zh" if language == "en" else "en")])


class Pages:
    """Makes the pages of one shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._shelves = Shelves(shop.store)

    def of(self, request: Request) -> Page:
        """The page that answers a request; reads the store, so call it in a thread."""
        return Page(request, self.shop, self._shelves.view())

    def problem(self, request: Request, found: Problem) -> HTMLResponse:
        """A problem as a page; reads the store."""
        here = self.of(request)
        page = here.missing() if found.status == 404 else here.trouble(found.status)
        page.headers.update(found.headers)
        return page
