"""A joint space on disk and at work: everything that turns words and recordings into vectors of one space.

tagger/              a tagger bundle: audio encoder, tag head, calibration
text/                the text encoder
cultural/            the cultural encoder, where there is one
space.safetensors    the joint space
matcher/             scores as probabilities, where there were validation songs to learn that from
story/               the branch that reads passages, where one was taught
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save
from torch import Tensor

from encoders.base import CulturalEncoder, TextEncoder, sha256_of
from encoders.registry import load_cultural, load_text
from retrieval.bundle import (
    JOINT,
    TAGGER,
    BundleError,
    Description,
    fitting_together,
    read_bundle,
    write_bundle,
)
from retrieval.config import SpaceConfig
from retrieval.joint_space import JointSpace
from retrieval.matcher import Asked, Matcher
from retrieval.runtime import Runtime
from retrieval.settings import from_table
from retrieval.song_vectors import SongVectors
from retrieval.story.branch import FOLDER as STORY_FOLDER
from retrieval.story.branch import PassageBranch, placed
from retrieval.tagger import TaggedTrack, Tagger
from retrieval.text_space import SPACE_FILE

Pool = Literal["mean", "raw_mean"]


@dataclass(frozen=True)
class HeardTrack:
    """One file after one pass of the audio encoder: its tags over time and its segments' vectors."""

    tagged: TaggedTrack
    acoustic: NDArray[np.float32]
    """The encoder's vectors, `[N, A]`, zero for silent chunks; rows follow `tagged.starts_seconds`."""
    embedded: NDArray[np.float32]
    """The same chunks in the joint space, `[N, D]`, zero for silent ones."""


