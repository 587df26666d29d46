"""Makes the int8 ONNX form of the embedding model, once at set-up: a second or two, no torch.

A finished export is a folder with the graph for processors with and without VNNI, the tokenizer, and a manifest with
the checksum of each file. It is written beside its place and renamed, so a folder with that name is always whole.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from tokenizers import Tokenizer

from retrieval import onnx_graph, weights
from retrieval.exported import MANIFEST, PORTABLE, TOKENIZER, VERSION, VNNI, describe, folder_name

_LONG = 1000  # characters, about as many as the model reads


def export(models: Path) -> Path:
    """Export the model that ships into a folder below `models`, and give that folder; one already there is replaced.

    Raises:
        ModelError: the weights are missing or not the ones expected.
    """
    source = weights.folder()
    weights.check(source / "model.safetensors", weights.SHA256)
    weights.check(source / "tokenizer.json", weights.TOKENIZER_SHA256)
    models.mkdir(parents=True, exist_ok=True)
    target = models / folder_name()
    with tempfile.TemporaryDirectory(dir=models, prefix=".export-") as unfinished:
        _write(source, Path(unfinished))
        if target.exists():
            shutil.rmtree(target)
        Path(unfinished).chmod(0o755)
        Path(unfinished).rename(target)
        Path(unfinished).mkdir()  # for TemporaryDirectory to remove
    return target


def _write(source: Path, folder: Path) -> None:
    shape = weights.Shape()
    tensors = weights.read(source / "model.safetensors")
    ranges = calibrate(tensors, shape, source / "tokenizer.json")
    for name, unsigned in ((VNNI, False), (PORTABLE, True)):
        onnx.save(onnx_graph.build(tensors, shape, ranges, unsigned=unsigned), str(folder / name))
    shutil.copyfile(source / "tokenizer.json", folder / TOKENIZER)
    manifest = {
        "version": VERSION,
        "name": weights.NAME,
        "weights": weights.SHA256,
        "dimension": shape.width,
        "tokens": shape.positions,
        "files": describe(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))


def calibrate(tensors: dict[str, Any], shape: weights.Shape, tokenizer: Path) -> list[onnx_graph.Range]:
    """The range of every linear layer's input channels over our calibration sentences, in float32."""
    sentences = calibration_texts(
        json.loads(resources.files("retrieval").joinpath("calibration.json").read_text("utf-8"))
    )
    reader = Tokenizer.from_file(str(tokenizer))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    graph = onnx_graph.build(tensors, shape, watch=True).SerializeToString()
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    lows: list[Any] = []
    highs: list[Any] = []
    for sentence in sentences:
        ids = np.array([reader.encode(sentence).ids], np.int32)
        watched = [value[0] for value in session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[1:]]
        lows.append([value.min(axis=0) for value in watched])
        highs.append([value.max(axis=0) for value in watched])
    return [
        onnx_graph.Range(np.min(low, axis=0), np.max(high, axis=0))
        for low, high in zip(zip(*lows, strict=True), zip(*highs, strict=True), strict=True)
    ]


def calibration_texts(sentences: Sequence[str]) -> list[str]:
    """The sentences, mixtures as long as the model reads, and repetitions: late positions take values of their own."""
    rng = random.Random(1)
    mixtures = [" ".join(rng.sample(sentences, len(sentences)))[:_LONG] for _ in range(12)]
    repetitions = [(f"{sentence} " * _LONG)[:_LONG] for sentence in sentences[:6]]
    return [*sentences, *mixtures, *repetitions]
