"""Tags against what listeners felt, on recordings like Emotify's: genres, and emotions within a genre.

Zero-shot: no tagger has seen these labels. A genre word is judged as a query over all tracks. A tag such as
*slow* is judged by Spearman's correlation of its score with the share of listeners who felt the emotion that
goes with it, within each genre and then averaged, so that knowing the genre alone earns nothing.
Aljanaki, Wiering, Veltkamp, "Studying emotion induced by music through a crowdsourcing game", 2015.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from retrieval.data.manifest import Manifest
from retrieval.evaluation import bootstrap, metrics
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.scoring import EvaluationError, Scored
from retrieval.evaluation.tables import Cell, Report, Table

PAIRS: tuple[tuple[str, str], ...] = (
    ("calm", "calmness"),
    ("slow", "calmness"),
    ("quiet", "calmness"),
    ("fast", "joyful_activation"),
    ("happy", "joyful_activation"),
    ("joyful", "joyful_activation"),
    ("energetic", "joyful_activation"),
    ("loud", "power"),
    ("powerful", "power"),
    ("aggressive", "power"),
    ("tense", "tension"),
    ("dark", "tension"),
    ("sad", "sadness"),
    ("melancholic", "sadness"),
    ("tender", "tenderness"),
    ("romantic", "tenderness"),
    ("nostalgic", "nostalgia"),
    ("solemn", "solemnity"),
)
"""Which felt emotion a tag speaks of. Amazement is left out: listeners do not agree on what it means."""

PUBLISHED_AREAS = {"classical": 0.997, "electronic": 0.956, "rock": 0.869, "pop": 0.784}
PUBLISHED_CORRELATIONS = {
    ("slow", "calmness"): 0.63,
    ("fast", "joyful_activation"): 0.64,
    ("loud", "power"): 0.49,
}
"""What published small taggers reach on Emotify, zero-shot: ROC-AUC by genre, Spearman within genre."""


def carries_emotions(manifest: Manifest) -> bool:
    """Whether this protocol applies: every track says what its listeners felt."""
    return bool(manifest.tracks) and all("emotions" in track.extra for track in manifest.tracks)


def emotion_figures(scores: Floats, words: tuple[str, ...], manifest: Manifest) -> dict[str, float]:
    """The two means of the report alone, for watching a network while it learns."""
    column = {word: place for place, word in enumerate(words)}
    genre_of = np.array([track.tags[0] for track in manifest.tracks])
    areas = [metrics.roc_auc(scores[:, column[g]], genre_of == g)[0] for g in manifest.tags if g in column]
    felt = manifest.tracks[0].extra["emotions"]
    found = []
    for tag, emotion in PAIRS:
        if tag in column and emotion in felt:
            shares = np.array([track.extra["emotions"][emotion] for track in manifest.tracks])
            for genre in np.unique(genre_of):
                rows = genre_of == genre
                found.append(float(spearman(scores[rows, column[tag]][None], shares[rows][None])[0]))
    means = {"genre_auc": areas, "spearman": found}
    return {name: float(np.mean(values)) for name, values in means.items() if values}


def emotion_report(scored: Scored, rng: np.random.Generator) -> Report:
    """Genre retrieval and within-genre correlations of the tags that the tagger has."""
    tracks = scored.manifest.tracks
    column = {tag.name: place for place, tag in enumerate(scored.tags)}
    genres = list(scored.manifest.tags)
    if any(len(set(track.tags) & set(genres)) != 1 for track in tracks):
        raise EvaluationError("every track with emotions must carry exactly one genre tag")
    genre_of = np.array([next(tag for tag in track.tags if tag in genres) for track in tracks])
    counts = bootstrap.weights(len(tracks), rng)
    retrieval = _genre_rows(scored, genres, genre_of, column, counts)
    correlated = _pair_rows(scored, sorted(set(genre_of)), genre_of, column, rng)
    absent = [word for word in (*genres, *(tag for tag, _ in PAIRS)) if word not in column]
    notes = (f"not judged, as the tagger does not know these words: {', '.join(absent)}",) if absent else ()
    tables = []
    if correlated:
        columns = ("tag", "felt", "mean of genres", *sorted(set(genre_of)), "published")
        tables.append(Table("Spearman within genre", columns, tuple(correlated)))
    if retrieval:
        columns = ("genre", "tracks", "ROC-AUC", "AP", "AP by chance", "P@10", "published ROC-AUC")
        tables.append(Table("genres", columns, tuple(retrieval)))
    if not tables:
        raise EvaluationError("the tagger knows none of the words that this protocol asks for")
    return Report({"tracks": len(tracks), "chunks": scored.chunks}, tuple(tables), notes)


def _genre_rows(
    scored: Scored, genres: list[str], genre_of: NDArray[np.str_], column: dict[str, int], counts: Floats
) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    curves, areas = [], []
    for genre in (genre for genre in genres if genre in column):
        scores, truth = scored.scores[:, column[genre]], genre_of == genre
        area, average = metrics.roc_auc(scores, truth)[0], metrics.average_precision(scores, truth)[0]
        areas.append((area, average, metrics.precision_at(scores, truth, 10)))
        curves.append(
            (metrics.roc_auc(scores, truth, counts), metrics.average_precision(scores, truth, counts))
        )
        estimates = [bootstrap.estimate(v, c) for v, c in zip(areas[-1][:2], curves[-1], strict=True)]
        rows.append((genre, int(truth.sum()), *estimates, float(truth.mean()), areas[-1][2]))
        rows[-1] += (PUBLISHED_AREAS.get(genre, float("nan")),)
    if rows:
        mean, curve = np.mean(areas, axis=0), np.mean(curves, axis=0)
        estimates = [bootstrap.estimate(float(v), c) for v, c in zip(mean[:2], curve, strict=True)]
        chance = float(np.mean([row[4] for row in rows]))
        rows.append(("mean", len(scored.manifest.tracks), *estimates, chance, float(mean[2]), float("nan")))
    return rows


def _pair_rows(
    scored: Scored,
    genres: list[str],
    genre_of: NDArray[np.str_],
    column: dict[str, int],
    rng: np.random.Generator,
) -> list[tuple[Cell, ...]]:
    felt = scored.manifest.tracks[0].extra["emotions"]
    pairs = [(tag, emotion) for tag, emotion in PAIRS if tag in column and emotion in felt]
    members = {genre: np.flatnonzero(genre_of == genre) for genre in genres}
    draws = {genre: rng.choice(rows, (bootstrap.RESAMPLES, len(rows))) for genre, rows in members.items()}
    rows: list[tuple[Cell, ...]] = []
    means, curves = [], []
    for tag, emotion in pairs:
        scores = scored.scores[:, column[tag]].astype(np.float64)
        shares = np.array([track.extra["emotions"][emotion] for track in scored.manifest.tracks])
        each = [float(spearman(scores[m][None], shares[m][None])[0]) for m in members.values()]
        resampled = [spearman(scores[d], shares[d]) for d in draws.values()]
        means.append(float(np.mean(each)))
        curves.append(np.mean(resampled, axis=0))
        rows.append((tag, emotion, bootstrap.estimate(means[-1], curves[-1]), *each))
        rows[-1] += (PUBLISHED_CORRELATIONS.get((tag, emotion), float("nan")),)
    if rows:
        total: Estimate = bootstrap.estimate(float(np.mean(means)), np.mean(curves, axis=0))
        by_genre = (float(np.mean([row[3 + place] for row in rows])) for place in range(len(genres)))
        rows.append(("mean", "", total, *by_genre, float("nan")))
    return rows


def spearman(first: Floats, second: Floats) -> Floats:
    """Spearman's rank correlation of each row, `[R, N]` with `[R, N]` to `[R]`; NaN where one is constant.

    >>> spearman(np.array([[1.0, 2.0, 3.0]]), np.array([[10.0, 30.0, 20.0]]))
    array([0.5])
    """
    a, b = rankdata(first, axis=1), rankdata(second, axis=1)
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (a * b).sum(axis=1) / np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
