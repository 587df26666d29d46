"""Whether words agree to exactly what was shown: a plain yes, alone or with the very thing that was proposed.

"Yes, but ...", a question, and a yes to something else are none.
"""

from __future__ import annotations

import re

from agent.llm.conversation_cues import consent
from agent.orders.naming import cue

_BESIDE = {
    "cancel": "says_cancel",
    "return": "says_return",
    "exchange": "says_exchange",
    "change items": "says_change",
    "change address": "says_change",
    "change payment": "says_change",
    "change profile address": "says_change",
    "call back": "says_call",
}


def agrees(text: str, action: str) -> bool | None:
    """True for a plain yes to a proposal of this kind, False for a plain no, None for everything else."""
    plain = consent(text)
    if plain is not None or action not in _BESIDE or re.search(r"[?？]|吗|呢|么\s*$", text):
        return plain
    said = re.sub(r"\W+", " ", cue(_BESIDE[action]).sub(" ", text)).strip()
    return consent(said) if said and said != re.sub(r"\W+", " ", text).strip() else None
