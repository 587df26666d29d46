"""The widget's files, as Vite built them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse, PlainTextResponse
from starlette.staticfiles import NotModifiedResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

DIST = Path(__file__).parent / "widget" / "dist"
_MISSING = "The chat widget is not built yet. Run `make widget` in Xiaoer's folder, then load this page again.\n"
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}  # any page may load it
_MEDIA = {".js": "text/javascript", ".css": "text/css", ".map": "application/json", ".svg": "image/svg+xml"}


def router(dist: Path = DIST) -> APIRouter:
    """`/widget.js` and the chunks it loads from `/widget/`."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/widget.js", methods=["GET", "HEAD"])
    def widget(request: Request) -> Response:
        return _serve(dist, "widget.js", request.headers, "public, max-age=300")

    @routes.api_route("/widget/{path:path}", methods=["GET", "HEAD"])
    def chunk(path: str, request: Request) -> Response:
        hashed = path.startswith(("assets/", "chunks/"))  # a name with the content's hash never changes its content
        return _serve(dist, path, request.headers, "public, max-age=31536000, immutable" if hashed else "no-cache")

    return routes


def _serve(dist: Path, path: str, asked: Mapping[str, str], caching: str) -> Response:
    if not (dist / "widget.js").is_file():
        return PlainTextResponse(_MISSING, 503, headers={"Retry-After": "30", **_OPEN})
    file = (dist / path).resolve()
    if not (file.is_file() and file.is_relative_to(dist.resolve())):
        return PlainTextResponse("There is no such file.\n", 404, headers=_OPEN)
    response = FileResponse(
        file, media_type=_MEDIA.get(file.suffix), headers={"Cache-Control": caching, **_OPEN}, stat_result=file.stat()
    )
    if asked.get("if-none-match") == response.headers["etag"]:
        return NotModifiedResponse(response.headers)
    return response
