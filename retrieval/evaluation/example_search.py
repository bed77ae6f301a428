"""What a few examples find: songs of a concept, a tag or something that no tag says, by songs that have it.

Each concept is searched by examples in every situation that `SITUATIONS` names, among all other songs of the
manifest, which nothing is said of: they are the library that the examples are learned against. Unliked
examples are drawn among the nearest songs that are wrong, as a person would who clicks on what is wrong in a
list of hits. Concepts are the manifest's tags and, where tracks say so, instruments and styles, which the
bundle has not been taught.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval import examples
from retrieval.calibration import fit, reliability
from retrieval.data.manifest import Manifest
from retrieval.evaluation import bootstrap, metrics
from retrieval.evaluation.entrants import Entrant
from retrieval.evaluation.metrics import Bools, Floats
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.joint_bundle import JointBundle

SITUATIONS = {"1 like": (1, 0), "3 likes": (3, 0), "10 likes": (10, 0), "6 likes, 4 unlikes": (6, 4)}
"""How many likes and unlikes are given."""
LEFT = 5
"""Right songs that must be left to find."""
NEAR = 20
"""Unlikes are drawn among so many of the nearest wrong songs."""
TAUGHT, UNKNOWN = "tags of the bundle", "what the bundle has not been taught"
SHIPPED = "logistic, library as weak counterexamples"

Learner = Callable[[Floats, Floats, Floats], Floats]
"""Vectors of likes `[K, D]`, unlikes `[U, D]` and the library `[M, D]` to scores of the library, `[M]`."""


@dataclass(frozen=True)
class Concept:
    """What some songs have: bool `[N]`, and of which songs that is known."""

    name: str
    kind: str
    truth: Bools
    known: Bools


def prototype(likes: Floats, unlikes: Floats, library: Floats) -> Floats:
    """The mean of the likes; unlikes are passed over."""
    return np.asarray(likes.mean(axis=0) - library.mean(axis=0))


def rocchio(likes: Floats, unlikes: Floats, library: Floats) -> Floats:
    """The mean of the likes less half the mean of the unlikes (Rocchio 1971)."""
    centre = library.mean(axis=0)
    away = 0.5 * (unlikes.mean(axis=0) - centre) if len(unlikes) else 0.0
    return np.asarray(likes.mean(axis=0) - centre - away)


def discriminant(likes: Floats, unlikes: Floats, library: Floats) -> Floats:
    """Linear discriminant analysis: the prototype where the library's spread is made even, half shrunk."""
    spread = np.cov((library - library.mean(axis=0)).T)
    even = 0.5 * spread + 0.5 * np.trace(spread) / len(spread) * np.eye(len(spread))
    return np.asarray(np.linalg.solve(even, rocchio(likes, unlikes, library)))


LEARNERS: Mapping[str, Learner] = {
    SHIPPED: lambda likes, unlikes, library: examples.learn(*_singles(likes, unlikes, library)).logits(
        *_singles(library)
    ),
    "prototype": lambda likes, unlikes, library: library @ prototype(likes, unlikes, library),
    "Rocchio": lambda likes, unlikes, library: library @ rocchio(likes, unlikes, library),
    "linear discriminant": lambda likes, unlikes, library: library @ discriminant(likes, unlikes, library),
}


def example_report(entrant: Entrant, manifest: Manifest, segments: int, seed: int) -> Report:
    """MAP of every learner in every situation, and what probabilities of the one that ships are worth."""
    if not isinstance(entrant.words, JointBundle):
        raise EvaluationError(f"{entrant.name} has no joint space: give a joint bundle")
    songs = entrant.words.embed_songs(entrant.songs(manifest, segments)).astype(np.float64)
    concepts = list(_concepts(entrant, manifest))
    tables = []
    for kind in dict.fromkeys(concept.kind for concept in concepts):
        mine = [concept for concept in concepts if concept.kind == kind]
        precision = {name: _precisions(learn, songs, mine, seed) for name, learn in LEARNERS.items()}
        rng = np.random.default_rng(seed)
        counts = {place: int(np.isfinite(row).sum()) for place, row in enumerate(precision[SHIPPED].T)}
        shown = [place for place in counts if counts[place]]
        columns = ("learned by", *(f"{list(SITUATIONS)[place]} ({counts[place]})" for place in shown))
        rows: list[tuple[Cell, ...]] = [
            (name, *(_mean(found[:, place], rng) for place in shown)) for name, found in precision.items()
        ]
        if shown:
            tables.append(Table(f"MAP, {kind} (concepts)", columns, tuple(rows)))
    worth = [(name, *_worth(songs, concepts, place, seed)) for place, name in enumerate(SITUATIONS)]
    columns = ("examples", "calibration error", "slope", "best slope", "offset", "best offset")
    tables.append(Table("probabilities of what ships", columns, tuple(row for row in worth if len(row) > 1)))
    facts = {"bundle": entrant.name, "manifest": manifest.name, "tracks": len(songs), "seed": seed}
    return Report(facts, tuple(tables))


