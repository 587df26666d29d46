"""Intents: what a message wants, how sure that is, and "unknown" where it isn't sure.

A linear head ranks intents from the message's embedding and n-grams; how near the message lies to the examples says
whether any of them is meant. Trained by `agent.training.router` from files that a shop can edit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from agent.errors import ModelError
from agent.llm.features import Floats, Ngrams
from agent.llm.gloss import gloss
from agent.llm.heads import Familiarity, LinearHead

if TYPE_CHECKING:
    from retrieval.embed import Embedder

UNKNOWN = "unknown"
OUT_OF_SCOPE = "out_of_scope"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message wants.

    `intent` is the best of `ranked`, or "unknown" when its probability, `confidence`, is below the router's threshold.
    `ranked` holds every intent with its probability, best first; what is missing to 1 is for none of these.
    """

    intent: str
    confidence: float
    ranked: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Training:
    """What a router was trained for: its intents, its embedding and when it may answer."""

    intents: tuple[str, ...]
    outside: str | None  # the intent that stands for everything else, if examples of it were given
    threshold: float
    embedding: str  # name of the embedding
    embedding_hash: str


class Router:
    """Understands messages. Immutable, safe to call from any thread."""

    def __init__(
        self, training: Training, ngrams: Ngrams, head: LinearHead, familiarity: Familiarity, embedder: Embedder
    ) -> None:
        self.training = training
        self._ngrams = ngrams
        self._head = head
        self._familiarity = familiarity
        self._embedder = embedder
        self.hash = ""  # of the file that it was read from, SHA-256
        self._outside = training.intents.index(training.outside) if training.outside else None
        self._inside = [place for place in range(len(training.intents)) if place != self._outside]

    @property
    def intents(self) -> tuple[str, ...]:
        """All intents it can tell apart."""
        return self.training.intents

    def understand(self, text: str) -> Understanding:
        """What one message wants."""
        return self.understand_all([text])[0]

    def understand_all(self, texts: Sequence[str]) -> list[Understanding]:
        """What each message wants; one call of the embedder."""
        if not texts:
            return []
        vectors = self._embedder.embed([gloss(text) for text in texts])
        return [self._understand(text, vector) for text, vector in zip(texts, vectors, strict=True)]

    def _understand(self, text: str, vector: Floats) -> Understanding:
        scores = self._head.scores(vector, *self._ngrams.transform(text))
        inside = scores[self._inside]
        outside = float(scores[self._outside]) if self._outside is not None else 0.0
        known, right = self._familiarity.judge(self._familiarity.evidence(vector, inside, outside))
        shares, unknown = _spread(self._familiarity.shares(inside), known, right)
        ranked = [
            (self.training.intents[place], float(share)) for place, share in zip(self._inside, shares, strict=True)
        ]
        if self.training.outside:
            ranked.append((self.training.outside, unknown))
        ranked.sort(key=lambda pair: -pair[1])
        intent, confidence = ranked[0]
        sure = confidence >= self.training.threshold
        return Understanding(intent if sure else UNKNOWN, confidence, tuple(ranked))

    def save(self, path: Path) -> None:
        """Write it as arrays and JSON, no pickles. The same router gives the same bytes."""
        meta = {
            "format": _FORMAT,
            "intents": self.training.intents,
            "outside": self.training.outside,
            "threshold": self.training.threshold,
            "embedding": self.training.embedding,
            "embedding_hash": self.training.embedding_hash,
            "temperature": self._familiarity.temperature,
        }
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                meta=_bytes(json.dumps(meta, sort_keys=True)),
                grams=_bytes("\n".join(self._ngrams.places)),
                idf=self._ngrams.idf,
                dense=self._head.dense,
                sparse=self._head.sparse.astype(np.float16),
                bias=self._head.bias,
                examples=np.round(self._familiarity.examples * 127).astype(np.int8),
                centres=self._familiarity.centres,
                coefficients=self._familiarity.coefficients,
                intercepts=self._familiarity.intercepts,
            )


def _spread(shares: Floats, known: float, right: float) -> tuple[Floats, float]:
    """Probabilities of the intents and of none of them: `right` for the best, the rest by what the others deserve.

    No other intent gets more than the best one, however unsure that is.
    """
    best = int(shares.argmax())
    rest = shares * known
    rest[best] = 0.0
    total = float(rest.sum()) + 1 - known
    rest = np.minimum(rest * ((1 - right) / max(total, 1e-9)), right * (1 - 1e-6))
    rest[best] = right
    return rest, (1 - known) * (1 - right) / max(total, 1e-9)


def _bytes(text: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def open_router(path: Path | None, embedder: Embedder) -> Router:
    """The router in a file; None: the one that ships.

    Raises:
        ModelError: the file is missing or damaged, or its router was trained for another embedding.
    """
    where = path or Path(str(files("agent.llm") / "data" / "router.npz"))
    try:
        with where.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            router = _read({name: arrays[name] for name in arrays.files}, embedder)
            router.hash = hashlib.sha256(where.read_bytes()).hexdigest()
    except FileNotFoundError as error:
        raise ModelError(f"router {where} is missing; make it with: xiaoer train router --out {where}") from error
    except (BadZipFile, EOFError, KeyError, OSError, TypeError, ValueError) as error:
        raise ModelError(f"router {where} cannot be read ({error}); make it anew with: xiaoer train router") from error
    if router.training.embedding_hash != embedder.hash:
        raise ModelError(
            f"router {where} was trained for the embedding {router.training.embedding} "
            f"({router.training.embedding_hash[:12]}), not for {embedder.name} ({embedder.hash[:12]}); "
            "train one with: xiaoer train router"
        )
    return router


def _read(arrays: dict[str, Any], embedder: Embedder) -> Router:
    meta = json.loads(arrays["meta"].tobytes())
    if meta["format"] != _FORMAT:
        raise ValueError(f"format {meta['format']}, needs {_FORMAT}")
    grams = arrays["grams"].tobytes().decode().split("\n")
    examples = arrays["examples"].astype(np.float32)
    training = Training(
        tuple(meta["intents"]), meta["outside"], meta["threshold"], meta["embedding"], meta["embedding_hash"]
    )
    return Router(
        training,
        Ngrams({gram: place for place, gram in enumerate(grams)}, arrays["idf"]),
        LinearHead(arrays["dense"], arrays["sparse"].astype(np.float32), arrays["bias"]),
        Familiarity(
            examples / np.linalg.norm(examples, axis=1, keepdims=True),
            arrays["centres"],
            arrays["coefficients"],
            arrays["intercepts"],
            meta["temperature"],
        ),
        embedder,
    )
