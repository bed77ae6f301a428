"""A sentence encoder of the BERT family as an OpenVINO graph, straight from its file of weights.

Devlin, Chang, Lee, Toutanova, "BERT: Pre-training of deep bidirectional transformers for language
understanding", NAACL 2019: word, place and sentence embeddings, then layers of

    x = norm(x + attention(x));  x = norm(x + W_2 gelu(W_1 x))

The vector of a text is the mean of its last states (Reimers and Gurevych, "Sentence-BERT", EMNLP 2019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval import compiled


@dataclass(frozen=True)
class BertShape:
    """What its weights do not tell of a network."""

    heads: int
    layers: int
    epsilon: float


def bert_graph(
    weights: Mapping[str, NDArray[np.float32]], shape: BertShape, layers: Sequence[int] = ()
) -> Any:
    """An `openvino.Model` from token numbers, int64 `[B, L]`, and a mask, float32 `[B, L]`, to `[B, width]`.

    The mask is 1 where there is a token, and 0 where a text has ended. Beside its vector, the graph gives the
    mean of a text's states behind each of the `layers`, in the same shape.
    """
    openvino = compiled.openvino()
    ops = openvino.opset13

    def weight(name: str) -> Any:
        return openvino.op.Constant(weights[name], shared_memory=True)  # what `ops` makes of arrays is slow

    def dense(x: Any, name: str) -> Any:
        return ops.add(ops.matmul(x, weight(f"{name}.weight"), False, True), weight(f"{name}.bias"))

    def norm(x: Any, name: str) -> Any:
        centred = ops.mvn(x, np.array([-1]), True, shape.epsilon, "inside_sqrt")
        return ops.add(ops.multiply(centred, weight(f"{name}.weight")), weight(f"{name}.bias"))

    def attention(x: Any, name: str) -> Any:
        """`[B, L, width]`, each head a share of the width."""
        split, heads_first = np.array([0, 0, shape.heads, -1]), np.array([0, 2, 1, 3])
        query, key, value = (
            ops.transpose(ops.reshape(dense(x, f"{name}.self.{role}"), split, True), heads_first)
            for role in ("query", "key", "value")
        )
        mixed = ops.scaled_dot_product_attention(query, key, value, heard)
        joined = ops.reshape(ops.transpose(mixed, heads_first), np.array([0, 0, -1]), True)
        return dense(joined, f"{name}.output.dense")

    tokens = ops.parameter([-1, -1], np.int64, name="tokens")
    mask = ops.parameter([-1, -1], np.float32, name="mask")
    heard = ops.greater(ops.unsqueeze(mask, np.array([1, 2])), np.float32(0))  # [B, 1, 1, L]
    length = ops.gather(ops.shape_of(tokens), np.int64(1), np.int64(0))
    places = ops.range(np.int64(0), length, np.int64(1), "i64")
    embedded = [
        ops.gather(weight("embeddings.word_embeddings.weight"), tokens, np.int64(0)),
        ops.gather(weight("embeddings.position_embeddings.weight"), places, np.int64(0)),
        ops.gather(weight("embeddings.token_type_embeddings.weight"), np.int64(0), np.int64(0)),
    ]
    x = norm(ops.add(ops.add(embedded[0], embedded[1]), embedded[2]), "embeddings.LayerNorm")
    states = [x]
    for number in range(shape.layers):
        layer = f"encoder.layer.{number}"
        x = norm(ops.add(x, attention(x, f"{layer}.attention")), f"{layer}.attention.output.LayerNorm")
        inner = ops.gelu(dense(x, f"{layer}.intermediate.dense"), "erf")
        x = norm(ops.add(x, dense(inner, f"{layer}.output.dense")), f"{layer}.output.LayerNorm")
        states.append(x)
    each = ops.unsqueeze(mask, np.int64(-1))
    count = ops.reduce_sum(each, np.array([1]), False)

    def mean(x: Any) -> Any:
        return ops.divide(ops.reduce_sum(ops.multiply(x, each), np.array([1]), False), count)

    outputs = [mean(states[layer]) for layer in (shape.layers, *layers)]
    return openvino.Model(outputs, [tokens, mask], "bert")
