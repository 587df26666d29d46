"""Trains the intent router and writes the card that says what it is and how good cross-validation finds it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agent.errors import AgentError
from agent.llm.features import Floats
from agent.llm.gloss import gloss
from agent.llm.router import OUT_OF_SCOPE, Router, Training
from agent.training.calibration import (
    Findings,
    choose_threshold,
    confidence,
    cross_validate,
    figures,
    fit_familiarity,
)
from agent.training.examples import Example, fingerprint
from agent.training.fitting import Data, fit, spoken

if TYPE_CHECKING:
    from retrieval.embed import Embedder

Progress = Callable[[str, int, int], None]  # step, done, total

_BATCH = 256


class TrainingError(AgentError):
    """There is not enough to learn from."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a router is; kept beside it as JSON. Figures are by cross-validation on its own examples."""

    created: str  # ISO 8601, UTC
    command: str
    data_hash: str
    examples: dict[str, int]  # by language
    intents: dict[str, int]
    embedding: str
    embedding_hash: str
    threshold: float
    figures: dict[str, float]
    recall: dict[str, float]  # of each intent in scope, before rejection

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def card_path(model: Path) -> Path:
    """Where the card of a model file lies."""
    return model.with_suffix(".card.json")


def train_router(
    examples: Sequence[Example],
    embedder: Embedder,
    *,
    outside: str = OUT_OF_SCOPE,
    most_lost: float = 0.02,
    command: str = "",
    progress: Progress = lambda _step, _done, _total: None,
) -> tuple[Router, Card]:
    """Train on all examples, with confidence and threshold from cross-validation.

    Args:
        examples: of at least two intents in scope; `outside` ones are welcome.
        embedder: what turns texts into unit vectors, now and when the router is used.
        outside: the intent that stands for everything that no other one covers.
        most_lost: how much in-scope accuracy rejection may cost in cross-validation; the threshold follows.
        command: what the card says made it.
        progress: called with step, done, total.

    Raises:
        TrainingError: fewer than two intents in scope, or no intent with two examples.
    """
    data = _prepare(examples, embedder, outside, progress)
    findings = cross_validate(data, lambda done, total: progress("cross-validate", done, total))
    progress("train", 0, 1)
    parts = fit(data, np.arange(len(data.texts)))
    familiarity = fit_familiarity(findings, parts.examples, parts.centres)
    sure = confidence(findings, familiarity)
    training = Training(
        intents=data.intents,
        outside=outside if data.outside is not None else None,
        threshold=choose_threshold(findings, sure, most_lost),
        embedding=embedder.name,
        embedding_hash=embedder.hash,
    )
    router = Router(training, parts.ngrams, parts.head, familiarity, embedder)
    progress("train", 1, 1)
    return router, _card(examples, training, findings, sure, command)


def _prepare(examples: Sequence[Example], embedder: Embedder, outside: str, progress: Progress) -> Data:
    intents = tuple(sorted({example.intent for example in examples}))
    inside = [intent for intent in intents if intent != outside]
    if len(inside) < 2:
        raise TrainingError(f"intents in scope: {', '.join(inside) or 'none'}; a router needs two at least")
    if len(examples) < 2 * len(intents):
        raise TrainingError(
            f"{len(examples)} examples of {len(intents)} intents; a router needs two of each, more or less"
        )
    texts = [example.text for example in examples]
    vectors = []
    for start in range(0, len(texts), _BATCH):
        progress("embed", start, len(texts))
        vectors.append(embedder.embed([gloss(text) for text in texts[start : start + _BATCH]]))
    progress("embed", len(texts), len(texts))
    places = {intent: place for place, intent in enumerate(intents)}
    labels = np.asarray([places[example.intent] for example in examples], dtype=np.int64)
    templates = {example.template: place for place, example in enumerate(examples) if example.template}
    groups = [templates.get(example.template, place) for place, example in enumerate(examples)]
    strange = np.asarray([example.strange for example in examples])
    names = embedder.embed([spoken(intent) for intent in intents])
    return Data(
        texts,
        np.vstack(vectors).astype(np.float32),
        labels,
        intents,
        places.get(outside),
        np.asarray(groups),
        strange,
        names,
    )


def _card(examples: Sequence[Example], training: Training, findings: Findings, sure: Floats, command: str) -> Card:
    inside = [intent for intent in training.intents if intent != training.outside]
    own = {place: findings.inside & (findings.labels == place) for place in range(len(inside))}
    return Card(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=command,
        data_hash=fingerprint(examples),
        examples=dict(sorted(Counter(example.language for example in examples).items())),
        intents=dict(sorted(Counter(example.intent for example in examples).items())),
        embedding=training.embedding,
        embedding_hash=training.embedding_hash,
        threshold=round(training.threshold, 4),
        figures=figures(findings, sure, training.threshold),
        recall={
            inside[place]: round(float(findings.right[rows].mean()), 4) for place, rows in own.items() if rows.any()
        },
    )
