"""Are long mixes found for the one song in them that fits? Mixes of ten songs, ranked among single songs.

A mix fits a tag that one to three of its songs have. It is judged as a whole, and by the best of its parts,
as a search judges what is long (`retrieval.long_tracks`): parts are as long as a song here, overlap by half,
and never hold one song alone. Tags that are not known of every song of a mix are not asked of it.
"""

from __future__ import annotations

import numpy as np

from retrieval.data.manifest import Manifest
from retrieval.evaluation import bootstrap
from retrieval.evaluation.metrics import Floats, average_precision
from retrieval.evaluation.tables import Cell, Table
from retrieval.joint_bundle import JointBundle
from retrieval.long_tracks import means

MIXES = 60
SONGS_OF_A_MIX, FITTING = 10, 3
LEAST_POSITIVES = 5
"""Songs that a tag must be true of to be asked for."""


def mix_table(
    words: JointBundle, manifest: Manifest, segments: Floats, heard: Floats, rng: np.random.Generator
) -> Table | None:
    """MAP over tags with and without parts; None where there are too few songs for it.

    **Shape**: segments of N songs `[N, S, D]`, tags heard in them `[N, S, T]`.
    """
    songs, each = segments.shape[:2]
    if songs < SONGS_OF_A_MIX or each < 2:
        return None
    mixes = [rng.choice(songs, SONGS_OF_A_MIX, replace=False) for _ in range(MIXES)]
    first = max(1, each // 4)  # so that parts do not begin where songs do
    starts = np.arange(first, (SONGS_OF_A_MIX - 1) * each, each // 2)[:, None] + np.arange(each)

    def judged(vectors: Floats, tags: Floats) -> Floats:
        return words.probabilities(list(manifest.tags), *means(vectors, tags))

    def laid_out(values: Floats) -> Floats:
        return np.stack([values[mix].reshape(-1, values.shape[-1]) for mix in mixes])

    alone = judged(segments, heard)
    vectors, tags = laid_out(segments), laid_out(heard)
    whole = judged(vectors, tags)
    parts = judged(*(values[:, starts].reshape(-1, each, values.shape[-1]) for values in (vectors, tags)))
    best = np.maximum(whole, parts.reshape(len(whole), MIXES, -1).max(axis=2))
    rows: list[tuple[Cell, ...]] = []
    counts = None
    for name, scores in (("as a whole", whole), ("by the best part (ships)", best)):
        figures = np.array(_precisions(manifest, mixes, alone, scores))
        if not len(figures):
            return None
        counts = bootstrap.weights(len(figures), rng) if counts is None else counts
        rows.append((name, bootstrap.estimate(float(figures.mean()), counts @ figures / len(figures))))
    return Table(f"mixes of {SONGS_OF_A_MIX} songs among songs", ("judged", "MAP"), tuple(rows))


def _precisions(manifest: Manifest, mixes: list[np.ndarray], alone: Floats, scores: Floats) -> list[float]:
    """Average precision of each tag, over the songs and mixes of which it is known."""
    tags = list(manifest.tags)
    truth, known = manifest.matrix(tags).T, manifest.known(tags).T
    found = []
    for tag in range(len(tags)):
        fitting = np.array([truth[tag, mix].sum() for mix in mixes])
        usable = np.array([known[tag, mix].all() for mix in mixes]) & (fitting <= FITTING)
        relevant = np.concatenate([truth[tag, known[tag]], fitting[usable] > 0])
        if (
            truth[tag, known[tag]].sum() < LEAST_POSITIVES
            or not (fitting[usable] > 0).any()
            or relevant.all()
        ):
            continue
        asked = np.concatenate([alone[tag, known[tag]], scores[tag, usable]])
        found.append(float(average_precision(asked, relevant)[0]))
    return found
