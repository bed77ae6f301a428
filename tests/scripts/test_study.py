"""An experiment trains each arm once per seed and tells them in one table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.bundle import BUNDLE_FILE
from retrieval.config import JointConfig
from retrieval.settings import read_config
from retrieval.studies.taggers import TaggerStudy
from scripts import _study_joint, study
from tests.retrieval.toys import toy_manifest

ARMS = """
[recipe.encoder]
name = "short_chunk_resnet"
options = { width = 2, dropout = 0.0, chunk_samples = 33000 }
[recipe.data]
batch_size = 6
epoch_draws = 12
valid_chunks = 2
[recipe.training]
precision = "fp32"
[[recipe.stages]]
epochs = 1
[[arms]]
name = "narrow"
seeds = [0, 1]
[[arms]]
name = "wide"
settings = ["encoder.options.width=4"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "arms.toml").write_text(ARMS, encoding="utf-8")
    return tmp_path / "arms.toml"


def test_every_arm_is_trained_once_and_told_beside_the_others(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = toy_manifest(tmp_path / "toy", tracks=20, seconds=2.5)
    command = ["taggers", f"--manifest={manifest}", f"--config={config}", f"--out={tmp_path / 'runs'}"]
    command += ["--workers=1", "--threads=1", f"--json={tmp_path / 'table.json'}"]
    study.main([*command, "--arm=narrow"])
    assert "wide" not in capsys.readouterr().out
    bundles = {path: path.stat().st_mtime_ns for path in (tmp_path / "runs").glob(f"*/bundle/{BUNDLE_FILE}")}
    assert len(bundles) == 2

    study.main(command)
    assert all(path.stat().st_mtime_ns == written for path, written in bundles.items()), "trained twice"
    rows = json.loads((tmp_path / "table.json").read_text())["tables"]["taggers"]
    assert [(row["arm"], row["seeds"]) for row in rows] == [("narrow", 2), ("wide", 1)]
    assert float(rows[0]["M"]) < float(rows[1]["M"])
    assert float(rows[0]["plain"]) > 1  # than the published network, sixty-four times as wide
    for row in rows:
        assert 0 <= float(row["ROC-AUC"].split()[0]) <= 1


def test_an_unknown_arm_is_refused_with_the_known_ones(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = toy_manifest(tmp_path / "toy", tracks=5, seconds=0.1)
    with pytest.raises(SystemExit) as stopped:
        study.main(["taggers", f"--manifest={manifest}", f"--config={config}", "--arm=huge"])
    assert stopped.value.code == 2
    assert "no arm 'huge': choose from narrow, wide" in capsys.readouterr().err


def test_the_study_that_ships_compares_the_widths_around_the_shipped_tagger() -> None:
    shipped = read_config(TaggerStudy, study.TAGGER_STUDY)
    assert {"resnet 32", "resnet 48", "resnet 64", "resnet 128"} <= {arm.name for arm in shipped.arms}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sampling", "--set=space.song=loud"], "2"),
        (["sampling", "--set=data.audio_bundle=nothing"], "no bundle 'nothing'"),
        (["modalities", "--listens=nowhere.jsonl"], "there is no nowhere.jsonl, which --listens names"),
        (["words", "--vectors=nowhere.txt"], "there is no nowhere.txt, which --vectors names"),
    ],
)
def test_a_mistake_in_a_study_of_joint_spaces_is_one_sentence(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    manifest = toy_manifest(tmp_path / "toy", tracks=5, seconds=0.1)
    with pytest.raises(SystemExit, match=message):
        study.main([*arguments, f"--manifest={manifest}", f"--out={tmp_path / 'runs'}"])


def test_the_recipe_of_joint_studies_is_the_published_one_where_it_can_be() -> None:
    recipe = read_config(JointConfig, _study_joint.JOINT_STUDY)
    assert (recipe.triplets.negatives, recipe.triplets.margin, recipe.data.wording) == (1, 0.4, "tags")
    assert (recipe.data.epoch_draws, recipe.data.batch_size) == (10_000, 128)
