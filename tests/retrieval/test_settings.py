"""What a person sets must arrive, and what cannot be set must be named."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.config import JointConfig, Stage, TaggerConfig
from retrieval.settings import ConfigError, from_table, read_config, to_toml
from retrieval.story.config import PassagesConfig, StoryConfig
from retrieval.studies.taggers import TaggerStudy

SHIPPED = sorted((Path(__file__).parents[2] / "retrieval" / "configs").glob("*.toml"))


def class_of(
    file: Path,
) -> type[TaggerConfig] | type[JointConfig] | type[TaggerStudy] | type[StoryConfig] | type[PassagesConfig]:
    """What a shipped file configures, told by its name."""
    if file.stem == "tagger_study":
        return TaggerStudy
    if file.stem == "starter_passages":
        return PassagesConfig
    if file.stem.startswith("story"):
        return StoryConfig
    return JointConfig if "joint" in file.stem else TaggerConfig


def test_a_flag_beats_the_file_and_the_file_beats_the_default(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text("seed = 3\n[data]\nbatch_size = 8\n")
    config = read_config(TaggerConfig, file, ("data.batch_size=9", "encoder.options.width=16"))
    assert (config.seed, config.data.batch_size, config.encoder.options) == (3, 9, {"width": 16})
    assert config.data.valid_chunks == TaggerConfig().data.valid_chunks


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.stem)
def test_a_resolved_config_reads_back_as_itself(file: Path, tmp_path: Path) -> None:
    cls = class_of(file)
    inner = "recipe." if cls is TaggerStudy else ""
    names = "moods" if cls is StoryConfig else "tags"
    settings = (f"{inner}data.{names}=['a \"quoted\" tag', 'ä']", f"{inner}stages.0.epochs=7")
    config = read_config(cls, file, ("steps=7",) if cls is PassagesConfig else settings)
    (tmp_path / "resolved.toml").write_text(to_toml(config), encoding="utf-8")
    assert read_config(cls, tmp_path / "resolved.toml") == config
    if isinstance(config, PassagesConfig):
        assert config.steps == 7
        return
    recipe = config.recipe if isinstance(config, TaggerStudy) else config
    assert recipe.stages[0].epochs == 7 and getattr(recipe.data, names) == ('a "quoted" tag', "ä")


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ("data.bach_size=1", "no setting 'data.bach_size': choose from domain"),
        ("data.batch_size=big", "data.batch_size takes a whole number, not 'big'"),
        ("data.batch_size=true", "data.batch_size takes a whole number"),
        ("training.precision=fp64", "training.precision is one of auto, fp32"),
        ("stages=[]", "at least one"),
        ("data.batch_size=0", "data.batch_size must be at least 1, not 0"),
        ("stages=[{learning_rate=-1}]", "learning_rate must be at least 0, not -1"),
        ("seed=-1", "seed must be at least 0"),
        ("stages.3.epochs=1", "0 entries"),
        ("frames.noise_snr_db=[1]", "a list of 2"),
        ("seed", "is not a setting"),
        ("seed.deep=1", "seed.deep"),
    ],
)
def test_a_wrong_setting_is_named(setting: str, named: str, tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text("seed = 1\nstages = []\n" if setting.startswith("stages.3") else "seed = 1\n")
    with pytest.raises(ConfigError, match=named.replace("[", r"\[")):
        read_config(TaggerConfig, file, (setting,))


def test_a_missing_or_broken_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no config file"):
        read_config(TaggerConfig, tmp_path / "none.toml")
    (tmp_path / "broken.toml").write_text("seed = ")
    with pytest.raises(ConfigError, match="is not TOML"):
        read_config(TaggerConfig, tmp_path / "broken.toml")


def test_whole_numbers_may_stand_for_fractions() -> None:
    assert from_table(Stage, {"learning_rate": 1}).learning_rate == 1.0
