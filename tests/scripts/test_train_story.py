"""The command that trains a story method: a bundle in the end, and every mistake one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.bundle import STORY, read_bundle
from retrieval.story.bundle import StoryBundle
from scripts import train
from tests.retrieval.joint_toys import toy_collection
from tests.retrieval.story.toys import write_toys

CONFIG = """
[space]
hidden = 16
dimension = 8
[data]
moods = ["hum", "whistle", "hiss"]
segments = 2
batch_size = 8
epoch_draws = 40
[[stages]]
epochs = 2
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = toy_collection(tmp_path_factory.mktemp("stories"))
    write_toys(root)
    (root / "small.toml").write_text(CONFIG)
    return root


@pytest.fixture
def arguments(folder: Path, tmp_path: Path) -> list[str]:
    """The command line of a small run on ears that have learned nothing."""
    files = {
        "texts": folder / "texts.jsonl",
        "manifest": folder / "toy" / "manifest.jsonl",
        "config": folder / "small.toml",
        "out": tmp_path / "run",
    }
    settings = {
        "ears.bundle": folder / "ears",
        "data.mapping": folder / "mapping.toml",
        "data.lexicon": folder / "lexicon.toml",
    }
    return [
        "story",
        *(f"--{name}={path}" for name, path in files.items()),
        *(f"--set={name}={path}" for name, path in settings.items()),
        *("--workers=1", "--threads=1"),
    ]


@pytest.mark.slow
def test_passages_and_songs_become_a_bundle_and_the_same_command_goes_on(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    train.main([*arguments, "--method=w2v_regression"])
    place = Path(capsys.readouterr().out.strip())
    about = read_bundle(place, STORY)
    assert about.provenance["method"] == "w2v_regression" and about.provenance["epochs"] == 2
    assert about.provenance["words"] == "sentence_transformer"
    assert StoryBundle.load(place).embed_texts(["a deep cellar"]).shape == (1, 384)
    before = (place / "method.safetensors").read_bytes()
    train.main([*arguments, "--method=w2v_regression"])
    assert (place / "method.safetensors").read_bytes() == before
    with pytest.raises(SystemExit, match="other settings"):
        train.main([*arguments, "--method=two_branch"])


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ("--method=guess", "2"),
        ("--set=method=guess", "2"),
        ("--texts=nowhere.jsonl", "nowhere.jsonl"),
        ("--set=ears.bundle=nothing", "no bundle 'nothing'"),
        ("--set=ears.bundle=", "2"),
        ("--set=data.mapping=nowhere.toml", "no mapping 'nowhere.toml'"),
        ("--set=text.name=oracle", "no text encoder 'oracle'"),
        ("--set=training.precision=auto", "'auto' is for taggers"),
        ("--set=space.dropout=1", "2"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: list[str], mistake: str, message: str) -> None:
    with pytest.raises(SystemExit, match=message):
        train.main([*arguments, mistake])
