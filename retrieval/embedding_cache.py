"""Keeps the vectors of texts between runs, so that indexing again embeds only what is new."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from retrieval.embed import Embedder, Vectors

_log = logging.getLogger(__name__)

_CAPACITY = 2_000_000  # vectors; about 1.6 GB for 384 dimensions
_CHUNK = 500  # keys in one query; SQLite allows 999 in its oldest builds
_BUSY_SECONDS = 30
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS vectors (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL)"
)


class CachedEmbedder:
    """An embedder before a file of vectors, keyed by model and text. Safe from any thread and process.

    Vectors are kept, and given, as float16 values: the same text has the same vector, cached or not. Past its capacity
    the file forgets the oldest. A file that is damaged is begun anew.
    """

    def __init__(self, embedder: Embedder, file: Path, *, capacity: int = _CAPACITY) -> None:
        self.name, self.hash, self.dimension = embedder.name, embedder.hash, embedder.dimension
        self._embedder = embedder
        self._file = file
        self._capacity = capacity
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._connection() as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text; only texts that are not in the file are computed, each once."""
        keys = [self._key(text) for text in texts]
        known = self._read(sorted(set(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            computed = self._embedder.embed(list(missing.values())).astype(np.float16)
            fresh = dict(zip(missing, computed, strict=True))
            self._write({key: vector.tobytes() for key, vector in fresh.items()})
            known |= fresh
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for place, key in enumerate(keys):
            vectors[place] = known[key]
        return vectors

    def _key(self, text: str) -> bytes:
        words = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(words, digest_size=16, key=self.hash.encode()[:64]).digest()

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, np.ndarray[tuple[int], np.dtype[np.float16]]]:
        found = {}
        try:
            with self._connection() as connection:
                for first in range(0, len(keys), _CHUNK):
                    some = keys[first : first + _CHUNK]
                    marks = ",".join("?" * len(some))
                    query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608 - question marks only
                    for key, vector in connection.execute(query, some):
                        if len(vector) == 2 * self.dimension:
                            found[key] = np.frombuffer(vector, np.float16)
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)
        return found

    def _write(self, rows: dict[bytes, bytes]) -> None:
        try:
            with self._connection() as connection:
                connection.executemany("INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)", rows.items())
                newest = connection.execute("SELECT max(number) FROM vectors").fetchone()[0] or 0
                connection.execute("DELETE FROM vectors WHERE number <= ?", (newest - self._capacity,))
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS)) as connection, connection:
            connection.execute("PRAGMA synchronous=OFF")  # what a power cut loses is computed again
            yield connection

    def _begin_anew(self, error: sqlite3.DatabaseError) -> None:
        """A busy or full disk leaves the cache unused this time; a damaged file is removed."""
        if isinstance(error, sqlite3.OperationalError):
            _log.warning("the embedding cache %s cannot be used now: %s", self._file, error)
            return
        _log.warning("the embedding cache %s is damaged (%s) and begun anew", self._file, error)
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        with self._connection() as connection:
            connection.execute(_SCHEMA)
