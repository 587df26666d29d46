"""Removes what is kept no longer: conversations by their last message, audit and ledger by their own age."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, Table, Text, func, select
from sqlalchemy.exc import SQLAlchemyError

from agent.privacy.place import Place, open_place
from agent.privacy.records import age_ledger
from agent.privacy.registry import HOLDINGS
from agent.privacy.subject import Subject
from knowledge_base.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from agent.settings import Settings

_logger = logging.getLogger(__name__)
_TURNS = Table("turns", MetaData(), Column("conversation", Text), Column("started", Text), Column("ended", Text))
_AUDIT = ("audit",)


def sweep(place: Place, settings: Settings, now: datetime) -> dict[str, int]:
    """Remove what is older than the settings say; how much of what."""
    from agent.privacy.holdings import Folders, Rows  # noqa: PLC0415 as below

    kept, gone = settings.privacy, {}
    if kept.conversation_days:
        before = now - timedelta(days=kept.conversation_days)
        old = Subject("", (), frozenset(), frozenset(), frozenset(_silent_since(place, before)), ())
        for holding in HOLDINGS:
            if isinstance(holding, Folders) or (isinstance(holding, Rows) and holding.keep == "conversation"):
                gone[holding.name] = holding.erase(place, old)
            if isinstance(holding, Rows) and holding.keep == "conversation" and holding.name in _OWN_AGE:
                gone[holding.name] += holding.expire(place, before)
    if kept.audit_days:
        before = now - timedelta(days=kept.audit_days)
        for holding in HOLDINGS:
            if isinstance(holding, Rows) and holding.keep == "audit":
                gone[holding.name] = holding.expire(place, before)
    if kept.ledger_days:
        gone["deeds"] = age_ledger(place, now - timedelta(days=kept.ledger_days))
    gone["old uploads"] = _old_uploads(place, now.timestamp() - settings.chat.upload_days * 86_400)
    return {name: count for name, count in gone.items() if count}


_OWN_AGE = frozenset(
    {"outbox", "tries", "codes", "gaps", "proposals"}
)  # may outlive or lack their conversation's turns


def _silent_since(place: Place, before: datetime) -> Iterator[str]:
    """Conversations whose last message is older."""
    if not place.has("memory", "turns"):
        return
    last = func.max(func.coalesce(_TURNS.c.ended, _TURNS.c.started))
    silent = select(_TURNS.c.conversation).group_by(_TURNS.c.conversation)
    stamp = before.astimezone(UTC).isoformat(timespec="milliseconds")
    yield from (row[0] for row in place.rows("memory", silent.having(last < stamp)))


def _old_uploads(place: Place, before: float) -> int:
    gone = 0
    for folder in place.home.uploads.glob("*"):
        for path in folder.glob("*"):
            with suppress(OSError):  # another one stays; the next round sees it again
                if path.stat().st_mtime < before:
                    path.unlink()
                    gone += 1
        with suppress(OSError):
            if not any(folder.iterdir()):
                shutil.rmtree(folder)
    return gone


def sweep_now(settings: Settings) -> dict[str, int]:
    """Open the home, sweep it, close it."""
    with open_place(settings.data) as place:
        return sweep(place, settings, datetime.now(UTC))


async def keep(settings: Settings) -> None:
    """Sweep now and from time to time, as long as the service runs."""
    while True:
        begun = time.perf_counter()
        try:
            gone = await asyncio.to_thread(sweep_now, settings)
        except (KnowledgeBaseError, SQLAlchemyError, OSError):  # a database that is busy; the next round tries again
            _logger.exception("what is kept no longer could not be removed")
        else:
            if gone:
                took = round(time.perf_counter() - begun, 2)
                _logger.info("what is kept no longer was removed", extra={"removed": gone, "seconds": took})
        await asyncio.sleep(settings.privacy.sweep_hours * 3600)
