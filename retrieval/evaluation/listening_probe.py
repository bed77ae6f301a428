"""What listening habits know about tags: ridge regression from item vectors to the tags of unseen artists.

The listens are of all items: only the tags of the test split are kept from the regression. Beside the encoder
stand the 64 leading singular vectors of the log counts, which take no tuning, and the size of the audience
alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from encoders.cultural.matrix_factorization import MatrixFactorizationConfig, count_matrix
from retrieval.cultural_files import fit_listens, items_of
from retrieval.data.manifest import Listens, Manifest, Track
from retrieval.evaluation.bootstrap import estimate, mean_of_tags, resampled_tags, weights
from retrieval.evaluation.metrics import Bools, Floats, average_precision, per_tag, roc_auc
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tables import Cell, Report, Table

SINGULAR_VECTORS = 64
_PENALTIES = np.logspace(0, 5, 16)


@dataclass(frozen=True)
class ProbeConfig:
    """Which tags and tracks are looked at: the `top` most common tags (0: all) of some categories (none
    named: all), and the tracks that have one of them and `min_listeners` listeners. `seed` is the
    bootstrap's."""

    top: int = 50
    categories: tuple[str, ...] = ()
    min_listeners: int = 4
    seed: int = 0


def measure(
    listens: Listens,
    manifest: Manifest,
    config: ProbeConfig | None = None,
    encoder: MatrixFactorizationConfig | None = None,
) -> Report:
    """ROC-AUC and MAP, macro over tags, with 95 % intervals over tracks; by category where several are."""
    config = config or ProbeConfig()
    manifest, tags = _chosen(listens, manifest, config)
    train = np.array([track.split == "train" for track in manifest.tracks])
    test = np.array([track.split == "test" for track in manifest.tracks])
    truth, known = manifest.matrix(tags), manifest.known(tags)
    counts = weights(int(test.sum()), np.random.default_rng(config.seed))
    categories = {"all tags": np.ones(len(tags), dtype=bool)}
    for name in dict.fromkeys(manifest.tags[tag] for tag in tags):
        categories[name] = np.array([manifest.tags[tag] == name for tag in tags])
    if len(categories) == 2:
        del categories[name]
    rows: list[tuple[Cell, ...]] = []
    for method, vectors in _vectors(listens, manifest.tracks, encoder).items():
        scores = ridge_scores(vectors, truth, known, train, test)
        found = []
        for metric in (roc_auc, average_precision):
            each = per_tag(metric, scores, truth[test], known[test])
            found.append((each, resampled_tags(metric, scores, truth[test], known[test], counts)))
        for name, own in categories.items():
            figures = [estimate(_mean(each[own]), mean_of_tags(drawn[:, own])) for each, drawn in found]
            base = float(truth[test][:, own][known[test][:, own]].mean())
            rows.append((method, name, int(own.sum()), *figures, base))
    heard = Counter(listen.item for listen in listens.listens)
    audience = np.array([heard[item] for item in items_of(manifest.tracks, listens.items)])
    facts = {
        "manifest": manifest.name or "unnamed",
        "train": int(train.sum()),
        "test": int(test.sum()),
        "tags": len(tags),
        "listeners at least": config.min_listeners,
        "listeners on average": round(float(audience.mean()), 1),
        "log spread of listeners": round(float(np.log(audience).std()), 2),
    }
    columns = ("vectors", "tags", "n", "ROC-AUC", "MAP", "base rate")
    return Report(facts, (Table("tags of unseen artists from listens", columns, tuple(rows)),))


def ridge_scores(
    vectors: Floats, truth: Bools, known: Bools, train: Bools, test: Bools
) -> NDArray[np.float64]:
    """Scores `[test, T]` of linear regressions learned from the rows of `train`, where tags are known.

    The penalty is chosen by leave-one-out on those rows.
    """
    from sklearn.linear_model import RidgeCV

    mean, spread = vectors[train].mean(axis=0), vectors[train].std(axis=0)
    ready = (vectors - mean) / np.where(spread > 0, spread, 1.0)
    scores = np.zeros((int(test.sum()), truth.shape[1]))
    masks, group = np.unique(known[train], axis=1, return_inverse=True)
    for number, mask in enumerate(masks.T):
        own = np.flatnonzero(group == number)
        if mask.any():
            model = RidgeCV(_PENALTIES).fit(ready[train][mask], truth[train][mask][:, own].astype(np.float64))
            scores[:, own] = model.predict(ready[test]).reshape(-1, len(own))
    return scores


def _chosen(listens: Listens, manifest: Manifest, config: ProbeConfig) -> tuple[Manifest, list[str]]:
    """The tracks to look at, of train and test alone, and the tags."""
    strange = set(config.categories) - set(manifest.tags.values())
    if strange:
        there = ", ".join(dict.fromkeys(manifest.tags.values()))
        raise EvaluationError(f"no tag has the category '{min(strange)}': choose from {there}")
    common = Counter(tag for track in manifest.tracks for tag in track.tags)
    eligible = [
        tag for tag, own in manifest.tags.items() if not config.categories or own in config.categories
    ]
    order = sorted(eligible, key=lambda tag: -common[tag])
    chosen = set(order[: config.top] if config.top else order)
    tags = [tag for tag in manifest.tags if tag in chosen]
    audience = Counter(listen.item for listen in listens.listens)
    tracks = tuple(
        track
        for track, item in zip(manifest.tracks, items_of(manifest.tracks, listens.items), strict=True)
        if track.split in ("train", "test")
        and audience[item] >= config.min_listeners
        and not chosen.isdisjoint(track.tags)
    )
    for split in ("train", "test"):
        if sum(track.split == split for track in tracks) < 2:
            raise EvaluationError(
                f"the split '{split}' has hardly a track with one of the {len(tags)} tags and "
                f"{config.min_listeners} listeners: `python -m scripts.manifest split FILE --out FILE "
                "--shares 0.8 0 0.2` draws splits, and --min-listeners 1 takes more tracks"
            )
    return replace(manifest, tracks=tracks), tags


def _vectors(
    listens: Listens, tracks: tuple[Track, ...], config: MatrixFactorizationConfig | None
) -> dict[str, Floats]:
    """What the methods know about the tracks, `[N, dimension]` each."""
    encoder = fit_listens(listens, config)
    items = items_of(tracks, listens.items)
    names, counts = count_matrix((listen.user, listen.item, listen.count) for listen in listens.listens)
    place = {name: row for row, name in enumerate(names)}
    rows = np.array([place[item] for item in items])
    audience = np.log1p(np.diff(counts.tocsc().indptr))[:, None]
    return {
        f"{encoder.name}, {encoder.dimension}": encoder.encode(items),
        f"SVD, {SINGULAR_VECTORS}": singular_vectors(counts, SINGULAR_VECTORS)[rows],
        "audience size": audience[rows],
    }


def singular_vectors(counts: csr_matrix, dimension: int) -> Floats:
    """Unit vectors `[items, dimension]`: the leading singular vectors of `log(1 + counts)`, which are
    `[users, items]`, times their singular values."""
    from scipy.sparse.linalg import svds

    dimension = min(dimension, min(counts.shape) - 1)
    left, values, _ = svds(counts.T.log1p(), dimension, v0=np.ones(min(counts.shape)))
    vectors = left * values
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))


def _mean(each: Floats) -> float:
    return float(np.nanmean(each)) if np.isfinite(each).any() else float("nan")
