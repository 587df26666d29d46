"""A BERT sentence encoder as an ONNX graph: token ids and mask in, one unit vector a text out.

Built from the weights node by node rather than traced, so that set-up needs neither torch nor 13 seconds of imports,
and the integer arithmetic is ours to choose. Two forms of the same graph exist: float32, and int8 where every linear
layer is

    y = ((q(x / s) - z) @ W) * a * b + bias,    W = int8(weight * s)

with fixed scales. `s` moves the outliers of single channels from activations to weights (SmoothQuant, Xiao et al. 2023,
section 4: s_j = max|x_j|^alpha / max|w_j|^(1 - alpha)); `a`, `z` come from calibration. Fixed scales, unlike dynamic
ones, give a text the same vector whatever shares its batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from retrieval.weights import Shape

_OURS = "com.microsoft"  # ONNX Runtime's own operators
_ALPHA = 0.75  # of .0, .3, .5, .65, .7, .75, .8, .9 the nearest to float32 by mean cosine (.998)

Array = NDArray[Any] | np.generic
Tensors = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Range:
    """The smallest and largest value that each input channel of a linear layer took in calibration."""

    low: NDArray[np.float32]
    high: NDArray[np.float32]


@dataclass
class _Graph:
    """Nodes and constants as they are added. `ranges` absent means float32."""

    ranges: Sequence[Range] | None
    unsigned: bool  # weights as uint8 around 128
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    linear_inputs: list[str] = field(default_factory=list)

    def constant(self, value: Array) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, inputs: Sequence[str], *, outputs: int = 1, **attributes: Any) -> list[str]:
        names = [f"{operator}_{len(self.nodes)}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, name=names[0], **attributes))
        return names

    def linear(self, x: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """`x @ weight.T + bias`."""
        place = len(self.linear_inputs)
        self.linear_inputs.append(x)
        if self.ranges is None:
            product = self.add("MatMul", [x, self.constant(weight.T)])[0]
            return self.add("Add", [product, self.constant(bias)])[0]
        smoothing, scale, zero = _activation(self.ranges[place], weight)
        weight = weight * smoothing
        weight_scales = np.maximum(np.abs(weight).max(axis=1), 1e-12) / 127
        whole = np.rint(weight / weight_scales[:, None]).clip(-127, 127).T
        kind, offset = (np.uint8, 128) if self.unsigned else (np.int8, 0)
        smooth = self.add("Mul", [x, self.constant((1 / smoothing).astype(np.float32))])[0]
        a, z = self.constant(np.float32(scale)), self.constant(np.uint8(zero))
        quantised = self.add("QuantizeLinear", [smooth, a, z])[0]
        inputs = [
            quantised,
            self.constant((whole + offset).astype(kind)),
            a,
            self.constant(weight_scales.astype(np.float32)),
            z,
            self.constant(np.full(len(weight), offset, kind)),
            self.constant(bias),
        ]
        return self.add("MatMulIntegerToFloat", inputs, domain=_OURS)[0]


def _activation(seen: Range, weight: NDArray[np.float32]) -> tuple[NDArray[np.float32], float, int]:
    """Per-channel smoothing, and the scale and zero point of the smoothed activation as uint8."""
    largest = np.maximum(np.maximum(np.abs(seen.low), np.abs(seen.high)), 1e-5)
    smoothing = largest**_ALPHA / np.maximum(np.abs(weight).max(axis=0), 1e-5) ** (1 - _ALPHA)
    smoothing = (smoothing / np.exp(np.log(smoothing).mean())).astype(np.float32)
    low = min(0.0, float((seen.low / smoothing).min()))
    high = max(0.0, float((seen.high / smoothing).max()))
    scale = (high - low) / 255
    return smoothing, scale, round(-low / scale)


def build(
    tensors: Tensors,
    shape: Shape,
    ranges: Sequence[Range] | None = None,
    *,
    unsigned: bool = False,
    watch: bool = False,
) -> onnx.ModelProto:
    """The graph in float32, or in int8 where ranges are given.

    Args:
        tensors: the weights by their names in the checkpoint.
        shape: layers, heads, width.
        ranges: what each linear layer's input took, in the order of the graph.
        unsigned: weights as uint8. Same result; processors without VNNI add pairs of products in 16 bits and would
            saturate with int8 weights.
        watch: give the input of every linear layer as a further output, for calibration.
    """
    graph = _Graph(ranges, unsigned)
    hidden = _embedded(graph, tensors, shape)
    for layer in range(shape.layers):
        prefix = f"encoder.layer.{layer}."
        part = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
        hidden = _layer(graph, part, shape, hidden)
    _pooled(graph, hidden)
    integers = [helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "tokens"]) for name in ("ids", "mask")]
    watched = graph.linear_inputs if watch else []
    outputs = [
        helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", shape.width]),
        *(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in watched),
    ]
    body = helper.make_graph(graph.nodes, "sentence_encoder", integers, outputs, graph.constants)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(_OURS, 1)]
    return helper.make_model(body, opset_imports=opsets, ir_version=9, producer_name="xiaoer")


def _embedded(graph: _Graph, tensors: Tensors, shape: Shape) -> str:
    """Words and positions; the word table is kept in float16, which halves the file."""
    words = graph.constant(tensors["embeddings.word_embeddings.weight"].astype(np.float16))
    word = graph.add("Cast", graph.add("Gather", [words, "ids"]), to=TensorProto.FLOAT)[0]
    positions = (
        tensors["embeddings.position_embeddings.weight"][: shape.positions]
        + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    length = graph.add("Shape", ["ids"], start=1, end=2)[0]
    zero = graph.constant(np.array([0]))
    position = graph.add("Slice", [graph.constant(positions), zero, length, zero])[0]
    return _normalised(graph, tensors, "embeddings.LayerNorm", shape, [word, position])


def _layer(graph: _Graph, part: Tensors, shape: Shape, hidden: str) -> str:
    names = [f"attention.self.{name}" for name in ("query", "key", "value")]
    weight = np.concatenate([part[f"{name}.weight"] for name in names])
    bias = np.concatenate([part[f"{name}.bias"] for name in names])
    sizes = graph.constant(np.array([shape.width] * 3))
    heads = graph.add("Split", [graph.linear(hidden, weight, bias), sizes], outputs=3, axis=2)
    mixed = graph.add("MultiHeadAttention", [*heads, "", "mask"], domain=_OURS, num_heads=shape.heads)[0]
    attended = graph.linear(mixed, part["attention.output.dense.weight"], part["attention.output.dense.bias"])
    # Add and LayerNormalization stay two nodes: the fused SkipLayerNormalization is ten times slower on a CPU.
    hidden = _normalised(graph, part, "attention.output.LayerNorm", shape, [attended, hidden])
    wide = graph.linear(hidden, part["intermediate.dense.weight"], part["intermediate.dense.bias"])
    narrow = graph.linear(
        graph.add("Gelu", [wide], domain=_OURS)[0], part["output.dense.weight"], part["output.dense.bias"]
    )
    return _normalised(graph, part, "output.LayerNorm", shape, [narrow, hidden])


def _normalised(graph: _Graph, tensors: Tensors, name: str, shape: Shape, added: Sequence[str]) -> str:
    scale, shift = (graph.constant(tensors[f"{name}.{kind}"]) for kind in ("weight", "bias"))
    total = graph.add("Add", added)[0]
    return graph.add("LayerNormalization", [total, scale, shift], epsilon=shape.epsilon)[0]


def _pooled(graph: _Graph, hidden: str) -> None:
    """The sum over real tokens, scaled to length 1: the mean has the same direction."""
    one = graph.constant(np.array([1]))
    mask = graph.add("Unsqueeze", [*graph.add("Cast", ["mask"], to=TensorProto.FLOAT), one])[0]
    total = graph.add("Squeeze", [*graph.add("MatMul", [mask, hidden]), one])[0]
    graph.nodes.append(helper.make_node("LpNormalization", [total], ["vectors"], axis=1, p=2))
