"""What a bundle brings to the evaluation of stories: passages and songs as vectors, and what it says of them.

Any kind of bundle that reads text can be measured: a story bundle by its method, a joint bundle by cosines of
its space, where passages and single words are texts alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.bundle import JOINT, STORY, BundleError, kind_of, read_bundle
from retrieval.data.manifest import Manifest
from retrieval.evaluation.entrants import name_of
from retrieval.joint_bundle import JointBundle
from retrieval.song_vectors import SongVectors, song_vectors
from retrieval.story.bundle import StoryBundle
from retrieval.story.towers import read_whole
from retrieval.tagger import Tagger

Floats = NDArray[np.float32]


class StoryRanker(Protocol):
    """A competitor, opened on N songs. Vectors have D numbers; a word that it does not know is NaN."""

    name: str
    songs: Floats
    """`[N, D]`; NaN for a song of which nothing is known."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Passages as vectors, `[Q, D]`."""
        ...

    def scores(self, texts: Floats) -> Floats:
        """How well the songs fit passages `[Q, D]`: `[Q, N]`, more is better; not finite where there is no
        answer."""
        ...

    def emotions(self, texts: Floats, emotions: Sequence[str]) -> Floats:
        """How well each emotion fits passages `[Q, D]`: `[Q, E]`."""
        ...

    def moods(self, moods: Sequence[str]) -> Floats:
        """How well each mood fits the songs, `[N, M]`."""
        ...

    def words(self, kind: str, words: Sequence[str]) -> Floats:
        """Where words, of which `kind` says whether they are "emotions" or "moods", lie: `[W, D]`."""
        ...


class JointRanker:
    """A joint bundle: all that is compared are unit vectors of one space.

    Passages are read by its own branch for them, where it has one."""

    def __init__(self, name: str, bundle: JointBundle, songs: Floats) -> None:
        self.name, self._bundle = name, bundle
        self.songs = np.where(songs.any(axis=1, keepdims=True), songs, np.float32(np.nan))

    def embed(self, texts: Sequence[str]) -> Floats:
        found = read_whole(self._bundle.text, texts, self._bundle.embed_passages)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-12))

    def scores(self, texts: Floats) -> Floats:
        return texts @ self.songs.T

    def emotions(self, texts: Floats, emotions: Sequence[str]) -> Floats:
        return texts @ self.words("emotions", emotions).T

    def moods(self, moods: Sequence[str]) -> Floats:
        return self.songs @ self.words("moods", moods).T

    def words(self, kind: str, words: Sequence[str]) -> Floats:
        found = self._bundle.embed_texts(words)
        return np.where(found.any(axis=1, keepdims=True), found, np.float32(np.nan))


class MethodRanker:
    """A story bundle: its method says how vectors compare."""

    def __init__(self, name: str, bundle: StoryBundle, songs: Floats) -> None:
        self.name, self._bundle, self.songs = name, bundle, songs

    def embed(self, texts: Sequence[str]) -> Floats:
        return self._bundle.embed_texts(texts, keep=True)

    def scores(self, texts: Floats) -> Floats:
        return self._bundle.compare(texts, self.songs)

    def emotions(self, texts: Floats, emotions: Sequence[str]) -> Floats:
        return _columns(
            self._bundle.emotion_scores(texts), self._bundle.method.emotions, emotions, len(texts)
        )

    def moods(self, moods: Sequence[str]) -> Floats:
        return _columns(
            self._bundle.mood_scores(self.songs), self._bundle.method.moods, moods, len(self.songs)
        )

    def words(self, kind: str, words: Sequence[str]) -> Floats:
        known = self._bundle.method.emotions if kind == "emotions" else self._bundle.method.moods
        tags = self._bundle.embed_tags()
        table = None if tags is None else tags[kind].T
        return _columns(table, known, words, self.songs.shape[1]).T


def open_ranker(
    folder: Path, manifest: Manifest, rows: Sequence[int], segments: int, workers: int | None = None
) -> StoryRanker:
    """The bundle in a folder, on some tracks of a manifest; all are heard, so that others find them heard."""

    def heard(tagger: Tagger) -> SongVectors:
        return song_vectors(tagger, manifest, None, segments, workers).take(rows)

    kind, name = kind_of(folder), name_of(folder)
    if kind == STORY:
        story = StoryBundle.load(folder)
        return MethodRanker(name, story, story.embed_songs(heard(story.tagger)))
    if kind == JOINT:
        joint = JointBundle.load(folder)
        return JointRanker(name, joint, joint.embed_songs(heard(joint.tagger)))
    read_bundle(folder, STORY)
    raise BundleError(f"{folder} is a {kind} bundle: stories need one that reads text, {STORY} or {JOINT}")


def _columns(table: Floats | None, known: Sequence[str], wanted: Sequence[str], rows: int) -> Floats:
    """The columns `[R, W]` of the wanted words in a table `[R, known]`; NaN where there is no such column."""
    found = np.full((rows, len(wanted)), np.nan, np.float32)
    if table is not None:
        place = {word: column for column, word in enumerate(known)}
        for column, word in enumerate(wanted):
            if word in place:
                found[:, column] = table[:, place[word]]
    return np.where(np.isfinite(found), found, np.float32(np.nan))
