"""Does a search point at the right moment? Medleys, in which one song of five has a tag, and where it is.

A medley is made of the segments of songs one after the other, each cut to a random length, so that nothing
but sound tells where the tag holds. Figures, by how far a span reaches (`retrieval.spans`): how much the span
and the song have in common (intersection over union), and how often playing starts within the song.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from retrieval import spans
from retrieval.data.manifest import Manifest
from retrieval.evaluation import bootstrap
from retrieval.evaluation.entrants import Entrant
from retrieval.evaluation.metrics import Floats
from retrieval.evaluation.mixes import mix_table
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tables import Cell, Report, Table
from retrieval.joint_bundle import JointBundle

MEDLEYS = 2000
SONGS = 5
REACHES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Medley:
    """Scores of S segments for a tag that holds from segment `first` to before `last`."""

    scores: Floats
    first: int
    last: int


def moment_report(entrant: Entrant, manifest: Manifest, segments: int, seed: int) -> Report:
    """How well the best span of medleys fits, for every reach."""
    if not isinstance(entrant.words, JointBundle) or entrant.words.matcher is None:
        raise EvaluationError(f"{entrant.name} cannot tell probabilities: give a joint bundle with a matcher")
    songs = entrant.songs(manifest, segments)
    count, chunks, width = songs.acoustic.shape
    each = songs.acoustic.reshape(count * chunks, width)
    heard = entrant.tagger.heard(each[:, None]) * songs.has_acoustic.repeat(chunks)[:, None]
    vectors = entrant.words.embed_segments(each)
    found = entrant.words.probabilities(list(manifest.tags), vectors, heard)
    by_song = found.reshape(len(manifest.tags), count, chunks)
    made = list(medleys(manifest, by_song, np.random.default_rng(seed)))
    rng = np.random.default_rng(seed)
    rows: list[tuple[Cell, ...]] = [
        (f"{reach}{' (ships)' if reach == spans.JOINED else ''}", *_figures(made, reach, rng))
        for reach in REACHES
    ]
    facts = {"bundle": entrant.name, "manifest": manifest.name, "medleys": len(made), "seed": seed}
    columns = ("neighbours from", "span and song in common", "starts in the song")
    tables = [Table("moments found in medleys", columns, tuple(rows))]
    mixes = mix_table(
        entrant.words, manifest, vectors.reshape(count, chunks, -1), heard.reshape(count, chunks, -1), rng
    )
    return Report(facts, (*tables, mixes) if mixes else tuple(tables))


def medleys(manifest: Manifest, scores: Floats, rng: np.random.Generator) -> Iterator[Medley]:
    """Medleys of the manifest's songs. **Shape**: `scores` of T tags, N songs, S segments `[T, N, S]`."""
    tags = list(manifest.tags)
    truth, known = manifest.matrix(tags).T, manifest.known(tags).T
    usable = [
        tag for tag in range(len(tags)) if (truth & known)[tag].any() and (~truth & known)[tag].sum() >= SONGS
    ]
    if not usable or scores.shape[2] < 2:
        raise EvaluationError("no tag is true of one song and false of five: no medley can be made")
    for _ in range(MEDLEYS):
        tag = int(rng.choice(usable))
        songs = rng.choice(np.flatnonzero(~truth[tag] & known[tag]), SONGS, replace=False)
        place = int(rng.integers(SONGS))
        songs[place] = rng.choice(np.flatnonzero(truth[tag] & known[tag]))
        parts = [scores[tag, song, : rng.integers(2, scores.shape[2] + 1)] for song in songs]
        first = sum(map(len, parts[:place]))
        yield Medley(np.concatenate(parts), first, first + len(parts[place]))


def _figures(
    made: list[Medley], reach: float, rng: np.random.Generator
) -> tuple[bootstrap.Estimate, bootstrap.Estimate]:
    common, starts = np.zeros(len(made)), np.zeros(len(made))
    for place, medley in enumerate(made):
        times = np.arange(len(medley.scores), dtype=float)
        found = spans.best_spans(medley.scores, times, 1.0, float(len(times)), joined=reach)
        if found:
            first, last = found[0].segments
            shared = max(0, min(last, medley.last) - max(first, medley.first))
            common[place] = shared / (max(last, medley.last) - min(first, medley.first))
            starts[place] = medley.first <= first < medley.last
    counts = bootstrap.weights(len(made), rng)
    return (
        bootstrap.estimate(float(common.mean()), counts @ common / len(made)),
        bootstrap.estimate(float(starts.mean()), counts @ starts / len(made)),
    )
