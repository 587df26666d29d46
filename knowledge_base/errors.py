"""What can go wrong in `knowledge_base`.

KnowledgeBaseError
├── StoreError            the database cannot be opened, read or written
├── RecordError           one record or row is wrong; names the field, the value and the need
├── SourceError           a whole file cannot be read
└── UnknownRecordError    nothing has that id
"""

from __future__ import annotations


class KnowledgeBaseError(Exception):
    """Any error of this package; its message names the thing, the value and what was needed."""


class StoreError(KnowledgeBaseError):
    """The database cannot be opened, read or written."""


class RecordError(KnowledgeBaseError):
    """One record is wrong."""

    def __init__(self, field: str, value: object, need: str) -> None:
        shown = repr(value)
        if len(shown) > 80:
            shown = shown[:77] + "..."
        super().__init__(f"{field} is {shown}; {need}")
        self.field = field
        self.value = value
        self.need = need


class SourceError(KnowledgeBaseError):
    """A whole file cannot be read."""


class UnknownRecordError(KnowledgeBaseError, LookupError):
    """Nothing has that id."""
