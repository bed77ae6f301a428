"""Words used alike end up near each other, phrases become words, the same texts give the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from encoders.text.word2vec import Word2Vec
from retrieval.nearest_words import nearest_words
from retrieval.training.word_vectors import (
    WordVectorsConfig,
    WordVectorsError,
    clauses_of,
    train_word_vectors,
)

SMALL = WordVectorsConfig(dimension=12, min_count=2, epochs=60, phrase_threshold=0.01)


def write_texts(folder: Path) -> Path:
    """Two worlds that share no words: clubs and churches; "deep house" is always said in one breath."""
    rng = np.random.default_rng(0)
    club = ["deep house", "techno", "disco", "club", "drum and bass", "synth pad swell"]
    church = ["choir", "organ", "hymn", "chapel", "psalm", "bells"]
    lines = [", ".join(rng.permutation(world)[:4]) + "." for world in (club, church) * 150]
    (folder / "inner").mkdir(parents=True)
    (folder / "a.txt").write_text("\n".join(lines[:200]))
    (folder / "inner" / "b.md").write_text(" ".join(lines[200:]))
    (folder / "c.csv").write_text("notatext " * 50)
    return folder


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Word2Vec:
    return train_word_vectors(write_texts(tmp_path_factory.mktemp("texts")), SMALL).encoder


def test_phrases_of_two_and_three_words_are_words(trained: Word2Vec) -> None:
    assert {"deep_house", "synth_pad_swell", "drum_and_bass"} <= set(trained.words)
    assert max(word.count("_") for word in trained.words) == 2
    assert "notatext" not in trained.words


def test_no_phrase_reaches_across_a_comma(trained: Word2Vec) -> None:
    assert {word for word in trained.words if "_" in word} == {
        "deep_house",
        "synth_pad_swell",
        "drum_and_bass",
    }


def test_words_of_one_world_are_near(trained: Word2Vec) -> None:
    near = nearest_words(trained, ["organ", "deep house"], trained.words, 3)
    assert {word for word, _ in near[0].words} <= {"choir", "hymn", "chapel", "psalm", "bells"}
    assert {word for word, _ in near[1].words} <= {
        "techno",
        "disco",
        "club",
        "drum_and_bass",
        "synth_pad_swell",
    }


def test_the_same_texts_give_the_same_bytes(trained: Word2Vec, tmp_path: Path) -> None:
    write_texts(tmp_path / "texts")
    code = (
        "import sys; from pathlib import Path; from retrieval.training import word_vectors as w;"
        f"w.train_word_vectors(Path(sys.argv[1]), w.{SMALL!r}).encoder.save(Path(sys.argv[2]))"
    )
    # the order of sets, which must not matter, hangs on this seed
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "texts"), str(tmp_path / "model")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    trained.save(tmp_path / "here")
    for file in (tmp_path / "here").iterdir():
        assert file.read_bytes() == (tmp_path / "model" / file.name).read_bytes()


def test_long_texts_are_cut_and_not_lost() -> None:
    pieces = list(clauses_of("word " * 25_000))
    assert sum(len(words) for clauses in pieces for words in clauses) == 25_000
    assert all(sum(map(len, clauses)) <= 10_000 for clauses in pieces)


def test_what_cannot_be_learned_from_is_named(tmp_path: Path) -> None:
    with pytest.raises(WordVectorsError, match="no folder"):
        train_word_vectors(tmp_path / "nowhere", SMALL)
    with pytest.raises(WordVectorsError, match=r"holds no texts \(\.txt"):
        train_word_vectors(tmp_path, SMALL)
    (tmp_path / "a.txt").write_text("once only")
    with pytest.raises(WordVectorsError, match="no word occurs 2 times"):
        train_word_vectors(tmp_path, SMALL)
