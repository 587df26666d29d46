"""Any sentence-transformers model, on CPU or GPU. Imported only when one is named: its imports take seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError

_ENDS = 1 << 16  # bytes read from each end of a file for the model's hash


class SentenceModel:
    """A model by its folder or its name on the Hugging Face hub.

    Raises:
        ModelError: sentence-transformers is not installed, or the model cannot be loaded.
    """

    def __init__(self, name: str, device: str = "auto") -> None:
        try:
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ModelError(
                f"the embedding model {name!r} needs sentence-transformers; run: pip install 'xiaoer[gpu]'"
            ) from error
        try:
            self._model: Any = SentenceTransformer(name, device=None if device == "auto" else device)
        except Exception as error:  # the library raises what its many backends raise
            raise ModelError(f"the embedding model {name!r} cannot be loaded on {device}: {error}") from error
        self.name = name
        self.dimension = int(self._model.get_sentence_embedding_dimension())
        self.hash = fingerprint(name, str(getattr(self._model[0].auto_model.config, "_commit_hash", None)))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 for each text."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)


def fingerprint(name: str, revision: str) -> str:
    """A hash that changes with the model: of a folder's files by size and ends, of a hub name by its revision."""
    total = hashlib.sha256(f"sentence-transformers {name} {revision}".encode())
    folder = Path(name)
    if folder.is_dir():
        total = hashlib.sha256(b"sentence-transformers")
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            size = path.stat().st_size
            total.update(f"{path.relative_to(folder)} {size}".encode())
            with path.open("rb") as file:
                total.update(file.read(_ENDS))
                file.seek(max(0, size - _ENDS))
                total.update(file.read())
    return total.hexdigest()[:16]
