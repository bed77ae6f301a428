"""Word vectors of a domain, learned from a folder of its texts (the thesis, 5.2.4: "Domain-specific word
embeddings"): words, and phrases of two and three words that meet more often than by chance.

Mikolov et al., "Distributed representations of words and phrases and their compositionality", NIPS 2013.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from encoders.text._words import words_of
from encoders.text.word2vec import LONGEST_PHRASE, Config, Word2Vec
from retrieval.progress import steps

SUFFIXES = (".txt", ".text", ".md")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CLAUSE_END = re.compile(r"[,;:.!?()\[\]\"“”]|\s[-–—]+\s")
_BETWEEN = "\t"
_MOST_PIECES = 100
"""Of clauses a sentence, and of words a clause: gensim drops what follows a sentence's 10 000th word."""


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


@dataclass
class _Sentences:
    """Sentences of a file, one a line, as words; `what` is told while they are taken, as often as that is."""

    path: Path
    count: int
    what: str
    times: int = 1
    taken: int = 0

    def __iter__(self) -> Iterator[list[str]]:
        self.taken += 1
        turn = f" {self.taken} of {self.times}" if self.times > 1 else ""
        return iter(steps(self._lines(), self.count, self.what + turn))

    def _lines(self) -> Iterator[list[str]]:
        with self.path.open(encoding="utf-8") as stream:
            for line in stream:
                yield line.split()


class _Clauses(_Sentences):
    """The parts of sentences between commas and other signs, which no phrase reaches across."""

    def _lines(self) -> Iterator[list[str]]:
        with self.path.open(encoding="utf-8") as stream:
            for line in stream:
                for clause in line.split(_BETWEEN):
                    yield clause.split()


def train_word_vectors(folder: Path, config: WordVectorsConfig) -> Trained:
    """Learn vectors from every text in a folder; the same texts and config give the same bytes.

    One thread works, since the order in which several finish is chance.
    """
    from gensim.models import Word2Vec as Learner

    files = text_files(folder)
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name) / "sentences"
        sentences, words = _write_sentences(files, corpus)
        for length in range(2, LONGEST_PHRASE + 1):
            corpus = _join_phrases(corpus, sentences, length, config)
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
        read = _Sentences(corpus, sentences, "epoch", config.epochs)
        learner.train(read, total_examples=learner.corpus_count, epochs=config.epochs)
    vocabulary = list(learner.wv.index_to_key)
    encoder = Word2Vec(Config(), vocabulary, np.asarray(learner.wv.vectors, np.float32)).eval()
    return Trained(encoder, len(files), words, sum("_" in word for word in vocabulary))


def text_files(folder: Path) -> list[Path]:
    """All texts in a folder and the folders in it, sorted."""
    kinds = ", ".join(SUFFIXES)
    if not folder.is_dir():
        raise WordVectorsError(f"there is no folder {folder}: give one that holds texts ({kinds})")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not files:
        raise WordVectorsError(f"{folder} holds no texts ({kinds})")
    return files


def clauses_of(text: str) -> Iterator[list[list[str]]]:
    """The sentences of a text, each as its clauses, each as its words in lower case.

    >>> list(clauses_of("Slow, hip-hop drums. No voice!"))
    [[['slow'], ['hip-hop', 'drums']], [['no', 'voice']]]
    """
    for sentence in _SENTENCE_END.split(text.lower()):
        clauses = [piece for clause in _CLAUSE_END.split(sentence) for piece in _cut(words_of(clause))]
        for at in range(0, len(clauses), _MOST_PIECES):
            yield clauses[at : at + _MOST_PIECES]


def _cut(words: list[str]) -> list[list[str]]:
    return [words[at : at + _MOST_PIECES] for at in range(0, len(words), _MOST_PIECES)]


def _write_sentences(files: Sequence[Path], corpus: Path) -> tuple[int, int]:
    """Write the sentences of texts one a line; how many they are, and of how many words."""
    lines = sum(1 for _ in _lines_of(files))
    sentences = words = 0
    with corpus.open("w", encoding="utf-8") as stream:
        for line in steps(_lines_of(files), lines, "reading texts"):
            for clauses in clauses_of(line):
                stream.write(_written(clauses))
                sentences += 1
                words += sum(map(len, clauses))
    return sentences, words


def _written(clauses: Iterable[list[str]]) -> str:
    return _BETWEEN.join(" ".join(words) for words in clauses) + "\n"


def _lines_of(files: Sequence[Path]) -> Iterator[str]:
    for path in files:
        with path.open(encoding="utf-8", errors="replace") as stream:
            yield from stream


def _join_phrases(corpus: Path, sentences: int, length: int, config: WordVectorsConfig) -> Path:
    """The corpus with phrases of up to `length` words joined by underscores, in a new file."""
    from gensim.models.phrases import ENGLISH_CONNECTOR_WORDS, Phrases

    class Short(Phrases):
        # gensim's quicker `freeze` takes a joined pair for two words and so loses most phrases of three
        def score_candidate(self, *words: Any) -> tuple[str | None, float | None]:
            phrase, score = super().score_candidate(*words)
            # two joined pairs would make four words of one
            return (None, None) if phrase and phrase.count("_") >= LONGEST_PHRASE else (phrase, score)

    told = f"phrases of {length} words"
    phrases = Short(
        _Clauses(corpus, sentences, f"finding {told}"),
        min_count=config.min_count,
        threshold=config.phrase_threshold,
        connector_words=ENGLISH_CONNECTOR_WORDS,
    )
    joined = corpus.with_name(f"phrases-{length}")
    with corpus.open(encoding="utf-8") as read, joined.open("w", encoding="utf-8") as write:
        for line in steps(read, sentences, f"joining {told}"):
            write.write(_written(phrases[clause.split()] for clause in line.split(_BETWEEN)))
    return joined
