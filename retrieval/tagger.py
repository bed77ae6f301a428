"""The tagger: an audio encoder, the words it was taught, and how far each of its answers can be believed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from encoders.base import AudioEncoder, EncoderError
from encoders.registry import UnknownEncoderError, load_audio
from encoders.waveform import Chunks, Problem, read_chunks
from encoders.waveform.health import SILENT_PEAK
from retrieval.bundle import TAGGER, BundleError, Description, read_bundle, write_bundle
from retrieval.calibration import Calibration
from retrieval.runtime import Runtime, eager, served, wished


@dataclass(frozen=True)
class Tag:
    """One word of the vocabulary and its category (genre, mood, instrument ...)."""

    name: str
    category: str


@dataclass(frozen=True)
class TaggedTrack:
    """What was heard in one track, chunk by chunk and as a whole. `T` follows `Tagger.tags`."""

    starts_seconds: NDArray[np.floating]
    """When each chunk begins, `[N]`."""
    chunk_seconds: float
    chunk_probabilities: NDArray[np.float32]
    """`[N, T]`, zero for a silent chunk, in which no tag can be heard."""
    audible: NDArray[np.bool_]
    """Which chunks are not silent, `[N]`."""
    probabilities: NDArray[np.float32]
    """Mean over the audible chunks, `[T]`; all zero when there is none."""
    duration_seconds: float
    problems: tuple[Problem, ...]

    @property
    def silent(self) -> bool:
        return not self.audible.any()


class Tagger:
    """Hears music and says which tags fit, with calibrated probabilities.

    The encoder gives one logit a tag; it is kept in evaluation mode, on whichever device it already is.
    """

    def __init__(
        self, encoder: AudioEncoder, tags: tuple[Tag, ...], calibration: Calibration | None = None
    ) -> None:
        calibration = calibration or Calibration.identity(len(tags))
        if not len(tags) == encoder.dimension == len(calibration.slope):
            raise ValueError(
                f"{len(tags)} tags, {encoder.dimension} encoder outputs and {len(calibration.slope)} "
                f"calibrated logits do not belong together"
            )
        if len({tag.name for tag in tags}) != len(tags):
            raise ValueError("a tag may occur in the vocabulary only once")
        self.encoder = encoder.eval()
        self.tags = tags
        self.calibration = calibration
        self.runtime: Runtime = "torch fp32"
        self._network = eager(self.encoder)

    def quickened(self, runtime: Runtime | None = None) -> Tagger:
        """A tagger that answers sooner, for serving alone: it cannot be saved again.

        `runtime` is the fastest here unless told. Where the CPU has bfloat16 instructions they are used,
        which moves probabilities by less than 0.01.
        """
        encoder, network, found = served(self.encoder, self.fingerprint(), runtime)
        tagger = Tagger(encoder, self.tags, self.calibration)
        tagger.runtime, tagger._network = found, network
        return tagger

    def save(
        self, folder: Path, provenance: dict[str, Any], scores: dict[str, Any], half_precision: bool = False
    ) -> None:
        """Write a bundle. `half_precision` stores kernels as float16: half the bytes, rounded to 3 digits."""

        def describe(staging: Path) -> Description:
            self.encoder.save(staging, half_precision=half_precision)
            stored = Tagger(load_audio(staging), self.tags, self.calibration)
            contents = {
                "tags": [{"name": tag.name, "category": tag.category} for tag in self.tags],
                "calibration": {
                    "slope": [float(value) for value in self.calibration.slope],
                    "offset": [float(value) for value in self.calibration.offset],
                },
            }
            return Description(TAGGER, stored.fingerprint(), contents, provenance, scores)

        write_bundle(folder, describe)

    @classmethod
    def load(cls, folder: Path) -> Tagger:
        """The tagger in a bundle, on the CPU, after checking format and SHA-256 of all its files."""
        description = read_bundle(folder, TAGGER)
        wished()  # a wrong wish is told here, not by every process that will serve
        try:
            tags = tuple(Tag(item["name"], item["category"]) for item in description.contents["tags"])
            calibration = Calibration(
                np.array(description.contents["calibration"]["slope"], np.float32),
                np.array(description.contents["calibration"]["offset"], np.float32),
            )
            return cls(load_audio(folder), tags, calibration)
        except (EncoderError, UnknownEncoderError, KeyError, TypeError, ValueError, RuntimeError) as error:
            raise BundleError(f"the tagger bundle in {folder} does not fit together: {error}") from None

    def fingerprint(self) -> str:
        """SHA-256 over architecture, config, weights and vocabulary: equal exactly when the logits are."""
        state = self.encoder.state_dict()
        head = {
            "encoder": self.encoder.name,
            "config": dataclasses.asdict(self.encoder.config),
            "tags": [[tag.name, tag.category] for tag in self.tags],
            "shapes": {name: [str(tensor.dtype), *tensor.shape] for name, tensor in state.items()},
        }
        digest = hashlib.sha256(json.dumps(head, sort_keys=True).encode())
        for name in sorted(state):
            digest.update(state[name].cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def is_half(self) -> bool:
        """Whether float16 holds the encoder's matrices exactly, as it does when they were stored so."""
        matrices = [tensor for tensor in self.encoder.state_dict().values() if tensor.ndim > 1]
        return all(torch.equal(tensor, tensor.half().to(tensor.dtype)) for tensor in matrices)

    def logits(self, chunks: NDArray[np.float32], batch_size: int = 16) -> NDArray[np.float32]:
        """Uncalibrated scores. **Shape**: waveforms `[N, chunk_samples]` to `[N, T]`."""
        return self.vectors_and_logits(chunks, batch_size)[1]

    def vectors_and_logits(
        self, chunks: NDArray[np.float32], batch_size: int = 16
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The encoder's vectors before its output layer, `[N, penultimate_dimension]`, and `logits`."""
        # Decaying reverb makes subnormal activations, on which some networks run 10 to 40 times slower.
        torch.set_flush_denormal(True)
        device = next(self.encoder.parameters()).device
        vectors = [np.empty((0, self.encoder.penultimate_dimension), np.float32)]
        logits = [np.empty((0, len(self.tags)), np.float32)]
        with torch.inference_mode():
            for start in range(0, len(chunks), batch_size):
                batch = torch.from_numpy(np.ascontiguousarray(chunks[start : start + batch_size], np.float32))
                frames = self.encoder.frontend(batch.to(device))  # decibels need float32
                found, scores = self._network(frames)
                vectors.append(found)
                logits.append(scores)
        return np.concatenate(vectors), np.concatenate(logits)

    def heard(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities of whole tracks, `[N, T]`, from the encoder's vectors of chunks, `[N, S, A]`."""
        with torch.inference_mode():
            logits = self.encoder.output(torch.from_numpy(vectors).flatten(0, 1)).float().numpy()
        each = self.calibration.probabilities(logits)
        return each.reshape(*vectors.shape[:2], len(self.tags)).mean(axis=1)

    def tag(self, source: Path | Chunks, count: int | None = None) -> TaggedTrack:
        """Tag a file, or chunks already read. `count` evenly spread chunks of a file; all when None."""
        return self.hear(source, count)[0]

    def hear(
        self, source: Path | Chunks, count: int | None = None
    ) -> tuple[TaggedTrack, NDArray[np.float32]]:
        """As `tag`, and the encoder's vector of each chunk, `[N, penultimate_dimension]`, in the same pass.

        The vector of a silent chunk is zero.
        """
        encoder = self.encoder
        if isinstance(source, Path):
            rate = encoder.frontend.config.sample_rate
            source = read_chunks(source, rate, encoder.chunk_samples, count)
        audible = np.maximum(source.samples.max(axis=1), -source.samples.min(axis=1)) >= SILENT_PEAK
        samples = (
            source.samples if audible.all() else source.samples[audible]
        )  # no needless copy: it may be long
        vectors = np.zeros((len(audible), encoder.penultimate_dimension), np.float32)
        found = np.zeros((len(audible), len(self.tags)), np.float32)
        vectors[audible], logits = self.vectors_and_logits(samples)
        found[audible] = self.calibration.probabilities(logits)
        tagged = TaggedTrack(
            starts_seconds=source.starts_seconds,
            chunk_seconds=encoder.chunk_seconds,
            chunk_probabilities=found,
            audible=audible,
            probabilities=found.sum(axis=0) / np.float32(max(1, audible.sum())),
            duration_seconds=source.duration_seconds,
            problems=source.problems,
        )
        return tagged, vectors
