"""StackFAQ (Karan and Šnajder 2018): a question put in other words finds its own question and answer.

Reads the first `*.json` with `root.qapair`, a list of `question`, `answer` and `rephr` (rephrasings; "*" stands for
none). A rephrasing is asked; its pair alone is relevant. Rephrasings are never indexed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.benchmarks.base import reading
from evals.benchmarks.shop import opened
from evals.errors import DataError
from evals.figures import Report, bootstrap
from evals.metrics.ranking import ndcg, recall, reciprocal_rank
from knowledge_base.schema import FaqEntry, FaqId
from retrieval.fuse import provenance

_LAYOUT = "a JSON file with root.qapair, each pair with question, answer and rephr"
_NONE = "*"
_PUBLISHED = {
    "BM25-type": {"ndcg_at_10": 0.783},
    "BERT tuned on it": {"ndcg_at_10": 0.988},
    "MiniLM on the question": {"ndcg_at_10": 0.977},
}


def run(folder: Path) -> Report:
    """Index the pairs, ask every rephrasing."""
    pairs = _read(folder)
    entries = [
        FaqEntry(id=FaqId(str(number)), question=pair["question"], answer="\n".join(_texts(pair["answer"])))
        for number, pair in enumerate(pairs)
    ]
    asked = [
        (text, str(number)) for number, pair in enumerate(pairs) for text in _texts(pair["rephr"]) if text != _NONE
    ]
    with opened(entries, "stackfaq") as searcher:
        rankings = [[hit.id for hit in searcher.search(text, kinds=["faq"]).hits] for text, _ in asked]
    cases = [(ranking, {own: 1.0}) for ranking, (_, own) in zip(rankings, asked, strict=True)]
    figures = {
        "ndcg_at_10": bootstrap([ndcg(ranking, grades) for ranking, grades in cases]),
        "recall_at_10": bootstrap([recall(ranking, grades) for ranking, grades in cases]),
        "recall_at_1": bootstrap([recall(ranking, grades, 1) for ranking, grades in cases]),
        "reciprocal_rank": bootstrap([reciprocal_rank(ranking, grades) for ranking, grades in cases]),
    }
    notes = (
        f"{len(pairs)} pairs, {len(asked)} rephrasings asked",
        f"weights of FAQ search, chosen in view of this set: {provenance()['faq']}",
    )
    return Report("stackfaq", figures, _PUBLISHED, notes)


def _read(folder: Path) -> list[Mapping[str, Any]]:
    for path in sorted(folder.rglob("*.json")):
        with reading(path, _LAYOUT):
            data = json.loads(path.read_text("utf-8"))
            if isinstance(data, dict) and "root" in data:
                pairs: list[Mapping[str, Any]] = data["root"]["qapair"]
                return pairs
    raise DataError(f"{folder} holds no StackFAQ file; the data folder needs {_LAYOUT}")


def _texts(value: str | Sequence[str]) -> list[str]:
    """One text or several, blank ones left out."""
    return [text.strip() for text in ([value] if isinstance(value, str) else value) if text and text.strip()]
