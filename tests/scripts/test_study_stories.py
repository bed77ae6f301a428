"""The study of stories trains every method once per seed, and tells it beside what was published."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from encoders.registry import create_text
from retrieval.bundle import BUNDLE_FILE
from retrieval.data.manifest import Manifest, Passage, Texts, read_manifest, write_manifest
from retrieval.story import bundle as story_bundle
from retrieval.story.registry import methods
from retrieval.studies import stories
from retrieval.studies.published_stories import METHODS
from retrieval.training import story_run
from scripts import study
from tests.retrieval.joint_toys import toy_collection
from tests.retrieval.texts import ToyTexts

MOODS = {"hum": "sad", "whistle": "happy", "hiss": "scary"}
RECIPE = """
[data]
mapping = "manual"
segments = 2
batch_size = 8
epoch_draws = 16
[space]
hidden = 8
dimension = 8
[ears]
bundle = "{ears}"
[[stages]]
optimiser = "adam"
learning_rate = 1e-3
epochs = 1
"""


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    def toy_text(name: str, **options: object) -> object:
        return ToyTexts() if name == "sentence_transformer" else create_text(name, **options)

    for module in (story_run, stories):
        monkeypatch.setattr(module, "create_text", toy_text)
    monkeypatch.setattr(story_bundle, "load_text", ToyTexts.load)
    root = toy_collection(tmp_path)
    toys = read_manifest(root / "toy" / "manifest.jsonl")
    splits = ("train", "valid", "test")
    tracks = tuple(
        replace(track, split=splits[row % 3], tags=tuple(MOODS[tag] for tag in track.tags if tag in MOODS))
        for row, track in enumerate(toys.tracks)
    )
    songs = Manifest(tracks, dict.fromkeys(MOODS.values(), "mood"), root / "toy", "toys")
    write_manifest(songs, tmp_path / "songs.jsonl")
    emotions = ("fear", "joy", "sadness")
    passages = tuple(
        Passage(
            str(row), f"{emotions[row % 3]} {row}", split=splits[row % 4 % 3], emotions=(emotions[row % 3],)
        )
        for row in range(60)
    )
    write_manifest(
        Texts(passages, dict.fromkeys(emotions, "emotion"), split_by="passage"), tmp_path / "tales.jsonl"
    )
    (tmp_path / "recipe.toml").write_text(RECIPE.format(ears=root / "ears"), encoding="utf-8")
    given = ["stories", f"--texts={tmp_path / 'tales.jsonl'}", f"--manifest={tmp_path / 'songs.jsonl'}"]
    return [*given, f"--config={tmp_path / 'recipe.toml'}", f"--out={tmp_path / 'runs'}", "--workers=1"]


def test_every_method_is_trained_once_and_told(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = [*command, "--seeds=2", "--method=va_regression", "--method=classification"]
    study.main([*few, f"--json={tmp_path / 'a.json'}", f"--markdown={tmp_path / 'a.md'}"])
    bundles = {path: path.stat().st_mtime_ns for path in tmp_path.glob(f"runs/tales/*/bundle/{BUNDLE_FILE}")}
    assert len(bundles) == 4
    tables = json.loads((tmp_path / "a.json").read_text())["tables"]
    figures = [rows for title, rows in tables.items() if title.startswith("Table 5.6")]
    assert len(figures) == 3
    assert [row["method"] for row in figures[0]][:3] == ["classification", "va_regression", "floor: random"]
    assert figures[0][1]["published P@5"] == "0.4325 / 0.3018"
    [kinds] = [rows for title, rows in tables.items() if title.startswith("Table 5.7")]
    assert kinds[0]["retrieval"] == "fail: no answers", "no emotion is written like a mood"
    assert "| va_regression |" in (tmp_path / "a.md").read_text()

    study.main([*few, f"--json={tmp_path / 'b.json'}"])
    assert {path: path.stat().st_mtime_ns for path in bundles} == bundles, "trained twice"
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    capsys.readouterr()
    with pytest.raises(SystemExit, match="other settings"):
        study.main([*few, "--set=space.hidden=9"])


def test_two_texts_of_one_name_are_refused(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        study.main([*command, command[1]])
    assert stopped.value.code == 2
    assert "called alike" in capsys.readouterr().err


def test_the_thesis_has_figures_for_every_method() -> None:
    assert sorted(METHODS) == methods()


def test_without_runs_spaces_says_how_to_get_them(command: list[str], tmp_path: Path) -> None:
    given = ["spaces", *command[1:3], f"--runs={tmp_path / 'none'}", f"--picture={tmp_path / 'a.png'}"]
    with pytest.raises(SystemExit, match=r"no runs in .*: train them"):
        study.main(given)
