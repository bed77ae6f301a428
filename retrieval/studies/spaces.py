"""What the spaces of story methods look like: Figure 5.5 of Won's thesis.

A space of two numbers, valence and arousal, is drawn as it is. Any other is laid out in the plane by UMAP,
which is fitted on the music alone; passages and words are then placed among the music. McInnes, Healy,
Melville, "UMAP: Uniform manifold approximation and projection for dimension reduction", 2018.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from retrieval.data.vad import VadTable
from retrieval.evaluation.distribution import CLUMPS, between_share, order_kept, points_of
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.space_picture import Cloud, SpaceRow, draw_spaces
from retrieval.evaluation.story_evaluation import Ground
from retrieval.evaluation.story_rankers import StoryRanker, open_ranker
from retrieval.evaluation.tables import Report, Table

NEIGHBOURS, SEED = 15, 0
FEWEST = 2 * NEIGHBOURS
"""Songs that a layout needs."""
NOTES = (
    f"between: share of the spread that lies between emotions, or moods; above {CLUMPS} a space is clumps",
    "order: do emotions that feel alike lie near each other (Spearman with distances in valence and arousal)",
)


def study(
    bundles: Sequence[Path],
    ground: Ground,
    table: VadTable,
    picture: Path,
    segments: int,
    workers: int | None = None,
) -> Report:
    """Draw the spaces of bundles as a PNG, and tell in numbers how passages and songs lie in them."""
    if len(ground.songs) < FEWEST:
        raise EvaluationError(
            f"{len(ground.songs)} songs with moods are too few to lay out a space: give {FEWEST} or more"
        )
    drawn, rows = [], []
    felt = np.array([[emotion in own.emotions for emotion in ground.emotions] for own in ground.passages])
    points = points_of(ground.emotions, table)
    for bundle in bundles:
        ranker = open_ranker(bundle, ground.manifest, ground.rows, segments, workers)
        read = ranker.embed([passage.text for passage in ground.passages])
        drawn.append(space_row(ranker, ground, read, felt, table))
        shares = between_share(read, felt), between_share(ranker.songs, ground.songs.truth)
        rows.append((ranker.name, read.shape[1], *shares, order_kept(read, felt, points)))
    draw_spaces(picture, drawn, f"{len(ground.passages)} passages, {len(ground.songs)} songs")
    columns = ("space", "numbers", "between, of passages", "of songs", "order of emotions")
    return Report({"picture": str(picture)}, (Table("spaces", columns, tuple(rows)),), NOTES)


def space_row(ranker: StoryRanker, ground: Ground, read: Floats, felt: Bools, table: VadTable) -> SpaceRow:
    """The two clouds of a space, in the plane: passages `read` `[Q, D]`, labelled as `felt` `[Q, E]`."""
    place = in_the_plane(ranker.songs)
    emotions, moods = ground.emotions, ground.songs.moods
    passages = _cloud(place, read, felt, emotions, ranker.words("emotions", emotions), table)
    songs = _cloud(place, ranker.songs, ground.songs.truth, moods, ranker.words("moods", moods), table)
    about = "valence and arousal" if read.shape[1] == 2 else f"{read.shape[1]} numbers, UMAP of the songs"
    return SpaceRow(ranker.name, about, passages, songs)


def in_the_plane(songs: Floats) -> Callable[[Floats], Floats]:
    """What places vectors `[N, D]` in the plane, `[N, 2]`, by a layout of songs `[M, D]`; NaN stays NaN."""
    if songs.shape[1] == 2:
        return lambda vectors: np.asarray(vectors, np.float64)
    known = songs[np.isfinite(songs).all(axis=1)]
    with warnings.catch_warnings():  # of parts that nobody uses here, and of one thread for one seed
        warnings.simplefilter("ignore")
        from umap import UMAP

        layout = UMAP(
            n_neighbors=NEIGHBOURS,
            metric="cosine",
            init="pca",
            random_state=SEED,
            transform_seed=SEED,
            n_jobs=1,
        ).fit(known)

    def place(vectors: Floats) -> Floats:
        found = np.full((len(vectors), 2), np.nan)
        use = np.isfinite(vectors).all(axis=1)
        if use.any():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found[use] = layout.transform(vectors[use])
        return found

    return place


def _cloud(
    place: Callable[[Floats], Floats],
    vectors: Floats,
    labels: Bools,
    words: tuple[str, ...],
    where: Floats,
    table: VadTable,
) -> Cloud:
    points = place(vectors)
    known = points_of(words, table)
    feelings = np.array([_mean(known[own]) for own in labels])
    if np.isfinite(where).all(axis=1).any():
        return Cloud(points, feelings, words, place(where), "words where the space has them")
    middles = np.array([_mean(points[own]) for own in labels.T])
    return Cloud(points, feelings, words, middles, "the space has no words: each is in the middle of its own")


def _mean(rows: Floats) -> Floats:
    """Mean of the rows that are known, `[2]`; NaN where there are none."""
    rows = rows[np.isfinite(rows).all(axis=1)]
    return rows.mean(axis=0) if len(rows) else np.full(2, np.nan)
