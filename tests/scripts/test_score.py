"""Anyone's folder, scored: the same bytes whatever happened on the way."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from encoders.registry import create_audio
from retrieval import joint_bundle, score_folder
from retrieval.config import SpaceConfig
from retrieval.joint_bundle import JointBundle
from retrieval.joint_space import JointSpace
from retrieval.matcher import Lesson, fit_matcher
from retrieval.tagger import Tag, Tagger
from scripts import score
from tests.retrieval.texts import ToyTexts

QUERIES = "calm piano\n\nrock, no drums\ncalm piano\nhappy\n"


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator) -> Path:
    monkeypatch.setattr(joint_bundle, "load_text", ToyTexts.load)
    torch.manual_seed(0)
    encoder = create_audio("short_chunk_cnn", width=4, dimension=2, chunk_samples=33_000)
    text = ToyTexts()
    space = JointSpace(SpaceConfig(hidden=8, dimension=6), text.dimension, encoder.penultimate_dimension)
    made = JointBundle(Tagger(encoder, (Tag("calm", "mood"), Tag("rock", "genre"))), text, space)
    songs = made.embed_segments(rng.random((40, encoder.penultimate_dimension)).astype(np.float32))
    truth = rng.random((2, 40)) < 0.5
    texts = ["calm", "rock"]
    words = made.ask(texts)
    lesson = Lesson(words, truth, np.ones_like(truth), words, made.ask(["stapler", "tax"]))
    heard = rng.random((40, 2)).astype(np.float32)
    made.matcher = fit_matcher(lesson, songs, texts, heard, texts)
    made.save(tmp_path / "bundle", {}, {})
    return tmp_path / "bundle"


@pytest.fixture
def music(tmp_path: Path, rng: np.random.Generator) -> Path:
    folder = tmp_path / "music"
    (folder / "deep" / "deeper").mkdir(parents=True)
    for number, name in enumerate(("b.wav", "a, b.flac", "deep/c.wav", "deep/deeper/é.wav")):
        sound = 0.3 * np.sin(2 * np.pi * 200 * (number + 1) * np.arange(40_000) / 16_000)
        soundfile.write(folder / name, sound + 0.01 * rng.standard_normal(40_000), 16_000)
    soundfile.write(folder / "silent.wav", np.zeros(40_000), 16_000)
    (tmp_path / "lines.txt").write_text(QUERIES)
    return folder


def command(music: Path, bundle: Path, out: str = "scores.csv", workers: int = 1) -> list[str]:
    queries, table = music.parent / "lines.txt", music.parent / out
    return [
        str(music),
        f"--queries={queries}",
        f"--out={table}",
        f"--bundle={bundle}",
        f"--workers={workers}",
    ]


def run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        score.main(arguments)
    assert isinstance(ended.value.code, int), ended.value.code
    return ended.value.code


def test_every_file_gets_a_probability_for_every_line(music: Path, bundle: Path, tmp_path: Path) -> None:
    assert run(command(music, bundle)) == 0
    rows = list(csv.DictReader((tmp_path / "scores.csv").read_text(encoding="utf-8").splitlines()))
    assert list(dict.fromkeys(row["query"] for row in rows)) == ["calm piano", "rock, no drums", "happy"]
    files = [row["file"] for row in rows[:5]]
    assert files == sorted(files) and "deep/deeper/é.wav" in files and len(rows) == 15
    scores = {(row["query"], row["file"]): float(row["score"]) for row in rows}
    assert all(0 < value < 1 for (_, file), value in scores.items() if file != "silent.wav")
    assert scores["happy", "silent.wav"] == 0
    assert not (tmp_path / "scores.csv.partial").exists()


def test_an_interrupted_run_ends_with_the_same_bytes_and_hears_the_rest_alone(
    music: Path, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(command(music, bundle))
    heard: list[str] = []
    plain = score_folder._Kept.add

    def add(kept: score_folder._Kept, name: str, file: Path, scores: list[str]) -> None:
        if len(heard) == 2:
            raise KeyboardInterrupt
        heard.append(name)
        plain(kept, name, file, scores)

    with monkeypatch.context() as patched:
        patched.setattr(score_folder._Kept, "add", add)
        assert run(command(music, bundle, "again.csv")) == 130
    partial = tmp_path / "again.csv.partial"
    partial.write_text(partial.read_text() + '["deep/c.wav", [1, 2], ["0.5')  # killed while it wrote
    heard.clear()
    monkeypatch.setattr(score_folder._Kept, "add", lambda *a: (heard.append(a[1]), plain(*a))[0])
    assert run(command(music, bundle, "again.csv")) == 0
    assert len(heard) == 3
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "scores.csv").read_bytes()


def test_other_lines_do_not_take_up_what_was_left(music: Path, bundle: Path, tmp_path: Path) -> None:
    run(command(music, bundle))
    (tmp_path / "again.csv.partial").write_text("something else\n[]\n")
    assert run(command(music, bundle, "again.csv")) == 0
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "scores.csv").read_bytes()


def test_a_broken_file_is_told_and_the_others_are_scored(
    music: Path, bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (music / "broken.mp3").write_bytes(b"no music at all")
    assert run(command(music, bundle)) == 1
    assert "1 file failed" in (told := capsys.readouterr().err) and "broken.mp3" in told
    assert "broken" not in (table := (tmp_path / "scores.csv").read_text()) and "deep/c.wav" in table


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(music: Path, bundle: Path, tmp_path: Path) -> None:
    run(command(music, bundle))
    run(command(music, bundle, "again.csv", workers=2))
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "scores.csv").read_bytes()


def test_mistakes_are_one_sentence(music: Path, bundle: Path, tmp_path: Path) -> None:
    for text, told in (("\n", "holds no query"), ("piano^x", "a weight is a number")):
        (tmp_path / "lines.txt").write_text(text)
        with pytest.raises(SystemExit, match=told):
            score.main(command(music, bundle))
    (tmp_path / "lines.txt").write_text("calm")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit, match="no audio files"):
        score.main(command(tmp_path / "empty", bundle))
    with pytest.raises(SystemExit, match="is not a folder"):
        score.main(command(tmp_path / "nowhere", bundle))


def test_every_bad_line_is_named_and_nothing_is_written_over_what_was_typed(
    music: Path, bundle: Path, tmp_path: Path
) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("calm\npiano^0\nsad\npiano^x\n")
    with pytest.raises(SystemExit) as stopped:
        score.main(command(music, bundle))
    assert "line 2: " in str(stopped.value) and "line 4: " in str(stopped.value)
    lines.write_text("calm")
    for out, told in ((lines, "over"), (tmp_path, "over"), (tmp_path / "lines.txt" / "x.csv", "to")):
        given = [str(music), f"--queries={lines}", f"--bundle={bundle}", f"--out={out}", "--workers=1"]
        with pytest.raises(SystemExit, match=f"cannot be written {told} .*give another --out"):
            score.main(given)
    assert lines.read_text() == "calm"
