"""The half of a joint bundle that hears: a file in, its segments' vectors and tags out. It loads no words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from encoders.waveform import AudioFileError, Chunks, read_chunks
from encoders.waveform.loudness import loudness
from encoders.waveform.reading import DEFAULT_LIMITS
from index.encoded import EncodedTrack
from index.records import AudioFacts
from retrieval.bundle import JOINT, BundleError, read_bundle
from retrieval.config import SpaceConfig
from retrieval.joint_space import JointSpace
from retrieval.runtime import Runtime
from retrieval.settings import ConfigError, from_table
from retrieval.tagger import Tagger
from retrieval.text_space import SPACE_FILE

LONG_SECONDS = 3600.0
"""How much is heard of a track that is too long to hear all of it, as the recording of a night is."""


class Ears:
    """Hears as the bundle in a folder does, on the fastest runtime here unless another one is asked for."""

    def __init__(self, tagger: Tagger, space: JointSpace, fingerprint: str) -> None:
        self.tagger, self.space, self.fingerprint = tagger, space.eval(), fingerprint

    @classmethod
    def load(cls, folder: Path, runtime: Runtime | None = None) -> Ears:
        """From a joint bundle, whose files are all checked. From now on torch has one thread here, since
        several add in an order of their own."""
        torch.set_num_threads(1)
        description = read_bundle(folder, JOINT)
        try:
            config: SpaceConfig = from_table(SpaceConfig, description.contents["space"])
            inputs = description.contents["inputs"]
            space = JointSpace(config, inputs["text"], inputs["acoustic"], inputs["cultural"])
            space.load_state_dict(load_file(folder / SPACE_FILE))
        except (ConfigError, SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
            raise BundleError(f"the joint bundle in {folder} does not fit together: {error}") from None
        tagger = Tagger.load(folder / "tagger").quickened(runtime)
        return cls(tagger, space, description.fingerprint)

    @property
    def runtime(self) -> Runtime:
        return self.tagger.runtime

    @property
    def dimension(self) -> int:
        """D, the length of all vectors."""
        return self.space.dimension

    @property
    def tag_names(self) -> tuple[str, ...]:
        return tuple(tag.name for tag in self.tagger.tags)

    def hear(self, key: str, path: Path, count: int | None) -> tuple[EncodedTrack, AudioFacts]:
        """A track as an index keeps it, and what listening tells of its sound.

        `count` evenly spread chunks are heard, or every one for None. Raises `AudioFileError`.
        """
        encoder = self.tagger.encoder
        rate = encoder.frontend.config.sample_rate
        chunks = self._read(path, count)
        tagged, acoustic = self.tagger.hear(chunks)
        segments = np.zeros((len(acoustic), self.dimension), np.float32)
        vector = np.zeros(self.dimension, np.float32)
        if not tagged.silent:
            audible = torch.from_numpy(tagged.audible)
            heard = torch.from_numpy(acoustic)[audible]
            with torch.inference_mode():
                known = torch.ones(len(heard), dtype=torch.bool)
                nobody = heard.new_zeros(len(heard), self.space.cultural_dimension)
                embedded = self.space.embed_song(heard, nobody, known, ~known)
                segments[tagged.audible] = embedded.numpy()
                vector = self.space.pooled(embedded[None])[0].numpy()
        track = EncodedTrack(
            key=key,
            starts_seconds=chunks.starts_seconds.astype(np.float32),
            chunk_seconds=encoder.chunk_seconds,
            segments=segments,
            vector=vector,
            tags=tagged.chunk_probabilities,
        )
        problems = tuple(f"{problem.kind}: {problem.detail}" for problem in chunks.problems)
        if count is None and chunks.duration_seconds > DEFAULT_LIMITS.max_seconds:
            hours = chunks.duration_seconds / 3600
            problems += (f"long: of {hours:.1f} hours, {len(segments)} moments evenly spread were heard",)
        return track, AudioFacts(chunks.duration_seconds, loudness(chunks.samples, rate), problems)

    def _read(self, path: Path, count: int | None) -> Chunks:
        encoder = self.tagger.encoder
        rate, samples = encoder.frontend.config.sample_rate, encoder.chunk_samples
        try:
            return read_chunks(path, rate, samples, count)
        except AudioFileError as error:
            if error.reason != "too_long" or count is not None:
                raise
            return read_chunks(path, rate, samples, int(LONG_SECONDS * rate / samples))
