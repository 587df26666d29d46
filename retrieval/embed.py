"""Texts → unit vectors.

The default is all-MiniLM-L6-v2 in int8, served by ONNX Runtime and tokenizers alone. Any other sentence-transformers
model, on CPU or GPU, stands behind the same `Embedder`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval import exported, weights
from retrieval.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Device = Literal["auto", "cpu", "cuda"]
Vectors = NDArray[np.float32]

_BATCH_TOKENS = 2048  # padded tokens of one batch; more leaves the processor's cache
_BATCH_TEXTS = 64
_TEXTS_AT_ONCE = 4096  # tokenised together, so that a million texts do not lie in memory as tokens

_log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Gives each text a vector of length 1. Safe to call from any thread."""

    name: str  # what it is called in status and logs
    hash: str  # names model and arithmetic; vectors of different hashes must not be compared
    dimension: int  # the length of the vectors

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text: float32 [len(texts), dimension], each of length 1."""


def open_embedder(
    models: Path | None = None, *, name: str = "", device: Device = "auto", threads: int | None = None
) -> Embedder:
    """Open an embedding model.

    Args:
        models: the shop's folder of models, looked in first; None: only the places that set-up fills.
        name: a sentence-transformers folder or name; "": the model that ships.
        device: where another model runs, or "cuda" to run the one that ships on a GPU.
        threads: how many batches are computed side by side; None: one for each processor.

    Raises:
        ModelError: the model is missing, damaged, or needs an extra that is not installed.
    """
    if name or device == "cuda":
        from retrieval.sentence_model import SentenceModel  # noqa: PLC0415 - loads torch, which takes seconds

        return SentenceModel(name or str(weights.folder()), device)
    found = exported.find(models)
    if found is None:
        target = models or exported.shared_folder()
        _log.warning("the embedding model has not been exported yet; exporting it to %s (xiaoer index export)", target)
        found = export_embedder(target)
    return OnnxEmbedder(found, threads=threads)


def export_embedder(models: Path) -> exported.Exported:
    """Make the int8 form of the model that ships, in a folder below `models`; one already there is replaced.

    Raises:
        ModelError: the weights are missing or not the ones expected, or the extra `export` is not installed.
    """
    try:
        from retrieval.onnx_export import export  # noqa: PLC0415 - only set-up has onnx
    except ModuleNotFoundError as error:
        raise ModelError(
            f"the package {error.name} is missing, which turns the embedding model into int8; "
            "run: pip install 'xiaoer[export]' && xiaoer index export"
        ) from error
    return exported.check(export(models))


class OnnxEmbedder:
    """An exported model. A text's vector does not depend on the texts it is embedded with."""

    def __init__(self, model: exported.Exported, *, threads: int | None = None) -> None:
        self.name, self.hash, self.dimension = model.name, model.hash, model.dimension
        self._threads = threads or processors()
        self._session = _session(model.folder / exported.graph_name())
        self._tokenizer = _tokenizer(model.folder / exported.TOKENIZER, model.tokens)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text; a text past 256 tokens counts by its beginning."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for first in range(0, len(texts), _TEXTS_AT_ONCE):
            self._embed(texts[first : first + _TEXTS_AT_ONCE], vectors[first : first + _TEXTS_AT_ONCE])
        return vectors

    def _embed(self, texts: Sequence[str], vectors: Vectors) -> None:
        # A lone surrogate cannot be tokenised; it becomes "?".
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(clean)]
        plan = list(batches([len(ids) for ids in tokens]))

        def compute(places: Sequence[int]) -> None:
            width = max(len(tokens[place]) for place in places)
            ids = np.zeros((len(places), width), np.int32)
            mask = np.zeros_like(ids)
            for row, place in enumerate(places):
                ids[row, : len(tokens[place])] = tokens[place]
                mask[row, : len(tokens[place])] = 1
            vectors[places] = self._session.run(None, {"ids": ids, "mask": mask})[0]

        if len(plan) == 1 or self._threads == 1:
            for places in plan:
                compute(places)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            for _ in pool.map(compute, reversed(plan)):  # long texts first, so that no thread ends with the longest
                pass


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places grouped with texts of like length, so that little is padding; each place once."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == _BATCH_TEXTS or (len(batch) + 1) * lengths[place] > _BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS or Windows
        return os.cpu_count() or 1


def _session(graph: Path) -> InferenceSession:
    import onnxruntime  # noqa: PLC0415 - .1 s, and this opens the engine

    options: Any = onnxruntime.SessionOptions()
    # One thread inside a batch; several batches run side by side instead, which scales better and wakes no sleepers.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The graph is written as it should run; further fusions make it slower (see onnx_graph).
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises classes of its own without a common base but Exception
        raise ModelError(f"the embedding model {graph} cannot be opened: {error}; run: xiaoer index export") from error


def _tokenizer(path: Path, tokens: int) -> Tokenizer:
    from tokenizers import Tokenizer  # noqa: PLC0415 - this opens the engine

    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(tokens)
    tokenizer.no_padding()
    return tokenizer
