"""`/docs`: every route with its fields, drawn from the OpenAPI description. It loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response
from starlette.responses import HTMLResponse, RedirectResponse

from agent.service.pages import environment

if TYPE_CHECKING:
    from fastapi import FastAPI

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A parameter or a body's field."""

    name: str
    place: str  # "path", "query", "body"
    type: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A route."""

    method: str
    path: str
    text: str
    media: str  # of the request's body
    fields: tuple[FieldLine, ...]
    statuses: tuple[str, ...]


def router(app: FastAPI) -> APIRouter:
    """`/docs`; `/openapi.json` is FastAPI's own."""
    routes = APIRouter(include_in_schema=False)

    @cache
    def page() -> str:
        schema = app.openapi()
        return environment().get_template("reference.html").render(info=schema["info"], routes=list(lines(schema)))

    @routes.get("/docs")
    def docs() -> Response:
        return HTMLResponse(page(), headers={"Cache-Control": "public, max-age=300"})

    @routes.get("/redoc")
    def redoc() -> Response:
        return RedirectResponse("/docs")

    return routes


def lines(schema: Mapping[str, Any]) -> Iterator[RouteLine]:
    """The routes of an OpenAPI description."""
    for path, item in schema["paths"].items():
        for method in _METHODS:
            if (operation := item.get(method)) is not None:
                body: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
                media = next(iter(body), "")
                content = body.get(media, {})
                yield RouteLine(
                    method=method.upper(),
                    path=path,
                    text=operation.get("description") or operation.get("summary", ""),
                    media=media,
                    fields=(*_parameters(schema, operation), *_fields(schema, content.get("schema", {}))),
                    statuses=tuple(operation.get("responses", {})),
                )


def _parameters(schema: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[FieldLine]:
    for one in operation.get("parameters", ()):
        kind = _type(schema, one["schema"])
        yield FieldLine(one["name"], one["in"], kind, one.get("required", False), one.get("description", ""))


def _fields(
    schema: Mapping[str, Any], body: Mapping[str, Any], prefix: str = "", depth: int = 0
) -> Iterator[FieldLine]:
    """A body's fields, those of objects within it too."""
    found = _resolved(schema, body)
    for name, one in found.get("properties", {}).items():
        required = name in found.get("required", ())
        yield FieldLine(prefix + name, "body", _type(schema, one), required, one.get("description", ""))
        if depth < 3:
            yield from _fields(schema, _inner(one), f"{prefix}{name}.", depth + 1)


def _resolved(schema: Mapping[str, Any], one: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = one.get("$ref")
    return schema["components"]["schemas"][reference.rpartition("/")[2]] if reference else one


def _inner(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an optional or a list is made of."""
    choices = [choice for choice in one.get("anyOf", ()) if choice.get("type") != "null"]
    return _inner(choices[0]) if choices else _inner(one["items"]) if "items" in one else one


def _type(schema: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    if "anyOf" in one:
        return " or ".join(_type(schema, choice) for choice in one["anyOf"])
    if "enum" in one:
        return " or ".join(f'"{value}"' for value in one["enum"])
    if one.get("type") == "array":
        return f"list of {_type(schema, one.get('items', {}))}"
    return str(one.get("contentMediaType") or _resolved(schema, one).get("type", "any"))
