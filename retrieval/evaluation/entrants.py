"""What a bundle brings to the evaluation of tag queries: typed words in its joint space, and its tag head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders.base import CulturalEncoder
from retrieval.bundle import JOINT, TAGGER, BundleError, read_bundle
from retrieval.data.manifest import Manifest
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tag_retrieval import Training
from retrieval.joint_bundle import JointBundle
from retrieval.scorer import Scorer
from retrieval.song_vectors import SongVectors, song_vectors
from retrieval.tagger import Tagger


@dataclass(frozen=True)
class Entrant:
    """A bundle as a competitor. `words` is None where it is a tagger, which knows its own tags alone.

    `trained` are the tags that training saw (None: nobody knows), `held_out` those kept from it on purpose,
    and `of_tagger` those among them that the audio encoder was taught nevertheless.
    """

    name: str
    tagger: Tagger
    words: Scorer | None = None
    cultural: CulturalEncoder | None = None
    trained: frozenset[str] | None = None
    held_out: frozenset[str] = frozenset()

    @property
    def of_tagger(self) -> frozenset[str]:
        return self.held_out & {tag.name for tag in self.tagger.tags}

    def training(self, tag: str) -> Training:
        """How training treated a tag."""
        if tag in self.held_out:
            return "held out"
        return "trained" if self.trained is None or tag in self.trained else "too rare"

    def songs(self, manifest: Manifest, segments: int, workers: int | None = None) -> SongVectors:
        """The manifest's tracks as this bundle hears and knows them."""
        songs = song_vectors(self.tagger, manifest, self.cultural, segments, workers)
        if not (songs.has_acoustic | songs.has_cultural).any():
            raise EvaluationError(
                f"{self.name} knows nothing of any of {len(songs)} tracks: they have no audio, and nobody "
                "was heard listening to them"
            )
        return songs

    def answers(self, texts: Sequence[str], songs: SongVectors) -> NDArray[np.float32]:
        """Scores `[Q, N]` by the joint space, or by the tag head where there is none."""
        return self.head(texts, songs) if self.words is None else self.words.scores(texts, songs)

    def probabilities(
        self, texts: Sequence[str], songs: SongVectors, with_head: bool = True
    ) -> NDArray[np.float32] | None:
        """How likely each text holds of each song, `[Q, N]`; None where the bundle cannot tell."""
        if not isinstance(self.words, JointBundle) or self.words.matcher is None:
            return None
        heard = self.heard(songs) if with_head else None
        return self.words.probabilities(texts, self.words.embed_songs(songs), heard)

    def heard(self, songs: SongVectors) -> NDArray[np.float32]:
        """What the tag head says of each song, `[N, T]`; zero where there is no sound."""
        return self.tagger.heard(songs.acoustic) * songs.has_acoustic[:, None]

    def head(self, texts: Sequence[str], songs: SongVectors) -> NDArray[np.float32]:
        """Probabilities by the tag head, mean over segments `[Q, N]`; NaN for texts that are no tag of it."""
        column = {tag.name: place for place, tag in enumerate(self.tagger.tags)}
        found = np.full((len(texts), len(songs)), np.nan, np.float32)
        rows = [row for row, text in enumerate(texts) if text in column]
        if rows and songs.has_acoustic.any():
            found[rows] = self.heard(songs).T[[column[texts[row]] for row in rows]]
        return found


def load_entrant(folder: Path) -> Entrant:
    """The joint bundle or the tagger in a folder."""
    try:
        described = read_bundle(folder, JOINT)
    except BundleError as error:
        if f"a {JOINT} bundle is needed" not in str(error):
            raise
        read_bundle(folder, TAGGER)
        tagger = Tagger.load(folder)
        return Entrant(name_of(folder), tagger, trained=frozenset(tag.name for tag in tagger.tags))
    bundle = JointBundle.load(folder)
    tags, held_out = (described.provenance.get(key, ()) for key in ("tags", "held_out_tags"))
    trained = frozenset(tags) if tags else None
    return Entrant(name_of(folder), bundle.tagger, bundle, bundle.cultural, trained, frozenset(held_out))


def name_of(folder: Path) -> str:
    """`runs/wide/bundle` is called `wide`: training calls every bundle `bundle`."""
    folder = folder.resolve()
    return folder.parent.name if folder.name == "bundle" else folder.name
