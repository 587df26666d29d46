"""What conversations remember, on disk: LangGraph's checkpoints, and a log of turns that can be replayed.

Every write is committed before the next step runs (LangGraph's durability "sync"). SQLite runs in WAL mode with
`synchronous=NORMAL`: a killed process loses nothing; a power cut may lose the last moments, never the file.
"""

from __future__ import annotations

import logging
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from agent import record
from agent.errors import SettingsError
from agent.events import Attachment, ConversationId, Event, Message, MessageId
from knowledge_base.home import Home

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

STARTED, FINISHED, INTERRUPTED = "started", "finished", "interrupted"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL,
    message TEXT NOT NULL,
    number BIGINT NOT NULL,
    status TEXT NOT NULL,
    text TEXT NOT NULL,
    attachments {blob} NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    events {blob} NOT NULL,
    PRIMARY KEY (conversation, message)
)"""
_INDEX = "CREATE INDEX IF NOT EXISTS turns_in_order ON turns (conversation, number)"
_WORDS = 12  # of a search
_COLUMNS = "message, number, status, text, attachments, started, ended, events"


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the log."""

    message: MessageId
    number: int  # from 1 in its conversation
    status: str
    text: str
    attachments: tuple[Attachment, ...]
    started: str  # ISO 8601, UTC
    ended: str | None
    payload: bytes

    @property
    def events(self) -> tuple[Event, ...]:
        """What was said."""
        return tuple(record.load(self.payload))


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that a customer said, for lists of conversations."""

    conversation: str
    message: str
    text: str
    started: str  # ISO 8601, UTC


def _escaped(word: str) -> str:
    """A word in which nothing stands for other signs."""
    return re.sub(r"([!%_])", r"!\1", word)


def now() -> str:
    """The time, as it is logged."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Memory(ABC):
    """Checkpoints and the log of turns, in one database."""

    saver: BaseCheckpointSaver[Any]
    _as_text: str  # the column of events as text, in the engine's own words

    async def turn(self, conversation: ConversationId, message: MessageId) -> Turn | None:
        """The turn that answered, or began to answer, this message."""
        rows = await self._fetch(
            f"SELECT {_COLUMNS} FROM turns WHERE conversation = ? AND message = ?",  # noqa: S608 our own columns
            (conversation, message),
        )
        return _turn(rows[0]) if rows else None

    async def where(self, conversation: ConversationId, message: MessageId) -> tuple[Turn | None, Turn | None]:
        """The turn of a message, if there is one, and the newest turn."""
        rows = await self._fetch(
            f"SELECT {_COLUMNS} FROM turns WHERE conversation = ? AND (message = ? OR number = "  # noqa: S608
            "(SELECT max(number) FROM turns WHERE conversation = ?)) ORDER BY number",
            (conversation, message, conversation),
        )
        turns = [_turn(row) for row in rows]
        known = next((turn for turn in turns if turn.message == message), None)
        return known, turns[-1] if turns else None

    async def turns(self, conversation: ConversationId) -> Sequence[Turn]:
        """All turns, oldest first."""
        rows = await self._fetch(
            f"SELECT {_COLUMNS} FROM turns WHERE conversation = ? ORDER BY number",  # noqa: S608
            (conversation,),
        )
        return [_turn(row) for row in rows]

    async def recent(self, limit: int) -> Sequence[Heard]:
        """The conversations of late with what the customer said last, the newest first."""
        rows = await self._fetch(
            "SELECT t.conversation, t.message, t.text, t.started FROM turns t JOIN (SELECT conversation, "
            "max(number) AS number FROM turns GROUP BY conversation) n ON n.conversation = t.conversation "
            "AND n.number = t.number ORDER BY t.started DESC LIMIT ?",
            (limit,),
        )
        return [Heard(*row) for row in rows]

    async def find(self, words: str, limit: int) -> Sequence[Heard]:
        """Turns in which all of these words were said, by the customer or in the answer; the newest first."""
        wanted = [f"%{_escaped(word)}%" for word in words.split()][:_WORDS]
        if not wanted:
            return []
        said = f"(text || ' ' || {self._as_text})"
        where = " AND ".join([f"lower({said}) LIKE ? ESCAPE '!'"] * len(wanted))
        rows = await self._fetch(
            f"SELECT conversation, message, text, started FROM turns WHERE {where} "  # noqa: S608 our own words
            "ORDER BY started DESC LIMIT ?",
            (*(word.lower() for word in wanted), limit),
        )
        return [Heard(*row) for row in rows]

    async def begin(self, conversation: ConversationId, message: Message, number: int) -> None:
        """Log that a turn has begun; once begun, it stays where it is in the order."""
        await self._write(
            f"INSERT INTO turns (conversation, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
            "ON CONFLICT (conversation, message) DO UPDATE SET status = excluded.status",
            (
                conversation,
                message.id,
                number,
                STARTED,
                message.text,
                _attachments(message.attachments),
                now(),
                None,
                record.dump(()),
            ),
        )

    async def end(self, conversation: ConversationId, message: MessageId, status: str, events: Sequence[Event]) -> None:
        """Log all that a turn said."""
        await self._write(
            "UPDATE turns SET status = ?, ended = ?, events = ? WHERE conversation = ? AND message = ?",
            (status, now(), record.dump(events), conversation, message),
        )

    async def forget(self, conversation: ConversationId) -> None:
        """Remove everything of a conversation."""
        await self.saver.adelete_thread(conversation)
        await self._write("DELETE FROM turns WHERE conversation = ?", (conversation,))

    @abstractmethod
    async def prune(self, conversation: ConversationId) -> None:
        """Drop all checkpoints but the newest, so that long conversations stay small."""

    @abstractmethod
    async def _fetch(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Rows of a query; `?` marks values."""

    @abstractmethod
    async def _write(self, query: str, values: tuple[object, ...]) -> None:
        """Run a statement in a transaction of its own."""


class SqliteMemory(Memory):
    """In the home's `conversations.db`, over the one connection that the checkpointer uses."""

    _as_text = "CAST(events AS TEXT)"

    def __init__(self, saver: AsyncSqliteSaver) -> None:
        self.saver = self._sqlite = saver

    async def _fetch(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        async with self._sqlite.lock, self._sqlite.conn.execute(query, values) as cursor:
            return [tuple(row) for row in await cursor.fetchall()]

    async def _write(self, query: str, values: tuple[object, ...]) -> None:
        async with self._sqlite.lock:
            await self._sqlite.conn.execute(query, values)
            await self._sqlite.conn.commit()

    async def prune(self, conversation: ConversationId) -> None:
        """Drop all checkpoints but the newest."""
        newest = "SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ''"
        async with self._sqlite.lock:
            for table in ("checkpoints", "writes"):
                await self._sqlite.conn.execute(
                    f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id < ({newest})",  # noqa: S608
                    (conversation, conversation),
                )
            await self._sqlite.conn.commit()


class PostgresMemory(Memory):
    """In the shop's PostgreSQL, over the pool that the checkpointer uses."""

    _as_text = "convert_from(events, 'UTF8')"

    def __init__(self, saver: AsyncPostgresSaver, pool: Any) -> None:
        self.saver = saver
        self._pool = pool

    async def _fetch(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(query.replace("?", "%s"), values)
            return [tuple(row.values()) for row in await cursor.fetchall()]

    async def _write(self, query: str, values: tuple[object, ...]) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(query.replace("?", "%s"), values)

    async def prune(self, conversation: ConversationId) -> None:
        """Drop all checkpoints but the newest, and the channel values that only they had."""
        newest = "SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = %s AND checkpoint_ns = ''"
        async with self._pool.connection() as connection, connection.transaction():
            for table in ("checkpoints", "checkpoint_writes"):
                await connection.execute(
                    f"DELETE FROM {table} WHERE thread_id = %s AND checkpoint_id < ({newest})",  # noqa: S608
                    (conversation, conversation),
                )
            await connection.execute(
                "DELETE FROM checkpoint_blobs b WHERE b.thread_id = %s AND NOT EXISTS (SELECT 1 FROM checkpoints c "
                "WHERE c.thread_id = b.thread_id AND c.checkpoint->'channel_versions'->>b.channel = b.version)",
                (conversation,),
            )


@asynccontextmanager
async def open_memory(home: Home) -> AsyncIterator[Memory]:
    """The memory of a home's conversations: PostgreSQL where its database is, else SQLite."""
    async with AsyncExitStack() as stack:
        if home.database.startswith("postgresql"):
            yield await _postgres(home, stack)
        else:
            yield await _sqlite(home, stack)


async def _sqlite(home: Home, stack: AsyncExitStack) -> SqliteMemory:
    import aiosqlite  # noqa: PLC0415 loads with the engine
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver  # noqa: PLC0415

    home.path.mkdir(parents=True, exist_ok=True)
    connection = await stack.enter_async_context(aiosqlite.connect(home.conversations, timeout=30))
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    await connection.execute("PRAGMA journal_mode=WAL")
    await connection.execute("PRAGMA synchronous=NORMAL")
    await connection.execute(_SCHEMA.format(blob="BLOB"))
    await connection.execute(_INDEX)
    await connection.commit()
    saver = AsyncSqliteSaver(connection)
    await saver.setup()
    return SqliteMemory(saver)


async def _postgres(home: Home, stack: AsyncExitStack) -> PostgresMemory:
    try:
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver  # noqa: PLC0415 an extra
        from psycopg.rows import dict_row  # noqa: PLC0415
        from psycopg_pool import AsyncConnectionPool  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            f"database_url {home.database!r} needs the extra: pip install 'xiaoer[postgres]'"
        ) from error
    url = "postgresql" + home.database[home.database.index("://") :]
    pool = AsyncConnectionPool(
        url,
        min_size=1,
        max_size=16,
        open=False,
        kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
    )
    await stack.enter_async_context(pool)
    saver = AsyncPostgresSaver(pool)  # type: ignore[arg-type]  # its rows are dicts, as the saver wants them
    await saver.setup()
    async with pool.connection() as connection:
        await connection.execute(_SCHEMA.format(blob="BYTEA"))
        await connection.execute(_INDEX)
    return PostgresMemory(saver, pool)


def _attachments(attachments: Sequence[Attachment]) -> bytes:
    return record.plain(list(attachments))


def _turn(row: tuple[Any, ...]) -> Turn:
    message, number, status, text, attachments, started, ended, events = row
    return Turn(
        message=MessageId(message),
        number=number,
        status=status,
        text=text,
        attachments=tuple(Attachment(**one) for one in orjson.loads(bytes(attachments))),
        started=started,
        ended=ended,
        payload=bytes(events),
    )
