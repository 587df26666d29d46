"""The console's pages: templates, words in two languages, and headers that keep them to staff."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from agent.service.pages import LANGUAGES, colours, language

if TYPE_CHECKING:
    from agent.handoff.staff import Session
    from agent.settings import ShopSettings

FOLDER = Path(__file__).parent
_COOKIE = "xiaoer-language"
_YEAR = 31_536_000
PRIVATE = {
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


@cache
def words(language: str) -> Mapping[str, str]:
    """The console's own words in a language."""
    data: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / "templates" / "words.yaml").read_text("utf-8"))
    return data[language]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class ConsolePages:
    """Makes the pages of one shop's console."""

    def __init__(self, shop: ShopSettings) -> None:
        self._shop = shop

    def html(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page or a piece of one; sets the cookie when a language was asked for."""
        shown = language(request, self._shop)
        session: Session | None = values.pop("session", None)
        body = (
            _environment()
            .get_template(template)
            .render(
                lang=shown,
                other="zh" if shown == "en" else "en",
                w=words(shown),
                shop=self._shop,
                palette=colours(self._shop),
                me=session.staff if session else None,
                csrf=session.csrf if session else "",
                path=request.url.path,
                **values,
            )
        )
        response = HTMLResponse(body, status, headers=PRIVATE)
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(_COOKIE, shown, max_age=_YEAR, samesite="lax", path="/")
        return response


def private(response: Response) -> Response:
    """A response that nobody keeps or frames."""
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response
