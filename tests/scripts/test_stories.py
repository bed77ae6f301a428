"""`python -m scripts.stories`: a corpus on disk, samples to read, mistakes in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.data.manifest import read_texts
from scripts import stories


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        stories.main(list(arguments))
    if isinstance(ended.value.code, str):
        print(ended.value.code)
        return 1
    return int(ended.value.code or 0)


def test_a_corpus_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "stories.jsonl"
    assert run("write", "--passages", "360", "--out", str(out)) == 0
    assert "360 passages of 15 moods (180 train, " in capsys.readouterr().out
    assert len(read_texts(out).passages) == 360


def test_passages_of_a_mood_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--passages", "360", "--mood", "sad", "--show", "4") == 0
    told = capsys.readouterr().out
    assert told.count("sad, ") == 4 and "bag of words" not in told


def test_mistakes_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--mood", "zesty") == 1
    assert "no mood 'zesty': choose from angry, exciting" in capsys.readouterr().out
    assert run("write", "--passages", "30", "--out", str(tmp_path)) == 1
    assert run("write", "--passages", "0", "--out", "x") == 2
