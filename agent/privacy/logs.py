"""Masks log records where they leave the process: message, arguments, extras, exceptions and tracebacks."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import TYPE_CHECKING, Any

from knowledge_base.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from agent.privacy.masking import Masker
    from knowledge_base.store import Store

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_MASKED = "_masked"
_logger = logging.getLogger("xiaoer")
_SPEAKERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "agent", "knowledge_base", "retrieval", "evals", "xiaoer")


class Masking(logging.Filter):
    """A filter for handlers: what a record says is masked before any formatter sees it, exceptions included."""

    def __init__(self) -> None:
        super().__init__()
        self._masker: Masker | None = None
        self._lock = threading.Lock()

    @property
    def masker(self) -> Masker:
        """What masks; loaded with the first record, so that a command that logs nothing doesn't wait for it."""
        if self._masker is None:
            from agent.privacy.masking import Masker  # noqa: PLC0415

            with self._lock:
                self._masker = self._masker or Masker()
        return self._masker

    def learn(self, store: Store) -> None:
        """Know this shop's customers and how its orders are numbered, as they are now."""
        self.masker.learned.learn(store)

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record, once, and let it through."""
        if getattr(record, _MASKED, False):
            return True
        try:
            self._mask(record)
        except Exception as error:  # noqa: BLE001 - what cannot be masked is not said, and logging never raises
            record.msg, record.args = f"a line that could not be masked ({type(error).__name__})", ()
            record.exc_info = record.exc_text = record.stack_info = None
            for name in [name for name in vars(record) if name not in STANDARD]:
                delattr(record, name)
        setattr(record, _MASKED, True)
        return True

    def _mask(self, record: logging.LogRecord) -> None:
        mask = self.masker.mask
        try:
            said = record.getMessage()
        except Exception:  # noqa: BLE001 - the arguments don't fit the format; both are still worth reading
            said = f"{record.msg} {record.args!r}"
        record.msg, record.args = mask(said), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = told(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        record.exc_info = None  # or a formatter would tell it again, in clear
        if record.stack_info:
            record.stack_info = mask(record.stack_info)
        values = vars(record)
        extras = {name: value for name, value in values.items() if name not in STANDARD}
        values.update(self.masker.value(extras))


def told(exc_info: Any) -> str:
    """A traceback as text."""
    return "".join(traceback.format_exception(*exc_info)).rstrip("\n")


MASKING = Masking()  # one for the process, as logging itself is


async def keep_learning(store: Store, seconds: float = 60.0) -> None:
    """Follow the shop's customers and orders as long as the service runs."""
    while True:
        try:
            await asyncio.to_thread(MASKING.learn, store)
        except KnowledgeBaseError:
            _logger.exception("the shop's customers could not be read; their names are not known to the logs yet")
        await asyncio.sleep(seconds)


def install() -> None:
    """Mask whatever this process logs or dies of; may be called again when handlers were added."""
    root = logging.getLogger()
    handlers = [*root.handlers, *([logging.lastResort] if logging.lastResort else [])]
    for name in _SPEAKERS:
        handlers += logging.getLogger(name).handlers
    for handler in handlers:
        if MASKING not in handler.filters:
            handler.addFilter(MASKING)
    # Whoever listens already, such as a test's own watch, goes on.
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _died
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _thread_died
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _unraisable


def _died(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, where)
        return
    print(MASKING.masker.mask(told((kind, error, where))), file=sys.stderr)


def _thread_died(died: threading.ExceptHookArgs) -> None:
    if died.exc_type is not SystemExit:
        _logger.error("a thread died", exc_info=(died.exc_type, died.exc_value, died.exc_traceback))  # type: ignore[arg-type]


def _unraisable(found: sys.UnraisableHookArgs) -> None:
    _logger.error("an error nobody could catch", exc_info=(found.exc_type, found.exc_value, found.exc_traceback))  # type: ignore[arg-type]