class JointBundle:
    """Embeds texts and songs; the score of a text and a song is the dot product of their vectors."""

    def __init__(
        self,
        tagger: Tagger,
        text: TextEncoder,
        space: JointSpace,
        cultural: CulturalEncoder | None = None,
        templates: tuple[str, ...] = ("{}",),
        matcher: Matcher | None = None,
        branch: PassageBranch | None = None,
    ) -> None:
        if text.dimension != space.text_dimension:
            raise ValueError(
                f"the text encoder gives {text.dimension} numbers, the space takes {space.text_dimension}"
            )
        if tagger.encoder.penultimate_dimension != space.acoustic_dimension:
            raise ValueError(
                f"the audio encoder gives {tagger.encoder.penultimate_dimension} numbers, the space takes "
                f"{space.acoustic_dimension}"
            )
        if cultural is not None and cultural.dimension != space.cultural_dimension:
            raise ValueError(
                f"the cultural encoder gives {cultural.dimension} numbers, the space takes "
                f"{space.cultural_dimension}"
            )
        self.tagger, self.text, self.cultural = tagger, text.eval(), cultural
        self.space, self.templates, self.matcher = space.eval(), templates, matcher
        self.branch = branch
        self._fingerprint = ""

    @property
    def dimension(self) -> int:
        """Length of the vectors of the joint space."""
        return self.space.dimension

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors `[Q, D]` of texts, each read in every template; zeros where a text has no meaning."""
        told = [template.replace("{}", text) for text in texts for template in self.templates]
        found = self._in_space(self.space.embed_text, self.text.encode(told))
        mean = found.reshape(len(texts), len(self.templates), self.dimension).mean(axis=1)
        return _unit(mean) * self.text.known(texts)[:, None]

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors `[P, D]` of passages, by what they feel like; zeros where a text has no meaning.

        A bundle that has not learned to tell that reads them as any text."""
        if self.branch is None:
            return self.embed_texts(texts)
        moods = self.branch(self.branch.reading(self.text, texts))
        return placed(moods, self.embed_texts(self.branch.words)) * self.text.known(texts)[:, None]

    def embed_segments(self, acoustic: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit vectors `[M, D]` of segments of which only the sound is known, `[M, A]`."""
        cultural = np.zeros((len(acoustic), self.space.cultural_dimension), np.float32)
        heard = np.ones(len(acoustic), dtype=bool)
        return self._songs(acoustic, cultural, heard, ~heard)

    def embed_songs(self, songs: SongVectors, pool: Pool = "mean") -> NDArray[np.float32]:
        """Unit vectors `[N, D]` of whole songs; zeros for a song of which nothing is known.

        A song is the mean of its segments' vectors in the joint space; with `raw_mean` the audio encoder's
        vectors are averaged before they enter it.
        """
        acoustic, cultural = songs.acoustic, self._cultural(songs)
        if pool == "raw_mean":
            acoustic = acoustic.mean(axis=1, keepdims=True)
        count = acoustic.shape[1]
        each = self._songs(
            acoustic.reshape(-1, acoustic.shape[2]),
            cultural.repeat(count, axis=0),
            songs.has_acoustic.repeat(count),
            (songs.has_cultural & (songs.cultural.shape[1] > 0)).repeat(count),
        )
        return self.space.pooled(torch.from_numpy(each).unflatten(0, (len(songs), count))).numpy()

    def scores(self, texts: Sequence[str], songs: SongVectors) -> NDArray[np.float32]:
        """How well each song fits each text, -1 to 1, `[Q, N]`."""
        return self.embed_texts(texts) @ self.embed_songs(songs).T

    def ask(self, texts: Sequence[str]) -> Asked:
        """Texts as this bundle reads them, for its matcher; reading is what takes time."""
        read = self.text.encode(texts)
        if self.templates == ("{}",):  # reading them once is enough
            vectors = _unit(self._in_space(self.space.embed_text, read)) * self.text.known(texts)[:, None]
        else:
            vectors = self.embed_texts(texts)
        return Asked(tuple(texts), vectors, read)

    def probabilities(
        self,
        texts: Sequence[str],
        songs: NDArray[np.float32],
        heard: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """How likely each text holds of songs or segments embedded here, `[N, D]`: `[Q, N]`, 0 to 1.

        `heard` `[N, T]` are the tagger's probabilities for the same songs: better answers for texts that are
        tags of it.
        """
        if self.matcher is None:
            raise BundleError(
                "this bundle cannot tell probabilities: train it with 20 validation songs or more"
            )
        return self.matcher.probabilities(self.ask(texts), songs, heard)

    def hear(self, file: Path, count: int | None = None) -> HeardTrack:
        """Tags and vectors of a file in one pass: `count` evenly spread chunks, or every one."""
        tagged, acoustic = self.tagger.hear(file, count)
        embedded = self.embed_segments(acoustic) * tagged.audible[:, None]
        return HeardTrack(tagged, acoustic, embedded)

    @property
    def runtime(self) -> Runtime:
        """What runs the audio encoder, and how precisely."""
        return self.tagger.runtime

    def quickened(self, runtime: Runtime | None = None) -> JointBundle:
        """A bundle that hears sooner, for serving alone: it cannot be saved again."""
        tagger = self.tagger.quickened(runtime)
        parts = (self.cultural, self.templates, self.matcher, self.branch)
        bundle = JointBundle(tagger, self.text, self.space, *parts)
        bundle._fingerprint = self.fingerprint()
        return bundle

    def fingerprint(self) -> str:
        """SHA-256 over everything that decides a vector; an index built with another one is refused."""
        if not self._fingerprint:
            with tempfile.TemporaryDirectory(prefix="leitmotif-") as name:
                self._fingerprint = self._write(Path(name), {}, {}, half_precision=False)
        return self._fingerprint

    def save(
        self,
        folder: Path,
        provenance: dict[str, Any],
        scores: dict[str, Any],
        tagger_provenance: dict[str, Any] | None = None,
        half_precision: bool = False,
    ) -> None:
        """Write a bundle. `half_precision` stores the matrices of both encoders as float16."""

        def describe(staging: Path) -> Description:
            fingerprint = self._write(staging, tagger_provenance or {}, {}, half_precision)
            contents = {**self._contents(), "matcher": self.matcher is not None}
            # after the fingerprint: these change no vector of a song
            if self.matcher is not None:
                self.matcher.save(staging / "matcher")
            if self.branch is not None:
                self.branch.save(staging / STORY_FOLDER)
                contents[STORY_FOLDER] = True
            return Description(JOINT, fingerprint, contents, provenance, scores)

        write_bundle(folder, describe)

    @classmethod
    def load(cls, folder: Path) -> JointBundle:
        """The bundle in a folder, on the CPU, after checking format and SHA-256 of all its files."""
        description = read_bundle(folder, JOINT)
        with fitting_together(folder, JOINT):
            contents = description.contents
            config: SpaceConfig = from_table(SpaceConfig, contents["space"])
            space = JointSpace(config, *(int(contents["inputs"][name]) for name in _INPUTS))
            space.load_state_dict(load_file(folder / SPACE_FILE))
            cultural = load_cultural(folder / "cultural") if contents["cultural"] else None
            templates = tuple(contents["templates"])
            text = load_text(folder / "text")
            matcher = Matcher.load(folder / "matcher") if contents.get("matcher") else None
            branch = PassageBranch.load(folder / STORY_FOLDER) if contents.get(STORY_FOLDER) else None
            bundle = cls(Tagger.load(folder / "tagger"), text, space, cultural, templates, matcher, branch)
        bundle._fingerprint = description.fingerprint
        return bundle

    def _contents(self) -> dict[str, Any]:
        return {
            "space": asdict(self.space.config),
            "inputs": {name: getattr(self.space, f"{name}_dimension") for name in _INPUTS},
            "templates": list(self.templates),
            "cultural": self.cultural is not None,
        }

    def _write(
        self, staging: Path, provenance: dict[str, Any], scores: dict[str, Any], half_precision: bool
    ) -> str:
        """Every file but `bundle.json`; gives the fingerprint, which is over files and contents."""
        self.tagger.save(staging / "tagger", provenance, scores, half_precision)
        self.text.save(staging / "text")
        if self.cultural is not None:
            self.cultural.save(staging / "cultural", half_precision)
        weights = {key: tensor.contiguous() for key, tensor in self.space.state_dict().items()}
        (staging / SPACE_FILE).write_bytes(save(weights))
        heard = read_bundle(staging / "tagger", TAGGER).fingerprint
        files = sorted(path for path in staging.rglob("*") if path.is_file())
        facts = [
            [path.relative_to(staging).as_posix(), sha256_of(path)]
            for path in files
            if path.relative_to(staging).parts[0] != "tagger"
        ]
        return hashlib.sha256(json.dumps([heard, facts, self._contents()]).encode()).hexdigest()

    def _cultural(self, songs: SongVectors) -> NDArray[np.float32]:
        """The songs' cultural vectors, or zeros of the right length where they were made without listens."""
        if songs.cultural.shape[1] in (0, self.space.cultural_dimension):
            given = songs.cultural
            wanted = self.space.cultural_dimension
            return given if given.shape[1] == wanted else np.zeros((len(songs), wanted), np.float32)
        if self.space.config.song == "acoustic":
            return np.zeros((len(songs), self.space.cultural_dimension), np.float32)
        raise ValueError(
            f"cultural vectors of {songs.cultural.shape[1]} numbers, and the space takes "
            f"{self.space.cultural_dimension}"
        )

    def _songs(
        self,
        acoustic: NDArray[np.float32],
        cultural: NDArray[np.float32],
        has_acoustic: NDArray[np.bool_],
        has_cultural: NDArray[np.bool_],
    ) -> NDArray[np.float32]:
        return self._in_space(self.space.embed_song, acoustic, cultural, has_acoustic, has_cultural)

    def _in_space(self, embed: Any, *arrays: NDArray[Any], batch_size: int = 4096) -> NDArray[np.float32]:
        device = next(self.space.parameters()).device
        found = [np.empty((0, self.dimension), np.float32)]
        with torch.inference_mode():
            for start in range(0, len(arrays[0]), batch_size):
                parts = [
                    torch.from_numpy(np.ascontiguousarray(array[start : start + batch_size])).to(device)
                    for array in arrays
                ]
                embedded: Tensor = embed(*parts)
                found.append(embedded.float().cpu().numpy())
        return np.concatenate(found)


_INPUTS = ("text", "acoustic", "cultural")


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.maximum(lengths, np.float32(1e-12))
