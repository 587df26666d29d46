"""Our exceptions as HTTP: which status, which code, in whose shape. The only place that knows."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from anyio import to_thread
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from agent.errors import AgentError, ConversationError, MessageError, RateLimitError, StorageError, TokenError
from agent.errors import ModelError as LanguageModelError
from agent.handoff.errors import DeskError, ForbiddenError, LogInError
from knowledge_base.errors import KnowledgeBaseError, RecordError, UnknownRecordError
from retrieval.errors import QueryError, RetrievalError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

    from agent.service.metrics import Metrics

_logger = logging.getLogger(__name__)

# The first class that an exception is an instance of decides. Errors of the server's own keep their words to the log.
_STATUS: tuple[tuple[type[Exception], int, str], ...] = (
    (RateLimitError, 429, "too_many"),
    (StorageError, 507, "storage_full"),
    (ConversationError, 404, "no_such_conversation"),
    (MessageError, 400, "bad_message"),
    (TokenError, 401, "identity_refused"),
    (QueryError, 400, "bad_query"),
    (UnknownRecordError, 404, "not_found"),
    (RecordError, 400, "bad_value"),
    (LanguageModelError, 503, "model_unavailable"),
    (RetrievalError, 503, "search_unavailable"),
    (KnowledgeBaseError, 503, "store_unavailable"),
    (LogInError, 401, "wrong_log_in"),
    (ForbiddenError, 403, "forbidden"),
    (DeskError, 409, "not_possible"),
    (AgentError, 500, "internal"),
)
_TELL = {507}  # of the server's own errors, those whose words are meant for customers
_DATA = ("/api/", "/v1/")  # what only programs ask for
_OPENAI_TYPES = {401: "authentication_error", 429: "rate_limit_error"}


class UnauthorizedError(HTTPException):
    """A key is needed, and none or a wrong one came."""

    def __init__(self) -> None:
        super().__init__(
            401, "A valid key is needed: Authorization: Bearer KEY", headers={"WWW-Authenticate": "Bearer"}
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as a client is told of it."""

    status: int
    code: str
    message: str
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(error: Exception) -> Problem:
    """What to tell a client of an exception."""
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
        return Problem(error.status_code, code, str(error.detail), headers=error.headers or {})
    for kind, status, code in _STATUS:
        if isinstance(error, kind):
            message = (
                str(error) if status < 500 or status in _TELL else "That does not work right now; try again in a moment"
            )
            headers = {}
            if isinstance(error, RateLimitError):
                headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
            return Problem(status, code, message, headers=headers)
    return Problem(500, "internal", "Something went wrong on our side")


def _invalid(error: RequestValidationError) -> Problem:
    parts = []
    for found in error.errors()[:5]:
        path = ".".join(str(part) for part in found["loc"] if part != "body")
        text = "Unknown field" if found["type"] == "extra_forbidden" else found["msg"]
        parts.append((path, f"{path}: {text}" if path else text))
    return Problem(422, "bad_request", "; ".join(text for _, text in parts), param=parts[0][0] if parts else None)


def render(found: Problem, path: str) -> Response:
    """A problem as a response, in OpenAI's shape below /v1 and in ours elsewhere."""
    inner: dict[str, Any] = {"code": found.code, "message": found.message}
    status = found.status
    if path.startswith("/v1/"):
        status = 400 if status == 422 else status  # as OpenAI answers
        kind = _OPENAI_TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
        inner = {"message": found.message, "type": kind, "param": found.param, "code": found.code}
    body = orjson.dumps({"error": inner})
    return Response(body, status, headers=dict(found.headers), media_type="application/json")


class Problems:
    """Answers whatever went wrong: a browser gets a page where there is one to give, everybody else JSON."""

    def __init__(self, metrics: Metrics, page: Callable[[Request, Problem], Response] | None = None) -> None:
        self._metrics = metrics
        self._page = page

    async def answer(self, request: Request, error: Exception) -> Response:
        """What a client gets for an exception, which is counted, and logged where it is ours."""
        found = problem(error)
        self._metrics.error(found.code)
        if found.status >= 500 and found.status not in _TELL:
            _logger.error("request failed", exc_info=error, extra={"code": found.code})
        if self._page is not None and _wants_page(request):
            try:
                return await to_thread.run_sync(self._page, request, found)
            except Exception:  # whatever keeps the page from being made; the answer has to come
                _logger.exception("no page for a problem")
        return render(found, request.url.path)

    def install(self, app: FastAPI) -> None:
        """Answer the exceptions of the app's routes in this way; `Guard` does so with those that nobody named."""
        for kind in (RequestValidationError, HTTPException, *(kind for kind, _, _ in _STATUS)):
            app.add_exception_handler(kind, self.answer)


def _wants_page(request: Request) -> bool:
    """Whether a browser asks, for something that it would show."""
    asked = request.headers.get("accept", "")
    return request.method in {"GET", "HEAD"} and "text/html" in asked and not request.url.path.startswith(_DATA)
