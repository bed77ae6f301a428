"""The command that trains a joint space: a bundle in the end, and every mistake one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from encoders.registry import create_audio
from retrieval.bundle import JOINT, read_bundle
from retrieval.data.manifest import Listen, Listens, read_manifest, write_manifest
from retrieval.joint_bundle import JointBundle
from retrieval.song_vectors import song_vectors
from retrieval.tagger import Tag, Tagger
from scripts import train
from tests.retrieval.toys import CATEGORIES, toy_manifest

CONFIG = """
[space]
hidden = 16
dimension = 8
[data]
segments = 2
batch_size = 8
epoch_draws = 40
wording = "labels"
[[stages]]
epochs = 2
"""


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    """The command line of a small run on ears that have learned nothing."""
    manifest = toy_manifest(tmp_path / "toy", tracks=20, seconds=2.1)
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=3, chunk_samples=33_000)
    Tagger(encoder, tuple(Tag(*item) for item in CATEGORIES.items())).save(tmp_path / "ears", {}, {})
    (tmp_path / "small.toml").write_text(CONFIG)
    files = [f"--manifest={manifest}", f"--config={tmp_path / 'small.toml'}", f"--out={tmp_path / 'run'}"]
    return ["joint", *files, f"--set=data.audio_bundle={tmp_path / 'ears'}", "--workers=1", "--threads=1"]


@pytest.mark.slow
def test_a_manifest_and_listens_become_a_bundle(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = read_manifest(tmp_path / "toy" / "manifest.jsonl")
    plays = tuple(
        Listen(f"{tag} {user}", track.id, 2.0)
        for track in manifest.tracks[:15]
        for tag in track.tags
        for user in range(3)
    )
    write_manifest(Listens(plays, "track", "plays"), tmp_path / "plays.jsonl")
    options = ["--set=space.song=fused", "--set=cultural.options={dimension=4, iterations=2}"]
    train.main([*arguments, *options, f"--listens={tmp_path / 'plays.jsonl'}"])
    place = Path(capsys.readouterr().out.strip())
    assert read_bundle(place, JOINT).provenance["epochs"] == 2
    joint = JointBundle.load(place)
    songs = song_vectors(joint.tagger, manifest, joint.cultural, segments=2, workers=1)
    assert joint.scores(["a humming sound", "hiss"], songs).shape == (2, 20)


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ("--set=data.audio_bundle=nothing", "no bundle 'nothing'"),
        ("--listens=nowhere.jsonl", "nowhere.jsonl"),
        ("--set=space.song=loud", "2"),
        ("--set=training.label_smoothing=0.1", "2"),
        ("--set=text.name=oracle", "no text encoder 'oracle'"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: list[str], mistake: str, message: str) -> None:
    with pytest.raises(SystemExit, match=message):
        train.main([*arguments, mistake])
