"""Word vectors of a domain, learned from a folder of its texts (the thesis, 5.2.4: "Domain-specific word
embeddings"): words, and phrases of two and three words that meet more often than by chance.

Mikolov et al., "Distributed representations of words and phrases and their compositionality", NIPS 2013.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from encoders.text._words import words_of
from encoders.text.word2vec import LONGEST_PHRASE, Config, Word2Vec
from retrieval.progress import steps

SUFFIXES = (".txt", ".text", ".md")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_LONGEST_SENTENCE = 1000  # gensim drops what follows the 10 000th word


class WordVectorsError(Exception):
    """Word vectors that cannot be trained; the message says why."""


@dataclass(frozen=True)
class WordVectorsConfig:
    """Window and dimension are the thesis's. `phrase_threshold` grows with how far above chance the words of
    a phrase meet; what occurs less than `min_count` times is left out."""

    dimension: int = 300
    window: int = 10
    min_count: int = 5
    epochs: int = 5
    skip_gram: bool = True
    phrase_threshold: float = 10.0
    seed: int = 0


@dataclass(frozen=True)
class Trained:
    """The encoder, and what it was made of."""

    encoder: Word2Vec
    files: int
    words: int
    phrases: int


class _Sentences:
    """Sentences of a file with one a line, words apart by spaces; `what` is told while they are taken."""

    def __init__(self, path: Path, count: int, what: str) -> None:
        self.path, self.count, self.what = path, count, what

    def __iter__(self) -> Iterator[list[str]]:
        return iter(steps(self._lines(), self.count, self.what))

    def _lines(self) -> Iterator[list[str]]:
        with self.path.open(encoding="utf-8") as stream:
            for line in stream:
                yield line.split()


def train_word_vectors(folder: Path, config: WordVectorsConfig) -> Trained:
    """Learn vectors from every text in a folder; the same texts and config give the same bytes.

    One thread works, since the order in which several finish is chance.
    """
    from gensim.models import Word2Vec as Learner

    files = text_files(folder)
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name) / "sentences"
        sentences = _write(corpus, steps(_sentences_of(files), len(files), "reading texts"))
        for length in range(2, LONGEST_PHRASE + 1):
            corpus = _join_phrases(corpus, sentences, length, config)
        with corpus.open(encoding="utf-8") as stream:
            words = sum(len(line.split()) for line in stream)
        learner = Learner(
            vector_size=config.dimension,
            window=config.window,
            min_count=config.min_count,
            sg=int(config.skip_gram),
            seed=config.seed,
            workers=1,
        )
        learner.build_vocab(_Sentences(corpus, sentences, "counting words"))
        if not len(learner.wv):
            raise WordVectorsError(
                f"no word occurs {config.min_count} times in {folder}: give more texts, or less --min-count"
            )
        for epoch in range(config.epochs):
            told = _Sentences(corpus, sentences, f"epoch {epoch + 1} of {config.epochs}")
            rate = learner.alpha - learner.min_alpha
            learner.train(
                told,
                total_examples=learner.corpus_count,
                epochs=1,
                start_alpha=learner.alpha - rate * epoch / config.epochs,
                end_alpha=learner.alpha - rate * (epoch + 1) / config.epochs,
            )
    vocabulary = list(learner.wv.index_to_key)
    encoder = Word2Vec(Config(), vocabulary, np.asarray(learner.wv.vectors, np.float32)).eval()
    return Trained(encoder, len(files), words, sum("_" in word for word in vocabulary))


def text_files(folder: Path) -> list[Path]:
    """All texts in a folder and the folders in it, sorted."""
    if not folder.is_dir():
        raise WordVectorsError(f"there is no folder {folder}: give one that holds texts ({_suffixes()})")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not files:
        raise WordVectorsError(f"{folder} holds no texts ({_suffixes()})")
    return files


def _suffixes() -> str:
    return ", ".join(SUFFIXES)


def _sentences_of(files: Iterable[Path]) -> Iterator[list[list[str]]]:
    """For each file its sentences, in lower case."""
    for path in files:
        found = []
        with path.open(encoding="utf-8", errors="replace") as stream:
            for line in stream:
                for text in _SENTENCE_END.split(line):
                    words = words_of(text.lower())
                    cuts = range(0, len(words), _LONGEST_SENTENCE)
                    found += [words[at : at + _LONGEST_SENTENCE] for at in cuts]
        yield found


def _write(path: Path, files: Iterable[list[list[str]]]) -> int:
    """Write sentences one a line, and count them."""
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        for sentences in files:
            count += len(sentences)
            stream.writelines(" ".join(words) + "\n" for words in sentences)
    return count


def _join_phrases(corpus: Path, sentences: int, length: int, config: WordVectorsConfig) -> Path:
    """The corpus with phrases of up to `length` words joined by underscores, in a new file."""
    from gensim.models.phrases import ENGLISH_CONNECTOR_WORDS, Phrases

    told = f"phrases of {length} words"
    phrases = Phrases(
        _Sentences(corpus, sentences, f"finding {told}"),
        min_count=config.min_count,
        threshold=config.phrase_threshold,
        connector_words=ENGLISH_CONNECTOR_WORDS,
    ).freeze()
    # two joined pairs would make four words of one
    phrases.phrasegrams = {
        phrase: score for phrase, score in phrases.phrasegrams.items() if phrase.count("_") < LONGEST_PHRASE
    }
    joined = corpus.with_name(f"phrases-{length}")
    _write(joined, ([phrases[words]] for words in _Sentences(corpus, sentences, f"joining {told}")))
    return joined
