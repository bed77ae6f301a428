"""A scorer that knows the truth wins everything, and each table says what it should."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from numpy.typing import NDArray

from encoders.registry import create_audio
from retrieval.data.manifest import Listen, Listens, Manifest, Track
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.entrants import Entrant
from retrieval.evaluation.scoring import EvaluationError
from retrieval.evaluation.tables import Cell, Report
from retrieval.evaluation.tag_evaluation import Wanted, measure_tags
from retrieval.song_vectors import SongVectors
from retrieval.tagger import Tag, Tagger

CATEGORIES = {"piano": "instrument", "violin": "instrument", "sad": "mood", "happy": "mood"}
TAGS = tuple(CATEGORIES)


class Toy:
    """Scores what the songs' vectors say of its words; `noise` blurs it, and words it lacks are guessed."""

    def __init__(self, words: dict[str, str], noise: float = 0.0) -> None:
        self.words, self.noise = words, noise

    def scores(self, texts: Sequence[str], songs: SongVectors) -> NDArray[np.float32]:
        found = np.empty((len(texts), len(songs)), np.float32)
        for row, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
            guess = np.random.default_rng(seed).random(len(songs))
            told = songs.acoustic[:, 0, TAGS.index(self.words[text])] if text in self.words else 0.0
            found[row] = told + (self.noise if text in self.words else 1.0) * guess
        return found


class HeardAlready(Entrant):
    """Its songs' vectors are the truth itself."""

    def songs(self, manifest: Manifest, segments: int, workers: int | None = None) -> SongVectors:
        truth = manifest.matrix(TAGS).astype(np.float32)
        all_of_them = np.ones(len(truth), dtype=bool)
        ids = tuple(track.id for track in manifest.tracks)
        vectors = np.pad(truth, ((0, 0), (0, 28)))[:, None]
        return SongVectors(ids, vectors, np.zeros((len(truth), 0), np.float32), all_of_them, ~all_of_them)


@pytest.fixture
def manifest(rng: np.random.Generator) -> Manifest:
    has = rng.random((60, len(TAGS))) < 0.3
    tracks = tuple(
        Track(f"t{n}", artist=f"a{n}", split="test", tags=tuple(np.array(TAGS)[row]))
        for n, row in enumerate(has)
    )
    return Manifest(tracks, CATEGORIES, Path(), "toys")


def entrant(scorer: Toy, name: str = "toy", held_out: frozenset[str] = frozenset()) -> HeardAlready:
    encoder = create_audio("short_chunk_cnn", width=8, dimension=2, chunk_samples=33_000)
    assert encoder.penultimate_dimension == 32
    tagger = Tagger(encoder, (Tag("piano", "instrument"), Tag("sad", "mood")))
    return HeardAlready(name, tagger, scorer, None, frozenset(TAGS) - held_out, held_out)


def rows(report: Report, title: str) -> list[tuple[Cell, ...]]:
    return list(next(table for table in report.tables if table.title == title).rows)


def macro(report: Report, system: str, group: str = "all") -> tuple[Cell, ...]:
    return next(row for row in rows(report, "macro over tags") if row[:2] == (system, group))


def value(cell: Cell) -> float:
    assert isinstance(cell, Estimate)
    return cell.value


def test_who_knows_the_truth_is_perfect_and_floors_and_head_stand_beside(manifest: Manifest) -> None:
    report = measure_tags(entrant(Toy({tag: tag for tag in TAGS})), manifest, Wanted())
    lead = macro(report, "typed word")
    assert lead[2] == 4 and value(lead[3]) == value(lead[5]) == 1.0
    assert macro(report, "tag head")[2] == 2
    assert macro(report, "typed word", "all, of tag head")[2] == 2
    assert 0.2 < float(macro(report, "floor: random")[3]) < 0.45
    assert [row[0] for row in rows(report, "categories")] == ["instrument", "mood"]
    assert report.facts["tracks"] == 60 and report.facts["tags"] == 4


