"""What can go wrong in `retrieval`.

RetrievalError
├── QueryError       the query, a filter or k is out of range
├── ModelError       the embedding model is missing, damaged or not the one named
└── SnapshotError    an index snapshot is damaged or of another version; it is rebuilt
"""

from __future__ import annotations


class RetrievalError(Exception):
    """Any error of this package; its message names the thing, the value and what was needed."""


class QueryError(RetrievalError):
    """The query, a filter or k is out of range."""


class ModelError(RetrievalError):
    """The embedding model is missing, damaged or not the one named."""


class SnapshotError(RetrievalError):
    """An index snapshot is damaged or of another version."""
