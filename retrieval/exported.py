"""Where exported embedding models lie, and whether one is whole."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval import weights
from retrieval.errors import ModelError

VERSION = 1  # raise it when the arithmetic changes: every vector is then made anew
MANIFEST, TOKENIZER = "manifest.json", "tokenizer.json"
VNNI, PORTABLE = "int8-vnni.onnx", "int8-portable.onnx"


@dataclass(frozen=True, slots=True)
class Exported:
    """A whole export: its folder and what its manifest says."""

    folder: Path
    name: str
    dimension: int
    tokens: int

    @property
    def hash(self) -> str:
        """Names the arithmetic: the same hash gives the same vectors."""
        return model_hash()


def model_hash() -> str:
    """The hash of the default model in this version's arithmetic."""
    return hashlib.sha256(f"{weights.SHA256} int8 {VERSION}".encode()).hexdigest()[:16]


def folder_name() -> str:
    """The name of the export's folder."""
    return f"{weights.NAME}-int8-{model_hash()}"


def shared_folder() -> Path:
    """Where set-up puts the export, for every home: inside the Python environment, else the user's cache."""
    inside = Path(sys.prefix) / "share"
    writable = sys.prefix != sys.base_prefix and inside.parent.is_dir()
    return (inside if writable else Path.home() / ".cache") / "xiaoer" / "models"


def places(models: Path | None) -> Sequence[Path]:
    """Folders to look in, in order: the shop's own, the environment's, the user's cache."""
    found = [models] if models else []
    return (*found, shared_folder(), Path.home() / ".cache" / "xiaoer" / "models")


def find(models: Path | None) -> Exported | None:
    """The first whole export; None if there is none."""
    for place in places(models):
        folder = place / folder_name()
        if (folder / MANIFEST).is_file():
            try:
                return check(folder)
            except ModelError:
                continue
    return None


def check(folder: Path) -> Exported:
    """Read the manifest and compare the checksums of the files that serving here will read.

    Raises:
        ModelError: something is missing or damaged.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        for name in (graph_name(), TOKENIZER):
            if _digest(folder / name) != manifest["files"][name]:
                raise ModelError(f"{folder / name} is damaged; run: xiaoer index export")
        return Exported(folder, manifest["name"], int(manifest["dimension"]), int(manifest["tokens"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder} is not a whole export ({error}); run: xiaoer index export") from error


def describe(folder: Path) -> dict[str, str]:
    """The checksum of every file."""
    return {path.name: _digest(path) for path in sorted(folder.iterdir())}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def graph_name(flags: frozenset[str] | None = None) -> str:
    """The graph for a processor with these flags (as Linux names them; None: this machine's).

    int8 weights are fastest with VNNI. Without it the products of uint8 and int8 are added in saturating 16 bits, and
    the result would be wrong: uint8 weights then give the same numbers exactly, at two thirds of the speed.
    """
    known = processor_flags() if flags is None else flags
    return VNNI if known & {"avx512_vnni", "avx_vnni"} else PORTABLE


def processor_flags() -> frozenset[str]:
    """What this processor can do, where Linux says so; elsewhere nothing is assumed."""
    if platform.machine() not in {"x86_64", "AMD64"}:
        return frozenset()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), ()))
