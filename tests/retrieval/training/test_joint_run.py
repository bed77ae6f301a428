"""From a manifest to a joint bundle: what is learned, what is left out, and what is told about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval import joint_bundle
from retrieval.bundle import JOINT, read_bundle
from retrieval.config import JointConfig, Stage
from retrieval.data.manifest import Listen, Listens, Manifest, Track, read_manifest
from retrieval.joint_bundle import JointBundle
from retrieval.song_vectors import song_vectors
from retrieval.tagger import Tagger
from retrieval.training.cultural import fit_cultural
from retrieval.training.joint_run import prepare, train_joint
from retrieval.training.trainer import TrainingError
from tests.retrieval.joint_toys import toy_collection, toy_joint_config
from tests.retrieval.texts import ToyTexts
from tests.retrieval.toys import CATEGORIES

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_collection(tmp_path_factory.mktemp("joint"))


@pytest.fixture
def manifest(folder: Path) -> Manifest:
    return read_manifest(folder / "toy" / "manifest.jsonl")


@pytest.fixture
def config(folder: Path) -> JointConfig:
    return toy_joint_config(folder, epochs=8)


@pytest.fixture(autouse=True)
def toy_texts_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_bundle, "load_text", ToyTexts.load)


def train(config: JointConfig, manifest: Manifest, out: Path, **more: object) -> Path:
    return train_joint(config, manifest, out, CPU, workers=1, text=ToyTexts(), **more)  # type: ignore[arg-type]


def test_a_trained_bundle_finds_songs_for_words(
    config: JointConfig, manifest: Manifest, folder: Path, tmp_path: Path
) -> None:
    place = train(config, manifest, tmp_path / "run")
    described, joint = read_bundle(place, JOINT), JointBundle.load(place)
    about = described.provenance
    assert about["manifest"] == "toy" and about["train_tracks"] == 36 and about["tags"] == list(CATEGORIES)
    assert about["config"]["data"]["audio_bundle"] == "ears", "no path of a person's machine"
    assert about["audio_fingerprint"] == Tagger.load(folder / "ears").fingerprint()
    assert read_bundle(place / "tagger", "tagger").provenance == {"heard": "nothing"}
    assert described.scores["valid_map"] > 0.7
    test = manifest.split("test")
    scores = joint.scores(list(CATEGORIES), song_vectors(joint.tagger, test, segments=2, workers=1))
    truth = test.matrix(list(CATEGORIES)).T
    assert scores[truth].mean() > scores[~truth].mean() + 0.1


def test_ears_stored_in_half_precision_are_stored_so_again(
    config: JointConfig, manifest: Manifest, folder: Path, tmp_path: Path
) -> None:
    place = train(replace(config, stages=(Stage(epochs=1),)), manifest, tmp_path / "run")
    again, before = (path / "encoder.safetensors" for path in (place / "tagger", folder / "ears"))
    assert again.read_bytes() == before.read_bytes()


def test_the_same_seed_gives_the_same_bundle_and_a_finished_run_is_not_trained_again(
    config: JointConfig, manifest: Manifest, tmp_path: Path
) -> None:
    places = [train(config, manifest, tmp_path / name) for name in ("a", "b")]
    prints = [read_bundle(place, JOINT).fingerprint for place in places]
    assert prints[0] == prints[1]
    log = (tmp_path / "a" / "metrics.jsonl").read_text()
    assert read_bundle(train(config, manifest, tmp_path / "a"), JOINT).fingerprint == prints[0]
    assert (tmp_path / "a" / "metrics.jsonl").read_text() == log
    with pytest.raises(TrainingError, match="other settings"):
        train(replace(config, seed=1), manifest, tmp_path / "a")


@dataclass(frozen=True)
class Said:
    text: str
    tags: tuple[str, ...]


class Describer:
    """Describes a song by all of its tags."""

    def of_tag(self, tag: str, rng: np.random.Generator) -> str:
        return f"{tag} {rng.integers(3)}"

    def of_song(self, track: Track, rng: np.random.Generator) -> Said | None:
        return Said(" and ".join(track.tags), track.tags) if track.tags else None


def test_a_held_out_tag_is_no_anchor_and_in_no_description(config: JointConfig, manifest: Manifest) -> None:
    held = replace(config, data=replace(config.data, held_out_tags=("hiss",)))
    tagger = Tagger.load(Path(config.data.audio_bundle))
    parts = prepare(held, manifest, tagger, ToyTexts(), None, Describer(), workers=1)
    assert parts.tags == ("hum", "whistle") and parts.facts["held_out_tags"] == ["hiss"]
    assert not any("hiss" in text for text in parts.anchors.texts)
    assert "hum and whistle" in parts.anchors.texts
    both = prepare(config, manifest, tagger, ToyTexts(), None, Describer(), workers=1)
    assert "hum and whistle and hiss" in both.anchors.texts
    assert both.facts["described_tracks"] > parts.facts["described_tracks"] > 0


def test_listeners_join_in(config: JointConfig, manifest: Manifest, tmp_path: Path) -> None:
    plays = [
        Listen(f"{tag} lover {user}", track.id, 3.0)
        for track in manifest.tracks[:25]
        for tag in track.tags
        for user in range(4)
    ]
    cultural = fit_cultural(
        Listens(tuple(plays), "track"), replace(config.cultural, options={"dimension": 4, "iterations": 3})
    )
    fused = replace(config, space=replace(config.space, song="fused"))
    place = train(fused, manifest, tmp_path / "run", cultural=cultural)
    joint = JointBundle.load(place)
    assert joint.cultural is not None and joint.space.cultural_dimension == 4
    songs = song_vectors(joint.tagger, manifest, joint.cultural, segments=2, workers=1)
    assert 0 < songs.has_cultural.sum() < len(songs)
    assert read_bundle(place, JOINT).provenance["warm_train_tracks"] > 0
    with pytest.raises(TrainingError, match="needs cultural vectors: give listens"):
        train(fused, manifest, tmp_path / "without")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"tags": ("oboe",)}, "no tag 'oboe'"),
        ({"held_out_tags": ("oboe",)}, "no tag 'oboe'"),
        ({"tags_at_least": 999}, "lower data.tags_at_least"),
        ({"held_out_tags": tuple(CATEGORIES)}, "no tag has"),
    ],
)
def test_a_mistake_is_one_sentence(
    config: JointConfig, manifest: Manifest, tmp_path: Path, data: dict[str, object], message: str
) -> None:
    wrong = replace(config, data=replace(config.data, **data))  # type: ignore[arg-type]
    with pytest.raises(TrainingError, match=message):
        train(wrong, manifest, tmp_path / "run")


def test_training_needs_both_splits(config: JointConfig, manifest: Manifest, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no track in split 'valid'"):
        train(config, manifest.split("train"), tmp_path / "run")
