"""The int8 export beside the same model in torch: throughput, one query's latency, and what ranking loses.

    python benchmarks/embeddings.py --data FOLDER [--products 4000] [--cache FOLDER]

FOLDER holds `chorus/` and `stackfaq/` as their publishers lay them out. Ranking is by cosine alone: chorus' queries to
titles and short descriptions (gain = grade, unjudged = 0), StackFAQ's rephrasings to questions. Both models see the
same texts on the same processors in the same run, alternately. Needs the extra `export` (torch), which
takes minutes for all of chorus: what it has embedded is kept in the folder of `--cache`, so that a run that was stopped
goes on.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from evals.benchmarks.chorus import read_products
from evals.figures import bootstrap
from evals.metrics.ranking import ndcg
from retrieval import weights
from retrieval.embed import open_embedder, processors

Embed = Callable[[Sequence[str]], np.ndarray]

_PART = 512  # texts in a file of the cache


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--products", type=int, default=0, help="index only the judged ones and this many more; 0: all")
    parser.add_argument("--cache", type=Path, help="folder that keeps the vectors of torch from run to run")
    parser.add_argument("--threads", type=int, default=processors())
    arguments = parser.parse_args()
    began = time.perf_counter()
    ours = open_embedder(threads=arguments.threads)
    opened = time.perf_counter() - began
    theirs = torch_model(arguments.threads)
    products, grades = chorus(arguments.data / "chorus", arguments.products)
    pairs = stackfaq(arguments.data / "stackfaq")
    speed = throughput(ours.embed, theirs, list(products.values())[:2048])
    kept = cached(theirs, arguments.cache) if arguments.cache else theirs
    report = {
        "threads": arguments.threads,
        "open_seconds": round(opened, 3),
        **speed,
        "query_ms_int8": latency(ours.embed),
        "query_ms_torch": latency(theirs),
        "chorus": compare(ours.embed, kept, *ranked_by_products(products, grades)),
        "stackfaq": compare(ours.embed, kept, *ranked_by_questions(pairs)),
    }
    print(json.dumps(report, indent=1))


def torch_model(threads: int) -> Embed:
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    model = SentenceTransformer(str(weights.folder()), device="cpu")
    return lambda texts: model.encode(list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False)


def cached(embed: Embed, folder: Path) -> Embed:
    """The same, in parts that are kept in files named by what is in them."""
    folder.mkdir(parents=True, exist_ok=True)

    def part(texts: Sequence[str]) -> np.ndarray:
        name = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        path = folder / f"{name}.npy"
        if not path.exists():
            with (unfinished := path.with_suffix(".part")).open("wb") as file:
                np.save(file, embed(texts))
            unfinished.replace(path)
        return np.load(path)

    return lambda texts: np.concatenate([part(texts[at : at + _PART]) for at in range(0, len(texts), _PART)])


def chorus(folder: Path, sample: int) -> tuple[dict[str, str], dict[str, dict[str, float]]]:
    grades: dict[str, dict[str, float]] = {}
    with (folder / "ratings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            grades.setdefault(row["query"], {})[row["docid"]] = float(row["rating"])
    texts = {product.id: f"{product.title}. {product.description}" for product in read_products(folder)}
    if sample:
        judged = {item for judged in grades.values() for item in judged}
        others = [item for item in texts if item not in judged][:: max(1, (len(texts) - len(judged)) // sample)]
        texts = {item: text for item, text in texts.items() if item in judged or item in set(others)}
    return texts, {query: judged for query, judged in grades.items() if any(judged.values())}


def stackfaq(folder: Path) -> list[dict]:
    return json.loads(next(folder.glob("*.json")).read_text("utf-8"))["root"]["qapair"]


def ranked_by_products(texts: dict[str, str], grades: dict[str, dict[str, float]]) -> tuple:
    return list(texts.values()), list(texts), list(grades), list(grades.values())


def ranked_by_questions(pairs: list[dict]) -> tuple:
    asked = [
        (text, number)
        for number, pair in enumerate(pairs)
        for text in ([pair["rephr"]] if isinstance(pair["rephr"], str) else pair["rephr"])
        if isinstance(text, str) and text != "*"
    ]
    questions = [pair["question"] for pair in pairs]
    return questions, list(range(len(pairs))), [text for text, _ in asked], [{number: 1.0} for _, number in asked]


def compare(ours: Embed, theirs: Embed, texts: list[str], ids: list, queries: list[str], grades: list[dict]) -> dict:
    """nDCG@10 of both, and the paired loss of int8 with its 95% interval."""
    scores = {}
    for name, embed in (("int8", ours), ("torch", theirs)):
        similar = np.asarray(embed(queries)) @ np.asarray(embed(texts)).T
        best = np.argsort(-similar, axis=1, kind="stable")[:, :10]
        scores[name] = [ndcg([ids[place] for place in row], judged) for row, judged in zip(best, grades, strict=True)]
    loss = bootstrap([torch - int8 for torch, int8 in zip(scores["torch"], scores["int8"], strict=True)])
    return {
        "texts": len(texts),
        "queries": len(queries),
        "ndcg_at_10_torch": round(float(np.mean(scores["torch"])), 4),
        "ndcg_at_10_int8": round(float(np.mean(scores["int8"])), 4),
        "loss": round(loss.value, 4),
        "loss_95": [round(loss.low, 4), round(loss.high, 4)],
    }


def throughput(ours: Embed, theirs: Embed, texts: list[str]) -> dict[str, float]:
    """Texts a second, the median of three alternating rounds."""
    rates: dict[str, list[float]] = {"int8": [], "torch": []}
    for embed in (ours, theirs):
        embed(texts[:64])
    for _ in range(3):
        for name, embed in (("int8", ours), ("torch", theirs)):
            began = time.perf_counter()
            embed(texts)
            rates[name].append(len(texts) / (time.perf_counter() - began))
    int8, torch = (float(np.median(rates[name])) for name in ("int8", "torch"))
    return {
        "texts_per_second_int8": round(int8, 1),
        "texts_per_second_torch": round(torch, 1),
        "times_torch": round(int8 / torch, 2),
    }


def latency(embed: Embed) -> dict[str, float]:
    """Milliseconds of one customer's question."""
    seconds = []
    for number in range(220):
        question = [f"do you have waterproof hiking boots in size {number % 50}, and can I return them?"]
        began = time.perf_counter()
        embed(question)
        seconds.append(time.perf_counter() - began)
    p50, p99 = np.percentile(seconds[20:], [50, 99]) * 1000
    return {"p50": round(float(p50), 2), "p99": round(float(p99), 2)}


if __name__ == "__main__":
    main()
