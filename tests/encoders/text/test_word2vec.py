"""Word vectors: files of every layout, phrases before words, and a clear "unknown"."""

from __future__ import annotations

import gzip
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from encoders.base import EncoderError
from encoders.registry import create_text
from encoders.text._vector_files import read_vectors
from encoders.text.word2vec import Config, Word2Vec
from tests.encoders.text_contract import TextEncoderContract

WORDS = [
    "deep",
    "house",
    "deep_house",
    "jazz",
    "slow",
    "piano",
    "rainy",
    "evening",
    "drums",
    "Lo-Fi",
    "hiphop",
]
VECTORS = np.random.default_rng(0).standard_normal((len(WORDS), 6)).astype(np.float32)


def lines() -> list[str]:
    return [" ".join([word, *map(repr, row.tolist())]) for word, row in zip(WORDS, VECTORS, strict=True)]


def keyed() -> Any:
    from gensim.models import KeyedVectors

    vectors = KeyedVectors(VECTORS.shape[1])
    vectors.add_vectors(WORDS, VECTORS)
    return vectors


class TestWord2Vec(TextEncoderContract):
    name = "word2vec"
    learns = False

    @pytest.fixture
    def options(self, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
        path = tmp_path_factory.mktemp("glove") / "vectors.txt"
        path.write_text("\n".join(lines()) + "\n")
        return {"vectors": str(path)}


@pytest.fixture
def encoder() -> Word2Vec:
    return Word2Vec(Config(), WORDS, VECTORS).eval()


@pytest.mark.parametrize(
    "layout", ["glove", "glove.gz", "text", "binary", "gensim", "gensim beside", "model", "model beside"]
)
def test_every_layout_gives_the_same_table(layout: str, tmp_path: Path) -> None:
    path = tmp_path / ("v.txt.gz" if layout.endswith("gz") else "v.any")
    if layout == "glove":
        path.write_text("\n".join(lines()) + "\n")
    elif layout == "glove.gz":
        path.write_bytes(gzip.compress(("\n".join(lines()) + "\n").encode()))
    elif layout in ("text", "binary"):
        keyed().save_word2vec_format(str(path), binary=layout == "binary")
    else:
        beside = {"sep_limit": 1} if layout.endswith("beside") else {}
        whole = keyed()
        if layout.startswith("model"):
            from gensim.models import Word2Vec as Model

            whole = Model(vector_size=6)
            whole.wv = keyed()
        whole.save(str(path), **beside)
    words, vectors = read_vectors(path)
    assert words == WORDS and vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, VECTORS, atol=1e-6)
    words, vectors = read_vectors(path, limit=3)
    assert words == WORDS[:3] and vectors.shape == (3, 6)


class Trap:
    """Pickled, it is an order to call a function with an argument."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_a_pickle_runs_nothing(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    trapped = pickle.dumps({"vectors": Trap(trace)})
    pickle.loads(trapped)  # noqa: S301 - made here
    assert trace.exists(), "the trap works"
    trace.unlink()
    (tmp_path / "trap.kv").write_bytes(trapped)
    with pytest.raises(EncoderError, match="not write"):
        read_vectors(tmp_path / "trap.kv")
    vectors = keyed()
    vectors.expandos["trap"] = Trap(trace)
    vectors.save(str(tmp_path / "whole.kv"))
    assert read_vectors(tmp_path / "whole.kv")[0] == WORDS
    assert not trace.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80",
        b"\x80\x04K\x01.",
        b"no numbers here\n",
        b"3 2\nonly 1 2\n",
        b"a 1 2 3\nb 1 2\n",
        b"a nan 1\n",
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(content)
    with pytest.raises(EncoderError, match="bad"):
        read_vectors(tmp_path / "bad")


def test_there_are_no_layers_to_read(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("\n".join(lines()) + "\n")
    with pytest.raises(EncoderError, match=r"word2vec has no layers to read: name none, layers = \[\]"):
        create_text("word2vec", vectors=str(tmp_path / "v.txt")).states(["jazz"], (1,))


def test_nothing_to_read_is_told() -> None:
    with pytest.raises(EncoderError, match="there is no file nowhere"):
        create_text("word2vec", vectors="nowhere")
    with pytest.raises(EncoderError, match=r"scripts\.words train"):
        create_text("word2vec")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deep house", ["deep_house"]),
        ("Deep House", ["deep_house"]),
        ("deep_house", ["deep_house"]),
        ("house, deep", ["house", "deep"]),
        ("slow deep house piano", ["slow", "deep_house", "piano"]),
        ("lo-fi", ["Lo-Fi"]),
        ("lo fi", ["Lo-Fi"]),
        ("hip hop", ["hiphop"]),
        ("hip-hop drums", ["hiphop", "drums"]),
        ("piano-jazz", ["piano", "jazz"]),
        ("jazz xyz", ["jazz"]),
        ("xyz", []),
    ],
)
def test_phrases_come_before_words(encoder: Word2Vec, text: str, expected: list[str]) -> None:
    assert [encoder.words[row] for row in encoder.rows(text)] == expected
    mean = VECTORS[[WORDS.index(word) for word in expected]].mean(axis=0) if expected else np.zeros(6)
    np.testing.assert_allclose(encoder.encode([text])[0], mean, atol=1e-6)
    assert encoder.known([text]).tolist() == [bool(expected)]


def test_what_is_unknown_in_a_text_is_told(encoder: Word2Vec) -> None:
    assert encoder.unknown_words("slow jaz and deep house, hip-hop") == ["jaz", "and"]


def test_the_nearest_in_spelling_are_told(encoder: Word2Vec) -> None:
    assert encoder.nearest_known("jaz", 1) == ["jazz"]
    assert encoder.nearest_known("Deep Hous", 2)[0] == "deep_house"
    assert encoder.nearest_known("?!") == []


def test_of_equal_words_the_first_counts() -> None:
    doubled = Word2Vec(Config(), ["a", "a"], np.eye(2, dtype=np.float32))
    assert doubled.rows("a") == [0]
