"""A shop for one run of a suite: records go the product's own way, from the store through the index to the search."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from knowledge_base import Home, open_store
from knowledge_base.schema import Record
from retrieval import LiveSearcher, open_searcher

_VECTORS = "embeddings.db"  # what the index keeps vectors in, between runs too


@contextmanager
def opened(records: Iterable[Record], suite: str) -> Iterator[LiveSearcher]:
    """A searcher over these records in a fresh home, gone afterwards but for the vectors of their texts."""
    kept = Path.home() / ".cache" / "xiaoer" / "evals" / suite / _VECTORS
    with TemporaryDirectory(prefix="xiaoer-eval-") as folder, _bar() as bar:
        home = Home(Path(folder))
        home.index.mkdir(parents=True)
        if kept.is_file():
            shutil.copyfile(kept, home.index / _VECTORS)
        task = bar.add_task("storing records", total=None)
        store = open_store(home)
        try:
            store.put(records)

            def report(doing: str, done: int, total: int) -> None:
                bar.update(task, description=doing, completed=done, total=total)

            with open_searcher(store, home, wait=True, progress=report) as searcher:
                bar.update(task, description="asking", completed=0, total=None)
                yield searcher
        finally:
            store.close()
            _keep(home.index / _VECTORS, kept)


def _keep(vectors: Path, kept: Path) -> None:
    if vectors.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")
        shutil.copyfile(vectors, fresh)
        fresh.replace(kept)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
