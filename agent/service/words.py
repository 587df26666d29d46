"""What a client writes, made fit to be kept: one rule for every door."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator

# Lone surrogates have no UTF-8; PostgreSQL takes no NUL; the other control characters mean nothing in a chat.
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean(text: object) -> object:
    """The text without control characters (tab and newline stay) and lone surrogates; anything else as it is."""
    return _UNFIT.sub("", text.replace("\r\n", "\n")) if isinstance(text, str) else text


def unfit(text: str) -> bool:
    """Whether a name holds what no name of ours can."""
    return _UNFIT.search(text) is not None


Words = Annotated[str, BeforeValidator(clean)]