def _concepts(entrant: Entrant, manifest: Manifest) -> Iterator[Concept]:
    truth, known = manifest.matrix(list(manifest.tags)).T, manifest.known(list(manifest.tags)).T
    for place, tag in enumerate(manifest.tags):
        kind = TAUGHT if entrant.training(tag) == "trained" else UNKNOWN
        yield Concept(tag, kind, truth[place] & known[place], known[place])
    for what in ("instruments", "style"):
        told = [track.extra.get(what, ()) for track in manifest.tracks]
        has = [{each} if isinstance(each, str) else set(each) for each in told]
        for name in sorted(set().union(*has) - set(manifest.tags)):
            true = np.array([name in each for each in has])
            yield Concept(name, UNKNOWN, true, np.ones_like(true))


def _draws(songs: Floats, concept: Concept, seed: int) -> Iterator[tuple[int, Floats, Floats, Floats]]:
    """For each situation that the concept has songs for: its place, rows of likes, unlikes and the others."""
    right, wrong = np.flatnonzero(concept.truth), np.flatnonzero(~concept.truth & concept.known)
    rng = np.random.default_rng([seed, *concept.name.encode()])
    for place, (likes, unlikes) in enumerate(SITUATIONS.values()):
        if len(right) < likes + LEFT or len(wrong) < NEAR:
            continue
        liked = rng.choice(right, likes, replace=False)
        near = wrong[np.argsort(-(songs[wrong] @ songs[liked].mean(axis=0)), kind="stable")[:NEAR]]
        unliked = rng.choice(near, unlikes, replace=False)
        left = np.setdiff1d(np.flatnonzero(concept.known), np.concatenate([liked, unliked]))
        yield place, liked, unliked, left


def _precisions(learn: Learner, songs: Floats, concepts: Sequence[Concept], seed: int) -> Floats:
    """Average precision of each concept in each situation, `[C, S]`; NaN where there were too few songs."""
    found = np.full((len(concepts), len(SITUATIONS)), np.nan)
    for row, concept in enumerate(concepts):
        for place, liked, unliked, left in _draws(songs, concept, seed):
            scores = learn(songs[liked], songs[unliked], songs)[left]
            found[row, place] = metrics.average_precision(scores, concept.truth[left])[0]
    return found


def _worth(songs: Floats, concepts: Sequence[Concept], situation: int, seed: int) -> tuple[Cell, ...]:
    """Expected calibration error in a situation, and slope and offset beside those that would be best."""
    said, true, z = [], [], []
    likes = list(SITUATIONS.values())[situation][0]
    for concept in concepts:
        for place, liked, unliked, left in _draws(songs, concept, seed):
            if place == situation:
                head = examples.learn(*_singles(songs[liked], songs[unliked], songs))
                said.append(head.probabilities(songs[left].astype(np.float32)))
                true.append(concept.truth[left])
                logits = head.logits(songs[left].astype(np.float32))
                z.append((logits - examples.OFFSET) / examples.slope_of(likes))
    if not said:
        return ()
    truth = np.concatenate(true)
    best = fit(np.concatenate(z)[:, None], truth[:, None])
    error = reliability(np.concatenate(said), truth).expected_calibration_error
    slope, offset = examples.slope_of(likes), examples.OFFSET
    return error, slope, float(best.slope[0]), offset, float(best.offset[0])


def _singles(*arrays: Floats) -> tuple[examples.Vectors, ...]:
    return tuple(array.astype(np.float32) for array in arrays)


def _mean(values: Floats, rng: np.random.Generator) -> bootstrap.Estimate:
    values = values[np.isfinite(values)]
    counts = bootstrap.weights(len(values), rng)
    return bootstrap.estimate(float(values.mean()), counts @ values / len(values))
