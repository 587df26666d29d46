"""How fast messages are understood, and how well: `python benchmarks/router.py`.

Prints one JSON object: milliseconds of one processor for a message with and without its embedding, and to open the
router, and accuracy on the sentences that are held out of training ("fresh" ones were measured once, at the end).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from agent.llm.gloss import gloss
from agent.llm.router import OUT_OF_SCOPE, UNKNOWN, open_router
from agent.training.examples import read_folders
from retrieval.embed import open_embedder

HELD_OUT = Path(__file__).parent.parent / "tests" / "agent" / "llm" / "held_out"
ROUNDS = 5


def main() -> None:
    embedder = open_embedder(threads=1)
    opened = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        router = open_router(None, embedder)
        opened.append(1000 * (time.thread_time() - start))
    figures: dict[str, float] = {"open_ms": float(np.median(opened))}
    examples = read_folders([HELD_OUT])
    router.understand_all([example.text for example in examples])
    whole, embedding = [], []
    for example in examples:
        start = time.thread_time()
        router.understand(example.text)
        middle = time.thread_time()
        embedder.embed([gloss(example.text)])
        whole.append(1000 * (middle - start))
        embedding.append(1000 * (time.thread_time() - middle))
    beyond = np.asarray(whole) - np.asarray(embedding)
    figures |= {"understand_ms_p50": float(np.median(whole)), "understand_ms_p95": float(np.quantile(whole, 0.95))}
    figures |= {
        "beyond_embedding_ms_p50": float(np.median(beyond)),
        "beyond_embedding_ms_p95": float(np.quantile(beyond, 0.95)),
    }
    for folder in sorted(path for path in HELD_OUT.iterdir() if path.is_dir()):
        for language in ("en", "zh"):
            mine = [example for example in read_folders([folder]) if example.language == language]
            found = router.understand_all([example.text for example in mine])
            right = [
                understood.intent == example.intent or (example.intent == OUT_OF_SCOPE and understood.intent == UNKNOWN)
                for understood, example in zip(found, mine, strict=True)
            ]
            figures[f"accuracy_{folder.name}_{language}"] = float(np.mean(right))
    sys.stdout.write(json.dumps({name: round(value, 4) for name, value in figures.items()}) + "\n")


if __name__ == "__main__":
    main()