def test_held_out_tags_are_reported_apart(manifest: Manifest) -> None:
    held_out = frozenset({"sad", "happy"})
    scorer = Toy({"piano": "piano", "violin": "violin", "sad": "sad"})
    report = measure_tags(entrant(scorer, held_out=held_out), manifest, Wanted())
    assert value(macro(report, "typed word", "trained")[3]) == 1.0
    assert value(macro(report, "typed word", "held out")[3]) < 0.9
    assert "happy (held out)" in {row[0] for row in rows(report, "tags")}
    assert "audio encoder was taught sad" in report.notes[-1]


def test_variants_are_weighed_against_their_own_tags(manifest: Manifest) -> None:
    words = {tag: tag for tag in TAGS} | {"cheerful": "happy", "pianos": "piano"}
    report = measure_tags(entrant(Toy(words)), manifest, Wanted(variants=True))
    kept = {row[0]: row for row in rows(report, "variants")}
    assert value(kept["plural"][3]) > value(kept["paraphrase"][3])
    assert value(kept["any"][4]) == 1.0 and kept["any"][5] == pytest.approx(value(kept["any"][3]))
    assert macro(report, "typed word")[2] == 4  # variants count nowhere else


def test_other_bundles_are_compared_with_corrected_tests(manifest: Manifest) -> None:
    words = {tag: tag for tag in TAGS}
    others = (entrant(Toy(words), "same"), entrant(Toy({}), "deaf"))
    report = measure_tags(entrant(Toy(words)), manifest, Wanted(compare=others))
    tests = {(row[0], row[3]): row for row in rows(report, "paired tests")}
    assert tests["same", "MAP"][9] == "1.0000" and value(tests["same", "MAP"][6]) == 0.0
    assert value(tests["deaf", "MAP"][6]) > 0.4 and tests["deaf", "MAP"][7:9] == (4, 0)


def test_written_runs_score_what_the_report_says(manifest: Manifest, tmp_path: Path) -> None:
    case = entrant(Toy({tag: tag for tag in TAGS}, noise=3.0))
    report = measure_tags(case, manifest, Wanted(trec=tmp_path, picture=tmp_path / "c.png"))
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.txt")))
    for system in ("typed word", "tag head"):
        run = list(ir_measures.read_trec_run(str(tmp_path / f"{system.replace(' ', '%20')}.run")))
        asked = {line.query_id for line in run}
        judged = [line for line in qrels if line.query_id in asked]
        found = ir_measures.calc_aggregate([ir_measures.AP, ir_measures.P @ 10], judged, run)
        ours = macro(report, system)
        assert found[ir_measures.AP] == pytest.approx(value(ours[3]), abs=1e-6)
        assert found[ir_measures.P @ 10] == pytest.approx(value(ours[4]), abs=1e-6)
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")


def test_plays_rank_the_floor_by_popularity(manifest: Manifest) -> None:
    pianists = [track for track in manifest.tracks if "piano" in track.tags]
    listens = Listens(tuple(Listen("u", track.id, 5) for track in pianists), "track", "plays")
    report = measure_tags(entrant(Toy({})), manifest, Wanted(listens=listens))
    by_labels = measure_tags(entrant(Toy({})), manifest, Wanted())
    assert macro(report, "floor: popularity")[3] != macro(by_labels, "floor: popularity")[3]
    with pytest.raises(EvaluationError, match="no track of the manifest"):
        strangers = Listens((Listen("u", "stranger", 1),), "track", "strangers")
        measure_tags(entrant(Toy({})), manifest, Wanted(listens=strangers))


def test_typed_feelings_are_judged_where_listeners_told_them(rng: np.random.Generator) -> None:
    tracks = tuple(
        Track(
            f"t{n}", tags=("pop" if n % 2 else "rock",), extra={"emotions": {"sadness": float(rng.random())}}
        )
        for n in range(40)
    )
    manifest = Manifest(tracks, {"pop": "genre", "rock": "genre"}, Path(), "felt")
    report = measure_tags(entrant(Toy({})), manifest, Wanted())
    assert [row[0] for row in rows(report, "genres")] == ["pop", "rock", "mean"]
    assert [row[0] for row in rows(report, "Spearman within genre")] == ["sad", "melancholic", "mean"]


def test_an_empty_split_is_one_sentence(manifest: Manifest) -> None:
    with pytest.raises(EvaluationError, match="another --split"):
        measure_tags(entrant(Toy({})), replace(manifest, tracks=()), Wanted())
