"""Only what holds within a genre may count as hearing an emotion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from retrieval.data.manifest import Manifest, Track
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.emotions import emotion_figures, emotion_report, spearman
from retrieval.evaluation.scoring import EvaluationError, Scored
from retrieval.evaluation.tables import Cell, Report
from retrieval.tagger import Tag

WORDS = ("calm", "loud", "pop", "rock")


def scored(scores: np.ndarray, calmness: np.ndarray) -> Scored:
    genres = ["pop" if number < len(scores) // 2 else "rock" for number in range(len(scores))]
    tracks = tuple(
        Track(str(number), tags=(genre,), extra={"emotions": {"calmness": float(felt), "power": 0.5}})
        for number, (genre, felt) in enumerate(zip(genres, calmness, strict=True))
    )
    manifest = Manifest(tracks, {"pop": "genre", "rock": "genre"}, Path())
    return Scored(manifest, tuple(Tag(word, "mood") for word in WORDS), scores, len(tracks), {})


def row(report: Report, title: str, name: str) -> tuple[Cell, ...]:
    table = next(table for table in report.tables if table.title == title)
    return next(cells for cells in table.rows if cells[0] == name)


def test_spearman_is_scipys_with_ties(rng: np.random.Generator) -> None:
    first, second = rng.integers(4, size=(3, 30)), rng.integers(4, size=(3, 30))
    expected = [spearmanr(a, b).statistic for a, b in zip(first, second, strict=True)]
    np.testing.assert_allclose(spearman(first, second), expected)


def test_knowing_the_genre_alone_earns_no_correlation(rng: np.random.Generator) -> None:
    half = np.repeat([0.0, 1.0], 200)
    scores = np.stack([half + rng.random(400) / 10, half, 1 - half, half], axis=1)
    report = emotion_report(scored(scores, half + rng.random(400) / 10), rng)
    calm = row(report, "Spearman within genre", "calm")[2]
    assert isinstance(calm, Estimate) and abs(calm.value) < 0.15
    rock = row(report, "genres", "rock")
    assert isinstance(rock[2], Estimate) and rock[2].value == 1.0 and rock[5] == 1.0


def test_hearing_the_emotion_within_every_genre_earns_it_all(rng: np.random.Generator) -> None:
    felt = rng.random(100)
    case = scored(np.stack([felt, felt, felt, felt], axis=1), felt)
    calm = row(emotion_report(case, rng), "Spearman within genre", "calm")[2]
    assert isinstance(calm, Estimate) and calm.value == pytest.approx(1.0) and calm.low > 0.99


def test_the_watched_figures_are_the_means_of_the_report(rng: np.random.Generator) -> None:
    case = scored(rng.random((60, 4)), rng.random(60))
    with_power = case.manifest.tracks
    for track in with_power:
        track.extra["emotions"]["power"] = float(rng.random())
    report, figures = emotion_report(case, rng), emotion_figures(case.scores, WORDS, case.manifest)
    for title, name in (("genres", "genre_auc"), ("Spearman within genre", "spearman")):
        mean = row(report, title, "mean")[2]
        assert isinstance(mean, Estimate) and mean.value == pytest.approx(figures[name])


def test_a_tagger_without_any_of_the_words_is_told_so(rng: np.random.Generator) -> None:
    case = scored(rng.random((20, 4)), rng.random(20))
    mute = Scored(case.manifest, tuple(Tag(f"x{n}", "mood") for n in range(4)), case.scores, 20, {})
    with pytest.raises(EvaluationError, match="none of the words"):
        emotion_report(mute, rng)
