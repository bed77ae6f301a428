"""A trained story method on disk and at work: texts and songs in, and how well they fit.

text/                the text encoder
ears/                a tagger bundle, whose audio encoder hears; where that was fine-tuned its tags are stale
method.safetensors   the method's weights, its labels' points and word vectors among them
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save
from torch import Tensor

from encoders.base import TextEncoder, sha256_of
from encoders.registry import load_text
from retrieval.bundle import (
    STORY,
    TAGGER,
    Description,
    fitting_together,
    read_bundle,
    write_bundle,
)
from retrieval.settings import from_table, to_table
from retrieval.song_vectors import SongVectors
from retrieval.story.config import StoryConfig
from retrieval.story.labels import Labels
from retrieval.story.methods.base import StoryMethod
from retrieval.story.registry import create_method
from retrieval.story.towers import read_whole
from retrieval.tagger import Tagger
from retrieval.text_vectors import text_vectors

METHOD_FILE = "method.safetensors"
_KEPT = ("method", "space", "triplets")  # the settings that decide how a method is built

Floats = NDArray[np.float32]


class StoryBundle:
    """Vectors of D numbers for texts and songs by one method, and what they tell. In evaluation mode."""

    def __init__(self, method: StoryMethod, text: TextEncoder, tagger: Tagger) -> None:
        given = (text.dimension, tagger.encoder.penultimate_dimension)
        if given != (method.text_dimension, method.song_dimension):
            raise ValueError(
                f"the encoders give {given} numbers, and the method takes "
                f"{(method.text_dimension, method.song_dimension)}"
            )
        self.method, self.text, self.tagger = method.eval(), text.eval(), tagger

    def embed_texts(self, texts: Sequence[str], keep: bool = False) -> Floats:
        """Vectors `[Q, D]` of texts of any length; `keep` keeps what is read of them in the home's cache."""
        read = partial(text_vectors, self.text) if keep else self.text.encode
        return self._run(self.method.embed_text, read_whole(self.text, texts, read))

    def embed_songs(self, songs: SongVectors) -> Floats:
        """Vectors `[N, D]` of songs that the ears of this bundle heard; NaN where nothing is known."""
        count, segments = songs.acoustic.shape[:2]
        each = self._run(self.method.embed_song, songs.acoustic.reshape(count * segments, -1))
        pooled = self.method.pooled(torch.from_numpy(each).unflatten(0, (count, segments))).numpy()
        pooled[~songs.has_acoustic] = np.nan
        return pooled

    def embed_tags(self) -> dict[str, Floats] | None:
        """`emotions` `[E, D]` and `moods` `[M, D]` of training, where words have places; NaN for others."""
        with torch.inference_mode():
            tags = self.method.embed_tags()
        return None if tags is None else {kind: found.numpy() for kind, found in tags.items()}

    def compare(self, texts: Floats, songs: Floats) -> Floats:
        """How well songs `[N, D]` fit texts `[Q, D]`: `[Q, N]`, more is better; -inf: there is no answer."""
        heard = np.isfinite(songs).all(axis=1)
        found = np.full((len(texts), len(songs)), -np.inf, np.float32)
        found[:, heard] = self._run(self.method.scores, texts, songs[heard])
        return found

    def scores(self, texts: Sequence[str], songs: SongVectors) -> Floats:
        """How well songs fit texts, `[Q, N]`."""
        return self.compare(self.embed_texts(texts), self.embed_songs(songs))

    def emotion_scores(self, texts: Floats) -> Floats | None:
        """How well each of `method.emotions` fits texts `[Q, D]`; None where the method cannot tell."""
        return self._told(self.method.text_scores, texts)

    def mood_scores(self, songs: Floats) -> Floats | None:
        """How well each of `method.moods` fits songs `[N, D]`; None where the method cannot tell."""
        return self._told(self.method.song_scores, songs)

    def save(
        self, folder: Path, provenance: dict[str, Any], scores: dict[str, Any], ears: dict[str, Any]
    ) -> None:
        """Write a bundle; `ears` is the provenance of its tagger."""

        def describe(staging: Path) -> Description:
            self.text.save(staging / "text")
            self.tagger.save(staging / "ears", ears, {}, half_precision=self.tagger.is_half())
            weights = {key: tensor.contiguous() for key, tensor in self.method.state_dict().items()}
            (staging / METHOD_FILE).write_bytes(save(weights))
            contents = self._contents()
            heard = read_bundle(staging / "ears", TAGGER).fingerprint
            files = sorted(
                path
                for path in staging.rglob("*")
                if path.is_file() and path.relative_to(staging).parts[0] != "ears"
            )
            facts = [[path.relative_to(staging).as_posix(), sha256_of(path)] for path in files]
            fingerprint = hashlib.sha256(json.dumps([heard, facts, contents]).encode()).hexdigest()
            return Description(STORY, fingerprint, contents, provenance, scores)

        write_bundle(folder, describe)

    @classmethod
    def load(cls, folder: Path) -> StoryBundle:
        """The bundle in a folder, on the CPU, after checking format and SHA-256 of all its files."""
        contents = read_bundle(folder, STORY).contents
        with fitting_together(folder, STORY):
            config: StoryConfig = from_table(StoryConfig, contents["config"])
            labels = Labels.blank(
                tuple(contents["emotions"]), tuple(contents["moods"]), int(contents["word_dimension"])
            )
            method = create_method(
                config, int(contents["text_dimension"]), int(contents["song_dimension"]), labels
            )
            method.load_state_dict(load_file(folder / METHOD_FILE))
            return cls(method, load_text(folder / "text"), Tagger.load(folder / "ears"))

    def _contents(self) -> dict[str, Any]:
        method = self.method
        table = to_table(method.config)
        return {
            "config": {name: table[name] for name in _KEPT},
            "emotions": list(method.emotions),
            "moods": list(method.moods),
            "text_dimension": method.text_dimension,
            "song_dimension": method.song_dimension,
            "word_dimension": method.word_dimension,
        }

    def _told(self, judge: Any, vectors: Floats) -> Floats | None:
        with torch.inference_mode():
            found: Tensor | None = judge(torch.from_numpy(vectors))
        return None if found is None else found.numpy()

    def _run(self, network: Any, *arrays: Floats) -> Floats:
        with torch.inference_mode():
            found: Tensor = network(*(torch.from_numpy(np.ascontiguousarray(array)) for array in arrays))
        return found.float().numpy()
