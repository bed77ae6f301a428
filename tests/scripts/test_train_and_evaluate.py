"""From a manifest to a bundle to a table, through the commands a person types."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from encoders.registry import create_audio
from retrieval.bundle import read_bundle
from retrieval.data.manifest import Manifest, Track, read_manifest, write_manifest
from retrieval.tagger import Tag, Tagger
from scripts import evaluate, train
from tests.retrieval.toys import toy_manifest

SMALL = (
    "--set=encoder.options.width=4",
    "--set=encoder.options.dropout=0.0",
    "--set=encoder.options.chunk_samples=33000",
    "--set=data.batch_size=6",
    "--set=data.chunks_per_track=2",
    "--set=stages=[{epochs=2, learning_rate=0.01}]",
    "--set=training.precision=fp32",
    "--workers=1",
    "--threads=1",
)


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return toy_manifest(tmp_path / "toy", tracks=20, seconds=2.5)


def test_a_trained_bundle_is_measured_beside_its_baseline_and_floors(
    manifest: Manifest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train.main(["tagger", f"--manifest={manifest}", f"--out={tmp_path / 'run'}", *SMALL])
    bundle = Path(capsys.readouterr().out.strip())
    described = read_bundle(bundle, "tagger")
    assert described.provenance["manifest"] == "toy" and described.provenance["train_tracks"] == 12
    assert described.provenance["config"]["data"]["batch_size"] == 6
    assert 0 <= described.scores["valid_roc_auc"] <= 1
    assert [tag.name for tag in Tagger.load(bundle).tags] == ["hum", "whistle", "hiss"]

    files = [f"--json={tmp_path / 'r.json'}", f"--csv={tmp_path / 'r.csv'}"]
    command = ["tagger", f"--bundle={bundle}", f"--manifest={manifest}", "--baseline", "--workers=1"]
    evaluate.main([*command, *files])
    printed = capsys.readouterr().out
    for word in ("tracks 4", "MFCC baseline", "floor: random", "floor: popularity", "whistle", "pitch"):
        assert word in printed
    report = json.loads((tmp_path / "r.json").read_text())
    systems = {row["system"]: row for row in report["tables"]["macro over tags"]}
    lead = systems["tagger"]["ROC-AUC"]
    assert lead["low"] <= lead["value"] <= lead["high"]
    assert systems["floor: popularity"]["ROC-AUC"] == 0.5
    lines = list(csv.DictReader((tmp_path / "r.csv").read_text().splitlines()))
    assert {line["table"] for line in lines} == set(report["tables"])

    again = [*command, f"--json={tmp_path / 'again.json'}"]
    evaluate.main(again)
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "r.json").read_bytes()


def test_a_finished_run_is_not_trained_again_and_other_settings_are_refused(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["tagger", f"--manifest={manifest}", f"--out={tmp_path / 'run'}", *SMALL]
    train.main(command)
    log = (tmp_path / "run" / "metrics.jsonl").read_text()
    train.main(command)
    assert (tmp_path / "run" / "metrics.jsonl").read_text() == log
    with pytest.raises(SystemExit, match="other settings"):
        train.main([*command, "--set=seed=9"])


def test_recordings_with_emotions_get_the_protocol_for_emotions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = read_manifest(toy_manifest(tmp_path / "toy", tracks=16, seconds=1.0))
    tracks = tuple(
        Track(
            id=track.id,
            path=track.path,
            split="valid",
            tags=("rock" if number % 2 else "pop",),
            extra={"emotions": {"calmness": number / 16, "power": 1 - number / 16}},
        )
        for number, track in enumerate(source.tracks)
    )
    felt = tmp_path / "toy" / "felt.jsonl"
    write_manifest(Manifest(tracks, {"pop": "genre", "rock": "genre"}, tmp_path / "toy", "felt"), felt)
    torch.manual_seed(0)
    tags = tuple(Tag(name, "mood") for name in ("calm", "loud", "rock", "sad"))
    encoder = create_audio("short_chunk_cnn", width=2, dimension=4, chunk_samples=33_000)
    Tagger(encoder, tags).save(tmp_path / "bundle", {}, {})
    output = tmp_path / "e.json"
    evaluate.main(
        ["tagger", f"--bundle={tmp_path / 'bundle'}", f"--manifest={felt}", f"--json={output}", "--workers=1"]
    )
    report = json.loads(output.read_text())
    assert [row["tag"] for row in report["tables"]["Spearman within genre"]] == ["calm", "loud", "mean"]
    assert [row["genre"] for row in report["tables"]["genres"]] == ["rock", "mean"]
    assert "slow" in report["notes"][0] and "pop" in report["notes"][0]
    assert "pop" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--manifest=nowhere.jsonl",), "nowhere.jsonl"),
        (("--set=data.batch=1",), "2"),
        (("--config=nowhere.toml",), "2"),
        (("--set=encoder.name=oboe",), "no audio encoder 'oboe'"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: tuple[str, ...], message: str, manifest: Path) -> None:
    with pytest.raises(SystemExit, match=message):
        train.main(["tagger", f"--manifest={manifest}", *SMALL, *arguments])


def test_an_unknown_bundle_or_an_empty_split_is_one_sentence(manifest: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no bundle 'nothing'"):
        evaluate.main(["tagger", "--bundle=nothing", f"--manifest={manifest}"])


@pytest.mark.slow
def test_two_processes_train_one_network(manifest: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", "--standalone"]
    run = [*command, "-m", "scripts.train", "tagger", f"--manifest={manifest}", f"--out={tmp_path / 'run'}"]
    done = subprocess.run([*run, *SMALL], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr[-2000:]
    log = [json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in log] == [1, 2]
    assert Tagger.load(tmp_path / "run" / "bundle").encoder.dimension == 3
