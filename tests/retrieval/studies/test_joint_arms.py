"""Arms of a study differ in what they say, are trained once, and are told with all their seeds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from encoders.text.word2vec import Config as WordConfig
from encoders.text.word2vec import Word2Vec
from retrieval.config import JointConfig, Stage
from retrieval.data.manifest import Listen, Listens, Manifest, read_manifest
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.tables import Report
from retrieval.evaluation.tag_retrieval import TagQuery, judged, measured
from retrieval.song_vectors import SongVectors
from retrieval.studies import joint_arms, modalities, sampling, words
from retrieval.studies.joint_arms import Arm
from retrieval.training.trainer import TrainingError
from tests.retrieval.joint_toys import toy_collection, toy_joint_config
from tests.retrieval.texts import ToyTexts
from tests.retrieval.toys import CATEGORIES

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_collection(tmp_path_factory.mktemp("study"))


@pytest.fixture
def manifest(root: Path) -> Manifest:
    return read_manifest(root / "toy" / "manifest.jsonl")


@pytest.fixture
def config(root: Path) -> JointConfig:
    return toy_joint_config(root, epochs=4)


@pytest.fixture(autouse=True)
def toy_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_arms, "create_text", lambda name, **options: ToyTexts())


def table(report: Report, title: str) -> list[dict[str, object]]:
    found = next(each for each in report.tables if each.title.startswith(title))
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_samplings_stand_beside_the_published_ones_and_are_trained_once(
    config: JointConfig, manifest: Manifest, tmp_path: Path
) -> None:
    report = sampling.study(config, manifest, 2, tmp_path, CPU, workers=1)
    rows = {str(row["arm"]): row for row in table(report, "Table 5.2")}
    assert [row["MSD MAP"] for row in rows.values()] == ["0.1658", "0.1675", "0.1852", "–", "–", "–"]
    for arm in sampling.ARMS:
        told = rows[arm.name]["MAP"]
        assert isinstance(told, Estimate) and told.value > 0.5
        low, high = map(float, str(rows[arm.name]["of seeds"]).split("–"))
        assert low <= told.value + 5e-4 and told.value <= high + 5e-4
    configs = {path.read_text() for path in tmp_path.glob("*/config.toml")}
    assert len(configs) == len(list(tmp_path.glob("*/config.toml"))) == 2 * len(sampling.ARMS)
    pairs = table(report, "paired tests")
    assert {str(row["pair"]) for row in pairs} == {f"{one} - {other}" for one, other in sampling.PAIRS}

    logs = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*/metrics.jsonl")}
    again = sampling.study(config, manifest, 2, tmp_path, CPU, workers=1)
    assert again == report
    lines = [len(path.read_text().splitlines()) for path in logs]
    assert lines == [4] * len(logs), "trained again"
    with pytest.raises(TrainingError, match="other settings"):
        sampling.study(replace(config, stages=(Stage(epochs=1),)), manifest, 1, tmp_path, CPU, workers=1)


def test_what_is_withheld_is_told_apart(config: JointConfig, manifest: Manifest, tmp_path: Path) -> None:
    plays = [
        Listen(f"{tag} lover {user}", track.id, 3.0)
        for number, track in enumerate(manifest.tracks)
        for tag in track.tags
        for user in range(4)
        if number % 3
    ]
    small = replace(config, cultural=replace(config.cultural, options={"dimension": 4, "iterations": 3}))
    listens = Listens(tuple(plays), "track")
    report = modalities.study(
        small, manifest, listens, 1, tmp_path / "runs", CPU, 1, tmp_path / "categories.png"
    )
    assert (tmp_path / "categories.png").stat().st_size > 1000
    rows = {str(row["MAP where"]): row for row in table(report, "what is missing")}
    assert rows["warm"]["tracks"] == report.facts["warm"] and rows["cold"]["tracks"] == report.facts["cold"]
    assert int(report.facts["warm"]) + int(report.facts["cold"]) == rows["all"]["tracks"]
    # who never hears does not miss the sound; who hears alone does not miss the listeners
    assert rows["warm, sound withheld"]["cultural"] == rows["warm"]["cultural"]
    assert rows["warm, listeners withheld"]["acoustic"] == rows["warm"]["acoustic"]
    told = rows["warm, sound withheld"]["acoustic"]
    assert isinstance(told, Estimate)
    plain = enumerate(manifest.tracks)
    warm = tuple(track for number, track in plain if track.split == "test" and number % 3 and track.tags)
    case = judged([TagQuery(tag, tag, "") for tag in CATEGORIES], replace(manifest, tracks=warm))
    unheard = measured(case, np.zeros(case.truth.shape))["MAP"]
    assert told.value == pytest.approx(float(unheard.mean())), "nothing is heard, hence all scores are equal"
    gates = [row["share of sound"] for row in table(report, "the fused space's gate")]
    assert all(isinstance(share, float) and 0 < share < 1 for share in gates)


def test_withholding_leaves_the_others_alone() -> None:
    ones = np.ones(3, dtype=bool)
    songs = SongVectors(
        ("a", "b", "c"), np.ones((3, 2, 4), np.float32), np.ones((3, 5), np.float32), ones, ones
    )
    deaf = modalities.without(songs, np.array([True, False, False]), "acoustic")
    assert deaf.has_acoustic.tolist() == [False, True, True] and deaf.has_cultural.all()
    assert not deaf.acoustic[0].any() and deaf.acoustic[1:].all() and deaf.cultural.all()
    lonely = modalities.without(songs, np.array([False, True, False]), "cultural")
    assert lonely.has_cultural.tolist() == [True, False, True] and lonely.has_acoustic.all()


def test_an_outcome_is_the_mean_of_its_seeds(config: JointConfig, manifest: Manifest, tmp_path: Path) -> None:
    ground = joint_arms.prepared(config, manifest, workers=1)
    case = ground.case()
    bundles = joint_arms.train_arm(ground, Arm("one"), 2, tmp_path, CPU)
    counts = joint_arms.resamples(len(case.ids), 0)
    both = joint_arms.outcome(Arm("one"), bundles, case, ground.songs, counts)
    alone = [joint_arms.outcome(Arm("one"), [each], case, ground.songs, counts) for each in bundles]
    assert not np.array_equal(alone[0].each["MAP"], alone[1].each["MAP"]), "seeds make no difference"
    for figure, found in both.system.values.items():
        np.testing.assert_allclose(found, np.mean([one.system.values[figure] for one in alone], axis=0))
        np.testing.assert_allclose(
            both.system.resampled[figure], np.mean([one.system.resampled[figure] for one in alone], axis=0)
        )


def test_words_that_are_not_known_are_told(config: JointConfig, manifest: Manifest, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    known = ["hum", "whistle", "house", "techno", "club"]
    vectors = rng.standard_normal((len(known), 6)).astype(np.float32)
    vectors[3] = vectors[2] + 0.01
    music = Word2Vec(WordConfig(), known, vectors)
    report = words.study(
        config, manifest, {words.SENTENCES: ToyTexts(), words.MUSIC: music}, 1, tmp_path, CPU, workers=1
    )
    near = {(row["word"], row["vectors"]): str(row["nearest"]) for row in table(report, "Table 5.4")}
    assert near["house", words.MUSIC].startswith("techno")
    assert near["jungle", words.MUSIC] == "unknown"
    assert near["jungle", "published, music texts"].startswith("breakbeat")
    assert any(note.startswith(words.MUSIC) and note.endswith("hiss") for note in report.notes)
    groups = {row["tags"]: row["n"] for row in table(report, "paired tests")}
    assert groups["known to all arms"] == int(str(groups["all"])) - 1


def test_runs_of_other_data_are_not_taken_for_these(tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "texts"
    one.write_text("a")
    other.mkdir()
    (other / "a.txt").write_text("words")
    joint_arms.settle(tmp_path / "out", {"manifest": one, "texts": other})
    joint_arms.settle(tmp_path / "out", {"manifest": one, "texts": other})
    (other / "b.txt").write_text("more words")
    with pytest.raises(TrainingError, match="another texts"):
        joint_arms.settle(tmp_path / "out", {"manifest": one, "texts": other})
    with pytest.raises(TrainingError, match="another texts"):
        joint_arms.settle(tmp_path / "out", {"manifest": one})
